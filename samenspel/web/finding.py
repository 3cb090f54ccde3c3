"""The search page: one box, and where to look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import DayField
from samenspel.circles.models import Coalition, Voice
from samenspel.sources import search
from samenspel.sources.search import PER_PAGE, Found, Within


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        strip=False,
        widget=forms.TextInput(
            {"type": "search", "autocomplete": "off", "maxlength": 300, "enterkeyhint": "search"}
        ),
    )
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    coalition = forms.TypedChoiceField(
        label=_("Which coalition"), required=False, coerce=int, empty_value=None
    )
    voice = forms.ChoiceField(
        label=_("Whose words"), required=False, choices=[("", _("everybody's")), *Voice.choices]
    )
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Up to"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=1000)

    def __init__(self, data: Any, places: dict[int, str]) -> None:
        super().__init__(data, use_required_attribute=False, auto_id="find-%s")
        self.fields["coalition"].choices = [("", _("all coalitions")), *places.items()]  # type: ignore[attr-defined]

    def within(self) -> Within:
        """Where to look. What is filled in wrongly does not narrow it."""
        said = self.cleaned_data
        return Within(
            kind=said["kind"] if said.get("kind") in search.KINDS else "",
            coalition=said.get("coalition"),
            voice=said.get("voice") or "",
            since=said.get("since"),
            until=said.get("until"),
        )

    def narrowed(self) -> bool:
        names = ("coalition", "voice", "since", "until")
        return bool(self.errors) or any(self.cleaned_data.get(name) for name in names)


def page(request: HttpRequest) -> HttpResponse:
    """What you may read, by its words."""
    places = dict(Coalition.objects.values_list("pk", "name"))
    form = SearchForm(request.GET, places)
    form.is_valid()
    asked = request.GET.get("q", "")
    number = form.cleaned_data.get("page") or 1
    within = form.within()
    found = search.find(request.user, asked, within, page=number)
    return render(
        request,
        "web/search.html",
        {
            "form": form,
            "asked": asked.strip(),
            "found": found,
            "kinds": _kinds(found, within.kind),
            "hits": [(hit, places.get(hit.coalition or 0, "")) for hit in found.hits],
            "number": number,
            "pages": -(-found.total // PER_PAGE),
        },
    )


def _kinds(found: Found, chosen: str) -> list[dict[str, Any]]:
    """The kinds to choose from, with how much was found of each; none when there is no choice."""
    there = [kind for kind in search.KINDS.values() if found.counts.get(kind.name)]
    if len(there) < 2 and not chosen:
        return []
    return [
        {"name": None, "label": _("everything"), "count": found.everything, "here": not chosen},
        *(
            {
                "name": kind.name,
                "label": kind.label,
                "count": found.counts[kind.name],
                "here": kind.name == chosen,
            }
            for kind in there
        ),
    ]
