"""Red threads as codes: a code for each, with one below it for what passages do in it.

That is what every package shows: under a thread stand its passages. How it was worded and how far
it came are memos on it, each by whoever said so, when; what belongs to what is told by sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenspel.circles.models import Circle
from samenspel.threads.models import (
    Recognition,
    Step,
    Thread,
    ThreadPassage,
    Wording,
    latest_status,
)

from . import ours, project
from .gathering_memos import signatures
from .refi import own
from .refi.names import own_guid
from .stamps import stamp

if TYPE_CHECKING:
    from .gathering import Gathered
    from .gathering_memos import Hands, Memos

Weight = ThreadPassage.Weight


class Threads:
    """`rows` go along, by key; `on` is what passages (their keys) do in them, as codings."""

    def __init__(self, gathered: Gathered, hands: Hands, sources: list[int]) -> None:
        self.person, self.hands = gathered.person, hands
        self.on: dict[int, list[project.Coding]] = defaultdict(list)
        self.used: dict[int, set[str]] = defaultdict(set)
        self.inside: dict[int, list[dict[str, str]]] = defaultdict(list)
        self.beside: list[project.Note] = []
        self.wordings: dict[int, list[project.Note]] = defaultdict(list)
        self.steps: dict[int, list[tuple[str, project.Note]]] = defaultdict(list)
        rows = Thread.objects.visible_to(self.person).filter(
            expedition=gathered.expedition, circle__gt=Circle.PRIVATE
        )
        rows = rows.annotate(status=latest_status())
        rows = rows.select_related("coalition", "expedition").order_by("pk")
        self.rows: dict[int, Any] = {row.pk: row for row in rows}
        self._passages(sources)
        self._history()

    def _of(self, table: Any, name: str) -> tuple[list[Any], dict[int, Any]]:
        rows = table.objects.visible_to(self.person).filter(thread__in=self.rows)
        found = list(rows.select_related("by").order_by("pk"))
        return found, signatures(self.person, name, [row.pk for row in found])

    def _passages(self, sources: list[int]) -> None:
        rows = ThreadPassage.objects.visible_to(self.person).filter(
            thread__in=self.rows, passage__version__source__in=sources
        )
        found = list(rows.select_related("by", "passage").order_by("pk"))
        signed = signatures(self.person, "gathered", [row.pk for row in found])
        for row in found:
            thread = self.rows[row.thread_id]
            guid = own_guid("gathered", thread.guid, row.passage.guid)
            user = self.hands.of(row.by, thread, signed.get(row.pk))
            coding = project.Coding(guid, weight_guid(thread, row.weight), user, stamp(row.at))
            if row.note:
                note = project.Note(own_guid("note", guid), row.note, "", user, stamp(row.at))
                self.beside.append(note)
                coding.notes = [note.guid]
            self.on[row.passage_id].append(coding)
            self.used[row.thread_id].add(row.weight)
            told = {"weight": row.weight, "note": row.note, "user": user, "at": coding.at}
            self.inside[row.thread_id].append({"passage": str(row.passage.guid), **told})

    def _history(self) -> None:
        wordings, signed = self._of(Wording, "wording")
        for row in wordings:
            thread, told = self.rows[row.thread_id], self.wordings[row.thread_id]
            guid = own_guid("wording", thread.guid, len(told))
            user = self.hands.of(row.by, thread, signed.get(row.pk))
            told.append(project.Note(guid, row.claim, _("worded"), user, stamp(row.at)))
        steps, signed = self._of(Step, "step")
        for row in steps:
            thread, done = self.rows[row.thread_id], self.steps[row.thread_id]
            guid = own_guid("step", thread.guid, len(done))
            user = self.hands.of(row.by, thread, signed.get(row.pk))
            label = str(Step.Status(row.status).label)
            note = project.Note(guid, row.why or label, label, user, stamp(row.at))
            done.append((row.status, note))

    def codes(self, memos: Memos, *, flat: bool = False) -> Iterator[project.Code]:
        for pk, thread in self.rows.items():
            guid = str(thread.guid)
            history = [*self.wordings[pk], *(note for _status, note in self.steps[pk])]
            yield project.Code(
                guid,
                thread.claim,
                folder=True,
                description=_("A red thread: what recurs."),
                notes=[*(note.guid for note in history), *memos.of(guid)],
            )
            for weight in Weight:
                if weight.value in self.used[pk]:
                    name = f"{thread.claim} – {weight.label}"
                    above = "" if flat else guid
                    yield project.Code(weight_guid(thread, weight.value), name, above)

    def lines(self, memos: Memos) -> Iterator[dict[str, Any]]:
        """Each thread whole: what is spread over codes, notes and sets elsewhere.

        Of what coalitions said of it, whether they recognise it; their words stay with them.
        """
        said: dict[int, dict[str, str]] = defaultdict(dict)
        rows = Recognition.objects.visible_to(self.person).filter(thread__in=self.rows)
        for row in rows.select_related("coalition").order_by("pk"):
            said[row.thread_id][str(row.coalition)] = row.said
        for pk, thread in self.rows.items():
            yield {
                "is": "Thread",
                "guid": str(thread.guid),
                "claim": thread.claim,
                "status": thread.status,
                "at": stamp(thread.created),
                "passages": self.inside[pk],
                "wordings": [project.plain(note) for note in self.wordings[pk]],
                "steps": [
                    {"status": status, **project.plain(note)} for status, note in self.steps[pk]
                ],
                "recognised": said[pk],
                "notes": memos.of(str(thread.guid)),
            }

    def notes(self) -> Iterator[project.Note]:
        yield from self.beside
        for pk in self.rows:
            yield from self.wordings[pk]
            yield from (note for _status, note in self.steps[pk])

    def sets(self) -> Iterator[project.Set]:
        if not self.rows:
            return
        told = project.Set(own_guid("threads"), _("Red threads"), own.THREADS)
        told.codes = [str(thread.guid) for thread in self.rows.values()]
        yield told
        for weight in Weight:
            inside = [
                weight_guid(thread, weight.value)
                for pk, thread in self.rows.items()
                if weight.value in self.used[pk]
            ]
            if inside:
                guid, name = own_guid("weight", weight.value), str(weight.label)
                yield project.Set(guid, name, ours.WEIGHTS[weight.value], inside)
        wordings = [note.guid for notes in self.wordings.values() for note in notes]
        if wordings:
            name = _("How red threads were worded")
            yield project.Set(own_guid("wordings"), name, own.WORDINGS, notes=wordings)
        for status in Step.Status:
            notes = [
                note.guid
                for steps in self.steps.values()
                for reached, note in steps
                if reached == status
            ]
            if notes:
                guid, name = own_guid("step", status.value), str(status.label)
                yield project.Set(guid, name, ours.STEPS[status.value], notes=notes)


def weight_guid(thread: Thread, weight: str) -> str:
    return own_guid("weight", thread.guid, weight)
