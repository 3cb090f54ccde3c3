"""Marks, codes and threads, made by the real deeds."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.people.models import Person
from samenspel.sources.models import Source, Version
from samenspel.sources.tests.builders import newest
from samenspel.threads import actions, codebooks
from samenspel.threads.models import Code, Codebook, Memo, Passage, Thread


def the_words(version: Version, words: str) -> dict[str, Any]:
    """What a browser posts for these words."""
    start = version.text.index(words)
    return {"start": start, "end": start + len(words), "words": words, "sha256": version.sha256}


def a_passage(cast: Cast, source: Source, words: str, *, by: Person | None = None) -> Passage:
    version = newest(source)
    return actions.mark(version, **the_words(version, words), by=by or cast.els)


def a_codebook(cast: Cast, *, name: str = "Wat we zien", by: Person | None = None) -> Codebook:
    return codebooks.start_codebook(cast.expedition, name=name, by=by or cast.els)


def a_code(cast: Cast, name: str = "vertrouwen", *, codebook: Codebook, **more: Any) -> Code:
    return codebooks.add_code(codebook, name_nl=name, **{"by": cast.els, **more})


def a_thread(
    cast: Cast, *passages: Passage, claim: str = "Wie de sleutel heeft, doet mee", **more: Any
) -> Thread:
    place = more.pop("place", cast.expedition)
    return actions.start(place, claim=claim, passages=passages, by=more.pop("by", cast.els))


def a_memo(cast: Cast, text: str, *, by: Person | None = None, **about: Any) -> Memo:
    memo: Memo = Memo.objects.create(
        author=by or cast.els,
        **cast.expedition.where,
        circle=Circle.TEAM,
        ceiling=Circle.TEAM,
        text=text,
        **about,
    )
    return memo
