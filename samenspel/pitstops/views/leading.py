"""The facilitator's screen and the projector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samenspel.assessments.actions import answered
from samenspel.assessments.hiding import LEAST
from samenspel.circles.deeds import may
from samenspel.foundation import live
from samenspel.foundation.errors import Refused
from samenspel.people.links import drawn, keep_private
from samenspel.people.visits import Asked, PersonRequest, number, signed_in
from samenspel.pitstops import actions, ghosts, looking, talk, typed
from samenspel.pitstops.forms import AgreeForm, PaperForm, said_not
from samenspel.pitstops.glance import TO_LEADS
from samenspel.pitstops.looking import SCREEN, Eyes
from samenspel.pitstops.models import (
    ABOUT_CARDS,
    TAKES_CARDS,
    Agreed,
    Card,
    Hand,
    Kind,
    Pile,
    Pitstop,
    Promise,
    Seat,
    Step,
)
from samenspel.pitstops.rights import who_leads
from samenspel.pitstops.seats import TABLE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samenspel.people.models import Person
    from samenspel.pitstops.looking import Heap

LEADS = Eyes(leads=True)
SORTED_AT_ONCE = (Kind.REFLECT, Kind.REVIEW)  # laid on piles, also without a step for that
MORE_MINUTES = 2
# How large the cards stand on the big screen: up to so many, this size.
ON_SCREEN, HEAPS_ON_SCREEN = 9, 3  # beside a talk
ON_PILES = 16  # side by side
CARDS_ON_SCREEN = 24
ON_THE_TABLE, AT_THE_TABLE = 120, 60  # cards and phones, for who leads; all of them when asked for
SIZES = [(6, "few"), (12, "some"), (24, "many")]


def screen_key(pitstop: Pitstop) -> str:
    """What opens the projector's page on whatever laptop stands in the room."""
    return Signer(salt="samenspel.pitstops.screen").sign(str(pitstop.pk)).replace(":", "-")


def _pitstop_of(key: str) -> Pitstop:
    try:
        pk = Signer(salt="samenspel.pitstops.screen").unsign(key.replace("-", ":", 1))
    except BadSignature:
        raise Http404 from None
    return get_object_or_404(_meetings(), pk=pk)


def _meetings() -> QuerySet[Pitstop]:
    rows: QuerySet[Pitstop] = Pitstop.objects.unguarded(TABLE).select_related(
        "step__about", "step__round", "coalition__expedition"
    )
    return rows


def led_or_404(request: PersonRequest, pk: int) -> Pitstop:
    """The meeting, for whoever leads it. Not yours is not there."""
    found = get_object_or_404(_meetings(), pk=pk)
    if not may(request.user, "pitstop.go", found):
        raise Http404
    return found


def door_of(pitstop: Pitstop) -> str:
    """Where the QR code leads, in capitals: larger dots, readable from the back row."""
    return f"{settings.SITE_URL}{reverse('pitstops:door', args=[pitstop.key])}".upper()


def typed_at() -> str:
    """Where the code is typed, as one types it."""
    return f"{settings.SITE_URL}{reverse('pitstops:code')}".partition("://")[2].rstrip("/")


def _common(pitstop: Pitstop) -> dict[str, Any]:
    return {
        "pitstop": pitstop,
        "step": pitstop.step,
        "rev": live.revision(pitstop.topic),
        "left": looking.seconds_left(pitstop),
        "qr": drawn(door_of(pitstop)) if pitstop.is_on else "",
        "typed_at": typed_at(),
    }


# The facilitator


@signed_in
def lead(request: PersonRequest, pk: int) -> HttpResponse:
    """The facilitator's screen; any other device of somebody who leads shows the same."""
    pitstop = led_or_404(request, pk)
    if not pitstop.is_on:
        return redirect("pitstops:pitstop", pk)
    told = _leading(pitstop, request) | {
        "ticket": live.ticket(pitstop.topic, to=TO_LEADS, who=who_leads(request.user), hours=12),
        "screen": reverse("pitstops:screen", args=[screen_key(pitstop)]),
    }
    return render(request, "pitstops/lead.html", told)


@signed_in
def lead_now(request: PersonRequest, pk: int) -> HttpResponse:
    pitstop = led_or_404(request, pk)
    if not pitstop.is_on:
        return render(request, "pitstops/lead_over.html", {"pitstop": pitstop})
    return render(request, "pitstops/lead_now.html", _leading(pitstop, request))


