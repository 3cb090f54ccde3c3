"""Two versions side by side: which paragraphs stayed, changed, came and went, and which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from rapidfuzz.distance import LCSseq

from .readers import Paragraph

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_MOST = 25_000_000  # cells of one comparison; beyond it what is between is shown as replaced


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, before and after; None where it is not there."""

    kind: str  # "same", "changed", "gone" or "new"
    before: Paragraph | None
    after: Paragraph | None
    left: SafeString
    right: SafeString


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that follow each other and are all the same, or all different."""

    same: bool
    lines: list[Line]


def compare(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Stretch]:
    lines = list(_lines(old, new))
    return [
        Stretch(same, list(group))
        for same, group in groupby(lines, lambda each: each.kind == "same")
    ]


def _lines(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[Line]:
    for same, i, j in paired([_sign(p) for p in old], [_sign(p) for p in new]):
        if same and i is not None and j is not None:
            words = format_html("{}", new[j].text)
            yield Line("same", old[i], new[j], words, words)
        else:
            yield _line(None if i is None else old[i], None if j is None else new[j])


def paired(
    old: Sequence[object], new: Sequence[object]
) -> Iterator[tuple[bool, int | None, int | None]]:
    """Which of the old became which of the new, by number, and whether it stayed the same.

    None where there is none on that side.
    """
    for same, befores, afters in _steps(old, new):
        for i, j in zip_longest(befores, afters):
            yield same, i, j


def _sign(paragraph: Paragraph) -> tuple[str, str, str | None, int | None]:
    return (paragraph.kind, paragraph.text, paragraph.speaker, paragraph.level)


def _line(before: Paragraph | None, after: Paragraph | None) -> Line:
    if before is None:
        return Line("new", None, after, SafeString(""), _whole("ins", after))
    if after is None:
        return Line("gone", before, None, _whole("del", before), SafeString(""))
    left, right = _marked(before.text, after.text)
    return Line("changed", before, after, left, right)


def _whole(tag: str, paragraph: Paragraph | None) -> SafeString:
    return format_html(f"<{tag}>{{}}</{tag}>", paragraph.text if paragraph else "")


def _marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    olds, news = _WORDS.findall(before), _WORDS.findall(after)
    left: list[tuple[SafeString]] = []
    right: list[tuple[SafeString]] = []
    for same, i, j in _steps(olds, news):
        gone, come = "".join(olds[at] for at in i), "".join(news[at] for at in j)
        if same:
            left.append((format_html("{}", gone),))
            right.append((format_html("{}", come),))
            continue
        if gone:
            left.append((format_html("<del>{}</del>", gone),))
        if come:
            right.append((format_html("<ins>{}</ins>", come),))
    return format_html_join("", "{}", left), format_html_join("", "{}", right)


def _steps(old: Sequence[object], new: Sequence[object]) -> Iterable[tuple[bool, range, range]]:
    """What stayed (the same number on both sides) and what did not, in order."""
    if len(old) * len(new) > _MOST:
        return [(False, range(len(old)), range(len(new)))]
    steps: list[tuple[bool, range, range]] = []
    for op in LCSseq.opcodes(list(old), list(new)):
        same = op.tag == "equal"
        i, j = range(op.src_start, op.src_end), range(op.dest_start, op.dest_end)
        if steps and not same and not steps[-1][0]:  # gone and come, side by side
            _, p, q = steps.pop()
            i, j = range(p.start, i.stop), range(q.start, j.stop)
        steps.append((same, i, j))
    return steps
