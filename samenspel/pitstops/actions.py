"""Deeds of a meeting: plan it, lead it, end it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.agendas import actions as agendas
from samenspel.agendas.models import Question
from samenspel.assessments import actions as mirrors
from samenspel.assessments.models import Framework
from samenspel.circles.deeds import author, coordinator, deed, member, team
from samenspel.circles.models import Circle, Coalition, Membership, Voice
from samenspel.circles.sight import BOOKS
from samenspel.foundation import live
from samenspel.foundation.errors import ChangedMeanwhile, Refused, needed
from samenspel.sources.plain import plain

from . import harvest, looking, reporting, seats
from .models import (
    ABOUT_CARDS,
    TAKES_CARDS,
    Agreed,
    Card,
    CardKind,
    Clip,
    Dared,
    Hand,
    Kind,
    Lead,
    Photo,
    Pile,
    Pitstop,
    Placing,
    Promise,
    Ready,
    Script,
    Seat,
    Step,
    Vote,
)
from .rights import leads
from .scripts import MOST_MINUTES, MOST_STEPS, Plan, as_data
from .seats import TABLE
from .table import LONGEST

if TYPE_CHECKING:
    from datetime import date, time

    from samenspel.people.models import Person
    from samenspel.sources.models import Version


IN_FORM = ["minutes", "title", "ask", "promise", "version", "framework", "more", "number"]

# Planning


@deed("pitstop.plan", may=member | team)
def plan(
    place: Coalition,
    *,
    title: str,
    script: Plan,
    by: Person,
    day: date | None = None,
    begins: time | None = None,
    venue: str = "",
    rehearsal: bool = False,
) -> Pitstop:
    """Plan a pitstop from a script, whose steps can be changed afterwards."""
    pitstop: Pitstop = Pitstop.objects.create(
        author=by,
        **place.where,
        circle=Circle.COALITION if rehearsal else Circle.TEAM,
        ceiling=Circle.EXPEDITION,
        title=needed(title, _("Give the pitstop a name.")),
        day=day or timezone.localdate(),
        begins=begins,
        venue=venue.strip()[:120],
        script=script.full_name[:120],
        rehearsal=rehearsal,
    )
    made: list[Step] = []
    for position, part in enumerate(script.parts):
        made.append(
            Step.objects.create(
                pitstop=pitstop,
                position=position,
                kind=part.kind,
                minutes=part.minutes,
                title=part.title,
                ask=part.ask,
                promise=part.promise,
                about=made[part.about] if part.about is not None else None,
                more=part.more,
            )
        )
    return pitstop


@deed("pitstop.change", may=leads)
def change(
    pitstop: Pitstop, *, title: str, day: date, by: Person, begins: time | None, venue: str
) -> Pitstop:
    """Change the name, day and place of a pitstop."""
    pitstop.title = needed(title, _("Give the pitstop a name."))
    pitstop.day, pitstop.begins, pitstop.venue = day, begins, venue.strip()[:120]
    pitstop.save(update_fields=["title", "day", "begins", "venue"])
    return pitstop


@deed("pitstop.cancel", may=leads)
def cancel(pitstop: Pitstop, *, by: Person) -> None:
    """Call a pitstop off. Once it has begun that can't be done any more, unless it is a trial."""
    if pitstop.began and not pitstop.rehearsal:
        raise Refused(_("This pitstop has begun. End it instead: what was said stays."))
    live.nudge(pitstop.topic, rights=True)
    Pitstop.objects.unguarded(BOOKS).filter(pk=pitstop.pk).delete()


