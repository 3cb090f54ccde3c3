"""What is asked around a meeting: to plan it, to change a step, to join."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from samenspel.assessments.models import Framework
from samenspel.circles.forms import DayField, voices
from samenspel.circles.models import Circle, Voice
from samenspel.people.models import Person
from samenspel.sources.models import Source, Version

from .models import ABOUT_CARDS, TAKES_CARDS, CardKind, Kind, Promise, Step
from .scripts import MOST_MINUTES, Plan
from .seats import MOST_PEOPLE

LAST = 9999  # up to the last paragraph, however many there are

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .models import Pitstop


class ScriptSelect(forms.RadioSelect):
    """Each script with what it is for and how long it takes."""

    template_name = "pitstops/script_select.html"
    option_template_name = "pitstops/script_option.html"
    plans: dict[str, Plan]

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["plan"] = self.plans[str(option["value"])]
        return option


class ScriptField(forms.ChoiceField):
    """A choice of scripts. Cleans to the script."""

    widget = ScriptSelect

    def __init__(self, plans: dict[str, Plan], **kwargs: Any) -> None:
        self.plans = plans
        super().__init__(
            choices=[(key, plan.name) for key, plan in plans.items()],
            label=_("Which script?"),
            help_text=_("You can change every step afterwards."),
            **kwargs,
        )
        self.widget.plans = plans

    def clean(self, value: Any) -> Plan:
        return self.plans[super().clean(value)]


class WhenForm(forms.Form):
    """What it is called, when and where."""

    title = forms.CharField(label=_("Name of the pitstop"), max_length=120)
    day = DayField(label=_("Day"))
    begins = forms.TimeField(
        label=_("Begins at"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    venue = forms.CharField(
        label=_("Where"),
        required=False,
        max_length=120,
        help_text=_("For instance: community centre, room at the back. Or: online."),
    )


class PlanForm(WhenForm):
    def __init__(self, *args: Any, plans: dict[str, Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["script"] = ScriptField(plans, initial=next(iter(plans), None))


APART = ("kind", "minutes", "title_nl", "ask_nl", "title_en", "ask_en")
IN_SHORT = {
    Kind.WELCOME: _("Everybody comes in, with one word."),
    Kind.REFLECT: _("Everybody writes cards, each alone."),
    Kind.REVEAL: _("The cards are turned over. You read them together."),
    Kind.GROUP: _("Cards that are alike go on a pile, under a name."),
    Kind.VOTE: _("Everybody puts dots on what matters most."),
    Kind.TALK: _("Talking, with a clock, and a row of who would like to speak."),
    Kind.MIRROR: _("Everybody scores how working together is going."),
    Kind.REVIEW: _("You read or hear a piece again, and write what it brings up."),
    Kind.AGREE: _("You write down who does what, and by when."),
    Kind.CHECKOUT: _("A last word each, and whether you dared to say everything."),
}


class StepForm(forms.Form):
    """One step, in both languages. What a kind does not need is not asked."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("What kind of step?"), choices=[(k.value, capfirst(k.label)) for k in Kind]
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES)
    title_nl = forms.CharField(label=_("Name, in Dutch"), max_length=80)
    ask_nl = forms.CharField(
        label=_("What people read, in Dutch"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        required=False,
    )
    title_en = forms.CharField(label=_("Name, in English"), max_length=80, required=False)
    ask_en = forms.CharField(
        label=_("What people read, in English"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        required=False,
    )
    promise = forms.TypedChoiceField(
        label=_("Who reads what is handed in?"),
        choices=[
            (Promise.SELF.value, _("Only who writes it")),
            (Promise.LEAD.value, _("Only the facilitator, without a name")),
            (Promise.NAMELESS.value, _("The group, without a name")),
            (Promise.NAMED.value, _("The group, with a name")),
        ],
        coerce=int,
        initial=Promise.NAMELESS.value,
        widget=forms.RadioSelect,
    )
    cards = forms.MultipleChoiceField(
        label=_("Kinds of cards"),
        choices=[(k.value, capfirst(k.label)) for k in CardKind],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    most = forms.IntegerField(
        label=_("Cards for each person"), min_value=1, max_value=12, initial=3, required=False
    )
    dots = forms.IntegerField(
        label=_("Dots for each person"), min_value=1, max_value=12, initial=3, required=False
    )
    everybody = forms.BooleanField(
        label=_("Everybody lays five cards, on their own phone"), required=False
    )
    about = forms.ModelChoiceField(
        Step.objects.none(),
        label=_("With the cards of"),
        empty_label=_("The last step before it at which people wrote"),
        required=False,
    )
    source = forms.ModelChoiceField(
        Source.objects.none(),
        label=_("Which text?"),
        empty_label=_("None yet"),
        help_text=_("Who may not read it sees nothing of it. Read it out to them."),
        required=False,
    )
    framework = forms.ModelChoiceField(
        Framework.objects.none(),
        label=_("Which list do you hold up?"),
        empty_label=_("Choose"),
    )
    first = forms.IntegerField(label=_("From paragraph"), min_value=1, required=False)
    last = forms.IntegerField(label=_("Up to paragraph"), min_value=1, required=False)
    after = forms.ModelChoiceField(
        Step.objects.none(), label=_("After which step?"), empty_label=None
    )
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        pitstop: Pitstop,
        person: Person,
        step: Step | None = None,
        **kwargs: Any,
    ) -> None:
        if step is not None:
            kwargs["initial"] = {**_told(step), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.person = person
        kind = step.kind if step else (self.data.get("kind") or self.initial.get("kind"))
        about: Any = self.fields["about"]
        about.queryset = Step.objects.visible_to(person).filter(
            pitstop=pitstop, kind__in=TAKES_CARDS
        )
        about.label_from_instance = lambda each: each.name
        texts: Any = self.fields["source"]
        texts.queryset = Source.objects.visible_to(person).filter(
            Q(coalition=pitstop.coalition) | Q(circle=Circle.PUBLIC)
        )
        lists: Any = self.fields["framework"]
        lists.queryset = Framework.objects.visible_to(person).filter(
            expedition=pitstop.expedition, retired=None
        )
        before: Any = self.fields["after"]
        before.queryset = steps_to_follow(pitstop, person)
        before.label_from_instance = lambda each: each.name
        for name in _not_asked(kind):
            del self.fields[name]
        if step is None:
            del self.fields["number"]
            self.initial.setdefault("after", _before_the_end(before.queryset))
            if "framework" in self.fields:
                self.initial.setdefault("framework", lists.queryset.first())
        else:
            del self.fields["kind"], self.fields["after"]
            self.fields.pop("about", None)
        if not before.queryset:
            self.fields.pop("after", None)

    def clean(self) -> dict[str, Any]:
        """A text of which nothing would be read is told at once, and not in front of everybody."""
        said: dict[str, Any] = self.cleaned_data
        if self.version is not None and (said.get("first") or 1) > len(self.version.layout):
            many = len(self.version.layout)
            self.add_error(
                "first",
                ngettext("This text has %d paragraph.", "This text has %d paragraphs.", many)
                % many,
            )
        return said

    @property
    def version(self) -> Version | None:
        """The newest version of the text that was chosen."""
        source = self.cleaned_data.get("source")
        if source is None:
            return None
        found: Version | None = (
            Version.objects.visible_to(self.person).filter(source=source).first()
        )
        return found

    @property
    def parts(self) -> tuple[list[forms.BoundField], ...]:
        """The fields as they stand on the page: what is asked first, in English, and the rest."""
        english = [self["title_en"], self["ask_en"]]
        first = [self["minutes"], self["title_nl"], self["ask_nl"]]
        rest = [each for each in self.visible_fields() if each.name not in APART]
        return first, english, rest

    def told(self) -> dict[str, Any]:
        """What the deeds take; of a text its newest version, and the paragraphs."""
        said = self.cleaned_data
        more = {key: said[key] for key in ("cards", "most", "dots", "everybody") if said.get(key)}
        source = said.get("source")
        if source is not None:
            more["version"] = self.version
            first = said.get("first") or 1
            more["paragraphs"] = [first, max(first, said.get("last") or LAST)]
        if said.get("framework"):
            more["framework"] = said["framework"]
        return {
            "minutes": said["minutes"],
            "title": {"nl": said["title_nl"], "en": said["title_en"]},
            "ask": {"nl": said["ask_nl"], "en": said["ask_en"]},
            "promise": said.get("promise", Promise.NAMED.value),
            **more,
        }

    def theirs(self) -> list[tuple[str, str]]:
        """What stands there now, field by field, where something else was typed."""
        return [
            (str(self.fields[name].label), _in_words(self.fields[name], self.initial.get(name)))
            for name in self.changed_data
            if name != "number"
        ]


def _in_words(field: forms.Field, value: Any) -> str:
    """A value as somebody reads it who did not see the form."""
    one_of: Any = field
    if isinstance(field, forms.ModelChoiceField):
        chosen = one_of.queryset.filter(pk=value).first()
        return str(one_of.label_from_instance(chosen)) if chosen else "–"
    if isinstance(field, forms.BooleanField):
        return _now("yes") if value else _now("no")
    if isinstance(field, forms.ChoiceField):
        among = value if isinstance(value, list) else [value]
        return ", ".join(str(words) for key, words in one_of.choices if key in among) or "–"
    return str(value or "–")


def _told(step: Step) -> dict[str, Any]:
    first, last = step.more.get("paragraphs") or (None, None)
    kept = ("cards", "most", "dots", "everybody")
    return {
        "kind": step.kind,
        "minutes": step.minutes,
        "title_nl": step.title.get("nl", ""),
        "title_en": step.title.get("en", ""),
        "ask_nl": step.ask.get("nl", ""),
        "ask_en": step.ask.get("en", ""),
        "promise": step.promise,
        "source": step.version.source_id if step.version else None,
        "framework": step.framework_id,
        "number": step.number,
        "first": first,
        "last": None if last == LAST else last,
        **{key: step.more[key] for key in kept if key in step.more},
    }


def steps_to_follow(pitstop: Pitstop, person: Person) -> Any:
    """After which steps a new one can come: while the meeting is on, not among those that were."""
    steps = Step.objects.visible_to(person).filter(pitstop=pitstop)
    now = pitstop.step if pitstop.is_on else None
    return steps.filter(position__gte=now.position) if now else steps


def _before_the_end(steps: Any) -> Step | None:
    """Where a new step goes when nobody said so: a check-out stays the last."""
    last: Step | None = steps.exclude(kind=Kind.CHECKOUT).last() or steps.last()
    return last


def _not_asked(kind: str | None) -> Iterable[str]:
    """The fields that a kind of step has no use for; without a kind all are asked."""
    if not kind:
        return
    if kind not in TAKES_CARDS:
        yield from ("promise", "cards", "most")
    if kind != Kind.VOTE:
        yield "dots"
    if kind != Kind.GROUP:
        yield "everybody"
    if kind not in ABOUT_CARDS:
        yield "about"
    if kind != Kind.REVIEW:
        yield from ("source", "first", "last")
    if kind != Kind.MIRROR:
        yield "framework"


class DoForm(forms.Form):
    """A button on a page that asks once more."""

    do = forms.CharField(widget=forms.HiddenInput)


class JoinForm(forms.Form):
    """Coming in at a meeting: as whom, and by what name, if any."""

    voice = forms.ChoiceField(
        label=_("How do you take part?"),
        choices=voices(_("For my work")),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("How may we call you?"),
        help_text=_("Whoever leads sees it. Others only where it says so."),
        required=False,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )
    people = forms.IntegerField(
        label=_("For how many people do you speak on this phone?"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits, on the screen."),
        max_length=40,
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "off", "class": "meeting-code"}
        ),
    )

    def clean_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).split()).upper()


