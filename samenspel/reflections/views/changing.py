"""Changing what was told: say it better, let more or fewer people read it, take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle, Coalition
from samenspel.circles.readers import who_reads, who_would_read
from samenspel.foundation.errors import Refused
from samenspel.people.links import keep_private
from samenspel.people.visits import PersonRequest, posted, signed_in
from samenspel.reflections import actions
from samenspel.reflections.actions import TwoEditors
from samenspel.reflections.forms import BetterForm, CircleForm
from samenspel.reflections.models import Reflection
from samenspel.reflections.reading import rows, tellings
from samenspel.sources import actions as sources
from samenspel.sources import receipts, traces
from samenspel.sources.models import Receipt

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samenspel.people.models import Person
    from samenspel.sources.models import Source


@dataclass(frozen=True)
class Hand:
    """Whose words are changed, and where the pages lead: signed in, or by personal link."""

    person: Person
    told: Reflection
    back: str
    circle: str


@signed_in
@never_cache
def revise(request: PersonRequest, pk: int) -> HttpResponse:
    told = get_object_or_404(rows(request.user), pk=pk)
    if not may(request.user, "reflection.revise", told):
        raise Http404
    return better(hand_of(request, told), request)


@signed_in
@never_cache
def circle(request: PersonRequest, pk: int) -> HttpResponse:
    told = get_object_or_404(rows(request.user), pk=pk)
    if not may(request.user, "source.narrow", told.source):
        raise Http404
    return within(hand_of(request, told), request)


def hand_of(request: PersonRequest, told: Reflection) -> Hand:
    return Hand(
        person=request.user,
        told=told,
        back=reverse("reflections:reflection", args=[told.pk]),
        circle=reverse("reflections:circle", args=[told.pk]),
    )


def better(hand: Hand, request: HttpRequest) -> HttpResponse:
    """Change the words; when it was changed elsewhere meanwhile, both texts are shown."""
    (telling,) = tellings([hand.told], hand.person)
    begun = {
        "text": telling.version.text,
        "kind": hand.told.kind,
        "number": telling.version.number,
    }
    asked = bool(hand.told.prompt_id)
    form = BetterForm(posted(request), initial=begun, answers_a_question=asked)
    both = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.revise(hand.told, by=hand.person, **given)
        except TwoEditors as two:
            both = two
            again = {**begun, "text": given["text"], "number": two.number}
            form = BetterForm(initial=again, answers_a_question=asked)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            words = who_reads(hand.told.source, hand.person).words
            messages.success(request, _("Saved. %s") % words)
            return redirect(hand.back)
    context = {"hand": hand, "told": hand.told, "form": form, "both": both}
    return render(request, "reflections/revise.html", context, status=409 if both else 200)


def within(hand: Hand, request: HttpRequest) -> HttpResponse:
    """Choose a circle; read what happens where; do it."""
    source = hand.told.source
    place: Coalition = source.coalition  # type: ignore[assignment]  # a reflection has one
    now = Circle(source.circle)
    if request.method != "POST" and "bewijs" in request.GET:
        return _receipt(hand, request)
    typed = request.POST or request.GET
    form = CircleForm(
        typed if "naar" in typed else None,
        initial={"naar": now.value},
        place=place,
        person=hand.person,
    )
    context = {"hand": hand, "told": hand.told, "source": source, "form": form}
    to = form.cleaned_data["naar"] if form.is_valid() else None
    if to is None or to == now:
        return render(request, "reflections/circle.html", context)
    if request.method == "POST":
        deed = sources.widen if to > now else sources.narrow
        try:
            deed(source, to=to, by=hand.person)
        except Refused as refused:
            form.add_error("naar", str(refused))
            return render(request, "reflections/circle.html", context)
        messages.success(request, done(to, source, hand.person))
        seen = Reflection.objects.visible_to(hand.person).filter(pk=hand.told.pk).exists()
        if to == Circle.PRIVATE and seen:
            return redirect(f"{hand.circle}?bewijs=1")
        mine = Receipt.objects.visible_to(hand.person).filter(source=source).first()
        if to == Circle.PRIVATE and mine:
            return redirect("sources:receipt", pk=mine.pk)
        return redirect(hand.back) if seen else redirect("reflections:told", place.pk)
    context |= {
        "to": to,
        "wider": to > now,
        "told_now": who_would_read(place, hand.person, [now])[now],
        "told_then": who_would_read(place, hand.person, [to])[to],
        "places": [place for place in traces.places(source) if place.standing],
    }
    return render(request, "reflections/circle_confirm.html", context)


def _receipt(hand: Hand, request: HttpRequest) -> HttpResponse:
    """What was taken back, and where it is gone; found again by whoever took it."""
    rows = Receipt.objects.visible_to(hand.person).filter(source=hand.told.source)
    found = rows.select_related("author", "source", "by").first()
    if found is None:
        raise Http404
    back = {"back": hand.back, "back_name": _("Back to what you told")}
    return keep_private(render(request, "sources/receipt.html", {**receipts.told(found), **back}))


def done(to: Circle, source: Source, person: Person) -> str:
    if to == Circle.PRIVATE and source.author_id == person.pk:
        return _("Taken back. Nobody but you can read it now.")
    if to == Circle.PRIVATE:
        return _("Taken back. Nobody reads it any more, you neither.")
    return _("Done. %s") % who_reads(source, person).words
