"""Pictures of cards on paper, until somebody typed them: handed in from the table, or by a leader.

Made anew by `pictures.as_jpeg`. Which phone a picture came from is kept nowhere.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed
from samenspel.circles.sight import BOOKS
from samenspel.foundation import limits, live
from samenspel.foundation.errors import Refused
from samenspel.foundation.pictures import MOST_BYTES, as_jpeg

from .glance import COUNTS
from .models import KEEPS, Clip, Photo, Pitstop, Promise, Seat, Step
from .rights import leads
from .seats import TABLE

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from samenspel.people.models import Person

MOST_AT_ONCE = 12  # from one phone, in an hour
MOST_PHOTOS = 200  # of one meeting
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1")


def read(upload: UploadedFile[Any] | None) -> bytes:
    """The picture of an upload, made anew as a JPEG. What can't be read is refused in words."""
    if upload is None:
        raise Refused(_("Choose a picture first."))
    if (upload.size or 0) > MOST_BYTES:
        raise Refused(_("This picture is larger than %d MB. Choose a smaller one.") % 15)
    data = upload.read()
    if data[4:12] in HEIC:
        raise Refused(
            _(
                "This picture is in a format of your phone (HEIC) that we can't read. Take a "
                "picture of the card from this page, or send it as JPEG."
            )
        )
    return as_jpeg(data).data


def hand_in(seat: Seat, step: Step, upload: UploadedFile[Any] | None) -> Photo:
    """Take a picture of cards from a phone at the table. No deed: a seat is no person."""
    insist_somebody_may_see(step)
    count_from_phone("photo", seat)
    insist_room(seat.pitstop)
    photo: Photo = Photo.objects.create(pitstop=seat.pitstop, step=step, picture=read(upload))
    live.stir(seat.pitstop.topic, to=COUNTS)
    return photo


def insist_somebody_may_see(step: Step) -> None:
    """What only its writer reads can't be typed by somebody else."""
    if not step.takes_cards:
        raise Refused(_("Nothing is handed in at this step."))
    if step.promise == Promise.SELF:
        raise Refused(_("What you write at this step is yours alone. Keep the paper."))


def count_from_phone(what: str, seat: Seat) -> None:
    """So many from one phone in an hour; the count says nothing about which ones."""
    if not limits.take(f"meeting {what}", str(seat.pk), most=MOST_AT_ONCE, minutes=60):
        raise Refused(_("That is a lot at once. Give it to the facilitator."))


def insist_room(pitstop: Pitstop) -> None:
    """So many pictures of one meeting and no more: they stand in the database."""
    if Photo.objects.unguarded(TABLE).filter(pitstop=pitstop).count() >= MOST_PHOTOS:
        raise Refused(_("There are many pictures already. Type some of them first."))


@deed("photo.done", may=leads)
def done(photo: Photo, *, by: Person) -> Photo:
    """Note that everything on a picture was typed. It stays until its thirty days are over."""
    photo.typed = timezone.now()
    photo.save(update_fields=["typed"])
    return photo


def waiting(pitstop: Pitstop, person: Person) -> list[Photo]:
    """The pictures of a meeting, those that were not typed yet first; without the pictures."""
    rows = Photo.objects.visible_to(person).filter(pitstop=pitstop).defer("picture")
    return sorted(
        rows.select_related("step"), key=lambda photo: (photo.typed is not None, photo.pk)
    )


def forget_old() -> None:
    """After thirty days: pictures and recordings, typed or not."""
    old = timezone.now() - KEEPS
    long_ago = timezone.localdate() - KEEPS - timedelta(days=1)
    for model in (Photo, Clip):
        rows = model.objects.unguarded(BOOKS)
        rows.filter(pitstop__ended__lt=old).delete()
        rows.filter(pitstop__ended=None, pitstop__day__lt=long_ago).delete()
