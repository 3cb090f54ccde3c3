"""The memos of a file. Each is about one thing; what hangs on more things is a memo on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.threads import mentions
from samenspel.threads.models import Code, Memo, Thread

from . import limits, project
from .models import Signature
from .refi.names import own_guid
from .refusals import NotRead
from .work import Layers, Work, by_guid

if TYPE_CHECKING:
    from samenspel.sources.models import Source


class Memos:
    """`made` are the memos (by guid, their keys) that came with this file."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.made: dict[str, int] = {}
        self._on: dict[str, dict[tuple[int | None, ...], dict[str, Any]]] = defaultdict(dict)
        self._left_out: set[str] = set()

    def leave_out(self, guids: Iterable[str]) -> None:
        """These hang on words that are not taken in, and may repeat them."""
        self._left_out.update(guids)

    def hangs(
        self,
        guid: str,
        *,
        code: Code | None = None,
        source: Source | None = None,
        passage: int | None = None,
        thread: Thread | None = None,
    ) -> None:
        """Note what a memo is about; a passage (its key) goes with its source."""
        about = {"code": code, "source": source, "passage": passage, "thread": thread}
        rows = (code, source, thread)
        key = (*(row.pk if row else None for row in rows), passage)
        self._on[guid].setdefault(key, about)

    def keep(
        self, notes: list[project.Note], layers: Layers, mentioned: Callable[[str], str]
    ) -> None:
        """`mentioned` gives what stands in a memo for what it mentions, by guid."""
        wanted: list[tuple[str, project.Note, dict[str, Any]]] = []
        for note in notes:
            if note.guid in self._left_out and not self._on.get(note.guid):
                self.work.losses.add("note_left_out", note.title)
                continue
            things = [*self._on.get(note.guid, {}).values()] or [{}]
            if len(things) * len(note.text) > limits.COPIES:
                self.work.losses.add("note_everywhere", note.title or note.text[:60])
                things = [{}]
            for number, about in enumerate(things):
                guid = own_guid("again", note.guid, number) if number else note.guid
                wanted.append((guid, note, about))
            if len(wanted) > limits.NOTES:
                raise NotRead("too_many", limit=limits.NOTES)
        rows = Memo.objects.unguarded(BOOKS).filter(expedition=self.work.expedition)
        here = by_guid(rows, [guid for guid, _note, _about in wanted])
        memos: list[Memo] = []
        signed: list[Signature] = []
        for guid, note, about in wanted:
            if guid in here:
                continue
            memo = self._memo(guid, note, about)
            memo.text = _with_mentions(note, mentioned)
            memos.append(memo)
            writer = layers.coder(note.user) if note.user else None
            if writer is not None and writer.person_id != self.work.by.pk:
                self.work.losses.add("memo_of_somebody", note.title or note.text[:60])
                signed.append(Signature(memo=memo, coder=writer))
        Memo.objects.unguarded(BOOKS).bulk_create(memos, batch_size=500)
        for each in signed:
            each.memo_id = each.memo.pk  # type: ignore[union-attr]
        Signature.objects.unguarded(BOOKS).bulk_create(signed, batch_size=500)
        self.made = {str(memo.guid): memo.pk for memo in memos}
        self.work.counts["memos"] = len(memos)

    def _memo(self, guid: str, note: project.Note, about: dict[str, Any]) -> Memo:
        place = self.work.choices.place
        where = dict(place.where)
        circle = self.work.circle_in(place)
        code, source, passage = (about.get(name) for name in ("code", "source", "passage"))
        thread = about.get("thread")
        if source is not None:
            where["coalition"] = source.coalition
            circle = min(circle, Circle(source.circle)) if source.circle else Circle.PRIVATE
        elif code is not None:
            where["coalition"] = code.codebook.coalition
        elif thread is not None:
            where["coalition"] = thread.coalition
            circle = min(circle, Circle(thread.circle))
        if circle == Circle.COALITION and where["coalition"] is None:
            circle = Circle.TEAM
        at = self.work.at(note.at)
        return Memo(
            guid=UUID(guid),
            author=self.work.by,
            **where,
            circle=circle,
            ceiling=Circle.PUBLIC,
            title=note.title[:200],
            text=note.text,
            changed=at,
            created=at,
            code=code,
            source=None if passage else source,
            passage_id=passage,
            thread=thread,
        )


def _with_mentions(note: project.Note, mentioned: Callable[[str], str]) -> str:
    """The text with its mentions as they are kept here; a key of elsewhere means nothing here."""
    text = mentions.KEPT.sub(r"[\1 \2]", note.text)
    for name, guid in list(note.mentions.items())[: limits.MENTIONS]:
        called = f"[[{name}]]"
        if called in text and (here := mentioned(guid)):
            text = text.replace(called, here)
    return text
