"""Together at a meeting: phones without a name, and numbers that tell of no handful."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.foundation.errors import Refused
from samenspel.recognition import actions, table
from samenspel.recognition.hiding import together
from samenspel.recognition.models import Hand

from .builders import a_round, the_card, the_sheet


def hands() -> int:
    return Hand.objects.unguarded("command line").count()


def test_by_voice_only_where_every_voice_has_five():
    residents, professionals = [("resident", "yes")] * 5, [("professional", "no")] * 5
    assert set(together(residents + professionals)["voices"]) == {"resident", "professional"}
    assert together(residents + professionals[:4]) == {"all": {"": {"yes": 5, "no": 4}}}
    assert together(residents[:4]) == {}


def test_phones_answer_and_after_showing_only_numbers_are_left(cast):
    opened = a_round(cast)
    sheet = table.gather(the_sheet(opened, cast.oost), by=cast.bo)
    door = reverse("recognition:table_door", args=[sheet.key])
    for number in range(5):
        phone = Client()
        code = phone.post(reverse("recognition:table_code"), {"code": sheet.code})
        assert code.url == door
        card = phone.post(door, {"voice": "resident"}).url
        phone.post(card, {"said": "no"})
        phone.post(card, {"said": "yes" if number else "no"})  # changed: still one hand
    assert hands() == 5
    with pytest.raises(NotYours):
        table.show(the_card(opened, cast.oost), by=cast.amina)
    table.show(the_card(opened, cast.oost), by=cast.bo)
    assert hands() == 0
    shown = the_card(opened, cast.oost)
    assert shown.together["voices"] == {"resident": {"yes": 4, "no": 1}}
    assert phone.post(card, {"said": "no"}).status_code == 422
    screen = Client()
    screen.force_login(cast.bo)
    page = screen.get(reverse("recognition:together_card", args=[sheet.pk, 1]))
    assert "<td>4</td>" in page.content.decode()


def test_when_it_ends_the_doors_are_shut_and_what_was_not_shown_is_gone(cast):
    sheet = table.gather(the_sheet(a_round(cast), cast.oost), by=cast.bo)
    (card,) = table.cards(sheet)
    table.say(card, secret="s" * 20, voice="resident", said="yes")
    key = sheet.key
    table.part(sheet, by=cast.bo)
    assert hands() == 0
    assert Client().get(reverse("recognition:table_door", args=[key])).status_code == 404
    with pytest.raises(Refused):
        table.say(card, secret="s" * 20, voice="resident", said="yes")


def test_a_thread_that_the_coalition_may_not_read_is_not_asked(cast):
    opened = a_round(cast)
    sheet = table.gather(the_sheet(opened, cast.oost), by=cast.bo)
    thread = the_card(opened, cast.oost).thread
    actions.threads.narrow(thread, to=actions.Circle.TEAM, by=cast.els)
    assert table.cards(sheet) == []
