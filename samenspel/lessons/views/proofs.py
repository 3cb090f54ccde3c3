"""Where a coalition looks at a lesson with its words, before it becomes public."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samenspel.circles.deeds import may
from samenspel.circles.models import OWN
from samenspel.circles.roles import held
from samenspel.foundation.errors import Refused
from samenspel.lessons import checking, public
from samenspel.lessons.forms import LookForm
from samenspel.lessons.models import Proof, Remark
from samenspel.people.links import keep_private
from samenspel.people.visits import PersonRequest, posted, signed_in

from .beside import as_jpeg
from .opening import mine

A_PAGE = 20


@signed_in
@require_POST
def put(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask the coalitions to look."""
    lesson = mine(request, slug)
    try:
        checking.put(lesson, note=request.POST.get("note", ""), by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Asked. Their coordinators got a mail."))
    return redirect("lessons:work", slug=slug)


@signed_in
def proofs(request: PersonRequest) -> HttpResponse:
    """The lessons that one's coalitions are asked to look at, the newest first."""
    said = Remark.objects.visible_to(request.user).filter(proof=OuterRef("pk")).order_by("-id")
    later = Proof.objects.visible_to(request.user).filter(
        lesson=OuterRef("lesson"), coalition=OuterRef("coalition"), pk__gt=OuterRef("pk")
    )
    ours = held(request.user).coalitions(OWN)
    rows = Proof.objects.visible_to(request.user).filter(coalition__in=ours)
    found = (
        rows.exclude(Exists(later))
        .annotate(said=Subquery(said.values("said")[:1]))
        .select_related("coalition")
        .order_by("-id")
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    for each in page:
        each.answer = Remark.Said(each.said).label if each.said else ""
    return keep_private(render(request, "lessons/proofs.html", {"page": page}))


@signed_in
def proof(request: PersonRequest, pk: int) -> HttpResponse:
    """Exactly what everybody would read; and yes, yes if, or no."""
    seen = _proof(request, pk)
    may_say = may(request.user, "lesson.look", seen)
    form = LookForm(posted(request) if may_say else None)
    if may_say and request.method == "POST" and form.is_valid():
        try:
            checking.say(seen, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error("words", str(no))
        else:
            messages.success(request, _("Thank you. The makers see what you say."))
            return redirect("lessons:proof", pk=pk)
    remarks = Remark.objects.visible_to(request.user).filter(
        proof__lesson=seen.lesson_id, proof__coalition=seen.coalition_id
    )
    context = {
        "proof": seen,
        "lesson": public.of_proof(seen),
        "edition": seen,
        "picture_url": seen.picture_url,
        "remarks": remarks.select_related("by").order_by("-id"),
        "newer": Proof.objects.visible_to(request.user)
        .filter(lesson=seen.lesson_id, coalition=seen.coalition_id, pk__gt=pk)
        .order_by("-pk")
        .first(),
        "may_say": may_say,
        "form": form,
    }
    return keep_private(render(request, "lessons/proof.html", context))


@signed_in
@require_safe
def picture(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Proof.objects.visible_to(request.user).select_related("picture")
    return keep_private(as_jpeg(get_object_or_404(rows, pk=pk).picture))


def _proof(request: PersonRequest, pk: int) -> Proof:
    rows = Proof.objects.visible_to(request.user).select_related(
        "coalition", "expedition", "question", "picture", "author"
    )
    found: Proof = get_object_or_404(rows.defer("picture__jpeg"), pk=pk)
    return found
