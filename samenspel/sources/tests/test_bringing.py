"""Bringing files in: looked over first, kept only then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.models import Circle, Voice
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.jobs import go_round
from samenspel.people.models import Person
from samenspel.sources import consent
from samenspel.sources.models import Brought, Consent, Source

from .files import AMINA, BRAM, EVERY_KIND, QUESTION, TITLE, a_pdf
from .test_readers_refuse import HOSTILE

BOOKS = "command line"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def upload(client: Client, *files: tuple[str, bytes], place: Any, **more: Any) -> Any:
    data = {
        "place": f"c{place.pk}",
        "brought": [SimpleUploadedFile(name, content) for name, content in files],
        "text": "",
        "complete": "1",
    }
    return client.post(reverse("sources:bring"), {**data, **more})


def all_brought() -> list[Brought]:
    return list(Brought.objects.unguarded(BOOKS))


def all_sources() -> list[Source]:
    return list(Source.objects.unguarded(BOOKS))


def looked_over(**more: Any) -> dict[str, Any]:
    """What the page to look over holds for the usual interview."""
    return {
        "title": TITLE,
        "moment": "2025-03-01",
        "kind": "interview",
        "language": "nl",
        "circle": "1",
        "agreed": "spoken",
        "speaker-0-name": "Amina",
        "speaker-0-voice": "resident",
        "speaker-1-name": "Bram van der Wal",
        "speaker-1-voice": "professional",
        **more,
    }


def bring_one(client: Client, place: Any, name: str = "gesprek.md") -> Brought:
    upload(client, (name, EVERY_KIND[name]), place=place)
    (brought,) = all_brought()
    return brought


def keep(client: Client, brought: Brought, **more: Any) -> Any:
    page = reverse("sources:look_over", kwargs={"key": brought.key})
    return client.post(page, looked_over(**more))


@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_file_is_looked_over_and_kept(cast: Cast, name: str) -> None:
    client = signed_in(cast.amina)
    brought = bring_one(client, cast.oost, name)
    assert not all_sources()
    page = client.get(reverse("sources:look_over", kwargs={"key": brought.key})).content.decode()
    assert AMINA in page
    assert BRAM in page
    assert keep(client, brought).status_code == 302
    (source,) = all_sources()
    assert source.circle == Circle.COALITION
    voices = dict(source.speakers.unguarded(BOOKS).values_list("label", "voice"))
    assert voices == {"Amina": Voice.RESIDENT, "Bram van der Wal": Voice.PROFESSIONAL}
    version = source.versions.unguarded(BOOKS).get()
    said = {
        version.text[p["start"] : p["end"]].strip('"“”'): p.get("speaker") for p in version.layout
    }
    assert said[AMINA] == "Amina"
    assert said[BRAM] == "Bram van der Wal"
    assert not all_brought()


@pytest.mark.parametrize("what", [what for what in HOSTILE if HOSTILE[what][1] is not None])
def test_a_file_that_is_refused_leaves_nothing_behind(cast: Cast, what: str) -> None:
    name, data, _ = HOSTILE[what]
    assert data is not None
    response = upload(signed_in(cast.amina), (name, data), place=cast.oost)
    assert response.status_code == 200
    assert response.context["form"].errors["brought"]
    assert not all_brought()
    assert not all_sources()


def test_several_files_at_once_wait_for_their_turn(cast: Cast) -> None:
    client = signed_in(cast.amina)
    files = [(name, EVERY_KIND[name]) for name in ("gesprek.md", "gesprek.vtt")]
    response = upload(client, *files, ("kapot.docx", b"soep"), place=cast.oost)
    first, second = all_brought()
    assert response.url == reverse("sources:look_over", kwargs={"key": first.key})
    assert "kapot.docx" in client.get(response.url).content.decode()
    after = keep(client, first)
    assert after.url == reverse("sources:look_over", kwargs={"key": second.key})


def test_a_form_that_was_cut_off_keeps_nothing(cast: Cast) -> None:
    file = ("gesprek.md", EVERY_KIND["gesprek.md"])
    response = upload(signed_in(cast.amina), file, place=cast.oost, complete="")
    assert response.context["form"].errors["complete"]
    assert not all_brought()


def test_pasted_text_is_read_like_a_file(cast: Cast) -> None:
    client = signed_in(cast.amina)
    upload(client, place=cast.oost, text="Amina: Er was soep.\n\nBram: En brood.")
    (brought,) = all_brought()
    assert [p["speaker"] for p in brought.paragraphs] == ["Amina", "Bram"]


def test_nothing_chosen_says_what_to_do(cast: Cast) -> None:
    response = upload(signed_in(cast.amina), place=cast.oost)
    assert response.context["form"].errors["brought"]


def test_the_same_name_twice_is_one_speaker(cast: Cast) -> None:
    client = signed_in(cast.amina)
    keep(client, bring_one(client, cast.oost), **{"speaker-1-name": "Amina"})
    (source,) = all_sources()
    assert [s.label for s in source.speakers.unguarded(BOOKS)] == ["Amina"]


def test_an_empty_name_is_text_again(cast: Cast) -> None:
    client = signed_in(cast.amina)
    keep(client, bring_one(client, cast.oost), **{"speaker-1-name": ""})
    version = all_sources()[0].versions.unguarded(BOOKS).get()
    assert f"Bram van der Wal: {BRAM}" in version.text.split("\n")


def test_names_can_be_tried_before_keeping(cast: Cast) -> None:
    client = signed_in(cast.amina)
    response = keep(client, bring_one(client, cast.oost), again="1", **{"speaker-0-name": "Saïda"})
    assert response.status_code == 200
    assert "Saïda" in str(response.context["text"])
    assert not all_sources()


def test_a_person_of_the_coalition_is_recognised_by_name(cast: Cast) -> None:
    client = signed_in(cast.els)
    brought = bring_one(client, cast.oost)
    page = client.get(reverse("sources:look_over", kwargs={"key": brought.key}))
    first = page.context["over"].speakers[0]
    assert first.initial == {"name": "Amina", "voice": Voice.RESIDENT, "person": cast.amina.pk}
    keep(client, brought, **{"speaker-0-person": str(cast.amina.pk)})
    (source,) = all_sources()
    assert source.speakers.unguarded(BOOKS).get(label="Amina").person == cast.amina


def test_without_a_yes_of_the_speakers_only_you_read_it(cast: Cast) -> None:
    client = signed_in(cast.els)
    brought = bring_one(client, cast.oost)
    response = keep(client, brought, agreed="not yet")
    assert response.context["over"].form.errors["agreed"]
    assert not all_sources()
    keep(client, brought, agreed="not yet", circle="0")
    (source,) = all_sources()
    assert source.circle == source.ceiling == Circle.PRIVATE


def test_how_the_speakers_agreed_is_kept(cast: Cast) -> None:
    client = signed_in(cast.els)
    keep(client, bring_one(client, cast.oost), agreed="paper", circle="2")
    (source,) = all_sources()
    assert consent.ceiling(source) == Circle.TEAM
    lines = Consent.objects.unguarded(BOOKS).filter(source=source)
    assert {(line.how, line.audience) for line in lines} == {("paper", Circle.TEAM)}


def test_nobody_else_sees_what_was_brought(cast: Cast) -> None:
    brought = bring_one(signed_in(cast.amina), cast.oost)
    page = reverse("sources:look_over", kwargs={"key": brought.key})
    for person in (cast.bram, cast.bo, cast.els, cast.fons):
        assert signed_in(person).get(page).status_code == 404


def test_the_fund_brings_nothing_in(cast: Cast) -> None:
    assert signed_in(cast.fons).get(reverse("sources:bring")).status_code == 404


def test_somebody_elses_coalition_is_no_choice(cast: Cast) -> None:
    response = upload(signed_in(cast.amina), ("a.pdf", a_pdf()), place=cast.west)
    assert response.context["form"].errors["place"]
    assert not all_brought()


def test_what_was_brought_can_be_thrown_away(cast: Cast) -> None:
    client = signed_in(cast.amina)
    brought = bring_one(client, cast.oost)
    client.post(reverse("sources:discard", kwargs={"key": brought.key}))
    assert not all_brought()


def test_what_nobody_looks_over_is_gone_after_a_week(cast: Cast) -> None:
    bring_one(signed_in(cast.amina), cast.oost)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        go_round.func()
        assert all_brought()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        go_round.func()
    assert not all_brought()


def test_the_page_of_a_source_is_well_set(cast: Cast) -> None:
    client = signed_in(cast.amina)
    response = keep(client, bring_one(client, cast.oost))
    page = client.get(response.url).content.decode()
    assert page.count('class="turn"') == 2
    assert f'<h1 id="p0" lang="nl">{TITLE}</h1>' in page
    assert f'<h2 class="piece question" id="p1">{QUESTION}' in page
    assert '<ul class="points"><li class="piece item depth-1" id="p5">' in page


def test_the_text_can_be_taken_along(cast: Cast) -> None:
    client = signed_in(cast.amina)
    keep(client, bring_one(client, cast.oost))
    (source,) = all_sources()
    response = client.get(reverse("sources:text", args=[source.pk]))
    assert f'Amina: "{AMINA}' in response.content.decode()
    assert response["Content-Disposition"].startswith("attachment")


def test_the_list_can_be_narrowed_and_sorted(cast: Cast) -> None:
    client = signed_in(cast.amina)
    for title, kind, day in [
        ("Aan zee", "report", "2025-01-01"),
        ("Bij de dijk", "note", "2025-02-01"),
    ]:
        upload(client, place=cast.oost, text="Er was soep.")
        keep(client, all_brought()[0], title=title, kind=kind, moment=day)

    def titles(query: str) -> list[str]:
        rows = client.get(reverse("sources:sources") + query).context["rows"]
        return [source.title for source, *_beside in rows]

    assert titles("") == ["Bij de dijk", "Aan zee"]
    assert titles("?op=titel") == ["Aan zee", "Bij de dijk"]
    assert titles("?soort=note") == ["Bij de dijk"]
    assert titles("?tot=2025-01-15") == ["Aan zee"]
    assert titles("?stem=resident") == []
    assert titles("?coalitie=nergens&van=ooit") == ["Bij de dijk", "Aan zee"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    cast: Cast, many: int, django_assert_num_queries: Any
) -> None:
    client = signed_in(cast.amina)
    for _ in range(many):
        upload(client, place=cast.oost, text="Amina: Er was soep.")
        keep(client, all_brought()[0])
    with django_assert_num_queries(9):
        client.get(reverse("sources:sources"))


@pytest.mark.parametrize(
    ("pasted", "ending"),
    [
        ("WEBVTT\r\n\r\n00:01.000 --> 00:03.000\r\n<v Amina>De sleutel.", ".vtt"),
        ("1\r\n00:00:01,000 --> 00:00:03,000\r\nDe sleutel.\r\n", ".srt"),
        ("<!doctype html><p>De sleutel.</p>", ".html"),
        ("<!-- soep -->" * 40 + "De sleutel.", ".md"),
        ("\n" * 20_000 + "De sleutel.", ".md"),
        ("1 sleutel\n\nDe sleutel.", ".md"),
    ],
)
def test_what_is_pasted_is_read_as_what_it_is(cast, pasted, ending):
    upload(signed_in(cast.bo), place=cast.oost, text=pasted)
    (brought,) = all_brought()
    assert brought.name.endswith(ending)
    assert "De sleutel." in str(brought.paragraphs)
    assert "-->" not in str(brought.paragraphs)
