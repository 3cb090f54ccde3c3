"""A stretch of the sound of an episode, that one says something about; times in milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samenspel.foundation.errors import Refused
from samenspel.sources.sounding import fragment
from samenspel.sources.typeset import clock

A_WHILE = 15_000  # milliseconds of a stretch of which no end was told
ROUNDED = 1_000  # a player tells an end that lies this much later than ours


class NoStretch(Refused):
    """What was told is no stretch of the sound; `of` is what is wrong: its begin, or its stop."""

    def __init__(self, words: str, of: str) -> None:
        super().__init__(words)
        self.of = of


@dataclass(frozen=True)
class Sounding:
    """The sound of which one takes a stretch: its address, its length, and what is silent in it.

    `lines` are [begin, stop, words] of what is said in it.
    """

    url: str
    length: int
    silent: Sequence[Sequence[int]] = ()
    lines: Sequence[tuple[int, int | None, str]] = ()

    def stretch(self, begin: int, stop: int | None) -> tuple[int, int]:
        """The stretch that is meant, when it is one that can be heard."""
        if begin >= self.length:
            raise NoStretch(self._past(begin), "begin")
        if stop is None:
            stop = min(begin + A_WHILE, self.length)
        if stop <= begin:
            told = {"begin": clock(begin), "stop": clock(stop)}
            words = _("%(begin)s to %(stop)s: a stretch ends after it begins.") % told
            raise NoStretch(words, "stop")
        if stop >= self.length + ROUNDED:
            raise NoStretch(self._past(stop), "stop")
        stop = min(stop, self.length)
        if self.is_silent(begin, stop):
            raise NoStretch(
                _("Nobody hears that: it was made silent. Choose another bit."), "begin"
            )
        return begin, stop

    def _past(self, place: int) -> str:
        told = {"place": clock(place), "length": clock(self.length)}
        return _("%(place)s is past the end: this recording lasts %(length)s.") % told

    def is_silent(self, begin: int, stop: int) -> bool:
        return any(start <= begin and stop <= end for start, end in self.silent)

    def is_broken(self, begin: int, stop: int) -> bool:
        """A part of it is silent."""
        return any(begin < end and start < stop for start, end in self.silent)

    def said_in(self, begin: int, stop: int) -> list[str]:
        return [
            words
            for start, end, words in self.lines
            if start < stop and (end is None or begin < end)
        ]


@dataclass(frozen=True)
class Stretch:
    """The stretch that a remark is about, as it sounds today."""

    begin: int
    stop: int
    sound: Sounding

    @property
    def at(self) -> str:
        return f"{clock(self.begin)} – {clock(self.stop)}"

    @property
    def url(self) -> str:
        """Where it is heard; nothing when it was made silent."""
        if self.begin >= self.sound.length or self.sound.is_silent(self.begin, self.stop):
            return ""
        return self.sound.url + fragment(self.begin, self.stop)

    @property
    def is_broken(self) -> bool:
        return self.sound.is_broken(self.begin, self.stop)

    @property
    def seconds(self) -> str:
        return f"{self.begin / 1000:.3f}"

    @property
    def until(self) -> str:
        return f"{self.stop / 1000:.3f}"
