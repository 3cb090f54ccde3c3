"""What is asked of whoever wants the digest, and of whoever words it."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samenspel.lessons.models import MeantFor

from .actions import LONGEST_FOREWORD
from .models import Plan, Subscriber

FOR_WHOM = [
    ("", _("for everybody")),
    (MeantFor.RESIDENTS.value, MeantFor.RESIDENTS.label),
    (MeantFor.ORGANISATIONS.value, MeantFor.ORGANISATIONS.label),
]


class ChoicesForm(forms.Form):
    """What stands in somebody's digest, and in which language it is."""

    what = forms.ChoiceField(
        label=_("What do you want to hear of?"),
        choices=Subscriber.What.choices,
        initial=Subscriber.What.ALL,
        widget=forms.RadioSelect,
    )
    meant_for = forms.ChoiceField(
        label=_("Which lessons?"), choices=FOR_WHOM, required=False, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("In which language should the mail be?"),
        help_text=_("Titles stay in the language in which they were written."),
        choices=settings.LANGUAGES,
    )


class AskForm(ChoicesForm):
    """Asking for the digest."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    field_order = ["address", "what", "meant_for", "language"]


class PlanForm(forms.Form):
    """The words above the next digest, and its rhythm."""

    foreword = forms.CharField(
        label=_("Words of your own above it"),
        help_text=_("Nobody's words but your own: a mail can't be called back. May be left empty."),
        max_length=LONGEST_FOREWORD,
        required=False,
        widget=forms.Textarea({"rows": 5, "class": "said"}),
    )
    language = forms.ChoiceField(
        label=_("In which language are these words?"), choices=settings.LANGUAGES
    )
    rhythm = forms.ChoiceField(
        label=_("When does it go?"), choices=Plan.Rhythm.choices, widget=forms.RadioSelect
    )
