"""New versions: written or brought, compared, kept beside the old one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from samenspel.circles import actions as circles
from samenspel.circles.models import Circle, Membership
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.errors import Refused
from samenspel.sources import actions
from samenspel.sources.actions import Spoke
from samenspel.sources.differences import compare
from samenspel.sources.models import Brought, Receipt, Source, Version
from samenspel.sources.readers import Draft, Kind, Paragraph, compose
from samenspel.sources.readers.parse import parse
from samenspel.sources.writing import read_written, spoken, written

from .files import EVERY_KIND
from .test_bringing import signed_in

BOOKS = "command line"


def an_interview(cast: Cast, name: str = "gesprek.md") -> Source:
    draft = parse(name, EVERY_KIND[name])
    text, layout = compose(draft.paragraphs)
    speakers = [
        Spoke(label, audience=Circle.TEAM, how="spoken") for label in ("Amina", "Bram van der Wal")
    ]
    more: Any = {"speakers": speakers, "circle": Circle.TEAM, "by": cast.amina}
    return actions.keep(cast.oost, text=text, layout=layout, title="Soep", **more)


def versions(source: Source) -> list[Version]:
    return list(source.versions.unguarded(BOOKS))


def revise(client: Client, source: Source, text: str, **more: Any) -> Any:
    page = reverse("sources:revise", args=[source.pk])
    return client.post(page, {"text": text, "complete": "1", **more})


def typed(client: Client, source: Source) -> str:
    page = client.get(reverse("sources:revise", args=[source.pk]))
    text: str = page.context["form"]["text"].value()
    return text


def test_changed_words_are_compared_and_kept_beside_the_old(cast: Cast) -> None:
    source, client = an_interview(cast), signed_in(cast.amina)
    text = typed(client, source)
    compared = revise(client, source, text.replace("met soep", "met warme soep"))
    page = client.get(compared.url)
    changed = [line for s in page.context["stretches"] if not s.same for line in s.lines]
    assert [(str(line.left), str(line.right)) for line in changed] == [
        (
            "&quot;Wij stonden elke dinsdag met soep op het plein.",
            "&quot;Wij stonden elke dinsdag met <ins>warme </ins>soep op het plein.",
        )
    ]
    assert len(versions(source)) == 1
    client.post(compared.url, {"after": "1"})
    new, old = versions(source)
    assert "met warme soep" in new.text
    assert "met soep" in old.text
    assert not Brought.objects.unguarded(BOOKS).exists()
    assert "Er is een nieuwere" in client.get(source_url(source) + "?versie=1").content.decode()


def source_url(source: Source) -> str:
    return reverse("sources:source", args=[source.pk])


def test_a_file_can_take_the_place_of_the_text(cast: Cast) -> None:
    source, client = an_interview(cast), signed_in(cast.amina)
    file = SimpleUploadedFile("nieuw.txt", b"Amina: Er was soep.\n\nEn brood.")
    compared = revise(client, source, "", brought=file)
    client.post(compared.url, {"after": "1"})
    assert versions(source)[0].text == "Er was soep.\nEn brood."


def test_a_file_that_cannot_be_read_is_told_and_nothing_kept(cast: Cast) -> None:
    source, client = an_interview(cast), signed_in(cast.amina)
    file = SimpleUploadedFile("nieuw.pdf", b"soep")
    answer = revise(client, source, "", brought=file)
    assert answer.context["form"].errors["brought"]
    assert not Brought.objects.unguarded(BOOKS).exists()


@pytest.mark.parametrize("text", ["", " \n", None])
def test_nothing_new_is_no_version(cast: Cast, text: str | None) -> None:
    source, client = an_interview(cast), signed_in(cast.amina)
    answer = revise(client, source, typed(client, source) if text is None else text)
    assert answer.context["form"].errors["text"]


def test_who_may_not_change_it_meets_no_page(cast: Cast) -> None:
    source = an_interview(cast)
    for person in (cast.bram, cast.els, cast.cor, cast.fons):
        assert revise(signed_in(person), source, "Amina: Nee.").status_code == 404


def test_two_who_change_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    source, client = an_interview(cast), signed_in(cast.amina)
    first = revise(client, source, "Amina: Eerst.")
    second = revise(client, source, "Amina: Daarna.")
    client.post(first.url, {"after": "1"})
    refused = client.post(second.url, {"after": "1"})
    assert "versie 2" in str(refused.context["comparing"].form.errors)
    assert 'name="after" value="2"' in refused.content.decode()
    client.post(second.url, {"after": "2"})
    assert [version.text for version in versions(source)][:2] == ["Daarna.", "Eerst."]


def test_a_new_voice_must_have_agreed(cast: Cast) -> None:
    source, client = an_interview(cast), signed_in(cast.amina)
    compared = revise(client, source, "Amina: Soep.\n\nKees: Brood.")
    answer = {"after": "1", "new-0-voice": "professional", "new-0-name": "Kees"}
    refused = client.post(compared.url, {**answer, "agreed": "not yet"})
    assert refused.context["comparing"].form.errors
    assert len(versions(source)) == 1
    client.post(compared.url, {**answer, "agreed": "spoken"})
    assert len(versions(source)) == 2
    assert source.speakers.unguarded(BOOKS).get(label="Kees").voice == "professional"


def test_versions_stand_side_by_side(cast: Cast) -> None:
    source, client = an_interview(cast), signed_in(cast.els)
    for number in (2, 3):
        actions.revise(source, text=f"Versie {number}.", by=cast.amina)
    page = reverse("sources:differences", args=[source.pk])
    assert (client.get(page).context["before"], client.get(page).context["after"]) == (2, 3)
    asked = client.get(f"{page}?van=1&naar=2")
    assert (asked.context["before"], asked.context["after"]) == (1, 2)
    assert client.get(f"{page}?naar=9").status_code == 404
    assert signed_in(cast.cor).get(page).status_code == 404


def test_keeping_from_an_older_version_is_refused(cast: Cast) -> None:
    source = an_interview(cast)
    actions.revise(source, text="Twee.", by=cast.amina, after=1)
    with pytest.raises(Refused):
        actions.revise(source, text="Drie.", by=cast.amina, after=1)
    assert len(versions(source)) == 2


@pytest.mark.parametrize("name", EVERY_KIND)
def test_what_is_typed_out_can_be_read_back(name: str) -> None:
    draft = parse(name, EVERY_KIND[name])
    assert read_written(written(draft.paragraphs), draft.speakers, draft.paragraphs) == (
        draft.paragraphs
    )


def test_a_typed_text_knows_its_signs() -> None:
    text = "# Pitstop\n\n**Vertel eens.**\n\nAmina: Soep.\n- brood\n---\nEinde om 12:30 uur.\n"
    assert [(p.kind, p.text, p.speaker) for p in read_written(text)] == [
        (Kind.HEADING, "Pitstop", None),
        (Kind.QUESTION, "Vertel eens.", None),
        (Kind.TEXT, "Soep.", "Amina"),
        (Kind.ITEM, "brood", "Amina"),
        (Kind.TEXT, "Einde om 12:30 uur.", None),
    ]


def test_text_to_take_along_names_each_turn() -> None:
    draft = parse("gesprek.md", EVERY_KIND["gesprek.md"])
    assert "\n\nBram van der Wal: Ik kwam kijken en ik bleef hangen.\n\n- een" in spoken(
        draft.paragraphs
    )


def choose(client: Client, source: Source, circle: Circle, agreed: str = "not yet") -> Any:
    page = reverse("sources:circle", args=[source.pk])
    return client.post(page, {"circle": int(circle), "agreed": agreed})


def test_more_people_read_it_when_the_speakers_agreed(cast: Cast) -> None:
    source, client = an_interview(cast), signed_in(cast.amina)
    assert choose(client, source, Circle.EXPEDITION).context["form"].errors
    assert choose(client, source, Circle.EXPEDITION, "spoken").status_code == 302
    source.refresh_from_db()
    assert source.circle == Circle.EXPEDITION


def test_nobody_answers_for_who_answered_for_themselves(cast: Cast) -> None:
    source, client = an_interview(cast), signed_in(cast.amina)
    bram = source.speakers.unguarded(BOOKS).get(label="Bram van der Wal")
    actions.know(bram, person=cast.bram, by=cast.amina)
    actions.narrow(source, to=Circle.COALITION, by=cast.bram)
    assert choose(client, source, Circle.TEAM, "spoken").context["form"].errors
    source.refresh_from_db()
    assert source.circle == Circle.COALITION


def test_fewer_people_read_it_at_once(cast: Cast) -> None:
    source = an_interview(cast)
    assert signed_in(cast.els).get(source_url(source)).status_code == 200
    choose(signed_in(cast.amina), source, Circle.PRIVATE)
    assert signed_in(cast.els).get(source_url(source)).status_code == 404


def test_a_speaker_who_takes_it_back_gets_the_receipt(cast: Cast) -> None:
    source = an_interview(cast)
    bram = source.speakers.unguarded(BOOKS).get(label="Bram van der Wal")
    actions.know(bram, person=cast.bram, by=cast.amina)
    answer = choose(signed_in(cast.bram), source, Circle.PRIVATE)
    receipt = Receipt.objects.visible_to(cast.bram).get()
    assert answer.url == reverse("sources:receipt", args=[receipt.pk])


def test_who_may_not_choose_meets_no_page(cast: Cast) -> None:
    source = an_interview(cast)
    for person in (cast.bram, cast.els, cast.fons):
        assert choose(signed_in(person), source, Circle.PRIVATE).status_code == 404


def test_who_lost_access_is_not_shown_who_belongs_there(cast: Cast) -> None:
    draft = Draft("Soep", (Paragraph(Kind.TEXT, "Lekker.", speaker="Mien"),))
    brought = actions.bring(cast.oost, name="soep.md", draft=draft, by=cast.els)
    source = actions.keep(cast.oost, text="Soep.", title="Soep", by=cast.els)
    newer = actions.bring_version(source, name="soep.md", paragraphs=draft.paragraphs, by=cast.els)
    pages = [
        reverse("sources:look_over", args=[brought.key]),
        reverse("sources:compare", args=[newer.key]),
    ]
    client = signed_in(cast.els)
    assert all("Amina" in client.get(page).content.decode() for page in pages)
    access = Membership.objects.get(person=cast.els, coalition=cast.oost)
    circles.end_access(access, by=cast.bo)
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert "Amina" not in answer.content.decode()


WORDS = st.lists(st.sampled_from("soep brood koek <b> & de het".split()), max_size=8).map(" ".join)
TEXTS = st.lists(st.builds(Paragraph, kind=st.just(Kind.TEXT), text=WORDS), max_size=6)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_both_sides_hold_every_paragraph_once(old: list[Paragraph], new: list[Paragraph]) -> None:
    lines = [line for stretch in compare(old, new) for line in stretch.lines]
    assert [line.before for line in lines if line.before] == old
    assert [line.after for line in lines if line.after] == new
    assert all("<b>" not in line.left + line.right for line in lines)
