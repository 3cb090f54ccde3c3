"""What a person does with what is their own. Each leaves a line in the ledger."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from samenspel.foundation import ledger, limits, live, mail
from samenspel.foundation.errors import Refused

from . import letters, links
from .models import NewAddress, Person, PersonalLink, new_seal


@transaction.atomic
def change(person: Person, *, name: str, language: str, wants_news: bool, by: Person) -> None:
    """Change how I am called, in what language I read, and what I am mailed."""
    person.name, person.language, person.wants_news = name, language, wants_news
    person.save(update_fields=["name", "language", "wants_news"])
    ledger.write("person.change", by=by, subject=person)


@transaction.atomic
def ask_new_address(person: Person, *, email: str, by: Person) -> None:
    """Mail a link to the new address. Whether it is somebody else's already is told only there."""
    email = email.lower()
    if email == person.email:
        raise Refused(_("This is already your address."))
    if not limits.take("new address", str(person.pk), most=5, minutes=24 * 60):
        raise Refused(_("That was tried too often. Try again tomorrow."))
    if owner := Person.objects.filter(email=email).first():
        mail.send(email, owner.language, letters.address_in_use)
        return
    key = links.make(links.NEW_ADDRESS, person=person, by=by, days=1)
    NewAddress.objects.create(person=person, email=email, link=key.link)
    mail.send(email, person.language, letters.confirm_address, name=person.name, link=key.url)


@transaction.atomic
def confirm_address(link: PersonalLink, *, by: Person) -> None:
    """From now on the new address is theirs. The old one is told."""
    wanted = NewAddress.objects.select_for_update().select_related("person").get(link=link)
    person, old = wanted.person, wanted.person.email
    if Person.objects.filter(email=wanted.email).exclude(pk=person.pk).exists():
        raise Refused(_("Somebody else already uses this address. Choose another one."))
    person.email = wanted.email
    person.save(update_fields=["email"])
    # What a provider told about the old address must not let anybody in any more.
    EmailAddress.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    links.withdraw(link, by=by)
    wanted.delete()
    ledger.write("person.change_address", by=by, subject=person)
    if old:
        mail.send(old, person.language, letters.ways_in_changed, what="address_changed")


@transaction.atomic
def leave_everywhere(person: Person, *, by: Person) -> None:
    """Sign out on every device: a new seal breaks all the old ones."""
    person.seal = new_seal()
    person.save(update_fields=["seal"])
    ledger.write("person.leave_everywhere", by=by, subject=person)
    live.rights_changed()


def door_link(person: Person) -> str:
    """A link that lets a visitor of the demo in as this person; it does nothing elsewhere."""
    return links.make("people:demo_door", person=person, days=365).url


def news(person: Person, link: str) -> None:
    """Mail where somebody's words can be read by everybody now, when they want to be told."""
    if person.email and person.wants_news:
        mail.send(person.email, person.language, letters.news, name=person.name, link=link)
