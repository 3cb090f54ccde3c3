"""The pages of the mirror: filling in, looking, taking along, and the lists."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from samenspel.assessments import actions, asking, drawing
from samenspel.assessments.forms import SheetForm
from samenspel.assessments.models import Answer, Answered, Framework, Missing, Round
from samenspel.circles.models import Circle, Voice
from samenspel.people.models import Person

from .builders import a_framework, a_mark, a_round, elements_of, scored

R, P = Voice.RESIDENT, Voice.PROFESSIONAL


def rows(table):
    return table.objects.unguarded("command line")


def url(name, round, *more):
    return reverse(f"assessments:{name}", args=[round.pk, *more])


def filled(round, score="2", **more):
    first, second = elements_of(round)
    return {
        f"spiegel-score_{first.pk}": score,
        f"spiegel-reason_{first.pk}": "De sleutel lag bij Bram.",
        f"spiegel-opened_{first.pk}": "Een tweede sleutel.",
        f"spiegel-score_{second.pk}": "0",
        "spiegel-missing": "Plezier",
        "geheim": "a secret of nobody but amina",
        **more,
    }


def shown(cast, **more):
    """A closed round of five residents and three professionals, with words."""
    round = a_round(cast, **more)
    scored(round, R, [5, 4, 4, 2, 1], words="Omdat de sleutel kwijt was:")
    scored(round, P, 3, words="Omdat")
    return actions.close_round(round, by=cast.bo)


def test_a_sheet_is_handed_in_in_the_voice_of_the_member(cast, client):
    round = a_round(cast)
    client.force_login(cast.amina)
    page = client.get(url("sheet", round)).content.decode()
    assert page.count('type="radio"') == 12
    answer = client.post(url("sheet", round), filled(round))
    assert answer["Location"] == url("kept", round, a_mark("amina"))
    told = rows(Answer).order_by("element").values_list("voice", "score", "reason", "opened")
    assert list(told) == [
        (R, 2, "De sleutel lag bij Bram.", "Een tweede sleutel."),
        (R, None, "", ""),
    ]
    assert rows(Missing).get().words == "Plezier"
    assert "al ingevuld" in client.get(url("sheet", round)).content.decode() or (
        "deze ronde ingevuld" in client.get(url("sheet", round)).content.decode()
    )


def test_an_empty_sheet_is_refused_in_a_sentence(cast, client):
    round = a_round(cast)
    client.force_login(cast.amina)
    page = client.post(url("sheet", round), {"geheim": a_mark("amina")}).content.decode()
    assert "minstens één element" in page
    assert not rows(Answered).exists()


def test_what_was_typed_stays_when_something_is_wrong(cast, client):
    round = a_round(cast)
    client.force_login(cast.amina)
    page = client.post(url("sheet", round), filled(round, score="9")).content.decode()
    assert "De sleutel lag bij Bram." in page


@pytest.mark.parametrize("name", ["els", "fenna", "cor", "fons"])
def test_the_sheet_is_of_the_coalition_itself(cast, client, name):
    client.force_login(getattr(cast, name))
    assert client.get(url("sheet", a_round(cast))).status_code == 404


def test_by_link_without_an_account_and_back_again(cast, client):
    round = a_round(cast)
    (letter,) = asking.ask(round, people=[cast.amina], by=cast.bo)
    link = reverse("assessments:by_link", args=[letter.key.token])
    kept = client.post(link, filled(round))["Location"]
    assert "deze ronde ingevuld" in client.get(link).content.decode()
    page = client.get(kept)
    assert "no-store" in page["Cache-Control"]
    assert client.post(kept).status_code == 200
    assert not rows(Answer).exists()
    assert client.get(kept).status_code == 404
    assert client.get(link).content.decode().count('type="radio"') == 12


def test_a_letter_for_who_has_no_address_is_printed_once(cast, client):
    round = a_round(cast)
    Person.objects.filter(pk=cast.amina.pk).update(email=None)
    client.force_login(cast.bo)
    page = client.post(url("ask", round), {"people": [cast.amina.pk, cast.bram.pk]})
    assert page.content.decode().count('class="letter"') == 1


def test_a_paper_sheet_is_typed_in_with_its_voice(cast, client):
    round = a_round(cast)
    client.force_login(cast.bo)
    answer = client.post(url("type_in", round), filled(round, voice=P))
    assert answer["Location"] == url("type_in", round)
    assert set(rows(Answer).values_list("voice", flat=True)) == {P}
    assert rows(Answered).get().person is None
    round.refresh_from_db()
    assert round.typed == 1


def test_an_open_round_tells_only_how_many(cast, client):
    round = a_round(cast)
    scored(round, R, [1, 1, 1, 1, 1], words="Daarom")
    client.force_login(cast.bo)
    page = client.get(url("round", round)).content.decode()
    assert "5 bladen ingeleverd" in page
    assert "Daarom" not in page
    assert "of lager" not in page


def test_it_is_closed_reopened_and_shared_on_the_page(cast, client):
    round = a_round(cast)
    scored(round, R, 5)
    client.force_login(cast.bo)
    for name, sent in [("close", {}), ("share", {"naar": "3"}), ("reopen", {})]:
        assert client.get(url(name, round)).status_code == 200
        assert client.post(url(name, round), sent)["Location"] == url("round", round)
    round.refresh_from_db()
    assert round.is_open
    client.force_login(cast.cor)
    assert client.get(url("round", round)).status_code == 200
    client.force_login(cast.bo)
    client.post(url("share", round), {"naar": "1"})
    client.force_login(cast.cor)
    assert client.get(url("round", round)).status_code == 404


def test_a_voice_that_is_too_small_is_told_in_an_honest_sentence(cast, client):
    round = shown(cast)
    client.force_login(cast.amina)
    page = client.get(url("round", round)).content.decode()
    assert "Minder dan vier professionals vulden dit in." in page
    assert "open rondje" in page
    assert page.count("Omdat de sleutel kwijt was:") == 10
    assert page.count("Omdat") == 10


def test_outside_nobody_reads_what_was_written(cast, client):
    round = shown(cast)
    actions.share(round, to=Circle.PUBLIC, by=cast.bo)
    page = client.get(url("round", round)).content.decode()
    assert "5 bewoners" in page
    assert "Omdat" not in page


@pytest.mark.parametrize("many", [2, 4])  # one earlier round, or three
def test_the_page_asks_as_much_for_more_rounds(cast, client, many, django_assert_num_queries):
    framework = a_framework(cast)
    for _ in range(many):
        round = shown(cast, framework=framework)
    client.force_login(cast.amina)
    client.get(url("round", round))
    with django_assert_num_queries(12):
        client.get(url("round", round))
    with django_assert_num_queries(7):
        client.get(reverse("assessments:rounds", args=[cast.oost.pk]))


def test_pictures_and_figures_are_taken_along(cast, client):
    framework = a_framework(cast, name_nl="=1+1")
    shown(cast, framework=framework)
    round = shown(cast, framework=framework, title="=HYPERLINK")
    client.force_login(cast.amina)
    svg = client.get(url("voices", round, "svg"))
    assert svg["Content-Disposition"].startswith("attachment")
    picture = svg.content.decode()
    assert "<title" in picture
    assert re.search(r"<desc[^>]*>Vertrouwen: resident 3[.,]", picture)
    for name in ("voices", "change"):
        png = client.get(url(name, round, "png")).content
        assert png.startswith(b"\x89PNG")
        assert len(png) > 8000
    table = client.get(url("table", round)).content.decode("utf-8-sig").splitlines()
    assert len(table) == 1 + 2 * 2 * 2
    day = timezone.localdate().isoformat()
    assert table[-1] == f"'=HYPERLINK;{day};Rollen;professional;te weinig antwoorden;"
    assert table[-2] == f"'=HYPERLINK;{day};Rollen;bewoner;3;ja"


def test_a_picture_is_drawn_with_the_font_that_ships():
    text = '<text x="0" y="20" font-size="20">{}</text>'
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">{}</svg>'
    assert drawing.png(svg.format(text.format("Hallo"))) != drawing.png(svg.format(""))


# Lists


def typed(**elements):
    return {
        "name_nl": "De vijf van ons",
        "name_en": "",
        "source": "Eigen werk",
        "licence": "",
        "element-TOTAL_FORMS": "3",
        "element-INITIAL_FORMS": "0",
        **{f"element-{name}": value for name, value in elements.items()},
    }


def test_the_manager_writes_a_list_and_makes_it_better(cast, client):
    client.force_login(cast.fons)
    page = reverse("assessments:write", args=[cast.expedition.pk])
    sent = typed(**{"0-name_nl": "Vertrouwen", "0-questions_nl": "Wie bel je?\nWie niet?"})
    answer = client.post(page, sent)
    made = rows(Framework).get()
    assert answer["Location"] == reverse("assessments:framework", args=[made.pk])
    assert "Wie niet?" in client.get(answer["Location"]).content.decode()
    improve = reverse("assessments:improve", args=[made.pk])
    form = client.get(improve).context["rows"].forms[0]
    again = typed(
        **{
            "0-name_nl": "Vertrouwen",
            "0-kin": str(form.initial["kin"]),
            "1-name_nl": "Plezier",
            "1-additional": "on",
        }
    )
    client.post(improve, again)
    better = rows(Framework).get(number=2)
    old, new = (elements_of(Round(framework=f)) for f in (made, better))
    assert old[0].kin == new[0].kin
    assert [(e.name_nl, e.additional) for e in new] == [("Vertrouwen", False), ("Plezier", True)]
    assert client.get(improve).status_code == 404


def test_a_list_without_elements_is_refused(cast, client):
    client.force_login(cast.els)
    page = client.post(reverse("assessments:write", args=[cast.expedition.pk]), typed())
    assert "1 tot 20 elementen" in page.content.decode()
    assert not rows(Framework).exists()


def test_a_published_list_is_taken_over_on_the_page_and_let_rest(cast, client):
    client.force_login(cast.fons)
    here = reverse("assessments:frameworks", args=[cast.expedition.pk])
    assert client.get(here).content.decode().count("Neem deze lijst over") == 2
    client.post(reverse("assessments:adopt", args=[cast.expedition.pk, "actie"]))
    assert client.get(here).content.decode().count("Neem deze lijst over") == 1
    made = rows(Framework).get()
    client.post(reverse("assessments:retire", args=[made.pk]))
    assert client.get(here).content.decode().count("Neem deze lijst over") == 2


def test_a_form_for_another_page_has_a_name_of_its_own(cast):
    form = SheetForm(a_round(cast))
    assert {field.html_name.split("-")[0] for field in form} == {"spiegel"}
