"""The reports of a coalition in a list: its own, and those of exchanges at which it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .report_models import Report, SentBack, Settled
from .reports import OF

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from samenspel.circles.models import Coalition


class Standing(models.TextChoices):
    DRAFT = "draft", _("draft")
    BACK = "back", _("sent back")
    SETTLED = "settled", _("settled")


@dataclass(frozen=True)
class Listed:
    """A report as far as it is told in a list."""

    report: Report
    standing: Standing

    @property
    def title(self) -> str:
        return self.report.about.title

    @property
    def day(self) -> date:
        return self.report.about.day

    @property
    def place(self) -> Coalition | None:
        return self.report.about.coalition

    @property
    def of(self) -> str:
        """What it is the report of, in a word; nothing when that is not one of ours."""
        occasion = self.report.occasion
        if occasion is None:
            return gettext("pitstop")
        return occasion.get_kind_display() if occasion.kind == occasion.Kind.EXCHANGE else ""


ORDERS: dict[str, Callable[[Listed], Any]] = {
    "": lambda row: (-row.day.toordinal(), -row.report.pk),
    "naam": lambda row: (row.title.casefold(), row.report.pk),
    "stand": lambda row: (Standing.values.index(row.standing), -row.day.toordinal()),
}


def listed(person: Any, place: Coalition, *, order: str = "") -> list[Listed]:
    """What this person may read. A draft is told to whoever sees what it is of; once a report is
    settled, to whoever reads its source."""
    here = _of(place)
    drafts = list(Report.objects.visible_to(person).filter(here).select_related(*OF).distinct())
    settled = Settled.objects.unguarded("a tombstone").filter(report__in=drafts)
    done = set(settled.values_list("report", flat=True))
    sent = SentBack.objects.visible_to(person).filter(report__in=drafts)
    back = set(sent.values_list("report", flat=True))
    rows = [
        Listed(each, Standing.BACK if each.on_phones or each.pk in back else Standing.DRAFT)
        for each in drafts
        if each.pk not in done
    ]
    held = Settled.objects.visible_to(person).filter(_of(place, "report__")).distinct()
    rows += [
        Listed(each.report, Standing.SETTLED)
        for each in held.select_related(*(f"report__{of}" for of in OF))
    ]
    return sorted(rows, key=ORDERS.get(order, ORDERS[""]))


def _of(place: Coalition, path: str = "") -> Q:
    paths = ("pitstop__coalition", "occasion__coalition", "occasion__guests__coalition")
    found = Q()
    for each in paths:
        found |= Q(**{path + each: place})
    return found
