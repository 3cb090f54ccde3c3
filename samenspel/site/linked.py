"""What a page says of itself to machines (schema.org), from what stands on it and nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from samenspel.circles.models import Expedition

from . import reading
from .models import Moment
from .reading import Told
from .tales import PublicTale

CONTEXT = "https://schema.org"


def expedition(found: Expedition) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "Project",
        "name": found.name,
        **({"description": found.summary} if found.summary else {}),
        "url": home(found),
        "image": found.site + reverse("site:card", args=[found.slug]),
        "foundingDate": found.starts.isoformat(),
        "dissolutionDate": found.ends.isoformat(),
    }


def coalition(told: Told, moments: Iterable[Moment]) -> dict[str, Any]:
    page, name = told.page, told.coalition.name
    place: dict[str, Any] = {"@type": "Place", "name": told.coalition.place}
    if page.latitude is not None and page.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": page.latitude,
            "longitude": page.longitude,
        }
    members = [*told.residents, *told.professionals]
    return {
        "@context": CONTEXT,
        "@type": "Organization",
        "name": name,
        "description": page.words,
        "url": page.expedition.site + reading.url_of(page),
        "image": f"{page.expedition.site}{reading.url_of(page)}kaart.png",
        "location": place,
        **({"member": [_organisation(each) for each in members]} if members else {}),
        "event": [event(each) for each in moments if each.is_meeting],
    }


def meetings(found: Expedition, moments: Iterable[Moment]) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "ItemList",
        "name": found.name,
        "itemListElement": [
            {"@type": "ListItem", "position": number, "item": event(each)}
            for number, each in enumerate(moments, start=1)
        ],
    }


def tale(told: PublicTale) -> dict[str, Any]:
    """What a story is, and since when it is there; none of its words but the title."""
    found = told.tale.expedition
    return {
        "@context": CONTEXT,
        "@type": "Article",
        "headline": told.called[:110],
        "url": told.url,
        "image": told.card,
        "datePublished": told.tale.since.isoformat(),
        "dateModified": told.changed.isoformat(),
        "inLanguage": told.source.language,
        "isPartOf": {"@type": "Project", "name": found.name, "url": home(found)},
        "publisher": _organisation(found.name),
        **({"contentLocation": {"@type": "Place", "name": told.place}} if told.place else {}),
    }


def event(moment: Moment) -> dict[str, Any]:
    where = moment.place or (moment.coalition.place if moment.coalition else "")
    return {
        "@type": "Event",
        "name": moment.title,
        "startDate": moment.day.isoformat(),
        **({"description": moment.text} if moment.text else {}),
        **({"location": {"@type": "Place", "name": where}} if where else {}),
    }


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def home(found: Expedition) -> str:
    """Where an expedition begins."""
    if found.domain:
        return f"{found.site}/"
    return found.site + reverse("web:expedition", args=[found.slug])
