"""Paper to print, and scripts as files."""

from __future__ import annotations

import json
from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samenspel.circles.deeds import NotYours
from samenspel.foundation.errors import Refused
from samenspel.pitstops import actions, papers, script_files, scripts
from samenspel.pitstops.models import Kind, Pile, Promise, Script, Step
from samenspel.pitstops.seats import TABLE

from .builders import a_pitstop, begun, reflecting, step
from .test_mirror import a_list


def of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def printed(cast, person=None, asked: str = "", **more) -> str:
    pitstop = more.pop("pitstop", None) or a_pitstop(cast, **more)
    answer = of(person or cast.amina).get(reverse("pitstops:paper", args=[pitstop.pk]) + asked)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def made(cast, *, people: int = 8, **more) -> papers.Papers:
    pitstop = a_pitstop(cast, **more)
    steps = list(Step.objects.visible_to(cast.amina).filter(pitstop=pitstop))
    return papers.papers(pitstop, steps, [], chosen=set(papers.SHEETS), people=people, lists={})


def test_there_are_cards_enough_for_everybody(cast):
    sheets = {sheet.step.kind: sheet for sheet in made(cast, people=10).cards if not sheet.dared}
    assert set(sheets) == {Kind.WELCOME, Kind.REFLECT, Kind.CHECKOUT}
    reflect, welcome = sheets[Kind.REFLECT], sheets[Kind.WELCOME]
    assert (reflect.each, len(reflect.pages)) == (4, 10)  # ten people, four cards each
    assert (welcome.each, len(welcome.pages)) == (6, 2)
    many = {sheet.step.kind: len(sheet.pages) for sheet in made(cast, people=60).cards}
    assert many[Kind.REFLECT] == papers.MOST_PAGES


def test_each_card_tells_the_question_the_boxes_and_the_promise(cast):
    page = printed(cast, asked="?blad=kaarten&mensen=1")
    assert "Wat schuurde er de laatste tijd?" in page
    assert page.count("cut-card") == 4 + 6 + 6 + 6
    assert page.count("Wie het overtypt, ziet je handschrift") == 16


def test_whether_somebody_dared_stands_on_a_slip_of_its_own(cast):
    """Beside somebody's words, or their voice, it would tell whose answer it is."""
    page = printed(cast, asked="?blad=kaarten&mensen=1")
    slips = page.split('<article class="cut-card is-slip">')[1:]
    assert len(slips) == papers.SLIPS
    for slip in slips:
        own = slip.partition("</article>")[0]
        assert "Durfde je alles te zeggen?" in own
        assert "cut-lines" not in own
        assert "voice" not in own


@pytest.mark.parametrize("promise", Promise)
def test_every_promise_has_its_words_on_paper(promise):
    with translation.override("nl"):
        assert papers.promise_on_paper(promise)


def test_every_kind_of_step_has_a_tip():
    assert set(papers.TIPS) == set(Kind.values)


def test_the_mirror_has_its_sheet_before_any_round_is_open(cast):
    """Everything can be done without a screen, so nobody has to come to that step first."""
    a_list(cast)
    page = printed(cast, asked="?blad=spiegel&mensen=8", script="3-impact")
    assert page.count("paper-sheet") == 1
    order = [page.index(words) for words in ("Vertrouwen", "Rollen", "Wat ontbreekt hier nog?")]
    assert order == sorted(order)
    assert "paper-sheet" not in printed(cast, asked="?blad=spiegel&mensen=8")  # no mirror there


def test_whoever_types_in_is_told_to_open_a_round_for_sheets_on_paper(cast):
    a_list(cast)
    pitstop = begun(cast, script="3-impact")
    page = of(cast.bo).get(reverse("pitstops:type_in", args=[pitstop.pk])).content.decode()
    assert reverse("assessments:open", args=[cast.oost.pk]) in page


def test_only_what_was_chosen_is_printed(cast):
    page = printed(cast, asked="?blad=stippen&mensen=8")
    assert "is-dots" in page
    for other in ("is-running", "is-sign", "is-agreements", "cut-card"):
        assert other not in page
    assert papers.chosen_of(QueryDict("mensen=8")) == set()
    assert papers.chosen_of(QueryDict("")) == set(papers.SHEETS)


def test_the_running_sheet_tells_the_time(cast):
    page = printed(cast, asked="?blad=draaiboek&mensen=8", begins=time(19, 30))
    assert "19.30" in page
    assert "19.45" in page
    assert "Laat het stil zijn" in page


def test_the_sign_opens_the_door_by_its_own_key(cast):
    page = printed(cast, asked="?blad=welkom&mensen=8")
    assert "De code staat op het scherm" in page
    assert "<svg" in page.partition("sign-qr")[2][:200]


def test_it_speaks_the_language_that_was_chosen_for_print(cast):
    page = printed(cast, asked="?blad=kaarten&blad=welkom&woorden=en&mensen=2")
    assert "Where was there friction lately?" in page
    assert "Join in with your phone" in page
    assert "Wat print je?" in page  # around it: the reader's own
    assert printed(cast, asked="?woorden=xx&mensen=2").count('lang="nl"') >= 1


def test_piles_that_are_there_stand_on_the_sheet_for_dots(cast):
    pitstop = reflecting(cast)
    actions.make_pile(step(pitstop, Kind.REFLECT), name="De sleutel", by=cast.bo)
    assert Pile.objects.visible_to(cast.amina).exists()
    assert "De sleutel" in printed(cast, pitstop=pitstop, asked="?blad=stippen&mensen=8")


