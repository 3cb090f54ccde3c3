"""A text as somebody types it: one line for each paragraph, with few signs.

    # Heading            Amina: what she says       - a point in a list
    **A question.**      ---  (here she stops)      [0:12:34] what sounds from there

A heading that ends in a question mark is a question. `written` and `read_written` are each other's
opposite; what the signs can't hold (parts of a second, rows, notes) is carried over (`carrying`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from samenspel.foundation.errors import Refused

from .carrying import links
from .models import Source
from .readers import Kind, Paragraph
from .readers.draft import clean, one_line
from .readers.turns import is_name, milliseconds

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_QUESTION = re.compile(r"\*\*(.+)\*\*")
_ITEM = re.compile(r"[-*•]\s+(.*)")
_LABEL = re.compile(r"([^:\n]{1,80}?):(?:\s+(.*)|$)")
_SIGN = re.compile(r"\[(?=[\d.,: ]*:)(?=[.,: ]*\d)([\d.,: ]+)\]\s*")
_TIME = re.compile(r"(?:\d{1,2}:)?[0-5]?\d:[0-5]\d(?:[.,]\d{1,3})?")
STOP = "---"


def written(paragraphs: Iterable[Paragraph]) -> str:
    lines: list[str] = []
    speaker: str | None = None
    for paragraph in paragraphs:
        at = "" if paragraph.begin is None else f"{sign(paragraph.begin)} "
        if paragraph.kind in (Kind.HEADING, Kind.QUESTION):
            speaker = None
            lines.append(at + _title(paragraph))
            continue
        said = f"- {paragraph.text}" if paragraph.kind is Kind.ITEM else paragraph.text
        if paragraph.speaker != speaker and paragraph.kind not in (Kind.NOTE, Kind.ROW):
            speaker = paragraph.speaker
            if speaker is None:
                lines.append(STOP)
            elif paragraph.kind is Kind.ITEM:
                lines.append(f"{speaker}:")
            else:
                said = f"{speaker}: {said}"
        lines.append(at + said)
    return "\n\n".join(lines) + "\n" if lines else ""


def sign(milliseconds: int) -> str:
    """A place in a recording as it stands before a line: [0:12:34]."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"[{hours}:{minutes:02}:{seconds:02}]"


def _title(paragraph: Paragraph) -> str:
    if paragraph.kind is Kind.QUESTION and paragraph.level is None:
        return f"**{paragraph.text}**"
    return f"{'#' * (paragraph.level or 1)} {paragraph.text}"


def read_written(
    text: str,
    speakers: Iterable[str] = (),
    before: Sequence[Paragraph] = (),
    *,
    lasts: int | None = None,
) -> tuple[Paragraph, ...]:
    """The paragraphs of a typed text; `before` are those of the version that was changed.

    A time that is none, goes back or is past the end (`lasts`, milliseconds) is refused.
    """
    reading = _Reading({name.casefold(): name for name in speakers}, before, lasts)
    for line in map(one_line, clean(text).split("\n")):
        reading.take(line)
    return reading.carried()


@dataclass
class _Reading:
    """A typed text as it is read, line by line."""

    known: dict[str, str]
    before: Sequence[Paragraph]
    lasts: int | None
    speaker: str | None = None
    at: int | None = None  # the sign that waits for its words
    latest: int = 0
    found: list[Paragraph] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.exact: dict[str, int] = {}  # what a sign meant, to the millisecond
        for each in self.before:
            if each.begin is not None:
                self.exact.setdefault(sign(each.begin), each.begin)
        self.words = {each.text for each in self.before}

    def take(self, line: str) -> None:
        line = self._timed(line)
        if not line:
            return
        if line == STOP:
            self.speaker = None
        elif title := _heading(line):
            self.speaker = None
            self._keep(title)
        else:
            if label := _LABEL.fullmatch(line):
                name = self.known.get(label[1].casefold())
                if name or is_name(label[1]):
                    self.speaker = self.known.setdefault(label[1].casefold(), label[1])
                    line = self._timed(label[2] or "")
            if line:
                self._keep(_paragraph(self._run_on(line), self.speaker))

    def _keep(self, paragraph: Paragraph) -> None:
        self.found.append(replace(paragraph, begin=self.at))
        self.at = None

    def _timed(self, line: str) -> str:
        """The line without the sign it begins with, which is kept."""
        found = _SIGN.match(line)
        if found is None or line in self.words:
            return line
        typed = found[1].strip()
        if not _TIME.fullmatch(typed):
            raise Refused(
                _("“%(line)s”: this is no time. Write hours, minutes and seconds, such as %(so)s.")
                % {"line": _quoted(line), "so": "[0:12:34]"}
            )
        at = milliseconds(typed)
        known = None if at % 1000 else self.exact.get(sign(at))
        if known is None:
            self._is_possible(at, line)
        self.at = at if known is None else known
        self.latest = max(self.latest, self.at)
        return line[found.end() :]

    def _is_possible(self, at: int, line: str) -> None:
        if at < self.latest:
            raise Refused(
                _("“%(line)s”: this time is earlier than one above it, %(latest)s.")
                % {"line": _quoted(line), "latest": sign(self.latest)}
            )
        if self.lasts is not None and at > self.lasts:
            raise Refused(
                _("“%(line)s”: this time is past the end. The recording lasts until %(end)s.")
                % {"line": _quoted(line), "end": sign(self.lasts)}
            )

    def _run_on(self, line: str) -> str:
        """A line that ran on into the next keeps no sign in its middle."""
        if line in self.words:
            return line
        ours = (each for each in _SIGN.finditer(line) if f"[{each[1].strip()}]" in self.exact)
        for each in reversed(list(ours)):
            line = line[: each.start()] + line[each.end() :]
        return line.strip()

    def carried(self) -> tuple[Paragraph, ...]:
        """With what the same lines had before, and a typed line can't show."""
        made_of = links(self.before, self.found)
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for j in sorted(made_of):
            for i in made_of[j]:
                first.setdefault(i, j)
                last[i] = j
        signs = {each.begin for each in self.found if each.begin is not None}
        told = list(self.found)
        for j, olds in made_of.items():
            told[j] = _carried(
                self.found[j],
                [self.before[i] for i in olds],
                opens=first[olds[0]] == j,
                closes=last[olds[-1]] == j,
                signs=signs,
            )
        if told and self.at is not None and self.at > (told[-1].begin or 0):
            told[-1] = replace(told[-1], stop=self.at)  # a time below the last words
        return tuple(told)


