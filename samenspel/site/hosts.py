"""An address of its own for an expedition: what is shown there, and what is not.

Only its pages for everybody stand there. Whoever wants more is led to the address of the whole
site: there people sign in, and there their passkeys hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.urls import reverse

from samenspel.circles.models import Expedition
from samenspel.lessons import public

Get = Callable[[HttpRequest], HttpResponse]

OF_A_LESSON = re.compile(r"/les/([-\w]+)/(?!werk/)")
EVERYWHERE = ("/robots.txt", "/sitemap.xml", "/wat-ziet-het-fonds/", "/.well-known/security.txt")


def own_address(get_response: Get) -> Get:
    """At the address of an expedition its first page is the first page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        found = expedition_at(split_domain_port(request.get_host())[0])
        if found is None:
            return get_response(request)
        if request.path_info == "/":
            request.path_info = reverse("web:expedition", args=[found.slug])
        elif not _stands_there(found, request.path_info):
            away = HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
            away["Cache-Control"] = "no-cache"
            return away
        request.own_expedition = found  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def expedition_at(host: str) -> Expedition | None:
    """The expedition that has this address. A name without a dot, or of the site, is nobody's."""
    if "." not in host or host == urlsplit(settings.SITE_URL).hostname or host[-1].isdigit():
        return None
    return Expedition.objects.filter(domain=host).first()


def of_request(request: HttpRequest) -> Expedition | None:
    """The expedition whose own address was asked, if any."""
    found: Expedition | None = getattr(request, "own_expedition", None)
    return found


def _stands_there(expedition: Expedition, path: str) -> bool:
    of = (f"/expeditie/{expedition.slug}/", f"/lessen/van/{expedition.slug}/")
    if path.startswith(of) or path in EVERYWHERE:
        return True
    lesson = OF_A_LESSON.match(path)
    if lesson is None:
        return False
    slug = lesson[1]
    stands = public.editions().filter(slug=slug, expedition=expedition).exists()
    gone = None if stands else public.tombstone(slug)
    return stands or (gone is not None and gone.expedition_id == expedition.pk)
