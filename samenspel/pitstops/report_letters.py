"""What the mail with a report says. It carries a link and none of the words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samenspel.foundation.mail import Letter


def comes_back(
    name: str, title: str, by: str, link: str, days: int, *, guest: bool = False
) -> Letter:
    together = [_("Were others of your coalition there? Then read it with them.")]
    return Letter(
        subject=_("Is this what you meant? The report of ‘%(title)s’") % {"title": title},
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("The report of ‘%(title)s’ is ready. %(by)s asks you to read it.")
            % {"title": title, "by": by},
            _("Is something not as you meant it? Say so beside it. Then we change it."),
            *(together if guest else []),
        ],
        link=link,
        button=_("Read the report"),
        small_print=[
            _("The link is only for you and works for %(days)d days.") % {"days": days},
            _("You need not do anything. Without your answer the report stays as it is."),
        ],
    )
