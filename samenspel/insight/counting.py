"""How often codes were given: per code, coalition, moment and voice, in any two of them at once.

The database counts; what comes back is a cell for each pair. A passage counts once in a cell, by
however many coders and with however many codes below; a passage in which two voices are heard
counts in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Value, When
from django.db.models.functions import Cast, Concat, Lower

from .hiding import of_everybody
from .lens import SOURCE, Choice, Lens, Side

# Who is heard. A speaker whom no person stands for is known by the name in the text, so that the
# same name in five texts is one; where nobody is named, each source counts as one.
SOMEBODY = Case(
    When(
        passage__speakers__person__isnull=False,
        then=Concat(Value("@"), Cast("passage__speakers__person", CharField())),
    ),
    When(passage__speakers__isnull=False, then=Lower("passage__speakers__label")),
    default=Concat(Value("#"), Cast(f"{SOURCE}__pk", CharField())),
    output_field=CharField(),
)


@dataclass(frozen=True)
class Cell:
    """How many passages, in how many sources, by how many people."""

    passages: int = 0
    sources: int = 0
    people: int = 0


EMPTY = Cell()
Counts = dict[tuple[str, ...], Cell]


FIGURES = {
    "passages": Count("passage", distinct=True),
    "sources": Count(SOURCE, distinct=True),
    "people": Count(SOMEBODY, distinct=True),
}


def codes_of_enough(lens: Lens, versions: Iterable[int]) -> set[int]:
    """The codes (their keys) that in these texts rest on enough people to be told elsewhere."""
    codings = lens.codings().filter(passage__version__in=list(versions))
    places = Count(f"{SOURCE}__coalition", distinct=True)
    many = codings.values("code").annotate(people=FIGURES["people"], places=places)
    return {
        code
        for code, people, coalitions in many.values_list("code", "people", "places")
        if of_everybody(people, coalitions)
    }


def count(lens: Lens, choice: Choice, *sides: Side) -> Counts:
    """A cell for every combination that occurs, by the keys of these sides. One query."""
    codings = lens.codings(choice)
    if not sides:
        return {(): Cell(**codings.aggregate(**FIGURES))}
    named = {f"by_{side.name.lower()}": lens.by(side, rolled=choice.rolled) for side in sides}
    rows = codings.values(**named).annotate(**FIGURES).values_list(*named, *FIGURES)
    found: Counts = {}
    for row in rows:
        keys = tuple(lens.key(side, value) for side, value in zip(sides, row, strict=False))
        found[keys] = Cell(*row[len(sides) :])
    return found
