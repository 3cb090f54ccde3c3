"""Somebody who knows everything but the scores tries to find one.

They know the rules, who handed in a sheet and when, who took theirs back, and every figure that was
ever shown; they may be one of the group and know their own scores. Of the coalitions that stand
beside this one in the figures over coalitions they know everything. They think through every set of
scores that could have shown just this. A score is given away when in all of those it is the same.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache, lru_cache
from itertools import combinations, combinations_with_replacement, product
from math import comb, prod
from typing import Any

from samenspel.assessments import hiding

SCORES = (1, 2, 3, 4, 5, None)

# What happens to one voice on one element: ("in", sheet), ("out", sheet), ("swap", old, new) and
# ("close",). A sheet is (person, number): whoever hands in another one has two of them.
History = tuple[tuple[Any, ...], ...]
World = tuple[tuple[int | None, ...], ...]
# The scores of other coalitions, of the same voice on the same element.
Beside = tuple[tuple[int | None, ...], ...]


def groups_of(history: History) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """At which closings each sheet was there. Sheets that were there alike can't be told apart.

    Those that were there at none are left out: nothing that is shown can depend on them.
    """
    present: set[tuple[Any, ...]] = set()
    there: dict[tuple[Any, ...], list[int]] = {}
    closings = 0
    for event, *sheet in history:
        if event == "close":
            for one in present:
                there[one].append(closings)
            closings += 1
        if event in ("out", "swap"):
            present.discard(sheet[0])
        if event in ("in", "swap"):
            present.add(sheet[-1])
            there[sheet[-1]] = []
    return {sheet: tuple(when) for sheet, when in there.items() if when}


def replay(
    history: History, scores: dict[tuple[Any, ...], int | None], beside: Beside = ()
) -> list[Any]:
    """What the coalition and what others would have seen after each event, also over coalitions."""
    told: hiding.Data | None = None
    present: dict[tuple[Any, ...], int | None] = {}
    views = []
    for event, *sheet in history:
        if event in ("out", "swap"):
            del present[sheet[0]]
        if event in ("in", "swap"):
            present[sheet[-1]] = scores.get(sheet[-1])
        if event == "out":
            told = told and hiding.lift(told, {"v": len(present)})
        if event == "close":
            told = hiding.settle(told, {"v": {"e": list(present.values())}} if present else {})
        views.append(seen(told, "v", "e") + over(told, beside))
    return views


def over(told: hiding.Data | None, beside: Beside) -> str:
    """The figures over coalitions, with all and with fewer of the others: they may come and go."""
    return _over(json.dumps(told and hiding.outside(told)), beside)


@cache
def _over(own: str, beside: Beside) -> str:
    others = [hiding.outside(settled(scores)) for scores in beside]
    mine = [json.loads(own)] if own != "null" else []
    return "".join(
        json.dumps(hiding.overall([*mine, *some]), sort_keys=True)
        for many in range(hiding.COALITIONS - 1, len(others) + 1)
        for some in combinations(others, many)
    )


def settled(scores: tuple[int | None, ...]) -> hiding.Data:
    return hiding.settle(None, {"v": {"e": list(scores)}})


def seen(told: hiding.Data | None, voice: str, element: str) -> str:
    """The cell and the line of the voice, inside and outside, as one text."""
    if not told:
        return "nothing"
    return json.dumps(
        [
            (one["voices"].get(voice), one["cells"].get(voice, {}).get(element))
            for one in (told, hiding.outside(told))
        ],
        sort_keys=True,
    )


def size(history: History) -> int:
    """How many worlds there are to think through."""
    alike = Counter(groups_of(history).values()).values()
    return prod(comb(many + len(SCORES) - 1, many) for many in alike)


@lru_cache(maxsize=64)
def worlds(history: History, beside: Beside = ()) -> dict[str, list[World]]:
    """By what was seen: every way in which the sheets that can't be told apart may be scored."""
    groups = groups_of(history)
    patterns = sorted(set(groups.values()))
    members = {pattern: [s for s in groups if groups[s] == pattern] for pattern in patterns}
    found: dict[str, list[World]] = defaultdict(list)
    choices = (combinations_with_replacement(SCORES, len(members[p])) for p in patterns)
    for world in product(*choices):
        scores = {
            sheet: score
            for pattern, given in zip(patterns, world, strict=True)
            for sheet, score in zip(members[pattern], given, strict=True)
        }
        found["; ".join(replay(history, scores, beside))].append(world)
    return dict(found)


def given_away(history: History, views: list[str], beside: Beside = ()) -> list[str]:
    """The scores that follow from `views`; [] is good. Fails when the views can't be explained."""
    groups = groups_of(history)
    patterns = sorted(set(groups.values()))
    possible = worlds(history, beside)["; ".join(views)]
    found = []
    knowers: list[list[int]] = [[]]
    for person in {sheet[0] for sheet in groups}:
        own = sorted(patterns.index(groups[sheet]) for sheet in groups if sheet[0] == person)
        if own not in knowers:
            knowers.append(own)
    for own in knowers:
        for known, rest in learned(possible, tuple(own)).items():
            for pattern, scores in zip(patterns, rest, strict=True):
                if len(scores) == 1:
                    found.append(f"knowing {known}, sheets there at {pattern} gave {scores}")
    return found


def learned(possible: list[World], own: tuple[int, ...]) -> dict[Any, list[set[int | None]]]:
    """By what somebody knows of their own sheets (in groups `own`): what others may have given."""
    found: dict[Any, list[set[int | None]]] = {}
    for world in possible:
        for known in set(product(*(world[group] for group in own))):
            rest = [Counter(given) for given in world]
            for group, score in zip(own, known, strict=True):
                rest[group][score] -= 1
            if any(many < 0 for left in rest for many in left.values()):
                continue
            may_be = found.setdefault(known, [set() for _ in world])
            for scores, left in zip(may_be, rest, strict=True):
                scores |= {score for score, many in left.items() if many}
    return found
