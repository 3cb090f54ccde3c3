"""The form that asks what to lay side by side. All of it is a choice, and stands in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenspel.sources.models import Source

from .choosing import NOW, PARAGRAPHS, SENTENCES, THEN, Beside, Choice

UNITS = [
    (PARAGRAPHS, gettext_lazy("paragraph")),
    (SENTENCES, gettext_lazy("sentence")),
]
LAYERS = [
    (NOW, gettext_lazy("as they stand now")),
    (THEN, gettext_lazy("as they were when read blind")),
]
NUMBER: dict[str, Any] = {"coerce": int, "empty_value": 0, "required": False}


class BesideForm(forms.Form):
    """Whose layers, which codes, in which texts."""

    codeur = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Coders"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Two of them, or more. None ticked: all."),
    )
    boek = forms.TypedChoiceField(label=gettext_lazy("Codebook"), **NUMBER)
    eenheid = forms.ChoiceField(
        label=gettext_lazy("Compare by"), choices=UNITS, required=False, initial=PARAGRAPHS
    )
    code = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Codes"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all of this codebook."),
    )
    coalitie = forms.TypedChoiceField(label=pgettext_lazy("one", "Coalition"), **NUMBER)
    moment = forms.ChoiceField(label=pgettext_lazy("one", "Moment"), required=False)
    soort = forms.ChoiceField(label=gettext_lazy("Kind of text"), required=False)
    laag = forms.ChoiceField(
        label=gettext_lazy("Layers"), choices=LAYERS, required=False, initial=NOW
    )

    def __init__(self, data: QueryDict, *, beside: Beside) -> None:
        super().__init__(data)
        lens = beside.lens
        asked = data.get("boek", "")
        books = dict(beside.books)
        book = int(asked) if asked.isdecimal() and int(asked) in books else 0
        book = beside.settled(Choice(book=book)).book
        choices: dict[str, Any] = {
            "codeur": [(coder.pk, str(coder)) for coder in beside.coders],
            "boek": beside.books,
            "code": [(code.pk, code.name) for _depth, code in beside.codes.get(book, [])],
            "coalitie": [("", _("All coalitions")), *((c.pk, c.name) for c in lens.coalitions)],
            "moment": [("", _("All moments")), *((p.key, capfirst(str(p))) for p in lens.periods)],
            "soort": [
                ("", _("All kinds")),
                *((kind.value, capfirst(str(kind.label))) for kind in Source.Kind),
            ],
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options
        for each in self.fields.values():
            each.needed = True  # type: ignore[attr-defined]  # nothing chosen says something too
        self.beside = beside

    def chosen(self) -> Choice:
        """What was chosen; what is not on a list is as if nothing was."""
        self.is_valid()
        told = self.cleaned_data
        choice = Choice(
            coders=tuple(told.get("codeur") or ()),
            book=told.get("boek") or 0,
            codes=tuple(told.get("code") or ()),
            coalition=told.get("coalitie") or 0,
            moment=told.get("moment") or "",
            kind=told.get("soort") or "",
            unit=told.get("eenheid") or PARAGRAPHS,
            layer=told.get("laag") or NOW,
        )
        return self.beside.settled(choice)

    @property
    def more(self) -> list[Any]:
        """What most people leave alone."""
        return [self[name] for name in ("coalitie", "moment", "soort", "laag")]
