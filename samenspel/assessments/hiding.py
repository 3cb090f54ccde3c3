"""The small-group rules: what may be told of a handful of scores. Nothing here touches a table.

A mean is told from four scores on, rounded to half points; whether people are far apart, and what
they wrote, from five. Near the ends of the scale a rounded mean would still give every score away
(four people, mean 5), also to somebody who knows their own: so it ends at "4 or more", or with
seven scores at "4.5 or more". Of being far apart nothing is said where its absence would tell.
There is no total beside the voices: two rounded means and a rounded total together can give away a
whole voice. `tests/test_nothing_leaks.py` proves it.

A voice is told once, with all its elements. It never gets newer figures, since the difference of
two figures is the score of whoever came between them; it can only be lifted.

Over coalitions (`overall`) the figures are made of nothing but what each of these coalitions shows
outside. Whoever reads them may read every one of those, so that nothing can be taken away from the
whole to find a part that was not theirs to see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Data = dict[str, Any]

LEAST = 4  # scores for a mean, within a coalition
LEAST_FOR_WORDS = 5  # for remarks and for being far apart; outside, also for a mean
MIDDLE = 6  # of the scale of 1 to 5, in half points
FAR = 3  # points between the lowest and the highest
LARGER = 7  # scores from which a mean may come one step nearer to the ends
ENDS = {False: (4, 8), True: (3, 9)}  # half points, up to and from `LARGER` scores
COALITIONS = 3  # for figures over coalitions, and
PEOPLE = 10


def half_points(total: int, many: int) -> int:
    """The mean in half points (2 to 10); what lies exactly between goes away from the middle."""
    below, rest = divmod(2 * total, many)
    if 2 * rest == many:
        return below + (below >= MIDDLE)
    return below + (2 * rest > many)


def mean(total: int, many: int) -> int:
    """The mean in half points as it may be told: not beyond the ends."""
    low, high = ENDS[many >= LARGER]
    return min(max(half_points(total, many), low), high)


def cell(scores: Iterable[int | None]) -> Data | None:
    """What may be told of the scores (1 to 5, None for "I don't know") of one voice on one element.

    `half`: the mean in half points; `edge`: "low" or "high" when it is that or beyond; `n`: how
    many scored; `far`: whether some are far apart, None when that is not told; `words`: whether
    remarks show.
    """
    given = [score for score in scores if score is not None]
    many = len(given)
    if many < LEAST:
        return None
    half = mean(sum(given), many)
    words = many >= LEAST_FOR_WORDS
    tells = words and not nearness_tells(half, many)
    return {
        "half": half,
        "edge": edge(half, many),
        "n": many,
        "far": max(given) - min(given) >= FAR if tells else None,
        "words": words,
    }


def edge(half: int, many: int) -> str:
    """ "low" or "high" when the mean is told as "this or beyond", otherwise nothing."""
    low, high = ENDS[many >= LARGER]
    return {low: "low", high: "high"}.get(half, "")


def nearness_tells(half: int, many: int) -> bool:
    """Whether "not far apart" beside this mean could give all others away to one of them.

    Who scored 1 then knows that nobody scored above 3; when the mean is as high as that allows,
    all others scored 3. Happens with 8 to 12 scores only: more of them leave room.
    """
    reach = FAR - 1
    for own in range(1, 6):
        up, down = (own + (many - 1) * (own + step) for step in (reach, -reach))
        if own + reach <= 5 and mean(up, many) == half != mean(up - 1, many):
            return True
        if own - reach >= 1 and mean(down, many) == half != mean(down + 1, many):
            return True
    return False


def of_voice(many: int) -> Data:
    """What may be told of how many sheets a voice handed in."""
    if many >= LEAST:
        return {"n": many, "words": many >= LEAST_FOR_WORDS}
    return {"few": True} if many else {}


def settle(before: Data | None, sheets: Mapping[str, Mapping[str, list[int | None]]]) -> Data:
    """The figures of a round: a voice that was told stays as it is, one that can be told is added.

    `sheets`: by voice, by element, a score or None of each sheet. A voice of which fewer than four
    sheets are left is lifted, and stays so.
    """
    was = before or {"voices": {}, "cells": {}}
    told = lift(was, {voice: _many(rows) for voice, rows in sheets.items()})
    for voice, rows in sheets.items():
        if not {"n", "lifted"} & set(told["voices"].get(voice, {})):
            told["voices"][voice] = of_voice(_many(rows))
            if "n" in told["voices"][voice]:
                cells = {element: cell(scores) for element, scores in rows.items()}
                told["cells"][voice] = {element: row for element, row in cells.items() if row}
    return told


def _many(rows: Mapping[str, list[int | None]]) -> int:
    return max(map(len, rows.values()), default=0)


def lift(told: Data, left: Mapping[str, int]) -> Data:
    """The same figures after somebody took their answers back; `left`: sheets by voice."""
    gone = [
        voice for voice, was in told["voices"].items() if "n" in was and left.get(voice, 0) < LEAST
    ]
    return {
        "voices": told["voices"] | {voice: {"lifted": True} for voice in gone},
        "cells": {voice: rows for voice, rows in told["cells"].items() if voice not in gone},
    }


def outside(told: Data) -> Data:
    """What of it may be read outside the coalition: from five scores of a voice on, no words."""
    shown: Data = {"voices": {}, "cells": {}}
    for voice, was in told["voices"].items():
        if was.get("n", 0) >= LEAST_FOR_WORDS:
            shown["voices"][voice] = {"n": was["n"]}
            shown["cells"][voice] = {
                element: row
                for element, row in told["cells"].get(voice, {}).items()
                if row["n"] >= LEAST_FOR_WORDS
            }
        elif was:
            shown["voices"][voice] = {"lifted": True} if "lifted" in was else {"few": True}
    return shown


def overall(shown: Sequence[Data]) -> Data:
    """Figures over coalitions, from what `outside` tells of each, with elements named alike.

    Of a voice on an element: the middle one of the coalitions' figures, the lowest and the highest.
    A voice that is shown by too few coalitions is "few".
    """
    told: Data = {"voices": {}, "cells": {}}
    for voice in dict.fromkeys(voice for one in shown for voice in one["voices"]):
        cells = _over(one["cells"].get(voice, {}) for one in shown)
        if cells:
            many = [one["voices"][voice]["n"] for one in shown if one["cells"].get(voice)]
            told["cells"][voice] = cells
            told["voices"][voice] = {"n": sum(many), "coalitions": len(many)}
        else:
            told["voices"][voice] = {"few": True}
    return told


def _over(rows: Iterable[Mapping[str, Data]]) -> dict[str, Data]:
    by_element: dict[str, list[Data]] = {}
    for row in rows:
        for element, one in row.items():
            by_element.setdefault(element, []).append(one)
    return {element: cell for element, each in by_element.items() if (cell := middle(each))}


def middle(cells: Sequence[Data]) -> Data | None:
    """The middle one of these figures, in half points, and how far they lie apart.

    All get the ends of a small group, to stand in one order: "4 or more" and 4.5 can't be compared.
    """
    people = sum(cell["n"] for cell in cells)
    if len(cells) < COALITIONS or people < PEOPLE:
        return None
    low, high = ENDS[False]
    halves = sorted(min(max(cell["half"], low), high) for cell in cells)
    pair = halves[(len(halves) - 1) // 2], halves[len(halves) // 2]
    edges = {low: "low", high: "high"}
    found = {edges[half] for half in pair if half in edges}
    return {
        "half": half_points(sum(pair), 4),
        "edge": found.pop() if len(found) == 1 else "",
        "lowest": halves[0],
        "highest": halves[-1],
        "coalitions": len(cells),
        "n": people,
    }
