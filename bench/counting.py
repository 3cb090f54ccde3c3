"""A million codings counted: in the house, and by DuckDB on one flat table, in turn.

`python -m bench.counting make` makes them in the site that the settings tell of; without `make` it
counts there and prints the table. Both must come to the same.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bench.site import scratch
from bench.spread import spread

SOURCES, PASSAGES, CODINGS, CODES, COALITIONS = 10_000, 300_000, 1_000_000, 120, 8
SOME = 20_000
ROUNDS = 2

TABLE = """
    SELECT code, {by}, count(DISTINCT passage), count(DISTINCT source), count(DISTINCT speaker)
    FROM coding GROUP BY ALL
"""
# The same definition of lying together: on one passage, or on two that overlap.
TOGETHER = """
    WITH stretch AS (SELECT DISTINCT passage, source, begins, ends FROM coding),
    has AS (SELECT DISTINCT passage, code FROM coding),
    reach AS (
      SELECT DISTINCT a.passage, has.code FROM stretch a JOIN stretch b
      ON a.source = b.source AND a.begins < b.ends AND b.begins < a.ends
      JOIN has ON has.passage = b.passage)
    SELECT least(has.code, reach.code) AS one, greatest(has.code, reach.code) AS other,
      count(DISTINCT has.passage)
    FROM has JOIN reach USING (passage) WHERE has.code <> reach.code GROUP BY ALL
"""
ONE_SOURCE = """
    WITH has AS (SELECT DISTINCT source, code FROM coding)
    SELECT a.code, b.code, count(*) FROM has a JOIN has b USING (source)
    WHERE a.code < b.code GROUP BY ALL
