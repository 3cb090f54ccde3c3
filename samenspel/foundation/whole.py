"""Requests are handed on whole or not at all.

A phone that loses its connection in the middle of an upload must leave nothing behind, and twenty
slow uploads may not hold up the twenty-first visitor. So the body is read here first, without a
thread, into memory or (past a megabyte) a temporary file; only a body that arrived in full reaches
Django. `tests/test_server.py` tries it over a real socket.
"""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Any, Any, Any], Awaitable[None]]

PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024


def whole_requests(app: App, *, most: int) -> App:
    """Wrap an ASGI application; a body over `most` bytes is answered 413 without reading on."""

    async def wrapped(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            arrived = await _read(receive, body, most)
            if arrived is None:
                return
            if not arrived:
                await _too_large(send)
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


async def _too_large(send: Send) -> None:
    words = b"Dit is te groot. / This is too large."
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": words})
