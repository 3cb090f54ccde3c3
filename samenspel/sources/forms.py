"""What is asked when something is brought in, looked over, changed or looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samenspel.circles.deeds import may
from samenspel.circles.forms import CircleField, DayField, PlaceField
from samenspel.circles.models import Circle, Coalition, Voice
from samenspel.circles.places import Place
from samenspel.people.models import Person

from .actions import Spoke
from .models import Brought, Consent, Source
from .readers import ENDINGS, Paragraph, ending_of
from .writing import kind_of

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

# What is made elsewhere in Samenspel itself is not brought in as such.
KINDS = [choice for choice in Source.Kind.choices if choice[0] != Source.Kind.REFLECTION]
NOT_YET = "not yet"
NOT_WHOLE = _("Not all of this arrived. Nothing was kept. Please send it again.")
AGREED = [
    (NOT_YET, _("I did not ask them yet")),
    (Consent.How.SPOKEN, _("Yes, they said so")),
    (Consent.How.PAPER, _("Yes, on paper")),
    (Consent.How.HELPER, _("Yes, with a helper beside them")),
]


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "sources/files_input.html"


class FilesField(forms.FileField):
    """Any number of files; cleans to a list of them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        # An empty file is refused with a sentence of its own, beside its name.
        return [file for file in files if isinstance(file, UploadedFile)]


def not_to_come(day: date) -> None:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is in the future. When was it said?"))


