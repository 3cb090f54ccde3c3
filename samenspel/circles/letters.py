"""What the mails of this room say. Each is called in the reader's own language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samenspel.foundation.mail import Letter


def invitation(name: str, by: str, place: str, link: str, town: str = "") -> Letter:
    """`town` is where the coalition is to which somebody is invited."""
    what = _("%(name)s is a group of residents and professionals in %(town)s.")
    return Letter(
        subject=_("%(by)s invites you: %(place)s") % {"by": by, "place": place},
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("%(by)s invites you to take part in %(place)s.") % {"by": by, "place": place},
            *([what % {"name": place, "town": town}] if town else []),
            _("There you tell how working together is going. You decide who may read it."),
        ],
        link=link,
        button=_("See the invitation"),
        small_print=[
            _("The link is for you alone and works for thirty days."),
            _("Don't you want to? Then do nothing. We then forget your address."),
        ],
    )