@deed("step.add", may=leads)
def add_step(
    pitstop: Pitstop,
    *,
    kind: str,
    minutes: int,
    title: dict[str, str],
    ask: dict[str, str],
    by: Person,
    promise: int = Promise.NAMELESS,
    after: Step | None = None,
    about: Step | None = None,
    version: Version | None = None,
    framework: Framework | None = None,
    **more: Any,
) -> Step:
    """Add a step to the script of this meeting, also while it is on."""
    steps = Step.objects.unguarded(BOOKS).filter(pitstop=pitstop)
    if kind not in Kind.values:
        raise Refused(_("Choose what kind of step it is."))
    if steps.count() >= MOST_STEPS:
        raise Refused(_("A script has between 1 and %d steps.") % MOST_STEPS)
    position = (
        after.position + 1 if after else (steps.aggregate(last=Max("position"))["last"] or 0) + 1
    )
    steps.filter(position__gte=position).update(position=F("position") + 1)
    step: Step = Step.objects.create(
        pitstop=pitstop,
        position=position,
        kind=kind,
        minutes=_minutes(minutes),
        title=title,
        ask=ask,
        promise=promise,
        about=_about(kind, about, pitstop, position),
        version=version,
        framework=framework,
        more=more,
    )
    live.nudge(pitstop.topic, to="lead")
    return step


def _minutes(minutes: int) -> int:
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(_("Choose between 1 and %d minutes.") % MOST_MINUTES)
    return minutes


def _about(kind: str, about: Step | None, pitstop: Pitstop, position: int) -> Step | None:
    """The step whose cards it works on: the one that was chosen, or the last one before it."""
    if kind not in ABOUT_CARDS:
        return None
    before = Step.objects.unguarded(BOOKS).filter(pitstop=pitstop, position__lt=position)
    if about is not None:
        return about if before.filter(pk=about.pk, kind__in=TAKES_CARDS).exists() else None
    last: Step | None = before.filter(kind__in=[Kind.REFLECT, Kind.REVIEW]).last()
    return last


@deed("step.change", may=leads)
def change_step(
    step: Step,
    *,
    by: Person,
    minutes: int,
    title: dict[str, str],
    ask: dict[str, str],
    promise: int,
    version: Version | None = None,
    framework: Framework | None = None,
    number: int | None = None,
    **more: Any,
) -> Step:
    """Change a step. Once cards were handed in, its promise can only become more private.

    With `number`, that of the step as it was read, nothing of somebody else is overwritten.
    """
    if step.pitstop.ended:
        raise Refused(_("This pitstop has ended."))
    _read_again(step)
    if number is not None and number != step.number:
        raise ChangedMeanwhile(step.number)
    if promise > step.promise and Card.objects.unguarded(TABLE).filter(step=step).exists():
        raise Refused(
            _("Cards were handed in under this promise. It can only become more private.")
        )
    _narrow(step, promise)
    step.minutes, step.title, step.ask, step.promise = _minutes(minutes), title, ask, promise
    step.version, step.framework = version, framework
    step.more = more | {key: step.more[key] for key in ("dared",) if key in step.more}
    step.number += 1
    step.save(update_fields=IN_FORM)
    live.nudge(step.pitstop.topic)
    return step


def _read_again(step: Step) -> None:
    """What stands in its form, as it is now: other deeds on this meeting wait for this one."""
    step.refresh_from_db(fields=IN_FORM, from_queryset=Step.objects.unguarded(BOOKS))


def _narrow(step: Step, promise: int) -> None:
    """Cards that promised more become as private; without a name, who wrote is forgotten."""
    wider = Card.objects.unguarded(TABLE).filter(step=step, promise__gt=promise)
    language = seats.meeting_language(seats.phones_at(step.pitstop))
    wider.filter(promise=Promise.NAMED).update(seat=None, language=language)
    wider.update(promise=promise)


