"""A personal link opens one thing, and tells nothing about other links."""

from __future__ import annotations

import re
from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from samenspel.foundation.models import Mail, Tally
from samenspel.people import actions, links
from samenspel.people.models import NewAddress, PersonalLink

ENTER = "people:enter"


def page(response) -> str:
    return re.sub(r'(nonce|value)="[^"]*"', "", response.content.decode())


def test_it_opens_what_it_is_for_and_nothing_else(cast):
    key = links.make(ENTER, person=cast.amina, by=cast.bo)
    assert links.open(key.token, ENTER) == key.link
    assert links.open(key.token, "people:demo_door") is None
    assert links.open("something else", ENTER) is None


def test_only_hashes_are_kept(cast):
    key = links.make(ENTER, person=cast.amina, with_code=True)
    row = PersonalLink.objects.values_list().get(pk=key.link.pk)
    assert key.token not in map(str, row)
    assert key.code not in map(str, row)


def test_it_ends_by_itself_and_when_taken_back(cast):
    key = links.make(ENTER, person=cast.amina, days=2)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert links.open(key.token, ENTER) is None
    links.withdraw(key.link, by=cast.bo)
    assert links.open(key.token, ENTER) is None
    assert (key.link.withdrawn_by, key.link.is_live) == (cast.bo, False)


def test_it_is_taken_back_by_one_of_two_who_do_so_at_once(cast):
    key = links.make(ENTER, person=cast.amina)
    seen_by_both = [PersonalLink.objects.get(pk=key.link.pk) for _ in range(2)]
    assert [links.withdraw(link, by=cast.bo) for link in seen_by_both] == [True, False]


def test_links_that_let_in_are_forgotten_a_day_after_they_ended(cast):
    links.make(ENTER, person=cast.amina, days=10 / (24 * 60))
    actions.ask_new_address(cast.amina, email="nieuw@example.org", by=cast.amina)
    for days, left in [(1.5, 1), (2.5, 0)]:
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            links.forget_old()
        assert (PersonalLink.objects.count(), NewAddress.objects.count()) == (left, left)


def test_looking_is_noted_once_and_uses_nothing_up(cast, client):
    key = links.make(ENTER, person=cast.amina)
    for _ in range(3):
        assert client.get(f"/binnenkomen/link/{key.token}/").status_code == 200
    client.head(f"/binnenkomen/link/{key.token}/")
    first = PersonalLink.objects.get().opened
    assert first
    assert key.link.is_live
    assert not client.session.get("_auth_user_id")


def test_old_withdrawn_and_unknown_links_get_the_very_same_page(cast):
    old = links.make(ENTER, person=cast.amina, days=-1)
    gone = links.make(ENTER, person=cast.bram)
    links.withdraw(gone.link, by=cast.bo)
    other = links.make("people:demo_door", person=cast.amina)
    answers = []
    for token in (old.token, gone.token, other.token, "a" * 22, "~12.bad.sign"):
        response = Client().get(f"/binnenkomen/link/{token}/")
        plain = response.content.decode().replace(token, "").split("csrfmiddlewaretoken")
        answers.append((response.status_code, sorted(response.headers), len(plain[0])))
    assert set(map(str, answers)) == {str(answers[0])}
    assert answers[0][0] == 404


def test_nothing_of_it_stays_in_a_browser_or_a_search_engine(cast, client):
    key = links.make(ENTER, person=cast.amina)
    for token in (key.token, "unknown"):
        response = client.get(f"/binnenkomen/link/{token}/")
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_speaks_the_language_of_its_person(cast, client):
    cast.amina.language = "en"
    cast.amina.save()
    key = links.make(ENTER, person=cast.amina)
    assert "Come in as Amina" in client.get(f"/binnenkomen/link/{key.token}/").content.decode()
    client.cookies["taal"] = "nl"
    assert "Kom binnen als Amina" in client.get(f"/binnenkomen/link/{key.token}/").content.decode()


def test_a_stale_link_of_a_mail_with_a_code_leads_to_a_new_code(db, client):
    page = client.get("/binnenkomen/link/onbekend/").content.decode()
    assert "Vraag een nieuwe code" in page
    assert "nieuwe-link" not in page


class TestAskAgain:
    def test_the_maker_is_told_once_a_day(self, cast, client):
        key = links.make(ENTER, person=cast.amina, by=cast.bo, days=-1)
        for _ in range(3):
            client.post(f"/nieuwe-link/{key.token}/")
        mail = Mail.objects.get()
        assert mail.to == cast.bo.email
        assert "Amina vraagt om een nieuwe link." in mail.text

    def test_the_answer_tells_nothing(self, cast, client):
        key = links.make(ENTER, person=cast.amina, by=cast.bo)
        known = client.post(f"/nieuwe-link/{key.token}/")
        unknown = client.post("/nieuwe-link/nothing/")
        assert page(known) == page(unknown)
        assert known.status_code == unknown.status_code == 200


class TestShortCode:
    def test_it_leads_to_the_same_page(self, cast, client):
        key = links.make(ENTER, person=cast.amina, with_code=True)
        typed = f" {key.spaced_code.lower()} "
        response = client.post("/code/", {"code": typed})
        assert response.status_code == 302
        assert "Amina" in client.get(response["Location"]).content.decode()

    def test_the_ticket_it_gives_holds_for_an_hour(self, cast, client):
        key = links.make(ENTER, person=cast.amina, with_code=True)
        where = client.post("/code/", {"code": key.code})["Location"]
        with time_machine.travel(timezone.now() + timedelta(minutes=61)):
            assert client.get(where).status_code == 404
        links.withdraw(key.link, by=cast.bo)
        assert client.get(where).status_code == 404

    def test_a_wrong_code_says_what_to_do(self, db, client):
        response = client.post("/code/", {"code": "BCDFGHJK"})
        assert response.status_code == 200
        assert "We kennen deze code niet" in response.content.decode()
        assert "BCDFGHJK" in response.content.decode()
        assert "no-store" in response["Cache-Control"]

    def test_a_browser_may_try_ten_times(self, cast, client):
        for _ in range(10):
            client.post("/code/", {"code": "BCDFGHJK"})
        key = links.make(ENTER, person=cast.amina, with_code=True)
        assert "te vaak" in client.post("/code/", {"code": key.code}).content.decode()

    def test_a_meeting_behind_one_router_gets_in(self, cast):
        for _ in range(25):
            key = links.make(ENTER, person=cast.amina, with_code=True)
            browser = Client()
            browser.post("/code/", {"code": "BCDFGHJK"})
            assert browser.post("/code/", {"code": key.code}).status_code == 302

    def test_who_guesses_from_everywhere_does_not_shut_out_whoever_has_a_letter(self, cast):
        Client(REMOTE_ADDR="198.51.100.3").post("/code/", {"code": "BCDFGHJK"})
        Tally.objects.update(count=5000)  # as if from everywhere
        key = links.make(ENTER, person=cast.amina, with_code=True)

        def readers() -> int:
            answers = [
                Client(REMOTE_ADDR="192.0.2.7").post("/code/", {"code": key.code}).status_code
                for _ in range(11)
            ]
            return answers.count(302)

        assert readers() == 10
        Tally.objects.all().delete()
        assert readers() == 11

    def test_its_letters_are_hard_to_mistake(self):
        assert not set(links.CODE_LETTERS) & set("AEIOUY0123456789")
        assert len(links.CODE_LETTERS) ** links.CODE_LENGTH > 10**10
