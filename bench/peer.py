"""The same work by Taguette and by us, side by side in one run: both driven over HTTP.

Each round is taken in turn, so that a busy moment hits both. What we aimed for stands beside it.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import shutil
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench import researcher, taguette
from bench.desk import CLICKED, PAINTED, THROTTLED
from bench.researcher import Researcher
from bench.spread import spread
from bench.stories import Story, stories
from bench.taguette import Taguette

DOCUMENTS, WORDS = 200, 2_000
CODINGS, CODES = 10_000, 40
MARKED = 200  # of the codings lie in one document
ROUNDS = 5
EXPORTS = 3
OPENINGS, LOOKS = 10, 5
LOOSE = 5  # documents of each other kind of file, in each round
SECONDS = 2
AT_ONCE = 4
Side = Taguette | Researcher
THEIR_MARKS = """async (many) => {
  const painted = () => document.querySelectorAll("#document-contents .highlight").length;
  while (painted() < many) await new Promise(requestAnimationFrame);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.timeOrigin + performance.now() - Number(sessionStorage.getItem("clicked"));
}"""


@dataclass(frozen=True)
class Work:
    """`aim` in the unit that it is told in; None where there is only the other to compare with."""

    name: str
    aim: float | None
    unit: str = "ms"
    more_is_better: bool = False


HTML = Work("import a document, HTML", 15)
DOCX = Work("import a document, DOCX", 50)
TXT = Work("import a document, TXT", 50)
CODE = Work("give a code to a sentence", 10)
OPEN = Work(f"open a document with {MARKED} codings: server", 25)
PAINT = Work("the same, click until painted", 300)
PHONE = Work(f"the same, {THROTTLED}x slower", 800)
OF_CODE = Work("all passages of a code", 30)
PAGE = Work("a page of 50 of all passages", 20)
ALL = Work("all passages, page by page", 1000)
CSV = Work("all passages as CSV", 200)
XLSX = Work("all passages as XLSX", 500)
PROJECT = Work("the whole project as a file", 900)
OPENED = Work("that document, requests", None, "/s", more_is_better=True)
LISTED = Work("first page of a code, requests", None, "/s", more_is_better=True)
MEMORY = Work("memory of the server", None, "MB")
FILES = {
    HTML: ("text/html", "html", Story.html),
    DOCX: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        Story.docx,
    ),
    TXT: ("text/plain", "txt", Story.txt),
}


@dataclass
class Taken:
    """By work and side: a figure for each round, and processor (ms) of the server for each time."""

    figures: dict[tuple[Work, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    processor: dict[tuple[Work, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    notes: list[str] = field(default_factory=list)

    def note(self, work: Work, side: Side, do: Callable[[], Iterator[float]]) -> list[float]:
        """One round of one side; kept is the mean."""
        before = _processor(side)
        taken = list(do())
        used = (_processor(side) - before) * 1000
        self.figures[work, side.name].append(statistics.fmean(taken))
        self.processor[work, side.name].append(used / len(taken))
        return taken


def _processor(side: Side) -> float:
    """Seconds of the server and of what it started and waited for."""
    pid = side.process.pid
    said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, said[11:15])) / os.sysconf("SC_CLK_TCK")


def _memory(side: Side) -> float:
    return _memory_of(side.process)


def _memory_of(process: subprocess.Popen[bytes]) -> float:
    said = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", said)
    assert found
    return int(found[1]) / 1024


def measure() -> str:
    told, load = stories(DOCUMENTS + 2 * LOOSE * ROUNDS, WORDS), os.getloadavg()[0]
    codes = [f"code-{n:02}" for n in range(CODES)]
    taken = Taken()
    with taguette.running() as theirs, researcher.running() as ours:
        sides = (ours, theirs)
        for side in sides:
            side.begin(codes)
        importing(sides, told, taken)
        coding(sides, told[:DOCUMENTS], codes, taken)
        reading(sides, told[0], codes, taken)
        exporting(ours, theirs, taken)
        rates(sides, told[0], codes[0], taken)
        painting(ours, theirs, told[0], taken)
        held = _memory_of(ours.worker)
    between = spread(ours.looked_over, None)
    taken.notes.append(
        "Import is two requests of ours, to read and to keep; the page to look it over between "
        f"them took\n{between} ms. Theirs reads DOCX and TXT by Calibre, which is "
        "not installed here; with it our plan\nfound 660 to 1,970 ms. Their document is only JSON, "
        "which their page draws; ours is the page with its\nlist, by what each reader may see, and "
        f"so are the passages. The worker held {held:.0f} MB besides."
    )
    return table(taken, load)


def importing(sides: Sequence[Side], told: list[Story], taken: Taken) -> None:
    loose = iter(told[DOCUMENTS:])
    for number in range(ROUNDS):
        some = {HTML: told[number:DOCUMENTS:ROUNDS]}
        some |= {work: list(itertools.islice(loose, LOOSE)) for work in (DOCX, TXT)}
        for work, these in some.items():
            kind, ending, made = FILES[work]
            files = [(each, kind, f"{each.title}.{ending}", made(each)) for each in these]
            for side in _turn(sides, number):
                if side.reads(ending):
                    taken.note(work, side, lambda s=side, f=files: (s.bring(*each) for each in f))


def coding(sides: Sequence[Side], told: list[Story], codes: list[str], taken: Taken) -> None:
    chance = random.Random(3)
    wanted = marks(told, chance)
    given = [chance.choice(codes) for _ in wanted]
    for number in range(ROUNDS):
        some = list(zip(wanted, given, strict=True))[number::ROUNDS]
        for side in _turn(sides, number):
            taken.note(CODE, side, lambda s=side, m=some: (s.code(*mark, code) for mark, code in m))
    for side in sides:
        assert side.counted()[1] == len(wanted), (side.name, side.counted())


def marks(told: list[Story], chance: random.Random) -> list[tuple[Story, str, int]]:
    """The first document gets `MARKED`, the others share the rest evenly; in no order."""
    rest = CODINGS - MARKED
    many = [MARKED] + [
        rest * (n + 1) // (len(told) - 1) - rest * n // (len(told) - 1)
        for n in range(len(told) - 1)
    ]
    found = [
        (story, *stretch)
        for story, share in zip(told, many, strict=True)
        for stretch in story.stretches[:share]
    ]
    chance.shuffle(found)
    return found


def reading(sides: Sequence[Side], story: Story, codes: list[str], taken: Taken) -> None:
    for number in range(ROUNDS):
        for side in _turn(sides, number):
            taken.note(OPEN, side, lambda s=side: (s.open(story) for _ in range(OPENINGS)))
            code = codes[number % len(codes)]
            taken.note(OF_CODE, side, lambda s=side, c=code: iter([sum(s.code_pages(c))]))
    for number in range(2):  # it takes long
        for side in _turn(sides, number):
            pages = taken.note(PAGE, side, side.all_pages)
            taken.figures[ALL, side.name].append(sum(pages))


def exporting(ours: Researcher, theirs: Taguette, taken: Taken) -> None:
    works = {"csv": CSV, "xlsx": XLSX, "project": PROJECT}
    sizes: dict[tuple[str, str], int] = {}
    for number in range(EXPORTS):
        for side in _turn((ours, theirs), number):
            for what, work in works.items():
                waited, sizes[what, side.name] = side.export(what)
                taken.figures[work, side.name].append(waited)
    made = ours.made_in()
    assert len(made) == len(works) * EXPORTS
    at_it = {what: spread(made[at :: len(works)], None) for at, what in enumerate(works)}
    told = [f"{at_it[what]} ms for the {what}" for what in works]
    mine, other = (
        [f"{sizes[what, side.name] / 1e6:.1f}" for what in works] for side in (ours, theirs)
    )
    taken.notes.append(
        "Our files are made by the worker, beside the pages, which looks for work four times "
        f"a second: it was\nat it for {', '.join(told)}. They hold {', '.join(mine)} MB, theirs "
        f"{', '.join(other)}."
    )


def rates(sides: Sequence[Side], story: Story, code: str, taken: Taken) -> None:
    for number in range(ROUNDS):
        for work in (OPENED, LISTED):
            for side in _turn(sides, number):
                path = side.reading(story) if work is OPENED else side.listing(code)
                taken.figures[work, side.name].append(_wrk(side, path))
    for side in sides:
        taken.figures[MEMORY, side.name].append(_memory(side))


def _wrk(side: Side, path: str) -> float:
    cookie = "; ".join(f"{name}={value}" for name, value in side.visitor.cookies.items())
    printed = subprocess.check_output(
        ["wrk", "-t1", f"-c{AT_ONCE}", f"-d{SECONDS}s", "-H", f"Cookie: {cookie}"]
        + [side.address + path],
        text=True,
    )
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    assert found and "Non-2xx" not in printed, printed
    return float(found[1])


def painting(ours: Researcher, theirs: Taguette, story: Story, taken: Taken) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for work, slow in ((PAINT, 1), (PHONE, THROTTLED)):
            taken.figures[work, ours.name] += _ours_painted(browser, ours, story, slow)
            taken.figures[work, theirs.name] += _theirs_painted(browser, theirs, story, slow)
        browser.close()


def _page(browser: Browser, side: Side, slow: int) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies(
        [{"name": n, "value": v, "url": side.address} for n, v in side.visitor.cookies.items()]
    )
    context.add_init_script(CLICKED)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    return page


def _ours_painted(browser: Browser, ours: Researcher, story: Story, slow: int) -> list[float]:
    page, found = _page(browser, ours, slow), []
    for _ in range(LOOKS + 1):
        page.goto(f"{ours.address}{ours.told['bench']}/?op=titel")
        page.wait_for_timeout(300)
        page.get_by_role("link", name=story.title, exact=True).click(no_wait_after=True)
        page.wait_for_url("**/lezen/")
        found.append(page.evaluate(PAINTED))
    page.context.close()
    return found[1:]


def _theirs_painted(browser: Browser, theirs: Taguette, story: Story, slow: int) -> list[float]:
    page, found = _page(browser, theirs, slow), []
    for _ in range(LOOKS + 1):
        page.goto(f"{theirs.address}{theirs.project}")
        page.wait_for_timeout(1000)
        page.get_by_role("link", name=story.title, exact=True).click(no_wait_after=True)
        found.append(page.evaluate(THEIR_MARKS, MARKED))
    page.context.close()
    return found[1:]


def _turn(sides: Sequence[Side], number: int) -> Sequence[Side]:
    return sides if number % 2 else sides[::-1]


def table(taken: Taken, load: float) -> str:
    ours, theirs = Researcher.name, Taguette.name
    how = (
        f"{DOCUMENTS} documents of {WORDS:,} words, {CODINGS:,} codings over {CODES} codes, "
        f"{MARKED} of them in one\ndocument; SQLite, one process each, one person, over HTTP, "
        f"{ROUNDS} rounds in turn: median (least-most)\nof the rounds. Processor is of the server "
        f"and the processes that it starts. Load of the machine\nbefore it began: {load:.1f}."
    )
    lines = [
        how,
        "",
        f"| work | aim | {ours} | met | {theirs} | processor: ours | theirs |",
        "|---|---|---|---|---|---|---|",
    ]
    works = [HTML, DOCX, TXT, CODE, OPEN, PAINT, PHONE, OF_CODE, PAGE, ALL, CSV, XLSX, PROJECT]
    for work in [*works, OPENED, LISTED, MEMORY]:
        mine, other = taken.figures[work, ours], taken.figures[work, theirs]
        used = [taken.processor[work, name] for name in (ours, theirs)]
        aim = "" if work.aim is None else f"{work.aim:,.0f} {work.unit}"
        cells = [work.name, aim, _told(mine, work), _met(work, mine, other), _told(other, work)]
        cells += [spread(each, None) for each in used]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", *taken.notes])


def _told(figures: list[float], work: Work) -> str:
    return f"{spread(figures, None)} {work.unit}" if figures else "can't"


def _met(work: Work, mine: list[float], other: list[float]) -> str:
    """Whether the aim was met; without one, whether we are no worse than the other."""
    middle = statistics.median(mine)
    if work.aim is not None:
        return "yes" if middle <= work.aim else "no"
    theirs = statistics.median(other)
    return "yes" if (middle >= theirs if work.more_is_better else middle <= theirs) else "no"
