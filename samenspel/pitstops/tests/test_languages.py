"""The language beside a card without a name does not tell whose phone it came from."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import translation

from samenspel.circles.models import Voice
from samenspel.pitstops import actions, reports, seats
from samenspel.pitstops.models import Card, Kind, Promise, Report
from samenspel.pitstops.seats import TABLE
from samenspel.sources.models import Source

from .builders import Phone, a_phone, at, begun, reflecting, step

RESIDENT, PROFESSIONAL = Voice.RESIDENT, Voice.PROFESSIONAL


def at_the_table(cast, *phones: tuple[int, str, str], script: str = "2-friction-and-flow"):
    """A meeting with so many phones of each voice and language, the last of each kind given."""
    pitstop = begun(cast, script=script)
    last: list[Phone] = []
    for many, voice, language in phones:
        for _ in range(many):
            phone = a_phone(pitstop, voice=voice, language=language, name="Jan")
        last.append(phone)
    at(pitstop, Kind.REFLECT, cast.bo)
    return pitstop, last


def told(*phones: Phone, **more) -> list[str]:
    return [phone.says("Koffie", **more).language for phone in phones]


@pytest.mark.parametrize("promise", [Promise.SELF, Promise.LEAD, Promise.NAMELESS])
def test_the_one_english_phone_is_not_known_by_it(cast, promise):
    _pitstop, (dutch, english) = at_the_table(cast, (6, RESIDENT, "nl"), (1, RESIDENT, "en"))
    assert told(dutch, english, promise=promise) == ["nl", "nl"]


def test_nor_is_the_one_dutch_phone(cast):
    _pitstop, (english, dutch) = at_the_table(cast, (6, RESIDENT, "en"), (1, RESIDENT, "nl"))
    assert told(dutch, english) == ["en", "en"]


def test_from_five_phones_on_a_language_is_told(cast):
    pitstop, phones = at_the_table(cast, (6, RESIDENT, "nl"), (5, RESIDENT, "en"))
    assert told(*phones) == ["nl", "en"]
    actions.end(pitstop, by=cast.bo)
    kept = Source.objects.visible_to(cast.amina).filter(kind=Source.Kind.CARD)
    assert sorted(kept.values_list("language", flat=True)) == ["en", "nl"]


def test_a_voice_and_a_language_together_tell_nothing_either(cast):
    """Five of them and the sixth in Dutch: were theirs marked English, the sixth would be known."""
    _pitstop, phones = at_the_table(
        cast, (9, RESIDENT, "nl"), (5, PROFESSIONAL, "en"), (1, PROFESSIONAL, "nl")
    )
    assert told(*phones) == ["nl", "nl", "nl"]
    _pitstop, phones = at_the_table(cast, (9, RESIDENT, "nl"), (3, PROFESSIONAL, "en"))
    assert told(*phones) == ["nl", "nl"]


def test_a_source_made_of_it_does_not_tell_it(cast):
    pitstop, (_dutch, english) = at_the_table(cast, (2, RESIDENT, "nl"), (1, RESIDENT, "en"))
    english.says("Coffee")
    actions.end(pitstop, by=cast.bo)
    assert Source.objects.visible_to(cast.amina).get(kind=Source.Kind.CARD).language == "nl"


def test_with_a_name_it_is_ones_own_until_the_name_goes(cast):
    pitstop, (_dutch, english) = at_the_table(
        cast, (2, RESIDENT, "nl"), (1, RESIDENT, "en"), script="1-first-meeting"
    )
    assert told(english) == ["en"]
    actions.narrow(step(pitstop, Kind.REFLECT), promise=Promise.NAMELESS, by=cast.bo)
    assert Card.objects.unguarded(TABLE).get().language == "nl"


def test_a_card_from_paper_has_the_language_of_the_meeting(cast):
    cast.bo.language = "en"
    pitstop = reflecting(cast)
    there = step(pitstop, Kind.REFLECT)

    def typed() -> str:
        said = {"text": "Koffie", "voice": RESIDENT, "key": uuid4(), "by": cast.bo}
        return actions.type_card(there, **said).language

    assert typed() == "en"  # nobody has a phone: who types it, decides
    for language in ("nl", "nl", "en"):
        a_phone(pitstop, language=language)
    assert typed() == "nl"


def test_where_as_many_phones_speak_each_the_meeting_is_in_dutch(cast):
    _pitstop, phones = at_the_table(cast, (1, RESIDENT, "en"), (1, RESIDENT, "nl"))
    assert told(*phones) == ["nl", "nl"]
    assert seats.meeting_language({}) == "nl"


def test_a_role_is_told_in_the_language_of_whoever_reads(cast):
    """Whoever gave no name is "a resident" to who reads English, among Dutch words too."""
    pitstop = reflecting(cast)
    actions.change_step(
        pitstop.step,
        minutes=5,
        title=pitstop.step.title,
        ask={},
        promise=Promise.NAMED,
        cards=["friction"],
        by=cast.bo,
    )
    a_phone(pitstop).says("Zonder naam")
    a_phone(pitstop, name="Mien").says("Met naam")
    actions.end(pitstop, by=cast.bo)
    report = Report.objects.unguarded(TABLE).get(pitstop=pitstop)
    called = {}
    for code in ("nl", "en"):
        with translation.override(code):
            opened = reports.open_for(cast.amina, report.pk)
            rows = reports.rows_of(opened, cast.amina)
            called[code] = {card.name for row in rows for card in row.cards}
    assert called == {"nl": {"een bewoner", "Mien"}, "en": {"a resident", "Mien"}}
