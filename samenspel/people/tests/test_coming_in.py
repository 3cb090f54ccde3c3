"""Getting in with a code or link by mail; leaving again."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samenspel.foundation.ledger import Entry
from samenspel.foundation.models import Mail, Tally
from samenspel.people import actions, links
from samenspel.people.models import Person

IN = "/binnenkomen/"


def ask(client: Client, email: str, **more):
    return client.post(IN, {"email": email}, **more)


def the_code() -> str:
    return re.search(r"\b\d{6}\b", Mail.objects.latest("pk").text)[0]


def the_link() -> str:
    return re.search(r"http://[^/]+(/binnenkomen/link/\S+/)", Mail.objects.latest("pk").text)[1]


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def give(client: Client, code: str):
    return client.post(IN + "code/", {"code": code})


class TestByCode:
    def test_a_typed_code_lets_in(self, cast, client):
        assert ask(client, "Amina@Example.org")["Location"] == IN + "code/"
        assert "amina@example.org" in client.get(IN + "code/").content.decode()
        response = give(client, the_code())
        assert (response.status_code, response["Location"]) == (302, "/")
        assert who(client) == str(cast.amina.pk)

    def test_spaces_in_a_code_do_not_matter(self, cast, client):
        ask(client, cast.amina.email)
        code = the_code()
        give(client, f"{code[:3]} {code[3:]}")
        assert who(client) == str(cast.amina.pk)

    def test_after_coming_in_one_is_where_one_wanted_to_be(self, cast, client):
        response = client.get("/ik/")
        assert response["Location"] == IN + "?next=/ik/"
        response = client.post(response["Location"], {"email": cast.amina.email})
        response = client.post(response["Location"], {"code": the_code()})
        assert response["Location"] == "/ik/"

    def test_nobody_is_led_to_another_site(self, cast, client):
        response = client.post(IN + "?next=https://elders.example/", {"email": cast.amina.email})
        response = client.post(response["Location"], {"code": the_code()})
        assert response["Location"] == "/"

    def test_a_code_works_only_in_the_browser_that_asked(self, cast, client):
        ask(client, cast.amina.email)
        other = Client()
        ask(other, cast.bram.email)
        other_code = the_code()
        assert other_code != Mail.objects.first().text
        give(client, other_code)
        assert who(client) is None

    def test_a_code_works_for_ten_minutes(self, cast, client):
        ask(client, cast.amina.email)
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            give(client, the_code())
        assert who(client) is None

    def test_after_five_wrong_codes_the_right_one_is_too_late(self, cast, client):
        ask(client, cast.amina.email)
        right = the_code()
        wrong = "000000" if right != "000000" else "111111"
        for _ in range(4):
            assert "Dit is niet de code" in give(client, wrong).content.decode()
        assert give(client, wrong)["Location"] == IN
        give(client, right)
        assert who(client) is None

    @pytest.mark.django_db(transaction=True)
    def test_five_codes_are_looked_at_however_many_are_typed_at_once(self, cast, client):
        ask(client, cast.amina.email)
        wrong = "000000" if the_code() != "000000" else "111111"

        def guess(_: int) -> str:
            browser = Client()
            browser.cookies = client.cookies
            try:
                return give(browser, wrong).content.decode()
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            pages = list(pool.map(guess, range(40)))
        assert sum("Dit is niet de code" in page for page in pages) <= 5

    def test_after_five_wrong_codes_a_new_one_lets_in(self, cast, client):
        for email in ("amina@example.org", "niemand@example.org", "amina@example.org"):
            ask(client, email)
            for _ in range(5):
                give(client, "000000")
        ask(client, cast.amina.email)
        give(client, the_code())
        assert who(client) == str(cast.amina.pk)

    def test_one_can_start_again_with_another_address(self, cast, client):
        ask(client, "verkeerd@example.org")
        assert client.get(IN)["Location"] == IN + "code/"
        assert client.post("/weg/", {"next": IN})["Location"] == IN
        ask(client, cast.amina.email)
        give(client, the_code())
        assert who(client) == str(cast.amina.pk)

    def test_an_address_longer_than_any_is_no_mistake_of_ours(self, db, client):
        page = ask(client, f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.nl")
        assert "254" in page.content.decode()
        assert not Mail.objects.exists()

    def test_a_form_from_elsewhere_is_refused(self, cast):
        strict = Client(enforce_csrf_checks=True)
        assert ask(strict, cast.amina.email).status_code == 403
        assert strict.post("/weg/").status_code == 403
        assert not Mail.objects.exists()


class TestByLink:
    def test_who_came_in_with_the_code_needs_the_link_no_more(self, cast, client):
        ask(client, cast.amina.email)
        link = the_link()
        give(client, the_code())
        assert who(client) == str(cast.amina.pk)
        assert Client().get(link).status_code == 404
        assert Client().post(link).status_code == 404

    def test_the_link_shows_a_page_and_the_button_lets_in(self, cast, client):
        ask(client, cast.amina.email)
        phone = Client()  # a mail is often read in another browser
        page = phone.get(the_link())
        assert "Kom binnen als Amina" in page.content.decode()
        assert who(phone) is None
        phone.post(the_link())
        assert who(phone) == str(cast.amina.pk)

    def test_a_mail_scanner_uses_nothing_up(self, cast, client):
        ask(client, cast.amina.email)
        scanner = Client()
        for _ in range(3):
            scanner.get(the_link())
            scanner.head(the_link())
        client.post(the_link())
        assert who(client) == str(cast.amina.pk)
        assert who(scanner) is None

    def test_it_works_once(self, cast, client):
        ask(client, cast.amina.email)
        client.post(the_link())
        second = Client()
        assert second.post(the_link()).status_code == 404
        assert who(second) is None

    @pytest.mark.django_db(transaction=True)
    def test_pressed_by_many_at_once_it_lets_in_one(self, cast):
        path = f"/binnenkomen/link/{links.make('people:enter', person=cast.amina).token}/"

        def press(_: int) -> str | None:
            try:
                browser = Client()
                browser.post(path)
                return who(browser)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            assert sum(map(bool, pool.map(press, range(16)))) == 1

    def test_it_works_for_ten_minutes(self, cast, client):
        ask(client, cast.amina.email)
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            assert client.post(the_link()).status_code == 404


class TestSameAnswer:
    """Nobody learns from us whether somebody takes part."""

    def answers(self, email: str):
        client = Client()
        asked = ask(client, email)
        page = client.get(asked["Location"])
        wrong = give(client, "000000")
        return [
            (
                response.status_code,
                response.get("Location"),
                sorted(response.headers),
                sorted(response.cookies),
                re.sub(r'(nonce|value)="[^"]*"', "", response.content.decode()).replace(email, ""),
            )
            for response in (asked, page, wrong)
        ]

    def test_known_or_not(self, cast):
        known, unknown = self.answers("amina@example.org"), self.answers("niemd@example.org")
        assert known == unknown

    def test_both_get_one_mail(self, cast):
        ask(Client(), "amina@example.org")
        ask(Client(), "niemand@example.org")
        assert [m.to for m in Mail.objects.order_by("pk")] == [
            "amina@example.org",
            "niemand@example.org",
        ]
        assert "kennen dit adres niet" in Mail.objects.latest("pk").text

    def test_both_wait_equally_often_for_the_disk(self, cast):
        """A transaction costs far more time than what happens in it."""

        def transactions(email):
            with CaptureQueriesContext(connection) as seen:
                ask(Client(), email)
            return sum(query["sql"].startswith("SAVEPOINT") for query in seen)

        ask(Client(), "bram@example.org")  # the first of a place also makes its tally
        assert transactions("amina@example.org") == transactions("niemand@example.org")

    def test_both_run_into_the_same_limit(self, cast):
        for email in ("amina@example.org", "niemand@example.org"):
            for _ in range(5):
                assert ask(Client(), email).status_code == 302
            sixth = ask(Client(), email)
            assert sixth.status_code == 200
            assert "We hebben al mails gestuurd" in sixth.content.decode()
        assert Mail.objects.count() == 10


class TestLimits:
    def test_twenty_five_people_behind_one_router_get_in(self, cast):
        for number in range(25):
            email = f"deelnemer{number}@example.org"
            person = Person.objects.create_user(email, name=f"Deelnemer {number}")
            browser = Client(REMOTE_ADDR="192.0.2.7")
            ask(browser, email)
            give(browser, "000000")
            give(browser, the_code())
            assert who(browser) == str(person.pk)

    def test_who_types_your_address_elsewhere_does_not_lock_you_out(self, cast):
        now = timezone.now()
        for hour in range(8):
            with time_machine.travel(now + timedelta(hours=hour)):
                for _ in range(6):
                    ask(Client(REMOTE_ADDR="198.51.100.1"), cast.amina.email)
        assert Mail.objects.count() == 30
        home = Client(REMOTE_ADDR="192.0.2.7")
        assert ask(home, cast.amina.email).status_code == 302

    def test_a_whole_network_of_version_six_is_one_place(self, cast):
        for number in range(60):
            ask(Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}"), cast.amina.email)
        assert Mail.objects.count() == 5
        assert ask(Client(REMOTE_ADDR="2001:db8:1:3::1"), cast.amina.email).status_code == 302

    def test_who_has_to_wait_is_told_for_how_long(self, cast):
        def answer(place: str, email: str) -> str:
            return ask(Client(REMOTE_ADDR=place), email).content.decode()

        here, there = "192.0.2.7", "198.51.100.1"
        answer(there, cast.amina.email)
        Tally.objects.update(count=300)  # as if from sixty places
        assert "probeer het over tien minuten weer" in answer(there, cast.amina.email)
        assert "Probeer het over tien minuten weer" in answer(there, cast.bram.email)
        assert "Probeer het morgen weer" in answer(here, cast.amina.email)

    def test_one_place_can_not_write_to_the_whole_world(self, db):
        for number in range(300):
            ask(Client(), f"n{number}@example.org")
        assert ask(Client(), "nog.een@example.org").status_code == 200
        assert Mail.objects.count() == 300


class TestOnlyByInvitation:
    @pytest.mark.parametrize(
        "path",
        [
            "/accounts/signup/",
            "/accounts/password/reset/",
            "/accounts/email/",
            "/binnenkomen/signup/",
        ],
    )
    def test_there_is_no_other_door(self, db, client, path):
        assert client.get(path).status_code == 404

    def test_asking_makes_no_person(self, db, client):
        ask(client, "niemand@example.org")
        assert not Person.objects.exists()


class TestLeaving:
    def test_leaving_needs_a_button(self, cast, client):
        client.force_login(cast.amina, django_settings.AUTHENTICATION_BACKENDS[0])
        assert client.get("/weg/").status_code == 405
        assert who(client)
        client.post("/weg/")
        assert who(client) is None

    def test_leaving_everywhere_ends_every_visit(self, cast):
        here, there = Client(), Client()
        for browser in (here, there):
            browser.force_login(cast.amina, django_settings.AUTHENTICATION_BACKENDS[0])
        here.post("/ik/overal-weg/")
        for browser in (here, there):
            assert browser.get("/ik/").status_code == 302
        assert Entry.objects.get().verb == "person.leave_everywhere"


class TestMyPage:
    @pytest.fixture
    def amina(self, cast, client):
        client.force_login(cast.amina, django_settings.AUTHENTICATION_BACKENDS[0])
        return client

    def test_i_change_my_name_language_and_mail(self, cast, amina):
        amina.post("/ik/", {"name": "Amina B.", "language": "en", "wants_news": ""})
        cast.amina.refresh_from_db()
        assert (cast.amina.name, cast.amina.language) == ("Amina B.", "en")
        assert cast.amina.wants_news is False
        assert "My name" in amina.get("/ik/").content.decode()
        assert "Amina" not in str(Entry.objects.get().facts)

    def test_what_i_choose_here_goes_before_what_this_browser_chose(self, cast, amina):
        assert "My name" in amina.get("/ik/?taal=en").content.decode()
        assert "My name" in amina.get("/ik/").content.decode()
        amina.post("/ik/?taal=en", {"name": "Amina", "language": "nl"})
        assert "Mijn naam" in amina.get("/ik/").content.decode()

    def test_an_empty_name_is_kept_out_and_what_i_typed_stays(self, amina):
        page = amina.post("/ik/", {"name": "", "language": "en"}).content.decode()
        assert re.search(r'value="en"[^>]* checked', page)

    def test_no_copy_of_it_stays_behind(self, amina):
        assert "no-store" in amina.get("/ik/")["Cache-Control"]

    def test_it_takes_few_queries(self, amina, django_assert_num_queries):
        with django_assert_num_queries(5):
            amina.get("/ik/")


class TestAnotherAddress:
    @pytest.fixture
    def amina(self, cast, client):
        client.force_login(cast.amina, django_settings.AUTHENTICATION_BACKENDS[0])
        return client

    def confirm(self) -> str:
        return re.search(r"http://[^/]+(/ik/adres/\S+/)", Mail.objects.latest("pk").text)[1]

    def test_it_is_mine_once_i_answered_its_mail(self, cast, amina):
        amina.post("/ik/adres/", {"email": "Nieuw@example.org"})
        assert Mail.objects.get().to == "nieuw@example.org"
        phone = Client()
        assert "nieuw@example.org" in phone.get(self.confirm()).content.decode()
        cast.amina.refresh_from_db()
        assert cast.amina.email == "amina@example.org"
        path = self.confirm()
        phone.post(path)
        cast.amina.refresh_from_db()
        assert cast.amina.email == "nieuw@example.org"
        told = Mail.objects.latest("pk")
        assert (told.to, "ander adres" in told.text) == ("amina@example.org", True)
        assert phone.post(path).status_code == 404

    def test_an_address_of_somebody_else_gets_the_same_answer(self, cast, amina):
        free = amina.post("/ik/adres/", {"email": "vrij@example.org"}, follow=True)
        taken = amina.post("/ik/adres/", {"email": cast.bram.email}, follow=True)
        plain = [re.sub(r'(nonce|value)="[^"]*"', "", r.content.decode()) for r in (free, taken)]
        assert plain[0] == plain[1]
        assert "al in gebruik" in Mail.objects.latest("pk").text

    def test_who_has_none_can_get_one(self, cast, client):
        mien = Person.objects.create_user(None, name="Mien")
        client.force_login(mien, django_settings.AUTHENTICATION_BACKENDS[0])
        client.post("/ik/adres/", {"email": "mien@example.org"})
        client.post(self.confirm())
        mien.refresh_from_db()
        assert mien.email == "mien@example.org"

    def test_two_who_want_the_same_do_not_both_get_it(self, cast, amina):
        amina.post("/ik/adres/", {"email": "nieuw@example.org"})
        path = self.confirm()
        Person.objects.create_user("nieuw@example.org", name="Eerder")
        assert "door iemand anders" in amina.post(path, follow=True).content.decode()
        cast.amina.refresh_from_db()
        assert cast.amina.email == "amina@example.org"


def test_news_goes_to_who_wants_it_and_has_an_address(cast):
    for person in (cast.amina, cast.bram, Person.objects.create_user(None, name="Mien")):
        person.wants_news = person != cast.bram
        actions.news(person, "https://example.org/les/twee-sleutels/")
    mail = Mail.objects.get()
    assert mail.to == cast.amina.email
    assert "Bekijk waar ze staan:\nhttps://example.org/les/twee-sleutels/\n" in mail.text


class TestDemoDoor:
    def test_it_lets_in_again_and_again_in_a_demo(self, cast, settings):
        settings.DEMO_DOORS = True
        path = actions.door_link(cast.els).removeprefix(django_settings.SITE_URL)
        for _ in range(2):
            visitor = Client()
            assert "Kom binnen als Els" in visitor.get(path).content.decode()
            visitor.post(path)
            assert who(visitor) == str(cast.els.pk)

    def test_on_a_real_site_it_does_not_exist(self, cast, client):
        path = actions.door_link(cast.els).removeprefix(django_settings.SITE_URL)
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
        assert who(client) is None


def test_who_has_no_address_has_no_link_that_lets_in(cast, client):
    key = links.make("people:enter", person=None)
    client.post(f"/binnenkomen/link/{key.token}/")
    assert who(client) is None
