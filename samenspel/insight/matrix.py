"""A table of any two sides: codes, coalitions, moments, voices. With what it is a share of.

`measured` is the team's own table; `to_share` the one that may leave it (see `hiding`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from .counting import EMPTY, Cell, Counts, count
from .hiding import Going, People, few, insist_coarse, together
from .lens import NONE, Choice, Head, Lens, Side

ALL = ""
OF_CODES = {Side.CODE, Side.ELEMENT}
Keys = tuple[str, ...]
Place = tuple[str, str, str]
"""A coalition, a voice and a moment; '' is all of them."""


@dataclass(frozen=True)
class Figure:
    """A cell and what it is a share of. `held`: it may not leave the team; `base_held`: only what
    it is a share of may not."""

    cell: Cell = EMPTY
    base: Cell = EMPTY
    held: bool = False
    base_held: bool = False

    @property
    def few(self) -> bool:
        return few(self.cell.people)

    @property
    def of_sources(self) -> float:
        return self.cell.sources / self.base.sources if self.base.sources else 0.0

    @property
    def of_passages(self) -> float:
        return self.cell.passages / self.base.passages if self.base.passages else 0.0

    @property
    def looked_at(self) -> bool:
        """Whether anything was coded where this could have been found."""
        return self.base_held or bool(self.base.passages)


Figures = dict[tuple[str, str], Figure]


@dataclass(frozen=True)
class Matrix:
    """`figures` by (row, column); the key '' stands for all of them together."""

    lens: Lens
    choice: Choice
    rows: Side
    columns: Side
    figures: Figures
    shared: bool = False
    row_heads: list[Head] = field(init=False)
    column_heads: list[Head] = field(init=False)

    def __post_init__(self) -> None:
        for name, side in [("row_heads", self.rows), ("column_heads", self.columns)]:
            heads = self.lens.heads(side, rolled=self.choice.rolled)
            object.__setattr__(self, name, [head for head in heads if self._worth(side, head)])

    def _worth(self, side: Side, head: Head) -> bool:
        """What stands apart ('of no coalition', 'not known') only shows when there is something."""
        if head.key != NONE:
            return True
        at = (head.key, ALL) if side == self.rows else (ALL, head.key)
        figure = self.figures.get(at)
        return figure is not None and (figure.held or figure.looked_at)

    def at(self, row: str, column: str) -> Figure:
        return self.figures.get((row, column), Figure())

    @property
    def held_back(self) -> bool:
        return any(figure.held or figure.base_held for figure in self.figures.values())


def without_code(choice: Choice) -> Choice:
    return choice.without(*OF_CODES)


def measured(lens: Lens, choice: Choice, rows: Side, columns: Side) -> Matrix:
    """Everything that this person may count."""
    counts = _with_margins(lens, choice, rows, columns)
    bases = counts
    if not OF_CODES & {rows, columns} and (choice.code or choice.element):
        bases = _with_margins(lens, without_code(choice), rows, columns)
    figures = {}
    for keys in _everywhere(lens, choice, rows, columns):
        cell = _find(counts, (rows, columns), keys)
        base_keys = _base_keys(choice, rows, columns, keys)
        figures[keys] = Figure(cell, _find(bases, (rows, columns), base_keys))
    return Matrix(lens, choice, rows, columns, figures)


def _with_margins(lens: Lens, choice: Choice, rows: Side, columns: Side) -> dict[Keys, Counts]:
    """The cells, and those of each row, each column and all. Summed where that may be done: a
    passage is of one coalition and one moment, but may have several codes and voices."""
    cells = count(lens, choice, rows, columns)
    adds = {Side.COALITION, Side.MOMENT}
    by_row = _summed(cells, 0) if columns in adds else count(lens, choice, rows)
    by_column = _summed(cells, 1) if rows in adds else count(lens, choice, columns)
    if columns in adds:
        total = _summed(by_column)
    else:
        total = _summed(by_row) if rows in adds else count(lens, choice)
    return {(rows, columns): cells, (rows,): by_row, (columns,): by_column, (): total}


def _summed(counts: Counts, kept: int | None = None) -> Counts:
    """Added up, by one of the keys or all together. People: at least as many as in one of them."""
    found: Counts = {}
    for keys, cell in counts.items():
        key = () if kept is None else (keys[kept],)
        so_far = found.get(key, EMPTY)
        people = max(so_far.people, cell.people)
        found[key] = replace(_plus(so_far, cell), people=people)
    return found


def _everywhere(lens: Lens, choice: Choice, rows: Side, columns: Side) -> Iterator[tuple[str, str]]:
    downward = [ALL, *(head.key for head in lens.heads(rows, rolled=choice.rolled))]
    across = [ALL, *(head.key for head in lens.heads(columns, rolled=choice.rolled))]
    return ((row, column) for row in downward for column in across)


def _base_keys(choice: Choice, rows: Side, columns: Side, keys: tuple[str, str]) -> tuple[str, str]:
    """Of what a cell is a share: the same without the code; without any code, of all together."""
    row, column = keys
    if OF_CODES & {rows, columns}:
        return ALL if rows in OF_CODES else row, ALL if columns in OF_CODES else column
    return keys if choice.code or choice.element else (ALL, ALL)


def _find(counts: dict[Keys, Counts], sides: tuple[Side, Side], keys: tuple[str, str]) -> Cell:
    asked = tuple(side for side, key in zip(sides, keys, strict=True) if key != ALL)
    return counts[asked].get(tuple(key for key in keys if key != ALL), EMPTY)


def to_share(lens: Lens, choice: Choice, rows: Side, columns: Side) -> Matrix:
    """The same table as it may leave the team: of all coders together, without small groups.

    `TooFine` when more is told apart than may be.
    """
    choice = replace(choice, coder="")
    book = Book(lens, choice, (rows, columns))
    whole = measured(lens, choice, rows, columns)
    figures = {keys: book.let_go(keys, figure) for keys, figure in whole.figures.items()}
    return Matrix(lens, choice, rows, columns, figures, shared=True)


def insist_of(choice: Choice, sides: tuple[Side, Side]) -> set[Side]:
    """What a table tells apart of which groups may be small. `TooFine` when that is too much."""
    apart = {side for side in PARTS if side in sides or choice.of(side)}
    told = {side.name.lower(): side in apart for side in PARTS}
    insist_coarse(**told, thread=bool(choice.thread))
    return apart


class Book:
    """Who is in what is counted, to tell what of it goes out."""

    def __init__(self, lens: Lens, choice: Choice, sides: tuple[Side, Side]) -> None:
        self.lens, self.choice, self.sides = lens, choice, sides
        self.apart = insist_of(choice, sides)
        self.going = {0: Going(self._people([]).get("", People()))}
        coded = self._people([Side.CODE])
        self.going |= {int(code): Going(people) for code, people in coded.items()}
        self._any: dict[Place, bool] = {}

    def let_go(self, keys: tuple[str, str], figure: Figure) -> Figure:
        """What of a figure goes out."""
        told = dict(zip(self.sides, keys, strict=True))
        code, element, *place = (told.get(side) or self.choice.of(side) for side in SIDES)
        at: Place = (place[0], place[1], place[2])
        if not (code or element):
            base: Place = (self.choice.coalition, self.choice.voice, self.choice.moment)
            goes, base_goes = self._any_goes(at), self._any_goes(base)
        else:
            codes = [0, *self._codes(code, element)]
            goes = self._go([code for code in codes if code in self.going], at)
            base_goes = self._any_goes(at)
        if not goes:
            return Figure(held=True)
        return figure if base_goes else Figure(figure.cell, base_held=True)

    def _any_goes(self, at: Place) -> bool:
        """Whether any code at all goes out here: of these, one less the others is one of them."""
        if at not in self._any:
            self._any[at] = self._go(self.going, at)
        return self._any[at]

    def _go(self, codes: Iterable[int], at: Place) -> bool:
        coalition, voice, moment = at
        parts = (self.going[code] for code in codes)
        return together(parts, coalition=coalition, voice=voice, moment=moment)

    def _codes(self, code: str, element: str) -> list[int]:
        if not code:
            known = [each for _depth, each in self.lens.codes if element]
        elif self.choice.rolled:
            below = self.lens.below(int(code))
            known = [each for _depth, each in self.lens.codes if each.pk in below]
        else:
            known = [each for _depth, each in self.lens.codes if each.pk == int(code)]
        serves = int(element or 0) or None
        return [each.pk for each in known if not element or each.element_id == serves]

    def _people(self, coded: list[Side]) -> dict[str, People]:
        """How many people each code rests on; with no side, any code ('')."""
        whole = self._counted(coded)
        sides = {*self.apart, Side.COALITION}
        parts = {side: self._counted([*coded, side]) for side in sides}
        cells: Counts = {}
        if {Side.COALITION, Side.VOICE} <= self.apart:
            cells = self._counted([*coded, Side.COALITION, Side.VOICE])
        found = {}
        for code in {keys[0] if coded else "" for keys in whole}:
            told = {PARTS[side]: _under(code, counts) for side, counts in parts.items()}
            many = {name: {keys[0]: n for keys, n in part.items()} for name, part in told.items()}
            pairs = {(keys[0], keys[1]): n for keys, n in _under(code, cells).items()}
            total = whole[(code,) if coded else ()].people
            found[code] = People(whole=total, cells=pairs, **many)
        return found

    def _counted(self, sides: list[Side]) -> Counts:
        return count(self.lens, Choice(), *sides)


SIDES = (Side.CODE, Side.ELEMENT, Side.COALITION, Side.VOICE, Side.MOMENT)
PARTS = {Side.COALITION: "coalitions", Side.VOICE: "voices", Side.MOMENT: "moments"}


def _under(code: str, counts: Counts) -> dict[Keys, int]:
    """Of one code, or of any (''): the people by the other keys."""
    if not code:
        return {keys: cell.people for keys, cell in counts.items()}
    return {keys[1:]: cell.people for keys, cell in counts.items() if keys[0] == code}


def _plus(one: Cell, other: Cell) -> Cell:
    return Cell(
        one.passages + other.passages, one.sources + other.sources, one.people + other.people
    )
