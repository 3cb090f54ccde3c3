"""The feed doctor, for whoever may publish."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from samenspel.circles.deeds import may
from samenspel.circles.models import Expedition
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, signed_in
from samenspel.stories import doctor
from samenspel.stories.models import Checkup


@signed_in
@never_cache
def checkup(request: PersonRequest, expedition: str) -> HttpResponse:
    """What the doctor found last, and a button to let it look again."""
    of = get_object_or_404(Expedition, slug=expedition)
    if not may(request.user, "podcast.examine", of):
        raise Http404
    if request.method == "POST":
        try:
            doctor.ask(of, by=request.user)
        except Refused as no:
            messages.error(request, str(no))
        return redirect("stories:doctor", expedition=expedition)
    last = Checkup.objects.visible_to(request.user).filter(expedition=of).first()
    lines = doctor.told(last.findings) if last and last.ended else []
    context = {
        "expedition": of,
        "checkup": last,
        "lines": lines,
        "wrong": sum(not line.well for line in lines),
    }
    return render(request, "stories/doctor.html", context)
