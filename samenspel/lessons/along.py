"""A second sieve for the neighbour test: a program outside, `deduce`, when the host has it.

It needs much memory and some time before it reads anything, so the worker asks
it and no page does. What it says is kept under a fingerprint of each text, without the words: other
words are asked anew. As long as it says nothing the test goes on with our own sieve.
"""

from __future__ import annotations

import json
import logging
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from samenspel.foundation.child import NOTHING, confined

from .neighbours import Kind, Mark

log = logging.getLogger("samenspel.lessons")

PROGRAM = Path(__file__).with_name("along_deduce.py")
KINDS = {
    "persoon": Kind.PERSON,
    "patient": Kind.PERSON,
    "locatie": Kind.SPOT,
    "zorginstelling": Kind.SPOT,
    "ziekenhuis": Kind.SPOT,
    "leeftijd": Kind.AGE,
    "datum": Kind.DATE,
    "telefoonnummer": Kind.PHONE,
    "emailadres": Kind.MAIL,
    "url": Kind.MAIL,
}
WITHIN = 180
"""Seconds that it may take; most of them it waits for a processor."""
PROCESSOR, MEMORY, WRITTEN = 120, 3 * 1024**3, 4 * 1024**2
KEPT, SILENT, BUSY = 30 * 24 * 3600, 10 * 60, 15 * 60
"""Seconds that an answer is kept, that it is left alone after none, and that a question stands."""

Stretch = tuple[int, int, str]


class State(StrEnum):
    OFF = "off"
    WAITING = "waiting"
    SILENT = "silent"
    TOLD = "told"


def marks_in(texts: Iterable[str]) -> dict[str, list[Mark]]:
    """What it found in each of these texts, as far as it answered."""
    return {
        text: [
            Mark(start, end, text[start:end], KINDS.get(tag, Kind.NUMBER))
            for start, end, tag in told or []
        ]
        for text, told in _kept(texts).items()
    }


def state(texts: Iterable[str]) -> State:
    wanted = set(texts)
    kept = _kept(wanted)
    if not settings.DEDUCE or not wanted:
        return State.OFF
    if None in kept.values():
        return State.SILENT
    return State.TOLD if kept.keys() == wanted else State.WAITING


def missing(texts: Iterable[str]) -> list[str]:
    """The texts that nothing was heard of yet."""
    if not settings.DEDUCE:
        return []
    wanted = dict.fromkeys(texts)
    kept = _kept(wanted)
    return [text for text in wanted if text not in kept]


def listen(texts: Sequence[str]) -> None:
    """Ask about these texts, and keep what is said, or that nothing was."""
    try:
        told: Sequence[Any] = ask(texts)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError) as no:
        log.warning("The second sieve did not answer: %s", type(no).__name__)
        cache.set_many({_key(text): None for text in texts}, SILENT)
    else:
        cache.set_many({_key(text): one for text, one in zip(texts, told, strict=True)}, KEPT)


def ask(texts: Sequence[str]) -> list[list[Stretch]]:
    """Start the program, give it these texts and nothing else, and read what it says of each."""
    with tempfile.TemporaryFile() as said:
        subprocess.run(  # noqa: S603
            confined(
                [settings.DEDUCE, "-I", str(PROGRAM)],
                processor=PROCESSOR,
                memory=MEMORY,
                written=WRITTEN,
            ),
            input="".join(f"{json.dumps({'text': text})}\n" for text in texts).encode(),
            stdout=said,
            stderr=subprocess.DEVNULL,
            env=NOTHING,
            timeout=WITHIN,
            check=True,
        )
        said.seek(0)
        answers = said.read().splitlines()
    return [_read(line, text) for line, text in zip(answers, texts, strict=True)]


def _read(line: bytes, text: str) -> list[Stretch]:
    found = [(start, end, str(tag)) for start, end, tag in json.loads(line)["found"]]
    if not all(0 <= start < end <= len(text) for start, end, _tag in found):
        raise ValueError("a stretch outside the text")
    return found


def _kept(texts: Iterable[str]) -> dict[str, list[Stretch] | None]:
    keys = {_key(text): text for text in texts} if settings.DEDUCE else {}
    return {keys[key]: told for key, told in cache.get_many(keys).items()} if keys else {}


def _key(text: str) -> str:
    """Without the secret key of the site nobody can try which words it is of."""
    return f"along:{salted_hmac(__name__, text, algorithm='sha256').hexdigest()}"
