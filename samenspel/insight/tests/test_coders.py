"""From layers in the tables to figures: who read what, what is kept apart, what is worked out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.utils.translation import override
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from samenspel.circles.models import Circle
from samenspel.foundation.live import doors
from samenspel.insight.agreement import Given, Why
from samenspel.insight.coders import figures
from samenspel.insight.coders.choosing import SENTENCES, THEN, Beside, Choice
from samenspel.insight.coders.gathering import Gathered, gather
from samenspel.insight.coders.units import paragraphs, sentences
from samenspel.insight.lens import Lens
from samenspel.sources import actions as sources
from samenspel.threads import actions, blind, codebooks
from samenspel.threads.models import BlindReading, Passage
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage

from .coding import a_text, coder, give
from .test_later import page


@pytest.fixture
def code(cast):
    return a_code(cast, codebook=a_codebook(cast))


def beside(cast: Any, person: Any = None) -> Beside:
    return Beside(Lens(person or cast.els, cast.expedition))


def gathered(cast: Any, person: Any = None, **choice: Any) -> Gathered:
    here = beside(cast, person)
    return gather(here, here.settled(Choice(**choice)))


def test_two_who_coded_the_same_text_are_compared(cast, code):
    source = a_text(cast)
    give(cast, source, code, "0 1 2 3", by=cast.els)
    give(cast, source, code, "2 3 4", by=cast.wim)
    here = beside(cast)
    choice = here.settled(Choice())
    found = gather(here, choice)
    (text,) = found.texts.values()
    assert len(text.units) == 12
    told = figures.told(here, choice, found)
    row = told.comparison.rows[code.pk]
    assert row.given == Given(2, 3, 7)
    assert row.percent.value == pytest.approx(9 / 12)
    assert row.alpha.n == 12
    assert row.alpha.interval is None, "one text can't be drawn anew"
    assert told.done is None


def test_a_text_of_one_coder_is_left_out(cast, code):
    both, alone = a_text(cast), a_text(cast, title="Alleen van Els")
    for source in (both, alone):
        give(cast, source, code, "0", by=cast.els)
    give(cast, both, code, "1", by=cast.wim)
    assert list(gathered(cast).sources.values()) == [both.pk]


def test_who_gave_another_code_of_the_book_read_the_text(cast, code):
    source = a_text(cast)
    other = a_code(cast, "tijd", codebook=code.codebook)
    give(cast, source, code, "0", by=cast.els)
    give(cast, source, other, "1", by=cast.wim)
    found = gathered(cast, codes=(code.pk,))
    (text,) = found.texts.values()
    assert text.marks[coder(cast.wim).pk] == []


def test_another_book_is_another_reading(cast, code):
    source = a_text(cast)
    give(cast, source, code, "0", by=cast.els)
    elsewhere = a_code(cast, "elders", codebook=a_codebook(cast, name="Ander boek"))
    give(cast, source, elsewhere, "0", by=cast.wim)
    assert not gathered(cast, book=code.codebook_id).texts


def test_codings_are_compared_in_the_newest_version_that_two_coded(cast, code):
    source = a_text(cast)
    give(cast, source, code, "0", by=cast.els)
    give(cast, source, code, "0", by=cast.wim)
    first = Passage.objects.visible_to(cast.els).get().version
    sources.revise(source, text=first.text + "\nZin 12, erbij.", by=cast.amina)
    give(cast, source, code, "12", by=cast.els)
    assert list(gathered(cast).texts) == [first.pk]
    give(cast, source, code, "12", by=cast.wim)
    assert list(gathered(cast).texts) != [first.pk]


def test_filters_choose_texts(cast, code):
    oost = a_text(cast)
    west = a_text(cast, by=cast.cor, place=cast.west, title="West")
    for source in (oost, west):
        for person in (cast.els, cast.wim):
            give(cast, source, code, "0", by=person)
    assert set(gathered(cast).sources.values()) == {oost.pk, west.pk}
    assert list(gathered(cast, coalition=cast.west.pk).sources.values()) == [west.pk]
    assert list(gathered(cast, kind=oost.kind).sources.values())
    month = f"{oost.moment:%Y-%m}"
    assert len(gathered(cast, moment=month).texts) == 2
    assert not gathered(cast, moment="1999-01").texts


def test_whoever_looks_compares_only_what_they_may_read(cast, code):
    west = a_text(cast, by=cast.cor, place=cast.west, title="West")
    for person in (cast.els, cast.wim):
        give(cast, west, code, "0", by=person)
    assert gathered(cast).texts
    assert not gathered(cast, cast.fenna).texts, "Fenna does not look along in West"


def test_a_text_that_is_read_blind_waits_until_all_are_ready(cast, code):
    source = a_text(cast)
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.fenna)
    readings = {
        reading.coder.person_id: reading
        for reading in BlindReading.objects.unguarded("command line")
    }
    give(cast, source, code, "0 1", by=cast.els)
    give(cast, source, code, "1", by=cast.wim)
    for ready in (cast.els, cast.wim):
        for person in (cast.els, cast.wim, cast.fenna):
            found = gathered(cast, person)
            assert not found.texts, person
        blind.ready(readings[ready.pk], by=ready)
    for person in (cast.els, cast.wim, cast.fenna):
        assert gathered(cast, person).texts, person


def test_whoever_looks_and_reads_blind_does_not_see_others_compared(cast, code):
    source = a_text(cast)
    for person in (cast.els, cast.wim):
        give(cast, source, code, "0", by=person)
    blind.ask(source, coders=[cast.fenna, cast.bo], by=cast.els)
    assert not gathered(cast, cast.fenna).texts
    assert gathered(cast, cast.els, coders=(coder(cast.els).pk, coder(cast.wim).pk)).texts


def test_blind_layers_stay_as_they_were(cast, code):
    source = a_text(cast)
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.fenna)
    give(cast, source, code, "0 1", by=cast.els)
    for reading in BlindReading.objects.unguarded("command line"):
        blind.ready(reading, by=reading.coder.person)
    (text,) = gathered(cast).texts.values()
    assert text.marks[coder(cast.wim).pk] == [], "Wim read it, and marked nothing"
    give(cast, source, code, "0 1", by=cast.wim)
    for choice, same in (({}, 12), ({"layer": THEN}, 10)):
        here = beside(cast)
        chosen = here.settled(Choice(**choice))
        row = figures.told(here, chosen, gather(here, chosen)).comparison.rows[code.pk]
        assert row.percent.value == pytest.approx(same / 12), choice


def test_below_ten_units_nothing_is_told(cast, code):
    source = a_text(cast)
    sources.revise(source, text="Zin 0, kort.\nZin 1, ook.", by=cast.amina)
    for person in (cast.els, cast.wim):
        give(cast, source, code, "0", by=person)
    here = beside(cast)
    choice = here.settled(Choice())
    row = figures.told(here, choice, gather(here, choice)).comparison.rows[code.pk]
    assert row.alpha.why is Why.TOO_FEW


def test_many_texts_get_intervals_and_figures_are_found_again(cast, code, monkeypatch):
    for number in range(6):
        source = a_text(cast, title=f"Tekst {number}")
        give(cast, source, code, "0 1 2", by=cast.els)
        give(cast, source, code, "1 2 3", by=cast.wim)
    here = beside(cast)
    choice = here.settled(Choice())
    found = gather(here, choice)
    first = figures.told(here, choice, found)
    assert first.comparison.rows[code.pk].alpha.interval is not None
    monkeypatch.setattr(figures, "_compare", None)
    assert figures.told(here, choice, gather(beside(cast), choice)) == first
    give(cast, source, code, "7", by=cast.wim)
    monkeypatch.undo()
    changed = figures.told(beside(cast), choice, gather(beside(cast), choice))
    assert changed.topic != first.topic


def test_figures_are_the_same_in_another_order_of_codes(cast, code):
    """Codes stand in the order of the alphabet, which is another one in English."""
    other = a_code(cast, "aarde", name_en="world", codebook=code.codebook)
    source = a_text(cast)
    for person in (cast.els, cast.wim):
        give(cast, source, code, "0", by=person)
        give(cast, source, other, "1", by=person)
    told = []
    for language in ("nl", "en"):
        with override(language):
            told.append(gathered(cast))
    assert told[0].code_keys != told[1].code_keys
    assert told[0].fingerprint() == told[1].fingerprint()


def test_a_code_that_nobody_gave_does_not_raise_the_agreement(cast, code):
    source = a_text(cast)
    give(cast, source, code, "0 1", by=cast.els)
    give(cast, source, code, "1 2", by=cast.wim)
    choice = beside(cast).settled(Choice())
    alone = figures.told(beside(cast), choice, gathered(cast)).comparison.overall
    for number in range(3):
        a_code(cast, f"ongebruikt {number}", codebook=code.codebook)
    found = gathered(cast)
    assert found.unused == 3
    assert found.codes == [code]
    more = figures.told(beside(cast), beside(cast).settled(Choice()), found).comparison.overall
    assert more.percent.value == alone.percent.value


@pytest.fixture
def slow(cast, code, monkeypatch):
    """Five texts that two read, with figures that take longer than a page may."""
    for number in range(5):
        source = a_text(cast, title=f"Tekst {number}")
        give(cast, source, code, "0 1 2", by=cast.els)
        give(cast, source, code, "1 2 3", by=cast.wim)
    monkeypatch.setattr(figures, "AT_ONCE", 0.05)
    here = beside(cast)
    return here, here.settled(Choice())


def test_figures_that_fail_say_so_and_are_not_begun_again_at_once(cast, slow, monkeypatch):
    here, choice = slow
    figures.told(here, choice, gather(here, choice))
    asked = DBTaskResult.objects.filter(task_path=figures.work_out.module_path)

    def breaks(*_args, **_how):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(figures, "compare", breaks)
        with pytest.raises(RuntimeError):
            figures.work_out.call(*asked.get().args_kwargs["args"])
    asked.delete()
    shown = page(cast.els, "agreement")
    assert "De marges uitrekenen lukte niet." in shown
    assert "<progress" not in shown
    assert not asked.exists()


def test_what_takes_long_comes_from_the_worker(cast, code, slow):
    here, choice = slow
    told = figures.told(here, choice, gather(here, choice))
    assert told.done == 0
    assert told.comparison.rows[code.pk].alpha.interval is None, "the figures are there already"
    figures.told(here, choice, gather(here, choice))
    waiting = DBTaskResult.objects.filter(
        task_path=figures.work_out.module_path, status=TaskResultStatus.READY
    )
    assert waiting.count() == 1, "asked twice, worked out once"
    figures.work_out.call(*waiting.get().args_kwargs["args"])
    done = figures.told(here, choice, gather(here, choice))
    assert done.done is None
    assert done.comparison.rows[code.pk].alpha.interval.draws == figures.DRAWS
    assert cache.get(f"busy:{done.topic}") is None


def test_a_job_of_somebody_who_left_works_nothing_out(cast, code):
    figures.work_out.call(cast.dirk.pk, cast.expedition.pk, Choice().stored(), "agreement:1:x")
    assert cache.get("agreement:1:x") is None


def test_only_those_at_the_bench_hear_of_it(cast):
    people = [cast.els, cast.bo, cast.amina, cast.dirk, cast.fons]
    whos = [f"person:{person.pk}" for person in people]
    heard = doors.let_in(f"agreement:{cast.expedition.pk}:abc", whos)
    assert heard == {f"person:{cast.els.pk}", f"person:{cast.bo.pk}"}


def test_an_answer_of_nobody_is_no_coder(cast, code):
    """A code that was merged away takes its codings along; nothing of it is left to compare."""
    source = a_text(cast)
    other = a_code(cast, "tijd", codebook=code.codebook)
    give(cast, source, code, "0", by=cast.els)
    give(cast, source, other, "0", by=cast.wim)
    codebooks.merge_code(code, into=other, by=cast.els)
    found = gathered(cast)
    assert found.code_keys == [other.pk]
    assert [len(own) for text in found.texts.values() for own in text.marks.values()] == [1, 1]


def test_taken_back_words_are_not_compared(cast, code):
    source = a_text(cast)
    for person in (cast.els, cast.wim):
        give(cast, source, code, "0", by=person)
    sources.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    assert not gathered(cast).texts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Een. Twee! Drie?", ["Een.", "Twee!", "Drie?"]),
        ("Dhr. Jansen kwam. Hij ging.", ["Dhr. Jansen kwam.", "Hij ging."]),
        ("Hij zei: ‘Nee.’ Toen ging hij.", ["Hij zei: ‘Nee.’", "Toen ging hij."]),
        ("Om 10.30 uur… of later. ’t Is goed", ["Om 10.30 uur… of later.", "’t Is goed"]),
        ("bijv. dit, o.a. dat. Én klaar.", ["bijv. dit, o.a. dat.", "Én klaar."]),
        ("  ", []),
    ],
)
def test_sentences(text: str, told: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text, paragraphs([], len(text)))] == told


def test_sentences_can_be_the_unit(cast, code):
    source = a_text(cast)
    sources.revise(source, text="Zin 0, hier. Zin 1, daar. Zin 2, ginds.", by=cast.amina)
    for person in (cast.els, cast.wim):
        actions.give(a_passage(cast, source, "Zin 1,", by=person), code=code, by=person)
    (text,) = gathered(cast, unit=SENTENCES).texts.values()
    assert len(text.units) == 3
