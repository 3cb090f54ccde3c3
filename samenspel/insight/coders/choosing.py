"""What is compared: whose layers, which codes, in which texts, by what unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from samenspel.insight.lens import Lens
from samenspel.threads.models import BlindReading, Code, Coder

PARAGRAPHS, SENTENCES = "alinea", "zin"
NOW, THEN = "nu", "blind"


@dataclass(frozen=True)
class Choice:
    """Keys, as they stand in an address. Without coders: all; without codes: the whole book."""

    coders: tuple[int, ...] = ()
    book: int = 0
    codes: tuple[int, ...] = ()
    coalition: int = 0
    moment: str = ""
    kind: str = ""
    unit: str = PARAGRAPHS
    layer: str = NOW

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_stored(cls, told: Mapping[str, Any]) -> Choice:
        return cls(**{**told, "coders": tuple(told["coders"]), "codes": tuple(told["codes"])})

    def query(self, **more: Any) -> str:
        """As it stands in an address."""
        told = {
            "codeur": self.coders,
            "boek": self.book,
            "code": self.codes,
            "coalitie": self.coalition,
            "moment": self.moment,
            "soort": self.kind,
            "eenheid": self.unit if self.unit != PARAGRAPHS else "",
            "laag": self.layer if self.layer != NOW else "",
            **more,
        }
        return urlencode({name: value for name, value in told.items() if value}, doseq=True)


@dataclass
class Beside:
    """What there is to lay side by side in one expedition, for this person."""

    lens: Lens

    @cached_property
    def codes(self) -> dict[int, list[tuple[int, Code]]]:
        """The codes of each book in their order, with their depth; by the key of the book."""
        by_book: dict[int, list[tuple[int, Code]]] = {}
        for depth, code in self.lens.codes:
            by_book.setdefault(code.codebook_id, []).append((depth, code))
        return by_book

    @property
    def books(self) -> list[tuple[int, str]]:
        return [(pk, str(codes[0][1].codebook)) for pk, codes in self.codes.items()]

    @cached_property
    def readings(self) -> list[BlindReading]:
        """Blind readings of what may be read here, oldest first."""
        rows = BlindReading.objects.visible_to(self.lens.person)
        rows = rows.filter(source__expedition=self.lens.expedition).order_by("id")
        return list(rows.select_related("coder__person", "asked_by", "source"))

    @cached_property
    def coders(self) -> list[Coder]:
        """Those of whom a coding may be read, or who were ready with a text; by name."""
        ready = [reading.coder for reading in self.readings if reading.is_ready]
        known = {coder.pk: coder for coder in [*self.lens.coders, *ready]}
        return sorted(known.values(), key=lambda coder: (str(coder).casefold(), coder.pk))

    def settled(self, choice: Choice) -> Choice:
        """The choice without what is not there; of the books one, that with most codes."""
        book = choice.book
        if book not in self.codes:
            book = max(self.codes, key=lambda pk: len(self.codes[pk]), default=0)
        known = {coder.pk for coder in self.coders}
        within = {code.pk for _depth, code in self.codes.get(book, [])}
        return replace(
            choice,
            book=book,
            coders=tuple(pk for pk in choice.coders if pk in known),
            codes=tuple(pk for pk in choice.codes if pk in within),
        )

    def chosen_coders(self, choice: Choice) -> list[Coder]:
        return [coder for coder in self.coders if not choice.coders or coder.pk in choice.coders]

    def chosen_codes(self, choice: Choice) -> list[tuple[int, Code]]:
        own = self.codes.get(choice.book, [])
        return [row for row in own if not choice.codes or row[1].pk in choice.codes]

    def chosen_sources(self, choice: Choice) -> Any:
        rows = self.lens.sources
        if choice.coalition:
            rows = rows.filter(coalition=choice.coalition)
        if choice.kind:
            rows = rows.filter(kind=choice.kind)
        if choice.moment:
            rows = rows.filter(self.lens.within(choice.moment))
        return rows
