"""Agreements and learning questions, made by the real deeds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from samenspel.agendas import actions
from samenspel.agendas.models import Agreement, Question
from samenspel.circles.tests.cast import Cast

WHAT = "Een tweede sleutel bijmaken"
ASKS = "Hoe verdelen we de sleutels?"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def an_agreement(cast: Cast, **more: Any) -> Agreement:
    told = {"what": WHAT, "who": "Bram", "by": cast.amina, **more}
    return actions.agree(told.pop("place", cast.oost), **told)


def a_question(cast: Cast, **more: Any) -> Question:
    told = {"words": ASKS, "by": cast.amina, **more}
    return actions.ask(told.pop("place", cast.oost), **told)
