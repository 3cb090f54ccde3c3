"""Visits of somebody who signed in, and pages for everybody.

@signed_in
def page(request: PersonRequest) -> HttpResponse: ...
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from .models import Person

P = ParamSpec("P")


class Asked(HttpRequest):
    """A request as the doors take it: sight and deeds know what to do with a passer-by."""

    user: Any


class PersonRequest(Asked):
    user: Person


def signed_in(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Lead whoever did not sign in to the door first, and then back here."""
    return login_required(view)  # type: ignore[return-value]


def for_everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that may be kept by caches, but is asked for again each time.

    So that words which were taken back are gone with the next request. The language follows
    `?taal=`, for a reader who has no cookie.
    """

    @require_safe
    @functools.wraps(view)
    def look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = language_asked(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        known = request.user.is_authenticated
        who = {"private": True, "no_store": True} if known else {"public": True}
        patch_cache_control(response, no_cache=True, **who)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return look


def language_asked(request: HttpRequest, otherwise: str | None = None) -> str:
    """The language of `?taal=`; else `otherwise`, or what the browser or the cookie asks for."""
    asked = request.GET.get("taal")
    if asked in dict(settings.LANGUAGES):
        return asked
    return otherwise or translation.get_language() or settings.LANGUAGE_CODE


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: what was sent, or nothing when the page was only opened."""
    return request.POST if request.method == "POST" else None


def number(typed: str | None) -> int:
    """The whole number that stands in an address or a hidden field; 0 when it is none.

    No database key is 0, so what was typed by hand is simply not found.
    """
    return int(typed) if typed and typed.isdecimal() and len(typed) < 19 else 0
