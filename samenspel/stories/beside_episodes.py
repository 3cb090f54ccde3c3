"""The chapters of an episode, as something to talk about in the margin; or all of it, when it has
none. And, beside either, stretches of its sound."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from samenspel.sources.readers import Kind

from . import public
from .margins import Beside, counts
from .public import Heard
from .stretches import Sounding

KIND = "aflevering"
WHOLE = "heel"


def find(person: Any, key: str, part: str) -> Beside | None:
    edition = public.editions(person).newest().filter(slug=key).first()
    if edition is None:
        return None
    heard = Heard(edition)
    if part == stretches(heard):
        return beside_stretches(heard)
    chapter = next((each for each in heard.chapters if str(each.start) == part), None)
    if chapter is None and (part != WHOLE or heard.chapters):
        return None
    return Beside(
        row=edition,
        title=edition.title,
        url=f"{edition.episode_url}#hoofdstuk-{part}" if chapter else edition.episode_url,
        shown=f"{chapter.at} {chapter.title}" if chapter else edition.title,
        language=edition.language,
        said=_said(heard),
        questions=chapter.questions if chapter else (),
    )


def beside_stretches(heard: Heard) -> Beside:
    edition = heard.edition
    return Beside(
        row=edition,
        title=edition.title,
        url=f"{edition.episode_url}#stukken",
        shown=edition.title,
        language=edition.language,
        said=_said(heard),
        sound=_sound(heard),
    )


def _said(heard: Heard) -> list[str]:
    told = [heard.told_in(language) for language in heard.languages]
    return [each.text for words in told for each in words.paragraphs]


def stretches(heard: Heard) -> str:
    """The part that stretches stand beside: times tell something of one recording only."""
    master = heard.edition.master
    return f"opname-{master.recording_id}" if master else ""


def _sound(heard: Heard) -> Sounding:
    master = heard.edition.master
    words = heard.paragraphs
    return Sounding(
        url=heard.sound,
        length=master.duration if master else 0,
        silent=master.stretches if master else [],
        lines=[(begin, stop, words[number].text) for number, _at, begin, stop in heard.times],
    )


def turns(heard: Heard) -> Iterator[tuple[int, int, int | None]]:
    """When somebody speaks: [the number of their first paragraph, begin, stop].

    Where the text doesn't tell who speaks, nobody knows how far a turn goes: then each paragraph
    is told, without a stop.
    """
    words = heard.paragraphs
    for said_by, group in groupby(heard.times, lambda each: words[each[0]].speaker):
        lines = list(group)
        if said_by:
            yield lines[0][0], lines[0][2], lines[-1][3]
            continue
        for number, _at, begin, _stop in lines:
            if words[number].kind != Kind.NOTE:  # a voice that is muted
                yield number, begin, None


def with_remarks(heard: Heard, person: Any) -> Heard:
    heard.remarks = counts(person, KIND, heard.edition.slug)
    return heard


def parts(heard: Heard) -> list[str]:
    """What one can talk about now."""
    return [*([str(chapter.start) for chapter in heard.chapters] or [WHOLE]), stretches(heard)]
