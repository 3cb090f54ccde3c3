"""The words of an episode as files, read by others than ourselves."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.tests.cast import Cast
from samenspel.sources.readers import read

from .builders import a_conversation, an_episode, out

SAID = [
    ("Amina", "Van links --> rechts, en 1 < 2 & 3 > 2.", 0, 1000),
    ("Bram", "Zo typ je <i>schuin</i>, en </v> <b of {\\an8} doet niets.", 1000, 2000),
    ("Amina", "2026", 2000, 3000),
]


def a_file(cast: Cast, ending: str) -> bytes:
    edition = out(cast, an_episode(cast, a_conversation(cast, said=SAID)))
    name = f"tekst.{ending}"
    path = reverse("stories:file", args=[edition.slug, edition.number, name])
    return b"".join(Client().get(path))


def as_ffmpeg_reads(path: Path) -> list[str]:
    """As plain lines, one for each caption, in the notation of WebVTT."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "webvtt", "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    blocks = [block.splitlines() for block in told.strip().split("\n\n")[1:]]
    return [" ".join(lines[1:]) for lines in blocks]


@pytest.mark.parametrize("ending", ["vtt", "srt"])
def test_signs_that_programs_read_as_their_own_break_no_file(
    cast: Cast, tmp_path: Path, ending: str
) -> None:
    data = a_file(cast, ending)
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    arrow = "--&gt;" if ending == "vtt" else "→"
    assert data.decode().count("-->") == len(SAID)
    assert f"links {arrow} rechts" in data.decode()
    first, second, third = as_ffmpeg_reads(path)
    assert "rechts" in first
    assert all(word in second for word in ("schuin", "/v", "doet niets"))
    assert "2026" in third
    ours = [each.text for each in read(path.name, data).paragraphs]
    assert len(ours) == len(SAID)
    assert "schuin" in ours[1]


def test_webvtt_gives_every_sign_back(cast: Cast) -> None:
    ours = [each.text for each in read("a.vtt", a_file(cast, "vtt")).paragraphs]
    said = [words.replace("{\\an8} ", "") for _who, words, _begin, _stop in SAID]
    assert ours == said  # where captions stand on a film is no word
