"""Files of a travelogue: wanted, made by the worker, handed out as long as they hold what may be
read today, and thrown away.

Whoever asks for them is answered after a look at everything in them (`is_current`). When that
changed, they are gone with that very request and made anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS

from . import book, packing
from .models import Made, Travelogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenspel.sources.models import Request, Source

ENDINGS = ("pdf", "epub", "zip")
KINDS = {"pdf": "application/pdf", "epub": "application/epub+zip", "zip": "application/zip"}
TROUBLES = {
    "empty": _("There is nothing in it that everybody may read. Choose something, or show more."),
    "broken": _("Something went wrong on our side. Please try again."),
}


def path_of(made: Made, ending: str) -> Path:
    return _folder() / f"{made.key}.{ending}"


def _folder() -> Path:
    folder: Path = settings.TRAVELOGUES
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def newest(travelogue: Travelogue) -> Made | None:
    """The files that were wanted last: ready, being made, or in trouble."""
    rows = Made.objects.unguarded(BOOKS).filter(travelogue=travelogue, gone=None)
    found: Made | None = rows.first()
    return found


def is_current(made: Made) -> bool:
    """Whether the files hold what the travelogue would hold now. A look at every word in it."""
    return made.fingerprint == book.told(made.travelogue, made.day).fingerprint


def checked(travelogue: Travelogue) -> Made | None:
    """The newest files. Those that hold something else than may be read now are thrown away, and
    made anew, before anybody gets them."""
    found = newest(travelogue)
    if found is None or found.made is None:
        return found
    found.travelogue = travelogue
    return found if _is_whole(found) and is_current(found) else _renew(found)


def _is_whole(made: Made) -> bool:
    """Whether its files are there; a database that was put back has the rows alone."""
    return all(path_of(made, ending).exists() for ending in made.sizes)


def _renew(stale: Made) -> Made | None:
    """Throw files away and want new ones; of all that notice it at once, one does."""
    with transaction.atomic():
        first = throw_away([stale])
        return want(stale.travelogue) if first else newest(stale.travelogue)


def want(travelogue: Travelogue) -> Made:
    made: Made = Made.objects.create(travelogue=travelogue, day=timezone.localdate())
    transaction.on_commit(lambda: make.enqueue(str(made.key)))
    return made


def throw_away(rows: Iterable[Made]) -> int:
    """The rows stay, to tell what was; the files go. Gives how many were there still."""
    found = list(rows)
    still = Made.objects.unguarded(BOOKS).filter(pk__in=[row.pk for row in found], gone=None)
    many: int = still.update(gone=timezone.now())
    paths = [path_of(row, ending) for row in found for ending in ENDINGS]
    transaction.on_commit(lambda: _remove(paths))
    return many


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def let_go(sources: Iterable[Source], request: Request | None = None) -> None:
    """Throw away what holds words of these sources (or of this request), once that is certain.

    Nothing is read again here, however long the book; that is done before files are handed out.
    """
    found = list(sources)
    transaction.on_commit(lambda: _let_go(found, request))


def _let_go(sources: list[Source], request: Request | None) -> None:
    rows = Made.objects.unguarded(BOOKS).exclude(made=None).filter(gone=None)
    of_sources = Q(requests__source__in=sources) | Q(sources__in=sources)
    held = rows.filter(Q(requests=request) if request else of_sources).distinct()
    for made in held.select_related("travelogue__expedition"):
        _renew(made)


@task(queue_name="slow")
def make(key: str) -> None:
    """Make the files. Either they can be had afterwards, or the row says why not."""
    rows = Made.objects.unguarded(BOOKS).filter(key=UUID(key), made=None, gone=None, trouble="")
    made = rows.select_related("travelogue__expedition").first()
    if made is None:
        return
    try:
        _make(made, book.told(made.travelogue, made.day))
    except Exception:
        rows.update(trouble="broken")
        raise
    checked(made.travelogue)  # words may have been taken back meanwhile


def _make(made: Made, told: book.Book) -> None:
    row = Made.objects.unguarded(BOOKS).filter(pk=made.pk, gone=None)
    if not told.public:
        row.update(trouble="empty")
        return
    sizes = {"zip": _write(made, "zip", packing.zipped(told))}
    row.update(done=20)
    sizes["epub"] = _write(made, "epub", packing.epub(told))
    row.update(done=40)
    pages = 0
    try:
        paper, pages = packing.pdf(told)
        sizes["pdf"] = _write(made, "pdf", paper)
    except packing.NoPaper:
        pass  # the other two are worth having; the page says that this one is not there
    _keep(made, told, sizes, pages)


def _write(made: Made, ending: str, data: bytes) -> int:
    path_of(made, ending).write_bytes(data)
    return len(data)


def _keep(made: Made, told: book.Book, sizes: dict[str, int], pages: int) -> None:
    now = timezone.now()
    with transaction.atomic():
        shown = Travelogue.objects.unguarded(BOOKS).filter(pk=made.travelogue_id)
        public = shown.filter(circle=Circle.PUBLIC).exists()
        row = Made.objects.unguarded(BOOKS).filter(pk=made.pk, gone=None)
        kept = row.update(
            made=now,
            done=100,
            fingerprint=told.fingerprint,
            sizes=sizes,
            pages=pages,
            handed_out=now if public else None,
        )
        if not kept:
            _remove([path_of(made, ending) for ending in ENDINGS])
            return
        made.requests.add(*told.requests)
        made.sources.add(*told.sources)
        older = Made.objects.unguarded(BOOKS).filter(travelogue=made.travelogue_id, gone=None)
        throw_away(older.filter(pk__lt=made.pk))


def forget_files() -> None:
    """Look at what can be had, and remove every file whose row is gone."""
    if not settings.TRAVELOGUES.is_dir():
        return
    for travelogue in Travelogue.objects.unguarded(BOOKS).select_related("expedition"):
        found = checked(travelogue)
        if found and found.trouble and travelogue.is_shown:
            _renew(found)
    keys = Made.objects.unguarded(BOOKS).filter(gone=None).values_list("key", flat=True)
    known = {f"{key}.{ending}" for key in keys for ending in ENDINGS}
    for file in settings.TRAVELOGUES.iterdir():
        if file.name not in known:
            file.unlink(missing_ok=True)


def sizes_of(made: Made) -> list[dict[str, Any]]:
    """The files that can be had: ending and size in bytes."""
    return [{"ending": e, "size": made.sizes[e]} for e in ENDINGS if e in made.sizes]
