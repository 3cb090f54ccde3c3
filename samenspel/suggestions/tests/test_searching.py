"""Finding, and giving what was found a code."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle, Voice
from samenspel.foundation.errors import Refused
from samenspel.sources import actions as telling
from samenspel.sources.actions import Spoke
from samenspel.sources.patterns import LONGEST
from samenspel.sources.tests.builders import a_source, a_talk, newest
from samenspel.suggestions import actions, matching
from samenspel.suggestions.models import SavedSearch, Sweep
from samenspel.suggestions.searching import PATTERN, SENTENCE, WORDS, Question, find
from samenspel.suggestions.units import pieces, sentences
from samenspel.threads.models import Coding, Passage
from samenspel.threads.tests.builders import a_code, a_codebook, a_memo, a_passage

PAGE = "/werkbank/polder/zoeken/"


def words_of(found):
    return [hit.version.text[hit.start : hit.end] for hit in found.hits]


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.fixture
def texts(cast):
    return [
        a_source(
            cast,
            circle=Circle.TEAM,
            title="Sleutels",
            text="Wie heeft de sleutels? Wij niet.\nDe deur gaat om negen uur open.",
        ),
        a_source(
            cast,
            by=cast.cor,
            place=cast.west,
            circle=Circle.TEAM,
            title="Huizen",
            text="De huizen staan leeg. Een huis zonder sleutel.",
            voice=Voice.PROFESSIONAL,
        ),
    ]


def looked(cast, words="", *, by=None, **more):
    return find(by or cast.els, cast.expedition, Question(words, **more))


# Sentences


def test_a_sentence_ends_where_the_next_begins_and_not_at_a_short_word():
    assert said("Dat zei dhr. Jansen, o.a. tegen mij. En toen? ‘Niets!’ Zei hij.") == [
        "Dat zei dhr. Jansen, o.a. tegen mij.",
        "En toen?",
        "‘Niets!’",
        "Zei hij.",
    ]


def test_an_initial_and_a_number_end_no_sentence():
    assert said("A. Bakker betaalt 3.50 euro. Meer niet") == [
        "A. Bakker betaalt 3.50 euro.",
        "Meer niet",
    ]


def test_a_heading_is_no_piece_and_positions_are_those_of_the_layout():
    layout = [
        {"kind": "heading", "start": 0, "end": 3},
        {"kind": "text", "start": 4, "end": 7, "speaker": "Ans"},
    ]
    (piece,) = pieces("Kop\nJa.", layout)
    assert (piece.start, piece.end, piece.label, piece.position) == (4, 7, "Ans", 1)


# What is found


def test_words_are_found_in_all_their_forms(cast, texts):
    assert words_of(looked(cast, "sleutel")) == [
        "De huizen staan leeg. Een huis zonder sleutel.",
        "Wie heeft de sleutels? Wij niet.",
    ]


def test_or_exactly_as_they_stand(cast, texts):
    assert words_of(looked(cast, "sleutel", how=WORDS, unit=SENTENCE)) == [
        "Een huis zonder sleutel."
    ]


def test_a_sentence_has_all_the_words_and_none_that_was_not_wanted(cast, texts):
    assert words_of(looked(cast, "huis sleutel", unit=SENTENCE)) == ["Een huis zonder sleutel."]
    assert words_of(looked(cast, "huis -sleutel", unit=SENTENCE)) == ["De huizen staan leeg."]


def test_words_in_a_row_and_unfinished_words(cast, texts):
    assert words_of(looked(cast, '"negen uur"')) == ["De deur gaat om negen uur open."]
    assert len(looked(cast, "sleu*").hits) == 2
    assert not looked(cast, "sleu").hits


def test_english_has_its_own_stems(cast):
    a_source(cast, circle=Circle.TEAM, language="en", text="We were running for the houses.")
    assert len(looked(cast, "run house").hits) == 1


def test_a_pattern_finds_what_words_can_not(cast, texts):
    found = looked(cast, r"^de\b.*\bopen", how=PATTERN)
    assert words_of(found) == ["De deur gaat om negen uur open."]
    assert "<mark>De deur gaat om negen uur open</mark>." in found.hits[0].shown


def test_what_is_found_is_shown_as_text_and_not_as_markup(cast):
    a_source(cast, circle=Circle.TEAM, text="De <b>sleutel</b> & de deur.")
    (hit,) = looked(cast, "sleutel").hits
    assert hit.shown == "De &lt;b&gt;<mark>sleutel</mark>&lt;/b&gt; &amp; de deur."


def test_by_voice_and_by_who_speaks(cast):
    speakers = [
        Spoke("Amina", Voice.RESIDENT, cast.amina, Circle.TEAM),
        Spoke("Bram", Voice.PROFESSIONAL, cast.bram, Circle.TEAM, by=cast.bram),
    ]
    a_talk(cast.oost, speakers, by=cast.amina, circle=Circle.TEAM)
    by_voice = looked(cast, voice=Voice.PROFESSIONAL)
    assert [hit.heard.voice for hit in by_voice.hits] == [Voice.PROFESSIONAL]
    # Els reads a role beside these words, so a name finds nothing for her, and does for Bo.
    assert not looked(cast, speaker="bram").hits
    assert len(looked(cast, speaker="bram", by=cast.bo).hits) == 1
    assert len(looked(cast, speaker="professional").hits) == 1


def test_by_coalition_kind_and_moment(cast, texts):
    assert len(looked(cast, "sleutel", coalition=cast.oost.pk).hits) == 1
    assert not looked(cast, "sleutel", kind="interview").hits
    moment = texts[0].moment
    assert not looked(cast, "sleutel", since=moment.replace(year=moment.year + 1)).hits


def test_only_what_one_may_read(cast, texts):
    a_source(cast, by=cast.cor, place=cast.west, circle=Circle.COALITION, text="Geheime sleutel.")
    assert len(looked(cast, "sleutel").hits) == 2
    assert len(looked(cast, "sleutel", by=cast.fenna).hits) == 1
    assert len(looked(cast, "sleutel", how=PATTERN, by=cast.fenna).hits) == 1


def test_the_newest_words_only(cast, texts):
    telling.revise(texts[0], text="Alles anders.", by=cast.amina)
    assert words_of(looked(cast, "sleutel")) == ["De huizen staan leeg. Een huis zonder sleutel."]


def test_it_goes_on_where_it_stopped(cast, texts):
    question = Question("sleutel")
    first = find(cast.els, cast.expedition, question, most=1)
    assert (len(first.hits), first.looked, first.many, first.whole) == (1, 1, 2, False)
    then = find(cast.els, cast.expedition, question, most=1, skip=first.looked)
    assert then.whole
    assert then.hits[0].source != first.hits[0].source


def test_what_was_seen_is_passed_over(cast, texts):
    found = find(cast.els, cast.expedition, Question("sleutel"), seen=[newest(texts[0]).pk])
    assert [hit.source for hit in found.hits] == [texts[1]]


# Patterns that are none, or run wild


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("(sleutel", "teken 9"),
        ("[a-", "teken"),
        ("a" * 301, "Houd het onder de 300"),
        ("(?R)", "niet zichzelf"),
        ("(?P<x>a(?&x)?)", "niet zichzelf"),
        ("a{1000000000}", "herhaalt zich te vaak"),
        ("(((a{1000}){1000}){1000}){1000}", "herhaalt zich te vaak"),
        ("(?x)a{1 0 0 0 0 0 0 0 0 0}", "herhaalt zich te vaak"),
        ("(?x)a{1#\n000000000}", "herhaalt zich te vaak"),
    ],
)
def test_a_bad_pattern_gets_a_sentence(pattern, told):
    with pytest.raises(Refused, match=told):
        matching.by_pattern(pattern)


def test_as_long_a_pattern_as_the_form_takes_is_looked_for(cast, client):
    client.force_login(cast.els)
    longest = client.get(PAGE).context["form"].fields["q"].max_length
    assert longest == LONGEST
    asked = {"hoe": PATTERN, "q": "sleutel|" + "x" * (longest - 8)}
    assert client.get(PAGE, asked).status_code == 200
    with pytest.raises(Refused, match="te lang"):
        matching.by_pattern("x" * (longest + 1))


def test_a_pattern_that_runs_wild_is_cut_off():
    text = ("a" * 60 + " c\n") * 200
    with pytest.raises(Refused, match="duurt te lang"):
        matching.by_pattern(r"(a|aa)+b")(text, [], "nl")


def test_a_page_with_a_bad_pattern_says_so_and_keeps_it(cast, client):
    client.force_login(cast.els)
    page = client.get(PAGE, {"q": "(sleutel", "hoe": PATTERN})
    assert page.status_code == 422
    assert "teken 9" in page.content.decode()
    assert 'value="(sleutel"' in page.content.decode()


# Giving the code


def post(client, cast, found, code, *, who=None, **more):
    client.force_login(who or cast.els)
    told = {"hit": [hit.key for hit in found.hits], "code": code.pk if code else "", **more}
    return client.post(f"{PAGE}?q=sleutel", told)


@pytest.fixture
def code(cast):
    return a_code(cast, codebook=a_codebook(cast))


def test_all_that_is_ticked_gets_the_code_in_ones_own_layer(cast, client, texts, code):
    there = a_passage(cast, texts[0], "Wie heeft de sleutels? Wij niet.")
    answer = post(client, cast, looked(cast, "sleutel"), code)
    assert answer.status_code == 302
    codings = Coding.objects.visible_to(cast.els)
    assert {coding.coder.person for coding in codings} == {cast.els}
    assert there in {coding.passage for coding in codings}
    assert codings.count() == 2
    page = client.get(answer.url).content.decode()
    assert "2 fragmenten hebben nu de code ‘vertrouwen’ van jou." in page


def test_a_new_passage_knows_who_speaks(cast, client, texts, code):
    post(client, cast, looked(cast, "sleutel"), code)
    for passage in Passage.objects.visible_to(cast.els):
        (speaker,) = passage.speakers.visible_to(cast.els)
        assert speaker.source_id == passage.version.source_id


def test_undone_in_one_go(cast, client, texts, code):
    memo = a_passage(cast, texts[1], "Een huis zonder sleutel.")
    post(client, cast, looked(cast, "sleutel"), code)
    sweep = Sweep.objects.visible_to(cast.els).get()
    made = Passage.objects.visible_to(cast.els).exclude(pk=memo.pk)
    a_memo(cast, "Dit blijft.", passage=made[0])
    kept = made[0]
    client.post(reverse("suggestions:undo", args=["polder", sweep.pk]))
    assert not Coding.objects.visible_to(cast.els).exists()
    assert set(Passage.objects.visible_to(cast.els)) == {memo, kept}
    with pytest.raises(Refused, match="al ongedaan"):
        actions.undo(Sweep.objects.visible_to(cast.els).get(), by=cast.els)


def test_undoing_leaves_what_somebody_else_gave(cast, client, texts, code):
    post(client, cast, looked(cast, "sleutel"), code)
    post(client, cast, looked(cast, "sleutel"), code, who=cast.wim)
    actions.undo(Sweep.objects.visible_to(cast.els).get(by=cast.els), by=cast.els)
    assert {c.coder.person for c in Coding.objects.visible_to(cast.els)} == {cast.wim}
    assert Passage.objects.visible_to(cast.els).count() == 2


def test_the_same_again_gives_nothing_twice(cast, client, texts, code):
    post(client, cast, looked(cast, "sleutel"), code)
    again = post(client, cast, looked(cast, "sleutel"), code)
    assert again.status_code == 422
    assert Coding.objects.visible_to(cast.els).count() == 2


def test_a_new_code_by_its_name(cast, client, texts):
    post(client, cast, looked(cast, "sleutel"), None, naam="sleutelmacht")
    assert {c.code.name for c in Coding.objects.visible_to(cast.els)} == {"sleutelmacht"}


def test_nothing_is_lost_when_no_code_was_chosen(cast, client, texts):
    found = looked(cast, "sleutel")
    client.force_login(cast.els)
    page = client.post(f"{PAGE}?q=sleutel", {"hit": [found.hits[0].key], "code": ""})
    body = page.content.decode()
    assert page.status_code == 422
    assert f'value="{found.hits[0].key}" checked' in body
    assert f'value="{found.hits[1].key}" checked' not in body


def test_nobody_codes_words_that_they_may_not_read_or_code(cast, client, texts, code):
    everywhere = looked(cast, "sleutel")
    assert post(client, cast, everywhere, code, who=cast.fenna).status_code == 422
    assert not Coding.objects.visible_to(cast.els).exists()
    assert post(client, cast, everywhere, None, who=cast.amina).status_code == 404


def test_a_place_outside_the_text_is_refused(cast, texts, code):
    version = newest(texts[0])
    with pytest.raises(Refused):
        actions.give(code, places={version.pk: [(0, len(version.text) + 1)]}, by=cast.els)


# Kept searches


def test_a_kept_search_shows_what_is_new_since(cast, client, texts, code):
    client.force_login(cast.els)
    client.post(f"{PAGE}bewaren/?q=sleutel", {"title": "De sleutel", "code": code.pk})
    saved = SavedSearch.objects.visible_to(cast.els).get()
    assert "geen nieuwe teksten sinds" in client.get(PAGE).content.decode()
    a_source(cast, circle=Circle.TEAM, title="Later", text="Weer een sleutel.")
    assert "1 nieuwe tekst sinds" in client.get(PAGE).content.decode()
    page = client.get(PAGE, {"bewaard": saved.pk})
    assert "1 nieuwe treffer sinds" in page.content.decode()
    assert page.context["giving"].initial["code"] == code.pk
    hit = page.context["found"].hits[0]
    told = {"hit": hit.key, "code": code.pk, "gelezen": page.context["versions"]}
    client.post(f"{PAGE}?bewaard={saved.pk}", told)
    assert not client.get(PAGE, {"bewaard": saved.pk}).context["found"].hits


def test_a_text_that_one_may_read_only_now_is_new_too(cast, client):
    old = a_source(cast, circle=Circle.COALITION, text="De oude sleutel.")
    client.force_login(cast.els)
    client.post(f"{PAGE}bewaren/?q=sleutel", {"title": "De sleutel"})
    telling.widen(old, to=Circle.TEAM, by=cast.amina)
    saved = SavedSearch.objects.visible_to(cast.els).get()
    assert len(client.get(PAGE, {"bewaard": saved.pk}).context["found"].hits) == 1


def test_a_kept_search_is_its_makers_only(cast, client, texts):
    client.force_login(cast.els)
    client.post(f"{PAGE}bewaren/?q=sleutel", {"title": "Geheim"})
    saved = SavedSearch.objects.visible_to(cast.els).get()
    client.force_login(cast.wim)
    assert "Geheim" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}bewaard/{saved.pk}/weg/").status_code == 404
    client.force_login(cast.els)
    client.post(f"{PAGE}bewaard/{saved.pk}/weg/")
    assert not SavedSearch.objects.visible_to(cast.els).exists()


@pytest.mark.parametrize("many", [1, 3])
def test_what_a_search_costs_does_not_grow(cast, code, many, django_assert_num_queries):
    for n in range(many):
        a_source(cast, circle=Circle.TEAM, text=f"Sleutel {n} en nog een sleutel.")
        actions.save(cast.expedition, title=f"s{n}", asked={"q": "sleutel"}, by=cast.els)
    client = Client()
    client.force_login(cast.els)
    client.get(f"{PAGE}?q=sleutel")
    with django_assert_num_queries(15):
        client.get(f"{PAGE}?q=sleutel")
