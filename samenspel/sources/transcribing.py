"""A recording written out by a service that the host chose: asked for, fetched, laid aside.

Sound leaves this site here. So it goes only when somebody says how those who speak agreed, the row
tells who sent it, when and where to, and whoever asks where their words are reads that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django_tasks import task

from samenspel.circles.deeds import Rule, deed
from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused

from . import consent, service
from .actions import bring_version, changes_words
from .models import Brought, Consent, Recording, Request, Source, Speaker, Transcribing
from .readers import Kind, Paragraph
from .recordings import of_its_source, path_of
from .remaking import Unplayable, cut, is_possible
from .service import Failed, Said, TooLarge
from .traces import Place

if TYPE_CHECKING:
    from samenspel.people.models import Person

ASKED = (Consent.How.SPOKEN, Consent.How.PAPER, Consent.How.HELPER)
PIECE = 10 * 60 * 1000  # milliseconds of sound that go at once
SMALLEST = 30 * 1000  # pieces are made no shorter than this
PAUSE = 2000  # a silence of so many milliseconds begins a new paragraph
TURN = 500  # characters after which a paragraph ends with its sentence

REFUSALS = {
    "away": gettext_lazy("The service does not answer. Try again later."),
    "slow": gettext_lazy("The service took too long. Try again later."),
    "busy": gettext_lazy("The service has no time for us now. Try again later."),
    "key": gettext_lazy("The service does not know this site. Tell whoever runs this site."),
    "address": gettext_lazy(
        "There is no such service at the address it should be. Tell whoever runs this site."
    ),
    "refused": gettext_lazy("The service does not take this sound. Tell whoever runs this site."),
    "large": gettext_lazy("The service takes no sound as long as this, not even in small pieces."),
    "nonsense": gettext_lazy("The service answered with something that we can't read."),
    "silent": gettext_lazy("The service heard no words in this recording."),
    "gone": gettext_lazy("It was stopped: this recording may not be sent any more."),
    "stopped": gettext_lazy("It was stopped by hand."),
    "broken": gettext_lazy("Something went wrong on our side. Please try again."),
}


# Asking


@deed("recording.transcribe", may=of_its_source)
def transcribe(recording: Recording, *, agreed: str, by: Person) -> Transcribing:
    """Have a recording written out by the service of this site. Its sound goes there."""
    if not service.is_offered() or not is_possible():
        raise Refused(_("This site has no service that writes out recordings."))
    if agreed not in ASKED:
        raise Refused(_("Ask those who speak first. A voice tells who somebody is."))
    _insist_nobody_said_no(recording.source)
    if Transcribing.objects.unguarded(BOOKS).filter(recording=recording, ended=None).exists():
        raise Refused(_("This recording is being written out already."))
    row: Transcribing = Transcribing.objects.create(
        source=recording.source,
        recording=recording,
        where=service.where(),
        agreed=agreed,
        asked_by=by,
    )
    transaction.on_commit(lambda: fetch.enqueue(str(row.key)))
    return row


def _insist_nobody_said_no(source: Source) -> None:
    """A voice that is known and gave nothing, or took it back, does not leave this site."""
    voices = Speaker.objects.unguarded(BOOKS).filter(source=source)
    if voices.exists() and consent.ceiling(source) == Circle.PRIVATE:
        raise Refused(_("Somebody who speaks here did not agree to be heard. Ask them first."))


_its_own = Rule(changes_words.who, lambda person, row: changes_words(person, row.source))


@deed("recording.stop_transcribing", may=_its_own)
def stop(row: Transcribing, *, by: Person) -> None:
    """Stop having a recording written out. What went to the service went."""
    _end(row, "stopped")


# Fetching


@task(queue_name="slow")
def fetch(key: str) -> None:
    """Send the sound in pieces and lay the words aside. Either they are there, or the row says why
    not."""
    rows = Transcribing.objects.unguarded(BOOKS).filter(key=UUID(key), ended=None)
    row = rows.select_related("source", "recording", "asked_by").first()
    if row is None:
        return
    try:
        said = list(_heard(row))
        if not said:
            raise Failed("silent")
        _lay_aside(row, said)
    except Failed as why:
        _end(row, why.code)
    except Unplayable as why:
        _end(row, why.code if why.code in REFUSALS else "broken")
    except Refused:  # taken back meanwhile, or no longer theirs to change
        _end(row, "gone")
    except Exception:
        _end(row, "broken")
        raise


def _heard(row: Transcribing) -> Iterator[Said]:
    begin, most = 0, PIECE
    length = row.recording.duration if row.recording else 0
    while begin < length:
        until = min(begin + most, length)
        sound = _piece(row, begin, until)
        try:
            said = service.ask(sound, language=row.source.language, length=until - begin)
        except TooLarge:
            most //= 2
            if most < SMALLEST:
                raise
            continue
        for each in said:
            yield replace(each, begin=each.begin + begin, stop=each.stop + begin)
        begin = until
        _insist_wanted(row, done=min(99, 100 * begin // length))


def _piece(row: Transcribing, begin: int, until: int) -> bytes:
    """A stretch of the sound, small, and without anything else in it."""
    _insist_wanted(row)
    path = Path(settings.RECORDINGS) / f"{row.key}.cut"
    try:
        if row.recording is None:
            raise Failed("gone")
        cut(path_of(row.recording), path, begin, until)
        return path.read_bytes()
    finally:
        path.unlink(missing_ok=True)


def _insist_wanted(row: Transcribing, **changed: int) -> None:
    """Asked before each piece: whoever stops it, or takes the voice back, stops the next one."""
    rows = Transcribing.objects.unguarded(BOOKS).filter(pk=row.pk, ended=None)
    if not rows.exclude(recording=None).update(trouble="", **changed):
        raise Failed("gone")
    _insist_nobody_said_no(row.source)


def _end(row: Transcribing, trouble: str = "") -> None:
    rows = Transcribing.objects.unguarded(BOOKS).filter(pk=row.pk, ended=None)
    rows.update(ended=timezone.now(), trouble=trouble)


def _lay_aside(row: Transcribing, said: list[Said]) -> None:
    """Beside the words that are there, for whoever asked: they listen along, and keep it or not."""
    with transaction.atomic():
        with override(row.asked_by.language):
            name = _("Written out by a computer")
        row.result = bring_version(
            row.source,
            name=name,
            paragraphs=paragraphs(said),
            remarks=["machine", *_otherwise(row.source, said)],
            by=row.asked_by,
        )
        row.done = 100
        row.save(update_fields=["result", "done"])
        _end(row)


def _otherwise(source: Source, said: list[Said]) -> list[str]:
    """Whether most of it is heard in another language than that of the text."""
    other = sum(len(each.words) for each in said if each.language not in ("", source.language))
    return ["language"] if 2 * other > sum(len(each.words) for each in said) else []


def paragraphs(said: list[Said]) -> list[Paragraph]:
    """Stretches that run on are one paragraph, until a pause, another voice, or a good length."""
    found: list[Paragraph] = []
    for each in said:
        last = found[-1] if found else None
        if last is not None and _runs_on(last, each):
            text = f"{last.text} {each.words}"
            found[-1] = replace(last, text=text, stop=max(last.stop or 0, each.stop))
        else:
            cue = Paragraph(Kind.CUE, each.words, None, each.speaker, each.begin, each.stop)
            found.append(cue)
    return found


def _runs_on(last: Paragraph, each: Said) -> bool:
    if last.speaker != each.speaker or each.begin - (last.stop or 0) >= PAUSE:
        return False
    return len(last.text) < TURN or not last.text.endswith((".", "?", "!"))


# Reading


def of(source: Source, person: Any) -> list[Transcribing]:
    """What was sent to a service of this source, the last first."""
    rows = Transcribing.objects.visible_to(person).filter(source=source)
    return list(rows.select_related("asked_by", "result", "recording").order_by("-pk"))


def wrote(version: Any, person: Any) -> Transcribing | None:
    """How a version was written down by a computer, when it was."""
    rows = Transcribing.objects.visible_to(person).filter(version=version)
    found: Transcribing | None = rows.first()
    return found


def lift(source: Source, request: Request | None = None) -> None:
    """What was not kept yet goes with the source; that it was sent stays to be read."""
    if request is None:
        rows = Transcribing.objects.unguarded(BOOKS).filter(source=source)
        Brought.objects.unguarded(BOOKS).filter(pk__in=rows.values("result")).delete()


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """That the sound went elsewhere, for whoever asks where their words are."""
    if request is not None:
        return
    for row in Transcribing.objects.unguarded("telling the speaker where").filter(source=source):
        yield Place(
            kind=_("service that writes out recordings"),
            title=_("The sound was sent to %s. What is kept there can't be recalled.") % row.where,
            since=timezone.localdate(row.created),
            can_be_recalled=False,
        )
