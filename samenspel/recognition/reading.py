"""What is asked of somebody, how far a coalition is, and what came out: as far as one may read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.models import Voice
from samenspel.circles.roles import belongs
from samenspel.circles.sight import BOOKS
from samenspel.foundation import charts
from samenspel.foundation.charts import Bead
from samenspel.people.models import Person
from samenspel.sources.naming import by_role
from samenspel.sources.ways import Way
from samenspel.threads.desk import hear
from samenspel.threads.models import Passage, Thread, ThreadPassage, Wording

from .actions import what_they_read
from .models import Answer, Card, RecognitionRound, Sheet

Said = Answer.Said
BEADS: dict[str, Literal["on", "near", "off"]] = {
    Said.YES: "on",
    Said.PARTLY: "near",
    Said.NO: "off",
}


@dataclass
class Item:
    """A card as one person meets it: with what they said of it, as it is worded now or before."""

    card: Card
    number: int
    answer: Answer | None = None
    earlier: Answer | None = None


def items(sheet: Sheet, person: Person) -> list[Item]:
    """The threads that this person is asked about, in order. Three queries."""
    cards = Card.objects.visible_to(person).filter(sheet=sheet).select_related("thread")
    found = [Item(card, number) for number, card in enumerate(cards.order_by("place"), start=1)]
    now = worded_now([item.card.thread_id for item in found])
    by_card: dict[int, list[Answer]] = defaultdict(list)
    for answer in Answer.mine(person).filter(card__sheet=sheet).order_by("id"):
        by_card[answer.card_id].append(answer)
    for item in found:
        for answer in by_card[item.card.pk]:
            if answer.wording_id == now[item.card.thread_id]:
                item.answer = answer
            else:
                item.earlier = answer
    return found


def worded_now(threads: Iterable[int]) -> dict[int, int]:
    """Of each thread the key of its present wording. Only keys: a claim is read through its row."""
    rows = Wording.objects.unguarded(BOOKS).filter(thread__in=threads).order_by("id")
    return dict(rows.values_list("thread", "pk"))


def passages(card: Card, person: Any) -> list[ThreadPassage]:
    """The passages of a thread that the coalition of this card reads, and this person too."""
    rows = (
        ThreadPassage.objects.visible_to(person)
        .filter(what_they_read(card.sheet.coalition), thread=card.thread_id)
        .select_related("passage__version__source__coalition")
        .defer("passage__version__text", "passage__version__layout")
        .annotate(words=Passage.words_at("passage"))
    )
    found = sorted(rows, key=lambda row: (row.weight == "contradicts", row.pk))
    hear([row.passage for row in found], person)
    return found


def to_answer(person: Any, coalition: int) -> list[Sheet]:
    """The open sheets of this coalition on which this person has not answered everything."""
    rows = Sheet.objects.visible_to(person).filter(coalition=coalition, round__closed=None)
    sheets = [sheet for sheet in rows.select_related("round") if sheet.round.is_open]
    return [sheet for sheet in sheets if any(item.answer is None for item in items(sheet, person))]


# What came out


@dataclass
class Together:
    """What phones at a meeting said: rows of a label and three numbers, or none when too few."""

    many: int
    rows: list[tuple[str, str, list[int]]]


def together(card: Card) -> Together | None:
    told = card.together
    if not told:
        return None
    rows = [
        (voice, Line(voice).label, counts) for voice, counts in told.get("voices", {}).items()
    ] or [("", _("Everybody"), counts) for counts in told.get("all", {}).values()]
    return Together(
        told["many"],
        [(voice, label, [counts.get(said, 0) for said in Said]) for voice, label, counts in rows],
    )


@dataclass
class Line:
    """One voice on a card: what may be told of it, and the answers that this reader may read."""

    voice: str
    counts: dict[str, int] | None = None
    answers: list[Answer] = field(default_factory=list)

    @property
    def label(self) -> str:
        return {
            Voice.RESIDENT: _("Residents"),
            Voice.PROFESSIONAL: _("Professionals"),
            Voice.OTHER: _("Others"),
        }[Voice(self.voice)]

    @property
    def told(self) -> dict[str, int]:
        """How many said what: of all where that is told, or of those who let us know."""
        return self.counts or dict(Counter(answer.said for answer in self.answers))

    @property
    def beads(self) -> list[Bead]:
        return [
            Bead(self.voice, BEADS[said]) for said in Said for _n in range(self.told.get(said, 0))
        ]

    @property
    def strand(self) -> charts.Strand:
        return charts.strand(self.beads)

    @property
    def words(self) -> str:
        """'5 recognise it, 1 in part, 2 don't.'"""
        told = self.told
        parts = [
            (Said.YES, ngettext("%d recognises it", "%d recognise it", told.get(Said.YES, 0))),
            (Said.PARTLY, ngettext("%d in part", "%d in part", told.get(Said.PARTLY, 0))),
            (Said.NO, ngettext("%d does not", "%d do not", told.get(Said.NO, 0))),
        ]
        lines = [words % told[said] for said, words in parts if told.get(said)]
        return f"{', '.join(lines)}." if lines else ""


