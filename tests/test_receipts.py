"""Whoever takes back what they told reads of each place that it is gone, now and later."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.lessons.tests import builders as lessons
from samenspel.recognition import choosing
from samenspel.reflections.models import Reflection
from samenspel.reflections.tests.builders import a_reflection
from samenspel.sources import actions as sources
from samenspel.sources.models import Receipt, Source
from samenspel.sources.tests.builders import a_source
from samenspel.stories import actions as stories
from samenspel.stories.tests.builders import a_conversation, an_episode, in_english, out

SAID = "Wij kregen eindelijk de sleutel van het buurthuis."
TITLE = "Eindelijk de sleutel"


def enter(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told_on(cast: Cast) -> Source:
    """Words of Amina in a recording, among the stories of change, in an episode and in a lesson."""
    source = a_source(cast, text=SAID, title=TITLE, circle=Circle.PUBLIC)
    episode = an_episode(cast, source, title="Aan de deur")
    in_english(cast, episode, words={0: "At last we got in."})
    stories.divide(episode, chapters=[(0, "Binnen")], by=cast.bo)
    out(cast, episode)
    question = {"question": "Wat veranderde er?", "closes": timezone.localdate(), "by": cast.bo}
    choosing.offer(choosing.begin(cast.oost, **question), source=source, by=cast.amina)
    lesson = lessons.a_lesson(cast, claim="Een sleutel is vertrouwen")
    quote = lessons.a_quote(cast, lesson, SAID, source)
    lessons.given(cast, quote)
    return source


GONE = (
    "opname",
    "Wat veranderde er?",
    "Aan de deur",
    "Een sleutel is vertrouwen",
    "vertaling van de woorden",
)


def test_every_place_stands_in_the_receipt_also_those_that_vanish(cast: Cast) -> None:
    source = told_on(cast)
    amina = enter(cast.amina)
    answer = amina.post(reverse("sources:circle", args=[source.pk]), {"circle": "0"}, follow=True)
    page = answer.content.decode()
    for place in GONE:
        assert place in page, place
    assert page.count("is-gone") == page.count('<li class="gone">') >= len(GONE)
    assert '<li class="stands">' not in page
    assert "Bewijs voor Amina" in page
    for words in (SAID, TITLE, "sleutel van het buurthuis"):
        assert words not in page
    assert answer["Cache-Control"].count("no-store")


def test_it_is_found_again_by_whoever_took_it_back_and_by_nobody_else(cast: Cast) -> None:
    source = told_on(cast)
    sources.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    receipt = Receipt.objects.visible_to(cast.amina).get()
    at = reverse("sources:receipt", args=[receipt.pk])
    assert at in enter(cast.amina).get(reverse("sources:mine")).content.decode()
    assert enter(cast.amina).get(at).status_code == 200
    for person in (cast.bo, cast.wim, cast.cor, cast.els):
        assert enter(person).get(at).status_code == 404
    assert SAID not in str(receipt.places)
    assert TITLE not in str(receipt.places)
    # Shared again, it tells that; thrown away, it still tells from where it was gone.
    source.refresh_from_db()
    sources.widen(source, to=Circle.COALITION, by=cast.amina)
    assert "Daarna liet je het" in enter(cast.amina).get(at).content.decode()
    Source.objects.unguarded("command line").filter(pk=source.pk).update(title="Anders")
    page = enter(cast.amina).get(at).content.decode()
    assert '<li class="stands">' not in page


def test_what_still_stands_is_not_called_gone(cast: Cast) -> None:
    """Another voice in the same source gave words of their own to a lesson."""
    source = a_conversation(cast, circle=Circle.TEAM)
    lesson = lessons.a_lesson(cast, claim="Wie in de wijk werkt, blijft")
    lessons.given(cast, lessons.a_quote(cast, lesson, "ik werk in de wijk", source))
    sources.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    receipt = Receipt.objects.visible_to(cast.amina).get()
    page = enter(cast.amina).get(reverse("sources:receipt", args=[receipt.pk])).content.decode()
    assert "Wie in de wijk werkt, blijft" in page
    assert '<li class="stands">' in page


def test_a_reflection_too(cast: Cast) -> None:
    told: Reflection = a_reflection(cast, circle=Circle.TEAM)
    amina = enter(cast.amina)
    path = reverse("reflections:circle", args=[told.pk])
    answer = amina.post(path, {"naar": "0"}, follow=True)
    page = answer.content.decode()
    assert answer.request["QUERY_STRING"] == "bewijs=1"
    assert "Bewijs voor Amina" in page
    version = told.source.versions.unguarded("command line").get()
    assert version.text not in page
    assert "Bewijs voor Amina" in amina.get(f"{path}?bewijs=1").content.decode()


@pytest.mark.browser
def test_the_receipt_on_paper(transactional_db: None, cast: Cast, open_page: Any) -> None:
    source = told_on(cast)
    page = open_page(cast.amina)
    page.goto(reverse("sources:circle", args=[source.pk]))
    page.get_by_label("alleen ik").check()
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_role("heading", name="Bewijs voor Amina").wait_for()
    page.emulate_media(media="print")
    for name in ("Bewijs voor Amina", "Teruggenomen"):
        assert page.get_by_role("heading", name=name).is_visible()
    assert not page.get_by_role("button", name="Druk af").is_visible()
    assert not page.get_by_role("link", name="Mijn woorden").is_visible()
    words = paper(page)
    assert "Aan de deur" in words
    assert "weg" in words
    assert "sleutel van het buurthuis" not in words


def paper(page: Any) -> str:
    printed = pypdfium2.PdfDocument(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(printed) == 1
    return " ".join(sheet.get_textpage().get_text_bounded() for sheet in printed)
