"""The pages of reading: what each person finds there, and how little it costs to make them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle, Voice
from samenspel.sources import actions as sources
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent
from samenspel.sources.tests.builders import a_source, a_talk, newest
from samenspel.threads import actions, codebooks
from samenspel.threads.models import Code, Coding, Passage, Thread
from samenspel.threads.tests.builders import (
    a_code,
    a_codebook,
    a_passage,
    a_thread,
    the_words,
)


def as_(person):
    client = Client()
    if person:
        client.force_login(person)
    return client


def see(person, name, *args, **asked):
    return as_(person).get(reverse(f"threads:{name}", args=args), asked).content.decode()


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def rows(html):
    return re.findall(r'<li data-passage="\d+".*?>(.*?)</li>', html, re.DOTALL)


# The desk


def test_the_text_stands_there_in_full_with_its_marks(cast):
    source = a_source(cast, circle=Circle.TEAM, text="Wie heeft <de> sleutel?\nWij niet.")
    a_passage(cast, source, "heeft <de> sleutel?\nWij")
    a_passage(cast, source, "sleutel")
    html = see(cast.els, "desk", source.pk)
    pieces = re.findall(r'<p class="piece text" data-at="(\d+)">(.*?)</p>', html)
    assert [int(at) for at, _ in pieces] == [0, 24]
    assert [re.sub(r"<[^>]+>", "", words) for _, words in pieces] == [
        "Wie heeft &lt;de&gt; sleutel?",
        "Wij niet.",
    ]
    assert re.findall(r"<mark.*?</mark>", html) == [
        "<mark>heeft &lt;de&gt; </mark>",
        '<mark class="deep-2">sleutel</mark>',
        "<mark>?</mark>",
        "<mark>Wij</mark>",
    ]


def test_somebody_elses_fragment_never_shows(cast):
    ours = a_source(cast, circle=Circle.TEAM, text="Wij hebben de KANARIE.")
    a_passage(cast, ours, "KANARIE")
    theirs = a_source(cast, by=cast.cor, place=cast.west, circle=Circle.EXPEDITION)
    a_passage(cast, theirs, "sleutel")
    a_thread(cast, a_passage(cast, ours, "de KANARIE"), a_passage(cast, theirs, "Wie heeft"))
    for person in (cast.cor, cast.dirk, cast.fons, None):
        answer = as_(person).get(reverse("threads:desk", args=[ours.pk]))
        assert answer.status_code == 404
        assert "KANARIE" not in answer.content.decode()
    assert "KANARIE" not in see(cast.fenna, "desk", theirs.pk)
    assert "KANARIE" not in see(cast.fons, "threads")


def test_members_see_the_marks_and_what_their_words_led_to_but_no_codes(cast):
    source = a_source(cast, circle=Circle.EXPEDITION)
    passage = a_passage(cast, source, "de sleutel")
    actions.give(passage, code=a_code(cast, "KANARIE", codebook=a_codebook(cast)), by=cast.els)
    seed = a_thread(cast, passage, claim="Nog van het team")
    shown = a_thread(cast, passage, claim="Een sleutel is vertrouwen")
    actions.widen(shown, to=Circle.EXPEDITION, by=cast.els)
    html = see(cast.amina, "desk", source.pk)
    (row,) = rows(html)
    assert "Leidde tot: Een sleutel is vertrouwen" in plain(row)
    assert seed.claim not in html
    assert "KANARIE" not in html
    assert "<form" not in html.split("<main")[1].split("</main")[0]


def test_els_keeps_a_fragment_with_codes_old_and_new_and_begins_a_thread(cast):
    source = a_source(cast, circle=Circle.TEAM)
    old = a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    answer = as_(cast.els).post(
        reverse("threads:desk", args=[source.pk]),
        {
            **the_words(newest(source), "de sleutel"),
            "codes": [old.pk],
            "names": "Toegang, VERTROUWEN",
            "claim": "Een sleutel is vertrouwen",
        },
    )
    passage = Passage.objects.visible_to(cast.els).get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/lezen/?versie=1#fragment-{passage.pk}")
    codes = Code.objects.visible_to(cast.els)
    assert {code.name_nl for code in codes} == {"vertrouwen", "Toegang"}
    assert Coding.objects.visible_to(cast.els).count() == 2
    thread = Thread.objects.visible_to(cast.els).get()
    assert (thread.circle, thread.coalition) == (Circle.TEAM, None)
    assert thread.gathered.visible_to(cast.els).get().passage == passage


def test_a_first_code_makes_a_codebook_by_itself(cast):
    source = a_source(cast)
    as_(cast.bo).post(
        reverse("threads:desk", args=[source.pk]),
        {**the_words(newest(source), "de sleutel"), "names": "toegang"},
    )
    code = Code.objects.visible_to(cast.bo).select_related("codebook").get()
    assert (code.name_nl, code.codebook.coalition) == ("toegang", cast.oost)
    assert code.codebook.circle == Circle.COALITION


def test_when_the_text_was_changed_nothing_is_kept_and_nothing_typed_is_lost(cast):
    source = a_source(cast, circle=Circle.TEAM)
    words = {**the_words(newest(source), "de sleutel"), "names": "toegang", "claim": "Dit wordt ’t"}
    sources.revise(source, text="Niemand heeft de sleutel.", by=cast.amina)
    answer = as_(cast.els).post(reverse("threads:desk", args=[source.pk]), words)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Open hem opnieuw" in html
    assert 'value="toegang"' in html
    assert "Dit wordt ’t" in html
    assert not Passage.objects.visible_to(cast.els).exists()
    assert not Thread.objects.visible_to(cast.els).exists()


def test_who_may_not_mark_is_told_so(cast):
    source = a_source(cast, circle=Circle.EXPEDITION)
    address = reverse("threads:desk", args=[source.pk])
    answer = as_(cast.bram).post(address, the_words(newest(source), "de sleutel"))
    assert answer.status_code == 422
    assert not Passage.objects.visible_to(cast.bram).exists()


def test_a_fragment_links_to_its_own_version(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    sources.revise(source, text="Niemand heeft de sleutel.", by=cast.amina)
    html = see(cast.els, "passage", passage.pk)
    place = f"/bron/{source.pk}/lezen/?versie=1#fragment-{passage.pk}"
    assert place in html
    old = see(cast.els, "desk", source.pk, versie=1)
    assert f'id="fragment-{passage.pk}"' in old
    assert "Lees de nieuwste versie" in old
    assert f'id="fragment-{passage.pk}"' not in see(cast.els, "desk", source.pk)


def back_again(client, source, html, **asked):
    """Press the button of the notice that says what was done."""
    fields = {
        name: unescape(value)
        for name, value in re.findall(r'name="(sha256|stap)" value="([^"]*)"', html)
    }
    address = reverse("threads:again", args=[source.pk])
    return plain(client.post(address, {**fields, **asked}, follow=True).content.decode())


def test_a_removed_fragment_is_put_back_with_its_codes(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    code = a_code(cast, codebook=a_codebook(cast))
    actions.give(passage, code=code, by=cast.els)
    client = as_(cast.els)
    gone = client.post(reverse("threads:remove", args=[passage.pk]), follow=True)
    assert not Passage.objects.visible_to(cast.els).exists()
    back_again(client, source, gone.content.decode())
    back = Passage.objects.visible_to(cast.els).get()
    assert (back.start, back.end) == (passage.start, passage.end)
    assert Coding.objects.visible_to(cast.els).get().code == code


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({"names": f"toegang, {'a' * 81}"}, "te lang: 81 tekens"),
        ({"names": "toegang", "codes": ["999"]}, "999"),
    ],
)
def test_codes_are_given_all_or_none_and_what_was_typed_stays(cast, told, answer):
    passage = a_passage(cast, a_source(cast, circle=Circle.TEAM), "de sleutel")
    page = as_(cast.els).post(reverse("threads:give", args=[passage.pk]), told)
    assert page.status_code == 422
    assert answer in page.content.decode()
    assert f'value="{told["names"]}"' in page.content.decode()
    assert '<a href="#code-names">' in page.content.decode() or "codes" not in told
    assert not Code.objects.visible_to(cast.els).exists()


@pytest.mark.parametrize("name", ["give", "gather"])
def test_who_may_not_give_or_gather_is_told_so(cast, name):
    passage = a_passage(cast, a_source(cast, circle=Circle.TEAM), "de sleutel")
    told = {"names": "toegang", "claim": "Een sleutel is vertrouwen"}
    page = as_(cast.amina).post(reverse(f"threads:{name}", args=[passage.pk]), told)
    assert page.status_code == 422
    assert "Dit kun je hier niet doen" in page.content.decode()


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"stap": "x"},
        {"stap": "null"},
        {"stap": '{"start": 2, "end": 9}'},
        {"stap": '{"from": [1, 2], "to": [1, 2, 3]}'},
        {"stap": '{"from": [1, 2, 999999999999], "to": [1, 2, 3]}'},
        {"stap": '{"start": -1, "end": true, "before": {}, "after": {}}'},
        {"stap": '{"start": 0, "end": 3, "before": [], "after": "from"}'},
        {"stap": "9" * 5_000},
        {"stap": "[" * 90_000},
        {"stap": "1" * 100_001},
    ],
    ids=range(11),
)
def test_nonsense_puts_nothing_back(cast, nonsense):
    source = a_source(cast, circle=Circle.TEAM)
    fields = {"sha256": newest(source).sha256, **nonsense}
    answer = as_(cast.els).post(reverse("threads:again", args=[source.pk]), fields, follow=True)
    assert "Dit kan niet meer ongedaan" in plain(answer.content.decode())
    assert not Passage.objects.visible_to(cast.els).exists()


def test_other_words_are_chosen_for_a_fragment(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    address = reverse("threads:change", args=[passage.pk])
    as_(cast.els).post(address, the_words(newest(source), "heeft de sleutel"))
    passage.refresh_from_db()
    assert newest(source).text[passage.start : passage.end] == "heeft de sleutel"


@pytest.mark.parametrize("many", [1, 3])
def test_what_the_desk_costs_does_not_grow(cast, many, django_assert_num_queries):
    source = a_source(cast, circle=Circle.TEAM)
    book = a_codebook(cast)
    passages = [a_passage(cast, source, w) for w in ("Wie heeft", "de sleutel", "Wij niet")[:many]]
    for number, passage in enumerate(passages):
        code = a_code(cast, f"code {number}", codebook=book)
        actions.give(passage, code=code, by=cast.els)
        a_thread(cast, passage, claim=f"Draad {number}")
    client = as_(cast.els)
    address = reverse("threads:desk", args=[source.pk])
    client.get(address)
    with django_assert_num_queries(20):  # one of them: is there something to hear
        html = client.get(address).content.decode()
    assert len(rows(html)) == many


def test_a_source_leads_to_marking_for_whoever_may_mark_and_to_reading_for_others(cast):
    source = a_source(cast, circle=Circle.PUBLIC)
    see_it = ["Bekijk wat er aangestreept is"]
    assert ways_on(source, cast.els, cast.amina, None) == [["Streep woorden aan"], [], []]
    a_passage(cast, source, "de sleutel")
    assert ways_on(source, cast.els, cast.amina, None) == [["Streep woorden aan"], see_it, see_it]


def ways_on(source, *people):
    link = rf'<a class="button[^>]*href="/bron/{source.pk}/lezen/">.*?</svg>(.*?)</a>'
    pages = [as_(person).get(f"/bron/{source.pk}/").content.decode() for person in people]
    return [re.findall(link, page) for page in pages]


# A new version


def test_fragments_go_along_and_the_doubtful_only_when_somebody_says_so(cast):
    source = a_source(
        cast,
        circle=Circle.TEAM,
        text="Wij hebben de sleutel gekregen.\nDat scheelt elke week een mail.\nOok fijn, rust.",
    )
    sure, doubtful, lost = (
        a_passage(cast, source, w)
        for w in ("de sleutel gekregen", "scheelt elke week een mail", "Ook fijn, rust.")
    )
    thread = a_thread(cast, sure, doubtful)
    new = sources.revise(
        source,
        text="Eindelijk!\nWij hebben de sleutel gekregen.\nDat scheelt elke maand een mail.",
        by=cast.amina,
    )
    assert "in een eerdere versie" in see(cast.els, "thread", thread.pk)
    assert "nog niet meegekomen" in see(cast.els, "desk", source.pk)
    page = see(cast.els, "carry", source.pk)
    assert "1 fragment zegt nog hetzelfde" in plain(page)
    assert "<del>scheelt elke week een mail</del>" in page
    assert "<ins>scheelt elke maand een mail</ins>" in page
    assert f"/fragment/{lost.pk}/woorden/?nieuw" in page
    client = as_(cast.els)
    carry = reverse("threads:carry", args=[source.pk])
    told = client.post(carry, follow=True).content.decode()
    assert "1 fragment staat nu in de nieuwste versie." in told
    assert where(sure) == (new.pk, "de sleutel gekregen")
    assert where(doubtful)[1] == "scheelt elke week een mail"
    told = client.post(carry, follow=True).content.decode()
    assert "Er ging niets mee. Vink aan wat klopt." in told
    assert "Is het dit geworden?" in told
    client.post(reverse("threads:carry", args=[source.pk]), {"agreed": [doubtful.pk, lost.pk]})
    assert where(doubtful) == (new.pk, "scheelt elke maand een mail")
    assert where(lost)[0] != new.pk
    by_hand = reverse("threads:change", args=[lost.pk]) + "?nieuw"
    client.post(by_hand, the_words(newest(source), "Eindelijk!"))
    assert where(lost) == (new.pk, "Eindelijk!")
    assert "Alle fragmenten staan" in see(cast.els, "carry", source.pk)
    assert "in een eerdere versie" not in see(cast.els, "thread", thread.pk)


def where(passage):
    passage.refresh_from_db()
    return passage.version_id, passage.version.text[passage.start : passage.end]


def test_amina_does_not_take_fragments_along(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    sources.revise(source, text="Wie heeft de sleutel? Niemand.", by=cast.amina)
    answer = as_(cast.amina).post(reverse("threads:carry", args=[source.pk]))
    assert answer.status_code == 404
    passage.refresh_from_db()
    assert passage.version.number == 1


def test_who_looked_is_kept_by_role(cast):
    source = a_source(cast, circle=Circle.TEAM)
    see(cast.els, "desk", source.pk)
    assert [look.role for look in source.looks.visible_to(cast.amina)] == ["researcher"]


# Codes


def test_the_page_of_a_code_gathers_only_what_one_may_read(cast):
    code = a_code(cast, codebook=a_codebook(cast))
    ours = a_source(cast, circle=Circle.TEAM)
    theirs = a_source(cast, by=cast.cor, place=cast.west, circle=Circle.TEAM, text="KANARIE zingt")
    for source, words in [(ours, "de sleutel"), (theirs, "KANARIE")]:
        actions.give(a_passage(cast, source, words), code=code, by=cast.els)
    els, fenna = see(cast.els, "code", code.pk), see(cast.fenna, "code", code.pk)
    assert "KANARIE" in els
    assert "2 fragmenten" in els
    assert "KANARIE" not in fenna
    assert "1 fragment" in fenna


def test_a_withdrawn_source_is_out_of_the_counts_at_once(cast):
    book = a_codebook(cast)
    code = a_code(cast, codebook=book)
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    actions.give(passage, code=code, by=cast.els)
    thread = a_thread(cast, passage)
    assert "1 fragment" in plain(see(cast.els, "codebook", book.pk))
    assert "1 fragment" in plain(see(cast.els, "threads"))
    sources.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    assert "0 fragmenten" in plain(see(cast.els, "codebook", book.pk))
    assert "0 fragmenten" in plain(see(cast.els, "threads"))
    assert "<blockquote" not in see(cast.els, "thread", thread.pk)
    assert as_(cast.els).get(reverse("threads:passage", args=[passage.pk])).status_code == 404


def test_a_codebook_is_filled_renamed_joined_and_emptied_on_its_pages(cast):
    book = a_codebook(cast)
    client = as_(cast.els)
    for name in ("sleutel", "toegang"):
        client.post(reverse("threads:codebook", args=[book.pk]), {"name_nl": name})
    one, two = Code.objects.visible_to(cast.els).order_by("name_nl")
    told = {"name_nl": "sleutels", "parent": two.pk, "colour": 3, "mark": "★"}
    client.post(reverse("threads:change_code", args=[one.pk]), told)
    one.refresh_from_db()
    assert (one.name_nl, one.parent, one.colour, one.mark) == ("sleutels", two, 3, "★")
    client.post(reverse("threads:merge_code", args=[one.pk]), {"into": two.pk})
    assert list(Code.objects.visible_to(cast.els)) == [two]
    client.post(reverse("threads:remove_code", args=[two.pk]))
    assert not Code.objects.visible_to(cast.els).exists()


def test_joining_and_removing_a_code_are_asked_once_more(cast):
    book = a_codebook(cast)
    one, two = (a_code(cast, name, codebook=book) for name in ("sleutel", "toegang"))
    actions.give(a_passage(cast, a_source(cast, circle=Circle.TEAM), "Wij"), code=one, by=cast.els)
    client = as_(cast.els)
    join = plain(see(cast.els, "merge_code", one.pk))
    assert "Voeg je ‘sleutel’ samen met een andere code?" in join
    assert "Je ziet 1 fragment met deze code." in join
    assert "Haal je de code ‘toegang’ weg?" in plain(see(cast.els, "remove_code", two.pk))
    used = client.get(reverse("threads:remove_code", args=[one.pk]), follow=True)
    assert "1 fragment heeft deze code." in plain(used.content.decode())
    wrong = client.post(reverse("threads:merge_code", args=[one.pk]), {"into": one.pk})
    assert wrong.status_code == 422
    assert Code.objects.visible_to(cast.els).count() == 2


def test_a_name_that_is_there_already_is_answered_at_its_field(cast):
    book = a_codebook(cast)
    a_code(cast, "sleutel", codebook=book)
    address = reverse("threads:codebook", args=[book.pk])
    answer = as_(cast.els).post(address, {"name_nl": "Sleutel", "definition": "Wie erin kan"})
    assert answer.status_code == 422
    assert "staat al een code" in answer.content.decode()
    assert "Wie erin kan" in answer.content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_what_a_code_and_a_codebook_cost_does_not_grow(cast, many, django_assert_num_queries):
    book = a_codebook(cast)
    source = a_source(cast, circle=Circle.TEAM)
    code = a_code(cast, codebook=book)
    for number, words in enumerate(("Wie heeft", "de sleutel", "Wij niet")[:many]):
        a_code(cast, f"code {number}", codebook=book)
        actions.give(a_passage(cast, source, words), code=code, by=cast.els)
    client = as_(cast.els)
    client.get(reverse("threads:code", args=[code.pk]))
    with django_assert_num_queries(14):
        client.get(reverse("threads:code", args=[code.pk]))
    with django_assert_num_queries(9):
        client.get(reverse("threads:codebook", args=[book.pk]))


# Threads


def two_sided(cast):
    ours = a_source(cast, circle=Circle.TEAM)
    theirs = sources.keep(
        cast.west,
        text="Zonder sleutel ging het ook.",
        title="Zonder",
        circle=Circle.TEAM,
        speakers=[Spoke("Wil", Voice.PROFESSIONAL, None, Circle.TEAM, Consent.How.SPOKEN)],
        by=cast.els,
    )
    return a_passage(cast, ours, "de sleutel"), a_passage(cast, theirs, "ging het ook")


def test_a_thread_tells_how_firmly_it_stands_and_who_says_otherwise(cast):
    for_it, against = two_sided(cast)
    thread = a_thread(cast, for_it)
    html = plain(see(cast.els, "thread", thread.pk))
    assert "1 fragment 1 coalitie 1 moment 1 bewoner" in html
    assert "Nog niemand zegt iets anders" in html
    assert "nog geen professional" in html
    actions.add(thread, passage=against, weight="contradicts", by=cast.els)
    html = plain(see(cast.els, "thread", thread.pk))
    assert "2 fragmenten 2 coalities 1 moment 1 bewoner 1 professional" in html
    assert "Nog niemand" not in html
    assert "nog geen professional" not in html
    assert html.index("Wie iets anders zegt") < html.index("ging het ook")


def test_the_standing_counts_only_what_one_may_read(cast):
    thread = a_thread(cast, *two_sided(cast))
    assert "1 fragment 1 coalitie" in plain(see(cast.fenna, "thread", thread.pk))


def test_a_thread_is_made_and_worked_on_its_pages(cast):
    _, against = two_sided(cast)
    client = as_(cast.els)
    claim = "Een sleutel is vertrouwen"
    place = f"e{cast.expedition.pk}"
    client.post(reverse("threads:start"), {"claim": claim, "place": place})
    thread = Thread.objects.visible_to(cast.els).get()
    find = reverse("threads:find", args=[thread.pk])
    found = client.get(find, {"q": "ging het"}).content.decode()
    assert "ging het ook" in found
    assert "de sleutel" not in plain(found).replace(claim, "")
    client.post(find, {"passage": against.pk, "weight": "nuances"})
    row = thread.gathered.visible_to(cast.els).get()
    assert row.weight == "nuances"
    weigh = reverse("threads:weigh", args=[thread.pk, row.pk])
    client.post(weigh, {"weight": "contradicts", "note": "Anders."})
    row.refresh_from_db()
    assert (row.weight, row.note) == ("contradicts", "Anders.")
    client.post(reverse("threads:reword", args=[thread.pk]), {"claim": "Vertrouwen is een sleutel"})
    client.post(reverse("threads:step", args=[thread.pk]), {"status": "proposed", "why": "Kijk."})
    client.post(reverse("threads:circle", args=[thread.pk]), {"circle": Circle.EXPEDITION})
    thread.refresh_from_db()
    assert (thread.claim, thread.circle) == ("Vertrouwen is een sleutel", Circle.EXPEDITION)
    html = plain(see(cast.els, "thread", thread.pk))
    assert "Een sleutel is vertrouwen" in html
    assert "Kijk." in html


def test_a_passage_that_was_taken_out_is_put_back_with_its_weight_and_note(cast):
    thread = a_thread(cast, a_passage(cast, a_source(cast, circle=Circle.TEAM), "de sleutel"))
    row = thread.gathered.visible_to(cast.els).get()
    actions.weigh(row, weight="contradicts", note='Zij zeggen "nee" & dat mag', by=cast.els)
    client, page = as_(cast.els), reverse("threads:thread", args=[thread.pk])
    gone = client.post(reverse("threads:take_out", args=[thread.pk, row.pk]))
    assert gone["Location"] == page
    assert not thread.gathered.visible_to(cast.els).exists()
    html = client.get(page).content.decode()
    fields = re.findall(r'name="(passage|weight|note)" value="([^"]*)"', html)
    back = {name: unescape(value) for name, value in fields}
    assert "Zet het terug" not in client.get(page).content.decode()
    client.post(reverse("threads:find", args=[thread.pk]), back)
    again = thread.gathered.visible_to(cast.els).get()
    assert (again.passage, again.weight, again.note) == (row.passage, row.weight, row.note)


def test_what_no_database_can_hold_is_left_out_of_what_is_sought(cast):
    two_sided(cast)
    assert "de sleutel" in see(cast.els, "find", a_thread(cast).pk, q="de\0 sleutel")


def test_amina_reads_a_thread_but_finds_nothing_to_press(cast):
    thread = a_thread(cast, a_passage(cast, a_source(cast, circle=Circle.TEAM), "de sleutel"))
    actions.widen(thread, to=Circle.EXPEDITION, by=cast.els)
    html = see(cast.amina, "thread", thread.pk)
    assert "de sleutel" in html
    assert "<form" not in html.split("<main")[1].split("</main")[0]
    address = reverse("threads:step", args=[thread.pk])
    answer = as_(cast.amina).post(address, {"status": "proposed"})
    assert answer.status_code == 422
    assert "Dit kun je hier niet doen" in answer.content.decode()
    assert thread.steps.visible_to(cast.amina).count() == 1


def test_who_speaks_is_told_as_the_reader_may_know_them(cast):
    spoke = [
        Spoke("Mien", Voice.RESIDENT, audience=Circle.PUBLIC),
        Spoke("Joop", Voice.RESIDENT, audience=Circle.PUBLIC),
    ]
    talk = a_talk(cast.oost, spoke, by=cast.bram, circle=Circle.PUBLIC)
    version, words = newest(talk), "Wij niet."
    start = version.text.rindex(words)
    at = {"start": start, "end": start + len(words), "words": words, "sha256": version.sha256}
    passage = actions.mark(version, **at, by=cast.els)
    code = a_code(cast, codebook=a_codebook(cast))
    actions.give(passage, code=code, by=cast.els)
    thread = a_thread(cast, passage)
    actions.widen(thread, to=Circle.PUBLIC, by=cast.els)
    pages = [("passage", passage.pk), ("thread", thread.pk)]
    found = re.compile(r'<figcaption><span class="voice .*?<span>([^<]*)</span>', re.DOTALL)
    for name, pk in pages:
        assert found.findall(see(cast.bo, name, pk)) == ["Joop"]
        for person in (cast.els, cast.fons, None):
            assert found.findall(see(person, name, pk)) == ["bewoner 2"]
    assert found.findall(see(cast.els, "code", code.pk)) == ["bewoner 2"]
    assert found.findall(see(cast.els, "find", a_thread(cast).pk)) == ["bewoner 2"]


def test_who_made_a_thread_is_named_to_those_it_belongs_to(cast):
    ours = a_thread(cast, place=cast.oost, by=cast.bo)
    teams = a_thread(cast, claim="Van het team")
    for thread, by in [(ours, cast.bo), (teams, cast.els)]:
        actions.widen(thread, to=Circle.PUBLIC, by=by)
    by_bo = [cast.amina, cast.els]
    by_els = [*by_bo, cast.cor, cast.fons]
    for person in [*by_els, cast.dirk, None]:
        step = r'<span class="note">([^<,]+), <time'
        assert re.findall(step, see(person, "thread", ours.pk)) == (
            ["Bo"] if person in by_bo else ["een coördinator"]
        )
        assert re.findall(step, see(person, "thread", teams.pk)) == (
            ["Els"] if person in by_els else ["een onderzoeker"]
        )


def test_a_step_that_came_too_late_is_told_and_the_reason_is_kept(cast):
    thread = a_thread(cast)
    actions.drop(thread, by=cast.wim)
    told = {"status": "proposed", "why": "Herkend in Oost & West."}
    answer = as_(cast.els).post(reverse("threads:step", args=[thread.pk]), told)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Deze rode draad is nu: weggelegd." in html
    assert 'value="Herkend in Oost &amp; West."' in html


def test_others_read_no_notes_of_the_team_and_no_verdict_on_a_part(cast):
    source = a_source(cast, circle=Circle.PUBLIC)
    thread = a_thread(cast)
    actions.add(
        thread,
        passage=a_passage(cast, source, "de sleutel"),
        weight="carries",
        note="Alleen voor ons.",
        by=cast.els,
    )
    actions.propose(thread, why="Joke twijfelt nog.", by=cast.els)
    actions.widen(thread, to=Circle.PUBLIC, by=cast.els)
    for person, inside in [(cast.els, True), (cast.amina, True), (cast.dirk, False), (None, False)]:
        html = plain(see(person, "thread", thread.pk))
        assert "de sleutel" in html
        for words in ("Alleen voor ons.", "Joke twijfelt nog.", "Nog niemand zegt iets anders"):
            assert (words in html) is inside, words
        assert ("Er kunnen er meer zijn." in html) is not inside


@pytest.mark.parametrize("many", [1, 3])
def test_what_threads_cost_does_not_grow(cast, many, django_assert_num_queries):
    source = a_source(cast, circle=Circle.TEAM)
    passages = [a_passage(cast, source, w) for w in ("Wie heeft", "de sleutel", "Wij niet")[:many]]
    for number in range(many):
        thread = a_thread(cast, *passages, claim=f"Draad {number}")
    client = as_(cast.els)
    client.get(reverse("threads:thread", args=[thread.pk]))
    with django_assert_num_queries(17):
        client.get(reverse("threads:thread", args=[thread.pk]))
    with django_assert_num_queries(9):
        client.get(reverse("threads:threads"))


# Who finds something to work on


@pytest.mark.parametrize(
    "name",
    "carry change change_code split_code merge_code remove_code start reword circle find "
    "weigh".split(),
)
def test_a_page_to_work_on_is_there_for_whoever_may_do_it(cast, name):
    source = a_source(cast, circle=Circle.PUBLIC)
    passage = a_passage(cast, source, "de sleutel", by=cast.bo)
    thread = a_thread(cast, passage, place=cast.oost, by=cast.bo)
    actions.widen(thread, to=Circle.PUBLIC, by=cast.bo)
    code = a_code(cast, codebook=codebooks.start_codebook(cast.oost, name="Ons", by=cast.bo))
    row = thread.gathered.visible_to(cast.bo).get()
    asked: dict[str, list[int]] = {"carry": [source.pk], "change": [passage.pk], "start": []}
    asked |= {
        each: [code.pk] for each in ("change_code", "split_code", "merge_code", "remove_code")
    }
    asked |= {each: [thread.pk] for each in ("reword", "circle", "find")}
    asked["weigh"] = [thread.pk, row.pk]
    address = reverse(f"threads:{name}", args=asked[name])
    people = (cast.bo, cast.amina, cast.cor, None)
    assert [as_(person).get(address).status_code for person in people] == [200, 404, 404, 302]


def test_after_a_new_version_the_source_says_what_stayed_behind_to_whoever_may_take_it_along(cast):
    source = a_source(cast, circle=Circle.TEAM, text="Wie heeft de sleutel?\nWij niet.")
    passages = [a_passage(cast, source, words) for words in ("de sleutel", "Wij niet.")]
    still, link = (
        "2 fragmenten staan nog bij een eerdere versie.",
        f"/bron/{source.pk}/lezen/meenemen/",
    )
    page = lambda who: as_(who).get(f"/bron/{source.pk}/").content.decode()  # noqa: E731
    assert still not in page(cast.els)
    sources.revise(source, text="Nee!\nWie heeft de sleutel?\nWij niet.", by=cast.amina)
    assert still in page(cast.els)
    assert link in page(cast.els)
    assert still not in page(cast.bram)
    older = "Deze woorden staan in versie 1. Er is een nieuwere."
    assert older in see(cast.els, "passage", passages[0].pk)
    as_(cast.els).post(reverse("threads:carry", args=[source.pk]))
    assert still not in page(cast.els)
    assert older not in see(cast.els, "passage", passages[0].pk)


def test_whoever_marks_by_keyboard_can_read_the_keys(cast):
    desk = see(cast.els, "desk", a_source(cast, circle=Circle.TEAM).pk)
    keys = desk.split('<dialog class="desk-keys"')[1].split("</dialog>")[0]
    assert "Toetsen" in keys
    assert "maak ongedaan, zo ver terug als je wilt" in keys
    assert re.search(r'id="walk-help"[^>]*>Pijl links en rechts', keys)


def test_a_code_is_split_and_a_merge_undone_on_their_pages(cast):
    book = a_codebook(cast)
    code, other = a_code(cast, "sleutel", codebook=book), a_code(cast, "toegang", codebook=book)
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    actions.give(passage, code=code, by=cast.els)
    els = as_(cast.els)
    els.post(reverse("threads:example", args=[code.pk]), {"passage": passage.pk, "on": "1"})
    assert "Voorbeelden" in see(cast.els, "code", code.pk)
    address = reverse("threads:split_code", args=[code.pk])
    page = els.post(address, {"name_nl": "deur", "passages": ""})
    assert (page.status_code, 'value="deur"' in page.content.decode()) == (422, True)
    els.post(address, {"name_nl": "deur", "passages": [passage.pk]})
    made = Code.objects.visible_to(cast.els).get(name_nl="deur")
    els.post(reverse("threads:merge_code", args=[made.pk]), {"into": other.pk})
    history = see(cast.els, "code_history", book.pk)
    assert "heeft ‘deur’ samengevoegd met ‘toegang’, met 1 codering" in history
    row = re.search(r"geschiedenis/(\d+)/terug", history)[1]
    els.post(reverse("threads:restore_code", args=[book.pk, row]))
    assert Coding.objects.visible_to(cast.els).get().code.name_nl == "deur"
    assert as_(cast.bram).get(reverse("threads:code_history", args=[book.pk])).status_code == 404


def marked_words(person):
    found = Passage.objects.visible_to(person).annotate(words=Passage.words_at())
    return sorted(found.values_list("words", flat=True))


def changed(cast, passage, words, by=None):
    """Other words for a passage, chosen without JavaScript; gives the client and the page."""
    client = as_(by or cast.els)
    fields = the_words(passage.version, words)
    page = client.post(reverse("threads:change", args=[passage.pk]), fields, follow=True)
    return client, page.content.decode()


def test_other_words_are_put_back_without_javascript(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    actions.give(passage, code=a_code(cast, codebook=a_codebook(cast)), by=cast.wim)
    client, html = changed(cast, passage, "Wij niet")
    assert "Codes en rode draden zijn gebleven." in plain(html)
    assert marked_words(cast.els) == ["Wij niet"]
    assert "Zet het terug" not in see(cast.els, "desk", source.pk)
    told = back_again(client, source, html)
    assert "Het fragment heeft nu andere woorden. De codes van anderen gingen mee." in told
    assert marked_words(cast.els) == ["de sleutel"]
    assert Coding.objects.visible_to(cast.els).get().passage == passage


def test_other_words_in_a_newer_version_are_put_back_in_the_older(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    sources.revise(source, text="Niemand heeft de sleutel.", by=cast.amina)
    client = as_(cast.els)
    address = reverse("threads:change", args=[passage.pk]) + "?nieuw=1"
    html = client.post(address, the_words(newest(source), "sleutel"), follow=True).content.decode()
    passage.refresh_from_db(from_queryset=Passage.objects.visible_to(cast.els))
    assert passage.version_id == newest(source).pk
    back_again(client, source, html)
    passage.refresh_from_db(from_queryset=Passage.objects.visible_to(cast.els))
    assert (passage.version.number, marked_words(cast.els)) == (1, ["de sleutel"])


@pytest.mark.parametrize("meanwhile", ["moved", "removed", "taken", "revised"])
def test_what_somebody_changed_meanwhile_stays_and_is_said(cast, meanwhile):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    client, html = changed(cast, passage, "Wij niet")
    if meanwhile == "moved":
        changed(cast, Passage.objects.visible_to(cast.wim).get(), "sleutel", by=cast.wim)
        told = "Iemand heeft dit fragment intussen veranderd of weggehaald."
    elif meanwhile == "removed":
        actions.remove(Passage.objects.visible_to(cast.wim).get(), by=cast.wim)
        told = "Iemand heeft dit fragment intussen veranderd of weggehaald."
    elif meanwhile == "taken":
        a_passage(cast, source, "de sleutel", by=cast.wim)
        told = "Deze woorden zijn al een fragment."
    else:
        told = "Het fragment heeft nu andere woorden."  # in its own version, which never changes
        sources.revise(source, text="Niemand heeft de sleutel.", by=cast.amina)
    before = marked_words(cast.els)
    if meanwhile == "revised":
        address = reverse("threads:again", args=[source.pk]) + "?versie=1"
        (step,) = re.findall(r'name="stap" value="([^"]*)"', html)
        fields = {"stap": unescape(step), "sha256": passage.version.sha256}
        assert told in plain(client.post(address, fields, follow=True).content.decode())
        return
    assert told in back_again(client, source, html)
    assert marked_words(cast.els) == before


def gathered(cast, source, by=None, **asked):
    """Words marked into a thread, as the form of the desk posts them; the client and the page."""
    client = as_(by or cast.els)
    fields = {**the_words(newest(source), "de sleutel"), **asked}
    page = client.post(reverse("threads:desk", args=[source.pk]), fields, follow=True)
    return client, page.content.decode()


def test_marking_into_a_thread_is_undone_and_done_again(cast):
    source = a_source(cast, circle=Circle.TEAM)
    thread = a_thread(cast)
    client, html = gathered(
        cast, source, thread=thread.pk, weight="nuances", names="toegang, sleutel"
    )
    assert "Wie deze tekst mag lezen, ziet het ook." in plain(html)
    told = back_again(client, source, html)
    assert f"Uit de draad ‘{thread.claim}’. De draad zelf blijft." in told
    assert "Het fragment is weg." in told
    assert not Passage.objects.visible_to(cast.els).exists()
    assert not Coding.objects.visible_to(cast.els).exists()
    told = back_again(client, source, html, heen="1")
    assert f"In de draad ‘{thread.claim}’." in told
    assert thread.gathered.visible_to(cast.els).get().weight == "nuances"
    assert Coding.objects.visible_to(cast.els).count() == 2


def test_a_thread_that_began_with_it_stays_and_is_used_again(cast):
    source = a_source(cast, circle=Circle.TEAM)
    client, html = gathered(cast, source, claim="Een sleutel is vertrouwen")
    thread = Thread.objects.visible_to(cast.els).get()
    assert "De draad zelf blijft." in back_again(client, source, html)
    assert not thread.gathered.visible_to(cast.els).exists()
    back_again(client, source, html, heen="1")
    assert Thread.objects.visible_to(cast.els).get() == thread
    assert thread.gathered.visible_to(cast.els).count() == 1


def test_what_was_there_before_stays_when_marking_into_a_thread_is_undone(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    actions.give(passage, code=a_code(cast, codebook=a_codebook(cast)), by=cast.els)
    client, html = gathered(cast, source, thread=a_thread(cast).pk, names="toegang")
    back_again(client, source, html)
    assert Coding.objects.visible_to(cast.els).get().passage == passage


@pytest.mark.parametrize("more", [{"note": "Kijk hier."}, {"weight": "contradicts"}])
def test_what_was_said_about_it_in_the_thread_is_not_undone(cast, more):
    source = a_source(cast, circle=Circle.TEAM)
    thread = a_thread(cast)
    client, html = gathered(cast, source, thread=thread.pk, names="toegang")
    row = thread.gathered.visible_to(cast.wim).get()
    actions.weigh(row, **{"weight": row.weight, **more}, by=cast.wim)
    told = back_again(client, source, html)
    assert "Over dit fragment is intussen meer gezegd in de draad" in told
    assert thread.gathered.visible_to(cast.els).count() == 1
    assert Coding.objects.visible_to(cast.els).count() == 1


def test_a_thread_that_is_out_of_sight_is_not_filled_again(cast):
    source = a_source(cast, circle=Circle.TEAM)
    client, html = gathered(cast, source, thread=a_thread(cast).pk)
    back_again(client, source, html)
    elsewhere = html.replace("[[", "[[9")
    assert "Deze draad is er niet meer." in back_again(client, source, elsewhere, heen="1")
    assert not Passage.objects.visible_to(cast.els).exists()


def test_a_notice_at_another_text_does_not_say_it(cast):
    source, other = a_source(cast, circle=Circle.TEAM), a_source(cast, circle=Circle.TEAM)
    client = as_(cast.els)
    fields = {**the_words(newest(source), "de sleutel"), "names": "toegang"}
    client.post(reverse("threads:desk", args=[source.pk]), fields)
    assert "data-done" not in client.get(reverse("threads:desk", args=[other.pk])).content.decode()
    assert "data-done" in client.get(reverse("threads:desk", args=[source.pk])).content.decode()
