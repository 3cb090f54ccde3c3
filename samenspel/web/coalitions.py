"""The pages of an expedition and of a coalition, and the history of what was done there."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from samenspel.agendas import reading as agendas
from samenspel.agendas.models import TO_DO
from samenspel.assessments import reading as mirrors
from samenspel.assessments.overall import travels
from samenspel.circles.deeds import may
from samenspel.circles.models import OWN, TEAM, Coalition, Expedition, Membership, Organisation
from samenspel.circles.roles import relation
from samenspel.foundation.unchanged import cheap_when_same
from samenspel.people.visits import Asked, PersonRequest, for_everybody, signed_in
from samenspel.reflections import tide
from samenspel.reflections.actions import types_for_others
from samenspel.reflections.models import Rhythm
from samenspel.site import reading
from samenspel.site.views import pages
from samenspel.sources.models import Source
from samenspel.stories import public as stories
from samenspel.travelogue import book as travelogues

from . import meeting, recent, telling

LATEST_DEEDS = 5
LATEST_EPISODES = 3
NEXT_AGREEMENTS = 3
A_PAGE = 40
RESIDENTS = (Organisation.Kind.INITIATIVE,)


@for_everybody
@cheap_when_same
def expedition(request: Asked, slug: str) -> HttpResponse:
    """An expedition as everybody sees it; who travels along is led further."""
    found = get_object_or_404(Expedition, slug=slug)
    told = pages.told_of(found)
    told["travelogue"] = travelogues.shown_of(found)
    if travels(request.user, found):
        told["travels"] = list(found.coalitions.all())
        told["manages"] = may(request.user, "coalition.form", found)
        told["books"] = may(request.user, "travelogue.write", found)
        told["tells"] = may(request.user, "expedition.tell", found)
        own = stories.latest(request.user).filter(expedition=found)[:LATEST_EPISODES]
        told["episodes"] = stories.heard(list(own))
    return render(request, "web/expedition.html", told)


def coalition(request: Asked, pk: int) -> HttpResponse:
    """A coalition, as far as whoever is looking may know it."""
    found = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    person = request.user
    close = relation(person, found)
    if close == "nobody":
        return _shown_to_everybody(found)
    sources = Source.objects.visible_to(person).filter(coalition=found)
    told: dict[str, Any] = {
        "coalition": found,
        "close": close,
        **_partners(found),
        "areas": list(found.practice_areas.all()),
        "words": recent.words_of(person, sources, most=4),
        "moments": tide.of(person, found),
        "agreements": list(agendas.agreements(found, person, state=TO_DO)[:NEXT_AGREEMENTS]),
        "questions": list(agendas.questions(found, person)),
        "names": close in ("own", "team"),
        **meeting.next_at(person, found),
        "mirrors": mirrors.latest(found, person),
        "episodes": stories.heard(
            list(stories.latest(person).filter(coalition=found)[:LATEST_EPISODES])
        ),
    }
    told |= _people(found, named=close in ("own", "team"))
    if close == "own":
        rhythm = Rhythm.objects.filter(coalition=found).first()
        told |= {
            "leads": may(person, "coalition.describe", found),
            "next_day": rhythm.next_day() if rhythm else None,
            "deeds": telling.history(found, person, LATEST_DEEDS),
        }
    return render(request, "web/coalition.html", told)


def _shown_to_everybody(coalition: Coalition) -> HttpResponse:
    """To the page that its coordinator shows. Whoever is of elsewhere knows of no other."""
    told = reading.page_at(coalition.expedition, coalition.slug)
    if told is None:
        raise Http404
    return redirect(reading.url_of(told.page))


def _partners(coalition: Coalition) -> dict[str, list[Organisation]]:
    rows = list(coalition.partners.order_by("name"))
    return {
        "residents": [row for row in rows if row.kind in RESIDENTS],
        "professionals": [row for row in rows if row.kind not in RESIDENTS],
    }


def _people(coalition: Coalition, *, named: bool) -> dict[str, Any]:
    """Who is in it: by name for those who are close, for others only how many of each voice."""
    live = Membership.objects.live().filter(coalition=coalition)
    rows = list(live.select_related("person", "organisation").order_by("role", "person__name"))
    own = [row for row in rows if row.role in OWN]
    if named:
        return {"members": own, "team": [row for row in rows if row.role in TEAM]}
    voices = [row.voice for row in own]
    return {"voices": [(voice, voices.count(voice)) for voice in dict.fromkeys(sorted(voices))]}


@login_required
def history(request: Asked, pk: int) -> HttpResponse:
    """Everything that was done in a coalition, by whom and when; for its own people."""
    found = get_object_or_404(Coalition, pk=pk)
    if relation(request.user, found) != "own":
        raise Http404
    page = Paginator(telling.entries(found, request.user), A_PAGE).get_page(
        request.GET.get("pagina")
    )
    lines = telling.tell(list(page.object_list), found, request.user)
    return render(request, "web/history.html", {"coalition": found, "page": page, "lines": lines})


@signed_in
def type_for(request: PersonRequest, pk: int) -> HttpResponse:
    """To an empty page on which to type for this member."""
    members = Membership.objects.live().filter(role__in=OWN).select_related("coalition")
    row = get_object_or_404(members, pk=pk)
    if row.coalition is None or not types_for_others(request.user, row.coalition):
        raise Http404
    asked = urlencode({"coalitie": row.coalition.pk, "voor": row.person_id})
    return redirect(f"{reverse('reflections:write', args=[uuid4()])}?{asked}")
