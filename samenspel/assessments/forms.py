"""A sheet of the mirror, a list of elements, and the few questions around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import CircleField, DayField
from samenspel.circles.models import Circle, Voice

from .actions import LONGEST, MOST_ELEMENTS, Said, Scored, Sheet
from .models import Element, Framework, Round
from .reading import elements_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BoundField

    from samenspel.circles.models import Coalition
    from samenspel.people.models import Person

POINTS = [(str(point), str(point)) for point in range(1, 6)]
UNKNOWN = "0"


@dataclass(frozen=True)
class Part:
    """One element on the sheet with its three fields."""

    element: Element
    score: BoundField
    reason: BoundField
    opened: BoundField


class SheetForm(forms.Form):
    """Every element with five points, a line of reason and an open question.

    In another page's <form>: `{% include "assessments/sheet.html" with sheet=form %}`, and the
    style sheet `assessments/assessments.css`. After `is_valid()`, `sheet()` is what was handed in.
    """

    use_required_attribute = False

    def __init__(self, round: Round, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **{"prefix": "spiegel", **kwargs})
        self.elements = elements_of(round)
        for element in self.elements:
            self.fields |= _fields(element)
        self.fields["missing"] = forms.CharField(
            label=_("What is missing from these?"),
            help_text=_("Something that matters for working together, and was not asked."),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea({"rows": 3}),
        )

    def parts(self) -> Iterator[Part]:
        for element in self.elements:
            names = [f"{what}_{element.pk}" for what in ("score", "reason", "opened")]
            yield Part(element, *(self[name] for name in names))

    def clean(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if not given and not self.errors:
            raise forms.ValidationError(_("Give at least one element a score."))
        return self.cleaned_data

    def sheet(self) -> Sheet:
        given = self.cleaned_data
        scored = [
            Scored(
                element,
                int(given[f"score_{element.pk}"] or 0) or None,
                given[f"reason_{element.pk}"],
                given[f"opened_{element.pk}"],
            )
            for element in self.elements
        ]
        return Sheet(tuple(scored), given["missing"])


def _fields(element: Element) -> dict[str, forms.Field]:
    return {
        f"score_{element.pk}": forms.ChoiceField(
            label=element.name,
            required=False,
            choices=[*POINTS, (UNKNOWN, _("I don't know"))],
            widget=forms.RadioSelect,
        ),
        f"reason_{element.pk}": forms.CharField(
            label=_("Why? One line is enough."), required=False, max_length=300
        ),
        f"opened_{element.pk}": forms.CharField(
            label=_("What would it take to get one step further?"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea({"rows": 2, "placeholder": " "}),  # css asks whether it is empty
        ),
    }


class SecretForm(forms.Form):
    """The secret by which a sheet can be taken back; made on the page, kept by nobody but them."""

    geheim = forms.CharField(min_length=16, max_length=64, widget=forms.HiddenInput)


class TypedForm(SecretForm):
    """With a sheet from paper: whose voice it is."""

    voice = forms.ChoiceField(
        label=_("Who filled in this sheet?"),
        choices=[(voice, capfirst(voice.label)) for voice in Voice],
        widget=forms.RadioSelect,
    )


class OpenForm(forms.Form):
    title = forms.CharField(
        label=_("Name of this round"), help_text=_("Such as the month."), max_length=120
    )
    moment = DayField(label=_("Day"))

    def __init__(self, *args: Any, lists: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["framework"] = forms.ModelChoiceField(
            lists, label=_("Which list?"), widget=forms.RadioSelect, empty_label=None
        )
        self.order_fields(["framework", "title", "moment"])


class AskForm(forms.Form):
    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"] = forms.ModelMultipleChoiceField(
            people,
            label=_("To whom?"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one person.")},
        )


class ShareForm(forms.Form):
    """Who else may see the figures."""

    def __init__(self, *args: Any, place: Coalition, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["naar"] = CircleField(place, person, narrowest=Circle.COALITION)


class FrameworkForm(forms.ModelForm[Framework]):
    class Meta:
        model = Framework
        fields = ["name_nl", "name_en", "source", "licence"]
        help_texts = {
            "name_en": _("Without it, English readers get the Dutch name."),
            "source": _("Who made this list, where, and in which year?"),
            "licence": _("What may be done with it, and who said so?"),
        }


class ElementForm(forms.Form):
    """One element in both languages. Without a Dutch name it is left out."""

    kin = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name_nl = forms.CharField(label=capfirst(_("name in Dutch")), required=False, max_length=120)
    name_en = forms.CharField(label=capfirst(_("name in English")), required=False, max_length=120)
    explanation_nl = forms.CharField(
        label=capfirst(_("explanation in Dutch")),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    explanation_en = forms.CharField(
        label=capfirst(_("explanation in English")),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    questions_nl = forms.CharField(
        label=capfirst(_("questions in Dutch")),
        help_text=_("One on each line."),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    questions_en = forms.CharField(
        label=capfirst(_("questions in English")),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    additional = forms.BooleanField(
        label=_("Added by ourselves, from what people found missing"), required=False
    )


ElementForms = forms.formset_factory(
    ElementForm, extra=3, max_num=MOST_ELEMENTS, absolute_max=MOST_ELEMENTS
)
SAID = tuple(ElementForm.base_fields)


def begun(elements: list[Element]) -> list[dict[str, str | bool | UUID]]:
    """What stands in the form of a list that is there already."""
    return [{name: getattr(element, name) for name in SAID} for element in elements]


def said(rows: Any) -> list[Said]:
    """The elements that were filled in."""
    given = [form.cleaned_data for form in rows if form.cleaned_data.get("name_nl")]
    return [Said(**row) for row in given]
