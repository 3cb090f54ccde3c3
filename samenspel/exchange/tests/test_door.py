"""Before a large project is read, it is asked who brings it."""

from __future__ import annotations

import asyncio

import pytest
from django.conf import settings
from django.test import Client

from samenspel.exchange import door


def key_of(person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_who_has_a_place_at_the_bench_is_let_in(cast):
    slug = cast.expedition.slug
    assert door.at_home(key_of(cast.els), slug)
    assert not door.at_home(key_of(cast.els), "elsewhere")


@pytest.mark.parametrize("name", ["fons", "amina"])
def test_who_has_none_is_not(cast, name):
    assert not door.at_home(key_of(getattr(cast, name)), cast.expedition.slug)


@pytest.mark.django_db
@pytest.mark.parametrize("cookies", [[], [(b"cookie", b"taal=nl")], [(b"cookie", b"=;;\xff")]])
def test_without_a_session_nobody_is_asked(cookies):
    scope = {"headers": cookies, "path": "/werkbank/oost/uitwisselen/"}
    assert not asyncio.run(door.has_place(scope))


def test_a_session_that_ended_is_none(cast):
    assert not door.at_home("made-up", cast.expedition.slug)