def _leading(pitstop: Pitstop, request: PersonRequest) -> dict[str, Any]:
    """What a facilitator sees: counts before the cards are turned over, the cards after. With
    hundreds of people only the first of both, unless `?alles=1` asks for all."""
    step, person, everything = pitstop.step, request.user, bool(request.GET.get("alles"))
    found = looking.count(pitstop, step)
    steps = list(Step.objects.unguarded(TABLE).filter(pitstop=pitstop))
    cards_of = _with_cards(step)
    here, away = looking.named_at(pitstop)
    told = _common(pitstop) | {
        "steps": steps,
        "count": found,
        "seats": here if everything else here[:AT_THE_TABLE],
        "more_seats": 0 if everything else max(0, len(here) - AT_THE_TABLE),
        "everything": everything,
        "away": away,
        "before": actions.step_before(pitstop),
        "after": actions.next_step(pitstop),
        "cards_of": cards_of,
        "hands": looking.hands(step) if step and step.kind == Kind.TALK else [],
        "more_minutes": MORE_MINUTES,
        "fresh": uuid4(),
        "leads": True,
    }
    if step is None:
        return told
    if cards_of is not None:
        seen = looking.cards(cards_of, LEADS, found.phones)
        votes = _vote_about(steps, step)  # while people vote nobody sees the dots
        heaps = looking.heaps(cards_of, seen, votes=votes)
        laid = _laid_out(heaps, step)
        fits = everything or sum(heap.size for heap in heaps) <= ON_THE_TABLE
        told["heaps"] = laid if fits else looking.shortened(laid, ON_THE_TABLE)
        told["piles"] = [heap for heap in heaps if heap.pk]
        told["apart"] = looking.apart(pitstop, cards_of) if cards_of.revealed else []
        told["sorts"] = step.kind not in TAKES_CARDS or step.kind in SORTED_AT_ONCE
        told["narrower"] = [p for p in Promise if p < cards_of.promise]
        told["in"] = looking.handed_in(cards_of)
    if step.kind == Kind.GROUP and step.about and step.more.get("everybody"):
        told["placed"] = looking.disputed(step.about)
    if step.takes_cards:
        told["paper"] = PaperForm(step=step, initial={"key": uuid4()}, auto_id="paper-%s")
    if step.kind not in talk.SILENT:
        told |= {"marks": True, "screen_is": "lead", "talk": talk.of(pitstop, person)}
    match step.kind:
        case Kind.CHECKOUT:
            told["dared"] = looking.dared(step)
        case Kind.MIRROR:
            told |= looking.mirror(step, person)
            told["sheets_in"] = answered(step.round) if step.round else 0
            told["least"] = LEAST
            told["may_type_sheets"] = step.round and may(person, "mirror.type_in", step.round)
        case Kind.REVIEW:
            told["passage"] = looking.passage(step, person, ears=person)
            told["read_out"] = step.version_id is not None and not looking.passage(
                step, None, together=True
            )
        case Kind.AGREE:
            told["agreed"] = looking.agreed_at(pitstop)
            told["agree"] = AgreeForm(initial={"key": uuid4()}, auto_id="agree-%s")
    return told


def _laid_out(heaps: list[Heap], step: Step) -> list[Heap]:
    """In the talk what got most dots comes first, else what still lies loose."""
    if step.kind == Kind.TALK:
        return looking.weightiest(heaps)
    return sorted(heaps, key=lambda heap: heap.pk is not None)


def _with_cards(step: Step | None) -> Step | None:
    """The step whose cards lie on the table now."""
    if step is None:
        return None
    return step.about if step.kind in ABOUT_CARDS else (step if step.takes_cards else None)


def _vote_about(steps: list[Step], step: Step) -> Step | None:
    """In the talk: the vote that was held about the same cards."""
    if step.kind != Kind.TALK:
        return None
    return next((s for s in steps if s.kind == Kind.VOTE and s.about_id == step.about_id), None)


@require_POST
@signed_in
def lead_do(request: PersonRequest, pk: int) -> HttpResponse:
    """Everything that a facilitator does during the meeting, by one button each."""
    pitstop = led_or_404(request, pk)
    in_place = "X-Live" in request.headers
    try:
        words = _do(request, pitstop)
    except Refused as refused:
        if in_place:
            return JsonResponse({"words": str(refused)}, status=409)
        messages.error(request, str(refused))
    else:
        if in_place:
            return lead_now(request, pk)
        if words:
            messages.success(request, words)
    pitstop.refresh_from_db(from_queryset=_meetings())
    if not pitstop.is_on:
        return redirect("pitstops:pitstop", pk)
    return redirect(reverse("pitstops:lead", args=[pk]) + "#nu")


