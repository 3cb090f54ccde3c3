"""Deeds of understanding: mark words, give them codes, gather them in threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.deeds import Rule, coordinator, deed, team
from samenspel.circles.models import Circle, Coalition, Expedition
from samenspel.circles.sight import BOOKS, lifted
from samenspel.foundation.errors import Refused, needed
from samenspel.sources import search
from samenspel.sources.models import Source, Speaker, Version
from samenspel.sources.offsets import OutsideTextError, cut, trim

from .models import (
    Code,
    Codebook,
    Coding,
    Passage,
    Step,
    Thread,
    ThreadPassage,
    Wording,
)

if TYPE_CHECKING:
    from samenspel.people.models import Person

readers_of_words = team | coordinator
of_the_team: Rule = team.only(lambda row: row.coalition_id is None)


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
    start, end = _the_words_seen(version, start, end, words, sha256)
    passage, made = Passage.objects.unguarded(BOOKS).get_or_create(
        version=version, start=start, end=end, defaults={"made_by": by}
    )
    if made:
        _hear(passage)
    for code in codes:
        Coding.objects.unguarded(BOOKS).get_or_create(passage=passage, code=code, by=by)
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
    start, end = _the_words_seen(version, start, end, words, sha256)
    others = Passage.objects.unguarded(BOOKS).filter(version=version, start=start, end=end)
    if others.exclude(pk=passage.pk).exists():
        raise Refused(_("These words are a passage already. Remove this one, and use that."))
    return _move(passage, version, start, end)


@deed("passage.remove", may=readers_of_words)
def remove(passage: Passage, *, by: Person) -> Passage:
    """Take a mark away, with its own codes. Not while it carries other people's work."""
    gathered = ThreadPassage.objects.filter(passage=passage)
    coded = Coding.objects.filter(passage=passage).exclude(by=by)
    if gathered.visible_to(by).exists():
        raise Refused(_("This passage is in a thread. Take it out of the thread first."))
    if coded.visible_to(by).exists():
        raise Refused(_("Somebody else gave a code to this passage. Ask them to take it off."))
    if gathered.unguarded(BOOKS).exists() or coded.unguarded(BOOKS).exists():
        raise Refused(
            _("Others work with these words too, where you can't look. The passage stays.")
        )
    Passage.objects.unguarded(BOOKS).filter(pk=passage.pk).delete()
    return passage


@deed("passage.carry", may=readers_of_words)
def carry(version: Version, *, places: Mapping[Passage, tuple[int, int]], by: Person) -> int:
    """Take passages along to a new version of their text, to the places given."""
    carried = 0
    for passage, (start, end) in places.items():
        if passage.version.source_id != version.source_id:
            raise ValueError("a passage stays in its own source")
        start, end = trim(version.text, start, end)
        cut(version.text, start, end)
        twin = (
            Passage.objects.unguarded(BOOKS).filter(version=version, start=start, end=end).first()
        )
        if twin is None:
            _move(passage, version, start, end)
        elif twin.pk != passage.pk:
            _merge(passage, twin)
        carried += 1
    return carried


def _the_words_seen(
    version: Version, start: int, end: int, words: str, sha256: str
) -> tuple[int, int]:
    try:
        stands = cut(version.text, start, end)
    except OutsideTextError:
        stands = ""
    if sha256 != version.sha256 or words.split() != stands.split():
        raise TextChanged(
            _("This text was changed after you opened it. Open it again and choose your words.")
        )
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
    for coding in Coding.objects.unguarded(BOOKS).filter(passage=passage):
        Coding.objects.unguarded(BOOKS).get_or_create(
            passage=twin, code_id=coding.code_id, by_id=coding.by_id
        )
    for row in ThreadPassage.objects.unguarded(BOOKS).filter(passage=passage):
        ThreadPassage.objects.unguarded(BOOKS).get_or_create(
            passage=twin,
            thread_id=row.thread_id,
            defaults={"weight": row.weight, "note": row.note, "by_id": row.by_id},
        )
    Passage.objects.unguarded(BOOKS).filter(pk=passage.pk).delete()


