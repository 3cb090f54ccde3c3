"""What is asked on the pages of agreements and of the learning agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import CircleField, DayField
from samenspel.circles.models import Circle

from .actions import LONGEST_SAID, LONGEST_WHO
from .models import LONGEST, Turnout

if TYPE_CHECKING:
    from samenspel.circles.models import Coalition
    from samenspel.people.models import Person


def lines(rows: int, **more: Any) -> forms.Textarea:
    return forms.Textarea({"rows": rows, **more})


class AgreementForm(forms.Form):
    """Who does what by when. `once` makes that what is sent twice arrives once."""

    what = forms.CharField(
        label=_("What do you agree?"),
        help_text=_("One thing, as small as it can be."),
        max_length=LONGEST,
        widget=lines(2, **{"class": "said"}),
        error_messages={"required": _("Write down what you agreed.")},
    )
    who = forms.CharField(
        label=_("Who does it?"),
        help_text=_("A name, or a few with commas between."),
        required=False,
        max_length=LONGEST_WHO,
        widget=forms.TextInput({"list": "people", "autocomplete": "off"}),
    )
    by_when = DayField(label=_("By when?"), required=False)
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ChangeForm(AgreementForm):
    once = None  # type: ignore[assignment]
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class TurnForm(forms.Form):
    """How an agreement turned out."""

    state = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=[(state.value, capfirst(state.label)) for state in Turnout.State],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("What do you want to say about it?"), required=False, max_length=LONGEST
    )


class QuestionForm(forms.Form):
    words = forms.CharField(
        label=_("What do you want to learn?"),
        help_text=_("One open question, in your own words. Such as: how do we...?"),
        max_length=LONGEST,
        widget=lines(2, **{"class": "said"}),
        error_messages={"required": _("Write what you want to learn, as a question.")},
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class RewordForm(QuestionForm):
    once = None  # type: ignore[assignment]


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("What do you know by now?"),
        help_text=_("It need not be finished. The question stays on the list."),
        max_length=LONGEST_SAID,
        widget=lines(4, **{"class": "said"}),
        error_messages={"required": _("Write what you know by now.")},
    )
    less = forms.CharField(
        label=_("What will you do less, or stop?"), required=False, max_length=LONGEST
    )
    more = forms.CharField(
        label=_("What will you do more, or begin?"), required=False, max_length=LONGEST
    )


class DropForm(forms.Form):
    why = forms.CharField(
        label=_("Why may it go?"),
        help_text=_("Sometimes naming it was enough."),
        max_length=LONGEST_SAID,
        widget=lines(2, **{"class": "said"}),
        error_messages={"required": _("Say why it may go. Perhaps naming it was enough.")},
    )


class CircleForm(forms.Form):
    """Who may read something that a coalition made together."""

    def __init__(self, *args: Any, place: Coalition, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circle"] = CircleField(place, person, narrowest=Circle.COALITION)
