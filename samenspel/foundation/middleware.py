"""What holds for whatever is asked or sent, in every room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, QueryDict
from django.http.request import UnreadablePostError
from django.middleware.http import ConditionalGetMiddleware

from .words import UNHEARD, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class PlainWords:
    """What somebody sends holds no sign that would break a feed, a book or a page later on.

    It stands after the check of the CSRF token, which reads what was sent in any case.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        try:
            sent = request.POST
        except UnreadablePostError:
            return  # cut off on its way: the page finds nothing in it
        if not any(UNHEARD.search(words) for _name, many in sent.lists() for words in many):
            return
        cleaned = QueryDict(mutable=True, encoding=sent.encoding)
        for name, many in sent.lists():
            cleaned.setlist(name, [printable(words) for words in many])
        cleaned._mutable = False
        request.POST = cleaned  # type: ignore[assignment]


class AskedAgain(ConditionalGetMiddleware):
    """As Django's, and the same for HEAD: our pages are made whole, and the server leaves them out.

    A program asks by HEAD whether there is anything new before it fetches (RFC 9110, 9.3.2).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        whole = isinstance(response, HttpResponse) and response.content
        if request.method != "HEAD" or not whole:
            return super().process_response(request, response)
        request.method = "GET"
        try:
            return super().process_response(request, response)
        finally:
            request.method = "HEAD"
