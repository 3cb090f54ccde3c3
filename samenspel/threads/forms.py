"""What is asked of a reader who marks, codes and gathers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Exists
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samenspel.assessments.models import Element
from samenspel.circles.forms import CircleField, PlaceField
from samenspel.circles.models import Circle, Expedition
from samenspel.sources.forms import FilterForm

from .models import Code, Codebook, Recognition, Step, Thread, ThreadPassage
from .reading import codings_at
from .stepping import Move, Recoding
from .stepping import read as read_step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms.boundfield import BoundField

    from samenspel.circles.models import Coalition
    from samenspel.circles.places import Place
    from samenspel.people.models import Person

FARTHEST = 2**31 - 1
LONGEST_STEP = 100_000  # characters
NO_STEP = _("This can't be undone any more.")


class ReaderForm(forms.Form):
    """A form that needs to know who fills it in."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def split_names(typed: str) -> list[str]:
    return [name for each in typed.split(",") if (name := each.strip())]


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
        return split_names(self.cleaned_data["names"])


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

    def offer(self, threads: Iterable[Thread], *, apart: bool = False) -> None:
        """The threads to choose from; `apart` says that this reader reads the text blind."""
        field: Any = self.fields["thread"]
        field.choices = [("", field.empty_label), *[(t.pk, t.claim) for t in threads]]
        if apart:
            self.fields["claim"].help_text = _(
                "Say in one sentence what recurs. Who reads this text blind too sees that sentence "
                "at once, not the words it came from."
            )

    def clean_weight(self) -> str:
        return self.cleaned_data["weight"] or ThreadPassage.Weight.CARRIES


class ReadForm(FilterForm):
    """Which texts to list at the bench, and in what order."""

    STANDS: ClassVar[dict[str, dict[str, Any]]] = {
        "niet": {"begun": False, "is_done": False},
        "half": {"begun": True, "is_done": False},
        "klaar": {"is_done": True},
    }
    NOBODY = "niemand"

    q = forms.CharField(label=_("In the title"), required=False, max_length=100)
    stand = forms.ChoiceField(
        label=_("How far you are"),
        required=False,
        choices=[
            ("", _("any")),
            ("niet", _("not coded by me yet")),
            ("half", _("half done")),
            ("klaar", _("finished")),
            (NOBODY, _("coded by nobody yet")),
        ],
    )
    coder = forms.TypedChoiceField(
        label=_("Coded by"), required=False, coerce=int, empty_value=None
    )
    nieuw = forms.BooleanField(label=_("New since last time"), required=False)

    def __init__(
        self,
        data: Any,
        places: Iterable[tuple[int, str]],
        *,
        coders: Iterable[tuple[int, str]],
        person: Person,
    ) -> None:
        self.person = person
        super().__init__(data, places, coder=[("", _("anybody")), *coders])
        self.order_fields(["q", "stand", "coder", "coalitie", "soort", "stem", "van", "tot", "op"])

    @property
    def narrowed(self) -> bool:
        return super().narrowed or any(
            self.cleaned_data.get(name) for name in ("q", "stand", "coder", "nieuw")
        )

    def fields_of_filter(self) -> list[BoundField]:
        return [field for field in super().fields_of_filter() if field.name != "q"]

    def filtered(self, sources: Any) -> Any:
        asked, found = self.cleaned_data, super().filtered(sources)
        if asked.get("q"):
            found = found.filter(title__icontains=asked["q"])
        if asked.get("nieuw"):
            found = found.filter(is_new=True)
        if asked.get("coder"):
            found = found.filter(Exists(codings_at(self.person).filter(coder=asked["coder"])))
        if asked.get("stand") == self.NOBODY:
            return found.filter(~Exists(codings_at(self.person)))
        return found.filter(**self.STANDS.get(asked.get("stand") or "", {}))


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


class RecodeForm(PlaceForm):
    """One step at the desk: the words, and names of new codes.

    The codes to give and to take off come as keys beside it, since a form for them costs more
    than the step.
    """

    names = forms.CharField(required=False, max_length=300)

    def clean_names(self) -> list[str]:
        return split_names(self.cleaned_data["names"])


