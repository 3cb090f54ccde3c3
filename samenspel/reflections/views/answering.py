"""Answering by personal link: the same screens, without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles.models import Circle
from samenspel.circles.readers import who_reads
from samenspel.people.links import door
from samenspel.reflections import actions, asking
from samenspel.reflections.reading import rows, tellings
from samenspel.sources import looks, traces

from .changing import Hand, better, within
from .telling import Desk, at, draft_of, kept_as_json

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samenspel.people.models import PersonalLink
    from samenspel.reflections.models import Ask, Reflection


@door(asking.PAGE)
def answer(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The question; once it was answered, the answer and who reads it."""
    asked = asked_or_404(link)
    told = actions.arrived(asked.key, asked.author)
    if told is None:
        return at(desk_of(request, asked), request, done=lambda told: saved(request, told))
    one = get_object_or_404(rows(asked.author), pk=told.pk)
    (telling,) = tellings([one], asked.author)
    return render(
        request,
        "reflections/answered.html",
        {
            "asked": asked,
            "telling": telling,
            "told": one,
            "source": one.source,
            "readers": who_reads(one.source, asked.author),
            "places": traces.places(one.source),
            "looked": looks.of(one.source, asked.author),
            "is_private": one.source.circle == Circle.PRIVATE,
            "circle_url": here(request, "answer_circle"),
            "revise_url": here(request, "answer_revise"),
        },
    )


@require_POST
@door(asking.PAGE)
def keep(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    asked = asked_or_404(link)
    if actions.arrived(asked.key, asked.author):
        return JsonResponse({"words": _("You have answered this already.")}, status=409)
    return kept_as_json(desk_of(request, asked), request)


@door(asking.PAGE)
def circle(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    return within(hand_of(request, link), request)


@door(asking.PAGE)
def revise(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    return better(hand_of(request, link), request)


def asked_or_404(link: PersonalLink) -> Ask:
    asked = asking.opened_by(link)
    if asked is None:
        raise Http404
    return asked


def desk_of(request: HttpRequest, asked: Ask) -> Desk:
    place = asked.coalition
    if place is None:
        raise Http404
    return Desk(
        person=asked.author,
        place=place,
        key=asked.key,
        prompt=asked.prompt,
        kept=draft_of(asked.author, asked.key),
        keep_url=here(request, "answer_keep"),
        leave_url=here(request, "answer"),
        may_help=False,
    )


def hand_of(request: HttpRequest, link: PersonalLink) -> Hand:
    asked = asked_or_404(link)
    told = actions.arrived(asked.key, asked.author)
    if told is None:
        raise Http404
    return Hand(
        person=asked.author,
        told=get_object_or_404(rows(asked.author), pk=told.pk),
        back=here(request, "answer"),
        circle=here(request, "answer_circle"),
    )


def saved(request: HttpRequest, told: Reflection) -> HttpResponse:
    messages.success(request, _("Saved. %s") % who_reads(told.source, told.source.author).words)
    return redirect(here(request, "answer"))


def here(request: HttpRequest, name: str) -> str:
    """Another page of the same link."""
    match = request.resolver_match
    return reverse(f"reflections:{name}", args=[match.kwargs["token"] if match else ""])
