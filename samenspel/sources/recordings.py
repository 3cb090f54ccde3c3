"""Sound and video with a source: brought in pieces, made anew by a worker, heard, thrown away.

The bytes lie in files where no address leads; a row says that they may be heard. A file without
its row is of nobody, and goes with the next hourly round.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from samenspel.circles.deeds import Rule, deed
from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.foundation.words import one_line

from .actions import changes_words
from .models import Arriving, Recording, Request, Source
from .remaking import Tracks, Unplayable, is_possible, look, remake
from .traces import Place, silenced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.uploadedfile import UploadedFile

    from samenspel.people.models import Person

    Readable = IO[bytes] | UploadedFile[Any]

MEGABYTE = 1024 * 1024
BLOCK = 4 * MEGABYTE  # what is added up at once
MOST = 12  # of one source
MOST_NAME = 200  # letters of the name of a file
KEEPS_ARRIVING = timedelta(days=2)

REFUSALS = {
    "unknown": gettext_lazy(
        "This is no sound or video that we can read. "
        "Send it as MP3, M4A, WAV, FLAC, OGG, MP4, MOV or WebM."
    ),
    "silent": gettext_lazy(
        "There is no sound in this. Choose a recording in which something can be heard."
    ),
    "damaged": gettext_lazy(
        "This recording is damaged. Open it on your own computer, save it again and send that file."
    ),
    "cut": gettext_lazy(
        "The end of this recording is missing. Send the whole file again, from where you made it."
    ),
    "heavy": gettext_lazy(
        "This recording asks too much of this site. Make it smaller first, such as 720p."
    ),
    "broken": gettext_lazy("Something went wrong on our side. Please send this recording again."),
    "long": gettext_lazy("This recording is longer than twelve hours. Cut it in parts."),
}


def path_of(recording: Recording) -> Path:
    folder: Path = settings.RECORDINGS
    return folder / f"{recording.key}{Path(recording.name).suffix}"


def _path_of_arriving(key: UUID) -> Path:
    return _folder() / f"{key}.part"


def _folder() -> Path:
    folder: Path = settings.RECORDINGS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


# Bringing


@deed("recording.bring", may=changes_words)
def bring(source: Source, *, size: int, by: Person, name: str = "") -> Arriving:
    """Begin to send a recording of so many bytes. It is heard by whoever may read the source.

    `name` is that of the file, for whoever sends it to know it again.
    """
    if not is_possible():
        raise Refused(_("This site can't make recordings ready to be heard. Tell whoever runs it."))
    if size > settings.SAMENSPEL_MOST_RECORDING:
        raise Refused(
            _("This recording is larger than %d MB. Make it smaller, or cut it in parts.")
            % (settings.SAMENSPEL_MOST_RECORDING // MEGABYTE)
        )
    if not size:
        raise Refused(_("This file is empty. Choose another one."))
    on_its_way = Arriving.objects.unguarded(BOOKS).filter(source=source, trouble="")
    if source.recordings.unguarded(BOOKS).count() + on_its_way.count() >= MOST:
        raise Refused(_("There are many recordings here already. Throw one away first."))
    arriving = Arriving(
        author=by,
        coalition_id=source.coalition_id,
        expedition_id=source.expedition_id,
        source=source,
        size=size,
        name=one_line(name)[:MOST_NAME],
    )
    arriving.save()
    return arriving


def bring_file(source: Source, file: UploadedFile[Any], *, by: Person) -> Arriving:
    """Bring a recording that arrived in one go."""
    size = file.size or 0
    arriving = bring(source, size=size, name=file.name or "", by=by)
    try:
        if take_piece(arriving, 0, file) < size:
            raise Refused(_("Not all of this arrived. Please send it again."))
    except Refused:
        stop(arriving, by=by)
        raise
    return arriving


class Mangled(Exception):
    """A piece that is not what was sent: nothing of it was kept."""


def begun(source: Source, *, size: int, name: str, by: Person) -> Arriving | None:
    """What this person began to send and did not finish, by its name and size."""
    rows = Arriving.objects.visible_to(by).filter(source=source, author=by, whole=None, trouble="")
    found: Arriving | None = rows.filter(size=size, name=one_line(name)[:MOST_NAME]).last()
    return found


def sum_of(arriving: Arriving) -> str:
    """What the bytes that are here add up to: SHA-256 of the SHA-256 of each block of them.

    In blocks, since a browser can't do so with a large file at once.
    """
    whole = hashlib.sha256()
    try:
        with _path_of_arriving(arriving.key).open("rb") as file:
            while block := file.read(BLOCK):
                whole.update(hashlib.sha256(block).digest())
    except FileNotFoundError:
        pass
    return whole.hexdigest()


def take_piece(arriving: Arriving, at: int, piece: Readable, *, sha256: str = "") -> int:
    """Add a piece that begins at byte `at`; the answer is how many bytes are here now.

    A piece that is here already is not written again, so that a phone may send it twice. One that
    is not what its `sha256` says is not kept. No deed: it goes on with what `bring` began.
    """
    if arriving.whole or arriving.trouble:
        return int(arriving.size)
    with _path_of_arriving(arriving.key).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        now = file.tell()
        if at == now:
            now += _write(piece, file, most=arriving.size - now, sha256=sha256)
    if now == arriving.size:
        _is_whole(arriving)
    return now


def _write(piece: Readable, file: IO[bytes], *, most: int, sha256: str) -> int:
    written = 0
    before = file.tell()
    arrived = hashlib.sha256()
    try:
        while words := piece.read(min(MEGABYTE, most - written)):
            file.write(words)
            arrived.update(words)
            written += len(words)
        if sha256 and sha256 != arrived.hexdigest():
            file.truncate(before)
            raise Mangled
        file.flush()
        os.fsync(file.fileno())
    except OSError as full:
        file.truncate(before)
        raise Refused(_("There is no room for this recording. Tell whoever runs this site.")) from (
            full
        )
    return written


def _is_whole(arriving: Arriving) -> None:
    rows = Arriving.objects.unguarded(BOOKS).filter(pk=arriving.pk, whole=None)
    with transaction.atomic():
        if rows.update(whole=timezone.now()):
            transaction.on_commit(lambda: make_ready.enqueue(str(arriving.key)))


# Making it ready


@task(queue_name="slow")
def make_ready(key: str) -> None:
    """Make anew what arrived. Either it can be heard afterwards, or nothing of it is left."""
    arriving = _arriving(UUID(key))
    if arriving is None:
        return
    sent = _path_of_arriving(arriving.key)
    made = _folder() / f"{arriving.key}.new"
    try:
        tracks = look(sent)
        found = remake(sent, made, tracks, told=lambda percent: _tell(arriving, percent))
        _keep_made(arriving, made, found)
    except Unplayable as why:
        rows = Arriving.objects.unguarded(BOOKS).filter(pk=arriving.pk)
        rows.update(trouble=why.code)
    except Refused:  # taken back, or no longer theirs to bring
        Arriving.objects.unguarded(BOOKS).filter(pk=arriving.pk).delete()
    except Exception:
        Arriving.objects.unguarded(BOOKS).filter(pk=arriving.pk).update(trouble="broken")
        raise
    finally:
        sent.unlink(missing_ok=True)
        made.unlink(missing_ok=True)


def _arriving(key: UUID) -> Arriving | None:
    rows = Arriving.objects.unguarded(BOOKS).select_related("source", "author")
    found: Arriving | None = rows.filter(key=key, trouble="").exclude(whole=None).first()
    return found


def _tell(arriving: Arriving, percent: int) -> bool:
    """Note how far it is; False when nobody waits for it any more."""
    if percent < arriving.done + 2:
        return True
    arriving.done = percent
    return bool(Arriving.objects.unguarded(BOOKS).filter(pk=arriving.pk).update(done=percent))


def _keep_made(arriving: Arriving, made: Path, found: Tracks) -> None:
    kind = Recording.Kind.VIDEO if found.picture else Recording.Kind.AUDIO
    with made.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    keep(
        arriving,
        kind=kind,
        duration=found.duration or 0,
        size=made.stat().st_size,
        sha256=sha256,
        made=made,
        by=arriving.author,
    )
    Arriving.objects.unguarded(BOOKS).filter(pk=arriving.pk).delete()


may_still = Rule(
    frozenset({"author"}),
    lambda person, arriving: (
        arriving.author_id == person.pk and changes_words(person, arriving.source)
    ),
)


@deed("recording.keep", may=may_still)
def keep(
    arriving: Arriving,
    *,
    kind: str,
    duration: int,
    size: int,
    sha256: str,
    made: Path,
    by: Person,
) -> Recording:
    """Keep a recording that was made ready."""
    recording: Recording = Recording.objects.create(
        source=arriving.source,
        kind=kind,
        mime=f"{kind}/mp4",
        duration=duration,
        size=size,
        sha256=sha256,
        brought_by=by,
    )
    made.replace(path_of(recording))
    return recording


# Throwing away


of_its_source = Rule(
    changes_words.who, lambda person, recording: changes_words(person, recording.source)
)


@deed("recording.drop", may=of_its_source)
def drop(recording: Recording, *, by: Person) -> None:
    """Throw a recording away. The words stay."""
    _throw_away(Recording.objects.unguarded(BOOKS).filter(pk=recording.pk))


@deed("recording.stop", may=may_still)
def stop(arriving: Arriving, *, by: Person) -> None:
    """Stop sending a recording, or put away what was said about it."""
    _let_go(Arriving.objects.unguarded(BOOKS).filter(pk=arriving.pk))


def lift(source: Source, request: Request | None = None) -> None:
    """Whoever takes a source back takes its voice away: the files too, not only the rows.

    A no to a quote leaves the source as it is read, and as it is heard.
    """
    if request is None:
        _throw_away(Recording.objects.unguarded(BOOKS).filter(source=source))
        _let_go(Arriving.objects.unguarded(BOOKS).filter(source=source))


def _throw_away(rows: Any) -> None:
    gone = list(rows)
    files = [path_of(row) for row in gone]
    silenced(gone)
    rows.delete()
    transaction.on_commit(lambda: _remove(files))


def _let_go(rows: Any) -> None:
    files = [_path_of_arriving(key) for key in rows.values_list("key", flat=True)]
    rows.delete()
    transaction.on_commit(lambda: _remove(files))


def _remove(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """That one can be heard, for whoever asks where their words are."""
    if request is not None:
        return
    for recording in Recording.objects.unguarded("telling the speaker where").filter(source=source):
        yield Place(
            kind=_("video") if recording.kind == Recording.Kind.VIDEO else _("recording"),
            title=source.title,
            url=reverse("sources:source", args=[source.pk]),
            since=timezone.localdate(recording.created),
            standing=source.circle > Circle.PRIVATE,
            with_source=True,
        )


def forget_files() -> None:
    """Remove what never arrived whole, and every file whose row is gone."""
    old = timezone.now() - KEEPS_ARRIVING
    with transaction.atomic():
        _let_go(Arriving.objects.unguarded(BOOKS).filter(created__lt=old))
    if not settings.RECORDINGS.is_dir():
        return
    known = {path_of(row).name for row in Recording.objects.unguarded(BOOKS)}
    keys = Arriving.objects.unguarded(BOOKS).values_list("key", flat=True)
    known |= {f"{key}{ending}" for key in keys for ending in (".part", ".new")}
    lately = timezone.now().timestamp() - 3600
    for file in settings.RECORDINGS.iterdir():
        if file.name not in known and file.stat().st_mtime < lately:
            file.unlink(missing_ok=True)


@dataclass(frozen=True)
class Underway:
    """A recording on its way, for whoever sends it."""

    arriving: Arriving
    here: int

    @property
    def refusal(self) -> str:
        return str(REFUSALS[self.arriving.trouble]) if self.arriving.trouble else ""

    @property
    def percent(self) -> int:
        """How far it is: of the sending, and then of the making."""
        if self.arriving.whole:
            return self.arriving.done
        return int(100 * self.here / self.arriving.size)


def underway(source: Source, person: Any) -> list[Underway]:
    """What this person sends for a source, and what became of it."""
    rows = Arriving.objects.visible_to(person).filter(source=source)
    return [Underway(row, here(row)) for row in rows]


def here(arriving: Arriving) -> int:
    """How many bytes of it are here."""
    try:
        return _path_of_arriving(arriving.key).stat().st_size
    except FileNotFoundError:
        return 0
