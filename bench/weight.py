"""Weight of a first visit on a phone, and of a later one, in compressed bytes over the wire."""

from __future__ import annotations

import shutil

from playwright.sync_api import sync_playwright

from bench.site import running
from bench.world import told

LIMIT = 100_000


def measure() -> str:
    """A table: kB on the wire and number of files, by page, for a first and a second visit."""
    lines = ["| page | first visit, kB | files | second page, kB |", "|---|---|---|---|"]
    with running() as site, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for label, path in told(site)["public"].items():
            context = browser.new_context(viewport={"width": 360, "height": 740})
            page = context.new_page()
            wire = context.new_cdp_session(page)
            wire.send("Network.enable")
            sizes: list[int] = []
            wire.on(
                "Network.loadingFinished",
                lambda told, into=sizes: into.append(told["encodedDataLength"]),
            )
            page.goto(site.address + path, wait_until="networkidle")
            first, files = sum(sizes), len(sizes)
            sizes.clear()
            page.goto(site.address + path + "?opnieuw", wait_until="networkidle")
            lines.append(f"| {label} | {first / 1000:.1f} | {files} | {sum(sizes) / 1000:.1f} |")
            context.close()
        browser.close()
    return "\n".join(lines)
