"""The journey as stops and as a picture."""

from __future__ import annotations

from datetime import date

from samenspel.site import journey
from samenspel.site.journey import Line, Mark

from .builders import a_moment, in_days

STARTS, ENDS, TODAY = date(2026, 1, 1), date(2027, 7, 1), date(2026, 10, 1)


def drawn(*marks: Mark) -> journey.Picture:
    return journey.picture([Line("Samen", marks=marks)], STARTS, ENDS, TODAY)


def test_a_mark_stands_where_its_day_is_and_never_outside():
    before, middle, after = (
        drawn(Mark(day, "x", "step")).lines[0].marks[0].x
        for day in (date(2020, 1, 1), date(2026, 10, 1), date(2040, 1, 1))
    )
    assert before == journey.LEFT
    assert after == journey.WIDTH - journey.RIGHT
    assert before < middle < after
    assert middle == drawn().reached


def test_labels_never_touch():
    days = [date(2026, month, day) for month in range(2, 12) for day in (1, 9, 20)]
    marks = drawn(*(Mark(day, "Een hele lange naam voor een dag", "step") for day in days))
    ends = journey.LEFT - 10
    shown = 0
    for mark in marks.lines[0].marks:
        if not mark.label:
            continue
        shown += 1
        half = len(mark.label) * journey.LETTER / 2
        begins = {"middle": mark.x - half, "start": mark.x, "end": mark.x - 2 * half}[mark.anchor]
        assert begins >= ends
        ends = begins + 2 * half
    assert 2 <= shown < len(days)
    assert ends <= journey.WIDTH


def test_a_short_journey_still_has_a_picture():
    same = journey.picture([Line("x")], STARTS, STARTS, STARTS)
    assert same.reached == journey.LEFT


def test_stops_come_in_order_and_say_where_we_are(cast):
    a_moment(cast, title="Straks", day=in_days(3))
    moments = [a_moment(cast, title="Toen", day=in_days(-3)), a_moment(cast, title="Straks")]
    found = journey.stops(cast.expedition, moments)
    assert [(stop.title, stop.state) for stop in found] == [
        ("Vertrek", "past"),
        ("Toen", "past"),
        ("Hier zijn we nu", "now"),
        ("Straks", "ahead"),
        ("De laatste dag", "ahead"),
    ]


def test_a_mark_at_the_very_beginning_has_its_label_too():
    (mark,) = drawn(Mark(STARTS, "De start", "meeting")).lines[0].marks
    assert (mark.label, mark.anchor) == ("De start", "start")
