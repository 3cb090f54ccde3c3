"""The preparation sheet: what last time left behind, as its reader may read it."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.agendas import actions as agendas
from samenspel.agendas.models import Turnout
from samenspel.circles.models import Circle
from samenspel.pitstops import actions, harvest, preparing, table
from samenspel.pitstops.models import Kind, Pitstop
from samenspel.pitstops.seats import TABLE
from samenspel.reflections import actions as reflections
from samenspel.sources import actions as sources
from samenspel.sources.models import Source, Version
from samenspel.threads import actions as threads

from .builders import a_phone, a_pitstop, at, begun, step

TODAY = timezone.localdate()


def fresh(pitstop: Pitstop) -> Pitstop:
    rows = Pitstop.objects.unguarded(TABLE).select_related("coalition", "author")
    return rows.get(pk=pitstop.pk)


def last_time(cast, **more) -> Pitstop:
    """A meeting that has been: two piles of friction, one loose card, some flow, and dots."""
    pitstop = begun(cast, title="Vorige keer", **more)
    there = at(pitstop, Kind.REFLECT, cast.bo)
    phone = a_phone(pitstop)
    cards = [
        phone.says(f"Sleutel {n}", kind="friction") if n < 2 else phone.says("Koffie", kind="flow")
        for n in range(3)
    ]
    late = a_phone(pitstop).says("Rooster te laat", kind="friction")
    a_phone(pitstop).says("Het tocht", kind="friction")
    actions.make_pile(there, name="De sleutel", cards=cards, by=cast.bo)
    actions.make_pile(there, name="Het rooster", cards=[late], by=cast.bo)
    vote = at(pitstop, Kind.VOTE, cast.bo)
    by_name = {getattr(thing, "name", ""): key for key, thing in table.targets_of(vote)}
    for name, dots in (("Het rooster", 3), ("De sleutel", 1)):
        voter = a_phone(pitstop)
        table.vote(voter.fresh(), vote, secret=voter.secret, target=by_name[name], dots=dots)
    actions.end(pitstop, by=cast.bo)
    return fresh(pitstop)


def the_sheet(cast, person=None, **more) -> preparing.Sheet:
    return preparing.sheet(fresh(a_pitstop(cast, title="Straks", **more)), person or cast.amina)


def test_what_rubbed_stands_in_the_order_of_its_dots(cast):
    before = last_time(cast)
    sheet = the_sheet(cast)
    assert sheet.before == before
    told = [(each.name, each.dots, each.many) for each in sheet.frictions]
    assert told == [("Het rooster", 3, 1), ("De sleutel", 1, 2), ("Het tocht", 0, 1)]
    assert {card.words for card in sheet.frictions[1].cards} == {"Sleutel 0", "Sleutel 1"}
    assert "Koffie" not in str(sheet.frictions)


def test_a_card_that_was_taken_back_stands_on_no_sheet(cast):
    last_time(cast)
    words = Version.objects.visible_to(cast.amina).get(text="Rooster te laat")
    source = Source.objects.unguarded(TABLE).select_related("author").get(pk=words.source_id)
    sources.narrow(source, to=Circle.PRIVATE, by=source.author)
    for person in (cast.amina, cast.bo, source.author):
        told = preparing.frictions_of(fresh(the_sheet(cast).before), person)
        assert "Het rooster" not in [each.name for each in told]


def test_a_member_who_took_a_named_card_back_does_not_print_it_for_the_table(cast):
    pitstop = begun(cast)
    at(pitstop, Kind.WELCOME, cast.bo)
    phone = a_phone(pitstop, name="Amina", person=cast.amina)
    there = at(pitstop, Kind.REFLECT, cast.bo)
    phone.says("Iets van mij", kind="friction")
    actions.end(pitstop, by=cast.bo)
    harvest.claim(fresh(pitstop), secret=phone.secret, by=cast.amina)
    (card,) = harvest.own_cards(fresh(pitstop), phone.secret)
    assert card.source.author == cast.amina
    assert the_sheet(cast).frictions
    sources.narrow(card.source, to=Circle.PRIVATE, by=cast.amina)
    assert not the_sheet(cast).frictions
    assert there.kind == Kind.REFLECT


def agreed(cast, what: str, state: str = "", **more):
    row = agendas.agree(cast.oost, what=what, who="Amina", by=cast.bo, **more)
    if state:
        agendas.turn_out(row, state=state, by=cast.bo)
    return row


def test_agreements_kept_and_not_kept(cast):
    agreed(cast, "Lang geleden gedaan", Turnout.State.KEPT)
    before = last_time(cast)
    made = actions.agree(before, what="Een kastje", who="Bram", key=uuid4(), by=cast.bo)
    agreed(cast, "Loopt vast", Turnout.State.STUCK)
    agreed(cast, "Gedaan", Turnout.State.KEPT)
    agreed(cast, "Hoeft niet meer", Turnout.State.DROPPED)
    sheet = the_sheet(cast)
    assert [row.what for row in sheet.to_do] == ["Een kastje", "Loopt vast"]
    assert [row.what for row in sheet.kept] == ["Gedaan"]
    assert [row.what for row in sheet.dropped] == ["Hoeft niet meer"]
    assert sheet.then == {made.agreement_id}


def test_learning_questions_that_are_live(cast):
    agendas.ask(cast.oost, words="Wie heeft de sleutel?", by=cast.bo)
    gone = agendas.ask(cast.oost, words="Weg ermee?", by=cast.bo)
    agendas.drop(gone, why="Niet nodig", by=cast.bo)
    assert [row.words for row in the_sheet(cast).questions] == ["Wie heeft de sleutel?"]


def told(cast, text: str, kind: str, circle: Circle = Circle.COALITION, by=None):
    return reflections.share(
        cast.oost, text=text, kind=kind, circle=circle, by=by or cast.amina, key=uuid4()
    )


def parts(sheet) -> dict[str, list[str]]:
    return {part.title: [each.words for each in part.fragments] for part in sheet.parts}


def test_what_people_told_since_and_nothing_that_they_keep_for_themselves(cast):
    told(cast, "De bel doet het niet.", "friction")
    told(cast, "Dit is van mij alleen.", "friction", Circle.PRIVATE)
    told(cast, "Joke kookte voor iedereen.", "story")
    (rubbed, again) = parts(the_sheet(cast)).values()
    assert rubbed == ["De bel doet het niet."]
    assert again == ["Joke kookte voor iedereen."]


def test_what_stands_in_a_red_thread_is_heard_again_first(cast):
    told(cast, "Een verhaal van gisteren.", "story")
    source = told(cast, "De sleutel is van ons allemaal.", "friction", Circle.TEAM).source
    version = Version.objects.visible_to(cast.wim).get(source=source)
    passage = threads.mark(
        version,
        start=0,
        end=10,
        words=version.text[:10],
        sha256=version.sha256,
        codes=[],
        by=cast.wim,
    )
    thread = threads.start(cast.expedition, claim="Sleutels", by=cast.wim)
    threads.add(thread, passage=passage, by=cast.wim)
    threads.widen(thread, to=Circle.EXPEDITION, by=cast.wim)
    again = parts(the_sheet(cast))["Het horen nog waard"]
    assert again == ["De sleutel", "Een verhaal van gisteren."]


def test_only_what_was_told_since_last_time(cast):
    before = last_time(cast)
    Pitstop.objects.unguarded(TABLE).filter(pk=before.pk).update(day=TODAY + timedelta(days=1))
    told(cast, "Van voor die tijd.", "friction")
    assert parts(the_sheet(cast)) == {}


def test_the_clock_of_the_script(cast):
    sheet = the_sheet(cast, begins=time(19, 30), day=date(2027, 3, 4))
    assert [moment.at for moment in sheet.moments][:3] == [time(19, 30), time(19, 35), time(19, 45)]
    assert sheet.moments[0].step.kind == Kind.WELCOME
    assert sheet.until == time(20, 55)
    assert sheet.minutes == 85


def test_a_skipped_step_takes_no_time_and_without_a_beginning_there_is_no_clock(cast):
    pitstop = a_pitstop(cast)
    actions.skip_step(step(pitstop, Kind.TALK), by=cast.bo)
    sheet = preparing.sheet(fresh(pitstop), cast.amina)
    assert Kind.TALK not in [moment.step.kind for moment in sheet.moments]
    assert {moment.at for moment in sheet.moments} == {None}
    assert sheet.minutes == 55


def test_past_midnight_the_clock_begins_anew(cast):
    sheet = the_sheet(cast, begins=time(23, 50))
    assert sheet.until == time(1, 15)


def test_what_to_bring_depends_on_the_script(cast):
    pitstop = a_pitstop(cast)
    assert any("stippen" in thing for thing in the_sheet(cast).bring)
    actions.skip_step(step(pitstop, Kind.VOTE), by=cast.bo)
    left = preparing.sheet(fresh(pitstop), cast.amina).bring
    assert not any("stippen" in thing for thing in left)


def test_names_are_for_who_reads_names(cast):
    agreed(cast, "Een kastje")
    assert the_sheet(cast).leads == [cast.bo.name]
    assert the_sheet(cast, cast.cor).leads == []


def page(cast, person, pitstop) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("pitstops:sheet", args=[pitstop.pk]))
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_a_first_pitstop_says_that_there_is_nothing_yet(cast):
    text = page(cast, cast.amina, a_pitstop(cast, begins=time(19, 30)))
    assert "Nog niets om op terug te kijken" in text
    assert "19.30" in text


def test_the_sheet_is_for_who_may_see_the_pitstop(cast):
    pitstop = a_pitstop(cast)
    assert page(cast, cast.els, pitstop) != "404"
    for person in (cast.cor, cast.dirk, cast.fons):
        assert page(cast, person, pitstop) == "404"
    assert Client().get(reverse("pitstops:sheet", args=[pitstop.pk])).status_code == 404


def test_the_team_reads_no_cards_of_the_coalition_on_its_sheet(cast):
    last_time(cast)
    pitstop = a_pitstop(cast)
    assert "Rooster te laat" in page(cast, cast.amina, pitstop)
    assert "Rooster te laat" not in page(cast, cast.fenna, pitstop)


def test_as_many_questions_for_three_rows_as_for_one(cast, django_assert_num_queries):
    pitstop = a_pitstop(cast)
    client = Client()
    client.force_login(cast.amina)
    for many in (1, 3):
        for number in range(many):
            agreed(cast, f"Afspraak {many} {number}")
            told(cast, f"Dit schuurt {many} {number}", "friction")
            agendas.ask(cast.oost, words=f"Waarom {many} {number}?", by=cast.bo)
        last_time(cast)
        client.get(reverse("pitstops:sheet", args=[pitstop.pk]))
        with django_assert_num_queries(20):
            client.get(reverse("pitstops:sheet", args=[pitstop.pk]))


def test_a_trial_is_no_last_time(cast):
    trial = begun(cast, rehearsal=True)
    actions.end(trial, by=cast.bo)
    assert the_sheet(cast).before is None