def _quoted(line: str) -> str:
    return line if len(line) <= 40 else f"{line[:39].rstrip()}…"


def _heading(line: str) -> Paragraph | None:
    if heading := _HEADING.fullmatch(line):
        kind = Kind.QUESTION if heading[2].endswith("?") else Kind.HEADING
        return Paragraph(kind, heading[2], len(heading[1]))
    if question := _QUESTION.fullmatch(line):
        return Paragraph(Kind.QUESTION, question[1])
    return None


def _paragraph(line: str, speaker: str | None) -> Paragraph:
    if item := _ITEM.fullmatch(line):
        return Paragraph(Kind.ITEM, item[1], level=1, speaker=speaker)
    return Paragraph(Kind.TEXT, line, speaker=speaker)


def _carried(
    new: Paragraph, olds: Sequence[Paragraph], *, opens: bool, closes: bool, signs: set[int]
) -> Paragraph:
    """As the lines it is made of: it begins with the first and stops with the last of them."""
    first, last = olds[0], olds[-1]
    same = len(olds) == 1 and first.text == new.text
    if same and (first.kind is Kind.ITEM) == (new.kind is Kind.ITEM):
        silent = first.kind in (Kind.ROW, Kind.NOTE)
        new = replace(first, speaker=None if silent else new.speaker, begin=new.begin)
    begin = new.begin
    unshown = opens and first.begin not in signs if begin is None else False
    if unshown or (begin is not None and _reads_as(first.begin, begin)):
        begin = first.begin
    stop = last.stop if closes and (begin is None or (last.stop or 0) > begin) else None
    cue = first.kind is Kind.CUE and new.kind is Kind.TEXT and begin is not None
    return replace(new, kind=Kind.CUE if cue else new.kind, begin=begin, stop=stop)


def _reads_as(exact: int | None, typed: int) -> bool:
    """Whether this is what a sign meant, which counts in whole seconds."""
    return exact is not None and sign(exact) == sign(typed)


def renamed(paragraphs: Iterable[Paragraph], names: Mapping[str, str]) -> tuple[Paragraph, ...]:
    """Other names for the speakers; an empty name puts the label back into the text."""
    found: list[Paragraph] = []
    before: str | None = None
    for paragraph in paragraphs:
        speaker = paragraph.speaker
        name = names.get(speaker, speaker) if speaker else None
        text = paragraph.text
        if speaker and not name and speaker != before:
            text = f"{speaker}: {text}"
        found.append(replace(paragraph, text=text, speaker=name or None))
        before = speaker
    return tuple(found)


def spoken(paragraphs: Iterable[Paragraph]) -> str:
    """As plain text, to take along: each turn begins with its speaker's name."""
    lines: list[str] = []
    speaker: str | None = None
    for paragraph in paragraphs:
        named = paragraph.speaker and paragraph.speaker != speaker
        bullet = "- " if paragraph.kind is Kind.ITEM else ""
        lines.append(f"{f'{paragraph.speaker}: ' if named else ''}{bullet}{paragraph.text}")
        speaker = paragraph.speaker
    return "\n\n".join(lines) + "\n"


def kind_of(paragraphs: Iterable[Paragraph]) -> str:
    """What kind of source this seems to be."""
    kinds = {p.kind for p in paragraphs}
    voices = {p.speaker for p in paragraphs if p.speaker}
    if Kind.CUE in kinds:
        return Source.Kind.TRANSCRIPT
    if voices and Kind.QUESTION in kinds:
        return Source.Kind.INTERVIEW
    return Source.Kind.TRANSCRIPT if len(voices) > 1 else Source.Kind.DOCUMENT


def to_json(paragraphs: Iterable[Paragraph]) -> list[dict[str, Any]]:
    return [{k: v for k, v in asdict(p).items() if v is not None} for p in paragraphs]


def from_json(stored: Iterable[dict[str, Any]]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(**{**each, "kind": Kind(each["kind"])}) for each in stored)
