"""Deeds of inviting, and of taking part; and of typing for somebody without an address."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.foundation import limits, mail
from samenspel.foundation.errors import Refused, needed
from samenspel.people import links
from samenspel.people.links import Key
from samenspel.people.models import LONGEST_ADDRESS, Person

from . import letters
from .actions import first_step, is_led, seat, seat_along
from .deeds import coordinator, deed, manager, the_one
from .models import OWN, Coalition, Expedition, Help, Invitation, Membership, Role, Voice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from .models import Organisation
    from .places import Place

DAYS = 30
MOST_A_DAY = 200
PAGE = "circles:join"


def _is_for_the_manager(invitation: Invitation) -> bool:
    return invitation.coalition is None or not is_led(invitation.coalition)


keeps = coordinator | manager.only(_is_for_the_manager)


@deed("invitation.send", may=coordinator | first_step)
def invite(
    coalition: Coalition,
    *,
    name: str,
    by: Person,
    email: str = "",
    role: str = Role.MEMBER,
    language: str = "nl",
) -> Invitation:
    """Ask somebody to take part in a coalition. Without an address it is a letter on paper."""
    if role not in OWN:
        raise ValueError(f"not a place in a coalition: {role}")
    if role != Role.COORDINATOR and not is_led(coalition):
        raise Refused(_("Begin with a coordinator."))
    live = Membership.objects.live().filter(coalition=coalition)
    if email and live.filter(person__email=_clean(email), role__in=OWN).exists():
        raise Refused(_("%s is already a member.") % email)
    said = {"name": name, "email": email, "language": language}
    return _send(Invitation(**coalition.where, **said, role=role, invited_by=by))


@deed("invitation.send_along", may=manager)
def invite_along(
    expedition: Expedition,
    *,
    name: str,
    email: str,
    role: str,
    by: Person,
    language: str = "nl",
    organisation: Organisation | None = None,
) -> Invitation:
    """Ask somebody to travel along: support team, partner or fund. Always by mail."""
    if role in OWN:
        raise ValueError("a place in a coalition is given by the coalition")
    if not email:
        raise Refused(_("Write the e-mail address: whoever sees more groups needs one."))
    said = {"name": name, "email": email, "language": language, "organisation": organisation}
    return _send(Invitation(**expedition.where, **said, role=role, invited_by=by))


class LinesRefused(Refused):
    """Several lines are wrong, each in its own way."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@transaction.atomic
def invite_all(
    coalition: Coalition,
    *,
    lines: Sequence[str],
    by: Person,
    role: str = Role.MEMBER,
    language: str = "nl",
) -> list[Invitation]:
    """Invite everybody on a list with a line each: 'name, address', or only one of the two.

    All or none: each line that can't be read is told by its number.
    """
    sent, wrong = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name, email = read_line(line)
        try:
            sent.append(
                invite(coalition, name=name, email=email, by=by, role=role, language=language)
            )
        except Refused as refused:
            said = {"number": number, "line": line.strip(), "why": refused}
            wrong.append(_("Line %(number)d, %(line)s: %(why)s") % said)
    if wrong:
        raise LinesRefused([*wrong, _("Nobody was invited this time.")])
    if not sent:
        raise Refused(_("Write at least one name."))
    return sent


def read_line(line: str) -> tuple[str, str]:
    """The name and the address on a line; an address alone lends its first part as a name."""
    for mark in "<>;\t":
        line = line.replace(mark, ",")
    parts = [part.strip() for part in line.split(",") if part.strip()]
    email = next((part for part in parts if "@" in part), "")
    name = " ".join(part for part in parts if part != email)
    return name or email.partition("@")[0], email


