"""Memos: who reads them, what they mention, and what becomes of them when words are taken back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.sources import actions as sources
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions, codebooks, memos
from samenspel.threads.mentions import Mentions
from samenspel.threads.models import Memo, Passage
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage, a_thread
from samenspel.threads.tests.test_pages import as_, plain, see


@pytest.fixture
def source(cast):
    return a_source(cast, circle=Circle.TEAM)


def readers(cast, memo):
    return {
        name
        for name, person in cast.everybody().items()
        if Memo.objects.visible_to(person).filter(pk=memo.pk).exists()
    }


def test_a_memo_is_for_oneself_or_for_those_one_works_with(cast, source):
    mine = memos.write(source, text="Vreemd.", by=cast.els)
    ours = memos.write(source, text="Vreemd.", shared=True, by=cast.els)
    bos = memos.write(source, text="Vreemd.", shared=True, by=cast.bo)
    assert readers(cast, mine) == {"els"}
    assert readers(cast, ours) == {"els", "wim", "fenna"}
    assert readers(cast, bos) == {"amina", "bram", "bo"}
    memos.change(ours, text="Vreemd.", shared=False, by=cast.els)
    assert readers(cast, ours) == {"els"}


def test_a_memo_is_seen_with_what_it_is_about_and_always_by_who_wrote_it(cast, source):
    passage = a_passage(cast, source, "de sleutel")
    memo = memos.write(passage, text="Opvallend stil hier.", shared=True, by=cast.els)
    sources.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    assert readers(cast, memo) == set()
    html = as_(cast.els).get("/werkbank/polder/memos/").content.decode()
    assert "Opvallend stil hier." in html
    assert "Waar dit over ging is teruggenomen" in html
    assert "de sleutel" not in html.lower().replace("sleutels", "").split("<main")[1]
    assert "Opvallend" not in as_(cast.wim).get("/werkbank/polder/memos/").content.decode()
    assert as_(cast.els).get(reverse("threads:memo_passage", args=[passage.pk])).status_code == 404


@pytest.mark.parametrize("name", ["amina", "bram", "cor", "fons", "pia", "dirk", "passerby"])
def test_who_may_not_mark_writes_no_memos(cast, source, name):
    with pytest.raises(NotYours):
        memos.write(source, text="Vreemd.", by=getattr(cast, name))


def test_only_who_wrote_it_changes_it(cast, source):
    memo = memos.write(source, text="Vreemd.", shared=True, by=cast.els)
    for deed in (
        lambda: memos.change(memo, text="x", by=cast.wim),
        lambda: memos.remove(memo, by=cast.wim),
    ):
        with pytest.raises(NotYours):
            deed()
    page = reverse("threads:memo", args=[memo.pk])
    assert as_(cast.wim).get(page).status_code == 404
    as_(cast.els).post(page, {"text": "Toch niet vreemd.", "shared": "on"})
    memo.refresh_from_db(from_queryset=Memo.mine(cast.els))
    assert (memo.text, memo.circle) == ("Toch niet vreemd.", Circle.TEAM)
    as_(cast.els).post(reverse("threads:remove_memo", args=[memo.pk]))
    assert not Memo.mine(cast.els).exists()


@pytest.mark.parametrize("text", ["", "   \n", "x" * 20_001])
def test_what_is_no_memo_is_refused(cast, source, text):
    with pytest.raises(Refused):
        memos.write(source, text=text, by=cast.els)
    page = as_(cast.els).post(reverse("threads:memo_source", args=[source.pk]), {"text": text})
    assert page.status_code == 422


def test_a_passage_with_a_memo_stays(cast, source):
    passage = a_passage(cast, source, "de sleutel")
    memos.write(passage, text="Vreemd.", by=cast.els)
    with pytest.raises(Refused, match="een memo over dit fragment"):
        actions.remove(passage, by=cast.els)
    with pytest.raises(Refused, match="Anderen werken ook"):
        actions.remove(passage, by=cast.wim)
    assert Passage.objects.visible_to(cast.els).exists()


def test_memos_go_along_when_passages_and_codes_become_one(cast, source):
    one, two = a_passage(cast, source, "de sleutel"), a_passage(cast, source, "heeft de sleutel")
    memo = memos.write(two, text="Vreemd.", by=cast.els)
    book = a_codebook(cast)
    code, kept = a_code(cast, codebook=book), a_code(cast, "moed", codebook=book)
    about_code = memos.write(code, text="Te breed.", by=cast.els)
    new = sources.revise(source, text="Niemand heeft de sleutel.", by=cast.amina)
    actions.carry(new, places={one: (14, 24), two: (14, 24)}, by=cast.els)
    codebooks.merge_code(code, into=kept, by=cast.els)
    mine = {row.pk: row for row in Memo.mine(cast.els)}
    assert mine[memo.pk].passage_id == Passage.objects.visible_to(cast.els).get().pk
    assert mine[about_code.pk].code_id == kept.pk


# Mentions


@pytest.fixture
def code(cast):
    return a_code(cast, "sleutels", codebook=a_codebook(cast))


def kept(cast, source, text, *, by=None):
    return memos.write(source, text=text, shared=True, by=by or cast.els).text


def test_what_is_mentioned_is_kept_as_its_key(cast, source, code):
    thread = a_thread(cast)
    text = "[[Sleutels]] en [[de sleutel]]"
    text += f" en [[draad {thread.pk}: wat dan ook]] en [[code {code.pk}]]"
    assert kept(cast, source, text) == (
        f"[[code {code.pk}]] en [[source {source.pk}]] en [[thread {thread.pk}]] "
        f"en [[code {code.pk}]]"
    )


def test_what_is_not_there_or_there_twice_stays_as_it_was_typed(cast, source, code):
    a_source(cast, circle=Circle.TEAM, title="Sleutels")
    text = "[[Sleutels]] [[niets]] [[code 987654]] [[]] [[ [[x"
    assert kept(cast, source, text) == text


def test_a_mention_shows_the_name_of_today_to_who_may_read_it(cast, source, code):
    thread = a_thread(cast, claim="Wie <de> sleutel heeft")
    text = kept(cast, source, f"<b>Zie</b> [[sleutels]] en [[draad {thread.pk}]].\n\nEcht.")
    codebooks.change_code(code, name_nl="sloten", parent=None, by=cast.els)
    html = Mentions([text], cast.els).html(text)
    assert f'<a href="/code/{code.pk}/">sloten</a>' in html
    assert "Wie &lt;de&gt; sleutel heeft</a>." in html
    assert "&lt;b&gt;Zie&lt;/b&gt;" in html
    assert html.count("<p>") == 2
    hidden = Mentions([text], cast.bo)
    assert "sloten" not in hidden.html(text)
    assert "(iets dat jij niet leest)" in hidden.html(text)
    assert hidden.plain(text) == "<b>Zie</b> (…) en (…).\n\nEcht."
    assert Mentions([text], cast.els).plain(text).startswith("<b>Zie</b> ‘sloten’ en ‘Wie <de>")


def test_a_code_that_was_merged_leads_to_the_one_it_was_merged_with(cast, source, code):
    book = code.codebook
    other, last = a_code(cast, "toegang", codebook=book), a_code(cast, "macht", codebook=book)
    text = f"Zie [[code {code.pk}]]."
    naming = memos.write(source, text=text, by=cast.els, shared=True)
    codebooks.merge_code(code, into=other, by=cast.els)
    codebooks.merge_code(other, into=last, by=cast.els)
    mentions = Mentions([text], cast.wim)
    address = reverse("threads:code", args=[last.pk])
    assert f'<a href="{address}">macht</a>' in mentions.html(text)
    assert "‘sleutels’ is ermee samengevoegd" in mentions.html(text)
    assert mentions.plain(text) == "Zie ‘macht’ (‘sleutels’ is ermee samengevoegd)."
    assert mentions.editable(text) == text
    assert memos.about(last, cast.wim) == ([], [naming])
    client = Client()
    client.force_login(cast.wim)
    gone = reverse("threads:code", args=[code.pk])
    page = client.get(gone, follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert "‘sleutels’ is met deze code samengevoegd." in page.content.decode()
    client.force_login(cast.fons)
    assert client.get(gone).status_code == 404
    assert "niet leest" in Mentions([text], cast.fons).html(text)
    merged = book.changes.unguarded("command line").filter(what="merged").first()
    codebooks.restore(merged, by=cast.els)
    assert Mentions([text], cast.els).html(text).count("toegang") == 1
    assert memos.about(last, cast.els) == ([], [])


def test_who_changes_a_memo_reads_names_and_keeps_keys(cast, source, code):
    memo = memos.write(source, text="Zie [[sleutels]].", by=cast.els)
    page = reverse("threads:memo", args=[memo.pk])
    assert f"Zie [[code {code.pk}: sleutels]]." in as_(cast.els).get(page).content.decode()
    as_(cast.els).post(page, {"text": f"Zie dus [[code {code.pk}: iets anders]]."})
    assert Memo.mine(cast.els).get().text == f"Zie dus [[code {code.pk}]]."


def test_letters_offer_what_this_reader_reads(cast, source, code):
    a_source(cast, by=cast.cor, place=cast.west, circle=Circle.COALITION, title="Sleutelgeheim")
    thread = a_thread(cast, claim="Een [nieuwe] sleutel")

    def offered(person):
        return as_(person).get("/werkbank/polder/noemen/", {"q": "sleutel"}).json()["found"]

    assert [(each["kind"], each["name"]) for each in offered(cast.els)] == [
        ("code", "sleutels"),
        ("draad", "Een nieuwe sleutel"),
        ("bron", "De sleutel"),
    ]
    assert offered(cast.els)[1]["write"] == f"[[draad {thread.pk}: Een nieuwe sleutel]]"
    assert [each["kind"] for each in offered(cast.bo)] == ["bron"]
    assert as_(cast.amina).get("/werkbank/polder/noemen/").status_code == 404


def test_what_is_mentioned_knows_where(cast, source, code):
    memos.write(source, text="Zie [[sleutels]].", title="Over sloten", shared=True, by=cast.wim)
    html = see(cast.els, "code", code.pk)
    assert "Genoemd in" in html
    assert "Over sloten" in html


# Pages


def test_memos_stand_where_one_reads(cast, source, code):
    passage, thread = a_passage(cast, source, "de sleutel"), a_thread(cast)
    pages = [("desk", source), ("passage", passage), ("code", code), ("thread", thread)]
    for name, subject in pages:
        memos.write(subject, text=f"Over {name}.", shared=True, by=cast.wim)
    for name, subject in pages:
        assert f"Over {name}." in see(cast.els, name, subject.pk)
    actions.widen(thread, to=Circle.EXPEDITION, by=cast.els)
    assert "Memo" not in plain(see(cast.amina, "thread", thread.pk))
    assert "1 memo" in plain(see(cast.els, "desk", source.pk))


def test_a_memo_is_written_where_one_reads_and_one_comes_back(cast, source):
    passage = a_passage(cast, source, "de sleutel")
    page = reverse("threads:memo_passage", args=[passage.pk])
    assert "de sleutel" in as_(cast.els).get(page).content.decode()
    answer = as_(cast.els).post(page, {"text": "Vreemd.", "title": "Stil"})
    assert answer["Location"].endswith(f"/lezen/?versie=1#fragment-{passage.pk}")
    memo = Memo.mine(cast.els).get()
    assert (memo.title, memo.circle) == ("Stil", Circle.PRIVATE)


@pytest.mark.parametrize("many", [1, 4])
def test_what_memos_cost_does_not_grow(cast, source, code, many, django_assert_num_queries):
    passage, thread = a_passage(cast, source, "de sleutel"), a_thread(cast)
    text = f"[[code {code.pk}]] [[draad {thread.pk}]] [[bron {source.pk}]]"
    for subject in (source, passage, code, thread)[:many]:
        memos.write(subject, text=text, shared=True, by=cast.els)
    memos.write(source, text=text, shared=True, by=cast.els)
    client = as_(cast.els)
    client.get("/werkbank/polder/memos/")
    with django_assert_num_queries(10 if many == 1 else 13):
        client.get("/werkbank/polder/memos/")
