"""What a rude or clever participant could try from a phone, with forms of their own making."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.foundation import live
from samenspel.pitstops import actions
from samenspel.pitstops.models import Card, Dared, Hand, Kind, Pile, Placing, Promise, Ready, Vote
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.views.leading import screen_key

from .builders import a_phone, at, begun, reflecting, step

OURS = "Sleutelbloem"


def browser(phone) -> Client:
    client = Client()
    client.cookies.load(phone.cookie())
    return client


def posts(client, pitstop, where: str, **said):
    path = f"/p/tafel/{pitstop.pk}/{where}/"
    return client.post(path, said, headers={"X-Live": "1", "Accept": "application/json"})


@pytest.fixture
def two(cast):
    """A meeting at its reflection, where one phone wrote a card and the other is up to no good."""
    pitstop = reflecting(cast)
    good, bad = a_phone(pitstop, name="Goed"), a_phone(pitstop, name="Kwaad")
    return pitstop, good.says(OURS), bad


def test_somebody_elses_card_is_not_moved_changed_taken_or_shown(cast, two):
    pitstop, card, bad = two
    client = browser(bad)
    there = pitstop.step.pk
    for answer in (
        posts(client, pitstop, "geef", step=there, key=card.pk, text="Mijn woorden", kind="flow"),
        posts(client, pitstop, "doe", step=there, do="take_back", card=card.pk),
        posts(client, pitstop, "doe", step=there, do="place", card=card.pk, name="Weg"),
    ):
        assert OURS not in answer.content.decode()
    assert list(Card.objects.unguarded(TABLE).values_list("text", flat=True)) == [OURS]
    assert not Pile.objects.unguarded(TABLE).exists()


def test_a_step_of_another_meeting_or_one_to_come_takes_nothing(cast, two):
    pitstop, _card, bad = two
    client = browser(bad)
    elsewhere = begun(cast, title="Elders")
    for there in (step(elsewhere, Kind.WELCOME), step(pitstop, Kind.CHECKOUT)):
        for where, said in [
            ("geef", {"key": uuid4(), "text": "x"}),
            ("doe", {"do": "dare", "answer": "yes"}),
            ("doe", {"do": "ready"}),
            ("doe", {"do": "hand"}),
        ]:
            assert posts(client, pitstop, where, step=there.pk, **said).status_code == 409
    for table_of in (Dared, Ready, Hand):
        assert not table_of.objects.unguarded(TABLE).exists()


def test_dots_go_to_what_lies_on_the_table_of_this_step_only(cast, two):
    pitstop, card, bad = two
    elsewhere = reflecting(cast, title="Elders")
    strange = a_phone(elsewhere).says("Van hen")
    pile = actions.make_pile(strange.step, name="Van hen", cards=[strange], by=cast.bo)
    vote = at(pitstop, Kind.VOTE, cast.bo)
    actions.hide(card, by=cast.bo)
    client = browser(bad)
    for target in (f"c{strange.pk}", f"p{pile.pk}", f"c{card.pk}", "p0", "x" * 500, ""):
        answer = posts(client, pitstop, "doe", step=vote.pk, do="dot", target=target)
        assert answer.status_code == 409
    assert not Vote.objects.unguarded(TABLE).exists()


def test_no_card_is_laid_on_a_pile_of_another_meeting(cast, two):
    pitstop, card, bad = two
    elsewhere = reflecting(cast, title="Elders")
    strange = actions.make_pile(elsewhere.step, name="Van hen", by=cast.bo)
    group = at(pitstop, Kind.GROUP, cast.bo)
    said = {"do": "place", "card": card.pk, "pile": strange.pk}
    assert posts(browser(bad), pitstop, "doe", step=group.pk, **said).status_code == 409
    assert not Placing.objects.unguarded(TABLE).exists()


@pytest.mark.parametrize("name", ["\0", "a\0b", "\u202eomgekeerd", "x" * 5000, "🔑" * 200])
def test_an_odd_name_of_a_pile_is_kept_tame_or_refused(cast, two, name):
    pitstop, card, bad = two
    group = at(pitstop, Kind.GROUP, cast.bo)
    said = {"do": "place", "card": card.pk, "name": name}
    assert posts(browser(bad), pitstop, "doe", step=group.pk, **said).status_code in (200, 409)
    for kept in Pile.objects.unguarded(TABLE):
        assert 0 < len(kept.name) <= 80
        assert not set(kept.name) & {"\0", "\u202e"}


@pytest.mark.parametrize(
    "words", ["🔑" * 2000, "<script>alert(1)</script>", "\u202eneb", "e\u0301" * 2000]
)
def test_odd_words_are_kept_whole_and_shown_as_words(cast, two, words):
    pitstop, _card, bad = two
    answer = posts(browser(bad), pitstop, "geef", step=pitstop.step.pk, key=uuid4(), text=words)
    assert answer.status_code == 200
    actions.reveal(pitstop.step, by=cast.bo)
    screen = Client().get(f"/scherm/{screen_key(pitstop)}/nu/").content.decode()
    assert "<script" not in screen


def test_a_promise_is_not_made_wider_by_a_form(cast):
    pitstop = reflecting(cast)
    there = actions.narrow(pitstop.step, promise=Promise.LEAD, by=cast.bo)
    phone = a_phone(pitstop, name="Jan")
    client = browser(phone)
    posts(client, pitstop, "geef", step=there.pk, key=uuid4(), text=OURS, promise="3")
    card = Card.objects.unguarded(TABLE).get()
    assert (card.promise, card.seat_id) == (Promise.LEAD, None)
    actions.reveal(there, by=cast.bo)
    screen = Client().get(f"/scherm/{screen_key(pitstop)}/nu/").content.decode()
    assert OURS not in screen


@pytest.mark.parametrize("turned", [False, True])
def test_a_card_that_is_handed_in_again_becomes_more_private_and_never_wider(cast, turned):
    """As by the back button, or without JavaScript when the first answer got lost."""
    pitstop = reflecting(cast, script="1-first-meeting")  # with a name
    there, phone, key = pitstop.step, a_phone(pitstop, name="Jan"), uuid4()
    client = browser(phone)
    posts(client, pitstop, "geef", step=there.pk, key=key, text=OURS, promise="3")
    if turned:
        actions.reveal(there, by=cast.bo)
    for asked, kept in (("2", Promise.NAMELESS), ("0", Promise.SELF), ("3", Promise.SELF)):
        posts(client, pitstop, "geef", step=there.pk, key=key, text=OURS, promise=asked)
        card = Card.objects.unguarded(TABLE).get()
        assert (card.promise, card.seat_id, card.text) == (kept, None, OURS)
    if not turned:
        actions.reveal(there, by=cast.bo)
    screen = Client().get(f"/scherm/{screen_key(pitstop)}/nu/").content.decode()
    assert OURS not in screen
    assert OURS in client.get(f"/p/tafel/{pitstop.pk}/nu/").content.decode()


def test_the_same_post_many_times_is_one_thing(cast, two):
    pitstop, _card, bad = two
    client, key = browser(bad), uuid4()
    for _ in range(5):
        posts(client, pitstop, "geef", step=pitstop.step.pk, key=key, text="Eén keer")
        posts(client, pitstop, "doe", step=pitstop.step.pk, do="ready")
    talk = at(pitstop, Kind.TALK, cast.bo)
    for _ in range(5):
        posts(client, pitstop, "doe", step=talk.pk, do="hand")
    assert Card.objects.unguarded(TABLE).filter(text="Eén keer").count() == 1
    assert Ready.objects.unguarded(TABLE).count() == 1
    assert Hand.objects.unguarded(TABLE).count() == 1


def test_a_phone_that_was_sent_away_does_nothing_more_and_listens_no_more(cast, two):
    pitstop, _card, bad = two
    actions.remove_seat(bad.fresh(), by=cast.bo)
    client = browser(bad)
    there = pitstop.step.pk
    assert posts(client, pitstop, "geef", step=there, key=uuid4(), text="x").status_code == 409
    assert posts(client, pitstop, "doe", step=there, do="ready").status_code == 409
    ticket = live.ticket(pitstop.topic, to=["all"], who=f"seat:{bad.seat.pk}", hours=1)
    assert Client().get(reverse("foundation:live_stand", args=[ticket])).status_code == 403
    client.post(f"/p/mee/{pitstop.pk}/{bad.secret}/doe/", {"do": "come_back"})
    assert bad.fresh().left


def test_nobody_leads_from_a_phone(cast, two):
    pitstop, _card, bad = two
    client = browser(bad)
    said = {"step": pitstop.step.pk, "seat": bad.seat.pk}
    for do in ("on", "reveal", "end", "remove_seat"):
        client.post(f"/pitstop/{pitstop.pk}/leiden/doe/", {"do": do, **said})
    now = bad.fresh()
    assert (now.left, now.pitstop.ended, now.pitstop.step_id) == (None, None, pitstop.step.pk)
    assert now.pitstop.step.revealed is None