def _clean(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
        MaxLengthValidator(LONGEST_ADDRESS)(email)
    except ValidationError:
        raise Refused(_("This is not an e-mail address. Look at it once more.")) from None
    return email


def _send(invitation: Invitation) -> Invitation:
    invitation.name = needed(invitation.name, _("Write a name."))
    if invitation.email:
        invitation.email = _clean(invitation.email)
        _refuse_twice(invitation)
    by = invitation.invited_by
    if not limits.take("invite", str(by.pk), most=MOST_A_DAY, minutes=24 * 60):
        raise Refused(_("You have invited many people today. Go on tomorrow."))
    invitation.on_paper = not invitation.email
    key = _make_key(invitation, by)
    invitation.link = key.link
    invitation.save()
    if not invitation.on_paper:
        _mail(invitation, key)
    return invitation


def _refuse_twice(invitation: Invitation) -> None:
    waiting = Invitation.objects.filter(
        expedition=invitation.expedition,
        coalition=invitation.coalition,
        email=invitation.email,
        joined=None,
        link__in=links.live(),
    )
    if waiting.exists():
        raise Refused(_("%s has already been invited. You can send it again.") % invitation.email)


def _make_key(invitation: Invitation, by: Person) -> Key:
    return links.make(PAGE, by=by, days=DAYS, with_code=invitation.on_paper)


def _mail(invitation: Invitation, key: Key) -> None:
    mail.send(
        invitation.email,
        invitation.language,
        letters.invitation,
        name=invitation.name,
        by=invitation.invited_by.name,
        place=str(invitation.coalition or invitation.expedition),
        town=invitation.coalition.place if invitation.coalition else "",
        link=key.url,
    )


def _anew(invitation: Invitation, by: Person) -> Key:
    if invitation.joined:
        raise Refused(_("%s is already taking part.") % invitation.name)
    links.withdraw(invitation.link, by=by)
    key = _make_key(invitation, by)
    invitation.link = key.link
    invitation.save(update_fields=["link", "on_paper"])
    return key


@deed("invitation.send_again", may=keeps)
def send_again(invitation: Invitation, *, by: Person) -> Invitation:
    """Mail the invitation once more, with a new link. The old one no longer works."""
    if not invitation.email:
        raise Refused(_("There is no e-mail address. Print a letter."))
    if not limits.take("invite again", str(invitation.pk), most=3, minutes=24 * 60):
        raise Refused(_("This was sent three times today. Try it by telephone."))
    invitation.on_paper = False
    _mail(invitation, _anew(invitation, by))
    return invitation


@deed("invitation.print", may=keeps)
def print_letter(invitation: Invitation, *, by: Person) -> Key:
    """Make a letter on paper, with a new link and a code. What went out before stops working.

    The key is to be seen once, on that letter.
    """
    if invitation.coalition is None:
        raise Refused(_("Whoever sees more groups is invited by mail."))
    invitation.on_paper = True
    return _anew(invitation, by)


@deed("invitation.withdraw", may=keeps)
def withdraw(invitation: Invitation, *, by: Person) -> Invitation:
    """Take an invitation back. The link stops working at once."""
    if invitation.joined:
        raise Refused(_("%s is already taking part.") % invitation.name)
    links.withdraw(invitation.link, by=by)
    return invitation


@transaction.atomic
def accept(
    invitation: Invitation,
    *,
    name: str = "",
    voice: str = Voice.OTHER,
    visitor: Person | None = None,
) -> Person:
    """Take part, as whoever is signed in, or else as the owner of the invited address.

    A letter on paper proves no address: it makes a new person, without one.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.joined:
        raise Refused(_("You are already taking part. You can sign in."))
    person = visitor or _owner(locked)
    if person is None:
        email = None if locked.on_paper else locked.email
        person = Person.objects.create_user(email, name=_called(name), language=locked.language)
    locked.person = person
    _take_part(locked, by=person, voice=voice)
    return person


def is_known(invitation: Invitation) -> bool:
    """Whether whoever opens this invitation is somebody already, and so has a name."""
    return _owner(invitation) is not None


def _owner(invitation: Invitation) -> Person | None:
    if invitation.on_paper or not invitation.email:
        return None
    return Person.objects.filter(email=invitation.email).first()


def _called(name: str) -> str:
    return needed(name, _("Write what we should call you."))


@deed("invitation.accept", may=the_one("the one who was invited", "person"))
def _take_part(invitation: Invitation, *, by: Person, voice: str) -> Membership:
    """Take part, on the invitation of a coordinator or of the programme manager."""
    if invitation.coalition is None:
        place = seat_along(
            invitation.expedition,
            person=by,
            role=invitation.role,
            organisation=invitation.organisation,
        )
    else:
        place = seat(
            invitation.coalition,
            person=by,
            role=invitation.role,
            voice=voice,
            organisation=invitation.organisation,
        )
    invitation.joined, invitation.email = timezone.now(), ""
    invitation.save(update_fields=["person", "joined", "email"])
    return place


@deed("help.begin", may=coordinator)
def type_for(coalition: Coalition, *, name: str, voice: str, said: str, by: Person) -> Membership:
    """Add somebody without an address, for whom one types. They were asked, and said yes."""
    if said not in Help.Said.values:
        raise Refused(_("Say how they said yes: spoken, or on paper."))
    person = Person.objects.create_user(None, name=_called(name))
    membership = seat(coalition, person=person, role=Role.MEMBER, voice=voice)
    Help.objects.create(membership=membership, helper=by, said=said)
    return membership


@deed("help.end", may=coordinator)
def stop_typing(membership: Membership, *, by: Person) -> Membership:
    """Stop typing for somebody. What they said stays theirs."""
    Help.objects.live().filter(membership=membership).update(ended=timezone.now())
    return membership


def invitations(place: Place) -> QuerySet[Invitation]:
    """All invitations to a coalition, or along with an expedition, newest first."""
    rows = Invitation.objects.select_related("link", "person", "coalition", "invited_by")
    if isinstance(place, Coalition):
        return rows.filter(coalition=place)
    return rows.filter(expedition=place, coalition=None)


def letters_of(coalition: Coalition) -> list[Invitation]:
    """Those whose letter may be printed: nobody has opened it yet, or it is too old."""
    on_paper = invitations(coalition).filter(on_paper=True)
    return [row for row in on_paper if row.state in ("printed", "expired")]


def forget_old() -> int:
    """Forget whom we invited in vain: thirty days after the link stopped working."""
    long_ago = timezone.now() - timedelta(days=DAYS)
    stale = Q(link__expires__lt=long_ago) | Q(link__withdrawn__lt=long_ago)
    return Invitation.objects.filter(stale, joined=None).delete()[0]
