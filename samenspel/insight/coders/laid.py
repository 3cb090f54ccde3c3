"""One text with the layers of two coders on either side of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from samenspel.foundation.templatetags.face import voice
from samenspel.insight.agreement import Disagreement, Marked
from samenspel.sources.models import Version
from samenspel.sources.naming import Heard, heard_as
from samenspel.threads.desk import code_tag
from samenspel.threads.models import Code


@dataclass(frozen=True)
class Given:
    """A code in the margin of one coder; `same`: the other gave it wherever this one did."""

    tag: SafeString
    same: bool


@dataclass
class Piece:
    """A paragraph; `number` counts those in which the two differ."""

    start: int
    tag: str
    kind: str
    turn: SafeString
    words: SafeString
    sides: tuple[list[Given], list[Given]]
    number: int = 0
    last: bool = False
    differ: list[Disagreement] = field(default_factory=list)

    @property
    def alike(self) -> bool:
        return any(self.sides) and not self.number


def laid(
    version: Version,
    layers: tuple[Sequence[Marked], Sequence[Marked]],
    codes: Sequence[Code],
    differ: Sequence[Disagreement],
    heard: Mapping[str, Heard],
) -> list[Piece]:
    """The paragraphs of a version in order, each with what both gave it."""
    tags = {code.pk: code_tag(code) for code in codes}
    pieces = []
    speaker, number = None, 0
    layout = version.layout or [{"kind": "text", "start": 0, "end": len(version.text)}]
    for piece in layout:
        start, end = piece["start"], piece["end"]
        here = [each for each in differ if start <= each.unit[0] < end]
        number += bool(here)
        apart = {each.code for each in here}
        sides = [
            [Given(tags[code], code not in apart) for code in tags if _has(own, code, start, end)]
            for own in layers
        ]
        said_by = piece.get("speaker")
        turn = SafeString()
        if said_by and said_by != speaker:
            spoken_by = heard_as(said_by, heard)
            turn = voice(spoken_by.voice, spoken_by.name)
        speaker = said_by
        pieces.append(
            Piece(
                start,
                "h2" if piece["kind"] == "heading" else "p",
                piece["kind"],
                turn,
                _painted(version.text, start, end, layers),
                (sides[0], sides[1]),
                number if here else 0,
                differ=here,
            )
        )
    for piece in reversed(pieces):
        if piece.number:
            piece.last = True
            break
    return pieces


def _has(own: Sequence[Marked], code: int, start: int, end: int) -> bool:
    return any(mark.code == code and mark.start < end and start < mark.end for mark in own)


def _painted(
    text: str, start: int, end: int, layers: tuple[Sequence[Marked], Sequence[Marked]]
) -> SafeString:
    """The words, with a line under what one of them marked, or both."""
    return mark_safe("".join(_stretches(text, start, end, layers)))  # noqa: S308


def lit(text: str, start: int, end: int, marks: Sequence[Marked]) -> SafeString:
    """The words, with what was marked of them lit."""
    told = "".join(_stretches(text, start, end, (marks, marks)))
    return mark_safe(told.replace('<mark class="by-both">', "<mark>"))  # noqa: S308


def _stretches(
    text: str, start: int, end: int, layers: tuple[Sequence[Marked], Sequence[Marked]]
) -> Iterator[str]:
    within = [[m for m in own if m.start < end and start < m.end] for own in layers]
    edges = {place for own in within for mark in own for place in (mark.start, mark.end)}
    places = sorted({start, end, *(place for place in edges if start < place < end)})
    for begin, stop in pairwise(places):
        words = escape(text[begin:stop])
        by = [any(m.start <= begin and stop <= m.end for m in own) for own in within]
        if any(by):
            name = "both" if all(by) else "one" if by[0] else "other"
            yield f'<mark class="by-{name}">{words}</mark>'
        else:
            yield words
