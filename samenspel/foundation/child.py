"""A process of its own for what strangers made: little memory, little time, nothing to find.

subprocess.run(confined(["ffprobe", ...], processor=20, memory=2 * GIGABYTE), env=NOTHING)
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Sequence

NOTHING = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}  # the environment: nothing of ours to find


def limit(*, processor: int, memory: int, written: int = 0) -> None:
    """From here on this process has so many seconds of processor, and so many bytes of memory.

    `written`: the largest file that it may write, in bytes.
    """

    def lower(what: int, to: int) -> None:
        hard = resource.getrlimit(what)[1]
        to = to if hard == resource.RLIM_INFINITY else min(to, hard)
        resource.setrlimit(what, (to, to))

    lower(resource.RLIMIT_CPU, processor)
    lower(resource.RLIMIT_AS, memory)
    lower(resource.RLIMIT_FSIZE, written)
    lower(resource.RLIMIT_CORE, 0)


def confined(command: Sequence[str], *, processor: int, memory: int, written: int = 0) -> list[str]:
    """The command line that runs a command within these limits."""
    limits = [str(processor), str(memory), str(written)]
    return [sys.executable, "-I", "-m", __name__, *limits, *command]


def main() -> None:
    processor, memory, written = map(int, sys.argv[1:4])
    limit(processor=processor, memory=memory, written=written)
    os.execvp(sys.argv[4], sys.argv[4:])  # noqa: S606


if __name__ == "__main__":
    main()
