"""The style page, which shows every part in every state, and the choice between light and dark."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samenspel.foundation.charts import Bead, Moment, Pair, Place, Stop
from samenspel.foundation.templatetags.face import icon_names

YEAR = 60 * 60 * 24 * 365
COLOURS = ["paper", "raised", "sunk", "ink", "soft", "edge", "hair", "thread", "thread-ink"]
COLOURS += ["good", "marked"]


class SampleForm(forms.Form):
    """Every kind of field, as the rooms use them."""

    title = forms.CharField(label=gettext_lazy("A title"), max_length=80)
    words = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("One or two sentences will do. Leave names out if you like."),
        widget=forms.Textarea(attrs={"class": "said"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What was it?"),
        choices=[("friction", gettext_lazy("It rubbed")), ("flow", gettext_lazy("It flowed"))],
        widget=forms.RadioSelect,
    )
    who = forms.MultipleChoiceField(
        label=gettext_lazy("Who was there?"),
        choices=[("r", gettext_lazy("Residents")), ("p", gettext_lazy("Professionals"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Where?"),
        choices=[
            ("", "–"),
            ("square", gettext_lazy("On the square")),
            ("hall", gettext_lazy("In the hall")),
        ],
        required=False,
    )
    day = forms.DateField(
        label=gettext_lazy("When?"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    photo = forms.FileField(label=gettext_lazy("A photo or a letter"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("Others told me that I may write this down"))


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/style.html", samples())


def form(request: HttpRequest) -> HttpResponse:
    """A form that answers as all others do: try it empty, and try it filled in."""
    sample = SampleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and sample.is_valid():
        messages.success(request, _("This would now be saved. Only you would read it."))
        return redirect("web:style-form")
    return render(request, "web/style_form.html", {"form": sample})


def sure(request: HttpRequest) -> HttpResponse:
    """A question as a page, instead of a window on top of one."""
    if request.method == "POST":
        messages.success(request, _("Taken back. From now on nobody else reads these words."))
        return redirect("web:style")
    question = {
        "title": _("Take back these words?"),
        "words": _("They disappear from the lesson at once. Those who quoted them see a gap."),
        "action": _("Take back my words"),
        "back": reverse("web:style"),
        "danger": True,
    }
    return render(request, "confirm.html", question)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or (empty) as the device does; a cookie keeps it, so it needs no account."""
    next_page = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(next_page, {request.get_host()}):
        next_page = "/"
    answer = HttpResponseRedirect(next_page)
    theme = request.POST.get("theme")
    if theme in ("light", "dark"):
        answer.set_cookie("kleur", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie("kleur", samesite="Lax")
    return answer


def samples() -> dict[str, Any]:
    """Invented examples, in the reader's language."""
    return {
        "icons": sorted(icon_names()),
        "colours": COLOURS,
        "fresh": SampleForm(auto_id="fresh_%s"),
        "wrong": SampleForm({"title": "", "email": "amina@"}, auto_id="wrong_%s"),
        "closed": closed_form(),
        "circles": [
            _("Only you."),
            _("Only our group (7). Not the fund."),
            _("Our group and the support team (11). Not the fund."),
            _("All five coalitions (43). Not the fund."),
            _("All coalitions, the fund and partners (58)."),
            _("Everybody."),
        ],
        "numbers": Paginator(range(120), 10).page(4),
        "stops": journey(),
        "states": [stop.state for stop in journey()],
        "moments": moments(),
        "pairs": [
            Pair(_("We know what we want together"), 2.5, 4, href="#pairs"),
            Pair(_("Everybody has a say"), 3, 3),
            Pair(_("We dare to say what rubs"), 4.5, 2),
            Pair(_("Our own organisation joins in"), 3.5, None),
        ],
        "beads": beads(),
        "places": [
            Place("Oostermeer", 53.1, 6.3, "#map", _("Two neighbourhoods, one kitchen")),
            Place("De Wierde", 52.75, 4.85, "#map", _("A village hall kept open")),
            Place("Lindehoven", 52.2, 6.0, "#map", _("Neighbours at the table of the care team")),
            Place("Kanaalzicht", 52.05, 5.05, "#map", _("A square for everybody")),
            Place("Maasveld", 51.35, 5.95, "#map", _("From problem to plan in one year")),
        ],
    }


def closed_form() -> SampleForm:
    closed = SampleForm({"title": _("The stairs"), "kind": "flow"}, auto_id="closed_%s")
    for field in closed.fields.values():
        field.disabled = True
    closed.errors.clear()
    return closed


def journey() -> list[Stop]:
    return [
        Stop(_("Start"), _("September"), "past", "#journey"),
        Stop(_("First pitstop"), _("November"), "past", "#journey"),
        Stop(_("Exchange"), _("February"), "past", "#journey"),
        Stop(_("Second pitstop"), _("Tuesday 14 April"), "now", "#journey", _("Bring one story")),
        Stop(_("Lessons"), _("June"), "ahead"),
        Stop(_("Closing together"), _("October"), "ahead"),
    ]


def moments() -> list[Moment]:
    r, p = "resident", "professional"
    told = [
        ([p], [r, r, p]),
        ([r], [r, p, r, r]),
        ([r, p], [p, r]),
        ([], [r]),
        ([r, p, p], [r, p]),
        ([r, r], [r]),
        ([r, r, p, p, r], []),
        ([r, p, p], [p, r]),
        ([r, r, p, "other"], [r]),
    ]
    months = _("sep oct nov dec jan feb mar apr may").split()
    return [Moment(label, *piles) for label, piles in zip(months, told, strict=True)]


def beads() -> list[Bead]:
    return [
        Bead("resident"),
        Bead("resident"),
        Bead("professional"),
        Bead("resident", "near"),
        Bead("professional"),
        Bead("resident", "gap"),
        Bead("professional", "off"),
        Bead("other"),
        Bead("resident"),
    ]
