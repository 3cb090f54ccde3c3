"""A lesson as a file that others read: Markdown, JSON, and CSV with the consents."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from samenspel.foundation.sheets import harmless
from samenspel.sources import consent

from . import citing
from .public import PublicLesson

TYPES = {
    "md": "text/markdown",
    "json": "application/json",
    "csv": "text/csv",
    "bib": "application/x-bibtex",
    "csl.json": "application/vnd.citationstyles.csl+json",
}
PUBLIC = ("md", "json", "bib", "csl.json")
COLUMNS = [
    *("lesson", "edition", "quote", "words", "name", "voice", "place"),
    *("consent", "how", "at", "question", "sha256"),
]


def answer(lesson: PublicLesson, ending: str) -> HttpResponse:
    """The file, to be kept; only what may stand in public, except the CSV."""
    make = {
        "md": markdown,
        "json": as_json,
        "csv": as_csv,
        "bib": citing.bibtex,
        "csl.json": citing.csl,
    }[ending]
    response = HttpResponse(make(lesson), content_type=f"{TYPES[ending]}; charset=utf-8")
    name = f"{lesson.edition.slug}-{lesson.edition.number}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def markdown(lesson: PublicLesson) -> str:
    edition = lesson.edition
    with override(edition.language):
        parts = [f"# {_plain(edition.claim)}"]
        for title, text in (
            (_("Where and when it holds"), edition.holds),
            (_("What makes it work"), edition.works),
        ):
            parts += [f"## {title}", _plain(text)] if text else []
        if lesson.quotes:
            parts.append("## " + _("In their own words"))
        for quote in lesson.quotes:
            if not quote.alive:
                parts.append("*" + _("A voice stood here. It was taken back.") + "*")
                continue
            lines = [f"> {line}".rstrip() for line in _plain(quote.words).splitlines()]
            parts.append(
                "\n".join([*lines, f">\n> — {_plain(quote.name or quote.get_voice_display())}"])
            )
        if edition.tomorrow:
            parts += ["## " + _("What you can try tomorrow"), _plain(edition.tomorrow)]
        parts += _more(lesson)
        parts.append(_plain(lesson.citation))
    return "\n\n".join(parts) + "\n"


def _more(lesson: PublicLesson) -> list[str]:
    """What stands beside the lesson, as a list."""
    edition, thread = lesson.edition, lesson.thread
    facts = [
        (_("For whom"), edition.get_meant_for_display()),
        (_("Serves"), ", ".join(facet.name for facet in lesson.elements)),
        (_("Rests on the red thread"), thread["claim"] if thread else ""),
        (_("Answers the question"), lesson.asked["words"] if lesson.asked else ""),
        (_("Who stands behind it"), edition.beside.get("behind", "")),
    ]
    told = [f"- {label}: {_plain(words)}" for label, words in facts if words]
    made = [f"- {link['kind']}: {_plain(link['title'])}, <{link['url']}>" for link in lesson.links]
    found = ["\n".join(told)] if told else []
    return found + (["## " + _("Also by others"), "\n".join(made)] if made else [])


def as_json(lesson: PublicLesson) -> str:
    edition = lesson.edition
    told: dict[str, Any] = {
        "url": lesson.url,
        "expedition": edition.expedition.name,
        "invented": edition.expedition.invented,
        "edition": edition.number,
        "published": edition.created.isoformat(),
        "language": edition.language,
        "claim": edition.claim,
        "holds": edition.holds,
        "works": edition.works,
        "tomorrow": edition.tomorrow,
        "meant_for": edition.meant_for,
        "elements": [
            {"id": facet.key, "nl": facet.name_nl, "en": facet.name_en} for facet in lesson.elements
        ],
        "thread": edition.beside.get("thread"),
        "question": lesson.asked,
        "behind": edition.beside.get("behind", ""),
        "links": edition.beside.get("links", []),
        "picture": _picture(lesson),
        "difference": edition.difference,
        "rests_on": lesson.standing,
        "known": lesson.known,
        "cite_as": lesson.citation,
        "quotes": [
            {"words": quote.words, "name": quote.name, "voice": quote.voice, "lang": quote.language}
            if quote.alive
            else {"taken_back": True}
            for quote in lesson.quotes
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _picture(lesson: PublicLesson) -> dict[str, str] | None:
    edition = lesson.edition
    if not edition.picture:
        return None
    return {"url": settings.SITE_URL + edition.picture_url, "shows": edition.shows}


def as_csv(lesson: PublicLesson) -> str:
    """The quotes with the consents they stand on: for the team, to be able to show it."""
    given = consent.lines_of(quote.request_id for quote in lesson.quotes)
    file = io.StringIO()
    sheet = csv.writer(file)
    sheet.writerow(COLUMNS)
    for quote in lesson.quotes:
        line = given.get(quote.request_id)
        told = [line.answer, line.how, line.at.isoformat(), line.wording] if line else [""] * 4
        cells = [lesson.edition.slug, lesson.edition.number, quote.order, quote.words, quote.name]
        cells += [quote.voice, quote.place if quote.alive else "", *told, quote.sha256]
        sheet.writerow([harmless(cell) for cell in cells])
    return file.getvalue()


def _plain(text: str) -> str:
    """People's words are no mark-up: what Markdown would read as such is escaped."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in text.strip())
