"""A report without a pitstop: of an exchange, or from a blank page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Role
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Mail
from samenspel.foundation.pictures import as_jpeg
from samenspel.pitstops import occasions, reporting, shelf
from samenspel.pitstops.blocks import Part
from samenspel.pitstops.models import Correction, Guest, Occasion, Report, SentBack
from samenspel.pitstops.seats import TABLE
from samenspel.sources import actions as sources
from samenspel.sources.models import Source, Version
from samenspel.stories import margins
from samenspel.stories.models import Remark

from .builders import a_coordinator, a_picture, an_exchange, held
from .test_report import entered, page, read, settled, written

SAID = "We telden elf mensen die bij de deur bleven staan."


@pytest.fixture(name="wies")
def _wies(cast):
    return a_coordinator(cast, cast.west, "wies")


def worded(what, by, text=SAID):
    said = what.part(Part.SAID)
    number = reporting.newest(what.report).number
    reporting.write(what.report, after=number, texts={said.id: text}, by=by)
    return said


# Beginning


def asked(cast, **more):
    told = {"title": "Op bezoek", "day": "2026-03-12", "kind": "exchange", "circle": "3"}
    return told | {"guests": [cast.west.pk]} | more


def test_a_coordinator_begins_one_and_goes_on_to_the_blank_page(cast):
    new = f"/coalitie/{cast.oost.pk}/verslagen/nieuw/"
    bo = entered(cast.bo)
    form = bo.get(new).content.decode()
    assert "Samen West" in form
    assert "Samen Noord" not in form
    answer = bo.post(new, asked(cast))
    report = Report.objects.unguarded(TABLE).get()
    assert answer["Location"] == page(_of(report), "anders/")
    assert 'name="text-' in bo.get(answer["Location"]).content.decode()
    occasion = report.occasion
    assert (occasion.title, occasion.circle) == ("Op bezoek", Circle.EXPEDITION)
    words = bo.get(page(_of(report))).content.decode()
    assert "Verslag van een uitwisseling" in words
    assert "met Samen West" in words


def _of(report):
    return type("Of", (), {"report": report})


def test_what_was_typed_wrong_stays_typed(cast):
    new = f"/coalitie/{cast.oost.pk}/verslagen/nieuw/"
    answer = entered(cast.bo).post(new, asked(cast, day="gisteren", title="Toch op bezoek"))
    assert answer.status_code == 422
    assert "Toch op bezoek" in answer.content.decode()
    far = entered(cast.bo).post(new, asked(cast, guests=[cast.noord.pk]))
    assert far.status_code == 422
    assert not Occasion.objects.unguarded(TABLE).exists()


def test_only_who_keeps_reports_begins_one(cast):
    new = f"/coalitie/{cast.oost.pk}/verslagen/nieuw/"
    for who, status in [("bo", 200), ("fenna", 200), ("amina", 404), ("cor", 404), ("fons", 404)]:
        assert entered(getattr(cast, who)).get(new).status_code == status, who
    with pytest.raises(NotYours):
        an_exchange(cast, by=cast.amina)


@pytest.mark.parametrize(
    "wrong",
    [{"title": " "}, {"kind": "feest"}, {"circle": Circle.PUBLIC}, {"circle": Circle.COALITION}],
)
def test_what_can_not_be(cast, wrong):
    with pytest.raises(Refused):
        an_exchange(cast, **wrong)


def test_those_of_another_expedition_and_ourselves_are_no_guests(cast):
    for guest in (cast.noord, cast.oost):
        with pytest.raises(Refused):
            an_exchange(cast, guests=[guest])


def test_a_report_is_of_one_thing(cast):
    what = held(cast)
    occasion = an_exchange(cast).report.occasion
    for wrong in ({}, {"pitstop": what.pitstop, "occasion": occasion}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.create(**wrong)


# Reading along


def test_within_it_is_for_those_who_write_it(cast):
    what = an_exchange(cast)
    worded(what, cast.amina)
    for who, status in [("amina", 200), ("fenna", 200), ("cor", 404), ("fons", 404)]:
        assert read(getattr(cast, who), page(what))[0] == status, who
    assert read(None, page(what))[0] == 404


def test_other_coalitions_read_the_newest_words_along_and_nothing_else(cast):
    what = an_exchange(cast, circle=Circle.EXPEDITION)
    worded(what, cast.bo, "Eerst stond hier iets anders.")
    worded(what, cast.bo)
    reporting.send_back(what.report, people=[cast.amina], by=cast.bo)
    words = read(cast.cor, page(what))[1]
    assert SAID in words
    assert "Schrijf mee" not in words
    assert "De schrijvers gaan er nog mee verder." in words
    assert "Eerst stond" not in read(cast.cor, page(what, "?versie=2"))[1]
    for end in ("anders/", "versies/", "terug/", "papier/", "vast/", "gegevens/", "weg/"):
        assert read(cast.cor, page(what, end))[0] == 404, end
    assert read(cast.fons, page(what))[0] == 404
    for rows in (SentBack, Correction):
        assert not rows.objects.visible_to(cast.cor).exists()
    assert SentBack.objects.visible_to(cast.amina).exists()


def test_a_picture_goes_along_with_the_words(cast):
    what = an_exchange(cast, circle=Circle.EXPEDITION)
    reporting.add_picture(what.report, jpeg=as_jpeg(a_picture()), shows="De deur", by=cast.bo)
    key = what.part(Part.IMAGE).ref
    at = page(what, f"foto/{key}/")
    assert at in read(cast.cor, page(what))[1]
    assert entered(cast.cor).get(at).status_code == 200
    assert entered(cast.fons).get(at).status_code == 404


# Sent back


def test_a_coalition_that_was_there_gets_it_by_its_coordinators(cast, wies):
    what = an_exchange(cast)
    said = worded(what, cast.amina)
    reporting.add_picture(what.report, jpeg=as_jpeg(a_picture()), shows="De deur", by=cast.bo)
    bo = entered(cast.bo)
    assert "wies" not in bo.get(page(what, "terug/")).content.decode().lower()
    form = {"guests": [cast.west.pk], "once": "7d444840-9dc0-11d1-b245-5ffdce74fad2"}
    assert bo.post(page(what, "terug/"), form).status_code == 302
    words = bo.get(page(what, "terug/")).content.decode()
    assert "Een coördinator van Samen West" in words
    assert "wies" not in words.lower()
    assert "Wies" in Mail.objects.get(to=wies.email).text
    path = f"/verslag/{_link(what)}/"
    phone = Client()
    answer = phone.get(path).content.decode()
    assert SAID in answer
    assert "foto/" in answer
    picture = f"{path}foto/{what.part(Part.IMAGE).ref}/"
    assert phone.get(picture).status_code == 200
    assert phone.post(path, {"block": said.id, "words": "Het waren er twaalf."}).status_code == 302
    assert "Het waren er twaalf." in bo.get(page(what, "terug/")).content.decode()
    # Only by the link: who reads along was chosen.
    assert read(wies, page(what))[0] == 404


def test_two_coordinators_of_one_coalition_are_told_in_one_line(cast, wies):
    a_coordinator(cast, cast.west, "warda")
    what = an_exchange(cast)
    reporting.send_back(what.report, people=[cast.amina], guests=[cast.west], by=cast.bo)
    words = entered(cast.bo).get(page(what, "terug/")).content.decode()
    assert "2 coördinatoren van Samen West" in words
    assert words.count("Samen West</h3>") == 1
    assert "<h3>Amina</h3>" in words


def _link(what):
    """The way that the last mail leads."""
    mail = Mail.objects.order_by("-pk")[0]
    return urlsplit(next(word for word in mail.text.split() if "/verslag/" in word)).path.split(
        "/"
    )[2]


def sent_to(what, cast):
    reporting.send_back(what.report, people=[], guests=[cast.west], by=cast.bo)
    return f"/verslag/{_link(what)}/"


def test_the_link_of_a_guest_closes_when_the_report_is_settled(cast, wies):
    what = an_exchange(cast)
    worded(what, cast.bo)
    path = sent_to(what, cast)
    done = reporting.settle(what.report, by=cast.bo)
    assert Client().get(path).status_code == 404
    sources.widen(done.source, to=Circle.EXPEDITION, by=cast.bo)
    assert SAID in Client().get(path).content.decode()


def test_after_that_a_guest_still_reads_what_they_said_and_takes_it_back(cast, wies):
    what = an_exchange(cast)
    part = worded(what, cast.bo)
    path = sent_to(what, cast)
    wrong = Client().post(path, {"block": part.id, "words": "Dat zei ik niet."})
    assert wrong.status_code == 302
    done = reporting.settle(what.report, by=cast.bo)
    sources.narrow(done.source, to=Circle.COALITION, by=cast.bo)
    read = Client().get(path).content.decode()
    assert "Dat zei ik niet." in read
    assert SAID not in read
    row = re.search(r'name="row" value="([^"]+)"', read)
    assert row
    gone = Client().post(path, {"do": "take_back", "row": row[1]}).content.decode()
    assert "Teruggenomen" in gone
    assert Client().get(path).status_code == 404


def test_whoever_lost_their_place_is_not_told_that_it_is_settled(cast, wies):
    what = an_exchange(cast)
    part = worded(what, cast.bo)
    path = sent_to(what, cast)
    Client().post(path, {"block": part.id, "words": "Dat zei ik niet."})
    wies.memberships.update(role=Role.MEMBER)
    read = Client().get(path).content.decode()
    assert "Dat zei ik niet." in read
    assert "vastgesteld" not in read
    assert "Je kunt het verslag niet meer lezen" in read
    assert SAID not in read


def test_the_link_of_a_guest_closes_with_their_place(cast, wies):
    what = an_exchange(cast)
    path = sent_to(what, cast)
    assert Client().get(path).status_code == 200
    told = {"title": "Op bezoek", "day": timezone.localdate(), "kind": "other"}
    occasions.change(what.report, circle=Circle.TEAM, by=cast.bo, **told)
    assert Client().get(path).status_code == 404
    occasions.change(what.report, circle=Circle.TEAM, guests=[cast.west], by=cast.bo, **told)
    assert Client().get(path).status_code == 200
    wies.memberships.update(role=Role.MEMBER)
    assert Client().get(path).status_code == 404


def test_who_was_not_there_gets_nothing(cast):
    what = an_exchange(cast, guests=[])
    with pytest.raises(Refused):
        reporting.send_back(what.report, people=[], guests=[cast.west], by=cast.bo)
    there = an_exchange(cast)  # nobody coordinates West
    with pytest.raises(Refused):
        reporting.send_back(there.report, people=[], guests=[cast.west], by=cast.bo)
    with pytest.raises(Refused):
        reporting.send_back(there.report, people=[cast.cor], by=cast.bo)


# Settled and let go


def test_settled_it_is_a_source_like_any_report(cast):
    what = an_exchange(cast, title="Op bezoek", circle=Circle.EXPEDITION)
    worded(what, cast.bo)
    done = reporting.settle(what.report, by=cast.bo)
    source = done.source
    assert (source.kind, source.circle) == (Source.Kind.REPORT, Circle.EXPEDITION)
    assert (source.title, source.moment) == ("Verslag: Op bezoek", what.report.occasion.day)
    assert SAID in Version.objects.unguarded(TABLE).get(source=source).text
    worded(what, cast.bo, "Wat later kwam.")
    assert SAID in read(cast.cor, page(what))[1]
    assert read(cast.fons, page(what))[0] == 404
    sources.widen(source, to=Circle.PARTNERS, by=cast.bo)
    assert SAID in read(cast.fons, page(what))[1]
    sources.narrow(source, to=Circle.COALITION, by=cast.bo)
    assert read(cast.cor, page(what))[0] == 404
    assert read(cast.amina, page(what))[0] == 200


def test_it_is_taken_along_as_text(cast):
    what = an_exchange(cast, title="Op bezoek")
    worded(what, cast.bo)
    text = read(cast.amina, page(what, "tekst/"))[1]
    assert text.startswith("# Op bezoek\n\nSamen Oost, ")
    assert SAID in text


def test_nothing_comes_in_from_paper_of_a_pitstop(cast):
    what = an_exchange(cast)
    assert reporting.with_what_came_in(what.report) is None
    assert reporting.were_there(what.report.pitstop) == (set(), 0)


def test_a_remark_on_paper_is_typed_in(cast):
    what = an_exchange(cast)
    said = worded(what, cast.bo)
    form = {"letter": "0", "block": said.id, "words": "Twaalf!", "name": "", "key": str(_key())}
    assert entered(cast.bo).post(page(what, "papier/"), form).status_code == 302
    assert Correction.objects.unguarded(TABLE).get().on_paper


def _key():
    from uuid import uuid4

    return uuid4()


# Its margin


def test_those_who_read_along_talk_on_beside_it(cast):
    what = an_exchange(cast, circle=Circle.EXPEDITION)
    said = worded(what, cast.bo)
    at = reverse("stories:margin", args=["verslag", what.report.pk, said.id])
    assert entered(cast.cor).post(at, {"words": "Bij ons ook."}).status_code == 302
    assert "Bij ons ook." in entered(cast.amina).get(at).content.decode()
    told = {"title": "Op bezoek", "day": timezone.localdate(), "kind": "exchange"}
    occasions.change(what.report, circle=Circle.TEAM, by=cast.bo, **told)
    assert entered(cast.cor).get(at).status_code == 404
    assert Remark.objects.unguarded(TABLE).get().circle == Circle.TEAM


# Changing and throwing away


def test_once_settled_its_source_says_who_reads_it(cast):
    what = an_exchange(cast, circle=Circle.EXPEDITION)
    worded(what, cast.bo)
    reporting.settle(what.report, by=cast.bo)
    form = entered(cast.bo).get(page(what, "gegevens/")).content.decode()
    assert "Wie lezen mee" not in form
    answer = entered(cast.bo).post(page(what, "gegevens/"), asked(cast, circle="2"))
    assert answer.status_code == 302
    occasion = Occasion.objects.unguarded(TABLE).get()
    assert (occasion.title, occasion.circle) == ("Op bezoek", Circle.EXPEDITION)


def test_guests_are_changed_one_by_one(cast):
    what = an_exchange(cast)
    answer = entered(cast.bo).post(page(what, "gegevens/"), asked(cast, guests=[], kind="other"))
    assert answer.status_code == 302
    assert not Guest.objects.unguarded(TABLE).exists()
    assert entered(cast.amina).get(page(what, "gegevens/")).status_code == 404


def test_one_begun_by_mistake_is_thrown_away(cast):
    what = an_exchange(cast)
    bo = entered(cast.bo)
    assert page(what, "weg/") in bo.get(page(what, "gegevens/")).content.decode()
    assert "weggooien?" in bo.get(page(what, "weg/")).content.decode()
    assert bo.post(page(what, "weg/")).status_code == 302
    assert not Report.objects.unguarded(TABLE).exists()
    assert not Occasion.objects.unguarded(TABLE).exists()


@pytest.mark.parametrize("had", ["a link", "words of somebody else", "a remark", "a source"])
def test_one_that_somebody_had_a_part_in_stays(cast, had):
    what = an_exchange(cast)
    said = worded(what, cast.bo)
    match had:
        case "a link":
            reporting.send_back(what.report, people=[cast.amina], by=cast.bo)
        case "words of somebody else":
            worded(what, cast.amina, "Ook van mij.")
        case "a remark":
            where = {"kind": "verslag", "key": str(what.report.pk), "part": said.id}
            beside = margins.at(cast.amina, **where)
            margins.write(beside.row, beside=beside, words="Zeker.", by=cast.amina, **where)
        case "a source":
            reporting.settle(what.report, by=cast.bo)
    with pytest.raises(Refused):
        occasions.discard(what.report, by=cast.bo)
    bo = entered(cast.bo)
    assert bo.post(page(what, "weg/"))["Location"] == page(what, "gegevens/")
    asked = bo.get(page(what, "gegevens/")).content.decode()
    assert page(what, "weg/") not in asked
    assert "Anderen rekenen erop." in asked or "Het blijft staan." in asked
    assert Report.objects.unguarded(TABLE).exists()


def test_the_report_of_a_pitstop_is_not_changed_here(cast):
    what = held(cast)
    for end in ("gegevens/", "weg/"):
        assert entered(cast.bo).get(page(what, end)).status_code == 404
    with pytest.raises(Refused):
        occasions.discard(what.report, by=cast.bo)


# In a list


def listed(person, place, order=""):
    return [(row.title, str(row.standing)) for row in shelf.listed(person, place, order=order)]


def test_the_list_tells_how_each_stands(cast):
    an_exchange(cast, title="Zomer", day="2026-01-01")
    back = an_exchange(cast, title="Appels", circle=Circle.EXPEDITION, day="2026-02-01")
    reporting.send_back(back.report, people=[cast.amina], by=cast.bo)
    done = held(cast, title="Pitstop")
    settled(done, cast.bo)
    assert listed(cast.amina, cast.oost) == [
        ("Pitstop", "settled"),
        ("Appels", "back"),
        ("Zomer", "draft"),
    ]
    assert [t for t, _ in listed(cast.amina, cast.oost, "naam")] == ["Appels", "Pitstop", "Zomer"]
    assert [t for t, _ in listed(cast.amina, cast.oost, "stand")] == ["Zomer", "Appels", "Pitstop"]
    # Who reads along, and at the coalition that was there; that it was sent back stays with us.
    assert listed(cast.cor, cast.oost) == [("Appels", "draft")]
    assert listed(cast.cor, cast.west) == [("Appels", "draft")]
    assert listed(cast.fons, cast.oost) == []


def test_settled_it_is_listed_for_who_reads_its_source(cast):
    what = an_exchange(cast, circle=Circle.EXPEDITION)
    worded(what, cast.bo)
    done = reporting.settle(what.report, by=cast.bo)
    assert len(listed(cast.cor, cast.west)) == 1
    sources.narrow(done.source, to=Circle.TEAM, by=cast.bo)
    assert listed(cast.cor, cast.west) == []
    assert len(listed(cast.amina, cast.oost)) == 1


def test_the_page_of_the_list(cast):
    path = f"/coalitie/{cast.oost.pk}/verslagen/"
    assert "Nog geen verslag" in read(cast.bo, path)[1]
    assert "Nieuw verslag" in read(cast.bo, path)[1]
    assert "Nieuw verslag" not in read(cast.amina, path)[1]
    assert read(cast.dirk, path)[0] == 404
    what = an_exchange(cast, title="Op bezoek", circle=Circle.EXPEDITION)
    assert page(what) in read(cast.amina, path)[1]
    elsewhere = read(cast.cor, f"/coalitie/{cast.west.pk}/verslagen/")[1]
    assert "geschreven door Samen Oost" in elsewhere
    assert "Verslagen" in read(cast.amina, f"/coalitie/{cast.oost.pk}/pitstops/")[1]


@pytest.mark.parametrize("many", [1, 3])
def test_what_the_list_costs(cast, django_assert_num_queries, many):
    for _ in range(many):
        what = an_exchange(cast, circle=Circle.EXPEDITION)
        worded(what, cast.bo)
        reporting.settle(what.report, by=cast.bo)
        an_exchange(cast)
        held(cast)
    client = entered(cast.amina)
    path = f"/coalitie/{cast.oost.pk}/verslagen/"
    client.get(path)
    with django_assert_num_queries(8):
        client.get(path)


# Questions to talk on


def test_more_than_three_questions_in_a_chapter_are_told_gently(cast):
    what = an_exchange(cast)
    said = what.part(Part.SAID)
    for n in range(4):
        assert "Met drie praat je beter door" not in read(cast.bo, page(what, "anders/"))[1]
        invited = read(cast.bo, page(what, "anders/"))[1]
        assert (f"door te praten: {n} van 3" in invited) == (n in (1, 2))
        assert ("Waarover wil je in dit hoofdstuk doorpraten?" in invited) == (n == 0)
        assert ("Voeg een vraag toe" in invited) == (n < 3)
        written(what, cast.bo, part=Part.QUESTION, text=f"Vraag {n}?", after=said.id)
    words = read(cast.bo, page(what, "anders/"))[1]
    assert words.count("staan 4 vragen. Met drie praat je beter door") == 1
