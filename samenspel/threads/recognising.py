"""Who recognises a thread: the last word of each coalition, as far as one may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from samenspel.circles.models import Coalition, Role
from samenspel.circles.roles import held
from samenspel.circles.sight import BOOKS

from .models import Recognition, Thread, Wording

Said = Recognition.Said


def all_said(threads: Iterable[Thread], person: Any) -> dict[int, list[Recognition]]:
    """Everything that was said of each thread, oldest first. One query.

    `of_wording` is the key of the wording that it was said of, `now_worded` that of the last one.
    """
    found: dict[int, list[Recognition]] = {thread.pk: [] for thread in threads}
    rows = Recognition.objects.visible_to(person).filter(thread__in=found)
    worded = Wording.objects.unguarded(BOOKS).filter(thread=OuterRef("thread")).order_by("-id")
    rows = rows.annotate(
        now_worded=Subquery(worded.values("pk")[:1]),
        of_wording=Subquery(worded.filter(at__lte=OuterRef("created")).values("pk")[:1]),
    )
    for row in rows.select_related("coalition").order_by("id"):
        found[row.thread_id].append(row)
    return found


def now_said(rows: Iterable[Recognition]) -> list[Recognition]:
    """Of every coalition the last word."""
    last = {row.coalition_id: row for row in rows}
    return sorted(last.values(), key=lambda row: (str(row.coalition), row.pk))


def in_a_line(rows: Iterable[Recognition]) -> str:
    """'Recognised by Oost and West, in part by Zuid, not by Noord.'; '' when nothing was said.

    What was said of an earlier wording is told apart.
    """
    last = now_said(rows)
    earlier = [row for row in last if is_earlier(row)]
    told = _line([row for row in last if not is_earlier(row)])
    if earlier:
        before = _line(earlier)
        words = _("Of an earlier wording: %(line)s") % {"line": f"{before[:1].lower()}{before[1:]}"}
        told = f"{told} {words}".strip()
    return told


def is_earlier(row: Recognition) -> bool:
    """Whether the thread was worded anew after this was said of it; for rows of `all_said`."""
    return bool(row.of_wording != row.now_worded)  # type: ignore[attr-defined]


def _line(rows: Iterable[Recognition]) -> str:
    by: dict[str, list[str]] = defaultdict(list)
    for row in rows:
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
