"""The digest: asked for, confirmed, sent through a real mail server, and ended with one click."""

from __future__ import annotations

import email
import email.policy
import io
import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from samenspel.circles.deeds import NotYours
from samenspel.digests import actions, contents, jobs, sending, subscribing
from samenspel.digests.models import Delivery, Digest, Mention, Plan, Subscriber
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Mail
from samenspel.foundation.tests.post_office import office, work  # noqa: F401
from samenspel.lessons import actions as lessons
from samenspel.lessons.tests.builders import CLAIM, a_lesson, a_quote, given, publish, published
from samenspel.sources import traces
from samenspel.stories.tests.builders import out

from .builders import ADDRESS, a_plan, a_subscriber, asked, sent

SAID = "Mijn KANARIE zingt in de gang."
ASK = "/expeditie/polder/volgen/per-mail/"

pytestmark = pytest.mark.django_db(transaction=True)


def mails(office: Any) -> list[EmailMessage]:  # noqa: F811
    return [email.message_from_string(got, policy=email.policy.default) for got in office.got]


def parts(mail: EmailMessage) -> tuple[str, str]:
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    return text.get_content(), html.get_content()


def post(path: str, told: dict[str, str] | None = None) -> Any:
    """As a browser without cookies, or a mail program: with the check on forged requests."""
    return Client(enforce_csrf_checks=True).post(path, told or {})


def fill_in(address: str = ADDRESS, **more: str) -> Any:
    return post(ASK, {"address": address, "what": "all", "language": "nl", **more})


def test_from_asking_to_one_click(cast, office):  # noqa: F811
    published(cast, SAID)
    answer = fill_in()
    assert (answer.status_code, dict(answer.cookies)) == (302, {})
    work()
    link = office.link_for(ADDRESS)
    for _scanner in range(2):
        page = Client().get(link)
        assert (page.status_code, dict(page.cookies)) == (200, {})
    assert not sending.subscribers(cast.expedition)
    assert post(link).status_code == 302
    assert sending.subscribers(cast.expedition) == 1

    a_plan(cast, foreword="Dit leerden we deze maand.")
    sent(cast)
    work()
    mail = mails(office)[-1]
    assert (mail["To"], mail["Subject"]) == (ADDRESS, f"Nieuw van {cast.expedition.name}")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<polder.localhost>"
    assert mail["Content-Language"] == "nl"
    for told in parts(mail):
        assert CLAIM in told
        assert "Dit leerden we deze maand." in told
        assert "KANARIE" not in told
        assert not re.search(r"<img|<script|utm_", told)
        links = re.findall(r"https?://[^\s\"<]+", told)
        assert all(each.startswith("http://localhost:8000/") for each in links)
    html = parts(mail)[1]
    assert 'style="' in html
    assert "prefers-color-scheme: dark" in html

    leave = re.fullmatch(r"<http://localhost:8000(/\S+)>", mail["List-Unsubscribe"].strip())[1]
    assert Client().get(leave).status_code == 200
    assert Subscriber.objects.exists()
    answer = post(leave, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert not Subscriber.objects.exists()
    assert post(leave).status_code == 200  # once more is no trouble


def test_the_answer_is_the_same_whether_an_address_is_known(cast, office):  # noqa: F811
    a_subscriber(cast, "bekend@example.org", what="lessons")
    known, new = (fill_in(each, what="all") for each in ("bekend@example.org", ADDRESS))
    assert (known.status_code, known.url) == (new.status_code, new.url)
    assert Subscriber.objects.get(address="bekend@example.org").what == "lessons"
    work()
    already = [mail for mail in mails(office) if mail["To"] == "bekend@example.org"]
    assert "/afmelden/" not in parts(already[-1])[0]
    assert len(already) == 2


def test_one_address_is_not_flooded(cast, office):  # noqa: F811
    answers = [fill_in().status_code for _again in range(12)]
    assert answers == [302] * 10 + [200] * 2
    work()
    assert len(office.got) == subscribing.MAILS_A_DAY


def test_who_does_not_confirm_is_forgotten(cast):
    subscriber = asked(cast)
    late = timezone.now() + timedelta(days=3, hours=1)
    with time_machine.travel(late):
        page = f"/per-mail/{subscriber.key}/bevestigen/"
        never = page.replace(str(subscriber.key)[:4], "0000")
        told = [
            re.sub(r'nonce="[^"]*"|[0-9a-f-]{36}', "", Client().get(p).content.decode())
            for p in (page, never)
        ]
        assert told[0] == told[1]
        post(page)
        jobs.forget_unconfirmed()
    assert not Subscriber.objects.exists()


def test_a_lesson_taken_back_between_queue_and_sending_stays_home(cast, office):  # noqa: F811
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, SAID))
    publish(cast, lesson)
    out(cast)
    a_subscriber(cast)
    digest = sent(cast)
    sending.hand_out.func(digest.pk)
    waiting = Mail.objects.filter(kind="digest").get()
    assert (waiting.to, waiting.text, waiting.html) == ("", "", "")
    lessons.retract(lesson, reason="Toch niet.", by=cast.wim)
    work()
    told = "".join(parts(mails(office)[-1]))
    assert CLAIM not in told
    assert "Bij de voordeur" in told
    assert list(Mention.objects.order_by("pk").values_list("sent", flat=True)) == [0, 1]


