"""What is asked of people here: a circle, a place, and who belongs together.

The choice of a circle says in words and rings who will read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samenspel.people.forms import LANGUAGES
from samenspel.people.models import LONGEST_ADDRESS

from .models import (
    OWN,
    TEAM,
    Circle,
    Coalition,
    Expedition,
    Help,
    Membership,
    Organisation,
    Role,
    Voice,
)
from .places import Place
from .readers import Readers, who_would_read

if TYPE_CHECKING:
    from django.db.models import QuerySet

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


class PlaceField(forms.ChoiceField):
    """A choice of one's own coalitions and expeditions, by key. Cleans to the place.

    With one place nothing is asked; with more nothing is chosen beforehand, since a place that was
    overlooked would show somebody's words to another group.
    """

    default_error_messages = {"required": _("Choose where it belongs.")}

    def __init__(self, places: dict[str, Place], **kwargs: Any) -> None:
        self.places = places
        choices: list[tuple[str, Any]] = [(key, _named(each)) for key, each in places.items()]
        if len(places) == 1:
            kwargs["widget"], kwargs["initial"] = forms.HiddenInput, choices[0][0]
        elif kwargs.get("widget") is not forms.RadioSelect:
            choices.insert(0, ("", _("Choose")))
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: Any) -> Place:
        return self.places[super().clean(value)]


def _named(place: Place) -> str:
    if isinstance(place, Coalition):
        return place.name
    return gettext("%s, support team") % place.name


def voices(at_work: Any) -> list[tuple[str, Any]]:
    """How somebody takes part; `at_work` says it of whoever does so for their work."""
    return [
        (Voice.RESIDENT, _("As a resident")),
        (Voice.PROFESSIONAL, at_work),
        (Voice.OTHER, _("In another way")),
    ]


class InviteForm(forms.Form):
    """Several people at once: a line each."""

    who = forms.CharField(
        label=_("Who do you want to invite?"),
        help_text=_(
            "One person on each line: a name, a comma, an e-mail address. "
            "Without an address you print a letter."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("As..."),
        widget=forms.RadioSelect,
        initial=Role.MEMBER,
        choices=[
            (Role.MEMBER, _("As a member of our group")),
            (Role.COORDINATOR, _("As a coordinator, who may invite others too")),
        ],
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"),
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
    email = forms.EmailField(label=_("E-mail address"), max_length=LONGEST_ADDRESS)
    role = forms.ChoiceField(
        label=_("As..."),
        widget=forms.RadioSelect,
        choices=[(role, capfirst(role.label)) for role in Role if role not in OWN],
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=120, required=False)
    language = InviteForm.base_fields["language"]


class JoinForm(forms.Form):
    name = forms.CharField(
        label=_("What should we call you?"),
        help_text=_("A first name is enough."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    voice = forms.ChoiceField(
        label=_("How do you take part?"),
        widget=forms.RadioSelect,
        choices=voices(_("For my work, as a professional")),
    )

    def __init__(self, *args: Any, known: bool, in_a_coalition: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["name"]
        if not in_a_coalition:
            del self.fields["voice"]


class TypeForForm(forms.Form):
    name = forms.CharField(label=_("Who are you typing for?"), max_length=120)
    voice = forms.ChoiceField(
        label=_("How do they take part?"),
        widget=forms.RadioSelect,
        choices=voices(_("For their work, as a professional")),
    )
    said = forms.ChoiceField(
        label=_("How did they say yes?"),
        help_text=_(
            "Ask first. Say that you are the one typing, who reads it, and that they can stop."
        ),
        widget=forms.RadioSelect,
        choices=[(said, capfirst(said.label)) for said in Help.Said],
    )


class DayField(forms.DateField):
    """A day, chosen with the browser's own calendar."""

    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class CoalitionForm(forms.Form):
    """What a coalition tells about itself."""

    name = forms.CharField(label=_("Name of the coalition"), max_length=120)
    place = forms.CharField(label=_("Town or neighbourhood"), max_length=80)
    ground = forms.CharField(
        label=_("What do you do together?"), required=False, widget=forms.Textarea({"rows": 4})
    )
    ambition = forms.CharField(
        label=_("What do you hope for?"), required=False, widget=forms.Textarea({"rows": 4})
    )
    reason = forms.CharField(
        label=_("Why do you take part?"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    practice_word = forms.CharField(
        label=_("What do you call a place to practise?"),
        help_text=_("For instance: workplace, garden, try-out."),
        required=False,
        max_length=40,
    )
    latitude = forms.FloatField(
        label=_("Latitude"),
        help_text=_("Such as 52.09."),
        required=False,
        min_value=-90,
        max_value=90,
    )
    longitude = forms.FloatField(
        label=_("Longitude"),
        help_text=_("Such as 5.12."),
        required=False,
        min_value=-180,
        max_value=180,
    )


class PartnerForm(forms.Form):
    name = forms.CharField(label=_("Name of the organisation or initiative"), max_length=120)
    kind = forms.ChoiceField(label=_("What is it?"), choices=Organisation.Kind.choices)


class PracticeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)


class PlaceForm(forms.Form):
    """Role, voice and organisation of a member."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role, capfirst(role.label)) for role in OWN],
        widget=forms.RadioSelect,
    )
    voice = forms.ChoiceField(
        label=_("Voice"),
        choices=[(voice, capfirst(voice.label)) for voice in Voice],
        widget=forms.RadioSelect,
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation or initiative"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("none"),
    )

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_of(coalition)  # type: ignore[attr-defined]


def organisations_of(coalition: Coalition) -> QuerySet[Organisation]:
    partners = coalition.partnerships.values("organisation")
    return Organisation.objects.filter(pk__in=partners).order_by("name")


class AccessForm(forms.Form):
    """Who of the support team looks along, in which role, until when."""

    until = DayField(
        label=_("Up to and including"),
        help_text=_("The coalition sees this date, and can end it sooner."),
    )

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        live = Membership.objects.live().filter(expedition=coalition.expedition_id)
        rows = live.filter(coalition=None, role__in=TEAM).select_related("person", "organisation")
        self.fields["person"] = forms.ModelChoiceField(
            label=_("Which team member?"),
            queryset=rows.order_by("person__name"),
            empty_label=_("Choose somebody"),
        )
        self.fields["person"].label_from_instance = str  # type: ignore[attr-defined]
        self.order_fields(["person", "until"])


class NewCoalitionForm(forms.Form):
    name = forms.CharField(label=_("Name of the coalition"), max_length=120)
    place = forms.CharField(label=_("Town or neighbourhood"), max_length=80)


class ExpeditionForm(forms.Form):
    name = forms.CharField(label=_("Name of the expedition"), max_length=120)
    summary = forms.CharField(
        label=_("What is it about?"), required=False, widget=forms.Textarea({"rows": 5})
    )
    starts = DayField(label=_("First day"))
    ends = DayField(label=_("Last day"))
