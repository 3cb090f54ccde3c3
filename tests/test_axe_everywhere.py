"""Every address of the house in a real browser: axe finds nothing, and nothing scrolls sideways.

Rooms look at their own pages in more widths, schemes and languages; here none is forgotten.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test import Client

from tests.browser import OpenPage
from tests.test_crawl import World, addresses, body, world

__all__ = ["world"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the pages are those of SQLite"),
]
PARTS = 3
LOOKERS = ["bo", "els", "wim", "fons", "amina", "passerby"]


class Opened(NamedTuple):
    """A page, and who may look at it. `alone`: its text, when it may run no script where it is."""

    name: str
    path: str
    who: str
    alone: str


def first_that_opens(world: World, part: int) -> list[Opened]:
    """Of every address one page; in so many parts, to be looked at side by side."""
    clients = {who: Client() for who in LOOKERS}
    for who, client in clients.items():
        if person := getattr(world.cast, who):
            client.force_login(person)
    found = []
    for name, samples in list(addresses(world).items())[part::PARTS]:
        for _, path in samples:
            for who, client in clients.items():
                answer = client.get(path)
                said = body(answer)
                if answer.status_code == 200 and is_page(answer, said):
                    sandboxed = "sandbox" in answer.get("Content-Security-Policy", "")
                    found.append(Opened(name, path, who, said if sandboxed else ""))
                    break
            else:
                continue
            break
    return found


def is_page(answer: Any, said: str) -> bool:
    """A whole page: a part that is fetched into one is looked at there."""
    return answer["Content-Type"].startswith("text/html") and "<html" in said


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_mistake(world, part, open_page: OpenPage, axe, sideways):
    pages = {who: open_page(getattr(world.cast, who), width=320) for who in LOOKERS}
    wrong, looked = [], 0
    blank = open_page(width=320)
    for name, path, who, alone in first_that_opens(world, part):
        page = blank if alone else pages[who]
        if alone:  # axe would wait for ever for its own script
            page.set_content(alone)
        else:
            page.goto(path)
        looked += 1
        wrong += [f"{name} {path} ({who}): {line}" for line in axe(page)]
        if wide := sideways(page):
            wrong.append(f"{name} {path} ({who}): {wide} px too wide")
    assert looked > 60 / PARTS
    assert not wrong, "\n".join(wrong)
