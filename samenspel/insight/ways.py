"""From a red thread to its counts: in which codes, coalitions, moments and voices it stands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.sources.ways import Way
from samenspel.threads import bench
from samenspel.threads.models import Thread


def way_to_counts(thread: Thread, person: Any) -> Way | None:
    if not bench.has_place(person, thread.expedition_id):
        return None
    table = reverse("insight:matrix", args=[thread.expedition.slug])
    return Way(_("Counts of this thread"), f"{table}?draad={thread.pk}", icon="filter", main=True)
