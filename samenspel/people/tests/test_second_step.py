"""Whose role reaches beyond a coalition shows a second step; nobody else is bothered."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client

from samenspel.circles.actions import seat
from samenspel.foundation.models import Mail
from samenspel.people.tests.test_coming_in import IN, ask, give, the_code, the_link, who

STEPS = "/ik/twee-stappen/"


@pytest.fixture(autouse=True)
def it_is_asked(db, settings):
    settings.SECOND_STEP = True
    cache.clear()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


SECRET = "JBSWY3DPEHPK3PXP"


@pytest.mark.parametrize("name", ["els", "wim", "fenna", "fons", "pia"])
def test_who_travels_along_is_led_to_it(cast, name):
    client = signed_in(getattr(cast, name))
    assert client.get("/ik/")["Location"] == STEPS
    page = client.get(STEPS).content.decode()
    assert "Eerst nog iets" in page
    assert "meer dan één groep" in page


@pytest.mark.parametrize("name", ["amina", "bram", "bo", "cor"])
def test_who_belongs_to_one_coalition_is_not(cast, name):
    client = signed_in(getattr(cast, name))
    assert client.get("/ik/").status_code == 200
    assert "Dit hoeft niet" in client.get(STEPS).content.decode()


def test_a_resident_of_two_coalitions_is_not(cast):
    """Why not stands in docs/adr/0005-getting-in.md."""
    seat(cast.west, person=cast.bo, role="coordinator", voice="resident")
    seat(cast.west, person=cast.amina, role="member", voice="resident")
    assert signed_in(cast.amina).get("/ik/").status_code == 200


def test_one_can_always_leave_and_open_a_personal_link(cast):
    client = signed_in(cast.els)
    assert client.post("/weg/").status_code == 302
    assert who(client) is None


def test_in_a_demo_it_is_not_asked(cast, settings):
    settings.SECOND_STEP = False
    assert signed_in(cast.els).get("/ik/").status_code == 200


def test_linking_an_app_is_enough_for_this_visit(cast, django_capture_on_commit_callbacks):
    client = signed_in(cast.els)
    client.get("/ik/app/")
    secret = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/ik/app/", {"code": code_now(secret)})
    assert response["Location"] == "/ik/reservecodes/"
    page = client.get("/ik/reservecodes/").content.decode()
    assert page.count("typed-code") == 10
    assert client.get("/ik/").status_code == 200
    assert "app gekoppeld" in Mail.objects.get().text
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_at_the_next_sign_in_the_app_is_asked_and_a_code_of_it_lets_in(cast, client):
    TOTP.activate(cast.els, SECRET)
    ask(client, cast.els.email)
    assert give(client, the_code())["Location"] == IN + "tweede-stap/"
    assert who(client) is None
    assert "Nog één stap" in client.get(IN + "tweede-stap/").content.decode()
    assert "Dat lukte niet" in client.post(IN + "tweede-stap/", {"code": "000000"}).content.decode()
    client.post(IN + "tweede-stap/", {"code": code_now(SECRET)})
    assert who(client) == str(cast.els.pk)
    assert client.get("/ik/").status_code == 200


def test_a_spare_code_lets_in_once(cast):
    TOTP.activate(cast.els, SECRET)
    spare = RecoveryCodes.activate(cast.els).get_unused_codes()[0]
    for lets_in in (True, False):
        visitor = Client()
        ask(visitor, cast.els.email)
        give(visitor, the_code())
        visitor.post(IN + "tweede-stap/", {"code": spare})
        assert bool(who(visitor)) is lets_in


def test_guessing_is_stopped(cast, client):
    TOTP.activate(cast.els, SECRET)
    ask(client, cast.els.email)
    give(client, the_code())
    for _ in range(12):
        page = client.post(IN + "tweede-stap/", {"code": "000000"})
    assert "te vaak" in page.content.decode()
    client.post(IN + "tweede-stap/", {"code": code_now(SECRET)})
    assert who(client) is None


def test_the_link_in_the_mail_is_no_way_around(cast, client):
    TOTP.activate(cast.els, SECRET)
    ask(client, cast.els.email)
    assert client.post(the_link())["Location"] == IN + "tweede-stap/"
    assert who(client) is None


def test_a_visit_from_before_has_to_show_it_too(cast):
    client = signed_in(cast.els)
    TOTP.activate(cast.els, SECRET)
    where = client.get("/ik/", follow=True)
    assert where.redirect_chain[-1][0] == "/ik/bevestig/"
    client.post("/ik/bevestig/", {"code": code_now(SECRET)})
    assert client.get("/ik/").status_code == 200


def test_a_resident_may_choose_for_an_app_and_is_then_asked(cast, client):
    TOTP.activate(cast.amina, SECRET)
    ask(client, cast.amina.email)
    assert give(client, the_code())["Location"] == IN + "tweede-stap/"


def test_unlinking_asks_once_more_who_it_is(cast):
    TOTP.activate(cast.amina, SECRET)
    client = signed_in(cast.amina)
    confirm = client.get("/ik/app/weg/")["Location"]
    assert confirm.startswith("/ik/bevestig/")
    assert client.post(confirm, {"code": code_now(SECRET)})["Location"] == "/ik/app/weg/"
    client.post("/ik/app/weg/")
    assert not Authenticator.objects.exists()


def test_a_passkey_has_a_short_name(cast, client):
    ask(client, cast.amina.email)
    give(client, the_code())
    page = client.post("/ik/sleutels/nieuw/", {"name": "a" * 61}).content.decode()
    assert 'aria-describedby="id_name_error"' in page