def test_nothing_goes_to_who_left_or_when_nothing_is_left(cast, office):  # noqa: F811
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, SAID))
    publish(cast, lesson)
    gone, stays = (a_subscriber(cast, f"{name}@example.org") for name in ("weg", "blijft"))
    only = a_subscriber(cast, "luistert@example.org", what="episodes")
    work()
    so_far = len(office.got)
    digest = sent(cast)
    sending.hand_out.func(digest.pk)
    subscribing.leave(gone)
    work()
    assert [mail["To"] for mail in mails(office)[so_far:]] == [stays.address]
    digest.refresh_from_db()
    assert (digest.sent, digest.left_out, digest.refused) == (1, 2, 0)
    assert not Delivery.objects.exists()
    assert only.address not in "".join(office.got[so_far:])


def test_an_address_that_is_refused_three_times_is_thrown_away(cast, office):  # noqa: F811
    a_subscriber(cast)
    work()
    office.answer = "550 nobody here"
    for number in range(3):
        published(cast, f"{SAID} {number}", lesson=a_lesson(cast, claim=f"{CLAIM} {number}"))
        assert Subscriber.objects.exists(), number
        sent(cast)
        work()
    assert not Subscriber.objects.exists()
    assert list(Digest.objects.values_list("sent", "refused")) == [(0, 1)] * 3


REPORT = """\
From: MAILER-DAEMON@mail.example.org
To: samenspel@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}

--b
Content-Type: {kind}

{sent}
--b--
"""


