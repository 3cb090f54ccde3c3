"""The margin of a report: beside a block, for whoever reads it, gone with the block."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle
from samenspel.pitstops import reporting
from samenspel.pitstops.blocks import Part
from samenspel.sources import actions as sources
from samenspel.stories import margins
from samenspel.stories.models import Remark

from .builders import held

HOST = "command line"


def enter(person):
    client = Client()
    client.force_login(person)
    return client


def test_beside_a_block_until_it_is_gone(cast):
    full = held(cast, words=["De sleutel ligt nooit waar hij hoort te liggen."])
    block = full.part(Part.CARDS)
    report = reverse("pitstops:report", args=[full.report.pk])
    at = reverse("stories:margin", args=["verslag", full.report.pk, block.id])
    amina = enter(cast.amina)
    assert at in amina.get(report).content.decode()
    quoted = amina.post(at, {"words": "Zo: de sleutel ligt nooit waar hij hoort."})
    assert quoted.status_code == 422
    assert "Zo: de sleutel" in quoted.content.decode()
    assert amina.post(at, {"words": "Dat is nu anders."}).status_code == 302
    assert enter(cast.cor).get(at).status_code == 404
    assert "1 opmerking" in enter(cast.bo).get(report).content.decode()
    done = reporting.settle(full.report, by=cast.bo)
    sources.widen(done.source, to=Circle.EXPEDITION, by=cast.bo)
    # Who reads the report later does not read what was said before in a smaller circle.
    assert "Dat is nu anders." not in enter(cast.cor).get(at).content.decode()
    assert enter(cast.cor).post(at, {"words": "Bij ons ook."}).status_code == 302
    assert "Bij ons ook." in enter(cast.amina).get(at).content.decode()
    sources.narrow(done.source, to=Circle.COALITION, by=cast.bo)
    assert enter(cast.cor).get(at).status_code == 404
    circles = Remark.objects.unguarded(HOST).values_list("circle", flat=True)
    assert set(circles) == {Circle.COALITION}
    reporting.remove(full.report, block=block.id, by=cast.bo)
    reporting.settle(full.report, by=cast.bo)
    assert amina.get(at).status_code == 404
    own = amina.get(report).content.decode()
    assert "Dat is nu anders." in own
    assert "Bij ons ook." not in own


def test_what_is_not_there(cast):
    full = held(cast)
    for key, part in [("0", "x"), ("abc", "x"), (str(full.report.pk), "weg"), ("9" * 30, "x")]:
        at = reverse("stories:margin", args=["verslag", key, part])
        assert enter(cast.amina).get(at).status_code == 404
    other = reverse("stories:margin", args=["anders", "1", "x"])
    assert enter(cast.amina).get(other).status_code == 404


def test_the_margin_stands_beside_the_report_and_is_printed_on_request(cast):
    full = held(cast)
    part = full.part(Part.CARDS).id
    where = {"kind": "verslag", "key": str(full.report.pk), "part": part}
    beside = margins.at(cast.amina, **where)
    said = margins.write(
        beside.row, beside=beside, words="Dat is nu anders.", by=cast.amina, **where
    )
    margins.write(beside.row, beside=beside, words="Hoe dan?", to=said, by=cast.bo, **where)
    at = reverse("pitstops:report", args=[full.report.pk])
    bram = enter(cast.bram)
    without = bram.get(at).content.decode()
    assert "Dat is nu anders." in without
    assert "with-margin" not in without
    assert "?marge=1" in without
    along = bram.get(f"{at}?marge=1").content.decode()
    assert "with-margin" in along
    assert along.index("Dat is nu anders.") < along.index("Hoe dan?")
    margins.take_back(said, by=cast.amina)
    gone = bram.get(f"{at}?marge=1").content.decode()
    assert "Dat is nu anders." not in gone
    assert "Hoe dan?" in gone
    # Whoever reads the report later does not read what was said in a smaller circle.
    done = reporting.settle(full.report, by=cast.bo)
    sources.widen(done.source, to=Circle.EXPEDITION, by=cast.bo)
    assert "Hoe dan?" not in enter(cast.cor).get(f"{at}?marge=1").content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_what_the_margin_costs(cast, django_assert_num_queries, many):
    full = held(cast)
    for block in full.blocks[: many + 1]:
        where = {"kind": "verslag", "key": str(full.report.pk), "part": block.id}
        beside = margins.at(cast.amina, **where)
        if beside:
            margins.write(beside.row, beside=beside, words="Zeker.", by=cast.amina, **where)
    client = enter(cast.bram)
    at = reverse("pitstops:report", args=[full.report.pk])
    client.get(at)
    with django_assert_num_queries(18):
        client.get(f"{at}?marge=1")
