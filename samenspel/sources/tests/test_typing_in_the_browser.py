"""A transcript is typed and corrected with the player at hand: by keys, and without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.sources.models import Source
from tests.browser import OpenPage

from .builders import a_source, newest
from .tapes import a_recording, a_tape
from .test_sounding import a_talk_with_times, until

SOUND = "document.querySelector('audio')"


@pytest.fixture
def untyped(cast: Cast, transactional_db: None) -> Source:
    source = a_source(cast, text="# Bij de soep", circle=Circle.COALITION)
    a_recording(source, a_tape("wav", 40), by=cast.amina)
    return source


def address(source: Source) -> str:
    return reverse("sources:revise", args=[source.pk])


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_it_is_typed_by_keyboard_with_the_sound_playing(
    cast: Cast,
    untyped: Source,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    scheme: Any,
) -> None:
    page = open_page(cast.amina, width=width, scheme=scheme)
    page.goto(address(untyped))
    until(page, f"{SOUND}.readyState > 0")
    field = page.get_by_label("De tekst")
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Alt+k")
    until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 0.3")
    page.keyboard.press("Alt+k")
    page.evaluate(f"{SOUND}.currentTime = 5.4")
    page.keyboard.press("Alt+t")
    page.keyboard.type("Amina: Er was soep.")
    page.evaluate(f"{SOUND}.currentTime = 14")
    page.keyboard.press("Alt+j")
    page.keyboard.press("Alt+t")
    page.keyboard.type("En brood.")
    expect(field).to_have_value(
        "# Bij de soep\n[0:00:05] Amina: Er was soep.\n\n[0:00:11] En brood."
    )
    page.keyboard.press("Alt+Period")
    assert page.evaluate(f"{SOUND}.playbackRate") == 1.25
    page.keyboard.press("Home")
    page.evaluate(f"{SOUND}.currentTime = 12.9")
    page.get_by_role("button", name="Tijd", exact=True).click()  # a time that is there is mended
    expect(field).to_have_value(
        "# Bij de soep\n[0:00:05] Amina: Er was soep.\n\n[0:00:12] En brood."
    )
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Alt+h")
    until(page, f"!{SOUND}.paused && {SOUND}.currentTime >= 5 && {SOUND}.currentTime < 8")
    page.keyboard.press("Alt+k")
    look(page, f"sources-typing-{width}-{scheme}")
    assert axe(page) == []
    assert sideways(page) == 0
    page.mouse.wheel(0, 4000)
    expect(page.locator("sound-player")).to_be_in_viewport()

    page.get_by_role("button", name="Laat ze allebei zien").click()
    expect(page.get_by_role("button", name="Bewaar als versie 2")).to_be_visible()
    page.go_back()  # to change one more word
    expect(page.get_by_label("De tekst")).to_have_value(
        "# Bij de soep\n[0:00:05] Amina: Er was soep.\n\n[0:00:12] En brood."
    )
    page.get_by_role("button", name="Laat ze allebei zien").click()
    page.get_by_role("button", name="Bewaar als versie 2").click()
    expect(page.locator(".sound-at")).to_have_text(["0:05", "0:12"])
    layout = newest(untyped).layout
    assert [each.get("begin") for each in layout] == [None, 5000, 12_000]


def test_signs_typed_by_hand_do_without_a_script_and_a_wrong_one_loses_nothing(cast: Cast) -> None:
    source = a_talk_with_times(cast, many=3)
    a_recording(source, a_tape("wav", 6), by=cast.amina)
    client = Client()
    client.force_login(cast.amina)
    page = client.get(address(source))
    text = page.context["form"]["text"].value()
    assert text.startswith("[0:00:00] Amina: 1. Wij stonden")
    assert "<audio" in page.content.decode()
    wrong = text.replace("[0:00:04]", "[0:00:07]").replace("met soep", "met warme soep")
    answer = client.post(address(source), {"text": wrong, "complete": "1"})
    told = answer.content.decode()
    assert "deze tijd ligt na het einde. De opname duurt tot [0:00:06]" in told
    assert "met warme soep" in told
    answer = client.post(
        address(source), {"text": wrong.replace("[0:00:07]", "[0:00:05]"), "complete": "1"}
    )
    client.post(answer.url, {"after": "1"})
    assert [(each["begin"], each["stop"]) for each in newest(source).layout] == [
        (0, 1900),
        (2000, 3900),
        (5000, 5900),
    ]


def test_a_transcript_begins_with_nothing_but_a_recording(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.amina)
    bring = reverse("sources:bring")
    assert "Ik heb alleen een opname" in client.get(bring).content.decode()
    place = client.get(bring).context["form"]["place"].value() or f"coalition-{cast.oost.pk}"
    answer = client.post(bring, {"place": place, "heard": "1", "complete": "1"})
    told = client.get(answer.url).context["over"].form
    given = {name: told[name].value() for name in told.fields if name != "moment"}
    today = timezone.localdate().isoformat()
    answer = client.post(answer.url, {**given, "title": "Bij de soep", "moment": today})
    source = Source.objects.unguarded("command line").get(title="Bij de soep")
    assert answer.url == reverse("sources:recordings", args=[source.pk])
    a_recording(source, a_tape("wav", 6), by=cast.amina)
    assert address(source) in client.get(answer.url).content.decode()
    assert "<audio" in client.get(address(source)).content.decode()
