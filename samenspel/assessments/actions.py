"""Deeds of the mirror: make a list, open a round, close it, share it. And to hand in a sheet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from samenspel.circles.deeds import coordinator, deed, manager, take, team
from samenspel.circles.models import OWN, Circle, Coalition, Expedition, Voice
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused, needed

from . import hiding
from .frameworks import published
from .models import Answer, Answered, Element, Framework, Mirror, Missing, Remark, Round, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samenspel.people.models import Person

SHORTEST_MARK = 16
MOST_ELEMENTS = 20
LONGEST = 1000

Sheets = dict[str, dict[str, list[int | None]]]


class AnsweredBefore(Refused):
    def __init__(self) -> None:
        super().__init__(_("You have already filled in this round."))


@dataclass(frozen=True)
class Scored:
    """One element of a sheet: 1 to 5, or None for "I don't know", and words with it."""

    element: Element
    score: int | None = None
    reason: str = ""
    opened: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that somebody hands in at once."""

    scored: tuple[Scored, ...]
    missing: str = ""


@dataclass(frozen=True)
class Said:
    """An element as it stands in a form. `kin` when it is a new wording of one."""

    name_nl: str
    name_en: str = ""
    explanation_nl: str = ""
    explanation_en: str = ""
    questions_nl: str = ""
    questions_en: str = ""
    additional: bool = False
    kin: UUID | None = None


# Lists of elements


@deed("framework.write", may=manager | team)
def write_framework(
    place: Expedition,
    *,
    name_nl: str,
    elements: Sequence[Said],
    by: Person,
    name_en: str = "",
    source: str = "",
    licence: str = "",
    published: str = "",
    replaces: Framework | None = None,
) -> Framework:
    """Write a list of elements, or a better one; rounds keep the list they were scored with."""
    name_nl = needed(name_nl, _("Give the list a name in Dutch."))
    if not 1 <= len(elements) <= MOST_ELEMENTS:
        raise Refused(_("A list has between 1 and %d elements.") % MOST_ELEMENTS)
    if replaces and (replaces.retired or replaces.expedition_id != place.pk):
        raise Refused(_("This list was changed in the meantime. Open it again."))
    made: Framework = Framework.objects.create(
        author=by,
        expedition=place,
        circle=Circle.PARTNERS,
        ceiling=Circle.PARTNERS,
        name_nl=name_nl,
        name_en=name_en.strip(),
        source=source.strip(),
        licence=licence.strip(),
        published=published,
        number=replaces.number + 1 if replaces else 1,
        replaces=replaces,
    )
    for position, said in enumerate(elements):
        row = {**vars(said), "kin": said.kin or uuid4()}
        Element.objects.create(framework=made, position=position, **row)
    if replaces:
        _retire(replaces)
    return made


@deed("framework.adopt", may=manager | team)
def adopt_framework(place: Expedition, *, name: str, by: Person) -> Framework:
    """Take over a list that others published, under its own name."""
    told = dict(published()[name])
    here = Framework.objects.unguarded(BOOKS).filter(expedition=place, published=name)
    if here.filter(retired=None).exists():
        raise Refused(_("This list is here already."))
    elements = [Said(**row) for row in told.pop("element")]
    return write_framework(place, elements=elements, published=name, by=by, **told)


@deed("framework.retire", may=manager | team)
def retire_framework(framework: Framework, *, by: Person) -> Framework:
    """Stop using a list for new rounds. Rounds that were held with it stay."""
    _retire(framework)
    return framework


def _retire(framework: Framework) -> None:
    framework.retired = timezone.now()
    framework.save(update_fields=["retired"])


# A round


@deed("mirror.open", may=coordinator | team)
def open_round(
    place: Coalition,
    *,
    framework: Framework,
    title: str,
    by: Person,
    moment: date | None = None,
) -> Round:
    """Open a round of the mirror: everybody scores, and nobody sees anything until it closes."""
    if framework.expedition_id != place.expedition_id or framework.retired:
        raise Refused(_("Choose a list that is in use in this expedition."))
    opened: Round = Round.objects.create(
        author=by,
        coalition=place,
        expedition=place.expedition,
        circle=Circle.TEAM,
        ceiling=Circle.TEAM,
        framework=framework,
        title=needed(title, _("Give this round a name, such as the month.")),
        moment=moment or timezone.localdate(),
    )
    return opened


@deed("mirror.close", may=coordinator | team)
def close_round(round: Round, *, by: Person) -> Round:
    """Close a round. Its figures are made now, and what they show stays as it is."""
    if not round.is_open:
        raise Refused(_("This round is closed already."))
    round.closed = round.frozen = timezone.now()
    round.save(update_fields=["closed", "frozen"])
    _freeze(round, by)
    return round


