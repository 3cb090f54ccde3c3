"""The stretch of a text where the found words stand, safe to show."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .questions import Term
from .words import WORD, fold, stem

LENGTH = 200


def marks(text: str, terms: list[Term]) -> SafeString:
    """The stretch of a text where the terms stand closest, escaped, with the found words marked."""
    tokens = [(found.start(), found.end(), found[0]) for found in WORD.finditer(text)]
    hit = _marked([token[2] for token in tokens], [t for t in terms if not t.unwanted])
    spans = [tokens[at][:2] for at in sorted(hit)]
    start, end = _window(text, spans, [token[:2] for token in tokens])
    parts, at = ["… " if start else ""], start
    for left, right in spans:
        if start <= left and right <= end:
            parts += [escape(text[at:left]), "<mark>", escape(text[left:right]), "</mark>"]
            at = right
    parts += [escape(text[at:end]), " …" if end < len(text.rstrip()) else ""]
    return mark_safe("".join(parts).replace("</mark> <mark>", " "))  # noqa: S308 - escaped above


def _marked(words: list[str], terms: list[Term]) -> set[int]:
    folded = [fold(word) for word in words]
    hit: set[int] = set()
    for term in terms:
        if term.exact:
            length = len(term.words)
            for at in range(len(folded) - length + 1):
                if tuple(folded[at : at + length]) == term.words:
                    hit.update(range(at, at + length))
            continue
        ways = set(term.stems)
        for at, word in enumerate(folded):
            if (
                word in ways
                or stem(words[at], "nl") in ways
                or (term.unfinished and word.startswith(fold(term.words[0])))
            ):
                hit.add(at)
    return hit


def _window(
    text: str, spans: list[tuple[int, int]], words: list[tuple[int, int]]
) -> tuple[int, int]:
    if len(text) <= LENGTH:
        return 0, len(text)
    if not spans:
        first = 0
    else:
        crowd = [sum(left <= other[0] < left + LENGTH for other in spans) for left, _ in spans]
        first = max(0, spans[crowd.index(max(crowd))][0] - LENGTH // 4)
    start = next((left for left, _ in words if left >= first), 0) if first else 0
    end = max((right for _, right in words if right <= start + LENGTH), default=start + LENGTH)
    end = max([end, *(right for left, right in spans if start <= left <= start + LENGTH)])
    tail = len(text) if len(text) - end <= 3 else end
    return start, tail
