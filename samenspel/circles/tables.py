"""The circles and the deeds as tables, for `docs/circles.md`. Tests hold both against the code."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from django.apps import apps
from django.urls import get_resolver
from django.utils import translation

from .deeds import DEEDS, Deed
from .models import Circle, Role

# From which circle on somebody reads what belongs to a coalition.
READS = {
    "who wrote it": Circle.PRIVATE,
    "coordinator or member of that coalition": Circle.COALITION,
    "support team with access to that coalition": Circle.TEAM,
    "coordinator or member of another coalition": Circle.EXPEDITION,
    "support team without access to it": Circle.EXPEDITION,
    "programme manager": Circle.PARTNERS,
    "partner": Circle.PARTNERS,
    "somebody of another expedition": Circle.PUBLIC,
    "passer-by": Circle.PUBLIC,
}
COLUMNS = [
    *("author", "speaker", "oneself"),
    *(Role.MEMBER, Role.COORDINATOR, Role.FACILITATOR, Role.RESEARCHER, Role.WRITER),
    *(Role.PARTNER, Role.MANAGER),
]

OPENING = """\
# Circles and deeds

Made by `samenspel circles`; a test compares it with the code. Nobody has more than this: there is
no administrator.

## Who reads what
Of what belongs to a coalition. Each circle's readers contain those of the one before. What belongs
to the support team itself is read by the whole team from the third circle on.
"""
MIDDLE = """
Whoever reads words does not yet read a name. Beside words stands the name of who speaks for the
people of that coalition, for the speaker, and for whoever brought the words in. Where speakers are
asked for their words, the support team with access to that coalition reads it too. Everybody else
reads "a resident, Zandhove", or "resident 2" in a conversation.

## Who may do what
In the place where the subject belongs. "Speaker" is the one whose words they are, "oneself" the
one whose place it is. Some deeds ask more than a role: what a coalition makes together is shared by
its coordinator, the fund names only a first coordinator. The rule stands above the function, in the
`actions.py` of its room; each deed leaves a line in the log. A deed that grants another lets
whoever does it do that one too, there and then and no further.
"""


def all_deeds() -> list[Deed]:
    """Every deed of every room, by name. The addresses bring in all pages, and so their deeds."""
    for config in apps.get_app_configs():
        if config.name.startswith("samenspel."):
            name = f"{config.name}.actions"
            try:
                import_module(name)
            except ModuleNotFoundError as missing:
                if missing.name != name:
                    raise
    _ = get_resolver().url_patterns
    return [DEEDS[name] for name in sorted(DEEDS)]


def page() -> str:
    """The whole of `docs/circles.md`."""
    with translation.override("en"):
        return "\n".join([OPENING, *_reading(), MIDDLE, *_doing(), ""])


def _reading() -> Iterator[str]:
    yield _row(["", *(str(circle.label) for circle in Circle)])
    yield _row(["---"] * (len(Circle) + 1))
    for who, first in READS.items():
        yield _row([who, *("reads" if circle >= first else "" for circle in Circle)])


def _doing() -> Iterator[str]:
    deeds = all_deeds()
    others = sorted({str(who) for deed in deeds for who in deed.rule.who} - set(map(str, COLUMNS)))
    columns = [*COLUMNS, *others]
    heads = [str(Role(who).label) if who in Role.values else who for who in columns]
    yield _row(["deed", *heads, "what it does"])
    yield _row(["---"] * (len(columns) + 2))
    for deed in deeds:
        may = ["x" if who in deed.rule.who else "" for who in columns]
        yield _row([f"`{deed.name}`", *may, deed.does + _granted(deed)])


def _granted(deed: Deed) -> str:
    names = ", ".join(f"`{name}`" for name in sorted(deed.grants))
    return f" Grants {names}." if names else ""


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
