"""Choosing a circle: every choice says in words and rings who will read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import OWN, Circle, Coalition, Expedition, Help, Role, Voice
from .readers import Readers, who_would_read

if TYPE_CHECKING:
    from samenspel.people.models import Person


class CircleSelect(forms.RadioSelect):
    template_name = "circles/circle_select.html"
    option_template_name = "circles/circle_option.html"
    told: dict[Circle, Readers]

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["told"] = self.told.get(Circle(int(option["value"])))
        return option


class CircleField(forms.TypedChoiceField):
    """A choice of circles from `narrowest` up to `widest`, for words of `person` kept at `place`.

    Cleans to a Circle. The coalition's own circle is left out where there is no coalition.
    """

    widget = CircleSelect

    def __init__(
        self,
        place: Coalition | Expedition,
        person: Person,
        *,
        narrowest: Circle = Circle.PRIVATE,
        widest: Circle = Circle.PUBLIC,
        **kwargs: Any,
    ) -> None:
        circles = [circle for circle in Circle if narrowest <= circle <= widest]
        told = who_would_read(place, person, circles)
        kwargs.setdefault("label", _("Who may read this?"))
        super().__init__(
            choices=[(circle.value, Circle(circle).label) for circle in told],
            coerce=lambda value: Circle(int(value)),
            empty_value=None,
            **kwargs,
        )
        self.widget.told = told


LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
VOICES = [
    (Voice.RESIDENT, _("As a resident")),
    (Voice.PROFESSIONAL, _("For my work, as a professional")),
    (Voice.OTHER, _("In another way")),
]


class InviteForm(forms.Form):
    """Several people at once: a line each."""

    who = forms.CharField(
        label=_("Whom do you invite?"),
        help_text=_(
            "One person on each line: a name, a comma, an e-mail address. "
            "Without an address you print a letter."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("As what?"),
        widget=forms.RadioSelect,
        initial=Role.MEMBER,
        choices=[
            (Role.MEMBER, _("As a member of our group")),
            (Role.COORDINATOR, _("As a coordinator, who may invite others too")),
        ],
    )
    language = forms.ChoiceField(
        label=_("In which language do we write?"),
        widget=forms.RadioSelect,
        choices=LANGUAGES,
        initial="nl",
    )

    def __init__(self, *args: Any, first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if first:  # the fund names the first coordinator, and nobody else
            del self.fields["role"]


class InviteAlongForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(
        label=_("As what?"),
        widget=forms.RadioSelect,
        choices=[(role, role.label) for role in Role if role not in OWN],
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=120, required=False)
    language = InviteForm.base_fields["language"]


class JoinForm(forms.Form):
    name = forms.CharField(
        label=_("How do you want to be called?"),
        help_text=_("A first name is enough."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    voice = forms.ChoiceField(
        label=_("How do you take part?"), widget=forms.RadioSelect, choices=VOICES
    )

    def __init__(self, *args: Any, known: bool, in_a_coalition: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["name"]
        if not in_a_coalition:
            del self.fields["voice"]


class TypeForForm(forms.Form):
    name = forms.CharField(label=_("For whom do you type?"), max_length=120)
    voice = forms.ChoiceField(
        label=_("How do they take part?"),
        widget=forms.RadioSelect,
        choices=[
            (Voice.RESIDENT, _("As a resident")),
            (Voice.PROFESSIONAL, _("For their work, as a professional")),
            (Voice.OTHER, _("In another way")),
        ],
    )
    said = forms.ChoiceField(
        label=_("How did they say yes?"),
        help_text=_("Ask first. Tell that you type, who reads it, and that they can stop."),
        widget=forms.RadioSelect,
        choices=Help.Said.choices,
    )
