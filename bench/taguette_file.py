"""The project and the codebook by which the tests hold our reader against Taguette itself.

.venv/bin/python -m bench.taguette_file samenspel/exchange/tests/taguette

Taguette runs as its maker publishes it (`bench/taguette.py`), and is told everything over its own
pages. The project is its own database; its export of one does the same, where it works.
"""

from __future__ import annotations

import contextlib
import random
import re
import sqlite3
import sys
import unicodedata
from pathlib import Path

from bench.stories import Story
from bench.taguette import Taguette, running

LOOSE = unicodedata.normalize("NFD", "Zoë en José zeggen: één café à la carte.")
TEXTS = {
    "Gesprek met Zoë & co": f"""<html><head><title>Weg</title><style>p{{color:red}}</style></head>
<body><!-- een opmerking --><h1>Café &ldquo;De Brug&rdquo; – tweeëndertig</h1>
<p>Übergrößenträger gehen früh. Wij&nbsp;hebben <b>de <i>sleutel</i></b> niet 😀.<br>Nooit&shy;
gehad; &lt;echt&gt; &amp; waar.</p><ul><li>Eén 👩‍👩‍👧‍👦 gezin</li><li>Twee 🇳🇱 vlaggen
<ul><li>diep 𝔘𝔫𝔦𝔠𝔬𝔡𝔢</li></ul></li></ul><table><tr><td>links</td><td>rechts</td></tr></table>
<pre>regel 1\n  regel 2\tmet tab</pre><script>alert('weg')</script><p>{LOOSE}</p>
<blockquote><p>Zei de buurvrouw: “dat régel ik”.</p></blockquote></body></html>""",
    "Regels en meer": "<p>Ligatuur ﬁets, ½ uur, Ⅳ keer, ŀl, Å en Å.</p>\r\n"
    "<p>שלום مرحبا 你好 こんにちは</p>"
    "\r\n\r\n<p>e\u0301e\u0301n woord, a\u0308 los. Einde zonder punt</p><p></p>"
    "<div>Los <span>in </span>een<span> div</span>.</div>",
}
TAGS = {
    "vertrouwen": "Durven, ook als 't mis kan gaan.",
    "team": "",
    "teamwork": "niet hetzelfde als team",
    "team.leider": "daaronder",
    "team.leider.ander": "nog dieper",
    "los.zonder ouder": "",
    "Größe/Maß": "met schuine streep",
    "emoji 😀👩‍👩‍👧‍👦": "x",
    "=1+1": "geen formule",
    '<b>vet</b> & "zo"': "<i>html</i>",
    "a" * 200: "lang",
}


def tell(taguette: Taguette) -> None:
    taguette.begin([])
    for path, means in TAGS.items():
        told = {"path": path, "description": means}
        tag = taguette.visitor.tell(f"/api{taguette.project}/tag/new", told)
        taguette.tags[path] = tag.json()["id"]
    dice = random.Random(4)
    for title, html in TEXTS.items():
        story = Story(title, [])
        taguette.bring(story, "text/html", "x.html", html.encode())
        for start, end in places(taguette._text(story), dice):
            tags = dice.sample(list(TAGS), dice.choice([0, 1, 1, 2, 3]))
            mark(taguette, story, start, end, tags)


def places(text: str, dice: random.Random) -> list[tuple[int, int]]:
    """All of it, words, stretches over borders and within letters, and one word four times."""
    found = [(0, len(text))]
    found += [each.span() for each in list(re.finditer(r"\S+", text))[:30]]
    for _ in range(60):
        start = dice.randrange(len(text))
        found.append((start, min(len(text), start + dice.choice([1, 2, 5, 40, 400]))))
    at = text.find("sleutel")
    return found + (
        [(at, at + 7), (at, at + 7), (at - 3, at + 7), (at - 10, at + 20)] if at > 0 else []
    )


def mark(taguette: Taguette, story: Story, start: int, end: int, tags: list[str]) -> None:
    text, document = taguette._text(story), taguette.documents[story.title]
    told = {
        "start_offset": len(text[:start].encode()),
        "end_offset": len(text[:end].encode()),
        "tags": [taguette.tags[tag] for tag in tags],
    }
    with contextlib.suppress(RuntimeError):  # it refuses one without words
        taguette.visitor.tell(f"/api{taguette.project}/document/{document}/highlight/new", told)


def main(folder: Path) -> None:
    with running() as taguette:
        tell(taguette)
        for name, path in {
            "codebook.qdc": "codebook.qdc",
            "highlights.csv": "highlights/.csv",
        }.items():
            answer = taguette.visitor.get(f"{taguette.project}/export/{path}")
            (folder / name).write_bytes(answer.body)
        with contextlib.closing(sqlite3.connect(taguette.base)) as base:
            (folder / "project.sqlite3").unlink(missing_ok=True)
            base.execute("VACUUM INTO ?", [str(folder / "project.sqlite3")])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
