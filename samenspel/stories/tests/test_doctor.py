"""The feed doctor: what it finds at our own address, and what it says to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.tests.cast import Cast
from samenspel.stories import actions, beforehand, doctor, masters
from samenspel.stories.doctor import Answer, examine
from samenspel.stories.models import Checkup

from .builders import an_episode, in_english, out, ready
from .samples import a_picture

HOST = "command line"
SITE = "https://samenspel.example"
FEED = f"{SITE}/afleveringen/van/polder/feed.xml"


@pytest.fixture(autouse=True)
def at_an_address(settings: Any) -> None:
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["samenspel.example", "testserver"]
    settings.DEFAULT_FROM_EMAIL = "Samenspel <post@samenspel.example>"


def by_hand(method: str, url: str, headers: dict[str, str]) -> Answer:
    """As the network does it, without one; files of the software come from where they stand."""
    path = url.removeprefix(SITE)
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        data = Path(str(found)).read_bytes() if found else b""
        return Answer(200 if found else 404, {"content-type": "image/png"}, data)
    answer = getattr(Client(), method.lower())(path, headers=headers, secure=True)
    data = b"".join(answer)
    told = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status_code, told, data)


def unwell(found: list[Any]) -> set[str]:
    return {rule for rule, well, _about in found if not well}


@pytest.fixture
def edition(cast: Cast) -> Any:
    cast.expedition.summary = "Een reis."
    cast.expedition.save()
    episode = an_episode(cast)
    actions.divide(episode, chapters=[(0, "Binnen"), (2000, "De vraag")], by=cast.bo)
    actions.illustrate(episode, data=a_picture(), alt="Een rode deur", by=cast.bo)
    return out(cast, episode)


def test_a_good_feed_is_well_by_every_rule(edition: Any) -> None:
    found = examine(FEED, by_hand)
    assert unwell(found) == set()
    assert {rule for rule, _, _ in found} == set(doctor.RULES)


def test_the_feeds_of_an_episode_in_two_languages_are_well(cast: Cast) -> None:
    cast.expedition.summary = "Een reis."
    cast.expedition.save()
    episode = an_episode(cast)
    actions.divide(episode, chapters=[(0, "Binnen")], questions={0: ["En jij?"]}, by=cast.bo)
    in_english(cast, episode)
    masters.tag.func(out(cast, episode, translated={"en": "spoken"}).pk)
    for feed in (FEED, FEED.replace("feed.xml", "feed.en.xml")):
        assert unwell(examine(feed, by_hand)) == set()


def test_an_empty_feed_has_one_thing_to_mend(cast: Cast) -> None:
    assert unwell(examine(FEED, by_hand)) == {"filled"}


def with_change(name: str, change: Any) -> Any:
    def fetch(method: str, url: str, headers: dict[str, str]) -> Answer:
        answer = by_hand(method, url, headers)
        return change(answer) if name in url else answer

    return fetch


def without(*names: str) -> Any:
    return lambda answer: Answer(
        answer.status,
        {name: value for name, value in answer.headers.items() if name not in names},
        answer.body,
    )


def swapped(old: bytes, new: bytes) -> Any:
    def change(answer: Answer) -> Answer:
        body, times = re.subn(old, new, answer.body, count=1, flags=re.DOTALL)
        return Answer(answer.status, answer.headers, body if times else answer.body)

    return change


@pytest.mark.parametrize(
    ("where", "change", "rules"),
    [
        ("feed.xml", without("etag"), {"again"}),
        ("feed.xml", lambda answer: Answer(200, answer.headers, b"<rss"), {"kind"}),
        ("feed.xml", lambda answer: Answer(502), {"there"}),
        (
            "bij-de-voordeur.mp3",
            lambda answer: Answer(200, without("content-range")(answer).headers, b"xx"),
            {"parts"},
        ),
        ("bij-de-voordeur.mp3", lambda answer: Answer(404), {"sound", "parts"}),
        ("cover.png", lambda answer: Answer(404), {"cover"}),
        ("omslag.jpg", lambda answer: Answer(200, answer.headers, b"no picture"), {"cover"}),
        (
            "feed.xml",
            lambda answer: Answer(
                answer.status,
                answer.headers,
                answer.body.replace(b' language="nl" rel', b" rel", 1),
            ),
            {"languages"},
        ),
        ("feed.xml", swapped(rb"<language>nl<", b"<language>Nederlands<"), {"told"}),
        ("feed.xml", swapped(rb"<itunes:author>.*?</itunes:author>", b""), {"listed"}),
        ("feed.xml", swapped(rb"Society &amp; Culture", b"society &amp; culture"), {"category"}),
        ("feed.xml", swapped(rb'text="Documentary"', b'text="Documentaries"'), {"category"}),
        ("feed.xml", swapped(rb"<podcast:locked.*?</podcast:locked>", b""), {"locked"}),
        ("feed.xml", swapped(rb">yes</podcast:locked>", b">no</podcast:locked>"), {"locked"}),
        ("feed.xml", swapped(rb"<podcast:guid>.", b"<podcast:guid>x"), {"guid"}),
        ("feed.xml", swapped(rb"<itunes:duration>3", b"<itunes:duration>0:03"), {"items"}),
        ("feed.xml", swapped(rb"<pubDate>.*?</pubDate>(?=.*</item>)", b""), {"items"}),
        (
            "feed.xml",
            swapped(rb"voordeur\.mp3", b"v%C3%B3ordeur.mp3"),
            {"plain", "sound", "parts"},
        ),
        ("tekst.vtt", swapped(rb"00:00:02.000 -->", b"00:00:00.500 -->"), {"words"}),
        ("tekst.srt", swapped(rb"--> 00:00:01,000", b"--> 00:00:00,000"), {"words"}),
        ("tekst.vtt", swapped(rb"Goedemorgen", b"Goedemorgen" * 6), {"wide"}),
        ("tekst.", without("access-control-allow-origin"), {"words"}),
        ("hoofdstukken", lambda answer: Answer(200, answer.headers, b"[]"), {"chapters"}),
    ],
)
def test_what_something_in_between_breaks_is_found(
    edition: Any, where: str, change: Any, rules: set[str]
) -> None:
    assert unwell(examine(FEED, with_change(where, change))) == rules


def test_without_https_it_says_so(edition: Any) -> None:
    fetch = lambda method, url, headers: by_hand(method, url.replace("http:", "https:"), headers)  # noqa: E731
    assert "safe" in unwell(examine(FEED.replace("https:", "http:"), fetch))


@pytest.mark.parametrize("address", ["samenspel@localhost", "No-Reply@samenspel.example"])
def test_an_address_where_no_directory_reaches_anybody(
    edition: Any, settings: Any, address: str
) -> None:
    settings.DEFAULT_FROM_EMAIL = address
    assert unwell(examine(FEED, by_hand)) == {"owner"}


def test_sound_that_is_gone_from_the_disk(edition: Any) -> None:
    masters.path_of(edition.master).unlink()
    assert {"sound", "parts"} <= unwell(examine(FEED, by_hand))


def test_it_asks_no_other_site() -> None:
    assert doctor.over_the_network("GET", "http://example.org/feed", {}).status == 0


def test_an_address_where_nobody_answers(settings: Any) -> None:
    settings.SITE_URL = "http://localhost:9"
    found = examine("http://localhost:9/feed.xml")
    assert unwell(found) == {"safe", "there"}


def test_the_page_tells_what_to_mend(cast: Cast, settings: Any) -> None:
    settings.SITE_URL = "http://localhost:9"
    client = Client()
    client.force_login(cast.els)
    address = reverse("stories:doctor", args=["polder"])
    assert "dokter" in client.get(address).content.decode()
    client.post(address)
    assert "data-busy" in client.get(address).content.decode()
    doctor.visit.func(Checkup.objects.unguarded(HOST).get().pk)
    text = client.get(address).content.decode()
    assert "SAMENSPEL_URL" in text
    assert "2 dingen" in text


def test_whoever_may_publish_asks_it_and_nobody_else(cast: Cast) -> None:
    address = reverse("stories:doctor", args=["polder"])
    for person in (cast.els, cast.bo):
        doctor.ask(cast.expedition, by=person)
        client = Client()
        client.force_login(person)
        assert "data-busy" in client.get(address).content.decode()
    for person in (cast.bram, cast.pia, cast.dirk):
        with pytest.raises(NotYours):
            doctor.ask(cast.expedition, by=person)
        client = Client()
        client.force_login(person)
        assert client.get(address).status_code == 404


def test_it_looks_at_the_feed_of_each_language(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    whole = doctor.examine

    def examine_and_tell(url: str) -> Any:
        seen.append(url)
        return whole(url, by_hand)

    monkeypatch.setattr(doctor, "examine", examine_and_tell)
    out(cast)
    checkup = doctor.ask(cast.expedition, by=cast.bo)
    doctor.visit.func(checkup.pk)
    assert seen == [FEED, FEED.replace("feed.xml", "feed.en.xml")]
    checkup = Checkup.objects.unguarded(HOST).get()
    assert [line.rule for line in doctor.told(checkup.findings) if not line.well] == []


def give(cast: Cast, episode: Any) -> str:
    client = Client()
    client.force_login(cast.bo)
    return client.get(reverse("stories:give", args=[episode.slug])).content.decode()


def test_before_it_is_out_the_page_tells_that_programs_can_take_it(cast: Cast) -> None:
    episode = an_episode(cast)
    actions.divide(episode, chapters=[(0, "Binnen")], by=cast.bo)
    in_english(cast, episode)
    ready(episode, cast)
    assert beforehand.looked_at(episode) == []
    assert "programma’s kunnen hem aan" in give(cast, episode)
    assert b"<item>" not in by_hand("GET", FEED, {}).body


def test_before_it_is_out_the_page_tells_what_is_better_mended(cast: Cast, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "no-reply@samenspel.example"
    episode = an_episode(cast)
    ready(episode, cast)
    page = give(cast, episode)
    assert "SAMENSPEL_MAIL_FROM" in page
    assert " disabled" not in page
    client = Client()
    client.force_login(cast.bo)
    told = {"circle": "5", "agreed": "spoken"}
    client.post(reverse("stories:give", args=[episode.slug]), told)
    assert b"<item>" in by_hand("GET", FEED, {}).body


def test_what_programs_refuse_does_not_go_out(cast: Cast) -> None:
    episode = an_episode(cast)
    masters.path_of(ready(episode, cast)).unlink()
    page = give(cast, episode)
    assert "Maak het geluid van deze aflevering opnieuw" in page
    assert " disabled" in page
    client = Client()
    client.force_login(cast.bo)
    told = {"circle": "5", "agreed": "spoken"}
    client.post(reverse("stories:give", args=[episode.slug]), told)
    assert b"<item>" not in by_hand("GET", FEED, {}).body


@pytest.mark.django_db(transaction=True)
def test_over_a_real_line(live_server: Any, settings: Any) -> None:
    """Files of the software are served by a real host only; all else goes over the line here."""
    from samenspel.circles.tests.cast import make_cast

    settings.SITE_URL = live_server.url
    settings.ALLOWED_HOSTS = ["localhost"]
    cast = make_cast()
    cast.expedition.summary = "Een reis."
    cast.expedition.save()
    out(cast)
    found = examine(live_server.url + reverse("stories:feed", args=["polder"]))
    assert unwell(found) == {"safe"}
