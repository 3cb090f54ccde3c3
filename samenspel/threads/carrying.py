"""What becomes of passages when their text gets a new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from samenspel.sources.anchors import Anchor, Certainty, reanchor
from samenspel.sources.models import Version

from .models import Passage


@dataclass(frozen=True)
class Proposal:
    """Where the words of a passage seem to stand now."""

    passage: Passage
    anchor: Anchor
    before: str
    now: str

    @property
    def place(self) -> tuple[int, int]:
        return self.anchor.start, self.anchor.end

    @property
    def sure(self) -> bool:
        return self.anchor.sure

    @property
    def lost(self) -> bool:
        return self.anchor.certainty is Certainty.LOST


def propose(old: Version, new: Version, person: Any) -> list[Proposal]:
    """A proposal for every passage of the old version, in the order of the text."""
    passages = list(Passage.objects.visible_to(person).filter(version=old).order_by("start"))
    anchors = reanchor(old.text, new.text, [(each.start, each.end) for each in passages])
    return [
        Proposal(
            passage,
            anchor,
            old.text[passage.start : passage.end],
            new.text[anchor.start : anchor.end],
        )
        for passage, anchor in zip(passages, anchors, strict=True)
    ]
