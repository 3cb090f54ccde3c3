"""A fragment that is read back is heard by whoever may read the whole source, and no others."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.pitstops import actions
from samenspel.pitstops.models import Kind, Pitstop
from samenspel.pitstops.views.leading import screen_key
from samenspel.sources import actions as sources
from samenspel.sources.models import Source, Version
from samenspel.sources.readers import Kind as Piece
from samenspel.sources.readers import Paragraph, compose
from samenspel.sources.tests.tapes import a_recording
from samenspel.threads.tests.builders import a_passage, a_thread

from .builders import a_phone, at, begun, step

SAID = ["Eerste alinea.", "Tweede alinea.", "Derde alinea."]


def a_source(cast: Cast, kind: str) -> Source:
    said = [Paragraph(Piece.TEXT, words, begin=n * 1000) for n, words in enumerate(SAID)]
    text, layout = compose(said)
    source = sources.keep(
        cast.oost,
        text=text,
        layout=layout,
        title="Toen",
        kind=kind,
        circle=Circle.COALITION,
        by=cast.bo,
    )
    a_recording(source, by=cast.bo)
    return source


def read_back(cast: Cast, kind: str) -> Pitstop:
    pitstop = begun(cast, script="3-impact")
    review = step(pitstop, Kind.REVIEW)
    actions.change_step(
        review,
        minutes=5,
        title=review.title,
        ask=review.ask,
        promise=review.promise,
        by=cast.bo,
        version=Version.objects.visible_to(cast.bo).get(source=a_source(cast, kind)),
        paragraphs=[2, 2],
        cards=["question"],
    )
    at(pitstop, Kind.REVIEW, cast.bo)
    return pitstop


def page(path: str, person: Any = None, phone: Any = None) -> str:
    client = Client()
    if phone:
        client.cookies.load(phone.cookie())
    if person:
        client.force_login(person)
    return client.get(path).content.decode()


@pytest.mark.parametrize("kind", [Source.Kind.REPORT, Source.Kind.INTERVIEW])
def test_who_hears_a_fragment_at_the_table(cast, kind):
    pitstop = read_back(cast, kind)
    lead, table = f"/pitstop/{pitstop.pk}/leiden/nu/", f"/p/tafel/{pitstop.pk}/nu/"
    screen = f"/scherm/{screen_key(pitstop)}/nu/"
    stretch = "#t=1.000,2.000"
    assert stretch in page(lead, cast.bo)
    member, stranger = a_phone(pitstop, person=cast.amina), a_phone(pitstop)
    assert stretch in page(table, cast.amina, member)
    assert "<audio" not in page(table, phone=stranger)
    together = kind == Source.Kind.REPORT
    assert ("Tweede alinea." in page(screen)) is together
    assert (stretch in page(screen, cast.bo)) is together
    assert "<audio" not in page(screen)
    assert "<audio" not in page(screen, cast.cor)


def test_the_preparation_sheet_leads_to_what_is_worth_hearing_again(cast):
    source = a_source(cast, Source.Kind.REPORT)
    sources.widen(source, to=Circle.TEAM, by=cast.bo)
    passage = a_passage(cast, source, "Tweede alinea")
    a_thread(cast, passage, claim="Soep helpt")
    pitstop = begun(cast)
    sheet = page(reverse("pitstops:sheet", args=[pitstop.pk]), cast.els)
    assert reverse("threads:passage", args=[passage.pk]) in sheet
    assert "Beluister dit fragment" in sheet
    to = f"{reverse('pitstops:add_step', args=[pitstop.pk])}?soort=review"
    asked = f"{to}&bron={source.pk}&van=2&tot=2"
    assert asked.replace("&", "&amp;") in sheet
    form = page(asked, cast.els)
    assert f'<option value="{source.pk}" selected>' in form
    assert 'name="first" value="2"' in form
