"""Mail through an outbox: written with the deed, sent by a worker, tried again, then wiped.

A mail carries links, never people's stories: what was said can be taken back, a mail can't.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator
from django_tasks import task

from .models import LONGEST_SUBJECT, Mail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 480, 1440)]
KEEP_DAYS = 30


@dataclass(frozen=True)
class Letter:
    """What a mail says. The small print stands below the button."""

    subject: str
    lines: Sequence[str]
    code: str = ""
    link: str = ""
    button: str = ""
    small_print: Sequence[str] = ()


@dataclass(frozen=True)
class Ready:
    """A mail as it leaves: to whom, what it says in both forms, and headers of its own."""

    to: str
    language: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # for good, by the other side
    GIVEN_UP = "given up"  # it could not be brought
    NOTHING = "nothing"  # there was nothing to say, or nobody to say it to


@dataclass(frozen=True)
class Kind:
    write: Callable[[int], Ready | None]
    after: Callable[[int, Outcome], None]


_kinds: dict[str, Kind] = {}


def register(
    name: str, *, write: Callable[[int], Ready | None], after: Callable[[int, Outcome], None]
) -> None:
    """A kind of mail that is written only when it is sent.

    So what was taken back until then is not in it. `write(about)` makes it, at each try; None when
    there is nothing to send any more. `after(about, outcome)` hears once how it ended.
    """
    _kinds[name] = Kind(write, after)


def later(kind: str, about: int) -> Mail:
    """Put a mail in the outbox that is written when it is sent, within the deed's transaction."""
    mail = Mail.objects.create(kind=kind, about=about)
    deliver.enqueue(mail.pk)
    return mail


def send(
    to: str,
    language: str,
    write: Callable[..., Letter],
    *,
    good_for: timedelta | None = None,
    **facts: object,
) -> Mail:
    """Put a mail in the outbox, within the transaction of the deed.

    `write(**facts)` is called in the reader's language. A mail that could not be sent within
    `good_for` is not sent at all.
    """
    with translation.override(language):
        letter = write(**facts)
        context = {"letter": letter, "language": language, "site": settings.SITE_URL}
        mail = Mail.objects.create(
            to=to,
            language=language,
            subject=_one_line(letter.subject),
            text=render_to_string("foundation/mail/letter.txt", context).strip() + "\n",
            html=render_to_string("foundation/mail/letter.html", context),
            useful_until=timezone.now() + good_for if good_for else None,
        )
    deliver.enqueue(mail.pk)
    return mail


def _one_line(subject: str) -> str:
    return Truncator(" ".join(subject.split())).chars(LONGEST_SUBJECT)


@task()
def deliver(pk: int) -> None:
    """Send one mail. When it fails, a later try is enqueued, each after a longer wait."""
    mail = _claim(pk)
    if not mail:
        return
    ready = _ready(mail)
    if ready is None:
        _end(mail, Outcome.NOTHING, given_up=timezone.now(), trouble="nothing to send")
        return
    try:
        _message(mail, ready).send()
    except (OSError, smtplib.SMTPException, ValueError) as trouble:
        _try_later(mail, trouble)
    else:
        _end(mail, Outcome.SENT, sent=timezone.now())


def enqueue_stranded() -> int:
    """Enqueue what a worker dropped halfway; the hourly round calls this."""
    an_hour_ago = timezone.now() - timedelta(hours=1)
    stranded = Mail.objects.filter(sent=None, given_up=None, next_try__lt=an_hour_ago)
    for pk in stranded.values_list("pk", flat=True):
        deliver.enqueue(pk)
    return len(stranded)


def forget_old() -> int:
    long_ago = timezone.now() - timedelta(days=KEEP_DAYS)
    return Mail.objects.filter(written__lt=long_ago).exclude(sent=None, given_up=None).delete()[0]


def _claim(pk: int) -> Mail | None:
    """Take the mail, by putting its next try a wait further, so that no two workers send it."""
    now = timezone.now()
    waiting = Mail.objects.filter(pk=pk, sent=None, given_up=None, next_try__lte=now)
    mail = waiting.first()
    if not mail:
        return None
    if mail.useful_until and mail.useful_until < now:
        _end(mail, Outcome.GIVEN_UP, given_up=now, trouble="too late")
        return None
    if mail.tries > len(WAITS):  # each time a worker broke on it, without saying why
        _end(mail, Outcome.GIVEN_UP, given_up=now, trouble="too often")
        return None
    next_try = now + WAITS[min(mail.tries, len(WAITS) - 1)]
    taken = waiting.filter(tries=mail.tries).update(tries=F("tries") + 1, next_try=next_try)
    if not taken:
        return None
    mail.tries += 1
    mail.next_try = next_try
    return mail


def _try_later(mail: Mail, trouble: Exception) -> None:
    name = type(trouble).__name__
    for_good = _is_for_good(trouble)
    if mail.tries > len(WAITS) or for_good:
        refused = for_good and isinstance(trouble, smtplib.SMTPRecipientsRefused)
        outcome = Outcome.REFUSED if refused else Outcome.GIVEN_UP
        _end(mail, outcome, given_up=timezone.now(), trouble=name)
        return
    Mail.objects.filter(pk=mail.pk).update(trouble=name)
    deliver.using(run_after=mail.next_try).enqueue(mail.pk)


def _is_for_good(trouble: Exception) -> bool:
    """Whether it can't be made into a mail, or the other side will never take it (a 5xx answer)."""
    if isinstance(trouble, ValueError):
        return True
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in trouble.recipients.values())
    return False


def _end(
    mail: Mail,
    outcome: Outcome,
    *,
    sent: datetime | None = None,
    given_up: datetime | None = None,
    trouble: str = "",
) -> None:
    Mail.objects.filter(pk=mail.pk).update(
        sent=sent, given_up=given_up, trouble=trouble, to="", subject="", text="", html=""
    )
    if mail.kind in _kinds and mail.about is not None:
        _kinds[mail.kind].after(mail.about, outcome)


def _ready(mail: Mail) -> Ready | None:
    if not mail.kind:
        return Ready(mail.to, mail.language, mail.subject, mail.text, mail.html, {})
    if mail.kind not in _kinds or mail.about is None:
        return None
    return _kinds[mail.kind].write(mail.about)


def _message(mail: Mail, ready: Ready) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    message = EmailMultiAlternatives(
        subject=_one_line(ready.subject),
        body=ready.text,
        to=[ready.to],
        headers={
            # The same for each try, so that a mail that was sent twice is seen as one.
            "Message-ID": f"<samenspel.{mail.pk}.{mail.written:%Y%m%d%H%M%S}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": ready.language,
            **ready.headers,
        },
    )
    message.attach_alternative(ready.html, "text/html")
    return message
