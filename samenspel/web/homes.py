"""The first page: for each what is here for them, and what is next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from samenspel.agendas import reading as agendas
from samenspel.agendas.models import TO_DO
from samenspel.circles.models import OWN, TEAM, Circle, Coalition, Expedition, Membership
from samenspel.lessons import public
from samenspel.lessons.looking import waiting_proofs
from samenspel.lessons.models import Edition, EditionQuote, Lesson
from samenspel.recognition.reading import to_answer
from samenspel.reflections.models import Draft, Reflection, Rhythm, Round
from samenspel.site import reading
from samenspel.site.journey import stops
from samenspel.sources import consent
from samenspel.sources.models import Request, Source
from samenspel.sources.naming import heard_in
from samenspel.threads.models import (
    Recognition,
    Step,
    Thread,
    ThreadPassage,
    Wording,
    latest_status,
)
from samenspel.threads.standing import standings

from . import meeting, places, recent
from .places import Place

if TYPE_CHECKING:
    from samenspel.circles.sight import SharedRows
    from samenspel.people.models import Person

SOON = timedelta(days=30)
SEEN = "seen"
LATELY = timedelta(days=14)
NEW_LESSONS = 3


def home(request: HttpRequest) -> HttpResponse:
    """The home of whoever is looking."""
    if not request.user.is_authenticated:
        return passer_by(request)
    mine = places.places_of(request.user)
    if not mine:
        told = {"called": first_name(request.user), "lessons": _newest_lessons()}
        return render(request, "web/home_nowhere.html", told)
    here = places.choose(request, mine)
    page, tell = {
        "own": ("web/home_own.html", own),
        "team": ("web/home_team.html", team),
        "outside": ("web/home_outside.html", outside),
    }[here.kind]
    told = tell(request, here)
    called = first_name(request.user)
    return render(request, page, {"here": here, "places": mine, "called": called, **told})


def first_name(person: Person) -> str:
    """As one greets somebody; whoever signs with an initial gets the whole name."""
    first = person.name.split(" ")[0]
    return person.name if first.endswith(".") else first


# A passer-by


def passer_by(request: HttpRequest) -> HttpResponse:
    """The newest expedition, and the way to the others."""
    expeditions = list(
        Expedition.objects.annotate(many=Count("coalitions")).order_by("-starts", "pk")
    )
    told: dict[str, Any] = {"others": expeditions[1:], "lessons": _newest_lessons()}
    if expeditions:
        expedition = expeditions[0]
        shown, moments = reading.pages(expedition), reading.moments(expedition)
        told |= {
            "expedition": expedition,
            "stops": stops(expedition, moments),
            "pages": shown,
            "dots": reading.dots(shown),
            "unmapped": reading.unmapped(shown),
        }
    return render(request, "web/home.html", told)


def _newest_lessons(most: int = NEW_LESSONS) -> list[Any]:
    return public.with_quotes(public.editions().newest()[:most])


# Somebody of a coalition


def own(request: HttpRequest, here: Place) -> dict[str, Any]:
    person, coalition = request.user, cast("Coalition", here.coalition)
    rhythm = Rhythm.objects.filter(coalition=coalition).first()
    seen = Source.objects.visible_to(person).filter(coalition=coalition)
    others = seen.exclude(author=person)
    asked = (
        Round.objects.filter(coalition=coalition).select_related("prompt").order_by("-day").first()
    )
    told: dict[str, Any] = {
        "prompt": _prompt(asked, person),
        "fresh": uuid4(),
        "next_day": rhythm.next_day() if rhythm else None,
        "draft": Draft.objects.visible_to(person)
        .filter(coalition=coalition, author=person)
        .select_related("author", "speaker")
        .first(),
        "words": recent.words_of(person, others, most=3),
        "waiting": list(_waiting(person)[:3]),
        "came_back": to_answer(person, coalition.pk),
        "became": became(person),
        "states": [stop.state for stop in stops(here.expedition)],
        **meeting.next_at(person, coalition),
    }
    if here.leads:
        told |= leading(request, here, asked)
    return told


def _prompt(asked: Round | None, person: Any) -> Round | None:
    """The question that waits for an answer of this person, if there is one."""
    if asked and answers(asked, person).filter(source__author=person).exists():
        return None
    return asked


def answers(asked: Round, person: Any) -> SharedRows[Reflection]:
    """What was told since this question was put, in answer to it, as far as one may read it."""
    rows: SharedRows[Reflection] = Reflection.objects.visible_to(person)
    return rows.filter(
        source__coalition=asked.coalition_id,
        source__moment__gte=asked.day,
        prompt=asked.prompt_id,
    )


def _waiting(person: Any) -> Any:
    """The questions about their words that somebody has not answered yet."""
    return consent.of_person(person).filter(consents=None)


def became(person: Any, most: int = 3) -> list[dict[str, Any]]:
    """Where somebody's own words went: public lessons first, then red threads. Two queries."""
    lessons = (
        EditionQuote.objects.visible_to(person)
        .filter(consent.alive("request"), request__speaker__person=person, edition__withdrawn=None)
        .select_related("edition")
        .order_by("-edition__created")
    )
    threads = (
        ThreadPassage.objects.visible_to(person)
        .filter(passage__speakers__person=person)
        .select_related("thread")
        .order_by("-at")
    )
    found: dict[Any, dict[str, Any]] = {}
    for quote in lessons[: most * 2]:
        found.setdefault(
            ("lesson", quote.edition.lesson_id), {"kind": "lesson", "edition": quote.edition}
        )
    for row in threads[: most * 4]:
        found.setdefault(("thread", row.thread_id), {"kind": "thread", "thread": row.thread})
    return list(found.values())[:most]


