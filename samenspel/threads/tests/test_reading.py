"""The list of texts at the bench: what is there, how far one came, and what is next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle
from samenspel.sources import actions as sources
from samenspel.sources.models import Source
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions, reading
from samenspel.threads.models import Reading
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage
from samenspel.threads.tests.test_pages import as_, plain


def listed(person, **asked):
    answer = as_(person).get(reverse("threads:read", args=["polder"]), asked)
    return [row["source"].title for row in answer.context["rows"]]


def coded(cast, source, *, by=None, code=None):
    by = by or cast.els
    passage = a_passage(cast, source, "de sleutel", by=by)
    actions.give(passage, code=code or a_code(cast, codebook=a_codebook(cast)), by=by)
    return passage


def texts(cast, *titles, **more):
    today = timezone.localdate()
    return [
        a_source(cast, circle=Circle.TEAM, title=title, moment=today - timedelta(days=n), **more)
        for n, title in enumerate(titles)
    ]


def test_the_bench_is_there_for_the_team_and_coordinators(cast):
    for name, person in cast.everybody().items():
        answer = as_(person).get("/werkbank/")
        if name in {"els", "wim", "fenna", "bo"}:
            assert answer["Location"] == "/werkbank/polder/"
        else:
            assert answer.status_code == (302 if name == "passerby" else 404)
            assert answer.headers.get("Location") != "/werkbank/polder/"
        here = as_(person).get("/werkbank/polder/")
        assert (here.status_code == 200) == (name in {"els", "wim", "fenna", "bo"})
    assert as_(cast.els).get("/werkbank/kust/").status_code == 404


def test_only_what_was_released_stands_on_the_list(cast):
    a_source(cast, circle=Circle.COALITION, title="Van de coalitie")
    texts(cast, "Voor het team")
    a_source(cast, by=cast.cor, place=cast.west, circle=Circle.EXPEDITION, title="Uit West")
    assert set(listed(cast.els)) == {"Voor het team", "Uit West"}
    assert set(listed(cast.bo)) == {"Van de coalitie", "Voor het team", "Uit West"}


def test_it_is_sifted_and_ordered(cast):
    one, two, three = texts(cast, "Aardappels", "Boter", "Citroen")
    code = a_code(cast, codebook=a_codebook(cast))
    coded(cast, one, code=code)
    coded(cast, two, code=code, by=cast.wim)
    reading.finish(cast.els, three, done=True)
    coder = actions.coder_of(cast.wim, cast.expedition.pk)
    assert listed(cast.els) == ["Aardappels", "Boter", "Citroen"]
    assert listed(cast.els, op="oud") == ["Citroen", "Boter", "Aardappels"]
    assert listed(cast.els, q="BOT") == ["Boter"]
    assert listed(cast.els, stand="niet") == ["Boter"]
    assert listed(cast.els, stand="half") == ["Aardappels"]
    assert listed(cast.els, stand="klaar") == ["Citroen"]
    assert listed(cast.els, stand="niemand") == ["Citroen"]
    assert listed(cast.els, coder=coder.pk) == ["Boter"]
    assert listed(cast.els, stem="professional") == []
    assert listed(cast.els, stand="onzin", coder="x") == ["Aardappels", "Boter", "Citroen"]


def test_new_is_what_one_did_not_open_in_this_version(cast):
    one, _two = texts(cast, "Aardappels", "Boter")
    client = as_(cast.els)
    client.get(reverse("threads:desk", args=[one.pk]))
    assert listed(cast.els, nieuw="on") == ["Boter"]
    assert set(listed(cast.wim, nieuw="on")) == {"Aardappels", "Boter"}
    sources.revise(one, text="Niemand heeft de sleutel.", by=cast.amina)
    assert listed(cast.els, nieuw="on") == ["Aardappels", "Boter"]
    html = client.get("/werkbank/polder/").content.decode()
    assert "nieuwe versie" in html
    client.get(reverse("threads:desk", args=[one.pk]))
    assert listed(cast.els, nieuw="on") == ["Boter"]
    assert Reading.objects.count() == 1


def test_who_has_no_bench_leaves_no_trace_of_reading(cast):
    (one,) = texts(cast, "Aardappels")
    as_(cast.amina).get(reverse("threads:desk", args=[one.pk]))
    assert not Reading.objects.exists()


def test_it_counts_what_this_reader_sees(cast):
    (one,) = texts(cast, "Aardappels")
    coded(cast, one)
    a_passage(cast, one, "Wij niet")
    assert "2 fragmenten" in plain(as_(cast.els).get("/werkbank/polder/").content.decode())
    rows = as_(cast.els).get("/werkbank/polder/").context["rows"]
    assert [(row["passages"], row["codings"]) for row in rows] == [(2, 1)]
    rows = as_(cast.bo).get("/werkbank/polder/").context["rows"]
    assert [(row["passages"], row["codings"]) for row in rows] == [(2, 0)]


def test_one_says_that_one_is_done_and_not_yet_after_all(cast):
    (one,) = texts(cast, "Aardappels")
    client, address = as_(cast.els), reverse("threads:done", args=[one.pk])
    answer = client.post(address, follow=True)
    assert "Klaar: Aardappels. Alleen jij ziet dat in je lijst." in answer.content.decode()
    assert listed(cast.els, stand="klaar") == ["Aardappels"]
    assert listed(cast.wim, stand="klaar") == []
    client.post(address, {"nog-niet": "1"})
    assert listed(cast.els, stand="klaar") == []
    assert as_(cast.amina).post(address).status_code == 404


def test_what_is_next_goes_round(cast):
    one, two, three = texts(cast, "Aardappels", "Boter", "Citroen")
    elsewhere = a_source(
        cast, by=cast.cor, place=cast.west, circle=Circle.EXPEDITION, title="Uit West"
    )
    client = as_(cast.fenna)

    def onward(after: Source | None = None) -> str:
        return client.get("/werkbank/polder/volgende/", {"na": after.pk} if after else {})[
            "Location"
        ]

    def desk(source: Source) -> str:
        return reverse("threads:desk", args=[source.pk])

    assert onward() == desk(one)
    assert onward(one) == desk(two)
    assert onward(three) == desk(one)
    coded(cast, two, by=cast.fenna)
    assert onward(one) == desk(three)
    reading.finish(cast.fenna, one, done=True)
    assert onward(three) == "/werkbank/polder/"
    assert not may(cast.fenna, "passage.mark", elsewhere)


@pytest.mark.parametrize("name", ["els", "fenna", "bo"])
def test_what_waits_is_what_one_may_mark(cast, name):
    person = getattr(cast, name)
    texts(cast, "Aardappels")
    a_source(cast, by=cast.cor, place=cast.west, circle=Circle.EXPEDITION)
    a_source(cast, by=cast.els, place=cast.expedition, circle=Circle.TEAM)
    seen = Source.objects.visible_to(person).filter(expedition=cast.expedition)
    expected = {source.pk for source in seen if may(person, "passage.mark", source)}
    assert {each.pk for each in reading.to_code(cast.expedition, person)} == expected


@pytest.mark.parametrize("many", [1, 3])
def test_what_the_list_costs_does_not_grow(cast, many, django_assert_num_queries):
    code = a_code(cast, codebook=a_codebook(cast))
    for source in texts(cast, *"abc"[:many]):
        coded(cast, source, code=code)
    client = as_(cast.els)
    client.get("/werkbank/polder/")
    with django_assert_num_queries(13):
        client.get("/werkbank/polder/")


@pytest.mark.parametrize("corner", ["codes", "draden"])
def test_the_other_corners_are_of_one_expedition(cast, corner):
    a_codebook(cast, name="Hier gezien")
    actions.start(cast.expedition, claim="Hier gezien", by=cast.els)
    client: Client = as_(cast.els)
    html = client.get(f"/werkbank/polder/{corner}/").content.decode()
    assert "Hier gezien" in html
    assert 'aria-current="page"' in html.split("De werkbank")[1].split("</nav>")[0]
    assert client.get(f"/werkbank/kust/{corner}/").status_code == 404
    assert as_(cast.amina).get(f"/werkbank/polder/{corner}/").status_code == 404
