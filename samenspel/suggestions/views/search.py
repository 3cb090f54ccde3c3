"""Find, and give what was found a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import Coalition, Expedition
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, PersonRequest, number, signed_in
from samenspel.sources import looks
from samenspel.sources.models import Source, Version
from samenspel.suggestions import actions
from samenspel.suggestions.forms import GiveForm, SaveForm, SearchForm
from samenspel.suggestions.models import SavedSearch, Sweep
from samenspel.suggestions.searching import Found, find, newest_versions
from samenspel.threads import bench
from samenspel.threads.codebooks import code_named
from samenspel.threads.desk import tree
from samenspel.threads.models import Code

if TYPE_CHECKING:
    from collections.abc import Mapping


@signed_in
def search(request: PersonRequest, slug: str) -> HttpResponse:
    """Search; and with what is ticked: give it a code."""
    expedition = bench.at(request, slug)
    codes = tree(_codes(request, expedition))
    giving = GiveForm(request.POST or None, codes)
    if request.method == "POST" and giving.is_valid():
        try:
            sweep = _give(request, expedition, giving)
        except Refused as refused:
            giving.add_error(None, str(refused))
        else:
            _note_seen(request, expedition)
            asked = request.GET.copy()
            asked["gedaan"] = str(sweep.pk)
            return redirect(f"{request.path}?{asked.urlencode()}")
    return _show(request, expedition, giving, codes)


@signed_in
@require_POST
def undo(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Take the code off again, everywhere at once."""
    expedition = bench.at(request, slug)
    sweep = get_object_or_404(_sweeps(request), pk=pk)
    try:
        gone = actions.undo(sweep, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        told = ngettext(
            "The code is off %d passage again.", "The code is off %d passages again.", gone
        )
        messages.success(request, told % gone)
    return _back(request, expedition)


@signed_in
@require_POST
def save(request: PersonRequest, slug: str) -> HttpResponse:
    """Keep the search in this address; what was found until now is not new."""
    expedition = bench.at(request, slug)
    asking = SearchForm(request.GET, _coalitions(request, expedition))
    form = SaveForm(request.POST)
    if not form.is_valid() or not asking.question.asks:
        codes = tree(_codes(request, expedition))
        return _show(request, expedition, GiveForm(None, codes), codes, saving=form)
    seen = newest_versions(
        request.user, Source.objects.visible_to(request.user).filter(expedition=expedition)
    )
    code = Code.objects.visible_to(request.user).filter(pk=number(request.POST.get("code"))).first()
    actions.save(
        expedition,
        title=form.cleaned_data["title"],
        asked=asking.asked,
        code=code,
        seen=seen.values(),
        by=request.user,
    )
    messages.success(request, _("Kept. From now on you can see here what is new."))
    return _back(request, expedition)


@signed_in
@require_POST
def seen(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """What this search found is not new any more."""
    expedition = bench.at(request, slug)
    _note_seen(request, expedition, pk)
    return redirect("suggestions:search", slug=slug)


@signed_in
@require_POST
def forget(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    expedition = bench.at(request, slug)
    actions.forget(get_object_or_404(_saved(request, expedition), pk=pk), by=request.user)
    messages.success(request, _("The search is gone. The codes that you gave with it stay."))
    return redirect("suggestions:search", slug=slug)


def _give(request: PersonRequest, expedition: Expedition, form: GiveForm) -> Sweep:
    places = _ticked(request)
    if not places:
        raise Refused(_("Tick at least one of them."))
    said = form.cleaned_data
    code = Code.objects.visible_to(request.user).filter(pk=said["code"]).first()
    if said["naam"].strip():
        version = Version.objects.visible_to(request.user).filter(pk__in=places)
        first = get_object_or_404(version.filter(source__expedition=expedition)[:1])
        if not may(request.user, "passage.mark", first.source):
            raise Refused(_("You can't give codes to these words."))
        code = code_named(said["naam"].strip(), first.source, by=request.user)
    if code is None:
        raise Refused(_("Choose a code, or name a new one."))
    sweep: Sweep = actions.give(code, places=places, by=request.user)
    return sweep


def _ticked(request: PersonRequest) -> dict[int, list[tuple[int, int]]]:
    places: dict[int, list[tuple[int, int]]] = {}
    for each in request.POST.getlist("hit"):
        version, *stretch = (number(part) for part in each.split(":"))
        if len(stretch) == 2:
            places.setdefault(version, []).append((stretch[0], stretch[1]))
    return places


def _note_seen(request: PersonRequest, expedition: Expedition, pk: int = 0) -> None:
    """What was looked through for a kept search, up to what stood on the page."""
    saved = _saved(request, expedition).filter(pk=pk or number(request.GET.get("bewaard"))).first()
    if saved is not None:
        told = {number(each) for each in request.POST.get("gelezen", "").split(",")}
        theirs = Version.objects.visible_to(request.user).filter(pk__in=told)
        actions.mark_seen(saved, versions=theirs.values_list("pk", flat=True), by=request.user)


def _show(
    request: PersonRequest,
    expedition: Expedition,
    giving: GiveForm,
    codes: Any,
    saving: SaveForm | None = None,
) -> HttpResponse:
    person = request.user
    kept = list(_saved(request, expedition).select_related("code"))
    saved = next((s for s in kept if s.pk == number(request.GET.get("bewaard"))), None)
    asking = SearchForm(saved.asked if saved else request.GET, _coalitions(request, expedition))
    if saved and not giving.is_bound and saved.code_id:
        giving.initial["code"] = saved.code_id
    skip = number(request.GET.get("vanaf"))
    found, refused = _found(request, expedition, asking, saved, skip)
    looks.record(person, {hit.source for hit in found.hits})
    answers = {
        source: may(person, "passage.mark", source) for source in {hit.source for hit in found.hits}
    }
    context = {
        "expedition": expedition,
        "form": asking,
        "found": found,
        "refused": refused,
        "hits": [(hit, answers[hit.source], _is_ticked(request, hit.key)) for hit in found.hits],
        "codable": sum(answers[hit.source] for hit in found.hits),
        "versions": ",".join(map(str, found.versions)),
        "codes": codes,
        "giving": giving,
        "saving": saving or SaveForm(),
        "saved": saved,
        "kept": [(each, _new(newest, each)) for each in kept]
        if (newest := _newest(request, expedition, kept)) is not None
        else [],
        "further": _further(request, found),
        "again": urlencode(asking.asked),
        "done": _done(request),
    }
    status = 422 if giving.is_bound or (saving and saving.is_bound) or refused else 200
    return render(request, "suggestions/search.html", context, status=status)


def _found(
    request: PersonRequest,
    expedition: Expedition,
    asking: SearchForm,
    saved: SavedSearch | None,
    skip: int,
) -> tuple[Found, str]:
    old = saved.seen if saved and "alles" not in request.GET else ()
    try:
        question = asking.question
        return find(request.user, expedition, question, skip=skip, seen=old), ""
    except Refused as refused:
        return Found(), str(refused)


def _is_ticked(request: Asked, key: str) -> bool:
    """All of them, until somebody chose."""
    return request.method != "POST" or key in request.POST.getlist("hit")


def _newest(
    request: PersonRequest, expedition: Expedition, kept: list[SavedSearch]
) -> Mapping[int, int] | None:
    if not kept:
        return None
    here = Source.objects.visible_to(request.user).filter(expedition=expedition)
    return newest_versions(request.user, here)


def _new(newest: Mapping[int, int], saved: SavedSearch) -> int:
    return len(set(newest.values()) - set(saved.seen))


def _further(request: PersonRequest, found: Found) -> str:
    """The address at which the search goes on, when it did not look through everything."""
    if found.whole:
        return ""
    asked = request.GET.copy()
    asked["vanaf"] = str(found.looked)
    asked.pop("gedaan", None)
    return f"?{asked.urlencode()}"


def _done(request: PersonRequest) -> Sweep | None:
    sweep: Sweep | None = (
        _sweeps(request).filter(pk=number(request.GET.get("gedaan")), undone=None).first()
        if request.GET.get("gedaan")
        else None
    )
    return sweep


def _back(request: PersonRequest, expedition: Expedition) -> HttpResponse:
    asked = request.GET.copy()
    asked.pop("gedaan", None)
    page = reverse("suggestions:search", args=[expedition.slug])
    return redirect(f"{page}?{asked.urlencode()}" if asked else page)


def _sweeps(request: PersonRequest) -> QuerySet[Sweep]:
    rows: QuerySet[Sweep] = Sweep.objects.visible_to(request.user).filter(by=request.user)
    return rows.select_related("code__codebook")


def _saved(request: PersonRequest, expedition: Expedition) -> QuerySet[SavedSearch]:
    rows: QuerySet[SavedSearch] = SavedSearch.objects.visible_to(request.user).filter(
        author=request.user, expedition=expedition
    )
    return rows


def _codes(request: PersonRequest, expedition: Expedition) -> Any:
    return Code.objects.visible_to(request.user).filter(codebook__expedition=expedition)


def _coalitions(request: PersonRequest, expedition: Expedition) -> list[tuple[int, str]]:
    seen = Source.objects.visible_to(request.user).filter(expedition=expedition)
    rows = Coalition.objects.filter(pk__in=seen.order_by().values("coalition"))
    return list(rows.values_list("pk", "name"))
