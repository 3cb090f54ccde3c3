"""How far coders agree over a million codings: counting, figures and intervals.

Beside them the same counts by DuckDB, from the same codings in a table, and the same alphas by the
package `krippendorff`, from ready-made matrices. All must come to the same.
"""

from __future__ import annotations

import math
import os
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import krippendorff
import numpy as np

from bench.spread import spread
from samenspel.insight.agreement import (
    Marked,
    Text,
    alpha,
    compare,
    lengths_by_code,
    units_by_code,
)

TEXTS = 2_000
CODINGS = 1_000_000
CODES = range(40)
PARAGRAPHS, LONG = 100, 400
DRAWS = 1_000
ROUNDS = 3
# A mark counts for a paragraph that it overlaps; the bits of who gave it are the pattern.
JUDGED = """
    SELECT text, code, nr, bit_or(1 << coder) AS who FROM coding JOIN unit USING (text)
    WHERE unit.begins < coding.ends AND coding.begins < unit.ends GROUP BY ALL
"""


def measure() -> str:
    """A table: processor seconds by kind of work, ours and others', for two and three coders."""
    load = f"Load of the machine before it began: {os.getloadavg()[0]:.1f}."
    lines = [
        f"{CODINGS:,} codings, {len(CODES)} codes, {TEXTS:,} texts of {PARAGRAPHS} paragraphs.",
        f"Processor seconds on one core, {ROUNDS} rounds in turn: median (least-most). {load}",
        "",
        "| coders | work | ours | others | |",
        "|---|---|---|---|---|",
    ]
    for coders in (2, 3):
        lines += [f"| {coders} | {row} |" for row in rows(range(coders))]
    return "\n".join(lines)


def rows(coders: Sequence[int]) -> list[str]:
    texts = some_texts(coders)
    base = tables(texts)
    counts = tallies(texts, coders)
    matrices = [matrix(base, code, len(coders)) for code in CODES]
    must_agree(base, counts, matrices)
    work: dict[str, Callable[[], Any]] = {
        "count": lambda: [units_by_code(text, CODES, coders) for text in texts],
        "count, DuckDB": lambda: base.execute(counting()).fetchall(),
        "lengths": lambda: [lengths_by_code(text, CODES, coders) for text in texts],
        "alpha": lambda: [alpha(tally) for tally in counts.values()],
        "alpha, krippendorff": lambda: [theirs(values) for values in matrices],
        "table": lambda: compare(texts, CODES, coders),
        "intervals": lambda: compare(texts, CODES, coders, draws=DRAWS),
    }
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, do in work.items():
            begun = time.process_time()
            do()
            took[name].append(time.process_time() - begun)
    said = {name: spread(seconds, None) for name, seconds in took.items()}
    drawn = f"{DRAWS * statistics.median(took['alpha, krippendorff']):,.0f}"
    cells = [
        ("paragraphs counted per text and code", said["count"], said["count, DuckDB"], "DuckDB"),
        ("lengths of stretches per text and code", said["lengths"], "", ""),
        (
            "alpha of each code, once counted",
            said["alpha"],
            said["alpha, krippendorff"],
            "krippendorff",
        ),
        ("whole table: five figures for each code, and the mean", said["table"], "", ""),
        (f"the same, with intervals from {DRAWS:,} draws", said["intervals"], "", ""),
        (f"alpha alone, {DRAWS:,} times", "", drawn, f"krippendorff, {DRAWS:,} x the above"),
    ]
    return [" | ".join(row) for row in cells]


def some_texts(coders: Sequence[int]) -> list[Text]:
    """Each coder finds four in five of what is there, within other borders; some codes are rare."""
    chance = random.Random(1)
    units = [(at * LONG, (at + 1) * LONG - 1) for at in range(PARAGRAPHS)]
    texts = []
    for _ in range(TEXTS):
        marks: dict[int, list[Marked]] = {coder: [] for coder in coders}
        for _ in range(round(CODINGS / TEXTS / len(coders) / 0.8)):
            code = min(int(chance.expovariate(0.08)), CODES[-1])
            start = chance.randrange(PARAGRAPHS * LONG - 700)
            end = start + chance.randrange(60, 600)
            for own in marks.values():
                if chance.random() < 0.8:
                    shift = chance.randrange(30), chance.randrange(30)
                    own.append(Marked(code, start + shift[0], end + shift[1]))
        texts.append(Text(PARAGRAPHS * LONG, units, marks))
    return texts


def tables(texts: list[Text]) -> duckdb.DuckDBPyConnection:
    base = duckdb.connect()
    base.execute("SET threads = 1")
    found = [
        (at, coder, *mark)
        for at, text in enumerate(texts)
        for coder, own in text.marks.items()
        for mark in own
    ]
    names = ["text", "coder", "code", "begins", "ends"]
    columns = dict(zip(names, np.array(found, dtype=np.int32).T.copy(), strict=True))
    base.register("columns_", columns)
    base.execute("CREATE TABLE coding AS SELECT * FROM columns_")
    base.execute(
        "CREATE TABLE unit AS"
        f" SELECT text, nr, nr * {LONG} AS begins, (nr + 1) * {LONG} - 1 AS ends"
        f" FROM range({TEXTS}) t(text), range({PARAGRAPHS}) u(nr)"
    )
    return base


def counting() -> str:
    return f"SELECT text, code, who, count(*) FROM ({JUDGED}) GROUP BY ALL"


def tallies(texts: list[Text], coders: Sequence[int]) -> dict[Any, Counter[Any]]:
    counts: dict[Any, Counter[Any]] = defaultdict(Counter)
    for text in texts:
        for code, tally in units_by_code(text, CODES, coders).items():
            counts[code].update(tally)
    return counts


def matrix(base: duckdb.DuckDBPyConnection, code: int, coders: int) -> Any:
    """Coders x units, 1 where a coder gave the code."""
    values = np.zeros((coders, TEXTS * PARAGRAPHS))
    found = base.execute(f"SELECT text, nr, who FROM ({JUDGED}) WHERE code = {code}").fetchnumpy()
    at = found["text"] * PARAGRAPHS + found["nr"]
    for coder in range(coders):
        values[coder, at] = found["who"] >> coder & 1
    return values


def theirs(values: Any) -> float:
    said: float = krippendorff.alpha(reliability_data=values, level_of_measurement="nominal")
    return said


def must_agree(base: Any, counts: dict[Any, Counter[Any]], matrices: list[Any]) -> None:
    counted: Counter[Any] = Counter()
    for _, code, who, units in base.execute(counting()).fetchall():
        counted[code, who] += units
    ours = Counter(
        {
            (code, sum(gave << place for place, gave in enumerate(pattern))): units
            for code, tally in counts.items()
            for pattern, units in tally.items()
            if any(pattern)
        }
    )
    assert counted == ours, "DuckDB counts otherwise"
    for code, values in zip(CODES, matrices, strict=True):
        assert math.isclose(alpha(counts[code]), theirs(values), abs_tol=1e-9), code
