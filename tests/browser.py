"""A real browser for tests: `page` for one look, `open_page` for several, `axe` to judge them.

A page that writes an error to its console, throws, or asks for what the content security policy
refuses fails its test. Set SAMENSPEL_SHOTS=1 to keep pictures of `look(page, "name")` in `shots/`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Response,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from samenspel.people.models import Person

TOP = Path(__file__).parents[1]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
AXE_RULES = {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("Chromium is not on the PATH (Debian: apt install chromium)")
    # Playwright runs a loop in this thread; Django would refuse to touch the database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class OpenPage:
    """Opens a fresh browser for somebody (or for a passer-by); paths are relative to the site."""

    def __init__(self, chromium: Browser, site: str) -> None:
        self.chromium = chromium
        self.site = site
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def __call__(
        self,
        person: Person | None = None,
        *,
        language: str = "nl",
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        **context: Any,
    ) -> Page:
        opened = self.chromium.new_context(
            base_url=self.site,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            **context,
        )
        self.contexts.append(opened)
        self.cookie(opened, settings.LANGUAGE_COOKIE_NAME, language)
        if person:
            client = Client()
            client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
            session = client.cookies[settings.SESSION_COOKIE_NAME]
            self.cookie(opened, session.key, session.value)
        page = opened.new_page()
        page.on("pageerror", lambda error: self.complain(page, str(error)))
        page.on("console", lambda message: self.read_console(page, message))
        page.on("response", lambda answer: self.read_answer(page, answer))
        return page

    def cookie(self, context: BrowserContext, name: str, value: str) -> None:
        context.add_cookies([{"name": name, "value": value, "url": self.site}])

    def complain(self, page: Page, words: str) -> None:
        self.complaints.append(f"{page.url}: {words}")

    def read_console(self, page: Page, message: ConsoleMessage) -> None:
        # A missing file is told with its address by `read_answer`.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complain(page, message.text)

    def read_answer(self, page: Page, answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            self.complain(page, f"{answer.url} answered {answer.status}")


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    opened = OpenPage(chromium, live_server.url)
    yield opened
    for context in opened.contexts:
        context.close()
    if opened.complaints:
        pytest.fail("\n".join(opened.complaints))


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe finds on a page, best practices included: one line per mistake; [] is good."""
    source = AXE.read_text()

    def run(page: Page) -> Any:
        page.wait_for_load_state()
        page.evaluate(source)
        return page.evaluate(
            "rules => axe.run(document, { resultTypes: ['violations'], rules })", AXE_RULES
        )

    def judge(page: Page) -> list[str]:
        try:
            found = run(page)
        except Error:  # the page was just being replaced by the next one: that is the one to judge
            found = run(page)
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    return judge


@pytest.fixture(scope="session")
def sideways() -> Callable[[Page], int]:
    """By how many pixels a page is wider than its window; 0 is good."""

    def measure(page: Page) -> int:
        return int(
            page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    return measure


@pytest.fixture(scope="session")
def look() -> Callable[[Page, str], None]:
    def keep(page: Page, name: str) -> None:
        if os.environ.get("SAMENSPEL_SHOTS"):
            page.screenshot(path=TOP / "shots" / f"{name}.png", full_page=True)

    return keep
