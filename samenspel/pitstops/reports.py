"""Reading a report, as far as whoever looks may.

The words of cards are never in the report: they are read here, each through its own source. A card
that was taken back is a gap; what stays within the coalition is counted and not shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import cached_property

from samenspel.agendas.models import Agreement
from samenspel.agendas.reading import reads_names
from samenspel.assessments import figures
from samenspel.assessments.models import Round
from samenspel.circles.models import Circle
from samenspel.circles.roles import relation
from samenspel.sources.models import Source, Version
from samenspel.sources.naming import first_heard, heard_in

from . import harvest
from .blocks import Block, Blocks, Dots, Part, from_json, images
from .models import Card, Pitstop
from .report_models import (
    Correction,
    Occasion,
    Picture,
    Report,
    ReportVersion,
    Settled,
    Shown,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from samenspel.assessments.figures import Figures
    from samenspel.circles.models import Coalition
    from samenspel.circles.sight import SharedRows
    from samenspel.stories.margins import Told

    from .report_footnotes import Note


LINK = "opened by personal link"
TO_TALK_ABOUT = 3  # questions below a chapter

# Which report


@dataclass(frozen=True)
class Opened:
    """A report, at one of its versions. Whoever is `inside` reads every version and may write.

    `by_link`: a personal link opened it for somebody who does not see what it is of.
    """

    report: Report
    version: ReportVersion
    settled: Settled | None
    inside: bool
    newest: int = 0
    by_link: bool = False

    @property
    def about(self) -> Pitstop | Occasion:
        return self.report.about

    @cached_property
    def blocks(self) -> Blocks:
        return from_json(self.version.blocks)

    @property
    def holds(self) -> bool:
        """Whether this is the version that was settled."""
        return self.settled is not None and self.settled.version_id == self.version.pk

    @property
    def row(self) -> Any:
        """The shared row that tells who reads it."""
        return self.settled.source if self.settled else self.about


OF = ("pitstop__coalition__expedition", "occasion__coalition__expedition")


def open_for(person: Any, key: int, number: int = 0) -> Opened | None:
    """A report, as this person may open it, or None.

    Before it is settled it is for whoever sees what it is of; after that for whoever reads its
    source. `number` is a version (for who is inside), -1 the newest; without it the one that holds.
    """
    settled: Settled | None = (
        Settled.objects.visible_to(person)
        .filter(report=key)
        .select_related("source__coalition", "version", "by", *(f"report__{of}" for of in OF))
        .first()
    )
    report = Report.objects.visible_to(person).filter(pk=key)
    mine: Report | None = report.select_related(*OF).first()
    if settled is None and (mine is None or is_settled(mine)):
        return None
    if settled and not (mine and _is_inside(mine, person)):
        return Opened(settled.report, settled.version, settled, False)
    if mine is None:
        return None
    rows = ReportVersion.objects.visible_to(person).filter(report=mine).select_related("made_by")
    newest = rows.first()
    if newest is None:
        return None
    if not _is_inside(mine, person):
        return Opened(mine, newest, None, False)
    holds = settled.version.number if settled else newest.number
    asked = newest.number if number == -1 else number or holds
    version = newest if asked == newest.number else rows.filter(number=asked).first()
    return Opened(mine, version, settled, True, newest.number) if version else None


def _is_inside(report: Report, person: Any) -> bool:
    """A pitstop is seen by who is inside only; other coalitions may read an exchange along."""
    place = report.occasion.coalition if report.occasion else None
    return place is None or relation(person, place) in ("own", "team")


def is_settled(report: Report) -> bool:
    """Whether somebody settled it whose source this reader does not see."""
    return bool(Settled.objects.unguarded("a tombstone").filter(report=report).exists())


def key_of(pitstop: int) -> int | None:
    """The key of the report of a pitstop, whoever may read it; None when it has none."""
    rows = Report.objects.unguarded("a tombstone").filter(pitstop=pitstop)
    found: int | None = rows.values_list("pk", flat=True).first()
    return found


def given_by_link(report: Report) -> Opened | None:
    """The newest version, for a link that opens no more than that; None once it is settled."""
    if is_settled(report):
        return None
    version = ReportVersion.objects.unguarded(LINK).filter(report=report).first()
    return Opened(report, version, None, False, by_link=True) if version else None


def versions(person: Any, report: Report) -> SharedRows[ReportVersion]:
    rows: SharedRows[ReportVersion] = (
        ReportVersion.objects.visible_to(person).filter(report=report).select_related("made_by")
    )
    return rows


def picture_for(person: Any, opened: Opened, key: UUID) -> Picture | None:
    """A picture that this reader may see: of any version, or of the one that holds."""
    if opened.inside or not opened.settled:
        mine: Picture | None = _all_pictures(opened, person).filter(pk=key).first()
        return mine
    shown = Shown.objects.visible_to(person).filter(picture=key, settled=opened.settled)
    row: Shown | None = shown.select_related("picture").first()
    return row.picture if row else None


def _all_pictures(opened: Opened, person: Any) -> Any:
    rows = Picture.objects
    seen = rows.unguarded(LINK) if opened.by_link else rows.visible_to(person)
    return seen.filter(report=opened.report)


# What stands in it


@dataclass(frozen=True)
class Said:
    """The words of a card, as this reader may read them."""

    words: str
    language: str
    kind: str
    voice: str = ""
    name: str = ""
    on_paper: bool = False
    mine: bool = False
    source: Source | None = None


@dataclass(frozen=True)
class Counted:
    """Dots on a pile, or on the words of a card; without words where these are not to be read.

    `gone`: the card was taken back.
    """

    many: int
    words: str = ""
    language: str = ""
    gone: bool = False


@dataclass(frozen=True)
class AgreedLine:
    """An agreement as a line: what, who, by when."""

    what: str
    who: str = ""
    by_when: date | None = None

    @property
    def told(self) -> str:
        day = date_format(self.by_when, "j F Y") if self.by_when else ""
        more = ", ".join(part for part in (self.who, day) if part)
        return f"{self.what} ({more})" if more else self.what


@dataclass
class Row:
    """A block as it is shown. `gone` cards were taken back; `kept` stay within the coalition.
    `mirror` without `figures`: this reader knows of the round and does not see what it told.

    `level` is the level of its title among the headings of the page. `asks` is how many questions
    stand in the chapter that begins here, `too_many` the same when people can't talk about so many.
    """

    block: Block
    level: int = 2
    cards: list[Said] = field(default_factory=list)
    gone: int = 0
    kept: int = 0
    dots: list[Counted] = field(default_factory=list)
    picture: Picture | None = None
    agreed: list[AgreedLine] = field(default_factory=list)
    mirror: Round | None = None
    figures: Figures | None = None
    questions: list[Block] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    remarks: int = 0
    told: list[Told] = field(default_factory=list)
    asks: int | None = None
    too_many: int = 0
    notes: list[Note] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        if self.questions or self.block.part in (Part.DARED, Part.MIRROR, Part.AGREEMENTS):
            return False
        return not (self.block.text or self.block.cards or self.dots)


@dataclass(frozen=True)
class Table:
    """The cards that a report names, as far as this reader may read them."""

    said: Mapping[str, Said]
    gone: frozenset[str]

    def lay(self, row: Row) -> None:
        for key in row.block.cards:
            if key in self.said:
                row.cards.append(self.said[key])
            elif key in self.gone:
                row.gone += 1
            else:
                row.kept += 1

    def count(self, line: Dots) -> Counted:
        if not line.card:
            return Counted(line.many, line.name)
        said = self.said.get(line.card)
        if said is None:
            return Counted(line.many, gone=line.card in self.gone)
        return Counted(line.many, said.words, said.language)


def rows_of(opened: Opened, person: Any, *, secret: str = "", whole: bool = False) -> list[Row]:
    """The blocks with what this reader may read in them, each with the questions to it.

    `secret` is that of a phone: it reads its own cards. What is empty, and a heading with nothing
    below it, is left out unless `whole`.
    """
    blocks = opened.blocks
    table = cards_of(blocks, person, own=_own(opened.report.pitstop, secret))
    pictures = _pictures(opened, person, blocks)
    found: list[Row] = []
    under = 2
    for block in blocks:
        if block.part == Part.QUESTION and found and block.to == found[-1].block.id:
            if block.text or whole:
                found[-1].questions.append(block)
            continue
        row = Row(block, level=under if block.part != Part.HEADING else 2)
        under = 3 if block.part == Part.HEADING else under
        table.lay(row)
        row.dots = [table.count(line) for line in block.dots]
        row.picture = pictures.get(block.ref)
        if block.part == Part.AGREEMENTS:
            place = opened.about.coalition
            row.agreed, row.kept = agreed(block.agreements, place, person)
        if block.part == Part.MIRROR:
            row.figures, row.mirror = mirror(int(block.ref), person)
        found.append(row)
    return found if whole else list(_filled(found))


def _filled(rows: list[Row]) -> Iterator[Row]:
    full = [row for row in rows if not row.is_empty]
    for after, row in enumerate(full, start=1):
        ends = after == len(full) or full[after].block.part == Part.HEADING
        if row.block.part != Part.HEADING or row.questions or not ends:
            yield row


def cards_of(blocks: Blocks, person: Any, own: Mapping[str, Said] | None = None) -> Table:
    """Read the cards that these blocks name. Four questions, whatever their number."""
    named = {key for block in blocks for key in block.cards}
    named |= {line.card for block in blocks for line in block.dots if line.card}
    rows = Card.objects.visible_to(person).filter(
        pk__in=[UUID(key) for key in named], source__circle__gt=Circle.PRIVATE
    )
    cards = list(rows.select_related("source__coalition", "source__author"))
    sources = {card.source_id: card.source for card in cards if card.source}
    words = _newest(person, sources)
    heard = heard_in(sources.values(), person) if sources else {}
    said = dict(own or {})
    for card in cards:
        if card.source is None or str(card.pk) in said or card.source_id not in words:
            continue
        voice = first_heard(card.source, heard.get(card.source_id, {}), person)
        said[str(card.pk)] = Said(
            words=words[card.source_id],
            language=card.language,
            kind=card.kind,
            voice=voice.voice,
            name=voice.name,
            on_paper=card.on_paper,
            source=card.source,
        )
    return Table(said, _taken_back(named - said.keys()))


def _newest(person: Any, sources: Iterable[int | None]) -> dict[int, str]:
    texts = Version.objects.visible_to(person).filter(source__in=list(sources)).order_by("number")
    return dict(texts.values_list("source", "text"))


def _taken_back(missing: set[str]) -> frozenset[str]:
    """Which of these cards nobody reads any more; the others only stay where they were said."""
    if not missing:
        return frozenset()
    there = Card.objects.unguarded("a tombstone").filter(
        pk__in=[UUID(key) for key in missing], source__circle__gt=Circle.PRIVATE
    )
    return frozenset(missing - {str(key) for key in there.values_list("pk", flat=True)})


def _own(pitstop: Pitstop | None, secret: str) -> dict[str, Said]:
    """The cards of a phone, for that phone, as long as it did not take them back."""
    if pitstop is None or not secret:
        return {}
    cards = [card for card in harvest.own_cards(pitstop, secret) if harvest.stands(card)]
    words = harvest.words_of(cards)
    return {
        str(card.pk): Said(words.get(card.pk, ""), card.language, card.kind, mine=True)
        for card in cards
    }


def _pictures(opened: Opened, person: Any, blocks: Blocks) -> dict[str, Picture]:
    """The pictures that these blocks show, without the pictures themselves."""
    keys = [UUID(key) for key in images(blocks)]
    if not keys:
        return {}
    if opened.inside or not opened.settled:
        mine = _all_pictures(opened, person).filter(pk__in=keys)
        if not opened.holds:
            mine = mine.filter(taken_out=None)
        return {str(picture.pk): picture for picture in mine.defer("jpeg")}
    shown = Shown.objects.visible_to(person).filter(settled=opened.settled, picture__in=keys)
    rows = shown.select_related("picture").defer("picture__jpeg")
    return {str(row.picture_id): row.picture for row in rows}


def agreed(
    keys: Iterable[int], place: Coalition | None, person: Any
) -> tuple[list[AgreedLine], int]:
    """These agreements as this reader may read them, and how many more there are.

    Who does it is read by the coalition itself, and by the team with access to it.
    """
    keys = list(keys)
    if not keys or place is None:
        return [], 0
    named = reads_names(place, person)
    rows = Agreement.objects.visible_to(person).filter(pk__in=keys).order_by("pk")
    lines = [AgreedLine(row.what, row.who if named else "", row.by_when) for row in rows]
    if len(lines) == len(keys):
        return lines, 0
    return lines, Agreement.objects.unguarded("a tombstone").filter(pk__in=keys).count() - len(
        lines
    )


def mirror(key: int, person: Any) -> tuple[Figures | None, Round | None]:
    """What a round of the mirror told, as far as this reader may see it with the mirror itself.

    The round alone for whoever is near and may not see figures, or not yet. Nothing of it is kept
    in the report.
    """
    told = figures.seen(person, key)
    if told is not None:
        return told, told.round
    return None, Round.objects.visible_to(person).filter(pk=key).first()


def with_questions_counted(rows: list[Row]) -> None:
    """Tell at the beginning of each chapter how much it asks, and when that is too much."""
    begins = rows[0] if rows else None
    many: Counter[str] = Counter()
    for row in rows:
        begins = row if row.block.part == Part.HEADING else begins
        if begins:
            many[begins.block.id] += len(row.questions)
    for row in rows:
        row.asks = many.get(row.block.id)
        row.too_many = many[row.block.id] if many[row.block.id] > TO_TALK_ABOUT else 0


def with_corrections(rows: list[Row], found: Iterable[Correction]) -> list[Correction]:
    """Lay corrections beside their block; gives those whose block is not there any more."""
    at = {row.block.id: row for row in rows}
    at |= {question.id: row for row in rows for question in row.questions}
    lost = []
    for each in found:
        if each.block in at:
            at[each.block].corrections.append(each)
        else:
            lost.append(each)
    return lost


def corrections(person: Any, report: Report) -> list[Correction]:
    """What came in, for whoever is inside. What was not looked at comes first."""
    rows = Correction.objects.visible_to(person).filter(report=report)
    return sorted(rows.select_related("handled_by"), key=lambda each: (bool(each.outcome), each.pk))


def report_of_card(source: Source) -> tuple[Report, ReportVersion] | None:
    """The report whose newest version names the card that became this source."""
    where = "telling the speaker where"
    card = Card.objects.unguarded(where).filter(source=source).first()
    if card is None:
        return None
    rows = ReportVersion.objects.unguarded(where).filter(report__pitstop=card.pitstop_id)
    version = rows.select_related("report__pitstop").first()
    if version is None or not names(from_json(version.blocks), card.pk):
        return None
    return version.report, version


def names(blocks: Blocks, card: UUID) -> bool:
    key = str(card)
    return any(key in block.cards or any(d.card == key for d in block.dots) for block in blocks)
