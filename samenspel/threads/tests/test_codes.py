"""A codebook is a shared language: no name twice, nothing thrown away that is in use."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.sources import actions as sources
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions, codebooks, memos
from samenspel.threads.desk import tree
from samenspel.threads.mentions import Mentions
from samenspel.threads.models import Code, Codebook, CodeChange, Coding, Memo
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage


def test_the_codebook_of_the_team_is_read_by_the_team(cast):
    a_code(cast, codebook=a_codebook(cast))
    seen = {n for n, p in cast.everybody().items() if Code.objects.visible_to(p).exists()}
    assert seen == {"els", "wim", "fenna"}


def test_a_coalition_keeps_a_codebook_of_its_own(cast):
    codebooks.start_codebook(cast.oost, name="Onze woorden", by=cast.bo)
    seen = {n for n, p in cast.everybody().items() if Codebook.objects.visible_to(p).exists()}
    assert seen == {"amina", "bram", "bo"}
    with pytest.raises(NotYours):
        codebooks.start_codebook(cast.west, name="x", by=cast.bo)


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
        codebooks.change_code(below, name_nl="VERTROUWEN", parent=None, by=cast.els)
    with pytest.raises(Refused, match="een naam"):
        a_code(cast, "  ", codebook=book)
    with pytest.raises(Refused, match="te lang: 81"):
        a_code(cast, "a" * 81, codebook=book)


def test_what_another_tab_changed_meanwhile_is_shown_and_not_overwritten(cast):
    code = a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    path = reverse("threads:change_code", args=[code.pk])
    client = Client()
    client.force_login(cast.els)
    page = client.get(path).content.decode()
    read = re.search(r'name="revision" value="(\d+)"', page)
    assert read
    sent = {"revision": read[1], "colour": code.colour, "mark": code.mark}
    first = {**sent, "name_nl": "op z'n Nederlands", "name_en": "trust", "definition": "EEN TAB"}
    assert client.post(path, first).status_code == 302
    again = client.post(path, {**first, "definition": "TWEE TABS"})
    page = again.content.decode()
    assert again.status_code == 422
    assert "EEN TAB" in page
    assert "<strong>op z&#x27;n Nederlands</strong> (trust)" in page
    assert "TWEE TABS" in page
    now = re.search(r'name="revision" value="(\d+)"', page)
    assert now
    last = {**first, "revision": now[1], "definition": "TWEE TABS"}
    assert client.post(path, last).status_code == 302
    assert "TWEE TABS" in client.get(path).content.decode()


def test_a_code_never_stands_below_itself(cast):
    book = a_codebook(cast)
    above = a_code(cast, "samen", codebook=book)
    below = a_code(cast, "sleutels", codebook=book, parent=above)
    with pytest.raises(Refused, match="onder zichzelf"):
        codebooks.change_code(above, parent=below, by=cast.els)
    codebooks.change_code(below, parent=None, definition=" Wie erin kan. ", by=cast.els)
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
        codebooks.remove_code(one, by=cast.els)
    codebooks.merge_code(one, into=two, by=cast.els)
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
    codebooks.merge_code(one, into=grandchild, by=cast.els)
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
        codebooks.merge_code(one, into=child, by=cast.els)
    assert Code.objects.visible_to(cast.els).count() == 3


def test_a_code_nobody_uses_goes_and_its_children_move_up(cast):
    book = a_codebook(cast)
    above = a_code(cast, "samen", codebook=book)
    below = a_code(cast, "sleutels", codebook=book, parent=above)
    codebooks.remove_code(above, by=cast.els)
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
        codebooks.remove_code(code, by=cast.els)
    with pytest.raises(Refused, match=r"^Ook fragmenten die jij niet mag lezen"):
        codebooks.remove_code(code, by=cast.fenna)


def test_a_coding_is_seen_only_with_both_the_words_and_the_code(cast):
    source = a_source(cast, circle=Circle.EXPEDITION)
    passage = a_passage(cast, source, "sleutel")
    actions.give(passage, code=a_code(cast, codebook=a_codebook(cast)), by=cast.els)
    seen = {n for n, p in cast.everybody().items() if Coding.objects.visible_to(p).exists()}
    assert seen == {"els", "wim", "fenna"}


KEY, AWAY, LATER = "De sleutel", "was er niet", "lag bij Jan"


def shared(cast):
    text = f"{KEY} {LATER}. Jan {AWAY}."
    return a_source(cast, text=text, circle=Circle.TEAM)


def changes(cast):
    return list(CodeChange.objects.visible_to(cast.els).order_by("id"))


def test_what_stood_with_a_code_comes_back_when_its_merge_is_undone(cast):
    book = a_codebook(cast)
    one, two = a_code(cast, "sleutel", codebook=book), a_code(cast, "toegang", codebook=book)
    passage = a_passage(cast, shared(cast), KEY)
    actions.give(passage, code=one, by=cast.els)
    codebooks.set_example(one, passage=passage, by=cast.els)
    about = memos.write(one, text="Een sleutel is macht.", by=cast.els)
    beside = memos.write(two, text="Iets anders.", by=cast.els)
    naming = memos.write(passage, text=f"Zie [[code {one.pk}]].", by=cast.els)
    key = one.pk
    codebooks.merge_code(one, into=two, by=cast.els)
    again = codebooks.restore(changes(cast)[-1], by=cast.els)
    assert again.pk == key
    assert list(again.examples.visible_to(cast.els)) == [passage]
    mine = {memo.pk: memo.code for memo in Memo.objects.visible_to(cast.els)}
    assert mine == {about.pk: again, beside.pk: two, naming.pk: None}
    shown = Mentions([naming.text], cast.els).html(naming.text)
    assert reverse("threads:code", args=[key]) in shown


def test_a_merge_can_be_undone_with_every_coding_in_its_own_layer(cast):
    book = a_codebook(cast)
    one, two = a_code(cast, "sleutel", codebook=book), a_code(cast, "toegang", codebook=book)
    below = a_code(cast, "deur", codebook=book, parent=one)
    source = shared(cast)
    both, alone = a_passage(cast, source, KEY), a_passage(cast, source, AWAY)
    actions.give(both, code=one, by=cast.els)
    actions.give(both, code=two, by=cast.els)
    actions.give(alone, code=one, by=cast.wim)
    guid = one.guid
    codebooks.merge_code(one, into=two, by=cast.els)
    later = a_passage(cast, source, LATER)
    actions.give(later, code=two, by=cast.els)
    merged = changes(cast)[-1]
    assert merged.what == "merged"
    again = codebooks.restore(merged, by=cast.wim)
    assert (again.guid, again.name_nl) == (guid, "sleutel")
    below.refresh_from_db(from_queryset=Code.objects.visible_to(cast.els))
    assert below.parent == again
    rows = Coding.objects.visible_to(cast.els)
    given = {(c.passage, c.code.name_nl, c.coder.person) for c in rows}
    assert given == {
        (both, "sleutel", cast.els),
        (both, "toegang", cast.els),
        (alone, "sleutel", cast.wim),
        (later, "toegang", cast.els),
    }
    with pytest.raises(Refused):
        codebooks.restore(merged, by=cast.els)


def test_a_code_is_split_in_every_layer(cast):
    book = a_codebook(cast)
    code = a_code(cast, "sleutel", codebook=book, colour=3, mark="■")
    source = shared(cast)
    one, two = a_passage(cast, source, KEY), a_passage(cast, source, AWAY)
    actions.give(one, code=code, by=cast.els)
    actions.give(two, code=code, by=cast.els)
    actions.give(two, code=code, by=cast.wim)
    made = codebooks.split_code(code, name_nl="weg zijn", passages=[two], by=cast.els)
    assert (made.colour, made.mark, made.parent) == (3, "■", None)
    rows = Coding.objects.visible_to(cast.els)
    assert {c.passage for c in rows.filter(code=code)} == {one}
    assert [c.coder.person for c in rows.filter(code=made)] == [cast.els, cast.wim]
    with pytest.raises(Refused):
        codebooks.split_code(code, name_nl="leeg", passages=[two], by=cast.els)


def a_split(cast):
    """A code with three passages, of which the one with two layers went to a new code."""
    code = a_code(cast, "sleutel", codebook=a_codebook(cast))
    source = shared(cast)
    stays, goes = a_passage(cast, source, KEY), a_passage(cast, source, AWAY)
    actions.give(stays, code=code, by=cast.els)
    actions.give(goes, code=code, by=cast.els)
    actions.give(goes, code=code, by=cast.wim)
    for each in (stays, goes):
        codebooks.set_example(code, passage=each, by=cast.els)
    made = codebooks.split_code(code, name_nl="weg zijn", passages=[goes], by=cast.els)
    (split,) = (change for change in changes(cast) if change.what == "split")
    return code, made, (stays, goes), split


def test_a_split_is_undone_with_all_that_stands_on_it(cast):
    code, made, (stays, goes), split = a_split(cast)
    assert list(code.examples.visible_to(cast.els)) == [stays]
    assert list(made.examples.visible_to(cast.els)) == [goes]
    about = memos.write(made, text="Wie weg is, hoort niets.", by=cast.els)
    assert codebooks.restore(split, by=cast.wim) == code
    rows = Coding.objects.visible_to(cast.els).order_by("id")
    assert [(c.passage, c.code, c.coder.person) for c in rows] == [
        (stays, code, cast.els),
        (goes, code, cast.els),
        (goes, code, cast.wim),
    ]
    assert set(code.examples.visible_to(cast.els)) == {stays, goes}
    assert Memo.objects.visible_to(cast.els).get(pk=about.pk).code == code
    assert list(Code.objects.visible_to(cast.els)) == [code]
    assert codebooks.not_put_back(split, person=cast.els) == []
    again = codebooks.restore(changes(cast)[-1], by=cast.els)
    assert (again.guid, list(again.examples.visible_to(cast.els))) == (made.guid, [goes])
    with pytest.raises(Refused):
        codebooks.restore(changes(cast)[-2], by=cast.els)


def test_what_was_done_since_a_split_stays_and_is_told(cast):
    code, made, (stays, goes), split = a_split(cast)
    later = a_passage(cast, stays.version.source, LATER)
    actions.give(later, code=made, by=cast.wim)
    actions.take(goes, code=made, by=cast.wim)
    about = memos.write(made, text="Wie weg is, hoort niets.", by=cast.els)
    client = Client()
    client.force_login(cast.els)
    history = reverse("threads:code_history", args=[code.codebook_id])
    undo = reverse("threads:restore_code", args=[code.codebook_id, split.pk])
    assert undo in client.get(history).content.decode()
    assert undo in client.get(f"{history}?code={made.pk}").content.decode()
    page = client.post(undo, follow=True).content.decode()
    assert "‘weg zijn’ blijft" in page
    assert "Fragmenten die de code intussen kwijt waren" in page
    rows = Coding.objects.visible_to(cast.els).order_by("id")
    assert {(c.passage, c.code, c.coder.person) for c in rows} == {
        (stays, code, cast.els),
        (goes, code, cast.els),
        (later, made, cast.wim),
    }
    assert set(code.examples.visible_to(cast.els)) == {stays, goes}
    assert Memo.objects.visible_to(cast.els).get(pk=about.pk).code == made
    with pytest.raises(Refused):
        codebooks.restore(split, by=cast.els)


def test_what_changed_is_kept_and_put_back(cast):
    book = a_codebook(cast)
    code, above = a_code(cast, "sleutel", codebook=book), a_code(cast, "toegang", codebook=book)
    codebooks.change_code(code, name_nl="de sleutel", parent=above, by=cast.els)
    changed = changes(cast)[-1]
    assert changed.before == {"name_nl": "sleutel", "parent": None}
    codebooks.change_code(code, definition="Wie erin kan.", parent=above, by=cast.els)
    codebooks.restore(changed, by=cast.els)
    code.refresh_from_db(from_queryset=Code.objects.visible_to(cast.els))
    assert (code.name_nl, code.parent, code.definition) == ("sleutel", None, "Wie erin kan.")
    codebooks.remove_code(code, by=cast.els)
    code = codebooks.restore(changes(cast)[-1], by=cast.els)
    assert (code.name_nl, code.definition) == ("sleutel", "Wie erin kan.")
    with pytest.raises(NotYours):
        codebooks.restore(changed, by=cast.fons)


def test_an_example_has_the_code_and_goes_with_its_source(cast):
    code = a_code(cast, "sleutel", codebook=a_codebook(cast))
    passage = a_passage(cast, shared(cast), KEY)
    with pytest.raises(Refused):
        codebooks.set_example(code, passage=passage, by=cast.els)
    actions.give(passage, code=code, by=cast.els)
    codebooks.set_example(code, passage=passage, by=cast.els)
    assert list(code.examples.visible_to(cast.els)) == [passage]
    source = passage.version.source
    sources.narrow(source, to=Circle.PRIVATE, by=source.author)
    assert not code.examples.visible_to(cast.els).exists()
