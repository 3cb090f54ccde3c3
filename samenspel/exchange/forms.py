"""What is asked when a project is brought, looked over, or taken along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import PlaceField
from samenspel.circles.models import Coalition, Voice
from samenspel.circles.places import Place, key_of
from samenspel.sources.forms import AGREED, NOT_WHOLE, NOT_YET

from .choosing import Choices, likely, likely_place, likely_voice
from .gathering import CHOSEN, Scope
from .models import COUNTED, Export
from .project import Summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenspel.threads.models import Codebook

NOTHING = "-"
MOST_VALUES = 40
"""Values of one property that somebody is asked about."""


class BringForm(forms.Form):
    brought = forms.FileField(
        label=_("Choose a file, or drop it here"),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Choose another one."),
        },
        widget=forms.FileInput({"accept": ".qdpx,.qdc,.sqlite3,.xml"}),
    )
    # The last field of the form: without it the form did not arrive whole.
    complete = forms.CharField(
        widget=forms.HiddenInput, initial="1", error_messages={"required": NOT_WHOLE}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.SAMENSPEL_MOST_PROJECT // 1024**2
        self.fields["brought"].help_text = (
            gettext(
                "A project (.qdpx) or codebook (.qdc) in the format REFI-QDA, which ATLAS.ti, "
                "MAXQDA, NVivo, QualCoder and others write; or a project of Taguette (.sqlite3). "
                "At most %d MB."
            )
            % most
        )

    def clean_brought(self) -> UploadedFile[Any]:
        brought: UploadedFile[Any] = self.cleaned_data["brought"]
        most = settings.SAMENSPEL_MOST_PROJECT
        if (brought.size or 0) > most:
            told = gettext(
                "This project is larger than %d MB. Export it from the other package without "
                "recordings and pictures, or in two parts."
            )
            raise forms.ValidationError(told % (most // 1024**2))
        return brought

    @property
    def file(self) -> UploadedFile[Any]:
        found: UploadedFile[Any] = self.cleaned_data["brought"]
        return found


class ChooseForm(forms.Form):
    """Where a project belongs, and what its properties mean here.

    With a property that tells the coalition (or the voice), each of its values is asked about.
    """

    language = forms.ChoiceField(
        label=_("Language of the texts"), choices=[("nl", _("Dutch")), ("en", _("English"))]
    )
    agreed = forms.ChoiceField(
        label=_("Did the people who speak agree that this is read?"),
        help_text=_("As long as you did not ask them, only you read what they said."),
        widget=forms.RadioSelect,
        choices=AGREED,
        initial=NOT_YET,
    )

    def __init__(
        self, data: Any, *, summary: Summary, places: dict[str, Place], by_language: str
    ) -> None:
        self.summary = summary
        self.places = places
        self.value_of: dict[str, str] = {}
        """What a field asks about, as the file has it."""
        initial = {"language": by_language}
        likeliest = {what: likely(what, summary.properties) for what in PROPERTIES}
        initial |= {f"{what}_by": guid or NOTHING for what, guid in likeliest.items()}
        super().__init__(data, initial=initial)
        self.fields["place"] = PlaceField(places, label=_("Where do the texts belong?"))
        if summary.counts.get("sources"):
            self._ask_properties()
        else:
            del self.fields["language"], self.fields["agreed"]
        self.order_fields(["place", "language", *(f"{what}_by" for what in PROPERTIES)])

    def _ask_properties(self) -> None:
        choices = [(each.guid, each.name or gettext("group")) for each in self.summary.properties]
        for what, label in PROPERTIES.items():
            if choices:
                self.fields[f"{what}_by"] = forms.ChoiceField(
                    label=label, choices=[(NOTHING, _("nothing")), *choices]
                )
        self.asked_coalition = self._values("coalition", "place", self._place_choices())
        self.asked_voice = self._values("voice", "voice", VOICES)
        if not self.asked_voice:
            del self.fields["agreed"]

    def _place_choices(self) -> list[tuple[str, Any]]:
        names = [
            (key, place.name if isinstance(place, Coalition) else gettext("the support team"))
            for key, place in self.places.items()
        ]
        return [(NOTHING, _("as chosen above")), *names]

    def _values(self, what: str, prefix: str, choices: Sequence[tuple[str, Any]]) -> list[str]:
        """A field for each value of the property that was chosen; gives their names."""
        asked: list[str] = []
        for number, value in enumerate(self._values_of(what)):
            name = f"{prefix}_{number}"
            place = likely_place(value, self.places.values()) if what == "coalition" else None
            initial = key_of(place) if place else "" if what == "coalition" else likely_voice(value)
            self.fields[name] = forms.ChoiceField(
                label=_called(value) if what == "voice" else value,
                choices=choices,
                initial=initial or NOTHING,
            )
            self.value_of[name] = value
            asked.append(name)
        return asked

    def _values_of(self, what: str) -> list[str]:
        chosen = self._chosen(f"{what}_by")
        found = next((each for each in self.summary.properties if each.guid == chosen), None)
        return list(found.values)[:MOST_VALUES] if found else []

    def _chosen(self, name: str) -> str:
        if name not in self.fields:
            return ""
        return str(self.data.get(name, "") if self.is_bound else self.initial.get(name, ""))

    @property
    def coalition_values(self) -> Iterator[Any]:
        return (self[name] for name in getattr(self, "asked_coalition", []))

    @property
    def voice_values(self) -> Iterator[Any]:
        return (self[name] for name in getattr(self, "asked_voice", []))

    def _given(self, name: str) -> str:
        value: str = self.cleaned_data.get(name, NOTHING)
        return "" if value == NOTHING else value

    def choices(self) -> Choices:
        given = self.cleaned_data
        places = {
            self.value_of[name]: self.places[given[name]]
            for name in getattr(self, "asked_coalition", [])
            if given[name] != NOTHING
        }
        voices = {
            self.value_of[name]: given[name]
            for name in getattr(self, "asked_voice", [])
            if given[name] != NOTHING
        }
        return Choices(
            place=given["place"],
            language=given.get("language") or "nl",
            coalition_by=self._given("coalition_by"),
            places=places,
            voice_by=self._given("voice_by"),
            voices=voices,
            moment_by=self._given("moment_by"),
            agreed=given.get("agreed") or NOT_YET,
        )


def _called(voice: str) -> str:
    """A voice of ours by its name; of another package as the file has it."""
    return capfirst(str(Voice(voice).label)) if voice in Voice.values else voice


PROPERTIES = {
    "coalition": _("What tells the coalition?"),
    "voice": _("What tells whose voice it is?"),
    "moment": _("What tells when it was said?"),
}
VOICES = [
    (NOTHING, _("nobody who speaks")),
    *((value, capfirst(label)) for value, label in Voice.choices),
]


MADE_HERE = set(Export.Kind) - set(COUNTED.values())


class GiveForm(forms.Form):
    """What goes along, in which form, and what it is for."""

    kind = forms.ChoiceField(
        label=_("In which form?"),
        widget=forms.RadioSelect,
        choices=[(kind.value, capfirst(kind.label)) for kind in Export.Kind if kind in MADE_HERE],
        initial=Export.Kind.QDPX,
        error_messages={"required": _("Choose a form.")},
    )
    purpose = forms.CharField(
        label=_("What is it for?"),
        help_text=_("One line. It stands in the register, and speakers read it with their words."),
        max_length=200,
        error_messages={"required": _("Write in one line what it is for.")},
    )

    flat = forms.BooleanField(
        label=_("Codes in one row"),
        help_text=_("A code is then called: above > below."),
        required=False,
    )

    timed = forms.BooleanField(
        label=_("Recordings as a transcript with times"),
        help_text=_(
            "The sound itself stays here. A package may ask for it, and one that reads texts alone "
            "misses these."
        ),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        coalitions: Sequence[Coalition],
        books: Sequence[Codebook],
        coders: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        places = [(place.pk, place.name) for place in coalitions]
        self._ask("coalitions", _("Whose texts?"), [(0, _("of the support team")), *places])
        self._ask("books", _("Which codebooks?"), [(book.pk, book.name) for book in books])
        self._ask("coders", _("Whose codings?"), list(coders))

    def _ask(self, name: str, label: Any, choices: list[tuple[int, Any]]) -> None:
        """A choice of several, all of them at first; nothing to choose is not asked."""
        if len(choices) > 1:
            self.fields[name] = forms.TypedMultipleChoiceField(
                label=label,
                choices=choices,
                coerce=int,
                initial=[value for value, _label in choices],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose at least one.")},
            )

    def scope(self) -> Scope:
        """Where all were chosen, also what comes later goes along."""
        narrowed = {
            name: frozenset(self.cleaned_data[name])
            for name in CHOSEN
            if name in self.fields and len(self.cleaned_data[name]) < len(self.fields[name].choices)  # type: ignore[attr-defined]
        }
        given = self.cleaned_data
        return Scope(**narrowed, flat=given["flat"], timed=given["timed"])
