"""What is asked of whoever tells something to everybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import DayField
from samenspel.circles.models import Coalition

from .actions import LONGEST_TEXT
from .models import Moment


class PageForm(forms.Form):
    """What a coalition tells to everybody. `revision` is that of the text one began from."""

    text = forms.CharField(
        label=_("What do you want everybody to know about you?"),
        help_text=_("Who you are, what you do together, and for whom. No names of people."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 8, "class": "said"}),
    )
    language = forms.ChoiceField(label=_("In which language is it?"), choices=settings.LANGUAGES)
    translated = forms.CharField(
        label=_("The same in the other language"),
        help_text=_("May be left empty. Readers then see in which language your text is."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 4, "class": "said"}),
    )
    partners = forms.BooleanField(label=_("Show which organisations take part"), required=False)
    areas = forms.BooleanField(label=_("Show where you practise"), required=False)
    on_map = forms.BooleanField(
        label=_("Show a dot on the map"),
        help_text=_("Rounded to about a kilometre."),
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=10**6)

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if coalition.latitude is None or coalition.longitude is None:
            del self.fields["on_map"]


class MomentForm(forms.Form):
    """A day on the way."""

    title = forms.CharField(label=_("What is it called?"), max_length=80)
    kind = forms.ChoiceField(
        label=_("What kind of day is it?"),
        choices=Moment.Kind.choices,
        initial=Moment.Kind.STEP,
        widget=forms.RadioSelect,
    )
    day = DayField(label=_("On what day?"))
    where = forms.CharField(label=_("Where?"), max_length=120, required=False)
    text = forms.CharField(
        label=_("What else should people know?"),
        help_text=_("Such as: from what time, and who may come. No names of people."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )


class AddressForm(forms.Form):
    """An address of its own for an expedition."""

    domain = forms.CharField(
        label=_("The expedition's own address"),
        help_text=_("Such as lessons.example.org. Leave it empty to have none."),
        max_length=253,
        required=False,
        widget=forms.TextInput(
            {"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class FrontForm(forms.Form):
    """What an expedition tells about itself."""

    about = forms.CharField(
        label=_("Who is behind it, and why?"),
        max_length=6000,
        required=False,
        widget=forms.Textarea({"rows": 8}),
    )
    about_en = forms.CharField(
        label=_("The same in English"),
        help_text=_("May be left empty. Readers of English then see the Dutch text."),
        max_length=6000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    contact = forms.EmailField(
        label=_("Which address can people write to?"),
        help_text=_("It stands on the internet. Choose one that is not of one person."),
        required=False,
    )
