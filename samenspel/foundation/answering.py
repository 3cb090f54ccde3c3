"""The way from the event loop to Django's threads and back.

a2wsgi lets a thread wait for the event loop at the head of an answer and at every part. Most of
our answers are one part, and while a room full of phones hands in, the only thread would wait
there. So a whole answer goes back in one go; a stream goes as a2wsgi does it.
"""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import WSGIResponder


class Responder(WSGIResponder):
    held: tuple[Any, ...] = ()

    def send(self, message: Any) -> None:
        """Keep the head until it is known whether the answer is whole."""
        if message["type"] == "http.response.start":
            self.held = (message,)
            return
        for each in (*self.held, message):
            super().send(each)
        self.held = ()

    def wsgi(self, environ: Any, start_response: Any) -> None:
        answer = self.app(environ, start_response)
        try:
            if getattr(answer, "streaming", True):
                for chunk in answer:
                    self.send({"type": "http.response.body", "body": chunk, "more_body": True})
                self.send({"type": "http.response.body", "body": b""})
            else:
                body = {"type": "http.response.body", "body": b"".join(answer)}
                self.loop.call_soon_threadsafe(self._over, (*self.held, body))
        finally:
            getattr(answer, "close", lambda: None)()

    def _over(self, messages: tuple[Any, ...]) -> None:
        for each in messages:
            self.send_queue.put_nowait(each)


class Threads(WSGIMiddleware):
    """A WSGI application in a few threads, as an ASGI application."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        await Responder(self.app, self.executor, self.send_queue_size)(scope, receive, send)