def _do(request: PersonRequest, pitstop: Pitstop) -> str:
    said, by = request.POST, request.user
    seen = number(said.get("seen")) or None
    match said.get("do", ""):
        case "go":
            actions.go(pitstop, to=_step(pitstop, said.get("step")), seen=seen, by=by)
            ghosts.start(pitstop)
        case "on" | "back" as which:
            to = actions.next_step(pitstop) if which == "on" else actions.step_before(pitstop)
            if to is None:
                raise Refused(_("There is no step there."))
            actions.go(pitstop, to=to, seen=seen, by=by)
            ghosts.start(pitstop)
        case "more":
            actions.more_time(pitstop, minutes=MORE_MINUTES, by=by)
        case "reveal":
            actions.reveal(_step(pitstop, said.get("step")), by=by)
        case "narrow":
            step = _step(pitstop, said.get("step"))
            if said.get("promise") not in ("0", "1", "2"):
                raise Refused(_("The promise of a step can only become more private."))
            actions.narrow(step, promise=int(said["promise"]), by=by)
        case "skip" | "unskip" as which:
            actions.skip_step(_step(pitstop, said.get("step")), skipped=which == "skip", by=by)
        case "hide" | "show" as which:
            actions.hide(_card(pitstop, said.get("card")), hidden=which == "hide", by=by)
        case "lay":
            return _lay(request, pitstop)
        case "rename":
            actions.rename_pile(_pile(pitstop, said.get("pile")), name=said.get("name", ""), by=by)
        case "undo_pile":
            actions.undo_pile(_pile(pitstop, said.get("pile")), by=by)
        case "put_pile_back":
            actions.put_pile_back(_pile(pitstop, said.get("pile")), by=by)
        case "settle":
            laid = actions.settle_piles(_step(pitstop, said.get("step")), by=by)
            return ngettext("%d card was laid.", "%d cards were laid.", laid) % laid
        case "spoke":
            actions.let_speak(_hand(pitstop, said.get("hand")), by=by)
        case "remove_seat":
            actions.remove_seat(_seat(pitstop, said.get("seat")), by=by)
        case "let_seat_back":
            actions.let_seat_back(_seat(pitstop, said.get("seat")), by=by)
        case "paper":
            return _type(request, pitstop)
        case "agree":
            return _agree(request, pitstop)
        case "wonder":
            actions.wonder(pitstop, words=said.get("words", ""), key=_uuid(said.get("key")), by=by)
            return _("It stands on the learning agenda.")
        case "disagree":
            actions.disagree(_agreed(pitstop, said.get("agreed")), by=by)
        case "show_mirror":
            actions.show_mirror(_step(pitstop, said.get("step")), by=by)
        case "end":
            actions.end(pitstop, by=by)
        case _:
            raise Refused(_("This is not here any more."))
    return ""


def _lay(request: PersonRequest, pitstop: Pitstop) -> str:
    """Lay the chosen cards on a pile: one that is there, a new one by its name, or none."""
    said, by = request.POST, request.user
    step = _step(pitstop, said.get("step"))
    cards = [_card(pitstop, key) for key in said.getlist("card")]
    if not cards:
        raise Refused(_("Choose one or more cards first."))
    if said.get("name", "").strip():
        actions.make_pile(step, name=said["name"], cards=cards, by=by)
    elif "pile" not in said:
        raise Refused(_("Choose a pile, or give a new one a name."))
    else:
        pile = _pile(pitstop, said.get("pile")) if number(said.get("pile")) else None
        actions.lay(step, cards=cards, pile=pile, by=by)
    return ""


def _type(request: PersonRequest, pitstop: Pitstop) -> str:
    step = _step(pitstop, request.POST.get("step"))
    form = PaperForm(request.POST, step=step)
    if not form.is_valid():
        raise Refused(said_not(form))
    typed.type_in(step, by=request.user, **form.cleaned_data)
    return _("The card lies on the table.")


def _agree(request: PersonRequest, pitstop: Pitstop) -> str:
    form = AgreeForm(request.POST)
    if not form.is_valid():
        raise Refused(said_not(form))
    actions.agree(pitstop, by=request.user, **form.cleaned_data)
    if request.POST.get("card"):
        _lay_with_agreed(pitstop, _card(pitstop, request.POST["card"]), by=request.user)
    return _("Agreed. It stands with your coalition's agreements.")


def _lay_with_agreed(pitstop: Pitstop, proposal: Card, *, by: Person) -> None:
    """A proposal that became an agreement goes on a pile, out of the way of the others."""
    if pitstop.step is not None and proposal.step_id == pitstop.step.pk:
        actions.make_pile(pitstop.step, name=_("Became an agreement"), cards=[proposal], by=by)


