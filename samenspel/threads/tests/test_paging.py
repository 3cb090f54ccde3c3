"""Pages of passages: all of them once, in order, and only what this person may read."""

from __future__ import annotations

from samenspel.circles.models import Circle
from samenspel.sources.tests.builders import a_source
from samenspel.threads.models import Passage
from samenspel.threads.paging import Pages
from samenspel.threads.tests.builders import a_passage

TEXT = "Een sleutel hing aan de haak naast de deur van het buurthuis en niemand wist van wie."


def test_pages_hold_each_passage_once_in_order(cast):
    for _ in range(2):
        source = a_source(cast, circle=Circle.TEAM, text=TEXT)
        for word in ("sleutel", "haak", "deur", "buurthuis", "niemand"):
            a_passage(cast, source, word)
    whole = [(p.pk, p.words) for p in Passage.to_read(cast.els)]
    assert len(whole) == 10
    pages = Pages(Passage.to_read(cast.els), 4, cast.els)
    assert (pages.count, pages.num_pages) == (10, 3)
    assert [len(pages.page(n)) for n in (1, 2, 3)] == [4, 4, 2]
    assert [(p.pk, p.words) for n in (1, 2, 3) for p in pages.page(n)] == whole


def test_a_reader_finds_only_what_they_may_read(cast):
    near = a_passage(cast, a_source(cast, circle=Circle.TEAM, text=TEXT), "sleutel")
    hidden = a_passage(cast, a_source(cast, circle=Circle.TEAM, text=TEXT), "haak")
    every = Passage.to_read(cast.els)
    hidden.version.source.circle = Circle.PRIVATE
    hidden.version.source.save()
    pages = Pages(every, 50, cast.els)
    assert [p.pk for p in pages.page(1)] == [near.pk]


def test_what_is_taken_back_between_the_two_questions_is_not_shown(cast):
    stays = a_passage(cast, a_source(cast, circle=Circle.TEAM, text=TEXT), "sleutel")
    goes = a_passage(cast, a_source(cast, circle=Circle.TEAM, text=TEXT), "haak")
    pages = Pages(Passage.to_read(cast.els), 50, cast.els)
    goes.version.source.circle = Circle.PRIVATE
    goes.version.source.save()
    assert [p.pk for p in pages.page(1)] == [stays.pk]
