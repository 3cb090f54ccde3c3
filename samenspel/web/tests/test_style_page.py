import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("language", "title"), [("nl", "Zo ziet het eruit"), ("en", "How it looks")]
)
def test_the_style_page_speaks_both_languages(client: Client, language: str, title: str) -> None:
    client.cookies["taal"] = language
    page = client.get("/stijl/").content.decode()
    assert f'<html lang="{language}">' in page
    assert f"<title>{title} · Samenspel</title>" in page


def test_somebody_can_choose_dark_and_go_back_to_what_the_device_does(client: Client) -> None:
    chosen = client.post("/licht/", {"theme": "dark", "next": "/stijl/"})
    assert chosen["Location"] == "/stijl/"
    assert '<html lang="nl" data-theme="dark">' in client.get("/stijl/").content.decode()
    client.post("/licht/", {"theme": "", "next": "/stijl/"})
    assert '<html lang="nl">' in client.get("/stijl/").content.decode()


def test_the_choice_of_theme_leads_nowhere_else(client: Client) -> None:
    assert (
        client.post("/licht/", {"theme": "dark", "next": "https://example.org"})["Location"] == "/"
    )


def test_the_language_switch_stays_on_the_same_page_and_is_remembered(client: Client) -> None:
    page = client.get("/stijl/?a=b").content.decode()
    assert 'href="?a=b&amp;taal=en"' in page
    assert '<html lang="en">' in client.get("/stijl/?a=b&taal=en").content.decode()
    assert '<html lang="en">' in client.get("/stijl/").content.decode()
    client.get("/stijl/?taal=nl")
    assert '<html lang="nl">' in client.get("/stijl/?taal=xx").content.decode()


def test_a_form_with_mistakes_comes_back_with_what_was_typed(client: Client) -> None:
    page = client.post("/stijl/formulier/", {"title": "De trap"}).content.decode()
    assert 'class="error-summary"' in page
    assert 'value="De trap"' in page


def test_a_good_form_is_answered_with_who_can_read_it(client: Client) -> None:
    told = {"title": "De trap", "words": "Hij is schoon.", "kind": "flow", "agreed": "on"}
    page = client.post("/stijl/formulier/", told, follow=True).content.decode()
    assert "Alleen jij zou het lezen." in page


def test_a_weighty_question_is_a_page_that_can_be_left(client: Client) -> None:
    page = client.get("/stijl/zeker/").content.decode()
    assert '<button class="button danger">Neem mijn woorden terug</button>' in page
    assert 'href="/stijl/">Nee, ga terug</a>' in page
    answer = client.post("/stijl/zeker/", follow=True).content.decode()
    assert 'class="notice saved"' in answer
