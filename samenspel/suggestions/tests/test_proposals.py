"""Suggestions at the desk: apart from what people gave, with reasons, and answered by a person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle
from samenspel.exchange import project
from samenspel.exchange.gathering import Gathered, Scope
from samenspel.foundation.errors import Refused
from samenspel.insight.coders.choosing import Beside
from samenspel.insight.counting import count
from samenspel.insight.lens import Choice, Lens, Side
from samenspel.sources import actions as telling
from samenspel.sources.tests.builders import a_source, a_talk
from samenspel.suggestions import jobs, proposals, showing, studying
from samenspel.suggestions.learning.constants import HELD
from samenspel.suggestions.models import Learned, Learning, Suggestion
from samenspel.suggestions.tests.corpus import Corpus, a_text
from samenspel.threads import actions as marking
from samenspel.threads import blind
from samenspel.threads.models import BlindReading, Code, Coder, Coding, Passage

HOST = "command line"
SAY = "suggestions:say"
PAGE = "/werkbank/polder/voorstellen/"


@pytest.fixture
def corpus(cast):
    """Learned, with a text of Oost that nobody coded yet."""
    corpus = Corpus(cast)
    corpus.fresh = a_text(cast.oost, cast.amina, [True, False] * 15, 70)
    proposals.allow(corpus.fresh, by=cast.amina)
    proposals.learn(corpus.book, by=cast.els)
    studying.study.call(corpus.book.pk)
    return corpus


@pytest.fixture
def one(corpus) -> Suggestion:
    return showing.open_for(corpus.cast.els).filter(version__source=corpus.fresh)[0]


def desk(source, who, **asked) -> str:
    client = Client()
    client.force_login(who)
    return client.get(reverse("threads:desk", args=[source.pk]), asked).content.decode()


def all_of(source):
    return Suggestion.objects.unguarded(HOST).filter(version__source=source)


# Apart


def test_nothing_is_learned_from_a_text_while_somebody_reads_it_blind(corpus):
    cast, source = corpus.cast, corpus.sources[0]
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.fenna)
    assert not showing.open_for(cast.els).filter(version__source=source).exists()
    learned = learn_anew(corpus)
    assert source.pk not in learned.learned_from
    assert len(learned.learned_from) == len(corpus.sources) - 1
    for reading in BlindReading.objects.unguarded(HOST):
        blind.ready(reading, by=reading.coder.person)
    assert source.pk in learn_anew(corpus).learned_from


def test_what_was_laid_open_is_learned_the_night_after(corpus, monkeypatch):
    cast, source = corpus.cast, corpus.sources[0]
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.fenna)
    learn_anew(corpus)
    monkeypatch.setattr(jobs, "NIGHT", range(24))
    jobs.learn_at_night()
    assert Learning.objects.unguarded(HOST).get().asked is None, "nothing new to learn from"
    for reading in BlindReading.objects.unguarded(HOST):
        blind.ready(reading, by=reading.coder.person)
    jobs.learn_at_night()
    assert Learning.objects.unguarded(HOST).get().asked is not None


def learn_anew(corpus) -> Learning:
    proposals.learn(corpus.book, by=corpus.cast.els)
    studying.study.call(corpus.book.pk)
    learning: Learning = Learning.objects.unguarded(HOST).get(codebook=corpus.book)
    return learning


def test_a_suggestion_is_no_coding_and_counts_nowhere(corpus):
    before = Coding.objects.unguarded(HOST).count()
    assert all_of(corpus.fresh).exists()
    assert not Coding.objects.unguarded(HOST).filter(passage__version__source=corpus.fresh)
    assert not Passage.objects.unguarded(HOST).filter(version__source=corpus.fresh).exists()
    assert {str(coder) for coder in Coder.objects.all()} == {"Els"}
    studying.study.call(corpus.book.pk)
    assert Coding.objects.unguarded(HOST).count() == before


def what_others_make_of_it(corpus) -> tuple[Any, ...]:
    """What is counted, what goes out in a file, and whose codes can be laid beside each other."""
    els, trip = corpus.cast.els, corpus.cast.expedition
    gathered = Gathered(trip, els, Scope())
    keys = [source.pk for source in gathered.sources()]
    things = gathered.things(project.Head("Reis", "ons", "voor een proef"), keys)
    counted = count(Lens(els, trip), Choice(), Side.CODE, Side.COALITION)
    compared = [str(coder) for coder in Beside(Lens(els, trip)).coders]
    return counted, "\n".join(map(str, map(project.told, things))), compared


def test_nor_in_what_other_rooms_make_of_it(corpus):
    rows = Suggestion.objects.unguarded(HOST)
    assert rows.exists()
    before = what_others_make_of_it(corpus)
    assert before[0]
    assert corpus.fresh.title in before[1]
    assert before[2]
    rows.all().delete()
    assert what_others_make_of_it(corpus) == before


def test_at_the_desk_it_says_that_nobody_said_it(corpus):
    page = desk(corpus.fresh, corpus.cast.els)
    many = showing.open_for(corpus.cast.els).filter(version__source=corpus.fresh).count()
    assert f"{many} voorstellen van de computer" in page
    assert "Niemand heeft dit nog gezegd" in page
    assert page.count('<span class="tag">voorstel</span>') == many


def test_one_in_five_is_shown_to_nobody(corpus):
    held = all_of(corpus.fresh).filter(held=True)
    assert held.exists()
    assert all_of(corpus.fresh).count() / HELD * 0.3 < held.count()
    page = desk(corpus.fresh, corpus.cast.els)
    for row in held:
        assert f"/voorstel/{row.pk}/" not in page
        with pytest.raises(Refused):
            proposals.accept(row, by=corpus.cast.els)


def test_it_is_shown_to_whoever_codes_there_only(corpus):
    assert "voorstellen van de computer" in desk(corpus.fresh, corpus.cast.fenna)
    assert "voorstellen van de computer" not in desk(corpus.fresh, corpus.cast.amina)
    # Bo coordinates Oost, but does not read the codebook of the team.
    assert "voorstellen van de computer" not in desk(corpus.fresh, corpus.cast.bo)


def test_codes_that_are_suggested_stand_first_in_the_list(corpus):
    Code.objects.unguarded(HOST).filter(pk=corpus.chance.pk).update(name_nl="aan het begin")
    client = Client()
    client.force_login(corpus.cast.els)
    page = client.get(reverse("suggestions:learned", args=["polder"])).content.decode()
    rows = re.findall(r'<th scope="row"><a href="/code/(\d+)/', page)
    assert rows[:2] == [str(corpus.keys.pk), str(corpus.chance.pk)]


LAYER = {"lagen": 1, "voorstellen": 1}


def box(html: str) -> str:
    """The box of the layer, among those of the coders."""
    (found,) = re.findall(r'<input type="checkbox" name="voorstellen"[^>]*>', html)
    return str(found)


def test_it_is_a_layer_that_is_hidden_until_somebody_asks_for_it(corpus):
    client = Client()
    client.force_login(corpus.cast.els)
    page, layer = (
        reverse(name, args=[corpus.fresh.pk]) for name in ("threads:desk", "suggestions:layer")
    )

    def shown(**asked) -> bool:
        html = client.get(page, asked).content.decode()
        section = html.split("data-proposals")[1].split(">")[0]
        assert ("checked" in box(html)) == ("hidden" not in section)
        return "hidden" not in section

    assert not shown()
    assert shown(**LAYER)
    assert shown(), "what one chose last holds"
    assert not shown(lagen=1)
    assert client.post(layer, {"toon": "1"}).status_code == 204
    assert shown()
    client.post(layer)
    assert not shown()


def test_who_sees_no_suggestions_finds_no_layer(corpus):
    assert 'name="voorstellen"' not in desk(corpus.fresh, corpus.cast.amina)
    blind.ask(corpus.fresh, coders=[corpus.cast.els, corpus.cast.wim], by=corpus.cast.fenna)
    assert 'name="voorstellen"' not in desk(corpus.fresh, corpus.cast.els, **LAYER)
    assert 'name="voorstellen"' in desk(corpus.fresh, corpus.cast.fenna)


# Reasons


def test_it_shows_earlier_passages_that_resemble_it(corpus, one):
    (shown,) = [each for each in showing.at(one.version, corpus.cast.els) if each.suggestion == one]
    assert len(shown.reasons) == 3
    words = {
        corpus_text.text[p.start : p.end]
        for p in Passage.objects.unguarded(HOST).filter(codings__code=corpus.keys)
        for corpus_text in [p.version]
    }
    assert {reason.words for reason in shown.reasons} <= {showing.shortened(each) for each in words}


def test_only_reasons_that_this_reader_may_see(corpus, one):
    """Fenna has access to Oost only, and the texts of Zuid are not hers to read either."""
    titles = {
        reason.title
        for each in showing.at(one.version, corpus.cast.fenna)
        for reason in each.reasons
    }
    oost = {source.title for source in corpus.sources if source.coalition == corpus.cast.oost}
    assert titles
    assert titles <= oost


def test_a_no_takes_the_reasons_away_at_once(corpus, one):
    for source in corpus.sources:
        proposals.disallow(source, by=source.author)
    assert all_of(corpus.fresh).exists()
    assert all(not each.reasons for each in showing.at(one.version, corpus.cast.els))


def test_a_no_or_a_smaller_circle_takes_the_suggestions_away_at_once(corpus):
    telling.narrow(corpus.fresh, to=Circle.COALITION, by=corpus.cast.amina)
    assert not all_of(corpus.fresh).exists()


# Answers


def test_yes_makes_it_ones_own_coding_that_remembers(corpus, one):
    client = Client()
    client.force_login(corpus.cast.els)
    answer = client.post(reverse("suggestions:accept", args=[one.pk]))
    coding = Coding.objects.unguarded(HOST).get(prompted=True)
    assert coding.coder.person == corpus.cast.els
    assert (coding.passage.start, coding.passage.end) == (one.start, one.end)
    one.refresh_from_db(from_queryset=Suggestion.objects.unguarded(HOST))
    assert (one.answer, one.by) == (Suggestion.Answer.ACCEPTED, corpus.cast.els)
    page = client.get(answer.url).content.decode()
    assert "is nu van jou" in page
    assert f"/voorstel/{one.pk}/ja/" not in page
    told = client.get(reverse("threads:passage", args=[coding.passage_id])).content.decode()
    assert "na een voorstel" in told
    client.post(reverse("suggestions:reopen", args=[one.pk]))
    assert not Coding.objects.unguarded(HOST).filter(prompted=True).exists()
    assert not Passage.objects.unguarded(HOST).filter(version__source=corpus.fresh).exists()
    assert f"/voorstel/{one.pk}/ja/" in desk(corpus.fresh, corpus.cast.els)


def test_who_had_the_idea_first_keeps_it(corpus, one):
    version = one.version
    at = {"start": one.start, "end": one.end, "words": version.text[one.start : one.end]}
    passage = marking.mark(version, **at, sha256=version.sha256, by=corpus.cast.els)
    marking.give(passage, code=corpus.keys, by=corpus.cast.els)
    proposals.accept(one, by=corpus.cast.els)
    assert not Coding.objects.unguarded(HOST).filter(prompted=True).exists()
    proposals.reopen(one, by=corpus.cast.els)
    assert Coding.objects.unguarded(HOST).filter(passage=passage).exists()


def test_no_is_no_for_everybody_until_it_is_undone(corpus, one):
    proposals.refuse(one, by=corpus.cast.els)
    assert f"/voorstel/{one.pk}/" not in desk(corpus.fresh, corpus.cast.wim)
    studying.study.call(corpus.book.pk)
    proposals.learn(corpus.book, by=corpus.cast.els)
    studying.study.call(corpus.book.pk)
    assert f"/voorstel/{one.pk}/" not in desk(corpus.fresh, corpus.cast.wim)
    with pytest.raises(Refused):
        proposals.accept(one, by=corpus.cast.wim)
    with pytest.raises(Refused):
        proposals.reopen(one, by=corpus.cast.wim)
    proposals.reopen(one, by=corpus.cast.els)
    assert f"/voorstel/{one.pk}/ja/" in desk(corpus.fresh, corpus.cast.wim)


def test_what_was_coded_since_is_not_proposed_any_more(corpus, one):
    version = one.version
    words = version.text[one.start : one.end]
    at = {"start": one.start, "end": one.end, "words": words, "sha256": version.sha256}
    passage = marking.mark(version, **at, by=corpus.cast.wim)
    marking.give(passage, code=corpus.keys, by=corpus.cast.wim)
    assert one not in showing.open_for(corpus.cast.els)


# What it does


def test_what_becomes_of_them_is_told(corpus):
    mine = list(showing.open_for(corpus.cast.els).filter(version__source=corpus.fresh))
    proposals.accept(mine[0], by=corpus.cast.els)
    proposals.refuse(mine[1], by=corpus.cast.els)
    (fate,) = showing.fates(corpus.cast.els, [corpus.keys]).values()
    assert (fate.accepted, fate.refused) == (1, 1)
    seen = showing.effect(corpus.cast.els, corpus.cast.expedition.pk)
    many = all_of(corpus.fresh)
    assert (seen.shown, seen.shown_coded) == (many.filter(held=False).count(), 1)
    assert (seen.held, seen.held_coded) == (many.filter(held=True).count(), 0)


def test_the_page_tells_each_code_honestly(corpus):
    client = Client()
    client.force_login(corpus.cast.els)
    page = client.get(PAGE).content.decode()
    keys = Learned.objects.unguarded(HOST).get(code=corpus.keys)
    assert f"{keys.right} van {keys.shown}" in page
    assert "hij is goed genoeg om te helpen" in page
    assert "er zijn te weinig voorbeelden" in page


def test_who_reads_less_gets_no_numbers(corpus):
    client = Client()
    client.force_login(corpus.cast.fenna)
    page = client.get(PAGE).content.decode()
    keys = Learned.objects.unguarded(HOST).get(code=corpus.keys)
    assert "sleutels" in page
    assert f"{keys.right} van {keys.shown}" not in page
    assert "Daarom zie je geen aantallen" in page


# Consent, on its pages


def test_the_author_says_it_on_the_page_of_the_source(cast):
    source = a_source(cast, circle=Circle.TEAM)
    client = Client()
    client.force_login(cast.amina)
    page = reverse("sources:source", args=[source.pk])
    assert "Voor voorstellen: nee" in client.get(page).content.decode()
    say = reverse("suggestions:say", args=[source.pk])
    assert client.get(say).status_code == 200
    client.post(say, {"answer": "ja"})
    assert "Voor voorstellen: ja" in client.get(page).content.decode()
    client.post(say, {"answer": "nee"})
    assert "Voor voorstellen: nee" in client.get(page).content.decode()
    client.force_login(cast.bram)
    assert "Voor voorstellen" not in client.get(page).content.decode()
    assert client.get(say).status_code == 404


def test_each_who_speaks_is_asked_on_the_page_of_the_source(cast):
    spoke = [
        telling.Spoke(each.name, "resident", each, Circle.TEAM, by=each)
        for each in (cast.amina, cast.bram)
    ]
    talk = a_talk(cast.oost, spoke, by=cast.bo, circle=Circle.TEAM)
    page, say = (reverse(name, args=[talk.pk]) for name in ("sources:source", SAY))
    client = Client()

    def read(who, address: str) -> str:
        client.force_login(who)
        return client.get(address).content.decode()

    read(cast.bo, say)
    answer = client.post(say, {"answer": "ja", "agreed": "not yet"}, follow=True)
    assert "wacht tot iedereen die hier spreekt ja zei" in answer.content.decode()
    assert "Voor voorstellen: wat zeg jij?" in read(cast.amina, page)
    client.post(say, {"answer": "ja"})
    assert "Voor voorstellen: wacht op wie hier nog meer spreekt" in read(cast.amina, page)
    asked = read(cast.bo, say)
    assert "Zeiden de anderen die hier spreken ja?" in asked
    client.post(say, {"answer": "ja", "agreed": "spoken"})
    assert "Voor voorstellen: ja" in read(cast.bram, page)
    client.post(say, {"answer": "nee"})
    assert "Voor voorstellen: nee" in read(cast.bo, page)


def test_a_coordinator_says_it_for_many_at_once(cast):
    told = {"kind": "report", "circle": Circle.TEAM, "by": cast.bo}
    made = [telling.keep(cast.oost, text="Ja.", title=f"V{n}", **told) for n in range(3)]
    not_theirs = a_source(cast, circle=Circle.TEAM)
    client = Client()
    client.force_login(cast.bo)
    page = client.get(f"{PAGE}bronnen/")
    assert {source for source, _line in page.context["rows"]} == set(made)
    ticked = [made[0].pk, made[1].pk, not_theirs.pk]
    client.post(f"{PAGE}bronnen/", {"source": ticked, "answer": "ja"})
    rows = dict(client.get(f"{PAGE}bronnen/").context["rows"])
    assert {source for source, said in rows.items() if said.yes} == set(made[:2])
    assert client.post(f"{PAGE}bronnen/", {"answer": "ja"}).status_code == 422


@pytest.mark.parametrize("name", ["learned", "sources"])
def test_what_these_pages_cost(corpus, name, django_assert_num_queries):
    budget = {"learned": 13, "sources": 8}[name]
    client = Client()
    client.force_login(corpus.cast.els)
    with django_assert_num_queries(budget):
        client.get(reverse(f"suggestions:{name}", args=["polder"]))


@pytest.mark.parametrize("many", [1, 3])
def test_what_suggestions_cost_the_desk(corpus, many, django_assert_num_queries):
    for row in list(showing.open_for(corpus.cast.els).filter(version__source=corpus.fresh))[many:]:
        proposals.refuse(row, by=corpus.cast.els)
    client = Client()
    client.force_login(corpus.cast.els)
    page = reverse("threads:desk", args=[corpus.fresh.pk])
    client.get(page)
    with django_assert_num_queries(20):
        client.get(page)
