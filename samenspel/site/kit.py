"""What somebody may pass on of a lesson, an episode or a story, made anew from what is public.

Quotes are not in it: what was passed on can't be called back. They stand behind the link, and in
the frame, which asks again each time it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from samenspel.circles.models import Expedition
from samenspel.foundation.words import shortened
from samenspel.lessons.public import PublicLesson
from samenspel.stories.public import Heard

from .tales import PublicTale

TEASER = 280
FRAME_HEIGHT, PLAYER_HEIGHT, TALE_HEIGHT = 420, 300, 340


@dataclass(frozen=True)
class Piece:
    """One thing that is passed on: `parts` are what it tells, each with its title or without.

    Addresses: of its page, its picture, its frame, and of its block for a newsletter.
    """

    title: str
    language: str
    expedition: Expedition
    url: str
    picture: str
    frame: str
    height: int
    block: str
    parts: Sequence[tuple[str, str]]
    teaser: str
    more: str
    onward: str
    """How a long text says where the whole is; `%(url)s` and `%(name)s` stand in it."""


@dataclass(frozen=True)
class Kit:
    """The same thing, short and long, in letters and as a frame for another site."""

    piece: Piece
    short: str
    long: str
    frame: str
    block_html: str
    block_text: str


def lesson(found: PublicLesson) -> Piece:
    edition = found.edition
    with override(edition.language):
        told = (
            (_("Where and when it holds"), edition.holds),
            (_("What makes it work"), edition.works),
            (_("What you can try tomorrow"), edition.tomorrow),
        )
        return Piece(
            title=edition.claim,
            language=edition.language,
            expedition=edition.expedition,
            url=found.url,
            picture=reverse("lessons:card", args=[edition.slug]),
            frame=reverse("site:frame", args=[edition.slug]),
            height=FRAME_HEIGHT,
            block=reverse("site:block", args=[edition.slug, "html"]),
            parts=[(title, text.strip()) for title, text in told if text.strip()],
            teaser=shortened(edition.works or edition.holds, TEASER),
            more=_("Read the whole lesson"),
            onward=_("In the words of those who were there: %(url)s (%(name)s)"),
        )


def episode(heard: Heard) -> Piece:
    edition = heard.edition
    chapters = "\n".join(f"{each.at} {each.title}" for each in heard.chapters)
    with override(edition.language):
        told = (("", edition.summary), (_("Chapters"), chapters))
        return Piece(
            title=edition.title,
            language=edition.language,
            expedition=edition.expedition,
            url=heard.url,
            picture=reverse("stories:file", args=[edition.slug, edition.number, "kaart.png"]),
            frame=reverse("site:episode_frame", args=[edition.slug]),
            height=PLAYER_HEIGHT,
            block=reverse("site:episode_block", args=[edition.slug, "html"]),
            parts=[(title, text.strip()) for title, text in told if text.strip()],
            teaser=shortened(edition.summary, TEASER),
            more=_("Listen to this episode"),
            onward=_("Listen: %(url)s (%(name)s)"),
        )


def tale(told: PublicTale) -> Piece:
    """A story by what it is, when and where it was told: all its words are people's own."""
    expedition, language = told.tale.expedition, told.source.language
    keys = [expedition.slug, told.tale.pk]
    with override(language):
        by = told.coalition.name if told.coalition else expedition.name
        who = _("Told by people of %s, who let everybody read it.") % by
        lines = [who] if told.begins_with_title else [told.line, who]
        return Piece(
            title=told.called,
            language=language,
            expedition=expedition,
            url=told.url,
            picture=reverse("site:tale_card", args=keys),
            frame=reverse("site:tale_frame", args=keys),
            height=TALE_HEIGHT,
            block=reverse("site:tale_block", args=[*keys, "html"]),
            parts=[("", line) for line in lines],
            teaser=". ".join(lines),
            more=_("Read the whole report") if told.is_report else _("Read the whole story"),
            onward=_("Read it in their own words: %(url)s (%(name)s)"),
        )


def of(piece: Piece) -> Kit:
    with override(piece.language):
        return Kit(
            piece,
            short=short(piece),
            long=long(piece),
            frame=frame(piece),
            block_html=block([piece], "html"),
            block_text=block([piece], "txt"),
        )


def short(piece: Piece) -> str:
    return f"{_example(piece)}{piece.title}\n{piece.url}"


def long(piece: Piece) -> str:
    parts = [f"{_example(piece)}{piece.title}"]
    parts += [f"{title}\n{text}" if title else text for title, text in piece.parts]
    parts.append(piece.onward % {"url": piece.url, "name": piece.expedition.name})
    return "\n\n".join(parts)


def frame(piece: Piece) -> str:
    """It on a page of another site, without cookies. Text to copy: not safe as markup."""
    code = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" '
        'style="border: 0; max-width: 42rem"></iframe>',
        settings.SITE_URL + piece.frame,
        piece.title,
        piece.height,
    )
    return "".join(code)


def block(pieces: Sequence[Piece], ending: str) -> str:
    """A piece of a newsletter about these, as `html` or as `txt`."""
    drawn = render_to_string(f"site/mail/block.{ending}", {"pieces": pieces})
    return drawn.strip() + "\n"


def _example(piece: Piece) -> str:
    return "(" + _("An invented example") + ") " if piece.expedition.invented else ""
