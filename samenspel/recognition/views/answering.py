"""Answering, one thread on a screen: signed in or by personal link; and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.circles.roles import belongs
from samenspel.foundation.errors import Refused
from samenspel.people.links import door, keep_private
from samenspel.people.visits import PersonRequest, posted, signed_in
from samenspel.recognition import actions, asking, reading
from samenspel.recognition.forms import AnswerForm
from samenspel.recognition.models import Answer, Sheet
from samenspel.threads.models import Wording

from .sheets import sheet_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samenspel.people.models import Person, PersonalLink


@dataclass(frozen=True)
class Hand:
    """Who answers, on which sheet, and where its pages are for them."""

    person: Person
    sheet: Sheet
    token: str = ""

    def url(self, row: int | None = None, *, back: bool = False) -> str:
        names = (
            ("by_link", "link_card", "link_back")
            if self.token
            else ("answer", "answer_card", "take_back")
        )
        name = names[0 if row is None else 1 + back]
        first = self.token or self.sheet.pk
        return reverse(f"recognition:{name}", args=[first] if row is None else [first, row])


def _own(request: PersonRequest, pk: int) -> Hand:
    here = sheet_or_404(request.user, pk)
    if not belongs(request.user, here.coalition_id):
        raise Http404
    return Hand(request.user, here)


def _linked(request: HttpRequest, link: PersonalLink) -> Hand:
    asked = asking.opened_by(link)
    match = request.resolver_match
    if asked is None or match is None:
        raise Http404
    return Hand(asked.author, asked.sheet, match.kwargs["token"])


@signed_in
@never_cache
def own(request: PersonRequest, pk: int) -> HttpResponse:
    return overview(request, _own(request, pk))


@signed_in
@never_cache
def own_card(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    return one(request, _own(request, pk), row)


@signed_in
@require_POST
def own_back(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    return back(request, _own(request, pk), row)


@door(asking.PAGE)
def by_link(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    return overview(request, _linked(request, link))


@door(asking.PAGE)
def link_card(request: HttpRequest, link: PersonalLink, row: int) -> HttpResponse:
    return one(request, _linked(request, link), row)


@require_POST
@door(asking.PAGE)
def link_back(request: HttpRequest, link: PersonalLink, row: int) -> HttpResponse:
    return back(request, _linked(request, link), row)


def overview(request: HttpRequest, hand: Hand) -> HttpResponse:
    """All threads at a glance, with what one said; the first one that is open is one tap away."""
    items = reading.items(hand.sheet, hand.person)
    left = [item for item in items if item.answer is None]
    context = {
        "sheet": hand.sheet,
        "place": hand.sheet.coalition,
        "rows": [(item, hand.url(item.number), hand.url(item.number, back=True)) for item in items],
        "left": len(left),
        "next": hand.url(left[0].number) if left else "",
        "signed_in": not hand.token,
    }
    return keep_private(render(request, "recognition/overview.html", context))


def one(request: HttpRequest, hand: Hand, row: int) -> HttpResponse:
    """One thread, with what may be read of it, and three big choices."""
    items = reading.items(hand.sheet, hand.person)
    item = next((each for each in items if each.number == row), None)
    place = hand.sheet.coalition
    if item is None or place is None:
        raise Http404
    if not hand.sheet.round.is_open and request.method != "POST":
        return redirect(hand.url())
    before = item.answer
    first = vars_of(before) if before else {}
    form = AnswerForm(posted(request), place=place, person=hand.person, initial=first)
    if form.is_valid():
        try:
            actions.answer(item.card, by=hand.person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            following = next((each for each in items[row:] if each.answer is None), None)
            if following is None or before:
                messages.success(request, _("Saved. Thank you."))
                return redirect(hand.url())
            return redirect(hand.url(following.number))
    context = {
        "sheet": hand.sheet,
        "place": place,
        "item": item,
        "many": len(items),
        "form": form,
        "passages": reading.passages(item.card, hand.person),
        "all": hand.url(),
        "previous": hand.url(row - 1) if row > 1 else "",
    }
    response = render(request, "recognition/card.html", context, status=422 if form.errors else 200)
    return keep_private(response)


def vars_of(given: Answer) -> dict[str, object]:
    return {"said": given.said, "because": given.because, "circle": given.circle}


def back(request: HttpRequest, hand: Hand, row: int) -> HttpResponse:
    """Take back what one said of a thread, as it is worded now and as it was before."""
    items = reading.items(hand.sheet, hand.person)
    item = next((each for each in items if each.number == row), None)
    if item is None:
        raise Http404
    for given in Answer.mine(hand.person).filter(card=item.card):
        actions.take_back(given, by=hand.person)
    messages.success(request, _("Taken back. Your words are gone."))
    return redirect(hand.url())


@signed_in
@never_cache
def mine(request: PersonRequest) -> HttpResponse:
    """All that one said of threads, also of those that one can't read any more."""
    rows = Answer.mine(request.user).select_related("coalition", "card__sheet__round")
    answers = list(rows.order_by("-id"))
    seen = Wording.objects.visible_to(request.user).filter(
        pk__in={row.wording_id for row in answers}
    )
    claims = dict(seen.values_list("pk", "claim"))
    context = {"answers": [(row, claims.get(row.wording_id, "")) for row in answers]}
    return keep_private(render(request, "recognition/mine.html", context))


@signed_in
@require_POST
def mine_back(request: PersonRequest, pk: int) -> HttpResponse:
    given = get_object_or_404(Answer.mine(request.user), pk=pk)
    actions.take_back(given, by=request.user)
    messages.success(request, _("Taken back. Your words are gone."))
    return redirect("recognition:mine")