@deed("step.move", may=leads)
def move_step(step: Step, *, up: bool, by: Person) -> Step:
    """Let a step come earlier or later. What has been, and what it works on, stays before it."""
    steps = list(Step.objects.unguarded(BOOKS).filter(pitstop=step.pitstop_id))
    here = next(n for n, each in enumerate(steps) if each.pk == step.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(steps):
        raise Refused(_("It stands at the end already."))
    first, second = sorted([here, there])
    if steps[second].about_id == steps[first].pk:
        raise Refused(_("This step works on the cards of the one before it, so it comes after."))
    now = step.pitstop.step
    if now is not None and now.pk in (steps[here].pk, steps[there].pk):
        raise Refused(_("The meeting is at this step now."))
    steps[here], steps[there] = steps[there], steps[here]
    for position, each in enumerate(steps):
        if each.position != position:
            Step.objects.unguarded(BOOKS).filter(pk=each.pk).update(position=position)
    step.refresh_from_db(from_queryset=Step.objects.unguarded(BOOKS))
    live.nudge(step.pitstop.topic, to="lead")
    return step


@deed("step.skip", may=leads)
def skip_step(step: Step, *, by: Person, skipped: bool = True) -> Step:
    """Leave a step out this time, or take it in again."""
    if step.pitstop.step_id == step.pk and skipped:
        raise Refused(_("The meeting is at this step now. Go on instead."))
    step.skipped = skipped
    step.save(update_fields=["skipped"])
    live.nudge(step.pitstop.topic, to="lead")
    return step


class WasUsed(Refused):
    """Something was handed in at a step, so it stays; it can be skipped."""

    def __init__(self) -> None:
        super().__init__(_("Something was handed in at this step, so it stays. Skip it instead."))


@deed("step.remove", may=leads)
def remove_step(step: Step, *, by: Person) -> None:
    """Take a step out of the script of this meeting, when nothing was handed in there."""
    if step.pitstop.step_id == step.pk:
        raise Refused(_("The meeting is at this step now. Go on instead."))
    # Whatever a phone hands in points at the row: until this is over it waits.
    rows = Step.objects.unguarded(BOOKS).filter(pk=step.pk)
    if not rows.select_for_update():
        raise Refused(_("This is not here any more."))
    if was_used(step):
        raise WasUsed
    rows.delete()
    live.nudge(step.pitstop.topic, to="lead")


def was_used(step: Step) -> bool:
    """Whether anything was handed in at a step, on phones or on paper, or its mirror held up."""
    here = any(
        model.objects.unguarded(TABLE).filter(step=step).exists()
        for model in (Card, Pile, Vote, Dared, Photo, Clip)
    )
    return here or step.round_id is not None or _was_sorted(step)


def _was_sorted(step: Step) -> bool:
    """Whether people laid cards at this step. A placing knows the card, and not the step."""
    if step.kind != Kind.GROUP or not step.more.get("everybody"):
        return False
    laid = Placing.objects.unguarded(TABLE).filter(card__step=step.about_id)
    return bool(laid.exists())


@deed("script.keep", may=coordinator | team)
def keep_script(
    place: Coalition,
    *,
    pitstop: Pitstop,
    title: str,
    by: Person,
    replaces: Script | None = None,
) -> Script:
    """Keep the steps of a meeting as a script of our own, or as a better version of one."""
    steps = list(Step.objects.unguarded(BOOKS).filter(pitstop=pitstop))
    called = needed(title, _("Give the script a name."))
    script: Script = Script.objects.create(
        author=by,
        **place.where,
        circle=Circle.TEAM,
        ceiling=Circle.EXPEDITION,
        title={"nl": called, "en": called},
        steps=as_data(steps),
        number=replaces.number + 1 if replaces else 1,
        replaces=replaces,
    )
    return script


@deed("script.retire", may=author | coordinator | team)
def retire_script(script: Script, *, by: Person) -> Script:
    """Stop offering a script. The meetings that used it stay as they are."""
    script.retired = timezone.now()
    script.save(update_fields=["retired"])
    return script


@deed("pitstop.name_lead", may=coordinator | team)
def name_lead(pitstop: Pitstop, *, person: Person, by: Person) -> Lead:
    """Let somebody of the coalition lead this pitstop along."""
    if not Membership.objects.live().filter(person=person, coalition=pitstop.coalition).exists():
        raise Refused(_("Choose somebody who belongs to this coalition."))
    lead: Lead
    lead, _made = Lead.objects.unguarded(BOOKS).get_or_create(pitstop=pitstop, person=person)
    return lead


@deed("pitstop.drop_lead", may=coordinator | team)
def drop_lead(pitstop: Pitstop, *, person: Person, by: Person) -> None:
    """Let somebody not lead this pitstop any more. Their screen stops at once."""
    Lead.objects.unguarded(BOOKS).filter(pitstop=pitstop, person=person).delete()
    live.nudge(pitstop.topic, rights=True)


# Leading


@deed("pitstop.begin", may=leads)
def begin(pitstop: Pitstop, *, by: Person) -> Pitstop:
    """Open the doors: the code works from now on, and everybody sees the first step."""
    if pitstop.ended:
        raise Refused(_("This pitstop has ended."))
    if pitstop.began:
        return pitstop
    first = _steps(pitstop).first()
    if first is None:
        raise Refused(_("Add a step first."))
    now = timezone.now()
    pitstop.began, pitstop.moved, pitstop.code, pitstop.step = now, now, seats.new_code(), first
    pitstop.save()
    live.nudge(pitstop.topic)
    return pitstop


def _steps(pitstop: Pitstop) -> Any:
    return Step.objects.unguarded(BOOKS).filter(pitstop=pitstop, skipped=False)


@deed("pitstop.go", may=leads, grants=["mirror.open"])
def go(pitstop: Pitstop, *, to: Step, by: Person, seen: int | None = None) -> Pitstop:
    """Go to a step, on or back. `seen` is the step that the presser looked at.

    When somebody else moved the meeting meanwhile, it stays where it is: two facilitators who press
    at once go one step on, not two.
    """
    _insist_on(pitstop)
    if seen is not None and seen != pitstop.step_id:
        return pitstop
    if to.pitstop_id != pitstop.pk or to.skipped:
        raise Refused(_("This step is left out. Take it in first."))
    if to.pk == pitstop.step_id:
        return pitstop
    pitstop.step, pitstop.moved, pitstop.more_minutes = to, timezone.now(), 0
    pitstop.save(update_fields=["step", "moved", "more_minutes"])
    if to.kind in ABOUT_CARDS and to.about is not None:
        _reveal(to.about)
    if to.kind == Kind.MIRROR:
        _hold_mirror(pitstop, to, by=by)
    if to.kind == Kind.AGREE:  # proposals are for talking about at once
        _reveal(to)
    live.nudge(pitstop.topic)
    return pitstop


def _hold_mirror(pitstop: Pitstop, step: Step, *, by: Person) -> None:
    """Open a round of the mirror for this step, once; not in a trial."""
    if step.round_id or pitstop.rehearsal or pitstop.coalition is None:
        return
    framework = (
        step.framework
        or Framework.objects.visible_to(by)
        .filter(expedition=pitstop.expedition, retired=None)
        .first()
    )
    if framework is None:
        raise Refused(_("Choose first which list you hold up. Change this step, or skip it."))
    step.round = mirrors.open_round(
        pitstop.coalition,
        framework=framework,
        title=pitstop.title,
        moment=pitstop.day,
        by=by,
    )
    step.save(update_fields=["round"])


@deed("step.show_mirror", may=leads, grants=["mirror.close"])
def show_mirror(step: Step, *, by: Person) -> Step:
    """Close the round of the mirror, and let everybody see what it tells."""
    _insist_on(step.pitstop)
    if step.round is None:
        raise Refused(_("This is not here any more."))
    mirrors.close_round(step.round, by=by)
    live.nudge(step.pitstop.topic)
    return step


def next_step(pitstop: Pitstop) -> Step | None:
    """The step after the present one that is not left out."""
    if pitstop.step is None:
        return None
    step: Step | None = _steps(pitstop).filter(position__gt=pitstop.step.position).first()
    return step


def step_before(pitstop: Pitstop) -> Step | None:
    if pitstop.step is None:
        return None
    step: Step | None = _steps(pitstop).filter(position__lt=pitstop.step.position).last()
    return step


def _insist_it_can_be_kept(step: Step) -> None:
    """During a meeting, or by `typed.type_late`, which keeps it as a source at once."""
    if step.pitstop.began is None:
        raise Refused(_("This pitstop is not on."))


def _insist_on(pitstop: Pitstop) -> None:
    if not pitstop.is_on:
        raise Refused(_("This pitstop is not on."))


def _reveal(step: Step) -> None:
    if step.revealed is None:
        step.revealed = timezone.now()
        step.save(update_fields=["revealed"])


@deed("pitstop.more_time", may=leads)
def more_time(pitstop: Pitstop, *, minutes: int, by: Person) -> Pitstop:
    """Give the present step some more minutes."""
    _insist_on(pitstop)
    pitstop.more_minutes = min(MOST_MINUTES, pitstop.more_minutes + _minutes(minutes))
    pitstop.save(update_fields=["more_minutes"])
    live.nudge(pitstop.topic)
    return pitstop


@deed("step.reveal", may=leads)
def reveal(step: Step, *, by: Person) -> Step:
    """Turn over the cards of a step, as far as their promise goes."""
    _insist_on(step.pitstop)
    _reveal(step)
    live.nudge(step.pitstop.topic)
    return step


@deed("step.narrow", may=leads)
def narrow(step: Step, *, promise: int, by: Person) -> Step:
    """Make the promise of a step more private, also for what was handed in."""
    _insist_on(step.pitstop)
    _read_again(step)
    if promise >= step.promise or promise not in Promise.values:
        raise Refused(_("The promise of a step can only become more private."))
    _narrow(step, promise)
    step.promise, step.number = promise, step.number + 1
    step.save(update_fields=["promise", "number"])
    live.nudge(step.pitstop.topic)
    return step


@deed("card.hide", may=leads)
def hide(card: Card, *, by: Person, hidden: bool = True) -> Card:
    """Lay a card aside, out of everybody's sight but the facilitator's and its writer's."""
    card.hidden = hidden
    card.save(update_fields=["hidden"])
    live.nudge(card.pitstop.topic)
    return card


@deed("card.type", may=leads)
def type_card(
    step: Step,
    *,
    text: str,
    voice: str,
    key: UUID,
    by: Person,
    kind: str = "",
    name: str = "",
    photo: Photo | None = None,
) -> Card:
    """Type a card that somebody wrote on paper or told. It says that it came on paper."""
    _insist_it_can_be_kept(step)
    if not step.takes_cards:
        raise Refused(_("Nothing is handed in at this step."))
    words = plain(text).strip()
    if not words:
        raise Refused(_("There are no words here yet. Write something first."))
    if len(words) > LONGEST:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(words), "most": LONGEST}
        )
    if voice not in Voice.values:
        raise Refused(_("Choose whose voice it is."))
    said = {"text": words, "kind": _kind(kind, step), "voice": voice}
    phones = seats.phones_at(step.pitstop)
    card: Card
    card, made = Card.objects.unguarded(TABLE).get_or_create(
        pk=key,
        defaults={
            **said,
            "pitstop": step.pitstop,
            "step": step,
            "mark": seats.mark(str(key), "paper"),
            "language": seats.meeting_language(phones) if phones else by.language,
            "promise": min(step.promise, Promise.NAMELESS),
            "on_paper": True,
        },
    )
    if not made:
        _type_anew(card, step, **said)
    if photo is not None and made and photo.typed is None:
        photo.typed = timezone.now()
        photo.save(update_fields=["typed"])
    live.nudge(step.pitstop.topic, to="all" if step.revealed else "lead")
    return card


