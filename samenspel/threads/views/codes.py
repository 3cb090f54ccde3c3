"""The language in which a team reads: codebooks, codes, and all passages of a code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.deeds import may
from samenspel.circles.places import Place, places_of
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, PersonRequest, signed_in
from samenspel.sources import looks
from samenspel.threads import actions
from samenspel.threads.desk import hear, place_url, tree
from samenspel.threads.forms import CodebookForm, CodeForm, MergeForm
from samenspel.threads.models import Code, Codebook, Coding, Passage

A_PAGE = 50


def codebooks(request: Asked) -> HttpResponse:
    books = Codebook.objects.visible_to(request.user).select_related("coalition", "expedition")
    places = where_to_begin(request.user)
    form = CodebookForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            book = actions.start_codebook(told["place"], name=told["name"], by=request.user)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            return redirect("threads:codebook", pk=book.pk)
    page = {
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
            code = actions.add_code(book, by=request.user, **form.told())
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
    """All passages that have a code, fifty on a page."""
    found = _code(request, pk)
    page = Paginator(_passages(request, found), A_PAGE).get_page(request.GET.get("pagina"))
    hear(page, request.user)
    looks.record(request.user, {passage.version.source for passage in page})
    context = {
        "code": found,
        "page": page,
        "passages": [(passage, place_url(passage)) for passage in page],
        "may_change": may(request.user, "code.change", found),
    }
    return render(request, "threads/code.html", context)


@signed_in
def change(request: PersonRequest, pk: int) -> HttpResponse:
    found = _code_to(request, pk, "code.change")
    form = CodeForm(
        request.POST or None, instance=found, codebook=found.codebook, person=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_code(found, by=request.user, **form.told())
        except Refused as refused:
            form.add_error("name_nl", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("threads:code", pk=pk)
    context = {"code": found, "form": form}
    return render(request, "threads/change_code.html", context, status=422 if form.errors else 200)


@signed_in
def merge(request: PersonRequest, pk: int) -> HttpResponse:
    found = _code_to(request, pk, "code.merge")
    form = MergeForm(request.POST or None, code=found, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.merge_code(found, into=form.cleaned_data["into"], by=request.user)
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
            "The code itself disappears. This can't be undone."
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
            actions.remove_code(found, by=request.user)
            messages.success(request, _("The code ‘%s’ is gone.") % found.name)
            return redirect("threads:codebook", pk=found.codebook_id)
        actions.insist_unused(found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("threads:change_code", pk=pk)
    question = {
        "title": _("Remove the code ‘%s’?") % found.name,
        "words": _("No passage has it. Codes below it move up. This can't be undone."),
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
