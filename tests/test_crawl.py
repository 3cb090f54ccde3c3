"""The whole cast visits every address, and meets only words that are theirs to read.

Each room tells in its `tests/samples.py`:

    def plant(world): ...     # rows with a canary word: world.canary({"amina", "bram"})
    SAMPLES = {"sources:source": lambda world: [{"pk": source.pk} for source in world.sources]}
    QUERIES = {"web:search": ["?q=kanarie"]}      # what to ask such an address, if anything
    EXEMPT = {"people:...": "why it is not visited"}

An address without a sample fails the test. So does a shared table without a canary.
"""

from __future__ import annotations

import importlib
import os
import re
from collections import defaultdict
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_tasks_db.models import DBTaskResult

from samenspel.circles.models import Inside, Membership, Role, Shared, Voice
from samenspel.circles.tests.cast import Cast, a_person
from samenspel.people.models import Person

ROOMS = (
    "foundation people circles sources agendas assessments stories reflections pitstops threads "
    "exchange insight suggestions recognition lessons site digests travelogue web"
).split()
CANARY = re.compile(r"kanarie[0-9]{4}")
NOT_THERE = 987654321
ANSWERS = (200, 302, 303, 400, 403, 404, 405, 410)
Face = tuple[int, tuple[str, ...], int]  # status, headers, size


def room_samples() -> list[ModuleType]:
    found = []
    for room in ROOMS:
        try:
            found.append(importlib.import_module(f"samenspel.{room}.tests.samples"))
        except ModuleNotFoundError as missing:
            if missing.name != f"samenspel.{room}.tests.samples":
                raise
    return found


OOST = ("amina", "bram", "bo")
TEAM = ("els", "wim", "fenna")
TRAVEL = {*OOST, *TEAM, "cor", "fons", "pia"}
# Who may meet somebody's name: of a coalition its own people, and the team that has access to it.
NAMED = {
    **{who: {*OOST, *TEAM} for who in OOST},
    "cor": {"cor", "els", "wim"},
    "dirk": {"dirk"},
    **dict.fromkeys((*TEAM, "fons", "pia"), TRAVEL),
    # By him are the questions to speakers, which whoever holds their link may read.
    "wim": {*TRAVEL, "dirk", "passerby"},
}


class World(SimpleNamespace):
    """The cast, and the canaries that were planted among them and in their names."""

    cast: Cast
    guest: Person
    readers: dict[str, set[str]]

    def canary(self, readers: set[str]) -> str:
        """A word that only these members of the cast may ever meet (by their names)."""
        word = f"kanarie{len(self.readers) + 1:04d}"
        self.readers[word] = set(readers)
        return word


@pytest.fixture
def world(cast: Cast) -> World:
    world = World(cast=cast, readers={}, guest=a_guest(cast))
    for who, readers in NAMED.items():
        person = getattr(cast, who)
        person.name += f" {world.canary(readers)}"
        person.save()
    for room in room_samples():
        if hasattr(room, "plant"):
            room.plant(world)
    # No worker runs here: what planting left would lie waiting, and the health page says so.
    DBTaskResult.objects.all().delete()
    return world


def a_guest(cast: Cast) -> Person:
    """Somebody of Oost whose personal links are given to everybody: her name is no canary."""
    guest = a_person("lies")
    Membership.objects.create(
        person=guest,
        expedition=cast.expedition,
        coalition=cast.oost,
        role=Role.MEMBER,
        voice=Voice.RESIDENT,
    )
    return guest


