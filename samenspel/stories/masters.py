"""Masters: the file of an episode that others hear. Wanted, made by the worker, thrown away.

The bytes lie in files where no address leads; a row says that they may be heard.
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from samenspel.circles.deeds import deed
from samenspel.circles.sight import BOOKS
from samenspel.foundation import ledger
from samenspel.foundation.errors import Refused
from samenspel.sources import recordings
from samenspel.sources.remaking import Unplayable, is_possible

from . import loudness
from .models import Episode, EpisodeEdition, Master, TakenOut
from .rights import makes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from samenspel.people.models import Person

ENDINGS = (".mp3", ".new", ".facts")
REFUSALS = {
    "silent": gettext_lazy("There is nothing to hear in this recording, or all of it is muted."),
    "damaged": gettext_lazy(
        "The recording could not be read to its end. Bring it once more with the source."
    ),
    "cut": gettext_lazy(
        "The sound stopped before the end of the recording. Try again; there may be little room."
    ),
    "heavy": gettext_lazy("This recording asks too much of this site. Cut it in parts."),
    "broken": gettext_lazy("Something went wrong on our side. Please try again."),
}


def path_of(master: Master, language: str = "") -> Path:
    """Its file; or the one with the same sound and chapters in another language."""
    return _folder() / f"{master.key}{language and f'.{language}'}.mp3"


def _folder() -> Path:
    folder: Path = settings.EPISODES
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def wanted(episode: Episode) -> dict[str, Any]:
    """What a master of this episode holds, as it is now."""
    chapters = episode.chapters.unguarded(BOOKS).values_list("start", "title")
    return {
        "recording_id": episode.recording_id,
        "title": episode.title,
        "stretches": silent_in(episode),
        "chapters": [list(chapter) for chapter in chapters],
    }


def silent_in(episode: Episode) -> list[list[int]]:
    """What its makers muted, and what those who speak took out."""
    mutes = episode.mutes.unguarded(BOOKS).values_list("start", "stop")
    return joined([*mutes, *taken_out(episode.source_id)])


def taken_out(source: int | None) -> list[tuple[int, int]]:
    rows = TakenOut.objects.unguarded(BOOKS).filter(source=source)
    return list(rows.values_list("start", "stop"))


def joined(stretches: Iterable[Sequence[int]]) -> list[list[int]]:
    """The same stretches in order, with what touches made one."""
    rows: list[list[int]] = []
    for begin, stop in sorted(tuple(each) for each in stretches):
        if rows and begin <= rows[-1][1]:
            rows[-1][1] = max(rows[-1][1], stop)
        else:
            rows.append([begin, stop])
    return rows


def newest(episode: Episode) -> Master | None:
    """The master that was wanted last, ready or not."""
    found: Master | None = Master.objects.unguarded(BOOKS).filter(episode=episode).first()
    return found


def is_current(master: Master, episode: Episode) -> bool:
    """Whether it was made (or is being made) from the episode as it is now."""
    now = wanted(episode)
    return all(getattr(master, name) == value for name, value in now.items())


@deed("episode.prepare", may=makes)
def prepare(episode: Episode, *, by: Person) -> Master:
    """Have the sound made ready: of one loudness, with its chapters, muted where you said."""
    if not is_possible():
        raise Refused(_("This site can't make recordings ready to be heard. Tell whoever runs it."))
    if episode.recording is None:
        raise Refused(_("The recording of this episode was thrown away. Choose another one."))
    throw_away(unused(episode))
    master: Master = Master.objects.create(episode=episode, wanted_by=by, **wanted(episode))
    transaction.on_commit(lambda: make.enqueue(str(master.key)))
    return master


def unused(episode: Episode) -> Any:
    """The masters that no edition holds: tried, failed, or overtaken."""
    held = EpisodeEdition.objects.unguarded(BOOKS).filter(episode=episode).exclude(master=None)
    mine = Master.objects.unguarded(BOOKS).filter(episode=episode)
    return mine.exclude(pk__in=held.values("master"))


def throw_away(masters: Iterable[Master]) -> None:
    """Rows now, files once that is certain."""
    gone = list(masters)
    files = [path_of(master, code) for master in gone for code in ("", *master.tagged)]
    Master.objects.unguarded(BOOKS).filter(pk__in=[master.pk for master in gone]).delete()
    transaction.on_commit(lambda: _remove(files))


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


@task(queue_name="slow")
def make(key: str) -> None:
    """Make the sound. Either it can be heard afterwards, or the row says why not."""
    rows = Master.objects.unguarded(BOOKS).filter(key=UUID(key), made=None, trouble="")
    master = rows.select_related("episode__expedition", "recording").first()
    if master is None:
        return
    target = path_of(master).with_suffix(".new")
    try:
        found = loudness.master(
            recordings.path_of(master.recording),
            target,
            title=master.title,
            album=master.episode.expedition.name,
            muted=[(start, stop) for start, stop in master.stretches],
            chapters=[(start, title) for start, title in master.chapters],
            told=lambda percent: _tell(master, percent),
        )
        _keep(master, target, found)
    except Unplayable as why:
        rows.update(trouble=why.code if why.code in REFUSALS else "damaged")
    except Exception:
        rows.update(trouble="broken")
        raise
    finally:
        target.unlink(missing_ok=True)


def _tell(master: Master, percent: int) -> bool:
    """Note how far it is; False when nobody waits for it any more."""
    if percent < master.done + 2:
        return True
    master.done = percent
    return bool(Master.objects.unguarded(BOOKS).filter(pk=master.pk).update(done=percent))


def _keep(master: Master, made: Path, found: loudness.Made) -> None:
    with made.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with transaction.atomic():
        still = Master.objects.unguarded(BOOKS).filter(pk=master.pk, made=None)
        ready = still.update(
            made=timezone.now(),
            done=100,
            duration=found.duration,
            size=made.stat().st_size,
            sha256=sha256,
            loudness=found.loudness,
        )
        if ready:
            made.replace(path_of(master))
            waiting = EpisodeEdition.objects.unguarded(BOOKS).filter(master=master)
            if waiting.standing().exists():
                episode = master.episode
                ledger.write("episode.sound", by=None, subject=episode, space=episode.coalition_id)
            for key in waiting.exclude(translations={}).values_list("pk", flat=True):
                transaction.on_commit(partial(tag.enqueue, key))


@task(queue_name="slow")
def tag(edition: int) -> None:
    """Make the files of an edition that have the same sound, and chapters in another language."""
    rows = EpisodeEdition.objects.unguarded(BOOKS).filter(pk=edition).exclude(master=None)
    found = rows.select_related("master", "expedition").first()
    for language, told in found.translations.items() if found else ():
        _tag(found.master, language, told, album=found.expedition.name)


def _tag(master: Master, language: str, told: Mapping[str, Any], *, album: str) -> None:
    target = path_of(master, language).with_suffix(".new")
    try:
        chapters = [(start, name) for start, name in told["chapters"]]
        loudness.tag(path_of(master), target, title=told["title"], album=album, chapters=chapters)
        with target.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        with transaction.atomic():
            rows = Master.objects.unguarded(BOOKS).filter(pk=master.pk)
            still = rows.select_for_update().first()
            if still is not None:
                rows.update(tagged={**still.tagged, language: [target.stat().st_size, sha256]})
                target.replace(path_of(master, language))
    finally:
        target.unlink(missing_ok=True)


def forget_files() -> None:
    """Remove every file whose row is gone."""
    if not settings.EPISODES.is_dir():
        return
    keys = Master.objects.unguarded(BOOKS).values_list("key", flat=True)
    others = [f".{code}{ending}" for code, _name in settings.LANGUAGES for ending in ENDINGS]
    known = {f"{key}{ending}" for key in keys for ending in (*ENDINGS, *others)}
    lately = timezone.now().timestamp() - 3600
    for file in settings.EPISODES.iterdir():
        if file.name not in known and file.stat().st_mtime < lately:
            file.unlink(missing_ok=True)
