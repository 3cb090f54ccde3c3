"""The phone at the table: come in by code, hand in, put dots, and leave with what you brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.assessments.forms import SheetForm
from samenspel.circles.deeds import may
from samenspel.foundation import limits, live
from samenspel.foundation.errors import Refused
from samenspel.people.links import keep_private
from samenspel.people.visits import Asked, number
from samenspel.pitstops import correcting, glance, harvest, looking, seats, table, talk
from samenspel.pitstops.forms import CodeForm, JoinForm, said_not
from samenspel.pitstops.glance import Glance
from samenspel.pitstops.looking import Heap
from samenspel.pitstops.models import (
    KEEPS,
    TAKES_CARDS,
    Dared,
    Kind,
    Pitstop,
    Promise,
    Seat,
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Callable

WRONG_CODES = 30  # in a minute from one place: a room full of people mistypes through one router


@dataclass(frozen=True)
class Phone:
    """A phone that has a seat at a meeting."""

    seat: Seat
    secret: str
    meeting: Glance | None = None

    @property
    def pitstop(self) -> Pitstop:
        return self.seat.pitstop


def cookie_of(pk: int) -> str:
    return f"plek{pk}"


def phone_at(request: Asked, pk: int) -> Phone | None:
    secret = request.COOKIES.get(cookie_of(pk), "")
    place = glance.place_of(pk, secret)
    return Phone(place.seat, secret, place.meeting) if place else None


# Coming in


def code(request: Asked) -> HttpResponse:
    """Type the code that stands on the screen."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if found := seats.by_code(form.cleaned_data["code"]):
            _insist_not_guessing(request)
            return redirect("pitstops:door", found.code)
        _count_wrong(request)
        form.add_error("code", _("This code opens nothing now. Look at the screen once more."))
    return keep_private(
        render(request, "pitstops/code.html", {"form": form}, status=422 if form.errors else 200)
    )


def _count_wrong(request: Asked) -> None:
    if not limits.take("meeting code", get_ip(request), most=WRONG_CODES, minutes=1):
        raise Refused(_("That was tried too often. Wait a minute, then try again."))


def _insist_not_guessing(request: Asked) -> None:
    """After so many wrong codes a right one opens nothing either: it may be a lucky guess.

    The QR code, which nobody guesses, goes on opening the door.
    """
    if limits.spent("meeting code", get_ip(request), most=WRONG_CODES):
        raise Refused(_("That was tried too often. Wait a minute, then try again."))


def door(request: Asked, code: str) -> HttpResponse:
    """The page behind the QR code: as whom do you take part, and what may we call you?

    The code is drawn in capitals; the phone's place is remembered under the small letters.
    """
    if request.path.startswith("/P/"):
        return redirect("pitstops:door", code.upper())
    pitstop = seats.by_code(code.upper())
    if pitstop is None:
        _count_wrong(request)
        empty = CodeForm()
        return keep_private(
            render(request, "pitstops/code.html", {"form": empty, "wrong": True}, status=404)
        )
    if phone := phone_at(request, pitstop.pk):
        if phone.seat.may_come_back:
            told = {"pitstop": pitstop, "phone": phone}
            return keep_private(render(request, "pitstops/door_again.html", told))
        return redirect("pitstops:table", pitstop.pk)
    if code.upper() != pitstop.key:
        _insist_not_guessing(request)
    known = request.user if request.user.is_authenticated else None
    first = {"name": known.name.split()[0] if known and known.name else "", "people": 1}
    form = JoinForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        language = get_language() or "nl"
        _seat, secret = seats.join(pitstop, language=language, person=known, **form.cleaned_data)
        response = redirect("pitstops:table", pitstop.pk)
        _remember(response, pitstop.pk, secret)
        return keep_private(response)
    told = {"form": form, "pitstop": pitstop, "known": known}
    return keep_private(
        render(request, "pitstops/door.html", told, status=422 if form.errors else 200)
    )


