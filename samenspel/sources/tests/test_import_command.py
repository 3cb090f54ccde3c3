"""`samenspel import`: the same deeds, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.sources.models import Source

from .files import EVERY_KIND

BOOKS = "command line"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in EVERY_KIND.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "kapot.pdf").write_bytes(b"soep")
    return tmp_path


def run(*words: Any, by: str = "els@example.org") -> None:
    call_command("import", *map(str, words), "--by", by)


def test_every_kind_of_file_is_kept(cast: Cast, folder: Path) -> None:
    run(*(folder / name for name in EVERY_KIND), "--coalition", "oost")
    sources = Source.objects.unguarded(BOOKS)
    assert sources.count() == len(EVERY_KIND)
    assert {source.circle for source in sources} == {Circle.PRIVATE}
    assert {source.coalition for source in sources} == {cast.oost}


def test_speakers_get_their_voice_and_their_yes(cast: Cast, folder: Path) -> None:
    words = ("--circle", "team", "--agreed", "spoken", "--voice", "Amina=resident")
    run(folder / "gesprek.md", "--coalition", "Samen Oost", "--moment", "2025-03-31", *words)
    (source,) = Source.objects.unguarded(BOOKS)
    assert source.circle == Circle.TEAM
    assert str(source.moment) == "2025-03-31"
    assert source.kind == Source.Kind.INTERVIEW
    assert source.speakers.unguarded(BOOKS).get(label="Amina").voice == "resident"


def test_a_circle_without_the_speakers_yes_is_refused(
    cast: Cast, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="1 of 1"):
        run(folder / "gesprek.md", "--coalition", "oost", "--circle", "team")
    assert "gesprek.md" in capsys.readouterr().err
    assert not Source.objects.unguarded(BOOKS).exists()


def test_one_bad_file_does_not_hold_up_the_others(
    cast: Cast, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="1 of 2"):
        run(folder / "kapot.pdf", folder / "gesprek.txt", "--coalition", "oost")
    assert "kapot.pdf" in capsys.readouterr().err
    assert Source.objects.unguarded(BOOKS).count() == 1


def test_a_dry_run_tells_and_keeps_nothing(
    cast: Cast, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder / "gesprek.pdf", "--expedition", "polder", "--dry-run")
    assert "Bram van der Wal: 3 paragraphs" in capsys.readouterr().out
    assert not Source.objects.unguarded(BOOKS).exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--coalition", "zuid"], "There is no coalition called zuid. Choose: noord, oost, west"),
        (["--coalition", "oost", "--moment", "gisteren"], "write the day as"),
        (["--coalition", "oost", "--voice", "Amina=dorp"], 'write "Name=voice"'),
    ],
)
def test_a_mistake_is_told(cast: Cast, folder: Path, words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(folder / "gesprek.txt", *words)


def test_only_who_may_brings_something_in(cast: Cast, folder: Path) -> None:
    with pytest.raises(CommandError, match="1 of 1"):
        run(folder / "gesprek.txt", "--coalition", "oost", by="fons@example.org")
    with pytest.raises(CommandError, match="Nobody here"):
        run(folder / "gesprek.txt", "--coalition", "oost", by="niemand@example.org")


def test_a_file_that_is_not_there_is_told(cast: Cast, folder: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(folder / "weg.txt", "--coalition", "oost")
