"""A version as a page: headings, turns with their voices, numbered paragraphs with an anchor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from samenspel.foundation.templatetags.face import voice

from .readers import Kind, Paragraph

_BREATH = 400  # letters of captions that may run on before a sentence ends the paragraph

Numbered = tuple[int, Paragraph]
Beside = dict[int, SafeString]


def typeset(
    paragraphs: Sequence[Paragraph],
    voices: Mapping[str, str],
    *,
    skip: int = 0,
    beside: Mapping[int, SafeString] | None = None,
) -> SafeString:
    """The paragraphs as HTML. `#p0` is the first; the number that is seen begins at 1.

    The first `skip` are left out: the page has its own place for them. `beside` is what stands with
    a paragraph, by its number: with the name of who speaks, when that stands above it.
    """
    numbered = list(enumerate(paragraphs))[skip:]
    parts = _parts(numbered, voices, dict(beside or {}))
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _parts(
    paragraphs: Sequence[Numbered], voices: Mapping[str, str], beside: Beside
) -> Iterator[SafeString]:
    level = 1
    speaker: str | None = None
    for (manner, said_by), lines in groupby(paragraphs, _manner):
        group = list(lines)
        if said_by and said_by != speaker:
            name = voice(voices.get(said_by, ""), said_by)
            yield format_html('<p class="turn">{}{}</p>', name, beside.pop(group[0][0], ""))
        speaker = said_by
        if manner == Kind.ITEM:
            yield _list(group)
        elif manner == Kind.CUE:
            yield from _captions(group, beside)
        else:
            for number, paragraph in group:
                if paragraph.kind in (Kind.HEADING, Kind.QUESTION):
                    level = min(level + 1, (paragraph.level or 2) + 1, 5)
                    yield _title(number, paragraph, level)
                else:
                    yield _plain(number, paragraph, beside)


def _manner(each: Numbered) -> tuple[str, str | None]:
    """Points of one list are set together, and so are captions, as long as one speaks."""
    kind = each[1].kind
    return (kind if kind in (Kind.ITEM, Kind.CUE) else "", each[1].speaker)


def _number(number: int) -> SafeString:
    return format_html(
        '<a class="number" href="#p{}" aria-label="{}">{}</a>',
        number,
        _("Paragraph %d") % (number + 1),
        number + 1,
    )


def _title(number: int, paragraph: Paragraph, level: int) -> SafeString:
    words = (paragraph.kind, number, paragraph.text, _number(number))
    if paragraph.kind is Kind.QUESTION and paragraph.level is None:
        return format_html('<p class="piece {}" id="p{}">{}{}</p>', *words)
    return format_html(
        '<h{} class="piece {}" id="p{}">{}{}</h{}>',
        level,
        *words,
        level,
    )


def _plain(number: int, paragraph: Paragraph, beside: Beside) -> SafeString:
    return format_html(
        '<p class="piece {}" id="p{}">{}{}{}</p>',
        paragraph.kind,
        number,
        paragraph.text,
        _number(number),
        beside.pop(number, ""),
    )


def _list(points: Iterable[Numbered]) -> SafeString:
    lines = (
        (paragraph.level or 1, number, paragraph.text, _number(number))
        for number, paragraph in points
    )
    return format_html(
        '<ul class="points">{}</ul>',
        format_html_join("", '<li class="piece item depth-{}" id="p{}">{}{}</li>', lines),
    )


def _captions(captions: Iterable[Numbered], beside: Beside) -> Iterator[SafeString]:
    """Captions that follow each other read on, with the time at the beginning."""
    run: list[Numbered] = []
    for each in captions:
        run.append(each)
        long = sum(len(paragraph.text) for _, paragraph in run) > _BREATH
        if long and each[1].text.rstrip('"”»’')[-1:] in (".", "!", "?", "…"):
            yield _run(run, beside)
            run = []
    if run:
        yield _run(run, beside)


def _run(run: list[Numbered], beside: Beside) -> SafeString:
    number, first = run[0]
    spans = format_html_join(" ", '<span id="p{}">{}</span>', ((n, p.text) for n, p in run))
    shown = (clock(first.begin or 0), spans, _number(number), beside.pop(number, ""))
    return format_html('<p class="piece cue"><time class="begin">{}</time> {}{}{}</p>', *shown)


def clock(milliseconds: int) -> str:
    """A place in a recording: 1:02:03, or 2:03."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
