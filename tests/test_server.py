"""A cut upload leaves nothing behind; slow phones hold nobody up. Over a real socket."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

APP = """
from pathlib import Path
from a2wsgi import WSGIMiddleware
from samenspel.foundation.handing import HANDS, handing
from samenspel.foundation.whole import whole_requests

LARGE = Path("large.bin")
LARGE.write_bytes(bytes(range(256)) * 32_768)

def pages(environ, start_response):
    if environ["PATH_INFO"] == "/large":
        environ["asgi.scope"][HANDS].append(LARGE.open("rb"))
        start_response("200 OK", [("Content-Length", str(LARGE.stat().st_size))])
        return [b""]
    body = environ["wsgi.input"].read()
    with open("seen.txt", "a") as seen:
        seen.write(f"{environ['PATH_INFO']} {len(body)}\\n")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]

async def known(scope):
    return (b"cookie", b"els") in scope["headers"]

whole = whole_requests(
    WSGIMiddleware(pages, workers=1),
    most=300_000,
    larger={"/project/[a-z]+/": 600_000},
    known=known,
)
application = handing(whole)
"""


def free_port() -> int:
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        return int(here.getsockname()[1])


class Server:
    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder = port, folder

    def send(self, words: bytes) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        line.sendall(words)
        return line

    def post(self, path: str, *, says: int, sends: int, who: str = "els") -> socket.socket:
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {who}\r\n"
        return self.send(f"{head}Content-Length: {says}\r\n\r\n".encode() + b"x" * sends)

    def seen(self) -> list[str]:
        file = self.folder / "seen.txt"
        return file.read_text().splitlines() if file.exists() else []

    def get(self, path: str) -> bytes:
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with self.send(head.encode()) as line:
            return line.recv(1000)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    (folder / "app.py").write_text(APP)
    port = free_port()
    running = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "--port", str(port), "--lifespan=off", "app:application"],
        cwd=folder,
        env={"PYTHONPATH": f"{folder}:{Path(__file__).parents[1]}", "PATH": ""},
    )
    server = Server(port, folder)
    for _ in range(100):
        with contextlib.suppress(OSError):
            server.get("/ready")
            break
        time.sleep(0.1)
    yield server
    running.terminate()
    running.wait(10)


def test_a_whole_upload_arrives(server):
    with server.post("/whole", says=200_000, sends=200_000) as line:
        assert b"200 OK" in line.recv(1000)
    assert "/whole 200000" in server.seen()


def test_a_cut_upload_leaves_nothing_behind(server):
    server.post("/cut", says=200_000, sends=100_000).close()
    server.get("/after")
    assert not [line for line in server.seen() if line.startswith("/cut")]


def test_an_upload_cut_in_pieces_leaves_nothing_behind(server):
    head = b"POST /pieces HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    server.send(head + b"1000\r\n" + b"x" * 4096 + b"\r\n").close()
    server.get("/after")
    assert not [line for line in server.seen() if line.startswith("/pieces")]


def test_twenty_slow_phones_do_not_hold_up_the_next(server):
    slow = [server.post("/slow", says=200_000, sends=10) for _ in range(20)]
    assert b"200 OK" in server.get("/quick")
    for line in slow:
        line.close()


def test_what_is_too_large_is_refused_without_reading_on(server):
    with server.post("/large", says=10_000_000, sends=400_000) as line:
        assert b"413" in line.recv(1000)
    assert not [line for line in server.seen() if line.startswith("/large")]


def test_more_may_come_where_it_is_allowed_and_not_elsewhere(server):
    with server.post("/project/oost/", says=500_000, sends=500_000) as line:
        assert b"200 OK" in line.recv(1000)
    with server.post("/project/oost/more", says=500_000, sends=500_000) as line:
        assert b" 413 " in line.recv(1000)
    with server.post("/project/oost/", says=700_000, sends=700_000) as line:
        assert b" 413 " in line.recv(1000)
    assert "/project/oost/ 500000" in server.seen()


def test_of_whoever_is_not_known_nothing_large_is_read(server):
    """Nothing of it is sent yet, and the answer is there."""
    with server.post("/project/west/", says=500_000, sends=0, who="nobody") as line:
        assert b" 403 " in line.recv(1000)
    chunked = b"POST /project/west/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    with server.send(chunked) as line:
        assert b" 403 " in line.recv(1000)
    with server.post("/project/west/", says=200_000, sends=200_000, who="nobody") as line:
        assert b" 200 " in line.recv(1000), "their page leads them to the door"


def test_a_large_file_arrives_whole(server):
    with server.send(
        b"GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    ) as line:
        answer = b""
        while piece := line.recv(65_536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"200 OK" in head
    assert body == bytes(range(256)) * 32_768


def test_who_only_asks_about_a_large_file_gets_no_words_of_it(server):
    with server.send(
        b"HEAD /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    ) as line:
        answer = b""
        while piece := line.recv(65_536):
            answer += piece
    assert answer.endswith(b"\r\n\r\n")
    assert b"content-length: 8388608" in answer.lower()


def test_whoever_fetches_a_large_file_slowly_holds_nobody_up(server):
    """There is one thread for pages; twenty who do not read on leave it free."""
    ask = b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with contextlib.ExitStack() as open_lines:
        for _ in range(20):
            open_lines.enter_context(server.send(ask)).recv(100)
        assert b"200 OK" in server.get("/meanwhile")
