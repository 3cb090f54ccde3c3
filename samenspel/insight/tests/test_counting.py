"""What is counted: the same as by hand, of what one may read, and of nothing else."""

from __future__ import annotations

import random
from datetime import date

import pytest

from samenspel.assessments.tests.builders import a_framework
from samenspel.circles.models import Circle, Voice
from samenspel.insight.absence import Absence
from samenspel.insight.counting import Cell, count
from samenspel.insight.course import course
from samenspel.insight.lens import NONE, Choice, Lens, Side
from samenspel.insight.matrix import ALL, measured, to_share
from samenspel.insight.tests.builders import FIRST, SECOND, THIRD, Told, whole_is_told
from samenspel.sources import actions as sources
from samenspel.threads import actions
from samenspel.threads.tests.builders import a_code

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)

BY_HAND = (Side.CODE, Side.COALITION, Side.MOMENT, Side.VOICE)


@pytest.fixture
def told(cast):
    return Told(cast)


def key(told, name):
    return str(told.code(name).pk)


def test_a_passage_counts_once_however_many_coders_and_codes(told):
    passage = told.said(FIRST, "sleutel", "toegang", by=told.cast.els)
    actions.give(passage, code=told.code("sleutel"), by=told.cast.wim)
    cells = count(told.lens(), Choice(), Side.CODE)
    assert cells[(key(told, "sleutel"),)] == Cell(passages=1, sources=1, people=1)
    assert count(told.lens(), Choice()) == {(): Cell(1, 1, 1)}


def test_a_code_counts_for_the_one_above_when_asked(told):
    told.code("toegang")
    told.code("sleutel", parent="toegang")
    told.code("reserve", parent="sleutel")
    source = told.source()
    told.coded(source, FIRST, "sleutel", "reserve")
    told.coded(source, SECOND, "toegang")
    rolled = count(told.lens(), Choice(rolled=True), Side.CODE)
    assert rolled == {(key(told, "toegang"),): Cell(passages=2, sources=1, people=1)}
    chosen = count(told.lens(), Choice(code=key(told, "sleutel"), rolled=True))
    assert chosen[()].passages == 1


def test_each_side_and_what_is_held_still(told):
    told.said(FIRST, "a", place=told.cast.oost, day=MARCH)
    told.said(FIRST, "a", place=told.cast.west, day=JUNE, voice=Voice.PROFESSIONAL)
    told.said(FIRST, "b", place=told.cast.oost, day=JUNE)
    lens = told.lens()
    oost, west = str(told.cast.oost.pk), str(told.cast.west.pk)
    a, b = key(told, "a"), key(told, "b")
    assert {
        k: cell.passages for k, cell in count(lens, Choice(), Side.CODE, Side.COALITION).items()
    } == {
        (a, oost): 1,
        (a, west): 1,
        (b, oost): 1,
    }
    assert set(count(lens, Choice(code=a), Side.MOMENT)) == {("2026-03",), ("2026-06",)}
    assert set(count(lens, Choice(moment="2026-06"), Side.VOICE)) == {
        ("resident",),
        ("professional",),
    }
    assert set(count(lens, Choice(voice="professional"), Side.COALITION)) == {(west,)}
    assert count(lens, Choice(coalition=NONE)) == {(): Cell()}


def test_one_coder_or_all(told):
    passage = told.said(FIRST, "a")
    actions.give(passage, code=told.code("b"), by=told.cast.wim)
    lens = told.lens()
    assert [str(coder) for coder in lens.coders] == ["Els", "Wim"]
    wim = str(lens.coders[1].pk)
    assert set(count(lens, Choice(coder=wim), Side.CODE)) == {(key(told, "b"),)}


def test_the_same_name_in_two_texts_is_one_person(told):
    for _ in range(2):
        told.said(FIRST, "a", label="Mevrouw Jansen")
    assert count(told.lens(), Choice())[()].people == 1


def test_only_what_one_may_read_is_counted(told):
    told.said(FIRST, "a", circle=Circle.EXPEDITION)
    told.said(FIRST, "a", circle=Circle.TEAM)
    hidden = told.said(FIRST, "a", place=told.cast.west, circle=Circle.TEAM)
    assert count(told.lens(), Choice())[()].passages == 3
    assert count(told.lens(told.cast.fenna), Choice())[()].passages == 2
    assert count(told.lens(told.cast.bo), Choice())[()].passages == 0, (
        "codes of the team are not theirs"
    )
    source = hidden.version.source
    sources.narrow(source, to=Circle.COALITION, by=told.cast.cor)
    assert count(told.lens(), Choice())[()].passages == 2


