"""Who may bring a whole project: asked before any of it is read, and so before Django is.

A body is taken in full before a page is asked (`foundation/whole.py`). Without this question
anybody could fill the disk of the server with what no page would ever take in.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest, parse_cookie

from samenspel.threads import bench

COOKIE = b"cookie"


async def has_place(scope: dict[str, Any]) -> bool:
    """Whether whoever knocks at this address came in, and has a place at its bench."""
    cookies = b"; ".join(value for name, value in scope["headers"] if name == COOKIE)
    key = parse_cookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    return await sync_to_async(_asked)(key, scope["path"].split("/")[2])


def _asked(key: str, slug: str) -> bool:
    try:
        return at_home(key, slug)
    finally:
        connection.close()  # of a thread that asks nothing else


def at_home(key: str, slug: str) -> bool:
    request: Any = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    found: bool = bench.benches(get_user(request)).filter(slug=slug).exists()
    return found
