"""The sheet of one coalition: how far they are, ask people, paper, and what came out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from samenspel.circles.deeds import may
from samenspel.circles.roles import belongs
from samenspel.foundation.errors import Refused
from samenspel.people.links import keep_private
from samenspel.people.visits import PersonRequest, posted, signed_in
from samenspel.recognition import actions, asking, reading
from samenspel.recognition.forms import AskForm, TypedForm, WhoForm
from samenspel.recognition.models import Sheet
from samenspel.threads.forms import RecogniseForm
from samenspel.threads.recognising import all_said, in_a_line, may_say_for


def sheet_or_404(person: Any, pk: int, deed: str = "") -> Sheet:
    rows = Sheet.objects.visible_to(person).select_related("round", "coalition__expedition")
    found: Sheet = get_object_or_404(rows, pk=pk)
    if deed and not may(person, deed, found):
        raise Http404
    return found


@signed_in
def sheet(request: PersonRequest, pk: int) -> HttpResponse:
    """What a coalition is asked, how many answered, and what its people said."""
    here = sheet_or_404(request.user, pk)
    cards = reading.cards_of(request.user, sheet=here)
    told: dict[int, list[Any]] = {card.pk: [] for card in cards}
    for outcome in reading.outcomes(cards, request.user):
        told[outcome.card.pk].append(outcome)
    said = all_said([card.thread for card in cards], request.user)
    context = {
        "sheet": here,
        "place": here.coalition,
        "cards": [
            {
                "card": card,
                "outcomes": told[card.pk],
                "together": reading.together(card) if here.round.closed else None,
                "recognised": in_a_line(said[card.thread_id]),
                "form": _saying(request, card, said[card.thread_id]),
            }
            for card in cards
        ],
        "answered": reading.answered([here]).get(here.pk, 0),
        "people": actions.members(here.coalition).count(),
        "belongs": belongs(request.user, here.coalition_id),
        "may_ask": may(request.user, "recognition.ask", here),
    }
    return keep_private(render(request, "recognition/sheet.html", context))


def _saying(request: PersonRequest, card: Any, said: list[Any]) -> RecogniseForm | None:
    """A coordinator says it for the coalition once the answers are there."""
    if not card.sheet.round.closed:
        return None
    ours = [
        each
        for each in may_say_for(card.thread, request.user)
        if each.pk == card.sheet.coalition_id
    ]
    if not ours:
        return None
    before = next((row for row in reversed(said) if row.coalition_id == ours[0].pk), None)
    first = {"said": before.said, "line": before.line} if before else {}
    return RecogniseForm(coalitions=ours, initial=first, auto_id=f"id_{card.pk}_%s")


@signed_in
@never_cache
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Send people their own link; whoever has no address gets it on paper."""
    here = sheet_or_404(request.user, pk, "recognition.ask")
    people = actions.members(here.coalition)
    form = AskForm(posted(request), people=people, initial={"people": people})
    context = {"sheet": here, "place": here.coalition, "form": form}
    if form.is_valid():
        try:
            letters = asking.ask(here, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _sent(request, here, letters)
    return render(request, "recognition/ask.html", context, status=422 if form.errors else 200)


def _sent(request: PersonRequest, here: Sheet, letters: list[asking.Letter]) -> HttpResponse:
    paper = [letter for letter in letters if letter.on_paper]
    mailed = len(letters) - len(paper)
    words = ngettext("%d mail is on its way.", "%d mails are on their way.", mailed) % mailed
    if paper:
        back = reverse("recognition:sheet", args=[here.pk])
        context = {"sheet": here, "place": here.coalition, "letters": paper, "back": back}
        return render(request, "recognition/letters.html", context | {"sent": mailed and words})
    messages.success(request, words)
    return redirect("recognition:sheet", here.pk)


@signed_in
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """The threads to print, with what this coalition may read of them."""
    here = sheet_or_404(request.user, pk)
    cards = reading.cards_of(request.user, sheet=here)
    context = {
        "sheet": here,
        "place": here.coalition,
        "cards": [(card, reading.passages(card, request.user)) for card in cards],
    }
    return keep_private(render(request, "recognition/paper.html", context))


@signed_in
@never_cache
def type_in(request: PersonRequest, pk: int) -> HttpResponse:
    """Type in what somebody answered on paper, or said."""
    here = sheet_or_404(request.user, pk, "recognition.type_in")
    if here.coalition is None:
        raise Http404
    who = WhoForm(posted(request), people=actions.members(here.coalition))
    forms = [
        (
            card,
            TypedForm(
                posted(request), place=here.coalition, person=request.user, prefix=f"k{card.pk}"
            ),
        )
        for card in reading.cards_of(request.user, sheet=here)
    ]
    right = [each.is_valid() for each in (who, *(form for _card, form in forms))]
    if all(right) and _typed(request, who, forms):
        messages.success(request, _("Typed in. The next one?"))
        return redirect("recognition:type_in", pk)
    context = {"sheet": here, "place": here.coalition, "who": who, "forms": forms}
    wrong = request.method == "POST"
    return render(request, "recognition/type_in.html", context, status=422 if wrong else 200)


def _typed(request: PersonRequest, who: WhoForm, forms: list[tuple[Any, TypedForm]]) -> bool:
    """All of a sheet, or nothing; what is refused is said where it stands."""
    filled = [(card, form) for card, form in forms if form.cleaned_data["said"]]
    if not filled:
        who.add_error(None, _("Type at least one answer."))
        return False
    try:
        with transaction.atomic():
            for card, form in filled:
                at = form
                actions.type_in(
                    card, person=who.cleaned_data["person"], by=request.user, **form.cleaned_data
                )
    except Refused as refused:
        at.add_error(None, str(refused))
        return False
    return True
