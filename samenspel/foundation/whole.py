"""Requests are handed on whole or not at all.

A phone that loses its connection in the middle of an upload must leave nothing behind, and twenty
slow uploads may not hold up the twenty-first visitor. So the body is read here first, without a
thread, into memory or (past a megabyte) a temporary file; only a body that arrived in full reaches
Django. `tests/test_server.py` tries it over a real socket.
"""

from __future__ import annotations

import re
import tempfile
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Any, Any, Any], Awaitable[None]]
    Known = Callable[[dict[str, Any]], Awaitable[bool]]

PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024


def whole_requests(
    app: App,
    *,
    most: int,
    larger: Mapping[str, int] | None = None,
    known: Known | None = None,
) -> App:
    """Wrap an ASGI application; a body over `most` bytes is answered 413 without reading on.

    `larger` are addresses (patterns) where more may come, and how much there; only from whoever is
    `known` there. Of anybody else no more is taken than elsewhere, and what is announced to be more
    is not taken at all.
    """
    more = [(re.compile(pattern), bytes_) for pattern, bytes_ in (larger or {}).items()]

    def most_at(path: str) -> int:
        return next((bytes_ for pattern, bytes_ in more if pattern.fullmatch(path)), most)

    async def wrapped(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        most_here = most_at(scope["path"])
        unsure = most_here > most and not _announces_less(scope, most)
        if unsure and known is not None and not await known(scope):
            await _come_in_first(send)
            return
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            arrived = await _read(receive, body, most_here)
            if arrived is None:
                return
            if not arrived:
                await _too_large(send, most_here)
                return
            body.seek(0)
            await app(scope, _from(body, receive), send)

    return wrapped


async def _read(receive: Receive, body: IO[bytes], most: int) -> bool | None:
    """True when the whole body is here, False when it is too large, None when it was cut off."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body.write(message.get("body", b""))
        if body.tell() > most:
            return False
        if not message.get("more_body"):
            return True


def _from(body: IO[bytes], receive: Receive) -> Receive:
    done = False

    async def piece() -> Message:
        nonlocal done
        if done:
            return await receive()
        words = body.read(PIECE)
        done = len(words) < PIECE
        return {"type": "http.request", "body": words, "more_body": not done}

    return piece


def _announces_less(scope: dict[str, Any], most: int) -> bool:
    """Whether no more than this comes, so that it may be read before it is known from whom."""
    headers = dict(scope["headers"])
    said = headers.get(b"content-length", b"")
    if not said:
        return b"transfer-encoding" not in headers
    return said.isdigit() and len(said) < 19 and int(said) <= most


async def _too_large(send: Send, most: int) -> None:
    size = most // 1024**2
    words = f"Dit is te groot: hoogstens {size} MB. / This is too large: at most {size} MB."
    await _refuse(send, 413, words)


async def _come_in_first(send: Send) -> None:
    await _refuse(send, 403, "Kom eerst binnen. / Sign in first.")


async def _refuse(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
