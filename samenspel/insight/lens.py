"""What is looked at: the codings of one expedition that somebody may read, and what they are told
apart by. Names of codes, coalitions, moments, voices and coders are asked once for a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenspel.assessments.models import Element
from samenspel.circles.models import Circle, Coalition, Expedition, Voice
from samenspel.sources.models import Source
from samenspel.threads.desk import code_tag, tree
from samenspel.threads.models import Code, Coder, Coding, Thread, ThreadPassage
from samenspel.threads.moments import Period, periods

from .hiding import NOBODY

SOURCE = "passage__version__source"
NONE = NOBODY  # in an address: of no coalition, or in nobody's voice


class Side(models.TextChoices):
    """What codings are told apart by. The values stand in addresses."""

    CODE = "code", pgettext_lazy("side of a table", "codes")
    COALITION = "coalitie", pgettext_lazy("side of a table", "coalitions")
    MOMENT = "moment", pgettext_lazy("side of a table", "moments")
    VOICE = "stem", pgettext_lazy("side of a table", "voices")
    ELEMENT = "element", pgettext_lazy("side of a table", "elements")


@dataclass(frozen=True)
class Head:
    """One row or column: its key in an address, and what it is called."""

    key: str
    label: str
    depth: int = 0
    code: Code | None = None

    @property
    def name(self) -> str:
        """As it stands on a page: a code with its mark and colour."""
        return code_tag(self.code) if self.code else capfirst(self.label)


@dataclass(frozen=True)
class Choice:
    """What is held still. Empty: all of them. `rolled`: a code counts for those above it too."""

    code: str = ""
    coalition: str = ""
    moment: str = ""
    voice: str = ""
    element: str = ""
    coder: str = ""
    thread: str = ""
    rolled: bool = False

    def at(self, side: Side, key: str) -> Choice:
        """The same choice, with one more thing held still."""
        held: Any = {FIELDS[side]: key}
        return replace(self, **held)

    def of(self, side: Side) -> str:
        key: str = getattr(self, FIELDS[side])
        return key

    def without(self, *sides: Side) -> Choice:
        loose: Any = {FIELDS[side]: "" for side in sides}
        return replace(self, **loose)


FIELDS = {
    Side.CODE: "code",
    Side.COALITION: "coalition",
    Side.MOMENT: "moment",
    Side.VOICE: "voice",
    Side.ELEMENT: "element",
}


@dataclass(frozen=True)
class Lens:
    """One expedition, as this person may read it. `leaving`: as far as others read it too."""

    person: Any
    expedition: Expedition
    leaving: bool = False
    _heads: dict[tuple[Side, bool], list[Head]] = field(default_factory=dict, repr=False)

    # What there is to tell apart by

    @cached_property
    def codes(self) -> list[tuple[int, Code]]:
        """All codes in the order of their codebooks, each with its depth."""
        seen = (
            Code.objects.visible_to(self.person)
            .filter(codebook__expedition=self.expedition)
            .select_related("codebook")
        )
        books: dict[int, list[Code]] = {}
        for code in seen.order_by("codebook__name", "codebook"):
            books.setdefault(code.codebook_id, []).append(code)
        return [row for codes in books.values() for row in tree(codes)]

    @cached_property
    def top(self) -> dict[int, int]:
        """For every code the one at the top of its branch, or itself."""
        found: dict[int, int] = {}
        for depth, code in self.codes:
            found[code.pk] = code.pk if depth == 0 else found[code.parent_id or 0]
        return found

    def below(self, code: int) -> list[int]:
        """A code and all that stand under it."""
        under = {code}
        for _depth, each in self.codes:
            if each.parent_id in under:
                under.add(each.pk)
        return [each.pk for _depth, each in self.codes if each.pk in under]

    @cached_property
    def elements(self) -> list[Element]:
        """The elements of frameworks that these codes serve."""
        served = {code.element_id for _depth, code in self.codes if code.element_id}
        if not served:
            return []
        return list(Element.objects.visible_to(self.person).filter(pk__in=served))

    @cached_property
    def coalitions(self) -> list[Coalition]:
        return list(self.expedition.coalitions.order_by("name", "pk"))

    @cached_property
    def periods(self) -> list[Period]:
        days = self.sources.aggregate(first=models.Min("moment"), last=models.Max("moment"))
        return periods([day for day in days.values() if day])

    @cached_property
    def coders(self) -> list[Coder]:
        """Those of whom at least one coding may be read."""
        given = Coding.objects.visible_to(self.person).filter(coder=OuterRef("pk"))
        known = Coder.objects.filter(Exists(given), expedition=self.expedition)
        return sorted(known.select_related("person"), key=lambda coder: str(coder).casefold())

    @cached_property
    def threads(self) -> list[Thread]:
        seen = Thread.objects.visible_to(self.person).filter(expedition=self.expedition)
        return list(seen.order_by("claim", "pk"))

    @property
    def sources(self) -> QuerySet[Source]:
        found: QuerySet[Source] = (
            Source.objects.visible_to(self.person).filter(expedition=self.expedition).order_by()
        )
        return found

    def heads(self, side: Side, *, rolled: bool = False) -> list[Head]:
        """The rows or columns of one side, in their order."""
        if (side, rolled) not in self._heads:
            self._heads[side, rolled] = list(self._named(side, rolled))
        return self._heads[side, rolled]

    def _named(self, side: Side, rolled: bool) -> Iterator[Head]:
        match side:
            case Side.CODE:
                for depth, code in self.codes:
                    if not (rolled and depth):
                        yield Head(str(code.pk), code.name, depth, code)
            case Side.COALITION:
                for coalition in self.coalitions:
                    yield Head(str(coalition.pk), coalition.name)
                yield Head(NONE, _("of no coalition"))
            case Side.MOMENT:
                for period in self.periods:
                    yield Head(period.key, str(period))
            case Side.VOICE:
                for voice in Voice:
                    yield Head(voice.value, str(VOICES[voice]))
                yield Head(NONE, _("speaker not known"))
            case Side.ELEMENT:
                for element in self.elements:
                    yield Head(str(element.pk), element.name)
                yield Head(NONE, _("grown from the material"))

    def told(self, side: Side, key: str) -> str:
        """What something that is held still is called; '' when it is not there."""
        return next((head.label for head in self.heads(side) if head.key == key), "")

    # Codings

    def codings(self, choice: Choice = Choice()) -> QuerySet[Coding]:
        """The codings that fit the choice."""
        wanted = Q(code__codebook__expedition=self.expedition)
        wanted &= Q(**{f"{SOURCE}__expedition": self.expedition})
        if self.leaving:
            wanted &= Q(**{f"{SOURCE}__circle__gt": Circle.PRIVATE})
        if choice.code:
            code = int(choice.code)
            wanted &= Q(code__in=self.below(code)) if choice.rolled else Q(code=code)
        if choice.coalition:
            pk = int(choice.coalition) or None
            wanted &= Q(**{f"{SOURCE}__coalition": pk})
        if choice.moment:
            wanted &= self.within(choice.moment, f"{SOURCE}__moment")
        if choice.voice:
            voice = None if choice.voice == NONE else choice.voice
            wanted &= Q(passage__speakers__voice=voice)
        if choice.element:
            wanted &= Q(code__element=int(choice.element) or None)
        if choice.coder:
            wanted &= Q(coder=int(choice.coder))
        if choice.thread:
            wanted &= Q(passage__in=self.gathered(choice.thread).values("passage"))
        found: QuerySet[Coding] = Coding.objects.visible_to(self.person).filter(wanted).order_by()
        return found

    def gathered(self, thread: str) -> QuerySet[ThreadPassage]:
        """What this person may read of the passages in a thread."""
        rows: QuerySet[ThreadPassage] = ThreadPassage.objects.visible_to(self.person).filter(
            thread=int(thread)
        )
        return rows.order_by()

    def within(self, key: str, path: str = "moment") -> Q:
        """That a moment lies in a period; in none when there is no such period."""
        for period in self.periods:
            if period.key == key:
                return Q(**{f"{path}__range": (period.first, period.last)})
        return Q(pk__in=[])

    def by(self, side: Side, *, rolled: bool = False) -> Any:
        """What codings are grouped by, for `annotate`. Its values become keys with `key`."""
        match side:
            case Side.CODE:
                if not rolled:
                    return F("code")
                deepest = max((depth for depth, _code in self.codes), default=0)
                ways = ["__".join(["code", *["parent"] * n]) for n in range(deepest, -1, -1)]
                return Coalesce(*ways) if deepest else F("code")
            case Side.COALITION:
                return F(f"{SOURCE}__coalition")
            case Side.VOICE:
                return F("passage__speakers__voice")
            case Side.MOMENT:
                return self.by_moment(f"{SOURCE}__moment")
            case Side.ELEMENT:
                return F("code__element")

    def by_moment(self, path: str = "moment") -> Case:
        """The number of the period in which a moment lies."""
        ends = [
            When(**{f"{path}__lte": period.last}, then=Value(number))
            for number, period in enumerate(self.periods)
        ]
        return Case(*ends, output_field=models.IntegerField(null=True))

    def key(self, side: Side, value: Any) -> str:
        """The key of what the database says something is grouped under."""
        if side == Side.MOMENT:
            return self.periods[value].key if value is not None else ""
        return NONE if value is None else str(value)


VOICES = {
    Voice.RESIDENT: gettext_lazy("residents"),
    Voice.PROFESSIONAL: gettext_lazy("professionals"),
    Voice.OTHER: pgettext_lazy("voices", "others"),
}
