"""The door: reads a file in a child process that may use little, and comes back in time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any

from . import limits
from .draft import Draft, Kind, Paragraph
from .formats import stem_and_ending
from .refusals import Unreadable


def read(name: str, data: bytes) -> Draft:
    """The draft in a file called `name`. Raises `Unreadable`, whose message says what to do."""
    if not data:
        raise Unreadable("empty")
    if len(data) > limits.FILE:
        raise Unreadable("too_large", limit=limits.FILE // limits.MEGABYTE)
    try:
        child = subprocess.run(  # noqa: S603
            [
                sys.executable,
                "-I",
                "-m",
                f"{__package__}.child",
                str(limits.CHILD_PROCESSOR),
                str(limits.CHILD_MEMORY),
                name[-200:].replace("\0", "").encode("utf-8", "replace"),
            ],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.CHILD_TIMEOUT,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},  # nothing of ours to find
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_heavy") from None
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable("too_heavy")
    if child.returncode:
        raise Unreadable("damaged", kind=stem_and_ending(name)[1].upper())
    return _received(json.loads(child.stdout))


def _received(answer: dict[str, Any]) -> Draft:
    if "refused" in answer:
        raise Unreadable(answer["refused"], **answer["params"])
    return Draft(
        answer["title"],
        tuple(Paragraph(**{**p, "kind": Kind(p["kind"])}) for p in answer["paragraphs"]),
        tuple(answer["remarks"]),
    )
