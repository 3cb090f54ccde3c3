"""Rules of the house that are read off the code itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from samenspel.circles.sight import REASONS

pytestmark = pytest.mark.once

HOUSE = Path(__file__).parents[1] / "samenspel"
FILES = sorted(
    path for path in HOUSE.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)
)
# Doing goes through deeds: a view or form has no door of its own to the tables.
WRITES = {"save", "create", "delete", "update", "bulk_create", "get_or_create", "update_or_create"}
# Not tables: what these names hold may well be saved or updated.
NOT_TABLES = {
    "data",
    "session",
    "headers",
    "cleaned_data",
    "attrs",
    "context",
    "dict",
    "hashlib",
    "digest",
}


def tree(path: Path) -> ast.AST:
    return ast.parse(path.read_text(), str(path))


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(HOUSE.parent)}:{getattr(node, 'lineno', '?')}"


def test_there_are_files_to_read():
    assert len(FILES) > 20


def test_nobody_goes_around_the_guard():
    """No raw SQL on models, no base manager: they do not ask who is looking."""
    found = [
        where(path, node)
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"raw", "_base_manager", "extra"}
    ]
    assert not found


def constants_of(path: Path) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def test_every_look_without_a_reader_has_a_reason_from_the_list():
    known: dict[str, str] = {}
    for path in FILES:
        known.update(constants_of(path))
    used = set()
    for path in FILES:
        for call in calls(path):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name not in {"unguarded", "lifted"} or path.name == "sight.py":
                continue
            (reason,) = call.args
            words = (
                reason.value
                if isinstance(reason, ast.Constant)
                else known.get(getattr(reason, "id", getattr(reason, "attr", "")))
            )
            assert words in REASONS, where(path, call)
            used.add(words)
    assert used == set(REASONS), f"on the list, but nobody's reason: {set(REASONS) - used}"


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.stem in {"views", "forms"} or path.parent.name == "views"],
    ids=lambda path: str(path.relative_to(HOUSE)),
)
def test_a_view_looks_and_asks_for_deeds_but_writes_nothing(path):
    wrong = []
    for call in calls(path):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
            continue
        of = call.func.value
        named = getattr(of, "attr", getattr(of, "id", ""))
        if named in NOT_TABLES or named.endswith("actions") or isinstance(of, ast.Constant):
            continue
        if isinstance(of, ast.Call) and getattr(of.func, "id", "") == "super":
            continue
        wrong.append(f"{where(path, call)} .{call.func.attr}()")
    assert not wrong


def test_a_page_leads_to_its_own_room_or_lower_ones():
    """As imports do; `web` is where everybody comes home."""
    layers = tomllib.loads((HOUSE.parent / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = {
        room: floor
        for floor, rooms in enumerate(layers["contracts"][0]["layers"])
        for room in rooms.split(" | ")
    }
    upward = [
        f"{path.relative_to(HOUSE)} leads to {room}"
        for path in HOUSE.rglob("templates/**/*.html")
        for room in re.findall(r"""url ["'](\w+):""", path.read_text())
        if room in floors and room != "web"
        if (here := path.relative_to(HOUSE).parts[0]) != room and floors[room] <= floors[here]
    ]
    assert upward == []


def test_templates_hold_nothing_inline():
    """The content policy forbids it in the browser; here it is found before."""
    wrong = [
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("templates/**/*.html")
        if "mail" not in path.parts
        and any(
            sign in path.read_text()
            for sign in (' style="', "<style", " onclick=", " onload=", "javascript:")
        )
    ]
    assert not wrong


def test_without_a_key_nothing_starts_and_it_says_what_to_do():
    here = {"PATH": "", "PYTHONPATH": str(HOUSE.parent)}
    for command in ("check", "migrate"):
        run = [sys.executable, "-m", "samenspel", command]
        ended = subprocess.run(run, env=here, capture_output=True, text=True, check=False)
        assert ended.returncode
        assert "Set SAMENSPEL_SECRET_KEY" in ended.stderr


def test_the_formulas_of_agreement_need_nothing_but_python():
    files = sorted((HOUSE / "insight/agreement").glob("*.py"))
    assert len(files) > 5
    outside = [
        where(path, node)
        for path in files
        for node in ast.walk(tree(path))
        if (
            isinstance(node, ast.ImportFrom)
            and node.level != 1
            and str(node.module).partition(".")[0] not in sys.stdlib_module_names
        )
        or (
            isinstance(node, ast.Import)
            and not {name.name for name in node.names} <= sys.stdlib_module_names
        )
    ]
    assert not outside
