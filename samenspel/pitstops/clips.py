"""Something said into a phone at the table, for who would rather talk than type.

Whoever leads hears it and types it; then it is thrown away. Which phone it came from is kept
nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed
from samenspel.circles.sight import BOOKS
from samenspel.foundation import live
from samenspel.foundation.errors import Refused

from .glance import COUNTS
from .models import Clip, Pitstop, Seat, Step
from .photos import count_from_phone, insist_somebody_may_see
from .rights import leads
from .seats import TABLE

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from samenspel.people.models import Person

MOST_BYTES = 1_500_000  # a minute of speech, several times over
MOST_CLIPS = 200  # of one meeting
SECONDS = 60
ENDINGS = {"audio/webm": "webm", "audio/mp4": "m4a"}


def kind_of(sound: bytes) -> str:
    """The content type of a recording, by how it begins; '' when it is neither WebM nor MP4."""
    if sound.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    return "audio/mp4" if sound[4:8] == b"ftyp" else ""


def hand_in(seat: Seat, step: Step, upload: UploadedFile[Any] | None) -> Clip:
    """Take a recording from a phone at the table. No deed: a seat is no person."""
    insist_somebody_may_see(step)
    count_from_phone("recording", seat)
    if upload is None or not upload.size:
        raise Refused(_("Nothing was recorded. Say it once more."))
    if upload.size > MOST_BYTES:
        raise Refused(_("This recording is too long. Keep it under a minute."))
    sound = upload.read()
    kind = kind_of(sound)
    if not kind:
        raise Refused(_("This recording can't be played. Write it down instead."))
    if Clip.objects.unguarded(TABLE).filter(pitstop=seat.pitstop).count() >= MOST_CLIPS:
        raise Refused(_("There are many recordings already. Write it down instead."))
    clip: Clip = Clip.objects.create(pitstop=seat.pitstop, step=step, sound=sound, kind=kind)
    live.stir(seat.pitstop.topic, to=COUNTS)
    return clip


@deed("clip.done", may=leads)
def done(clip: Clip, *, by: Person) -> Clip:
    """Note that a recording was typed. It stays until its thirty days are over."""
    clip.typed = timezone.now()
    clip.save(update_fields=["typed"])
    return clip


@deed("clip.drop", may=leads)
def drop(clip: Clip, *, by: Person) -> None:
    """Throw a recording away."""
    Clip.objects.unguarded(BOOKS).filter(pk=clip.pk).delete()


def waiting(pitstop: Pitstop, person: Person) -> list[Clip]:
    """The recordings of a meeting, those that were not typed yet first; without the sound."""
    rows = Clip.objects.visible_to(person).filter(pitstop=pitstop).defer("sound")
    return sorted(rows.select_related("step"), key=lambda clip: (clip.typed is not None, clip.pk))
