"""Suggestions as a reader may see them, with the earlier passages that explain them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from samenspel.sources.models import Source, Version
from samenspel.threads.desk import place_url, shortened
from samenspel.threads.models import Code, Coding, Passage

from .consent import allowed
from .models import Suggestion

REASONS = 3


@dataclass(frozen=True)
class Reason:
    """An earlier passage that has the code: where it stands, and its words."""

    words: str
    language: str
    title: str
    url: str


@dataclass
class Shown:
    suggestion: Suggestion
    words: str
    reasons: list[Reason] = field(default_factory=list)


def coded(person: Any, **since: Any) -> Exists:
    """A condition: words of the suggestion have its code, given by somebody this person sees."""
    rows = Coding.objects.visible_to(person).filter(
        passage__version=OuterRef("version"),
        passage__start__lt=OuterRef("end"),
        passage__end__gt=OuterRef("start"),
        code=OuterRef("code"),
        **since,
    )
    return Exists(rows)


def open_for(person: Any) -> QuerySet[Suggestion]:
    """What is proposed to this person and not answered, where it may be."""
    rows: QuerySet[Suggestion] = Suggestion.objects.visible_to(person).filter(
        ~coded(person),
        allowed("version__source"),
        answer="",
        held=False,
    )
    return rows


def at(version: Version, person: Any) -> list[Shown]:
    """The open suggestions in a version, in the order of the text, each with its reasons."""
    here = Suggestion.objects.visible_in(version.source, person).filter(version=version)
    if not here.filter(answer="", held=False).exists():  # most texts: the whole question takes long
        return []
    rows = list(open_for(person).filter(version=version).select_related("code"))
    passages = _passages((pk for row in rows for pk in row.like), person)
    return [
        Shown(
            row,
            shortened(version.text[row.start : row.end], 240),
            _reasons(row, passages),
        )
        for row in rows
    ]


def _passages(wanted: Iterable[int], person: Any) -> dict[int, tuple[Passage, set[int]]]:
    """These passages as far as this person may read them, each with the codes it still has."""
    pks = set(wanted)
    if not pks:
        return {}
    usable = Source.objects.visible_to(person).filter(allowed())
    rows = Passage.to_read(person).filter(pk__in=pks, version__source__in=usable.values("pk"))
    found: dict[int, tuple[Passage, set[int]]] = {row.pk: (row, set()) for row in rows}
    given = Coding.objects.visible_to(person).filter(passage__in=list(found))
    for passage, code in given.order_by().values_list("passage", "code").distinct():
        found[passage][1].add(code)
    return found


def _reasons(row: Suggestion, passages: dict[int, tuple[Passage, set[int]]]) -> list[Reason]:
    known = [passages[pk] for pk in row.like if pk in passages]
    still: list[Any] = [passage for passage, codes in known if row.code_id in codes]
    return [
        Reason(
            words=shortened(passage.words),
            language=passage.version.source.language,
            title=passage.version.source.title,
            url=place_url(passage),
        )
        for passage in still[:REASONS]
    ]


# What became of them


class Fate(NamedTuple):
    """How many suggestions of a code were answered how, and how many are still open."""

    open: int = 0
    accepted: int = 0
    refused: int = 0


def fates(person: Any, codes: Iterable[Code]) -> dict[int, Fate]:
    """By code, of the suggestions that this person may see."""
    rows = Suggestion.objects.visible_to(person).filter(code__in=list(codes), held=False)
    counted = (
        rows.order_by()
        .values("code")
        .annotate(
            open=Count("pk", Q(answer="")),
            accepted=Count("pk", Q(answer=Suggestion.Answer.ACCEPTED)),
            refused=Count("pk", Q(answer=Suggestion.Answer.REFUSED)),
        )
    )
    return {row.pop("code"): Fate(**row) for row in counted}


@dataclass(frozen=True)
class Effect:
    """How many pieces were coded: of those with a suggestion, and of those left without.

    Only in texts in which somebody coded since.
    """

    shown: int
    shown_coded: int
    held: int
    held_coded: int

    @property
    def known(self) -> bool:
        return bool(self.shown and self.held)

    @property
    def shown_share(self) -> float:
        return self.shown_coded / self.shown

    @property
    def held_share(self) -> float:
        return self.held_coded / self.held


def effect(person: Any, expedition: int) -> Effect:
    given = Coding.objects.visible_to(person)
    worked = given.filter(passage__version=OuterRef("version"), at__gt=OuterRef("made"))
    rows = (
        Suggestion.objects.visible_to(person)
        .filter(code__codebook__expedition=expedition)
        .filter(Exists(worked))
        .annotate(was_coded=coded(person, at__gt=OuterRef("made")))
    )
    shown, held = Q(held=False), Q(held=True)
    counted = rows.aggregate(
        a=Count("pk", shown),
        b=Count("pk", shown & Q(was_coded=True)),
        c=Count("pk", held),
        d=Count("pk", held & Q(was_coded=True)),
    )
    return Effect(counted["a"], counted["b"], counted["c"], counted["d"])
