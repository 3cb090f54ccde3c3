"""What is asked on the pages of the routine."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import CircleField, DayField
from samenspel.circles.models import Circle, Coalition, PracticeArea
from samenspel.people.models import Person
from samenspel.sources.models import Consent
from samenspel.sources.plain import plain

from .actions import Said, types_for_others
from .models import Draft, Kind, Prompt

if TYPE_CHECKING:
    from collections.abc import Iterable

MARKS = {
    Kind.FRICTION: ("friction", _("Something jarred, got stuck, or hurt.")),
    Kind.FLOW: ("flow", _("It went well, it gave energy, or it came by itself.")),
    Kind.STORY: ("speech", _("Something that happened and that stays with you.")),
    Kind.WORKED: ("check", _("Something you did that helped.")),
}


NO_WORDS = _("There are no words here yet. Write something first.")


class WordsField(forms.CharField):
    """Somebody's own words, as many as they like."""

    widget = forms.Textarea(attrs={"class": "said", "rows": 7})
    default_error_messages = {"required": NO_WORDS}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=50_000, **kwargs)

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value.strip())


class KindSelect(forms.RadioSelect):
    """Four cards, each with its mark and what it means."""

    template_name = "reflections/kind_select.html"
    option_template_name = "reflections/kind_option.html"

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["icon"], option["help"] = MARKS[Kind(option["value"])]
        return option


class KindField(forms.ChoiceField):
    widget = KindSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [(kind.value, capfirst(kind.label)) for kind in Kind]
        super().__init__(
            choices=choices,
            label=_("What is it?"),
            error_messages={"required": _("Choose one of the four.")},
            **kwargs,
        )


def areas_of(place: Coalition) -> dict[str, Any]:
    """The field for a place to practise, in the coalition's own word for it."""
    return {
        "queryset": place.practice_areas.order_by("name"),
        "label": capfirst(place.practice_word or _("place to practise")),
        "empty_label": _("none in particular"),
        "required": False,
    }


class WordsForm(forms.Form):
    """One's own words, what they are about, and who may read them.

    What is required is so for handing in: a draft may lack anything (`said`).
    """

    use_required_attribute = False

    text = WordsField()
    kind = KindField()
    practice_area = forms.ModelChoiceField(PracticeArea.objects.none(), required=False)
    speaker = forms.ModelChoiceField(
        Person.objects.none(),
        required=False,
        label=_("Whose words are these?"),
        empty_label=_("my own"),
    )
    how = forms.ChoiceField(
        required=False,
        label=_("How did they give you these words?"),
        choices=[
            (Consent.How.HELPER, _("they sat beside me while I typed")),
            (Consent.How.SPOKEN, _("they told me")),
            (Consent.How.PAPER, _("on paper")),
        ],
    )
    number = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        place: Coalition,
        person: Person,
        prompt: Prompt | None = None,
        may_help: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.prompt = prompt
        self.fields["text"].label = prompt.question if prompt else _("What do you want to tell?")
        if prompt:
            del self.fields["kind"]
        self.fields["practice_area"] = forms.ModelChoiceField(**areas_of(place))
        if not place.practice_areas.exists():
            del self.fields["practice_area"]
        if may_help and types_for_others(person, place):
            people = Person.objects.filter(memberships__in=place.memberships.live())
            others = people.exclude(pk=person.pk).distinct().order_by("name")
            self.fields["speaker"].queryset = others  # type: ignore[attr-defined]
        else:
            del self.fields["speaker"], self.fields["how"]
        self.fields["circle"] = CircleField(place, person)

    def said(self) -> Said:
        """What stands in the form, whatever is still lacking or wrong in it."""
        self.is_valid()
        given = self.cleaned_data
        circle = given.get("circle")
        return Said(
            text=plain(self["text"].value() or ""),
            kind=self.prompt.kind if self.prompt else given.get("kind", ""),
            wants=Circle.COALITION if circle is None else circle,
            prompt=self.prompt,
            practice_area=given.get("practice_area"),
            speaker=given.get("speaker"),
        )

    @staticmethod
    def begun(kept: Draft | None, *, speaker: int = 0) -> dict[str, Any]:
        """What to fill in at the start; `speaker` is for whom one came to type."""
        if kept is None:
            return {"circle": Circle.COALITION.value, "number": 0, "speaker": speaker or None}
        return {
            "text": kept.text,
            "kind": kept.kind,
            "circle": kept.wants,
            "practice_area": kept.practice_area_id,
            "speaker": kept.speaker_id,
            "number": kept.number,
        }


WEEKS = [
    (1, _("every week")),
    (2, _("every 2 weeks")),
    (4, _("every 4 weeks")),
    (8, _("every 8 weeks")),
    (0, _("not now")),
]


class RhythmForm(forms.Form):
    """How often, from when, and which questions."""

    weeks = forms.TypedChoiceField(
        label=_("How often?"), choices=WEEKS, coerce=int, widget=forms.RadioSelect
    )
    first = DayField(label=_("First question on"))

    def clean_first(self) -> date:
        day: date = self.cleaned_data["first"]
        if "first" in self.changed_data and day < timezone.localdate():
            raise forms.ValidationError(_("That day is past. Choose a later one."))
        return day

    def __init__(self, *args: Any, prompts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prompts"] = forms.ModelMultipleChoiceField(
            prompts,
            required=False,
            label=_("Which questions take turns?"),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["prompts"].needed = True  # type: ignore[attr-defined]  # unless it rests


class AskForm(forms.Form):
    """One question to some people. `once` is another one each time that the page is opened."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, prompts: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prompt"] = forms.ModelChoiceField(
            prompts, label=_("Which question?"), widget=forms.RadioSelect, empty_label=None
        )
        self.fields["people"] = forms.ModelMultipleChoiceField(
            people,
            label=_("To whom?"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one person.")},
        )


class PromptForm(forms.ModelForm[Prompt]):
    """An open question, in plain words and in both languages."""

    kind = KindField()

    class Meta:
        model = Prompt
        fields = ["question_nl", "question_en", "kind", "origin"]
        help_texts = {
            "question_nl": _("Open, short, and about something that happened."),
            "question_en": _("Without it, English readers get the Dutch question."),
            "origin": _("Such as a method, a book, or your own meeting."),
        }


class BetterForm(forms.Form):
    """The same words, said better."""

    text = WordsField(label=_("Your words"))
    kind = KindField()
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, answers_a_question: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if answers_a_question:
            del self.fields["kind"]


class CircleForm(forms.Form):
    """Who may read it from now on."""

    def __init__(self, *args: Any, place: Coalition, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["naar"] = CircleField(place, person)


class FilterForm(forms.Form):
    """Which of a coalition's reflections to show. What is not understood is left out."""

    soort = forms.ChoiceField(required=False, label=_("What"))
    stem = forms.ChoiceField(required=False, label=_("Whose voice"))
    vraag = forms.TypedChoiceField(required=False, coerce=int, label=_("Question"))
    maand = forms.ChoiceField(required=False, label=_("Month"))

    def __init__(
        self,
        *args: Any,
        voices: Iterable[tuple[str, Any]],
        prompts: Iterable[Prompt],
        months: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "soort": [("", _("everything")), *Kind.choices],
            "stem": [("", _("all voices")), *voices],
            "vraag": [("", _("all questions")), *((p.pk, p.question) for p in prompts)],
            "maand": [("", _("all months")), *months],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
