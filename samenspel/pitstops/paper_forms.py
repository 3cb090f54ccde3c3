"""What is asked when paper is typed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import DayField
from samenspel.circles.models import Voice

from .models import CardKind, Dared, Step
from .table import LONGEST
from .typed import MOST_DARED, MOST_DOTS


class CardForm(forms.Form):
    """A card, typed fast: the words, what it is, whose voice it is, and on which pile it lay."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("What does the card say?"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "class": "said", "autofocus": True}),
    )
    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    voice = forms.ChoiceField(
        label=_("Whose voice is it?"),
        choices=[(v.value, capfirst(v.label)) for v in Voice],
        widget=forms.RadioSelect,
        initial=Voice.RESIDENT,
    )
    pile = forms.CharField(
        label=_("On which pile did it lie?"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"list": "piles", "autocomplete": "off"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: Step, with_piles: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(each, capfirst(str(CardKind(each).label))) for each in step.card_kinds]
        kind.initial = step.card_kinds[0] if step.card_kinds else ""
        if len(step.card_kinds) < 2:
            del self.fields["kind"]
        if not with_piles:
            del self.fields["pile"]


class AgreementForm(forms.Form):
    """Who does what by when, from the sheet for agreements."""

    use_required_attribute = False

    what = forms.CharField(
        label=_("What did you agree?"), max_length=300, widget=forms.TextInput({"autofocus": True})
    )
    who = forms.CharField(label=_("Who does it?"), max_length=200, required=False)
    by_when = DayField(label=_("By when?"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)


class DaredForm(forms.Form):
    """How many ticked which answer at the check-out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, label in Dared.Answer.choices:
            self.fields[value] = _count(capfirst(str(label)), MOST_DARED)


class DotsForm(forms.Form):
    """How many dots lie on each thing. The fields are named by the keys of `table.targets_of`."""

    def __init__(self, *args: Any, targets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, words in targets:
            self.fields[key] = _count(words, MOST_DOTS)

    def told(self) -> dict[str, int]:
        return {key: many or 0 for key, many in self.cleaned_data.items()}


def _count(label: str, most: int) -> forms.IntegerField:
    widget = forms.NumberInput({"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, required=False, widget=widget
    )
