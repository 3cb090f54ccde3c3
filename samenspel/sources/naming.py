"""How a person is named beside their words, everywhere."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samenspel.circles.models import Voice

from .models import Naming


def by_role(voice: str, place: str = "") -> str:
    """A name that tells only the voice and, when given, the place: 'a resident, Zandhove'."""
    words = {
        Voice.RESIDENT: _("a resident"),
        Voice.PROFESSIONAL: _("a professional"),
    }.get(Voice(voice), pgettext("named by role", "somebody involved"))
    return f"{words}, {place}" if place else words


def how_named(naming: str, *, name: str, voice: str, place: str = "", named_as: str = "") -> str:
    """The words that stand beside a quote.

    `name` is the full name. A chosen name is shown without a sign that it was chosen.
    """
    match naming:
        case Naming.FULL:
            return name
        case Naming.FIRST:
            return name.split()[0] if name.split() else by_role(voice, place)
        case Naming.OTHER if named_as.strip():
            return named_as.strip()
        case Naming.NONE:
            return ""
        case _:
            return by_role(voice, place)
