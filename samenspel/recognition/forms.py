"""The few questions of a round, and the three big buttons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import CircleField, DayField
from samenspel.circles.models import Circle, Voice

from .actions import LONGEST
from .choosing import LONGEST_WHY
from .models import Answer

if TYPE_CHECKING:
    from samenspel.circles.models import Coalition
    from samenspel.people.models import Person
    from samenspel.threads.models import Thread

A_FORTNIGHT = timedelta(days=14)


class OpenForm(forms.Form):
    """Which threads go back, to whom, and until when. The threads are ticked on the page itself."""

    def __init__(
        self, *args: Any, threads: Iterable[Thread], coalitions: Iterable[Coalition], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.threads = {str(thread.pk): thread for thread in threads}
        self.coalitions = {str(coalition.pk): coalition for coalition in coalitions}
        self.fields["about"] = forms.MultipleChoiceField(
            choices=[(key, thread.claim) for key, thread in self.threads.items()],
            label=_("Which threads?"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one thread.")},
        )
        self.fields["coalitions"] = forms.MultipleChoiceField(
            choices=[(key, coalition.name) for key, coalition in self.coalitions.items()],
            label=_("To which coalitions?"),
            widget=forms.CheckboxSelectMultiple,
            initial=list(self.coalitions),
            error_messages={"required": _("Choose at least one coalition.")},
        )
        self.fields["title"] = forms.CharField(
            label=_("Name of this round"), help_text=_("Such as the month."), max_length=120
        )
        self.fields["closes"] = DayField(
            label=_("Answers until"), initial=lambda: timezone.localdate() + A_FORTNIGHT
        )

    def clean_about(self) -> list[Thread]:
        return [self.threads[key] for key in self.cleaned_data["about"]]

    def clean_coalitions(self) -> list[Coalition]:
        return [self.coalitions[key] for key in self.cleaned_data["coalitions"]]


class MoveForm(forms.Form):
    closes = DayField(label=_("Answers until"))


class AnswerForm(forms.Form):
    """Do you recognise this? Three choices, a line, and who may read it."""

    use_required_attribute = False

    said = forms.ChoiceField(
        choices=Answer.Said.choices,
        label=_("Do you recognise this?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    because = forms.CharField(
        required=False,
        max_length=LONGEST,
        label=_("Because…"),
        help_text=_("Needed with “a part” and “don't”. One line is enough."),
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, place: Coalition, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].needed = True  # type: ignore[attr-defined]  # help says when
        self.fields["circle"] = CircleField(
            place,
            person,
            widest=Circle.TEAM,
            initial=Circle.COALITION,
            label=_("Who may read your answer?"),
            help_text=_("“Only me”: it counts, and nobody reads it."),
        )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        because = given.get("because", "").strip()
        explained = because or "because" in self.errors
        if given.get("said") in (Answer.Said.PARTLY, Answer.Said.NO) and not explained:
            self.add_error("because", _("Say in a line why. That helps to word it better."))
        return given


class TypedForm(AnswerForm):
    """One thread of a paper sheet. Left open it is passed over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said"].required = False


class WhoForm(forms.Form):
    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            people,
            label=_("Who filled in this sheet?"),
            empty_label=_("Choose"),
            error_messages={"required": _("Choose somebody who belongs to this coalition.")},
        )


class AskForm(forms.Form):
    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"] = forms.ModelMultipleChoiceField(
            people,
            label=_("To whom?"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one person.")},
        )


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=20,
        label=_("The code on the screen"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class VoiceForm(forms.Form):
    voice = forms.ChoiceField(
        choices=[(voice, capfirst(voice.label)) for voice in Voice],
        label=_("How are you here?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )


class HandForm(forms.Form):
    use_required_attribute = False

    said = forms.ChoiceField(
        choices=Answer.Said.choices,
        label=_("Do you recognise this?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )


class BeginForm(forms.Form):
    question = forms.CharField(
        max_length=200,
        label=_("What changed most?"),
        help_text=_("For instance: what changed most in how we decide together, this year?"),
        widget=forms.Textarea({"rows": 2}),
    )
    closes = DayField(label=_("Stories until"), initial=lambda: timezone.localdate() + A_FORTNIGHT)


class ChooseForm(forms.Form):
    why = forms.CharField(
        max_length=LONGEST_WHY,
        label=_("Why this story?"),
        help_text=_("In your own words. Whoever told a story reads this."),
        widget=forms.Textarea({"rows": 4}),
    )
    panel = forms.CharField(
        max_length=200,
        label=_("Who chose together?"),
        help_text=_("For instance: three residents and two professionals, at the pitstop in May."),
    )
