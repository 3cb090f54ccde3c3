"""Where the support team makes a travelogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from samenspel.circles.deeds import may
from samenspel.circles.models import Expedition
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.people.visits import PersonRequest, posted, signed_in
from samenspel.travelogue import actions, book, making, packing
from samenspel.travelogue.forms import TravelogueForm
from samenspel.travelogue.models import Travelogue

from .public import handed


def _expedition(request: PersonRequest, pk: int) -> Expedition:
    found = get_object_or_404(Expedition, pk=pk)
    if not may(request.user, "travelogue.write", found):
        raise Http404
    return found


def _travelogue(request: PersonRequest, pk: int) -> Travelogue:
    expedition = _expedition(request, pk)
    rows = Travelogue.objects.visible_to(request.user).filter(expedition=expedition)
    found: Travelogue = get_object_or_404(rows.select_related("expedition", "shown_by"))
    return found


@signed_in
def work(request: PersonRequest, pk: int) -> HttpResponse:
    """How far it is, and what can be done next."""
    expedition = _expedition(request, pk)
    rows = Travelogue.objects.visible_to(request.user).filter(expedition=expedition)
    travelogue = rows.select_related("expedition").first()
    if travelogue is None:
        return redirect("travelogue:write", pk)
    made = making.newest(travelogue)
    context: dict[str, Any] = {"expedition": expedition, "travelogue": travelogue, "made": made}
    if made and made.is_ready:
        context["current"] = making.is_current(made)
        context["files"] = making.sizes_of(made)
    if made and made.trouble:
        context["trouble"] = making.TROUBLES.get(made.trouble, making.TROUBLES["broken"])
    context["public"] = book.chosen(travelogue, book.public_of(expedition))
    return render(request, "travelogue/work.html", context)


@signed_in
def write(request: PersonRequest, pk: int) -> HttpResponse:
    """Title, foreword and choice."""
    expedition = _expedition(request, pk)
    mine = Travelogue.objects.visible_to(request.user).filter(expedition=expedition)
    travelogue = mine.first()
    form = TravelogueForm(
        posted(request),
        public=book.public_of(expedition),
        chosen=travelogue.chosen if travelogue else {},
        initial=_now(travelogue, expedition),
    )
    context: dict[str, Any] = {"expedition": expedition, "form": form, "travelogue": travelogue}
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(expedition, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile as clash:
            clash.told_at(form)
            context["theirs"] = mine.first()
        except Refused as no:
            form.add_error("foreword", str(no))
        else:
            messages.success(request, _("Saved."))
            return redirect("travelogue:work", pk)
    return render(request, "travelogue/write.html", context)


def _now(travelogue: Travelogue | None, expedition: Expedition) -> dict[str, Any]:
    if travelogue is None:
        return {"title": expedition.name, "language": "nl", "everything": "yes", "revision": 0}
    names = ("title", "foreword", "language", "revision")
    told = {name: getattr(travelogue, name) for name in names}
    return {**told, "everything": "yes" if travelogue.everything else "no"}


@signed_in
@require_POST
def make(request: PersonRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, actions.make, _("The files are being made. That takes a moment."))


@signed_in
@require_POST
def show(request: PersonRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, actions.show, _("Everybody can take the travelogue along now."))


@signed_in
@require_POST
def hide(request: PersonRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, actions.hide, _("Put away. Nobody outside finds it any more."))


def _turn(request: PersonRequest, pk: int, deed: Callable[..., Any], said: str) -> HttpResponse:
    travelogue = _travelogue(request, pk)
    try:
        deed(travelogue, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, said)
    return redirect("travelogue:work", pk)


@signed_in
@require_safe
@never_cache
def file(request: PersonRequest, pk: int, ending: str) -> Any:
    """A file as it was made, to look at before everybody can."""
    travelogue = _travelogue(request, pk)
    if ending not in making.KINDS:
        raise Http404
    made = making.checked(travelogue)
    if made is None or ending not in made.sizes:
        return redirect("travelogue:work", pk)
    return handed(request, made, ending)


@signed_in
@require_safe
@never_cache
@xframe_options_sameorigin
def preview(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """The book as pages, as it would be made now: the very files that go into the folder."""
    travelogue = _travelogue(request, pk)
    files = packing.pages(book.told(travelogue, timezone.localdate()))
    if name not in files:
        raise Http404
    return HttpResponse(files[name](), content_type=packing.KINDS[Path(name).suffix])
