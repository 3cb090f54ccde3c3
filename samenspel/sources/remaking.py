"""Sound and video that people bring, made anew: what every browser plays, and nothing hidden in it.

ffmpeg does it, in a process with limits that opens one file and no address. What it made is new:
no tags, no place, no pictures, no other tracks.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any

from samenspel.foundation.child import NOTHING, confined

# No playlists and no lists of files among them: those could name another file, or an address.
FORMATS = "mov,mp4,m4a,3gp,matroska,webm,mp3,wav,w64,ogg,flac,aac,amr,asf,aiff,caf,mpegts"
OPENS = ["-protocol_whitelist", "file", "-format_whitelist", FORMATS]

HOUR = 3600
LONGEST = 12 * HOUR * 1000  # milliseconds
MOST_PIXELS = 4096 * 2304
MEMORY = 3 * 1024**3
LOOKING = 30  # seconds
MAKING = 4 * HOUR
LARGEST = 4 * 1024**3  # bytes of what comes out
MISSING = 2000  # milliseconds that may be lacking at the end
SHORTEST = 500  # milliseconds; what is shorter can't be heard
UNTOLD = 64 * 1024  # bytes that may stand in a WAV besides its sound


class Unplayable(Exception):
    """Why this can't be played; `code` is a key of `recordings.REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Tracks:
    """What stands in a file: its length in milliseconds (None: not told), sound and picture."""

    duration: int | None
    sound: dict[str, Any] | None
    picture: dict[str, Any] | None


def is_possible() -> bool:
    """Whether this machine has what it takes."""
    return all(shutil.which(name, path=NOTHING["PATH"]) for name in ("ffmpeg", "ffprobe"))


