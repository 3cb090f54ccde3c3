"""How others name a lesson as their source: a line, BibTeX, CSL-JSON, and schema.org for machines.

A citation names one edition, by its own address. The expedition stands as the author: nobody who
is quoted is named in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

if TYPE_CHECKING:
    from .public import PublicLesson

PUBLISHER = "Samenspel"
# In BibTeX these mean something; braces keep the capitals of a title.
TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
# Data within a page may not end it.
SCRIPT = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def address(lesson: PublicLesson) -> str:
    return f"{settings.SITE_URL}{lesson.edition.get_absolute_url()}"


def line(lesson: PublicLesson) -> str:
    """Author (year). Title. Edition. Publisher. Address: as DataCite advises for a DOI."""
    edition = lesson.edition
    with override(edition.language):
        which = _("Edition %(number)d") % {"number": edition.number}
    title = edition.claim.rstrip(".")
    parts = (f"{edition.expedition.name} ({_day(lesson).year})", title, which, PUBLISHER)
    return ". ".join(parts) + f". {address(lesson)}"


def bibtex(lesson: PublicLesson) -> str:
    edition, day = lesson.edition, _day(lesson)
    fields = {
        "author": f"{{{_tex(edition.expedition.name)}}}",
        "title": f"{{{_tex(edition.claim)}}}",
        "year": str(day.year),
        "month": str(day.month),
        "edition": str(edition.number),
        "publisher": PUBLISHER,
        "language": {"nl": "dutch", "en": "english"}[edition.language],
        "url": address(lesson),
    }
    told = ",\n".join(f"  {name} = {{{words}}}" for name, words in fields.items())
    return f"@misc{{{edition.slug}-{edition.number},\n{told}\n}}\n"


def csl(lesson: PublicLesson) -> str:
    """A list of one item (citation-style-language/schema, csl-data.json)."""
    edition, day = lesson.edition, _day(lesson)
    item = {
        "id": f"{edition.slug}-{edition.number}",
        "type": "webpage",
        "title": edition.claim,
        "author": [{"literal": edition.expedition.name}],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "version": str(edition.number),
        "publisher": PUBLISHER,
        "language": edition.language,
        "URL": address(lesson),
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def json_ld(lesson: PublicLesson) -> str:
    """schema.org, ready to stand in a page: what a passer-by reads there, and nothing else."""
    edition = lesson.edition
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": address(lesson),
        "url": lesson.url,
        "headline": edition.claim,
        "inLanguage": edition.language,
        "datePublished": edition.created.isoformat(),
        "version": edition.number,
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": PUBLISHER},
        "author": {"@type": "Organization", "name": edition.expedition.name},
        "isPartOf": {"@type": "CreativeWorkSeries", "name": edition.expedition.name},
        "creditText": line(lesson),
        "about": [{"@type": "DefinedTerm", "name": facet.name} for facet in lesson.elements],
        "audience": _audience(edition.get_meant_for_display()),
        "image": settings.SITE_URL + edition.picture_url if edition.picture else None,
        "citation": [
            {"@type": "Quotation", "text": quote.words, "inLanguage": quote.language}
            | ({"creditText": quote.name} if quote.name else {})  # a name, or a role
            for quote in lesson.given
        ],
        "mentions": [
            {"@type": "CreativeWork", "name": link["title"], "url": link["url"]}
            for link in lesson.links
        ],
    }
    filled = {key: value for key, value in told.items() if value not in (None, [], "")}
    return json.dumps(filled, ensure_ascii=False).translate(SCRIPT)


def _audience(words: str) -> dict[str, str] | None:
    return {"@type": "Audience", "audienceType": words} if words else None


def _day(lesson: PublicLesson) -> Any:
    return timezone.localdate(lesson.edition.created)


def _tex(words: str) -> str:
    return " ".join(words.split()).translate(TEX)
