"""A small expedition in which things were said, marked and coded, by the real deeds."""

from __future__ import annotations

from datetime import date
from typing import Any

from samenspel.circles.models import Circle, Coalition, Voice
from samenspel.circles.tests.cast import Cast
from samenspel.insight import hiding
from samenspel.insight.lens import Lens
from samenspel.sources import actions as sources
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Source
from samenspel.threads import actions
from samenspel.threads.models import Code, Passage
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage

TEXT = "De sleutel hangt bij de bakker.\nNiemand weet wie hem heeft.\nWe vragen het elke week."
FIRST, SECOND, THIRD = TEXT.split("\n")


def whole_is_told(monkeypatch: Any) -> None:
    """As if the first rule of `hiding` were met: then the finer ones are what is tried."""
    monkeypatch.setattr(hiding, "EVERYBODY", hiding.LEAST)
    monkeypatch.setattr(hiding, "PLACES", 0)


class Told:
    """`told.source(...)` lets somebody say something; `told.coded(...)` marks words with codes."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.book = a_codebook(cast)
        self.codes: dict[str, Code] = {}
        self.people = 0

    def code(self, name: str, parent: str = "") -> Code:
        if name not in self.codes:
            under = self.code(parent) if parent else None
            self.codes[name] = a_code(self.cast, name, codebook=self.book, parent=under)
        return self.codes[name]

    def source(
        self,
        place: Coalition | None = None,
        *,
        voice: str = Voice.RESIDENT,
        day: date = date(2026, 3, 1),
        label: str = "",
        circle: Circle = Circle.EXPEDITION,
    ) -> Source:
        place = place or self.cast.oost
        self.people += 1
        spoke = Spoke(label or f"Stem {self.people}", voice=voice, audience=Circle.PUBLIC)
        by = {self.cast.oost: self.cast.bo, self.cast.west: self.cast.cor}[place]
        kept: Source = sources.keep(
            place, text=TEXT, title="Gesprek", speakers=[spoke], moment=day, circle=circle, by=by
        )
        return kept

    def coded(self, source: Source, words: str, *names: str, by: Any = None) -> Passage:
        passage = a_passage(self.cast, source, words, by=by)
        for name in names:
            actions.give(passage, code=self.code(name), by=by or self.cast.els)
        return passage

    def said(self, words: str, *names: str, by: Any = None, **about: Any) -> Passage:
        """Somebody new says it, and it is coded."""
        return self.coded(self.source(**about), words, *names, by=by)

    def lens(self, person: Any = None) -> Lens:
        return Lens(person or self.cast.els, self.cast.expedition)
