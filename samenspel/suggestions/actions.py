"""Deeds with searches: give a code to all that was found, undo it, keep a search."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import NotYours, author, deed, may, take, the_one
from samenspel.circles.models import Circle, Expedition
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused, needed
from samenspel.sources.models import Version
from samenspel.sources.offsets import trim
from samenspel.threads.many import code_many, uncode_many
from samenspel.threads.models import Code

from .models import SavedSearch, Sweep
from .rights import at_the_bench

if TYPE_CHECKING:
    from samenspel.people.models import Person

Places = Mapping[int, Sequence[tuple[int, int]]]


@deed("search.give", may=at_the_bench)
def give(code: Code, *, places: Places, by: Person) -> Sweep:
    """Mark everything that was ticked and give it one code, in your own name, in one go.

    `places` has, by the id of a version, stretches of its text.
    """
    versions = Version.objects.visible_to(by).filter(pk__in=places)
    rows = {each.pk: each for each in versions.select_related("source")}
    take(*{row.source_id: row.source for row in rows.values()}.values())
    still = Version.objects.visible_to(by).filter(pk__in=rows).values_list("pk", flat=True)
    if not places or set(still) != set(places):
        raise Refused(_("Some of these words are no longer yours to read. Search once more."))
    for version in rows.values():
        if version.source.expedition_id != code.codebook.expedition_id:
            raise ValueError("a code is given in its own expedition")
        if not may(by, "passage.mark", version.source):
            raise NotYours("search.give")
    made = code_many(
        {rows[pk]: _within(rows[pk], each) for pk, each in places.items()}, code=code, by=by
    )
    if not made["codings"]:
        raise Refused(_("All of these have this code from you already."))
    sweep: Sweep = Sweep.objects.create(code=code, made=made, by=by)
    return sweep


def _within(version: Version, stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    kept = []
    for start, end in stretches:
        if not 0 <= start < end <= len(version.text):
            raise Refused(_("Some of these places are not in the text. Search once more."))
        start, end = trim(version.text, start, end)
        if start < end:
            kept.append((start, end))
    return kept


@deed("search.undo", may=the_one("author", "by"))
def undo(sweep: Sweep, *, by: Person) -> int:
    """Take off a code that you gave to many places in one go."""
    if sweep.undone:
        raise Refused(_("This was undone already."))
    gone = uncode_many(sweep.made, by=by)
    sweep.undone = timezone.now()
    sweep.save(update_fields=["undone"])
    return gone


@deed("search.save", may=at_the_bench)
def save(
    expedition: Expedition,
    *,
    title: str,
    asked: Mapping[str, Any],
    by: Person,
    code: Code | None = None,
    seen: Collection[int] = (),
) -> SavedSearch:
    """Keep a search, to look again at what is new. Only you see it."""
    saved: SavedSearch = SavedSearch.objects.create(
        author=by,
        **expedition.where,
        circle=Circle.PRIVATE,
        ceiling=Circle.PRIVATE,
        title=needed(title, _("Give the search a name.")),
        asked=dict(asked),
        code=code,
        seen=sorted(set(seen)),
    )
    return saved


@deed("search.seen", may=author)
def mark_seen(saved: SavedSearch, *, versions: Collection[int], by: Person) -> SavedSearch:
    """Note that you looked through these versions: they are not new any more."""
    saved.seen = sorted({*saved.seen, *versions})
    saved.looked = timezone.now()
    saved.save(update_fields=["seen", "looked"])
    return saved


@deed("search.forget", may=author)
def forget(saved: SavedSearch, *, by: Person) -> None:
    """Throw away a search that you kept."""
    SavedSearch.objects.unguarded(BOOKS).filter(pk=saved.pk).delete()
