"""The history speaks in sentences, and names nobody whose words one may not read."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.test import Client

import samenspel
from samenspel.circles import tables
from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import a_person
from samenspel.foundation.models import Entry
from samenspel.reflections import asking
from samenspel.reflections.tests.builders import a_rhythm
from samenspel.sources import actions
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent
from samenspel.sources.tests.builders import a_talk, asked
from samenspel.web import telling


def history(cast: Any, person: Any) -> str:
    client = Client()
    client.force_login(person)
    return client.get(f"/coalitie/{cast.oost.pk}/geschiedenis/").content.decode()


def written_by_hand() -> set[str]:
    """The verbs that are written into the log of a coalition without a deed of that name."""
    found = set()
    for path in Path(samenspel.__file__).parent.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "ledger.write":
                verb, of_a_place = node.args[0], any(each.arg == "space" for each in node.keywords)
                if isinstance(verb, ast.Constant) and of_a_place:
                    found.add(verb.value)
    return found


def test_every_deed_has_its_sentence():
    deeds = {deed.name for deed in tables.all_deeds()}
    assert "question.round" in written_by_hand()
    assert set(telling.SENTENCES) == deeds | written_by_hand()


def test_a_question_of_the_rhythm_is_brought_by_the_rhythm(cast):
    rhythm = a_rhythm(cast)
    assert asking.put_to_all(rhythm, rhythm.first)
    assert "Jullie ritme bracht een nieuwe vraag" in history(cast, cast.amina)


def test_who_answered_for_words_that_one_may_not_read_is_not_told(cast):
    outside = a_person("zeynep")
    for reader, circle in [(cast.els, Circle.PRIVATE), (cast.amina, Circle.COALITION)]:
        talk = a_talk(
            cast.oost, [Spoke("Zeynep", person=outside, audience=circle)], by=reader, circle=circle
        )
        request = asked(cast, talk, "Wij niet.")
        actions.answer(request, answer=Consent.Answer.GIVEN, by=outside)
        actions.take_back(request, by=outside)
    for person in (cast.amina, cast.bram, cast.bo):
        told = history(cast, person)
        assert "Zeynep" not in told
        assert "Wim" in told


def test_a_day_ends_at_midnight_where_people_live(cast):
    for hour in (21, 22, 23):
        Entry.objects.create(
            at=datetime(2026, 6, 1, hour, 30, tzinfo=UTC),
            verb="code.add",
            by=cast.els.pk,
            subject="threads.code",
            subject_id=1,
            space=cast.oost.pk,
        )
    page = history(cast, cast.amina)
    assert re.findall("<h2>([^<]*juni 2026)</h2>", page) == [
        "dinsdag 2 juni 2026",
        "maandag 1 juni 2026",
    ]
    lines = telling.history(cast.oost, cast.amina, 5)
    assert [(line.day.day, line.many) for line in lines] == [(2, 2), (1, 1)]
