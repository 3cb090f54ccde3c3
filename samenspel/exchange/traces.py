"""In which exports somebody's words are, and who is told when they are taken back."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.foundation import mail
from samenspel.foundation.mail import Letter
from samenspel.sources.models import Request, Source
from samenspel.sources.traces import Place

from . import arriving
from .models import Export, Held

WHERE = "telling the speaker where"
REACH = "taking back reaches everywhere"


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """The exports that hold this source: files that can't be recalled."""
    rows = Held.objects.unguarded(WHERE).filter(source=source).select_related("export__expedition")
    for row in rows.order_by("-export__number"):
        export = row.export
        yield Place(
            kind=_("a file that somebody of the team took along"),
            title=_("Export %(number)s, for: %(purpose)s")
            % {"number": export.called, "purpose": export.purpose},
            since=timezone.localdate(export.created),
            can_be_recalled=False,
        )


def lift(source: Source, request: Request | None) -> None:
    """Whoever has these words in a file is told to take them out; files that wait here go.

    A no to one question is about the use of those words; the source stays readable, and so does
    a file that holds it.
    """
    if request is not None:
        return
    rows = Held.objects.unguarded(REACH).filter(source=source, recalled=None)
    held = list(rows.select_related("export__author", "export__expedition"))
    rows.update(recalled=timezone.now())
    told: dict[int, list[Export]] = {}
    for row in held:
        arriving.forget(row.export.key)
        told.setdefault(row.export.author_id, []).append(row.export)
    Export.objects.unguarded(REACH).filter(pk__in=[row.export_id for row in held]).update(
        ready=False
    )
    for exports in told.values():
        _tell(exports)


def _tell(exports: list[Export]) -> None:
    """A mail without a word of what was said."""
    holder = exports[0].author
    if holder.email:
        expedition = exports[0].expedition
        mail.send(
            holder.email,
            holder.language,
            write,
            numbers=sorted(export.called for export in exports),
            link=settings.SITE_URL + reverse("exchange:register", args=[expedition.slug]),
        )


def write(*, numbers: list[str], link: str) -> Letter:
    many = len(numbers)
    return Letter(
        subject=_("Words in your export were taken back"),
        lines=[
            ngettext(
                "Somebody took words back that are in your export %s.",
                "Somebody took words back that are in your exports %s.",
                many,
            )
            % ", ".join(numbers),
            _("Throw the file away, or take those words out. Tell others who got it from you."),
            _("In the register you see which text it is about."),
        ],
        link=link,
        button=_("Open the register"),
    )
