"""The margin: what people say to each other beside a part of a report or an episode.

No forum: remarks are read beside their part and nowhere else, and an answer has no answers. Higher
rooms register what one can talk about here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import Rule, author, coordinator, deed
from samenspel.circles.models import OWN, TEAM, Circle, Shared
from samenspel.circles.roles import held
from samenspel.circles.sight import BOOKS, sees
from samenspel.foundation.errors import Refused
from samenspel.people.models import Person
from samenspel.sources.echoes import echoes
from samenspel.sources.naming import by_role, reads_makers
from samenspel.sources.plain import plain

from .models import LONGEST_REMARK, Remark
from .stretches import NoStretch, Sounding, Stretch

MOST = 200  # remarks beside one part
WIDEST = Circle.EXPEDITION


@dataclass(frozen=True)
class Beside:
    """A part that one can talk about. `row` tells who reads it, `said` are words of others in it.

    `shown` is what stands at the top of the page: the part in a few words. Below it stand `quoted`,
    the words of others in it that this reader may read. With a `sound`, a remark is about a stretch
    of it.
    """

    row: Shared
    title: str
    url: str
    shown: str
    language: str
    said: Sequence[str] = ()
    questions: Sequence[str] = ()
    quoted: Sequence[str] = ()
    sound: Sounding | None = None

    @property
    def circle(self) -> Circle:
        """Who reads remarks: whoever reads the part, and never wider than the expedition."""
        return min(Circle(self.row.circle), WIDEST)


Find = Callable[[Any, str, str], Beside | None]
_kinds: dict[str, Find] = {}


def register(kind: str, find: Find) -> None:
    """Say how a part is found: `find(person, key, part)`, None when this person can't read it."""
    _kinds[kind] = find


def at(person: Any, kind: str, key: str, part: str) -> Beside | None:
    """The part that somebody wants to talk about, as far as they may."""
    find = _kinds.get(kind)
    found = find(person, key, part) if find else None
    return found if found and found.circle > Circle.PRIVATE else None


def _belongs(person: Any, subject: Any) -> bool:
    places = held(person).expeditions({*OWN, *TEAM})
    return sees(person, subject) and subject.expedition_id in places


# The fund and partners read along; a remark of theirs would steer.
talks = Rule(frozenset({*OWN, *TEAM}), _belongs)


@deed("remark.write", may=talks)
def write(
    row: Shared,
    *,
    beside: Beside,
    kind: str,
    key: str,
    part: str,
    words: str,
    by: Person,
    to: Remark | None = None,
    stretch: tuple[int, int | None] | None = None,
) -> Remark:
    """Say something in the margin. Whoever reads the part reads it, within the expedition."""
    text = plain(words).strip()
    if not text:
        raise Refused(_("There are no words here yet. Write something first."))
    if len(text) > LONGEST_REMARK:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(text), "most": LONGEST_REMARK}
        )
    if echo := echoes(text, beside.said):
        raise Refused(
            _("‘%s’ are words of somebody else. Say it in your own: theirs can be taken back.")
            % echo
        )
    here = Remark.objects.unguarded(BOOKS).filter(kind=kind, key=key, part=part)
    if here.count() >= MOST:
        raise Refused(_("A lot was said here already. Talk on when you meet."))
    if to is not None and (to.to_id or (to.kind, to.key, to.part) != (kind, key, part)):
        raise Refused(_("Answer a remark, not an answer."))
    start, stop = _stretch(beside, stretch, to)
    hears = to.author if to is not None else row.author
    remark: Remark = Remark.objects.create(
        author=by,
        hears=hears if hears != by else None,
        coalition_id=row.coalition_id,
        expedition_id=row.expedition_id,
        circle=beside.circle,
        ceiling=beside.circle,
        kind=kind,
        key=key,
        part=part,
        start=start,
        stop=stop,
        to=to,
        words=text,
    )
    return remark


def _stretch(
    beside: Beside, told: tuple[int, int | None] | None, to: Remark | None
) -> tuple[int | None, int | None]:
    """From when until when a remark is about the sound; an answer is about the same."""
    if to is not None:
        return to.start, to.stop
    if beside.sound is None:
        return None, None
    if told is None:
        raise NoStretch(_("Say from when it is about."), "begin")
    return beside.sound.stretch(*told)


