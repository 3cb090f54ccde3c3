"""The chapters of an episode, as something to talk about in the margin; or all of it, when it has
none."""

from __future__ import annotations

from typing import Any

from . import public
from .margins import Beside, counts
from .public import Heard

KIND = "aflevering"
WHOLE = "heel"


def find(person: Any, key: str, part: str) -> Beside | None:
    edition = public.editions(person).newest().filter(slug=key).first()
    if edition is None:
        return None
    heard = Heard(edition)
    chapter = next((each for each in heard.chapters if str(each.start) == part), None)
    if chapter is None and (part != WHOLE or heard.chapters):
        return None
    return Beside(
        row=edition,
        title=edition.title,
        url=f"{edition.episode_url}#hoofdstuk-{part}" if chapter else edition.episode_url,
        shown=f"{chapter.at} {chapter.title}" if chapter else edition.title,
        language=edition.language,
        said=[
            each.text for language in heard.languages for each in heard.told_in(language).paragraphs
        ],
        questions=chapter.questions if chapter else (),
    )


def with_remarks(heard: Heard, person: Any) -> Heard:
    heard.remarks = counts(person, KIND, heard.edition.slug)
    return heard


def parts(heard: Heard) -> list[str]:
    """What one can talk about now."""
    return [str(chapter.start) for chapter in heard.chapters] or [WHOLE]
