"""What the computer learns, from what, and how it is measured."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.utils import timezone

from samenspel.circles.models import Circle
from samenspel.foundation import jobs as rounds
from samenspel.foundation.errors import Refused
from samenspel.foundation.tests.post_office import work
from samenspel.sources import actions as telling
from samenspel.sources.models import Source
from samenspel.sources.tests.builders import a_source, a_talk
from samenspel.suggestions import consent, jobs, proposals, studying
from samenspel.suggestions.learning import fit
from samenspel.suggestions.learning.constants import HELD
from samenspel.suggestions.learning.corpus import Given, is_held, units
from samenspel.suggestions.learning.features import features
from samenspel.suggestions.learning.model import CodeWeights, Model, Space
from samenspel.suggestions.models import Allowance, Learned, Learning, Suggestion
from samenspel.suggestions.tests.corpus import Corpus, a_text
from samenspel.threads.models import Coding

HOST = "command line"


@pytest.fixture
def corpus(cast):
    return Corpus(cast)


def learn(corpus) -> Learning:
    proposals.learn(corpus.book, by=corpus.cast.els)
    studying.study.call(corpus.book.pk)
    return Learning.objects.unguarded(HOST).get()


def told(code) -> Learned:
    return Learned.objects.unguarded(HOST).get(code=code)


def kept(learning: Learning) -> str:
    return zlib.decompress(bytes(learning.weights)).decode()


# The pure parts


def test_compounds_resemble_their_parts():
    shared = set(features("sleutel")) & set(features("sleutelbos"))
    assert {" sle", "sleut", "utel"} <= shared
    assert "  sleutel" in features("De Sleutel!")
    assert "  de sleutel" in features("De Sleutel!")


def test_a_model_is_the_same_after_it_was_kept():
    space = Space({"  deur": 0, "  slot": 1, "  soep": 2}, [1.0, 2.0, 1.5])
    model = Model(space, {7: CodeWeights(-1.0, 0.5, {0: 3.0, 1: 2.0})})
    again = Model.from_bytes(model.to_bytes())
    for words in ("De deur, het slot", "soep", "deur deur"):
        before, after = (m.codes[7].score(m.space.vector(words)) for m in (model, again))
        assert before == pytest.approx(after)
    assert "soep" not in zlib.decompress(model.to_bytes()).decode()


def test_a_score_is_that_of_scikit_learn(corpus):
    found = studying._coded(corpus.book)
    space = fit.space_of(found)
    values = fit._matrix(found, space)
    learner = fit._fitted(values, [corpus.keys.pk in unit.codes for unit in found])
    weights = {at: float(weight) for at, weight in enumerate(learner.coef_[0])}
    ours = CodeWeights(float(learner.intercept_[0]), 0.5, weights)
    for row, unit in enumerate(found[:10]):
        theirs = learner.predict_proba(values[row])[0, 1]
        assert ours.score(space.vector(unit.text)) == pytest.approx(theirs)


@pytest.mark.parametrize(
    ("scores", "truth", "chosen"),
    [
        ([0.9] * 7 + [0.8] * 3 + [0.1] * 5, [True] * 7 + [False] * 8, 0.8),
        ([0.9] * 9, [True] * 9, None),
        ([0.9] * 10, [True] * 6 + [False] * 4, None),
        ([0.9] * 10 + [0.5] * 10, [True] * 18 + [False] * 2, 0.5),
        ([0.9] * 12 + [0.5] * 5, [True] * 12 + [False] * 5, 0.9),
    ],
)
def test_how_sure_it_has_to_be(scores, truth, chosen):
    assert fit.choose(scores, truth) == chosen


def test_a_piece_has_the_codes_that_stand_in_at_least_half_of_it():
    text = "De sleutel ligt er niet.\nDe deur is dicht vandaag."
    layout = [{"kind": "text", "start": 0, "end": 24}, {"kind": "text", "start": 25, "end": 50}]
    given = [Given(1, 11, 3, 10), Given(2, 12, 20, 50), Given(3, 13, 0, 24, prompted=True)]
    first, second = units(text, layout, given, source=1, group=1)
    assert (first.codes, first.unsure) == ({1: [11]}, {3})
    assert (second.codes, second.unsure) == ({2: [12]}, set())


def test_a_long_paragraph_is_cut_at_sentences():
    text = " ".join(f"Dit is zin nummer {n} van een lang verhaal." for n in range(60))
    found = units(text, [], source=1, group=1)
    assert len(found) > 3
    assert all(unit.text.endswith("verhaal.") and unit.text.startswith("Dit") for unit in found)
    assert max(len(unit.text) for unit in found) <= 600
    assert " ".join(unit.text for unit in found) == text


def test_one_in_five_is_held_back_and_always_the_same_ones():
    drawn = [is_held("a" * 64, start) for start in range(5000)]
    assert drawn == [is_held("a" * 64, start) for start in range(5000)]
    assert 5000 / HELD * 0.9 < sum(drawn) < 5000 / HELD * 1.1


# What comes on, and what stays off


def test_what_can_be_learned_comes_on_and_chance_stays_off(corpus):
    learning = learn(corpus)
    keys, chance, rare = (told(code) for code in (corpus.keys, corpus.chance, corpus.rare))
    assert keys.on
    assert keys.precision >= 0.6
    assert (keys.examples, keys.coalitions) == (42, 3)
    assert chance.why in (Learned.Why.UNCLEAR, Learned.Why.WRONG)
    assert (rare.why, rare.examples) == (Learned.Why.FEW, 6)
    assert set(json.loads(kept(learning))["codes"]) == {str(corpus.keys.pk)}
    assert not learning.busy


def test_a_code_of_one_place_stays_off(corpus):
    west = [source for source in corpus.sources if source.coalition_id == corpus.cast.west.pk]
    for source in west:
        corpus.give(source, corpus.rare, [at not in (0, 1) for at in range(20)])
    learn(corpus)
    assert told(corpus.rare).examples >= 30
    for source in corpus.sources:
        if source.coalition_id == corpus.zuid.pk:
            proposals.disallow(source, by=source.author)
    studying.study.call(corpus.book.pk)
    assert told(corpus.rare).why == Learned.Why.PLACES


def test_the_same_codings_teach_the_same(corpus):
    first = bytes(learn(corpus).weights)
    assert bytes(learn(corpus).weights) == first


def test_what_came_from_a_suggestion_teaches_nothing(corpus):
    Coding.objects.unguarded(HOST).filter(code=corpus.keys).update(prompted=True)
    learn(corpus)
    assert told(corpus.keys).examples == 0


def test_silence_is_no(cast):
    corpus = Corpus(cast, allowed=False)
    learning = learn(corpus)
    assert learning.learned_from == []
    assert told(corpus.keys).examples == 0
    assert not Suggestion.objects.unguarded(HOST).exists()


def test_a_word_of_one_source_is_not_learned(corpus):
    words = "De sleutel van Roodkapje ligt bij het slot van de deur."
    source = a_source(corpus.cast, circle=Circle.TEAM, text=f"{words}\n{words}")
    proposals.allow(source, by=corpus.cast.amina)
    corpus.give(source, corpus.keys, [True, True])
    learning = learn(corpus)
    assert source.pk in learning.learned_from
    assert "sleutel" in kept(learning)
    assert "roodkapje" not in kept(learning)


def test_only_what_the_readers_of_the_codebook_read(corpus):
    hidden = a_text(corpus.cast.oost, corpus.cast.amina, [True] * 4, 99, circle=Circle.COALITION)
    proposals.allow(hidden, by=corpus.cast.amina)
    corpus.give(hidden, corpus.keys, [True] * 4)
    assert hidden.pk not in learn(corpus).learned_from


# Taking back


def in_two(corpus, word: str) -> list[Source]:
    """Two sources of Oost with a word of their own beside the keys."""
    words = f"De sleutel van {word} ligt bij het slot van de deur."
    made = []
    for _ in range(2):
        source = a_source(corpus.cast, circle=Circle.TEAM, text=words)
        proposals.allow(source, by=corpus.cast.amina)
        corpus.give(source, corpus.keys, [True])
        made.append(source)
    return made


@pytest.mark.parametrize("to", [Circle.PRIVATE, Circle.COALITION])
def test_words_that_are_taken_back_leave_what_was_learned(corpus, to):
    first, _second = in_two(corpus, "roodkapje")
    assert "roodkapje" in kept(learn(corpus))
    telling.narrow(first, to=to, by=corpus.cast.amina)
    learning = Learning.objects.unguarded(HOST).get()
    assert learning.weights is None
    assert learning.busy
    studying.study.call(corpus.book.pk)
    learning.refresh_from_db(from_queryset=Learning.objects.unguarded(HOST))
    assert "roodkapje" not in kept(learning)
    assert first.pk not in learning.learned_from
    assert "sleutel" in kept(learning)


def test_narrowed_and_still_read_by_the_team_stays(corpus):
    first, _second = in_two(corpus, "roodkapje")
    telling.widen(first, to=Circle.EXPEDITION, by=corpus.cast.amina)
    learn(corpus)
    telling.narrow(first, to=Circle.TEAM, by=corpus.cast.amina)
    assert "roodkapje" in kept(Learning.objects.unguarded(HOST).get())


def test_a_no_works_at_once(corpus):
    first, _second = in_two(corpus, "roodkapje")
    fresh = a_text(corpus.cast.oost, corpus.cast.amina, [True] * 12, 50)
    proposals.allow(fresh, by=corpus.cast.amina)
    learn(corpus)
    assert Suggestion.objects.unguarded(HOST).filter(version__source=fresh).exists()
    proposals.disallow(first, by=corpus.cast.amina)
    assert Learning.objects.unguarded(HOST).get().weights is None
    assert not Learned.objects.unguarded(HOST).exists()
    proposals.disallow(fresh, by=corpus.cast.amina)
    assert not Suggestion.objects.unguarded(HOST).filter(version__source=fresh).exists()


def test_an_erased_source_takes_along_what_was_learned(corpus):
    first, _second = in_two(corpus, "roodkapje")
    learned = learn(corpus)
    Source.objects.unguarded(HOST).filter(pk=first.pk).delete()
    learned.refresh_from_db(from_queryset=Learning.objects.unguarded(HOST))
    assert (learned.weights, learned.learned_from, learned.done) == (None, [], None)
    assert not Learned.objects.unguarded(HOST).exists()
    assert not learned.busy
    jobs.let_go()
    assert Learning.objects.unguarded(HOST).get().busy


def test_an_erased_source_that_taught_nothing_leaves_all_as_it_was(corpus):
    silent = a_source(corpus.cast, circle=Circle.TEAM)
    before = bytes(learn(corpus).weights)
    Source.objects.unguarded(HOST).filter(pk=silent.pk).delete()
    assert bytes(Learning.objects.unguarded(HOST).get().weights) == before


def test_a_no_while_it_learns_is_not_passed_over(corpus, monkeypatch):
    first, _second = in_two(corpus, "roodkapje")
    real = fit.learn

    def learn_and_say_no(*args, **kwargs):
        found = real(*args, **kwargs)
        proposals.disallow(first, by=corpus.cast.amina)
        return found

    proposals.learn(corpus.book, by=corpus.cast.els)
    monkeypatch.setattr(fit, "learn", learn_and_say_no)
    studying.study.call(corpus.book.pk)
    learning = Learning.objects.unguarded(HOST).get()
    assert learning.weights is None
    assert learning.busy  # asked again, without it


# Who says so


def test_who_answers_for_a_source(cast):
    own = a_source(cast, circle=Circle.TEAM)
    report = telling.keep(
        cast.oost, text="Wij spraken af.", title="V", kind="report", circle=Circle.TEAM, by=cast.bo
    )
    for who in (cast.bram, cast.bo, cast.els, cast.fons):
        with pytest.raises(Refused):
            proposals.allow(own, by=who)
    with pytest.raises(Refused):
        proposals.allow(report, by=cast.els)
    assert proposals.allow(own, by=cast.amina).yes
    assert proposals.allow(report, by=cast.bo).yes


def a_talk_of(cast, *spoke: telling.Spoke) -> Source:
    """A talk that Bo brought in, in which Bo does not speak."""
    return a_talk(cast.oost, list(spoke), by=cast.bo, circle=Circle.TEAM)


def who(cast, name: str) -> telling.Spoke:
    person = getattr(cast, name)
    return telling.Spoke(person.name, "resident", person, Circle.TEAM, by=person)


def may_learn(source: Source) -> bool:
    assert consent.said_of([source])[source.pk].yes == (
        Source.objects.unguarded(HOST).filter(consent.allowed(), pk=source.pk).exists()
    )
    return consent.said_of([source])[source.pk].yes


def test_each_who_speaks_says_yes_before_it_is_learned(cast):
    talk = a_talk_of(cast, who(cast, "amina"), who(cast, "bram"))
    proposals.allow(talk, by=cast.bo)
    assert not may_learn(talk)
    proposals.allow(talk, by=cast.amina)
    assert not may_learn(talk)
    proposals.allow(talk, by=cast.bram)
    assert may_learn(talk)
    proposals.disallow(talk, by=cast.bram)
    assert not may_learn(talk)
    proposals.allow(talk, by=cast.bram)
    assert may_learn(talk)


def test_a_yes_of_a_speaker_is_not_that_of_the_whole(cast):
    talk = a_talk_of(cast, who(cast, "amina"))
    proposals.allow(talk, by=cast.amina)
    assert not may_learn(talk)
    proposals.allow(talk, by=cast.bo)
    proposals.disallow(talk, by=cast.bo)
    proposals.allow(talk, by=cast.amina)
    assert not may_learn(talk)


def test_a_no_of_a_speaker_is_theirs(cast):
    talk = a_talk_of(cast, who(cast, "amina"))
    proposals.allow(talk, by=cast.bo)
    proposals.disallow(talk, by=cast.amina)
    with pytest.raises(Refused, match="Alleen zij"):
        proposals.allow(talk, by=cast.bo, agreed="spoken")
    assert not may_learn(talk)


def test_how_others_said_yes_is_noted(cast):
    guest = telling.Spoke("Buurvrouw Sien", "resident", None, Circle.TEAM, how="spoken")
    talk = a_talk_of(cast, who(cast, "amina"), guest)
    proposals.allow(talk, by=cast.amina)
    with pytest.raises(Refused):
        proposals.allow(talk, by=cast.bo, agreed="tap")
    proposals.allow(talk, by=cast.bo, agreed="paper")
    assert may_learn(talk)
    lines = Allowance.objects.unguarded(HOST).exclude(speaker=None).order_by("id")
    told = [(str(line.speaker), line.how, line.by) for line in lines]
    assert told == [("Amina", "tap", cast.amina), ("Buurvrouw Sien", "paper", cast.bo)]


def test_whoever_is_heard_anew_closes_it(cast):
    talk = a_talk_of(cast, who(cast, "amina"))
    proposals.allow(talk, by=cast.bo)
    proposals.allow(talk, by=cast.amina)
    telling.revise(talk, text="Bram: wij ook.", speakers=[who(cast, "bram")], by=cast.bo)
    assert not may_learn(talk)


def test_one_speaks_for_oneself_and_for_what_one_brought(cast):
    talk = a_talk(cast.oost, [who(cast, "amina")], by=cast.amina, circle=Circle.TEAM)
    proposals.allow(talk, by=cast.amina)
    assert may_learn(talk)


def test_the_table_of_answers_is_still_written_once(cast):
    """The database itself refuses; adding columns on SQLite could have lost its triggers."""
    proposals.allow(a_source(cast, circle=Circle.TEAM), by=cast.amina)
    with pytest.raises(DatabaseError):
        Allowance.objects.unguarded(HOST).update(yes=False)


def test_lines_are_kept(cast):
    own = a_source(cast, circle=Circle.TEAM)
    proposals.allow(own, by=cast.amina)
    proposals.disallow(own, by=cast.amina)
    proposals.disallow(own, by=cast.amina)
    lines = Allowance.objects.unguarded(HOST).order_by("id")
    assert [line.yes for line in lines] == [True, False]
    with pytest.raises(TypeError):
        lines[0].save()


# The worker


@pytest.mark.django_db(transaction=True)
def test_the_worker_learns_and_the_round_looks_at_what_is_new(corpus):
    proposals.learn(corpus.book, by=corpus.cast.els)
    proposals.learn(corpus.book, by=corpus.cast.els)
    work()
    assert told(corpus.keys).on
    fresh = a_text(corpus.cast.west, corpus.cast.cor, [True] * 12, 60)
    jobs.propose_in_what_is_new()
    assert not Suggestion.objects.unguarded(HOST).filter(version__source=fresh).exists()
    proposals.allow(fresh, by=corpus.cast.cor)
    jobs.propose_in_what_is_new()
    assert Suggestion.objects.unguarded(HOST).filter(version__source=fresh).exists()


def at_hour(hour: int):
    tomorrow = timezone.localdate() + timedelta(days=1)
    return time_machine.travel(timezone.make_aware(datetime.combine(tomorrow, time(hour, 10))))


def test_at_night_it_learns_what_changed(corpus):
    with at_hour(2):
        jobs.learn_at_night()
        assert Learning.objects.unguarded(HOST).get().busy
        studying.study.call(corpus.book.pk)
        jobs.learn_at_night()
        assert not Learning.objects.unguarded(HOST).get().busy


def test_by_day_it_does_not(corpus):
    with at_hour(12):
        jobs.learn_at_night()
    assert not Learning.objects.unguarded(HOST).exists()


def test_it_is_in_the_hourly_round():
    from django.utils.module_loading import autodiscover_modules

    autodiscover_modules("jobs")
    assert {jobs.let_go, jobs.learn_at_night, jobs.propose_in_what_is_new} <= set(rounds.ROUND)


def test_pages_do_without_the_libraries_of_learning():
    code = (
        "import django, sys; django.setup(); import samenspel.web.urls; "
        "import samenspel.suggestions.studying; "
        "print([m for m in ('sklearn', 'scipy', 'numpy') if m in sys.modules])"
    )
    here = {"DJANGO_SETTINGS_MODULE": "samenspel.web.settings", "SAMENSPEL_SECRET_KEY": "x"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], env=here, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