def place_of_work(person: Person, source: Source) -> Coalition | Expedition:
    """Where somebody's own codes and threads belong: with the team, or with their coalition."""
    if source.coalition is None or team(person, source.expedition):
        return source.expedition
    return source.coalition


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
) -> Passage:
    """Mark words and, in one go, give them codes (new ones by name) and put them in a thread."""
    passage: Passage = mark(version, **at, by=by)
    give_all(passage, codes=codes, names=names, by=by)
    gather_in(passage, thread=thread, weight=weight, claim=claim, by=by)
    return passage


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


@transaction.atomic
def code_named(name: str, source: Source, *, by: Person) -> Code:
    """The code of that name in the codebook somebody works with here; a new one if need be."""
    place = place_of_work(by, source)
    books = Codebook.objects.visible_to(by).filter(**place.where)
    same = Q(name_nl__iexact=name) | Q(name_en__iexact=name)
    known = Code.objects.visible_to(by).filter(same, codebook__in=books).order_by("id").first()
    if known is not None:
        found: Code = known
        return found
    book = books.order_by("id").first() or start_codebook(place, name=_("Codebook"), by=by)
    return add_code(book, name_nl=name, by=by)


# Codes


@deed("codebook.start", may=readers_of_words)
def start_codebook(place: Coalition | Expedition, *, name: str, by: Person) -> Codebook:
    """Begin a list of codes: of the support team, or of a coalition."""
    book: Codebook = Codebook.objects.create(
        author=by,
        **place.where,
        circle=_first_circle(place),
        ceiling=Circle.PUBLIC,
        name=needed(name, _("Give the codebook a name.")),
    )
    return book


@deed("code.add", may=readers_of_words)
def add_code(
    codebook: Codebook, *, name_nl: str, by: Person, parent: Code | None = None, **told: Any
) -> Code:
    """Add a code to a codebook. A colour and a mark are chosen when none are given."""
    code = Code(codebook=codebook, parent=parent, made_by=by)
    if "colour" not in told:
        count = Code.objects.unguarded(BOOKS).filter(codebook=codebook).count()
        told["colour"] = Code.Colour.values[count % len(Code.Colour)]
        told["mark"] = Code.Mark.values[count % len(Code.Mark)]
    return _tell(code, name_nl=name_nl, **told)


@deed("code.change", may=readers_of_words)
def change_code(code: Code, *, by: Person, parent: Code | None, **told: Any) -> Code:
    """Rename a code, move it, or word better what it means."""
    if _stands_under(parent, code):
        raise Refused(_("A code can't stand below itself. Choose another place."))
    code.parent = parent
    return _tell(code, **told)


@deed("code.merge", may=readers_of_words)
def merge_code(code: Code, *, into: Code, by: Person) -> Code:
    """Put all passages of a code under another one, and remove it."""
    if into.pk == code.pk or into.codebook_id != code.codebook_id:
        raise Refused(_("Choose another code of the same codebook."))
    if _stands_under(into, code):
        _put(into, code.parent)
    for coding in Coding.objects.unguarded(BOOKS).filter(code=code):
        Coding.objects.unguarded(BOOKS).get_or_create(
            passage_id=coding.passage_id, code=into, by_id=coding.by_id
        )
    _lift_children(code, into)
    Code.objects.unguarded(BOOKS).filter(pk=code.pk).delete()
    return into


@deed("code.remove", may=readers_of_words)
def remove_code(code: Code, *, by: Person) -> Code:
    """Remove a code that no passage has. Codes below it move up."""
    insist_unused(code, by=by)
    _lift_children(code, code.parent)
    Code.objects.unguarded(BOOKS).filter(pk=code.pk).delete()
    return code


