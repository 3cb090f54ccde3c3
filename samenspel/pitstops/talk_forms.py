"""When a recording began, to lay in it what was marked while people talked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenspel.sources.models import Recording
from samenspel.sources.typeset import clock


class LayForm(forms.Form):
    """Cleans to a recording, and when it began: that time of the day nearest to the meeting."""

    began = forms.TimeField(
        label=gettext_lazy("When did the recording begin?"),
        widget=forms.TimeInput({"type": "time", "step": 1}, "%H:%M:%S"),
        error_messages={
            "required": gettext_lazy("Say at what time the recording began."),
            "invalid": gettext_lazy("Write a time as hours and minutes, such as 14:05."),
        },
    )

    def __init__(
        self, *args: Any, recordings: Sequence[Recording], near: datetime, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.recordings = {str(row.key): row for row in recordings}
        self.near = near
        if len(recordings) > 1:
            self.fields["recording"] = forms.ChoiceField(
                label=_("In which recording?"),
                choices=[
                    (key, _("Recording %(number)d, %(length)s") % {"number": n, "length": length})
                    for n, (key, length) in enumerate(
                        ((key, clock(row.duration)) for key, row in self.recordings.items()), 1
                    )
                ],
            )

    def clean(self) -> dict[str, Any]:
        first = next(iter(self.recordings.values()))
        told = self.cleaned_data
        began: time | None = told.get("began")
        return {
            "recording": self.recordings.get(told.get("recording", ""), first),
            "began": self._nearest(began) if began else None,
        }

    def _nearest(self, told: time) -> datetime:
        """A meeting may last past midnight, or be on another day than was planned."""
        day = timezone.localtime(self.near).date()
        days = [day + timedelta(days=each) for each in (-1, 0, 1)]
        at = [timezone.make_aware(datetime.combine(each, told)) for each in days]
        return min(at, key=lambda each: abs(each - self.near))
