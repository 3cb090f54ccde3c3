"""Answers to what went wrong around a view: before it was reached, or without its expecting it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from samenspel.circles.deeds import NotYours
from samenspel.foundation.errors import Refused

LONG_ENOUGH_TO_MISS = 20


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long gives its words back, so that nothing typed is lost."""
    return render(request, "403_csrf.html", _words_and_way_back(request), status=403)


def calmly(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What a view did not expect to be refused is answered in words too; no mistake of ours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            return _a_button(request, answer)
        return answer

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotYours | OverflowError):  # a number that no database holds
            return page_not_found(request, exception)
        if isinstance(exception, Refused):
            answer = {"why": str(exception), **_words_and_way_back(request)}
            return render(request, "web/refused.html", answer, status=409)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _a_button(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Somebody came to the address of a button: by going back, or after signing in."""
    page = render(request, "405.html", status=answer.status_code)
    page.headers["Allow"] = answer.headers["Allow"]
    return page


def _words_and_way_back(request: HttpRequest) -> dict[str, object]:
    """What was typed, and the page where. Words that another site sent are not repeated."""
    page = request.headers.get("Referer", "")
    ours = urlsplit(request.headers.get("Origin") or page).netloc == request.get_host()
    return {"typed": long_words(request) if ours else [], "back": page if ours and page else "/"}


def long_words(request: HttpRequest) -> list[str]:
    fields = (str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken")
    return [value for value in fields if len(value) >= LONG_ENOUGH_TO_MISS]
