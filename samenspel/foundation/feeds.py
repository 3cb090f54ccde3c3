"""Atom that also names the entries which are no longer there (RFC 6721)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed, rfc3339_date

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # of a feed in which nothing ever stood


class AtomWithGaps(Atom1Feed):
    """`gone` are the ids of what was taken back, each with the moment; `language` is of an item."""

    def root_attributes(self) -> dict[str, Any]:
        return {**super().root_attributes(), "xmlns:at": "http://purl.org/atompub/tombstones/1.0"}

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        """An entry speaks its own language, whatever that of the feed."""
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def latest_post_date(self) -> datetime:
        """What is gone is news too."""
        gone = [when for _id, when in self.feed["gone"]]
        return max(gone + [item["updateddate"] for item in self.items], default=LONG_AGO)

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for entry, when in self.feed["gone"]:
            told = {"ref": entry, "when": rfc3339_date(when)}
            handler.addQuickElement("at:deleted-entry", "", told)
