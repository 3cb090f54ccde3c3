"""The mirror over coalitions: what they share, put together, and never more than its parts."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from samenspel.assessments import actions, overall
from samenspel.assessments.models import Shown
from samenspel.circles.models import Circle, Voice

from .builders import (
    ELEMENTS,
    a_framework,
    a_neighbour,
    a_round,
    a_shared_round,
    coordinates,
    scored,
)
from .test_pages import rows

R, P = Voice.RESIDENT, Voice.PROFESSIONAL
SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)
EVERYBODY = "amina bram bo els wim fenna cor fons pia dirk passerby".split()
# Who reads what was shared with a circle; the page itself is there for all who travel along.
COUNTS = {
    Circle.TEAM: set(),
    Circle.EXPEDITION: {"amina", "bram", "bo", "els", "wim", "fenna", "cor"},
    Circle.PARTNERS: {"amina", "bram", "bo", "els", "wim", "fenna", "cor", "fons", "pia"},
    Circle.PUBLIC: set(EVERYBODY),
}


@pytest.fixture
def three(cast):
    """Three coalitions, and a list that they all use."""
    coordinates(cast.bo, cast.west)
    zuid = a_neighbour(cast, "Zuid")
    return SimpleNamespace(
        places=[cast.oost, cast.west, zuid], list=a_framework(cast), cast=cast, zuid=zuid
    )


def share(three, scores=((3,) * 5, (2,) * 5, (4,) * 5), to=Circle.EXPEDITION, **more):
    return [
        a_shared_round(
            three.cast,
            place,
            residents=list(given),
            to=to,
            framework=more.get("framework", three.list),
            **{name: value for name, value in more.items() if name != "framework"},
        )
        for place, given in zip(three.places, scores, strict=True)
    ]


def read(three, who):
    person = getattr(three.cast, who)
    return overall.read(three.cast.expedition, person)


def page(three):
    return reverse("assessments:overall", args=[three.cast.expedition.pk])


def seen(client, person, path):
    client.logout()
    if person is not None:
        client.force_login(person)
    answer = client.get(path)
    return answer.status_code, answer.content.decode()


def first(found):
    """The figure of residents on the first element, as text."""
    (one,) = found
    return one.now.lines[0].cells[R].text


@pytest.mark.parametrize("to", COUNTS)
def test_it_counts_what_everybody_in_the_same_circle_may_read(three, client, to):
    share(three, to=to)
    for who in EVERYBODY:
        told = any(each.now for each in read(three, who))
        assert told == (who in COUNTS[to]), who
        status, words = seen(client, getattr(three.cast, who), page(three))
        outsider = who in ("dirk", "passerby")
        assert status == (404 if outsider and not told else 200), who
        assert ("15 bewoners" in words) == told, who


def test_the_middle_one_stands_between_the_lowest_and_the_highest(three, client):
    share(three)
    assert first(read(three, "amina")) == "3 (2 of lager – 4 of hoger)"
    words = seen(client, three.cast.fenna, page(three))[1]
    assert words.count("3 (2 of lager – 4 of hoger)") == 4  # two elements, in picture and table
    assert "3 coalities" in words


def test_who_may_not_see_one_of_them_gets_nothing_of_it(three):
    """Two shared with the fund, the third with the coalitions only: not in what the fund reads."""
    share(three, to=Circle.PARTNERS)
    west = Shown.objects.unguarded("command line").get(coalition=three.cast.west)
    actions.share(west.round, to=Circle.EXPEDITION, by=three.cast.bo)
    assert first(read(three, "els")) == "3 (2 of lager – 4 of hoger)"
    (thin,) = read(three, "fons")
    assert thin.now is None
    assert three.cast.west not in [round.coalition for round in thin.later[0].rounds]


def test_what_a_coalition_keeps_again_is_gone_at_once(three, client):
    rounds = share(three, to=Circle.PUBLIC)
    assert seen(client, None, page(three))[0] == 200
    actions.unshare(rounds[0], by=three.cast.bo)
    assert seen(client, None, page(three))[0] == 404
    status, words = seen(client, three.cast.fons, page(three))
    assert status == 200
    assert "bewoners" not in words
    assert "2 coalities delen hun spiegel" in words
    assert "Samen Oost" not in words


def test_what_is_shared_with_the_team_only_does_not_count_for_the_team_either(three):
    share(three)
    zuid = Shown.objects.unguarded("command line").get(coalition=three.zuid)
    actions.share(zuid.round, to=Circle.TEAM, by=three.cast.bo)
    assert all(each.now is None for each in read(three, "bo"))


def test_late_answers_change_nothing(three):
    rounds = share(three)
    before = first(read(three, "cor"))
    actions.reopen_round(rounds[0], by=three.cast.bo)
    scored(rounds[0], R, [5] * 9)
    actions.close_round(rounds[0], by=three.cast.bo)
    assert first(read(three, "cor")) == before


def test_a_voice_with_too_few_left_is_gone_here_too(three):
    rounds = share(three)
    marks = scored(
        again := a_round(three.cast, place=three.cast.oost, framework=three.list), R, [1] * 5
    )
    actions.close_round(again, by=three.cast.bo)
    actions.share(again, to=Circle.EXPEDITION, by=three.cast.bo)
    assert again.pk in [round.pk for round in read(three, "cor")[0].now.rounds]
    assert rounds[0].pk not in [round.pk for round in read(three, "cor")[0].now.rounds]
    for mark in marks[:2]:
        actions.take_back(again, mark=mark)
    assert read(three, "cor")[0].now is None


def test_a_voice_that_few_coalitions_show_is_told_in_an_honest_sentence(three, client):
    share(three, professionals=[4, 4, 4, 4])
    words = seen(client, three.cast.els, page(three))[1]
    assert "Te weinig coalities laten cijfers van professionals zien." in words
    assert "15 bewoners" in words


def test_nothing_is_put_together_from_other_lists(three, client):
    for place in three.places:
        other = a_framework(three.cast)
        a_shared_round(three.cast, place, residents=[3] * 5, framework=other)
    assert not any(each.now for each in read(three, "els"))
    assert "15 bewoners" not in seen(client, three.cast.els, page(three))[1]


def test_a_better_version_of_a_list_goes_on(three):
    share(three, moment=SPRING)
    kin = [element.kin for element in read(three, "els")[0].now.list.elements.unguarded("demo")]
    better = actions.write_framework(
        three.cast.expedition,
        name_nl="Ons betere lijstje",
        elements=[
            actions.Said(one.name_nl, kin=key) for one, key in zip(ELEMENTS, kin, strict=True)
        ],
        replaces=three.list,
        by=three.cast.fons,
    )
    share(three, framework=better, moment=AUTUMN)
    (found,) = read(three, "els")
    assert found.framework.name == "Ons betere lijstje"
    assert [each.period.short for each in found.moments] == ["jan–jun 2026", "jul–dec 2026"]
    assert all(line.cells[R] for each in found.moments for line in each.lines)


def test_moments_are_compared_for_the_same_coalitions_only(three, client):
    noord = a_neighbour(three.cast, "Hoog")
    share(three, scores=([3] * 5, [3] * 5, [3] * 5), moment=SPRING)
    share(three, scores=([3] * 5, [3] * 5, [4] * 5), moment=AUTUMN)
    a_shared_round(three.cast, noord, residents=[5] * 5, framework=three.list, moment=AUTUMN)
    (found,) = read(three, "els")
    assert found.now.lines[0].cells[R].middle == "3,5 of hoger"
    assert [each.lines[0].cells[R].text for each in found.alike] == ["3", "3"]
    words = seen(client, three.cast.els, page(three))[1]
    assert "Wat er veranderde" in words
    assert "jan–jun 2026 → jul–dec 2026" in words


def test_two_moments_with_too_few_of_the_same_are_not_compared(three):
    others = [a_neighbour(three.cast, name) for name in ("Hoog", "Laag")]
    share(three, moment=SPRING)
    for place in (*others, three.zuid):
        a_shared_round(three.cast, place, residents=[4] * 5, framework=three.list, moment=AUTUMN)
    (found,) = read(three, "els")
    assert len(found.moments) == 2
    assert found.alike == ()


def test_another_expedition_has_its_own(three, client):
    share(three, to=Circle.EXPEDITION)
    elsewhere = reverse("assessments:overall", args=[three.cast.elsewhere.pk])
    assert seen(client, three.cast.amina, elsewhere)[0] == 404
    assert overall.read(three.cast.elsewhere, three.cast.dirk) == []


def test_it_is_taken_along_as_pictures_and_figures(three, client):
    share(three, moment=SPRING)
    share(three, moment=AUTUMN, professionals=[4] * 5)
    key = [three.cast.expedition.pk, read(three, "els")[0].key]
    client.force_login(three.cast.els)
    for name in ("overall_voices", "overall_change"):
        svg = client.get(reverse(f"assessments:{name}", args=[*key, "svg"]))
        assert svg["Content-Disposition"].startswith("attachment")
        assert "<title" in svg.content.decode()
        assert "Vertrouwen: " in svg.content.decode().partition("<desc")[2]
        png = client.get(reverse(f"assessments:{name}", args=[*key, "png"])).content
        assert png.startswith(b"\x89PNG")
        assert len(png) > 8000
    table = client.get(reverse("assessments:overall_table", args=key)).content.decode("utf-8-sig")
    lines = table.splitlines()
    assert len(lines) == 1 + 2 + 2 * 2
    assert (
        lines[-1]
        == "juli tot en met december 2026;Rollen;professional;4 of hoger;4 of hoger;4 of hoger;3"
    )
    client.force_login(three.cast.fons)
    for name, more in [
        ("overall_voices", ["svg"]),
        ("overall_change", ["png"]),
        ("overall_table", []),
    ]:
        assert client.get(reverse(f"assessments:{name}", args=[*key, *more])).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_as_much_for_more_moments(three, client, many, django_assert_num_queries):
    for year in range(many):
        share(three, moment=date(2024 + year, 3, 1))
    client.force_login(three.cast.els)
    client.get(page(three))
    with django_assert_num_queries(7):
        client.get(page(three))


def test_it_is_linked_where_one_looks_for_it(three, client):
    share(three)
    link = f'href="{page(three)}"'
    for who, path in [
        ("fons", "/"),
        ("els", "/"),
        ("fenna", "/"),
        ("bo", reverse("assessments:rounds", args=[three.cast.oost.pk])),
        ("fons", reverse("assessments:frameworks", args=[three.cast.expedition.pk])),
        ("cor", reverse("web:expedition", args=[three.cast.expedition.slug])),
    ]:
        assert link in seen(client, getattr(three.cast, who), path)[1], (who, path)
    public = reverse("web:expedition", args=[three.cast.expedition.slug])
    assert link not in seen(client, None, public)[1]


def test_sharing_says_that_it_counts_in_the_whole(three, client):
    (round, *_rest) = share(three)
    words = seen(client, three.cast.bo, reverse("assessments:share", args=[round.pk]))[1]
    assert "Coalities samen in de spiegel" in words
    assert rows(Shown).count() == 3
