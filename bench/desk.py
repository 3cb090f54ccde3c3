"""The reading desk: opening a long text with many passages, and giving one code.

`python -m bench.desk` adds the texts; `measure` opens them over HTTP as a browser does, and then in
Chromium: from the click or the key until it is painted.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from bench.site import Site, running
from bench.spread import spread

TEXTS = {  # by title: words and passages
    "Een verslag": (2_000, 200),
    "Een lang gesprek": (20_000, 200),
    "Een lang gesprek, druk": (20_000, 1_000),
}
OPENINGS, STEPS, LOOKS = 25, 40, 7
THROTTLED = 4
PAINTED = """async () => {
  const painted = () => document.querySelector("[data-text].painted .bracket");
  while (!painted()) await new Promise(requestAnimationFrame);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.timeOrigin + performance.now() - Number(sessionStorage.getItem("clicked"));
}"""
WHOLE = """async () => {
  while (document.querySelector("[data-more-rows]")) await new Promise(requestAnimationFrame);
  return performance.timeOrigin + performance.now() - Number(sessionStorage.getItem("clicked"));
}"""
CLICKED = """addEventListener("click", () =>
  sessionStorage.setItem("clicked", performance.timeOrigin + performance.now()), true);"""
CODED = """() => new Promise((done) => {
  let pressed = 0;
  const press = () => { pressed = performance.now(); };
  addEventListener("keydown", press, { capture: true, once: true });
  new MutationObserver((_changes, watch) => {
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressed)));
  }).observe(document.querySelector("[data-rows]"), { childList: true });
  window.ready = true;
})"""


def _researcher() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    from samenspel.circles.models import Membership, Role

    place = Membership.objects.live().filter(role=Role.RESEARCHER, coalition__isnull=False).first()
    assert place and place.coalition
    return place


def add() -> None:
    """The texts; each passage is one to three sentences, with one or two codes."""
    place = _researcher()
    from samenspel.circles.models import Circle
    from samenspel.sources import actions as sources
    from samenspel.threads import actions as threads
    from samenspel.threads.models import Code, Coding, Passage

    els = place.person
    codes = list(Code.objects.visible_to(els))
    coder = threads.coder_of(els, place.expedition_id)
    sentence = "De sleutel van deur {} ligt deze week bij wie er het eerst is."
    for title, (words, many) in TEXTS.items():
        lines = [sentence.format(n) for n in range(words // len(sentence.split()))]
        text = "\n".join(" ".join(lines[at : at + 6]) for at in range(0, len(lines), 6))
        source = sources.keep(place.coalition, text=text, title=title, circle=Circle.TEAM, by=els)
        version = source.versions.visible_to(els).get()
        step = len(lines) / many
        starts = [version.text.index(lines[int(n * step)]) + n % 7 for n in range(many)]
        passages = Passage.objects.bulk_create(
            Passage(
                version=version, start=at, end=min(at + 60 * (1 + n % 3), len(text)), made_by=els
            )
            for n, at in enumerate(starts)
        )
        Coding.objects.bulk_create(
            Coding(passage=passage, code=codes[(n + m) % len(codes)], coder=coder)
            for n, passage in enumerate(passages)
            for m in range(1 + n % 2)
        )


def tell() -> None:
    place = _researcher()
    from django.conf import settings
    from django.contrib.auth import login
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest
    from django.urls import reverse

    from samenspel.sources.models import Source

    request = HttpRequest()
    request.session = SessionStore()
    login(request, place.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    found = Source.objects.visible_to(place.person).filter(title__in=TEXTS)
    print(
        json.dumps(
            {
                "session": [settings.SESSION_COOKIE_NAME, request.session.session_key],
                "list": reverse("threads:read", args=[place.expedition.slug]),
                "desks": {row.title: reverse("threads:desk", args=[row.pk]) for row in found},
            }
        )
    )


class Visit:
    """One connection that is kept, with the cookies of the researcher."""

    def __init__(self, site: Site, session: list[str]) -> None:
        self.line = http.client.HTTPConnection(urlsplit(site.address).netloc)
        self.cookies = dict([session, ["taal", "nl"]])

    def ask(self, path: str, sent: dict[str, Any] | None = None) -> tuple[float, str]:
        """Milliseconds until the whole answer is here, and the answer."""
        headers = {
            "Accept": "application/json" if sent else "text/html",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "gzip",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode(sent, doseq=True) if sent else None
        begun = time.perf_counter()
        self.line.request("POST" if sent else "GET", path, body, headers)
        answer = self.line.getresponse()
        got = answer.read()
        taken = (time.perf_counter() - begun) * 1000
        assert answer.status == 200, (path, answer.status)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self.cookies["csrftoken"] = value.split(";")[0].partition("=")[2]
        if answer.getheader("Content-Encoding") == "gzip":
            got = gzip.decompress(got)
        return taken, got.decode()


def load() -> str:
    return f"Load of the machine before it began: {os.getloadavg()[0]:.1f}."


def _steps(visit: Visit, desk: str) -> list[float]:
    """A code is given to words that had none, and that is undone: both are counted."""
    page = visit.ask(desk)[1]
    found = re.search(r'data-version="(\w+)"', page)
    codes = re.search(r'"code-palette" type="application/json">\[\{"id": (\d+)', page)
    at = re.search(r'data-at="(\d+)">(?:<[^>]+>)*(\w+ \w+)', page)
    assert found and codes and at
    start, words = int(at[1]), at[2]
    asked = {"start": start, "end": start + len(words), "words": words, "sha256": found[1]}
    taken = []
    for _ in range(STEPS):
        given, answer = visit.ask(f"{desk}stap/", {**asked, "codes": codes[1]})
        done = json.loads(answer)
        step = {"start": start, "end": asked["end"]} | {k: done[k] for k in ("before", "after")}
        back = {"stap": json.dumps(step), "sha256": found[1]}
        taken += [given, visit.ask(f"{desk}terug/", back)[0]]
    return taken


def _opened(browser: Browser, site: Site, told: dict[str, Any], title: str, slow: int) -> Any:
    """Milliseconds from a click in the list until painted, until all rows of the list beside the
    text are there, and from a key until coded."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies(
        [{"name": n, "value": v, "url": site.address} for n, v in (told["session"], ("taal", "nl"))]
    )
    context.add_init_script(CLICKED)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    opening, whole, coding = [], [], []
    for look in range(LOOKS + 1):
        page.goto(f"{site.address}{told['list']}?{urlencode({'q': title})}")
        page.wait_for_timeout(300)
        page.get_by_role("link", name=title, exact=True).click(no_wait_after=True)
        page.wait_for_url("**/lezen/")
        opening.append(page.evaluate(PAINTED))
        whole.append(page.evaluate(WHOLE))
        coding.append(_code(page, look))
    context.close()
    return opening[1:], whole[1:], coding[1:]