def _agreed(pitstop: Pitstop, typed: str | None) -> Agreed:
    agreed: Agreed = _within(Agreed.objects, pitstop, number(typed))
    return agreed


def _uuid(typed: str | None) -> UUID | None:
    try:
        return UUID(typed or "")
    except ValueError:
        return None


def _within(rows: Any, pitstop: Pitstop, pk: Any) -> Any:
    found = rows.unguarded(TABLE).filter(pitstop=pitstop, pk=pk).select_related("pitstop").first()
    if found is None:
        raise Refused(_("This is not here any more."))
    return found


def _step(pitstop: Pitstop, typed: str | None) -> Step:
    step: Step = _within(Step.objects, pitstop, number(typed))
    return step


def _card(pitstop: Pitstop, typed: str | None) -> Card:
    try:
        card: Card = _within(Card.objects, pitstop, UUID(typed or ""))
    except ValueError:
        raise Refused(_("This is not here any more.")) from None
    return card


def _pile(pitstop: Pitstop, typed: str | None) -> Pile:
    pile: Pile = _within(Pile.objects, pitstop, number(typed))
    return pile


def _hand(pitstop: Pitstop, typed: str | None) -> Hand:
    hand: Hand = _within(Hand.objects, pitstop, number(typed))
    return hand


def _seat(pitstop: Pitstop, typed: str | None) -> Seat:
    seat: Seat = _within(Seat.objects, pitstop, number(typed))
    return seat


# The projector


def screen(request: Asked, key: str) -> HttpResponse:
    """What the whole room sees; opened with a link, on any laptop, without signing in."""
    pitstop = _pitstop_of(key)
    told = _shown(pitstop, request.user) | {
        "key": key,
        "ticket": live.ticket(pitstop.topic, to=TO_LEADS, who="screen", hours=12),
    }
    return keep_private(render(request, "pitstops/screen.html", told))


def screen_now(request: Asked, key: str) -> HttpResponse:
    pitstop = _pitstop_of(key)
    return keep_private(render(request, "pitstops/screen_now.html", _shown(pitstop, request.user)))


def _shown(pitstop: Pitstop, person: Any) -> dict[str, Any]:
    """One thought: the question, how many are ready, and what was turned over.

    The screen knows nobody. It plays a recording only when `person`, who came in on it, may hear.
    """
    step = pitstop.step
    found = looking.count(pitstop, step)
    told = _common(pitstop) | {"count": found, "key": screen_key(pitstop)}
    if step is None or not pitstop.is_on:
        return told
    cards_of = _with_cards(step)
    if cards_of is not None:
        seen = looking.cards(cards_of, SCREEN, found.phones)
        steps = list(Step.objects.unguarded(TABLE).filter(pitstop=pitstop))
        heaps = looking.heaps(cards_of, seen, votes=_vote_about(steps, step))
        all_of_them = sum(heap.size for heap in heaps)
        told["heaps"] = heaps = _for_the_room(heaps, step)
        told["piled"] = step.kind in (Kind.GROUP, Kind.VOTE) and any(heap.pk for heap in heaps)
        many = sum(len(heap.cards) for heap in heaps)
        told["shortened"] = many > CARDS_ON_SCREEN or any(heap.more for heap in heaps)
        told["on_phones"] = all_of_them <= looking.MOST_ON_A_PHONE
        told["how_many"] = next((size for most, size in SIZES if many <= most), "crowd")
    if step.kind == Kind.TALK:
        told["hands"] = looking.hands(step)
    if step.kind == Kind.CHECKOUT:
        told["dared"] = looking.dared(step)
    if step.kind == Kind.MIRROR:
        told |= looking.mirror(step)
    if step.kind == Kind.REVIEW:
        told["passage"] = looking.passage(step, None, together=True, ears=person)
    if step.kind == Kind.AGREE:
        told["agreed"] = looking.agreed_at(pitstop)
    return told


def _for_the_room(heaps: list[Heap], step: Step) -> list[Heap]:
    """As many cards as can be read together; where people lay or choose, some of each pile."""
    match step.kind:
        case Kind.TALK:
            return looking.shortened(looking.weightiest(heaps)[:HEAPS_ON_SCREEN], ON_SCREEN)
        case Kind.GROUP | Kind.VOTE if any(heap.pk for heap in heaps):
            return looking.shortened(heaps, ON_PILES)
        case Kind.AGREE:  # what became an agreement stands there already
            return [heap for heap in heaps if not heap.pk]
    return heaps
