"""Nothing of a group of fewer than five people can be worked out of what leaves the team.

Small worlds are made at random. Everything that could go out of them, in all tables at once, is
written as sums of what is not known; then for every heap of words that rests on one to four people
it is tried whether its number follows from those sums. Who tries knows every figure that went out,
and that a 0 means that nothing is in any of its parts.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import chain, product

import pytest

from samenspel.insight import hiding
from samenspel.insight.hiding import NOBODY, Going, People, TooFine, few, held_back, together
from samenspel.insight.lens import Choice
from samenspel.insight.together import How
from samenspel.insight.together import to_share as together_to_share

from .builders import FIRST, SECOND, Told, whole_is_told


@pytest.fixture(autouse=True)
def finer_rules(monkeypatch):
    """The first rule only holds more back; it is tried in `test_whole_expedition`."""
    whole_is_told(monkeypatch)


Vector = tuple[int, ...]
VOICES = ("resident", "professional")


class World:
    """Atoms are (code, coalition, voice, moment), each with the people who said something there."""

    def __init__(self, seed: int, codes=1, coalitions=2, voices=VOICES, moments=1):
        dice = random.Random(seed)
        self.sides = (
            [str(code + 1) for code in range(codes)],
            [str(place + 1) for place in range(coalitions)],
            list(voices),
            [str(moment) for moment in range(moments)],
        )
        self.atoms = list(product(*self.sides))
        crowd = {pair: dice.choice([3, 6, 9, 14]) for pair in product(*self.sides[1:3])}
        self.people = {
            atom: {
                (*atom[1:3], dice.randrange(crowd[atom[1:3]]))
                for _ in range(dice.choice([0, 0, 1, 3, 6, 12, 20]))
            }
            for atom in self.atoms
        }

    def heard(self, atoms) -> set:
        return set(chain.from_iterable(self.people[atom] for atom in atoms))

    def among(self, codes, coalition="", voice="", moment="") -> list[tuple]:
        wanted = (coalition, voice, moment)
        return [
            atom
            for atom in self.atoms
            if atom[0] in codes
            and all(not key or key == mine for key, mine in zip(wanted, atom[1:], strict=True))
        ]

    def counted(self, code) -> People:
        def many(**at) -> int:
            return len(self.heard(self.among([code], **at)))

        _codes, coalitions, voices, moments = self.sides
        found = {
            "coalitions": {key: many(coalition=key) for key in coalitions},
            "voices": {key: many(voice=key) for key in voices},
            "moments": {key: many(moment=key) for key in moments},
            "cells": {(c, v): many(coalition=c, voice=v) for c, v in product(coalitions, voices)},
        }
        peopled = {name: {k: n for k, n in part.items() if n} for name, part in found.items()}
        return People(whole=many(), **peopled)

    def vector(self, atoms) -> Vector:
        return tuple(int(atom in atoms) for atom in self.atoms)

    def told(self) -> list[list[tuple]]:
        """Every figure that goes out: of each code and all together, by whatever may be told."""
        codes, coalitions, voices, moments = self.sides
        going = {code: Going(self.counted(code)) for code in codes}
        places = [
            {},
            *({"coalition": key} for key in coalitions),
            *({"voice": key} for key in voices),
            *({"moment": key} for key in moments),
            *({"coalition": c, "voice": v} for c, v in product(coalitions, voices)),
        ]
        return [
            self.among(some, **at)
            for some in [*([code] for code in codes), codes]
            for at in places
            if together([going[code] for code in some], **at)
        ]

    def known(self) -> list[Vector]:
        """The figures as sums; of a 0 also every part is known."""
        figures = []
        for atoms in self.told():
            figures.append(self.vector(atoms))
            if not self.heard(atoms):
                figures += [self.vector([atom]) for atom in atoms]
        return figures

    def small_heaps(self):
        """Every set of atoms that rests on somebody, but on fewer than five people; of words that
        nobody is known for nothing needs to be hidden."""
        for bits in range(1, 2 ** len(self.atoms)):
            heap = [atom for at, atom in enumerate(self.atoms) if bits >> at & 1]
            people = self.heard(heap)
            if few(len(people)) and any(voice != NOBODY for _place, voice, _who in people):
                yield heap


class Span:
    """All that follows from some sums (Gauss, in fractions)."""

    def __init__(self, vectors: list[Vector]) -> None:
        self.rows: list[tuple[int, list[Fraction]]] = []
        for vector in vectors:
            row = self._less(vector)
            lead = next((at for at, number in enumerate(row) if number), None)
            if lead is not None:
                self.rows.append((lead, [number / row[lead] for number in row]))

    def has(self, vector: Vector) -> bool:
        return not any(self._less(vector))

    def _less(self, vector: Vector) -> list[Fraction]:
        row = list(map(Fraction, vector))
        for lead, known in self.rows:
            if row[lead]:
                times = row[lead]
                row = [mine - times * theirs for mine, theirs in zip(row, known, strict=True)]
        return row


SEEDS = 60
SHAPES = [
    {"coalitions": 3, "voices": VOICES},
    {"coalitions": 2, "voices": VOICES, "moments": 2},
    {"coalitions": 4, "voices": VOICES},
    {"coalitions": 1, "voices": ("resident",), "moments": 6},
    {"coalitions": 2, "voices": (*VOICES, NOBODY)},
    {"codes": 2, "coalitions": 2, "voices": VOICES},
    {"codes": 3, "coalitions": 2, "voices": ("resident",)},
    {"codes": 2, "coalitions": 1, "voices": ("resident",), "moments": 4},
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(map(str, shape.values())))
def test_no_small_group_follows_from_all_that_goes_out_together(shape):
    told = tried = 0
    for seed in range(SEEDS):
        world = World(seed, **shape)
        known = world.known()
        told += len(known)
        span = Span(known)
        for heap in world.small_heaps():
            tried += 1
            assert not span.has(world.vector(heap)), (seed, heap)
    assert told > 100
    assert tried > 100


@pytest.mark.parametrize(
    ("rule", "without"),
    [
        ("held_back", lambda _whole, parts: {part for part, many in parts.items() if few(many)}),
        ("_gives_away", lambda *_all: False),
        ("together", lambda parts, **at: any(part.goes(**at) for part in parts)),
    ],
)
def test_without_any_of_the_rules_something_would_follow(rule, without, monkeypatch):
    monkeypatch.setattr(hiding, rule, without)
    monkeypatch.setitem(globals(), rule, without)

    def leaks(world: World) -> bool:
        span = Span(world.known())
        return any(span.has(world.vector(heap)) for heap in world.small_heaps())

    shapes = [SHAPES[0], SHAPES[5]]
    assert any(leaks(World(seed, **shape)) for shape in shapes for seed in range(SEEDS))


@pytest.mark.parametrize(("alone", "goes"), [(0, True), (1, False), (4, False), (5, True)])
def test_two_codes_go_out_together_unless_one_less_both_is_a_handful(cast, alone, goes):
    told = Told(cast)
    for _ in range(6):
        told.said(FIRST, "a", "b")
    for _ in range(alone):
        told.said(SECOND, "a")
    for how in How:
        found = together_to_share(told.lens(), Choice(), how)
        assert [pair.both for pair in found.pairs] == ([6] if goes else [])


def test_five_people_go_out_and_four_do_not():
    assert Going(People(whole=5)).goes()
    assert not Going(People(whole=4, coalitions={"1": 4})).goes()


def test_nothing_said_is_told_as_nothing():
    assert Going(People()).goes(coalition="1", voice="resident")
    assert Going(People(whole=6, coalitions={"1": 6})).goes(coalition="2")


def test_a_small_part_takes_another_one_along():
    assert held_back(9, {"a": 3, "b": 6, "c": 8}) == {"a", "b"}
    # All that go out leave five people who are in none of those.
    assert held_back(14, {"a": 3, "b": 4, "c": 7}) == {"a", "b"}
    assert held_back(11, {"a": 3, "b": 3, "c": 6}) == {"a", "b"}
    assert held_back(12, {"a": 6, "b": 6}) == set()


def test_the_voices_of_a_coalition_go_out_when_each_of_them_does():
    cells = {("1", "resident"): 6, ("1", "professional"): 5, ("2", "resident"): 3}
    cells |= {("2", "professional"): 9, ("3", "resident"): 7, ("3", "professional"): 4}
    people = People(
        whole=34,
        coalitions={"1": 11, "2": 12, "3": 11},
        voices={"resident": 16, "professional": 18},
        cells=cells,
    )
    going = Going(people)
    assert going.goes(coalition="1", voice="resident")
    assert not going.goes(coalition="2", voice="professional")
    assert going.goes(coalition="2")
    assert going.goes(voice="resident")


def test_anything_finer_stays_with_the_team():
    going = Going(People(whole=50, moments={"0": 50}, coalitions={"1": 50}))
    with pytest.raises(TooFine):
        going.goes(coalition="1", moment="0")
    with pytest.raises(TooFine):
        hiding.insist_coarse(coalition=False, voice=True, moment=True)


@pytest.mark.parametrize(("people", "told"), [(0, False), (1, True), (4, True), (5, False)])
def test_few_is_somebody_and_hardly_anybody_else(people, told):
    assert few(people) is told
