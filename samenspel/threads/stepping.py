"""Steps at the desk: one thing that somebody does to a stretch of words, and the way back.

A step is numbers, and no words of anybody: what one had there before and after, or where a passage
stood and where it stands. The browser keeps them (`steps.js`) and asks for them again, back or
forth. Going back is doing something, so it passes through the same deeds and stands in the ledger;
what others did meanwhile stays as they left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.sources.models import Version

from . import actions, blind
from .codebooks import code_named
from .models import Code, Coding, Memo, Passage, Thread, ThreadPassage

if TYPE_CHECKING:
    from samenspel.people.models import Person

LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Own:
    """What somebody has at a stretch of words: whether it is a passage, and their codes there.

    Of its threads only those that the step is about, each with what the passage does in it.
    """

    there: bool
    codes: tuple[int, ...] = ()
    threads: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a passage stands; the version by its number."""

    version: int
    start: int
    end: int

    @classmethod
    def of(cls, passage: Passage) -> Place:
        return cls(passage.version.number, passage.start, passage.end)

    def told(self) -> list[int]:
        return [self.version, self.start, self.end]


@dataclass(frozen=True)
class Recoding:
    """A step with codes and threads at [start, end)."""

    start: int
    end: int
    before: Own
    after: Own


@dataclass(frozen=True)
class Move:
    """A step that let a passage begin or end elsewhere."""

    before: Place
    after: Place

    def told(self) -> dict[str, Any]:
        return {"from": self.before.told(), "to": self.after.told()}


@dataclass(frozen=True)
class Recoded:
    """What was done with codes and threads. Undoing it is asking for `before` again."""

    passage: Passage | None
    gone: int | None
    before: Own
    after: Own
    given: tuple[Code, ...] = ()
    joined: tuple[Thread, ...] = ()
    left: tuple[Thread, ...] = ()
    known: tuple[Code, ...] = ()
    """Codes that were read for it."""

    def step(self, at: tuple[int, int]) -> dict[str, Any]:
        return {
            "start": at[0],
            "end": at[1],
            "before": vars(self.before),
            "after": vars(self.after),
        }


@dataclass(frozen=True)
class Moved:
    """A passage that stands elsewhere; for who reads blind it may be another row than it was."""

    passage: Passage
    was: int
    others: bool
    """Whether codes of others came along."""


# What a browser sends back


def read(told: Any) -> Recoding | Move | None:
    """A step as it was kept, or nothing when it is none."""
    try:
        if "from" in told:
            return Move(_place(told["from"]), _place(told["to"]))
        start, end = _number(told["start"]), _number(told["end"])
        return Recoding(start, end, _own_of(told["before"]), _own_of(told["after"]))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _place(told: Any) -> Place:
    return Place(*map(_number, told))


def _own_of(told: Any) -> Own:
    threads = tuple(
        (_number(thread), ThreadPassage.Weight(weight).value)
        for thread, weight in told.get("threads", ())
    )
    return Own(told["there"] is True, tuple(map(_number, told["codes"])), threads)


def _number(told: Any) -> int:
    if type(told) is not int or not 0 <= told <= LARGEST:
        raise ValueError(told)
    return told


# Forth


@transaction.atomic
def recode(
    version: Version,
    *,
    at: Mapping[str, Any],
    by: Person,
    codes: Iterable[Code] = (),
    names: Iterable[str] = (),
    take_off: Iterable[Code] = (),
    drop: bool = False,
    into: Mapping[Thread, str] | None = None,
    out_of: Mapping[Thread, str] | None = None,
) -> Recoded:
    """Give codes to a stretch of words and take own ones off, put it in threads and take it out.

    The words become a passage when they are none yet. With `drop` they stop being one, unless
    something of somebody stands on it still.
    """
    there, before = _standing(version, at, by)
    taken = [code for code in take_off if code.pk in before.codes]
    giving = [*codes, *(code_named(name, version.source, by=by) for name in names)]
    left = [thread for thread, was in (out_of or {}).items() if _leave(there, thread, was, by)]
    passage: Passage | None = there
    if giving or into or (there is None and not drop):
        passage = actions.mark(version, **at, codes=giving, by=by)
    joined = [thread for thread, does in (into or {}).items() if _join(passage, thread, does, by)]
    if there is not None:
        for code in taken:
            actions.take(there, code=code, by=by)
    kept = set(before.codes) - {code.pk for code in taken}
    after = Own(passage is not None, tuple(sorted(kept | {code.pk for code in giving})))
    gone = None
    if passage is not None and drop and not after.codes and _is_bare(passage, by):
        gone, after = passage.pk, Own(there=False)
        actions.remove(passage, by=by)
        passage = None
    known = (*giving, *taken)
    return Recoded(passage, gone, before, after, tuple(giving), tuple(joined), tuple(left), known)


@transaction.atomic
def mark_and_gather(
    version: Version,
    *,
    at: Mapping[str, Any],
    by: Person,
    codes: Iterable[Code] = (),
    names: Iterable[str] = (),
    thread: Thread | None = None,
    weight: str = ThreadPassage.Weight.CARRIES,
    claim: str = "",
) -> Recoded:
    """Mark words and, in one go, give them codes (new ones by name) and put them in a thread."""
    _there, before = _standing(version, at, by)
    giving = [*codes, *(code_named(name, version.source, by=by) for name in names)]
    passage: Passage = actions.mark(version, **at, by=by)
    actions.give_all(passage, codes=giving, names=(), by=by)
    joined = actions.gather_in(passage, thread=thread, weight=weight, claim=claim, by=by)
    own = tuple(sorted({*before.codes, *(code.pk for code in giving)}))
    threads = ((joined.pk, str(weight)),) if joined else ()
    return Recoded(passage, None, before, Own(True, own, threads), tuple(giving))


