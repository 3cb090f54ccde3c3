"""Agreements to take along: a sheet, and a calendar."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from samenspel.foundation.sheets import harmless

from .models import Agreement

if TYPE_CHECKING:
    from samenspel.circles.models import Coalition

MAKER = "-//Samenspel//agendas//NL"


def sheet(agreements: Iterable[Agreement], *, names: bool) -> str:
    """CSV with a byte order mark, so that a spreadsheet reads é as é. Names only when asked."""
    file = io.StringIO()
    rows = csv.writer(file)
    heads = [_("what"), _("who"), _("by when"), _("how it stands"), _("remark"), _("agreed on")]
    rows.writerow([head for head in heads if names or head not in (heads[1], heads[4])])
    for each in agreements:
        day = each.by_when.isoformat() if each.by_when else ""
        who, remark = ([each.who], [each.remark]) if names else ([], [])
        cells = [each.what, *who, day, each.get_state_display(), *remark, each.moment.isoformat()]
        rows.writerow([harmless(cell) for cell in cells])
    return "\ufeff" + file.getvalue()


def calendar(place: Coalition, agreements: Iterable[Agreement], *, names: bool) -> bytes:
    """The agreements that have a day, as whole days (RFC 5545, section 3.6.1).

    An agreement keeps its UID, and its SEQUENCE goes up with each change, so that a calendar that
    takes it in twice holds it once. What is no longer to do is cancelled there. The same
    agreements give the same bytes.
    """
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Agreements of %s") % place.name)
    for each in agreements:
        if each.by_when:
            made.add_component(_event(each, names))
    written: bytes = made.to_ical()
    return written


def _event(agreement: Agreement, names: bool) -> Event:
    day = agreement.by_when
    assert day is not None  # noqa: S101  (what has no day stands in no calendar)
    url = settings.SITE_URL + reverse("agendas:agreement", args=[agreement.pk])
    told = [agreement.who, agreement.remark] if names else []
    event = Event()
    event.add("uid", str(agreement.key))
    event.add("dtstamp", agreement.changed)
    event.add("last-modified", agreement.changed)
    event.add("sequence", agreement.number - 1)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", capfirst(agreement.what))
    event.add("description", "\n".join([*filter(None, told), url]))
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED" if agreement.is_to_do else "CANCELLED")
    return event
