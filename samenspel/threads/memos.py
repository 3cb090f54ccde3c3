"""Memos: what somebody thinks of a passage, a code, a source or a thread. Deeds, and looking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import author, deed, shared_row_of, team
from samenspel.circles.models import Circle, Expedition
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.sources.models import Source

from .desk import place_url
from .mentions import Mentions, keep, that_mention
from .models import Code, Memo, Passage, Thread
from .rights import readers_of_words

if TYPE_CHECKING:
    from samenspel.circles.models import Coalition
    from samenspel.people.models import Person

    Subject = Passage | Source | Code | Thread

LONGEST = 20_000
FIELDS = {Passage: "passage", Source: "source", Code: "code", Thread: "thread"}


@deed("memo.write", may=readers_of_words)
def write(about: Subject, *, text: str, by: Person, title: str = "", shared: bool = False) -> Memo:
    """Write down what one thinks of something: for oneself, or for those one works with."""
    place = place_of(about, by)
    memo: Memo = Memo.objects.create(
        author=by,
        **place.where,
        circle=_circle(place, shared),
        ceiling=Circle.PUBLIC,
        title=_title(title),
        text=_text(text, by, expedition_of(about)),
        **{FIELDS[type(about)]: about},
    )
    return memo


@deed("memo.change", may=author)
def change(memo: Memo, *, text: str, by: Person, title: str = "", shared: bool = False) -> Memo:
    """Word a memo better, or let others read it, or not any more."""
    memo.title, memo.text = _title(title), _text(text, by, memo.expedition)
    memo.circle = _circle(memo.coalition or memo.expedition, shared)
    memo.changed = timezone.now()
    memo.save(update_fields=["title", "text", "circle", "changed"])
    return memo


@deed("memo.remove", may=author)
def remove(memo: Memo, *, by: Person) -> Memo:
    """Throw a memo away."""
    Memo.objects.unguarded(BOOKS).filter(pk=memo.pk).delete()
    return memo


def place_of(about: Subject, person: Person) -> Coalition | Expedition:
    """Those with whom somebody shares a memo: the support team, or their own coalition."""
    row: Any = shared_row_of(about)
    if row.coalition is None or team(person, row.expedition):
        expedition: Expedition = row.expedition
        return expedition
    coalition: Coalition = row.coalition
    return coalition


def about(subject: Subject, person: Any) -> tuple[list[Memo], list[Memo]]:
    """The memos about something that this person reads, and those that mention it."""
    own = Q(**{FIELDS[type(subject)]: subject})
    asked = own if isinstance(subject, Passage) else own | that_mention(subject, person)
    rows = Memo.objects.visible_to(person).filter(asked)
    found = list(rows.select_related("author", "coalition", "expedition"))
    key = f"{FIELDS[type(subject)]}_id"
    here = [memo for memo in found if getattr(memo, key) == subject.pk]
    return here, [memo for memo in found if getattr(memo, key) != subject.pk]


def at_bench(expedition: Expedition, person: Any) -> Any:
    """All memos of an expedition that this person reads, and their own whatever became of them."""
    seen = Memo.objects.visible_to(person).filter(expedition=expedition)
    mine = Memo.mine(person).filter(expedition=expedition)
    return (seen | mine).select_related("author", "coalition", "expedition")


def subjects(memos: list[Any], person: Any) -> dict[int, Subject | None]:
    """What each memo is about, by its key; nothing where this person reads it no more."""
    found: dict[tuple[str, int], Subject] = {}
    for table, field in FIELDS.items():
        if keys := {getattr(memo, f"{field}_id") for memo in memos} - {None}:
            rows: Any = table.objects.visible_to(person)
            if table is Passage:
                rows = rows.select_related("version__source")
                rows = rows.defer("version__text", "version__layout")
            found |= {(field, row.pk): row for row in rows.filter(pk__in=keys)}

    def of(memo: Any) -> Subject | None:
        keys = [(field, getattr(memo, f"{field}_id")) for field in FIELDS.values()]
        return next((found[key] for key in keys if key in found), None)

    return {memo.pk: of(memo) for memo in memos}


def told(
    rows: list[Any], person: Any, subjects: dict[int, Any] | None = None
) -> list[dict[str, Any]]:
    """Memos as a page shows them."""
    mentioned = Mentions([memo.text for memo in rows], person)
    found = []
    for memo in rows:
        subject = subjects.get(memo.pk) if subjects is not None else None
        found.append(
            {
                "memo": memo,
                "html": mentioned.html(memo.text),
                "mine": memo.author_id == person.pk,
                "where": where(subject) if subject is not None else None,
                "lost": subjects is not None and subject is None,
                "private": memo.circle == Circle.PRIVATE,
            }
        )
    return found


def where(subject: Subject) -> tuple[str, str]:
    """What a memo is about, in words, and where that is read."""
    if isinstance(subject, Passage):
        return _("a passage"), place_url(subject)
    if isinstance(subject, Source):
        return subject.title, reverse("threads:desk", args=[subject.pk])
    if isinstance(subject, Code):
        return subject.name, reverse("threads:code", args=[subject.pk])
    return subject.claim, reverse("threads:thread", args=[subject.pk])


def expedition_of(about: Subject) -> Expedition:
    expedition: Expedition = shared_row_of(about).expedition
    return expedition


def _circle(place: Coalition | Expedition, shared: bool) -> Circle:
    if not shared:
        return Circle.PRIVATE
    return Circle.TEAM if isinstance(place, Expedition) else Circle.COALITION


def _title(title: str) -> str:
    return " ".join(title.split())[:200]


def _text(text: str, by: Person, expedition: Expedition) -> str:
    text = text.strip()
    if not text:
        raise Refused(_("Write what you think."))
    if len(text) > LONGEST:
        raise Refused(_("This memo is too long. Make two of it."))
    return keep(text, by, expedition)
