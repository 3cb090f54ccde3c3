"""What is asked of whoever makes a travelogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .actions import LONGEST_FOREWORD
from .book import KINDS, Public, key_of
from .models import LONGEST_TITLE

MOST = 999


@dataclass(frozen=True)
class Row:
    """Something to choose: whether it was, and its place among the others (0: none is asked)."""

    key: str
    title: str
    note: str
    taken: bool
    place: int


class TravelogueForm(forms.Form):
    """Title, foreword, and a choice. `revision` is that of the text one began from.

    What can be chosen stands in `choices`, by kind; a tick is named after its kind, and the place
    of a lesson or episode `place-` and its key.
    """

    title = forms.CharField(label=_("What is it called?"), max_length=LONGEST_TITLE)
    foreword = forms.CharField(
        label=_("Foreword"),
        help_text=_("Your own words, for whoever opens it. No quotes, and no names of people."),
        max_length=LONGEST_FOREWORD,
        required=False,
        widget=forms.Textarea({"rows": 8, "class": "said"}),
    )
    language = forms.ChoiceField(
        label=_("In which language are the headings?"),
        help_text=_("Lessons and quotes stay in their own language."),
        choices=settings.LANGUAGES,
    )
    everything = forms.TypedChoiceField(
        label=_("What stands in it?"),
        choices=[
            ("yes", _("Everything that is public, also what comes later")),
            ("no", _("What I choose below")),
        ],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=10**6)

    def __init__(
        self, *args: Any, public: Public, chosen: dict[str, list[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.public = public
        self.chosen = self._ticked() if self.is_bound else chosen

    @property
    def choices(self) -> dict[str, list[Row]]:
        return {kind: self._rows(kind, getattr(self.public, kind)) for kind in KINDS}

    def _rows(self, kind: str, found: Sequence[Any]) -> list[Row]:
        """Those that were chosen first, in their order; before anything was chosen, all of them."""
        taken = self.chosen.get(kind, []) if self.chosen else [key_of(row) for row in found]
        rest = [key for key in map(key_of, found) if key not in taken]
        order = {key: number for number, key in enumerate([*taken, *rest], 1)}
        rows = sorted(found, key=lambda row: order[key_of(row)]) if kind != "days" else found
        return [
            Row(key_of(row), *_told(kind, row), key_of(row) in taken, number)
            for number, row in enumerate(rows, 1)
        ]

    def _ticked(self) -> dict[str, list[str]]:
        return {kind: self._in_order(kind, getattr(self.public, kind)) for kind in KINDS}

    def _in_order(self, kind: str, found: Sequence[Any]) -> list[str]:
        """Of what there is only what was ticked; two with the same place stay as they stood."""
        sent: Any = self.data
        ticked = [key for key in map(key_of, found) if key in sent.getlist(kind)]
        return sorted(ticked, key=lambda key: _whole(self.data.get(f"place-{kind}-{key}", "")))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["chosen"] = {} if told.get("everything") else self.chosen
        if told.get("everything") is False and not any(self.chosen.values()):
            self.add_error("everything", _("Choose at least one thing below."))
        return told


def _told(kind: str, row: Any) -> tuple[str, str]:
    if kind == "coalitions":
        return row.coalition.name, row.coalition.place
    if kind == "days":
        return row.title, ""
    return getattr(row.edition, "claim", "") or row.edition.title, ""


def _whole(typed: str) -> int:
    return (
        min(int(typed), MOST) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else MOST
    )
