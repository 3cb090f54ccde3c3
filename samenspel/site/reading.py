"""What a passer-by reads of an expedition. All of it goes through the guard, as for anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from samenspel.circles.models import Coalition, Expedition, Organisation
from samenspel.circles.roles import held
from samenspel.foundation.charts import Place
from samenspel.foundation.words import shortened

from .models import Front, Moment, PublicPage

INITIATIVE = Organisation.Kind.INITIATIVE
NOTE = 110


@dataclass(frozen=True)
class Told:
    """The public page of a coalition, with the lists that it chose to show."""

    page: PublicPage
    residents: list[str]
    professionals: list[str]
    areas: list[str]

    @property
    def coalition(self) -> Coalition:
        return self.page.of


def url_of(page: PublicPage) -> str:
    return reverse("site:coalition", args=[page.expedition.slug, page.of.slug])


def everybodys() -> QuerySet[PublicPage]:
    """The pages of coalitions that everybody may read now."""
    rows: QuerySet[PublicPage] = PublicPage.objects.visible_to(None)
    return rows


def pages(expedition: Expedition) -> list[PublicPage]:
    """The coalitions that show themselves, by name. One query."""
    rows = PublicPage.objects.visible_to(None).filter(expedition=expedition)
    return list(rows.select_related("coalition", "expedition").order_by("coalition__name"))


def page_at(expedition: Expedition, slug: str) -> Told | None:
    """The page of one coalition, or None when it shows none."""
    rows = PublicPage.objects.visible_to(None).filter(expedition=expedition, coalition__slug=slug)
    page = rows.select_related("coalition", "expedition").first()
    return as_told(page) if page else None


def as_told(page: PublicPage) -> Told:
    partners = list(page.of.partners.order_by("name")) if page.partners else []
    areas = [area.name for area in page.of.practice_areas.all()] if page.areas else []
    return Told(
        page,
        residents=[row.name for row in partners if row.kind == INITIATIVE],
        professionals=[row.name for row in partners if row.kind != INITIATIVE],
        areas=areas,
    )


def known_to(person: Any) -> QuerySet[Coalition]:
    """The coalitions that somebody knows of: those of their expeditions, and those that show
    themselves to everybody."""
    shown = PublicPage.objects.visible_to(None).values("coalition")
    known = person is not None and person.is_authenticated
    travels = held(person).expeditions() if known else ()
    return Coalition.objects.filter(Q(expedition__in=travels) | Q(pk__in=shown))


def own_page(coalition: Coalition, person: Any) -> PublicPage | None:
    """The page of a coalition, shown or not, for whoever reads along with it."""
    rows = PublicPage.objects.visible_to(person).filter(coalition=coalition)
    page: PublicPage | None = rows.select_related("shown_by").first()
    return page


def moments(expedition: Expedition) -> list[Moment]:
    """The days that everybody may know of, first to last. One query."""
    rows = Moment.objects.visible_to(None).filter(expedition=expedition)
    return list(rows.select_related("coalition").order_by("day", "pk"))


def front(expedition: Expedition) -> Front:
    return Front.objects.filter(expedition=expedition).first() or Front(expedition=expedition)


def dots(found: list[PublicPage]) -> list[Place]:
    """The coalitions that chose to stand on the map."""
    return [
        Place(
            name=page.of.name,
            latitude=page.latitude,
            longitude=page.longitude,
            href=url_of(page),
            note=shortened(page.words, NOTE),
        )
        for page in found
        if page.latitude is not None and page.longitude is not None
    ]


def unmapped(found: list[PublicPage]) -> list[PublicPage]:
    return [page for page in found if page.latitude is None or page.longitude is None]
