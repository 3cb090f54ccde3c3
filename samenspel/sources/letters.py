"""What our mails say. Never the words themselves: what was mailed can't be taken back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samenspel.foundation.mail import Letter


def asks_for_words(name: str, by: str, link: str, days: int) -> Letter:
    return Letter(
        subject=_("May we use your words?"),
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("You said something that others can learn from. %(by)s asks if we may pass it on.")
            % {"by": by},
            _(
                "On your own page you can read your words. "
                "You say yes or no, or what should be different."
            ),
        ],
        link=link,
        button=_("Look and answer"),
        small_print=[
            _("Nothing is passed on without your yes. You don't have to answer."),
            _("The link is only for you and works for %(days)d days.") % {"days": days}
            + " "
            + _("After your answer you can use it again, to take your words back."),
        ],
    )


def leads_back(name: str, by: str, link: str, days: int) -> Letter:
    return Letter(
        subject=_("The way back to your words"),
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("You said yes to passing on your words. %(by)s sends you the link to them again.")
            % {"by": by},
            _("There you can see where your words are. You can also take them back."),
        ],
        link=link,
        button=_("To my words"),
        small_print=[_("An earlier link to the same words no longer works.")],
    )
