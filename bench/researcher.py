"""A researcher at our own bench, through its pages, as a browser asks for them.

`python -m bench.researcher NAMES...` makes the people, the place and the codes; prints as JSON a
session and the keys of what it made.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bench.live import Server, prepared, serving
from bench.site import TOP
from bench.stories import Story
from bench.visits import Visitor

KINDS = {"csv": "csv", "xlsx": "xlsx", "project": "qdpx"}


def make(codes: list[str]) -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import login
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    from samenspel.circles.models import Coalition, Expedition, Membership, Role
    from samenspel.circles.places import key_of
    from samenspel.people.models import Person
    from samenspel.threads import codebooks

    day = date(2026, 1, 1)
    journey = Expedition.objects.create(
        name="Meting", slug="meting", starts=day, ends=date(2030, 1, 1)
    )
    places = [
        Coalition.objects.create(expedition=journey, name=f"Plaats {n}", slug=f"p{n}", place=f"{n}")
        for n in range(5)
    ]
    els = Person.objects.create_user("els@example.org", name="Els")
    for place in [None, *places]:
        Membership.objects.create(
            person=els,
            expedition=journey,
            coalition=place,
            role=Role.RESEARCHER,
            since=day,
            until=journey.ends,
        )
    book = codebooks.start_codebook(journey, name="Codeboek", by=els)
    made = {code: codebooks.add_code(book, name_nl=code, by=els).pk for code in codes}
    request = HttpRequest()
    request.session = SessionStore()
    login(request, els, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return {
        "session": [settings.SESSION_COOKIE_NAME, request.session.session_key],
        "bench": f"/werkbank/{journey.slug}",
        "place": key_of(places[0]),
        "codes": made,
    }


class Researcher:
    """What is measured gives the milliseconds that somebody waits; the names are Taguette's."""

    name = "ours"

    def __init__(self, server: Server, folder: Path, worker: subprocess.Popen[bytes]) -> None:
        self.server = server
        self.worker = worker
        self.process = server.process
        self.base = folder / "samenspel.sqlite3"
        self.address = f"http://localhost:{server.port}"
        self.sources: dict[str, int] = {}
        self.texts: dict[str, tuple[str, str]] = {}
        self.looked_over: list[float] = []

    def begin(self, codes: list[str]) -> None:
        command = [sys.executable, "-m", "bench.researcher", *codes]
        printed = subprocess.check_output(command, cwd=TOP, env=self.server.env, text=True)
        self.told: dict[str, Any] = json.loads(printed)
        self.visitor = Visitor(self.address, dict([self.told["session"], ("taal", "nl")]))
        self.visitor.get("/bron/nieuw/")

    def reads(self, ending: str) -> bool:
        return True

    # What is measured

    def bring(self, story: Story, kind: str, name: str, data: bytes) -> float:
        """Sent and read, then kept. The page to look it over, in between, is noted apart."""
        told = {"place": self.told["place"], "text": "", "complete": "1"}
        sent = self.visitor.send("/bron/nieuw/", told, "brought", name, kind, data)
        assert sent.leads_to, sent.text
        page = self.visitor.get(sent.leads_to)
        self.looked_over.append(page.taken)
        answers = {
            "title": story.title,
            "moment": "2026-03-02",
            "kind": "document",
            "language": "nl",
            "circle": "2",
        }
        kept = self.visitor.post(sent.leads_to, answers)
        found = re.fullmatch(r"/bron/(\d+)/", kept.leads_to)
        assert found, kept.text
        self.sources[story.title] = int(found[1])
        return sent.taken + kept.taken

    def code(self, story: Story, sentence: str, letters: int, code: str) -> float:
        text, sha256 = self._text(story)
        start = text.index(sentence)
        end = start + letters
        told = {"start": start, "end": end, "words": text[start:end], "sha256": sha256}
        told["codes"] = self.told["codes"][code]
        return self.visitor.post(f"{self.reading(story)}stap/", told).taken

    def open(self, story: Story) -> float:
        return self.visitor.get(self.reading(story)).taken

    def code_pages(self, code: str) -> Iterator[float]:
        return self._pages(self.listing(code))

    def all_pages(self) -> Iterator[float]:
        return self._pages(f"{self.told['bench']}/tellen/fragmenten/")

    def export(self, what: str) -> tuple[float, int]:
        """From the press of the button until the file is here."""
        begun = time.perf_counter()
        places = ["0", self.told["place"].removeprefix("c")]
        form = {"kind": KINDS[what], "purpose": "meting", "coalitions": places}
        made = self.visitor.post(f"{self.told['bench']}/uitwisselen/uit/", form)
        assert made.leads_to, made.text
        while f"{made.leads_to}bestand/" not in self.visitor.get(f"{made.leads_to}nu/").text:
            time.sleep(0.02)
        file = self.visitor.get(f"{made.leads_to}bestand/")
        return (time.perf_counter() - begun) * 1000, len(file.body)

    def made_in(self) -> list[float]:
        """Milliseconds that the worker was at each job, in the order in which they were asked."""
        asked = (
            "SELECT 86400000 * (julianday(finished_at) - julianday(started_at))"
            " FROM django_tasks_database_dbtaskresult WHERE task_path LIKE '%busy.give'"
            " AND finished_at IS NOT NULL ORDER BY enqueued_at"
        )
        with contextlib.closing(sqlite3.connect(self.base)) as base:
            return [taken for (taken,) in base.execute(asked)]

    # How it is found

    def reading(self, story: Story) -> str:
        return f"/bron/{self.sources[story.title]}/lezen/"

    def listing(self, code: str) -> str:
        return f"/code/{self.told['codes'][code]}/"

    def counted(self) -> tuple[int, int]:
        asked = "SELECT (SELECT count(*) FROM sources_source), count(*) FROM threads_coding"
        with contextlib.closing(sqlite3.connect(self.base)) as base:
            sources, codings = base.execute(asked).fetchone()
        return sources, codings

    def _pages(self, path: str) -> Iterator[float]:
        page = 1
        while page:
            answer = self.visitor.get(f"{path}?pagina={page}")
            following = re.search(r'rel="next" href="[^"]*pagina=(\d+)', answer.text)
            page = int(following[1]) if following else 0
            yield answer.taken

    def _text(self, story: Story) -> tuple[str, str]:
        if story.title not in self.texts:
            with contextlib.closing(sqlite3.connect(self.base)) as base:
                asked = "SELECT text, sha256 FROM sources_version WHERE source_id = ?"
                self.texts[story.title] = base.execute(
                    asked, [self.sources[story.title]]
                ).fetchone()
        return self.texts[story.title]


@contextlib.contextmanager
def running() -> Iterator[Researcher]:
    """Our server with the worker beside it, as a host runs them."""
    no_second_step = {"SAMENSPEL_DEMO": "1"}
    with (
        prepared() as folder,
        serving("bench.asgi:application", folder, **no_second_step) as server,
    ):
        worker = subprocess.Popen(
            [sys.executable, "-m", "samenspel", "worker", "--verbosity", "0", "--no-reload"],
            cwd=TOP,
            env=server.env,
        )
        try:
            yield Researcher(server, Path(folder), worker)
        finally:
            worker.terminate()
            worker.wait(20)


if __name__ == "__main__":
    print(json.dumps(make(sys.argv[1:])))
