"""What `deduce` finds in Dutch texts. Runs in its own environment and imports nothing of ours.

    .venv-deduce/bin/python -I samenspel/lessons/along_deduce.py [--build]

Each line that comes in is JSON, `{"text": "..."}`; each line that goes out is the answer to one of
them, `{"found": [[start, end, tag], ...]}`. With `--build` the lookup is built, which takes
minutes and is done once.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    answers = os.dup(1)
    os.dup2(2, 1)  # deduce sets up logging to standard output as soon as it is imported
    deduce = import_module("deduce")
    built = Path(deduce.__path__[0], "data/lookup/cache/lookup_structs.pickle")
    build = sys.argv[1:] == ["--build"]
    if not build and not built.exists():
        sys.exit("The lookup of deduce is not built yet: bin/setup deduce")
    reader = deduce.Deduce(build_lookup_structs=build)
    for line in () if build else sys.stdin:
        found = reader.deidentify(json.loads(line)["text"]).annotations
        told = sorted((each.start_char, each.end_char, each.tag) for each in found)
        os.write(answers, f"{json.dumps({'found': told})}\n".encode())


if __name__ == "__main__":
    main()
