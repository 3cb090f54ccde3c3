"""What there is to talk about: differences between coders, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.insight.coders.laid import lit
from samenspel.insight.coders.talking import Difference, Settled, differences, named
from samenspel.people.visits import Asked, PersonRequest, number, signed_in
from samenspel.sources import looks
from samenspel.sources.models import Source, Version
from samenspel.sources.offsets import around
from samenspel.threads import talks as deeds
from samenspel.threads.models import Coder, Talk

from .agreement import Question

A_PAGE = 25
CONTEXT = 90


class TalkForm(forms.Form):
    """What is said of one difference, and what came of it."""

    version = forms.IntegerField(min_value=1)
    code = forms.IntegerField(min_value=1)
    start = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    end = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    words = forms.CharField(required=False, max_length=deeds.LONGEST)
    outcome = forms.ChoiceField(choices=Talk.Outcome.choices, required=False)


@dataclass
class Row:
    """A difference as it stands on the page."""

    difference: Difference
    code: Any
    did: list[str]
    did_not: list[str]
    typed: str = ""
    refused: str = ""


@dataclass
class Place:
    """The words about which coders differ, in one code or in several."""

    source: Source
    before: str
    words: SafeString
    after: str
    plain: str
    may_settle: bool
    rows: list[Row]


def page(request: Asked, slug: str) -> HttpResponse:
    asked = Question(request, slug)
    typed, refused = "", ""
    if request.method == "POST":
        form = TalkForm(request.POST)
        try:
            talk = _write(asked, form)
        except Refused as refusal:
            typed, refused = request.POST.get("words", ""), str(refusal)
        else:
            return redirect(f"{_url(request, slug)}#{'settled' if talk.outcome else 'open'}")
    return _show(asked, typed, refused)


def _url(request: Asked, slug: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return reverse("insight:differences", args=[slug]) + (f"?{query}" if query else "")


def _write(asked: Question, form: TalkForm) -> Talk:
    if not form.is_valid():
        raise Refused(_("This is too long, or something is missing. Look at it again."))
    said = form.cleaned_data
    gathered = asked.gathered
    code = next((code for code in gathered.codes if code.pk == said["code"]), None)
    version = (
        Version.objects.visible_to(asked.lens.person)
        .filter(pk=said["version"])
        .select_related("source__coalition", "source__expedition")
        .first()
    )
    if code is None or version is None or version.pk not in gathered.texts:
        raise Http404
    coders = [coder for coder in gathered.coders if coder.pk in gathered.texts[version.pk].marks]
    about = {
        "code": code,
        "start": said["start"],
        "end": said["end"],
        "coders": coders,
        "words": said["words"],
        "by": asked.request.user,
    }
    if not said["outcome"]:
        talk: Talk = deeds.note(version, **about)
        messages.success(asked.request, _("Your note is kept."))
        return talk
    talk = deeds.settle(version, **about, outcome=said["outcome"])
    _follow(asked.request, talk)
    return talk


def _follow(request: Asked, talk: Talk) -> None:
    """Do at once what was agreed, in the layer of whoever agreed it, when that has to change."""
    told = _("Settled. You find it below, and can take it up again.")
    if talk.outcome in (Talk.Outcome.GIVE, Talk.Outcome.TAKE):
        mine = Coder.objects.filter(person=request.user, pk__in=talk.coders.values("pk"))
        if mine.exists():
            try:
                deeds.follow(talk, by=request.user)
            except Refused:
                pass  # the layer of the other is the one that has to change
            else:
                told = _("Settled, and changed in your own layer.")
    messages.success(request, told)


def _show(asked: Question, typed: str, refused: str) -> HttpResponse:
    request, gathered = asked.request, asked.gathered
    versions = list(gathered.texts)
    only = number(request.GET.get("bron"))
    if only:
        versions = [pk for pk in versions if gathered.sources[pk] == only]
    found = differences(gathered, _talks(asked, versions), versions)
    page = Paginator(found.open, A_PAGE).get_page(request.GET.get("pagina"))
    settled = Paginator(found.settled, A_PAGE).get_page(request.GET.get("klaar"))
    texts = _texts(asked, [*page, *(row.still or row for row in settled)])
    looks.record(request.user, {version.source for version in texts.values()})
    places = [
        _place(asked, list(together), texts[version])
        for (version, _unit), together in groupby(
            page, key=lambda each: (each.version, each.found.unit)
        )
    ]
    posted = [row for place in places for row in place.rows if _is_posted(request, row.difference)]
    if refused and posted:
        posted[0].typed, posted[0].refused = typed, refused
    elif refused:
        messages.error(request, refused)
    context = asked.around("differences") | {
        "places": places,
        "page": page,
        "settled": [_settled(asked, each, texts[each.talk.version_id]) for each in settled],
        "settled_page": settled,
        "outcomes": Talk.Outcome.choices,
        "only": next((v.source for v in texts.values()), None) if only else None,
        "here": request.META.get("QUERY_STRING", ""),
    }
    status = 422 if refused else 200
    return render(request, "insight/differences.html", context, status=status)


def _is_posted(request: Asked, difference: Difference) -> bool:
    start, end = difference.found.unit
    told = (difference.version, difference.found.code, start, end)
    return told == tuple(
        number(request.POST.get(key)) for key in ("version", "code", "start", "end")
    )


def _talks(asked: Question, versions: list[int]) -> Any:
    rows = Talk.objects.visible_to(asked.lens.person).filter(
        version__in=versions, code__in=asked.gathered.code_keys
    )
    return rows.select_related("by", "code").prefetch_related("coders__person")


def _texts(asked: Question, rows: list[Difference | Settled]) -> dict[int, Version]:
    keys = {row.talk.version_id if isinstance(row, Settled) else row.version for row in rows}
    found = Version.objects.visible_to(asked.lens.person).select_related(
        "source__coalition", "source__expedition"
    )
    by_key: dict[int, Version] = found.in_bulk(keys)
    return by_key


def _place(asked: Question, together: list[Difference], version: Version) -> Place:
    gathered = asked.gathered
    start, end = together[0].found.unit
    before, after = around(version.text, start, end, CONTEXT)
    codes = {each.found.code for each in together}
    layers = gathered.texts[version.pk].marks.values()
    marks = [mark for own in layers for mark in own if mark.code in codes]
    return Place(
        version.source,
        before,
        lit(version.text, start, end, marks),
        after,
        version.text[start:end],
        may(asked.request.user, "talk.settle", version),
        [_row(asked, each) for each in together],
    )


def _row(asked: Question, difference: Difference) -> Row:
    coders = asked.gathered.coders
    code = next(each for each in asked.gathered.codes if each.pk == difference.found.code)
    found = difference.found
    return Row(difference, code, named(found.did, coders), named(found.did_not, coders))


def _settled(asked: Question, row: Settled, version: Version) -> dict[str, Any]:
    mine = {c.pk for c in asked.gathered.coders if c.person_id == asked.request.user.pk}
    return {
        "talk": row.talk,
        "source": version.source,
        "words": version.text[row.talk.start : row.talk.end],
        "to_do": named(row.to_do, asked.gathered.coders),
        "mine": bool(mine & set(row.to_do)),
        "may_settle": may(asked.request.user, "talk.settle", version),
    }


@signed_in
@require_POST
def reopen(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Take up a settled difference again."""
    deeds.reopen(_talk(request, slug, pk), by=request.user)
    messages.success(request, _("It stands in the list again."))
    return redirect(f"{_url(request, slug)}#open")


@signed_in
@require_POST
def follow(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Do in one's own layer what was agreed."""
    try:
        deeds.follow(_talk(request, slug, pk), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Changed in your own layer."))
    return redirect(f"{_url(request, slug)}#settled")


def _talk(request: PersonRequest, slug: str, pk: int) -> Talk:
    rows = Talk.objects.visible_to(request.user).select_related(
        "version__source__coalition", "version__source__expedition", "code"
    )
    talk: Talk = get_object_or_404(rows, pk=pk, version__source__expedition__slug=slug)
    if not may(request.user, "talk.settle", talk):
        raise Http404
    return talk
