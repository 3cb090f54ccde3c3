"""Streams as a small ASGI application: no framework, no thread, a few kilobytes each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from . import tickets
from .hub import Hub, TooMany

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .listeners import Listener
    from .outbox import Stand

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Any, Any, Any], Awaitable[None]]

PREFIX, STAND = "/live/", "/stand/"
PLAIN = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]
STREAM = [
    *PLAIN,
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),
    (b"connection", b"close"),
]


def streams(app: App, hub: Hub | None = None) -> App:
    """Wrap an ASGI application: `/live/...` is answered here, everything else by `app`."""
    hub = hub or Hub()

    async def wrapped(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "GET" or not path.startswith(PREFIX):
            await app(scope, receive, send)
            return
        hub.start()
        if path.endswith(STAND):
            await _stand(hub, scope, path[len(PREFIX) : -len(STAND)], send)
        else:
            await _stream(hub, path[len(PREFIX) : -1], receive, send)

    return wrapped


async def _stream(hub: Hub, words: str, receive: Receive, send: Send) -> None:
    ticket = tickets.read(words)
    if not ticket or hub.closing:
        await _answer(send, 503 if hub.closing else 403)
        return
    try:
        listener = hub.join(ticket)
    except TooMany:
        await _answer(send, 429)
        return
    try:
        if await _admitted(hub, listener, send):
            await _pour(listener, receive, send)
    finally:
        hub.leave(listener)


async def _admitted(hub: Hub, listener: Listener, send: Send) -> bool:
    try:
        inside = await hub.admits(listener)
    except Exception:  # told in the log by the hub
        await _answer(send, 503)
        return False
    if not inside:
        await _answer(send, 403)
    return inside


async def _pour(listener: Listener, receive: Receive, send: Send) -> None:
    """Send what the listener has to say until it is over or its reader has gone."""
    gone = asyncio.ensure_future(_until_gone(listener, receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": STREAM})
        while True:
            words = await listener.next()
            more = not listener.over
            await send({"type": "http.response.body", "body": words, "more_body": more})
            if not more:
                return
    finally:
        gone.cancel()


async def _until_gone(listener: Listener, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end()


async def _stand(hub: Hub, scope: dict[str, Any], words: str, send: Send) -> None:
    """The number alone, for whoever asks now and then because no stream gets through."""
    ticket = tickets.read(words)
    try:
        told = await hub.visit(ticket) if ticket and not hub.closing else None
    except TooMany:
        await _answer(send, 429)
    except Exception:  # told in the log by the hub
        await _answer(send, 503)
    else:
        await _tell_stand(send, told, dict(scope["headers"]).get(b"if-none-match"))


async def _tell_stand(send: Send, told: Stand | None, known: bytes | None) -> None:
    if told is None:
        await _answer(send, 403)
        return
    same = known == told.tag.encode()
    headers = [(b"etag", told.tag.encode()), (b"content-type", b"application/json")]
    await _answer(send, 304 if same else 200, b"" if same else told.words.encode(), headers)


async def _answer(
    send: Send, status: int, words: bytes = b"", headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    told = [*PLAIN, *(headers or [])]
    if status != 304:
        told.append((b"content-length", str(len(words)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": words})
