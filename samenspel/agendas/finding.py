"""By which words agreements and learning questions are found, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.sight import BOOKS
from samenspel.sources.search import Piece

from .models import LIVE, Agreement, Question, Standing, last_standing


def of_agreement(agreement: Agreement) -> Iterator[Piece]:
    """What was agreed; not who does it, which not everybody reads who may read the rest."""
    yield Piece(
        words=agreement.what,
        label=agreement.what,
        coalition=agreement.coalition_id,
        moment=agreement.moment,
    )


def of_question(question: Question) -> Iterator[Piece]:
    """The question as it is worded now, and the answer so far."""
    now = Standing.objects.unguarded(BOOKS).filter(question=question).order_by("id").last()
    told = [now.said, now.less, now.more] if now else []
    for position, words in enumerate([question.words, *filter(None, told)]):
        yield Piece(
            words=words,
            label=question.words,
            position=position,
            coalition=question.coalition_id,
            moment=timezone.localdate(now.at if now else question.created),
        )


def questions_seen_by(person: Any) -> QuerySet[Question]:
    """Those on the agenda; what was taken off it is read in an earlier version."""
    found: QuerySet[Question] = (
        Question.objects.visible_to(person)
        .annotate(state=last_standing("state"))
        .filter(state__in=LIVE)
    )
    return found


def agreement_url(key: int, position: int) -> str:
    return reverse("agendas:agreement", args=[key])


def question_url(key: int, position: int) -> str:
    return reverse("agendas:question", args=[key])
