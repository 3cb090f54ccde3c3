"""Deeds for everybody's eyes: show a coalition or put it away, tell of days and of the whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import Rule, coordinator, deed, manager, place_of, team
from samenspel.circles.models import Circle, Coalition, Expedition
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import ChangedMeanwhile, Refused, needed

from .models import CalledOff, Front, Moment, PublicPage

if TYPE_CHECKING:
    from typing import Any

    from samenspel.people.models import Person

COARSE = 2  # decimals of a degree: about a kilometre
LONGEST_TEXT = 4000


def _of_nobody(subject: Any) -> bool:
    return place_of(subject)[0] is None


# Of a coalition only its own coordinator tells, of the whole journey the team; never the fund.
teller: Rule = coordinator | team.only(_of_nobody)


@deed("page.write", may=coordinator)
def write(
    coalition: Coalition,
    *,
    text: str,
    by: Person,
    language: str = "nl",
    translated: str = "",
    partners: bool = False,
    areas: bool = False,
    on_map: bool = False,
    revision: int = 0,
) -> PublicPage:
    """Word what a coalition tells to everybody. Nobody else sees it before it is shown."""
    text, translated = text.strip(), translated.strip()
    if (longest := max(len(text), len(translated))) > LONGEST_TEXT:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": longest, "most": LONGEST_TEXT}
        )
    page = _page(coalition) or PublicPage(
        author=by, **coalition.where, circle=Circle.COALITION, ceiling=Circle.PUBLIC, revision=0
    )
    if page.revision != revision:
        raise ChangedMeanwhile(page.revision)
    if page.is_shown and not text:
        raise Refused(_("Without words there is nothing to show. Put the page away first."))
    page.text, page.language, page.translated = text, language, translated
    page.partners, page.areas = partners, areas
    page.latitude = _coarse(coalition.latitude) if on_map else None
    page.longitude = _coarse(coalition.longitude) if on_map else None
    page.revision, page.changed = page.revision + 1, timezone.now()
    page.save()
    return page


@deed("page.show", may=coordinator)
def show(page: PublicPage, *, by: Person) -> PublicPage:
    """Show the page of a coalition, and the days it told of, to everybody on the internet."""
    if not page.text.strip():
        raise Refused(_("Write something first. An empty page tells nobody who you are."))
    page.circle, page.shown, page.shown_by = Circle.PUBLIC, timezone.now(), by
    page.save(update_fields=["circle", "shown", "shown_by"])
    _days_of(page, Circle.PUBLIC)
    return page


@deed("page.hide", may=coordinator)
def hide(page: PublicPage, *, by: Person) -> PublicPage:
    """Put the page of a coalition away. Its address is as if it never was, from the next click."""
    page.circle, page.shown, page.shown_by = Circle.COALITION, None, None
    page.save(update_fields=["circle", "shown", "shown_by"])
    _days_of(page, Circle.COALITION)
    return page


@deed("moment.tell", may=teller)
def tell(
    place: Coalition | Expedition,
    *,
    title: str,
    day: date,
    by: Person,
    kind: str = Moment.Kind.STEP,
    where: str = "",
    text: str = "",
) -> Moment:
    """Tell of a day on the way. Of a coalition, everybody reads it once its page is shown."""
    circle = Circle.PUBLIC
    if isinstance(place, Coalition):
        page = _page(place)
        circle = Circle.PUBLIC if page and page.is_shown else Circle.COALITION
    moment: Moment = Moment.objects.create(
        author=by,
        **place.where,
        circle=circle,
        ceiling=Circle.PUBLIC,
        title=needed(title, _("Give it a name."), longest=80),
        day=day,
        kind=Moment.Kind(kind),
        place=where.strip()[:120],
        text=text.strip(),
    )
    return moment


@deed("moment.change", may=teller)
def change(
    moment: Moment, *, title: str, day: date, kind: str, where: str, text: str, by: Person
) -> Moment:
    """Tell of a day on the way in other words, or move it."""
    moment.title = needed(title, _("Give it a name."), longest=80)
    moment.day, moment.kind = day, Moment.Kind(kind)
    moment.place, moment.text = where.strip()[:120], text.strip()
    moment.number, moment.changed = moment.number + 1, timezone.now()
    moment.save()
    return moment


@deed("moment.remove", may=teller)
def remove(moment: Moment, *, by: Person) -> None:
    """Take a day off the way. Calendars in which the meeting stood hear that it is called off."""
    if moment.is_meeting and moment.circle == Circle.PUBLIC:
        CalledOff.objects.create(
            author=by,
            coalition=moment.coalition,
            expedition=moment.expedition,
            circle=moment.circle,
            ceiling=moment.ceiling,
            key=moment.key,
            number=moment.number + 1,
            day=moment.day,
        )
    Moment.objects.unguarded(BOOKS).filter(pk=moment.pk).delete()


@deed("expedition.tell", may=manager | team)
def tell_about(
    expedition: Expedition, *, about: str, contact: str, by: Person, about_en: str = ""
) -> Front:
    """Word what an expedition tells about itself to everybody, and whom to write to."""
    front, _made = Front.objects.get_or_create(expedition=expedition)
    front.about, front.about_en, front.contact = about.strip(), about_en.strip(), contact.strip()
    front.changed = timezone.now()
    front.save()
    return front


def _page(coalition: Coalition) -> PublicPage | None:
    rows = PublicPage.objects.unguarded(BOOKS).filter(coalition=coalition)
    page: PublicPage | None = rows.select_for_update(no_key=True).first()
    return page


def _days_of(page: PublicPage, circle: Circle) -> None:
    """Let the days of a coalition, and those that were called off, be read as far as its page."""
    for days in (Moment, CalledOff):
        days.objects.unguarded(BOOKS).filter(coalition=page.coalition_id).update(circle=circle)


def _coarse(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, COARSE)