def comes_back(mail, action="failed", status="5.1.1", kind="message/rfc822"):
    """A mail server gives back a mail, whole or its headers, to the command that reads it."""
    sent = mail if kind == "message/rfc822" else mail.partition("\n\n")[0]
    report = REPORT.format(to=ADDRESS, action=action, status=status, kind=kind, sent=sent)
    coming_in = io.TextIOWrapper(io.BytesIO(report.encode()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", coming_in)
        call_command("returned")


def test_an_address_from_which_three_digests_come_back_is_thrown_away(cast, office):  # noqa: F811
    a_subscriber(cast)
    for number in range(3):
        published(cast, f"{SAID} {number}", lesson=a_lesson(cast, claim=f"{CLAIM} {number}"))
        sent(cast)
        work()
        last = office.got[-1].replace("\r\n", "\n")
        comes_back(last, action="delayed", status="4.4.1")
        comes_back("Subject: Wij zijn met vakantie\n\nTot maandag.")
        assert Subscriber.objects.get().refusals == number
        for _twice in range(2):  # it may be told twice, and counts once
            comes_back(last, kind=["message/rfc822", "text/rfc822-headers"][number % 2])
    assert not Subscriber.objects.exists()


def test_an_address_that_is_well_again_stays(cast, office):  # noqa: F811
    a_subscriber(cast)
    for number, bad in enumerate([True, True, False, False]):
        published(cast, f"{SAID} {number}", lesson=a_lesson(cast, claim=f"{CLAIM} {number}"))
        sent(cast)
        work()
        if bad:
            comes_back(office.got[-1].replace("\r\n", "\n"))
    assert Subscriber.objects.get().refusals == 0


def test_nobody_can_say_that_an_address_of_others_is_gone(cast):
    subscriber = a_subscriber(cast)
    Subscriber.objects.update(arrived=True)
    for forged in ("", "<https://x.example/per-mail/afmelden/>", "<not a link", f"<{ADDRESS}>"):
        comes_back(f"To: {ADDRESS}\nList-Unsubscribe: {forged}\n\nDag.")
    subscriber.refresh_from_db()
    assert subscriber.refusals == 0


def test_handing_out_goes_on_where_it_stopped(cast, monkeypatch):
    monkeypatch.setattr(sending, "A_BATCH", 2)
    published(cast, SAID)
    for number in range(5):
        a_subscriber(cast, f"lezer{number}@example.org")
    digest = sent(cast)
    assert sending._a_batch(digest.pk)
    sending.hand_out.func(digest.pk)
    sending.hand_out.func(digest.pk)
    assert Delivery.objects.count() == Mail.objects.filter(kind="digest").count() == 5
    digest.refresh_from_db()
    assert digest.handed_out


def test_what_was_told_once_is_not_told_again(cast):
    published(cast, SAID)
    a_subscriber(cast)
    assert contents.next_one(cast.expedition)
    sent(cast)
    assert not contents.next_one(cast.expedition)
    with pytest.raises(Refused):
        sent(cast)


def test_only_the_team_words_and_sends_it(cast):
    published(cast, SAID)
    a_subscriber(cast)
    for person in (cast.amina, cast.bo, cast.pia, cast.dirk):
        with pytest.raises(NotYours):
            actions.send(cast.expedition, by=person)
        with pytest.raises(NotYours):
            a_plan(cast, by=person)
    client = Client()
    client.force_login(cast.fenna)
    page = f"/expeditie/{cast.expedition.pk}/per-mail/"
    told = {"foreword": "Dag allemaal.", "language": "nl", "rhythm": "month"}
    assert client.post(page, told).status_code == 302
    preview = client.get(f"{page}mail/")
    assert "Dag allemaal." in preview.content.decode()
    assert CLAIM in preview.content.decode()
    assert "script" not in preview["Content-Security-Policy"]
    assert client.post(f"{page}versturen/").status_code == 302
    assert "data-busy" in client.get(page).content.decode()
    assert Digest.objects.get().foreword == "Dag allemaal."
    assert Plan.objects.get().foreword == ""


@pytest.mark.parametrize(
    ("rhythm", "when", "due"),
    [
        ("hand", "2026-12-01 10:00", False),
        ("month", "2026-12-01 10:00", True),
        ("month", "2026-12-01 08:59", False),
        ("month", "2026-12-08 10:00", False),
        ("week", "2026-12-08 10:00", True),
        ("week", "2026-12-09 10:00", False),
    ],
)
def test_it_goes_by_itself_at_its_rhythm(rhythm, when, due):
    now = datetime.fromisoformat(when).astimezone()
    assert actions.is_time(Plan(rhythm=rhythm), now, None) is due
    assert not actions.is_time(Plan(rhythm=rhythm), now, now)


def test_a_speaker_reads_how_often_the_title_went_out(cast, office):  # noqa: F811
    edition = published(cast, SAID)
    a_subscriber(cast)
    sent(cast)
    quote = edition.lesson.quotes.unguarded("command line").get()
    source = quote.version.source

    def told() -> list[Any]:
        found = traces.places(source, quote.request)
        return [place for place in found if "nieuwsbrief" in place.kind]

    assert told() == []
    work()
    (place,) = told()
    assert CLAIM in place.title
    assert "1 adres" in place.title
    assert not place.can_be_recalled
