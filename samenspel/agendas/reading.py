"""Agreements and the learning agenda as they are read, each in one question to the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.models import Coalition
from samenspel.circles.roles import relation

from .models import LIVE, TO_DO, Agreement, Question, Standing, last_standing, last_turnout

if TYPE_CHECKING:
    from samenspel.circles.sight import SharedRows


def agreements(
    place: Coalition,
    person: Any,
    *,
    state: str | Collection[str] | None = None,
    since: date | None = None,
) -> SharedRows[Any]:
    """What was agreed here, with `state` and `remark`: what is still to do first, by its day.

    `state` is one or several of `Turnout.State` (`TO_DO`: open or stuck). `since`: only what was
    agreed on that day or later.
    """
    found = agreements_of(person).filter(coalition=place)
    if state is not None:
        found = found.filter(state__in=[state] if isinstance(state, str) else list(state))
    if since is not None:
        found = found.filter(moment__gte=since)
    return found


def agreements_of(person: Any) -> SharedRows[Any]:
    """The same, of every coalition."""
    found: SharedRows[Any] = (
        Agreement.objects.visible_to(person)
        .annotate(state=last_turnout("state"), remark=last_turnout("remark"))
        .annotate(to_do=Q(state__in=TO_DO))
        .order_by("-to_do", F("by_when").asc(nulls_last=True), "pk")
    )
    return found


def questions(place: Coalition, person: Any, live: bool = True) -> SharedRows[Any]:
    """The learning questions by letter, with `state`, `said`, `less` and `more`.

    Those on the agenda, or with `live=False` those that were taken off it.
    """
    told = {field: last_standing(field) for field in ("state", "said", "less", "more")}
    found: SharedRows[Any] = (
        Question.objects.visible_to(person)
        .filter(coalition=place)
        .annotate(**told)
        .order_by(Length("letter"), "letter")
    )
    return found.filter(state__in=LIVE) if live else found.exclude(state__in=LIVE)


def reads_names(place: Coalition, person: Any) -> bool:
    """Whether somebody reads who does what: the coalition itself, and the team with access."""
    return relation(person, place) in ("own", "team")


# Versions of the agenda


@dataclass(frozen=True)
class Version:
    """The agenda as it stood at the end of a day on which it changed, by letter."""

    number: int
    day: date
    questions: dict[str, Standing]


def versions(place: Coalition, person: Any) -> list[Version]:
    """All versions that this person may read, the first one first.

    What was taken off the agenda stands with its reason in the version of that day, and in no
    later one.
    """
    rows = (
        Standing.objects.visible_to(person)
        .filter(question__coalition=place)
        .select_related("question")
        .order_by("id")
    )
    by_date: dict[date, dict[str, Standing]] = {}
    for row in rows:
        by_date.setdefault(timezone.localdate(row.at), {})[row.question.letter] = row
    found: list[Version] = []
    stood: dict[str, Standing] = {}
    for number, (day, changed) in enumerate(by_date.items(), 1):
        stays = {letter: row for letter, row in stood.items() if row.state in LIVE}
        stood = dict(sorted({**stays, **changed}.items(), key=_by_letter))
        found.append(Version(number, day, stood))
    return found


def _by_letter(item: tuple[str, Standing]) -> tuple[int, str]:
    return len(item[0]), item[0]


@dataclass(frozen=True)
class Pair:
    """One question in two versions; None where it is not on the list."""

    letter: str
    before: Standing | None
    after: Standing | None

    @property
    def change(self) -> str:
        """In a word or two, what became of the question between the versions."""
        before, after = self.before, self.after
        if after is None or after.state not in LIVE:
            return _("off the list")
        if before is None:
            return _("new")
        if before.state not in LIVE:
            return _("back on the list")
        if before.words != after.words:
            return _("reworded")
        if before.said != after.said:
            return _("answered for now")
        return ""


def beside(before: Version, after: Version) -> list[Pair]:
    """Two versions side by side, by letter."""
    letters: Iterable[tuple[str, Standing]] = {**before.questions, **after.questions}.items()
    return [
        Pair(letter, before.questions.get(letter), after.questions.get(letter))
        for letter, _row in sorted(letters, key=_by_letter)
    ]
