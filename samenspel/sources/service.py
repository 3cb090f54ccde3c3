"""The conversation with a transcription service that the host chose.

One question per piece of sound: `POST {address}/audio/transcriptions`, the open interface that many
programs speak. Both answers that hold times are read: `verbose_json`, and WebVTT.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

from django.conf import settings

from . import readers
from .readers import limits
from .readers.draft import one_line

WAITS = 10 * 60  # seconds for the first and each next byte of an answer
LASTS = 15 * 60  # seconds for all of it
READS = 8 * 1024 * 1024  # bytes of an answer
MOST = 20_000  # stretches in one answer
LONGEST = 5_000  # characters of one stretch
LANGUAGES = {"nl": "nl", "nld": "nl", "dut": "nl", "dutch": "nl"}
LANGUAGES |= {"en": "en", "eng": "en", "english": "en"}


class Failed(Exception):
    """Why there are no words; `code` is a key of `transcribing.REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooLarge(Failed):
    pass


@dataclass(frozen=True)
class Said:
    """What the service heard in a stretch (milliseconds); who spoke, and in which language, when it
    tells that."""

    begin: int
    stop: int
    words: str
    speaker: str | None = None
    language: str = ""


class _Straight(HTTPRedirectHandler):
    """The sound, and the key, go to the address that the host chose and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def is_offered() -> bool:
    return bool(settings.TRANSCRIBER)


def where() -> str:
    """Where the sound goes, for people to read: a host name."""
    return urlsplit(settings.TRANSCRIBER).hostname or ""


def ask(sound: bytes, *, language: str, length: int) -> list[Said]:
    """What is said in an MP3 of so many milliseconds. `Failed` when there is no answer to use."""
    fields = {
        "model": settings.TRANSCRIBER_MODEL,
        "response_format": "verbose_json",
        "timestamp_granularities[]": "segment",
        "language": settings.TRANSCRIBER_LANGUAGE or language,
    }
    kind, body = _answer(*_form(fields, sound))
    said = _read_captions(body) if _is_captions(kind, body) else _read_json(body, length)
    return sorted(_within(said, length), key=lambda each: each.begin)


def _form(fields: dict[str, str], sound: bytes) -> tuple[str, bytes]:
    """multipart/form-data as RFC 7578 has it. The file has a name that tells nothing."""
    edge = uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="'
    parts = [f'{head}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items() if value]
    parts.append(f'{head}file"; filename="sound.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n')
    body = "".join(parts).encode() + sound + f"\r\n--{edge}--\r\n".encode()
    return f"multipart/form-data; boundary={edge}", body


def _answer(kind: str, body: bytes) -> tuple[str, bytes]:
    headers = {"Content-Type": kind, "User-Agent": "Samenspel", "Accept": "application/json"}
    if settings.TRANSCRIBER_KEY:
        headers["Authorization"] = f"Bearer {settings.TRANSCRIBER_KEY}"
    address = f"{settings.TRANSCRIBER}/audio/transcriptions"
    asked = Request(address, data=body, headers=headers, method="POST")  # noqa: S310  (the host's)
    try:
        with build_opener(_Straight).open(asked, timeout=WAITS) as answer:
            return answer.headers.get_content_type(), _whole(answer)
    except HTTPError as refused:
        with refused:
            raise _refusal(refused.code) from None
    except TimeoutError:
        raise Failed("slow") from None
    except (HTTPException, OSError, ValueError) as why:
        slow = isinstance(getattr(why, "reason", None), TimeoutError)
        raise Failed("slow" if slow else "away") from None


def _whole(answer: Any) -> bytes:
    """An answer that has no end, in bytes or in time, is none."""
    until = time.monotonic() + LASTS
    told = answer.headers.get("Content-Length", "")
    promised = int(told) if told.isdecimal() and len(told) < 12 else None
    words = b""
    while len(words) != promised and (piece := answer.read1(65_536)):
        words += piece
        if len(words) > READS:
            raise Failed("nonsense")
        if time.monotonic() > until:
            raise Failed("slow")
    if promised is not None and len(words) != promised:  # the line broke halfway
        raise Failed("away")
    return words


def _refusal(status: int) -> Failed:
    if status == 413:
        return TooLarge("large")
    if status in (401, 403):
        return Failed("key")
    if status in (404, 405) or 300 <= status < 400:
        return Failed("address")
    if status == 429:
        return Failed("busy")
    return Failed("away" if status >= 500 else "refused")


# Reading an answer


def _is_captions(kind: str, body: bytes) -> bool:
    return kind == "text/vtt" or body.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def _read_captions(body: bytes) -> list[Said]:
    try:
        draft = readers.read("answer.vtt", body)
    except readers.Unreadable:
        raise Failed("nonsense") from None
    return [
        Said(each.begin or 0, each.stop or 0, each.text, each.speaker) for each in draft.paragraphs
    ]


def _read_json(body: bytes, length: int) -> list[Said]:
    """Without stretches the words are said somewhere in the whole of it."""
    try:
        told = json.loads(body)
        stretches = told.get("segments")
        if stretches is None:
            stretches = [{"start": 0, "end": length / 1000, "text": told["text"]}]
        language = _language(told.get("language"))
        if len(stretches) > MOST:
            raise Failed("nonsense")
        return [
            Said(
                round(float(each["start"]) * 1000),
                round(float(each["end"]) * 1000),
                _words(each["text"])[:LONGEST],
                one_line(str(each.get("speaker") or ""))[: limits.SPEAKER] or None,
                language,
            )
            for each in stretches
        ]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise Failed("nonsense") from None


def _words(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError("words are a text")
    return one_line(told)


def _language(told: Any) -> str:
    """A language as services name it, "Dutch" or "nl-NL", by its code."""
    name = told.lower() if isinstance(told, str) else ""
    return LANGUAGES.get(name) or LANGUAGES.get(name.partition("-")[0]) or name[:20]


def _within(said: list[Said], length: int) -> list[Said]:
    """Stretches with words that begin within the sound; none of them ends after it.

    A service may hear a few words in the silence behind it. When most is there, its times are
    wrong.
    """
    worded = [each for each in said if each.words]
    kept = [
        replace(each, begin=begin, stop=min(max(each.stop, begin + 1), length))
        for each in worded
        if (begin := max(0, each.begin)) < length
    ]
    if 2 * _letters(kept) < _letters(worded):
        raise Failed("nonsense")
    return kept


def _letters(said: list[Said]) -> int:
    return sum(len(each.words) for each in said)
