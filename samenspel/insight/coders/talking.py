"""Where coders differ, in reading order, with what was said about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from samenspel.insight.agreement import Disagreement, disagreements
from samenspel.threads.models import Coder, Talk

from .gathering import Gathered

Outcome = Talk.Outcome


@dataclass
class Difference:
    """A place where coders differ, and the talk about it."""

    version: int
    found: Disagreement
    talk: Talk | None = None

    @property
    def key(self) -> str:
        start, end = self.found.unit
        return f"v{self.version}-{start}-{end}-{self.found.code}"

    @property
    def coders(self) -> frozenset[Any]:
        return frozenset([*self.found.did, *self.found.did_not])


@dataclass
class Settled:
    """A talk that came to something; `still` is the difference, when it is there yet."""

    talk: Talk
    still: Difference | None = None

    @property
    def to_do(self) -> tuple[Any, ...]:
        """Whose layer has not followed what was agreed, as keys of coders."""
        if self.still is None:
            return ()
        if self.talk.outcome == Outcome.GIVE:
            return self.still.found.did_not
        return self.still.found.did if self.talk.outcome == Outcome.TAKE else ()


@dataclass
class Differences:
    open: list[Difference] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)


def differences(
    gathered: Gathered, talks: Iterable[Talk], versions: Collection[int]
) -> Differences:
    """Those in these versions; settled ones apart, the newest first."""
    by_place: dict[tuple[int, int], list[Talk]] = defaultdict(list)
    for talk in talks:
        by_place[talk.version_id, talk.code_id].append(talk)
    told = Differences()
    still: dict[int, Difference] = {}
    for version in versions:
        text = gathered.texts[version]
        for found in disagreements(text, gathered.code_keys, gathered.coder_keys):
            here = Difference(version, found)
            here.talk = _about(here, by_place[version, int(str(found.code))])
            if here.talk is not None and here.talk.outcome:
                still.setdefault(here.talk.pk, here)
            else:
                told.open.append(here)
    every = [talk for rows in by_place.values() for talk in rows if talk.outcome]
    every.sort(key=lambda talk: talk.at, reverse=True)
    told.settled = [Settled(talk, still.get(talk.pk)) for talk in every]
    return told


def _about(here: Difference, talks: list[Talk]) -> Talk | None:
    """The last talk about these words that was between all who differ here."""
    start, end = here.found.unit
    fits = [
        talk
        for talk in talks
        if talk.start < end
        and start < talk.end
        and here.coders <= {coder.pk for coder in talk.coders.all()}
    ]
    return max(fits, key=lambda talk: talk.at, default=None)


def named(keys: Iterable[Any], coders: Iterable[Coder]) -> list[str]:
    """What these coders are called, in the order of the page."""
    wanted = set(keys)
    return [str(coder) for coder in coders if coder.pk in wanted]
