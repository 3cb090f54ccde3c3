"""Deeds of belonging: expeditions, coalitions, who is in them and who looks along until when."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http.request import validate_host
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samenspel.foundation import ledger, live
from samenspel.foundation.errors import Refused, needed

from .deeds import Rule, coordinator, deed, manager, the_one
from .models import (
    OWN,
    TEAM,
    Coalition,
    Expedition,
    Membership,
    Organisation,
    Partner,
    PracticeArea,
    Role,
    Voice,
)

if TYPE_CHECKING:
    from samenspel.people.models import Person

HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
OUTSIDE = (Role.MANAGER, Role.PARTNER)
LONGEST_AFTERWARDS = timedelta(days=366)  # access of the team, after the expedition's last day


def is_led(coalition: Any) -> bool:
    live = Membership.objects.live()
    return live.filter(coalition=coalition, role=Role.COORDINATOR).exists()


first_step = manager.only(lambda coalition: not is_led(coalition))
oneself: Rule = the_one("oneself", "person")


def free_slug(rows: Any, name: str, *, most: int = 40, otherwise: str = "reis") -> str:
    """The first words of a name, as an address that none of these rows has.

    `otherwise` is for a name without letters.
    """
    stem = slugify(name)
    if len(stem) > most:
        stem = stem[:most].rpartition("-")[0] or stem[:most]
    stem = stem or otherwise
    taken = set(rows.filter(slug__startswith=stem).values_list("slug", flat=True))
    tries = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(slug for slug in tries if slug not in taken)


def _begin(
    *, name: str, starts: date, ends: date, summary: str, manager: Person, fund: Organisation | None
) -> Expedition:
    if ends <= starts:
        raise Refused(_("The last day must come after the first."))
    begun = Expedition.objects.create(
        name=needed(name, _("Give the expedition a name.")),
        slug=free_slug(Expedition.objects, name),
        summary=summary.strip(),
        starts=starts,
        ends=ends,
    )
    Membership.objects.create(
        person=manager, expedition=begun, role=Role.MANAGER, organisation=fund
    )
    return begun


@transaction.atomic
def begin_the_first(
    *, name: str, starts: date, ends: date, manager: Person, fund: str, summary: str = ""
) -> Expedition:
    """Begin the first expedition of a new host, from its command line: nobody may do deeds yet."""
    if Membership.objects.live().filter(role=Role.MANAGER).exists():
        raise Refused(_("There already is a programme manager. Let them begin the next one."))
    begun = _begin(
        name=name,
        starts=starts,
        ends=ends,
        summary=summary,
        manager=manager,
        fund=organisation(fund, Organisation.Kind.FUND),
    )
    ledger.write("expedition.begin", by=None, subject=begun)
    return begun


@deed("expedition.begin", may=manager)
def begin(
    earlier: Expedition, *, name: str, starts: date, ends: date, by: Person, summary: str = ""
) -> Expedition:
    """Begin a next expedition, as the programme manager of an earlier one."""
    mine = Membership.objects.live().filter(person=by, expedition=earlier, role=Role.MANAGER)
    place = mine.select_related("organisation").first()
    return _begin(
        name=name,
        starts=starts,
        ends=ends,
        summary=summary,
        manager=by,
        fund=place.organisation if place else None,
    )


@deed("expedition.describe", may=manager)
def describe_expedition(
    expedition: Expedition, *, name: str, summary: str, starts: date, ends: date, by: Person
) -> Expedition:
    """Change what is told about an expedition, and its days."""
    if ends <= starts:
        raise Refused(_("The last day must come after the first."))
    expedition.name = needed(name, _("Give the expedition a name."))
    expedition.summary, expedition.starts, expedition.ends = summary.strip(), starts, ends
    expedition.save(update_fields=["name", "summary", "starts", "ends"])
    return expedition


@deed("expedition.address", may=manager)
def give_address(expedition: Expedition, *, domain: str, by: Person) -> Expedition:
    """Give an expedition an address of its own on the internet, or take it off again."""
    domain = domain.strip().lower().rstrip(".")
    if domain:
        if not HOST.fullmatch(domain):
            raise Refused(_("That is not an address. Write it as lessons.example.org."))
        main = urlsplit(settings.SITE_URL).hostname
        if domain == main or not validate_host(domain, settings.ALLOWED_HOSTS):
            raise Refused(_("This address is not set up. Ask whoever hosts the site to do that."))
        if Expedition.objects.filter(domain=domain).exclude(pk=expedition.pk).exists():
            raise Refused(_("Another expedition has this address already."))
    expedition.domain = domain or None
    expedition.save(update_fields=["domain"])
    return expedition


@deed("coalition.form", may=manager)
def form(
    expedition: Expedition,
    *,
    name: str,
    place: str,
    by: Person,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Coalition:
    """Make room for a coalition. What it stands for, it writes itself."""
    return Coalition.objects.create(
        expedition=expedition,
        name=needed(name, _("Give the coalition a name.")),
        slug=free_slug(Coalition.objects.filter(expedition=expedition), name),
        place=needed(place, _("Write the town or neighbourhood.")),
        latitude=latitude,
        longitude=longitude,
    )


@deed("coalition.describe", may=coordinator)
def describe(coalition: Coalition, *, by: Person, **told: Any) -> Coalition:
    """Change what a coalition tells about itself.

    `told` may hold name, place, latitude, longitude, ground, ambition, reason and practice_word.
    """
    may_tell = {"name", "place", "latitude", "longitude", "ground", "ambition", "reason"}
    if unknown := set(told) - may_tell - {"practice_word"}:
        raise ValueError(f"a coalition does not tell {unknown}")
    for name, value in told.items():
        setattr(coalition, name, value.strip() if isinstance(value, str) else value)
    needed(coalition.name, _("Give the coalition a name."))
    coalition.save(update_fields=list(told))
    return coalition


@deed("practice.add", may=coordinator)
def add_practice(coalition: Coalition, *, name: str, by: Person) -> PracticeArea:
    """Add a place or subject on which the coalition practises."""
    return PracticeArea.objects.create(
        coalition=coalition, name=needed(name, _("Give it a name."))[:120]
    )


@deed("practice.end", may=coordinator)
def end_practice(area: PracticeArea, *, by: Person) -> None:
    """Take a place to practise off the list. What was said about it stays."""
    PracticeArea.objects.filter(pk=area.pk).delete()  # its id goes into the log


def organisation(name: str, kind: str) -> Organisation:
    """The organisation of this name; made when it is new."""
    found: Organisation
    found, _made = Organisation.objects.get_or_create(
        name=needed(name, _("Write the name of the organisation."))[:120], defaults={"kind": kind}
    )
    return found


@deed("partner.join", may=coordinator | first_step)
def join(coalition: Coalition, *, name: str, kind: str, by: Person) -> Partner:
    """Let an organisation or initiative take part in a coalition."""
    partner, made = Partner.objects.get_or_create(
        coalition=coalition, organisation=organisation(name, kind)
    )
    if not made:
        raise Refused(_("This organisation is already taking part."))
    return partner


@deed("partner.leave", may=coordinator)
def leave(partner: Partner, *, by: Person) -> None:
    """Take an organisation off the list of partners. Its people stay members until that ends."""
    Partner.objects.filter(pk=partner.pk).delete()  # its id goes into the log


def _lives(person: Person, expedition: Expedition, roles: tuple[Role, ...]) -> bool:
    live = Membership.objects.live().filter(person=person, expedition=expedition)
    return live.filter(role__in=roles).exists()


@deed("membership.give", may=coordinator | first_step)
def give(
    coalition: Coalition,
    *,
    person: Person,
    by: Person,
    role: str = Role.MEMBER,
    voice: str = Voice.RESIDENT,
    organisation: Organisation | None = None,
) -> Membership:
    """Make somebody a member of a coalition, or its coordinator.

    The fund makes only the first coordinator, and nobody of the fund or its partners can be one:
    they would read what is not theirs.
    """
    return seat(coalition, person=person, role=role, voice=voice, organisation=organisation)


def seat(
    coalition: Coalition,
    *,
    person: Person,
    role: str,
    voice: str,
    organisation: Organisation | None = None,
) -> Membership:
    """The membership itself, for the deeds that lead to one."""
    if role not in OWN:
        raise ValueError(f"not a place in a coalition: {role}")
    if _lives(person, coalition.expedition, OUTSIDE):
        raise Refused(_("Somebody from the fund or a partner can't be a member of a coalition."))
    live = Membership.objects.live().filter(coalition=coalition, person=person, role__in=OWN)
    if live.exists():
        raise Refused(_("%s is already a member.") % person.name)
    if role != Role.COORDINATOR and not is_led(coalition):
        raise Refused(_("Begin with a coordinator."))
    return Membership.objects.create(
        person=person,
        expedition=coalition.expedition,
        coalition=coalition,
        role=role,
        voice=voice,
        organisation=organisation,
    )


@deed("membership.change", may=coordinator)
def change(
    membership: Membership,
    *,
    by: Person,
    role: str,
    voice: str,
    organisation: Organisation | None = None,
) -> Membership:
    """Change the role, the voice or the organisation of a member."""
    if membership.role not in OWN or role not in OWN:
        raise ValueError("only places in a coalition change so")
    if membership.role == Role.COORDINATOR and role != Role.COORDINATOR:
        _keep_a_coordinator(membership)
    if membership.role != role:
        live.rights_changed()
    membership.role, membership.voice, membership.organisation = role, voice, organisation
    membership.save(update_fields=["role", "voice", "organisation"])
    return membership


def _keep_a_coordinator(leaving: Membership) -> None:
    others = Membership.objects.live().filter(coalition=leaving.coalition, role=Role.COORDINATOR)
    if not others.exclude(pk=leaving.pk).exists():
        raise Refused(_("Make somebody else coordinator first. A coalition can't be without."))


@deed(
    "membership.end",
    may=coordinator.only(lambda membership: membership.role in OWN)
    | oneself.only(lambda membership: membership.role in OWN),
)
def end(membership: Membership, *, by: Person) -> Membership:
    """End somebody's membership of a coalition. Their words stay theirs."""
    if membership.role == Role.COORDINATOR:
        _keep_a_coordinator(membership)
    return _close(membership, by)