def _kind(kind: str, step: Step) -> str:
    return kind if kind in step.card_kinds else (step.card_kinds or [CardKind.WORD])[0]


def _type_anew(card: Card, step: Step, **said: str) -> None:
    """A card that is sent again: what was typed last holds. Its key reaches no other card.

    What became a source is taken back there, for `typed.type_late` to keep anew.
    """
    if not card.on_paper or card.step_id != step.pk:
        raise Refused(_("This card is not here any more. Write it anew."))
    if card.source is not None:
        if (harvest.words_of([card])[card.pk], card.kind) == (said["text"], said["kind"]):
            return
        harvest.take_back(card)
        card.source = None
    for name, value in said.items():
        setattr(card, name, value)
    card.save(update_fields=["source", *said])


@deed("pile.make", may=leads)
def make_pile(step: Step, *, name: str, by: Person, cards: Sequence[Card] = ()) -> Pile:
    """Make a pile of these cards, under a name."""
    called = needed(name, _("Give the pile a name."), longest=80)
    piles = Pile.objects.unguarded(TABLE).filter(step=step)
    pile: Pile | None = piles.filter(name__iexact=called, apart=None).first()
    if pile is None:
        pile = Pile.objects.create(
            pitstop=step.pitstop, step=step, name=called, position=piles.count()
        )
    _lay(step, cards, pile)
    live.nudge(step.pitstop.topic)
    return pile


