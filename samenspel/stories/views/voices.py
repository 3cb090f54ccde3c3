"""Whoever is heard in an episode takes their voice out of it, and has a receipt of that."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from samenspel.circles.readers import who_would_read
from samenspel.foundation.errors import Refused
from samenspel.people.links import keep_private
from samenspel.people.visits import PersonRequest, number, posted, signed_in
from samenspel.sources.models import Speaker
from samenspel.sources.naming import heard_in
from samenspel.stories import public, taking_out
from samenspel.stories.forms import TakeOutForm
from samenspel.stories.models import Episode
from samenspel.stories.rights import makes


@signed_in
def voice(request: PersonRequest, slug: str) -> HttpResponse:
    """Of somebody's own voice; whoever makes the episode does it for who told them to."""
    mine = taking_out.speaks_as(request.user, slug)
    found = _asked(request, slug, mine)
    if not found:
        raise Http404
    speaker = found[0] if len(found) == 1 else None
    context: dict[str, Any] = {"slug": slug, "speaker": speaker}
    if speaker is None:
        source = found[0].source
        voices = heard_in([source], request.user)[source.pk].values()
        context["voices"] = [each for each in voices if each.speaker]
        return keep_private(render(request, "stories/whose_voice.html", context))
    own = speaker in mine
    parts = taking_out.parts(speaker)
    form = TakeOutForm(posted(request), parts=parts, themselves=own)
    if request.method == "POST" and form.is_valid():
        try:
            taking_out.take_out(speaker, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error("parts", str(no))
        else:
            return redirect(f"{request.path}?stem={speaker.pk}")
    heard = public.editions(request.user).filter(slug=slug).defer(*public.WORDS).first()
    rows = taking_out.rows_of(speaker)
    stays, place = taking_out.stays_for(speaker), speaker.source.coalition
    then = who_would_read(place or speaker.source.expedition, request.user, [stays])
    context |= {
        "own": own,
        "form": form,
        "left": any(not part.out for part in parts),
        "untimed": taking_out.without_times(speaker),
        "edition": heard,
        "then": then.get(stays),
        "underway": public.underway(request.user, slug),
        "receipts": [list(each) for _at, each in groupby(rows, key=lambda row: (row.at, row.by))],
    }
    return keep_private(render(request, "stories/voice.html", context))


def _asked(request: PersonRequest, slug: str, mine: list[Speaker]) -> list[Speaker]:
    """The voices that this page may be about; one, when it was chosen."""
    found = list(mine)
    episode = Episode.objects.visible_to(request.user).filter(slug=slug).first()
    if episode is not None and makes(request.user, episode):
        rows = Speaker.objects.visible_to(request.user).filter(source=episode.source_id)
        found += [
            row for row in rows.select_related("source__coalition", "person") if row not in found
        ]
    if chosen := number(request.GET.get("stem")):
        return [row for row in found if row.pk == chosen]
    return found
