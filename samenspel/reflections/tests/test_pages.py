"""The pages: each in a fixed number of questions, for whoever may see them."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.models import Circle, Help
from samenspel.people.models import Person
from samenspel.reflections import actions
from samenspel.reflections.models import Draft, Kind, Reflection
from samenspel.sources import actions as sources
from samenspel.sources.models import Look, Source
from samenspel.sources.tests.builders import asked
from samenspel.threads import actions as threads
from samenspel.threads.tests.builders import a_passage

from .builders import WORDS, a_draft, a_prompt, a_reflection


@pytest.fixture
def visit(client):
    def go(person, name, *args, **query):
        if person is not None and client.session.get("_auth_user_id") != str(person.pk):
            client.force_login(person)
        return client.get(reverse(f"reflections:{name}", args=args), query)

    return go


@pytest.fixture
def amina(cast):
    client = Client()
    client.force_login(cast.amina)
    return client


def write_url(cast, key, prompt=None):
    path = reverse("reflections:write", args=[key])
    return f"{path}?coalitie={cast.oost.pk}" + (f"&vraag={prompt.pk}" if prompt else "")


def words(response):
    return response.content.decode()


FILLED = {"text": WORDS, "kind": "friction", "circle": "1", "number": "0"}


def test_whoever_has_one_coalition_tells_there(cast, visit):
    assert visit(cast.amina, "tell")["Location"].endswith(f"/coalitie/{cast.oost.pk}/vertel/")


def test_the_team_chooses_where_to_tell(cast, visit):
    page = words(visit(cast.els, "tell"))
    assert "Samen Oost" in page
    assert "Samen West" in page
    assert "Samen Noord" not in page


def test_telling_ends_with_who_reads_it(cast, amina):
    answer = amina.post(
        write_url(cast, uuid.uuid4()), {**FILLED, "circle": "2", "do": "share"}, follow=True
    )
    told = Reflection.objects.visible_to(cast.fenna).get()
    assert answer.redirect_chain == [(reverse("reflections:reflection", args=[told.pk]), 302)]
    assert "Bewaard." in words(answer)
    assert told.source.circle == Circle.TEAM


def test_an_answer_goes_with_its_question(cast, amina):
    prompt = a_prompt(cast)
    amina.post(write_url(cast, uuid.uuid4(), prompt), {**FILLED, "do": "share"})
    assert Reflection.objects.visible_to(cast.amina).get().prompt == prompt


def test_a_question_that_was_put_can_be_answered_after_it_was_reworded(cast, amina):
    prompt = a_prompt(cast)
    a_prompt(cast, question_nl="Waar schuurde het?", replaces=prompt)
    path = write_url(cast, uuid.uuid4(), prompt)
    assert prompt.question in words(amina.get(path))
    amina.post(path, {**FILLED, "do": "share"})
    assert Reflection.objects.visible_to(cast.amina).get().prompt == prompt


def test_the_page_handed_in_twice_makes_one_reflection(cast, amina):
    path = write_url(cast, uuid.uuid4())
    for _ in range(2):
        answer = amina.post(path, {**FILLED, "do": "share"})
    told = Reflection.objects.visible_to(cast.amina).get()
    assert answer["Location"] == reverse("reflections:reflection", args=[told.pk])


def test_later_is_a_draft_that_only_the_writer_finds(cast, amina):
    path = write_url(cast, uuid.uuid4())
    answer = amina.post(path, {**FILLED, "kind": "", "do": "keep"}, follow=True)
    assert "Alleen jij ziet het" in words(answer)
    assert WORDS.split(".")[0] in words(answer)
    assert not Source.objects.visible_to(cast.amina).exists()


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [({"text": " "}, "Schrijf eerst iets"), ({"kind": ""}, "Kies één van de vier")],
)
def test_what_lacks_is_said_and_what_was_typed_stays(cast, amina, lacking, sentence):
    key = uuid.uuid4()
    answer = amina.post(write_url(cast, key), {**FILLED, **lacking, "do": "share"})
    assert sentence in words(answer)
    assert not Reflection.objects.visible_to(cast.amina).exists()
    kept = Draft.objects.visible_to(cast.amina).get(key=key)
    assert answer.context["form"]["number"].value() == str(kept.number)
    again = {**FILLED, "number": kept.number, "do": "share"}
    amina.post(write_url(cast, key), again)
    assert Reflection.objects.visible_to(cast.amina).get().key == key


def test_words_that_are_too_many_are_kept_all_the_same(cast, amina):
    long = "woord " * 10_000
    answer = amina.post(write_url(cast, uuid.uuid4()), {**FILLED, "text": long, "do": "share"})
    assert answer.context["form"].errors["text"]
    assert Draft.objects.visible_to(cast.amina).get().text == long


def test_the_page_saves_by_itself(cast, amina):
    key = uuid.uuid4()
    path = reverse("reflections:keep", args=[key]) + f"?coalitie={cast.oost.pk}"
    first = amina.post(path, FILLED).json()
    second = amina.post(path, {**FILLED, "text": "Meer", "number": first["number"]}).json()
    assert (first["number"], second["number"]) == (1, 2)
    assert first["words"].startswith("Bewaard om")
    assert Draft.objects.visible_to(cast.amina).get().text == "Meer"


def test_a_second_screen_is_told_and_both_texts_are_shown(cast, amina):
    draft = a_draft(cast, kind="friction")
    actions.keep_draft(
        draft, said=actions.Said("Van de telefoon", "friction"), number=1, by=cast.amina
    )
    stale = {**FILLED, "text": "Van de laptop", "number": 1}
    quiet = amina.post(reverse("reflections:keep", args=[draft.key]), stale)
    assert quiet.status_code == 409
    answer = amina.post(reverse("reflections:write", args=[draft.key]), {**stale, "do": "share"})
    assert answer.status_code == 409
    assert "Van de telefoon" in words(answer)
    assert answer.context["form"]["text"].value() == "Van de laptop"
    other = amina.post(reverse("reflections:write", args=[draft.key]), {**stale, "do": "theirs"})
    assert other.context["form"]["text"].value() == "Van de telefoon"
    assert not Reflection.objects.visible_to(cast.amina).exists()


def test_whoever_was_signed_out_meanwhile_hears_so(cast, client):
    draft = a_draft(cast)
    answer = client.post(reverse("reflections:keep", args=[draft.key]), FILLED)
    assert answer.status_code == 401
    assert "niet meer ingelogd" in answer.json()["words"]


def test_nobody_writes_in_anothers_draft(cast, client):
    draft = a_draft(cast)
    client.force_login(cast.bram)
    assert client.get(reverse("reflections:write", args=[draft.key])).status_code == 404
    path = reverse("reflections:write", args=[draft.key]) + f"?coalitie={cast.oost.pk}"
    answer = client.post(path, {**FILLED, "text": "Weg", "do": "share"})
    assert "Begin opnieuw" in words(answer)
    draft.refresh_from_db()
    assert draft.text == WORDS


@pytest.mark.parametrize("name", ["cor", "dirk", "fons", "pia"])
def test_others_find_no_page_to_tell_here(cast, visit, name):
    assert visit(getattr(cast, name), "choose", cast.oost.pk).status_code == 404
    path = write_url(cast, uuid.uuid4())
    client = Client()
    client.force_login(getattr(cast, name))
    assert client.get(path).status_code == 404


def test_a_coordinator_types_for_somebody_and_it_says_so(cast, client):
    client.force_login(cast.bo)
    client.post(
        write_url(cast, uuid.uuid4()),
        {**FILLED, "speaker": cast.amina.pk, "how": "spoken", "do": "share"},
    )
    told = Reflection.objects.visible_to(cast.bo).get()
    assert told.source.author == cast.amina
    page = words(client.get(reverse("reflections:reflection", args=[told.pk])))
    assert "getypt door Bo" in page


@pytest.mark.parametrize(("name", "named"), [("bram", "Amina"), ("cor", "oost"), (None, "oost")])
def test_names_stay_in_the_coalition(cast, visit, name, named):
    told = a_reflection(cast, circle=Circle.PUBLIC)
    page = visit(getattr(cast, name) if name else None, "reflection", told.pk)
    assert named in page.context["telling"].name
    assert ("Amina" in words(page)) == (named == "Amina")


def test_the_page_keeps_who_looked_and_tells_the_coalition(cast, visit):
    told = a_reflection(cast, circle=Circle.TEAM)
    visit(cast.els, "reflection", told.pk)
    visit(cast.bo, "told", cast.oost.pk)
    assert Look.objects.unguarded("command line").count() == 1
    assert "Bureau Voorbeeld" in words(visit(cast.amina, "reflection", told.pk))
    assert "Bureau Voorbeeld" not in words(visit(cast.els, "reflection", told.pk))


def test_taking_back_asks_first_and_works_at_once(cast, amina):
    told = a_reflection(cast)
    path = reverse("reflections:circle", args=[told.pk])
    asked = amina.get(path, {"naar": "0"})
    assert "Deze woorden terugnemen?" in words(asked)
    assert Reflection.objects.visible_to(cast.bram).exists()
    amina.post(path, {"naar": "0"})
    assert not Reflection.objects.visible_to(cast.bram).exists()


def test_widening_says_who_reads_it_then(cast, amina):
    told = a_reflection(cast)
    path = reverse("reflections:circle", args=[told.pk])
    asked = amina.get(path, {"naar": "3"})
    assert asked.context["told_then"].level == Circle.EXPEDITION
    amina.post(path, {"naar": "3"})
    assert Reflection.objects.visible_to(cast.cor).exists()


@pytest.mark.parametrize("name", ["bram", "bo", "els"])
def test_nobody_else_finds_the_page_to_change_it(cast, visit, name):
    told = a_reflection(cast, circle=Circle.TEAM)
    assert visit(getattr(cast, name), "circle", told.pk).status_code == 404
    assert visit(getattr(cast, name), "revise", told.pk).status_code == 404


def test_saying_it_better_shows_both_when_it_changed_meanwhile(cast, amina):
    told = a_reflection(cast)
    sources.revise(told.source, text="Van de telefoon", by=cast.amina)
    path = reverse("reflections:revise", args=[told.pk])
    answer = amina.post(path, {"text": "Van de laptop", "number": "1", "kind": "story"})
    assert answer.status_code == 409
    assert "Van de telefoon" in words(answer)
    assert answer.context["form"]["text"].value() == "Van de laptop"
    data = {"text": "Samen", "number": answer.context["form"]["number"].value(), "kind": "story"}
    amina.post(path, data)
    assert told.source.versions.visible_to(cast.amina).count() == 3


def test_the_same_words_saved_again_are_no_new_version_and_no_quarrel(cast, amina):
    told = a_reflection(cast, text="Eerst dit.\nDan dat.")
    path = reverse("reflections:revise", args=[told.pk])
    unchanged = {"text": "Eerst dit.\r\nDan dat.", "number": "1", "kind": "friction"}
    amina.post(path, unchanged)
    assert told.source.versions.visible_to(cast.amina).count() == 1
    amina.post(path, {**unchanged, "text": "Een cafe\u0301.\r\nDan dat."})
    again = amina.post(path, {**unchanged, "text": "Een caf\u00e9.\r\nDan dat.\r\n"})
    assert again.status_code == 302
    assert told.source.versions.visible_to(cast.amina).count() == 2


def test_a_sign_that_no_database_takes_is_left_out(cast, amina):
    key = uuid.uuid4()
    path = reverse("reflections:keep", args=[key]) + f"?coalitie={cast.oost.pk}"
    assert amina.post(path, {**FILLED, "text": "De sleu\x00tel"}).status_code == 200
    assert Draft.objects.visible_to(cast.amina).get().text == "De sleutel"
    again = {**FILLED, "text": "De sleu\x00tel", "number": "1", "do": "share"}
    amina.post(write_url(cast, key), again)
    told = Reflection.objects.visible_to(cast.amina).get()
    path = reverse("reflections:revise", args=[told.pk])
    amina.post(path, {"text": "De deur\x00", "number": "1", "kind": "friction"})
    assert told.source.versions.visible_to(cast.amina).first().text == "De deur"


def test_filters_narrow_what_is_shown(cast, visit):
    prompt = a_prompt(cast, kind=Kind.FLOW)
    a_reflection(cast, text="Schuurde.")
    a_reflection(cast, text="Stroomde.", prompt=prompt, by=cast.bram)
    month = f"{timezone.localdate():%Y-%m}"

    def shown(**query):
        page = visit(cast.amina, "told", cast.oost.pk, **query)
        return [telling.version.text for telling in page.context["tellings"]]

    assert shown() == ["Stroomde.", "Schuurde."]
    assert shown(soort="friction", maand=month) == ["Schuurde."]
    assert shown(stem="professional") == ["Stroomde."]
    assert shown(vraag=prompt.pk) == ["Stroomde."]
    assert shown(vraag=prompt.pk, stem="resident") == []
    assert shown(soort="nonsense", vraag="x") == ["Stroomde.", "Schuurde."]


def test_friction_lies_below_the_line_and_flow_above(cast, visit):
    for kind in Kind:
        a_reflection(cast, kind=kind)
    (moment,) = visit(cast.amina, "told", cast.oost.pk).context["moments"]
    assert (len(moment.above), len(moment.below)) == (2, 1)


def test_where_nothing_can_be_read_there_is_nothing(cast, visit):
    a_reflection(cast)
    assert visit(None, "told", cast.oost.pk).status_code == 404
    assert visit(cast.fons, "told", cast.oost.pk).status_code == 404
    assert visit(cast.bram, "told", cast.west.pk).status_code == 404


def test_my_page_shows_drafts_first_and_only_mine(cast, visit):
    a_draft(cast, text="Nog niet af")
    a_reflection(cast, text="Van Bram", by=cast.bram)
    told = a_reflection(cast, text="Van mij")
    page = visit(cast.amina, "mine")
    assert [telling.told for telling in page.context["tellings"]] == [told]
    assert words(page).index("Nog niet af") < words(page).index("Van mij")


def test_a_draft_can_be_thrown_away(cast, amina):
    draft = a_draft(cast)
    path = reverse("reflections:discard", args=[draft.key])
    assert WORDS.split(".")[0] in words(amina.get(path))
    amina.post(path)
    assert amina.get(path).status_code == 404


def test_every_page_says_where_it_is(cast, client):
    client.force_login(cast.bo)
    draft, told, prompt = a_draft(cast, by=cast.bo), a_reflection(cast, by=cast.bo), a_prompt(cast)
    oost = [cast.oost.pk]
    pages = {
        "choose": oost,
        "write": [draft.key],
        "discard": [draft.key],
        "rhythm": oost,
        "ask": oost,
        "prompts": oost,
        "prompt": [prompt.pk],
        "mine": [],
        "told": oost,
        "reflection": [told.pk],
        "revise": [told.pk],
        "circle": [told.pk],
    }
    for name, args in pages.items():
        path = reverse(f"reflections:{name}", args=args)
        assert words(client.get(path)).count('<nav class="place"') == 1, name
    confirm = reverse("reflections:circle", args=[told.pk])
    assert '<nav class="place"' in words(client.get(confirm, {"naar": "0"}))


def test_words_of_people_say_in_which_language_they_are(cast, amina):
    Person.objects.filter(pk=cast.amina.pk).update(language="en")
    draft = a_draft(cast, text="Not yet.")
    told = a_reflection(cast, text="We got in.", language="en", circle=Circle.TEAM)
    actions.revise(told, text="We did not get in.", number=1, by=cast.amina)
    asked(cast, told.source, "We did not get in.")
    threads.start(
        cast.expedition,
        claim="Sleutels",
        passages=[a_passage(cast, told.source, "in.")],
        by=cast.els,
    )
    stale = {"text": "We?", "kind": "story", "number": "1"}

    def in_english(page, said):
        return re.search(rf'lang="en"[^>]*>\s*(<p>)?‘?{re.escape(said)}', words(page))

    reflection = amina.get(reverse("reflections:reflection", args=[told.pk]))
    assert in_english(reflection, "We did not get in.")
    assert in_english(reflection, "We got in.")
    assert in_english(reflection, "in.’")
    revise = reverse("reflections:revise", args=[told.pk])
    assert in_english(amina.post(revise, stale), "We did not get in.")
    assert in_english(
        amina.get(reverse("reflections:circle", args=[told.pk])), "We did not get in."
    )
    assert in_english(amina.get(reverse("reflections:discard", args=[draft.key])), "Not yet.")
    both = amina.post(reverse("reflections:write", args=[draft.key]), {**FILLED, "number": "9"})
    assert in_english(both, "Not yet.")
    for page in ("/", "/mijn/", f"/coalitie/{cast.oost.pk}/vertel/"):
        assert in_english(amina.get(page), "Not yet."), page


def test_a_reflection_is_headed_by_what_it_is_and_not_by_its_own_words(cast, amina):
    told = a_reflection(cast, moment=date(2026, 3, 2))
    page = words(amina.get(reverse("reflections:reflection", args=[told.pk])))
    assert page.count("De sleutel lag bij Bram.") == 1
    assert "<title>Schuurplek, 2 maart 2026" in page
    assert '<h1 class="only-read-aloud">Schuurplek, 2 maart 2026</h1>' in page


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(
    ("name", "who", "queries"),
    [
        ("told", "amina", 10),
        ("told", "els", 10),
        ("told", None, 7),
        ("mine", "amina", 8),
        ("choose", "amina", 7),
        ("reflection", "amina", 23),
        ("reflection", "els", 10),
    ],
)
def test_a_page_asks_a_fixed_number_of_questions(
    cast, django_assert_num_queries, name, who, queries, many
):
    for _ in range(many):
        a_draft(cast)
        told = a_reflection(cast, circle=Circle.PUBLIC, prompt=a_prompt(cast))
    args = {"told": [cast.oost.pk], "choose": [cast.oost.pk], "reflection": [told.pk]}
    person = getattr(cast, who) if who else None
    path = reverse(f"reflections:{name}", args=args.get(name, []))
    client = Client()
    if person:
        client.force_login(person)
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_of_a_very_long_telling_the_list_shows_the_beginning(cast, visit):
    text = "\n\n".join(["Eerst was er de sleutel. " + "En toen nog iets. " * 20] * 200)
    told = a_reflection(cast, text=text)
    page = words(visit(cast.bram, "told", cast.oost.pk))
    shown = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", page, re.DOTALL)[1]
    assert 100 <= len(re.sub("<[^>]+>", " ", shown).split()) <= 130
    assert f'<a href="/reflectie/{told.pk}/">Lees verder' in page
    assert text.split()[-1] in words(visit(cast.bram, "reflection", told.pk))


def test_a_telling_of_a_usual_length_stands_there_whole(cast, visit):
    a_reflection(cast)
    page = words(visit(cast.bram, "told", cast.oost.pk))
    assert f"<p>{WORDS}</p>" in page
    assert "Lees verder" not in page


def test_later_without_a_word_keeps_no_draft(cast, amina):
    key = uuid.uuid4()
    said = amina.post(write_url(cast, key), {"text": " ", "number": "0", "do": "keep"}, follow=True)
    assert not Draft.objects.visible_to(cast.amina).exists()
    assert "Je had nog niets geschreven. Er is niets bewaard." in words(said)


def test_a_draft_that_was_emptied_still_has_a_name(cast, visit):
    draft = a_draft(cast)
    actions.keep_draft(draft, said=actions.Said(""), number=draft.number, by=cast.amina)
    page = words(visit(cast.amina, "mine"))
    assert re.search(r'<a href="/vertel/[^"]+"[^>]*>Leeg kladje</a>', page)


def test_whoever_types_for_somebody_takes_back_on_the_page(cast):
    member = cast.amina.memberships.live().get(coalition=cast.oost)
    Help.objects.create(membership=member, helper=cast.bo, said=Help.Said.SPOKEN)
    told = a_reflection(cast, circle=Circle.TEAM)
    client = Client()
    client.force_login(cast.bo)
    page = client.get(reverse("reflections:reflection", args=[told.pk])).content.decode()
    assert "Neem het terug" in page
    path = reverse("reflections:circle", args=[told.pk])
    after = client.post(path, {"naar": "0"}, follow=True)
    assert after.redirect_chain[-1][0] == reverse("reflections:told", args=[cast.oost.pk])
    assert "jij ook niet" in after.content.decode()
