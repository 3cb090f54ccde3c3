"""The computer's suggestions beside a text at the desk: apart from what people gave."""

from __future__ import annotations

from django.template.loader import render_to_string

from samenspel.people.visits import Asked, number
from samenspel.sources.models import Version
from samenspel.threads.beside import Part

from . import showing
from .models import Suggestion
from .rights import may_suggest

HIDDEN = "suggestions_hidden"


def beside_the_text(request: Asked, version: Version) -> Part | None:
    if not may_suggest(request.user, version.source):
        return None
    hidden = bool(request.session.get(HIDDEN))
    shown = showing.at(version, request.user)
    answered = _answered(request, version)
    if not shown and answered is None:
        return None
    context = {
        "source": version.source,
        "version": version,
        "shown": [] if hidden else shown,
        "many": len(shown),
        "hidden": hidden,
        "answered": answered,
    }
    return Part(
        render_to_string("suggestions/beside.html", context, request),
        sheet="suggestions/suggestions.css",
        module="suggestions/proposed-words.js",
    )


def _answered(request: Asked, version: Version) -> Suggestion | None:
    """What this person just said yes or no to, so that it can be undone."""
    if "voorstel" not in request.GET:
        return None
    rows = Suggestion.objects.visible_to(request.user).filter(by=request.user, version=version)
    found: Suggestion | None = (
        rows.filter(pk=number(request.GET["voorstel"])).select_related("code").first()
    )
    return found
