"""Whatever is shared, taken along, taken in and taken back, in whatever order: in another
expedition nobody but who brought a text reads what is not given where it came from.

The machine knows by itself what is given; it never asks the house.
"""

from __future__ import annotations

import contextlib
import uuid
from pathlib import Path
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from samenspel.circles.models import Circle, Expedition, Membership, Role
from samenspel.circles.tests.cast import Cast, a_person
from samenspel.exchange import actions
from samenspel.exchange.choosing import Choices
from samenspel.exchange.refi.reading import read_project
from samenspel.foundation.tests.orders import in_any_order, refusing
from samenspel.sources import actions as sources
from samenspel.sources.models import Source, Version
from samenspel.sources.tests.builders import a_source

from .builders import give_out
from .test_round_trip import elsewhere

__all__ = ["elsewhere"]

LINE = "command line"
Text = tuple[str, int]
"""A text by its word, in an expedition by its key."""


class Copies(RuleBasedStateMachine):
    def __init__(self, cast: Cast, places: list[Expedition], folder: Path) -> None:
        super().__init__()
        self.cast, self.places, self.folder = cast, places, folder
        self.undone = contextlib.ExitStack()
        self.begun = False
        self.files: list[tuple[bytes, int, set[str]]] = []
        """What went out: the file, the expedition it is of, and the words in it."""
        self.open: dict[Text, bool] = {}
        """Whether others than who brought it read a text."""
        self.parent: dict[Text, Text] = {}

    @initialize()
    def begin(self) -> None:
        self.undone.enter_context(transaction.atomic())
        self.begun = True

    def teardown(self) -> None:
        if self.begun:
            transaction.set_rollback(True)
        self.undone.close()

    # What people do

    @rule()
    def say(self) -> None:
        word = f"woord{len(self.open) + 1:03}"
        a_source(self.cast, text=f"Wij zeiden {word} tegen elkaar.", circle=Circle.TEAM)
        self.open[word, self.cast.expedition.pk] = True

    @precondition(lambda self: any(self.open.values()))
    @rule(at=st.data())
    def take_along(self, at: Any) -> None:
        where = at.draw(st.sampled_from(sorted({place for _word, place in self.open})))
        expedition = Expedition.objects.get(pk=where)
        by = self.cast.els if expedition == self.cast.expedition else self.cast.wim
        with refusing():
            _export, data = give_out(self.cast, "qdpx", by=by, expedition=expedition)
            words = {word for (word, place), read in self.open.items() if read and place == where}
            self.files.append((data, where, words))

    @precondition(lambda self: self.files)
    @rule(at=st.data(), to=st.integers(0, 1))
    def take_in(self, at: Any, to: int) -> None:
        data, came_from, words = at.draw(st.sampled_from(self.files))
        place = self.places[to]
        self._bring(data, place)
        for word in words:
            text, parent = (word, place.pk), (word, came_from)
            if text not in self.open and self._is_given(parent):
                self.open[text] = True
                self.parent[text] = parent

    @precondition(lambda self: self.open)
    @rule(at=st.data(), to=st.sampled_from([Circle.PRIVATE, Circle.COALITION]))
    def close(self, at: Any, to: Circle) -> None:
        text = at.draw(st.sampled_from(sorted(self.open)))
        source = self._row(text)
        with refusing():
            sources.narrow(
                source, to=Circle.PRIVATE if text in self.parent else to, by=source.author
            )
            self._goes(text)

    @precondition(lambda self: self.open)
    @rule(at=st.data())
    def let_read(self, at: Any) -> None:
        text = at.draw(st.sampled_from(sorted(self.open)))
        source = self._row(text)
        with refusing():
            sources.widen(source, to=Circle.TEAM, by=source.author)
            assert text not in self.parent or self._is_given(self.parent[text]), text
            self.open[text] = True

    # What others read

    @precondition(lambda self: self.begun)
    @invariant()
    def only_what_is_given(self) -> None:
        reader = self.reader()
        for place in self.places:
            rows = Version.objects.visible_to(reader).filter(source__expedition=place)
            read = {text.split()[2] for text in rows.values_list("text", flat=True)}
            given = {
                word for (word, at), is_open in self.open.items() if is_open and at == place.pk
            }
            assert read == given, place

    def reader(self) -> Any:
        if not hasattr(self, "_reader"):
            self._reader = a_person("lezer")
            for place in self.places:
                Membership.objects.create(
                    person=self._reader, expedition=place, role=Role.RESEARCHER
                )
        return self._reader

    # What the machine remembers

    def _bring(self, data: bytes, place: Expedition) -> None:
        path = self.folder / "in.qdpx"
        path.write_bytes(data)
        *things, summary = read_project(str(path))
        arrival = actions.bring(
            place, name="in.qdpx", size=len(data), key=uuid.uuid4(), by=self.cast.wim
        )
        choices, by = Choices(place=place), self.cast.wim
        actions.keep(arrival, choices=choices, things=things, summary=summary, by=by)

    def _is_given(self, text: Text) -> bool:
        above = self.parent.get(text)
        return self.open[text] and (above is None or self._is_given(above))

    def _goes(self, text: Text) -> None:
        self.open[text] = False
        for copy, origin in self.parent.items():
            if origin == text:
                self._goes(copy)

    def _row(self, text: Text) -> Source:
        word, place = text
        found: Source = Source.objects.unguarded(LINE).get(
            expedition=place, versions__text__contains=word
        )
        return found


def test_in_whatever_order_nobody_reads_elsewhere_what_is_not_given(
    cast: Cast, elsewhere: Expedition, tmp_path: Path
) -> None:
    Membership.objects.create(person=cast.wim, expedition=cast.elsewhere, role=Role.RESEARCHER)
    in_any_order(lambda: Copies(cast, [elsewhere, cast.elsewhere], tmp_path))