def _remember(response: HttpResponse, pk: int, secret: str) -> None:
    response.set_cookie(
        cookie_of(pk),
        secret,
        max_age=int(KEEPS.total_seconds()),
        path="/p/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


# At the table


def at_table(request: Asked, pk: int) -> HttpResponse:
    """The phone's own page: the present step, and what it handed in."""
    phone = phone_at(request, pk)
    if phone is None:
        return redirect("pitstops:code")
    if not phone.pitstop.is_on or phone.seat.left:
        return redirect("pitstops:brought", pk, phone.secret)
    return _page(request, phone)


def _page(request: Asked, phone: Phone, **more: Any) -> HttpResponse:
    who = f"seat:{phone.seat.pk}"
    ticket = live.ticket(phone.pitstop.topic, to=glance.TO_ALL, who=who, hours=12)
    told = screen_of(phone) | _marking(request, phone) | {"ticket": ticket, **more}
    status = 422 if more else 200
    return keep_private(render(request, "pitstops/table.html", told, status=status))


def now(request: Asked, pk: int) -> HttpResponse:
    """What stands on this phone now; fetched after a nudge, through the phone's own rights."""
    phone = phone_at(request, pk)
    if phone is None:
        return keep_private(render(request, "pitstops/table_gone.html", status=403))
    if not phone.pitstop.is_on or phone.seat.left:
        return keep_private(render(request, "pitstops/table_over.html", {"phone": phone}))
    told = screen_of(phone) | _marking(request, phone)
    return keep_private(render(request, "pitstops/table_now.html", told))


def _marking(request: Asked, phone: Phone) -> dict[str, Any]:
    """In a talk: what whoever signed in may mark, and marked."""
    pitstop, step = phone.pitstop, phone.pitstop.step
    if step is None or step.kind not in talk.AT_THE_TABLE:
        return {}
    if not may(request.user, "pitstop.mark", pitstop):
        return {}
    mine = talk.of(pitstop, request.user, own=True)
    return {"marks": True, "screen_is": "table", "talk": mine}


PARTS = {
    **dict.fromkeys(TAKES_CARDS, "pitstops/phone/cards.html"),
    Kind.REVEAL: "pitstops/phone/reveal.html",
    Kind.GROUP: "pitstops/phone/group.html",
    Kind.VOTE: "pitstops/phone/vote.html",
    Kind.TALK: "pitstops/phone/talk.html",
    Kind.MIRROR: "pitstops/phone/mirror.html",
}


def screen_of(phone: Phone) -> dict[str, Any]:
    """What a phone shows at the present step: what all share, and what is its own."""
    meeting = phone.meeting
    pitstop, step = phone.pitstop, phone.pitstop.step
    told: dict[str, Any] = {
        "phone": phone,
        "pitstop": pitstop,
        "step": step,
        "rev": meeting.revision if meeting else 0,
        "left": looking.seconds_left(pitstop),
        "fresh": uuid4(),
    }
    if meeting is None or step is None:
        return told
    told["count"] = meeting.count
    told["step_part"] = PARTS.get(Kind(step.kind), "pitstops/phone/plain.html")
    told["am_ready"] = table.is_ready(phone.seat, step)
    if step.takes_cards:
        told |= _writing(phone, step, meeting)
    elif step.about is not None:
        mine = looking.own(step.about, phone.seat, phone.secret)
        told["heaps"] = looking.with_own(meeting.heaps, mine, looking.MOST_ON_A_PHONE)
    match step.kind:
        case Kind.GROUP if step.more.get("everybody"):
            told |= _sorting(phone, step, meeting.heaps)
        case Kind.VOTE:
            told |= _dotting(phone, step, meeting.heaps)
        case Kind.TALK:
            told |= _talking(phone, step)
        case Kind.MIRROR:
            told |= _mirroring(phone, step)
        case Kind.REVIEW:
            told["passage"] = looking.passage(step, phone.seat.person, ears=phone.seat.person)
        case Kind.AGREE:
            told["agreed"] = looking.agreed_at(pitstop)
        case Kind.CHECKOUT:
            told["dared_answers"] = Dared.Answer.choices
            told["my_dare"] = table.dared_as(phone.secret, step)
            told["dared"] = looking.dared(step)
    return told


def _writing(phone: Phone, step: Step, meeting: Glance) -> dict[str, Any]:
    mine = looking.own(step, phone.seat, phone.secret)
    keys = {card.pk for card in mine}
    others = [card for card in meeting.shown if card.pk not in keys]
    if step.kind == Kind.AGREE:  # what became an agreement stands there already
        others = [card for card in others if card.pile is None]
    return {
        "mine": mine,
        "others": others[: looking.MOST_ON_A_PHONE],
        "room": step.most * phone.seat.people - len(mine),
        "promises": [promise for promise in Promise if promise <= step.promise],
        "promise": Promise(step.promise),
    }


def _sorting(phone: Phone, step: Step, heaps: list[Heap]) -> dict[str, Any]:
    cards = table.cards_to_place(phone.seat, phone.secret, step)
    laid = table.placed_by(phone.seat, phone.secret, step, cards)
    return {
        "to_place": [(card, laid.get(card.pk)) for card in cards],
        "piles": [heap for heap in heaps if heap.pk],
    }


@dataclass(frozen=True)
class Target:
    """A pile or a card to put dots on."""

    key: str
    words: str
    mine: int
    cards: int = 0
    language: str = ""


def _dotting(phone: Phone, step: Step, heaps: list[Heap]) -> dict[str, Any]:
    """What lies there to put dots on. Of more loose cards than anybody reads on a phone, each gets
    some others, the same each time, so that no card is seen by few only because it came late."""
    keys = [heap.key for heap in heaps if heap.pk]
    keys += [card.key for heap in heaps if not heap.pk for card in heap.cards]
    mine = table.dots_at(phone.secret, step, keys)
    targets, more = [], 0
    for heap in heaps:
        if heap.pk and heap.cards:
            targets.append(Target(heap.key, heap.name, mine.get(heap.key, 0), len(heap.cards)))
        elif not heap.pk:
            loose = [
                Target(card.key, card.text, mine.get(card.key, 0), language=card.language)
                for card in heap.cards
                if card.promise >= Promise.NAMELESS and not card.hidden
            ]
            turn = sorted(loose, key=lambda each: seats.mark(phone.secret, "dot", each.key))
            mine_to_see = {each.key for each in turn[: looking.MOST_ON_A_PHONE]} | mine.keys()
            shown = [each for each in loose if each.key in mine_to_see]
            more = len(loose) - len(shown)
            targets += shown
    return {
        "more_targets": more,
        "targets": targets,
        "dots_left": max(0, step.dots * phone.seat.people - sum(mine.values())),
    }


def _talking(phone: Phone, step: Step) -> dict[str, Any]:
    row = [hand.seat_id for hand in looking.hands(step)]
    mine = phone.seat.pk in row
    return {"my_hand": mine, "my_place": row.index(phone.seat.pk) + 1 if mine else 0}


def _mirroring(phone: Phone, step: Step) -> dict[str, Any]:
    held = looking.round_of(step)
    if held is None:
        return {}
    if not held.is_open:
        return looking.mirror(step, phone.seat.person)
    left = table.sheets_left(phone.seat, phone.secret, step)
    return {
        "sheet": SheetForm(held),
        "sheets_left": len(left),
        "sheet_number": phone.seat.people - len(left) + 1,
    }


@require_POST
def mirror(request: Asked, pk: int) -> HttpResponse:
    """Hand in a sheet for the mirror. What is not right is shown with the sheet."""
    phone = phone_at(request, pk)
    if phone is None:
        return redirect("pitstops:code")
    try:
        step = table.step_of(phone.seat, number(request.POST.get("step")), phone.meeting)
        form = SheetForm(step.round, request.POST) if step.round else None
        if form is not None and form.is_valid():
            table.hold_mirror(phone.seat, step, secret=phone.secret, sheet=form.sheet())
            messages.success(request, _("Saved."))
        elif form is not None:
            messages.error(request, said_not(form))
            if step.pk == phone.pitstop.step_id:
                return _page(request, phone, sheet=form)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(reverse("pitstops:table", args=[pk]) + "#nu")


@require_POST
def hand_in(request: Asked, pk: int) -> HttpResponse:
    """Hand in a card, or change it."""

    def do(phone: Phone) -> str:
        step = table.step_of(phone.seat, number(request.POST.get("step")), phone.meeting)
        promise = request.POST.get("promise", "")
        table.hand_in(
            phone.seat,
            step,
            secret=phone.secret,
            key=_uuid(request.POST.get("key")),
            text=request.POST.get("text", ""),
            kind=request.POST.get("kind", ""),
            # A form that does not say what it promised, promised the most.
            promise=int(promise) if promise in ("0", "1", "2", "3") else Promise.SELF,
            meeting=phone.meeting,
        )
        return _("Saved.")

    return _done(request, pk, do)


def _uuid(typed: str | None) -> UUID:
    try:
        return UUID(typed or "")
    except ValueError:
        return uuid4()


@require_POST
def act(request: Asked, pk: int) -> HttpResponse:
    """Everything else that a phone does: be ready, put a dot, lay a card, ask to speak."""
    said = request.POST

    def do(phone: Phone) -> str:
        seat, secret = phone.seat, phone.secret
        step = table.step_of(seat, number(said.get("step")), phone.meeting)
        match said.get("do", ""):
            case "ready":
                table.ready(seat, step)
            case "not_ready":
                table.ready(seat, step, done=False)
            case "take_back":
                table.take_back(seat, step, secret=secret, card=_uuid(said.get("card")))
            case "dot" | "undot" as which:
                target = said.get("target", "")
                mine = table.dots_of(seat, secret, step).get(target, 0)
                dots = mine + 1 if which == "dot" else max(0, mine - 1)
                table.vote(seat, step, secret=secret, target=target, dots=dots)
            case "place":
                table.place(
                    seat,
                    step,
                    secret=secret,
                    card=_uuid(said.get("card")),
                    pile=number(said.get("pile")) or None,
                    name=said.get("name", ""),
                )
            case "hand":
                table.raise_hand(seat, step)
            case "no_hand":
                table.raise_hand(seat, step, up=False)
            case "dare":
                table.dare(seat, step, secret=secret, answer=said.get("answer", ""))
            case _:
                raise Refused(_("This is not here any more."))
        return ""

    return _done(request, pk, do)


@require_POST
def leave(request: Asked, pk: int) -> HttpResponse:
    phone = phone_at(request, pk)
    if phone is None:
        return redirect("pitstops:code")
    seats.leave(phone.seat)
    return redirect("pitstops:brought", pk, phone.secret)


def _done(request: Asked, pk: int, do: Callable[[Phone], str]) -> HttpResponse:
    """Do it, and answer as it was asked: with the screen as it is now, or with a page."""
    phone = phone_at(request, pk)
    in_place = "X-Live" in request.headers
    if phone is None:
        words = _("Your place at this pitstop is gone. Come in again with the code.")
        if in_place:
            return JsonResponse({"words": words}, status=403)
        return redirect("pitstops:code")
    try:
        words = do(phone)
    except Refused as refused:
        if in_place:
            return JsonResponse({"words": str(refused)}, status=409)
        messages.error(request, str(refused))
    else:
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"words": words})
        if in_place:
            return now(request, pk)
        if words:
            messages.success(request, words)
    return redirect(reverse("pitstops:table", args=[pk]) + "#nu")


