"""The language in which a team reads: codebooks, codes, and all passages of a code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samenspel.assessments.models import Element
from samenspel.circles.deeds import may
from samenspel.circles.places import Place, places_of
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.people.visits import Asked, PersonRequest, number, signed_in
from samenspel.sources import looks
from samenspel.threads import bench
from samenspel.threads import codebooks as book_deeds
from samenspel.threads.desk import hear, place_url, tree
from samenspel.threads.forms import CodebookForm, CodeForm, MergeForm, SplitForm
from samenspel.threads.merged import led_on
from samenspel.threads.models import Code, Codebook, CodeChange, Coding, Passage
from samenspel.threads.paging import Pages
from samenspel.threads.telling import told_of

A_PAGE = 50


def codebooks(request: Asked, slug: str = "") -> HttpResponse:
    """All codebooks one may read; at the bench, those of its expedition."""
    books = Codebook.objects.visible_to(request.user).select_related("coalition", "expedition")
    expedition = bench.at(request, slug) if slug else None
    if expedition:
        books = books.filter(expedition=expedition)
    places = where_to_begin(request.user)
    form = CodebookForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            book = book_deeds.start_codebook(told["place"], name=told["name"], by=request.user)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            return redirect("threads:codebook", pk=book.pk)
    page = {
        "expedition": expedition,
        "books": books.annotate(many=Count("codes")).order_by("name"),
        "may_start": bool(places),
        "form": form,
    }
    return render(request, "threads/codebooks.html", page, status=422 if form.errors else 200)


def codebook(request: Asked, pk: int) -> HttpResponse:
    book = get_object_or_404(
        Codebook.objects.visible_to(request.user).select_related("coalition", "expedition"), pk=pk
    )
    form = CodeForm(request.POST or None, codebook=book, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            code = book_deeds.add_code(book, by=request.user, **form.told())
        except Refused as refused:
            form.add_error("name_nl", str(refused))
        else:
            messages.success(request, _("The code ‘%s’ is in the codebook.") % code.name)
            return redirect("threads:codebook", pk=pk)
    used = dict(
        Coding.objects.visible_to(request.user)
        .filter(code__codebook=book)
        .order_by()
        .values_list("code")
        .annotate(Count("passage", distinct=True))
    )
    codes = tree(Code.objects.visible_to(request.user).filter(codebook=book))
    page = {
        "book": book,
        "codes": [(depth, code, used.get(code.pk, 0)) for depth, code in codes],
        "may_change": may(request.user, "code.add", book),
        "form": form,
    }
    return render(request, "threads/codebook.html", page, status=422 if form.errors else 200)


def code(request: Asked, pk: int) -> HttpResponse:
    """All passages that have a code, fifty on a page; of one that was merged, on to the other."""
    try:
        found = _code(request, pk)
    except Http404:
        if pk not in (merged := led_on([pk], request.user)):
            raise
        kept, was = merged[pk]
        messages.info(request, _("‘%s’ was merged with this code.") % was)
        return redirect("threads:code", pk=kept.pk)
    page = Pages(_passages(request, found), A_PAGE, request.user).get_page(
        request.GET.get("pagina")
    )
    hear(page, request.user)
    looks.record(request.user, {passage.version.source for passage in page})
    examples = list(
        _passages(request, found).filter(pk__in=found.examples.visible_to(request.user))
    )
    hear(examples, request.user)
    shown = {passage.pk for passage in examples}
    context = {
        "code": found,
        "page": page,
        "passages": [(each, place_url(each), each.pk in shown) for each in page],
        "examples": [(each, place_url(each)) for each in examples],
        "element": _element(request, found),
        "may_change": may(request.user, "code.change", found),
        "changes": _changes(request, found.codebook, found).exists(),
    }
    return render(request, "threads/code.html", context)


@signed_in
@require_POST
def example(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a passage beside the code as an example, or take it away there."""
    found = _code_to(request, pk, "code.example")
    passage = get_object_or_404(
        Passage.objects.visible_to(request.user), pk=number(request.POST.get("passage"))
    )
    try:
        on = request.POST.get("on") == "1"
        book_deeds.set_example(found, passage=passage, on=on, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("threads:code", pk=pk)


@signed_in
def split(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose the passages that a new code takes over."""
    found = _code_to(request, pk, "code.split")
    passages = _passages(request, found)
    form = SplitForm(request.POST or None, passages=passages)
    if request.method == "POST" and form.is_valid():
        try:
            made = book_deeds.split_code(found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name_nl", str(refused))
        else:
            messages.success(request, _("The code ‘%s’ has these passages now.") % made.name)
            return redirect("threads:code", pk=made.pk)
    rows = list(passages)
    hear(rows, request.user)
    looks.record(request.user, {passage.version.source for passage in rows})
    chosen = {number(each) for each in request.POST.getlist("passages")}
    context = {
        "code": found,
        "form": form,
        "passages": [(each, place_url(each), each.pk in chosen) for each in rows],
    }
    return render(request, "threads/split_code.html", context, status=422 if form.errors else 200)


def history(request: Asked, pk: int) -> HttpResponse:
    """Everything that was done to the codes of a codebook, or to one of them; newest first."""
    book = get_object_or_404(
        Codebook.objects.visible_to(request.user).select_related("coalition", "expedition"), pk=pk
    )
    only = number(request.GET.get("code"))
    code = Code.objects.visible_to(request.user).filter(codebook=book, pk=only).first()
    changes = _changes(request, book, code)
    page = Paginator(changes, A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "book": book,
        "code": code,
        "page": page,
        "changes": told_of(page, request.user),
        "may_change": may(request.user, "code.restore", book),
    }
    return render(request, "threads/code_history.html", context)


@signed_in
@require_POST
def restore(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """Undo one change of a codebook."""
    change = get_object_or_404(
        CodeChange.objects.visible_to(request.user).select_related("codebook"),
        codebook=pk,
        pk=row,
    )
    if not may(request.user, "code.restore", change):
        raise Http404
    try:
        code = book_deeds.restore(change, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("threads:code_history", pk=pk)
    if left := book_deeds.not_put_back(change, person=request.user):
        told = _("What was split off stands under ‘%s’ again.") % code.name
        messages.warning(request, " ".join([told, *left]))
    else:
        messages.success(request, _("‘%s’ is again as it was before.") % code.name)
    return redirect("threads:code", pk=code.pk)


def _changes(request: Asked, book: Codebook, code: Code | None = None) -> QuerySet[CodeChange]:
    """What was done to the codes of a codebook; or to one, also where another began or ended."""
    rows = CodeChange.objects.visible_to(request.user).filter(codebook=book).select_related("by")
    if code is not None:
        rows = rows.filter(Q(guid=code.guid) | Q(after__other=str(code.guid)))
    found: QuerySet[CodeChange] = rows
    return found


def _element(request: Asked, code: Code) -> Element | None:
    if code.element_id is None:
        return None
    found: Element | None = (
        Element.objects.visible_to(request.user).filter(pk=code.element_id).first()
    )
    return found


@signed_in
def change(request: PersonRequest, pk: int) -> HttpResponse:
    found = _code_to(request, pk, "code.change")
    form = CodeForm(
        request.POST or None,
        instance=found,
        initial={"revision": book_deeds.revision_of(found)},
        codebook=found.codebook,
        person=request.user,
    )
    theirs = False
    if request.method == "POST" and form.is_valid():
        try:
            book_deeds.change_code(found, by=request.user, **form.told())
        except ChangedMeanwhile as meanwhile:
            meanwhile.told_at(form)
            theirs = True
        except Refused as refused:
            form.add_error("name_nl", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("threads:code", pk=pk)
    context = {"code": found, "form": form, "theirs": theirs}
    return render(request, "threads/change_code.html", context, status=422 if form.errors else 200)


@signed_in
def merge(request: PersonRequest, pk: int) -> HttpResponse:
    found = _code_to(request, pk, "code.merge")
    form = MergeForm(request.POST or None, code=found, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            kept = book_deeds.merge_code(found, into=form.cleaned_data["into"], by=request.user)
        except Refused as refused:
            form.add_error("into", str(refused))
        else:
            messages.success(request, _("The two codes are one now."))
            return redirect("threads:code", pk=kept.pk)
    seen = _passages(request, found).count()
    question = {
        "title": _("Merge ‘%s’ with another code?") % found.name,
        "words": ngettext(
            "You see %d passage with this code.", "You see %d passages with this code.", seen
        )
        % seen
        + " "
        + _(
            "All its passages get the code that you choose, and the codes below it move along. "
            "The code itself disappears. You can undo it in the history of the codebook."
        ),
        "form": form,
        "action": _("Merge them"),
        "danger": True,
        "back": reverse("threads:change_code", args=[pk]),
    }
    return render(request, "confirm.html", question, status=422 if form.errors else 200)


@signed_in
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    found = _code_to(request, pk, "code.remove")
    try:
        if request.method == "POST":
            book_deeds.remove_code(found, by=request.user)
            messages.success(request, _("The code ‘%s’ is gone.") % found.name)
            return redirect("threads:codebook", pk=found.codebook_id)
        book_deeds.insist_unused(found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("threads:change_code", pk=pk)
    question = {
        "title": _("Remove the code ‘%s’?") % found.name,
        "words": _("No passage has it. Codes below it move up. You can undo it in the history."),
        "action": _("Remove this code"),
        "danger": True,
        "back": reverse("threads:change_code", args=[pk]),
    }
    return render(request, "confirm.html", question)


def _code(request: Asked, pk: int) -> Code:
    found: Code = get_object_or_404(
        Code.objects.visible_to(request.user).select_related("codebook__expedition", "parent"),
        pk=pk,
    )
    return found


def _code_to(request: Asked, pk: int, deed: str) -> Code:
    """The code, for whoever may do this with it. Not yours is not there."""
    found = _code(request, pk)
    if not may(request.user, deed, found):
        raise Http404
    return found


def _passages(request: Asked, found: Code) -> QuerySet[Passage]:
    given = Coding.objects.visible_to(request.user).filter(code=found)
    return Passage.to_read(request.user).filter(pk__in=given.values("passage"))


def where_to_begin(person: Any) -> dict[str, Place]:
    """Where this person may begin something: with the team, or in a coalition. By key."""
    if not person.is_authenticated:
        return {}
    places = places_of(person)
    return {key: place for key, place in places.items() if may(person, "codebook.start", place)}
