"""Scripts of meetings: data that ships with the product, or that a team wrote itself.

A script is an object with `title` and `about` (each {"nl", "en"}), `version`, and `steps`: a list
of objects with `kind`, `minutes`, `title`, `ask` (each {"nl", "en"}), `promise` (self, lead,
nameless, named), and what the kind needs besides (`models.Step.more`, and `about`: the position of
the step whose cards this one works on, counted from 0).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from samenspel.foundation.errors import Refused
from samenspel.foundation.words import one_line

from .models import ABOUT_CARDS, CardKind, Kind, Promise, Step, in_language

SHIPPED = Path(__file__).parent / "data"
MOST_STEPS = 30
MOST_MINUTES = 240
MORE = ("cards", "most", "dots", "everybody", "paragraphs")
PROMISES = {promise.name.lower(): promise for promise in Promise}


@dataclass(frozen=True)
class Part:
    """One step of a script."""

    kind: str
    minutes: int
    title: dict[str, str]
    ask: dict[str, str]
    promise: Promise
    about: int | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return in_language(self.title)


@dataclass(frozen=True)
class Plan:
    """A script as it is read: from a file of ours, or from a row of a team's own."""

    key: str
    version: int
    title: dict[str, str]
    about: dict[str, str]
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        return in_language(self.title)

    @property
    def told(self) -> str:
        return in_language(self.about)

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)

    @property
    def full_name(self) -> str:
        return _("%(name)s, version %(version)d") % {"name": self.name, "version": self.version}


def read(key: str, data: dict[str, Any]) -> Plan:
    """A script from its data. What is wrong in it is refused, with the number of the step."""
    steps = data.get("steps")
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        raise Refused(_("A script has between 1 and %d steps.") % MOST_STEPS)
    return Plan(
        key=key,
        version=int(data.get("version", 1)),
        title=_both(data.get("title")),
        about=_both(data.get("about")),
        parts=tuple(_part(number, steps) for number in range(len(steps))),
    )


def _part(number: int, steps: list[dict[str, Any]]) -> Part:
    step = steps[number]
    wrong = Refused(_("Step %d of this script can't be read.") % (number + 1))
    kind, promise = step.get("kind"), step.get("promise", "nameless")
    if kind not in Kind.values or promise not in PROMISES:
        raise wrong
    about = step.get("about")
    if about is None and kind in ABOUT_CARDS:
        about = next((n for n in range(number - 1, -1, -1) if _writes(steps[n])), None)
    if about is not None and not 0 <= about < number:
        raise wrong
    cards = step.get("cards", [])
    if any(card not in CardKind.values for card in cards):
        raise wrong
    return Part(
        kind=kind,
        minutes=max(1, min(int(step.get("minutes", 10)), MOST_MINUTES)),
        title=_both(step.get("title")),
        ask=_both(step.get("ask")),
        promise=PROMISES[promise],
        about=about,
        more={key: step[key] for key in MORE if key in step},
    )


def _writes(step: dict[str, Any]) -> bool:
    """Whether people write at a step what a later one works on."""
    return step.get("kind") in (Kind.REFLECT, Kind.REVIEW)


def _both(words: Any) -> dict[str, str]:
    given = words if isinstance(words, dict) else {}
    return {code: one_line(str(given.get(code, ""))) for code in ("nl", "en")}


def as_data(pitstop_steps: list[Step]) -> list[dict[str, Any]]:
    """The steps of a meeting, as a script keeps them: without cards, texts and mirrors."""
    places = {step.pk: number for number, step in enumerate(pitstop_steps)}
    return [
        {
            "kind": step.kind,
            "minutes": step.minutes,
            "title": step.title,
            "ask": step.ask,
            "promise": Promise(step.promise).name.lower(),
            **({"about": places[step.about_id]} if step.about_id in places else {}),
            **{key: step.more[key] for key in MORE if key in step.more and key != "paragraphs"},
        }
        for step in pitstop_steps
    ]


@cache
def shipped() -> dict[str, Plan]:
    """The scripts that come with the product, by the name of their file."""
    return {
        path.stem: read(path.stem, json.loads(path.read_text()))
        for path in sorted(SHIPPED.glob("*.json"))
    }
