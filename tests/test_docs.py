"""The documents tell what is there, and nothing about what is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
DOCS = sorted([*TOP.glob("*.md"), *TOP.glob("docs/**/*.md"), *TOP.glob("bench/*.md")])


def table(path: Path) -> set[str]:
    """The first cell, in backticks, of every row of a document's tables."""
    return set(re.findall(r"^\| `([A-Z_]+)` \|", path.read_text(), re.MULTILINE))


def test_every_setting_is_told_and_every_told_setting_is_there():
    code = (TOP / "samenspel/web/settings.py").read_text()
    asked = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', code))
    asked |= set(re.findall(r"\$\{([A-Z_]+):-", (TOP / "bin/serve").read_text()))
    assert asked == table(TOP / "docs/settings.md")


def test_every_room_stands_on_the_page_of_the_house():
    page = (TOP / "docs/the-house.md").read_text()
    rooms = {path.parent.name for path in TOP.glob("samenspel/*/apps.py")}
    told = set(re.findall(r"^\| (\w+) \| (?!its one job)", page, re.MULTILINE)) - {
        "room",
        "concern",
    }
    assert told == rooms


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(TOP)))
def test_a_file_that_a_document_names_is_there(path):
    """Names in backticks that look like a path of ours, and links within the project."""
    text = path.read_text()
    named = set(re.findall(r"`((?:bin|docs|tests|bench|samenspel)/[\w./-]+)`", text))
    named |= {
        str((path.parent / link).relative_to(TOP) if not link.startswith("/") else link)
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text)
    }
    missing = {name for name in named if not (TOP / name).exists()}
    assert not missing


def test_words_stand_once():
    page = (TOP / "docs/words.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", page, re.MULTILINE)
    dutch = [row[0].strip() for row in rows]
    assert len(dutch) == len(set(dutch)) > 30


def test_a_lock_file_names_no_host():
    """What is installed comes from wherever the host of the machine gets its packages."""
    files = sorted(TOP.glob("requirements/*"))
    assert files
    assert not [path.name for path in files if re.search(r"://|--(extra-)?index", path.read_text())]


def test_nothing_names_the_folder_it_happens_to_stand_in():
    here = f"{TOP}/"
    written = [*TOP.glob("requirements/*"), *DOCS, *TOP.glob("bin/*"), TOP / "pyproject.toml"]
    assert not [path.name for path in written if here in path.read_text()]
