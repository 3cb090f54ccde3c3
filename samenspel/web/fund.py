"""The fund's view, shown to those whose words they are; and what it can see, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from samenspel.agendas import reading as agendas
from samenspel.circles.models import OWN, Circle, Coalition, Membership, Role
from samenspel.circles.roles import held, relation
from samenspel.lessons.models import Edition
from samenspel.people.visits import Asked
from samenspel.sources.models import Source
from samenspel.threads.models import Thread

from . import places, recent

MOST = 50


@dataclass(frozen=True)
class Ring:
    """A circle, who is in it, and what that is good for."""

    circle: Circle
    who: str
    what: str


def page(request: Asked) -> HttpResponse:
    """What the fund can see, in words and rings."""
    rings = [
        Ring(
            Circle.PRIVATE,
            _("Only the person who wrote it."),
            _("Notes, and words to think about."),
        ),
        Ring(
            Circle.COALITION,
            _("Residents and professionals of one coalition."),
            _(
                "What a group says among themselves. "
                "Nobody from the support team or the fund reads it."
            ),
        ),
        Ring(
            Circle.TEAM,
            _("Also the support team, as long as the coalition lets them look along."),
            _("What a researcher, writer or facilitator works with."),
        ),
        Ring(
            Circle.EXPEDITION,
            _("Also the other coalitions."),
            _("What groups learn from each other."),
        ),
        Ring(
            Circle.PARTNERS,
            _("Also the fund and its partners."),
            _("Only what a coalition itself shares with them."),
        ),
        Ring(
            Circle.PUBLIC,
            _("Everybody, on the internet."),
            _("Lessons, with words that were given."),
        ),
    ]
    own = request.user.is_authenticated and held(request.user).coalitions(OWN)
    context = {"rings": rings, "fund": Circle.PARTNERS, "may_look": bool(own)}
    return render(request, "web/fund.html", context)


@login_required
def look(request: Asked) -> HttpResponse:
    """To the fund's view of one's own coalition."""
    own = [place for place in places.places_of(request.user) if place.coalition]
    if not own:
        raise Http404
    here = places.choose(request, own)
    return redirect("web:as_fund", here.membership.coalition_id)


@login_required
def as_fund(request: Asked, pk: int) -> HttpResponse:
    """Exactly what a programme manager reads of this coalition, by the rule that decides it."""
    coalition = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    if relation(request.user, coalition) not in ("own", "team"):
        raise Http404
    fund = fund_of(coalition)
    return render(
        request,
        "web/as_fund.html",
        {
            "coalition": coalition,
            "fund": fund,
            "seen": seen_by(fund.person, coalition) if fund else {},
            "kept": kept_from(fund.person, request.user, coalition) if fund else [],
        },
    )


def fund_of(coalition: Coalition) -> Membership | None:
    """A programme manager of this expedition, through whose eyes one looks."""
    live = Membership.objects.live().filter(expedition=coalition.expedition_id, role=Role.MANAGER)
    return live.select_related("person", "organisation").order_by("pk").first()


def seen_by(person: Any, coalition: Coalition) -> dict[str, Any]:
    """Whatever of a coalition this person reads, room by room.

    Lessons are of the whole expedition: which of them hold words from here, their readers are not
    told either.
    """
    lessons = Edition.objects.visible_to(person).standing().newest()
    rows = Source.objects.visible_to(person).filter(coalition=coalition)
    return {
        "words": recent.words_of(person, rows, most=MOST),
        "many": rows.count(),
        "threads": list(Thread.objects.visible_to(person).filter(coalition=coalition)[:MOST]),
        "agreements": list(agendas.agreements(coalition, person)[:MOST]),
        "questions": list(agendas.questions(coalition, person)[:MOST]),
        "lessons": list(lessons.filter(expedition=coalition.expedition_id)[:MOST]),
    }


def kept_from(fund: Any, person: Any, coalition: Coalition) -> list[tuple[Circle, int]]:
    """How much this person reads here and the fund does not, by circle."""
    mine = Source.objects.visible_to(person).filter(coalition=coalition)
    hidden = mine.exclude(pk__in=Source.objects.visible_to(fund).values("pk"))
    counted = hidden.order_by().values_list("circle").annotate(Count("pk")).order_by("circle")
    return [(Circle(circle), many) for circle, many in counted]
