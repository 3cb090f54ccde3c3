"""Deeds of agreeing and of learning: who does what by when, and what we want to know."""

from __future__ import annotations

import itertools
import re
from datetime import date
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import author, coordinator, deed, member, role, team
from samenspel.circles.models import OWN, Circle, Coalition, Membership, Role
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import ChangedMeanwhile, Refused, needed
from samenspel.sources import search

from .models import LONGEST, Agreement, Question, Standing, Turnout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenspel.people.models import Person

ours = member | team
Row = TypeVar("Row", Agreement, Question)
NAMES = re.compile(r"\s*(?:[,;/&+]|\ben\b|\band\b)\s*", re.IGNORECASE)
LONGEST_WHO = 200
LONGEST_SAID = 4000


# What we agreed


@deed("agreement.make", may=ours)
def agree(
    place: Coalition,
    *,
    what: str,
    by: Person,
    who: str = "",
    by_when: date | None = None,
    key: UUID | None = None,
    moment: date | None = None,
    circle: Circle = Circle.COALITION,
) -> Agreement:
    """Write down an agreement: who does what by when.

    The same `key` arrives once. `circle` may be TEAM for what was agreed with the team at the
    table; wider is for a coordinator, afterwards. `moment`: the day on which it was agreed.
    """
    made = {
        "what": _what(what),
        "who": _who(who),
        "by_when": by_when,
        "moment": moment or timezone.localdate(),
    }
    agreement, is_new = _once(Agreement, place, key, by, circle, made)
    if is_new:
        agreement.people.set(named(place, who))
        Turnout.objects.create(agreement=agreement, state=Turnout.State.OPEN, by=by)
        search.index("agreements", agreement)
    return agreement


@deed("agreement.change", may=ours)
def change_agreement(
    agreement: Agreement,
    *,
    what: str,
    by: Person,
    who: str = "",
    by_when: date | None = None,
    number: int | None = None,
) -> Agreement:
    """Word an agreement better, give it to somebody else, or move its day.

    With `number`, that of the agreement as it was read, nothing of somebody else is overwritten.
    """
    if number is not None and number != agreement.number:
        raise ChangedMeanwhile(agreement.number)
    agreement.what, agreement.who, agreement.by_when = _what(what), _who(who), by_when
    agreement.save(update_fields=["what", "who", "by_when"])
    agreement.people.set(named(agreement.coalition, who))
    search.index("agreements", agreement)
    return _touched(agreement)


@deed("agreement.turn_out", may=ours)
def turn_out(agreement: Agreement, *, state: str, by: Person, remark: str = "") -> Turnout:
    """Say how an agreement turned out: done, stuck, no longer needed, or to do after all."""
    told: Turnout = Turnout.objects.create(
        agreement=agreement, state=Turnout.State(state), remark=_remark(remark), by=by
    )
    _touched(agreement)
    return told


@deed("agreement.strike", may=author | coordinator | role(Role.FACILITATOR))
def strike(agreement: Agreement, *, by: Person) -> None:
    """Remove an agreement that was written down by mistake."""
    Agreement.objects.unguarded(BOOKS).filter(pk=agreement.pk).delete()


@deed("agreement.widen", may=coordinator)
def widen_agreement(agreement: Agreement, *, to: Circle, by: Person) -> Agreement:
    """Let a wider circle read an agreement. Who does it is read by the coalition and its team."""
    return _widened(agreement, to)


@deed("agreement.narrow", may=coordinator)
def narrow_agreement(agreement: Agreement, *, to: Circle, by: Person) -> Agreement:
    """Let fewer people read an agreement. Works at once."""
    return _narrowed(agreement, to)


def named(place: Coalition | None, who: str) -> list[Person]:
    """Those of the coalition whom these names mean: a whole name, or a first name that one has."""
    asked = {name.casefold() for name in NAMES.split(who) if name}
    live = Membership.objects.live().filter(coalition=place, role__in=OWN).select_related("person")
    people = {row.person_id: row.person for row in live}.values()
    called: dict[str, set[Person]] = {}
    for person in people:
        for name in {person.name.casefold(), person.name.casefold().split(" ")[0]}:
            called.setdefault(name, set()).add(person)
    return [next(iter(called[name])) for name in asked if len(called.get(name, ())) == 1]


def _touched(agreement: Agreement) -> Agreement:
    rows = Agreement.objects.unguarded(BOOKS).filter(pk=agreement.pk)
    rows.update(number=F("number") + 1, changed=timezone.now())
    agreement.refresh_from_db(from_queryset=rows, fields=["number", "changed"])
    return agreement


def _what(words: str) -> str:
    return needed(words, _("Write down what you agreed."), longest=LONGEST)


def _who(names: str) -> str:
    return _remark(names, longest=LONGEST_WHO)


def _remark(words: str, longest: int = LONGEST) -> str:
    return needed(words, "", longest=longest) if words.strip() else ""


# What we want to learn


