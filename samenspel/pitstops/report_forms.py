"""What is asked around a report: a picture, who gets it back, what became of a correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import CircleField, DayField
from samenspel.circles.models import Coalition
from samenspel.foundation.errors import Refused
from samenspel.foundation.pictures import Jpeg, as_jpeg
from samenspel.people.models import Person

from . import occasions
from .blocks import Part, in_short
from .correcting import LONGEST
from .report_models import MOST_BECAUSE, MOST_NAME, Correction, Occasion, SentBack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .reports import Row

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

    def __init__(
        self, *args: Any, people: Any, guests: Any, phones: int, shown: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = forms.ModelMultipleChoiceField(
            people, required=False, label=_("To whom?"), widget=forms.CheckboxSelectMultiple
        )
        chosen.label_from_instance = _with_way  # type: ignore[assignment]
        elsewhere = forms.ModelMultipleChoiceField(
            guests,
            required=False,
            label=_("Which other coalitions?"),
            help_text=_("Their coordinators get a mail. They pass on who was there."),
            widget=forms.CheckboxSelectMultiple if guests else forms.MultipleHiddenInput,
        )
        self.fields |= {"people": chosen, "guests": elsewhere}
        self.order_fields(["people", "guests", "phones"])
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


NOBODY = "0"


class OccasionForm(forms.Form):
    """What a report is of when there was no pitstop, and who reads along."""

    title = forms.CharField(
        label=_("Title of the report"),
        max_length=120,
        help_text=_("For instance: Walking along in Oost."),
    )
    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(
        label=_("What is it of?"),
        choices=[
            (Occasion.Kind.EXCHANGE, _("An exchange with other coalitions")),
            (Occasion.Kind.OTHER, _("Something else of our own")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, place: Coalition, person: Person, settled: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        others = Coalition.objects.filter(expedition=place.expedition_id).exclude(pk=place.pk)
        if others:
            self.fields["guests"] = forms.ModelMultipleChoiceField(
                others,
                required=False,
                label=_("Which other coalitions were there?"),
                help_text=_("You can send the report back to their coordinators."),
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["circle"] = CircleField(
            place,
            person,
            narrowest=occasions.NARROWEST,
            widest=occasions.WIDEST,
            label=_("Who reads along while you write?"),
            help_text=_("Writing is done by your own coalition and its support team."),
        )
        if settled:
            del self.fields["circle"]


class RemarkForm(forms.Form):
    """A remark on the report from paper: whose letter, about which part, and the words."""

    use_required_attribute = False

    letter = forms.ChoiceField(label=_("Whose paper is it?"), widget=forms.RadioSelect)
    block = forms.ChoiceField(label=_("What is it about?"))
    words = forms.CharField(
        label=_("What does it say?"),
        help_text=_("Type what stands there, also when you see it differently."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4, "class": "said"}),
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Only when a name stands below it."),
        required=False,
        max_length=MOST_NAME,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_letter(self) -> str:
        given: str = self.cleaned_data["letter"]
        return "" if given == NOBODY else given

    def __init__(
        self, *args: Any, letters: Iterable[SentBack], rows: Iterable[Row], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(sent.pk), sent.person.name) for sent in letters]
        whose, about = self.fields["letter"], self.fields["block"]
        whose.choices = [*people, (NOBODY, _("Somebody who did not get it from us"))]  # type: ignore[attr-defined]
        about.choices = [("", _("Choose a part")), *_parts(rows)]  # type: ignore[attr-defined]


def _parts(rows: Iterable[Row]) -> list[tuple[str, Any]]:
    """The parts of a report by their first words, under the heading they stand below."""
    found: list[tuple[str, Any]] = []
    under = found
    for row in rows:
        if row.block.part == Part.HEADING:
            under = []
            found.append((row.block.text or gettext("Heading"), under))
        else:
            under.append((row.block.id, _first_words(row)))
            under += [(each.id, _in_short(each.text)) for each in row.questions]
    return [(name, part) for name, part in found if part]


def _first_words(row: Row) -> str:
    words = row.block.text or (row.cards[0].words if row.cards else "")
    return _in_short(words) or in_short(row.block) or gettext("Text")


def _in_short(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(70)


class AnswerForm(forms.Form):
    """What became of a correction."""

    outcome = forms.ChoiceField(choices=Correction.Outcome.choices)
    because = forms.CharField(required=False, max_length=MOST_BECAUSE)
