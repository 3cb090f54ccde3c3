""" "That is not what I meant": corrections by personal link, or from the phone that was there.

Not deeds: who gives one need not be known, and the log keeps out of it. A correction is found
again by a mark, made from a secret of the one who gave it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.models import Role
from samenspel.circles.roles import held
from samenspel.foundation.errors import Refused
from samenspel.foundation.words import one_line
from samenspel.sources.plain import plain

from . import report_footnotes, reports
from .blocks import find, from_json
from .models import Pitstop
from .report_models import MOST_NAME, Correction, Guest, Report, ReportVersion, SentBack, Settled
from .reports import LINK
from .seats import TABLE, mark

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from samenspel.people.models import PersonalLink

    from .reports import Opened

MOST = 30  # corrections by one link or phone
LONGEST = 2000


def sent_with(link: PersonalLink) -> SentBack | None:
    """What a personal link opens."""
    rows = SentBack.objects.unguarded(LINK).filter(link=link)
    of = ("report__pitstop", "report__occasion__coalition")
    found: SentBack | None = rows.select_related("person", *of).first()
    return found


def opened_with(sent: SentBack) -> Opened | None:
    """The report as a link opens it: its newest version.

    A coordinator of a coalition that was there opens it while it is open for correction, also when
    it stays within the coalition that writes it; after that as far as they may read it anyway.
    """
    seen = reports.open_for(sent.person, sent.report_id, -1)
    if seen or sent.guest_id is None:
        return seen
    there = Guest.objects.unguarded(LINK).filter(occasion=sent.report.occasion_id)
    if sent.guest_id not in held(sent.person).coalitions([Role.COORDINATOR]):
        return None
    if not there.filter(coalition=sent.guest_id).exists():
        return None
    return reports.given_by_link(sent.report)


@dataclass(frozen=True)
class Holder:
    """Whoever got a report, as those who sent it may read it; `key` is that of what was sent."""

    to: str
    at: datetime
    on_paper: bool
    key: int


def who_has(sent: Iterable[SentBack]) -> list[Holder]:
    """One line for each person; for all coordinators of another coalition together, who have no
    names here."""
    guests: dict[int | None, list[SentBack]] = defaultdict(list)
    for each in sent:
        guests[each.guest_id].append(each)
    people = guests.pop(None, [])
    found = [Holder(each.person.name, each.at, each.on_paper, each.pk) for each in people]
    return found + [_coordinators(rows) for rows in guests.values()]


def _coordinators(rows: list[SentBack]) -> Holder:
    last = max(rows, key=lambda each: each.at)
    guest: Any = last.guest
    to = ngettext("a coordinator of %(name)s", "%(many)d coordinators of %(name)s", len(rows))
    told = to % {"name": guest.name, "many": len(rows)}
    return Holder(told, last.at, last.on_paper, last.pk)


def secret_of(sent: SentBack) -> str:
    """A secret that this site makes for a link; the database alone does not hold it."""
    return _secret(f"{sent.report_id}:{sent.person_id}")


def secret_of_paper(report: Report) -> str:
    """The same for remarks on paper of those who got no link."""
    return _secret(f"{report.pk}:paper")


def _secret(told: str) -> str:
    return salted_hmac("samenspel.pitstops.correcting", told, algorithm="sha256").hexdigest()


def _marks(report: Report, secret: str) -> list[str]:
    return [mark(secret, "correction", report.pk, n) for n in range(MOST)]


def own(report: Report, secret: str) -> list[Correction]:
    """What this link or phone said about the report, and what became of it."""
    rows = Correction.objects.unguarded(LINK).filter(mark__in=_marks(report, secret))
    return list(rows)


def correct(report: Report, *, secret: str, block: str, words: str, **more: Any) -> Correction:
    """Say that something in the report is not what was meant. Without a name nobody learns who.

    `more`: `name`, and what else is kept of it.
    """
    told = more | {"words": worded(words), "name": named(more.get("name", ""))}
    insist_there(report, block)
    marks = _marks(report, secret)
    taken = {each.mark for each in own(report, secret)}
    for free in [each for each in marks if each not in taken]:
        try:
            with transaction.atomic():
                made: Correction = Correction.objects.create(
                    report=report, block=block, mark=free, **told
                )
        except IntegrityError:  # two at once took the same place
            continue
        return made
    raise Refused(_("You said a lot about this report already. Call the one who sent it to you."))


def worded(words: str) -> str:
    text = plain(words).strip()
    if not text:
        raise Refused(_("There are no words here yet. Write something first."))
    if len(text) > LONGEST:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(text), "most": LONGEST}
        )
    return text


def named(name: str) -> str:
    return one_line(name)[:MOST_NAME]


def insist_there(report: Report, block: str) -> None:
    """Refused when no version that somebody can read has this part."""
    version = ReportVersion.objects.unguarded(LINK).filter(report=report)[0]
    find(_all_blocks(version), block)


def _all_blocks(version: ReportVersion) -> Any:
    """The blocks of the newest version and of the one that holds: both can be on a page."""
    blocks = from_json(version.blocks)
    settled = Settled.objects.unguarded(LINK).filter(report=version.report_id)
    held = settled.select_related("version").first()
    return blocks + from_json(held.version.blocks) if held else blocks


def take_back(report: Report, *, secret: str, key: UUID) -> None:
    """Take a correction back, as long as nobody answered it."""
    rows = Correction.objects.unguarded(LINK).filter(mark__in=_marks(report, secret), pk=key)
    if not rows.filter(outcome="").delete()[0]:
        raise Refused(_("Somebody looked at it already. You read below what became of it."))


# The phone that was there


def on_phone(pitstop: Pitstop) -> Opened | None:
    """The report as a phone without an account opens it: while it is open for correction.

    Once it is settled, such a phone reads it only when everybody does.
    """
    report = (
        Report.objects.unguarded(TABLE)
        .filter(pitstop=pitstop, on_phones__isnull=False)
        .select_related("pitstop__coalition__expedition")
        .first()
    )
    if report is None:
        return None
    if Settled.objects.unguarded(TABLE).filter(report=report).exists():
        return reports.open_for(None, report.pk)
    version = ReportVersion.objects.unguarded(TABLE).filter(report=report).first()
    return reports.Opened(report, version, None, False) if version else None


def for_phone(pitstop: Pitstop, secret: str) -> dict[str, Any]:
    """What `pitstops/report/back.html` shows on the page "what you brought"."""
    opened = on_phone(pitstop)
    rows = reports.rows_of(opened, None, secret=secret) if opened else []
    report_footnotes.lay(rows, None)
    report = Report.objects.unguarded(TABLE).filter(pitstop=pitstop).first()
    return {
        "report": opened,
        "report_rows": rows,
        "report_said": own(report, secret) if report else [],
    }
