"""Programs that people listen with follow our feeds, and fetch the sound. Over a real socket."""

from __future__ import annotations

from pathlib import Path

import pytest

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.stories import masters, subscribing
from samenspel.stories.models import EpisodeEdition, Subscription
from samenspel.stories.tests.builders import an_episode, out
from tests.listeners import Program, by_gpodder, by_podboat, needed
from tests.live_site import LiveSite, live_site

__all__ = ["live_site"]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture(params=["public", "private"])
def followed(
    request: pytest.FixtureRequest, cast: Cast, live_site: LiveSite
) -> tuple[str, list[bytes]]:
    """The address of a feed on the live site, and the sounds of its two episodes."""
    public = request.param == "public"
    circle = Circle.PUBLIC if public else Circle.COALITION
    first = out(cast, an_episode(cast), circle=circle)
    second = out(cast, an_episode(cast, title="Aan tafel"), circle=circle)
    sounds = sorted([sound_of(first), sound_of(second)])
    if public:
        return f"{live_site.url}/afleveringen/van/polder/feed.xml", sounds
    key = subscribing.begin(cast.oost, name="Telefoon", by=cast.bram)
    return f"{live_site.url}/podcast/{key.token}/feed.xml", sounds


def sound_of(edition: EpisodeEdition) -> bytes:
    assert edition.master is not None
    return masters.path_of(edition.master).read_bytes()


def test_gpodder(program: Program, followed: tuple[str, list[bytes]]) -> None:
    url, sounds = followed
    assert "Bij de voordeur" in by_gpodder(program, url)
    assert program.sounds() == sounds


def test_newsboat_and_podboat(program: Program, followed: tuple[str, list[bytes]]) -> None:
    url, sounds = followed
    by_podboat(program, url, many=2)
    assert program.sounds() == sounds


def test_a_key_that_was_ended_opens_nothing(
    program: Program, cast: Cast, live_site: LiveSite
) -> None:
    needed("gpo")
    out(cast, an_episode(cast), circle=Circle.COALITION)
    key = subscribing.begin(cast.oost, name="Telefoon", by=cast.bram)
    url = f"{live_site.url}/podcast/{key.token}/feed.xml"
    program.run("gpo", "subscribe", url)
    assert "Bij de voordeur" in program.run("gpo", "episodes")
    subscribing.end(Subscription.objects.unguarded("command line").get(), by=cast.bram)
    program.run("gpo", "update")
    program.run("gpo", "download")
    assert program.sounds() == []
