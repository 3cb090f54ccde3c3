"""Moments of a talk: marked while it goes on, and laid in its recording or its report."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.pitstops import actions, ghosts, reporting, talk
from samenspel.pitstops.blocks import Part, from_json
from samenspel.pitstops.models import Kind, Pitstop, Report, TalkMoment
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.talk_forms import LayForm
from samenspel.sources import actions as sources
from samenspel.sources import moments
from samenspel.sources.models import Moment
from samenspel.sources.tests.builders import a_source
from samenspel.sources.tests.tapes import a_recording, a_tape
from samenspel.stories import actions as stories
from samenspel.stories.models import Chapter

from .builders import a_phone, a_pitstop, at, begun

HOST = "command line"
WORDS = "De sleutel ligt bij de buren"


def enter(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def talking(cast: Any, *, minutes: int = 40) -> Pitstop:
    """A meeting that began so long ago, and is at its talk."""
    pitstop = begun(cast)
    at(pitstop, Kind.TALK, cast.bo)
    pitstop.began = timezone.now() - timedelta(minutes=minutes)
    pitstop.save(update_fields=["began"])
    return pitstop


def marked() -> list[tuple[str, str]]:
    rows = TalkMoment.objects.unguarded(HOST).select_related("by").order_by("at")
    return [(row.by.name.split()[0], row.words) for row in rows]


def post(person: Any, pitstop: Pitstop, *, live: bool = False, **said: Any) -> Any:
    headers = {"X-Live": "1"} if live else {}
    return enter(person).post(reverse("pitstops:talk", args=[pitstop.pk]), said, headers=headers)


# While people talk


def test_marked_worded_and_taken_away_without_a_script(cast):
    pitstop = talking(cast)
    lead = reverse("pitstops:lead", args=[pitstop.pk])
    assert "Markeer dit moment" in enter(cast.bo).get(lead).content.decode()
    answer = post(cast.bo, pitstop, screen="lead")
    assert answer.url == f"{lead}#nu"
    (moment,) = TalkMoment.objects.unguarded(HOST)
    assert "zonder woorden" in enter(cast.bo).get(lead).content.decode()
    post(cast.bo, pitstop, screen="lead", do="word", moment=str(moment.pk), words=WORDS)
    assert WORDS in enter(cast.bo).get(lead).content.decode()
    post(cast.bo, pitstop, screen="lead", do="unmark", moment=str(moment.pk))
    assert marked() == []


def test_it_keeps_the_time_and_how_long_the_meeting_was_on(cast):
    pitstop = talking(cast, minutes=75)
    moment = talk.mark(pitstop, by=cast.bo)
    assert abs(moment.at - timezone.now()) < timedelta(minutes=1)
    assert moment.since.startswith("1:15:")


def test_pressed_twice_is_one_moment_and_sent_twice_too(cast):
    pitstop, key = talking(cast), uuid4()
    one = talk.mark(pitstop, key=key, by=cast.bo)
    assert talk.mark(pitstop, by=cast.bo) == one
    long_after = talk.mark(pitstop, ago=timedelta(minutes=5), by=cast.bo)
    assert long_after != one
    assert talk.mark(pitstop, key=key, ago=timedelta(minutes=9), by=cast.bo) == one
    assert talk.mark(pitstop, by=cast.amina) != one
    stolen = talk.mark(pitstop, key=key, words="Van mij", by=cast.amina)
    assert stolen.pk != key


def test_what_arrives_late_stands_where_it_was_pressed(cast):
    """The clock of the phone is a day off: only the time between pressing and sending counts."""
    pitstop = talking(cast)
    there = 1_600_000_000_000
    post(cast.bo, pitstop, live=True, screen="lead", pressed=there, sent=there + 600_000)
    (moment,) = TalkMoment.objects.unguarded(HOST)
    ago = timezone.now() - moment.at
    assert timedelta(minutes=10) <= ago < timedelta(minutes=11)


def test_pressed_during_the_meeting_it_arrives_after_the_end(cast):
    pitstop = talking(cast)
    actions.end(pitstop, by=cast.bo)
    with pytest.raises(Refused, match="niet bezig"):
        talk.mark(pitstop, by=cast.bo)
    assert talk.mark(pitstop, ago=timedelta(minutes=3), by=cast.bo).at < pitstop.ended
    long_before = talk.mark(pitstop, ago=timedelta(hours=3), by=cast.bo)
    assert long_before.at == pitstop.began
    refused = post(cast.bo, pitstop, live=True, screen="lead")
    assert (refused.status_code, refused.json()["words"]) == (409, "Deze pitstop is niet bezig.")


def test_what_was_pressed_long_ago_gets_no_time_that_nobody_knows(cast):
    pitstop = talking(cast)
    with pytest.raises(Refused, match="twaalf uur"):
        talk.mark(pitstop, ago=timedelta(hours=13), by=cast.bo)
    told = {"live": True, "screen": "lead", "pressed": "1", "sent": "9" * 18}
    assert post(cast.bo, pitstop, **told).status_code == 409
    assert not marked()


def test_what_is_kept_is_not_refused_where_its_screen_is_shown_no_more(cast):
    pitstop = talking(cast)
    assert post(cast.amina, pitstop, live=True, screen="lead").status_code == 204
    assert len(marked()) == 1


def test_before_it_began_there_is_nothing_to_mark(cast):
    with pytest.raises(Refused, match="niet bezig"):
        talk.mark(a_pitstop(cast), by=cast.bo)


def test_who_marks_and_who_reads(cast):
    pitstop = talking(cast)
    mine = talk.mark(pitstop, words=WORDS, by=cast.amina)
    for person in (cast.amina, cast.bram, cast.bo, cast.els):
        assert talk.of(pitstop, person) == [mine]
    assert talk.of(pitstop, cast.bram, own=True) == []
    for person in (cast.cor, cast.fons, cast.dirk):
        assert talk.of(pitstop, person) == []
        assert post(person, pitstop).status_code == 404
        with pytest.raises(NotYours):
            talk.mark(pitstop, by=person)
    with pytest.raises(NotYours):
        talk.word(mine, words="Anders", by=cast.bram)
    assert talk.word(mine, words="Anders", by=cast.bo).words == "Anders"
    assert Client().post(reverse("pitstops:talk", args=[pitstop.pk])).status_code == 302


def test_a_phone_offers_it_in_a_talk_to_whoever_signed_in(cast):
    pitstop = talking(cast)
    path = reverse("pitstops:table_now", args=[pitstop.pk])
    amina, guest = enter(cast.amina), Client()
    amina.cookies.load(a_phone(pitstop, person=cast.amina).cookie())
    guest.cookies.load(a_phone(pitstop).cookie())
    talk.mark(pitstop, words="Van Bo", by=cast.bo)
    shown = amina.get(path).content.decode()
    assert "Markeer dit moment" in shown
    assert "Van Bo" not in shown
    assert "Markeer dit moment" not in guest.get(path).content.decode()
    answer = amina.post(
        reverse("pitstops:talk", args=[pitstop.pk]),
        {"screen": "table", "words": WORDS},
        headers={"X-Live": "1"},
    )
    assert WORDS in answer.content.decode()
    at(pitstop, Kind.VOTE, cast.bo)
    assert "Markeer dit moment" not in amina.get(path).content.decode()


def test_no_more_than_so_many(cast, monkeypatch):
    monkeypatch.setattr(talk, "MOST", 1)
    pitstop = talking(cast)
    talk.mark(pitstop, by=cast.bo)
    with pytest.raises(Refused, match="al veel momenten"):
        talk.mark(pitstop, ago=timedelta(minutes=1), by=cast.bo)


# In the recording


def recorded(cast: Any, pitstop: Pitstop, **more: Any) -> Any:
    told = {"by": cast.bo, "moment": pitstop.day, **more}
    source = a_source(cast, **told)
    return a_recording(source, a_tape(seconds=120), by=told["by"])


def test_with_the_time_at_which_it_began_each_finds_its_place(cast):
    pitstop = talking(cast)
    first = talk.mark(pitstop, words="Binnen", ago=timedelta(seconds=90), by=cast.amina)
    silent = talk.mark(pitstop, ago=timedelta(seconds=60), by=cast.bo)
    early = talk.mark(pitstop, words="Te vroeg", ago=timedelta(minutes=30), by=cast.bo)
    actions.end(pitstop, by=cast.bo)
    tape = recorded(cast, pitstop)
    page = reverse("sources:source", args=[tape.source_id])
    bo, lay = enter(cast.bo), reverse("pitstops:lay", args=[tape.source_id])
    shown = bo.get(page).content.decode()
    assert f'href="{lay}"' in shown
    assert "3 momenten uit het gesprek" in shown
    began = timezone.localtime(first.at - timedelta(seconds=30))
    form = {
        "began": f"{began:%H:%M:%S}",
        f"words-{first.pk}": "Iedereen is binnen",
        f"words-{silent.pk}": "",
    }
    seen = bo.post(lay, form | {"do": "see"}).content.decode()
    assert "op 0:30 in de opname" in seen
    assert "op 1:00 in de opname" in seen
    assert "valt buiten de opname" in seen
    assert 'value="Iedereen is binnen"' in seen
    assert "checked" in seen
    unseen = bo.post(lay, form | {"do": "lay"})
    assert unseen.status_code == 200  # they fall within now, and were not offered before
    assert not Moment.objects.unguarded(HOST).exists()
    shown = [str(first.pk), str(silent.pk)]
    form |= {"offered": shown, "keep": shown}
    answer = bo.post(lay, form | {"do": "lay"}, follow=True)
    assert answer.redirect_chain == [(f"{page}#momenten", 302)]
    assert "2 momenten staan in de opname." in answer.content.decode()
    laid = [(row.at // 1000, row.words) for row in Moment.objects.unguarded(HOST)]
    assert laid == [(30, "Iedereen is binnen"), (60, "")]
    assert talk.waiting(tape.source, cast.bo) == [early]


def test_what_is_not_kept_stays_with_the_pitstop(cast):
    pitstop = talking(cast)
    kept = talk.mark(pitstop, words="Wel", ago=timedelta(seconds=60), by=cast.bo)
    left = talk.mark(pitstop, words="Niet", ago=timedelta(seconds=30), by=cast.bo)
    actions.end(pitstop, by=cast.bo)
    tape = recorded(cast, pitstop)
    lay = reverse("pitstops:lay", args=[tape.source_id])
    began = f"{timezone.localtime(kept.at - timedelta(seconds=5)):%H:%M:%S}"
    offered = [str(kept.pk), str(left.pk)]
    form = {"began": began, "offered": offered, "keep": [str(kept.pk)], "do": "lay"}
    enter(cast.bo).post(lay, form)
    assert [row.words for row in Moment.objects.unguarded(HOST)] == ["Wel"]
    assert talk.waiting(tape.source, cast.bo) == [left]
    moments.unmark(Moment.objects.unguarded(HOST).get(), by=cast.bo)
    assert talk.waiting(tape.source, cast.bo) == [left]
    assert talk.of(pitstop, cast.bo) == [left]


def test_a_moment_that_is_laid_stays_of_whoever_marked_it(cast):
    pitstop = talking(cast)
    hers = talk.mark(pitstop, words="Van Amina", ago=timedelta(seconds=60), by=cast.amina)
    worded = talk.mark(pitstop, words="Ook", ago=timedelta(seconds=30), by=cast.amina)
    tape = recorded(cast, pitstop)
    at = hers.at - timedelta(seconds=5)
    rows = talk.laid_out([hers, worded], tape, at)
    rows[1] = replace(rows[1], words="In woorden van Bo")
    assert talk.lay(tape, kept=rows, by=cast.bo) == 2
    laid = {row.words: row.by for row in Moment.objects.unguarded(HOST).select_related("by")}
    assert laid == {"Van Amina": cast.amina, "In woorden van Bo": cast.bo}
    assert talk.lay(tape, kept=rows, by=cast.bo) == 0, "laid once"


def test_what_is_laid_in_a_recording_is_read_by_whoever_may_hear_that(cast):
    pitstop = talking(cast)
    made = talk.mark(pitstop, words=WORDS, ago=timedelta(seconds=60), by=cast.amina)
    tape = recorded(cast, pitstop)
    rows = talk.laid_out([made], tape, made.at)
    talk.lay(tape, kept=rows, by=cast.bo)
    assert talk.of(pitstop, cast.amina) == [made]
    sources.narrow(tape.source, to=Circle.PRIVATE, by=cast.bo)
    assert talk.of(pitstop, cast.amina) == []


def test_the_day_is_the_one_on_which_it_was(cast):
    """Planned for another day, or past midnight."""
    pitstop = talking(cast)
    began = pitstop.began
    tape = recorded(cast, pitstop)
    late = timezone.localtime(began) - timedelta(seconds=90)
    form = LayForm({"began": f"{late:%H:%M:%S}"}, recordings=[tape], near=began + timedelta(days=3))
    assert form.is_valid()
    assert abs(form.cleaned_data["began"] - began - timedelta(days=3)) < timedelta(minutes=2)
    evening = timezone.make_aware(datetime.fromisoformat("2026-05-03T23:50"))
    form = LayForm({"began": "00:10"}, recordings=[tape], near=evening)
    assert form.is_valid()
    assert form.cleaned_data["began"] - evening == timedelta(minutes=20)


def test_pressed_twice_lay_leads_to_where_they_stand(cast):
    pitstop = talking(cast)
    tape = recorded(cast, pitstop)
    lay = reverse("pitstops:lay", args=[tape.source_id])
    answer = enter(cast.bo).post(lay, {"began": "10:00", "do": "lay"})
    assert answer["Location"].endswith("#momenten")


def test_laid_moments_become_chapters_and_footnotes(cast):
    pitstop = talking(cast)
    moment = talk.mark(pitstop, words=WORDS, ago=timedelta(seconds=60), by=cast.bo)
    actions.end(pitstop, by=cast.bo)
    tape = recorded(cast, pitstop, by=cast.amina, circle=Circle.TEAM)
    episode = stories.start(tape.source, title="Aflevering", recording=tape, by=cast.bo)
    began = f"{timezone.localtime(moment.at - timedelta(seconds=10)):%H:%M:%S}"
    mine = [str(moment.pk)]
    form = {"began": began, "offered": mine, "keep": mine, "do": "lay"}
    enter(cast.bo).post(reverse("pitstops:lay", args=[tape.source_id]), form)
    laid = Moment.objects.unguarded(HOST).get()
    page = reverse("sources:source", args=[tape.source_id])
    shown = enter(cast.bo).get(page).content.decode()
    assert reverse("pitstops:footnote", args=[laid.pk]) in shown
    enter(cast.bo).post(reverse("stories:chapter_of", args=[episode.slug, laid.pk]))
    assert [row.title for row in Chapter.objects.unguarded(HOST)] == [WORDS]


@pytest.mark.parametrize("typed", ["", "straks", "25:00"])
def test_a_time_that_is_none_is_told_and_words_stay(cast, typed):
    pitstop = talking(cast)
    moment = talk.mark(pitstop, by=cast.bo)
    tape = recorded(cast, pitstop)
    form = {"began": typed, f"words-{moment.pk}": WORDS, "do": "lay"}
    answer = enter(cast.bo).post(reverse("pitstops:lay", args=[tape.source_id]), form)
    assert answer.status_code == 422
    assert f'value="{WORDS}"' in answer.content.decode()
    assert not Moment.objects.unguarded(HOST).exists()


def test_nothing_waits_for_another_day_another_coalition_or_of_a_trial(cast):
    pitstop = talking(cast)
    talk.mark(pitstop, words=WORDS, by=cast.bo)
    tape = recorded(cast, pitstop)
    assert len(talk.waiting(tape.source, cast.bo)) == 1
    other_day = a_source(cast, by=cast.bo, moment=pitstop.day - timedelta(days=1))
    elsewhere = a_source(cast, by=cast.cor, place=cast.west)
    for source, person in [(other_day, cast.bo), (elsewhere, cast.cor), (tape.source, cast.cor)]:
        assert talk.waiting(source, person) == []
        lay = reverse("pitstops:lay", args=[source.pk])
        assert enter(person).get(lay).status_code == 404
    TalkMoment.objects.unguarded(HOST).all().delete()
    trial = ghosts.rehearse(pitstop, by=cast.bo)
    talk.mark(trial, words="Proef", by=cast.bo)
    assert talk.waiting(tape.source, cast.bo) == []


# In the report


def test_the_page_of_the_pitstop_lists_them_and_says_what_to_do(cast):
    pitstop = talking(cast)
    talk.mark(pitstop, words=WORDS, by=cast.amina)
    actions.end(pitstop, by=cast.bo)
    page = reverse("pitstops:pitstop", args=[pitstop.pk])
    shown = enter(cast.amina).get(page).content.decode()
    assert WORDS in shown
    assert "Dit moment weghalen" in shown
    assert "Dit moment weghalen" not in enter(cast.bram).get(page).content.decode()


def test_a_report_takes_in_what_somebody_chooses(cast):
    pitstop = talking(cast)
    moment = talk.mark(pitstop, words=WORDS, by=cast.bo)
    actions.end(pitstop, by=cast.bo)
    report = Report.objects.unguarded(TABLE).get(pitstop=pitstop)
    edit = reverse("pitstops:report_edit", args=[report.pk])
    assert WORDS in enter(cast.amina).get(edit).content.decode()
    number = reporting.newest(report).number
    form = {"number": number, "do": f"moment:{moment.pk}"}
    answer = enter(cast.amina).post(edit, form)
    last = from_json(reporting.newest(report).blocks)[-1]
    assert answer.url == f"{edit}#blok-{last.id}"
    at = f"{timezone.localtime(moment.at):%H:%M}"
    assert (last.part, last.text) == (Part.SAID, f"{at} {WORDS}")
    gone = enter(cast.amina).post(edit, form | {"number": number + 1, "do": f"moment:{uuid4()}"})
    assert gone.status_code == 422


@pytest.mark.parametrize("many", [1, 3])
def test_the_moments_cost_the_same(cast, many, django_assert_num_queries):
    pitstop = talking(cast)
    for place in range(many):
        talk.mark(pitstop, ago=timedelta(minutes=place), by=cast.bo)
    with django_assert_num_queries(5):
        assert len(talk.of(pitstop, cast.bo)) == many
