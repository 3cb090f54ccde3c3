"""Deeds of coders who talk about where they differ."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.sources.offsets import OutsideTextError, cut

from . import actions
from .models import Code, Coder, Coding, Passage, Talk
from .rights import readers_of_words

if TYPE_CHECKING:
    from samenspel.people.models import Person
    from samenspel.sources.models import Version

Outcome = Talk.Outcome
LONGEST = 2_000


@deed("talk.note", may=readers_of_words)
def note(
    version: Version,
    *,
    code: Code,
    start: int,
    end: int,
    coders: Collection[Coder],
    words: str,
    by: Person,
) -> Talk:
    """Write down what you say about a difference between coders. It stays open."""
    if not words.strip():
        raise Refused(_("Write down what you say about it."))
    return _write(version, code, (start, end), coders, words, "", by)


@deed("talk.settle", may=readers_of_words)
def settle(
    version: Version,
    *,
    code: Code,
    start: int,
    end: int,
    coders: Collection[Coder],
    outcome: str,
    by: Person,
    words: str = "",
) -> Talk:
    """Say what came of a difference between coders."""
    return _write(version, code, (start, end), coders, words, Outcome(outcome), by)


@deed("talk.reopen", may=readers_of_words)
def reopen(talk: Talk, *, by: Person) -> Talk:
    """Take up a difference again. What you did about it in your own layer is undone."""
    mine = talk.followed.pop(str(by.pk), [])
    undo = actions.take if talk.outcome == Outcome.GIVE else actions.give
    _each(undo, mine, talk, by)
    talk.outcome = ""
    return _save(talk, by)


@deed("talk.follow", may=readers_of_words)
def follow(talk: Talk, *, by: Person) -> Talk:
    """Do in your own layer what was agreed about a difference: give the code, or take it off."""
    passages, given = _passages(talk), _given(talk)
    own = given.filter(coder__person=by)
    if talk.outcome == Outcome.GIVE and not own.exists():
        others = given.filter(coder__in=talk.coders.all()).values("passage")
        chosen = list(passages.filter(pk__in=others).values_list("pk", flat=True))
        _each(actions.give, chosen, talk, by)
    elif talk.outcome == Outcome.TAKE and own.exists():
        chosen = list(own.values_list("passage", flat=True))
        _each(actions.take, chosen, talk, by)
    else:
        raise Refused(_("There is nothing to change in your own layer."))
    talk.followed[str(by.pk)] = chosen
    talk.save(update_fields=["followed"])
    return talk


def _each(do: Any, passages: Collection[int], talk: Talk, by: Person) -> None:
    rows = Passage.objects.unguarded(BOOKS).filter(pk__in=passages)
    for passage in rows.select_related("version__source"):
        has = Coding.objects.unguarded(BOOKS).filter(
            passage=passage, code=talk.code, coder__person=by
        )
        if has.exists() == (do is actions.take):
            do(passage, code=talk.code, by=by)


def _passages(talk: Talk) -> Any:
    """What was marked within, or over, the words that the talk is about."""
    rows = Passage.objects.unguarded(BOOKS)
    return rows.filter(version=talk.version, start__lt=talk.end, end__gt=talk.start)


def _given(talk: Talk) -> Any:
    return Coding.objects.unguarded(BOOKS).filter(code=talk.code, passage__in=_passages(talk))


def _write(
    version: Version,
    code: Code,
    at: tuple[int, int],
    coders: Collection[Coder],
    words: str,
    outcome: str,
    by: Person,
) -> Talk:
    start, end = at
    try:
        cut(version.text, start, end)
    except OutsideTextError:
        raise Refused(_("These words are not in this text. Open the list again.")) from None
    if code.codebook.expedition_id != version.source.expedition_id:
        raise ValueError("a code of another expedition")
    there = Talk.objects.unguarded(BOOKS).filter(version=version, code=code, start=start, end=end)
    open_ = [talk for talk in there.filter(outcome="") if {*talk.coders.all()} == {*coders}]
    talk = open_[0] if open_ else Talk(version=version, code=code, start=start, end=end, by=by)
    talk.note = words.strip()[:LONGEST] or talk.note
    talk.outcome = outcome
    saved = _save(talk, by)
    saved.coders.set(coders)
    return saved


def _save(talk: Talk, by: Person) -> Talk:
    talk.by, talk.at = by, timezone.now()
    talk.save()
    return talk
