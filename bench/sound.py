"""The sound of an episode made ready: how much quicker than it plays, and how much memory it takes.

Noise that rises and falls, muted in one stretch, with chapters. Ffmpeg by itself (one pass to MP3,
nothing listened to) is the measure.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.site import TOP
from bench.spread import spread

ROUNDS = 3
MINUTES = (5, 30, 60)


def make(minutes: int, folder: Path) -> Path:
    file = folder / f"{minutes}.m4a"
    noise = f"anoisesrc=c=pink:r=44100:a=0.3:d={60 * minutes}:seed=3,tremolo=f=0.2:d=0.9"
    command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", noise, "-ac", "1"]
    subprocess.check_call([*command, "-c:a", "aac", "-b:a", "96k", str(file)])
    return file


def once(file: str, bare: bool) -> None:
    """Make it once in this process; print seconds, and the most memory of it and of ffmpeg."""
    import resource
    import time

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    from samenspel.stories import loudness

    source = Path(file)
    target = source.with_suffix(".mp3")
    begin = time.perf_counter()
    if bare:
        command = ["ffmpeg", "-v", "error", "-y", "-threads", "1", "-i", file, "-b:a", "96k"]
        subprocess.check_call([*command, "-ar", "44100", str(target)])
        told = None
    else:
        chapters = [(0, "Begin"), (60_000, "Midden"), (180_000, "Einde")]
        told = loudness.master(
            source, target, title="Maat", album="Meten", muted=[(30_000, 45_000)], chapters=chapters
        ).loudness
    took = time.perf_counter() - begin
    own, child = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"took": took, "own": own, "ffmpeg": child, "loudness": told}))


def measure() -> str:
    load = os.getloadavg()[0]
    how = (
        f"{ROUNDS} rounds in turn, each in a process of its own, one thread of ffmpeg: median "
        f"(least-most). Load of the machine before it began: {load:.1f}."
    )
    heads = ["sound", "made in, s", "times its playing time", "one bare pass of ffmpeg, s", "LUFS"]
    heads += ["most memory: ours, MB", "ffmpeg, MB"]
    lines = [how, "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    with tempfile.TemporaryDirectory() as name:
        for minutes in MINUTES:
            file = make(minutes, Path(name))
            rounds = [[_once(file, bare) for bare in (False, True)] for _ in range(ROUNDS)]
            ours = [pair[0] for pair in rounds]
            took = [one["took"] for one in ours]
            lines.append(
                f"| {minutes} minutes | {spread(took, 1)} "
                f"| {60 * minutes / statistics.median(took):.0f} "
                f"| {spread([pair[1]['took'] for pair in rounds], 1)} "
                f"| {spread([one['loudness'] for one in ours], 1)} "
                f"| {max(one['own'] for one in ours):.0f} | {max(o['ffmpeg'] for o in ours):.0f} |"
            )
    return "\n".join(lines)


def _once(file: Path, bare: bool) -> dict[str, float]:
    words = [sys.executable, "-m", "bench.sound", str(file), "bare" if bare else "ours"]
    found: dict[str, float] = json.loads(subprocess.check_output(words, cwd=TOP, text=True))
    return found


if __name__ == "__main__":
    once(sys.argv[1], sys.argv[2] == "bare")
