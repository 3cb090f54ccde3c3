"""The public read-only interface, version 1 (`site/interface.py` says what it gives)."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from samenspel.circles.models import Expedition
from samenspel.foundation import limits
from samenspel.foundation.unchanged import cheap_when_same
from samenspel.lessons import public
from samenspel.people.visits import for_everybody
from samenspel.site import interface
from samenspel.site.interface import A_PAGE, LAST_PAGE, MINUTES, MOST, TRIES
from samenspel.stories import public as stories

SLUG = re.compile(r"[-a-zA-Z0-9_]+")


class NotUnderstood(Exception):
    """A question that can't be answered; the message is the detail."""


def only_read(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Another method than GET or HEAD is a problem that a program understands."""

    @csrf_exempt
    @functools.wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        wrong = problem(405, _("This interface is for reading only. Ask with GET."))
        wrong["Allow"] = "GET, HEAD"
        return wrong

    return asked


def given(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An answer of the interface: counted by place, and a problem (RFC 9457) when it is refused."""

    @for_everybody
    @cheap_when_same
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not limits.take("interface", get_ip(request) or "", most=TRIES, minutes=MINUTES):
            late = problem(429, _("Too many questions. Try again in a while."))
            late["Retry-After"] = str(MINUTES * 60)
            return late
        try:
            return view(request, *args, **kwargs)
        except NotUnderstood as no:
            return problem(400, str(no))

    return only_read(answer)


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    title = HTTPStatus(status).phrase.capitalize()
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return _json(told, status=status, content_type="application/problem+json")


@for_everybody
def page(request: HttpRequest) -> HttpResponse:
    """What the interface is for, for people."""
    return render(request, "site/interface.html", {"tries": TRIES, "minutes": MINUTES})


@only_read
@for_everybody
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description."""
    return _json(interface.described())


@given
def expeditions(request: HttpRequest) -> HttpResponse:
    rows = Expedition.objects.order_by("-starts", "pk")
    return _json({"items": [interface.expedition(each) for each in rows]})


@given
def lessons(request: HttpRequest) -> HttpResponse:
    """The newest edition of every lesson, by page."""
    rows = _of_expedition(request, public.editions().newest())
    return _paged(
        request,
        rows,
        lambda found: [
            interface.lesson(each, newest=each.edition.number) for each in public.with_quotes(found)
        ],
    )


@given
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    return _edition(slug)


@given
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _edition(slug, number)


@given
def episodes(request: HttpRequest) -> HttpResponse:
    """The newest edition of every episode, by page."""
    rows = _of_expedition(request, stories.editions().newest())
    return _paged(
        request, rows, lambda found: [interface.episode(each) for each in stories.heard(found)]
    )


@given
def episode(request: HttpRequest, slug: str) -> HttpResponse:
    return _episode(slug)


@given
def episode_edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _episode(slug, number)


@given
def taken_back_episodes(request: HttpRequest) -> HttpResponse:
    """Episodes that stood here and do no longer."""
    return _paged(
        request,
        stories.tombstones().order_by("-withdrawn", "-pk"),
        lambda found: [interface.episode_gone(each) for each in found],
    )


@given
def taken_back(request: HttpRequest) -> HttpResponse:
    """What stood here and does no longer, so that copies can be removed."""
    return _paged(
        request,
        public.tombstones().order_by("-withdrawn", "-pk"),
        lambda found: [interface.gone(each) for each in found],
    )


@given
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address of the interface."""
    where = settings.SITE_URL + reverse("site:api_description")
    return problem(404, _("There is nothing at this address. What there is, stands in %s.") % where)


def _of_expedition(request: HttpRequest, rows: Any) -> Any:
    asked = request.GET.get("expedition")
    if not asked:
        return rows
    if not SLUG.fullmatch(asked):
        raise NotUnderstood(_("There is no such expedition."))
    return rows.filter(expedition__slug=asked)


def _episode(slug: str, number: int | None = None) -> HttpResponse:
    rows = stories.editions().filter(slug=slug)
    if number is not None:
        rows = rows.filter(number=number)
    found = rows.order_by("-number").first()
    if found is not None:
        return _json(interface.episode(stories.Heard(found)))
    stood = stories.tombstone(slug, number)
    if stood is None:
        return problem(404, _("There is no such episode."))
    return problem(410, _("This episode was taken back"), episode=interface.episode_gone(stood))


def _edition(slug: str, number: int | None = None) -> HttpResponse:
    numbers = list(public.editions().filter(slug=slug).values_list("number", flat=True))
    chosen = max(numbers, default=None) if number is None else number
    if chosen in numbers:
        rows = public.editions().filter(slug=slug, number=chosen)
        return _json(interface.lesson(public.with_quotes(rows)[0], newest=max(numbers)))
    stood = public.tombstone(slug, number)
    if stood is None:
        return problem(404, _("There is no such lesson."))
    return problem(410, _("This lesson was taken back"), lesson=interface.gone(stood))


def _paged(request: HttpRequest, rows: Any, shape: Callable[[Any], list[Any]]) -> HttpResponse:
    number = _whole(request, "page", 1, LAST_PAGE)
    per_page = _whole(request, "per_page", A_PAGE, MOST)
    pages = Paginator(rows, per_page)
    if number > pages.num_pages:
        return problem(404, _("There is no such page."))
    found = pages.page(number)
    links = {
        "next": _at(request, number + 1) if found.has_next() else None,
        "previous": _at(request, number - 1) if found.has_previous() else None,
    }
    told = {"total": pages.count, "page": number, "per_page": per_page, **links}
    answer = _json({**told, "items": shape(list(found))})
    named = {"next": "next", "previous": "prev"}
    if said := [f'<{where}>; rel="{named[name]}"' for name, where in links.items() if where]:
        answer["Link"] = ", ".join(said)
    return answer


def _whole(request: HttpRequest, name: str, otherwise: int, most: int) -> int:
    typed = request.GET.get(name)
    if typed is None:
        return otherwise
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 7 and 1 <= int(typed) <= most):
        raise NotUnderstood(
            _("%(name)s must be a whole number from 1 to %(most)d.") % {"name": name, "most": most}
        )
    return int(typed)


def _at(request: HttpRequest, number: int) -> str:
    kept = [(name, request.GET.get(name, "")) for name in ("expedition", "per_page")]
    asked = [(name, str(value)) for name, value in kept if value]
    where = urlencode([*asked, ("page", str(number))])
    return f"{settings.SITE_URL}{request.path}?{where}"


def _json(told: dict[str, Any], **more: Any) -> HttpResponse:
    """For pages of others too: nothing in it is for whoever asks only."""
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False}, **more)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
