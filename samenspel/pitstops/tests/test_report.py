"""The report: a draft at once, words that stay with their card, and who reads it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from samenspel.agendas import actions as agendas
from samenspel.agendas.models import Agreement
from samenspel.assessments.tests.builders import a_round
from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.pitstops import actions, harvest, reporting
from samenspel.pitstops.blocks import Part, from_json
from samenspel.pitstops.models import Card, Report, ReportVersion, Settled, Step
from samenspel.pitstops.seats import TABLE
from samenspel.sources import actions as sources
from samenspel.sources import traces, ways
from samenspel.sources.models import Source, Version

from .builders import a_phone, held, reflecting

CANARY = "kanariezang"


def entered(person):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def read(person, path):
    response = entered(person).get(path)
    words = b"".join(response).decode() if response.status_code == 200 else ""
    return response.status_code, words


def page(what, end=""):
    return f"/verslagen/{what.report.pk}/{end}"


def written(what, by, part=Part.SAID, text="We praatten over de sleutel.", after=""):
    """A block that somebody adds and words."""
    version, block = reporting.add(what.report, part=part, after=after, by=by)
    reporting.write(what.report, after=version.number, texts={block.id: text}, by=by)
    return block


def settled(what, by):
    written(what, by)
    return reporting.settle(what.report, by=by)


# The draft


def test_ending_a_meeting_leaves_a_draft_of_what_lay_on_the_table(cast):
    what = held(cast, words=["De sleutel lag bij Bram.", "Niemand wist het.", "Los."])
    kinds = [block.part for block in what.blocks]
    assert kinds[:3] == [Part.HEADING, Part.CARDS, Part.CARDS]
    assert {Part.DOTS, Part.SAID, Part.AGREEMENTS} <= set(kinds)
    pile, loose = what.part(Part.CARDS), what.part(Part.CARDS, 1)
    assert (pile.text, len(pile.cards), loose.text, len(loose.cards)) == ("Sleutels", 2, "", 1)
    assert sorted(line.many for line in what.part(Part.DOTS).dots) == [3, 3]


def test_a_draft_holds_no_word_of_a_card(cast):
    what = held(cast, words=[CANARY, CANARY])
    stored = ReportVersion.objects.unguarded(TABLE).values_list("blocks", flat=True)
    assert CANARY not in str(list(stored))
    assert str(what.cards[0].pk) in str(list(stored))


def test_only_what_became_a_source_is_in_it(cast):
    pitstop = reflecting(cast)
    mine, aside = a_phone(pitstop), a_phone(pitstop)
    mine.says("Voor mij.", promise=0)
    actions.hide(aside.says("Weggelegd."), by=cast.bo)
    kept = a_phone(pitstop).says("Voor de groep.")
    actions.end(pitstop, by=cast.bo)
    report = Report.objects.unguarded(TABLE).get(pitstop=pitstop)
    blocks = from_json(reporting.newest(report).blocks)
    assert {key for block in blocks for key in block.cards} == {str(kept.pk)}


def test_a_trial_has_no_report(cast):
    pitstop = reflecting(cast, rehearsal=True)
    actions.end(pitstop, by=cast.bo)
    assert not Report.objects.unguarded(TABLE).exists()
    with pytest.raises(Refused):
        reporting.draft(pitstop, by=cast.bo)


def test_whether_people_dared_is_in_it_from_five_answers_on(cast):
    from samenspel.pitstops import table

    from .builders import at

    for many, there in ((4, False), (5, True)):
        pitstop = reflecting(cast)
        phones = [a_phone(pitstop) for _ in range(many)]
        step = at(pitstop, "checkout", cast.bo)
        for phone in phones:
            table.dare(phone.fresh(), step, secret=phone.secret, answer="yes")
        actions.end(pitstop, by=cast.bo)
        report = Report.objects.unguarded(TABLE).get(pitstop=pitstop)
        dared = [b for b in from_json(reporting.newest(report).blocks) if b.part == Part.DARED]
        assert [dict(block.counts) for block in dared] == (
            [{"yes": 5, "partly": 0, "no": 0}] if there else []
        )


def test_a_step_with_the_mirror_names_its_round(cast):
    pitstop = reflecting(cast)
    looked = a_round(cast)
    Step.objects.unguarded(TABLE).filter(pitstop=pitstop, kind="talk").update(
        kind="mirror", round=looked
    )
    actions.end(pitstop, by=cast.bo)
    report = Report.objects.unguarded(TABLE).get(pitstop=pitstop)
    blocks = from_json(reporting.newest(report).blocks)
    assert [b.ref for b in blocks if b.part == Part.MIRROR] == [str(looked.pk)]


def test_an_older_meeting_gets_its_draft_later(cast):
    what = held(cast)
    Report.objects.unguarded(TABLE).all().delete()
    way_in = f"/pitstop/{what.pitstop.pk}/verslag/"
    assert "Nog geen verslag" in read(cast.amina, way_in)[1]
    assert entered(cast.amina).post(f"{way_in}maak/").status_code == 404
    made = entered(cast.bo).post(f"{way_in}maak/")
    assert made.status_code == 302
    assert "De sleutel lag bij Bram" in read(cast.amina, made["Location"])[1]
    assert entered(cast.amina).get(way_in)["Location"] == made["Location"]
    assert read(cast.cor, way_in)[0] == 404


# Who reads it


def test_until_it_is_settled_it_is_for_who_sees_the_meeting(cast):
    what = held(cast)
    for who, status in [("amina", 200), ("bo", 200), ("fenna", 200), ("cor", 404), ("fons", 404)]:
        assert read(getattr(cast, who), page(what))[0] == status, who
    assert read(None, page(what))[0] == 404


def test_settling_makes_a_source_that_nobody_else_reads(cast):
    what = held(cast, words=[CANARY, CANARY])
    done = settled(what, cast.bo)
    assert (done.source.kind, done.source.circle) == (Source.Kind.REPORT, Circle.TEAM)
    text = Version.objects.unguarded(TABLE).get(source=done.source).text
    assert "We praatten over de sleutel." in text
    assert "Sleutels" in text
    assert CANARY not in text
    assert read(cast.fenna, page(what))[0] == 200
    assert read(cast.cor, page(what))[0] == 404


def test_released_it_is_read_with_the_cards_that_one_may_read(cast):
    what = held(cast, words=[f"{CANARY} een", f"{CANARY} twee", f"{CANARY} drie"])
    done = settled(what, cast.bo)
    sources.widen(done.source, to=Circle.PUBLIC, by=cast.bo)
    assert read(cast.amina, page(what))[1].count(CANARY) == 3 + 1  # and once among the dots
    for person in (None, cast.cor, cast.fons):
        status, words = read(person, page(what))
        assert status == 200
        assert "We praatten over de sleutel." in words
        assert "2 kaarten blijven binnen de coalitie" in words
        assert CANARY not in words
        assert CANARY not in read(person, page(what, "tekst/"))[1]


def test_what_is_written_after_it_was_settled_stays_inside(cast):
    what = held(cast)
    done = settled(what, cast.bo)
    sources.widen(done.source, to=Circle.PUBLIC, by=cast.bo)
    written(what, cast.amina, text=CANARY)
    newest = reporting.newest(what.report).number
    for path in (page(what), page(what, f"?versie={newest}"), page(what, "tekst/")):
        assert CANARY not in read(None, path)[1]
    assert CANARY in read(cast.amina, page(what, f"?versie={newest}"))[1]
    assert CANARY not in read(cast.amina, page(what))[1]
    reporting.settle(what.report, by=cast.bo)
    assert CANARY in read(None, page(what))[1]
    assert Version.objects.unguarded(TABLE).filter(source=done.source).count() == 2


def test_who_reads_a_released_report_does_not_see_how_it_was_made(cast):
    what = held(cast)
    done = settled(what, cast.bo)
    sources.widen(done.source, to=Circle.PUBLIC, by=cast.bo)
    for person in (cast.cor, cast.fons, cast.pia):
        assert read(person, page(what))[0] == 200
        for end in ("versies/", "anders/", "terug/", "vast/", "foto/"):
            assert read(person, page(what, end))[0] == 404, (person, end)
    assert read(None, page(what, "versies/"))[0] == 302


def test_settled_again_without_other_words_makes_no_new_version_of_the_source(cast):
    what = held(cast)
    done = settled(what, cast.bo)
    reporting.settle(what.report, by=cast.bo)
    assert Version.objects.unguarded(TABLE).filter(source=done.source).count() == 1


def test_a_report_that_is_narrowed_is_narrowed_everywhere(cast):
    what = held(cast)
    done = settled(what, cast.bo)
    sources.narrow(done.source, to=Circle.COALITION, by=cast.bo)
    for end in ("", "tekst/", "versies/", "anders/", "terug/"):
        assert read(cast.fenna, page(what, end))[0] == 404, end
    assert read(cast.amina, page(what))[0] == 200
    sources.narrow(done.source, to=Circle.PRIVATE, by=cast.bo)
    assert read(cast.amina, page(what))[0] == 404
    assert read(cast.amina, page(what, "versies/"))[0] == 404


def test_only_a_coordinator_settles(cast):
    what = held(cast)
    for person in (cast.amina, cast.fenna):
        with pytest.raises(NotYours):
            reporting.settle(what.report, by=person)
        assert read(person, page(what, "vast/"))[0] == 404
    client = entered(cast.bo)
    assert "Het verslag vaststellen?" in client.get(page(what, "vast/")).content.decode()
    answer = client.post(page(what, "vast/"))
    done = Settled.objects.unguarded(TABLE).get()
    assert answer.headers["Location"] == f"/bron/{done.source_id}/kring/"


def test_a_report_without_words_is_not_settled(cast):
    pitstop = reflecting(cast)
    actions.end(pitstop, by=cast.bo)
    report = Report.objects.unguarded(TABLE).get(pitstop=pitstop)
    for block in from_json(reporting.newest(report).blocks):
        reporting.remove(report, block=block.id, by=cast.bo)
    answer = entered(cast.bo).post(f"/verslagen/{report.pk}/vast/")
    assert answer.status_code == 422
    assert "nog geen woorden" in answer.content.decode()


def test_what_was_agreed_is_read_as_far_as_one_may_read_it(cast):
    what = held(cast, agreed=["Er komt een kastje met een code.", "We bellen elkaar."])
    words = read(cast.amina, page(what))[1]
    assert "Er komt een kastje met een code." in words
    assert words.count("Bo en de buurvrouw") == 2
    done = settled(what, cast.bo)
    sources.widen(done.source, to=Circle.PUBLIC, by=cast.bo)
    for path in (page(what), page(what, "tekst/")):
        words = read(None, path)[1]
        assert "kastje" not in words
        assert "2 afspraken blijven binnen de coalitie" in words
    one = Agreement.objects.unguarded(TABLE).get(what="We bellen elkaar.")
    agendas.widen_agreement(one, to=Circle.PUBLIC, by=cast.bo)
    for path in (page(what), page(what, "tekst/")):
        words = read(None, path)[1]
        assert "We bellen elkaar." in words
        assert "Bo en de buurvrouw" not in words
        assert "1 afspraak blijft binnen de coalitie" in words
    agendas.strike(one, by=cast.bo)
    assert "We bellen elkaar." not in read(cast.amina, page(what, "?versie=1"))[1]


# A card that is taken back


def everywhere(what, done):
    """Every place where a word of a card could stand."""
    sent = reporting.send_back(what.report, people=[what.member], by=what.lead, phones=True)[0]
    other = what.phones[1]
    return {
        "the page": page(what),
        "an older version": page(what, "?versie=1"),
        "the text": page(what, "tekst/"),
        "the editor": page(what, "anders/"),
        "the versions": page(what, "versies/"),
        "what came in": page(what, "terug/"),
        "the link": urlsplit(sent.key.url).path,
        "its source": f"/bron/{done.source_id}/",
        "the search": "/zoeken/?q=fietsenstalling",
        "another phone": f"/p/mee/{what.pitstop.pk}/{other.secret}/",
    }


def test_a_card_taken_back_leaves_the_report_with_the_next_request(cast):
    what = held(cast, words=[f"{CANARY} in de fietsenstalling", "Een ander.", "Nog een."])
    done = settled(what, cast.bo)
    what.member, what.lead = cast.amina, cast.bo
    paths = everywhere(what, done)
    before = {name for name, path in paths.items() if CANARY in read(cast.bram, path)[1]}
    assert {
        "the page",
        "an older version",
        "the text",
        "the editor",
        "the link",
        "the search",
    } <= before
    mine = next(c for c in what.cards if CANARY in c.source.title)
    harvest.take_back(mine)
    for name, path in paths.items():
        status, words = read(cast.bram, path)
        assert status == 200, name
        assert CANARY not in words, name
    assert "1 kaart is teruggenomen" in read(cast.bram, page(what))[1]
    assert "1 kaart is teruggenomen" in read(cast.bram, page(what, "tekst/"))[1]


def test_who_claimed_a_card_and_took_it_back_does_not_read_it_in_the_report_either(cast):
    what = held(cast, words=[CANARY])
    harvest.claim(what.pitstop, secret=what.phones[0].secret, by=cast.amina)
    assert CANARY in read(cast.amina, page(what))[1]
    card = Card.objects.unguarded(TABLE).select_related("source").get()
    sources.narrow(card.source, to=Circle.PRIVATE, by=cast.amina)
    assert CANARY not in read(cast.amina, page(what))[1]


def test_from_a_card_and_a_report_one_finds_the_other(cast):
    what = held(cast)
    card = what.cards[0]
    (place,) = traces.places(card.source)
    assert (place.url, place.standing, place.with_source) == (page(what), True, True)
    assert page(what) in [way.url for way in ways.on(card.source, cast.amina)]
    done = settled(what, cast.bo)
    assert page(what) in [way.url for way in ways.on(done.source, cast.amina)]
    assert page(what) not in [way.url for way in ways.on(done.source, cast.cor)]
    harvest.take_back(card)
    card.source.refresh_from_db(from_queryset=Source.objects.unguarded(TABLE))
    assert [place.standing for place in traces.places(card.source)] == [False]


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_for_one_card_and_for_more(cast, many, django_assert_num_queries):
    what = held(cast, words=["Woorden."] * many)
    client = entered(cast.amina)
    client.get(page(what))
    with django_assert_num_queries(16):
        client.get(page(what))
