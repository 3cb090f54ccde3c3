"""Deeds on codes: the words in which a team reads, with everything that was done to them.

Each deed leaves a `CodeChange`; `restore` undoes the one it is given.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.assessments.models import Element
from samenspel.circles.deeds import deed
from samenspel.circles.models import Circle, Coalition, Expedition
from samenspel.circles.roles import held
from samenspel.circles.sight import BOOKS, lifted
from samenspel.foundation.errors import ChangedMeanwhile, Refused, needed

from . import blind
from .models import READS_BLIND, Code, Codebook, CodeChange, Coding, Memo, Passage, Talk
from .rights import first_circle, place_of_work, readers_of_words

if TYPE_CHECKING:
    from samenspel.people.models import Person
    from samenspel.sources.models import Source

What = CodeChange.What
FIELDS = ("name_nl", "name_en", "definition", "use_when", "not_when", "colour", "mark")


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


@deed("codebook.start", may=readers_of_words)
def start_codebook(place: Coalition | Expedition, *, name: str, by: Person) -> Codebook:
    """Begin a list of codes: of the support team, or of a coalition."""
    book: Codebook = Codebook.objects.create(
        author=by,
        **place.where,
        circle=first_circle(place),
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
    _tell(code, name_nl=name_nl, **told)
    _note(code, What.ADDED, by, after=_fields(code))
    return code


@deed("code.change", may=readers_of_words)
def change_code(
    code: Code, *, by: Person, parent: Code | None, revision: int | None = None, **told: Any
) -> Code:
    """Rename a code, move it, or word better what it means.

    `revision` is that of the code as it was read: what somebody else changed since then is not
    overwritten unseen.
    """
    if revision is not None and revision_of(code) != revision:
        raise ChangedMeanwhile(revision_of(code))
    if _stands_under(parent, code):
        raise Refused(_("A code can't stand below itself. Choose another place."))
    before = _fields(Code.objects.unguarded(BOOKS).get(pk=code.pk))
    code.parent = parent
    _tell(code, **told)
    after = _fields(code)
    differs = [name for name in after if after[name] != before[name]]
    if differs:
        what = What.MOVED if differs == ["parent"] else What.CHANGED
        was, now = ({name: each[name] for name in differs} for each in (before, after))
        _note(code, what, by, before=was, after=now)
    return code


@deed("code.merge", may=readers_of_words)
def merge_code(code: Code, *, into: Code, by: Person) -> Code:
    """Put all passages of a code under another one, and remove it."""
    if into.pk == code.pk or into.codebook_id != code.codebook_id:
        raise Refused(_("Choose another code of the same codebook."))
    before = _fields(code) | {"children": _children(code)}
    if _stands_under(into, code):
        _put(into, code.parent)
    given = _given(code)
    had = {tuple(each) for each in _given(into)}
    before |= {"given": given, "twice": [each for each in given if tuple(each) in had]}
    before |= {"key": code.pk, "twins": _twins(code, had)} | _beside(code)
    _note(code, What.MERGED, by, before=before, after={"other": str(into.guid), "name": into.name})
    _hand_over(code, into, given)
    Memo.objects.unguarded(BOOKS).filter(code=code).update(code=into)
    Talk.objects.unguarded(BOOKS).filter(code=code).update(code=into)
    _lift_children(code, into)
    _delete(code)
    return into


@deed("code.split", may=readers_of_words)
def split_code(code: Code, *, name_nl: str, passages: Iterable[Passage], by: Person) -> Code:
    """Give some passages of a code to a new one beside it, in the layers of all who coded them."""
    chosen = {passage.pk for passage in passages}
    moving = [each for each in _given(code) if each[0] in chosen]
    if not moving:
        raise Refused(_("Choose the passages that the new code takes over."))
    told = {"name_nl": name_nl, "colour": code.colour, "mark": code.mark, "element": code.element}
    made = _tell(Code(codebook=code.codebook, parent=code.parent, made_by=by), **told)
    _hand_over(code, made, moving)
    _move_examples(code, made)
    other = {"other": str(made.guid), "name": made.name}
    _note(code, What.SPLIT, by, before={"given": moving}, after=other)
    _note(made, What.ADDED, by, after=_fields(made))
    return made


@deed("code.remove", may=readers_of_words)
def remove_code(code: Code, *, by: Person) -> Code:
    """Remove a code that no passage has. Codes below it move up."""
    insist_unused(code, by=by)
    before = _fields(code) | {"children": _children(code), "key": code.pk}
    _note(code, What.REMOVED, by, before=before)
    _lift_children(code, code.parent)
    _delete(code)
    return code


@deed("code.restore", may=readers_of_words)
def restore(change: CodeChange, *, by: Person) -> Code:
    """Undo one change: words, place and passages are again as they were before it.

    What was coded since stays. A place or an element that is gone is left open.
    """
    book, was = change.codebook, change.before
    here = Code.objects.unguarded(BOOKS).filter(codebook=book)
    code = here.filter(guid=change.guid).first()
    match change.what:
        case What.CHANGED | What.MOVED if code is not None:
            told = _told(here, _fields(code) | was)
            return change_code(code, by=by, **told)
        case What.SPLIT if code is not None:
            return _rejoin(change, code, by)
        case What.REMOVED | What.MERGED if code is None:
            # Under its old key, so that memos which mention it and addresses lead there again.
            free = not Code.objects.unguarded(BOOKS).filter(pk=was.get("key")).exists()
            key = was.get("key") if free else None
            code = Code(pk=key, codebook=book, guid=change.guid, made_by=by)
        case _:
            raise Refused(_("This can't be undone any more. Look at how the code stands now."))
    told = _told(here, was)
    code.parent = told.pop("parent")
    _tell(code, **told)
    for child in here.filter(guid__in=was.get("children", ())):
        if not _stands_under(code, child):
            _put(child, code)
    if other := here.filter(guid=change.after.get("other")).first():
        twins = {(passage, coder): told for passage, coder, told in was.get("twins", ())}
        twice = {tuple(each): twins.get(tuple(each)) for each in was["twice"]}
        _hand_over(other, code, was["given"], keep=twice)
        _bring_back(was, code, other)
    _note(code, What.ADDED, by, after=_fields(code))
    return code


@deed("code.example", may=readers_of_words)
def set_example(code: Code, *, passage: Passage, by: Person, on: bool = True) -> Code:
    """Put a passage beside a code as an example of when to give it, or take it away there."""
    if on and not Coding.objects.visible_to(by).filter(code=code, passage=passage).exists():
        raise Refused(_("This passage does not have the code. Give it the code first."))
    with lifted(BOOKS):
        (code.examples.add if on else code.examples.remove)(passage)
    return code


def not_put_back(change: CodeChange, *, person: Person) -> list[str]:
    """What undoing this change could not put back, once it was undone; in sentences."""
    if change.what != What.SPLIT:
        return []
    here = Code.objects.visible_to(person).filter(codebook=change.codebook_id)
    code = here.filter(guid=change.guid).first()
    made = here.filter(guid=change.after.get("other")).first()
    told = []
    if made is not None:
        apart = READS_BLIND in held(person).facts
        stays = (
            _("‘%s’ stays until all of you are ready with what you read blind.")
            if apart
            else _("‘%s’ stays, with what was put there since.")
        )
        told.append(stays % made.name)
    there = {tuple(each) for each in _given(code)} if code else set()
    lost = [each for each in change.before.get("given", ()) if tuple(each) not in there]
    if blind.seen_of(lost, person):
        told.append(_("Passages that had lost the code meanwhile stay without it."))
    return told


def insist_unused(code: Code, *, by: Person) -> None:
    """Refuse when passages have this code; how many is told only to who may read them all.

    Who reads blind somewhere is not told whether others gave it there: they wait in any case.
    """
    given = Coding.objects.filter(code=code).values("passage").distinct()
    used, seen = given.unguarded(BOOKS).count(), given.visible_to(by).count()
    if not seen and READS_BLIND in held(by).facts:
        raise Refused(_("You read a text blind. Remove codes when all of you are ready with it."))
    if seen < used and READS_BLIND not in held(by).facts:
        raise Refused(
            _("Passages that you may not read have this code too. Merge it with another code.")
        )
    if seen:
        told = ngettext(
            "%d passage has this code. Merge it with another code.",
            "%d passages have this code. Merge it with another code.",
            seen,
        )
        raise Refused(told % seen)


# What is kept of a code


def _beside(code: Code) -> dict[str, list[int]]:
    """What belongs to a code besides its passages, by key."""
    return {
        "memos": list(Memo.objects.unguarded(BOOKS).filter(code=code).values_list("pk", flat=True)),
        "talks": list(Talk.objects.unguarded(BOOKS).filter(code=code).values_list("pk", flat=True)),
        "examples": list(code.examples.unguarded(BOOKS).values_list("pk", flat=True)),
    }


def _bring_back(was: Mapping[str, Any], code: Code, other: Code) -> None:
    """Memos, talks and examples that a merge took along, as far as they are there."""
    for rows, kept in ((Memo.objects, "memos"), (Talk.objects, "talks")):
        rows.unguarded(BOOKS).filter(pk__in=was.get(kept, ()), code=other).update(code=code)
    coded = Coding.objects.unguarded(BOOKS).filter(code=code, passage__in=was.get("examples", ()))
    with lifted(BOOKS):
        code.examples.add(*coded.values_list("passage", flat=True))


def _rejoin(change: CodeChange, code: Code, by: Person) -> Code:
    """Undo a split: the codings that were split off stand under the code again.

    The other code goes when nothing else hangs on it. Who reads blind is not told whether others
    gave it: for them it stays.
    """
    rows = Code.objects.unguarded(BOOKS).filter(codebook=change.codebook)
    made = rows.filter(guid=change.after.get("other")).first()
    now = {tuple(each) for each in _given(made)} if made else set()
    back = [each for each in change.before.get("given", ()) if tuple(each) in now]
    if made is None or "given" not in change.before:
        raise Refused(_("This can't be undone any more. Look at how the code stands now."))
    alone = {tuple(each) for each in back} == now and not _children(made)
    if alone and READS_BLIND not in held(by).facts:
        examples = list(made.examples.unguarded(BOOKS))
        merge_code(made, into=code, by=by)
        with lifted(BOOKS):
            code.examples.add(*examples)
        return code
    if not back:
        raise Refused(_("This can't be undone any more. Look at how the code stands now."))
    _hand_over(made, code, back)
    _move_examples(made, code)
    other = {"other": str(made.guid), "name": made.name}
    _note(code, What.RETURNED, by, before={"given": back}, after=other)
    return code


def _move_examples(code: Code, to: Code) -> None:
    """Passages that lost a code are no example of it any more, but of the one they have now."""
    rows = Coding.objects.unguarded(BOOKS)
    examples = code.examples.unguarded(BOOKS)
    gone = examples.exclude(pk__in=rows.filter(code=code).values("passage"))
    moved = list(gone.filter(pk__in=rows.filter(code=to).values("passage")))
    with lifted(BOOKS):
        code.examples.remove(*moved)
        to.examples.add(*moved)


def revision_of(code: Code) -> int:
    """A number that grows with every change of this code."""
    changes = CodeChange.objects.unguarded(BOOKS).filter(codebook=code.codebook_id, guid=code.guid)
    return changes.order_by("-pk").values_list("pk", flat=True).first() or 0


def _note(
    code: Code,
    what: CodeChange.What,
    by: Person,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    CodeChange.objects.create(
        codebook=code.codebook,
        guid=code.guid,
        name=code.name_nl,
        what=what,
        before=before or {},
        after=after or {},
        by=by,
    )


def _fields(code: Code) -> dict[str, Any]:
    """What a code is, in plain values; its parent by guid and its element by what they share."""
    parent = Code.objects.unguarded(BOOKS).filter(pk=code.parent_id).first()
    kept = {name: getattr(code, name) for name in FIELDS}
    return {
        **kept,
        "parent": str(parent.guid) if parent else None,
        "element": code.element_id,
    }


def _told(here: QuerySet[Code], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What `_fields` kept, as the deeds want it."""
    with lifted(BOOKS):
        element = Element.objects.filter(pk=kept["element"]).first()
    parent = here.filter(guid=kept["parent"]).first() if kept["parent"] else None
    return {name: kept[name] for name in FIELDS} | {"parent": parent, "element": element}


