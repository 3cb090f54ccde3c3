"""Scripts of meetings as files: taken along, given to others, and read back with care."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from samenspel.circles.deeds import coordinator, deed, team
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused

from . import scripts
from .models import Promise, Script
from .scripts import Plan

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from samenspel.circles.models import Coalition
    from samenspel.people.models import Person

MOST_BYTES = 64 * 1024
LONGEST_NAME = 80
LONGEST_LINE = 300
WORDS = ("kind", "promise")
NUMBERS = {"minutes": 240, "most": 12, "dots": 12, "about": 30}


def as_file(plan: Plan) -> bytes:
    """A script as JSON, as `scripts.read` takes it."""
    data = {
        "version": plan.version,
        "title": plan.title,
        "about": plan.about,
        "steps": steps_of(plan),
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def steps_of(plan: Plan) -> list[dict[str, Any]]:
    """The steps as a script keeps them."""
    return [
        {
            "kind": part.kind,
            "minutes": part.minutes,
            "title": part.title,
            "ask": part.ask,
            "promise": Promise(part.promise).name.lower(),
            **({} if part.about is None else {"about": part.about}),
            **part.more,
        }
        for part in plan.parts
    ]


def file_name(plan: Plan) -> str:
    return f"{slugify(plan.name) or 'script'}-{plan.version}.json"


def read_file(upload: UploadedFile[Any] | None) -> Plan:
    """The script in a file that somebody brings. What is wrong is refused in a sentence."""
    if upload is None:
        raise Refused(_("Choose a file first."))
    if (upload.size or 0) > MOST_BYTES:
        raise Refused(_("This file is too large for a script. Choose a smaller one."))
    try:
        data = json.loads(upload.read().decode())
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Refused(_("This file is not a script that we can read.")) from None
    if not isinstance(data, dict):
        raise Refused(_("This file is not a script that we can read."))
    steps = data.get("steps")
    for number, step in enumerate(steps if isinstance(steps, list) else []):
        _insist_plain(number, step)
    plan = scripts.read("bestand", {**data, "version": 1})
    if not plan.name:
        raise Refused(_("Give the script a name."))
    _insist_short(plan)
    return plan


def _insist_plain(number: int, step: Any) -> None:
    """A step from a stranger's file: numbers are numbers, lists are lists."""
    wrong = Refused(_("Step %d of this script can't be read.") % (number + 1))
    if not isinstance(step, dict) or not all(isinstance(step.get(k, ""), str) for k in WORDS):
        raise wrong
    for key, most in NUMBERS.items():
        value = step.get(key)
        if value is not None and (type(value) is not int or not 0 <= value <= most):
            raise wrong
    cards = step.get("cards", [])
    if not isinstance(cards, list) or not all(isinstance(card, str) for card in cards):
        raise wrong
    if not isinstance(step.get("everybody", False), bool) or "paragraphs" in step:
        raise wrong
    if any(step.get(key) == 0 for key in ("minutes", "most", "dots")):
        raise wrong


def _insist_short(plan: Plan) -> None:
    lines = [(part.title, LONGEST_NAME) for part in plan.parts]
    lines += [(part.ask, LONGEST_LINE) for part in plan.parts]
    for words, most in [(plan.title, LONGEST_NAME), (plan.about, LONGEST_LINE), *lines]:
        for said in words.values():
            if len(said) > most:
                raise Refused(
                    _("That is too long: %(now)d characters. Keep it under %(most)d.")
                    % {"now": len(said), "most": most}
                )


@deed("script.import", may=coordinator | team)
def import_script(place: Coalition, *, plan: Plan, by: Person) -> Script:
    """Keep a script that somebody brought as a file, as one of our own."""
    script: Script = Script.objects.create(
        author=by,
        **place.where,
        circle=Circle.TEAM,
        ceiling=Circle.EXPEDITION,
        title=plan.title,
        about=plan.about,
        steps=steps_of(plan),
    )
    return script
