"""A trial with simulated people, to practise leading and to see how the screens hold up.

The ghosts do what phones do, by the same functions, a few each second, while the real facilitator
leads. A trial is a meeting of its own: nothing of it becomes a source or an agreement.
"""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_tasks import task

from samenspel.circles.deeds import deed
from samenspel.circles.models import Circle, Voice
from samenspel.foundation import live
from samenspel.foundation.errors import Refused

from . import actions, glance, seats, table
from .models import Card, Dared, Kind, Pitstop, Seat, Step
from .rights import leads
from .seats import TABLE

if TYPE_CHECKING:
    from samenspel.people.models import Person

FEW, MANY = 30, 1000
BEATS = 20  # in so many turns, a second apart, every ghost has done its part in a step
SAID = Path(__file__).parent / "data" / "ghosts.txt"
NAMES = (
    "Anja Bilal Chantal Dogan Elly Farid Gerda Henk Imane Joop Karin Luuk Mina Noor Otto".split()
)


@cache
def lines() -> dict[str, list[dict[str, str]]]:
    """What ghosts write, by kind of card, in both languages."""
    found: dict[str, list[dict[str, str]]] = {}
    for line in SAID.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            kind, nl, en = (part.strip() for part in line.split("|"))
            found.setdefault(kind, []).append({"nl": nl, "en": en})
    return found


@deed("pitstop.rehearse", may=leads)
def rehearse(pitstop: Pitstop, *, by: Person, many: int = FEW) -> Pitstop:
    """Begin a trial of a meeting with simulated people. Nothing of it is kept."""
    if not 1 <= many <= MANY:
        raise Refused(_("A trial has between 1 and %d simulated people.") % MANY)
    trial: Pitstop = Pitstop.objects.create(
        author=by,
        coalition=pitstop.coalition,
        expedition=pitstop.expedition,
        circle=Circle.COALITION,
        ceiling=Circle.COALITION,
        title=_("Trial: %s") % pitstop.title[:100],
        script=pitstop.script,
        rehearsal=True,
    )
    _copy_steps(pitstop, trial)
    actions.begin(trial, by=by)
    Seat.objects.bulk_create(_ghost(trial, n) for n in range(many))
    start(trial)
    return trial


def _copy_steps(pitstop: Pitstop, trial: Pitstop) -> None:
    copies: dict[int, Step] = {}
    for step in Step.objects.unguarded(TABLE).filter(pitstop=pitstop):
        here = step.pk
        about = copies.get(step.about_id) if step.about_id else None
        step.pk, step.pitstop, step.about = None, trial, about
        step.round = step.revealed = None
        step.save(force_insert=True)
        copies[here] = step


def secret_of(pitstop: Pitstop, n: int) -> str:
    """A ghost has no phone to keep its secret in, so it is made anew each time."""
    return salted_hmac("samenspel.pitstops.ghost", f"{pitstop.pk}:{n}").hexdigest()


def _ghost(pitstop: Pitstop, n: int) -> Seat:
    chance = random.Random(f"{pitstop.pk}:{n}")  # noqa: S311  (play)
    return Seat(
        pitstop=pitstop,
        secret_hash=seats.hash_of(secret_of(pitstop, n)),
        voice=chance.choice([Voice.RESIDENT, Voice.RESIDENT, Voice.PROFESSIONAL, Voice.OTHER]),
        name=chance.choice([*NAMES, ""]),
        ghost=True,
    )


def start(pitstop: Pitstop) -> None:
    """Let the ghosts of a trial do their part in the present step, by the worker."""
    if pitstop.rehearsal and pitstop.step_id:
        beat.enqueue(pitstop.pk, pitstop.step_id, 0)


@task()
def beat(pitstop: int, step: int, turn: int) -> None:
    """One turn: a twentieth of the ghosts do their part; then the next turn, a second later."""
    now = (
        Pitstop.objects.unguarded(TABLE)
        .select_related("step__about")
        .filter(pk=pitstop, step=step, ended=None)
        .first()
    )
    if now is None or turn >= BEATS or now.step is None:
        return
    many = Seat.objects.unguarded(TABLE).filter(pitstop=now, ghost=True).count()
    for n in range(turn, many, BEATS):
        seat = glance.seat_of(now.pk, secret_of(now, n))
        if seat is not None:
            try:
                play(seat, now.step, secret_of(now, n), random.Random(f"{step}:{n}"))  # noqa: S311
            except Refused:
                continue
    live.stir(now.topic, to=glance.COUNTS)
    if turn + 1 < BEATS:
        later = beat.using(run_after=timezone.now() + timedelta(seconds=1))
        later.enqueue(pitstop, step, turn + 1)


def play(seat: Seat, step: Step, secret: str, chance: random.Random) -> None:
    """What one ghost does at a step, as somebody with a phone would."""
    if step.takes_cards:
        _write(seat, step, secret, chance)
    if step.kind == Kind.VOTE:
        targets = [key for key, _thing in table.targets_of(step)]
        for _dot in range(step.dots if targets else 0):
            target = chance.choice(targets[:12])
            mine = table.dots_of(seat, secret, step).get(target, 0)
            table.vote(seat, step, secret=secret, target=target, dots=mine + 1)
    if step.kind == Kind.GROUP and step.more.get("everybody"):
        _lay(seat, step, secret, chance)
    if step.kind == Kind.TALK and chance.random() < 0.1:
        table.raise_hand(seat, step)
    if step.kind == Kind.CHECKOUT:
        answers = [Dared.Answer.YES, Dared.Answer.YES, Dared.Answer.PARTLY, Dared.Answer.NO]
        table.dare(seat, step, secret=secret, answer=chance.choice(answers))
    if chance.random() < 0.9:
        table.ready(seat, step)


def _write(seat: Seat, step: Step, secret: str, chance: random.Random) -> None:
    for _card in range(chance.randint(1, step.most)):
        kind = chance.choice(step.card_kinds or ["word"])
        words: dict[str, Any] = chance.choice(lines().get(kind) or lines()["word"])
        table.hand_in(seat, step, secret=secret, key=uuid4(), text=words[seat.language], kind=kind)


def _lay(seat: Seat, step: Step, secret: str, chance: random.Random) -> None:
    names = {
        "nl": ["Sleutel", "Samen eten", "Wie beslist"],
        "en": ["Key", "Eating together", "Who decides"],
    }
    for card in table.cards_to_place(seat, secret, step):
        name = _by_kind(card, names[seat.language], chance)
        table.place(seat, step, secret=secret, card=card.pk, name=name)


def _by_kind(card: Card, names: list[str], chance: random.Random) -> str:
    """Ghosts agree more often than not, as people do: the same card mostly gets the same name."""
    return names[card.pk.int % len(names)] if chance.random() < 0.7 else chance.choice(names)
