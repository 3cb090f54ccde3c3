"""Memos: about one thing, and all of them together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, PersonRequest, signed_in
from samenspel.sources.models import Source
from samenspel.sources.offsets import cut
from samenspel.threads import bench, mentions
from samenspel.threads import memos as deeds
from samenspel.threads.forms import MemoForm
from samenspel.threads.models import Code, Memo, Passage, Thread

A_PAGE = 50
TABLES: dict[str, Any] = {"source": Source, "passage": Passage, "code": Code, "thread": Thread}
RELATED = {
    "source": ("coalition", "expedition"),
    "passage": ("version__source__coalition", "version__source__expedition"),
    "code": ("codebook__coalition", "codebook__expedition"),
    "thread": ("coalition", "expedition"),
}


def memos(request: Asked, slug: str) -> HttpResponse:
    """All memos of an expedition that one reads; of one's own also what lost its subject."""
    expedition = bench.at(request, slug)
    found = deeds.at_bench(expedition, request.user)
    if own := "mijn" in request.GET:
        found = found.filter(author=request.user)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    rows = list(page.object_list)
    context = {
        "expedition": expedition,
        "page": page,
        "own": own,
        "memos": deeds.told(rows, request.user, deeds.subjects(rows, request.user)),
    }
    return render(request, "threads/memos.html", context)


@signed_in
def about(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """The memos about one thing, and room for another."""
    subject = _subject(request, kind, pk)
    name, url = deeds.where(subject)
    form = MemoForm(request.POST or None, place=deeds.place_of(subject, request.user))
    if request.method == "POST" and form.is_valid():
        try:
            deeds.write(subject, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, _("Your memo is saved."))
            return redirect(url)
    context = {
        "subject": name,
        "words": _words(subject),
        "language": _language(subject),
        "url": url,
        "expedition": deeds.expedition_of(subject),
        "form": form,
        "memos": deeds.told(deeds.about(subject, request.user)[0], request.user),
    }
    return render(request, "threads/memo_about.html", context, status=422 if form.errors else 200)


@signed_in
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Word one's own memo better."""
    memo = _own(request, pk)
    written = mentions.Mentions([memo.text], request.user).editable(memo.text)
    seen = {"text": written, "title": memo.title, "shared": memo.circle > Circle.PRIVATE}
    place = memo.coalition or memo.expedition
    form = MemoForm(request.POST or None, initial=seen, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.change(memo, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, _("Your memo is saved."))
            return redirect("threads:memos", slug=memo.expedition.slug)
    context = {"memo": memo, "expedition": memo.expedition, "form": form}
    return render(request, "threads/memo.html", context, status=422 if form.errors else 200)


@signed_in
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    memo = _own(request, pk)
    if request.method == "POST":
        deeds.remove(memo, by=request.user)
        messages.success(request, _("Your memo is gone."))
        return redirect("threads:memos", slug=memo.expedition.slug)
    question = {
        "title": _("Throw this memo away?"),
        "words": _("This can't be undone."),
        "action": _("Throw it away"),
        "danger": True,
        "back": reverse("threads:memo", args=[pk]),
    }
    return render(request, "confirm.html", question)


def mention(request: Asked, slug: str) -> JsonResponse:
    """What could be meant by the letters behind [[."""
    expedition = bench.at(request, slug)
    typed = request.GET.get("q", "").strip()[:100]
    return JsonResponse({"found": mentions.offered(typed, request.user, expedition)})


def _subject(request: PersonRequest, kind: str, pk: int) -> Any:
    """The thing itself, for whoever may write a memo about it. Not yours is not there."""
    table = TABLES[kind]
    seen = table.objects.visible_to(request.user).select_related(*RELATED[kind])
    found = get_object_or_404(seen, pk=pk)
    if not may(request.user, "memo.write", found):
        raise Http404
    return found


def _own(request: PersonRequest, pk: int) -> Memo:
    found: Memo = get_object_or_404(
        Memo.mine(request.user).select_related("coalition", "expedition"), pk=pk
    )
    return found


def _words(subject: Any) -> str:
    if isinstance(subject, Passage):
        return cut(subject.version.text, subject.start, subject.end)
    return ""


def _language(subject: Any) -> str:
    return str(subject.version.source.language) if isinstance(subject, Passage) else ""
