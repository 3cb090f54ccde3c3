"""What is asked while an episode is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenspel.circles.forms import CircleField
from samenspel.foundation.errors import Refused
from samenspel.foundation.pictures import MOST_BYTES
from samenspel.sources import moments
from samenspel.sources.answering import MANNERS
from samenspel.sources.forms import NOT_WHOLE
from samenspel.sources.models import Consent
from samenspel.sources.readers import Paragraph, Unreadable, read
from samenspel.sources.typeset import clock

from . import reach
from .given import unheard
from .models import (
    LONGEST_QUESTION,
    LONGEST_REMARK,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    Chapter,
    Credit,
    Episode,
    Translation,
)
from .translating import name_of

if TYPE_CHECKING:
    from samenspel.people.models import Person
    from samenspel.sources.naming import Heard

    from .taking_out import Part

AGREED = [
    (Consent.How.SPOKEN, gettext_lazy("Yes, they said so")),
    (Consent.How.PAPER, gettext_lazy("Yes, on paper")),
    (Consent.How.HELPER, gettext_lazy("Yes, with a helper beside them")),
]
LEAVE = "no"
TIME = r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
CHAPTER = re.compile(TIME + r"\s+[-–—]?\s*(\S.*)")
STRETCH = re.compile(TIME + r"\s*[-–—]\s*" + TIME)


def milliseconds(hours: str | None, minutes: str, seconds: str, rest: str | None) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((rest or "").ljust(3, "0"))


def at(place: int) -> str:
    """A place (milliseconds) as it is typed: 1:02:03.5, or 2:03."""
    rest = f"{place % 1000:03}".rstrip("0")
    return f"{clock(place)}.{rest}" if rest else clock(place)


class Lines(forms.CharField):
    """Something on each line; cleans to a list. A line that can't be read is named."""

    pattern: re.Pattern[str]
    wrong: Any

    def __init__(self, **kwargs: Any) -> None:
        rows = forms.Textarea({"rows": 10, "spellcheck": "false", "class": "times"})
        super().__init__(required=False, widget=rows, max_length=20_000, **kwargs)

    def clean(self, value: Any) -> list[Any]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return [self.read(line) for line in lines if line]

    def read(self, line: str) -> Any:
        found = self.pattern.fullmatch(line)
        if found is None or any(int(each) > 59 for each in self.sixties(found)):
            raise forms.ValidationError(self.wrong % {"line": line[:60]})
        return self.told(found)

    def sixties(self, found: re.Match[str]) -> Iterable[str]:
        return (found[3],)

    def told(self, found: re.Match[str]) -> Any:
        raise NotImplementedError


class ChaptersField(Lines):
    """Cleans to a list of (milliseconds, title)."""

    pattern = CHAPTER
    wrong = gettext_lazy("‘%(line)s’: write a time and a title, such as 2:05 Who has the key?")

    def told(self, found: re.Match[str]) -> tuple[int, str]:
        return milliseconds(*found.group(1, 2, 3, 4)), found[5]


class ChaptersAndQuestions(ChaptersField):
    """Cleans to a list of (milliseconds, title) and, below a chapter, strings: its questions."""

    def read(self, line: str) -> Any:
        if line.startswith("?"):
            return line.lstrip("? ").strip()[:LONGEST_QUESTION]
        return super().read(line)


class StretchesField(Lines):
    """Cleans to a list of (milliseconds, milliseconds)."""

    pattern = STRETCH
    wrong = gettext_lazy("‘%(line)s’: write from when until when, such as 2:05 - 2:20")

    def sixties(self, found: re.Match[str]) -> Iterable[str]:
        return found.group(3, 7)

    def told(self, found: re.Match[str]) -> tuple[int, int]:
        return milliseconds(*found.group(1, 2, 3, 4)), milliseconds(*found.group(5, 6, 7, 8))


