"""The computer's suggestions beside a text at the desk: a layer of its own, apart from what people
gave, which stays out of sight until somebody asks for it.
"""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import ngettext

from samenspel.people.visits import Asked, number
from samenspel.sources.models import Version
from samenspel.threads.beside import Layer, Part

from . import showing
from .models import Suggestion
from .rights import may_suggest

SHOWN = "suggestions_shown"
LAYER = "voorstellen"


def beside_the_text(request: Asked, version: Version) -> Part | None:
    if not may_suggest(request.user, version.source):
        return None
    shown = showing.at(version, request.user)
    answered = _answered(request, version)
    is_shown = _asked_for(request) or answered is not None
    if not shown and answered is None:
        return None
    context = {
        "source": version.source,
        "version": version,
        "shown": shown,
        "is_shown": is_shown,
        "answered": answered,
    }
    told = ngettext(
        "%(counter)s suggestion of the computer",
        "%(counter)s suggestions of the computer",
        len(shown),
    )
    label = told % {"counter": len(shown)}
    return Part(
        render_to_string("suggestions/beside.html", context, request),
        sheet="suggestions/suggestions.css",
        module="suggestions/proposed-words.js",
        layer=Layer(LAYER, label, is_shown) if shown else None,
    )


def _asked_for(request: Asked) -> bool:
    """Whether this person wants to see them: what they chose last holds at every text."""
    if "lagen" in request.GET:
        show(request, wanted=LAYER in request.GET)
    return bool(request.session.get(SHOWN))


def show(request: Asked, *, wanted: bool) -> None:
    if bool(request.session.get(SHOWN)) != wanted:
        request.session[SHOWN] = wanted


def _answered(request: Asked, version: Version) -> Suggestion | None:
    """What this person just said yes or no to, so that it can be undone."""
    if "voorstel" not in request.GET:
        return None
    rows = Suggestion.objects.visible_to(request.user).filter(by=request.user, version=version)
    found: Suggestion | None = (
        rows.filter(pk=number(request.GET["voorstel"])).select_related("code").first()
    )
    return found