"""


def measure() -> str:
    with scratch() as run:
        run("bench.counting", "make")
        return run("bench.counting").strip()


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()


def make(codings: int = CODINGS) -> None:
    """Invented: sources of a few voices, passages that overlap, codes of which few are common."""
    from samenspel.circles.models import Circle, Coalition, Expedition, Membership, Role
    from samenspel.circles.sight import lifted
    from samenspel.people.models import Person
    from samenspel.sources.models import Source, Speaker, Version
    from samenspel.threads.models import Code, Codebook, Coder, Coding, Passage

    dice = random.Random(4)
    share = codings / CODINGS
    many_sources, many_passages = int(SOURCES * share), int(PASSAGES * share)
    journey = Expedition.objects.create(
        name="Geteld", slug="geteld", starts=date(2025, 1, 1), ends=date(2027, 1, 1)
    )
    people = [
        Person.objects.create_user(f"coder{n}@example.org", name=f"Codeur {n}") for n in range(4)
    ]
    places = [
        Coalition.objects.create(expedition=journey, name=f"Plaats {n}", slug=f"p{n}", place=f"{n}")
        for n in range(COALITIONS)
    ]
    until = date(2030, 1, 1)
    for person in people:
        for place in [None, *places]:
            Membership.objects.create(
                person=person,
                expedition=journey,
                coalition=place,
                role=Role.RESEARCHER,
                since=date(2025, 1, 1),
                until=until,
            )
    with lifted("demo"):
        shared = {"author": people[0], "expedition": journey, "circle": 2, "ceiling": Circle.PUBLIC}
        book = Codebook.objects.create(name="Geteld", **shared)
        codes: list[Code] = []
        for n in range(CODES):
            parent = codes[n // 4] if n >= CODES // 4 else None
            codes.append(
                Code.objects.create(
                    codebook=book, parent=parent, name_nl=f"code {n}", made_by=people[0]
                )
            )
        coders = [Coder.objects.create(person=each, expedition=journey) for each in people]
        sources = Source.objects.bulk_create(
            [
                Source(
                    title=f"Bron {n}",
                    kind=Source.Kind.INTERVIEW,
                    coalition=places[n % COALITIONS],
                    moment=date(2025, 1, 1) + timedelta(days=dice.randrange(700)),
                    **shared,
                )
                for n in range(many_sources)
            ],
            batch_size=SOME,
        )
        layout = [{"kind": "text", "start": 40 * n, "end": 40 * n + 39} for n in range(30)]
        text = "\n".join(["Wie heeft de sleutel, en wie nog niet?."[:39]] * 30)
        versions = Version.objects.bulk_create(
            [
                Version(
                    source=each, number=1, text=text, layout=layout, sha256="", made_by=people[0]
                )
                for each in sources
            ],
            batch_size=2_000,
        )
        voices = ["resident", "resident", "professional", "other"]
        speakers = Speaker.objects.bulk_create(
            [
                Speaker(source=each, label=f"Stem {n}", voice=dice.choice(voices))
                for each in sources
                for n in range(2)
            ],
            batch_size=SOME,
        )
        passages, heard = [], []
        for n in range(many_passages):
            at = n % many_sources
            start = dice.randrange(1000)
            end = start + 20 + n // many_sources
            passages.append(Passage(version=versions[at], start=start, end=end, made_by=people[0]))
            heard.append(speakers[2 * at + dice.randrange(2)].pk)
        passages = Passage.objects.bulk_create(passages, batch_size=SOME, ignore_conflicts=False)
        joins = Passage.speakers.through
        joins.objects.bulk_create(
            [
                joins(passage_id=each.pk, speaker_id=who)
                for each, who in zip(passages, heard, strict=True)
            ],
            batch_size=SOME,
        )
        weights = [1 / (1 + n % 40) for n in range(CODES)]
        drawn = iter(dice.choices(range(CODES), weights, k=2 * codings))
        given: set[tuple[int, int, int]] = set()
        for n in range(2 * codings):
            given.add((n % many_passages, next(drawn), dice.randrange(4)))
            if len(given) == codings:
                break
        Coding.objects.bulk_create(
            (
                Coding(passage=passages[p], code=codes[c], coder=coders[who])
                for p, c, who in sorted(given)
            ),
            batch_size=SOME,
        )


def flat() -> Any:
    """One table of a million rows with all that is told apart, in DuckDB, on one thread."""
    import duckdb
    import numpy as np

    from samenspel.threads.models import Coding

    source = "passage__version__source"
    fields = {
        "passage": "passage",
        "code": "code",
        "source": source,
        "coalition": f"{source}__coalition",
        "speaker": "passage__speakers",
        "begins": "passage__start",
        "ends": "passage__end",
    }
    rows = Coding.objects.unguarded("command line").order_by().values_list(*fields.values())
    columns = np.array(list(rows.iterator(chunk_size=SOME)), dtype=np.int64).T.copy()
    base = duckdb.connect()
    base.execute("SET threads = 1")
    base.register("columns_", dict(zip(fields, columns, strict=True)))
    base.execute("CREATE TABLE coding AS SELECT * FROM columns_")
    return base


def tell() -> None:
    from django.core.cache import cache
    from django.http import QueryDict
    from django.test import Client

    from samenspel.circles.models import Expedition
    from samenspel.insight import later, together
    from samenspel.insight.asking import OfMatrix
    from samenspel.insight.counting import count
    from samenspel.insight.course import course
    from samenspel.insight.lens import Choice, Lens, Side
    from samenspel.insight.matrix import measured, to_share
    from samenspel.people.models import Person

    journey = Expedition.objects.get(slug="geteld")
    person = Person.objects.get(email="coder0@example.org")
    base = flat()

    def asked(sql: str) -> Callable[[], Any]:
        return lambda: base.execute(sql).fetchall()

    def lens() -> Lens:
        return Lens(person, journey)

    def pairs(how: together.How) -> Callable[[], Any]:
        return lambda: together.measured(lens(), Choice(), how).pairs

    sides = (Side.CODE, Side.COALITION)
    by_coalition = asked(TABLE.format(by="coalition"))
    same, source = asked(TOGETHER), asked(ONE_SOURCE)
    work: dict[str, tuple[Callable[[], Any], Callable[[], Any] | None]] = {
        "codes by coalitions: passages, sources, people": (
            lambda: count(lens(), Choice(), *sides),
            by_coalition,
        ),
        "the same as a page, with shares and margins": (
            lambda: measured(lens(), Choice(), *sides),
            None,
        ),
        "the same as it may leave the team": (lambda: to_share(lens(), Choice(), *sides), None),
        "rolled up, over time": (
            lambda: course(lens(), Choice(rolled=True), shared=False).changes,
            None,
        ),
        "codes together on the same words": (pairs(together.How.SAME), same),
        "codes at most one paragraph apart": (pairs(together.How.NEAR), None),
        "codes in the same source": (pairs(together.How.SOURCE), source),
    }
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person)
    table = f"/werkbank/{journey.slug}/tellen/"

    def page() -> bool:
        """Whether it tells that it is being counted."""
        answer = browser.get(table)
        assert answer.status_code == 200, answer.status_code
        return b"<progress" in answer.content

    def asked_first() -> None:
        cache.clear()
        assert page()

    cache.clear()
    assert page(), "a million codings were counted on a page"
    asking = OfMatrix(lens(), QueryDict())
    later.work_out.call(person.pk, journey.pk, "matrix", "", later.topic_of(asking))
    kept = cache.get(later.topic_of(asking))

    def there() -> None:
        cache.set(later.topic_of(asking), kept, 600)
        assert not page()

    work |= {
        "a page that tells that it is being counted": (asked_first, None),
        "a page of what the worker counted": (there, None),
    }
    ours = {
        (int(code), int(coalition)): (cell.passages, cell.sources)
        for (code, coalition), cell in count(lens(), Choice(), *sides).items()
    }
    assert ours == {row[:2]: row[2:4] for row in by_coalition()}
    for how, theirs in [(together.How.SAME, same), (together.How.SOURCE, source)]:
        found = {
            tuple(sorted((int(pair.one.key), int(pair.other.key)))): pair.both
            for pair in pairs(how)()
        }
        assert found == {row[:2]: row[2] for row in theirs()}

    took: dict[str, list[list[float]]] = defaultdict(lambda: [[], []])
    for _ in range(ROUNDS):
        for name, both in work.items():
            for column, do in enumerate(both):
                if do:
                    begun = time.process_time()
                    do()
                    took[name][column].append(time.process_time() - begun)
    load = f"Load of the machine before it began: {os.getloadavg()[0]:.1f}."
    print(
        f"{CODINGS:,} codings by 4 coders, {PASSAGES:,} passages, {SOURCES:,} sources, "
        f"{CODES} codes. Processor seconds,\n{ROUNDS} rounds in turn: median (least-most). "
        f"SQLite, asked of what one may read; DuckDB with one\nthread, on one flat table. {load}\n"
    )
    print("| work | ours | DuckDB |\n|---|---|---|")
    for name, (mine, theirs_took) in took.items():
        print(f"| {name} | {spread(mine, 2)} | {spread(theirs_took, 2)} |")


if __name__ == "__main__":
    _start()
    make() if sys.argv[1:] == ["make"] else tell()
