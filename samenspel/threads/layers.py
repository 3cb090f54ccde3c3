"""Whose codings somebody sees at a text: the layers of the desk.

A layer is all codings of one coder. Everything the desk shows of codings passes through here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from samenspel.sources.models import Source

from .blind import reading_of
from .models import Coder, Coding


@dataclass(frozen=True)
class Layers:
    """The coders whose layers are shown, as ids; None for all of them.

    `chosen` says that the reader left others out by choice: what stands in no layer stays then.
    Without it the other layers are kept from the reader; what others made there is not in the
    tables for them either (`kept_apart`).
    """

    coders: frozenset[int] | None = None
    chosen: bool = False

    def codings(self, rows: Any) -> Any:
        """Of these codings, the ones in these layers."""
        return rows if self.coders is None else rows.filter(coder__in=self.coders)

    def passages(self, rows: Any, person: Any) -> Any:
        """Of these passages, the ones that are shown beside these layers."""
        if self.coders is None or not self.chosen:
            return rows
        given = Coding.objects.visible_to(person).filter(passage=OuterRef("pk"))
        return rows.filter(Exists(given.filter(coder__in=self.coders)) | ~Exists(given))

    def only(self, coders: Iterable[int]) -> Layers:
        """Fewer layers, because the reader asked for these."""
        asked = frozenset(coders)
        if self.coders is None:
            return Layers(asked, chosen=True)
        return Layers(self.coders & asked, chosen=self.chosen)


def layers_for(person: Any, source: Source) -> Layers:
    """The layers that this person sees at this source. The one place that decides it.

    Who reads blind there sees their own. The tables hold it as well (`kept_apart`), so that it is
    also true of pages that do not ask here.
    """
    reading = reading_of(person, source)
    return Layers() if reading is None else Layers(frozenset([reading.coder_id]))


def may_suggest(person: Any, source: Source) -> bool:
    """Whether a computer may show what others coded before, while this person codes here."""
    return reading_of(person, source) is None


def coders_at(source: Source, person: Any, layers: Layers) -> list[tuple[Coder, bool]]:
    """The coders with codings at a source that this person sees; true for one's own layer."""
    given = layers.codings(Coding.objects.visible_in(source, person)).order_by().values("coder")
    return own_first(Coder.objects.filter(pk__in=given), person)


def own_first(coders: Any, person: Any) -> list[tuple[Coder, bool]]:
    rows = [
        (coder, coder.person_id == (person.pk or 0)) for coder in coders.select_related("person")
    ]
    return sorted(rows, key=lambda row: (not row[1], str(row[0]).casefold()))