@deed("access.give", may=coordinator)
def give_access(
    coalition: Coalition,
    *,
    person: Person,
    role: str,
    until: date,
    by: Person,
    organisation: Organisation | None = None,
) -> Membership:
    """Let somebody of the support team look along with a coalition, up to and including a day.

    Only the coalition itself opens its door: what it closed, the fund can't open again.
    """
    if role not in TEAM:
        raise ValueError(f"not a role in the support team: {role}")
    expedition = coalition.expedition
    if _lives(person, expedition, OUTSIDE):
        raise Refused(_("Somebody from the fund or a partner can't have access to a coalition."))
    if until < timezone.localdate():
        raise Refused(_("Choose an end date that is still to come."))
    if until > expedition.ends + LONGEST_AFTERWARDS:
        raise Refused(_("Choose an end date at most one year after the expedition."))
    live = Membership.objects.live().filter(person=person, coalition=coalition, role=role)
    for earlier in live:
        _close(earlier, by)
    return Membership.objects.create(
        person=person,
        expedition=expedition,
        coalition=coalition,
        role=role,
        organisation=organisation,
        until=until,
    )


looks_along = (manager | coordinator | oneself).only(
    lambda membership: membership.role in TEAM and membership.coalition_id is not None
)


@deed("access.end", may=looks_along)
def end_access(membership: Membership, *, by: Person) -> Membership:
    """End the support team's access to a coalition. It holds from the next click."""
    return _close(membership, by)


