"""The sound: how loud it is, what is silent in it, how it fails and how it is handed out."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.tests.cast import Cast
from samenspel.sources import recordings
from samenspel.sources.tests.tapes import a_film, a_recording, a_tape
from samenspel.stories import actions, loudness, masters
from samenspel.stories.models import Master

from .builders import a_conversation, an_episode, out, ready

HOST = "command line"


def told(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-show_chapters"]
    run = subprocess.run([*command, "-of", "json", str(path)], check=True, capture_output=True)  # noqa: S603
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def volume(path: Path, begin: float, seconds: float) -> float:
    """The mean volume of a stretch, in dB."""
    command = ["ffmpeg", "-ss", str(begin), "-t", str(seconds), "-i", str(path)]
    run = subprocess.run(  # noqa: S603
        [*command, "-af", "volumedetect", "-f", "null", "-"], check=True, capture_output=True
    )
    found = re.search(rb"mean_volume: (\S+) dB", run.stderr)
    assert found
    return float(found[1])


@pytest.mark.parametrize("quiet", ["volume=0.05", "volume=1"])
def test_every_episode_is_equally_loud(cast: Cast, quiet: str) -> None:
    source = a_conversation(cast)
    a_recording(source, a_tape("wav", 8, "-af", quiet), by=cast.amina)
    master = ready(an_episode(cast, source), cast)
    assert master.trouble == ""
    assert abs(master.loudness - loudness.LOUDNESS) < 1
    assert abs(master.duration - 8000) < 200
    facts = told(masters.path_of(master))
    assert facts["streams"][0]["codec_name"] == "mp3"
    assert int(facts["format"]["size"]) == master.size


def test_chapters_and_title_stand_in_the_file(cast: Cast) -> None:
    episode = an_episode(cast, title="Zó; = #1")
    actions.divide(episode, chapters=[(0, "Begin; hier"), (1500, "Slot")], by=cast.bo)
    facts = told(masters.path_of(ready(episode, cast)))
    assert facts["format"]["tags"]["title"] == "Zó; = #1"
    assert [each["tags"]["title"] for each in facts["chapters"]] == ["Begin; hier", "Slot"]
    assert [float(each["start_time"]) for each in facts["chapters"]] == [0, 1.5]


def test_what_is_muted_is_silent(cast: Cast) -> None:
    episode = an_episode(cast)
    actions.mute(episode, stretches=[(1000, 2000)], by=cast.bo)
    path = masters.path_of(ready(episode, cast))
    assert volume(path, 1.2, 0.6) < -60
    assert volume(path, 0.2, 0.6) > -30
    assert volume(path, 2.3, 0.5) > -30


def test_of_a_film_only_the_sound_goes_out(cast: Cast) -> None:
    source = a_conversation(cast)
    a_recording(source, a_film("mp4", 3), by=cast.amina)
    facts = told(masters.path_of(ready(an_episode(cast, source), cast)))
    assert [each["codec_type"] for each in facts["streams"]] == ["audio"]


def test_when_it_fails_it_says_so_and_can_be_tried_again(cast: Cast) -> None:
    episode = an_episode(cast)
    tape = recordings.path_of(episode.recording)
    good = tape.read_bytes()
    tape.write_bytes(b"no sound at all")
    failed = ready(episode, cast)
    assert failed.trouble == "damaged"
    client = Client()
    client.force_login(cast.bo)
    work = reverse("stories:work", args=[episode.slug])
    page = client.get(work).content.decode()
    assert str(masters.REFUSALS["damaged"]) in page
    assert "Probeer het nog eens" in page
    tape.write_bytes(good)
    client.post(reverse("stories:prepare", args=[episode.slug]))
    (again,) = Master.objects.unguarded(HOST).filter(episode=episode)
    masters.make.func(str(again.key))
    assert actions.lacking(episode) == []


def test_silence_all_along_is_no_episode(cast: Cast) -> None:
    episode = an_episode(cast)
    actions.mute(episode, stretches=[(0, 3000)], by=cast.bo)
    assert ready(episode, cast).trouble == "silent"


def test_a_master_that_nobody_wants_any_more_is_not_kept(cast: Cast) -> None:
    episode = an_episode(cast)
    first = masters.prepare(episode, by=cast.bo)
    masters.prepare(episode, by=cast.bo)
    masters.make.func(str(first.key))
    assert not masters.path_of(first).exists()


def test_files_without_a_row_go_with_the_hourly_round(
    settings: Any, tmp_path: Path, db: None
) -> None:
    import os

    settings.EPISODES = tmp_path
    for name, age in [("old.mp3", 7200), ("new.mp3", 0)]:
        (tmp_path / name).write_text("x")
        past = (tmp_path / name).stat().st_mtime - age
        os.utime(tmp_path / name, (past, past))
    masters.forget_files()
    assert [path.name for path in tmp_path.iterdir()] == ["new.mp3"]


# Handing out


@pytest.fixture
def sound(cast: Cast) -> tuple[str, bytes]:
    edition = out(cast)
    assert edition.master is not None
    address = reverse("stories:file", args=[edition.slug, 1, "bij-de-voordeur.mp3"])
    return address, masters.path_of(edition.master).read_bytes()


def test_the_whole_of_it(sound: tuple[str, bytes]) -> None:
    address, data = sound
    answer = Client().get(address)
    assert b"".join(answer) == data
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["Content-Length"] == str(len(data))
    assert answer["Accept-Ranges"] == "bytes"
    assert "public" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-1", 0, 1), ("bytes=100-", 100, -1), ("bytes=-50", -50, -1)],
)
def test_a_part_is_as_long_as_was_asked(
    sound: tuple[str, bytes], asked: str, first: int, last: int
) -> None:
    address, data = sound
    size = len(data)
    start, end = first % size, last % size + 1
    answer = Client().get(address, headers={"range": asked})
    assert answer.status_code == 206
    assert b"".join(answer) == data[start:end]
    assert answer["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
    assert answer["Content-Length"] == str(end - start)


def test_past_the_end_there_is_nothing(sound: tuple[str, bytes]) -> None:
    address, data = sound
    answer = Client().get(address, headers={"range": f"bytes={len(data)}-"})
    assert answer.status_code == 416


def test_who_has_it_already_is_told_so(sound: tuple[str, bytes]) -> None:
    address, data = sound
    first = Client().get(address)
    assert b"".join(first)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    other = Client().get(address, headers={"range": "bytes=0-1", "if-range": '"other"'})
    assert other.status_code == 200
    assert b"".join(other) == data


def test_a_look_at_its_head(sound: tuple[str, bytes]) -> None:
    address, data = sound
    answer = Client().head(address)
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(len(data))
    b"".join(answer)
