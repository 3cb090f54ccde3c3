"""What stands beside the words of a lesson: for whom it is, what it rests on, a picture."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.lessons import beside, completing
from samenspel.lessons.forms import BesideForm, PictureForm
from samenspel.lessons.models import Lesson, Picture
from samenspel.people.links import keep_private
from samenspel.people.visits import PersonRequest, posted, signed_in

from .opening import mine

FIELDS = ("meant_for", "behind", "revision", "thread", "question")


@signed_in
def describe(request: PersonRequest, slug: str) -> HttpResponse:
    lesson = mine(request, slug)
    form = _form(request, lesson)
    context: dict[str, Any] = {"form": form, "lesson": lesson}
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            completing.describe(lesson, revision=told.pop("revision") or 0, by=request.user, **told)
        except ChangedMeanwhile as clash:
            clash.told_at(form)
            context["theirs"] = lesson
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Saved. Only the support team reads this."))
            return redirect("lessons:work", slug=slug)
    return render(request, "lessons/describe.html", context)


def _form(request: PersonRequest, lesson: Lesson) -> BesideForm:
    chosen = lesson.elements.visible_to(request.user)
    return BesideForm(
        posted(request),
        lesson=lesson,
        elements=beside.elements_for(lesson, request.user),
        threads=beside.threads_for(lesson, request.user),
        questions=beside.questions_for(lesson, request.user),
        initial={name: getattr(lesson, name) for name in FIELDS}
        | {"elements": list(chosen.values_list("pk", flat=True))},
    )


@signed_in
def picture(request: PersonRequest, slug: str) -> HttpResponse:
    """Choose a picture, or throw it away."""
    lesson = mine(request, slug)
    if request.POST.get("do") == "remove":
        try:
            completing.remove_picture(lesson, by=request.user)
        except Refused as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("The picture is gone, also from earlier editions."))
        return redirect("lessons:work", slug=slug)
    form = PictureForm(posted(request), request.FILES or None, initial={"shows": lesson.shows})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            completing.show_picture(
                lesson, jpeg=told["picture"], shows=told["shows"], by=request.user
            )
        except Refused as no:
            form.add_error("shows", str(no))
        else:
            messages.success(request, _("The picture stands with the lesson."))
            return redirect("lessons:work", slug=slug)
    return render(request, "lessons/picture.html", {"form": form, "lesson": lesson})


@signed_in
@require_safe
def picture_file(request: PersonRequest, slug: str) -> HttpResponse:
    """The picture of a lesson in the making."""
    lesson = mine(request, slug)
    rows = Picture.objects.visible_to(request.user).filter(lesson=lesson)
    return keep_private(as_jpeg(rows.filter(pk=lesson.picture_id).first()))


def as_jpeg(found: Picture | None) -> HttpResponse:
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.jpeg), content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="beeld.jpg"'
    return response
