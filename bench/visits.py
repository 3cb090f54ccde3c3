"""Somebody who visits a server over HTTP: one connection that is kept, and a jar of cookies."""

from __future__ import annotations

import gzip
import http.client
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Answer:
    """`taken`: milliseconds until the last byte was here; `leads_to` is where a redirect points."""

    status: int
    leads_to: str
    body: bytes
    taken: float

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Visitor:
    """`token` names the cookie and the header by which the server knows its own forms."""

    def __init__(
        self,
        address: str,
        cookies: Mapping[str, str] | None = None,
        token: tuple[str, str] = ("csrftoken", "X-CSRFToken"),
    ) -> None:
        self.line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=300)
        self.cookies = dict(cookies or {})
        self.token = token

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, form: Mapping[str, Any] | Sequence[tuple[str, Any]]) -> Answer:
        body = urlencode(form, doseq=True).encode()
        return self._ask("POST", path, body, "application/x-www-form-urlencoded")

    def tell(self, path: str, told: Any) -> Answer:
        return self._ask("POST", path, json.dumps(told).encode(), "application/json")

    def send(
        self, path: str, form: Mapping[str, str], field: str, name: str, kind: str, data: bytes
    ) -> Answer:
        """A form with a file in it."""
        edge = uuid.uuid4().hex
        file = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        pieces = [f"--{edge}\r\n{file}Content-Type: {kind}\r\n\r\n".encode() + data]
        for each, value in form.items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{each}"\r\n\r\n'
            pieces.append(f"{head}{value}".encode())
        body = b"\r\n".join([*pieces, f"--{edge}--\r\n".encode()])
        return self._ask("POST", path, body, f"multipart/form-data; boundary={edge}")

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        cookie, header = self.token
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "gzip",
            header: self.cookies.get(cookie, ""),
            **({"Content-Type": kind} if kind else {}),
        }
        begun = time.perf_counter()
        try:
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # it hung up, being idle
            self.line.close()
            begun = time.perf_counter()
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
        got = answer.read()
        taken = (time.perf_counter() - begun) * 1000
        for told in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: each.value for name, each in SimpleCookie(told).items()}
        if answer.getheader("Content-Encoding") == "gzip":
            got = gzip.decompress(got)
        if answer.status not in (200, 201, 302, 303):
            raise RuntimeError(f"{method} {path}: {answer.status}\n{got[:2000].decode()}")
        return Answer(answer.status, answer.getheader("Location", ""), got, taken)