@deed("remark.take_back", may=author | coordinator)
def take_back(remark: Remark, *, by: Person) -> None:
    """Take a remark back. Its words are gone; answers to it stay, below a gap."""
    Remark.objects.unguarded(BOOKS).filter(pk=remark.pk).update(
        words="", circle=Circle.PRIVATE, taken_back=timezone.now()
    )


def narrowed(kind: str, key: str, to: int) -> None:
    """What stands beside something is not read by more people than that is."""
    rows = Remark.objects.unguarded(BOOKS).filter(kind=kind, key=key, circle__gt=to)
    rows.update(circle=to)


def unsaid(beside: Beside, by: Person) -> Remark:
    """A remark that is not written yet, to tell who would read it."""
    row, circle = beside.row, beside.circle
    return Remark(
        author=by,
        coalition=row.coalition,
        expedition=row.expedition,
        circle=circle,
        ceiling=circle,
    )


def is_talked_about(kind: str, key: str) -> bool:
    """Whether somebody said something beside any part, taken back or not."""
    return bool(Remark.objects.unguarded(BOOKS).filter(kind=kind, key=key).exists())


# Reading


@dataclass
class Told:
    """A remark as it is read; without one it was taken back, and only answers are left."""

    remark: Remark | None
    name: str = ""
    mine: bool = False
    may_take_back: bool = False
    answers: list[Told] = field(default_factory=list)
    stretch: Stretch | None = None


def counts(person: Any, kind: str, key: str) -> dict[str, int]:
    """How many remarks there are to read beside each part. One question."""
    rows = _standing(person, kind, key)
    return Counter(rows.values_list("part", flat=True))


def told(person: Any, kind: str, key: str, part: str, sound: Sounding | None = None) -> list[Told]:
    """What was said beside a part, in order (of a sound: of its stretches), with the answers."""
    rows = _standing(person, kind, key).filter(part=part).select_related("author", "coalition")
    return _in_order([row for row in rows if _still_heard(row, person, sound)], person, sound)


def _still_heard(row: Remark, person: Any, sound: Sounding | None) -> bool:
    """What was said about words that nobody hears any more is read by whoever said it alone."""
    stretch = stretch_of(row, sound)
    return stretch is None or bool(stretch.url) or row.author_id == person.pk


def all_told(person: Any, kind: str, key: str) -> dict[str, list[Told]]:
    """The same of every part that something was said about. One question."""
    beside: dict[str, list[Remark]] = {}
    for row in _standing(person, kind, key).select_related("author", "coalition"):
        beside.setdefault(row.part, []).append(row)
    return {part: _in_order(rows, person) for part, rows in beside.items()}


def stretch_of(remark: Remark | None, sound: Sounding | None) -> Stretch | None:
    if remark is None or sound is None or remark.start is None or remark.stop is None:
        return None
    return Stretch(remark.start, remark.stop, sound)


def _in_order(found: Iterable[Remark], person: Any, sound: Sounding | None = None) -> list[Told]:
    rows = list(found)
    first = {row.pk: _as_read(row, person, sound) for row in rows if row.to_id is None}
    for row in rows:
        if row.to_id is not None:
            gap = Told(None, stretch=stretch_of(row, sound))
            first.setdefault(row.to_id, gap).answers.append(_as_read(row, person, sound))
    return [first[key] for key in sorted(first, key=lambda key: (_moment(first[key]), key))]


def _moment(each: Told) -> tuple[int, int]:
    return (each.stretch.begin, each.stretch.stop) if each.stretch else (0, 0)


def lost(person: Any, kind: str, key: str, parts: Sequence[str]) -> list[Remark]:
    """One's own remarks beside parts that are not there any more. Nobody else reads them."""
    if person is None or not person.is_authenticated:
        return []
    rows = _standing(person, kind, key).filter(author=person).exclude(part__in=parts)
    return list(rows)


def _standing(person: Any, kind: str, key: str) -> Any:
    rows = Remark.objects.visible_to(person).filter(kind=kind, key=key, taken_back=None)
    return rows.order_by("pk")


def _as_read(row: Remark, person: Any, sound: Sounding | None) -> Told:
    mine = row.author_id == person.pk
    named = mine or reads_makers(person, row)
    return Told(
        row,
        name=row.author.name if named else by_role("other", _place(row)),
        mine=mine,
        may_take_back=mine or coordinator(person, row),
        stretch=stretch_of(row, sound),
    )


def _place(row: Remark) -> str:
    return row.coalition.place if row.coalition else ""