def _given(code: Code) -> list[list[int]]:
    """Where a code was given: [passage, coder] of each coding."""
    rows = Coding.objects.unguarded(BOOKS).filter(code=code).values_list("passage", "coder")
    return [list(each) for each in rows]


def _twins(code: Code, there: Container[Any]) -> list[list[Any]]:
    """The codings of a code where another was given `there` too: what each was, in plain values."""
    rows = Coding.objects.unguarded(BOOKS).filter(code=code)
    return [
        [
            row.passage_id,
            row.coder_id,
            row.as_given | {"guid": str(row.guid), "at": row.at.isoformat()},
        ]
        for row in rows
        if (row.passage_id, row.coder_id) in there
    ]


def _hand_over(
    code: Code,
    to: Code,
    given: Iterable[Sequence[int]],
    *,
    keep: Mapping[Any, dict[str, Any] | None] | None = None,
) -> None:
    """Let another code have these codings, except that `code` keeps its own where it had them.

    `keep` has what such a coding was (`Coding.as_given`), where that is known.
    """
    keep = keep or {}
    given = list(given)
    blind.recoded(code, to, given, keep)
    rows = Coding.objects.unguarded(BOOKS)
    there = {tuple(each) for each in _given(to)}
    held = {(row.passage_id, row.coder_id): row for row in rows.filter(code=code)}
    for passage, coder in given:
        place = (passage, coder)
        row = held.get(place)
        if row is None:
            continue
        if place in keep:
            told = keep[place] or {"at": row.at, "prompted": row.prompted}
            Coding.objects.create(passage_id=place[0], coder_id=place[1], code=to, **told)
        elif place in there:
            rows.filter(pk=row.pk).delete()
        else:
            rows.filter(pk=row.pk).update(code=to)


def _children(code: Code) -> list[str]:
    below = Code.objects.unguarded(BOOKS).filter(parent=code)
    return [str(guid) for guid in below.values_list("guid", flat=True)]


def _lift_children(code: Code, to: Code | None) -> None:
    for child in Code.objects.unguarded(BOOKS).filter(parent=code):
        _put(child, to)


def _delete(code: Code) -> None:
    Code.objects.unguarded(BOOKS).filter(pk=code.pk).delete()


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
