"""The form in which a speaker answers for their own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import naming
from .models import Consent, Naming, Request

if TYPE_CHECKING:
    from samenspel.people.models import Person

MANNERS = [
    (Consent.How.SPOKEN, _("They told me")),
    (Consent.How.PAPER, _("They wrote it on paper")),
    (Consent.How.HELPER, _("I helped them to fill it in")),
]


class Answer(forms.Form):
    """Yes, rather different, or no. Nothing is chosen beforehand."""

    answer = forms.ChoiceField(
        label=_("May these words be used like this?"),
        widget=forms.RadioSelect,
        choices=[
            (Consent.Answer.GIVEN, pgettext_lazy("an answer", "Yes")),
            (Consent.Answer.CHANGE, _("Something different")),
            (Consent.Answer.REFUSED, pgettext_lazy("an answer", "No")),
        ],
        error_messages={"required": _("Choose yes, something different or no.")},
    )
    naming = forms.ChoiceField(
        label=_("What shall we call you?"),
        help_text=_("It will be below your words exactly like this."),
        widget=forms.RadioSelect,
        required=False,
    )
    named_as = forms.CharField(label=_("Which name?"), max_length=120, required=False)
    wish = forms.CharField(
        label=_("What should be different?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, asked: Request, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["naming"].choices = [  # type: ignore[attr-defined]
            (way.value, _name_on_show(asked, way, by)) for way in Naming
        ]
        for field in ("naming", "named_as", "wish"):  # with one of the answers
            self.fields[field].needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("answer") == Consent.Answer.GIVEN:
            if not told.get("naming"):
                self.add_error("naming", _("Choose what we call you."))
            if told.get("naming") == Naming.OTHER and not told.get("named_as", "").strip():
                self.add_error("named_as", _("Write the name you want with your words."))
        if told.get("answer") == Consent.Answer.CHANGE and not told.get("wish", "").strip():
            self.add_error("wish", _("Write what you would like to be different."))
        if told.get("answer") != Consent.Answer.GIVEN or not told.get("naming"):
            told["naming"] = Naming.ROLE
        return told


class NotedAnswer(Answer):
    """The same, told by somebody who heard it or has it on paper."""

    how = forms.ChoiceField(
        label=_("How did they answer?"), widget=forms.RadioSelect, choices=MANNERS
    )


def name_shown(asked: Request, way: str, named_as: str = "", *, by: int | None = None) -> str:
    """The name as it stands, or will stand, below these words.

    `by` is the person who answers (an id): the speaker gives the full name, somebody who notes an
    answer only the name they know.
    """
    speaker = asked.speaker
    place = asked.source.coalition.place if asked.source.coalition else ""
    own = speaker.person if speaker.person_id == by else None
    name = own.name if own else speaker.called
    return naming.how_named(way, name=name, voice=speaker.voice, place=place, named_as=named_as)


def _name_on_show(asked: Request, way: Naming, by: Person) -> str:
    shown = name_shown(asked, way, by=by.pk)
    match way:
        case Naming.NONE:
            return format_html("{}", _("Without a name"))
        case Naming.OTHER:
            return format_html("{}", _("With another name, which I write below"))
        case _:
            kind = {
                Naming.FULL: _("my full name"),
                Naming.FIRST: _("my first name"),
                Naming.ROLE: _("who I am in the neighbourhood, no name"),
            }[way]
            return format_html("{} <small>{}</small>", shown, kind)
