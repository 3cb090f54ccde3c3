"""The sheet on a phone, and the picture."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from samenspel.assessments import actions
from samenspel.assessments.models import Answer
from samenspel.circles.models import Voice

from .builders import a_framework, a_neighbour, a_round, a_shared_round, coordinates, scored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_sheet_on_a_phone(cast, open_page, axe, sideways, look):
    round = a_round(cast)
    page = open_page(cast.amina, width=360)
    page.goto(reverse("assessments:sheet", args=[round.pk]))
    part = page.get_by_role("group", name="Vertrouwen")
    asks_on = part.get_by_label("Wat is er nodig")
    assert not asks_on.is_visible()
    part.get_by_role("radio", name="4").check()
    assert not asks_on.is_visible()
    part.get_by_role("radio", name="2").check()
    asks_on.fill("Een sleutel erbij")
    part.get_by_role("radio", name="4").check()
    assert asks_on.is_visible(), "what was typed does not disappear"
    assert axe(page) == []
    assert sideways(page) == 0
    look(page, "mirror-sheet")
    page.get_by_role("button", name="Lever mijn blad in").click()
    page.get_by_role("heading", name="Je blad is bewaard").wait_for()
    assert axe(page) == []
    scores = Answer.objects.unguarded("command line").values_list("score", flat=True)
    assert sorted(scores, key=str) == [4, None]
    page.get_by_role("button", name="Neem mijn blad terug").click()
    page.get_by_role("heading", name="Teruggenomen").wait_for()
    assert not Answer.objects.unguarded("command line").exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1440])
def test_the_picture(cast, open_page, axe, sideways, look, width, scheme):
    framework = a_framework(cast)
    for shift in (0, 1):
        round = a_round(cast, framework=framework)
        scored(round, Voice.RESIDENT, [1 + shift, 2, 4, 4, 5], words="Omdat het zo is.")
        scored(round, Voice.PROFESSIONAL, [4, 4, 5, 5])
        scored(round, Voice.OTHER, 2)
        actions.close_round(round, by=cast.bo)
    page = open_page(cast.bo, width=width, scheme=scheme)
    page.goto(reverse("assessments:round", args=[round.pk]))
    page.get_by_text("Dezelfde cijfers als tabel").click()
    assert axe(page) == []
    assert sideways(page) == 0
    look(page, f"mirror-{width}-{scheme}")


def test_coalitions_together(cast, open_page, axe, sideways, look):
    """With a change over moments, a voice that too few show, and since then too little."""
    framework = a_framework(cast)
    coordinates(cast.bo, cast.west)
    places = [cast.oost, cast.west, a_neighbour(cast, "Zuid"), a_neighbour(cast, "Midden")]
    for shift, day in enumerate((date(2025, 3, 1), date(2025, 9, 1))):
        for number, place in enumerate(places):
            a_shared_round(
                cast,
                place,
                residents=[min(1 + shift + number, 5)] * 6,
                professionals=[4 - number % 2] * 5,
                framework=framework,
                moment=day,
                title="Na de zomer",
            )
    a_shared_round(cast, cast.oost, residents=[3] * 5, framework=framework, moment=date(2026, 3, 1))
    path = reverse("assessments:overall", args=[cast.expedition.pk])
    for width, scheme, language in [
        (320, "light", "nl"),
        (768, "dark", "en"),
        (1440, "light", "nl"),
    ]:
        page = open_page(cast.els, width=width, scheme=scheme, language=language)
        page.goto(path)
        page.locator("details.more > summary").first.click()
        assert axe(page) == []
        assert sideways(page) == 0
        look(page, f"overall-{width}-{scheme}-{language}")
    page = open_page(cast.fons, width=768)
    page.goto(path)
    assert axe(page) == []
    look(page, "overall-too-little")
