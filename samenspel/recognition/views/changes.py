"""Stories of change: ask for them, lay them side by side, choose one and say why."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import OWN, TEAM, Circle, Coalition, Expedition
from samenspel.circles.places import Place
from samenspel.circles.roles import held, relation
from samenspel.foundation.errors import Refused
from samenspel.foundation.sheets import harmless
from samenspel.people.links import keep_private
from samenspel.people.visits import PersonRequest, number, posted, signed_in
from samenspel.recognition import choosing as deeds
from samenspel.recognition.forms import BeginForm, ChooseForm
from samenspel.recognition.models import Choice, Choosing, Story
from samenspel.sources import looks
from samenspel.sources.models import Source, Version
from samenspel.sources.naming import heard_in

A_PAGE = 30


@signed_in
def of_coalition(request: PersonRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    if relation(request.user, place) not in ("own", "team"):
        raise Http404
    begin_at = reverse("recognition:begin", args=[pk])
    return _rounds(
        request, place, Choosing.objects.visible_to(request.user).filter(coalition=place), begin_at
    )


@signed_in
def of_expedition(request: PersonRequest, pk: int) -> HttpResponse:
    """The rounds of all coalitions together."""
    place = _expedition(request, pk)
    rows = Choosing.objects.visible_to(request.user).filter(expedition=place, coalition=None)
    return _rounds(request, place, rows, reverse("recognition:begin_all", args=[pk]))


def _rounds(request: PersonRequest, place: Place, rows: Any, begin_at: str) -> HttpResponse:
    context = {
        **_names(place),
        "choosings": list(rows.order_by("-id")),
        "begin_at": begin_at if may(request.user, "change.begin", place) else "",
    }
    return render(request, "recognition/changes.html", context)


@signed_in
def begin(request: PersonRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    return _begin(request, place)


@signed_in
def begin_all(request: PersonRequest, pk: int) -> HttpResponse:
    return _begin(request, _expedition(request, pk))


def _begin(request: PersonRequest, place: Place) -> HttpResponse:
    if not may(request.user, "change.begin", place):
        raise Http404
    form = BeginForm(posted(request))
    if form.is_valid():
        try:
            begun = deeds.begin(place, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It has begun. Now lay stories side by side."))
            return redirect("recognition:choosing", pk=begun.pk)
    context = {**_names(place), "form": form}
    return render(request, "recognition/begin.html", context, status=422 if form.errors else 200)


@signed_in
def choosing(request: PersonRequest, pk: int) -> HttpResponse:
    """The stories side by side; which one was chosen, and why."""
    here = _choosing(request, pk)
    stories = _stories(request, here)
    choices = list(Choice.objects.visible_to(request.user).filter(choosing=here).order_by("-id"))
    holds = choices[0] if choices else None
    leads = may(request.user, "change.choose", here)
    looks.record(request.user, {story.source for story in stories if story.source})
    by_key = {story.pk: story for story in stories}
    takes_stories = here.coalition_id is not None and here.closes >= timezone.localdate()
    context = {
        **_names(here.coalition or here.expedition),
        "choosing": here,
        "stories": [(story, may(request.user, "change.take_out", story)) for story in stories],
        "holds": holds,
        "chosen": by_key.get(holds.story_id) if holds else None,
        "earlier": choices[1:],
        "takes_stories": takes_stories,
        "may_offer": takes_stories and may(request.user, "change.offer", here),
        "may_choose": leads,
        "next_rounds": _next_rounds(request, here) if leads and holds else [],
    }
    return keep_private(render(request, "recognition/choosing.html", context))


@signed_in
def offer(request: PersonRequest, pk: int) -> HttpResponse:
    """What the group may read, to choose a story from."""
    here = _choosing(request, pk)
    if here.coalition_id is None or not may(request.user, "change.offer", here):
        raise Http404
    there = Story.objects.visible_to(request.user).filter(choosing=here, source__isnull=False)
    sources = (
        Source.objects.visible_to(request.user)
        .filter(coalition=here.coalition, circle__gte=Circle.COALITION)
        .exclude(pk__in=there.values("source"))
    )
    if request.method == "POST":
        source = get_object_or_404(sources, pk=number(request.POST.get("source")))
        try:
            deeds.offer(here, source=source, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The story lies with the others now."))
        return redirect("recognition:choosing", pk=pk)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    if asked:
        found = Version.objects.visible_to(request.user).filter(text__icontains=asked)
        sources = sources.filter(pk__in=found.values("source"))
    rows = (
        sources.select_related("coalition")
        .annotate(words=_words(request.user))
        .order_by("-moment", "-pk")
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("pagina"))
    context = {"choosing": here, "coalition": here.coalition, "page": page, "asked": asked}
    return keep_private(render(request, "recognition/offer.html", context))


@signed_in
def choose(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    here, story = _story(request, pk, row)
    if story.source is None or not may(request.user, "change.choose", here):
        raise Http404
    form = ChooseForm(posted(request))
    if form.is_valid():
        try:
            deeds.choose(story, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("why", str(refused))
        else:
            messages.success(request, _("Chosen. Whoever told a story gets the reason by mail."))
            return redirect("recognition:choosing", pk=pk)
    context = {"choosing": here, "coalition": here.coalition, "story": story, "form": form}
    return render(request, "recognition/choose.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def pass_on(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """To a round of all coalitions."""
    here, story = _story(request, pk, row)
    rows = Choosing.objects.visible_to(request.user).filter(
        expedition=here.expedition, coalition=None
    )
    to = get_object_or_404(rows, pk=number(request.POST.get("to")))
    return _then(
        request, here, lambda: deeds.pass_on(story, to=to, by=request.user), _("It went on.")
    )


@signed_in
@require_POST
def take_out(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    here, story = _story(request, pk, row)
    done = _("The story is no longer among these. It still stands where it was told.")
    return _then(request, here, lambda: deeds.take_out(story, by=request.user), done)


def _then(request: PersonRequest, here: Choosing, deed: Any, words: str) -> HttpResponse:
    try:
        deed()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect("recognition:choosing", pk=here.pk)


@signed_in
def letter(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """The reason on paper, for whoever told a story and has no mail."""
    here, story = _story(request, pk, row)
    choices = Choice.objects.visible_to(request.user).filter(choosing=here).order_by("-id")
    holds = choices.first()
    if holds is None or story.source is None:
        raise Http404
    context = {
        "choosing": here,
        "story": story,
        "holds": holds,
        "yours": holds.story_id == story.pk,
    }
    return keep_private(render(request, "recognition/letter.html", context))


@signed_in
def table(request: PersonRequest, pk: int) -> HttpResponse:
    """The stories by title and address, what was chosen and why: never their words."""
    here = _choosing(request, pk)
    choices = list(Choice.objects.visible_to(request.user).filter(choosing=here).order_by("id"))
    lines = [
        [_("Story"), _("Coalition"), _("Day"), _("Address"), _("Chosen"), _("Why"), _("Who chose")]
    ]
    for story in _stories(request, here):
        chosen = [choice for choice in choices if choice.story_id == story.pk]
        last = chosen[-1] if chosen else None
        source = story.source
        lines.append(
            [
                source.title if source else _("a voice was taken back"),
                str(source.coalition or "") if source else "",
                source.moment.isoformat() if source else "",
                settings.SITE_URL + reverse("sources:source", args=[source.pk]) if source else "",
                _("yes") if last and choices[-1] == last else "",
                last.why if last else "",
                last.panel if last else "",
            ]
        )
    written = io.StringIO("\ufeff")
    written.seek(0, 2)
    csv.writer(written, delimiter=";").writerows(map(harmless, line) for line in lines)
    response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="verandering-{here.pk}.csv"'
    return keep_private(response)


def _names(place: Place) -> dict[str, Any]:
    if isinstance(place, Coalition):
        return {"coalition": place, "expedition": place.expedition}
    return {"coalition": None, "expedition": place}


def _expedition(request: PersonRequest, pk: int) -> Expedition:
    """An expedition, for whoever travels along in it."""
    if pk not in held(request.user).expeditions((*OWN, *TEAM)):
        raise Http404
    return get_object_or_404(Expedition, pk=pk)


def _choosing(request: PersonRequest, pk: int) -> Choosing:
    rows = Choosing.objects.visible_to(request.user).select_related("coalition", "expedition")
    found: Choosing = get_object_or_404(rows, pk=pk)
    return found


def _story(request: PersonRequest, pk: int, row: int) -> tuple[Choosing, Story]:
    here = _choosing(request, pk)
    rows = Story.objects.visible_to(request.user).filter(choosing=here)
    story = get_object_or_404(rows.select_related("source__coalition", "choosing"), pk=row)
    return here, story


def _words(person: Any) -> Subquery:
    newest = Version.objects.visible_to(person).filter(source=OuterRef("pk")).order_by("-number")
    return Subquery(newest.values("text")[:1])


def _stories(request: PersonRequest, here: Choosing) -> list[Story]:
    """The stories with their words and who tells them, as this reader may know it."""
    rows = Story.objects.visible_to(request.user).filter(choosing=here)
    found = list(rows.select_related("source__coalition", "choosing").order_by("id"))
    sources = [story.source for story in found if story.source]
    versions = Version.objects.visible_to(request.user).filter(source__in=sources)
    texts = dict(versions.order_by("number").values_list("source", "text"))
    heard = heard_in(sources, request.user)
    for story in found:
        story.words = texts.get(story.source_id, "")
        story.heard = list(heard[story.source_id].values()) if story.source_id else []
    return found


def _next_rounds(request: PersonRequest, here: Choosing) -> list[Choosing]:
    """The rounds of all coalitions to which the chosen story may go on."""
    if here.coalition_id is None:
        return []
    rows = Choosing.objects.visible_to(request.user).filter(
        expedition=here.expedition, coalition=None
    )
    gone = Story.objects.visible_to(request.user).filter(came_from__choosing=here)
    return list(rows.exclude(pk__in=gone.values("choosing")).order_by("-id"))
