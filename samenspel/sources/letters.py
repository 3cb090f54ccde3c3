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
            _("On your own page you read your words. You say yes or no, or what should differ."),
        ],
        link=link,
        button=_("Look and answer"),
        small_print=[
            _("Nothing is passed on without your yes. You need not answer."),
            _("The link is only for you and works for %(days)d days.") % {"days": days}
            + " "
            + _("After your answer you can come back with it to take your words back."),
        ],
    )
