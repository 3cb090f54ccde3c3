"""What may leave the team: no figure that rests on a handful of people. Nothing touches a table.

The team reads every word, so on its own screens every figure stands. A file, a picture or a sheet
of paper goes further, and there the words are not beside it. Of each code on its own, what counts:

1. A code goes out when it rests on at least ten people in at least three coalitions: what a single
   coalition or two said would be told of them, not of the expedition. A figure within it goes out
   when it rests on at least five people.
2. One thing is told apart at a time: coalitions, voices or moments. Besides these only the voices
   within coalitions (4); anything finer stays with the team, and so do the counts of one thread.
3. Parts that are held back must together rest on five people too: else the whole less the other
   parts would give them away. If they don't, the smallest other part is held back with them.
4. The voices of a coalition go out when each of them that anybody is in does; and of each voice,
   what is left of it in the other coalitions must rest on five people or on nobody. If it doesn't,
   the smallest coalition is held back too.
5. A code together with those below it goes out where each of them does. So does any code at all,
   and with it what a figure is a share of.

So whatever is taken along, in however many tables, what a group of fewer than five said can't be
worked out from them: `tests/test_hiding.py` tries. People are counted, never listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LEAST = 5
EVERYBODY, PLACES = 10, 3  # on how many people in how many coalitions the whole has to rest
NOBODY = "0"  # words of which nobody knows who speaks: no voice, and so none to hide


class TooFine(Exception):
    """More things are told apart than may be in what leaves the team (rule 2)."""


def few(people: int) -> bool:
    """Whether there is somebody, and hardly anybody else."""
    return 0 < people < LEAST


def of_everybody(people: int, coalitions: int) -> bool:
    """Whether something rests on so many people, in so many coalitions, that it may be told of the
    whole expedition (rule 1)."""
    return people >= EVERYBODY and coalitions >= PLACES


@dataclass(frozen=True)
class People:
    """How many people one code rests on: in all, by one thing at a time, and per voice of each
    coalition. Where nobody is, nothing stands. The keys are those of addresses."""

    whole: int = 0
    coalitions: Mapping[str, int] = field(default_factory=dict)
    voices: Mapping[str, int] = field(default_factory=dict)
    moments: Mapping[str, int] = field(default_factory=dict)
    cells: Mapping[tuple[str, str], int] = field(default_factory=dict)


def insist_coarse(*, coalition: bool, voice: bool, moment: bool, thread: bool = False) -> None:
    """Refuse to tell so many things apart at once, or one thread apart from the rest (rule 2)."""
    if thread or (moment and (coalition or voice)):
        raise TooFine


class Going:
    """What of one code goes out."""

    def __init__(self, people: People) -> None:
        self.people = people
        places = [key for key, many in people.coalitions.items() if many and key != NOBODY]
        self.whole = not people.whole or of_everybody(people.whole, len(places))
        self._held = {
            "coalitions": held_back(people.whole, people.coalitions),
            "moments": held_back(people.whole, people.moments),
            "voices": held_back(people.whole, people.voices),
        }
        self._whole_rows = whole_rows(people) if self.whole else set()

    def goes(self, *, coalition: str = "", voice: str = "", moment: str = "") -> bool:
        """Whether the figure goes out of this coalition, voice or moment; '' is all of them."""
        if not self.whole:
            return False
        match bool(coalition), bool(voice), bool(moment):
            case True, False, False:
                return coalition not in self._held["coalitions"]
            case False, True, False:
                return voice not in self._held["voices"]
            case False, False, True:
                return moment not in self._held["moments"]
            case True, True, False:
                return coalition in self._whole_rows or coalition not in self.people.coalitions
            case False, False, False:
                return True
        raise TooFine


def together(parts: Iterable[Going], **at: str) -> bool:
    """Whether a figure of several codes together goes out (rule 5)."""
    return all(part.goes(**at) for part in parts)


def held_back(whole: int, parts: Mapping[str, int]) -> set[str]:
    """The parts that stay with the team (rules 1 and 3).

    How many people those rest on together is not known, as somebody may be in several; it is at
    least the most of one of them, and the whole less all that go out.
    """
    held = {part for part, many in parts.items() if few(many)}
    while held and len(held) < len(parts):
        if at_least(whole, parts, held) >= LEAST:
            break
        held.add(min(parts.keys() - held, key=lambda part: (parts[part], part)))
    return held


def at_least(whole: int, parts: Mapping[str, int], some: set[str]) -> int:
    """How many people some of the parts rest on, at the very least."""
    others = sum(many for part, many in parts.items() if part not in some)
    return max([*(parts[part] for part in some if part in parts), whole - others, 0])


def whole_rows(people: People) -> set[str]:
    """The coalitions of which every voice goes out (rule 4)."""
    rows: dict[str, dict[str, int]] = {}
    for (coalition, voice), many in people.cells.items():
        rows.setdefault(coalition, {})[voice] = many
    clean = {
        coalition
        for coalition, row in rows.items()
        if not any(few(many) for voice, many in row.items() if voice != NOBODY)
    }
    clean -= held_back(people.whole, people.coalitions)
    voices = {voice for _coalition, voice in people.cells if voice != NOBODY}
    while clean and any(_gives_away(people, rows, clean, voice) for voice in voices):
        clean.remove(min(clean, key=lambda one: (people.coalitions.get(one, 0), one)))
    return clean


def _gives_away(
    people: People, rows: Mapping[str, Mapping[str, int]], clean: set[str], voice: str
) -> bool:
    """Whether this voice, less what goes out of it, is a handful of people elsewhere."""
    parts = {coalition: row[voice] for coalition, row in rows.items() if voice in row}
    left = parts.keys() - clean
    return bool(left) and at_least(people.voices.get(voice, 0), parts, left) < LEAST
