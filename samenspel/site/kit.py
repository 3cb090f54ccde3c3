"""What somebody may pass on of a lesson, made anew each time from its public edition.

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

from samenspel.foundation.words import shortened
from samenspel.lessons.public import PublicLesson

TEASER = 280
FRAME_HEIGHT = 420


@dataclass(frozen=True)
class Kit:
    """The same lesson, short and long, in letters and as a frame for another site."""

    lesson: PublicLesson
    short: str
    long: str
    frame: str
    block_html: str
    block_text: str


def of(lesson: PublicLesson) -> Kit:
    with override(lesson.edition.language):
        return Kit(
            lesson,
            short=short(lesson),
            long=long(lesson),
            frame=frame(lesson),
            block_html=block([lesson], "html"),
            block_text=block([lesson], "txt"),
        )


def short(lesson: PublicLesson) -> str:
    return f"{_example(lesson)}{lesson.edition.claim}\n{lesson.url}"


def long(lesson: PublicLesson) -> str:
    edition = lesson.edition
    parts = [f"{_example(lesson)}{edition.claim}"]
    for title, text in (
        (_("Where and when it holds"), edition.holds),
        (_("What makes it work"), edition.works),
        (_("What you can try tomorrow"), edition.tomorrow),
    ):
        parts += [f"{title}\n{text.strip()}"] if text.strip() else []
    parts.append(
        _("In the words of those who were there: %(url)s (%(name)s)")
        % {"url": lesson.url, "name": edition.expedition.name}
    )
    return "\n\n".join(parts)


def frame(lesson: PublicLesson) -> str:
    """The lesson on a page of another site, without cookies. Text to copy: not safe as markup."""
    code = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" '
        'style="border: 0; max-width: 42rem"></iframe>',
        settings.SITE_URL + reverse("site:frame", args=[lesson.edition.slug]),
        lesson.edition.claim,
        FRAME_HEIGHT,
    )
    return "".join(code)


def block(lessons: Sequence[PublicLesson], ending: str) -> str:
    """A piece of a newsletter about these lessons, as `html` or as `txt`."""
    told = [
        {
            "edition": lesson.edition,
            "url": lesson.url,
            "teaser": shortened(lesson.edition.works or lesson.edition.holds, TEASER),
        }
        for lesson in lessons
    ]
    drawn = render_to_string(f"site/mail/block.{ending}", {"lessons": told})
    return drawn.strip() + "\n"


def _example(lesson: PublicLesson) -> str:
    if not lesson.edition.expedition.invented:
        return ""
    return "(" + _("An invented example") + ") "