def removed(passage: Passage, codes: Iterable[int]) -> dict[str, Any]:
    """The step of taking a mark away with these codes, all of them one's own."""
    gone = Recoded(None, passage.pk, Own(True, tuple(codes)), Own(there=False))
    return gone.step((passage.start, passage.end))


# Back, and forth again


def again(version: Version, step: Recoding | Move, *, forth: bool, by: Person) -> Recoded | Moved:
    """Take a step back, or once more."""
    if isinstance(step, Move):
        return _move_again(version, step, forth=forth, by=by)
    old, new = (step.before, step.after) if forth else (step.after, step.before)
    giving, off = set(new.codes) - set(old.codes), set(old.codes) - set(new.codes)
    codes = Code.objects.visible_to(by).select_related("codebook").in_bulk(giving | off)
    if not giving <= set(codes):
        raise Refused(_("This code is not there any more. Open the text again."))
    into, out_of = dict(new.threads), dict(old.threads)
    threads = Thread.objects.visible_to(by).in_bulk(into.keys() | out_of.keys())
    if not into.keys() <= set(threads):
        raise Refused(_("This thread is not there any more."))
    start, end = step.start, step.end
    here = Passage.objects.visible_in(version.source, by)
    there = here.filter(version=version, start=start, end=end)
    if old.there and not (giving or into or there.exists()):
        raise Refused(_("Somebody changed or removed this passage since. It stays as it is now."))
    return recode(
        version,
        at={"start": start, "end": end, **_words(version, start, end)},
        codes=[codes[key] for key in sorted(giving)],
        take_off=[codes[key] for key in sorted(off & set(codes))],
        drop=not new.there,
        into={threads[key]: weight for key, weight in into.items()},
        out_of={threads[key]: weight for key, weight in out_of.items() if key in threads},
        by=by,
    )


@transaction.atomic
def _move_again(version: Version, step: Move, *, forth: bool, by: Person) -> Moved:
    now, then = (step.before, step.after) if forth else (step.after, step.before)
    versions = Version.objects.visible_to(by).filter(source=version.source_id)
    numbers = {
        each.number: each for each in versions.filter(number__in=[now.version, then.version])
    }
    rows = Passage.objects.visible_in(version.source, by).select_related("version__source")
    there = rows.filter(version=numbers.get(now.version), start=now.start, end=now.end).first()
    to = numbers.get(then.version)
    if there is None or to is None:
        raise Refused(_("Somebody changed or removed this passage since. It stays as it is now."))
    was = there.pk
    words = _words(to, then.start, then.end)
    passage = actions.change(there, version=to, start=then.start, end=then.end, by=by, **words)
    given = Coding.objects.visible_to(by).filter(passage=passage).exclude(coder__person=by)
    return Moved(passage, was, given.exists())


def _words(version: Version, start: int, end: int) -> dict[str, str]:
    """What stands there, for deeds that ask what somebody saw: a version never changes."""
    return {"words": version.text[start:end], "sha256": version.sha256}


def _standing(version: Version, at: Mapping[str, Any], by: Person) -> tuple[Passage | None, Own]:
    start, end = actions.the_words_seen(version, **at)
    stretch = {"version": version, "start": start, "end": end}
    there = Passage.objects.visible_in(version.source, by).filter(**stretch).first()
    return there, _own(there, by)


def _own(passage: Passage | None, by: Person) -> Own:
    if passage is None:
        return Own(there=False)
    own = Coding.objects.unguarded(BOOKS).filter(passage=passage, coder__person=by)
    return Own(True, tuple(own.order_by("id").values_list("code", flat=True)))


def _is_bare(passage: Passage, by: Person) -> bool:
    """Whether nothing of anybody stands on it; for who reads blind, nothing of their own."""
    on_it = [table.objects.filter(passage=passage) for table in (Coding, ThreadPassage, Memo)]
    if blind.reading_of(by, passage.belongs_to) is not None:
        return not any(rows.visible_to(by).exists() for rows in on_it)
    return not any(rows.unguarded(BOOKS).exists() for rows in on_it)


def _join(passage: Passage | None, thread: Thread, weight: str, by: Person) -> bool:
    """Put it in the thread, unless it is there."""
    if passage is None or _row(passage, thread, by) is not None:
        return False
    actions.add(thread, passage=passage, weight=weight, by=by)
    return True


def _leave(passage: Passage | None, thread: Thread, weight: str, by: Person) -> bool:
    """Take it out of the thread, unless somebody did more with it there."""
    row = _row(passage, thread, by)
    if row is None:
        return False
    if row.by_id != by.pk or row.weight != weight or row.note:
        told = _(
            "More was said since about this passage in the thread ‘%s’, so it stays there. "
            "You can take it out on the page of the thread."
        )
        raise Refused(told % thread.claim)
    actions.take_out(row, by=by)
    return True


def _row(passage: Passage | None, thread: Thread, by: Person) -> ThreadPassage | None:
    if passage is None:
        return None
    rows = ThreadPassage.objects.visible_to(by).filter(passage=passage, thread=thread)
    found: ThreadPassage | None = rows.select_related("thread", "passage__version__source").first()
    return found