def names(patterns: list[Any], space: str = "") -> list[str]:
    """Every address that has a name, with its namespaces."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found += names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            found.append(f"{space}{pattern.name}")
    return found


def addresses(world: World) -> dict[str, list[tuple[dict[str, Any], str]]]:
    """Every address to visit, by name: its keywords and its path."""
    found: dict[str, list[tuple[dict[str, Any], str]]] = {}
    queries: dict[str, list[str]] = {}
    for room in room_samples():
        queries.update(getattr(room, "QUERIES", {}))
        for name, make in getattr(room, "SAMPLES", {}).items():
            rows = [(kwargs, reverse(name, kwargs=kwargs)) for kwargs in make(world)]
            found.setdefault(name, []).extend(rows)
    for name, asked in queries.items():
        found[name] += [(kwargs, path + query) for kwargs, path in found[name] for query in asked]
    return found


def exempt() -> dict[str, str]:
    return {
        name: why for room in room_samples() for name, why in getattr(room, "EXEMPT", {}).items()
    }


def test_every_address_has_a_sample(world):
    sampled = addresses(world)
    for name in names(get_resolver().url_patterns):
        if name in exempt():
            continue
        assert name in sampled, f"{name}: give it a sample in its room's tests/samples.py"
        assert sampled[name], f"{name}: its sample is empty"


def test_an_exemption_is_of_an_address_that_is_there():
    assert set(exempt()) <= set(names(get_resolver().url_patterns))
    assert all(why.strip() for why in exempt().values())


def test_every_shared_table_has_a_row(world):
    bare = [
        model.__name__
        for model in apps.get_models()
        if issubclass(model, Shared | Inside)
        and not model._default_manager.unguarded("command line").exists()
    ]
    assert not bare, f"plant a row with a canary in: {bare}"


def enter(person: Any) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def body(response: Any) -> str:
    """All that it says; what is streamed is closed by reading it."""
    return b"".join(response).decode("utf-8", "replace")


class Walk:
    """One of the cast visits every address. `wrong` tells what should not have been, by kind."""

    def __init__(self, world: World, who: str, person: Person | None) -> None:
        self.readers, self.who, self.person = world.readers, who, person
        self.client = enter(person)
        self.met: set[str] = set()
        self.wrong: dict[str, list[str]] = defaultdict(list)
        self.not_there: dict[str, Face] = {}

    def visit(self, name: str, kwargs: dict[str, Any], path: str) -> None:
        if self.person is None:
            self.client = Client()  # who passes by for the first time has no cookie yet
        answer = self.client.get(path)
        text = body(answer)
        if answer.status_code not in ANSWERS:
            self.tell("an answer that is none", f"{path}: {answer.status_code}")
        self.listen(name, path, text)
        if kwargs.get("pk") and answer.status_code in (403, 404):
            self.compare(name, kwargs, path, face_of(answer, text))
        # What was narrowed or taken back is gone with the next request, behind a proxy too.
        if not re.search("no-cache|no-store", says := answer.get("Cache-Control", "")):
            self.tell("shown from a copy without asking", f"{path}: {says}")
        if self.person is None and answer.cookies and not has_form(text):
            self.tell("a cookie without a form", f"{path}: {list(answer.cookies)}")

    def tell(self, kind: str, words: str) -> None:
        self.wrong[kind].append(f"{self.who} at {words}")

    def listen(self, name: str, path: str, text: str) -> None:
        for word in set(CANARY.findall(text)):
            # What somebody asks for may stand in the answer as their own question.
            if f"={word}" in path:
                continue
            self.met.add(word)
            if self.who not in self.readers[word]:
                self.tell("a word that is not theirs", f"{path}: {word} at {name}")

    def compare(self, name: str, kwargs: dict[str, Any], path: str, here: Face) -> None:
        """Same status, same headers, same size: existence is information."""
        other = reverse(name, kwargs={**kwargs, "pk": NOT_THERE})
        if other not in self.not_there:
            answer = self.client.get(other)
            self.not_there[other] = face_of(answer, body(answer))
        if self.not_there[other] != here:
            self.tell("told that something is there", f"{path}: {here} {self.not_there[other]}")


GROUPS = {"oost": OOST, "team": TEAM, "others": ("cor", "dirk", "fons", "pia", "passerby")}


@pytest.mark.parametrize("group", GROUPS)
def test_the_whole_cast_visits_every_address(world, group, met_by_all):
    """One walk for each, and every promise is held against it: to visit is what takes long."""
    met, wrong = set(), defaultdict(list)
    visited = addresses(world)
    everybody = world.cast.everybody()
    assert {who for some in GROUPS.values() for who in some} == everybody.keys()
    for who in GROUPS[group]:
        walk = Walk(world, who, everybody[who])
        for name, found in visited.items():
            for kwargs, path in found:
                walk.visit(name, kwargs, path)
        met |= walk.met
        for kind, lines in walk.wrong.items():
            wrong[kind] += lines
    assert not wrong, "\n".join(f"{kind}: {line}" for kind in wrong for line in wrong[kind])
    never = {word for word, readers in world.readers.items() if readers} - met_by_all(group, met)
    assert not never, f"planted, but met by nobody: {never}: the visit proves nothing about them"


@pytest.fixture
def met_by_all(tmp_path_factory, world):
    """`met_by_all(group, met)`: the words that all groups met, once the last of them is through.

    Groups walk in processes of their own, and tell each other in a folder of the run. For who is
    not the last, or walks alone, every word counts as met.
    """
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def told(group: str, met: set[str]) -> set[str]:
        unsure = folder / f"{group}.being-written"
        unsure.write_text(" ".join(met))
        unsure.rename(folder / f"{group}.met")
        files: list[Path] = [folder / f"{each}.met" for each in GROUPS]
        if not all(file.exists() for file in files):
            return set(world.readers)
        return {word for file in files for word in file.read_text().split()}

    return told


def face_of(answer: Any, text: str) -> Face:
    """What tells one answer from another: status, headers and size."""
    headers = set(answer.headers) - {"Content-Security-Policy", "Content-Length"}
    # The address itself may stand in the page (language switch), and nonces differ.
    plain = re.sub(r'href="\?[^"]*taal=', "", text)
    plain = re.sub(r"\d+", "", plain)
    plain = re.sub(r'(nonce|value)="[^"]*"', "", plain)
    return answer.status_code, tuple(sorted(headers)), len(plain)


def has_form(text: str) -> bool:
    """`csrftoken` keeps others from sending a form; a page to read has no use for one."""
    return "csrfmiddlewaretoken" in text.partition("<main")[2].partition("</main>")[0]