def test_numbers_typed_by_hand_do_no_harm(cast):
    for many in ("0", "-3", "999999", "veel"):
        assert "paper-page" in printed(cast, asked=f"?blad=stippen&mensen={many}")


def test_paper_is_for_who_may_see_the_pitstop(cast):
    assert "paper-page" in printed(cast, cast.els)
    for person in (cast.cor, cast.dirk, cast.fons):
        assert printed(cast, person) == "404"


# Scripts as files


def script(**more) -> bytes:
    steps = more.pop("steps", [{"kind": "talk", "minutes": 20, "title": {"nl": "Praten"}}])
    steps = [{"kind": "reflect", "minutes": 5, "cards": ["word"]}, *steps]
    return json.dumps({"title": {"nl": "Ons script"}, "steps": steps, **more}).encode()


def file(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("script.json", data)


@pytest.mark.parametrize("name", scripts.shipped())
def test_what_is_taken_along_can_be_read_back(name):
    plan = scripts.shipped()[name]
    back = script_files.read_file(file(script_files.as_file(plan)))
    assert (back.title, back.about, back.parts) == (plan.title, plan.about, plan.parts)


WRONG_STEPS = [
    "geen stap",
    {"kind": 3},
    {"kind": "talk", "minutes": "tien"},
    {"kind": "talk", "minutes": True},
    {"kind": "talk", "minutes": 0},
    {"kind": "talk", "minutes": 9999},
    {"kind": "talk", "about": "x"},
    {"kind": "talk", "about": 7},
    {"kind": "reflect", "cards": "word"},
    {"kind": "reflect", "cards": [{}]},
    {"kind": "reflect", "cards": ["taart"]},
    {"kind": "reflect", "most": 500},
    {"kind": "vote", "dots": -1},
    {"kind": "group", "everybody": "ja"},
    {"kind": "reflect", "promise": ["named"]},
    {"kind": "review", "paragraphs": [1, 2]},
    {"kind": "talk", "title": {"nl": "x" * 81}},
    {"kind": "talk", "ask": {"nl": "x" * 301}},
]


@pytest.mark.parametrize("wrong", WRONG_STEPS, ids=str)
def test_a_step_that_is_not_right_is_refused(wrong):
    with pytest.raises(Refused):
        script_files.read_file(file(script(steps=[wrong])))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"geen json",
        b"[]",
        b"[" * 20000,
        json.dumps({"title": {"nl": "Leeg"}, "steps": []}).encode(),
        script(title={"nl": " "}),
        script(title={"nl": "x" * 81}),
        script(title="een zin"),
        b" " * (script_files.MOST_BYTES + 1),
    ],
)
def test_a_file_that_is_no_script_is_refused(data):
    with pytest.raises(Refused):
        script_files.read_file(file(data))


def test_no_file_is_refused_too():
    with pytest.raises(Refused):
        script_files.read_file(None)


def test_a_script_from_a_file_can_be_planned_with(cast):
    client, page = of(cast.bo), reverse("pitstops:scripts", args=[cast.oost.pk])
    bring = reverse("pitstops:bring_script", args=[cast.oost.pk])
    client.post(bring, {"script": file(script())})
    kept = Script.objects.visible_to(cast.amina).get()
    assert str(kept) == "Ons script"
    assert "Ons script" in client.get(page).content.decode()
    plan = reverse("pitstops:plan", args=[cast.oost.pk]) + f"?script=eigen-{kept.pk}"
    form = client.get(plan).context["form"]
    assert form.initial["script"] == f"eigen-{kept.pk}"
    said = {"title": "Met ons script", "day": "2027-01-05", "script": f"eigen-{kept.pk}"}
    assert client.post(plan, said).status_code == 302
    gone = reverse("pitstops:retire_script", args=[cast.oost.pk, kept.pk])
    assert client.post(gone).status_code == 302
    assert "Ons script" not in client.get(page).content.decode()
    assert client.post(gone).status_code == 404


def test_a_wrong_file_is_told_and_nothing_is_kept(cast):
    bring = reverse("pitstops:bring_script", args=[cast.oost.pk])
    answer = of(cast.bo).post(bring, {"script": file(b"nee")}, follow=True)
    assert "geen script dat wij kunnen lezen" in answer.content.decode()
    assert not Script.objects.unguarded(TABLE).exists()


def test_scripts_are_for_the_coalition_and_its_team(cast):
    page = reverse("pitstops:scripts", args=[cast.oost.pk])
    along = reverse("pitstops:script_file", args=[cast.oost.pk, "1-first-meeting"])
    for person, status in ((cast.amina, 200), (cast.fenna, 200), (cast.cor, 404), (cast.fons, 404)):
        assert of(person).get(page).status_code == status
        assert of(person).get(along).status_code == status
    assert of(cast.amina).get(along)["Content-Disposition"].endswith('.json"')
    missing = reverse("pitstops:script_file", args=[cast.oost.pk, "bestaat-niet"])
    assert of(cast.amina).get(missing).status_code == 404


def test_a_member_keeps_no_script_from_a_file(cast):
    with pytest.raises(NotYours):
        script_files.import_script(
            cast.oost, plan=script_files.read_file(file(script())), by=cast.amina
        )
    bring = reverse("pitstops:bring_script", args=[cast.oost.pk])
    assert of(cast.amina).post(bring, {"script": file(script())}).status_code == 404
