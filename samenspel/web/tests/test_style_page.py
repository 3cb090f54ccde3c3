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
    assert 'data-theme="dark"' in client.get("/stijl/").content.decode()
    client.post("/licht/", {"theme": "", "next": "/stijl/"})
    assert "data-theme=" not in client.get("/stijl/").content.decode()


def test_the_choice_of_theme_leads_nowhere_else(client: Client) -> None:
    assert (
        client.post("/licht/", {"theme": "dark", "next": "https://example.org"})["Location"] == "/"
    )


def test_the_language_switch_returns_to_the_same_page(client: Client) -> None:
    answer = client.post("/taal/", {"language": "en", "next": "/stijl/?a=b"})
    assert answer["Location"] == "/stijl/?a=b"
    assert '<html lang="en">' in client.get("/stijl/").content.decode()