def leading(request: HttpRequest, here: Place, asked: Round | None) -> dict[str, Any]:
    """What a coordinator sees besides: what was answered, what ends, what asks a decision.

    Not who answered: somebody who answered for themselves alone would then be seen to be silent.
    """
    person, coalition = request.user, cast("Coalition", here.coalition)
    live = Membership.objects.live().filter(coalition=coalition).select_related("person")
    to_do = agendas.agreements(coalition, person, state=TO_DO)
    worded = Wording.objects.visible_to(person).filter(thread=OuterRef("thread")).order_by("-id")
    answered = Recognition.objects.visible_to(person).filter(
        coalition=coalition, created__gte=Subquery(worded.values("at")[:1])
    )
    return {
        "round": asked,
        "late": to_do.filter(by_when__lt=timezone.localdate()).count(),
        "shared": asked and answers(asked, person).exclude(source__circle=Circle.PRIVATE).count(),
        "ending": list(
            live.filter(role__in=TEAM, until__lte=timezone.localdate() + SOON).order_by("until")
        ),
        "asked_others": Request.objects.visible_to(person)
        .filter(source__coalition=coalition, consents=None)
        .exclude(speaker__person=person)
        .count(),
        "proposed": list(
            Thread.objects.visible_to(person)
            .filter(expedition=here.expedition)
            .annotate(status=latest_status())
            .filter(status=Step.Status.PROPOSED)
            .exclude(pk__in=answered.values("thread"))
            .order_by("-created")[:3]
        ),
        "proofs": list(waiting_proofs(coalition, person)[:3]),
    }


# Somebody of the support team


def team(request: HttpRequest, here: Place) -> dict[str, Any]:
    person, since = request.user, last_visit(request)
    along = [row.coalition_id for row in here.along]
    sources = Source.objects.visible_to(person).filter(expedition=here.expedition)
    fresh = dict(
        sources.filter(coalition__in=along, created__date__gte=since)
        .order_by()
        .values_list("coalition")
        .annotate(Count("pk"))
    )
    rows = Thread.objects.visible_to(person).filter(expedition=here.expedition)
    threads = list(rows.order_by("-created")[:5])
    standing_of = standings(threads, person)
    lessons = Lesson.objects.visible_to(person).filter(expedition=here.expedition)
    standing = Edition.objects.visible_to(person).standing()
    drafts = lessons.exclude(pk__in=standing.values("lesson"))
    return {
        "since": since,
        "along": [(row, fresh.get(row.coalition_id, 0)) for row in here.along],
        "words": recent.words_of(person, sources),
        "threads": [(thread, standing_of[thread.pk].passages) for thread in threads],
        "drafts": list(drafts[:5]),
        "lacking": _lacking(person, here.expedition),
        "pitstops": meeting.coming(person, here.expedition),
        "states": [stop.state for stop in stops(here.expedition)],
    }


def _lacking(person: Any, expedition: Expedition) -> list[tuple[Request, str]]:
    """The questions to speakers that wait longest for an answer, and who was asked."""
    unanswered = Request.objects.visible_to(person).filter(
        source__expedition=expedition, consents=None
    )
    related = unanswered.select_related("speaker", "source__coalition")
    rows = list(related.order_by("asked_at")[:5])
    heard = heard_in({row.source for row in rows}, person, asking=True)
    return [(row, heard[row.source_id][row.speaker.label].placed) for row in rows]


def last_visit(request: HttpRequest) -> date:
    """The day before today on which this home was last seen here; two weeks back at first."""
    today = timezone.localdate().isoformat()
    before, seen = request.session.get(SEEN, ("", ""))
    if seen != today:
        before = seen
        request.session[SEEN] = (before, today)
    return date.fromisoformat(before) if before else timezone.localdate() - LATELY


# The fund and its partners


def outside(request: HttpRequest, here: Place) -> dict[str, Any]:
    person = request.user
    released = Source.objects.visible_to(person).filter(
        Q(circle__gte=Circle.PARTNERS), expedition=here.expedition
    )
    coalitions = list(here.expedition.coalitions.all())
    told: dict[str, Any] = {
        "lessons": _newest_lessons(),
        "words": recent.words_of(person, released),
        "stops": stops(here.expedition),
        "coalitions": coalitions,
    }
    if here.manages:
        live = Membership.objects.live().filter(expedition=here.expedition)
        led = live.filter(coalition__isnull=False, role__in=OWN[:1])
        headed = set(led.values_list("coalition", flat=True))
        told["without"] = [row for row in coalitions if row.pk not in headed]
        told["ending"] = list(
            live.filter(role__in=TEAM, until__lte=timezone.localdate() + SOON)
            .select_related("person", "coalition")
            .order_by("until")
        )
    return told
