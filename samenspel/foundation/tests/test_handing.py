"""A page says who gets a file; the server passes it on. Over a socket: `tests/test_server.py`."""

from __future__ import annotations

from django.test import RequestFactory

from samenspel.foundation.handing import HANDS, hand_out


def test_behind_our_own_server_a_page_is_done_before_the_file_is_read(tmp_path):
    path = tmp_path / "groot.bin"
    path.write_bytes(b"woorden")
    hands = []
    request = RequestFactory().get("/", **{"asgi.scope": {HANDS: hands}})
    answer = hand_out(request, path, kind="application/zip")
    path.unlink()
    assert answer.content == b""
    assert answer["Content-Length"] == "7"
    with hands.pop() as opened:
        assert opened.read() == b"woorden"


def test_elsewhere_django_passes_it_on(tmp_path):
    path = tmp_path / "groot.bin"
    path.write_bytes(b"woorden")
    answer = hand_out(RequestFactory().get("/"), path, kind="application/zip")
    assert b"".join(answer) == b"woorden"
    answer.file_to_stream.close()  # closing the answer would close connections of other tests
    assert answer["Content-Length"] == "7"