@pytest.mark.parametrize("seed", range(3))
def test_every_cell_margin_and_share_as_by_hand(told, seed):
    """A table of any two sides, beside the same counted one by one."""
    dice = random.Random(seed)
    names = ["a", "b", "c"]
    told.code("a")
    told.code("b", parent="a")
    given = []
    for _ in range(12):
        place = dice.choice([told.cast.oost, told.cast.west])
        day, voice = dice.choice([MARCH, JUNE]), dice.choice(["resident", "professional"])
        source = told.source(place=place, day=day, voice=voice)
        for words in dice.sample([FIRST, SECOND, THIRD], dice.randrange(1, 4)):
            for name in dice.sample(names, dice.randrange(1, 3)):
                told.coded(source, words, name)
                at = {
                    Side.CODE: name,
                    Side.COALITION: str(place.pk),
                    Side.MOMENT: f"{day:%Y-%m}",
                    Side.VOICE: voice,
                }
                given.append((at, (source.pk, words), source.pk))
    codes = {key(told, name): name for name in names}
    for rows, columns in [(a, b) for a in BY_HAND for b in BY_HAND if a != b]:
        made = measured(told.lens(), Choice(), rows, columns)
        for row in [ALL, *(head.key for head in made.row_heads)]:
            for column in [ALL, *(head.key for head in made.column_heads)]:
                wanted = {rows: row, columns: column}
                wanted |= {Side.CODE: codes.get(wanted.get(Side.CODE, ""), "")}
                fits = [
                    each
                    for each in given
                    if all(not value or each[0][side] == value for side, value in wanted.items())
                ]
                figure = made.at(row, column)
                assert figure.cell.passages == len({each[1] for each in fits})
                assert figure.cell.sources == len({each[2] for each in fits})


def test_shares_are_of_what_was_coded_there(told):
    told.said(FIRST, "a", place=told.cast.oost)
    told.said(FIRST, "b", place=told.cast.oost)
    made = measured(told.lens(), Choice(), Side.CODE, Side.COALITION)
    figure = made.at(key(told, "a"), str(told.cast.oost.pk))
    assert (figure.of_sources, figure.of_passages) == (0.5, 0.5)
    assert not made.at(key(told, "a"), str(told.cast.west.pk)).looked_at
    held = measured(told.lens(), Choice(code=key(told, "a")), Side.COALITION, Side.VOICE)
    assert held.at(str(told.cast.oost.pk), "resident").of_sources == 0.5


def test_elements_of_the_framework_beside_what_grew_from_the_material(told):
    element = a_framework(told.cast).elements.visible_to(told.cast.els).first()
    serves = a_code(told.cast, "dient", codebook=told.book, element=element)
    told.codes["dient"] = serves
    told.said(FIRST, "dient")
    told.coded(told.source(), SECOND, "eigen")
    made = measured(told.lens(), Choice(), Side.ELEMENT, Side.COALITION)
    oost = str(told.cast.oost.pk)
    figures = {head.label: made.at(head.key, oost) for head in made.row_heads}
    assert {name: f.cell.passages for name, f in figures.items()} == {
        element.name: 1,
        "uit het materiaal gegroeid": 1,
    }
    assert figures[element.name].of_sources == 0.5


# What may leave the team


def test_what_rests_on_few_people_stays_with_the_team(told, monkeypatch):
    whole_is_told(monkeypatch)
    for _ in range(6):
        told.said(FIRST, "a", place=told.cast.oost)
    for _ in range(2):
        told.said(FIRST, "a", place=told.cast.west)
    shared = to_share(told.lens(), Choice(), Side.CODE, Side.COALITION)
    a, oost, west = key(told, "a"), str(told.cast.oost.pk), str(told.cast.west.pk)
    assert shared.at(a, west).held
    assert shared.at(a, oost).held, "else the two of West would follow from the total"
    assert shared.at(a, ALL).cell.passages == 8


def test_all_coders_go_out_together(told):
    for _ in range(6):
        told.said(FIRST, "a")
    lens = told.lens()
    choice = Choice(coder=str(lens.coders[0].pk))
    assert to_share(lens, choice, Side.CODE, Side.VOICE).choice.coder == ""


# Over time, and absent


def test_what_rose_and_fell_since_last_time(told):
    told.said(FIRST, "steeg", "gelijk", day=MARCH)
    told.said(FIRST, "daalde", "gelijk", day=MARCH)
    told.said(FIRST, "steeg", "gelijk", day=JUNE)
    found = course(told.lens(), Choice(), shared=False)
    assert (found.previous.key, found.last.key) == ("2026-03", "2026-06")
    assert [change.head.label for change in found.rose] == ["steeg"]
    assert [change.head.label for change in found.fell] == ["daalde"]
    assert [change.head.label for change in found.level] == ["gelijk"]
    assert found.rose[0].points == 50


def test_not_looked_at_is_something_else_than_absent(told):
    told.said(FIRST, "a", place=told.cast.oost)
    told.said(FIRST, "b", place=told.cast.oost, voice=Voice.PROFESSIONAL)
    told.source(place=told.cast.west)
    absence = Absence(told.lens(), Choice())
    waiting = {at.head.label: at.sources for at in absence.not_looked_at}
    assert waiting == {"Samen West": 1}
    absent = {each.head.label: [at.head.label for at in each.places] for each in absence.codes}
    assert absent == {"a": ["professionals"], "b": ["bewoners"]}


def test_somebody_of_another_expedition_sees_an_empty_table(told):
    told.said(FIRST, "a")
    lens = Lens(told.cast.dirk, told.cast.expedition)
    assert measured(lens, Choice(), Side.CODE, Side.COALITION).row_heads == []
