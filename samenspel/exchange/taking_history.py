"""What was done to codes elsewhere, and what coders said there about a difference.

Each is here in the name of whoever took it in, with whose hand it was (`Signature`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from samenspel.circles.sight import BOOKS
from samenspel.threads.codebooks import FIELDS
from samenspel.threads.models import Code, CodeChange, Talk

from . import project
from .refi import own
from .work import Layers, Work, by_guid, sign

if TYPE_CHECKING:
    from samenspel.sources.models import Version

    from .taking_codes import Codes

What = CodeChange.What
Places = Mapping[tuple[int, int, int], int]
LONGEST_NOTE = 2_000
LONGEST = 80
WHOLE = {*FIELDS, "parent", "element"}
OTHER = {"other", "name"}
TAKEN = {"given", "twice", "twins", "memos", "talks", "examples"}
SHAPES: dict[str, tuple[set[str], set[str]]] = {
    What.ADDED: (set(), WHOLE),
    What.CHANGED: (WHOLE, WHOLE),
    What.MOVED: (WHOLE, WHOLE),
    What.MERGED: ({*WHOLE, *TAKEN, "children"}, OTHER),
    What.SPLIT: ({"given"}, OTHER),
    What.RETURNED: ({"given"}, OTHER),
    What.REMOVED: ({*WHOLE, "children"}, set()),
}
"""What is told of each kind, before and after: undoing it rests on that, and on nothing else."""


class Talks:
    """`made` are the talks that came with this file, by guid."""

    def __init__(self, work: Work, layers: Layers, codes: Codes) -> None:
        self.work, self.layers, self.codes = work, layers, codes
        self.made: dict[str, int] = {}

    def keep(
        self, sources: list[project.Source], versions: Mapping[str, Version], places: Places
    ) -> None:
        """Where something was said about the same words and code already, nothing is added."""
        if not any(each.talks for each in sources):
            return
        rows = Talk.objects.unguarded(BOOKS).filter(
            version__in=[version.pk for version in versions.values()]
        )
        there = set(rows.values_list("version", "code", "start", "end"))
        made: list[tuple[Talk, project.Talk]] = []
        for each in sources:
            version = versions[each.guid]
            passages = {
                one.guid: places.get((version.pk, one.start, one.end)) for one in each.selections
            }
            for told in each.talks:
                code = self.codes.known.get(told.code)
                if code is None or told.outcome not in ("", *Talk.Outcome.values):
                    self.work.losses.add("talk_codeless", each.name)
                elif (version.pk, code.pk, told.start, told.end) not in there:
                    made.append((self._row(told, version, code, passages), told))
        if not made:
            return
        rows_made = [(row, told.user) for row, told in made]
        for row in sign(self.work, self.layers, Talk, "talk", rows_made):
            self.work.losses.add("talk_of_somebody", row.code.name_nl)
        through = Talk.coders.through
        through.objects.bulk_create(
            [
                through(talk_id=row.pk, coder_id=self.layers.coder(user).pk)
                for row, told in made
                for user in dict.fromkeys(told.coders)
                if user in self.work.users
            ],
            batch_size=500,
            ignore_conflicts=True,
        )
        self.made |= {told.guid: row.pk for row, told in made}
        self.work.counts["talks"] += len(made)

    def _row(
        self, told: project.Talk, version: Version, code: Code, passages: Mapping[str, int | None]
    ) -> Talk:
        followed: dict[str, list[int]] = {}
        for user, places in told.followed.items():
            mine = self.layers.own(user)
            is_mine = mine is not None and mine.person_id == self.work.by.pk
            key = str(self.work.by.pk) if is_mine else user
            followed[key] = [pk for place in places if (pk := passages.get(place))]
        return Talk(
            version=version,
            code=code,
            start=told.start,
            end=told.end,
            note=told.note[:LONGEST_NOTE],
            outcome=told.outcome,
            followed={key: found for key, found in followed.items() if found},
            by=self.work.by,
            at=self.work.at(told.at),
        )


class History:
    """What a file says was done to codes, of which nothing was known here before.

    A code that was here already keeps the history that it has here.
    """

    def __init__(self, work: Work, layers: Layers, codes: Codes) -> None:
        self.work, self.layers, self.codes = work, layers, codes
        self.changes: list[project.Change] = []
        self._names: dict[str, str] = {}
        self._passages: dict[str, int] = {}

    def sift(self, changes: list[project.Change], sets: list[project.Set]) -> set[str]:
        """Which of these are news; gives the codes (their guids) whose history they tell."""
        if not changes:
            return set()
        mine = {"codebook__expedition": self.work.expedition}
        guids = {each.code for each in changes}
        here = {
            guid
            for table in (Code, CodeChange)
            for guid in by_guid(table.objects.unguarded(BOOKS).filter(**mine), guids)
        }
        self.changes = [each for each in changes if each.code not in here]
        self._names = {each.guid: each.name for each in sets if each.description == own.CODEBOOK}
        self._passages = dict.fromkeys(_passages_in(self.changes), 0)
        return {each.code for each in self.changes if each.what == What.ADDED and each.name}

    def stands(self, guid: str, passage: int) -> None:
        """This passage (its key) is here."""
        if guid in self._passages:
            self._passages[guid] = passage

    def keep(self, talks: Mapping[str, int], memos: Mapping[str, int]) -> None:
        """Both are those that came with this file, by guid; passages are here too."""
        if not self.changes:
            return
        sides = [side for each in self.changes for side in (each.before, each.after)]
        self._elements = self.codes.elements_of(
            {side["element"] for side in sides if side.get("element")}
        )
        self._beside = {"memos": memos, "talks": talks}
        rows: list[tuple[CodeChange, str]] = []
        for each in self.changes:
            row = self._row(each)
            if row is None:
                self.work.losses.add("change_odd", each.name)
            else:
                rows.append((row, each.user))
        for made in sign(self.work, self.layers, CodeChange, "change", rows):
            self.work.losses.add("change_of_somebody", made.name)
        self.work.counts["changes"] = len(rows)

    def _row(self, each: project.Change) -> CodeChange | None:
        """None when it does not say what belongs there: undoing it would trip over that."""
        code = self.codes.known.get(each.code)
        if each.what not in SHAPES or (code is None and each.book not in self._names):
            return None
        self._left = 0
        may_before, may_after = SHAPES[each.what]
        before = self._side(
            {name: told for name, told in each.before.items() if name in may_before}
        )
        after = self._side({name: told for name, told in each.after.items() if name in may_after})
        if each.what in (What.CHANGED, What.MOVED):
            complete = bool(after) and before.keys() == after.keys()
        else:
            must = may_before & {*WHOLE, "given"}
            complete = must <= before.keys() and may_after & OTHER <= after.keys()
        if not complete:
            return None
        if each.what == What.MERGED:
            before = _agreeing({"twice": [], "twins": [], **before})
        if self._left:
            self.work.losses.add("change_partly", each.name)
        book = code.codebook if code else self.codes.books.of(each.book, self._names[each.book])
        return CodeChange(
            codebook=book,
            guid=UUID(each.code),
            name=each.name[:LONGEST],
            what=each.what,
            before=before,
            after=after,
            by=self.work.by,
            at=self.work.at(each.at),
        )

    def _side(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """What a code was, or became, with keys for guids."""
        side: dict[str, Any] = {}
        for name, value in told.items():
            if name in (*FIELDS, "name"):
                if _fits(name, value):
                    side[name] = value
            elif name == "element":
                found = self._here(self._elements, [value] if value else [])
                side[name] = found[0] if found else None
            elif name in ("given", "twice", "twins"):
                side[name] = list(self._codings(value))
            elif name == "children":
                side[name] = [guid for guid in value if guid in self.codes.made]
                self._left += len(value) - len(side[name])
            elif name == "examples":
                side[name] = self._here(self._passages, value)
            elif name in self._beside:
                side[name] = self._here(self._beside[name], value)
            else:  # the code above it, and the other one: known by their guids
                side[name] = value
        return side

    def _here(self, known: Mapping[str, int], guids: Iterable[str]) -> list[int]:
        guids = list(guids)
        found = [known[guid] for guid in guids if known.get(guid)]
        self._left += len(guids) - len(found)
        return found

    def _codings(self, told: Mapping[str, Any]) -> Iterator[list[Any]]:
        """[passage, coder] of each, once, with what it was where that is told.

        Only in layers that came with this file, and in one's own: undoing moves these codings.
        """
        there: set[tuple[int, int]] = set()
        for user, places in told.items():
            coder = self.layers.coder(user) if user in self.work.users else None
            for guid in places:
                passage = self._passages.get(guid)
                if coder is None or not passage or not self.layers.came_along(coder):
                    self._left += 1
                    continue
                if (passage, coder.pk) not in there:
                    there.add((passage, coder.pk))
                    was = [self._was(places[guid])] if isinstance(places, dict) else []
                    yield [passage, coder.pk, *was]

    def _was(self, told: Mapping[str, Any]) -> dict[str, Any]:
        return {**told, "at": self.work.at(told["at"]).isoformat()}


def _agreeing(before: dict[str, Any]) -> dict[str, Any]:
    """What two codes both had was given to this one too, and of that alone is told what it was."""
    given = {tuple(each) for each in before["given"]}
    twice = [each for each in before["twice"] if tuple(each) in given]
    both = {tuple(each) for each in twice}
    twins = [each for each in before["twins"] if tuple(each[:2]) in both]
    return {**before, "twice": twice, "twins": twins}


def _fits(name: str, value: Any) -> bool:
    """Whether a code may have this: whoever wrote the file may have put anything there."""
    if name == "colour":
        return value in Code.Colour.values
    if name == "mark":
        return value in Code.Mark.values
    return isinstance(value, str) and (len(value) <= LONGEST or not name.startswith("name"))


def _passages_in(changes: Iterable[project.Change]) -> Iterator[str]:
    for each in changes:
        for side in (each.before, each.after):
            yield from side.get("examples", ())
            for name in ("given", "twice", "twins"):
                for places in side.get(name, {}).values():
                    yield from places
