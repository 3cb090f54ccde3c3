"""A file or a long stretch of it, handed out by the server itself and not by a page thread.

A page says who gets it (`hand_out`) and is done; the server then passes the file on, as fast as the
line takes it. A slow line keeps nobody waiting, and no file stands in memory. Where the site runs
behind another server, Django passes it on.
"""

from __future__ import annotations

import asyncio
from typing import IO, TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Any, Any, Any], Awaitable[None]]

HANDS = "samenspel.hands"
PIECE = 256 * 1024


class Stretch:
    """An open file from one place up to another (half-open), read as if it were all there is."""

    def __init__(self, opened: IO[bytes], start: int, end: int) -> None:
        self.opened, self.left = opened, end - start
        opened.seek(start)

    def read(self, most: int = -1) -> bytes:
        piece = self.opened.read(self.left if most < 0 else min(most, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.opened.close()

    def __enter__(self) -> Stretch:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def hand_out(
    request: HttpRequest, path: Path, *, kind: str, stretch: tuple[int, int] | None = None
) -> HttpResponseBase:
    """The file at `path`, or a stretch of its bytes. It may be removed meanwhile: it is open."""
    start, end = stretch or (0, path.stat().st_size)
    found = Stretch(path.open("rb"), start, end)
    hands = request.META.get("asgi.scope", {}).get(HANDS)
    answer: HttpResponseBase
    if hands is None:
        answer = FileResponse(found, content_type=kind)
    else:
        hands.append(found)
        answer = HttpResponse(content_type=kind)
    answer["Content-Length"] = str(end - start)
    return answer


def handing(app: App) -> App:
    """Wrap an ASGI application: what its pages hand out is passed on here."""

    async def wrapped(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        hands: list[Stretch] = []
        ended: list[Message] = []

        async def passing(message: Message) -> None:
            if message["type"] == "http.response.body" and hands:
                ended.append(message)
            else:
                await send(message)

        try:
            await app({**scope, HANDS: hands}, receive, passing)
            if ended:
                await _pass_on(hands[0], send, bare=scope.get("method") == "HEAD")
        finally:
            for opened in hands:
                opened.close()

    return wrapped


async def _pass_on(opened: Stretch, send: Send, *, bare: bool) -> None:
    while not bare and (piece := await asyncio.to_thread(opened.read, PIECE)):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
