"""Which words sound when: a source with its recording, for a player beside the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from .models import Recording, Source, Version
from .typeset import clock


@dataclass(frozen=True)
class Sound:
    """One recording as it is played: all of it, or the stretch of a passage (milliseconds)."""

    recording: Recording
    url: str
    begin: int | None = None
    stop: int | None = None

    @property
    def kind(self) -> str:
        """Sound or video: a value of `Recording.Kind`."""
        return str(self.recording.kind)

    @property
    def length(self) -> str:
        return clock(self.recording.duration)

    @property
    def source(self) -> str:
        """The address with its stretch, which browsers keep to by themselves."""
        return self.url if self.begin is None else self.url + fragment(self.begin, self.stop)


def fragment(begin: int, stop: int | None) -> str:
    """A stretch (milliseconds) as the end of an address: a media fragment, as the W3C has it."""
    until = f",{stop / 1000:.3f}" if stop else ""
    return f"#t={begin / 1000:.3f}{until}"


@dataclass(frozen=True)
class Player:
    """The recordings of a source, and when each of its paragraphs begins and stops to sound.

    `times` are [number of the paragraph, its place in the text, begin, stop] in milliseconds; the
    times are those of the first recording.
    """

    sounds: list[Sound]
    times: list[tuple[int, int, int, int | None]]


def player(source: Source, version: Version, person: Any) -> Player | None:
    """What there is to hear with a version, for whoever may read it. One question."""
    found = list(source.recordings.visible_to(person))
    if not found:
        return None
    sounds = [Sound(recording, address(recording)) for recording in found]
    return Player(sounds, times_of(version.layout, found[0].duration))


def lengths(sources: Sequence[Source], person: Any) -> dict[int, str]:
    """How long one can listen to each of these sources that can be heard; one question."""
    rows = Recording.objects.visible_to(person).filter(source__in=[each.pk for each in sources])
    found = rows.order_by().values_list("source").annotate(sounds=Sum("duration"))
    return {source: clock(sounds) for source, sounds in found}


def passage(source: Source, version: Version, start: int, end: int, person: Any) -> Sound | None:
    """The stretch of the recording in which these words (code points) are said; one question.

    Nothing when the text has no times: then nobody knows where to listen, unless it is all of it.
    """
    whole = start == 0 and end == len(version.text)
    found = (None, None) if whole else stretch(version.layout, start, end)
    if found is None:
        return None
    recording = source.recordings.visible_to(person).first()
    return Sound(recording, address(recording), *found) if recording else None


def address(recording: Recording) -> str:
    return reverse("sources:recording", args=[recording.source_id, recording.key])


def times_of(
    layout: Sequence[dict[str, Any]], duration: int | None = None
) -> list[tuple[int, int, int, int | None]]:
    """Of each paragraph with a time: [number, place, begin, stop].

    A paragraph without a stop of its own sounds until the next one begins, or until one that was
    cut off from it stops.
    """
    timed = [(n, each) for n, each in enumerate(layout) if each.get("begin") is not None]
    nexts = [*((n, each["begin"]) for n, each in timed), (len(layout), duration)][1:]
    return [
        (n, each["start"], each["begin"], _until(layout[n:until], following))
        for (n, each), (until, following) in zip(timed, nexts, strict=True)
    ]


def _until(pieces: Sequence[dict[str, Any]], following: int | None) -> int | None:
    piece = pieces[0]
    stop = next((each["stop"] for each in pieces if each.get("stop") is not None), None)
    if stop is not None and stop > piece["begin"]:
        return int(stop)
    return following if following is None or following > piece["begin"] else None


def paragraphs_in(layout: Sequence[dict[str, Any]], start: int, end: int) -> tuple[int, int]:
    """The first and the last paragraph that hold a part of [start, end), counted from 1."""
    held = [n for n, each in enumerate(layout, 1) if each["start"] < end and start < each["end"]]
    return (held[0], held[-1]) if held else (1, 1)


def stretch(
    layout: Sequence[dict[str, Any]], start: int, end: int
) -> tuple[int, int | None] | None:
    """From when until when the words in [start, end) sound, as far as paragraphs tell."""
    times = times_of(layout)
    before = [each for each in times if each[1] <= start]
    within = [each for each in times if start < each[1] < end]
    if before:
        within.insert(0, before[-1])
    if not within:
        return None
    return within[0][2], within[-1][3]
