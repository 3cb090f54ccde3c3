"""Deeds with what stands beside the words of a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed, team
from samenspel.circles.sight import BOOKS, lifted
from samenspel.foundation.errors import ChangedMeanwhile, Refused, needed

from . import beside
from .models import LONGEST_SHOWS, Edition, Lesson, MeantFor, Picture, Proof

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenspel.agendas.models import Question
    from samenspel.assessments.models import Element
    from samenspel.foundation.pictures import Jpeg
    from samenspel.people.models import Person
    from samenspel.threads.models import Thread

MOST_LINKS = 6


@deed("lesson.describe", may=team)
def describe(
    lesson: Lesson,
    *,
    revision: int,
    by: Person,
    meant_for: str = "",
    behind: str = "",
    elements: Iterable[Element] = (),
    thread: Thread | None = None,
    question: Question | None = None,
    links: Iterable[dict[str, str]] = (),
) -> Lesson:
    """Say for whom a lesson is, on what it rests, and who stands behind it."""
    chosen = _among(beside.elements_for(lesson, by), elements)
    told: dict[str, Any] = {
        "meant_for": MeantFor(meant_for) if meant_for else "",
        "behind": behind.strip(),
        "thread": next(iter(_among(beside.threads_for(lesson, by), [thread])), None),
        "question": next(iter(_among(beside.questions_for(lesson, by), [question])), None),
        "links": [_link(link) for link in links][:MOST_LINKS],
    }
    mine = Lesson.objects.unguarded(BOOKS).filter(pk=lesson.pk, revision=revision)
    written = mine.update(**told, revision=F("revision") + 1, changed=timezone.now(), changed_by=by)
    lesson.refresh_from_db(from_queryset=Lesson.objects.unguarded(BOOKS))
    if not written:
        raise ChangedMeanwhile(lesson.revision)
    with lifted(BOOKS):
        lesson.elements.set(chosen)
    return lesson


def _among(rows: Any, chosen: Iterable[Any]) -> list[Any]:
    """Those that were chosen, of what may be chosen here. Anything else is refused."""
    wanted = {each.pk for each in chosen if each is not None}
    found = list(rows.filter(pk__in=wanted))
    if len(found) < len(wanted):
        raise Refused(_("Something you chose is not here any more. Choose again."))
    return found


def _link(link: dict[str, str]) -> dict[str, str]:
    url = link["url"].strip()
    if not url.startswith(("https://", "http://")):
        raise Refused(_("A link begins with https://. Copy it from the address bar."))
    title = needed(link["title"], _("Say in a few words where the link leads to."))
    return {"kind": Lesson.Made(link["kind"]).value, "title": title, "url": url}


@deed("lesson.picture", may=team)
def show_picture(lesson: Lesson, *, jpeg: Jpeg, shows: str, by: Person) -> Lesson:
    """Give the lesson a picture, with in words what is to be seen on it."""
    shows = needed(
        shows, _("Say what is to be seen, for whoever can't see it."), longest=LONGEST_SHOWS
    )
    _throw_away_unused(lesson)
    lesson.picture = Picture.objects.create(
        lesson=lesson, jpeg=jpeg.data, width=jpeg.width, height=jpeg.height, brought_by=by
    )
    lesson.shows = shows
    return _changed(lesson, by)


def _throw_away_unused(lesson: Lesson) -> None:
    """The picture that the new one takes the place of, unless an edition or a proof holds it."""
    mine = Picture.objects.unguarded(BOOKS).filter(lesson=lesson)
    for copies in (Edition, Proof):
        held = copies.objects.unguarded(BOOKS).filter(lesson=lesson).exclude(picture=None)
        mine = mine.exclude(pk__in=held.values("picture"))
    mine.delete()


@deed("lesson.unpicture", may=team)
def remove_picture(lesson: Lesson, *, by: Person) -> Lesson:
    """Throw the picture of a lesson away: here, and from every edition at once."""
    if lesson.picture_id is None:
        raise Refused(_("There is no picture any more."))
    Picture.objects.unguarded(BOOKS).filter(lesson=lesson).delete()
    lesson.picture, lesson.shows = None, ""
    return _changed(lesson, by)


def _changed(lesson: Lesson, by: Person) -> Lesson:
    lesson.revision += 1
    lesson.changed, lesson.changed_by = timezone.now(), by
    lesson.save(update_fields=["picture", "shows", "revision", "changed", "changed_by"])
    return lesson
