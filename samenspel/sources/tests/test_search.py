"""Words are found in the way people use them, by those who may read them and by nobody else."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

import samenspel
from samenspel.circles.models import Circle, Voice
from samenspel.circles.roles import ask_once
from samenspel.circles.tests.cast import READERS
from samenspel.sources import actions, jobs, search
from samenspel.sources.actions import Spoke
from samenspel.sources.excerpts import marks
from samenspel.sources.models import SearchRow, Source
from samenspel.sources.questions import Term, understand
from samenspel.sources.search import Within, find
from samenspel.sources.tests.builders import a_source
from samenspel.sources.words import fold, stem


def titles(person, text, **within) -> list[str]:
    return [str(hit.label) for hit in find(person, text, Within(**within)).hits]


PAIRS = [
    ("huis", "huizen"),
    ("sleutel", "sleutels"),
    ("koffie", "koffie"),
    ("vrijwilliger", "vrijwilligers"),
    ("coordinator", "coördinator"),
    ("gesprek", "gesprekken"),
    ("idee", "ideeën"),
    ("brief", "brieven"),
    ("loopt", "lopen"),
    ("één", "een"),
    ("samenwerken", "samenwerking"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_forms_of_a_word_find_each_other(cast, one, other):
    a_source(cast, title="A", text=f"Wij praten over {one} hier.")
    a_source(cast, title="B", text=f"Wij praten over {other} daar.")
    for asked in (one, other):
        found = {hit.key for hit in find(cast.amina, f"{asked} ").hits}
        assert len(found) == 2, asked


def test_capitals_and_accents_do_not_matter(cast):
    a_source(cast, text="De COÖRDINATOR dronk koffie in het Café.")
    for asked in ("coordinator", "Coördinator", "CAFE ", "café"):
        assert find(cast.bram, asked).total == 1, asked


def test_niet_is_a_word(cast):
    a_source(cast, title="zonder", text="Wij hebben de sleutel.")
    a_source(cast, title="met", text="Wij hebben de sleutel niet.")
    assert len(titles(cast.amina, "sleutel niet")) == 1
    assert titles(cast.amina, "sleutel -niet") == ["zonder"]


def test_small_words_are_not_asked_for_unless_they_are_all_there_is(cast):
    a_source(cast, text="Wie heeft sleutels?")
    assert find(cast.amina, "de sleutel van het huis van de sleutel").loosely
    assert find(cast.amina, "de sleutel").total == 1
    assert [t.words for t in understand("van de ")] == [("van",), ("de",)]


def test_words_in_a_row(cast):
    a_source(cast, title="A", text="Zonder sleutel geen huis.")
    a_source(cast, title="B", text="Geen sleutel, zonder huis.")
    assert titles(cast.amina, '"geen huis"') == ["A"]
    assert titles(cast.amina, '"geen huis') == ["A"], "a quote that is not closed yet"
    assert titles(cast.amina, 'sleutel -"geen huis"') == ["B"]


def test_the_last_word_may_be_unfinished(cast):
    a_source(cast, text="De koffieochtend is op dinsdag.")
    assert find(cast.amina, "dinsdag koffieo").total == 1
    assert find(cast.amina, "koffieo ").total == 0, "with a space after it, the word is finished"
    assert understand("ko")[-1].unfinished
    assert not understand("k")[-1].unfinished


def test_the_title_is_found_too_and_counts_most(cast):
    a_source(cast, title="Over iets anders", text="Hier staat tuin in de tekst, tuin en tuin.")
    a_source(cast, title="De tuin", text="Wij spitten samen.")
    assert titles(cast.amina, "tuin ")[0] == "De <mark>tuin</mark>"
    assert find(cast.amina, "tuin spitten ").total == 1


def test_english_words_are_stemmed_in_english(cast):
    a_source(cast, title="A", text="The neighbours shared their stories.", language="en")
    assert find(cast.amina, "story ").total == 1
    assert find(cast.amina, "sharing ").total == 1


@pytest.mark.parametrize("circle", Circle)
def test_only_readers_find_it_and_only_they_count_it(cast, circle):
    a_source(cast, circle=circle, title="Kanarie", text="Kanariegeel is de deur.")
    for name, person in cast.everybody().items():
        reads = name in READERS[circle] | {"amina"}
        for asked in ("kanariegeel", "kana", '"kanariegeel is"', "kanariegeel niets"):
            found = find(person, asked)
            assert (found.total, len(found.hits)) == ((1, 1) if reads else (0, 0)), (name, asked)
        if not reads:
            assert find(person, "kanariegeal").meant == "", "help with spelling does not tell"


def test_it_is_gone_with_the_next_question_when_taken_back(cast):
    source = a_source(cast, circle=Circle.EXPEDITION)
    assert find(cast.cor, "sleutel").total == 1
    actions.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    assert find(cast.cor, "sleutel").total == 0
    assert find(cast.amina, "sleutel").total == 1


def test_only_the_newest_words_are_found(cast):
    source = a_source(cast, text="De sleutel is weg.")
    actions.revise(source, text="De fiets is weg.", by=cast.amina)
    assert find(cast.amina, "fiets").total == 1
    assert find(cast.amina, "weg").total == 1
    assert SearchRow.objects.unguarded("finding by words").count() == 1
    assert find(cast.amina, '"sleutel is weg"').total == 0


def test_what_is_removed_by_whatever_road_leaves_the_index(cast):
    source = a_source(cast)
    Source.objects.visible_to(cast.amina).filter(pk=source.pk).delete()
    assert SearchRow.objects.unguarded("finding by words").count() == 0
    again = a_source(cast)
    search.forget("sources", again.pk)
    assert find(cast.amina, "sleutel").total == 0


def test_every_table_with_words_lets_them_leave_with_its_rows(db):
    """SQLite forgets the trigger of a table that a migration makes anew."""
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    assert {f"{kind.model._meta.db_table}_unfound" for kind in search.KINDS.values()} <= there


def in_the_index_itself(word: bytes) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM sources_words_data")
        return any(word in bytes(block) for (block,) in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's vacuum does this")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "lose",
    [
        lambda source: search.forget("sources", source.pk),
        lambda source: actions.revise(source, text="De deur is geel.", by=source.author),
        lambda source: (source.delete(), jobs.let_go_of_words()),
    ],
    ids=["forgotten", "replaced", "erased, and an hour later"],
)
def test_a_word_that_is_gone_is_no_longer_in_the_index_itself(cast, lose):
    a_source(cast, title="Wat er nog is")
    source = a_source(cast, text="Kanariegeel is de deur.")
    assert in_the_index_itself(b"kanariegeel")
    lose(source)
    assert not in_the_index_itself(b"kanariegeel")


def test_the_index_can_be_made_anew(cast, capsys):
    a_source(cast, text="Een.\nTwee.\nDrie.")
    before = list(rows_of_the_index())
    assert len(before) == 3
    SearchRow.objects.unguarded("finding by words").delete()
    call_command("reindex")
    assert list(rows_of_the_index()) == before
    assert "sources: 3" in capsys.readouterr().out


def rows_of_the_index():
    rows = SearchRow.objects.unguarded("finding by words").order_by("position")
    return rows.values_list("kind", "key", "position", "label", "head", "plain", "stems", "voice")


def test_where_to_look(cast):
    today = timezone.localdate()
    a_source(cast, title="Amina", text="tuin", moment=today - timedelta(days=40))
    a_source(
        cast,
        by=cast.bram,
        title="Bram",
        text="tuin",
        voice=Voice.PROFESSIONAL,
        circle=Circle.EXPEDITION,
    )
    a_source(cast, by=cast.cor, place=cast.west, title="Cor", text="tuin", circle=Circle.EXPEDITION)
    bo = cast.bo
    assert sorted(titles(bo, "tuin")) == ["Amina", "Bram", "Cor"]
    assert titles(bo, "tuin", coalition=cast.west.pk) == ["Cor"]
    assert titles(bo, "tuin", voice=Voice.PROFESSIONAL) == ["Bram"]
    assert titles(bo, "tuin", until=today - timedelta(days=40)) == ["Amina"]
    assert sorted(titles(bo, "tuin", since=today)) == ["Bram", "Cor"]
    assert titles(bo, "tuin", kind="nothing") == []


def test_each_paragraph_keeps_the_voice_that_spoke_it(cast):
    text = "Ik wil een tuin.\nDe tuin is van ons."
    actions.keep(
        cast.oost,
        text=text,
        title="Gesprek",
        layout=[
            {"kind": "text", "start": 0, "end": 16, "speaker": "Amina"},
            {"kind": "text", "start": 17, "end": 36, "speaker": "Bram"},
        ],
        circle=Circle.COALITION,
        speakers=[
            Spoke("Amina", Voice.RESIDENT, cast.amina, Circle.COALITION),
            Spoke("Bram", Voice.PROFESSIONAL, cast.bram, Circle.COALITION),
        ],
        by=cast.bo,
    )
    (hit,) = find(cast.bo, "tuin", Within(voice=Voice.PROFESSIONAL)).hits
    assert [str(words) for words in hit.excerpts] == ["De <mark>tuin</mark> is van ons."]
    assert (hit.position, hit.voice) == (1, Voice.PROFESSIONAL)


def test_a_thing_is_found_once_with_its_three_best_places(cast):
    a_source(cast, text="\n".join(f"De sleutel nummer {n}." for n in range(5)))
    found = find(cast.amina, "sleutel")
    assert (found.total, len(found.hits), len(found.hits[0].excerpts)) == (1, 1, 3)


def test_pages(cast, monkeypatch):
    monkeypatch.setattr(search, "PER_PAGE", 2)
    for n in range(5):
        a_source(cast, title=f"Bron {n}", text="tuin")
    pages = [[hit.key for hit in find(cast.amina, "tuin", page=n).hits] for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({key for page in pages for key in page}) == 5


def test_words_that_do_not_stand_together_are_found_loosely(cast):
    a_source(cast, title="A", text="De sleutel is weg.")
    a_source(cast, title="B", text="De fiets staat er.")
    found = find(cast.amina, "sleutel fiets")
    assert found.loosely
    assert found.total == 2


def test_a_misspelling_is_helped_with_words_one_may_read(cast):
    a_source(cast, text="De sleutels komen dinsdag.")
    found = find(cast.amina, "sluetels dinsdg")
    assert (found.total, found.meant) == (0, "sleutels dinsdag")
    assert find(cast.cor, "sluetels").meant == ""


HOSTILE = [
    *("", " ", '"', '""', "'", "''", "-", "--", "-sleutel", "*", "sle*", "(", ")", "()", "\\", ":"),
    *("AND", "OR NOT", "NEAR(a b)", "a AND", "NOT sleutel", "sleutel OR", "{plain}: sleutel"),
    *("head:sleutel", "sleutel:*", "'sleutel' & !'x'", "<->", "a <-> b", "%s", "%", "{seen}"),
    *("'; DROP TABLE sources_source; --", '" OR 1=1 --', "sleutel\x00", "\x00", "\ud83d\ude00"),
    *("½ ŉ ß ﬁ İ ĳ", "١٢٣ слово 漢字", "a" * 10_000, "sleutel " * 1_500, '"' * 10_000, "-" * 500),
    *("-niet", '-"wie heeft"', "de", "1", "\u0301", "x\u0301\u0302", "_", "a_b", "e-mail@x.nl"),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_typed_fails(cast, text):
    a_source(cast)
    found = find(cast.amina, text)
    assert found.total == len(found.hits)
    assert Source.objects.visible_to(cast.amina).count() == 1


def test_odd_letters_are_kept_and_found(cast):
    a_source(cast, title="½ ŉ ß", text="½ ŉ ß ﬁets İ ĳs " + "x" * 20_000 + " " + "woord " * 9_000)
    for asked in ("½", "fiets", "ijs", "xxxx", "woord"):
        assert find(cast.amina, asked).total == 1, asked


def test_excerpts_are_safe_and_marked():
    terms = [Term(("sleutels",))]
    assert marks("<b>De sleutel & 't slot</b>", terms) == (
        "&lt;b&gt;De <mark>sleutel</mark> &amp; &#x27;t slot&lt;/b&gt;"
    )
    long = "begin " * 100 + "de sleutel en de sleutel " + "eind " * 100
    shown = marks(long, terms)
    assert shown.startswith("… begin")
    assert shown.endswith("eind …")
    assert shown.count("<mark>") == 2
    assert len(shown) < 300


def test_folding_and_stemming():
    assert fold("Coördinátor ÉÉN") == "coordinator een"
    assert stem("ideeën") == stem("idee")
    assert stem("stories", "en") == stem("story", "en")


def test_a_day_without_time_is_inclusive(cast):
    a_source(cast, text="tuin", moment=date(2026, 3, 1))
    day = date(2026, 3, 1)
    assert find(cast.amina, "tuin", Within(since=day, until=day)).total == 1


@pytest.mark.parametrize("many", [1, 3])
def test_a_question_takes_four_queries(cast, many, django_assert_num_queries):
    for _ in range(many):
        a_source(cast)
    asked = ask_once(lambda person: find(person, "sleutel"))  # as a page does
    with django_assert_num_queries(4):
        assert asked(cast.amina).total == many


def test_only_the_search_reads_the_index():
    house = Path(samenspel.__file__).parent
    mine = {"sources/search.py", "sources/models.py"}
    for file in house.rglob("*.py"):
        place = file.relative_to(house).as_posix()
        if "/tests/" in place or "/migrations/" in place or place in mine:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            name = getattr(node, "id", getattr(node, "attr", getattr(node, "name", None)))
            assert name != "SearchRow", f"{place}: ask samenspel.sources.search"
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if place == "sources/indexes.py":
                    continue
                assert "sources_words" not in node.value, place
                assert "sources_searchrow" not in node.value, place
                assert "finding by words" not in node.value or place == "circles/sight.py", place