def _lay(step: Step, cards: Sequence[Card], pile: Pile | None) -> None:
    mine = Card.objects.unguarded(TABLE).filter(step=step, pk__in=[card.pk for card in cards])
    mine.update(pile=pile)


@deed("pile.lay", may=leads)
def lay(step: Step, *, cards: Sequence[Card], pile: Pile | None, by: Person) -> None:
    """Lay cards on a pile, or apart."""
    if pile is not None and (pile.step_id != step.pk or pile.apart):
        raise Refused(_("Choose a pile, or give a new one a name."))
    _lay(step, cards, pile)
    live.nudge(step.pitstop.topic)


@deed("pile.rename", may=leads)
def rename_pile(pile: Pile, *, name: str, by: Person) -> Pile:
    """Give a pile a better name."""
    pile.name = needed(name, _("Give the pile a name."), longest=80)
    pile.save(update_fields=["name"])
    live.nudge(pile.pitstop.topic)
    return pile


@deed("pile.undo", may=leads)
def undo_pile(pile: Pile, *, by: Person) -> None:
    """Take a pile apart; its cards lie loose again. Until the meeting ends it can be put back."""
    if pile.apart:
        return
    on = Card.objects.unguarded(TABLE).filter(pile=pile)
    pile.apart, pile.held = timezone.now(), [str(key) for key in on.values_list("pk", flat=True)]
    pile.save(update_fields=["apart", "held"])
    on.update(pile=None)
    live.nudge(pile.pitstop.topic)


