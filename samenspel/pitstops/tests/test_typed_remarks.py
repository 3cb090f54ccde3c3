"""A remark on the report that stood on paper, typed in for whoever wrote it."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from samenspel.circles.deeds import NotYours
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.pitstops import actions, correcting, reporting, typed_remarks
from samenspel.pitstops.blocks import Part
from samenspel.pitstops.models import Correction, SentBack
from samenspel.pitstops.seats import TABLE

from .builders import held
from .test_report import entered, page, read


@pytest.fixture
def paper(cast):
    """A report that Amina got with a letter."""
    what = held(cast)
    cast.amina.email = None
    cast.amina.save()
    (what.sent,) = reporting.send_back(what.report, people=[cast.amina], by=cast.bo)
    what.letter = SentBack.objects.unguarded(TABLE).get()
    return what


def typed(what, by, words="Het was bij de deur.", **more):
    given = {
        "letter": str(what.letter.pk),
        "key": uuid4(),
        "block": what.part(Part.CARDS).id,
        "words": words,
        **more,
    }
    return typed_remarks.type_remark(what.report, by=by, **given)


def remarks():
    return list(Correction.objects.unguarded(TABLE).order_by("words"))


def test_it_is_typed_on_the_page_and_stands_with_the_others(cast, paper):
    client = entered(cast.bo)
    words = client.get(page(paper, "terug/")).content.decode()
    assert f"papier/?brief={paper.letter.pk}" in words
    form = client.get(page(paper, f"papier/?brief={paper.letter.pk}"))
    assert form.context["form"]["letter"].value() == str(paper.letter.pk)
    given = {
        "letter": paper.letter.pk,
        "block": paper.part(Part.CARDS).id,
        "words": "Het was bij\r\nde deur.",
        "name": "",
        "key": uuid4(),
    }
    answer = client.post(page(paper, "papier/"), given)
    assert answer.headers["Location"] == page(paper, "papier/")
    (row,) = remarks()
    assert (row.words, row.name, row.on_paper) == ("Het was bij\nde deur.", "", True)
    for who, end in [
        (cast.bo, "papier/"),
        (cast.bo, "terug/"),
        (cast.bram, "terug/"),
        (cast.bram, "anders/"),
    ]:
        assert "Het was bij" in read(who, page(paper, end))[1], end


def test_whoever_wrote_it_finds_it_by_their_own_link_with_what_became_of_it(cast, paper):
    row = typed(paper, cast.bo)
    reporting.answer(row, outcome="not", because="zo stond het op de kaart", by=cast.bo)
    words = entered(None).get(urlsplit(paper.sent.key.url).path).content.decode()
    assert "Het was bij de deur." in words
    assert "zo stond het op de kaart" in words


def test_the_log_tells_that_it_was_typed_and_not_whose_it_was(cast, paper):
    typed(paper, cast.bo)
    entry = Entry.objects.filter(verb="report.type_remark").get()
    assert entry.by == cast.bo.pk
    kept = str({field.name: getattr(entry, field.name) for field in entry._meta.fields})
    assert "deur" not in kept
    assert not {"letter", "person", "sentback"} & set(entry.facts)
    history = read(cast.amina, f"/coalitie/{cast.oost.pk}/geschiedenis/")[1]
    assert "typte een opmerking bij een verslag over van papier" in history


def test_only_who_leads_types_it_and_sees_which_ones_were_on_paper(cast, paper):
    typed(paper, cast.bo)
    with pytest.raises(NotYours):
        typed(paper, cast.bram)
    assert read(cast.bram, page(paper, "papier/"))[0] == 404
    assert read(cast.cor, page(paper, "papier/"))[0] == 404
    assert "Haal het weer weg" in read(cast.bo, page(paper, "terug/"))[1]
    assert "Haal het weer weg" not in read(cast.bram, page(paper, "terug/"))[1]


def test_who_was_asked_to_lead_types_it_too(cast, paper):
    actions.name_lead(paper.pitstop, person=cast.bram, by=cast.bo)
    assert typed(paper, cast.bram).on_paper


def test_the_same_paper_sent_twice_is_one_remark_with_the_newest_words(cast, paper):
    key = uuid4()
    typed(paper, cast.bo, "Bij de deur", key=key)
    typed(paper, cast.bo, "Bij de voordeur", key=key, letter="")
    assert [row.words for row in remarks()] == ["Bij de voordeur"]
    assert correcting.own(paper.report, correcting.secret_of(paper.letter)) == []


def test_a_remark_from_somebody_without_a_letter_is_kept_too(cast, paper):
    typed(paper, cast.bo, letter="", name="Jo")
    assert [(row.name, row.on_paper) for row in remarks()] == [("Jo", True)]


def test_it_is_taken_off_again_until_it_is_answered(cast, paper):
    row = typed(paper, cast.bo)
    client = entered(cast.bo)
    client.post(page(paper, "papier/"), {"do": "untype", "row": row.pk})
    assert remarks() == []
    row = typed(paper, cast.bo)
    reporting.answer(row, outcome="taken", by=cast.bo)
    words = client.post(
        page(paper, "papier/"), {"do": "untype", "row": row.pk}, follow=True
    ).content.decode()
    assert "antwoordde al" in words
    assert remarks() == [row]


def test_what_came_by_a_link_can_not_be_taken_off(cast, paper):
    secret = correcting.secret_of(paper.letter)
    row = correcting.correct(
        paper.report, secret=secret, block=paper.part(Part.CARDS).id, words="Van mijzelf."
    )
    with pytest.raises(Refused):
        typed_remarks.untype_remark(paper.report, key=row.pk, by=cast.bo)
    with pytest.raises(Refused):
        typed(paper, cast.bo, "Anders.", key=row.pk)
    assert [row.words for row in remarks()] == ["Van mijzelf."]


@pytest.mark.parametrize("wrong", [{"words": " "}, {"block": "weg"}, {"letter": "987654"}])
def test_what_can_not_be_kept_comes_back_with_what_was_typed(cast, paper, wrong):
    given = {
        "letter": paper.letter.pk,
        "block": paper.part(Part.CARDS).id,
        "words": "Bij de voordeur",
        "name": "Jo van hiernaast",
        "key": uuid4(),
        **wrong,
    }
    answer = entered(cast.bo).post(page(paper, "papier/"), given)
    assert answer.status_code == 422
    assert "Jo van hiernaast" in answer.content.decode()
    assert remarks() == []
    # Past the form, the deed says the same.
    given = {name: wrong[name] for name in wrong}
    with pytest.raises(Refused):
        typed(paper, cast.bo, **given)


def test_a_letter_of_another_report_is_not_known_here(cast, paper):
    other = held(cast, title="Een andere")
    with pytest.raises(Refused):
        typed_remarks.type_remark(
            other.report,
            letter=str(paper.letter.pk),
            key=uuid4(),
            block=other.part(Part.CARDS).id,
            words="Iets.",
            by=cast.bo,
        )
