"""What stands beside the words of a lesson: from where it is chosen, and how it is copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import translation

from samenspel.agendas.models import LIVE, Question, last_standing
from samenspel.assessments.models import Element
from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.threads.models import Step, Thread, latest_status
from samenspel.threads.recognising import all_said, in_a_line

from .models import Facet, Lesson

if TYPE_CHECKING:
    from collections.abc import Iterable


def elements_for(lesson: Lesson, person: Any) -> Any:
    """The elements of the lists that are in use in this expedition."""
    rows = Element.objects.visible_to(person).filter(framework__expedition=lesson.expedition_id)
    in_use = rows.filter(framework__retired=None, framework__replaced_by=None)
    return in_use.select_related("framework").order_by("framework__name_nl", "framework", "pk")


def threads_for(lesson: Lesson, person: Any) -> Any:
    """The red threads of the team, and those that everybody reads. A coalition's own stay there."""
    rows = Thread.objects.visible_to(person).filter(expedition=lesson.expedition_id)
    ours = rows.filter(Q(coalition=None) | Q(circle=Circle.PUBLIC))
    standing = ours.annotate(status=latest_status()).exclude(status=Step.Status.DROPPED)
    return standing.order_by("claim", "pk")


def questions_for(lesson: Lesson, person: Any) -> Any:
    """The learning questions that their coalition lets all others read."""
    rows = Question.objects.visible_to(person).filter(expedition=lesson.expedition_id)
    shared = rows.filter(circle__gte=Circle.EXPEDITION)
    live = shared.annotate(state=last_standing("state")).filter(state__in=LIVE)
    return live.select_related("coalition").order_by("coalition__name", "letter", "pk")


def copy_of(lesson: Lesson) -> dict[str, Any]:
    """What stands beside it now, to be kept: `behind`, `links`, and where there are, `thread`
    (`claim`, `status`, `recognised`) and `question` (`words`, `coalition`).

    Of who recognises a thread nothing is told that a passer-by may not read.
    """
    told: dict[str, Any] = {"behind": lesson.behind, "links": lesson.links}
    if lesson.thread_id and (thread := _thread(lesson)):
        with translation.override(lesson.language):
            recognised = in_a_line(all_said([thread], None)[thread.pk])
        told["thread"] = {"claim": thread.claim, "status": thread.status, "recognised": recognised}
    if lesson.question_id and (question := _question(lesson)):
        told["question"] = {"words": question.words, "coalition": question.coalition.name}
    return told


def _thread(lesson: Lesson) -> Any:
    rows = Thread.objects.unguarded(BOOKS).annotate(status=latest_status())
    return rows.filter(pk=lesson.thread_id).first()


def _question(lesson: Lesson) -> Any:
    rows = Question.objects.unguarded(BOOKS).filter(circle__gte=Circle.EXPEDITION)
    return rows.select_related("coalition").filter(pk=lesson.question_id).first()


def facets_of(lesson: Lesson) -> Iterable[Facet]:
    """By what an edition of this lesson is to be found; still without the edition."""
    for element in lesson.elements.unguarded(BOOKS).order_by("pk"):
        yield Facet(
            kind=Facet.Kind.ELEMENT,
            key=str(element.kin),
            name_nl=element.name_nl,
            name_en=element.name_en,
        )
