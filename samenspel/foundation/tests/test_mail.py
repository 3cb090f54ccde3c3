"""Mail leaves through the outbox, once, and leaves nothing behind."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from samenspel.foundation import jobs, mail
from samenspel.foundation.mail import Letter
from samenspel.foundation.models import Mail, Received

from .post_office import work

pytestmark = pytest.mark.django_db


def a_letter(name: str) -> Letter:
    return Letter(
        subject=f"Dag {name}",
        lines=["Er is een vraag voor je.", _("Postbox")],
        link="https://voorbeeld.example/vraag/abc/",
        button="Naar de vraag",
    )


@pytest.mark.django_db(transaction=True)
def test_a_mail_reaches_a_real_server_and_is_wiped(office):
    row = mail.send("amina@example.org", "nl", a_letter, name="Amina")
    assert "https://voorbeeld.example/vraag/abc/" in row.text
    work()
    assert len(office.got) == 1
    assert "Subject: Dag Amina" in office.got[0]
    assert "multipart/alternative" in office.got[0]
    assert "Auto-Submitted: auto-generated" in office.got[0]
    row.refresh_from_db()
    assert row.sent
    assert (row.to, row.subject, row.text, row.html) == ("", "", "", "")


@pytest.mark.django_db(transaction=True)
def test_a_refused_deed_sends_nothing(office):
    with transaction.atomic():
        mail.send("amina@example.org", "nl", a_letter, name="Amina")
        transaction.set_rollback(True)
    work()
    assert office.got == []
    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_busy_server_is_tried_again_later(office):
    office.answer = "451 later"
    row = mail.send("amina@example.org", "nl", a_letter, name="Amina")
    work()
    row.refresh_from_db()
    assert (row.tries, row.sent, row.trouble) == (1, None, "SMTPRecipientsRefused")
    office.answer = "250 OK"
    work()  # too early: nothing happens
    assert office.got == []
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        work()
    assert len(office.got) == 1


@pytest.mark.django_db(transaction=True)
def test_an_address_that_will_never_work_is_given_up_at_once(office):
    office.answer = "550 nobody here"
    row = mail.send("niemand@example.org", "nl", a_letter, name="Niemand")
    work()
    row.refresh_from_db()
    assert row.given_up
    assert row.text == ""


@pytest.mark.django_db(transaction=True)
def test_after_eight_tries_a_mail_is_given_up(office):
    office.answer = "451 later"
    now = timezone.now()
    row = mail.send("amina@example.org", "nl", a_letter, name="Amina")
    for day in range(10):
        with time_machine.travel(now + timedelta(days=day, minutes=day)):
            work()
    row.refresh_from_db()
    assert (row.tries, row.html) == (8, "")
    assert row.given_up


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_can_not_be_made_is_given_up_at_once(office):
    row = mail.send("amina@example.org", "nl", a_letter, name="Amina")
    Mail.objects.update(to="amina@example.org\nBcc: bram@example.org")
    work()
    row.refresh_from_db()
    assert (bool(row.given_up), row.trouble, row.html) == (True, "ValueError", "")


@pytest.mark.django_db(transaction=True)
def test_a_mail_on_which_workers_break_is_not_tried_forever(office):
    now = timezone.now()
    row = mail.send("amina@example.org", "nl", a_letter, name="Amina")
    for day in range(10):
        with time_machine.travel(now + timedelta(days=day, minutes=day)):
            mail._claim(row.pk)  # a worker takes it, and is killed
    row.refresh_from_db()
    assert (row.tries, row.trouble, row.html) == (8, "too often", "")
    assert row.given_up


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_comes_too_late_is_not_sent(office):
    mail.send("amina@example.org", "nl", a_letter, name="Amina", good_for=timedelta(minutes=10))
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        work()
    assert office.got == []
    assert Mail.objects.get().given_up


@pytest.mark.django_db(transaction=True)
def test_what_a_worker_dropped_is_picked_up_by_the_hourly_round(office):
    row = mail.send("amina@example.org", "nl", a_letter, name="Amina")
    assert mail._claim(row.pk)  # a worker takes it, and is killed
    work()
    assert office.got == []
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert mail.enqueue_stranded() == 1
        work()
    assert len(office.got) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_mail_is_not_sent_by_two_workers(office):
    row = mail.send("amina@example.org", "nl", a_letter, name="Amina")
    mail.deliver.enqueue(row.pk)
    work()
    assert len(office.got) == 1


def test_a_mail_speaks_the_language_of_its_reader():
    dutch = mail.send("a@example.org", "nl", a_letter, name="A")
    english = mail.send("b@example.org", "en", a_letter, name="B")
    assert "Postbus" in dutch.text
    assert "Postbox" in english.text
    assert '<html lang="en">' in english.html


def test_a_subject_is_one_line_that_is_not_too_long():
    assert mail.send("a@example.org", "nl", a_letter, name="\nEls\r\n ").subject == "Dag Els"
    long = mail.send("a@example.org", "nl", a_letter, name="a" * 250).subject
    assert (len(long), long[-3:]) == (200, "aa…")


def test_names_in_a_mail_are_text_and_not_markup():
    row = mail.send("a@example.org", "nl", a_letter, name="<b>Els & Co</b>")
    assert row.subject == "Dag <b>Els & Co</b>"
    assert "<b>" not in row.html
    assert re.search(r"(?m)^Naar de vraag:\nhttps://voorbeeld.example/vraag/abc/$", row.text)


@pytest.mark.django_db(transaction=True)
def test_one_round_waits_and_it_forgets_what_is_old(office):
    old = mail.send("amina@example.org", "nl", a_letter, name="Amina")
    work()
    for _again in range(3):
        jobs.enqueue_next_round(wait=timedelta())
    assert DBTaskResult.objects.filter(task_path=jobs.go_round.module_path).count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=mail.KEEP_DAYS + 1)):
        work()
    assert not Mail.objects.filter(pk=old.pk).exists()


class TestPostbox:
    @pytest.fixture(autouse=True)
    def development(self, settings):
        settings.POSTBOX = True
        settings.EMAIL_BACKEND = "samenspel.foundation.postbox.Backend"

    def test_it_shows_mail_with_links_and_styles_in_a_sandbox(self, client):
        row = mail.send("amina@example.org", "nl", a_letter, name="Amina")
        mail._message(row, mail._ready(row)).send()
        kept = Received.objects.get()
        assert "Dag Amina" in client.get("/post/").content.decode()
        page = client.get(f"/post/{kept.pk}/").content.decode()
        assert 'href="https://voorbeeld.example/vraag/abc/"' in page
        frame = client.get(f"/post/{kept.pk}/html/")
        assert frame["Content-Security-Policy"].startswith("sandbox allow-popups")
        assert frame["X-Frame-Options"] == "SAMEORIGIN"
        assert "https://voorbeeld.example/vraag/abc/" in frame.content.decode()

    def test_outside_development_there_is_no_postbox(self, client, settings):
        kept = Received.objects.create(to="a@example.org", subject="x", text="y")
        settings.POSTBOX = False
        for path in ("/post/", f"/post/{kept.pk}/", f"/post/{kept.pk}/html/"):
            assert client.get(path).status_code == 404