# Leaving


def brought(request: Asked, pk: int, secret: str) -> HttpResponse:
    """What you brought: your own cards and dots, for thirty days, with this link."""
    phone = _leaving(pk, secret)
    cards = harvest.own_cards(phone.pitstop, secret)
    words = harvest.words_of(cards)
    told = {
        "phone": phone,
        "pitstop": phone.pitstop,
        "until": phone.pitstop.slips_until,
        "cards": [(card, words.get(card.pk, "")) for card in cards if harvest.stands(card)],
        "dots": harvest.own_dots(phone.seat, secret),
        "agreed": looking.agreed_at(phone.pitstop),
        **correcting.for_phone(phone.pitstop, secret),
        "may_claim": may(request.user, "pitstop.claim", phone.pitstop)
        and harvest.unclaimed(phone.pitstop, cards),
    }
    return keep_private(render(request, "pitstops/brought.html", told))


def _leaving(pk: int, secret: str) -> Phone:
    seat = glance.seat_of(pk, secret)
    if seat is None:
        raise Http404
    return Phone(seat, secret)


@require_POST
def brought_act(request: Asked, pk: int, secret: str) -> HttpResponse:
    """Take a card back after the meeting, or all of them; or put your name to them.

    While the meeting is on: come back to the table.
    """
    phone = _leaving(pk, secret)
    do = request.POST.get("do", "")
    if do == "come_back":
        return _come_back(request, phone)
    if do == "claim":
        harvest.claim(phone.pitstop, secret=secret, by=request.user)
        messages.success(
            request, _("From now on these words are yours. You find them at What I told.")
        )
    else:
        asked = _uuid(request.POST.get("card")) if do == "take_back" else None
        for card in harvest.own_cards(phone.pitstop, secret):
            if card.pk == asked:
                harvest.take_back(card)
        if do == "all":
            harvest.take_all_back(phone.seat, secret)
        messages.success(request, _("Gone. Nobody reads it any more."))
    return redirect("pitstops:brought", pk, secret)


def _come_back(request: Asked, phone: Phone) -> HttpResponse:
    pk = phone.pitstop.pk
    try:
        seats.come_back(phone.seat)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("pitstops:brought", pk, phone.secret)
    response = redirect("pitstops:table", pk)
    _remember(response, pk, phone.secret)
    return keep_private(response)
