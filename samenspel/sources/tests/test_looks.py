"""Looking is kept by role and organisation and day; never of residents."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from samenspel.circles.models import Circle, Membership, Role, Voice
from samenspel.sources import looks
from samenspel.sources.models import Look
from samenspel.sources.tests.builders import a_source


def kept() -> list[tuple[str, str]]:
    rows = Look.objects.unguarded("command line").order_by("role")
    return list(rows.values_list("role", "organisation"))


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("els", ("researcher", "Bureau Voorbeeld")),
        ("fenna", ("facilitator", "Bureau Voorbeeld")),
        ("fons", ("manager", "Fonds Voorbeeld")),
        ("pia", ("partner", "Bond Voorbeeld")),
        ("bram", ("member", "Welzijn Oost")),
    ],
)
def test_looking_is_kept_by_role_and_organisation(cast, name, line):
    source = a_source(cast, circle=Circle.PARTNERS)
    looks.record(getattr(cast, name), [source])
    assert kept() == [line]


@pytest.mark.parametrize("name", ["amina", "bo", "cor", "dirk", "passerby"])
def test_residents_and_strangers_look_unseen(cast, name):
    looks.record(getattr(cast, name), [a_source(cast, circle=Circle.PARTNERS)])
    assert kept() == []


def test_a_resident_with_another_role_looks_unseen_too(cast):
    Membership.objects.create(
        person=cast.cor, expedition=cast.expedition, role=Role.WRITER, voice=Voice.RESIDENT
    )
    looks.record(cast.cor, [a_source(cast, circle=Circle.PARTNERS)])
    assert kept() == []


def test_ones_own_words_and_what_everybody_reads_are_not_kept(cast):
    looks.record(cast.bram, [a_source(cast, by=cast.bram, voice=Voice.PROFESSIONAL)])
    looks.record(cast.els, [a_source(cast, circle=Circle.PUBLIC)])
    assert kept() == []


@pytest.mark.parametrize("many", [1, 3])
def test_a_page_costs_three_questions_and_a_second_visit_two(cast, django_assert_num_queries, many):
    sources = [a_source(cast, circle=Circle.TEAM) for _ in range(many)]
    with django_assert_num_queries(3):
        looks.record(cast.els, sources)
    with django_assert_num_queries(2):
        looks.record(cast.els, sources)
    assert len(kept()) == many


def test_the_coalition_reads_who_looked_and_the_days_are_merged(cast):
    source = a_source(cast, circle=Circle.PARTNERS)
    for person in (cast.els, cast.bram, cast.fons):
        looks.record(person, [source])
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    Look.objects.create(
        source=source, role="researcher", organisation="Bureau Voorbeeld", day=yesterday
    )
    told = {line.role: (line.organisation, line.days) for line in looks.of(source, cast.amina)}
    assert told == {
        str(Role.RESEARCHER.label): ("Bureau Voorbeeld", [today, yesterday]),
        str(Role.MANAGER.label): ("Fonds Voorbeeld", [today]),
        str(Voice.PROFESSIONAL.label): ("Welzijn Oost", [today]),
    }
    assert looks.of(source, cast.bo) == looks.of(source, cast.amina)


@pytest.mark.parametrize("name", ["els", "cor", "fons", "pia", "dirk", "passerby"])
def test_others_are_not_told_who_looked(cast, name):
    source = a_source(cast, circle=Circle.PUBLIC)
    Look.objects.create(source=source, role="researcher", organisation="Bureau Voorbeeld")
    assert looks.of(source, getattr(cast, name)) == []
