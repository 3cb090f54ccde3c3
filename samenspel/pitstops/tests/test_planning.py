"""Adding and changing steps on the pages for it."""

from __future__ import annotations

import pytest
from django.test import Client

from samenspel.pitstops.models import Kind, Step
from samenspel.pitstops.seats import TABLE
from samenspel.sources import actions as sources
from samenspel.sources.readers import Kind as Para
from samenspel.sources.readers import Paragraph, compose

from .builders import a_pitstop, at, begun, step


def bo(cast) -> Client:
    client = Client()
    client.force_login(cast.bo)
    return client


def kinds(pitstop) -> list[str]:
    rows = Step.objects.unguarded(TABLE).filter(pitstop=pitstop)
    return list(rows.values_list("kind", flat=True))


def offered(client: Client, path: str):
    return client.get(path).context["form"]


def as_posted(form, **more) -> dict[str, object]:
    """What a browser sends when nothing but `more` is changed."""
    first = {name: form[name].value() for name in form.fields}
    told = {name: value for name, value in first.items() if value not in (None, "", False)}
    return {name: getattr(value, "pk", value) for name, value in (told | more).items()}


def test_a_new_step_has_a_name_and_comes_before_the_check_out(cast):
    pitstop = a_pitstop(cast)
    here = f"/pitstop/{pitstop.pk}/stap/"
    client = bo(cast)
    form = offered(client, f"{here}?soort=talk")
    assert (form["title_nl"].value(), form["title_en"].value()) == ("Gesprek", "Talk")
    client.post(here, as_posted(form))
    assert kinds(pitstop)[-2:] == [Kind.TALK, Kind.CHECKOUT]


def test_it_comes_after_the_step_that_was_chosen(cast):
    pitstop = a_pitstop(cast)
    here = f"/pitstop/{pitstop.pk}/stap/"
    client = bo(cast)
    form = offered(client, f"{here}?soort=talk&na={step(pitstop, Kind.WELCOME).pk}")
    client.post(here, as_posted(form))
    assert kinds(pitstop)[:2] == [Kind.WELCOME, Kind.TALK]


def test_while_it_is_on_nothing_is_added_among_what_was(cast):
    pitstop = begun(cast)
    there = at(pitstop, Kind.GROUP, cast.bo)
    client, here = bo(cast), f"/pitstop/{pitstop.pk}/stap/"
    form = offered(client, f"{here}?soort=talk&na={there.pk}")
    assert form["after"].value() == there.pk
    assert step(pitstop, Kind.WELCOME) not in form.fields["after"].queryset
    wrong = as_posted(form, after=step(pitstop, Kind.WELCOME).pk)
    assert client.post(here, wrong).status_code == 422


@pytest.mark.parametrize(("first", "status"), [(2, 302), (3, 422)])
def test_a_stretch_of_which_nothing_is_there_is_told_at_once(cast, first, status):
    pitstop = a_pitstop(cast)
    text, layout = compose([Paragraph(Para.TEXT, "Een."), Paragraph(Para.TEXT, "Twee.")])
    source = sources.keep(cast.oost, text=text, layout=layout, title="Toen", by=cast.bo)
    client, here = bo(cast), f"/pitstop/{pitstop.pk}/stap/"
    form = offered(client, f"{here}?soort=review")
    answer = client.post(here, as_posted(form, source=source.pk, first=first, last=9))
    assert answer.status_code == status
    if status == 302:
        made = Step.objects.unguarded(TABLE).get(version__source=source)
        page = client.get(f"/pitstop/{pitstop.pk}/stap/{made.pk}/").content.decode()
        assert "Twee." in page
        assert "Een." not in page
