import itertools

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from samenspel.foundation.charts import (
    MAP_HEIGHT,
    MAP_WIDTH,
    Bead,
    Moment,
    Pair,
    Place,
    Stop,
    dots,
    legs,
    mark,
    on_map,
    progress,
    scale,
    strand,
    strip,
    tide,
)

VOICES = st.lists(st.sampled_from(["resident", "professional", "other"]), max_size=12)


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_each_voice_has_a_shape_of_its_own() -> None:
    assert len({mark(kind, 10, 10, 5).d for kind in ("resident", "professional", "other")}) == 3
    assert mark("somebody", 0, 0, 1).kind == "other"


def test_a_journey_is_travelled_up_to_now() -> None:
    stops = [Stop("a"), Stop("b", state="now"), Stop("c", state="ahead")]
    assert [(leg.before, leg.after) for leg in legs(stops)] == [
        ("", "thread-line"),
        ("thread-line", "thread-ahead"),
        ("thread-ahead", ""),
    ]
    assert legs([]) == []


def test_a_strip_reaches_to_the_last_stop_that_is_not_ahead() -> None:
    drawn = strip(["past", "now", "ahead"], width=116)
    assert [stop.x for stop in drawn.stops] == [8, 58, 108]
    assert (drawn.reached, drawn.end) == (58, 108)
    assert strip(["ahead", "ahead"]).reached == 8
    assert strip([]).end == 8


def test_progress_says_what_is_done_and_what_is_now() -> None:
    assert [stop.state for stop in progress(2, 4).stops] == ["past", "past", "now", "ahead"]
    assert [stop.state for stop in progress(2, 2).stops] == ["past", "past"]


@given(st.lists(st.builds(Moment, label=st.just("m"), above=VOICES, below=VOICES), max_size=20))
def test_a_tide_keeps_every_mark_inside_the_picture_and_on_its_side(moments: list[Moment]) -> None:
    drawn = tide(moments)
    for moment, column in zip(moments, drawn.columns, strict=True):
        above = [m for m in column.marks if m.y < drawn.line]
        below = [m for m in column.marks if m.y > drawn.line]
        assert ([m.kind for m in above], [m.kind for m in below]) == (moment.above, moment.below)
        for drawn_mark in column.marks:
            assert drawn_mark.r < drawn_mark.x < drawn.width - drawn_mark.r
            assert drawn_mark.r < drawn_mark.y < drawn.label_y - 14


def test_a_long_tide_labels_some_of_its_columns_and_always_the_newest() -> None:
    drawn = tide([Moment(str(n)) for n in range(20)])
    assert [column.label for column in drawn.columns if column.labelled] == [
        *list("147"),
        "10",
        "13",
        "16",
        "19",
    ]


def test_two_voices_that_agree_are_both_seen() -> None:
    (row,) = scale([Pair("we agree", resident=3, professional=3)]).rows
    one, other = row.marks
    assert one.x == other.x == 100
    assert abs(one.y - other.y) >= one.r + other.r


def test_a_hidden_voice_leaves_no_mark() -> None:
    (row,) = scale([Pair("too few", resident=5, professional=None)]).rows
    assert [(m.kind, m.x) for m in row.marks] == [("resident", 188)]
    assert row.bridge is None
    assert "too few" in draw(
        '{% scale pairs "c" "h" "r" "p" "too few" %}', pairs=[Pair("we", 5, None)]
    )


def test_a_thread_bends_for_nuance_and_breaks_where_a_voice_was_taken_back() -> None:
    straight = strand([Bead("resident"), Bead("professional", "off")])
    assert straight.path == "M2 24h6h34h34h6"
    assert [m.y for m in straight.marks] == [24, 41]
    assert "c9 0" in strand([Bead(place="near")]).path
    broken = strand([Bead(place="gap")])
    assert "m22 0" in broken.path
    assert broken.marks == []


def test_the_far_corners_of_the_country_fall_on_the_map() -> None:
    for latitude, longitude in [(53.55, 6.5), (50.75, 6.0), (51.3, 3.36), (53.2, 7.2)]:
        x, y = on_map(latitude, longitude)
        assert 0 < x < MAP_WIDTH
        assert 0 < y < MAP_HEIGHT


def test_labels_of_places_close_together_do_not_touch() -> None:
    drawn = dots([Place("a", 52.0, 5.0), Place("b", 52.01, 5.02), Place("c", 52.02, 5.01)])
    heights = sorted(dot.label_y for dot in drawn)
    assert all(later - earlier >= 15 for earlier, later in itertools.pairwise(heights))


def test_coordinates_are_written_the_same_in_every_language() -> None:
    places = [Place("a", 52.03, 5.07)]
    with override("nl"):
        dutch = draw("{% map places 'w' %}", places=places)
    with override("en"):
        assert draw("{% map places 'w' %}", places=places) == dutch


def test_a_pager_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/?q=plein&pagina=2")
    drawn = draw("{% pager page %}", page=Paginator(range(30), 10).page(2), request=request)
    assert 'href="?q=plein&amp;pagina=3"' in drawn
    assert '<span aria-current="page">' in drawn


def test_one_page_needs_no_pager() -> None:
    request = RequestFactory().get("/")
    drawn = draw("{% pager page %}", page=Paginator(range(3), 10).page(1), request=request)
    assert drawn.strip() == ""


@pytest.mark.parametrize("tag", ["h2", "h3"])
def test_an_empty_place_says_what_to_do(tag: str) -> None:
    drawn = draw("{% empty 'Nothing' 'Because' '/new/' 'Begin' tag %}", tag=tag)
    assert f"<{tag}>Nothing</{tag}>" in drawn
    assert '<a class="button" href="/new/">Begin</a>' in drawn
