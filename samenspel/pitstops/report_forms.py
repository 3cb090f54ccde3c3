"""What is asked around a report: a picture, who gets it back, what became of a correction."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samenspel.foundation.errors import Refused
from samenspel.people.models import Person

from .pictures import Jpeg, as_jpeg
from .report_models import MOST_BECAUSE, Correction

NOT_WHOLE = _("Not all of this arrived. Nothing was kept. Please send it again.")


class PictureField(forms.FileField):
    """A picture; cleans to one that was made anew."""

    widget = forms.FileInput

    def clean(self, data: Any, initial: Any = None) -> Jpeg:
        file = super().clean(data, initial)
        try:
            return as_jpeg(file.read())
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class PictureForm(forms.Form):
    picture = PictureField(
        label=_("Which picture?"),
        help_text=_("JPEG, PNG or WebP, at most 15 MB. Where it was taken is left out."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    shows = forms.CharField(
        label=_("What is to be seen?"),
        max_length=300,
        help_text=_("A sentence for whoever can't see it."),
    )
    # The last field of the form: without it the form did not arrive whole.
    complete = forms.CharField(
        widget=forms.HiddenInput, initial="1", error_messages={"required": NOT_WHOLE}
    )


class SendBackForm(forms.Form):
    """Who gets it back. `once` is another one each time that the page is opened."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    phones = forms.BooleanField(required=False)

    def __init__(self, *args: Any, people: Any, phones: int, shown: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = forms.ModelMultipleChoiceField(
            people, required=False, label=_("To whom?"), widget=forms.CheckboxSelectMultiple
        )
        chosen.label_from_instance = _with_way  # type: ignore[assignment]
        self.fields["people"] = chosen
        self.order_fields(["people", "phones"])
        if not phones or shown:
            del self.fields["phones"]
        else:
            self.fields["phones"].label = _(
                "Also on the phones of those without an account, on the page with what they brought"
            )
            self.fields["phones"].initial = True


def _with_way(person: Person) -> str:
    words = gettext("%s, by mail") if person.email else gettext("%s, with a letter")
    return words % person.name


class AnswerForm(forms.Form):
    """What became of a correction."""

    outcome = forms.ChoiceField(choices=Correction.Outcome.choices)
    because = forms.CharField(required=False, max_length=MOST_BECAUSE)
