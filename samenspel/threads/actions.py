"""Deeds of understanding: mark words, give them codes, gather them in threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samenspel.circles.deeds import coordinator, deed
from samenspel.circles.deeds import take as take_rows
from samenspel.circles.models import Circle, Coalition, Expedition
from samenspel.circles.sight import BOOKS, lifted
from samenspel.foundation.errors import ChangedMeanwhile, Refused, needed
from samenspel.sources import search
from samenspel.sources.models import Speaker, Version
from samenspel.sources.offsets import OutsideTextError, cut, trim

from . import blind
from .codebooks import code_named
from .models import (
    BlindReading,
    Code,
    Coder,
    Coding,
    Memo,
    Passage,
    Recognition,
    Step,
    Thread,
    ThreadPassage,
    Wording,
)
from .rights import first_circle, of_the_team, place_of_work, readers_of_words

if TYPE_CHECKING:
    from samenspel.people.models import Person


class TextChanged(Refused):
    """The words somebody chose are not the words that stand in this version."""


# Passages


@deed("passage.mark", may=readers_of_words)
def mark(
    version: Version,
    *,
    start: int,
    end: int,
    words: str,
    sha256: str,
    by: Person,
    codes: Iterable[Code] = (),
) -> Passage:
    """Mark words in a text. The same words are marked once: then only the codes are added.

    `words` and `sha256` are what the reader saw; when the version holds something else, nothing
    is marked.
    """
    start, end = the_words_seen(version, start, end, words, sha256)
    passage, made = Passage.objects.unguarded(BOOKS).get_or_create(
        version=version, start=start, end=end, defaults={"made_by": by}
    )
    if made:
        _hear(passage)
    else:
        blind.marked_too(passage, by)
    for code in codes:
        _give(passage, code, by)
    found: Passage = passage
    return found


@deed("passage.change", may=readers_of_words)
def change(
    passage: Passage,
    *,
    start: int,
    end: int,
    words: str,
    sha256: str,
    by: Person,
    version: Version | None = None,
) -> Passage:
    """Let a passage begin or end elsewhere, or stand in a newer version. Codes and threads stay."""
    version = version or passage.version
    if version.source_id != passage.version.source_id:
        raise ValueError("a passage stays in its own source")
    start, end = the_words_seen(version, start, end, words, sha256)
    reading = blind.reading_of(by, passage.belongs_to)
    if reading is not None:
        return _change_blind(passage, version, (start, end), reading, by)
    blind.insist_free(passage, by)
    others = Passage.objects.unguarded(BOOKS).filter(version=version, start=start, end=end)
    if others.exclude(pk=passage.pk).exists():
        raise Refused(_("These words are a passage already. Remove this one, and use that."))
    return _move(passage, version, start, end)


def _change_blind(
    passage: Passage, version: Version, at: tuple[int, int], reading: BlindReading, by: Person
) -> Passage:
    """For whoever reads blind: what others marked stays where it is, and is not spoken of."""
    start, end = at
    if (version.pk, start, end) == (passage.version_id, passage.start, passage.end):
        return passage
    rows = Passage.objects.unguarded(BOOKS)
    twin = rows.filter(version=version, start=start, end=end).first()
    if twin is None:
        if not blind.is_shared(passage, reading, by):
            return _move(passage, version, start, end)
        twin = rows.create(version=version, start=start, end=end, made_by=by)
        _hear(twin)
    return blind.move(passage, twin, reading, by)


@deed("passage.remove", may=readers_of_words)
def remove(passage: Passage, *, by: Person) -> Passage:
    """Take a mark away, with its own codes. Not while it carries other people's work."""
    gathered = ThreadPassage.objects.filter(passage=passage)
    coded = Coding.objects.filter(passage=passage).exclude(coder__person=by)
    memos = Memo.objects.filter(passage=passage)
    if gathered.visible_to(by).exists():
        raise Refused(_("This passage is in a thread. Take it out of the thread first."))
    if coded.visible_to(by).exists():
        raise Refused(_("Somebody else gave a code to this passage. Ask them to take it off."))
    if memos.visible_to(by).exists():
        raise Refused(_("There is a memo about this passage. Remove the memo first."))
    reading = blind.reading_of(by, passage.belongs_to)
    if reading is not None:
        blind.leave(passage, reading, by)
        return passage
    blind.insist_free(passage, by)
    if any(rows.unguarded(BOOKS).exists() for rows in (gathered, coded, memos)):
        raise Refused(
            _("Others work with these words too, where you can't look. The passage stays.")
        )
    Passage.objects.unguarded(BOOKS).filter(pk=passage.pk).delete()
    return passage


