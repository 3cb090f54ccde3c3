"""What is asked of somebody who searches and codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import DayField
from samenspel.circles.models import Voice
from samenspel.sources.forms import AGREED, NOT_YET
from samenspel.sources.models import Source
from samenspel.sources.questions import LONGEST

from .searching import FORMS, PARAGRAPH, PATTERN, SENTENCE, WORDS, Question

if TYPE_CHECKING:
    from samenspel.threads.models import Code

EVERYTHING = ""


class SearchForm(forms.Form):
    """What to look for, how, and where."""

    q = forms.CharField(label=_("Words or pattern"), required=False, max_length=LONGEST)
    hoe = forms.ChoiceField(
        label=_("How to look"),
        required=False,
        choices=[
            (FORMS, _("in all forms of the words")),
            (WORDS, _("exactly these words")),
            (PATTERN, _("as a pattern (regular expression)")),
        ],
    )
    eenheid = forms.ChoiceField(
        label=_("Show and code"),
        required=False,
        choices=[(PARAGRAPH, _("whole paragraphs")), (SENTENCE, _("sentences"))],
    )
    coalitie = forms.TypedChoiceField(
        label=_("Which coalition"), required=False, coerce=int, empty_value=None
    )
    soort = forms.ChoiceField(
        label=_("What kind"),
        required=False,
        choices=[
            (EVERYTHING, _("every kind")),
            *((value, capfirst(label)) for value, label in Source.Kind.choices),
        ],
    )
    stem = forms.ChoiceField(
        label=_("Whose words"),
        required=False,
        choices=[(EVERYTHING, _("everybody's")), *Voice.choices],
    )
    spreker = forms.CharField(label=_("Name of who speaks"), required=False, max_length=120)
    van = DayField(label=_("From"), required=False)
    tot = DayField(label=_("Up to"), required=False)

    def __init__(self, data: Any, coalitions: Iterable[tuple[int, str]]) -> None:
        super().__init__(data, use_required_attribute=False)
        field: Any = self.fields["coalitie"]
        field.choices = [(EVERYTHING, _("all coalitions")), *coalitions]
        self.is_valid()

    @property
    def narrows(self) -> list[Any]:
        return [self[name] for name in ("coalitie", "soort", "stem", "spreker", "van", "tot")]

    @property
    def narrowed(self) -> bool:
        return any(field.value() for field in self.narrows)

    @property
    def asked(self) -> dict[str, str]:
        """What was filled in, as in an address."""
        return {name: str(value) for name in self.fields if (value := self[name].value())}

    @property
    def question(self) -> Question:
        """What is filled in wrongly is left out."""
        said = self.cleaned_data
        return Question(
            words=said.get("q") or "",
            how=said.get("hoe") or FORMS,
            unit=said.get("eenheid") or PARAGRAPH,
            coalition=said.get("coalitie"),
            kind=said.get("soort") or "",
            voice=said.get("stem") or "",
            speaker=said.get("spreker") or "",
            since=said.get("van"),
            until=said.get("tot"),
        )


class GiveForm(forms.Form):
    """One code for everything that is ticked: one that is there, or a new one."""

    code = forms.TypedChoiceField(label=_("Code"), required=False, coerce=int, empty_value=None)
    naam = forms.CharField(label=_("Or a new code"), required=False, max_length=80)

    def __init__(self, data: Any, codes: list[tuple[int, Code]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["code"]
        field.choices = [
            (EVERYTHING, _("Choose a code")),
            *((code.pk, "\u2003" * depth + f"{code.mark} {code.name}") for depth, code in codes),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("code") and not said.get("naam"):
            self.add_error("code", _("Choose a code, or name a new one."))
        return said


class SaveForm(forms.Form):
    title = forms.CharField(label=_("Name of this search"), max_length=120)


class SayForm(forms.Form):
    """What the others who speak in a source said, when somebody may write that down."""

    agreed = forms.ChoiceField(
        label=_("Did the others who speak here say yes?"),
        help_text=_("Without their yes, the computer does not learn from this."),
        required=False,
        widget=forms.RadioSelect,
        initial=NOT_YET,
        choices=AGREED,
    )

    def __init__(self, *args: Any, notes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].needed = True  # type: ignore[attr-defined]
        if not notes:
            del self.fields["agreed"]

    @property
    def how(self) -> str:
        agreed: str = self.cleaned_data.get("agreed", "")
        return "" if agreed == NOT_YET else agreed
