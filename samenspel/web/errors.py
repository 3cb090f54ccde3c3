"""Answers to what went wrong before a view was reached."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LONG_ENOUGH_TO_MISS = 20


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long gives its words back, so that nothing typed is lost.

    Words that another site sent are not repeated.
    """
    page = request.headers.get("Referer", "")
    ours = urlsplit(request.headers.get("Origin") or page).netloc == request.get_host()
    answer = {"typed": long_words(request) if ours else [], "back": page if ours and page else "/"}
    return render(request, "403_csrf.html", answer, status=403)


def long_words(request: HttpRequest) -> list[str]:
    fields = (str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken")
    return [value for value in fields if len(value) >= LONG_ENOUGH_TO_MISS]
