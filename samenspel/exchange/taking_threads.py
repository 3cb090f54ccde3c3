"""The red threads of a file of ours. Another package has none: there they are codes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.foundation.rows import portions
from samenspel.threads.models import Step, Thread, ThreadPassage, Wording

from . import ours, project
from .refi import own
from .work import Layers, Work, by_guid, sign

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenspel.sources.models import Source

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Gathered:
    """A passage (its key) that does something in a thread."""

    passage: int
    weight: str
    coding: project.Coding


class Threads:
    """`known` are all threads of the file that are here, by guid, once they were kept."""

    def __init__(self, work: Work, layers: Layers) -> None:
        self.work, self.layers = work, layers
        self.codes: list[project.Code] = []
        self.known: dict[str, Thread] = {}
        self._weights: dict[str, tuple[str, str]] = {}
        self._steps: dict[str, str] = {}
        self._wordings: set[str] = set()
        self._gathered: dict[str, list[Gathered]] = defaultdict(list)
        self._narrowest: dict[str, int] = {}
        self._told: set[int] = set()

    def set_apart(self, codes: list[project.Code], sets: list[project.Set]) -> list[project.Code]:
        """Find the threads among the codes of a file; gives the codes that are no thread."""
        strands = {guid for each in sets if each.description == own.THREADS for guid in each.codes}
        does = {told: weight for weight, told in ours.WEIGHTS.items()}
        reached = {told: status for status, told in ours.STEPS.items()}
        weighs: dict[str, str] = {}
        for each in sets:
            if each.description in does:
                weighs |= dict.fromkeys(each.codes, does[each.description])
            elif each.description in reached:
                self._steps |= dict.fromkeys(each.notes, reached[each.description])
            elif each.description == own.WORDINGS:
                self._wordings.update(each.notes)
        rest: list[project.Code] = []
        for code in codes:
            if code.guid in strands:
                self.codes.append(code)
            elif code.parent in strands and code.guid in weighs:
                self._weights[code.guid] = (code.parent, weighs[code.guid])
            else:
                rest.append(code)
        return rest

    def takes(self, coding: project.Coding, passage: int, source: Source) -> bool:
        """Whether this coding says what a passage (its key) does in a thread."""
        thread, weight = self._weights.get(coding.code, ("", ""))
        if thread:
            self._gathered[thread].append(Gathered(passage, weight, coding))
            narrowest = self._narrowest.get(thread, Circle.PUBLIC)
            self._narrowest[thread] = min(narrowest, source.circle)
        return bool(thread)

    def memos_on(self, code: project.Code) -> Iterable[str]:
        history = self._wordings.union(self._steps)
        return (note for note in code.notes if note not in history)

    def keep(self, notes: list[project.Note]) -> list[project.Note]:
        """Make the threads, with how they came about; gives the notes that are memos."""
        rows = Thread.objects.unguarded(BOOKS).filter(expedition=self.work.expedition)
        here = by_guid(rows, [code.guid for code in self.codes])
        new = [code for code in self.codes if code.guid not in here]
        told = {note.guid: note for note in notes}
        made = [self._thread(code) for code in new]
        Thread.objects.unguarded(BOOKS).bulk_create(made, batch_size=500)
        self.work.threads += [row.pk for row in made]
        self.work.counts["threads"] = len(made)
        self.known = {str(row.guid): row for row in made} | self._open(here)
        self._history(new, told)
        beside = self._gather(told)
        spent = {*self._steps, *self._wordings, *beside}
        return [note for note in notes if note.guid not in spent]

    def _open(self, here: dict[str, Thread]) -> dict[str, Thread]:
        """Those that were here, and that whoever takes this in works on too."""
        keys = [row.pk for row in here.values()]
        mine = Thread.objects.visible_to(self.work.by).values_list("pk", flat=True)
        seen = {pk for some in portions(keys) for pk in mine.filter(pk__in=some)}
        found = {}
        for code in self.codes:
            row = here.get(code.guid)
            if row is None:
                continue
            if row.pk in seen and may(self.work.by, "thread.add", row):
                found[code.guid] = row
            else:
                self.work.losses.add("thread_hidden", code.name)
        return found

    def _thread(self, code: project.Code) -> Thread:
        """Read by no more people than any of the texts it was gathered from."""
        place = self.work.choices.place
        circle = min(self.work.circle_in(place), self._narrowest.get(code.guid, Circle.PUBLIC))
        if circle == Circle.COALITION and place.where["coalition"] is None:
            circle = Circle.PRIVATE
        return Thread(
            guid=UUID(code.guid),
            author=self.work.by,
            **place.where,
            circle=circle,
            ceiling=Circle.PUBLIC,
            claim=code.name[:LONGEST],
        )

    def _history(self, new: list[project.Code], told: dict[str, project.Note]) -> None:
        wordings: list[tuple[Wording, str]] = []
        steps: list[tuple[Step, str]] = []
        for code in new:
            thread = self.known[code.guid]
            by = {"thread": thread, "by": self.work.by}
            notes = [told[guid] for guid in code.notes if guid in told]
            begun = min((self.work.at(note.at) for note in notes), default=self.work.now)
            words = [note for note in notes if note.guid in self._wordings]
            for note in words or [project.Note("", code.name)]:
                at = self.work.at(note.at) if note.at else begun
                row = Wording(claim=note.text[:LONGEST], at=at, **by)
                wordings.append((row, note.user))
            reached = [note for note in notes if note.guid in self._steps]
            for note in reached:
                why = "" if note.text == note.title else note.text[:LONGEST]
                status, at = self._steps[note.guid], self.work.at(note.at)
                steps.append((Step(status=status, why=why, at=at, **by), note.user))
            if not reached:
                steps.append((Step(status=Step.Status.SEED, at=begun, **by), ""))
        self._sign(Wording, "wording", wordings)
        self._sign(Step, "step", steps)

    def _gather(self, told: dict[str, project.Note]) -> set[str]:
        """Put the passages in their threads; gives the notes that stand beside them."""
        there: set[tuple[int, int]] = set()
        for some in portions(row.pk for row in self.known.values()):
            rows_here = ThreadPassage.objects.unguarded(BOOKS).filter(thread__in=some)
            there.update(rows_here.values_list("thread", "passage"))
        rows: list[tuple[ThreadPassage, str]] = []
        beside: set[str] = set()
        for guid, gathered in self._gathered.items():
            thread = self.known.get(guid)
            for each in gathered:
                beside.update(each.coding.notes)
                if thread is None or (thread.pk, each.passage) in there:
                    continue
                there.add((thread.pk, each.passage))
                notes = [told[note].text[:500] for note in each.coding.notes if note in told]
                row = ThreadPassage(
                    thread=thread,
                    passage_id=each.passage,
                    weight=each.weight,
                    note="\n\n".join(notes)[:500],
                    by=self.work.by,
                    at=self.work.at(each.coding.at),
                )
                rows.append((row, each.coding.user))
        self._sign(ThreadPassage, "gathered", rows)
        self.work.counts["gathered"] += len(rows)
        return beside

    def _sign(self, table: Any, name: str, rows: list[tuple[Any, str]]) -> None:
        for row in sign(self.work, self.layers, table, name, rows):
            if table is Wording and row.thread.pk not in self._told:
                self._told.add(row.thread.pk)
                self.work.losses.add("thread_of_somebody", row.thread.claim)
