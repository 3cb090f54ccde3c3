"""Remarks on a report that were written on paper, typed in on behalf of whoever wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused

from . import correcting
from .report_models import Correction, Report, SentBack
from .rights import leads

if TYPE_CHECKING:
    from uuid import UUID

    from samenspel.people.models import Person


@deed("report.type_remark", may=leads)
def type_remark(
    report: Report, *, letter: str, key: UUID, block: str, words: str, by: Person, name: str = ""
) -> Correction:
    """Type a remark on a report from paper. The log does not say whose letter it stood on.

    `letter` is the key of a `SentBack`: whoever got it finds the remark by their own link. "" for
    somebody without one. The same `key` again changes what was typed.
    """
    before = Correction.objects.unguarded(BOOKS).filter(pk=key).first()
    if before is not None:
        _take_out(report, key)
    return correcting.correct(
        report,
        secret=_secret_of(report, letter),
        block=block,
        words=words,
        name=name,
        id=key,
        on_paper=True,
    )


@deed("report.untype_remark", may=leads)
def untype_remark(report: Report, *, key: UUID, by: Person) -> None:
    """Take a remark that was typed from paper off again, as when it was typed at the wrong part."""
    _take_out(report, key)


def _take_out(report: Report, key: UUID) -> None:
    rows = Correction.objects.unguarded(BOOKS).filter(report=report, on_paper=True, pk=key)
    if not rows.filter(outcome="").delete()[0]:
        raise Refused(_("Somebody answered this remark already, or it is gone."))


def _secret_of(report: Report, letter: str) -> str:
    if not letter:
        return correcting.secret_of_paper(report)
    rows = SentBack.objects.unguarded(BOOKS).filter(report=report)
    sent = rows.filter(pk=letter).first() if letter.isdecimal() else None
    if sent is None:
        raise Refused(_("This person did not get the report. Choose somebody else."))
    return correcting.secret_of(sent)
