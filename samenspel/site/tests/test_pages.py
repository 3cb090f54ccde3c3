"""What a passer-by finds of an expedition, and what they never find."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles import actions as circles
from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.lessons.tests.builders import CLAIM, published
from samenspel.site import actions, reading
from samenspel.site.models import Moment
from samenspel.sources.tests.builders import a_source

from .builders import TOLD, a_moment, a_page, a_shown_page, in_days, on_the_map

HOME = "/expeditie/polder/"
OOST = "/expeditie/polder/coalities/oost/"
ALL = [HOME, *(f"{HOME}{page}/" for page in ("coalities", "bijeenkomsten", "over", "privacy"))]


def get(path: str, person: Any = None, status: int = 200, **more: Any) -> str:
    client = Client()
    if person is not None:
        client.force_login(person)
    answer = client.get(path, **more)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_coalition_is_not_there_before_it_shows_itself(cast):
    page = a_page(cast)
    a_moment(cast, cast.oost, title="Open huis")
    never = get("/expeditie/polder/coalities/nergens/", status=404)
    plain = [re.sub(r'nonce="[^"]*"|nergens|oost', "", t) for t in (get(OOST, status=404), never)]
    assert plain[0] == plain[1]
    get(f"/coalitie/{cast.oost.pk}/", status=404)
    for path in ("/", *ALL):
        for word in ("Samen Oost", "Open huis", TOLD):
            assert word not in get(path), path
    actions.show(page, by=cast.bo)
    assert TOLD in get(OOST)
    assert Client().get(f"/coalitie/{cast.oost.pk}/").url == OOST
    for path in ("/", HOME, f"{HOME}coalities/"):
        assert "Samen Oost" in get(path), path
    assert "Open huis" in get(f"{HOME}bijeenkomsten/")
    assert "Open huis" in get(HOME)


def test_put_away_it_is_gone_with_the_next_request(cast):
    page = a_shown_page(cast)
    a_moment(cast, cast.oost, title="Open huis")
    client = Client()
    kept = {path: client.get(path)["ETag"] for path in (OOST, HOME, f"{HOME}coalities/")}
    for path, tag in kept.items():
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    actions.hide(page, by=cast.bo)
    assert client.get(OOST, headers={"if-none-match": kept.pop(OOST)}).status_code == 404
    for path, tag in kept.items():
        answer = client.get(path, headers={"if-none-match": tag})
        assert answer.status_code == 200
        assert "Samen Oost" not in answer.content.decode()
        assert "Open huis" not in answer.content.decode()


def test_others_of_the_expedition_still_find_it(cast):
    assert "Samen Oost" in get(HOME, cast.cor)
    assert "Samen Oost" in get(f"/coalitie/{cast.oost.pk}/", cast.fons)
    assert "Samen Oost" not in get(HOME, cast.dirk)
    get(f"/coalitie/{cast.oost.pk}/", cast.dirk, status=404)


def test_only_what_was_chosen_is_told(cast):
    circles.join(cast.oost, name="Welzijn Oost", kind="welfare", by=cast.bo)
    circles.add_practice(cast.oost, name="De moestuin", by=cast.bo)
    circles.describe(cast.oost, ground="Ons geheim.", reason="Om te leren.", by=cast.bo)
    on_the_map(cast)
    a_shown_page(cast)
    for word in ("Welzijn Oost", "De moestuin", "Ons geheim.", "Om te leren.", "<svg viewBox"):
        assert word not in get(OOST).split("<main")[1], word
    chosen = {"partners": True, "areas": True, "on_map": True, "revision": 1}
    actions.write(cast.oost, text=TOLD, by=cast.bo, **chosen)
    shown = get(OOST)
    assert "Welzijn Oost" in shown
    assert "De moestuin" in shown
    assert "Ons geheim." not in shown
    assert "Bo" not in re.sub(r"Bond|Bo[a-z]", "", shown.split("<main")[1].split("</main")[0])


def test_a_place_on_the_map_is_coarse(cast):
    on_the_map(cast)
    page = a_shown_page(cast, on_map=True)
    assert (page.latitude, page.longitude) == (52.12, 5.10)
    assert "52.1234" not in get(OOST)
    assert "map-dot" in get(HOME)


def test_only_its_coordinator_decides(cast):
    page = a_page(cast)
    for person in (cast.amina, cast.bram, cast.cor, cast.els, cast.fons, cast.pia, cast.dirk):
        for deed in (actions.show, actions.hide):
            with pytest.raises(NotYours):
                deed(page, by=person)
        with pytest.raises(NotYours):
            actions.write(cast.oost, text="Anders.", by=person, revision=1)
        with pytest.raises(NotYours):
            actions.tell(cast.oost, title="Feest", day=in_days(1), by=person)
    for person in (cast.bo, cast.fons, cast.pia):
        with pytest.raises(NotYours):
            a_moment(cast, by=person)


def test_an_empty_page_is_not_shown_and_a_shown_one_not_emptied(cast):
    with pytest.raises(Refused):
        actions.show(a_page(cast, text="  "), by=cast.bo)
    page = a_page(cast, revision=1)
    actions.show(page, by=cast.bo)
    with pytest.raises(Refused):
        a_page(cast, text="", revision=2)


def test_what_another_coordinator_wrote_is_not_overwritten(cast):
    a_page(cast)
    with pytest.raises(ChangedMeanwhile):
        a_page(cast, text="Van mij.")
    client = Client()
    client.force_login(cast.bo)
    path = reverse("site:page", args=[cast.oost.pk])
    told = {"text": "Van mij.", "language": "nl", "revision": "0"}
    clash = client.post(path, told).content.decode()
    assert "Van mij." in clash
    assert TOLD in clash
    assert client.post(path, {**told, "revision": "1"}).status_code == 302
    assert reading.own_page(cast.oost, cast.bo).text == "Van mij."


def test_a_coordinator_shows_it_and_puts_it_away(cast):
    client = Client()
    client.force_login(cast.bo)
    path = reverse("site:page", args=[cast.oost.pk])
    assert "Nu ziet niemand van buiten deze coalitie" in client.get(path).content.decode()
    told = {"text": TOLD, "language": "nl", "revision": "0", "do": "show"}
    assert client.post(path, told).status_code == 302
    assert TOLD in get(OOST)
    assert client.post(reverse("site:hide", args=[cast.oost.pk])).status_code == 302
    get(OOST, status=404)
    assert client.post(reverse("site:show", args=[cast.oost.pk])).status_code == 302
    assert TOLD in get(OOST)


def test_days_are_told_changed_and_taken_off(cast):
    client = Client()
    client.force_login(cast.fenna)
    path = reverse("site:moments_together", args=[cast.expedition.pk])
    told = {"title": "De landelijke dag", "kind": "meeting", "day": in_days(30).isoformat()}
    assert client.post(path, told).status_code == 302
    moment = Moment.objects.visible_to(None).get()
    where = reverse("site:moment", args=[moment.pk])
    assert client.post(where, {**told, "where": "De Stoomhal"}).status_code == 302
    assert "De Stoomhal" in get(f"{HOME}bijeenkomsten/")
    wrong = client.post(where, {**told, "day": "morgen", "text": "Kom ook!"})
    assert "Kom ook!" in wrong.content.decode()
    assert client.post(reverse("site:remove_moment", args=[moment.pk])).status_code == 302
    assert "De landelijke dag" not in get(f"{HOME}bijeenkomsten/")


def test_a_passer_by_gets_no_cookie_no_script_and_nothing_from_elsewhere(cast):
    published(cast)
    on_the_map(cast)
    a_shown_page(cast, on_map=True, partners=True, areas=True)
    a_moment(cast)
    for path in [*ALL, OOST]:
        answer = Client().get(path)
        text = answer.content.decode()
        assert not answer.cookies, path
        assert "no-cache" in answer["Cache-Control"]
        assert "public" in answer["Cache-Control"]
        assert "Cookie" in answer["Vary"]
        assert not re.findall(r"<script(?! type=\"application/ld\+json\")", text)
        fetched = re.findall(r'(?:src|srcset|poster|action)="([^"]*)"', text)
        fetched += re.findall(r'<link rel="(?:stylesheet|preload|icon)"[^>]*href="([^"]*)"', text)
        assert [each for each in fetched if not each.startswith("/static/")] == []


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Wie er meereizen"), ("en", "Who is taking part")]
)
def test_the_pages_come_in_both_languages_without_a_cookie(cast, language, words):
    assert words in get(f"{HOME}coalities/", query_params={"taal": language})


def test_the_picture_tells_what_it_is_and_the_list_tells_the_same(cast):
    published(cast)
    a_shown_page(cast)
    a_moment(cast)
    a_moment(cast, cast.oost, title="De muur gaat eruit", day=in_days(-20), kind="step")
    text = get(HOME)
    svg = text.split('<figure class="picture way-picture">')[1].split("</svg>")[0]
    assert 'aria-labelledby="way-title way-words"' in svg
    assert "<title id=" in svg
    assert "<desc id=" in svg
    assert svg.count('class="way-name"') == 2
    for word in ("De uitwisseling", "De muur gaat eruit"):
        assert word in svg
        assert word in text.split("</figure>")[1]
    assert svg.count('class="way-lesson"') == 1
    assert CLAIM in text


def test_machines_read_what_stands_there_and_no_more(cast):
    page = a_shown_page(cast, text='Wij </script><script>alert("x")</script> & Co')
    a_moment(cast, cast.oost, title="Open huis")
    text = get(OOST)
    assert "<script>alert" not in text
    told = json.loads(re.findall(r'ld\+json">(.*?)</script>', text)[0])
    assert told["@type"] == "Organization"
    assert told["description"] == page.text
    assert told["event"][0]["name"] == "Open huis"
    assert "geo" not in told["location"]


@pytest.mark.parametrize("many", [1, 3])
def test_pages_cost_the_same_with_one_and_with_three(cast, many, django_assert_num_queries):
    a_shown_page(cast, partners=True, areas=True)
    for number in range(many):
        published(cast)
        a_moment(cast, day=in_days(number))
        a_moment(cast, cast.oost)
        a_source(cast, circle=Circle.PUBLIC, title=f"Verhaal {number}")
    costs = {HOME: 13, OOST: 8, f"{HOME}bijeenkomsten/": 2, f"{HOME}verhalen/": 6}
    for path, queries in costs.items():
        with django_assert_num_queries(queries):
            Client().get(path)


def test_the_search_page_names_no_coalition_that_does_not_show_itself(cast):
    page = a_page(cast)
    for person in (None, cast.dirk):
        assert "Samen Oost" not in get("/zoeken/", person)
    assert "Samen Oost" in get("/zoeken/", cast.cor)
    actions.show(page, by=cast.bo)
    assert "Samen Oost" in get("/zoeken/")


def test_a_text_is_read_in_the_language_of_the_reader_where_there_is_one(cast):
    a_shown_page(cast)
    english = f"{OOST}?taal=en"
    assert f'lang="nl"><p>{TOLD}' in get(english)
    assert "This text is only in Dutch." in get(english)
    assert "alleen in het" not in get(OOST)
    actions.write(cast.oost, text=TOLD, translated="We are neighbours.", by=cast.bo, revision=1)
    assert 'lang="en"><p>We are neighbours.' in get(english)
    assert "only in Dutch" not in get(english)
    assert "We are neighbours." not in get(OOST)
    told = {"about": "Door de buurt.", "contact": "hallo@example.org", "by": cast.fons}
    actions.tell_about(cast.expedition, **told)
    assert "This text is only in Dutch." in get(f"{HOME}over/?taal=en")
    actions.tell_about(cast.expedition, about_en="By the neighbours.", **told)
    assert 'lang="en"><p>By the neighbours.' in get(f"{HOME}over/?taal=en")
    assert "Door de buurt." in get(f"{HOME}over/")
