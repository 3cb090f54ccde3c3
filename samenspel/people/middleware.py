"""What holds on every page for somebody who came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_cache_control

from . import second_step as step

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Get = Callable[[HttpRequest], HttpResponse]

LANGUAGE = settings.LANGUAGE_COOKIE_NAME


def keep_private(get_response: Get) -> Get:
    """No page of somebody who came in stays behind in a browser or a proxy.

    Any other page is asked for again each time, so that what was taken back is gone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response:
            known = settings.SESSION_COOKIE_NAME in request.COOKIES
            said = {"private": True, "no_store": True} if known else {"no_cache": True}
            patch_cache_control(response, **said)
        return response

    return middleware


def own_language(get_response: Get) -> Get:
    """Somebody who came in reads their own language, unless this browser chose another.

    It chooses with a link, `?taal=en`: a form would need a cookie on every page. The choice is kept
    in one, but not on a page that a cache may keep for others.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("taal")
        chosen = asked if asked in dict(settings.LANGUAGES) else None
        if chosen:
            request.COOKIES[LANGUAGE] = chosen
        language = chosen or _own_language(request)
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = get_response(request)
        shared = "public" in response.get("Cache-Control", "")
        if chosen and not shared and LANGUAGE not in response.cookies:
            secure = settings.LANGUAGE_COOKIE_SECURE
            response.set_cookie(LANGUAGE, chosen, samesite="Lax", secure=secure, httponly=True)
        return response

    return middleware


def _own_language(request: HttpRequest) -> str | None:
    if request.COOKIES.get(LANGUAGE) or not request.user.is_authenticated:
        return None  # Django chose by the cookie, or by what the browser asks for
    return request.user.language


def second_step(get_response: Get) -> Get:
    """Lead somebody who still owes a second step to the page that explains it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        if getattr(view, "without_second_step", False) or not step.is_missing(request):
            return None
        return redirect("mfa_index")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
