"""What the mail with a sheet says. Called in the reader's own language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samenspel.foundation.mail import Letter


def sheet(title: str, place: str, name: str, link: str, days: int) -> Letter:
    return Letter(
        subject=_("The mirror of %(place)s: %(title)s") % {"place": place, "title": title},
        lines=[
            _("Hello %(name)s, how is working together going in %(place)s?")
            % {"name": name, "place": place},
            _("Give each element a score of 1 to 5. It takes five minutes."),
            _("Your name does not stand with your scores."),
        ],
        link=link,
        button=_("Fill in the mirror"),
        small_print=[
            _("The button works for %(days)d days and is for you alone.") % {"days": days},
        ],
    )