@deed("agenda.ask", may=ours)
def ask(
    place: Coalition,
    *,
    words: str,
    by: Person,
    key: UUID | None = None,
    circle: Circle = Circle.COALITION,
) -> Question:
    """Put a learning question on the agenda, under the next letter.

    The same `key` arrives once; `circle` as for an agreement.
    """
    Coalition.objects.select_for_update(no_key=True).get(pk=place.pk)  # one letter at a time
    made = {"words": _question(words), "letter": _next_letter(place)}
    question, is_new = _once(Question, place, key, by, circle, made)
    if is_new:
        _stand(question, by=by)
    return question


@deed("agenda.reword", may=ours)
def reword(question: Question, *, words: str, by: Person) -> Question:
    """Word a learning question better. An answer that was given stays with it."""
    now = _standing(question)
    question.words = _question(words)
    question.save(update_fields=["words"])
    _stand(question, by=by, state=now.state, said=now.said, less=now.less, more=now.more)
    return question


@deed("agenda.answer", may=ours)
def answer(
    question: Question, *, words: str, by: Person, less: str = "", more: str = ""
) -> Standing:
    """Give a provisional answer, and say what you will do less or more. The question stays."""
    _insist_live(question)
    return _stand(
        question,
        by=by,
        state=Standing.State.ANSWERED,
        said=_said(words, _("Write what you know by now.")),
        less=_remark(less),
        more=_remark(more),
    )


@deed("agenda.drop", may=ours)
def drop(question: Question, *, why: str, by: Person) -> Standing:
    """Take a question off the agenda, with the reason. Earlier versions keep it."""
    _insist_live(question)
    why = _said(why, _("Say why it may go. Perhaps naming it was enough."))
    return _stand(question, by=by, state=Standing.State.DROPPED, said=why)


@deed("agenda.take_up", may=ours)
def take_up(question: Question, *, by: Person) -> Standing:
    """Put a question back on the agenda as it stood before it was dropped."""
    if _standing(question).state != Standing.State.DROPPED:
        raise Refused(_("This question is on the agenda already."))
    before = _standings(question).exclude(state=Standing.State.DROPPED).last()
    return _stand(
        question,
        by=by,
        state=before.state,
        said=before.said,
        less=before.less,
        more=before.more,
    )


@deed("agenda.widen", may=coordinator)
def widen_question(question: Question, *, to: Circle, by: Person) -> Question:
    """Let a wider circle read a learning question, with its answers and earlier words."""
    return _widened(question, to)


@deed("agenda.narrow", may=coordinator)
def narrow_question(question: Question, *, to: Circle, by: Person) -> Question:
    """Let fewer people read a learning question. Works at once."""
    return _narrowed(question, to)


def _standings(question: Question) -> Any:
    return Standing.objects.unguarded(BOOKS).filter(question=question).order_by("id")


def _standing(question: Question) -> Standing:
    last: Standing = _standings(question).last()
    return last


def _insist_live(question: Question) -> None:
    if _standing(question).state == Standing.State.DROPPED:
        raise Refused(_("This question is off the agenda. Put it back first."))


def _stand(
    question: Question, *, by: Person, state: str = Standing.State.ASKED, **told: str
) -> Standing:
    row: Standing = Standing.objects.create(
        question=question, state=state, words=question.words, by=by, **told
    )
    search.index("learning", question)
    return row


def _question(words: str) -> str:
    return needed(words, _("Write what you want to learn, as a question."), longest=LONGEST)


def _said(words: str, otherwise: str) -> str:
    """Some lines of words: needed, and not cut in silence."""
    needed(words, otherwise, longest=LONGEST_SAID)
    return words.strip().replace("\r\n", "\n")


def letters() -> Iterator[str]:
    """A, B, ... Z, AA, AB, ..."""
    for size in itertools.count(1):
        for each in itertools.product(ascii_uppercase, repeat=size):
            yield "".join(each)


def _next_letter(place: Coalition) -> str:
    """The first letter that no question of this coalition ever had."""
    rows = Question.objects.unguarded(BOOKS).filter(coalition=place)
    taken = set(rows.values_list("letter", flat=True))
    return next(letter for letter in letters() if letter not in taken)


# Both


def _once(
    model: type[Row],
    place: Coalition,
    key: UUID | None,
    by: Person,
    circle: Circle,
    made: dict[str, Any],
) -> tuple[Row, bool]:
    """A new row, or the one that the same person handed in before under this key."""
    if circle not in (Circle.COALITION, Circle.TEAM):
        raise Refused(_("Write it down first. Then a coordinator can share it wider."))
    row, is_new = model.objects.unguarded(BOOKS).get_or_create(
        key=key or uuid4(),
        defaults={
            "author": by,
            **place.where,
            "circle": circle,
            "ceiling": Circle.PUBLIC,
            **made,
        },
    )
    if row.author_id != by.pk or row.coalition_id != place.pk:
        raise Refused(_("Begin again, please: this page belongs to somebody else's words."))
    return row, is_new


def _widened(row: Row, to: Circle) -> Row:
    if to <= row.circle:
        raise Refused(_("It can already be read by this circle."))
    row.circle = to
    row.save(update_fields=["circle"])
    return row


def _narrowed(row: Row, to: Circle) -> Row:
    if to >= row.circle:
        raise Refused(_("Choose a smaller circle than the one it has now."))
    if to < Circle.COALITION:
        raise Refused(_("You made this together. At least your own group can read it."))
    row.circle = to
    row.save(update_fields=["circle"])
    return row