@deed("mirror.reopen", may=coordinator | team)
def reopen_round(round: Round, *, by: Person) -> Round:
    """Let answers come in once more. They count for what could not be shown yet, no further."""
    if round.is_open:
        raise Refused(_("This round is still open."))
    round.closed = None
    round.save(update_fields=["closed"])
    return round


@deed("mirror.share", may=coordinator)
def share(round: Round, *, to: Circle, by: Person) -> Shown:
    """Let others see the figures of a round, from five people per voice on, and no words."""
    mirror = _mirror_of(round)
    if mirror is None:
        raise Refused(_("Close the round first. There are no figures yet."))
    if to <= Circle.COALITION:
        raise Refused(_("Choose a wider circle than your own group."))
    shown: Shown
    shown, _made = Shown.objects.unguarded(BOOKS).update_or_create(
        round=round,
        defaults={
            "author": by,
            "coalition": round.coalition,
            "expedition": round.expedition,
            "circle": to,
            "ceiling": Circle.PUBLIC,
            "figures": hiding.outside(mirror.figures),
        },
    )
    return shown


@deed("mirror.unshare", may=coordinator)
def unshare(round: Round, *, by: Person) -> None:
    """Keep the figures of a round among ourselves again. Works at once."""
    Shown.objects.unguarded(BOOKS).filter(round=round).delete()


# Handing in a sheet


def key_of(mark: str, round: Round, about: str) -> UUID:
    """The key of a row: without `mark`, a secret of at least 16 characters, nobody can make it.

    Rows of one sheet have keys that show nothing of each other.
    """
    if len(mark) < SHORTEST_MARK:
        raise ValueError("a mark is a secret that can't be guessed, not a name or a number")
    said = f"{round.pk} {about} {sha256(mark.encode()).hexdigest()}"
    digest = salted_hmac("samenspel.assessments.key", said, algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)


@transaction.atomic
def score(round: Round, *, voice: str, sheet: Sheet, mark: str, who: Person | None = None) -> None:
    """Hand in a sheet. Not a deed: the caller asked whether this person may, and no log tells when.

    The same `mark` again replaces that sheet while the round is open. `who`, when it is known,
    answers once, whatever their mark. Refused when the round is closed.
    """
    take(round)
    if not round.is_open:
        raise Refused(_("This round is closed. You can join in the next one."))
    voice = Voice(voice)
    key = key_of(mark, round, "answered")
    if who and Answered.objects.unguarded(BOOKS).filter(round=round, person=who).exclude(pk=key):
        raise AnsweredBefore
    _take_out(round, mark)
    Answered.objects.create(key=key, round=round, person=who)
    _write_down(round, voice, sheet, mark)


def handed_in(round: Round, mark: str) -> bool:
    """Whether a sheet was handed in under this mark."""
    return bool(those_handed_in(round, [mark]))


def those_handed_in(round: Round, marks: Iterable[str]) -> set[str]:
    """Those of these marks under which a sheet was handed in."""
    by_key = {key_of(mark, round, "answered"): mark for mark in marks}
    rows = Answered.objects.unguarded(BOOKS).filter(round=round, pk__in=by_key)
    return {by_key[key] for key in rows.values_list("pk", flat=True)}


def _write_down(round: Round, voice: str, sheet: Sheet, mark: str) -> None:
    """A row for every element of the list, so that each voice has as many on each."""
    scored = {one.element.pk: one for one in sheet.scored}
    rows = []
    for element in Element.objects.unguarded(BOOKS).filter(framework=round.framework_id):
        one = scored.get(element.pk, Scored(element))
        rows.append(
            Answer(
                key=key_of(mark, round, f"element {element.pk}"),
                round=round,
                element=element,
                voice=voice,
                score=one.score,
                reason=" ".join(one.reason.split())[:300],
                opened=one.opened.strip()[:LONGEST],
            )
        )
    Answer.objects.bulk_create(rows)
    if words := sheet.missing.strip()[:LONGEST]:
        key = key_of(mark, round, "missing")
        Missing.objects.create(key=key, round=round, voice=voice, words=words)


def _take_out(round: Round, mark: str) -> int:
    elements = Element.objects.unguarded(BOOKS).filter(framework=round.framework_id)
    keys = [key_of(mark, round, f"element {pk}") for pk in elements.values_list("pk", flat=True)]
    keys.append(key_of(mark, round, "missing"))
    Remark.objects.unguarded(BOOKS).filter(of__in=keys).delete()
    Answer.objects.unguarded(BOOKS).filter(pk__in=keys).delete()
    Missing.objects.unguarded(BOOKS).filter(pk__in=keys).delete()
    mine = Answered.objects.unguarded(BOOKS).filter(pk=key_of(mark, round, "answered"))
    return int(mine.delete()[0])


