"""The sentence tells the truth: its number is the number of people who can read."""

import pytest
from django.utils import translation

from samenspel.circles.forms import CircleField
from samenspel.circles.models import Circle
from samenspel.circles.readers import who_reads, who_would_read
from samenspel.circles.tests.cast import READERS
from samenspel.sources.tests.builders import a_source


@pytest.mark.parametrize("circle", [c for c in Circle if 0 < c < 5])
def test_the_number_counts_the_readers_and_the_author(cast, circle):
    row = a_source(cast, circle=circle)
    number = len(READERS[circle]) + 1
    with translation.override("en"):
        assert f"({number} people)" in who_reads(row, cast.amina).words
        told = who_would_read(cast.oost, cast.amina, list(Circle))
    assert told[circle].words == who_reads_in_english(row, cast)


def who_reads_in_english(row, cast):
    with translation.override("en"):
        return who_reads(row, cast.amina).words


@pytest.mark.parametrize("circle", Circle)
def test_the_fund_is_named_where_it_can_not_read(cast, circle):
    with translation.override("en"):
        words = who_would_read(cast.oost, cast.amina, [circle])[circle].words
    reads = "fons" in READERS[circle]
    assert ("Not the fund" in words) == (not reads and circle != Circle.PRIVATE)


def test_somebody_from_outside_reads_the_name_of_the_group(cast):
    row = a_source(cast, circle=Circle.TEAM)
    with translation.override("en"):
        assert who_reads(row, cast.amina).words.startswith("Our group and the support team")
        assert who_reads(row, cast.els).words.startswith("Samen Oost and the support team")


def test_a_field_offers_no_more_than_was_agreed(cast):
    field = CircleField(cast.oost, cast.amina, widest=Circle.TEAM)
    assert [value for value, _ in field.choices] == [0, 1, 2]
    assert field.clean("2") is Circle.TEAM


def test_without_a_coalition_its_circle_is_not_offered(cast):
    field = CircleField(cast.expedition, cast.els)
    assert Circle.COALITION not in [value for value, _ in field.choices]


def test_one_choice_is_about_one_person(cast):
    drawn = str(CircleField(cast.oost, cast.amina).widget.render("circle", None))
    assert "Alleen ik" in drawn
    assert "Alleen jij" not in drawn
    row = a_source(cast, circle=Circle.PRIVATE, by=cast.amina)
    assert who_reads(row, cast.amina).words == "Alleen jij leest dit."