def insist_unused(code: Code, *, by: Person) -> None:
    """Refuse when passages have this code; how many is told only to who may read them all."""
    given = Coding.objects.filter(code=code).values("passage").distinct()
    used, seen = given.unguarded(BOOKS).count(), given.visible_to(by).count()
    if seen < used:
        raise Refused(
            _("Passages that you may not read have this code too. Merge it with another code.")
        )
    if used:
        told = ngettext(
            "%d passage has this code. Merge it with another code.",
            "%d passages have this code. Merge it with another code.",
            used,
        )
        raise Refused(told % used)


def _lift_children(code: Code, to: Code | None) -> None:
    for child in Code.objects.unguarded(BOOKS).filter(parent=code):
        _put(child, to)


def _put(code: Code, under: Code | None) -> None:
    _not_twice(code, code.name_nl, under)
    code.parent = under
    code.save(update_fields=["parent"])


def _stands_under(code: Code | None, above: Code) -> bool:
    """Whether a code is `above` itself, or stands anywhere below it."""
    while code is not None and code.pk != above.pk:
        code = Code.objects.unguarded(BOOKS).filter(pk=code.parent_id).first()
    return code is not None


def _tell(code: Code, **told: Any) -> Code:
    name = told.get("name_nl", code.name_nl)
    told["name_nl"] = needed(name, _("Give the code a name."), longest=80)
    if code.parent and code.parent.codebook_id != code.codebook_id:
        raise Refused(_("Choose a place in the same codebook."))
    _not_twice(code, told["name_nl"], code.parent)
    for name, value in told.items():
        setattr(code, name, value.strip() if isinstance(value, str) else value)
    code.save()
    return code


def _not_twice(code: Code, name: str, parent: Code | None) -> None:
    beside = Code.objects.unguarded(BOOKS).filter(codebook=code.codebook_id, parent=parent)
    if beside.filter(name_nl__iexact=name).exclude(pk=code.pk).exists():
        raise Refused(
            _("There is a code called ‘%s’ here already. Use that, or choose another name.") % name
        )


@deed("coding.give", may=readers_of_words)
def give(passage: Passage, *, code: Code, by: Person) -> Coding:
    """Give a code to a passage, in your own name."""
    coding, _made = Coding.objects.unguarded(BOOKS).get_or_create(passage=passage, code=code, by=by)
    given: Coding = coding
    return given


@deed("coding.take", may=readers_of_words)
def take(passage: Passage, *, code: Code, by: Person) -> Passage:
    """Take off a code that you gave."""
    mine = Coding.objects.unguarded(BOOKS).filter(passage=passage, code=code, by=by)
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
        circle=_first_circle(place),
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
def reword(thread: Thread, *, claim: str, by: Person) -> Thread:
    """Word the claim better. How it was worded before is kept."""
    thread.claim = _claim(claim)
    thread.save(update_fields=["claim"])
    Wording.objects.create(thread=thread, claim=thread.claim, by=by)
    search.index("threads", thread)
    return thread


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
    if not made:
        raise Refused(_("This passage is in the thread already."))
    gathered: ThreadPassage = row
    return gathered


def _step(thread: Thread, status: Step.Status, why: str, by: Person) -> Step:
    last = Step.objects.unguarded(BOOKS).filter(thread=thread).order_by("-id")[0]
    now = Step.Status(last.status)
    if status not in NEXT_STEPS[now]:
        told = _("This thread is now: %s. Choose a step that follows from that.")
        raise Refused(told % now.label)
    step: Step = Step.objects.create(thread=thread, status=status, why=why.strip()[:300], by=by)
    return step


def _claim(claim: str) -> str:
    return needed(claim, _("Write in one sentence what recurs."), longest=300)


def _first_circle(place: Coalition | Expedition) -> Circle:
    return Circle.COALITION if place.where["coalition"] else Circle.TEAM
