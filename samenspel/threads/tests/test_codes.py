"""A codebook is a shared language: no name twice, nothing thrown away that is in use."""

import pytest
from django.utils import translation

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions
from samenspel.threads.desk import tree
from samenspel.threads.models import Code, Codebook, Coding
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage


def test_the_codebook_of_the_team_is_read_by_the_team(cast):
    a_code(cast, codebook=a_codebook(cast))
    seen = {n for n, p in cast.everybody().items() if Code.objects.visible_to(p).exists()}
    assert seen == {"els", "wim", "fenna"}


def test_a_coalition_keeps_a_codebook_of_its_own(cast):
    actions.start_codebook(cast.oost, name="Onze woorden", by=cast.bo)
    seen = {n for n, p in cast.everybody().items() if Codebook.objects.visible_to(p).exists()}
    assert seen == {"amina", "bram", "bo"}
    with pytest.raises(NotYours):
        actions.start_codebook(cast.west, name="x", by=cast.bo)


def test_a_code_is_named_in_the_language_of_its_reader(cast):
    code = a_code(cast, codebook=a_codebook(cast), name_en="trust")
    plain = a_code(cast, "sleutels", codebook=code.codebook)
    with translation.override("en"):
        assert (str(code), str(plain)) == ("trust", "sleutels")
    with translation.override("nl"):
        assert str(code) == "vertrouwen"


def test_each_new_code_gets_a_colour_and_a_mark_of_its_own(cast):
    book = a_codebook(cast)
    codes = [a_code(cast, f"code {n}", codebook=book) for n in range(3)]
    assert len({(code.colour, code.mark) for code in codes}) == 3


def test_a_name_stands_once_in_its_place(cast):
    book = a_codebook(cast)
    above = a_code(cast, "vertrouwen", codebook=book)
    with pytest.raises(Refused, match="staat al een code"):
        a_code(cast, "Vertrouwen ", codebook=book)
    below = a_code(cast, "vertrouwen", codebook=book, parent=above)
    with pytest.raises(Refused, match="staat al een code"):
        actions.change_code(below, name_nl="VERTROUWEN", parent=None, by=cast.els)
    with pytest.raises(Refused, match="een naam"):
        a_code(cast, "  ", codebook=book)
    with pytest.raises(Refused, match="te lang: 81"):
        a_code(cast, "a" * 81, codebook=book)


def test_a_code_never_stands_below_itself(cast):
    book = a_codebook(cast)
    above = a_code(cast, "samen", codebook=book)
    below = a_code(cast, "sleutels", codebook=book, parent=above)
    with pytest.raises(Refused, match="onder zichzelf"):
        actions.change_code(above, parent=below, by=cast.els)
    actions.change_code(below, parent=None, definition=" Wie erin kan. ", by=cast.els)
    below.refresh_from_db()
    assert (below.parent, below.definition) == (None, "Wie erin kan.")


def test_codes_that_mean_the_same_are_joined(cast):
    book = a_codebook(cast)
    one, two = a_code(cast, "sleutel", codebook=book), a_code(cast, "toegang", codebook=book)
    child = a_code(cast, "pasjes", codebook=book, parent=one)
    source = a_source(cast, circle=Circle.TEAM)
    both, only = a_passage(cast, source, "sleutel"), a_passage(cast, source, "Wie heeft")
    for passage, code in [(both, one), (both, two), (only, one)]:
        actions.give(passage, code=code, by=cast.els)
    with pytest.raises(Refused, match="2 fragmenten"):
        actions.remove_code(one, by=cast.els)
    actions.merge_code(one, into=two, by=cast.els)
    child.refresh_from_db()
    assert child.parent == two
    assert {c.code for c in Coding.objects.visible_to(cast.els)} == {two}
    assert Coding.objects.visible_to(cast.els).count() == 2


def test_a_code_is_joined_with_one_that_stands_below_it(cast):
    book = a_codebook(cast)
    top = a_code(cast, "wonen", codebook=book)
    one = a_code(cast, "toegang", codebook=book, parent=top)
    child = a_code(cast, "pasjes", codebook=book, parent=one)
    grandchild = a_code(cast, "sleutel", codebook=book, parent=child)
    actions.merge_code(one, into=grandchild, by=cast.els)
    codes = Code.objects.visible_to(cast.els).filter(codebook=book)
    assert [(depth, code.name_nl) for depth, code in tree(codes)] == [
        (0, "wonen"),
        (1, "sleutel"),
        (2, "pasjes"),
    ]


def test_a_join_that_would_put_a_name_twice_in_one_place_is_refused(cast):
    book = a_codebook(cast)
    one = a_code(cast, "toegang", codebook=book)
    child = a_code(cast, "sleutel", codebook=book, parent=one)
    a_code(cast, "Sleutel", codebook=book)
    with pytest.raises(Refused, match="staat al een code"):
        actions.merge_code(one, into=child, by=cast.els)
    assert Code.objects.visible_to(cast.els).count() == 3


def test_a_code_nobody_uses_goes_and_its_children_move_up(cast):
    book = a_codebook(cast)
    above = a_code(cast, "samen", codebook=book)
    below = a_code(cast, "sleutels", codebook=book, parent=above)
    actions.remove_code(above, by=cast.els)
    below.refresh_from_db()
    assert below.parent is None
    assert Code.objects.visible_to(cast.els).count() == 1


def test_how_many_passages_a_code_has_is_told_only_to_who_may_read_them(cast):
    code = a_code(cast, codebook=a_codebook(cast))
    for place, by in [(cast.oost, cast.amina), (cast.west, cast.cor)]:
        source = a_source(cast, by=by, place=place, circle=Circle.TEAM)
        passage = a_passage(cast, source, "sleutel")
        for coder in (cast.els, cast.wim):
            actions.give(passage, code=code, by=coder)
    with pytest.raises(Refused, match=r"^2 fragmenten"):
        actions.remove_code(code, by=cast.els)
    with pytest.raises(Refused, match=r"^Ook fragmenten die jij niet mag lezen"):
        actions.remove_code(code, by=cast.fenna)


def test_a_coding_is_seen_only_with_both_the_words_and_the_code(cast):
    source = a_source(cast, circle=Circle.EXPEDITION)
    passage = a_passage(cast, source, "sleutel")
    actions.give(passage, code=a_code(cast, codebook=a_codebook(cast)), by=cast.els)
    seen = {n for n, p in cast.everybody().items() if Coding.objects.visible_to(p).exists()}
    assert seen == {"els", "wim", "fenna"}
