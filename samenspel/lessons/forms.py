"""What is asked while a lesson is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import PlaceField
from samenspel.circles.places import Place
from samenspel.people.models import LONGEST_ADDRESS

from .models import LONGEST_CLAIM


class LessonForm(forms.Form):
    claim = forms.CharField(
        label=_("What did we learn?"),
        help_text=_("One sentence that is of use to others. It becomes the title."),
        max_length=LONGEST_CLAIM,
        widget=forms.Textarea({"rows": 2, "class": "said"}),
    )
    holds = forms.CharField(
        label=_("Where and when does it hold?"),
        help_text=_("And where not? Honest is stronger than general."),
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    works = forms.CharField(
        label=_("What makes it work?"), required=False, widget=forms.Textarea({"rows": 5})
    )
    tomorrow = forms.CharField(
        label=_("What can you try tomorrow?"),
        help_text=_("Something small that costs no meeting."),
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    language = forms.ChoiceField(label=_("Language of the lesson"), choices=settings.LANGUAGES)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StartForm(LessonForm):
    def __init__(self, *args: Any, places: dict[str, Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = PlaceField(places, label=_("Which expedition?"))


class WhoForm(forms.Form):
    person = forms.ChoiceField(label=_("Who is this?"), required=False)
    name = forms.CharField(label=_("Or somebody else: the name"), max_length=120, required=False)
    email = forms.EmailField(
        max_length=LONGEST_ADDRESS,
        label=_("E-mail address"),
        help_text=_("Without an address you print a letter."),
        required=False,
    )

    def __init__(self, *args: Any, people: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose somebody")),
            *people.items(),
        ]
        if not people:
            del self.fields["person"]
            self.fields["name"].label = _("Name")
