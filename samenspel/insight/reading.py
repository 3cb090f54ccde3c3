"""All passages of a code, to be read from beginning to end: per coalition, moment or voice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from samenspel.threads.models import Passage

from .lens import NONE, SOURCE, Choice, Lens, Side

SEVERAL = "several"
GROUPED = (Side.COALITION, Side.MOMENT, Side.VOICE)
PATH = SOURCE.removeprefix("passage__")


def passages(lens: Lens, choice: Choice) -> QuerySet[Passage]:
    """The coded passages that fit the choice."""
    coded = lens.codings(choice).values("passage")
    found: QuerySet[Passage] = Passage.to_read(lens.person).filter(pk__in=coded)
    return found


def grouped_by(lens: Lens, found: QuerySet[Passage], side: Side) -> QuerySet[Passage]:
    """The same passages in the order of one side, each with its `group`."""
    then = [f"{PATH}__moment", PATH, "start", "pk"]
    if side == Side.MOMENT:
        return found.annotate(group=lens.by_moment(f"{PATH}__moment")).order_by(*then)
    if side == Side.COALITION:
        return found.order_by(f"{PATH}__coalition__name", f"{PATH}__coalition", *then)
    heard = Passage.speakers.through.objects.filter(passage=OuterRef("pk"))
    voices = heard.values("speaker__voice")
    first, last = (
        Subquery(voices.order_by(by)[:1]) for by in ("speaker__voice", "-speaker__voice")
    )
    return found.annotate(group=first, last=last).order_by("-group", "-last", *then)


def groups(lens: Lens, found: Iterable[Any], side: Side) -> Iterator[tuple[str, list[Any]]]:
    """What each group is called, and its passages."""
    for key, rows in groupby(found, key=lambda passage: _key(lens, passage, side)):
        if key == SEVERAL:
            yield _("Several voices together"), list(rows)
        else:
            yield capfirst(lens.told(side, key)), list(rows)


def _key(lens: Lens, passage: Any, side: Side) -> str:
    if side == Side.COALITION:
        return str(passage.version.source.coalition_id or NONE)
    if side == Side.VOICE and passage.group != passage.last:
        return SEVERAL
    return lens.key(side, passage.group)