class LeadForm(forms.Form):
    person: Any = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who leads along?"), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["person"]
        chosen.queryset = people


class ScriptForm(forms.Form):
    title = forms.CharField(label=_("Name of the script"), max_length=80)


class AgreeForm(forms.Form):
    """An agreement, as it is made at the table."""

    use_required_attribute = False

    what = forms.CharField(
        label=_("What do we agree?"), max_length=300, widget=forms.Textarea({"rows": 2})
    )
    who = forms.CharField(
        label=_("Who does it?"),
        help_text=_("One name or more."),
        max_length=200,
        required=False,
    )
    by_when = DayField(label=_("By when?"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)


class PaperForm(forms.Form):
    """A card that somebody wrote on paper."""

    use_required_attribute = False

    text = forms.CharField(label=_("What does the card say?"), widget=forms.Textarea({"rows": 3}))
    kind = forms.ChoiceField(label=_("What is it?"), required=False)
    voice = forms.ChoiceField(
        label=_("Whose voice is it?"), choices=[(v.value, capfirst(v.label)) for v in Voice]
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(kind, capfirst(str(CardKind(kind).label))) for kind in step.card_kinds]
        if len(step.card_kinds) < 2:
            del self.fields["kind"]


def said_not(form: forms.Form) -> str:
    """The first thing that is not right in a form, as a sentence."""
    for errors in form.errors.values():
        return str(errors[0])
    return _now("This is not right yet")
