"""Moments of a talk: marked while it goes on, worded, taken away; and laid in its recording."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, number, posted, signed_in
from samenspel.pitstops import talk
from samenspel.pitstops.models import Pitstop, TalkMoment
from samenspel.pitstops.talk_forms import LayForm
from samenspel.sources.models import Source

from .leading import lead_now
from .planning import pitstop_or_404
from .table import now as table_now

# Where the button stands: what answers there in place, and where else one goes back to.
SCREENS = {"lead": lead_now, "table": table_now}
LONG_AGO = 10**10  # milliseconds: what is told beyond it makes no difference


@require_POST
@signed_in
def act(request: PersonRequest, pk: int) -> HttpResponse:
    """Mark this moment, say what it is about, or take it away."""
    pitstop = pitstop_or_404(request, pk)
    if not may(request.user, "pitstop.mark", pitstop):
        raise Http404
    screen, in_place = request.POST.get("screen", ""), "X-Live" in request.headers
    try:
        words = _do(request, pitstop)
    except Refused as refused:
        if in_place:
            return JsonResponse({"words": str(refused)}, status=409)
        messages.error(request, str(refused))
    else:
        if in_place and screen in SCREENS:
            with contextlib.suppress(Http404):
                shown = SCREENS[screen](request, pk)
                if shown.status_code == 200:
                    return shown
            return HttpResponse(status=204)  # it is kept, though that screen is shown no more
        messages.success(request, words)
    if screen in SCREENS:
        return redirect(reverse(f"pitstops:{screen}", args=[pk]) + "#nu")
    return redirect(reverse("pitstops:pitstop", args=[pk]) + "#momenten")


def _do(request: PersonRequest, pitstop: Pitstop) -> str:
    said, by = request.POST, request.user
    words = said.get("words", "")
    match said.get("do", "mark"):
        case "word":
            talk.word(_moment(request, pitstop), words=words, by=by)
            return _("Saved.")
        case "unmark":
            talk.unmark(_moment(request, pitstop), by=by)
            return _("The moment is gone.")
        case _:
            key, ago = _uuid(said.get("key", "")), _underway(said)
            made = talk.mark(pitstop, words=words, key=key, ago=ago, by=by)
            return _("Marked at %s.") % f"{timezone.localtime(made.at):%H:%M}"


def _underway(said: QueryDict) -> timedelta:
    """How long ago the button was pressed, by the clock of the phone alone: it may be wrong."""
    pressed, sent = number(said.get("pressed")), number(said.get("sent"))
    if not pressed or not sent:
        return timedelta()
    return timedelta(milliseconds=min(max(0, sent - pressed), LONG_AGO))


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _moment(request: PersonRequest, pitstop: Pitstop) -> TalkMoment:
    rows = TalkMoment.objects.visible_to(request.user).filter(pitstop=pitstop)
    found = rows.filter(pk=_uuid(request.POST.get("moment", ""))).first()
    if found is None:
        raise Refused(_("This is not here any more."))
    found.pitstop = pitstop
    return found  # type: ignore[no-any-return]


@signed_in
@never_cache
def lay(request: PersonRequest, pk: int) -> HttpResponse:
    """With the time at which the recording began, see where each moment falls, and keep those."""
    seen = Source.objects.visible_to(request.user).select_related("coalition", "expedition")
    source = get_object_or_404(seen, pk=pk)
    recordings = list(source.recordings.visible_to(request.user).select_related("source"))
    found = talk.waiting(source, request.user)
    if not recordings:
        raise Http404
    if not found:  # they were laid just now, or taken away
        return redirect(reverse("sources:source", args=[pk]) + "#momenten")
    began = timezone.localtime(found[0].pitstop.began).replace(microsecond=0)
    form = LayForm(
        posted(request), recordings=recordings, near=began, initial={"began": began.time()}
    )
    recording, when = recordings[0], began
    if form.is_valid():
        recording, when = form.cleaned_data["recording"], form.cleaned_data["began"]
    rows = talk.laid_out(found, recording, when)
    if form.is_bound:
        typed = {str(row.pk): request.POST.get(f"words-{row.pk}", row.words) for row in found}
        offered, keep = request.POST.getlist("offered"), request.POST.getlist("keep")
        rows = talk.chosen(rows, typed, offered=offered, keep=keep)
    looks_first = any(row.new for row in rows)
    if form.is_valid() and request.POST.get("do") == "lay" and not looks_first:
        try:
            many = talk.lay(recording, kept=[row for row in rows if row.kept], by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            _tell(request, many)
            return redirect(reverse("sources:source", args=[pk]) + "#momenten")
    told = {
        "source": source,
        "form": form,
        "rows": rows,
        "none_fits": not any(r.fits for r in rows),
    }
    status = 422 if form.errors else 200
    return render(request, "pitstops/lay.html", told, status=status)


def _tell(request: PersonRequest, many: int) -> None:
    if many:
        words = ngettext(
            "%d moment stands in the recording.", "%d moments stand in the recording.", many
        )
        messages.success(request, words % many)
    else:
        messages.info(request, _("No moment was laid in the recording."))