@transaction.atomic
def take_back(round: Round, *, mark: str) -> bool:
    """Take a sheet out, with its words wherever they show. False when there is none with this mark.

    A mean that was shown stays, since nobody can be recognised in it; unless fewer than four
    sheets of that voice are left.
    """
    take(round)
    if not _take_out(round, mark):
        return False
    if mirror := _mirror_of(round):
        sheets = _sheets(round)
        left = {voice: max(map(len, rows.values())) for voice, rows in sheets.items()}
        _keep(round, mirror, hiding.lift(mirror.figures, left))
    return True


def has_answered(round: Round, who: Person) -> bool:
    return bool(Answered.objects.unguarded(BOOKS).filter(round=round, person=who).exists())


def answered(round: Round) -> int:
    """How many sheets were handed in."""
    return int(Answered.objects.unguarded(BOOKS).filter(round=round).count())


@deed("mirror.type_in", may=coordinator | team)
def type_in(round: Round, *, voice: str, sheet: Sheet, once: str, by: Person) -> Round:
    """Type in a sheet from paper. How many were typed in stands beside the figures."""
    if handed_in(round, once):
        raise Refused(_("This sheet was typed in a moment ago."))
    score(round, voice=voice, sheet=sheet, mark=once)
    round.typed += 1
    round.save(update_fields=["typed"])
    return round


def count_typed(round: Round) -> None:
    """Note that a sheet was filled in on somebody else's phone: it counts as typed in."""
    Round.objects.unguarded(BOOKS).filter(pk=round.pk).update(typed=F("typed") + 1)


# The freeze


def _freeze(round: Round, by: Person) -> None:
    _lay_down_anew(round)
    mirror, _made = Mirror.objects.unguarded(BOOKS).get_or_create(
        round=round,
        defaults={
            "author": by,
            "coalition": round.coalition,
            "expedition": round.expedition,
            "circle": Circle.COALITION,
            "ceiling": Circle.COALITION,
        },
    )
    before = mirror.figures
    told = hiding.settle(before or None, _sheets(round))
    _keep(round, mirror, told)
    _let_words_show(round, mirror, before)


def _keep(round: Round, mirror: Mirror, told: hiding.Data) -> None:
    """Write the figures, here and for whoever they were shared with."""
    lifted = [voice for voice, was in told["voices"].items() if "lifted" in was]
    Remark.objects.unguarded(BOOKS).filter(mirror=mirror, voice__in=lifted).delete()
    mirror.figures = told
    mirror.save(update_fields=["figures"])
    shown = Shown.objects.unguarded(BOOKS).filter(round=round)
    shown.update(figures=hiding.outside(told))


def _sheets(round: Round) -> Sheets:
    """The scores by voice and element, in the order of their keys, which is none."""
    sheets: Sheets = defaultdict(lambda: defaultdict(list))
    rows = Answer.objects.unguarded(BOOKS).filter(round=round).order_by("key")
    for voice, element, given in rows.values_list("voice", "element", "score"):
        sheets[voice][str(element)].append(given)
    return sheets


def _lay_down_anew(round: Round) -> None:
    """Write the answers once more in the order of their keys: on disk too they lay as they came."""
    for table in (Answered, Answer, Missing):
        rows = table.objects.unguarded(BOOKS).filter(round=round)
        kept = list(rows.order_by("key"))
        rows.delete()
        table.objects.bulk_create(kept)


def _let_words_show(round: Round, mirror: Mirror, before: hiding.Data) -> None:
    """The words of the voices that are told now for the first time."""
    voices, cells = mirror.figures["voices"], mirror.figures["cells"]
    old = [voice for voice, was in before.get("voices", {}).items() if "n" in was]
    remarks: list[Remark] = []
    for row in Answer.objects.unguarded(BOOKS).filter(round=round).exclude(voice__in=old):
        if cells.get(row.voice, {}).get(str(row.element_id), {}).get("words"):
            remarks += _remarks(mirror, row, (row.reason, row.opened))
    for row in Missing.objects.unguarded(BOOKS).filter(round=round).exclude(voice__in=old):
        if voices[row.voice].get("words"):
            remarks += _remarks(mirror, row, (row.words,))
    Remark.objects.bulk_create(sorted(remarks, key=lambda remark: remark.key))


def _remarks(mirror: Mirror, row: Answer | Missing, words: Iterable[str]) -> list[Remark]:
    element = row.element_id if isinstance(row, Answer) else None
    return [
        Remark(mirror=mirror, of=row.key, voice=row.voice, element_id=element, words=said)
        for said in words
        if said
    ]


def _mirror_of(round: Round) -> Mirror | None:
    found: Mirror | None = Mirror.objects.unguarded(BOOKS).filter(round=round).first()
    return found


def voice_here(person: Person, place: Coalition) -> str:
    """The voice in which somebody scores here: their own as a member, otherwise the third one."""
    own = person.memberships.live().filter(coalition=place, role__in=OWN).order_by("-pk")
    return own.values_list("voice", flat=True).first() or Voice.OTHER
