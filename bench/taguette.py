"""Taguette, as its maker publishes it: in an environment of its own, driven over HTTP as its own
pages drive it. One person, SQLite, nothing set."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from bench.site import TOP, free_port, wait_for
from bench.stories import Story
from bench.visits import Visitor

LOCK = TOP / "requirements" / "peer.txt"
HOME = TOP / "var" / "peer"


def installed() -> Path:
    """The environment, made when it is not there or the lock changed."""
    stamp = HOME / "stamp"
    if not stamp.exists() or stamp.read_text() != LOCK.read_text():
        subprocess.check_call([sys.executable, "-m", "venv", "--clear", str(HOME)])
        asked = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.check_call([str(HOME / "bin" / "pip"), *asked, "-r", str(LOCK)])
        stamp.write_text(LOCK.read_text())
    return HOME / "bin" / "taguette"


class Taguette:
    """A project with one person in it. Documents and tags are named by what they hold."""

    name = "Taguette 1.5.2"

    def __init__(self, folder: Path, process: subprocess.Popen[bytes], address: str) -> None:
        self.base = folder / "taguette.sqlite3"
        self.process = process
        self.address, _slash, token = address.rpartition("/")
        self.door = f"/{token}"
        self.visitor = Visitor(self.address, token=("_xsrf", "X-XSRFToken"))
        self.documents: dict[str, int] = {}
        self.tags: dict[str, int] = {}
        self.places: dict[str, str] = {}

    def begin(self, codes: list[str]) -> None:
        self.visitor.get(self.door)
        self.visitor.get("/project/new")
        told = {"name": "Meting", "description": "", "_xsrf": self.visitor.cookies["_xsrf"]}
        made = self.visitor.post("/project/new", told)
        found = re.search(r"/project/(\d+)", made.leads_to)
        assert found, made
        self.project = f"/project/{found[1]}"
        for code in codes:
            tag = self.visitor.tell(
                f"/api{self.project}/tag/new", {"path": code, "description": ""}
            )
            self.tags[code] = tag.json()["id"]

    def reads(self, ending: str) -> bool:
        """Other kinds of files it has read by Calibre."""
        return ending == "html" or shutil.which("ebook-convert") is not None

    # What is measured: each gives the milliseconds that its user waits

    def bring(self, story: Story, kind: str, name: str, data: bytes) -> float:
        told = {"name": story.title, "description": "", "text_direction": "LEFT_TO_RIGHT"}
        answer = self.visitor.send(
            f"/api{self.project}/document/new", told, "file", name, kind, data
        )
        self.documents[story.title] = answer.json()["created"]
        return answer.taken

    def code(self, story: Story, sentence: str, letters: int, code: str) -> float:
        """Places count bytes of the text between the tags."""
        text = self._text(story)
        start = len(text[: text.index(sentence)].encode())
        told = {"start_offset": start, "end_offset": start + letters, "tags": [self.tags[code]]}
        document = self.documents[story.title]
        return self.visitor.tell(
            f"/api{self.project}/document/{document}/highlight/new", told
        ).taken

    def open(self, story: Story) -> float:
        return self.visitor.get(self.reading(story)).taken

    def code_pages(self, code: str) -> Iterator[float]:
        return self._pages(code)

    def all_pages(self) -> Iterator[float]:
        return self._pages("")

    def export(self, what: str) -> tuple[float, int]:
        path = {"csv": "highlights/.csv", "xlsx": "highlights/.xlsx", "project": "project.sqlite3"}
        answer = self.visitor.get(f"{self.project}/export/{path[what]}")
        return answer.taken, len(answer.body)

    # How it is found

    def reading(self, story: Story) -> str:
        return f"/api{self.project}/document/{self.documents[story.title]}/contents"

    def listing(self, code: str) -> str:
        return f"/api{self.project}/highlights/{code}?page=1"

    def counted(self) -> tuple[int, int]:
        """How many documents and passages it keeps."""
        asked = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM highlights)"
        with contextlib.closing(sqlite3.connect(self.base)) as base:
            documents, passages = base.execute(asked).fetchone()
        return documents, passages

    def _pages(self, code: str) -> Iterator[float]:
        page, many = 1, 1
        while page <= many:
            answer = self.visitor.get(self.listing(code).replace("page=1", f"page={page}"))
            many = answer.json()["pages"]
            page += 1
            yield answer.taken

    def _text(self, story: Story) -> str:
        if story.title not in self.places:
            with contextlib.closing(sqlite3.connect(self.base)) as base:
                asked = "SELECT contents FROM documents WHERE id = ?"
                (contents,) = base.execute(asked, [self.documents[story.title]]).fetchone()
            bare = _Bare()
            bare.feed(contents)
            self.places[story.title] = "".join(bare.words)
        return self.places[story.title]


class _Bare(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@contextlib.contextmanager
def running() -> Iterator[Taguette]:
    program = installed()
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        told = folder / "told"
        with open(told, "wb") as out:
            process = subprocess.Popen(
                [str(program), "--no-browser", "--port", str(port)]
                + ["--database", str(folder / "taguette.sqlite3")],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**os.environ, "HOME": str(folder), "PYTHONUNBUFFERED": "1"},
            )
        try:
            wait_for(f"http://localhost:{port}/")
            found = re.search(r"http://localhost:\d+/\S*", told.read_text())
            assert found, told.read_text()
            yield Taguette(folder, process, found[0])
        finally:
            process.terminate()
            process.wait(20)