@deed("place.give", may=manager)
def give_place(
    expedition: Expedition,
    *,
    person: Person,
    role: str,
    by: Person,
    organisation: Organisation | None = None,
) -> Membership:
    """Let somebody travel with the expedition: support team, partner, or the fund itself."""
    return seat_along(expedition, person=person, role=role, organisation=organisation)


def seat_along(
    expedition: Expedition, *, person: Person, role: str, organisation: Organisation | None = None
) -> Membership:
    """The place itself, for the deeds that lead to one."""
    if role in OWN:
        raise ValueError("a place in a coalition is given by the coalition")
    if role in OUTSIDE and _lives(person, expedition, (*OWN, *TEAM)):
        raise Refused(_("Somebody who reads with a coalition can't be from the fund as well."))
    if role in TEAM and _lives(person, expedition, OUTSIDE):
        raise Refused(_("Somebody from the fund or a partner can't be in the support team."))
    if _lives_as(person, expedition, role):
        raise Refused(_("%s already has this place.") % person.name)
    return Membership.objects.create(
        person=person, expedition=expedition, role=role, organisation=organisation
    )


def _lives_as(person: Person, expedition: Expedition, role: str) -> bool:
    live = Membership.objects.live().filter(person=person, expedition=expedition, role=role)
    return live.filter(coalition=None).exists()


@deed(
    "place.end",
    may=(manager | oneself).only(lambda membership: membership.coalition_id is None),
)
def end_place(membership: Membership, *, by: Person) -> Membership:
    """End somebody's place in an expedition, and with it their access to its coalitions."""
    if membership.role == Role.MANAGER:
        others = Membership.objects.live().filter(
            expedition=membership.expedition, role=Role.MANAGER
        )
        if not others.exclude(pk=membership.pk).exists():
            raise Refused(_("Make somebody else programme manager first."))
    live = Membership.objects.live().filter(
        person=membership.person, expedition=membership.expedition, role=membership.role
    )
    for access in live.exclude(pk=membership.pk):
        _close(access, by)
        ledger.write("access.end", by=by, subject=access, space=access.coalition_id)
    return _close(membership, by)


def _close(membership: Membership, by: Person) -> Membership:
    if membership.ended is None:
        membership.ended, membership.ended_by = timezone.now(), by
        membership.save(update_fields=["ended", "ended_by"])
        live.rights_changed()
    return membership
