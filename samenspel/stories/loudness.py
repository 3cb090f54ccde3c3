"""The sound of an episode: muted where somebody said no, of one loudness, with chapters in it.

Two passes of ffmpeg's `loudnorm` (EBU R 128): it listens first, and then changes the whole by one
amount where it can. -16 LUFS is what podcast programs expect.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from samenspel.sources.remaking import MISSING, OPENS, Unplayable, look, run

LOUDNESS = -16.0  # LUFS
PEAK = -1.5  # dBTP
RANGE = 11.0  # LU
SILENT = -70.0  # LUFS, below which there is nothing to hear

Stretch = tuple[int, int]


@dataclass(frozen=True)
class Made:
    """What came out: milliseconds, and LUFS."""

    duration: int
    loudness: float


def master(
    source: Path,
    target: Path,
    *,
    title: str,
    album: str,
    muted: Sequence[Stretch] = (),
    chapters: Sequence[tuple[int, str]] = (),
    told: Callable[[int], bool] = lambda percent: True,
) -> Made:
    """Write the MP3 `target` from the recording `source`. Times are in milliseconds.

    `told(percent)` hears how far it is. `Unplayable` when it can't be made; its codes are keys of
    `masters.REFUSALS`.
    """
    tracks = look(source)
    if tracks.sound is None:
        raise Unplayable("silent")
    duration = tracks.duration or 0
    quiet = [_mute(stretch) for stretch in muted]
    heard = _measured(source, quiet, duration, lambda percent: told(percent // 2))
    one = int(tracks.sound.get("channels") or 1) == 1
    facts = target.with_suffix(".facts")
    facts.write_text(metadata(title, album, chapters, duration), encoding="utf-8")
    try:
        found = _pass(
            [*OPENS, "-i", f"file:{source}", *_beside(facts)],
            [*quiet, _normalise(heard)],
            [*("-map_metadata", "1", "-map_chapters", "1", "-id3v2_version", "3"), *_as_mp3(one)],
            f"file:{target}",
            duration,
            lambda percent: told(50 + percent // 2),
        )
    finally:
        facts.unlink(missing_ok=True)
    made = look(target)
    if (made.duration or 0) < duration * 0.98 - MISSING:
        raise Unplayable("cut")
    return Made(made.duration or 0, float(found["output_i"]))


def tag(
    source: Path,
    target: Path,
    *,
    title: str,
    album: str,
    chapters: Sequence[tuple[int, str]],
) -> None:
    """Write `target`: the same sound as the MP3 `source`, with another title and chapters."""
    duration = look(source).duration or 0
    facts = target.with_suffix(".facts")
    facts.write_text(metadata(title, album, chapters, duration), encoding="utf-8")
    command = [
        *("ffmpeg", "-nostdin", "-hide_banner", "-v", "error", "-y", "-progress", "pipe:1"),
        *(*OPENS, "-i", f"file:{source}", *_beside(facts)),
        *("-map", "0:a:0", "-map_metadata", "1", "-map_chapters", "1", "-id3v2_version", "3"),
        *("-c", "copy", "-fflags", "+bitexact", "-f", "mp3", f"file:{target}"),
    ]
    try:
        run(command, duration, lambda percent: True)
    finally:
        facts.unlink(missing_ok=True)


def _mute(stretch: Stretch) -> str:
    start, stop = (milliseconds / 1000 for milliseconds in stretch)
    return f"volume=0:enable='between(t,{start:.3f},{stop:.3f})'"


def _measured(
    source: Path, quiet: list[str], duration: int, told: Callable[[int], bool]
) -> dict[str, Any]:
    asked = f"loudnorm=I={LOUDNESS}:TP={PEAK}:LRA={RANGE}:print_format=json"
    opened = [*OPENS, "-i", f"file:{source}"]
    heard = _pass(opened, [*quiet, asked], ["-f", "null"], "-", duration, told)
    if not float(heard["input_i"]) > SILENT:
        raise Unplayable("silent")
    return heard


def _normalise(heard: dict[str, Any]) -> str:
    return (
        f"loudnorm=I={LOUDNESS}:TP={PEAK}:LRA={RANGE}:linear=true:print_format=json"
        f":measured_I={heard['input_i']}:measured_TP={heard['input_tp']}"
        f":measured_LRA={heard['input_lra']}:measured_thresh={heard['input_thresh']}"
        f":offset={heard['target_offset']}"
    )


def _beside(facts: Path) -> list[str]:
    return ["-f", "ffmetadata", "-protocol_whitelist", "file", "-i", f"file:{facts}"]


def _as_mp3(one: bool) -> list[str]:
    rate = "96k" if one else "128k"
    return [
        *("-ac", "1" if one else "2", "-ar", "44100", "-c:a", "libmp3lame", "-b:a", rate),
        *("-fflags", "+bitexact", "-f", "mp3"),
    ]


def _pass(
    opened: list[str],
    filters: list[str],
    how: list[str],
    target: str,
    duration: int,
    told: Callable[[int], bool],
) -> dict[str, Any]:
    """Run ffmpeg over the sound, and give what `loudnorm` told at the end."""
    command = [
        *("ffmpeg", "-nostdin", "-hide_banner", "-v", "info", "-nostats", "-y"),
        *("-progress", "pipe:1", "-threads", "1", *opened),
        *("-map", "0:a:0", "-vn", "-sn", "-dn", "-af", ",".join(filters), *how, target),
    ]
    with TemporaryFile() as said:
        run(command, duration, told, says=said)
        said.seek(0)
        words = said.read().decode(errors="replace")
    found = re.findall(r"\{[^{}]*\"input_i\"[^{}]*\}", words)
    if not found:
        raise Unplayable("damaged")
    told_last: dict[str, Any] = json.loads(found[-1])
    return told_last


def metadata(title: str, album: str, chapters: Sequence[tuple[int, str]], duration: int) -> str:
    """What ffmpeg writes into the file: the title, and chapters that each last until the next."""
    lines = [";FFMETADATA1", f"title={_plain(title)}", f"album={_plain(album)}"]
    ends = [*(start for start, _ in chapters), duration][1:]
    for (start, name), end in zip(chapters, ends, strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={max(end, start + 1)}"]
        lines.append(f"title={_plain(name)}")
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    return re.sub(r"([=;#\\\n])", r"\\\1", words)
