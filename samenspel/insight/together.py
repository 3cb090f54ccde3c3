"""Which codes go together: on the same words, near each other, or in the same source."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samenspel.sources.models import Version
from samenspel.threads.models import Passage

from .hiding import LEAST, TooFine, of_everybody
from .lens import SOURCE, Choice, Head, Lens, Side
from .nearness import Lying, Row, beside, in_one_text, on_the_same_words, places


class How(models.TextChoices):
    SAME = "samen", _("on the same words")
    NEAR = "dichtbij", _("at most one paragraph apart")
    SOURCE = "bron", _("in the same source")


AT_ONCE = 5000
"""So many passages of a pair are asked for at a time: a database takes no endless list."""


@dataclass(frozen=True)
class Pair:
    """Two codes, in how many passages (or sources) they lie together, and out of how many."""

    one: Head
    other: Head
    both: int
    either: int

    @property
    def strength(self) -> float:
        """From 0, never together, to 1, never apart (Jaccard)."""
        return self.both / self.either if self.either else 0.0


@dataclass(frozen=True)
class Figures:
    """How often each code stands, and the pairs that lie together: by the keys of codes."""

    often: dict[int, int]
    pairs: list[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Together:
    """`known`: figures that were worked out before."""

    lens: Lens
    choice: Choice
    how: How
    shared: bool = False
    known: Figures | None = None

    @cached_property
    def figures(self) -> Figures:
        if self.known is not None:
            return self.known
        heads = self.lens.heads(Side.CODE, rolled=self.choice.rolled)
        keys = [key for head in heads if (key := int(head.key)) in self.lying.own]
        often = {key: self.lying.own[key].bit_count() for key in keys}
        found = (self._pair(one, other) for one, other in combinations(keys, 2))
        return Figures(often, [pair for pair in found if pair[2]])

    @cached_property
    def lying(self) -> Lying:
        return lying(self.lens, self.choice, self.how)

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every pair that lies together somewhere: the most often first."""
        heads = {
            int(head.key): head for head in self.lens.heads(Side.CODE, rolled=self.choice.rolled)
        }
        told = [
            Pair(heads[one], heads[other], both, either)
            for one, other, both, either in self.figures.pairs
            if one in heads and other in heads
        ]
        return sorted(told, key=lambda p: (-p.both, -p.strength, int(p.one.key), int(p.other.key)))

    def often(self, head: Head) -> int:
        """In how many passages (or sources) a code stands."""
        return self.figures.often[int(head.key)]

    def _pair(self, one: int, other: int) -> tuple[int, int, int, int]:
        both = self.lying.both(one, other)
        if self.shared:
            return one, other, both.bit_count() if self._goes(one, other, both) else 0, 0
        return one, other, both.bit_count(), self.lying.either(one, other).bit_count()

    # What may leave the team

    def _goes(self, one: int, other: int, both: int) -> bool:
        """Also what is left of either code has to be of nobody or of enough people: how often a
        code was given may stand in another table."""
        left = [self.lying.own.get(code, 0) & ~both for code in (one, other)]
        return self._of_everybody(both) and all(not bits or self._enough(bits) for bits in left)

    def _of_everybody(self, bits: int) -> bool:
        heard: set[tuple[str, int]] = set()
        for place in places(bits):
            heard |= self._heard[self.lying.keys[place]]
        people, coalitions = ({each[at] for each in heard} for at in (0, 1))
        return of_everybody(len(people), len(coalitions - {0}))

    def _enough(self, bits: int) -> bool:
        people: set[str] = set()
        for place in places(bits):
            people |= {who for who, _where in self._heard[self.lying.keys[place]]}
            if len(people) >= LEAST:
                return True
        return False

    @cached_property
    def _heard(self) -> dict[int, set[tuple[str, int]]]:
        """Who speaks in each passage (or source), and of which coalition it is; where nobody is
        named, the source itself."""
        by = SOURCE if self.how == How.SOURCE else "passage"
        who = ("passage__speakers__person", "passage__speakers__label", SOURCE)
        rows = self.lens.codings().values_list(by, *who, f"{SOURCE}__coalition").distinct()
        found: dict[int, set[tuple[str, int]]] = defaultdict(set)
        for key, person, label, source, coalition in rows:
            name = f"@{person}" if person else (label or "").lower() or f"#{source}"
            found[key].add((name, coalition or 0))
        return found


