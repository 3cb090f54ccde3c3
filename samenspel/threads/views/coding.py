"""One step at the desk, for the browser: the answer is what became of the words, and no page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, number
from samenspel.sources.models import Version
from samenspel.threads import actions
from samenspel.threads.desk import Mark, count_memos, entries, marks_in, rows_of
from samenspel.threads.forms import RecodeForm
from samenspel.threads.layers import layers_for
from samenspel.threads.models import Code, Memo

from .desk import read_version

AGAIN = {"back": gettext_lazy("Undone."), "forth": gettext_lazy("Done again.")}


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
    said = form.cleaned_data
    try:
        done = actions.recode(
            version,
            at=form.at,
            codes=[codes[key] for key in _asked(request, "codes")],
            names=said["names"],
            take_off=[codes[key] for key in _asked(request, "off")],
            drop=said["drop"],
            by=request.user,
        )
    except Refused as refused:
        return _refuse([str(refused)])
    return JsonResponse(_told(request, version, done, codes))


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
    request: Asked, version: Version, done: actions.Recoded, codes: dict[int, Code]
) -> dict[str, Any]:
    person = request.user
    codes = {**codes, **{code.pk: code for code in done.given}}
    layer = actions.layer_of(person, version.source.expedition_id)
    mark = _mark(version, person, done, layer)
    marks = [mark] if mark else []
    return {
        "passage": mark.pk if mark else done.gone,
        "row": "".join(rows_of(marks, version, person, codes.values())),
        "layer": layer,
        "before": asdict(done.before),
        "after": asdict(done.after),
        "codes": list(entries((0, code) for code in codes.values())),
        "said": _in_words(done, codes, request.POST.get("again", "")),
    }


def _mark(version: Version, person: Any, done: actions.Recoded, layer: int | None) -> Mark | None:
    """The passage as the list shows it. Of one that is new, nothing has to be asked."""
    passage = done.passage
    if passage is None:
        return None
    if not done.before.there:
        given = [(code, layer or 0) for code in done.after.codes]
        return Mark(passage.pk, passage.start, passage.end, given)
    layers = layers_for(person, version.source)
    marks = marks_in(version, person, layers, only=passage.pk)
    memos = Memo.objects.visible_in(version.source, person).filter(passage=passage)
    count_memos(marks, memos)
    return marks[0] if marks else None


def _in_words(done: actions.Recoded, codes: dict[int, Code], again: str) -> str:
    """What was done, to be shown and read aloud."""

    def named(keys: set[int]) -> str:
        return ", ".join(sorted(codes[key].name for key in keys if key in codes))

    before, after = set(done.before.codes), set(done.after.codes)
    parts = [str(AGAIN[again])] if again in AGAIN else []
    if given := named(after - before):
        parts.append(_("Given: %s.") % given)
    if taken := named(before - after):
        parts.append(_("Taken off: %s.") % taken)
    if done.gone is not None:
        parts.append(_("The passage is gone."))
    elif not done.before.there:
        parts.append(_("The passage is saved."))
    return " ".join(parts) or _("It was like that already.")
