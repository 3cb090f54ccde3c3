"""A speaker answers for their own words: by personal link, or signed in. Looking never acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle
from samenspel.circles.readers import sentence
from samenspel.foundation.errors import Refused
from samenspel.people import links
from samenspel.people.visits import PersonRequest, posted, signed_in
from samenspel.sources import actions, consent, receipts, traces
from samenspel.sources.answering import Answer, NotedAnswer, name_shown
from samenspel.sources.models import Consent, Door, Receipt, Request
from samenspel.sources.offsets import around

if TYPE_CHECKING:
    from samenspel.people.models import Person, PersonalLink

SURROUNDINGS = 300  # code points of the paragraph before and after the words


@links.door("sources:consent")
def by_link(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The page of a personal link: answer, see what you answered, take back."""
    opened = Door.objects.unguarded("opened by personal link").filter(link=link)
    asked = _asked(Request.objects.unguarded("opened by personal link").filter(doors__in=opened))
    if link.person is None or asked.speaker.person_id != link.person_id:
        raise Http404
    how = Consent.How.LETTER if opened.filter(on_paper=True).exists() else Consent.How.TAP
    return _page(request, asked, link.person, how, links.address(request))


@signed_in
def mine(request: PersonRequest) -> HttpResponse:
    """All questions about my words, and what became of them."""
    asked = list(consent.of_person(request.user).select_related("source__coalition"))
    lines = consent.lines_of(asked)
    rows = [(each, lines.get(each.pk)) for each in asked]
    context = {
        "open": [row for row in rows if row[1] is None],
        "given": [row for row in rows if row[1] and row[1].answer == Consent.Answer.GIVEN],
        "others": [row for row in rows if row[1] and row[1].answer != Consent.Answer.GIVEN],
        "receipts": list(Receipt.objects.visible_to(request.user)),
    }
    return links.keep_private(render(request, "sources/mine.html", context))


@signed_in
def receipt(request: PersonRequest, pk: int) -> HttpResponse:
    """What somebody took back, and the places from which it is gone."""
    mine = Receipt.objects.visible_to(request.user).select_related("author", "source", "by")
    context = receipts.told(get_object_or_404(mine, pk=pk))
    context |= {"back": reverse("sources:mine"), "back_name": _("My words")}
    return links.keep_private(render(request, "sources/receipt.html", context))


@signed_in
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """The same page as that of the link, for somebody who signed in."""
    asked = _asked(consent.of_person(request.user).filter(pk=pk))
    return links.keep_private(_page(request, asked, request.user))


@signed_in
def note(request: PersonRequest, pk: int) -> HttpResponse:
    """Note what a speaker answered by word or on paper."""
    asked = _asked(Request.objects.visible_to(request.user).filter(pk=pk))
    if not may(request.user, "consent.note", asked):
        raise Http404
    form = NotedAnswer(posted(request), asked=asked, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note(asked, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Noted, with your name and the time."))
            return redirect(_back(request, asked))
    context = {
        "back": _back(request, asked),
        "form": form,
        "line": consent.last(asked),
        **_shown(asked),
    }
    return links.keep_private(render(request, "sources/note.html", context))


def _back(request: HttpRequest, asked: Request) -> str:
    """The page that led here, when it is one of ours; else the source."""
    page = request.GET.get("terug", "")
    if page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return page
    return reverse("sources:source", args=[asked.source_id])


def _asked(rows: Any) -> Request:
    related = rows.select_related("speaker__person", "source__coalition", "version", "asked_by")
    found: Request = get_object_or_404(related)
    return found


def _page(
    request: HttpRequest,
    asked: Request,
    person: Person,
    how: str = Consent.How.TAP,
    address: str = "",
) -> HttpResponse:
    step = request.GET.get("stap")
    if request.method == "POST" and step == "terug":
        _take_back(request, asked, person, how)
        return redirect(request.path)
    line = consent.last(asked)
    if request.method == "POST" or line is None or step == "antwoord":
        return _ask(request, asked, person, line, how)
    context = {**_shown(asked), "line": line, "holds": consent.holds(asked)}
    context["named"] = name_shown(asked, line.naming, line.named_as, by=line.by_id)
    places = traces.places(asked.source, asked)
    recalled = [place for place in places if place.can_be_recalled]
    context["places"] = [place for place in recalled if not place.with_source]
    context["stays"] = [place for place in recalled if place.with_source and place.standing]
    context["beyond"] = [place for place in places if not place.can_be_recalled]
    context["still"] = asked.source.circle > Circle.PRIVATE
    context["may_narrow"] = request.user == person and may(person, "source.narrow", asked.source)
    if address:
        context |= {"address": address, "qr": links.drawn(address)}
    taking_back = step == "terug" and context["holds"]
    if taking_back or line.answer != Consent.Answer.GIVEN:
        context["elsewhere"] = _elsewhere(asked, how)
    page = "sources/take_back.html" if taking_back else "sources/answered.html"
    return render(request, page, context)


def _elsewhere(asked: Request, how: str) -> list[dict[str, Any]]:
    """Where the same words stand with another yes. Those within these are ticked beforehand.

    Others may read along on a letter: there it tells no more than what is public.
    """
    found = []
    for each in consent.same_words(asked):
        places = [
            place
            for place in traces.places(each.source, each)
            if place.standing and place.can_be_recalled and not place.with_source
            if how != Consent.How.LETTER or place.url
        ]
        if places:
            within = consent.is_within(each, asked)
            same = within and consent.is_within(asked, each)
            found.append({"asked": each, "places": places, "within": within, "same": same})
    return found


def _take_back(request: HttpRequest, asked: Request, person: Person, how: str) -> None:
    """Take back what was asked here, and what else of the same words was ticked."""
    ticked = request.POST.getlist("ook")
    with transaction.atomic():
        for each in consent.same_words(asked):
            if str(each.pk) in ticked:
                actions.take_back(each, how=how, by=person)
        if consent.holds(asked) and "alleen" not in request.POST:
            actions.take_back(asked, how=how, by=person)


def _ask(request: HttpRequest, asked: Request, person: Person, line: Any, how: str) -> HttpResponse:
    form = Answer(posted(request), asked=asked, by=person)
    shown = _shown(asked)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(
                asked,
                by=person,
                wording=shown["question"],
                language=get_language() or "nl",
                how=how,
                **form.cleaned_data,
            )
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect(request.path)
    return render(request, "sources/consent.html", {**shown, "form": form, "line": line})


def _shown(asked: Request) -> dict[str, Any]:
    """The very words in their surroundings, what they are for and who will read them."""
    before, after = around(asked.version.text, asked.start, asked.end, SURROUNDINGS)
    return {
        "asked": asked,
        "before": before,
        "after": after,
        "question": _("May these words be used in ‘%(about)s’? %(readers)s")
        % {"about": asked.about, "readers": _who_reads(asked)},
        "readers": _who_reads(asked),
        "home": reverse("sources:mine"),
    }


def _who_reads(asked: Request) -> str:
    return sentence(Circle(asked.audience), 0)
