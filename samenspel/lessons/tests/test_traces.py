"""Whoever spoke finds the lessons in which their words stand, with the day they came there."""

import time_machine
from django.utils import timezone

from samenspel.circles.tests.cast import after_midnight_here
from samenspel.lessons import actions, public
from samenspel.lessons.models import Export
from samenspel.sources import traces
from samenspel.sources.models import Source

from .builders import published


def test_every_place_is_dated_by_the_day_where_people_live(cast):
    with time_machine.travel(after_midnight_here()):
        edition = published(cast, "Wij niet.")
        actions.export(edition, format=Export.Format.CSV, by=cast.els)
        source = Source.objects.visible_to(cast.amina).get()
        dated = [place.since for place in traces.places(source) if place.since]
        assert dated == [timezone.localdate()] * 4
        assert {piece.moment for piece in public.pieces(edition)} == {timezone.localdate()}