class StartForm(forms.Form):
    recording = forms.ChoiceField(label=gettext_lazy("Which recording?"))
    title = forms.CharField(
        label=gettext_lazy("What is the episode called?"),
        help_text=gettext_lazy("In your own words. Whoever listens reads this first."),
        max_length=LONGEST_TITLE,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Which language is spoken?"), choices=settings.LANGUAGES
    )

    def __init__(self, *args: Any, recordings: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["recording"]
        field.choices = list(recordings.items())  # type: ignore[attr-defined]
        if len(recordings) == 1:
            field.widget, field.initial = forms.HiddenInput(), next(iter(recordings))


class WriteForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("What is the episode called?"), max_length=LONGEST_TITLE
    )
    summary = forms.CharField(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy(
            "A few sentences in your own words. What others said stands below it already, and can "
            "be taken back there. Before the episode goes out, something must stand here."
        ),
        required=False,
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea({"rows": 6}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Which language is spoken?"), choices=settings.LANGUAGES
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].needed = True  # type: ignore[attr-defined]  # `actions.lacking`


class ChaptersForm(forms.Form):
    chapters = ChaptersAndQuestions(
        label=gettext_lazy("Chapters"),
        help_text=gettext_lazy(
            "One on each line: a time and a title, such as 2:05 A visit. Below it you can put up "
            "to three questions to talk on about. Begin such a line with a question mark."
        ),
    )

    def clean(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        chapters: list[tuple[int, str]] = []
        questions: dict[int, list[str]] = {}
        for each in told.get("chapters", []):
            if not isinstance(each, str):
                chapters.append(each)
            elif chapters:
                questions.setdefault(chapters[-1][0], []).append(each)
            else:
                self.add_error("chapters", _("Put a chapter above the first question."))
        return {"chapters": chapters, "questions": questions}

    @classmethod
    def filled(cls, episode: Episode, person: Person) -> dict[str, str]:
        rows = episode.chapters.visible_to(person)
        lines = [
            "\n".join([f"{at(row.start)} {row.title}", *(f"? {each}" for each in row.questions)])
            for row in rows
        ]
        return {"chapters": "\n".join(lines)}


class MutesForm(forms.Form):
    stretches = StretchesField(
        label=gettext_lazy("What should not be heard?"),
        help_text=gettext_lazy("One on each line: from when until when, such as 2:05 - 2:20."),
    )

    words = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which of these words are said there?"),
        help_text=gettext_lazy("The text does not tell when. What you choose is not read either."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    none = forms.BooleanField(label=gettext_lazy("None of these words"), required=False)

    def __init__(self, *args: Any, untimed: dict[int, str] | None = None, **kwargs: Any) -> None:
        """`untimed` are the paragraphs of which nobody can tell when they sound."""
        super().__init__(*args, **kwargs)
        if untimed:
            words: Any = self.fields["words"]
            words.choices = list(untimed.items())
            words.needed = True  # `actions.lacking`, and those who chose none say so below
        else:
            del self.fields["words"], self.fields["none"]

    def clean(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        none = told.pop("none", False)
        chosen = bool(told.get("words")) != none
        if "words" in self.fields and told.get("stretches") and not chosen:
            self.add_error("words", _("Choose the words that are said there, or: none of these."))
        return told

    @classmethod
    def filled(cls, episode: Episode, person: Person) -> dict[str, Any]:
        rows = episode.mutes.visible_to(person)
        return {
            "stretches": "\n".join(f"{at(row.start)} - {at(row.stop)}" for row in rows),
            "words": unheard(episode) or [],
            "none": unheard(episode) == [],
        }


class TakeOutForm(forms.Form):
    """What a speaker takes out of what others hear. Cleans to what `taking_out.take_out` takes."""

    parts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What should nobody hear any more?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How did they tell you?"), widget=forms.RadioSelect, choices=MANNERS
    )

    def __init__(self, *args: Any, parts: Sequence[Part], themselves: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].needed = True  # type: ignore[attr-defined]
        self._parts = {number: each for number, each in enumerate(parts) if not each.out}
        self.fields["parts"].choices = [  # type: ignore[attr-defined]
            (number, format_html("<small>{}</small> {}", each.at, each.words))
            for number, each in self._parts.items()
        ]
        if themselves:
            del self.fields["how"]

    def clean(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        chosen = told.pop("parts", [])
        if "alles" in self.data:
            chosen = list(self._parts)
        if not chosen:
            self.add_error("parts", _("Choose what should be taken out."))
        told["stretches"] = [(self._parts[each].begin, self._parts[each].stop) for each in chosen]
        return told


class TranslateForm(forms.Form):
    """The makers' own text in another language, beside what it says in the one that is spoken.

    Cleans to what `translating.translate` takes.
    """

    title = forms.CharField(
        label=gettext_lazy("What is the episode called?"), max_length=LONGEST_TITLE
    )
    summary = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea({"rows": 6}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        episode: Episode,
        chapters: Sequence[Chapter],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chapters = chapters
        self.fields["title"].help_text = episode.title
        self.fields["summary"].help_text = episode.summary
        for chapter in chapters:
            at = f"chapter_{chapter.start}"
            label = _("Chapter at %s") % clock(chapter.start)
            self.fields[at] = self._line(label, chapter.title, LONGEST_TITLE)
            for number, question in enumerate(chapter.questions):
                at = f"question_{chapter.start}_{number}"
                self.fields[at] = self._line(
                    _("Question below it"), question, LONGEST_QUESTION, required=False
                )
        for field in self.fields.values():
            field.widget.attrs["lang"] = language
            if field.help_text:
                said = format_html('<span lang="{}">{}</span>', episode.language, field.help_text)
                field.help_text = said

    def _line(
        self, label: str, original: str, longest: int, *, required: bool = True
    ) -> forms.CharField:
        return forms.CharField(
            label=label, help_text=original, max_length=longest, required=required
        )

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        chapters = {
            chapter.start: (
                told.get(f"chapter_{chapter.start}", ""),
                [
                    asked
                    for number, _question in enumerate(chapter.questions)
                    if (asked := told.get(f"question_{chapter.start}_{number}", ""))
                ],
            )
            for chapter in self.chapters
        }
        names = ("title", "summary", "revision")
        return {**{name: told[name] for name in names if name in told}, "chapters": chapters}

    @classmethod
    def filled(cls, row: Translation | None) -> dict[str, Any]:
        if row is None:
            return {"revision": 0}
        found = {"title": row.title, "summary": row.summary, "revision": row.revision}
        for start, name, asked in row.chapters:
            found[f"chapter_{start}"] = name
            found |= {f"question_{start}_{number}": each for number, each in enumerate(asked)}
        return found


class WordsFileForm(forms.Form):
    """A file with the words in another language. Cleans to its paragraphs."""

    file = forms.FileField(
        label=gettext_lazy("A file with the translated words"),
        help_text=gettext_lazy("WebVTT, SRT or text. At most 20 MB."),
        widget=forms.FileInput({"accept": ".vtt,.srt,.txt"}),
    )
    complete = forms.CharField(
        widget=forms.HiddenInput, initial="1", error_messages={"required": NOT_WHOLE}
    )

    def clean_file(self) -> tuple[Paragraph, ...]:
        sent = self.cleaned_data["file"]
        try:
            return read(sent.name or "", sent.read()).paragraphs
        except Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class CreditForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name, as it will stand there"), max_length=120)
    part = forms.ChoiceField(
        label=gettext_lazy("What did they do?"),
        widget=forms.RadioSelect,
        choices=[(part, capfirst(part.label)) for part in Credit.Part],
    )
    agreed = forms.ChoiceField(
        label=gettext_lazy("May their name stand there?"),
        widget=forms.RadioSelect,
        choices=AGREED,
        error_messages={
            "required": gettext_lazy("Ask them first whether their name may stand there.")
        },
    )
    speaker = forms.TypedChoiceField(
        label=gettext_lazy("Who is this in the text?"),
        help_text=gettext_lazy("Then their name stands beside what they say. Ask them that too."),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, heard: Iterable[Heard], **kwargs: Any) -> None:
        """`heard` are those who speak and are not named yet."""
        super().__init__(*args, **kwargs)
        voices = [(each.speaker, each.name) for each in heard]
        if voices:
            cast(forms.ChoiceField, self.fields["speaker"]).choices = [
                ("", _("Nobody, or by role")),
                *voices,
            ]
        else:
            del self.fields["speaker"]


class CoverForm(forms.Form):
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("JPEG, PNG or WebP. We cut a square from the middle."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    alt = forms.CharField(
        label=gettext_lazy("What is on it?"),
        help_text=gettext_lazy(
            "One sentence, for whoever can't see it. Are there people on it? Ask them first."
        ),
        max_length=300,
    )
    complete = forms.CharField(
        widget=forms.HiddenInput, initial="1", error_messages={"required": NOT_WHOLE}
    )

    def clean_picture(self) -> bytes:
        sent = self.cleaned_data["picture"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This picture is larger than %d MB. Choose a smaller one.") % 15
            )
        data: bytes = sent.read()
        return data


class RemarkForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What do you want to say?"),
        help_text=gettext_lazy("In your own words. You can take it back at any time."),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("There are no words here yet.")},
    )

    @property
    def stretch(self) -> tuple[int, int | None] | None:
        """Of the sound that it is about, when that was asked."""
        return None


class TimeField(forms.CharField):
    """A time as minutes and seconds; cleans to milliseconds, or None when it is empty."""

    def __init__(self, **kwargs: Any) -> None:
        shown = {"placeholder": "2:05", "size": "8", "class": "times", "autocomplete": "off"}
        super().__init__(max_length=12, widget=forms.TextInput(shown), **kwargs)

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        try:
            return moments.place(typed.strip()) if typed else None
        except Refused as no:
            raise forms.ValidationError(str(no)) from no


class StretchForm(RemarkForm):
    """Something about a stretch of the sound."""

    begin = TimeField(
        label=gettext_lazy("From"),
        error_messages={"required": gettext_lazy("Say from when it is about, such as 2:05.")},
    )
    stop = TimeField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("Left empty: fifteen seconds."),
        required=False,
    )
    field_order = ("begin", "stop", "words")

    @property
    def stretch(self) -> tuple[int, int | None]:
        return self.cleaned_data["begin"], self.cleaned_data["stop"]


class GiveForm(forms.Form):
    """Who may hear it; and for a correction what is different."""

    difference = forms.CharField(
        label=gettext_lazy("What is different now?"),
        help_text=gettext_lazy("Whoever listens will see it."),
        max_length=300,
    )
    agreed = forms.ChoiceField(
        label=gettext_lazy("Do all who speak know that these people can hear them, and agree?"),
        help_text=gettext_lazy("A voice tells who somebody is, also without a name."),
        widget=forms.RadioSelect,
        choices=AGREED,
        error_messages={
            "required": gettext_lazy("Ask those who speak first. A voice tells who somebody is.")
        },
    )

    def __init__(
        self,
        *args: Any,
        episode: Episode,
        by: Person,
        again: bool,
        languages: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        """`languages` are those whose translation is ready: each is asked for."""
        super().__init__(*args, **kwargs)
        place = episode.coalition or episode.expedition
        self.fields["circle"] = CircleField(
            place,
            by,
            narrowest=reach.narrowest(episode),
            widest=reach.widest(episode),
            label=_("Who may hear it?"),
        )
        if not again:
            del self.fields["difference"]
        for code in languages:
            self.fields[f"in_{code}"] = forms.ChoiceField(
                label=_("Do they agree to the translation as well? (%s)") % name_of(code),
                help_text=_("Those are new words. Let them read or hear them first."),
                widget=forms.RadioSelect,
                choices=[*AGREED, (LEAVE, _("No, leave it out for now"))],
                initial=LEAVE,
            )
        self.order_fields(["difference", "circle", "agreed"])

    def clean(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        asked = [name for name in told if name.startswith("in_")]
        answers = {name.removeprefix("in_"): told.pop(name) for name in asked}
        told["translated"] = {code: how for code, how in answers.items() if how != LEAVE}
        return told


class SubscribeForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Where will you listen?"),
        help_text=gettext_lazy("Such as: my phone. So you know later which address is which."),
        max_length=80,
    )