@deed("pile.put_back", may=leads)
def put_pile_back(pile: Pile, *, by: Person) -> Pile:
    """Put a pile that was taken apart together again, with its dots and the cards still loose."""
    piles = Pile.objects.unguarded(TABLE).filter(step=pile.step, apart=None).exclude(pk=pile.pk)
    if piles.filter(name__iexact=pile.name).exists():
        raise Refused(_("There is another pile of this name now. Lay the cards there."))
    loose = Card.objects.unguarded(TABLE).filter(step=pile.step, pile=None, pk__in=pile.held)
    loose.update(pile=pile)
    pile.apart, pile.held = None, []
    pile.save(update_fields=["apart", "held"])
    live.nudge(pile.pitstop.topic)
    return pile


@deed("pile.settle", may=leads)
def settle_piles(step: Step, *, by: Person) -> int:
    """Lay each card where most people would lay it; what they differ about stays loose."""
    laid = 0
    for card, told in looking.placings(step).items():
        if told.share >= looking.AGREED_FROM and told.most is not None:
            laid += Card.objects.unguarded(TABLE).filter(pk=card).update(pile=told.most)
    live.nudge(step.pitstop.topic)
    return laid


@deed("hand.lower", may=leads)
def let_speak(hand: Hand, *, by: Person) -> Hand:
    """Note that somebody had their turn."""
    hand.spoke = True
    hand.save(update_fields=["spoke"])
    live.nudge(hand.pitstop.topic)
    return hand


