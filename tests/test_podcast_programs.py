"""Programs that people listen with follow our feeds, and fetch the sound. Over a real socket."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.stories import masters, subscribing
from samenspel.stories.models import EpisodeEdition, Subscription
from samenspel.stories.tests.builders import an_episode, out
from tests.live_site import LiveSite, live_site

__all__ = ["live_site"]

WAITS = 120  # seconds for a program to be done


class Program:
    """A podcast program with a home of its own, as somebody just installed it."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *command: str) -> str:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "GPODDER_HOME": str(self.home / "gpodder"),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
        }
        done = subprocess.run(
            command,
            env=env,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=WAITS,
            check=False,
        )
        return done.stdout.decode(errors="replace")

    def sounds(self) -> list[bytes]:
        return sorted(file.read_bytes() for file in self.home.rglob("*.mp3"))


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def needed(*names: str) -> None:
    for name in names:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not on the PATH (bin/browser installs it)")


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
    needed("gpo")
    url, sounds = followed
    told = program.run("gpo", "subscribe", url)
    told += program.run("gpo", "download")
    assert "Bij de voordeur" in told
    assert program.sounds() == sounds


def test_newsboat_and_podboat(program: Program, followed: tuple[str, list[bytes]]) -> None:
    needed("newsboat", "podboat", "script")
    url, sounds = followed
    settings = program.home / ".newsboat"
    settings.mkdir()
    (settings / "urls").write_text(f"{url}\n")
    told = f'download-path "{program.home}/sounds/"\npodcast-auto-enqueue yes\n'
    (settings / "config").write_text(told)
    program.run("newsboat", "-x", "reload")
    assert (settings / "queue").read_text().count(".mp3") == 4  # address and file of each
    # It draws a screen, and stays until somebody presses q.
    press = "for second in $(seq 60); do [ $(ls sounds/*.mp3 | wc -l) = 2 ] && break; sleep 1; done"
    program.run("sh", "-c", f"({press}; sleep 1; printf q) | script -qec 'podboat -a' /dev/null")
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
