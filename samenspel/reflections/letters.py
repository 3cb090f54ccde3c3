"""What the mail with a question says. Called in the reader's own language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samenspel.foundation.mail import Letter

if TYPE_CHECKING:
    from .models import Prompt


def question(prompt: Prompt, place: str, name: str, link: str, days: int) -> Letter:
    return Letter(
        subject=prompt.question,
        lines=[
            _("Hello %(name)s, a question for %(place)s:") % {"name": name, "place": place},
            prompt.question,
            _("One sentence is enough. You decide who reads it."),
        ],
        link=link,
        button=_("Answer on your phone"),
        small_print=[
            _("The button works for %(days)d days and is for you alone.") % {"days": days},
            _("Would you rather not get these questions? Tell your coordinator."),
        ],
    )
