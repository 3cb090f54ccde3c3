"""In the child process: the file comes on standard input, the answer goes out as JSON."""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict
from typing import Any

from .refusals import Unreadable


def _limit(processor: int, memory: int) -> None:
    def lower(what: int, to: int) -> None:
        hard = resource.getrlimit(what)[1]
        to = to if hard == resource.RLIM_INFINITY else min(to, hard)
        resource.setrlimit(what, (to, to))

    lower(resource.RLIMIT_CPU, processor)
    lower(resource.RLIMIT_AS, memory)
    lower(resource.RLIMIT_FSIZE, 0)
    lower(resource.RLIMIT_CORE, 0)


def main() -> None:
    _limit(int(sys.argv[1]), int(sys.argv[2]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes elsewhere
    from .parse import parse

    try:
        draft = parse(sys.argv[3], sys.stdin.buffer.read())
        answer: dict[str, Any] = asdict(draft)
    except Unreadable as refusal:
        answer = {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        answer = {"refused": "too_heavy", "params": {}}
    answers.write(json.dumps(answer).encode())
    answers.close()


if __name__ == "__main__":
    main()
