"""What the mails of this room say. They carry a link, and no words of anybody."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.foundation.mail import Letter


def threads_came_back(name: str, coalition: str, until: date, link: str) -> Letter:
    return Letter(
        subject=_("Does %(coalition)s recognise this?") % {"coalition": coalition},
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("The support team saw a few things that recur. They come back to you first."),
            _("Send your people their own link, or go round the table with the paper sheet."),
        ],
        link=link,
        button=_("See what is asked"),
        small_print=[_("Answers are welcome until %(day)s.") % {"day": date_format(until, "j F")}],
    )


def do_you_recognise(name: str, coalition: str, many: int, until: date, link: str) -> Letter:
    asks = ngettext(
        "This recurs in what people told. Do you recognise it?",
        "These %(many)d things recur in what people told. Do you recognise them?",
        many,
    )
    return Letter(
        subject=_("Do you recognise this? A question for %(coalition)s") % {"coalition": coalition},
        lines=[
            _("Hello %(name)s,") % {"name": name},
            asks % {"many": many},
            _("Three buttons, and a line if you like. No is a good answer too."),
        ],
        link=link,
        button=_("Answer on your phone"),
        small_print=[
            _("You can answer until %(day)s.") % {"day": date_format(until, "j F")},
            _("The button is for you alone."),
        ],
    )


def a_story_was_chosen(name: str, question: str, yours: bool, link: str) -> Letter:
    return Letter(
        subject=_("Your story was chosen") if yours else _("A story was chosen, and why"),
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("You told a story. It was laid beside others with this question:"),
            question,
            _("Yours was chosen. Read why.")
            if yours
            else _("This time another story was chosen. Read why; yours stays with the others."),
        ],
        link=link,
        button=_("Read the reason"),
        small_print=[_("You can take your story back at any time.")],
    )
