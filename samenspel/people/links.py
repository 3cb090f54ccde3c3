"""Personal links: each opens exactly one thing, without an account and without a session.

A room makes one with `make("rooms:page", ...)`, where `rooms:page` is the URL name of the page that
takes the token; that page's view is wrapped in `@door("rooms:page")`.
"""

from __future__ import annotations

import functools
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe

from samenspel.foundation import limits, mail

from . import letters
from .models import PersonalLink

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from .models import Person

# Letters only, so that none is taken for a digit; no vowels, so that no words appear.
CODE_LETTERS = "BCDFGHJKLMNPQRTVWXZ"
CODE_LENGTH = 8
SIGN_IN = "people:enter"
NEW_ADDRESS = "people:confirm_address"
TICKET = "~"  # a token that starts so was given for a typed code
TICKET_MINUTES = 60


@dataclass(frozen=True)
class Key:
    """What opens a link. Shown or sent once; nobody can read it back."""

    link: PersonalLink
    token: str
    code: str = ""

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{reverse(self.link.opens, args=[self.token])}"

    @property
    def qr(self) -> str:
        """The address as a QR code, drawn in SVG."""
        return drawn(self.url)

    @property
    def code_page(self) -> str:
        """Where the code is typed, as one types it."""
        return f"{settings.SITE_URL}{reverse('people:code')}".partition("://")[2]

    @property
    def spaced_code(self) -> str:
        half = CODE_LENGTH // 2
        return f"{self.code[:half]} {self.code[half:]}"


def drawn(url: str) -> str:
    """An address that we made, as a QR code in SVG."""
    code: str = segno.make_qr(url, error="m").svg_inline(
        omitsize=True, border=0, svgclass="qr", lineclass=None
    )
    return mark_safe(code)  # noqa: S308  (it is drawn here)


def make(
    opens: str,
    *,
    person: Person | None = None,
    by: Person | None = None,
    days: float = 30,
    with_code: bool = False,
) -> Key:
    """Make a link to the page called `opens`; with a short code when it goes on paper."""
    token = secrets.token_urlsafe(16)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)) if with_code else ""
    link = PersonalLink.objects.create(
        opens=opens,
        person=person,
        made_by=by,
        token_hash=_hash(token),
        code_hash=_hash_code(code) if code else None,
        expires=timezone.now() + timedelta(days=days),
    )
    return Key(link, token, code)


def open(token: str, opens: str) -> PersonalLink | None:  # noqa: A001
    """The link that this token opens, when it still holds and is for this page."""
    link = _find(token)
    if not link or link.opens != opens or not link.is_live:
        return None
    if not link.opened:
        link.opened = timezone.now()
        PersonalLink.objects.filter(pk=link.pk, opened=None).update(opened=link.opened)
    return link


def address(request: HttpRequest) -> str:
    """The address of this page, to print; '' when it was opened by a code and holds for an hour."""
    last = request.path.rstrip("/").rpartition("/")[2]
    return "" if last.startswith(TICKET) else f"{settings.SITE_URL}{request.path}"


def live() -> QuerySet[PersonalLink]:
    """The links that still open something."""
    return PersonalLink.objects.live()


def withdraw(link: PersonalLink, *, by: Person | None) -> bool:
    """Make the link open nothing from now on. False when somebody had done so already."""
    rows = PersonalLink.objects.filter(pk=link.pk, withdrawn=None)
    done = rows.update(withdrawn=timezone.now(), withdrawn_by=by)
    link.refresh_from_db()
    return bool(done)


def withdraw_all(opens: str, *, person: Person) -> None:
    """Make every link of this person to this page open nothing from now on."""
    rows = PersonalLink.objects.live().filter(opens=opens, person=person)
    rows.update(withdrawn=timezone.now(), withdrawn_by=person)


def path_for_code(typed: str) -> str | None:
    """Where a typed short code leads: to its page, with a token that holds for an hour."""
    code = "".join(c for c in typed.upper() if c.isalnum())
    link = PersonalLink.objects.live().filter(code_hash=_hash_code(code)).first()
    if not link:
        return None
    return reverse(link.opens, args=[TICKET + _signer().sign(str(link.pk))])


def ask_again(token: str) -> None:
    """Tell the maker of a link that its holder wants a new one. Says nothing about the link."""
    link = _find(token, old_tickets=True)
    if not link or not link.made_by or not link.made_by.email:
        return
    if limits.take("ask again", str(link.pk), most=1, minutes=24 * 60):
        maker, holder = link.made_by, link.person.name if link.person else ""
        mail.send(link.made_by.email, maker.language, letters.wants_new_link, name=holder)


def door(opens: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Make `view(request, link, ...)` the page of a personal link.

    Whatever is wrong with a link (unknown, expired, withdrawn, for something else), the same page
    says so and tells what to do.
    """

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def enter(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            link = open(token, opens)
            if not link:
                return keep_private(closed(request, token, opens))
            if link.person and not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
                translation.activate(link.person.language)
                request.LANGUAGE_CODE = link.person.language
            return keep_private(view(request, link, **kwargs))

        enter.without_second_step = True  # type: ignore[attr-defined]
        return enter

    return wrap


def closed(request: HttpRequest, token: str, opens: str) -> HttpResponse:
    context = {"token": token, "signs_in": opens == SIGN_IN}
    return render(request, "people/closed_link.html", context, status=404)


def keep_private(response: HttpResponse) -> HttpResponse:
    """No copy stays behind in a browser, a proxy or a search engine.

    The referrer policy stays `same-origin`: with `no-referrer` browsers send `Origin: null`, and
    every form would be refused.
    """
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _find(token: str, *, old_tickets: bool = False) -> PersonalLink | None:
    wanted = Q(token_hash=_hash(token))
    if token.startswith(TICKET):
        age = None if old_tickets else TICKET_MINUTES * 60
        try:
            wanted = Q(pk=int(_signer().unsign(token.removeprefix(TICKET), max_age=age)))
        except BadSignature:
            return None
    return PersonalLink.objects.filter(wanted).select_related("person", "made_by").first()


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="samenspel.people.links", sep=".")


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _hash_code(code: str) -> str:
    # A short code could be guessed from a plain hash; with the key of this site it can't.
    return salted_hmac("samenspel.people.code", code, algorithm="sha256").hexdigest()


def forget_old() -> int:
    """Forget links that let in, and addresses that were not confirmed, a day after they ended."""
    old = PersonalLink.objects.filter(expires__lt=timezone.now() - timedelta(days=1))
    return old.filter(opens__in=[SIGN_IN, NEW_ADDRESS]).delete()[0]
