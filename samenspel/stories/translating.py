"""An episode in another language: the makers' own text, and the words that are said.

Translated words are somebody's wording of what a speaker said. Each paragraph belongs to one
paragraph of one version. When a newer version words it otherwise it is to be looked at again, and
is given to nobody until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import ChangedMeanwhile, Refused, needed
from samenspel.sources.differences import paired
from samenspel.sources.echoes import echoes
from samenspel.sources.models import Source, Version, fingerprint
from samenspel.sources.readers import Paragraph, decompose
from samenspel.sources.readers.draft import one_line

from . import given
from .models import (
    LONGEST_QUESTION,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    Chapter,
    Episode,
    Translated,
    Translation,
)
from .rights import makes

if TYPE_CHECKING:
    from samenspel.people.models import Person

LONGEST = 10_000  # characters of a paragraph
REACH = "taking back reaches everywhere"

Titles = Mapping[int, tuple[str, Sequence[str]]]
Paragraphs = Sequence[Paragraph]


def name_of(language: str) -> str:
    """What a language is called, in the language of the reader."""
    return str(dict(settings.LANGUAGES).get(language, language))


def others(episode: Episode) -> list[str]:
    """The languages that an episode can be translated into."""
    return [code for code, _name in settings.LANGUAGES if code != episode.language]


# The makers' own text


@deed("episode.translate", may=makes)
def translate(
    episode: Episode,
    *,
    language: str,
    title: str,
    summary: str,
    chapters: Titles,
    revision: int,
    by: Person,
) -> Translation:
    """Tell in another language what an episode and its chapters (by their begin) are about.

    What somebody else wrote since `revision` is not overwritten; 0: there was none.
    """
    row, _made = _row(episode, language)
    known = {chapter.start for chapter in _chapters(episode)}
    told = [
        [start, one_line(name)[:LONGEST_TITLE], [each[:LONGEST_QUESTION] for each in asked]]
        for start, (name, asked) in sorted(chapters.items())
        if start in known
    ]
    if len(summary.strip()) > LONGEST_SUMMARY:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(summary.strip()), "most": LONGEST_SUMMARY}
        )
    mine = Translation.objects.unguarded(BOOKS).filter(pk=row.pk, revision=revision)
    written = mine.update(
        title=needed(title, _("Give the episode a title."), longest=LONGEST_TITLE),
        summary=summary.strip(),
        chapters=told,
        beside=_own_text(episode),
        revision=F("revision") + 1,
        changed=timezone.now(),
        changed_by=by,
    )
    row.refresh_from_db(from_queryset=Translation.objects.unguarded(BOOKS))
    if not written:
        raise ChangedMeanwhile(row.revision)
    return row


def _row(episode: Episode, language: str) -> tuple[Translation, bool]:
    if language not in others(episode):
        raise Refused(_("The episode is in this language already."))
    rows = Translation.objects.unguarded(BOOKS)
    found: tuple[Translation, bool] = rows.get_or_create(
        episode=episode, language=language, defaults={"revision": 0}
    )
    return found


def _chapters(episode: Episode) -> list[Chapter]:
    return list(episode.chapters.unguarded(BOOKS))


def _own_text(episode: Episode) -> str:
    """The fingerprint of what the makers say in the language that is spoken."""
    told = [[each.start, each.title, each.questions] for each in _chapters(episode)]
    return fingerprint(repr([episode.title, episode.summary, told]))


def lacking(row: Translation) -> list[str]:
    """What is still missing before this language can go along, in sentences to act on."""
    found = []
    if not row.title or not row.summary:
        found.append(_("Write title and summary."))
    titles = {start: name for start, name, _asked in row.chapters}
    if any(not titles.get(chapter.start) for chapter in _chapters(row.episode)):
        found.append(_("Give each chapter a title."))
    if row.title and row.beside != _own_text(row.episode):
        found.append(_("Title, summary or chapters changed since. Look at them again."))
    if echo := _echoed(row):
        found.append(_("‘%s’ is said in the recording, and also stands in your own text.") % echo)
    return found


def _echoed(row: Translation) -> str:
    told = [text for _start, name, asked in row.chapters for text in (name, *asked)]
    rows = Translated.objects.unguarded(BOOKS).filter(translation__episode=row.episode)
    said = [*rows.values_list("words", flat=True), *given.all_said(row.episode)]
    texts = [row.title, row.summary, *told]
    return next((echo for text in texts if (echo := echoes(text, said))), "")


# The words that are said


@dataclass(frozen=True)
class Beside:
    """A translated paragraph, and whether it is of the words as they stand now."""

    words: str
    current: bool
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Typed:
    """What somebody typed for a paragraph; `was` is the fingerprint of what they saw there.

    `right`: the words are right as they are, also for what the original says now.
    """

    words: str
    was: str = ""
    right: bool = False


@dataclass(frozen=True)
class Kept:
    """How many paragraphs were written, and what stands there where somebody else was first."""

    written: int
    clashes: Mapping[int, str] = field(default_factory=dict)


def standing(rows: Any, version: Version) -> dict[int, Beside]:
    """The translated paragraphs of `rows` at a version, by the number of the paragraph there.

    What was written for an earlier version goes along with its paragraph. Three questions at most.
    """
    found: dict[int, Beside] = {}
    by_version: dict[int, list[Translated]] = {}
    for row in rows:
        by_version.setdefault(row.version_id, []).append(row)
    earlier = Version.objects.unguarded(BOOKS).filter(pk__in=by_version).order_by("number")
    for old in [version] if set(by_version) == {version.pk} else earlier:
        goes = _goes(old, version)
        for row in by_version[old.pk]:
            current, number = goes.get(row.number, (False, None))
            if number is not None:
                before = found[number].rows if number in found else ()
                found[number] = Beside(row.words, current, (*before, row.pk))
    return found


def _goes(old: Version, new: Version) -> dict[int, tuple[bool, int | None]]:
    """Where each paragraph of a version went in a newer one, and whether it says the same."""
    if old.pk == new.pk:
        return {number: (True, number) for number in range(len(new.layout))}
    before = [each.text for each in decompose(old.text, old.layout)]
    after = [each.text for each in decompose(new.text, new.layout)]
    return {i: (same, j) for same, i, j in paired(before, after) if i is not None}


@deed("episode.translate_words", may=makes)
def translate_words(
    episode: Episode,
    *,
    language: str,
    version: Version,
    typed: Mapping[int, Typed],
    by: Person,
) -> Kept:
    """Word paragraphs of a version in another language. Empty words take one away.

    What somebody else wrote meanwhile is not overwritten.
    """
    if version.source_id != episode.source_id:
        raise Refused(_("This part is of another text."))
    row, _made = _row(episode, language)
    rows = Translated.objects.unguarded(BOOKS).filter(translation=row)
    there = standing(rows, version)
    clashes: dict[int, str] = {}
    new: list[Translated] = []
    gone: list[int] = []
    for number, each in typed.items():
        words, now = one_line(each.words), there.get(number, Beside("", True))
        if len(words) > LONGEST:
            raise Refused(
                _("That is too long: %(now)d characters. Keep it under %(most)d.")
                % {"now": len(words), "most": LONGEST}
            )
        mine = fingerprint(words) != (each.was or fingerprint("")) or (each.right and words)
        if not mine or number >= len(version.layout):
            continue
        theirs = fingerprint(now.words) != (each.was or fingerprint(""))
        if theirs and now.words != words:
            clashes[number] = now.words
            continue
        gone += now.rows
        if words:
            new.append(
                Translated(translation=row, version=version, number=number, words=words, by=by)
            )
    rows.filter(pk__in=gone).delete()
    Translated.objects.unguarded(BOOKS).bulk_create(new)
    _forget_lost(row, version)
    return Kept(len(new), clashes)


def _forget_lost(row: Translation, version: Version) -> None:
    """What was written for words that are gone by now goes too."""
    rows = Translated.objects.unguarded(BOOKS).filter(translation=row)
    kept = [key for each in standing(rows, version).values() for key in each.rows]
    newer = rows.filter(version__number__gt=version.number)
    rows.exclude(pk__in=kept).exclude(pk__in=newer.values("pk")).delete()


def laid_beside(
    many: int, times: Mapping[int, tuple[int, int | None]], file: Paragraphs
) -> dict[int, str]:
    """The words of a file by the paragraph (of so many) that they belong with.

    By their times where both have them; else one for one, when there are as many.
    """
    if times and all(each.begin is not None for each in file):
        return _by_times(times, file)
    lines = [each for each in file if each.text]
    if len(lines) != many:
        raise Refused(
            _(
                "This file has %(file)d paragraphs and the text has %(text)d. Give each paragraph "
                "a line of its own, or bring a file with times."
            )
            % {"file": len(lines), "text": many}
        )
    return {number: each.text for number, each in enumerate(lines)}


def _by_times(times: Mapping[int, tuple[int, int | None]], file: Paragraphs) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for each in file:
        found.setdefault(_nearest(times, each), []).append(each.text)
    return {number: " ".join(words) for number, words in found.items()}


def _nearest(times: Mapping[int, tuple[int, int | None]], each: Paragraph) -> int:
    """The paragraph with which a caption shares most time, else the one that begins nearest."""
    begin = each.begin or 0
    stop = max(each.stop or 0, begin + 1)

    def shared(number: int) -> tuple[int, int]:
        start, end = times[number]
        return min(stop, end or stop) - max(begin, start), -abs(begin - start)

    return max(times, key=shared)


# Reading


@dataclass(frozen=True)
class Told:
    """How far an episode is in another language: of `many` paragraphs `done` can go along.

    `again` are to be looked at again. Without a `row` nobody began.
    """

    language: str
    row: Translation | None
    lacking: Sequence[str]
    many: int
    done: int
    again: int

    @property
    def name(self) -> str:
        return name_of(self.language)


def told(episode: Episode, person: Any) -> list[Told]:
    """Each other language, for whoever sees the episode."""
    rows = {row.language: row for row in episode.translations.visible_to(person)}
    version = version_for(episode, person)
    found = []
    for code in others(episode):
        row = rows.get(code)
        there = beside(row, version, person).values()
        done = sum(each.current for each in there)
        many = len(version.layout) if version else 0
        lacks = lacking(row) if row else []
        found.append(Told(code, row, lacks, many, done, len(there) - done))
    return found


def version_for(episode: Episode, person: Any) -> Version | None:
    """The newest version of the text, for whoever may read it."""
    seen = Source.objects.visible_to(person).filter(pk=episode.source_id)
    rows = Version.objects.visible_to(person).filter(source__in=seen)
    newest: Version | None = rows.first()
    return newest


def beside(row: Translation | None, version: Version | None, person: Any) -> dict[int, Beside]:
    """The translated paragraphs at a version, as far as this reader may read the text."""
    if row is None or version is None:
        return {}
    return standing(Translated.objects.visible_to(person).filter(translation=row), version)


# Giving it away


def ready(episode: Episode) -> list[Translation]:
    """The translations with which nothing is lacking."""
    rows = Translation.objects.unguarded(BOOKS).filter(episode=episode)
    mine = [row for row in rows.select_related("episode") if row.language != episode.language]
    return [row for row in mine if not lacking(row)]


def copies(
    rows: Iterable[Translation],
    agreed: Mapping[str, str],
    stretches: Sequence[Sequence[int]],
    silent: Sequence[int],
) -> dict[str, Any]:
    """What an edition holds of these translations."""
    told, words = {}, {}
    for row in rows:
        code = row.language
        told[code] = {
            "title": row.title,
            "summary": row.summary,
            "chapters": [[start, name] for start, name, _asked in row.chapters],
            "questions": [[start, asked] for start, _name, asked in row.chapters if asked],
            "agreed": agreed[code],
        }
        with translation.override(code):
            text, layout, voices = _words_given(row, stretches, silent)
        if text:
            words[code] = {"text": text, "layout": layout, "voices": voices}
    return {"translations": told, "translated_words": words}


def _words_given(
    row: Translation, stretches: Sequence[Sequence[int]], silent: Sequence[int]
) -> tuple[str, list[dict[str, Any]], dict[str, str]]:
    version = given.version_of(row.episode)
    rows = Translated.objects.unguarded(BOOKS).filter(translation=row)
    there = standing(rows, version) if version else {}
    put = {number: each.words for number, each in there.items() if each.current}
    return given.words_given(row.episode.source, version, stretches, silent, put)


# Taking back


def lift(source: Source) -> None:
    """Nobody reads a translation of words that were taken back."""
    Translated.objects.unguarded(REACH).filter(version__source=source).delete()