class AgainForm(forms.Form):
    """A step as it was kept, to be taken back, or with `heen` once more."""

    stap = forms.CharField(
        max_length=LONGEST_STEP, error_messages={"required": NO_STEP, "max_length": NO_STEP}
    )
    sha256 = forms.CharField(max_length=64)
    heen = forms.BooleanField(required=False)

    def clean_stap(self) -> Recoding | Move:
        try:
            step = read_step(json.loads(self.cleaned_data["stap"]))
        except (ValueError, RecursionError):
            step = None
        if step is None:
            raise forms.ValidationError(NO_STEP)
        return step


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


class RewordForm(ClaimForm):
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


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


class RecogniseForm(forms.Form):
    """Do you recognise this? For one coalition, or a choice of those one speaks for."""

    said = forms.ChoiceField(
        choices=[(said.value, capfirst(said.label)) for said in Recognition.Said],
        label=_("Does your coalition recognise this?"),
        widget=forms.RadioSelect,
    )
    line = forms.CharField(
        required=False,
        max_length=300,
        label=_("In one line: why?"),
        help_text=_("Whoever reads this thread now reads this too."),
    )

    def __init__(self, *args: Any, coalitions: list[Coalition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(coalition.pk), coalition.name) for coalition in coalitions]
        self.fields["coalition"] = forms.ChoiceField(
            choices=choices,
            label=_("For which coalition?"),
            initial=choices[0][0],
            widget=forms.RadioSelect if len(choices) > 1 else forms.HiddenInput,
        )
        self.order_fields(["coalition", "said", "line"])


class CodebookForm(WithPlace):
    name = forms.CharField(max_length=120, label=_("Name of the codebook"))


class CodeForm(forms.ModelForm[Code]):
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Code
        fields = [
            "name_nl",
            "name_en",
            "parent",
            "element",
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
        labels = {"parent": _("Belongs under"), "element": _("Serves this part of the framework")}
        help_texts = {"element": ""}  # what the model says of it is for developers

    def __init__(self, *args: Any, codebook: Codebook, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = (
            Code.objects.visible_to(person).filter(codebook=codebook).exclude(pk=self.instance.pk)
        )
        parent.empty_label = _("No other code")
        element: Any = self.fields["element"]
        element.queryset = elements_for(codebook, person)
        element.empty_label = _("None: it grew from what was said")
        if not element.queryset:
            del self.fields["element"]
        for name in ("colour", "mark"):
            self.fields[name].required = bool(self.instance.pk)

    def _post_clean(self) -> None:
        """The deed fills the row in and says what is wrong; the form keeps its hands off."""

    def told(self) -> dict[str, Any]:
        """What was filled in; a new code without a colour gets the next one."""
        told: dict[str, Any] = {"element": self.instance.element, **self.cleaned_data}
        if not self.instance.pk:
            del told["revision"]
        if not told["colour"] or not told["mark"]:
            del told["colour"], told["mark"]
        return told


def elements_for(codebook: Codebook, person: Any) -> Any:
    """The elements of the frameworks that are in use in this expedition."""
    rows = Element.objects.visible_to(person).filter(
        framework__expedition=codebook.expedition_id,
        framework__retired=None,
        framework__replaced_by=None,
    )
    return rows.select_related("framework").order_by("framework", "additional", "position", "pk")


class SplitForm(forms.Form):
    """A name for a new code, and the passages that it takes over."""

    name_nl = forms.CharField(max_length=80, label=_("Name of the new code"))
    passages: Any = forms.ModelMultipleChoiceField(
        queryset=None,
        error_messages={"required": _("Choose the passages that the new code takes over.")},
    )

    def __init__(self, *args: Any, passages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["passages"]
        field.queryset = passages


class MergeForm(forms.Form):
    into: Any = forms.ModelChoiceField(
        queryset=None, label=_("Merge with"), empty_label=_("Choose a code")
    )

    def __init__(self, *args: Any, code: Code, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        others = Code.objects.visible_to(person).filter(codebook=code.codebook_id)
        field.queryset = others.exclude(pk=code.pk)


class MemoForm(forms.Form):
    """What somebody thinks of something."""

    text = forms.CharField(
        label=_("What do you think?"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "said"}),
        help_text=_("Type [[ and a few letters to mention a code, a thread or a source."),
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=200)
    shared = forms.BooleanField(required=False)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shared"].label = (
            _("Others of the support team may read it")
            if isinstance(place, Expedition)
            else _("Others of our coalition may read it")
        )
        self.fields["shared"].help_text = _("Otherwise only you read it.")
