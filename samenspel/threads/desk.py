"""The desk: a text with its marks, and beside it the list of what was marked.

Both are written out here and not in a template, row by row: a text may hold hundreds of marks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import escape
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.deeds import may
from samenspel.foundation.templatetags.face import voice
from samenspel.sources.models import Source, Version
from samenspel.sources.naming import Heard, heard_as, heard_in
from samenspel.sources.ways import Way

from .layers import Layers, coders_at, layers_for, own_first
from .models import Code, Coder, Coding, Memo, Passage, Thread, ThreadPassage

DEEPEST = 3
SHORT = 140
AT_ONCE = 100
"""Rows of the list that a browser with JavaScript reads before it paints; the rest follows."""
LATELY = 300  # of one's own codings: they tell which codes one uses now


@dataclass
class Mark:
    """A passage on the desk, with its codes, who gave them, and the threads it is in."""

    pk: int
    start: int
    end: int
    given: list[tuple[int, int]] = field(default_factory=list)
    """Codes with their coders, as ids."""
    threads: list[tuple[int, str]] = field(default_factory=list)
    memos: int = 0

    @property
    def codes(self) -> list[int]:
        return list(dict.fromkeys(code for code, _coder in self.given))


@dataclass
class Desk:
    """One version as this reader may see it; `asked` are the coders whose layers they chose."""

    source: Source
    version: Version
    person: Any
    asked: frozenset[int] | None = None
    at_bench: bool = False
    layers: Layers = field(init=False)
    coders: list[tuple[Coder, bool]] = field(init=False)
    marks: list[Mark] = field(init=False)
    codes: list[tuple[int, Code]] = field(init=False, default_factory=list)
    threads: list[Thread] = field(init=False, default_factory=list)
    memos: list[Memo] = field(init=False)
    may_mark: bool = field(init=False)

    def __post_init__(self) -> None:
        self.may_mark = may(self.person, "passage.mark", self.source)
        if self.may_mark:
            self.codes = tree(codes_for(self.source, self.person))
            self.threads = threads_for(self.source, self.person)
        all_layers = layers_for(self.person, self.source)
        self.layers = all_layers if self.asked is None else all_layers.only(self.asked)
        self.marks = marks_in(self.version, self.person, self.layers)
        self.coders = self._coders(all_layers) if self.codes else []
        self.memos = memos_at(self.source, self.person) if self.at_bench else []
        count_memos(self.marks, self.memos)

    def _coders(self, layers: Layers) -> list[tuple[Coder, bool]]:
        """Whose layers there are to choose from."""
        if self.asked is not None:
            return coders_at(self.source, self.person, layers)
        there = {coder for mark in self.marks for _code, coder in mark.given}
        return own_first(Coder.objects.filter(pk__in=there), self.person) if there else []

    @cached_property
    def heard(self) -> dict[str, Heard]:
        """Who speaks in this source, by their label in the text."""
        return heard_in([self.source], self.person)[self.source.pk]

    def text(self) -> SafeString:
        return mark_safe("\n".join(_pieces(self.version, self.marks, self.heard)))  # noqa: S308

    @cached_property
    def rows(self) -> list[SafeString]:
        """The list of marks in two parts: what is read at once, and what may wait."""
        known = [code for _depth, code in self.codes]
        rows = rows_of(self.marks, self.version, self.person, known)
        parts = (rows[:AT_ONCE], rows[AT_ONCE:])
        return [mark_safe("\n".join(part)) for part in parts]  # noqa: S308

    def palette(self) -> list[dict[str, Any]]:
        """The codes to choose from, for the browser: in the order of the codebook."""
        lately = given_lately(self.person, self.source.expedition_id)
        recent = {code: place for place, code in enumerate(lately)}
        return [
            {**entry, "used": lately[entry["id"]], "recent": recent.get(entry["id"])}
            for entry in entries(self.codes)
        ]

    def memos_about_it(self) -> list[Memo]:
        return [memo for memo in self.memos if memo.passage_id is None]

    def own_layer(self) -> int | None:
        return next((coder.pk for coder, mine in self.coders if mine), None)


def entries(codes: Iterable[tuple[int, Code]]) -> Iterator[dict[str, Any]]:
    """Codes of a tree as the browser needs them; `path` names the codes above."""
    above: list[str] = []
    for depth, code in codes:
        above = [*above[:depth], code.name]
        yield {
            "id": code.pk,
            "name": code.name,
            "colour": code.colour,
            "mark": code.mark,
            "path": " › ".join(above[:-1]),
        }


def given_lately(person: Any, expedition: int) -> Counter[int]:
    """How often somebody gave each code lately; the one they gave last stands first."""
    own = Coding.objects.visible_to(person).filter(
        coder__person=person, coder__expedition=expedition
    )
    return Counter(own.order_by("-id").values_list("code", flat=True)[:LATELY])


def rows_of(
    marks: Iterable[Mark], version: Version, person: Any, codes: Iterable[Code] = ()
) -> list[str]:
    """The list of marks, row by row; `codes` are those that were read already."""
    marks = list(marks)
    given = {code for mark in marks for code in mark.codes}
    known = {code.pk: code for code in codes}
    if not given <= set(known):
        known |= Code.objects.visible_to(person).in_bulk(given - set(known))
    tags = {pk: code_tag(known[pk]) for pk in given}
    language = version.source.language
    return [_row(mark, version.text, tags, language) for mark in marks]


def marks_in(version: Version, person: Any, layers: Layers, only: int | None = None) -> list[Mark]:
    """The marks in a version in reading order, with the codes and threads this person sees.

    Three questions in plain values: rows of models would take longer than the page. `only` is the
    key of the one passage that is asked for.
    """
    source = version.source
    there = {"version": version} if only is None else {"version": version, "pk": only}
    within = {"passage__version": version} if only is None else {"passage": only}
    passages = Passage.objects.visible_in(source, person).filter(**there)
    shown = layers.passages(passages, person).values_list("pk", "start", "end")
    marks = {pk: Mark(pk, *at) for pk, *at in shown}
    if not marks:
        return []
    codings = layers.codings(Coding.objects.visible_in(source, person).filter(**within))
    for passage, *given in codings.order_by("id").values_list("passage", "code", "coder"):
        marks[passage].given.append((given[0], given[1]))
    gathered = ThreadPassage.objects.visible_in(source, person).filter(**within).order_by("id")
    for passage, *thread in gathered.values_list("passage", "thread", "thread__claim"):
        if passage in marks:
            marks[passage].threads.append((thread[0], thread[1]))
    return list(marks.values())


def count_memos(marks: Iterable[Mark], memos: Iterable[Memo]) -> None:
    """Tell each mark how many memos there are about it."""
    many = Counter(memo.passage_id for memo in memos)
    for mark in marks:
        mark.memos = many[mark.pk]


def memos_at(source: Source, person: Any) -> list[Memo]:
    """The memos about a text and about the passages in it."""
    rows = Memo.objects.visible_in(source, person)
    return list(rows.select_related("author", "coalition", "expedition"))


def codes_for(source: Source, person: Any) -> Iterable[Code]:
    """The codes this person reads with here: of the coalition's own codebooks and the team's."""
    here = Q(codebook__coalition=None) | Q(codebook__coalition=source.coalition_id)
    codes: Iterable[Code] = Code.objects.visible_to(person).filter(
        here, codebook__expedition=source.expedition_id
    )
    return codes


def tree(codes: Iterable[Code]) -> list[tuple[int, Code]]:
    """Codes in the order of a codebook, each with its depth (0 at the top)."""
    below: dict[int | None, list[Code]] = defaultdict(list)
    for code in codes:
        below[code.parent_id].append(code)

    def walk(parent: int | None, depth: int) -> Iterator[tuple[int, Code]]:
        for code in sorted(below[parent], key=lambda each: each.name.casefold()):
            yield depth, code
            yield from walk(code.pk, depth + 1)

    return list(walk(None, 0))


def threads_for(source: Source, person: Any) -> list[Thread]:
    """The threads to which this person may add a passage of this source, newest first."""
    threads = Thread.objects.visible_to(person).filter(expedition=source.expedition_id)
    here = [t for t in threads.order_by("-id") if t.coalition_id in (None, source.coalition_id)]
    answers = {
        place: may(person, "thread.add", next(t for t in here if t.coalition_id == place))
        for place in {t.coalition_id for t in here}
    }
    return [thread for thread in here if answers[thread.coalition_id]]


def way_to(source: Source, person: Any) -> Way | None:
    """The desk, as it stands on the page of a source: to mark, or to see what was marked."""
    desk = reverse("threads:desk", args=[source.pk])
    if may(person, "passage.mark", source):
        return Way(_("Mark words"), desk, icon="passage", main=True)
    if Passage.objects.visible_to(person).filter(version__source=source).exists():
        return Way(_("See what was marked"), desk, icon="passage")
    return None


def way_to_carry(source: Source, person: Any) -> Way | None:
    """To the passages that a newer version left behind, for whoever may take them along."""
    newest = (
        Version.objects.visible_to(person)
        .filter(source=source)
        .defer("text", "layout")
        .order_by("-number")
        .first()
    )
    if newest is None or newest.number == 1:
        return None
    older = Passage.objects.visible_to(person).filter(
        version__source=source, version__number__lt=newest.number
    )
    left = older.count()
    if not left or not may(person, "passage.carry", newest):
        return None
    return Way(
        _("Take them along"),
        reverse("threads:carry", args=[source.pk]),
        icon="passage",
        says=ngettext(
            "%d passage is still in an earlier version.",
            "%d passages are still in an earlier version.",
            left,
        )
        % left,
    )


def hear(passages: Iterable[Passage], person: Any, *, asking: bool = False) -> None:
    """Tell passages who speaks in them. Two questions, where prefetching builds one for each."""
    found = {passage.pk: passage for passage in passages}
    for passage in found.values():
        passage.heard = []
    sources = {passage.version.source for passage in found.values()}
    speaking = heard_in(sources, person, asking=asking)
    known = {each.speaker: each for heard in speaking.values() for each in heard.values()}
    rows = Passage.objects.visible_to(person).filter(pk__in=found, speakers__isnull=False)
    for pk, speaker in rows.order_by("speakers").values_list("pk", "speakers"):
        found[pk].heard.append(known[speaker])


def place_url(passage: Passage) -> str:
    """Where a passage stands in its source: the page opens there and lights it up."""
    return f"{desk_url(passage.version)}#fragment-{passage.pk}"


def desk_url(version: Version) -> str:
    return f"{reverse('threads:desk', args=[version.source_id])}?versie={version.number}"


def code_tag(code: Code) -> SafeString:
    return format_html(
        '<span class="code code-{}" data-code="{}">'
        '<span class="code-mark" aria-hidden="true">{}</span>{}</span>',
        code.colour,
        code.pk,
        code.mark,
        code.name,
    )


def shortened(words: str, most: int = SHORT) -> str:
    """The beginning and the end of words that are too long for a list."""
    words = " ".join(words.split())
    if len(words) <= most:
        return words
    head, tail = words[: most * 2 // 3], words[-most // 4 :]
    return f"{head.rsplit(' ', 1)[0]} … {tail.split(' ', 1)[-1]}"


def _pieces(version: Version, marks: list[Mark], heard: dict[str, Heard]) -> Iterator[str]:
    layout = version.layout or [{"kind": "text", "start": 0, "end": len(version.text)}]
    painted = _painter(version.text, marks)
    speaker, level = None, 1
    for number, piece in enumerate(layout, 1):
        said_by = piece.get("speaker")
        if said_by and said_by != speaker:
            spoken_by = heard_as(said_by, heard)
            yield f'<p class="turn">{voice(spoken_by.voice, spoken_by.name)}</p>'
        speaker = said_by
        tag, style = "p", piece["kind"]
        if style == "heading":
            level = min(level + 1, 1 + piece.get("level", 1), 5)
            tag = f"h{level}"
        begin = f' data-begin="{_clock(piece["begin"])}"' if piece.get("begin") is not None else ""
        yield (
            f'<div class="para" data-n="{number}"{begin}>'
            f'<{tag} class="piece {escape(style)}" data-at="{piece["start"]}">'
            f"{painted(piece['start'], piece['end'])}</{tag}></div>"
        )


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes}:{seconds:02}"


def _painter(text: str, marks: list[Mark]) -> Any:
    """A function that writes out [start, end) with its marks; to be called from front to back.

    Overlapping passages are flattened: each stretch tells how many passages it belongs to.
    """
    change: Counter[int] = Counter()
    begins: defaultdict[int, str] = defaultdict(str)
    for mark in marks:
        change[mark.start] += 1
        change[mark.end] -= 1
        begins[mark.start] += f'<a id="fragment-{mark.pk}"></a>'
    edges = sorted(change, reverse=True)
    depth = 0

    def step(place: int) -> str:
        nonlocal depth
        depth += change[place]
        return begins[place]

    def stretch(start: int, end: int) -> str:
        words = escape(text[start:end])
        if not depth or start == end:
            return words
        style = f' class="deep-{min(depth, DEEPEST)}"' if depth > 1 else ""
        return f"<mark{style}>{words}</mark>"

    def paint(start: int, end: int) -> str:
        out = []
        while edges and edges[-1] <= start:
            out.append(step(edges.pop()))
        while edges and edges[-1] < end:
            place = edges.pop()
            out += [stretch(start, place), step(place)]
            start = place
        return "".join([*out, stretch(start, end)])

    return paint


def _row(mark: Mark, text: str, tags: dict[int, SafeString], language: str) -> str:
    words = escape(shortened(text[mark.start : mark.end]))
    codes = "".join(tags[code] for code in mark.codes)
    codes = codes and f'<p class="codes">{codes}</p>'
    led_to = _("Led to:") if mark.threads else ""
    threads = "".join(
        f'<p class="led-to">{led_to} '
        f'<a href="{_address("threads:thread", pk)}">{escape(claim)}</a></p>'
        for pk, claim in mark.threads
    )
    memos = ""
    if mark.memos:
        told = ngettext("%d memo", "%d memos", mark.memos) % mark.memos
        page = _address("threads:memo_passage", mark.pk)
        memos = f'<p class="led-to"><a href="{page}">{told}</a></p>'
    given = " ".join(f"{code}:{coder}" for code, coder in mark.given)
    return (
        f'<li data-passage="{mark.pk}" data-start="{mark.start}" data-end="{mark.end}"'
        f' data-given="{given}">'
        f'<a href="{_address("threads:passage", mark.pk)}" lang="{language}">{words}</a>'
        f"{codes}{threads}{memos}</li>"
    )


def _address(name: str, pk: int) -> str:
    """To look an address up for each row takes longer than the row."""
    head, tail = _around(name)
    return f"{head}{pk}{tail}"


@cache
def _around(name: str) -> tuple[str, str]:
    head, _zero, tail = reverse(name, args=[0]).rpartition("0")
    return head, tail
