"""The chapters of an episode, as something to talk about in the margin."""

from __future__ import annotations

from typing import Any

from . import public
from .margins import Beside, counts
from .public import Heard

KIND = "aflevering"


def find(person: Any, key: str, part: str) -> Beside | None:
    edition = public.editions(person).newest().filter(slug=key).first()
    if edition is None:
        return None
    heard = Heard(edition)
    chapter = next((each for each in heard.chapters if str(each.start) == part), None)
    if chapter is None:
        return None
    return Beside(
        row=edition,
        title=edition.title,
        url=f"{edition.episode_url}#hoofdstuk-{part}",
        shown=f"{chapter.at} {chapter.title}",
        language=edition.language,
        said=[
            each.text for language in heard.languages for each in heard.told_in(language).paragraphs
        ],
        questions=chapter.questions,
    )


def with_remarks(heard: Heard, person: Any) -> Heard:
    heard.remarks = counts(person, KIND, heard.edition.slug)
    return heard
