"""Steps at the desk, and back. The browser hears what became of the words, and gets no page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, number
from samenspel.sources.models import Version
from samenspel.threads import actions, stepping
from samenspel.threads.desk import (
    Mark,
    count_memos,
    desk_url,
    entries,
    marks_in,
    place_url,
    rows_of,
)
from samenspel.threads.forms import AgainForm, RecodeForm
from samenspel.threads.layers import layers_for
from samenspel.threads.models import Code, Memo, Passage, ThreadPassage
from samenspel.threads.stepping import Moved, Recoded

from .desk import read_version


@require_POST
def step(request: Asked, pk: int) -> JsonResponse:
    """Give codes to words and take own ones off. Refused when the text is not the one seen."""
    version = read_version(request, pk)
    if not may(request.user, "passage.mark", version.source):
        raise Http404
    form = RecodeForm(request.POST)
    if not form.is_valid():
        return _refuse([error for errors in form.errors.values() for error in errors])
    codes, lost = _codes(request)
    if lost:
        return _refuse([_("This code is not there any more. Open the text again.")])
    try:
        done = stepping.recode(
            version,
            at=form.at,
            codes=[codes[key] for key in _asked(request, "codes")],
            names=form.cleaned_data["names"],
            take_off=[codes[key] for key in _asked(request, "off")],
            by=request.user,
        )
    except Refused as refused:
        return _refuse([str(refused)])
    return JsonResponse(_told(request, version, done))


@require_POST
def again(request: Asked, pk: int) -> HttpResponse:
    """Take a step back, or once more: as the keys do, or with the button of a notice."""
    version = read_version(request, pk)
    if not may(request.user, "passage.mark", version.source):
        raise Http404
    as_page = "application/json" not in request.headers.get("Accept", "")
    form = AgainForm(request.POST)
    errors: list[Any] = [error for each in form.errors.values() for error in each]
    done: Recoded | Moved | None = None
    if not errors:
        try:
            if form.cleaned_data["sha256"] != version.sha256:
                raise actions.text_changed()
            step, forth = form.cleaned_data["stap"], form.cleaned_data["heen"]
            done = stepping.again(version, step, forth=forth, by=request.user)
        except Refused as refused:
            errors = [str(refused)]
    if done is None:
        if not as_page:
            return _refuse(errors)
        for error in errors:
            messages.error(request, str(error))
        return redirect(desk_url(version))
    said = [_("Done again.") if form.cleaned_data["heen"] else _("Undone.")]
    if not as_page:
        return JsonResponse(_told(request, version, done, said))
    messages.success(request, _in_words(done, request.user, said))
    return redirect(place_url(done.passage) if done.passage else desk_url(version))


def _asked(request: Asked, name: str) -> list[int]:
    return [number(each) for each in request.POST.getlist(name)]


def _codes(request: Asked) -> tuple[dict[int, Code], bool]:
    """The codes that are asked for, by key; and whether some are not there for this reader."""
    asked = {*_asked(request, "codes"), *_asked(request, "off")}
    if not asked:
        return {}, False
    seen = Code.objects.visible_to(request.user).select_related("codebook")
    found = seen.in_bulk(asked)
    return found, set(found) != asked


def _refuse(errors: list[Any]) -> JsonResponse:
    return JsonResponse({"errors": [str(error) for error in errors]}, status=422)


def _told(
    request: Asked, version: Version, done: Recoded | Moved, said: Iterable[str] = ()
) -> dict[str, Any]:
    person = request.user
    layer = actions.layer_of(person, version.source.expedition_id)
    told = {"layer": layer, "said": _in_words(done, person, said)}
    if isinstance(done, Moved):
        mark = _mark(version, person, done.passage)
        there = {"place": [mark.start, mark.end]} if mark else {}
        row = "".join(rows_of([mark] if mark else [], version, person))
        away = list({done.was, done.passage.pk})
        return {**told, **there, "passage": done.passage.pk, "away": away, "row": row, "codes": []}
    mark = _coded(version, person, done, layer)
    codes = {code.pk: code for code in done.known}
    return {
        **told,
        "passage": mark.pk if mark else done.gone,
        "row": "".join(rows_of([mark] if mark else [], version, person, codes.values())),
        "before": vars(done.before),
        "after": vars(done.after),
        "codes": list(entries((0, code) for code in codes.values())),
    }


def _coded(version: Version, person: Any, done: Recoded, layer: int | None) -> Mark | None:
    """The passage as the list shows it. Of one that is new, nothing has to be asked."""
    passage = done.passage
    if passage is None:
        return None
    if not done.before.there and not done.joined:
        given = [(code, layer or 0) for code in done.after.codes]
        return Mark(passage.pk, passage.start, passage.end, given)
    return _mark(version, person, passage)


def _mark(version: Version, person: Any, passage: Passage) -> Mark | None:
    layers = layers_for(person, version.source)
    marks = marks_in(version, person, layers, only=passage.pk)
    memos = Memo.objects.visible_in(version.source, person).filter(passage=passage)
    count_memos(marks, memos)
    return marks[0] if marks else None


def _in_words(done: Recoded | Moved, person: Any, said: Iterable[str] = ()) -> str:
    """What was done, to be shown and read aloud."""
    parts = list(said)
    if isinstance(done, Moved):
        parts.append(_("The passage has other words now."))
        if done.others:
            parts.append(_("The codes of others came along."))
        return " ".join(parts)
    codes = {code.pk: code for code in done.known}

    def named(keys: set[int]) -> str:
        return ", ".join(sorted(codes[key].name for key in keys if key in codes))

    before, after = set(done.before.codes), set(done.after.codes)
    if given := named(after - before):
        parts.append(_("Given: %s.") % given)
    if taken := named(before - after):
        parts.append(_("Taken off: %s.") % taken)
    parts += [_("In the thread ‘%s’.") % thread.claim for thread in done.joined]
    for thread in done.left:
        parts.append(_("Out of the thread ‘%s’.") % thread.claim)
        if not ThreadPassage.objects.visible_to(person).filter(thread=thread).exists():
            parts.append(_("The thread itself stays."))
    if done.gone is not None:
        parts.append(_("The passage is gone."))
    elif done.passage is not None and not done.before.there:
        parts.append(_("The passage is saved."))
    return " ".join(parts) or _("It was like that already.")
