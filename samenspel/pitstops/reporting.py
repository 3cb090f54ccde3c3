"""Deeds with a report: draft it, write in it together, send it back, settle it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from samenspel.circles.deeds import coordinator, deed, member, team
from samenspel.circles.models import OWN, Circle, Coalition, Role
from samenspel.circles.sight import BOOKS
from samenspel.foundation import limits, mail
from samenspel.foundation.errors import Refused, needed
from samenspel.foundation.words import one_line
from samenspel.people import links
from samenspel.people.models import Person
from samenspel.sources import actions as sources
from samenspel.sources.models import Source, Version
from samenspel.sources.readers import compose

from . import blocks as pieces
from . import drafting, late, report_letters
from .blocks import BY_HAND, Block, Blocks, Part, from_json, images, to_json
from .models import Pitstop, Seat
from .report_models import (
    MOST_BECAUSE,
    Correction,
    Guest,
    Occasion,
    Picture,
    Report,
    ReportVersion,
    SentBack,
    Settled,
    Shown,
)
from .rights import leads

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from samenspel.foundation.pictures import Jpeg
    from samenspel.people.links import Key


PAGE = "pitstops:returned"
DAYS = 28
writes = member | team


@dataclass(frozen=True)
class Written:
    """What was kept, and what was not: the blocks that somebody else worded meanwhile.

    `clashes` tells what stands there now, by block.
    """

    version: ReportVersion
    clashes: Mapping[str, str]


# Writing


@deed("report.draft", may=leads)
def draft(pitstop: Pitstop, *, by: Person) -> Report:
    """Make the draft of the report of a pitstop that has ended, from what lay on the table."""
    if not pitstop.ended or pitstop.rehearsal:
        raise Refused(_("There is a report once the pitstop has ended."))
    made: Report | None = Report.objects.unguarded(BOOKS).filter(pitstop=pitstop).first()
    if made is not None:
        return made
    language = drafting.language_of(pitstop)
    report: Report = Report.objects.create(pitstop=pitstop, language=language)
    keep(report, drafting.blocks_of(pitstop, language), by=by)
    return report


def newest(report: Report) -> ReportVersion:
    """The version that everybody goes on from."""
    rows = ReportVersion.objects.unguarded(BOOKS)
    version: ReportVersion = rows.filter(report=report).order_by("-number")[0]
    return version


def keep(report: Report, found: Blocks, *, by: Person) -> ReportVersion:
    """Keep these blocks as a new version, in a deed."""
    rows = ReportVersion.objects.unguarded(BOOKS).filter(report=report).order_by("-number")
    number = rows.values_list("number", flat=True).first() or 0
    version: ReportVersion = ReportVersion.objects.create(
        report=report, number=number + 1, blocks=to_json(found), made_by=by
    )
    return version


@deed("report.write", may=writes)
def write(report: Report, *, after: int, texts: Mapping[str, str], by: Person) -> Written:
    """Keep what was worded in the report as a new version.

    `texts` are by block. What others saved since version `after` stays. Of a block that they worded
    too nothing is overwritten: both texts are shown.
    """
    rows = ReportVersion.objects.unguarded(BOOKS).filter(report=report)
    base: ReportVersion | None = rows.filter(number=after).first()
    if base is None:
        raise Refused(_("This version is not there. Look at the report as it is now."))
    now = newest(report)
    theirs = from_json(now.blocks)
    found, clashes = pieces.merged(from_json(base.blocks), texts, theirs)
    return Written(keep(report, found, by=by) if found != theirs else now, clashes)


@deed("report.add", may=writes)
def add(report: Report, *, part: str, by: Person, after: str = "") -> tuple[ReportVersion, Block]:
    """Add an empty heading, text or question to the report, below a block."""
    if part not in BY_HAND:
        raise Refused(_("Choose a heading, a text or a question."))
    new = pieces.block(Part(part))
    found = pieces.added(from_json(newest(report).blocks), new, after)
    return keep(report, found, by=by), new


@deed("report.picture", may=writes)
def add_picture(
    report: Report, *, jpeg: Jpeg, shows: str, by: Person, after: str = ""
) -> ReportVersion:
    """Put a picture in the report, with in words what is to be seen on it."""
    shows = needed(shows, _("Say in a few words what is to be seen."), longest=300)
    picture = Picture.objects.create(
        report=report, jpeg=jpeg.data, width=jpeg.width, height=jpeg.height
    )
    new = pieces.block(Part.IMAGE, text=shows, ref=str(picture.pk))
    return keep(report, pieces.added(from_json(newest(report).blocks), new, after), by=by)


@deed("report.move", may=writes)
def move(report: Report, *, block: str, up: bool, by: Person) -> ReportVersion:
    """Let a part of the report come earlier or later."""
    return keep(report, pieces.moved(from_json(newest(report).blocks), block, up=up), by=by)


@deed("report.remove", may=writes)
def remove(report: Report, *, block: str, by: Person) -> ReportVersion:
    """Take a part out of the report. A picture goes from older versions too.

    Only the version that was settled keeps the pictures that it has.
    """
    now = from_json(newest(report).blocks)
    gone = pieces.find(now, block)
    if gone.part == Part.IMAGE:
        _take_out(report, gone.ref)
    return keep(report, pieces.removed(now, block), by=by)


def _take_out(report: Report, picture: str) -> None:
    mine = _pictures(report, [picture])
    if Shown.objects.unguarded(BOOKS).filter(picture__in=mine).exists():
        mine.update(taken_out=timezone.now())
    else:
        mine.delete()


def _pictures(report: Report, keys: Iterable[str]) -> Any:
    return Picture.objects.unguarded(BOOKS).filter(report=report, pk__in=list(keys))


@deed("report.take_back_picture", may=writes)
def take_back_picture(report: Report, *, key: UUID, by: Person) -> None:
    """Take a picture back: it is gone everywhere, also from the report as it was settled."""
    _pictures(report, [str(key)]).delete()


@deed("report.put_back", may=writes)
def put_back(report: Report, *, number: int, by: Person) -> ReportVersion:
    """Put an older version of the report back, as a new one."""
    rows = ReportVersion.objects.unguarded(BOOKS).filter(report=report)
    old: ReportVersion | None = rows.filter(number=number).first()
    if old is None:
        raise Refused(_("This version is not there. Look at the report as it is now."))
    found = from_json(old.blocks)
    _pictures(report, images(found)).update(taken_out=None)
    return keep(report, found, by=by)


def with_what_came_in(report: Report) -> Blocks | None:
    """The newest blocks with what was typed from paper since; None when nothing was."""
    rows = ReportVersion.objects.unguarded(BOOKS).filter(report=report).order_by("-number")
    versions = [from_json(stored) for stored in rows.values_list("blocks", flat=True)]
    fresh = drafting.blocks_of(report.pitstop, report.language) if report.pitstop else ()
    found = late.taken_in(versions[0], fresh, late.Seen.of(versions))
    return found if found != versions[0] else None


@deed("report.take_in", may=writes)
def take_in(report: Report, *, by: Person) -> ReportVersion:
    """Put the cards, dots and agreements in the report that were typed from paper since."""
    found = with_what_came_in(report)
    return newest(report) if found is None else keep(report, found, by=by)


# Sending back


@dataclass(frozen=True)
class Sent:
    """The report on its way back to somebody, with the key that opens it."""

    person: Person
    key: Key
    guest: Coalition | None = None

    @property
    def on_paper(self) -> bool:
        return not self.person.email


@deed("report.send_back", may=leads)
def send_back(
    report: Report,
    *,
    people: Collection[Person],
    by: Person,
    guests: Collection[Coalition] = (),
    phones: bool = False,
    once: UUID | None = None,
) -> list[Sent]:
    """Send the report back to those who were there: by mail, on paper, or on their phone's page.

    `guests` are the other coalitions that were there: their coordinators get it by mail.
    `once` is made on the page: what is sent twice with the same one is sent once.
    """
    if once and not limits.take("report", str(once), most=1, minutes=DAYS * 24 * 60):
        raise Refused(_("This was sent a moment ago. Open the page anew to send more."))
    if not people and not guests and not phones:
        raise Refused(_("Choose at least one person."))
    if set(people) - set(can_get(report.about)):
        raise Refused(_("Choose somebody who belongs to this coalition."))
    elsewhere = [(person, guest) for guest in guests for person in guests_of(report, guest)]
    if len({guest for _person, guest in elsewhere}) < len(guests):
        raise Refused(_("This coalition was not there, or nobody there has a mail address."))
    if phones and not report.on_phones:
        report.on_phones = timezone.now()
        report.save(update_fields=["on_phones"])
    sent = [_send(report, person, by=by) for person in people]
    return sent + [
        _send(report, person, by=by, guest=guest)
        for person, guest in elsewhere
        if person not in people
    ]


def can_get(about: Pitstop | Occasion) -> QuerySet[Person]:
    """Who can get a link to the report: whoever belongs to the coalition today."""
    if about.coalition is None:
        return Person.objects.none()
    own = about.coalition.memberships.live().filter(role__in=OWN)
    return Person.objects.filter(memberships__in=own).distinct().order_by("name")


def guests_of(report: Report, guest: Coalition) -> QuerySet[Person]:
    """Who gets the report for another coalition that was there: its coordinators, by mail."""
    there = Guest.objects.unguarded(BOOKS).filter(coalition=guest)
    if not there.filter(occasion=report.occasion_id).exists():
        return Person.objects.none()
    led = guest.memberships.live().filter(role=Role.COORDINATOR)
    found = Person.objects.filter(memberships__in=led, email__gt="")
    return found.distinct().order_by("name")


def were_there(pitstop: Pitstop | None) -> tuple[set[int], int]:
    """Who took part signed in (as ids), and how many phones without an account."""
    if pitstop is None:
        return set(), 0
    seats = Seat.objects.unguarded(BOOKS).filter(pitstop=pitstop, ghost=False)
    people = list(seats.values_list("person", flat=True))
    return {pk for pk in people if pk}, sum(pk is None for pk in people)


def _send(report: Report, person: Person, *, by: Person, guest: Coalition | None = None) -> Sent:
    """A new link; an earlier one to the same report opens nothing any more."""
    before = SentBack.objects.unguarded(BOOKS).filter(report=report, person=person)
    for sent in before.select_related("link"):
        links.withdraw(sent.link, by=by)
    before.delete()
    key = links.make(PAGE, person=person, by=by, days=DAYS, with_code=not person.email)
    SentBack.objects.create(
        report=report, person=person, link=key.link, guest=guest, on_paper=not person.email
    )
    if person.email:
        mail.send(
            person.email,
            person.language,
            report_letters.comes_back,
            name=person.name,
            title=report.about.title,
            by=by.name,
            link=key.url,
            days=DAYS,
            guest=guest is not None,
        )
    return Sent(person, key, guest)


@deed("report.answer", may=writes)
def answer(correction: Correction, *, outcome: str, by: Person, because: str = "") -> Correction:
    """Say what became of a correction to the report: taken over, or not and why."""
    if outcome not in Correction.Outcome.values:
        raise Refused(_("Choose: taken over, or not."))
    because = one_line(because)
    if outcome == Correction.Outcome.NOT_TAKEN:
        because = needed(because, _("Say why not. They read it."), longest=MOST_BECAUSE)
    correction.outcome, correction.because, correction.handled_by = outcome, because, by
    correction.save(update_fields=["outcome", "because", "handled_by"])
    return correction


# Settling


@deed("report.settle", may=coordinator)
def settle(report: Report, *, by: Person) -> Settled:
    """Settle the report as it is now. Its own words become a source, or a new version of it.

    Who reads it stays the same: those who saw the draft. Let more people read it with its source.
    """
    version = newest(report)
    found = from_json(version.blocks)
    rows = Settled.objects.unguarded(BOOKS).filter(report=report).select_related("source")
    settled: Settled | None = rows.first()
    if settled is None:
        source = _first_source(report, found, by=by)
        settled = Settled.objects.create(report=report, source=source, version=version, by=by)
    else:
        _next_version(settled.source, found, by=by)
        settled.version, settled.by, settled.at = version, by, timezone.now()
        settled.save(update_fields=["version", "by", "at"])
    _show(settled, found)
    return settled


def _first_source(report: Report, found: Blocks, *, by: Person) -> Source:
    about = report.about
    if about.coalition is None:
        raise ValueError("a report is of a coalition")
    text, layout = compose(pieces.paragraphs(found))
    with override(report.language):
        title = _("Report: %s") % about.title
    return sources.keep(
        about.coalition,
        text=text,
        layout=layout,
        title=title,
        kind=Source.Kind.REPORT,
        circle=Circle(about.circle),
        moment=about.day,
        language=report.language,
        by=by,
    )


def _next_version(source: Source, found: Blocks, *, by: Person) -> None:
    text, layout = compose(pieces.paragraphs(found))
    now = Version.objects.unguarded(BOOKS).filter(source=source).order_by("-number")[0]
    if (now.text, now.layout) != (text, layout):
        sources.revise(source, text=text, layout=layout, after=now.number, by=by)


def _show(settled: Settled, found: Blocks) -> None:
    """Only the pictures of the version that holds go along with its source.

    What was taken out since the last one was settled goes now.
    """
    Shown.objects.unguarded(BOOKS).filter(settled=settled).delete()
    gone = Picture.objects.unguarded(BOOKS).filter(report=settled.report)
    gone.exclude(taken_out=None).delete()
    for picture in _pictures(settled.report, images(found)).defer("jpeg"):
        Shown.objects.create(settled=settled, picture=picture)
