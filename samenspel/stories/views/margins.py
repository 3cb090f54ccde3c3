"""The page of one part of a report or an episode, with what was said beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, number, posted, signed_in
from samenspel.sources import moments
from samenspel.sources.sounding import fragment
from samenspel.stories import margins
from samenspel.stories.forms import RemarkForm, StretchForm
from samenspel.stories.margins import Beside
from samenspel.stories.models import Remark
from samenspel.stories.public import Sound
from samenspel.stories.stretches import NoStretch


@signed_in
@never_cache
def margin(request: PersonRequest, kind: str, key: str, part: str) -> HttpResponse:
    """What was said beside a part; room to say something, or to answer."""
    beside = margins.at(request.user, kind, key, part)
    if beside is None:
        raise Http404
    to = _answered(request, kind, key, part)
    form = _form(request, beside, to)
    if request.method == "POST" and form.is_valid():
        try:
            made = margins.write(
                beside.row,
                beside=beside,
                kind=kind,
                key=key,
                part=part,
                words=form.cleaned_data["words"],
                stretch=form.stretch,
                to=to,
                by=request.user,
            )
        except NoStretch as refused:
            form.add_error(refused.of, str(refused))
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            return redirect(f"{request.path}#opmerking-{made.pk}")
    context = {
        "beside": beside,
        "told": margins.told(request.user, kind, key, part, beside.sound),
        **_heard(request, beside),
        "form": form,
        "to": to,
        "to_stretch": margins.stretch_of(to, beside.sound),
        "may_write": may(request.user, "remark.write", beside.row),
        "readers_of": margins.unsaid(beside, request.user),
    }
    return render(request, "stories/margin.html", context, status=422 if form.errors else 200)


def _form(request: PersonRequest, beside: Beside, to: Remark | None) -> RemarkForm:
    """What one says, and of a sound: from when until when; an answer is about the same."""
    if beside.sound is None or to is not None:
        return RemarkForm(posted(request))
    asked = {"begin": request.GET.get("van", ""), "stop": request.GET.get("tot", "")}
    return StretchForm(posted(request), initial=asked)


def _heard(request: PersonRequest, beside: Beside) -> dict[str, Any]:
    """The sound to listen to: the stretch that stands in the address, with what is said in it."""
    if beside.sound is None:
        return {}
    try:
        begin = moments.place(request.GET.get("van", ""))
        until = request.GET.get("tot")
        begin, stop = beside.sound.stretch(begin, moments.place(until) if until else None)
    except Refused:
        return {"sound": Sound(beside.sound.url)}
    address = beside.sound.url + fragment(begin, stop)
    said = beside.sound.said_in(begin, stop)
    return {"sound": Sound(address, begin=begin, stop=stop), "words_in": said}


def _answered(request: PersonRequest, kind: str, key: str, part: str) -> Remark | None:
    """The remark that is answered, when one is: beside this part, which this person reads."""
    asked = number(request.POST.get("op") or request.GET.get("op"))
    rows = Remark.objects.visible_to(request.user).filter(to=None, taken_back=None)
    rows = rows.filter(kind=kind, key=key, part=part)
    return get_object_or_404(rows, pk=asked) if asked else None


@signed_in
@require_POST
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Remark.objects.visible_to(request.user).filter(taken_back=None)
    remark = get_object_or_404(rows.select_related("author"), pk=pk)
    if not may(request.user, "remark.take_back", remark):
        raise Http404
    margins.take_back(remark, by=request.user)
    messages.success(request, _("Taken back. Nobody can read it now."))
    if margins.at(request.user, remark.kind, remark.key, remark.part) is None:
        return redirect("web:home")
    return redirect(reverse("stories:margin", args=[remark.kind, remark.key, remark.part]))
