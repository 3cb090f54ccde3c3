"""The development postbox, and what a screen hears when no stream comes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from .live import look
from .models import Received
from .postbox import empty

if TYPE_CHECKING:
    from django.http import HttpRequest

FRAME_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


def postbox(request: HttpRequest) -> HttpResponse:
    _only_in_development()
    if request.method == "POST":
        empty()
        return redirect("foundation:postbox")
    return render(request, "foundation/postbox.html", {"mails": Received.objects.all()[:200]})


def mail(request: HttpRequest, pk: int) -> HttpResponse:
    _only_in_development()
    return render(request, "foundation/mail.html", {"mail": get_object_or_404(Received, pk=pk)})


@xframe_options_sameorigin
def mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as a mail program shows it: its own styles, no scripts, links leave the frame."""
    _only_in_development()
    html = get_object_or_404(Received, pk=pk).html
    response = HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


def live_stream(request: HttpRequest, ticket: str) -> HttpResponse:
    """Django holds no streams: "nothing here", upon which a browser asks for the stand instead.

    The server answers this address itself, see `live/sse.py`.
    """
    return HttpResponse(status=204)


def live_stand(request: HttpRequest, ticket: str) -> HttpResponse:
    """The newest revision that the holder of this ticket may know of, as JSON."""
    told = look.stand(ticket)
    if told is None:
        return HttpResponse(status=403)
    headers = {"ETag": told.tag, "Cache-Control": "no-store"}
    return HttpResponse(told.words, content_type="application/json", headers=headers)


# A ticket is all that is needed, and it opens numbers only.
live_stream.without_second_step = True  # type: ignore[attr-defined]
live_stand.without_second_step = True  # type: ignore[attr-defined]


def _only_in_development() -> None:
    if not settings.POSTBOX:
        raise Http404
