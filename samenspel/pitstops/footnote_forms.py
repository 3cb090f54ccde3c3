"""Which part of a report a moment in a recording belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import report_footnotes
from .report_models import Report


class FootnoteForm(forms.Form):
    """Cleans to a report and the id of one of its parts."""

    part = forms.ChoiceField(
        label=gettext_lazy("Which part does it belong to?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the part that it belongs to.")},
    )

    def __init__(self, *args: Any, reports: Sequence[Report], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {
            part.id: (report, part) for report in reports for part in report_footnotes.parts(report)
        }
        field: Any = self.fields["part"]
        field.choices = [
            (key, Truncator(part.text).chars(120)) for key, (_report, part) in self.parts.items()
        ]
        if not self.parts:
            field.help_text = _("Nothing is written there yet.")

    def clean(self) -> dict[str, Any]:
        report, part = self.parts.get(self.cleaned_data.get("part", ""), (None, None))
        return {"report": report, "block": part.id if part else ""}
