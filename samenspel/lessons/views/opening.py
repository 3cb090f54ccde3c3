"""The lesson that a page of the workshop is about, for whoever may work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from samenspel.circles.deeds import may
from samenspel.lessons.models import Lesson

if TYPE_CHECKING:
    from samenspel.people.visits import PersonRequest


def mine(request: PersonRequest, slug: str) -> Lesson:
    rows = Lesson.objects.visible_to(request.user).select_related("expedition", "changed_by")
    lesson: Lesson = get_object_or_404(rows, slug=slug)
    if not may(request.user, "lesson.write", lesson):
        raise Http404
    return lesson
