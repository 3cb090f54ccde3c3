"""What somebody reads when something goes wrong, in both languages."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils.translation import override
from django.views import defaults

from samenspel.circles.deeds import NotYours
from samenspel.foundation.errors import Refused
from samenspel.web import urls

WORDS = "We zaten elkaar in de weg en niemand zei het."


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "We vinden deze pagina niet"), ("en", "We can’t find this page")],
)
def test_what_is_not_there_and_what_is_not_yours_look_alike(
    client: Client, language: str, words: str
) -> None:
    client.cookies["taal"] = language
    answer = client.get("/nergens/")
    assert answer.status_code == 404
    assert f"<h1>{words}</h1>" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Er ging bij ons iets mis"), ("en", "Something went wrong on our side")],
)
def test_our_own_mistake_needs_no_database_and_says_so(language: str, words: str) -> None:
    with override(language):
        answer = defaults.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert f"<h1>{words}</h1>" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Dit begrepen we niet"), ("en", "We did not understand that")]
)
def test_a_request_that_makes_no_sense_gets_a_way_out(language: str, words: str) -> None:
    with override(language):
        answer = defaults.bad_request(RequestFactory().get("/"), ValueError())
    assert answer.status_code == 400
    assert f"<h1>{words}</h1>" in answer.content.decode()


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_a_form_that_was_open_too_long_gives_the_words_back(strict: Client) -> None:
    answer = strict.post(
        "/stijl/formulier/", {"words": WORDS}, headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 403
    assert WORDS in answer.content.decode()
    assert "Deze pagina stond te lang open" in answer.content.decode()


def test_words_from_another_site_are_not_repeated(strict: Client) -> None:
    answer = strict.post(
        "/stijl/formulier/", {"words": WORDS}, headers={"origin": "https://example.org"}
    )
    assert answer.status_code == 403
    assert WORDS not in answer.content.decode()


def refuses(request: HttpRequest) -> HttpResponse:
    raise Refused("Kies eerst wie dit mag lezen.")


def is_not_yours(request: HttpRequest) -> HttpResponse:
    raise NotYours("thread.reword")


urlpatterns = [*urls.urlpatterns, path("refuses/", refuses), path("not-yours/", is_not_yours)]
surprised = pytest.mark.urls(__name__)


@surprised
def test_a_refusal_that_no_view_expected_says_why_and_gives_the_words_back(client: Client) -> None:
    here = {"origin": "http://testserver", "referer": "http://testserver/stijl/formulier/"}
    answer = client.post("/refuses/", {"words": WORDS}, headers=here)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Kies eerst wie dit mag lezen." in page
    assert WORDS in page
    assert 'href="http://testserver/stijl/formulier/">Open de pagina opnieuw</a>' in page


def test_an_address_of_a_button_says_that_it_was_one(client: Client) -> None:
    answer = client.get("/weg/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Hier zat een knop" in answer.text


@surprised
def test_a_deed_that_is_not_yours_looks_like_a_page_that_is_not_there(client: Client) -> None:
    not_yours, not_there = client.get("/not-yours/"), client.get("/not-there/")
    faces = [
        (answer.status_code, sorted(answer.headers), answer.content.decode().count("\n"))
        for answer in (not_yours, not_there)
    ]
    assert faces[0] == faces[1]
    assert "We vinden deze pagina niet" in not_yours.content.decode()
