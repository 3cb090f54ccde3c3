"""What the mails of this room say. They carry a link, and none of the words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samenspel.foundation.mail import Letter


def asks_to_look(name: str, coalition: str, by: str, link: str) -> Letter:
    return Letter(
        subject=_("May this become public? A lesson with words of %(coalition)s")
        % {"coalition": coalition},
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("%(by)s made a lesson that rests on words of %(coalition)s.")
            % {"by": by, "coalition": coalition},
            _("You see exactly what everybody would read. Then you say yes, yes if, or no."),
        ],
        link=link,
        button=_("Look at the lesson"),
        small_print=[
            _("Without your yes it does not become public."),
            _("Talk it over in your group first, if you like. The page waits."),
        ],
    )


def somebody_looked(name: str, coalition: str, link: str) -> Letter:
    return Letter(
        subject=_("%(coalition)s looked at a lesson") % {"coalition": coalition},
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("%(coalition)s answered your question about a lesson.") % {"coalition": coalition},
        ],
        link=link,
        button=_("Read what they say"),
    )
