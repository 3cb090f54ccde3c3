"""Everybody's first page: what is here for me, and what is next."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from samenspel.agendas import actions as agendas
from samenspel.agendas.tests.builders import an_agreement, in_days
from samenspel.circles import actions as circles
from samenspel.circles.models import Circle, Membership, Role, Voice
from samenspel.foundation.words import shortened
from samenspel.lessons.tests.builders import a_lesson, a_quote, given, publish
from samenspel.people.models import Person
from samenspel.reflections.models import Kind, Prompt, Round
from samenspel.reflections.tests.builders import a_prompt, a_reflection
from samenspel.site.tests.builders import a_shown_page
from samenspel.sources.tests.builders import a_source, asked
from samenspel.threads import actions as threads
from samenspel.threads.tests.builders import a_passage, a_thread


def home(person, query: str = "") -> str:
    answer = client_of(person).get(f"/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def client_of(person) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def a_round(cast, prompt: Prompt) -> Round:
    return Round.objects.create(
        coalition=cast.oost, prompt=prompt, day=timezone.localdate() - timedelta(days=2)
    )


def test_a_passer_by_reads_what_this_is(cast):
    page = home(None)
    assert "Wat bewoners en professionals samen leren" in page
    assert "Ik heb een code" in page
    assert "2 buurten reizen mee in Reis door de polder." in page


def test_a_passer_by_finds_a_door_before_anything_has_begun(db):
    assert "begint binnenkort" in home(None)


def test_somebody_who_is_nowhere_yet_is_told_how_to_get_in(db):
    page = home(Person.objects.create_user("zoe@example.org", name="Zoë"))
    assert "je doet nog niet mee in een coalitie" in page
    assert 'href="/code/"' in page


def test_the_open_question_comes_first_until_it_is_answered(cast):
    prompt = a_prompt(cast)
    a_round(cast, prompt)
    assert prompt.question in home(cast.amina)
    a_reflection(cast, by=cast.amina, prompt=prompt)
    assert "Antwoord in een minuut" not in home(cast.amina)
    assert "Antwoord in een minuut" in home(cast.bram)


def test_a_coordinator_sees_what_was_answered_and_not_by_whom(cast):
    prompt = a_prompt(cast)
    a_round(cast, prompt)
    assert "gedeeld antwoord" not in home(cast.bo)
    a_reflection(cast, by=cast.amina, prompt=prompt, text="Wij niet.")
    before = home(cast.bo)
    assert "1 gedeeld antwoord" in before
    assert "Voor jou als coördinator" not in home(cast.amina)
    for who in (cast.bram, cast.bo):
        a_reflection(cast, by=who, prompt=prompt, text="Ik ook.", circle=Circle.PRIVATE)
    after = home(cast.bo)
    assert "1 gedeeld antwoord" in after
    assert not any("Bram" in page for page in (before, after))


def test_a_coordinator_sees_whose_access_is_ending(cast):
    soon = timezone.localdate() + timedelta(days=9)
    Membership.objects.filter(person=cast.els, coalition=cast.oost).update(until=soon)
    assert "Els kijkt mee tot" in home(cast.bo)


def test_my_words_that_went_on_are_told(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "Wij niet.", by=cast.els)
    thread = a_thread(cast, passage)
    threads.widen(thread, to=Circle.EXPEDITION, by=cast.els)
    assert thread.claim in home(cast.amina)
    assert "In een rode draad" not in home(cast.bram)


def test_who_is_asked_for_words_sees_it_on_the_first_page(cast):
    asked(cast, a_source(cast, circle=Circle.TEAM), "Wij niet.")
    assert "Iemand vraagt om jouw woorden" in home(cast.amina)
    assert "Iemand vraagt om jouw woorden" not in home(cast.bram)
    assert "Wacht op een ja" in home(cast.els)


def test_the_team_sees_what_is_new_per_coalition(cast):
    a_source(cast, circle=Circle.TEAM, text="Voor het team.")
    a_source(cast, circle=Circle.COALITION, text="Voor ons alleen.")
    page = home(cast.els)
    assert "1 nieuwe tekst" in page
    assert "Voor het team." in page
    assert "Voor ons alleen." not in page
    assert "een bewoner, oost" in page


def test_the_team_counts_the_fragments_that_they_may_read(cast):
    told = [a_source(cast, circle=Circle.TEAM)]
    told.append(a_source(cast, by=cast.cor, place=cast.west, circle=Circle.TEAM))
    a_thread(cast, *(a_passage(cast, source, "Wij niet.") for source in told))
    assert "2 fragmenten" in home(cast.els)
    assert "1 fragment<" in home(cast.fenna)


def test_a_lesson_says_on_how_many_quotes_it_rests(cast):
    lesson = a_lesson(cast)
    source = a_source(cast, text="Wie heeft de sleutel? Wij niet.", circle=Circle.TEAM)
    for said in ("Wie heeft de sleutel?", "Wij niet."):
        given(cast, a_quote(cast, lesson, said, source))
    publish(cast, lesson)
    assert "Rust op 2 citaten." in home(None)
    assert "Rust op 2 citaten." in home(cast.pia)


@pytest.mark.parametrize(
    ("name", "greeting"),
    [("Bram de Wit", "Dag Bram"), ("B. de Wit", "Dag B. de Wit"), ("Bram", "Dag Bram")],
)
def test_everybody_is_greeted_by_their_first_name(cast, name, greeting):
    Person.objects.filter(pk=cast.bram.pk).update(name=name)
    assert f"<h1>{greeting}</h1>" in home(cast.bram)


def test_a_passer_by_finds_every_coalition_that_shows_itself_and_every_expedition(cast):
    circles.describe(cast.oost, latitude=52.1, longitude=5.1, by=cast.bo)
    a_shown_page(cast, on_map=True)
    page = home(None)
    where = "/expeditie/polder/coalities/oost/"
    assert page.count(f'href="{where}"') == 2  # on the map, and beside it
    assert "Samen West" not in page
    assert "2 buurten reizen mee" in page
    assert 'href="/expeditie/kust/"' in page


def test_the_fund_sees_only_what_was_shared_with_it(cast):
    a_source(cast, circle=Circle.EXPEDITION, text="Onder reisgenoten.")
    a_source(cast, circle=Circle.PARTNERS, text="Ook voor het fonds.")
    for who in (cast.fons, cast.pia):
        page = home(who)
        assert "Ook voor het fonds." in page
        assert "Onder reisgenoten." not in page
    assert "Samen West heeft nog geen coördinator" in home(cast.fons)
    assert "geen coördinator" not in home(cast.pia)


def test_somebody_in_two_places_switches_and_is_remembered(cast):
    Membership.objects.create(
        person=cast.amina,
        expedition=cast.expedition,
        coalition=cast.west,
        role=Role.MEMBER,
        voice=Voice.RESIDENT,
    )
    client = client_of(cast.amina)
    west = Membership.objects.get(person=cast.amina, coalition=cast.west)
    client.get(f"/?plek={west.pk}")
    assert f'coalitie/{cast.west.pk}/">Samen West' in client.get("/").content.decode()
    assert client.get("/?plek=999999").status_code == 200
    others = Membership.objects.get(person=cast.bram)
    assert "Samen Oost" in home(cast.amina, f"?plek={others.pk}")


def test_a_coordinator_sees_how_many_agreements_are_late(cast):
    for day in (-1, -9, 0, 4):
        an_agreement(cast, by_when=in_days(day))
    agendas.turn_out(an_agreement(cast, by_when=in_days(-2)), state="kept", by=cast.bo)
    assert "2 afspraken zijn te laat" in home(cast.bo)
    assert "te laat" not in home(cast.amina)


# Two for session and person; the rest is the page.
BUDGET = {"passerby": 5, "amina": 14, "bo": 20, "els": 14, "fons": 11, "pia": 9}


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("who", BUDGET)
def test_a_home_costs_the_same_with_one_and_with_three(cast, who, many, django_assert_num_queries):
    for _ in range(many):
        source = a_source(cast, circle=Circle.PARTNERS)
        threads.widen(
            a_thread(cast, a_passage(cast, source, "Wij niet.", by=cast.els)),
            to=Circle.EXPEDITION,
            by=cast.els,
        )
        asked(cast, source, "Wij niet.")
        a_reflection(cast, by=cast.amina, kind=Kind.FLOW)
        an_agreement(cast, by_when=in_days(-3))
    client = client_of(cast.everybody()[who])
    client.get("/")
    with django_assert_num_queries(BUDGET[who]):
        client.get("/")


def test_a_manager_is_led_to_a_coalition_without_coordinator(cast):
    zuid = circles.form(cast.expedition, name="Samen Zuid", place="Zuid", by=cast.fons)
    assert f"/coalitie/{zuid.pk}/uitnodigen/" in home(cast.fons)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("De start\n\nMet z'n zessen", "De start. Met z'n zessen"),
        ("Kom je?\nJa: morgen,\nom tien uur", "Kom je? Ja: morgen, om tien uur"),
        ("Wij planten. Wij schrijven. Daarna drinken wij koffie.", "Wij planten. Wij schrijven."),
        ("Wij planten en schrijven zonder ooit te stoppen", "Wij planten en schrijven zonder…"),
        (
            "Wij. En toen ging het lang door zonder een punt te zetten",
            "Wij. En toen ging het lang door…",
        ),
    ],
)
def test_a_text_is_shortened_at_a_sentence_where_that_leaves_enough(text, shown):
    assert shortened(text, 34) == shown


def test_the_journey_names_every_lesson_and_this_month_once(cast):
    for claim in ("Wie vraagt, hoort meer.", "Wie wacht, leert ook."):
        lesson = a_lesson(cast, claim=claim)
        given(cast, a_quote(cast, lesson, "Wij niet."))
        publish(cast, lesson)
    journey = home(None).split('<ol class="journey')[1].split("</ol>")[0]
    assert "Wie vraagt, hoort meer." in journey
    assert "Wie wacht, leert ook." in journey
    assert journey.count(f'stop-when">{date_format(timezone.localdate(), "F Y")}<') == 1


def test_how_the_parts_look_is_for_makers_and_not_in_every_foot(cast):
    for page in (home(None), home(cast.amina)):
        assert "Zo ziet het eruit" not in page


def test_ones_words_have_one_name_in_the_menu_and_on_their_pages(cast):
    told, given_away = "Wat ik vertelde", "Mijn woorden"
    page = home(cast.amina)
    for name, address in ((told, "/mijn/"), (given_away, "/mijn-woorden/")):
        links = re.findall(rf'<a href="{address}">(?:<svg.*?</svg>)?([^<]*)</a>', page)
        assert set(links) == {name}
        heading = client_of(cast.amina).get(address).content.decode()
        assert f"<h1>{name}</h1>" in heading
    assert (
        'href="/mijn-woorden/"'
        in re.split("<main", client_of(cast.amina).get("/mijn/").content.decode())[1]
    )
    assert (
        'href="/mijn/"'
        in re.split("<main", client_of(cast.amina).get("/mijn-woorden/").content.decode())[1]
    )