@deed("passage.carry", may=readers_of_words)
def carry(version: Version, *, places: Mapping[Passage, tuple[int, int]], by: Person) -> int:
    """Take passages along to a new version of their text, to the places given."""
    carried = 0
    reading = blind.reading_of(by, version.source)
    for passage, (start, end) in places.items():
        if passage.version.source_id != version.source_id:
            raise ValueError("a passage stays in its own source")
        start, end = trim(version.text, start, end)
        cut(version.text, start, end)
        if reading is not None:
            _change_blind(passage, version, (start, end), reading, by)
            carried += 1
            continue
        twin = (
            Passage.objects.unguarded(BOOKS).filter(version=version, start=start, end=end).first()
        )
        if twin is None:
            _move(passage, version, start, end)
        elif twin.pk != passage.pk:
            _merge(passage, twin)
        carried += 1
    return carried


def text_changed() -> TextChanged:
    return TextChanged(
        _("This text was changed after you opened it. Open it again and choose your words.")
    )


def the_words_seen(
    version: Version, start: int, end: int, words: str, sha256: str
) -> tuple[int, int]:
    try:
        stands = cut(version.text, start, end)
    except OutsideTextError:
        stands = ""
    if sha256 != version.sha256 or words.split() != stands.split():
        raise text_changed()
    start, end = trim(version.text, start, end)
    if start == end:
        raise Refused(_("There are no words in what you chose. Choose at least one word."))
    return start, end


def _hear(passage: Passage) -> None:
    """Keep with a passage whose words they are."""
    version = passage.version
    labels = {piece.get("speaker") for piece in version.layout} - {None}
    heard = {
        piece.get("speaker")
        for piece in version.layout
        if piece["start"] < passage.end and passage.start < piece["end"]
    }
    with lifted(BOOKS):
        voices = list(Speaker.objects.filter(source=version.source_id))
        if labels:
            voices = [voice for voice in voices if voice.label in heard]
        elif len(voices) > 1:
            voices = []
        passage.speakers.set(voices)


def _move(passage: Passage, version: Version, start: int, end: int) -> Passage:
    passage.version, passage.start, passage.end = version, start, end
    passage.save(update_fields=["version", "start", "end"])
    _hear(passage)
    return passage


def _merge(passage: Passage, twin: Passage) -> None:
    """Two passages have come to hold the same words: one takes over what the other had."""
    blind.merged(passage, twin)
    for coding in Coding.objects.unguarded(BOOKS).filter(passage=passage):
        Coding.objects.unguarded(BOOKS).get_or_create(
            passage=twin,
            code_id=coding.code_id,
            coder_id=coding.coder_id,
            defaults=coding.as_given,
        )
    for code in Code.objects.unguarded(BOOKS).filter(examples=passage):
        code.examples.add(twin)
    for row in ThreadPassage.objects.unguarded(BOOKS).filter(passage=passage):
        ThreadPassage.objects.unguarded(BOOKS).get_or_create(
            passage=twin,
            thread_id=row.thread_id,
            defaults={"weight": row.weight, "note": row.note, "by_id": row.by_id},
        )
    Memo.objects.unguarded(BOOKS).filter(passage=passage).update(passage=twin)
    Passage.objects.unguarded(BOOKS).filter(pk=passage.pk).delete()


@transaction.atomic
def give_all(passage: Passage, *, codes: Iterable[Code], names: Iterable[str], by: Person) -> None:
    """Give these codes, and those with these names; new ones are made. All of them, or none."""
    for code in [*codes, *(code_named(name, passage.belongs_to, by=by) for name in names)]:
        give(passage, code=code, by=by)


@transaction.atomic
def gather_in(
    passage: Passage, *, thread: Thread | None, weight: str, claim: str, by: Person, note: str = ""
) -> Thread | None:
    """Put a passage in a thread that is there, or in a new one with this claim."""
    if thread is None and claim.strip():
        thread = start(place_of_work(by, passage.belongs_to), claim=claim, by=by)
    if thread is not None:
        add(thread, passage=passage, weight=weight, note=note, by=by)
    return thread


