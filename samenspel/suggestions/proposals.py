"""Deeds with suggestions: may be used so or not, learn now, say yes or no to one, and undo that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenspel.circles.deeds import Rule, author, coordinator, deed, the_one
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.sources.actions import speaks, types_for
from samenspel.sources.models import Consent, Source, Speaker
from samenspel.threads import actions as marking
from samenspel.threads.many import drop_bare
from samenspel.threads.models import Code, Codebook, Coding, Passage
from samenspel.threads.rights import readers_of_words

from . import studying
from .consent import Said, allowed, said_of
from .models import Allowance, Learning, Suggestion
from .rights import may_suggest

if TYPE_CHECKING:
    from samenspel.people.models import Person


def _of_the_coalition(source: Source) -> bool:
    return source.made_together and source.coalition_id is not None


answers_for: Rule = author.only(lambda source: not _of_the_coalition(source)) | coordinator.only(
    _of_the_coalition
)


def question() -> str:
    """What is asked of whoever may say so."""
    return _("May the computer learn from these words, to suggest codes to researchers?")


@deed("suggestion.allow", may=answers_for | speaks)
def allow(source: Source, *, by: Person, agreed: str = "") -> Allowance:
    """Let the computer learn from a source, and suggest codes in it, as far as you answer for it.

    It waits until each who speaks in it said yes. `agreed` notes how the others did: spoken, on
    paper, or with a helper. Whoever answered for themselves is not answered for.
    """
    said = said_of([source])[source.pk]
    if not answers_for(by, source):
        return _for_oneself(source, said, yes=True, by=by)
    if any(line is not None and not line.yes for line in said.others(by).values()):
        raise Refused(_("Somebody who speaks here said no. Only they can change that."))
    if agreed and agreed not in NOTED:
        raise Refused(_("Say how the answer was given: spoken, on paper, or with a helper."))
    if agreed:
        for speaker in said.to_note(by):
            _say(source, said.voices[speaker], yes=True, by=by, speaker=speaker, how=agreed)
    return _say(source, said.whole, yes=True, by=by)


@deed("suggestion.disallow", may=answers_for | speaks | types_for)
def disallow(source: Source, *, by: Person) -> Allowance:
    """Let the computer forget a source. Works at once: what it learned is learned anew without."""
    said = said_of([source])[source.pk]
    if answers_for(by, source) or types_for(by, source):
        line = _say(source, said.whole, yes=False, by=by)
    else:
        line = _for_oneself(source, said, yes=False, by=by)
    studying.forget(source)
    return line


NOTED = (Consent.How.SPOKEN, Consent.How.PAPER, Consent.How.HELPER)


def _for_oneself(source: Source, said: Said, *, yes: bool, by: Person) -> Allowance:
    """The answer of somebody who speaks in it and does not answer for the whole."""
    mine = [who for who in said.voices if who.person_id == by.pk]
    lines = [_say(source, said.voices[who], yes=yes, by=by, speaker=who) for who in mine]
    return lines[-1]


def _say(
    source: Source,
    last: Allowance | None,
    *,
    yes: bool,
    by: Person,
    speaker: Speaker | None = None,
    how: str = Consent.How.TAP,
) -> Allowance:
    same = (yes, by.pk, speaker.pk if speaker else None)
    if last is not None and (last.yes, last.by_id, last.speaker_id) == same:
        return last
    line: Allowance = Allowance.objects.create(
        source=source,
        speaker=speaker,
        how=how,
        yes=yes,
        wording=question(),
        language=get_language() or source.language,
        by=by,
    )
    return line


@transaction.atomic
def say_for_many(sources: Iterable[Source], *, yes: bool, by: Person) -> list[Source]:
    """The same answer for each of these; gives those where a speaker's no stands in the way."""
    left = []
    for source in sources:
        try:
            (allow if yes else disallow)(source, by=by)
        except Refused:
            left.append(source)
    return left


@deed("suggestion.learn", may=readers_of_words)
def learn(codebook: Codebook, *, by: Person) -> Learning:
    """Let the computer learn from what was coded, now instead of tonight."""
    return studying.ask(codebook)


@deed("suggestion.accept", may=readers_of_words)
def accept(suggestion: Suggestion, *, by: Person) -> Coding:
    """Say yes to a suggestion: it becomes your coding, which remembers where it came from."""
    _insist_open(suggestion, by)
    version = suggestion.version
    start, end = suggestion.start, suggestion.end
    rows = Passage.objects.unguarded(BOOKS)
    there = rows.filter(version=version, start=start, end=end).exists()
    passage = marking.mark(
        version,
        start=start,
        end=end,
        words=version.text[start:end],
        sha256=version.sha256,
        by=by,
    )
    code: Code = suggestion.code
    mine = Coding.objects.unguarded(BOOKS).filter(passage=passage, code=code, coder__person=by)
    own_idea = mine.exists()
    coding: Coding = marking.give(passage, code=code, by=by)
    if not own_idea:
        coding.prompted = True
        coding.save(update_fields=["prompted"])
    _answer(suggestion, Suggestion.Answer.ACCEPTED, by, marked=not there)
    return coding


@deed("suggestion.refuse", may=readers_of_words)
def refuse(suggestion: Suggestion, *, by: Person) -> Suggestion:
    """Say no to a suggestion. Nobody sees it any more."""
    _insist_open(suggestion, by)
    return _answer(suggestion, Suggestion.Answer.REFUSED, by)


@deed("suggestion.reopen", may=the_one("author", "by"))
def reopen(suggestion: Suggestion, *, by: Person) -> Suggestion:
    """Undo your yes or no. A coding that came of it goes, unless you changed it since."""
    if suggestion.answer == Suggestion.Answer.ACCEPTED:
        passages = Passage.objects.unguarded(BOOKS).filter(
            version=suggestion.version_id, start=suggestion.start, end=suggestion.end
        )
        Coding.objects.unguarded(BOOKS).filter(
            passage__in=passages, code=suggestion.code_id, coder__person=by, prompted=True
        ).delete()
        if suggestion.marked:
            drop_bare(passages, by)
    suggestion.answer, suggestion.by, suggestion.at, suggestion.marked = "", None, None, False
    suggestion.save(update_fields=["answer", "by", "at", "marked"])
    return suggestion


def _insist_open(suggestion: Suggestion, by: Person) -> None:
    suggestion.refresh_from_db(fields=["answer"], from_queryset=Suggestion.objects.unguarded(BOOKS))
    if suggestion.answer:
        raise Refused(_("Somebody answered this suggestion already."))
    source = suggestion.version.source
    usable = Source.objects.visible_to(by).filter(allowed(), pk=source.pk)
    if suggestion.held or not usable.exists() or not may_suggest(by, source):
        raise Refused(_("This suggestion is not here any more."))


def _answer(
    suggestion: Suggestion, answer: Suggestion.Answer, by: Person, *, marked: bool = False
) -> Suggestion:
    suggestion.answer, suggestion.by, suggestion.at = answer, by, timezone.now()
    suggestion.marked = marked
    suggestion.save(update_fields=["answer", "by", "at", "marked"])
    return suggestion
