"""Who recognises a thread: the last word of each coalition, as far as one may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from samenspel.circles.models import Coalition, Role
from samenspel.circles.roles import held

from .models import Recognition, Thread

Said = Recognition.Said


def all_said(threads: Iterable[Thread], person: Any) -> dict[int, list[Recognition]]:
    """Everything that was said of each thread, oldest first. One query."""
    found: dict[int, list[Recognition]] = {thread.pk: [] for thread in threads}
    rows = Recognition.objects.visible_to(person).filter(thread__in=found)
    for row in rows.select_related("coalition").order_by("id"):
        found[row.thread_id].append(row)
    return found


def now_said(rows: Iterable[Recognition]) -> list[Recognition]:
    """Of every coalition the last word."""
    last = {row.coalition_id: row for row in rows}
    return sorted(last.values(), key=lambda row: (str(row.coalition), row.pk))


def in_a_line(rows: Iterable[Recognition]) -> str:
    """'Recognised by Oost and West, in part by Zuid, not by Noord.'; '' when nothing was said."""
    by: dict[str, list[str]] = defaultdict(list)
    for row in now_said(rows):
        by[row.said].append(str(row.coalition))
    told = [
        words % {"names": get_text_list(by[said], _("and"))}
        for said, words in [
            (Said.YES.value, _("recognised by %(names)s")),
            (Said.PARTLY.value, _("in part by %(names)s")),
            (Said.NO.value, _("not recognised by %(names)s")),
        ]
        if by[said]
    ]
    line = ", ".join(told)
    return f"{line[:1].upper()}{line[1:]}." if line else ""


def may_say_for(thread: Thread, person: Any) -> list[Coalition]:
    """The coalitions for which this person may say whether they recognise it."""
    if not person.is_authenticated:
        return []
    mine = held(person).coalitions({Role.COORDINATOR})
    if not mine:
        return []
    return list(Coalition.objects.filter(pk__in=mine, expedition=thread.expedition_id))
