"""Private addresses of a coalition's podcast: each of one person, who can end it.

A podcast program can't sign in, so the key stands in the address. Of the key only a hash is kept.
Whoever fetches with it reads as that person does now: what ended for them has ended there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samenspel.circles.deeds import author, deed, member, team
from samenspel.circles.models import Circle, Coalition
from samenspel.circles.roles import relation
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused, needed
from samenspel.people import links

from . import public
from .models import EpisodeEditions, Subscription

if TYPE_CHECKING:
    from samenspel.people.links import Key
    from samenspel.people.models import Person

OPENS = "stories:private_feed"
DAYS = 3650
MOST = 10


@deed("subscription.begin", may=member | team)
def begin(coalition: Coalition, *, name: str, by: Person) -> Key:
    """Make an address to hear a coalition's podcast at, for a program of your own."""
    mine = Subscription.objects.unguarded(BOOKS).filter(author=by, coalition=coalition)
    if mine.filter(link__withdrawn=None).count() >= MOST:
        raise Refused(_("You have many addresses already. End one that you don't use."))
    key = links.make(OPENS, person=by, by=by, days=DAYS)
    Subscription.objects.create(
        author=by,
        coalition=coalition,
        expedition_id=coalition.expedition_id,
        circle=Circle.PRIVATE,
        name=needed(name, _("Say where you will listen."), longest=80),
        link=key.link,
    )
    return key


@deed("subscription.end", may=author)
def end(subscription: Subscription, *, by: Person) -> Subscription:
    """Let an address of a coalition's podcast open nothing any more."""
    links.withdraw(subscription.link, by=by)
    return subscription


def opened(token: str) -> Subscription | None:
    """What this key opens, as long as its holder still belongs with the coalition."""
    link = links.open(token, OPENS)
    rows = Subscription.objects.unguarded("opened by personal link").filter(link=link)
    found: Subscription | None = (
        rows.select_related("author", "coalition__expedition").first() if link else None
    )
    if found is None or found.coalition is None:
        return None
    return found if relation(found.author, found.coalition) in ("own", "team") else None


def editions(subscription: Subscription) -> EpisodeEditions:
    """What its holder may hear of the coalition, newest first."""
    return public.editions(subscription.author).filter(coalition=subscription.coalition_id)