class BringForm(forms.Form):
    brought = FilesField(
        label=_("Choose files, or drop them here"),
        required=False,
        help_text=_("Text, Markdown, Word (DOCX), ODT, PDF, HTML, WebVTT or SRT. At most 20 MB."),
        widget=FilesInput({"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea({"rows": 7, "class": "said"}),
    )
    # The last field of the form: without it the form did not arrive whole.
    complete = forms.CharField(
        widget=forms.HiddenInput, initial="1", error_messages={"required": NOT_WHOLE}
    )

    def __init__(self, *args: Any, places: dict[str, Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = PlaceField(places, label=_("Where does this belong?"))
        self.order_fields(["place"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        nothing = not given.get("brought") and not given.get("text", "").strip()
        if "complete" in given and nothing and not self.is_heard:
            self.add_error("brought", _("Choose a file, or paste some text."))
        return given

    @property
    def is_heard(self) -> bool:
        """Whether there is only a recording, and no words yet."""
        return "heard" in self.data

    def pieces(self) -> list[tuple[str, bytes]]:
        """What was brought: names and bytes."""
        found = [(file.name or "", file.read()) for file in self.cleaned_data["brought"]]
        if (text := self.cleaned_data["text"]).strip():
            found.append((_("pasted text") + ending_of(text), text.encode()))
        return found


class ReviseForm(forms.Form):
    """A new version: the text changed here, or a file in its place."""

    text = forms.CharField(
        label=_("The text"),
        required=False,
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea({"rows": 24, "class": "said"}),
    )
    brought = FilesField(
        label=_("Or a file that takes its place"),
        required=False,
        widget=forms.FileInput({"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )
    complete = forms.CharField(
        widget=forms.HiddenInput, initial="1", error_messages={"required": NOT_WHOLE}
    )


class SpeakerForm(forms.Form):
    """One voice as it was recognised: what to call it, and whose side it is on."""

    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    voice = forms.ChoiceField(
        label=_("Voice"), choices=[(value, capfirst(label)) for value, label in Voice.choices]
    )
    person = forms.ModelChoiceField(
        Person.objects.none(), required=False, label=_("Who is this?"), empty_label=_("not known")
    )

    def __init__(self, label: str, turns: int, people: list[Person], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.label = label
        self.turns = turns
        person: Any = self.fields["person"]
        if people:
            person.queryset = Person.objects.filter(pk__in=[p.pk for p in people]).order_by("name")
        else:
            del self.fields["person"]

    @property
    def chosen(self) -> tuple[str, str]:
        """Name and voice as filled in; before that, and after a mistake, as recognised."""
        if self.is_bound and self.is_valid():
            return self.cleaned_data["name"].strip(), self.cleaned_data["voice"]
        return self.label, self.initial.get("voice", Voice.OTHER)


class KeepForm(forms.Form):
    """What a source is, who may read it, and what the speakers said to that."""

    title = forms.CharField(label=_("Title"), max_length=200)
    moment = DayField(label=_("When was it said?"), validators=[not_to_come])
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=[(value, capfirst(label)) for value, label in KINDS]
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("nl", _("Dutch")), ("en", _("English"))]
    )
    agreed = forms.ChoiceField(
        label=_("Did the speakers agree to that?"),
        widget=forms.RadioSelect,
        initial=NOT_YET,
        choices=AGREED,
    )

    def __init__(self, *args: Any, place: Place, person: Person, voices: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["circle"] = CircleField(place, person, initial=Circle.PRIVATE)
        if not voices:
            del self.fields["agreed"]
        order = ["title", "moment", "kind", "language", "circle", "agreed"]
        self.order_fields(order)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wider = (given.get("circle") or Circle.PRIVATE) > Circle.PRIVATE
        if wider and "agreed" in self.fields and given.get("agreed") in ("", NOT_YET):
            self.add_error("agreed", _("Ask the speakers first, or choose: only me."))
        return given


class RecordingForm(forms.Form):
    """A recording with a source. A script sends it in pieces and tells only its size."""

    recording = forms.FileField(
        label=_("Choose sound or video"),
        required=False,
        widget=forms.FileInput({"accept": "audio/*,video/*"}),
        error_messages={"empty": _("This file is empty. Choose another one.")},
    )
    size = forms.IntegerField(
        required=False, min_value=0, max_value=10**12, widget=forms.HiddenInput
    )
    name = forms.CharField(required=False, widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("Those who speak know that others can hear them here, and agreed to that"),
        error_messages={"required": _("Ask those who speak first. A voice tells who somebody is.")},
    )
    complete = forms.CharField(
        widget=forms.HiddenInput, initial="1", error_messages={"required": NOT_WHOLE}
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        sent, size = given.get("recording"), given.get("size")
        if sent and size is not None and size != sent.size:
            self.add_error("recording", NOT_WHOLE)
        nothing = not sent and size is None
        if "complete" in given and nothing and "recording" not in self.errors:
            self.add_error("recording", _("Choose a recording first."))
        return given


class TranscribeForm(forms.Form):
    """Whether those who speak agreed that their sound goes to a service elsewhere."""

    agreed = forms.ChoiceField(
        label=_("Do all who speak know that their voice goes there, and agree?"),
        help_text=_("A voice tells who somebody is, also without a name."),
        widget=forms.RadioSelect,
        choices=AGREED[1:],
        error_messages={"required": _("Ask those who speak first. A voice tells who somebody is.")},
    )


class VersionForm(forms.Form):
    """What is asked before a new version is kept."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)
    agreed = forms.ChoiceField(
        label=_("Did the new speakers agree that this is read?"),
        widget=forms.RadioSelect,
        initial=NOT_YET,
        choices=AGREED,
    )

    def __init__(self, *args: Any, voices: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not voices:
            del self.fields["agreed"]


class CircleForm(forms.Form):
    """Who may read a source from now on, and what its speakers said to that."""

    agreed = forms.ChoiceField(
        label=_("Did the speakers agree to that?"),
        help_text=_("Only needed when more people may read it."),
        required=False,
        widget=forms.RadioSelect,
        initial=NOT_YET,
        choices=AGREED,
    )

    def __init__(self, *args: Any, source: Source, person: Person, widest: Circle, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["circle"] = CircleField(
            source.coalition or source.expedition, person, widest=widest, initial=source.circle
        )
        self.order_fields(["circle", "agreed"])
        others = source.speakers.visible_to(person).exclude(person=person)
        if widest == source.circle or not others.exists():
            del self.fields["agreed"]

    @property
    def how(self) -> str:
        agreed: str = self.cleaned_data.get("agreed", "")
        return "" if agreed == NOT_YET else agreed


class Comparing:
    """The forms of a new version: when it was made, and the voices that are new in it."""

    def __init__(self, source: Source, new: Sequence[str], newest: int, by: Person, data: Any):
        self.source = source
        people = _people_at(source.coalition or source.expedition, by)
        self.form = VersionForm(data, voices=bool(new), initial={"after": newest})
        self.speakers = [
            SpeakerForm(
                label, 0, people, data=data, prefix=f"new-{at}", initial=_guess(label, people)
            )
            for at, label in enumerate(new)
        ]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(each.is_valid() for each in self.speakers)])

    def spoke(self) -> list[Spoke]:
        agreed = self.form.cleaned_data.get("agreed", NOT_YET)
        asked = agreed != NOT_YET
        return [
            Spoke(
                label=each.label,
                voice=each.cleaned_data["voice"],
                person=each.cleaned_data.get("person"),
                audience=Circle(self.source.circle) if asked else Circle.PRIVATE,
                how=agreed if asked else Consent.How.HELPER,
            )
            for each in self.speakers
        ]


class LookOver:
    """The forms of one file that was brought: what it is, and each of its voices."""

    def __init__(self, brought: Brought, paragraphs: Sequence[Paragraph], by: Person, data: Any):
        place: Place = brought.coalition or brought.expedition
        turns = Counter(_turns(paragraphs))
        people = _people_at(place, by)
        self.speakers = [
            SpeakerForm(
                label,
                turns[label],
                people,
                data=data,
                prefix=f"speaker-{number}",
                initial=_guess(label, people),
            )
            for number, label in enumerate(turns)
        ]
        self.form = KeepForm(
            data,
            place=place,
            person=by,
            voices=bool(turns),
            initial={
                "title": brought.title,
                "kind": kind_of(paragraphs),
                "language": by.language,
            },
        )

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(each.is_valid() for each in self.speakers)])

    @property
    def names(self) -> dict[str, str]:
        return {each.label: each.chosen[0] for each in self.speakers}

    @property
    def voices(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in self.speakers:
            found.setdefault(*each.chosen)
        return found

    def spoke(self) -> list[Spoke]:
        """The speakers as they were looked over; a name that stands there twice is one."""
        given = self.form.cleaned_data
        agreed = given.get("agreed")
        asked = bool(agreed) and agreed != NOT_YET
        found: dict[str, Spoke] = {}
        for each in self.speakers:
            name, voice = each.chosen
            if not name or name in found:
                continue
            found[name] = Spoke(
                label=name,
                voice=voice,
                person=each.cleaned_data.get("person"),
                audience=given["circle"] if asked else Circle.PRIVATE,
                how=str(agreed) if asked else Consent.How.HELPER,
            )
        return list(found.values())


def _turns(paragraphs: Iterable[Paragraph]) -> list[str]:
    turns: list[str] = []
    before = None
    for paragraph in paragraphs:
        if paragraph.speaker and paragraph.speaker != before:
            turns.append(paragraph.speaker)
        before = paragraph.speaker
    return turns


def _people_at(place: Place, by: Person) -> list[Person]:
    """Those whose words these may be: the people of the coalition, with their voice there.

    Nobody is listed for somebody whose access ended since they brought something in.
    """
    if not isinstance(place, Coalition) or not may(by, "source.keep", place):
        return []
    people: dict[int, Any] = {}
    for member in place.memberships.live().select_related("person").order_by("person__name"):
        person: Any = people.setdefault(member.person_id, member.person)
        person.voice_here = member.voice
    return list(people.values())


def _guess(label: str, people: list[Person]) -> dict[str, Any]:
    """Whom a label may mean: the one person here with that name or first name."""
    low = label.casefold()
    named = [p for p in people if low in (p.name.casefold(), p.name.casefold().split()[0])]
    if len(named) == 1:
        person: Any = named[0]
        return {"name": label, "voice": person.voice_here, "person": person.pk}
    voice: str = Voice.OTHER
    if low.startswith(("bewoner", "bewoonster", "resident", "vrijwilliger")):
        voice = Voice.RESIDENT
    elif low.startswith(("professional", "opbouwwerker", "welzijn")):
        voice = Voice.PROFESSIONAL
    return {"name": label, "voice": voice}


class FilterForm(forms.Form):
    """Which sources to list, and in what order."""

    SORTS = {
        "nieuw": ("-moment", "-id"),
        "oud": ("moment", "id"),
        "titel": ("title", "id"),
        "duur": (F("sounds").desc(nulls_last=True), "-moment", "-id"),
    }

    coalitie = forms.TypedChoiceField(
        label=_("Which coalition"), required=False, coerce=int, empty_value=None
    )
    soort = forms.ChoiceField(
        label=_("What kind"),
        required=False,
        choices=[
            ("", _("every kind")),
            *((value, capfirst(label)) for value, label in Source.Kind.choices),
        ],
    )
    stem = forms.ChoiceField(
        label=_("Whose words"), required=False, choices=[("", _("everybody's")), *Voice.choices]
    )
    van = DayField(label=_("From"), required=False)
    tot = DayField(label=_("Up to"), required=False)
    op = forms.ChoiceField(
        label=_("In what order"),
        required=False,
        choices=[
            ("nieuw", _("newest first")),
            ("oud", _("oldest first")),
            ("titel", _("by title")),
            ("duur", _("longest recording first")),
        ],
    )

    def __init__(self, data: Any, places: Iterable[tuple[int, str]], **more: Any) -> None:
        """`more`: the choices of fields that a form of a higher room adds."""
        super().__init__(data, use_required_attribute=False, auto_id="filter-%s")
        for name, choices in {"coalitie": [("", _("all coalitions")), *places], **more}.items():
            field: Any = self.fields[name]
            field.choices = choices
        self.is_valid()

    @property
    def narrowed(self) -> bool:
        return any(self.cleaned_data.get(n) for n in ("coalitie", "soort", "stem", "van", "tot"))

    def filtered(self, sources: Any) -> Any:
        """The sources asked for, in the order asked for; what is filled in wrongly is left out."""
        asked = self.cleaned_data
        wanted = {
            lookup: asked[name]
            for name, lookup in [
                ("coalitie", "coalition"),
                ("soort", "kind"),
                ("van", "moment__gte"),
                ("tot", "moment__lte"),
            ]
            if asked.get(name)
        }
        found = sources.filter(**wanted)
        if asked.get("stem"):
            voiced = sources.order_by().filter(speakers__voice=asked["stem"])
            found = found.filter(pk__in=voiced.values("pk"))
        if asked.get("op") == "duur":
            found = found.annotate(sounds=Sum("recordings__duration"))
        return found.order_by(*self.SORTS[asked.get("op") or "nieuw"])

    def fields_of_filter(self) -> list[BoundField]:
        return [self[name] for name in self.fields]
