"""The search page: one box, and where to look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from samenspel.circles.forms import DayField
from samenspel.circles.models import Voice
from samenspel.people.visits import number
from samenspel.site.reading import known_to
from samenspel.sources import search
from samenspel.sources.search import PER_PAGE, Found, Within

FURTHEST = 10_000  # page: a number that a database can count to


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        strip=False,
        widget=forms.TextInput(
            {"type": "search", "autocomplete": "off", "maxlength": 300, "enterkeyhint": "search"}
        ),
    )
    soort = forms.CharField(required=False, widget=forms.HiddenInput)
    coalitie = forms.TypedChoiceField(
        label=_("Which coalition"), required=False, coerce=int, empty_value=None
    )
    stem = forms.ChoiceField(
        label=_("Whose words"), required=False, choices=[("", _("everybody's")), *Voice.choices]
    )
    vanaf = DayField(label=_("From"), required=False)
    tot = DayField(label=_("Up to"), required=False)

    def __init__(self, data: Any, places: dict[int, str]) -> None:
        super().__init__(data, use_required_attribute=False, auto_id="find-%s")
        self.fields["coalitie"].choices = [("", _("all coalitions")), *places.items()]  # type: ignore[attr-defined]

    def within(self) -> Within:
        """Where to look. What is filled in wrongly does not narrow it."""
        said = self.cleaned_data
        return Within(
            kind=said["soort"] if said.get("soort") in search.KINDS else "",
            coalition=said.get("coalitie"),
            voice=said.get("stem") or "",
            since=said.get("vanaf"),
            until=said.get("tot"),
        )

    def narrowed(self) -> bool:
        names = ("coalitie", "stem", "vanaf", "tot")
        return bool(self.errors) or any(self.cleaned_data.get(name) for name in names)


def find(request: HttpRequest) -> HttpResponse:
    """What you may read, by its words."""
    places = dict(known_to(request.user).values_list("pk", "name"))
    # No database takes a NUL; nobody means to type one.
    typed = {name: str(value).replace("\x00", "") for name, value in request.GET.items()}
    form = SearchForm(typed, places)
    form.is_valid()
    asked = typed.get("q", "")
    within = form.within()
    wanted = min(number(typed.get("pagina")) or 1, FURTHEST)
    found = search.find(request.user, asked, within, page=wanted)
    page = Paginator(range(found.total), PER_PAGE).get_page(wanted)
    if page.number < wanted:
        found = search.find(request.user, asked, within, page=page.number)
    return render(
        request,
        "web/search.html",
        {
            "form": form,
            "asked": asked.strip(),
            "found": found,
            "kinds": _kinds(found, within.kind),
            "hits": [(hit, places.get(hit.coalition or 0, "")) for hit in found.hits],
            "page": page,
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
