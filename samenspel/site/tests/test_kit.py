"""What may be passed on: without a quote, and with a frame that asks again."""

from __future__ import annotations

import html
import re

import pytest

from samenspel.circles.models import Circle
from samenspel.lessons import actions as lessons
from samenspel.lessons.models import EditionQuote
from samenspel.lessons.tests.builders import CLAIM, a_lesson, published, take_back
from samenspel.reflections.models import Kind as About
from samenspel.reflections.tests.builders import a_reflection
from samenspel.sources import actions as sources
from samenspel.sources.readers import decompose
from samenspel.sources.tests.builders import a_source
from samenspel.stories import actions as stories
from samenspel.stories.tests.builders import an_episode, out

from .builders import a_shown_page
from .test_tales import TITLE, WORDS, the_tale

SAID = "Mijn KANARIE zingt in de gang."


@pytest.fixture
def edition(cast):
    lesson = a_lesson(cast, holds="In een klein dorp.", tomorrow="Laat een sleutel bijmaken.")
    return published(cast, SAID, "De koffie staat al klaar.", lesson=lesson)


def test_the_kit_holds_the_lesson_short_and_long_and_no_quote(edition, client):
    text = client.get(f"/les/{edition.slug}/doorgeven/").content.decode()
    boxes = [
        html.unescape(each)
        for each in re.findall(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    ]
    short, long, block_html, block_text, frame = boxes
    url = f"http://localhost:8000/les/{edition.slug}/"
    assert short == f"{CLAIM}\n{url}"
    for words in (CLAIM, "In een klein dorp.", "Begin met de deur.", "bijmaken", url):
        assert words in long
    assert CLAIM in block_html
    assert f'href="{url}"' in block_html
    assert "<script" not in block_html
    assert "<img" not in block_html
    assert block_text.startswith(CLAIM)
    assert frame.startswith(f'<iframe src="{url}inbedden/"')
    assert "KANARIE" not in text
    assert "Amina" not in text
    assert f"/les/{edition.slug}/kaart.png" in text
    assert "/lessen/van/polder/feed/" in text


def test_the_lesson_leads_to_its_kit_and_the_expedition_to_all(edition, client):
    kit = f"/les/{edition.slug}/doorgeven/"
    assert kit in client.get(edition.lesson_url).content.decode()
    assert kit in client.get("/expeditie/polder/doorgeven/").content.decode()
    assert "/expeditie/polder/doorgeven/" in client.get("/expeditie/polder/").content.decode()


def test_only_the_frame_may_stand_within_a_page_of_others(edition, client):
    frame = client.get(f"/les/{edition.slug}/inbedden/")
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame
    assert not frame.cookies
    assert "<script" not in frame.content.decode()
    for path in ("doorgeven/", "kaart.png", ""):
        other = client.get(f"{edition.lesson_url}{path}")
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "DENY"


def test_words_that_were_taken_back_leave_the_frame_with_the_next_request(edition, client):
    where = f"/les/{edition.slug}/inbedden/"
    first = client.get(where)
    assert SAID in first.content.decode()
    kept = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get(where, **kept).status_code == 304
    take_back(EditionQuote.objects.unguarded("command line").filter(edition=edition)[0])
    again = client.get(where, **kept)
    assert again.status_code == 200
    assert "KANARIE" not in again.content.decode()
    lessons.retract(edition.lesson, by=edition.author)
    gone = client.get(where)
    assert gone.status_code == 410
    assert "frame-ancestors *" in gone["Content-Security-Policy"]
    assert CLAIM not in gone.content.decode()


def test_what_is_gone_is_not_passed_on(edition, client):
    lessons.retract(edition.lesson, by=edition.author)
    for path in ("doorgeven/", "doorgeven/blok.html", "doorgeven/blok.txt"):
        assert client.get(f"{edition.lesson_url}{path}").status_code == 410
    for path in ("doorgeven/", "doorgeven/blok.html", "inbedden/"):
        assert client.get(f"/les/nergens/{path}").status_code == 404
    assert CLAIM not in client.get("/expeditie/polder/doorgeven/").content.decode()


def test_the_piece_for_a_newsletter_comes_as_a_file(edition, client):
    for ending, kind in (("html", "text/html"), ("txt", "text/plain")):
        answer = client.get(f"/les/{edition.slug}/doorgeven/blok.{ending}")
        assert answer["Content-Type"] == f"{kind}; charset=utf-8"
        assert "attachment" in answer["Content-Disposition"]
        assert CLAIM in answer.content.decode()
    assert client.get(f"/les/{edition.slug}/doorgeven/blok.exe").status_code == 404


@pytest.fixture
def heard(cast):
    return out(cast, an_episode(cast, summary="Over een sleutel en wie hem bewaart."))


def test_an_episode_is_passed_on_without_what_is_said_in_it(heard, client):
    url = f"http://localhost:8000{heard.episode_url}"
    assert f"{heard.episode_url}doorgeven/" in client.get(heard.episode_url).content.decode()
    assert heard.title in client.get("/expeditie/polder/doorgeven/").content.decode()
    text = client.get(f"{heard.episode_url}doorgeven/").content.decode()
    boxes = [
        html.unescape(each)
        for each in re.findall(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    ]
    short, long, block_html, block_text, frame = boxes
    assert short == f"{heard.title}\n{url}"
    assert "wie hem bewaart" in long
    assert f'href="{url}"' in block_html
    assert block_text.startswith(heard.title)
    assert frame.startswith(f'<iframe src="{url}inbedden/"')
    said = decompose(heard.text, heard.layout)[0].text
    assert said
    assert said not in html.unescape(text)


def test_the_frame_of_an_episode_plays_and_keeps_nothing(heard, client):
    where = f"{heard.episode_url}inbedden/"
    frame = client.get(where)
    text = frame.content.decode()
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert not frame.cookies
    assert "<script" not in text
    assert f'src="{heard.episode_url}{heard.number}/{heard.slug}.mp3"' in text
    stories.retract(heard.episode, by=heard.author)
    gone = client.get(where)
    assert gone.status_code == 410
    assert "<audio" not in gone.content.decode()
    for path in ("doorgeven/", "doorgeven/blok.txt"):
        assert client.get(f"{heard.episode_url}{path}").status_code == 410
        assert client.get(f"/aflevering/nergens/{path}").status_code == 404


def test_an_episode_for_some_is_not_passed_on(cast, client):
    edition = out(cast, an_episode(cast), circle=Circle.EXPEDITION)
    client.force_login(cast.amina)
    assert client.get(edition.episode_url).status_code == 200
    assert "doorgeven" not in client.get(edition.episode_url).content.decode()
    for path in ("doorgeven/", "doorgeven/blok.txt", "inbedden/"):
        assert client.get(f"{edition.episode_url}{path}").status_code == 404


def test_a_claim_is_never_markup(cast, client):
    edition = published(cast, lesson=a_lesson(cast, claim='Wij "delen" <b>alles</b> & meer'))
    text = client.get(f"/les/{edition.slug}/doorgeven/").content.decode()
    boxes = [
        html.unescape(each)
        for each in re.findall(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    ]
    assert "<b>" in boxes[0]
    assert "<b>" not in boxes[2] + boxes[4]
    assert "<b>alles" in boxes[3]


def boxes_of(text: str) -> list[str]:
    found = re.findall(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    return [html.unescape(each) for each in found]


def test_a_story_is_passed_on_without_a_word_of_it(cast, client):
    a_shown_page(cast)
    source = a_source(cast, circle=Circle.PUBLIC, text=f"{TITLE}\n\n{WORDS}")
    here = the_tale(source).url
    url = f"http://localhost:8000{here}"
    assert f'href="{here}doorgeven/"' in client.get(here).content.decode()
    assert f'href="{here}doorgeven/"' in client.get("/expeditie/polder/doorgeven/").content.decode()
    text = client.get(f"{here}doorgeven/").content.decode()
    short, long, block_html, block_text, frame = boxes_of(text)
    assert short == f"{TITLE}\n{url}"
    assert "Verteld door mensen van Samen Oost" in long
    assert url in long
    assert f'href="{url}"' in block_html
    assert block_text.startswith(TITLE)
    assert frame.startswith(f'<iframe src="{url}inbedden/"')
    assert WORDS not in html.unescape(text)
    assert "Amina" not in text
    assert f"{here}kaart.png" in text
    for ending, kind in (("html", "text/html"), ("txt", "text/plain")):
        answer = client.get(f"{here}doorgeven/blok.{ending}")
        assert answer["Content-Type"] == f"{kind}; charset=utf-8"
        assert TITLE in answer.content.decode()
    assert client.get(f"{here}doorgeven/blok.exe").status_code == 404


@pytest.mark.parametrize("rest", ["", "\nEn dat bleef zo."], ids=["one line", "more lines"])
def test_a_story_without_a_title_is_not_called_by_its_first_words(cast, client, rest):
    reflection = a_reflection(cast, kind=About.STORY, text=SAID + rest, circle=Circle.PUBLIC)
    here = the_tale(reflection.source).url
    text = html.unescape(client.get(f"{here}doorgeven/").content.decode())
    assert "Een verhaal van" in boxes_of(text)[0]
    assert "KANARIE" not in text
    assert "KANARIE" not in client.get("/expeditie/polder/doorgeven/").content.decode()
    assert SAID in client.get(f"{here}inbedden/").content.decode()  # it asks again each time


def test_a_story_taken_back_has_no_kit(cast, client):
    source = a_source(cast, circle=Circle.PUBLIC)
    here = the_tale(source).url
    frame = client.get(f"{here}inbedden/")
    assert TITLE in frame.content.decode()
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert not frame.cookies
    kept = {"HTTP_IF_NONE_MATCH": frame["ETag"]}
    assert client.get(f"{here}inbedden/", **kept).status_code == 304
    sources.narrow(source, to=Circle.PARTNERS, by=cast.amina)
    for path in ("doorgeven/", "doorgeven/blok.html", "doorgeven/blok.txt", "inbedden/"):
        gone = client.get(f"{here}{path}", **kept)
        assert gone.status_code == 410, path
        assert TITLE not in gone.content.decode(), path
    assert "teruggenomen" in client.get(f"{here}inbedden/").content.decode()
    assert TITLE not in client.get("/expeditie/polder/doorgeven/").content.decode()
    nowhere = here.replace(f"/{the_tale(source).pk}/", "/987654/")
    for path in ("doorgeven/", "doorgeven/blok.html", "inbedden/"):
        assert client.get(f"{nowhere}{path}").status_code == 404, path
