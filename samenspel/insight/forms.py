"""What one can choose to look at. Everything is a choice from a list, and stands in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .lens import Choice, Lens, Side
from .reading import GROUPED
from .sentences import Order, Way
from .showing import PASSAGE_SHARE, PASSAGES, SOURCE_SHARE
from .together import How

Options = list[tuple[str, str]]

MEASURES = [
    (PASSAGES, gettext_lazy("passages")),
    (SOURCE_SHARE, gettext_lazy("share of sources")),
    (PASSAGE_SHARE, gettext_lazy("share of passages")),
]
ALL = {
    Side.CODE: gettext_lazy("any code"),
    Side.COALITION: gettext_lazy("all coalitions"),
    Side.MOMENT: gettext_lazy("all moments"),
    Side.VOICE: gettext_lazy("all voices"),
    Side.ELEMENT: gettext_lazy("all elements"),
}
LABELS = {
    Side.CODE: pgettext_lazy("one", "Code"),
    Side.COALITION: pgettext_lazy("one", "Coalition"),
    Side.MOMENT: pgettext_lazy("one", "Moment"),
    Side.VOICE: pgettext_lazy("one", "Voice"),
    Side.ELEMENT: pgettext_lazy("one", "Element"),
}


class ChoiceForm(forms.Form):
    """What is held still: some of code, coalition, moment, voice, coder, red thread; and whether to
    roll up."""

    code = forms.ChoiceField(required=False)
    coalitie = forms.ChoiceField(required=False)
    moment = forms.ChoiceField(required=False)
    stem = forms.ChoiceField(required=False)
    element = forms.ChoiceField(required=False)
    codeur = forms.ChoiceField(label=gettext_lazy("Coder"), required=False)
    draad = forms.ChoiceField(label=gettext_lazy("Red thread"), required=False)
    onder = forms.BooleanField(
        label=gettext_lazy("Count the codes below with the one above"), required=False
    )

    def __init__(self, data: Any, *, lens: Lens, without: Iterable[str] = ()) -> None:
        super().__init__(data)
        self.lens = lens
        for asked in self.fields.values():
            asked.needed = True  # type: ignore[attr-defined]
        for side in Side:
            field: Any = self.fields[side.value]
            field.label = LABELS[side]
            field.choices = [("", capfirst(str(ALL[side]))), *self._options(side)]
        coders: Any = self.fields["codeur"]
        coders.choices = [("", _("All coders")), *((str(c.pk), str(c)) for c in lens.coders)]
        if "draad" not in without:
            threads: Any = self.fields["draad"]
            told = [(str(thread.pk), thread.claim) for thread in lens.threads]
            threads.choices = [("", _("All passages")), *told]
        for name in [*without, *([] if lens.elements else [Side.ELEMENT.value])]:
            del self.fields[name]

    def _options(self, side: Side) -> Options:
        return [
            (head.key, "\u2003" * head.depth + capfirst(head.label))
            for head in self.lens.heads(side)
        ]

    def of(self, *names: str) -> list[Any]:
        """These fields, as far as they are asked here."""
        return [self[name] for name in names if name in self.fields]

    @property
    def main(self) -> list[Any]:
        """What is always in sight."""
        return []

    @property
    def more(self) -> list[Any]:
        """What one can look at a part with."""
        return self.of("code", "coalitie", "moment", "stem", "element", "draad", "codeur", "onder")

    def chosen(self) -> Choice:
        """What was chosen; what is not on the list is as if nothing was."""
        self.is_valid()
        told = self.cleaned_data
        return Choice(
            code=told.get("code", ""),
            coalition=told.get("coalitie", ""),
            moment=told.get("moment", ""),
            voice=told.get("stem", ""),
            element=told.get("element", ""),
            coder=told.get("codeur", ""),
            thread=told.get("draad", ""),
            rolled=bool(told.get("onder")),
        )


class MatrixForm(ChoiceForm):
    """Which two sides make the table, and what its cells tell."""

    rijen = forms.ChoiceField(
        label=gettext_lazy("Rows"), choices=Side.choices, required=False, initial=Side.CODE
    )
    kolommen = forms.ChoiceField(
        label=gettext_lazy("Columns"), choices=Side.choices, required=False, initial=Side.COALITION
    )
    maat = forms.ChoiceField(label=gettext_lazy("Cells tell"), choices=MEASURES, required=False)

    def __init__(self, data: Any, *, lens: Lens) -> None:
        super().__init__(data, lens=lens)
        sides = [each for each in Side.choices if lens.elements or each[0] != Side.ELEMENT]
        for name in ("rijen", "kolommen"):
            field: Any = self.fields[name]
            field.choices = sides

    @property
    def main(self) -> list[Any]:
        return self.of("rijen", "kolommen", "maat")

    def sides(self) -> tuple[Side, Side]:
        """Rows and columns: two different ones."""
        self.is_valid()
        rows = Side(self.cleaned_data.get("rijen") or Side.CODE)
        columns = Side(self.cleaned_data.get("kolommen") or Side.COALITION)
        if rows == columns:
            columns = Side.COALITION if rows != Side.COALITION else Side.CODE
        return rows, columns

    def measure(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("maat") or PASSAGES


class TogetherForm(ChoiceForm):
    """How near two codes lie to count as together."""

    hoe = forms.ChoiceField(
        label=gettext_lazy("Together means"), choices=How.choices, required=False
    )

    @property
    def main(self) -> list[Any]:
        return self.of("hoe")

    def how(self) -> How:
        self.is_valid()
        return How(self.cleaned_data.get("hoe") or How.SAME)


class ReadingForm(ChoiceForm):
    """How the passages of a code are grouped, and which of them."""

    per = forms.ChoiceField(
        label=gettext_lazy("In groups of"),
        choices=[(side.value, side.label) for side in GROUPED],
        required=False,
    )

    @property
    def main(self) -> list[Any]:
        return self.of("per")

    def side(self) -> Side:
        self.is_valid()
        return Side(self.cleaned_data.get("per") or Side.COALITION)


class WordsForm(ChoiceForm):
    """Which word, in which way, and in what order its places stand."""

    q = forms.CharField(
        label=gettext_lazy("Word"), required=False, max_length=200, strip=True, empty_value=""
    )
    manier = forms.ChoiceField(label=gettext_lazy("Find"), choices=Way.choices, required=False)
    volgorde = forms.ChoiceField(
        label=gettext_lazy("In order"), choices=Order.choices, required=False
    )

    @property
    def main(self) -> list[Any]:
        return self.of("q", "manier", "volgorde")

    def asked(self) -> tuple[str, Way, Order]:
        self.is_valid()
        told = self.cleaned_data
        way = Way(told.get("manier") or Way.STEM)
        return told.get("q", ""), way, Order(told.get("volgorde") or Order.MOMENT)


class AlongForm(forms.Form):
    """What a file of counts is for."""

    purpose = forms.CharField(
        label=gettext_lazy("Take it along: what is it for?"),
        help_text=gettext_lazy("One line. It stands in the register of what went out."),
        max_length=200,
    )
