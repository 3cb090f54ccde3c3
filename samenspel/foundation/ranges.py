"""A file in parts, for whoever plays it.

A page thread hands out one part and is free again: the server passes it on without it. And since
each part is asked for anew, a right that ended holds for the next few seconds of sound. Whoever
does not ask for a part gets all of it, by `handing`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from .handing import hand_out

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PART = 2 * 1024 * 1024
_ASKED = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def first_of(request: HttpRequest) -> bool:
    """Whether this asks for the beginning of a file."""
    asked = _ASKED.fullmatch(request.headers.get("Range", "bytes=0-"))
    return asked is None or int(asked[1] or 0) == 0


def part(
    path: Path,
    request: HttpRequest,
    *,
    kind: str,
    name: str,
    etag: str,
    whole: bool = False,
    saved: bool = False,
) -> HttpResponseBase:
    """What a `Range` asks for, at most two megabytes of it; a player asks on from there.

    Who asks for no part gets the whole file. With `whole` a part is as long as was asked: programs
    that go on with a broken download take the first answer for all of it. `saved` is for what is
    kept as a file, and not played.
    """
    answer: HttpResponseBase | None = get_conditional_response(request, f'"{etag}"')
    if answer is not None:  # before the file is opened: who has it gets nothing of it
        answer["ETag"] = f'"{etag}"'
        answer["Cache-Control"] = "private, no-store"
        return answer
    size = path.stat().st_size
    asked = _stretch(request, size, etag)
    if asked is None:
        answer = hand_out(request, path, kind=kind)
    elif asked[0] < asked[1] and whole:
        answer = hand_out(request, path, kind=kind, stretch=asked)
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {asked[0]}-{asked[1] - 1}/{size}"
    elif asked[0] < asked[1]:
        start, end = asked[0], min(asked[1], asked[0] + PART)
        with path.open("rb") as file:
            file.seek(start)
            answer = HttpResponse(file.read(end - start), content_type=kind, status=206)
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    else:
        return _nothing_there(size)
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = f'"{etag}"'
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = f'{"attachment" if saved else "inline"}; filename="{name}"'
    answer["Content-Encoding"] = "identity"  # bytes are counted as they are: nothing packs them
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _stretch(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """What is asked for, half-open; None for all of it. More than one range is all of it."""
    asked = _ASKED.fullmatch(request.headers.get("Range", ""))
    if asked is None or request.headers.get("If-Range", f'"{etag}"') != f'"{etag}"':
        return None
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size) if last else None
    return int(first), min(size, int(last) + 1) if last else size


def _nothing_there(size: int) -> HttpResponse:
    answer = HttpResponse(status=416, content_type="text/plain; charset=utf-8")
    answer["Content-Range"] = f"bytes */{size}"
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, no-store"
    return answer
