"""The sound of the demo's episode: a hum that changes its pitch when somebody else speaks."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import numpy as np

RATE = 16_000
PITCHES = (196.0, 246.9, 293.7, 329.6)  # Hz


def hum(layout: Iterable[dict[str, Any]]) -> bytes:
    """A WAV as long as the captions of this layout, one pitch for each speaker."""
    pitches: dict[str, float] = {}
    waves = []
    for piece in layout:
        pitch = pitches.setdefault(piece["speaker"], PITCHES[len(pitches) % len(PITCHES)])
        seconds = np.arange((piece["stop"] - piece["begin"]) * RATE // 1000) / RATE
        breath = 0.55 - 0.45 * np.cos(2 * np.pi * seconds * 1.5)
        fade = np.minimum(1, np.minimum(seconds, seconds[-1] - seconds) * 20)
        waves.append(0.25 * breath * fade * np.sin(2 * np.pi * pitch * seconds))
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.concatenate(waves) * 32767).astype("<i2").tobytes())
    return out.getvalue()