# Codings


@deed("coding.give", may=readers_of_words)
def give(passage: Passage, *, code: Code, by: Person) -> Coding:
    """Give a code to a passage, in your own name."""
    return _give(passage, code, by)


def _give(passage: Passage, code: Code, by: Person) -> Coding:
    if code.codebook.expedition_id != passage.belongs_to.expedition_id:
        raise Refused(_("This code belongs to another expedition. Choose one from this one."))
    coding, _made = Coding.objects.unguarded(BOOKS).get_or_create(
        passage=passage, code=code, coder=coder_of(by, code.codebook.expedition_id)
    )
    given: Coding = coding
    return given


def coder_of(person: Person, expedition: int) -> Coder:
    """The layer of this person in this expedition (its key)."""
    return Coder.objects.get_or_create(person=person, expedition_id=expedition)[0]


def layer_of(person: Person, expedition: int) -> int | None:
    """The key of the layer of this person, once they gave a code."""
    own = Coder.objects.filter(person=person, expedition_id=expedition)
    return own.values_list("pk", flat=True).first()


@deed("coding.take", may=readers_of_words)
def take(passage: Passage, *, code: Code, by: Person) -> Passage:
    """Take off a code that you gave."""
    mine = Coding.objects.unguarded(BOOKS).filter(passage=passage, code=code, coder__person=by)
    if not mine.delete()[0]:
        raise Refused(_("Somebody else gave this code. Ask them to take it off."))
    return passage


# Threads

NEXT_STEPS = {
    Step.Status.SEED: [Step.Status.PROPOSED, Step.Status.DROPPED],
    Step.Status.PROPOSED: [Step.Status.ADOPTED, Step.Status.DROPPED],
    Step.Status.ADOPTED: [Step.Status.DROPPED],
    Step.Status.DROPPED: [Step.Status.SEED],
}


@deed("thread.start", may=readers_of_words)
def start(
    place: Coalition | Expedition, *, claim: str, by: Person, passages: Iterable[Passage] = ()
) -> Thread:
    """Begin a red thread with a claim: for the support team, or for a coalition."""
    thread: Thread = Thread.objects.create(
        author=by,
        **place.where,
        circle=first_circle(place),
        ceiling=Circle.PUBLIC,
        claim=_claim(claim),
    )
    Wording.objects.create(thread=thread, claim=thread.claim, by=by)
    search.index("threads", thread)
    Step.objects.create(thread=thread, status=Step.Status.SEED, by=by)
    for passage in passages:
        _gather(thread, passage, ThreadPassage.Weight.CARRIES, "", by)
    return thread


@deed("thread.reword", may=readers_of_words)
def reword(thread: Thread, *, claim: str, by: Person, revision: int | None = None) -> Thread:
    """Word the claim better. How it was worded before is kept.

    `revision` is that of the claim as it was read: what somebody else made of it since then is
    not overwritten unseen.
    """
    if revision is not None and revision_of(thread) != revision:
        raise ChangedMeanwhile(revision_of(thread))
    thread.claim = _claim(claim)
    thread.save(update_fields=["claim"])
    Wording.objects.create(thread=thread, claim=thread.claim, by=by)
    search.index("threads", thread)
    return thread


def revision_of(thread: Thread) -> int:
    """A number that grows with every wording of this claim."""
    wordings = Wording.objects.unguarded(BOOKS).filter(thread=thread)
    return wordings.order_by("-pk").values_list("pk", flat=True).first() or 0


@deed("thread.add", may=readers_of_words)
def add(
    thread: Thread,
    *,
    passage: Passage,
    by: Person,
    weight: str = ThreadPassage.Weight.CARRIES,
    note: str = "",
) -> ThreadPassage:
    """Put a passage in a thread, and say what it does there."""
    if passage.belongs_to.expedition_id != thread.expedition_id:
        raise Refused(
            _("This passage belongs to another expedition. Choose a thread from that one.")
        )
    return _gather(thread, passage, weight, note, by)


@deed("thread.weigh", may=readers_of_words)
def weigh(row: ThreadPassage, *, weight: str, by: Person, note: str = "") -> ThreadPassage:
    """Say what a passage does in the thread: carry it, nuance it or contradict it."""
    row.weight, row.note = ThreadPassage.Weight(weight), note.strip()
    row.save(update_fields=["weight", "note"])
    return row


