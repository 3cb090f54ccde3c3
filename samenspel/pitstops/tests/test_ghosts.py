"""A trial: simulated people do what phones do, and nothing of it is kept."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from samenspel.agendas.models import Agreement
from samenspel.foundation.errors import Refused
from samenspel.foundation.tests.post_office import work
from samenspel.pitstops import actions, ghosts, glance, harvest, looking
from samenspel.pitstops.models import Card, Kind, Pitstop, Seat
from samenspel.pitstops.seats import TABLE
from samenspel.sources.models import Source

from .builders import a_pitstop, at, step


def everybody_plays(trial: Pitstop, many: int) -> None:
    now = Pitstop.objects.unguarded(TABLE).select_related("step__about").get(pk=trial.pk)
    for n in range(many):
        secret = ghosts.secret_of(now, n)
        seat = glance.seat_of(now.pk, secret)
        ghosts.play(seat, now.step, secret, random.Random(n))


def test_every_line_is_there_in_both_languages():
    for kind, lines in ghosts.lines().items():
        assert all(line["nl"] and line["en"] for line in lines), kind


def test_ghosts_play_a_whole_meeting_and_nothing_stays(cast):
    planned = a_pitstop(cast)
    trial = ghosts.rehearse(planned, many=7, by=cast.bo)
    assert planned.began is None
    assert Seat.objects.unguarded(TABLE).filter(pitstop=trial).count() == 7
    for kind in Kind:
        if step(trial, kind):
            at(trial, kind, cast.bo)
            everybody_plays(trial, 7)
    reflect, vote, checkout = (step(trial, kind) for kind in ("reflect", "vote", "checkout"))
    assert 7 <= Card.objects.unguarded(TABLE).filter(step=reflect).count() <= 7 * reflect.most
    assert sum(looking.dots_on(vote).values()) == 7 * vote.dots
    assert sum(looking.dared_now(checkout).values()) == 7
    assert looking.placings(reflect)
    with pytest.raises(Refused):
        actions.agree(trial, what="Iets", who="Bo", by=cast.bo)
    actions.end(trial, by=cast.bo)
    assert not Source.objects.unguarded(TABLE).exists()
    assert not Agreement.objects.unguarded(TABLE).exists()
    Pitstop.objects.unguarded(TABLE).filter(pk=trial.pk).update(
        began=timezone.now() - timedelta(days=2)
    )
    harvest.forget_slips()
    assert list(Pitstop.objects.unguarded(TABLE)) == [planned]


@pytest.mark.django_db(transaction=True)
def test_the_worker_lets_them_do_their_part_by_turns(cast):
    trial = ghosts.rehearse(a_pitstop(cast), many=4, by=cast.bo)
    work()
    assert Card.objects.unguarded(TABLE).filter(pitstop=trial).exists()


def test_one_click(cast):
    planned = a_pitstop(cast)
    client = Client()
    client.force_login(cast.bo)
    answer = client.post(f"/pitstop/{planned.pk}/proef/", {"many": "few"}, follow=True)
    assert answer.status_code == 200
    assert Seat.objects.unguarded(TABLE).count() == ghosts.FEW
    client.force_login(cast.amina)
    assert client.post(f"/pitstop/{planned.pk}/proef/").status_code == 404