@dataclass
class Outcome:
    """What a coalition's people said of one wording of a thread."""

    card: Card
    claim: str
    is_now: bool
    lines: list[Line]
    held_back: bool
    """Whether there are answers that are neither told nor counted for this reader."""

    @property
    def reasons(self) -> list[tuple[Answer, str]]:
        """What those who let it be read say, each with how they are named here."""
        return [
            (answer, answer.called)  # type: ignore[attr-defined]
            for line in self.lines
            for answer in line.answers
            if answer.because
        ]


def outcomes(cards: Iterable[Card], person: Any) -> list[Outcome]:
    """What came out of these cards of closed rounds, for this reader; newest wording first."""
    cards = [card for card in cards if card.sheet.round.closed]
    answers: dict[tuple[int, int], list[Answer]] = defaultdict(list)
    seen = Answer.objects.visible_to(person).filter(card__in=cards)
    for row in seen.select_related("author", "coalition").order_by("id"):
        row.called = _called(row, person)
        answers[row.card_id, row.wording_id].append(row)
    given = Answer.objects.unguarded(BOOKS).filter(card__in=cards).order_by()
    many = Counter(given.values_list("card", "wording", "voice"))
    now = worded_now({card.thread_id for card in cards})
    worded = {wording for _card, wording, _voice in many} | {
        int(key) for card in cards for key in card.figures
    }
    claims = dict(
        Wording.objects.visible_to(person).filter(pk__in=worded).values_list("pk", "claim")
    )
    found = []
    for card in cards:
        keys = {w for c, w, _v in many if c == card.pk} | {int(key) for key in card.figures}
        for wording in sorted(keys & claims.keys(), reverse=True):
            told = card.figures.get(str(wording), {})
            lines, held_back = [], False
            for voice in Voice:
                mine = [a for a in answers[card.pk, wording] if a.voice == voice]
                counts = told.get(voice.value)
                if counts or mine:
                    lines.append(Line(voice.value, counts, mine))
                if counts is None and many[card.pk, wording, voice.value] > len(mine):
                    held_back = True
            is_now = wording == now[card.thread_id]
            found.append(Outcome(card, claims[wording], is_now, lines, held_back))
    return found


def _called(answer: Answer, person: Any) -> str:
    """Among their own by name; for the team by role."""
    if answer.author_id == person.pk or belongs(person, answer.coalition_id):
        return answer.author.name
    return by_role(answer.voice)


def answered(sheets: Iterable[Sheet]) -> dict[int, int]:
    """How many people of each sheet answered something. Nothing of what."""
    rows = Answer.objects.unguarded(BOOKS).filter(card__sheet__in=sheets)
    pairs = rows.order_by().values_list("card__sheet", "author").distinct()
    return Counter(sheet for sheet, _author in pairs)


def cards_of(person: Any, **where: Any) -> list[Card]:
    rows = Card.objects.visible_to(person).filter(**where)
    related = rows.select_related("sheet__round", "sheet__coalition", "thread__coalition")
    return list(related.order_by("-sheet__round", "place", "sheet__coalition__name"))


def way_to(thread: Thread, person: Any) -> Way | None:
    """From a thread to what was said of it, by voice and with reasons."""
    if person is None or not person.is_authenticated:
        return None
    told = Card.objects.visible_to(person).filter(thread=thread, sheet__round__closed__isnull=False)
    if not told.exists():
        return None
    url = reverse("recognition:thread", args=[thread.pk])
    return Way(_("By coalition and voice, with reasons"), url, "people")


def listed(names: Iterable[str]) -> str:
    return get_text_list(list(names), _("and"))


def rounds_of(expedition: int, person: Any) -> list[RecognitionRound]:
    """The rounds with a sheet that this person may see, newest first."""
    sheets = Sheet.objects.visible_to(person).filter(expedition=expedition)
    rows = RecognitionRound.objects.visible_to(person).filter(pk__in=sheets.values("round"))
    return list(rows.order_by("-id"))