@deed("thread.remove", may=readers_of_words)
def take_out(row: ThreadPassage, *, by: Person) -> Thread:
    """Take a passage out of a thread. The passage itself stays."""
    thread = row.thread
    ThreadPassage.objects.unguarded(BOOKS).filter(pk=row.pk).delete()
    return thread


@deed("thread.propose", may=readers_of_words)
def propose(thread: Thread, *, by: Person, why: str = "") -> Step:
    """Put a thread to the coalitions: do you recognise this?"""
    return _step(thread, Step.Status.PROPOSED, why, by)


@deed("thread.adopt", may=readers_of_words)
def adopt(thread: Thread, *, by: Person, why: str = "") -> Step:
    """Adopt a thread: it holds, and a lesson may rest on it."""
    return _step(thread, Step.Status.ADOPTED, why, by)


@deed("thread.drop", may=of_the_team | coordinator)
def drop(thread: Thread, *, by: Person, why: str = "") -> Step:
    """Let a thread go, with the reason. It stays readable and can be taken up again."""
    return _step(thread, Step.Status.DROPPED, why, by)


@deed("thread.take_up", may=readers_of_words)
def take_up(thread: Thread, *, by: Person, why: str = "") -> Step:
    """Take up a thread again, as a first idea."""
    return _step(thread, Step.Status.SEED, why, by)


@deed("thread.recognise", may=coordinator)
def recognise(
    coalition: Coalition, *, thread: Thread, said: str, by: Person, line: str = ""
) -> Recognition:
    """Say whether your coalition recognises a thread. What was said before stays in the history."""
    take_rows(thread)
    if not Thread.objects.visible_to(by).filter(pk=thread.pk).exists():
        raise Refused(_("This is not here any more."))
    if thread.expedition_id != coalition.expedition_id:
        raise Refused(_("This thread belongs to another expedition."))
    if _status(thread) == Step.Status.DROPPED:
        raise Refused(_("This thread was let go. Nothing is asked about it any more."))
    recognition: Recognition = Recognition.objects.create(
        author=by,
        **coalition.where,
        circle=max(thread.circle, Circle.COALITION),
        ceiling=max(thread.circle, Circle.COALITION),
        thread=thread,
        said=Recognition.Said(said),
        line=line.strip()[:300],
    )
    return recognition


@deed("thread.widen", may=of_the_team | coordinator)
def widen(thread: Thread, *, to: Circle, by: Person) -> Thread:
    """Let a wider circle read the claim. Each passage stays in the circle of its own source."""
    if to <= thread.circle:
        raise Refused(_("It can already be read by this circle."))
    thread.circle = to
    thread.save(update_fields=["circle"])
    return thread


@deed("thread.narrow", may=of_the_team | coordinator)
def narrow(thread: Thread, *, to: Circle, by: Person) -> Thread:
    """Let fewer people read a thread. Works at once."""
    if to >= thread.circle:
        raise Refused(_("Choose a smaller circle than the one it has now."))
    if to == Circle.COALITION and thread.coalition_id is None:
        raise Refused(_("This thread belongs to the support team. Choose another circle."))
    thread.circle = to
    thread.save(update_fields=["circle"])
    return thread


def _gather(thread: Thread, passage: Passage, weight: str, note: str, by: Person) -> ThreadPassage:
    rows = ThreadPassage.objects.unguarded(BOOKS)
    row, made = rows.get_or_create(
        thread=thread,
        passage=passage,
        defaults={"weight": ThreadPassage.Weight(weight), "note": note.strip(), "by": by},
    )
    if not made and rows.visible_to(by).filter(pk=row.pk).exists():
        raise Refused(_("This passage is in the thread already."))
    gathered: ThreadPassage = row
    return gathered


def _step(thread: Thread, status: Step.Status, why: str, by: Person) -> Step:
    now = _status(thread)
    if status not in NEXT_STEPS[now]:
        told = _("This thread is now: %s. Choose a step that follows from that.")
        raise Refused(told % now.label)
    step: Step = Step.objects.create(thread=thread, status=status, why=why.strip()[:300], by=by)
    return step


def _status(thread: Thread) -> Step.Status:
    last = Step.objects.unguarded(BOOKS).filter(thread=thread).order_by("-id")[0]
    return Step.Status(last.status)


def _claim(claim: str) -> str:
    return needed(claim, _("Write in one sentence what recurs."), longest=300)
