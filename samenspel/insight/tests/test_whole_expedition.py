"""What is told of the whole expedition is not told of one coalition or two (rule 1 of `hiding`)."""

from __future__ import annotations

import pytest

from samenspel.circles.models import Coalition
from samenspel.insight.counting import codes_of_enough
from samenspel.insight.hiding import NOBODY, Going, People
from samenspel.insight.lens import Choice, Side
from samenspel.insight.matrix import to_share
from samenspel.insight.together import How
from samenspel.insight.together import to_share as together_to_share
from samenspel.sources.models import Source, Version

from .builders import FIRST, Told


@pytest.mark.parametrize(
    ("coalitions", "goes"),
    [
        ({"1": 40}, False),
        ({"1": 30, "2": 30}, False),
        ({"1": 3, "2": 3, "3": 3}, False),
        ({"1": 3, "2": 3, "3": 4}, True),
        ({"1": 30, "2": 30, NOBODY: 30}, False),
    ],
)
def test_nothing_of_a_code_goes_out_before_three_coalitions_and_ten_people(coalitions, goes):
    whole = sum(coalitions.values())
    going = Going(People(whole=whole, coalitions=coalitions, moments={"0": whole}))
    assert going.goes() is goes
    assert going.goes(moment="0") is goes
    assert Going(People()).goes()


def test_what_two_coalitions_said_stays_with_the_team_and_that_of_three_goes_out(cast):
    told = Told(cast)

    def goes() -> list[bool]:
        lens = told.lens()
        totals = [
            not to_share(lens, Choice(), Side.CODE, columns).at(key, "").held
            for columns in (Side.COALITION, Side.VOICE, Side.MOMENT)
        ]
        pairs = together_to_share(lens, Choice(), How.SAME).pairs
        texts = Version.objects.visible_to(cast.els).values_list("pk", flat=True)
        return [*totals, bool(pairs), int(key) in codes_of_enough(lens, texts)]

    for place in (cast.oost, cast.west):
        for _ in range(6):
            told.said(FIRST, "a", "b", place=place)
    key = str(told.code("a").pk)
    assert goes() == [False] * 5
    last = told.said(FIRST, "a", "b", place=cast.west)
    rows = Source.objects.unguarded("command line")
    zuid = Coalition.objects.create(expedition=cast.expedition, slug="zuid", name="Zuid", place="z")
    rows.filter(pk=last.version.source_id).update(coalition=zuid)
    assert goes() == [True] * 5
