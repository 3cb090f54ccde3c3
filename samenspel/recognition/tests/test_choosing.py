"""Stories side by side: chosen with a reason that stays, while the story is its teller's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Mail
from samenspel.recognition import choosing
from samenspel.recognition.models import Choice, Story
from samenspel.sources import actions as sources
from samenspel.sources import traces
from samenspel.sources.tests.builders import a_source

TEXT = "Sinds mei beslissen wij zelf over het geld van de straat."


@pytest.fixture
def ours(cast):
    days = timezone.localdate() + timedelta(days=7)
    return choosing.begin(cast.oost, question="Wat veranderde?", closes=days, by=cast.bo)


@pytest.fixture
def together(cast):
    days = timezone.localdate() + timedelta(days=7)
    return choosing.begin(cast.expedition, question="En samen?", closes=days, by=cast.els)


def a_story(cast, ours, circle=Circle.EXPEDITION):
    source = a_source(cast, text=TEXT, circle=circle)
    return choosing.offer(ours, source=source, by=cast.bram)


def page(person, here):
    client = Client()
    client.force_login(person)
    response = client.get(reverse("recognition:choosing", args=[here.pk]))
    return response.content.decode()


def chosen(story, by, why="Omdat geld hier macht is."):
    return choosing.choose(story, why=why, panel="Vijf van ons", by=by)


def test_a_reason_is_needed_and_never_repeats_the_story(cast, ours):
    story = a_story(cast, ours)
    for why in (" ", f"Mooi: {TEXT}"):
        with pytest.raises(Refused):
            chosen(story, cast.bo, why)
    with pytest.raises(NotYours):
        chosen(story, cast.amina)
    chosen(story, cast.bo)
    assert "Omdat geld hier macht is." in page(cast.bram, ours)


def test_the_reason_goes_back_to_who_told_it_without_words_of_the_story(cast, ours):
    chosen(a_story(cast, ours), cast.bo)
    mail = Mail.objects.get(to=cast.amina.email)
    assert "Je verhaal is gekozen" in mail.subject
    assert "straat" not in mail.text


def test_only_what_was_chosen_and_all_may_read_goes_on(cast, ours, together):
    near, far = a_story(cast, ours, Circle.TEAM), a_story(cast, ours)
    for story in (near, far):
        with pytest.raises(Refused):
            choosing.pass_on(story, to=together, by=cast.bo)
    chosen(near, cast.bo)
    with pytest.raises(Refused, match="Alle coalities"):
        choosing.pass_on(near, to=together, by=cast.bo)
    chosen(far, cast.bo)
    choosing.pass_on(far, to=together, by=cast.bo)
    assert TEXT in page(cast.cor, together)
    reasons = Choice.objects.visible_to(cast.bo).values_list("why", flat=True)
    assert set(reasons) == {"Omdat geld hier macht is."}


def test_taken_back_it_leaves_a_gap_on_every_level_and_the_reason_stays(cast, ours, together):
    story = a_story(cast, ours)
    chosen(story, cast.bo)
    choosing.pass_on(story, to=together, by=cast.bo)
    source = story.source
    assert len([one for one in traces.places(source) if "verander" in one.kind]) == 2
    sources.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    for person, here in [(cast.bram, ours), (cast.cor, together), (cast.amina, ours)]:
        html = page(person, here)
        assert TEXT not in html
        assert "Een stem is teruggenomen" in html
    assert "Omdat geld hier macht is." in page(cast.bram, ours)
    assert not Story.objects.unguarded("command line").filter(source__isnull=False)


def test_what_only_the_teller_reads_is_not_laid_beside_others(cast, ours):
    source = a_source(cast, text=TEXT, circle=Circle.PRIVATE)
    for person in (cast.amina, cast.bo):
        with pytest.raises(Refused):
            choosing.offer(ours, source=source, by=person)


def test_who_told_it_takes_it_out(cast, ours):
    story = a_story(cast, ours)
    with pytest.raises(NotYours):
        choosing.take_out(story, by=cast.cor)
    choosing.take_out(story, by=cast.amina)
    assert not Story.objects.unguarded("command line").exists()


def test_the_table_holds_no_words_of_a_story(cast, ours):
    chosen(a_story(cast, ours), cast.bo)
    client = Client()
    client.force_login(cast.bo)
    table = client.get(reverse("recognition:table", args=[ours.pk])).content.decode()
    assert "Omdat geld hier macht is." in table
    assert TEXT not in table
