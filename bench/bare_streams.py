"""A bare ASGI sender with the same addresses as ours: no tickets, no doors, no database.

uvicorn bench.bare_streams:application
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from typing import Any
from urllib.parse import parse_qs

HEAD = [(b"content-type", b"text/event-stream")]
revisions: dict[str, int] = defaultdict(int)
listeners: dict[str, list[asyncio.Queue[bytes]]] = defaultdict(list)


def frame(topic: str) -> bytes:
    said = {"rev": revisions[topic], "at": "2026-11-26T12:00:00.000+00:00", "spread": 0.0}
    return f"event: rev\ndata: {json.dumps(said, separators=(',', ':'))}\n\n".encode()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    asked = {k: v[0] for k, v in parse_qs(scope["query_string"].decode()).items()}
    if scope["path"].startswith("/live/"):
        await stream(scope["path"].split("/")[2], send)
    elif scope["path"] == "/bench/tickets/":
        await answer(send, tickets(int(asked["topics"]), int(asked["each"])))
    elif scope["path"] == "/bench/nudge/":
        await answer(send, nudge(int(asked["topics"])))
    else:
        await answer(send, "hello")


async def stream(topic: str, send: Any) -> None:
    mine: asyncio.Queue[bytes] = asyncio.Queue()
    listeners[topic].append(mine)
    mine.put_nowait(frame(topic))
    await send({"type": "http.response.start", "status": 200, "headers": HEAD})
    try:
        while True:
            words = await mine.get()
            await send({"type": "http.response.body", "body": words, "more_body": True})
    finally:
        listeners[topic].remove(mine)


def tickets(topics: int, each: int) -> dict[str, list[str]]:
    listeners.clear()  # of the last round; a bare sender does not notice that they left
    return {f"bench:{n}": [f"/live/bench:{n}/"] * each for n in range(topics)}


def nudge(topics: int) -> dict[str, list[float]]:
    told = {}
    for topic in (f"bench:{n}" for n in range(topics)):
        revisions[topic] += 1
        told[topic] = [revisions[topic], time.monotonic()]
        words = frame(topic)
        for listener in listeners[topic]:
            listener.put_nowait(words)
    return told


async def answer(send: Any, said: object) -> None:
    body = json.dumps(said).encode()
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": body})
