"""Whether a page for everybody is still as it was when it was last made, without making it anew.

Every deed adds a line to the ledger, in its own transaction. While no line was added and the day is
the same, a page tells what it told; a new release begins with an empty memory. Of a page only the
tag is remembered: words that were taken back stand in no memory.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, set_response_etag

from .models import Entry

MOST = 500
BACK = 1000  # lines: a deed with a lower number may be done after one with a higher number

Stamp = tuple[Any, ...]
_made: OrderedDict[tuple[str, ...], tuple[Stamp, str]] = OrderedDict()
_lock = Lock()


def stamp() -> Stamp:
    """What is another one after each deed. One quick look at the end of the ledger."""
    end = Entry.objects.order_by("-pk").values("pk")[:BACK]
    told = end.aggregate(last=Max("pk"), whole=Sum("pk"))
    return (told["last"], told["whole"], timezone.localdate())


def cheap_when_same(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer "not modified" from the stamp alone. For pages that tell everybody the same.

    Whoever has a session gets the page itself.
    """

    @functools.wraps(view)
    def look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        # The stamp is read before the page: what is done in between makes it another one.
        now, page = stamp(), _page(request)
        known = _made.get(page)
        if known and known[0] == now and request.META.get("HTTP_IF_NONE_MATCH"):
            same = get_conditional_response(request, etag=known[1])
            if isinstance(same, HttpResponse) and same.status_code == 304:
                return same
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.streaming:
            set_response_etag(response)
            _remember(page, now, response.headers["ETag"])
        return response

    return look


def _page(request: HttpRequest) -> tuple[str, ...]:
    language = translation.get_language() or ""
    return (request.get_host(), request.get_full_path(), language, request.scheme or "")


def _remember(page: tuple[str, ...], now: Stamp, tag: str) -> None:
    with _lock:
        _made[page] = (now, tag)
        _made.move_to_end(page)
        while len(_made) > MOST:
            _made.popitem(last=False)
