"""The Dutch catalogue is complete, current and of one mind."""

from __future__ import annotations

import ast
import importlib
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.forms import ModelForm

pytestmark = pytest.mark.once

HOUSE = Path(__file__).parents[1] / "samenspel"
CATALOGUES = sorted(HOUSE.glob("*/locale/nl/LC_MESSAGES/django.po"))
ROOMS = sorted(path.parent.name for path in HOUSE.glob("*/apps.py"))


def messages(path: Path):
    with path.open("rb") as file:
        return [message for message in read_po(file, locale="nl") if message.id]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_every_sentence_has_its_dutch(path):
    lacking = [
        message.id
        for message in messages(path)
        if message.fuzzy
        or not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]
    assert not lacking


def test_one_english_sentence_is_one_dutch_sentence():
    """Catalogues are laid over each other when the site runs: two translations would fight."""
    said = defaultdict(dict)
    for path in CATALOGUES:
        for message in messages(path):
            said[(message.context, message.id)][path.parts[-5]] = message.string
    torn = {key: rooms for key, rooms in said.items() if len(set(rooms.values())) > 1}
    assert not torn


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_in_the_code_is_in_the_catalogue(room, tmp_path):
    """Collects the sentences afresh, beside the room, and compares."""
    assert shutil.which("xgettext"), "bin/browser installs gettext"
    copy = tmp_path / room
    shutil.copytree(HOUSE / room, copy, ignore=shutil.ignore_patterns("tests", "*.mo"))
    (copy / "locale/nl/LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["python", "-m", "samenspel", "makemessages", "-v0", "-l", "nl", "--no-obsolete"],
        cwd=copy,
        check=True,
        env={**_environment(), "PYTHONPATH": str(HOUSE.parent)},
    )
    fresh = copy / "locale/nl/LC_MESSAGES/django.po"
    kept = HOUSE / room / "locale/nl/LC_MESSAGES/django.po"
    wanted = {(m.context, m.id) for m in messages(fresh)} if fresh.exists() else set()
    there = {(m.context, m.id) for m in messages(kept)} if kept.exists() else set()
    assert wanted == there, f"run bin/messages {room}"


def _environment():
    import os
    import sys

    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "SAMENSPEL_SECRET_KEY": "only for tests"}


def test_no_sentence_hides_in_an_f_string():
    """gettext does not look there, so it would never be collected, nor translated."""
    hidden = [
        f"{path.relative_to(HOUSE)}:{part.lineno}"
        for path in HOUSE.rglob("*.py")
        for string in ast.walk(ast.parse(path.read_text()))
        if isinstance(string, ast.JoinedStr)
        for part in ast.walk(string)
        if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Name)
        and part.func.id in ("_", "gettext", "ngettext", "pgettext")
    ]
    assert not hidden


@pytest.mark.parametrize("room", ROOMS)
def test_no_form_shows_what_a_model_says_for_developers(room):
    if not (HOUSE / room / "forms.py").exists():
        pytest.skip("no forms")
    forms = vars(importlib.import_module(f"samenspel.{room}.forms")).values()
    shown = [
        f"{form.__name__}.{name}"
        for form in forms
        if isinstance(form, type) and issubclass(form, ModelForm) and form._meta.model
        for name, field in form.base_fields.items()
        if field.help_text and field.help_text == _said_by(form._meta.model, name)
    ]
    assert not shown


def _said_by(model, name):
    return next((each.help_text for each in model._meta.fields if each.name == name), None)
