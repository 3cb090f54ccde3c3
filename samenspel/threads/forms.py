"""What is asked of a reader who marks, codes and gathers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import CircleField, PlaceField
from samenspel.circles.models import Circle

from .models import Code, Codebook, Step, Thread, ThreadPassage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenspel.circles.places import Place
    from samenspel.people.models import Person

FARTHEST = 2**31 - 1


class ReaderForm(forms.Form):
    """A form that needs to know who fills it in."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class CodesForm(ReaderForm):
    """Codes to give: chosen from a list, or named (with commas between)."""

    codes: Any = forms.ModelMultipleChoiceField(
        queryset=None, required=False, widget=forms.SelectMultiple({"id": "code-names"})
    )
    names = forms.CharField(
        required=False,
        max_length=300,
        label=_("Codes"),
        widget=forms.TextInput({"id": "code-names"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        field: Any = self.fields["codes"]
        codes = Code.objects
        field.queryset = codes.visible_to(person) if self.is_bound else codes.none()

    def clean_names(self) -> list[str]:
        return [name for each in self.cleaned_data["names"].split(",") if (name := each.strip())]


class ThreadChoiceForm(ReaderForm):
    """A thread to put a passage in: one that is there, or a new one."""

    thread: Any = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Thread"), empty_label=_("No thread yet")
    )
    claim = forms.CharField(
        required=False,
        max_length=300,
        label=_("Or begin a new thread"),
        help_text=_("Say in one sentence what recurs."),
    )
    weight = forms.ChoiceField(
        required=False,
        choices=ThreadPassage.Weight.choices,
        initial=ThreadPassage.Weight.CARRIES,
        label=_("What does it do there?"),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        field: Any = self.fields["thread"]
        threads = Thread.objects
        field.queryset = threads.visible_to(person) if self.is_bound else threads.none()

    def offer(self, threads: Iterable[Thread]) -> None:
        field: Any = self.fields["thread"]
        field.choices = [("", field.empty_label), *[(t.pk, t.claim) for t in threads]]

    def clean_weight(self) -> str:
        return self.cleaned_data["weight"] or ThreadPassage.Weight.CARRIES


class PlaceForm(forms.Form):
    """The words that were chosen, as the browser saw them."""

    start = forms.IntegerField(min_value=0, max_value=FARTHEST, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=1, max_value=FARTHEST, widget=forms.HiddenInput)
    words = forms.CharField(strip=False, widget=forms.HiddenInput)
    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)

    @property
    def at(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("start", "end", "words", "sha256")}


class MarkForm(PlaceForm, CodesForm, ThreadChoiceForm):
    """Everything the bar at the foot of the desk asks."""


class GatherForm(ThreadChoiceForm):
    note = forms.CharField(required=False, max_length=500, label=_("Note"))


class WeighForm(forms.ModelForm[ThreadPassage]):
    class Meta:
        model = ThreadPassage
        fields = ["weight", "note"]
        widgets = {"weight": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 2})}


class ClaimForm(forms.Form):
    claim = forms.CharField(
        max_length=300,
        label=_("What recurs?"),
        help_text=_("One sentence that others can recognise, or not."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "said"}),
    )


class CircleForm(forms.Form):
    """Who may read the claim of a thread."""

    def __init__(self, *args: Any, thread: Thread, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circle"] = CircleField(
            thread.coalition or thread.expedition,
            person,
            narrowest=Circle.COALITION if thread.coalition_id else Circle.TEAM,
            initial=thread.circle,
        )


class WithPlace(forms.Form):
    """Asks whose it is: the support team's, or that of a coalition."""

    def __init__(self, *args: Any, places: dict[str, Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose = PlaceField(places, label=_("Whose is it?"), widget=forms.RadioSelect)
        self.fields["place"] = whose


class StartForm(WithPlace, ClaimForm):
    pass


class StepForm(forms.Form):
    status = forms.ChoiceField(choices=Step.Status.choices, widget=forms.HiddenInput)
    why = forms.CharField(required=False, max_length=300, label=_("Why"))


class CodebookForm(WithPlace):
    name = forms.CharField(max_length=120, label=_("Name of the codebook"))


class CodeForm(forms.ModelForm[Code]):
    class Meta:
        model = Code
        fields = [
            "name_nl",
            "name_en",
            "parent",
            "definition",
            "use_when",
            "not_when",
            "colour",
            "mark",
        ]
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("definition", "use_when", "not_when")
        }
        labels = {"parent": _("Belongs under")}

    def __init__(self, *args: Any, codebook: Codebook, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = (
            Code.objects.visible_to(person).filter(codebook=codebook).exclude(pk=self.instance.pk)
        )
        parent.empty_label = _("No other code")
        for name in ("colour", "mark"):
            self.fields[name].required = bool(self.instance.pk)

    def _post_clean(self) -> None:
        """The deed fills the row in and says what is wrong; the form keeps its hands off."""

    def told(self) -> dict[str, Any]:
        """What was filled in; a new code without a colour gets the next one."""
        told = dict(self.cleaned_data)
        if not told["colour"] or not told["mark"]:
            del told["colour"], told["mark"]
        return told


class MergeForm(forms.Form):
    into: Any = forms.ModelChoiceField(
        queryset=None, label=_("Merge with"), empty_label=_("Choose a code")
    )

    def __init__(self, *args: Any, code: Code, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        others = Code.objects.visible_to(person).filter(codebook=code.codebook_id)
        field.queryset = others.exclude(pk=code.pk)