def _code(page: Page, look: int) -> float:
    page.wait_for_timeout(300)
    page.keyboard.press("w")
    for _ in range(look + 1):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    taken = page.evaluate_handle(f"() => ({{ taken: ({CODED})() }})")
    page.wait_for_function("window.ready")
    page.keyboard.press("1")
    found: float = page.evaluate("each => each.taken", taken)
    return found


def measure() -> str:
    how = (
        f"One process, SQLite. Over HTTP: {OPENINGS} openings and "
        f"{2 * STEPS} steps, one at a time, in ms: median (least-most). In Chromium: {LOOKS} times "
        f"from the click until painted, and from the key until painted; slow is {THROTTLED}x CPU "
        f"throttling. An empty page of the same server is the measure. {load()}"
    )
    heads = ["text", "empty page", "opening", "kB", "one step", "click until painted", "slow"]
    heads += ["until the list is whole", "slow", "key until coded", "slow"]
    lines = [how, "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    with running(extra="bench.desk") as site, sync_playwright() as driver:
        printed = subprocess.check_output(
            [sys.executable, "-m", "bench.desk", "told"], env=site.env, text=True
        )
        told = json.loads(printed)
        visit = Visit(site, told["session"])
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for title, (words, many) in TEXTS.items():
            desk = told["desks"][title]
            visit.line.close()  # the server hung up while Chromium was at it
            size = len(visit.ask(desk)[1].encode()) / 1000
            empty, opening = [], []
            for _ in range(OPENINGS):
                empty.append(visit.ask("/bench/hello/")[0])
                opening.append(visit.ask(desk)[0])
            steps = _steps(visit, desk)
            quick = _opened(browser, site, told, title, 1)
            slow = _opened(browser, site, told, title, THROTTLED)
            text = f"{words:,} words, {many:,} passages"
            seen = [spread(each) for pair in zip(quick, slow, strict=True) for each in pair]
            lines.append(
                f"| {text} | {spread(empty)} | {spread(opening)} | {size:.0f} "
                f"| {spread(steps)} | {' | '.join(seen)} |"
            )
        browser.close()
    return "\n".join(lines)


if __name__ == "__main__":
    tell() if sys.argv[1:] == ["told"] else add()