@deed("pitstop.agree", may=leads)
def agree(
    pitstop: Pitstop,
    *,
    what: str,
    who: str,
    by: Person,
    by_when: date | None = None,
    key: UUID | None = None,
) -> Agreed:
    """Write down an agreement that was made here. It lands in the coalition's space at once."""
    place = pitstop.coalition
    if place is None:
        raise ValueError("a pitstop is of a coalition")
    if pitstop.rehearsal:
        raise Refused(_("This is a trial: no agreement is kept."))
    agreement = agendas.agree(
        place, what=what, who=who, by_when=by_when, key=key, moment=pitstop.day, by=by
    )
    agreed: Agreed
    agreed, _made = Agreed.objects.unguarded(BOOKS).get_or_create(
        pitstop=pitstop,
        agreement=agreement,
        defaults={"what": agreement.what, "who": agreement.who, "by_when": agreement.by_when},
    )
    live.nudge(pitstop.topic)
    return agreed


@deed("pitstop.wonder", may=leads)
def wonder(pitstop: Pitstop, *, words: str, by: Person, key: UUID | None = None) -> Question:
    """Put a question that came up here on the coalition's learning agenda."""
    place = pitstop.coalition
    if place is None:
        raise ValueError("a pitstop is of a coalition")
    if pitstop.rehearsal:
        raise Refused(_("This is a trial: no question is kept."))
    return agendas.ask(place, words=words, key=key, by=by)


@deed("pitstop.disagree", may=leads, grants=["agreement.strike"])
def disagree(agreed: Agreed, *, by: Person) -> None:
    """Strike an agreement that was written down here by mistake, while the meeting is on."""
    _insist_on(agreed.pitstop)
    live.nudge(agreed.pitstop.topic)
    agendas.strike(agreed.agreement, by=by)


@deed("seat.remove", may=leads)
def remove_seat(seat: Seat, *, by: Person) -> None:
    """Let a phone take part no more. What it handed in stays, and it can still take that along."""
    seats.leave(seat, sent_away=True)
    live.nudge(seat.pitstop.topic, rights=True)


@deed("seat.let_back", may=leads)
def let_seat_back(seat: Seat, *, by: Person) -> None:
    """Let a phone that was sent away take part again, at the same place."""
    _insist_on(seat.pitstop)
    if seat.sent_away:
        seats.let_back(seat)
        live.nudge(seat.pitstop.topic)  # its phone asks now and then where it stands


@deed("photo.keep", may=leads)
def keep_photo(
    pitstop: Pitstop, *, picture: bytes, by: Person, step: Step | None = None, voice: str = ""
) -> Photo:
    """Keep a picture of cards on paper, to type them from."""
    photo: Photo = Photo.objects.create(
        pitstop=pitstop,
        step=step,
        picture=picture,
        voice=voice if voice in Voice.values else Voice.OTHER,
    )
    return photo


@deed("photo.drop", may=leads)
def drop_photo(photo: Photo, *, by: Person) -> None:
    """Throw a picture away."""
    Photo.objects.unguarded(BOOKS).filter(pk=photo.pk).delete()


@deed("pitstop.end", may=leads)
def end(pitstop: Pitstop, *, by: Person) -> Pitstop:
    """End the meeting: the code opens nothing any more, and what was said becomes sources."""
    _insist_on(pitstop)
    pitstop.ended, pitstop.code = timezone.now(), None
    pitstop.save(update_fields=["ended", "code"])
    Ready.objects.unguarded(BOOKS).filter(pitstop=pitstop).delete()
    Placing.objects.unguarded(BOOKS).filter(pitstop=pitstop).delete()
    Pile.objects.unguarded(BOOKS).filter(pitstop=pitstop).exclude(apart=None).delete()
    if not pitstop.rehearsal:
        harvest.harvest(pitstop, by=by)
        reporting.draft(pitstop, by=by)
    live.nudge(pitstop.topic, rights=True)
    return pitstop
