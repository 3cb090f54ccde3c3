"""What is asked while a lesson is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import PlaceField
from samenspel.circles.places import Place
from samenspel.foundation import pictures
from samenspel.foundation.errors import Refused
from samenspel.people.models import LONGEST_ADDRESS

from .completing import MOST_LINKS
from .models import LONGEST_CLAIM, LONGEST_SHOWS, Lesson, MeantFor, Remark


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


class ElementsField(forms.ModelMultipleChoiceField[Any]):
    """The elements of one list; of several lists each with the name of its own."""

    def label_from_instance(self, obj: Any) -> str:
        several = len({each.framework_id for each in self.queryset or ()}) > 1
        return f"{obj.framework.name}: {obj.name}" if several else str(obj.name)


class QuestionField(forms.ModelChoiceField[Any]):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.coalition.name}: {obj.words}"


class BesideForm(forms.Form):
    """What stands beside the words. Links are asked in rows of three; an empty row is no link."""

    meant_for = forms.ChoiceField(
        label=_("For whom is it?"), choices=MeantFor.choices, widget=forms.RadioSelect
    )
    behind = forms.CharField(
        label=_("Who stands behind it?"),
        help_text=_("The people or organisations who back this lesson, as they want to be named."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, lesson: Lesson, elements: Any, threads: Any, questions: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows: dict[str, Any] = {
            "elements": ElementsField(
                elements,
                label=_("Which elements does it serve?"),
                help_text=_("Readers can look for lessons by these."),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
            "thread": forms.ModelChoiceField(
                threads,
                label=_("Which red thread does it rest on?"),
                help_text=_("Its claim and how far it is stand with the lesson."),
                required=False,
                empty_label=_("None"),
            ),
            "question": QuestionField(
                questions,
                label=_("Which learning question does it answer?"),
                help_text=_("You can choose from questions that all coalitions may read."),
                required=False,
                empty_label=_("None"),
            ),
        }
        for name, field in rows.items():
            if field.queryset or self.initial.get(name):
                self.fields[name] = field
        self.order_fields(["meant_for", *rows, "behind"])
        for number in range(MOST_LINKS):
            self._ask_link(number, (lesson.links[number : number + 1] or [{}])[0])

    def _ask_link(self, number: int, link: dict[str, str]) -> None:
        self.fields[f"title_{number}"] = forms.CharField(
            label=_("What is it called?"),
            max_length=120,
            required=False,
            initial=link.get("title", ""),
        )
        self.fields[f"kind_{number}"] = forms.ChoiceField(
            label=_("What is it?"),
            choices=Lesson.Made.choices,
            required=False,
            initial=link.get("kind", Lesson.Made.PAGE),
        )
        self.fields[f"url_{number}"] = forms.URLField(
            label=_("Where can people find it?"),
            max_length=500,
            required=False,
            assume_scheme="https",
            initial=link.get("url", ""),
            error_messages={
                "invalid": _("That is no address of a page. Copy it from the top of your browser.")
            },
        )

    @property
    def asked(self) -> list[Any]:
        """The fields above the links."""
        return [field for field in self.visible_fields() if "_" not in field.name[-2:]]

    @property
    def rows(self) -> list[list[Any]]:
        """The fields of each link. Of empty rows one is shown open."""
        return [
            [self[f"{name}_{number}"] for name in ("title", "kind", "url")]
            for number in range(MOST_LINKS)
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["links"] = []
        for number in range(MOST_LINKS):
            link = {name: told.pop(f"{name}_{number}", "") for name in ("title", "kind", "url")}
            if link["title"] and link["url"]:
                told["links"].append({**link, "kind": link["kind"] or Lesson.Made.PAGE})
            elif link["title"] and f"url_{number}" not in self.errors:
                self.add_error(f"url_{number}", _("Say where people can find it."))
            elif link["url"]:
                self.add_error(f"title_{number}", _("Say in a few words where the link leads to."))
        return told


class LookForm(forms.Form):
    """What a coalition says of a lesson that it looked at."""

    said = forms.ChoiceField(
        label=_("May this become public?"),
        choices=Remark.Said.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    words = forms.CharField(
        label=_("What should be different, or why not?"),
        help_text=_("The makers and your own group read this."),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )
    named = forms.BooleanField(
        label=_("Put our name under it."),
        help_text=_(
            "The lesson is then found by our place, and our place stands beside quotes by role. "
            "Whoever is quoted without a name could be sought here."
        ),
        required=False,
    )


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Which picture?"),
        help_text=_("JPEG, PNG or WebP, at most 15 MB. Where it was taken is left out."),
        allow_empty_file=True,  # said in our own words
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    shows = forms.CharField(
        label=_("What is to be seen?"),
        help_text=_("A sentence for whoever can't see it."),
        max_length=LONGEST_SHOWS,
    )

    def clean_picture(self) -> pictures.Jpeg:
        sent = self.cleaned_data["picture"]
        try:
            if sent.size > pictures.MOST_BYTES:
                raise Refused(_("This picture is larger than %d MB. Choose a smaller one.") % 15)
            return pictures.as_jpeg(sent.read())
        except Refused as no:
            raise forms.ValidationError(str(no)) from no


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