def look(path: Path) -> Tracks:
    """What is in a file. `Unplayable` when it is no sound or video that we know."""
    told = ["-show_format", "-show_streams", "-of", "json"]
    command = ["ffprobe", "-v", "error", *OPENS, *told, "-i", f"file:{path}"]
    try:
        run = subprocess.run(  # noqa: S603
            confined(command, processor=LOOKING, memory=MEMORY),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=2 * LOOKING,
            env=NOTHING,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unplayable("heavy") from None
    if run.returncode:
        raise Unplayable("heavy" if run.returncode < 0 else "unknown")
    found = json.loads(run.stdout)
    if _tells_less(found):
        raise Unplayable("damaged")
    streams = found.get("streams", [])
    seconds = found.get("format", {}).get("duration")
    return Tracks(
        int(float(seconds) * 1000) if seconds else None,
        next((each for each in streams if each.get("codec_type") == "audio"), None),
        next((each for each in streams if _moves(each)), None),
    )


def _tells_less(found: dict[str, Any]) -> bool:
    """A WAV with far more in it than its beginning tells: a recorder that stopped halfway. Who goes
    by what it tells, hears a part and does not know that there is more."""
    about = found.get("format", {})
    if about.get("format_name") != "wav" or not about.get("duration"):
        return False
    rate = max((int(each.get("bit_rate") or 0) for each in found["streams"]), default=0)
    size, told = int(about["size"]), int(float(about["duration"]) * rate / 8)
    return size - told > max(UNTOLD, size // 4)


def _moves(stream: dict[str, Any]) -> bool:
    still = stream.get("disposition", {}).get("attached_pic")
    return stream.get("codec_type") == "video" and not still


def remake(
    source: Path, target: Path, tracks: Tracks, told: Callable[[int], bool] = lambda percent: True
) -> Tracks:
    """Write `target` (M4A or MP4) from `source`, and say what is in it.

    `told(percent)` hears how far it is; when it answers False the work is stopped.
    """
    sound = _insist(tracks)
    command = [
        *("ffmpeg", "-nostdin", "-v", "error", "-y", "-progress", "pipe:1", "-threads", "2"),
        *(*OPENS, "-i", f"file:{source}", "-map_metadata", "-1", "-map_chapters", "-1"),
        *(*_sound(sound), *_picture(tracks.picture), "-sn", "-dn", "-fflags", "+bitexact"),
        *("-movflags", "+faststart", "-t", str(LONGEST // 1000), "-f", "mp4", f"file:{target}"),
    ]
    run(command, tracks.duration, told)
    try:
        made = look(target)
    except Unplayable:
        raise Unplayable("damaged") from None
    if made.sound is None or (made.duration or 0) < SHORTEST:
        raise Unplayable("silent")
    if (made.duration or 0) < (tracks.duration or 0) * 0.98 - MISSING:
        raise Unplayable("cut")
    return made


def _insist(tracks: Tracks) -> dict[str, Any]:
    """The sound of what may be made anew."""
    if tracks.sound is None:
        raise Unplayable("silent")
    if (tracks.duration or 0) > LONGEST:
        raise Unplayable("long")
    if tracks.picture is not None:
        width, height = (int(tracks.picture.get(side) or 0) for side in ("width", "height"))
        if not 0 < width * height <= MOST_PIXELS:
            raise Unplayable("heavy")
    return tracks.sound


def _sound(stream: dict[str, Any]) -> list[str]:
    take = ["-map", f"0:{stream['index']}"]
    rate = int(stream.get("bit_rate") or 10**9)
    if (stream.get("codec_name"), stream.get("profile")) == ("aac", "LC") and rate <= 200_000:
        return [*take, "-c:a", "copy"]
    one = int(stream.get("channels") or 1) == 1
    how = ["-c:a", "aac", "-b:a", "64k" if one else "112k", "-ac", "1" if one else "2"]
    return [*take, *how, "-ar", "44100"]


def _picture(stream: dict[str, Any] | None) -> list[str]:
    if stream is None:
        return ["-vn"]
    take = ["-map", f"0:{stream['index']}"]
    plays = stream.get("codec_name") == "h264" and stream.get("pix_fmt") == "yuv420p"
    short = min(int(stream["width"]), int(stream["height"]))
    if plays and short <= 1080 and int(stream.get("bit_rate") or 10**9) <= 5_000_000:
        return [*take, "-c:v", "copy"]
    size = "scale=w='min(1280,iw)':h='min(1280,ih)':force_original_aspect_ratio=decrease"
    even = "scale=trunc(iw/2)*2:trunc(ih/2)*2,format=yuv420p"
    rate = ["-crf", "25", "-maxrate", "2500k", "-bufsize", "5000k", "-fpsmax", "30"]
    return [*take, "-c:v", "libx264", "-preset", "veryfast", *rate, "-vf", f"{size},{even}"]


def cut(source: Path, target: Path, begin: int, until: int) -> None:
    """Write a stretch (milliseconds) of the sound as a small MP3: speech, and nothing else."""
    command = [
        *("ffmpeg", "-nostdin", "-v", "error", "-y", "-progress", "pipe:1", "-threads", "2"),
        *(*OPENS, "-ss", f"{begin / 1000}", "-t", f"{(until - begin) / 1000}"),
        *("-i", f"file:{source}", "-map_metadata", "-1", "-map_chapters", "-1", "-map", "0:a:0"),
        *("-ac", "1", "-ar", "16000", "-b:a", "48k", "-fflags", "+bitexact"),
        *("-f", "mp3", f"file:{target}"),
    ]
    run(command, None, lambda percent: True)


def run(
    command: list[str],
    duration: int | None,
    told: Callable[[int], bool],
    says: IO[bytes] | int = subprocess.DEVNULL,
) -> None:
    """Run ffmpeg (with `-progress pipe:1`) within limits; what else it `says` goes to that file.

    `duration` is in milliseconds. `Unplayable` when it fails, or when `told` answers False.
    """
    child = subprocess.Popen(  # noqa: S603
        confined(command, processor=2 * MAKING, memory=MEMORY, written=LARGEST),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=says,
        env=NOTHING,
        text=True,
    )
    clock = Timer(MAKING, child.kill)
    clock.start()
    with child:
        try:
            for line in child.stdout or ():
                name, _, value = line.strip().partition("=")
                if name != "out_time_us" or not value.isdecimal() or not duration:
                    continue
                if not told(min(99, int(value) // (10 * duration))):
                    raise Unplayable("gone")
        except BaseException:
            child.kill()
            raise
        finally:
            clock.cancel()
    if child.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        raise Unplayable("heavy")
    if child.returncode:
        raise Unplayable("damaged")
