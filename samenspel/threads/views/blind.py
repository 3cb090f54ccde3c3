"""Saying that one is ready with a text that was read blind."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, signed_in
from samenspel.threads import blind
from samenspel.threads.models import BlindReading
from samenspel.threads.reading import finish


@signed_in
def ready(request: PersonRequest, pk: int) -> HttpResponse:
    rows = BlindReading.objects.visible_to(request.user)
    reading = get_object_or_404(
        rows.select_related("source__coalition", "source__expedition", "coder"), pk=pk
    )
    if not may(request.user, "blind.ready", reading):
        raise Http404
    desk = reverse("threads:desk", args=[reading.source_id])
    if request.method == "POST":
        try:
            reading = blind.ready(reading, by=request.user)
            finish(request.user, reading.source, done=True)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _together() if reading.together else _waiting())
        return redirect(desk)
    question = {
        "title": _("Ready with this text?"),
        "words": _(
            "Your codes are kept as they are now, to compare them. "
            "When all who read it blind are ready, you see each other's work. This can't be undone."
        ),
        "action": _("I am ready"),
        "back": desk,
    }
    return render(request, "confirm.html", question)


def _together() -> str:
    return _("You are all ready. From now on you see each other's work here.")


def _waiting() -> str:
    return _("You are ready. When the others are too, you see each other's work.")