def how_near(asked: str) -> How:
    return How(asked) if asked in How.values else How.SAME


def measured(lens: Lens, choice: Choice, how: How) -> Together:
    return Together(lens, choice, how)


def to_share(lens: Lens, choice: Choice, how: How) -> Together:
    """As it may leave the team: the pairs that rest on enough people and coalitions, only in all.

    Nothing is told apart, so that only the codes themselves can be less a pair (`_goes`).
    """
    insist_whole(choice)
    return Together(lens, Choice(), how, shared=True)


def insist_whole(choice: Choice) -> None:
    if choice != Choice(coder=choice.coder, rolled=choice.rolled):
        raise TooFine


def lying(lens: Lens, choice: Choice, how: How) -> Lying:
    """The codes as they lie together: two questions, and one more for near each other."""
    rows = _rows(lens, how)
    known = {row[0] for row in rows}
    codings = _codings(lens, choice, known)
    match how:
        case How.SOURCE:
            return in_one_text(rows, codings)
        case How.NEAR:
            return beside(rows, codings, Paragraphs(lens).around)
    return on_the_same_words(rows, codings)


def lying_together(lens: Lens, choice: Choice, other: int, how: How) -> list[int]:
    """The passages (their keys) in which the chosen code and the other one lie together.

    In the order in which passages are read everywhere: the newest moment first.
    """
    one = int(choice.code)
    found = lying(lens, choice.without(Side.CODE), how)
    keys = found.which(found.both(one, other))
    passages: QuerySet[Passage] = Passage.objects.visible_to(lens.person).order_by()
    where = "pk__in"
    if how == How.SOURCE:
        where = "version__source__in"
        of_either = [
            lens.codings(choice.at(Side.CODE, str(code))).values("passage") for code in (one, other)
        ]
        passages = passages.filter(models.Q(pk__in=of_either[0]) | models.Q(pk__in=of_either[1]))
    order = ("version__source__moment", "version__source", "start", "pk")
    rows: list[Any] = []
    for at in range(0, len(keys), AT_ONCE):
        some = {where: keys[at : at + AT_ONCE]}
        rows += passages.filter(**some).values_list(*order)
    rows.sort(key=lambda row: (-row[0].toordinal(), *row[1:]))
    return [pk for *_order, pk in rows]


def _rows(lens: Lens, how: How) -> list[Row]:
    text = "version__source" if how == How.SOURCE else "version"
    passages = Passage.objects.visible_to(lens.person).filter(
        version__source__expedition=lens.expedition
    )
    return list(passages.order_by().values_list("pk", text, "start", "end"))


def _codings(lens: Lens, choice: Choice, known: set[int]) -> Iterator[tuple[int, int]]:
    plain = replace(choice, rolled=False)
    pairs = lens.codings(plain).values_list("passage", "code").iterator(chunk_size=10_000)
    if not choice.rolled:
        yield from (pair for pair in pairs if pair[0] in known)
        return
    for passage, code in pairs:
        if passage in known and code in lens.top:  # not one that was made since the count began
            yield passage, lens.top[code]


class Paragraphs:
    """Which paragraphs of a text a stretch lies in."""

    def __init__(self, lens: Lens) -> None:
        versions = Version.objects.visible_to(lens.person).filter(
            source__expedition=lens.expedition, passages__isnull=False
        )
        self._begins: dict[int, list[int]] = {
            pk: sorted(piece["start"] for piece in layout)
            for pk, layout in versions.order_by().distinct().values_list("pk", "layout")
        }

    def around(self, text: int, begin: int, end: int) -> tuple[int, int]:
        begins = self._begins.get(text, [])
        return bisect_right(begins, begin), bisect_left(begins, end)
