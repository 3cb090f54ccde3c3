"""Run the parts, print their tables, and write them down when asked."""

from __future__ import annotations

import argparse
import platform
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    agreement,
    counting,
    desk,
    exchange,
    first_page,
    hostile,
    lighthouse,
    live,
    meeting,
    pages,
    peer,
    public,
    sound,
    suggestions,
    taking_back,
    travelogue,
    upload,
    weight,
)

PARTS = {
    "pages": pages.measure,
    "desk": desk.measure,
    "peer": peer.measure,
    "live": live.measure,
    "meeting": meeting.measure,
    "storms": meeting.measure_storms,
    "weight": weight.measure,
    "public": public.measure,
    "lighthouse": lighthouse.measure,
    "taking-back": taking_back.measure,
    "upload": upload.measure,
    "sound": sound.measure,
    "travelogue": travelogue.measure,
    "agreement": agreement.measure,
    "suggestions": suggestions.measure,
    "exchange": exchange.measure,
    "hostile": hostile.measure,
    "insight": counting.measure,
    "first-page": first_page.measure,
}
README = Path(__file__).parent / "README.md"


def machine() -> str:
    processor = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    cores = subprocess.check_output(["nproc"], text=True).strip()
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    gigabytes = round(int(memory[1]) / 1024**2) if memory else "?"
    return (
        f"{processor}, {cores} cores, {gigabytes} GB, {platform.system()}, "
        f"Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"
    )


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench/run")
    asked.add_argument("part", nargs="*", choices=[*PARTS, []])
    asked.add_argument("--write", action="store_true")
    said = asked.parse_args()
    text = README.read_text().replace(" No figures stand here yet.", "")
    for name in said.part or PARTS:
        table = f"Measured on: {machine()}.\n\n{PARTS[name]()}"
        print(f"\n## {name}\n\n{table}\n", flush=True)
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if said.write and begin in text:
            head, rest = text.split(begin, 1)
            text = f"{head}{begin}\n{table}\n{end}{rest.split(end, 1)[1]}"
            README.write_text(text)


main()
