"""Where somebody's words are by a file, and what follows when they are taken back.

What was taken along is told to whoever has it. What was taken in again on this site, in another
expedition, goes back with the text that it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.deeds import take
from samenspel.circles.models import Circle
from samenspel.foundation import mail
from samenspel.foundation.mail import Letter
from samenspel.sources import actions as sources
from samenspel.sources.models import Request, Source
from samenspel.sources.traces import Place

from . import arriving
from .copies import REACH, all_copies_of, copies_of, origins_of, reach
from .models import Copied, Export, Held

if TYPE_CHECKING:
    from samenspel.people.models import Person

WHERE = "telling the speaker where"


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """The exports that hold this source, which can't be recalled; and where those were taken in."""
    for export in _holding([source.pk]):
        yield _as_file(
            export,
            _("Export %(number)s, for: %(purpose)s")
            % {"number": export.called, "purpose": export.purpose},
        )
    copies = all_copies_of(source)
    for copied in copies:
        yield Place(
            kind=_("a copy in another expedition")
            if copied.copy.expedition_id != source.expedition_id
            else _("a copy in this expedition"),
            title=_("Taken in from a file, with all that was made of it there"),
            since=timezone.localdate(copied.created),
            standing=copied.stands,
            with_source=True,
        )
    # Not its number or what it is for: whoever spoke may not know of that expedition.
    for export in _holding([copied.copy_id for copied in copies]):
        yield _as_file(export, _("Taken along from there"))


def _holding(sources: Iterable[int]) -> Iterator[Export]:
    rows = Held.objects.unguarded(WHERE).filter(source__in=list(sources))
    for row in rows.select_related("export__expedition").order_by("-export__number", "-export"):
        yield row.export


def _as_file(export: Export, title: str) -> Place:
    return Place(
        kind=_("a file that somebody of the team took along"),
        title=title,
        since=timezone.localdate(export.created),
        can_be_recalled=False,
    )


def lift(source: Source, request: Request | None) -> None:
    """Whoever has these words in a file is told to take them out; files that wait here go. What
    was taken in from such a file goes back as well.

    A no to one question is about the use of those words; the source stays readable, and so does
    a file that holds it, and a copy.
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
    _recede((copied, Circle.PRIVATE) for copied in copies_of(source))


def narrowed(source: Source) -> None:
    """A copy is read by no more people than the text it came from may be."""
    _recede((copied, reach(origins_of(copied.copy))) for copied in copies_of(source))


def follow() -> None:
    """Let copies go back whose text was closed in another way than by a deed here, or before we
    knew them as copies."""
    closed = Q(origin__circle__lt=Circle.TEAM) | Q(copy__circle__gt=F("origin__ceiling"))
    rows = Copied.objects.unguarded(REACH).filter(closed, copy__circle__gt=Circle.PRIVATE)
    for row in rows.select_related("origin"):
        with transaction.atomic():
            narrowed(row.origin)


def objection(source: Source, to: Circle) -> str:
    """More people may not read a copy than may read the text it came from."""
    widest = reach(origins_of(source))
    if widest == Circle.PRIVATE:
        return _(
            "These words were taken back in the place that they came from. Only you read them."
        )
    if to > widest:
        return _("Where these words came from, they may not be read so widely.")
    return ""


def _recede(copies: Iterable[tuple[Copied, Circle]]) -> None:
    """Let each copy be read by these people at most, and tell whoever brought it."""
    gone: dict[tuple[int, int], list[Source]] = {}
    for copied, to in copies:
        copy = copied.copy
        take(copy)
        left = Copied.objects.unguarded(REACH).filter(copy=copy, recalled=None)
        if copy.circle <= to and (to > Circle.PRIVATE or not left.exists()):
            continue
        if to == Circle.PRIVATE:
            left.update(recalled=timezone.now())
            gone.setdefault((copy.author_id, copy.expedition_id), []).append(copy)
        sources.recede(copy, to=to)
    for back in gone.values():
        _tell_bringer(back)


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


def _tell_bringer(back: list[Source]) -> None:
    """A mail without a word of what was said, and without who took it back."""
    person: Person = back[0].author
    if person.email:
        page = reverse("sources:source", args=[back[0].pk])
        mail.send(
            person.email,
            person.language,
            write_bringer,
            expedition=back[0].expedition.name,
            many=len(back),
            link=settings.SITE_URL + page,
        )


def write_bringer(*, expedition: str, many: int, link: str) -> Letter:
    return Letter(
        subject=_("Words that you took in were taken back"),
        lines=[
            ngettext(
                "Somebody took words back. They stand in a text that you took in with a file, "
                "in %(expedition)s.",
                "Somebody took words back. They stand in %(many)d texts that you took in with a "
                "file, in %(expedition)s.",
                many,
            )
            % {"expedition": expedition, "many": many},
            _("Now only you still read them there, also where something was marked in them."),
            _("Do you still have the file? Throw it away, or take those words out."),
            _("Did you write some of it down yourself, in a memo or elsewhere? Take that out too."),
        ],
        link=link,
        button=_("See which text it is"),
    )
