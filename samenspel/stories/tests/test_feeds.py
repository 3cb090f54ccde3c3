"""The podcast as programs read it, public and private, and its words as files."""

from __future__ import annotations

import json
import re
from typing import Any

import feedparser
import podcastparser
import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.urls import reverse

from samenspel.circles import actions as circles
from samenspel.circles.models import Circle, Membership
from samenspel.circles.tests.cast import Cast
from samenspel.people.models import PersonalLink
from samenspel.stories import actions, masters, podcast, subscribing
from samenspel.stories.models import EpisodeEdition, Subscription

from .builders import a_conversation, an_episode, in_english, out
from .samples import a_picture

HOST = "command line"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"


@pytest.fixture
def edition(cast: Cast) -> EpisodeEdition:
    cast.oost.latitude, cast.oost.longitude = 52.1, 5.1
    cast.oost.save()
    episode = an_episode(cast)
    actions.divide(episode, chapters=[(0, "Binnen & buiten"), (2000, "De vraag")], by=cast.bo)
    actions.credit(episode, name="Mo de Maker", part="maker", agreed="paper", by=cast.bo)
    actions.illustrate(episode, data=a_picture(), alt="Een rode deur", by=cast.bo)
    return out(cast, episode)


def address_of(edition: EpisodeEdition) -> str:
    return reverse("stories:feed", args=[edition.expedition.slug])


def test_gpodders_parser_reads_it(edition: EpisodeEdition) -> None:
    import io

    answer = Client().get(address_of(edition))
    found = podcastparser.parse("http://localhost:8000/feed", io.BytesIO(answer.content))
    assert found["title"] == "Reis door de polder"
    assert found["type"] == "episodic"
    assert found["explicit"] is False
    assert found["cover_url"].endswith("cover.png")
    (item,) = found["episodes"]
    assert item["guid"] == str(edition.episode.guid)
    assert item["total_time"] == 3
    assert item["title"] == "Bij de voordeur"
    (enclosure,) = item["enclosures"]
    assert enclosure["mime_type"] == "audio/mpeg"
    assert edition.master is not None
    assert enclosure["file_size"] == edition.master.size
    sound = Client().get(enclosure["url"].removeprefix("http://localhost:8000"))
    assert len(b"".join(sound)) == edition.master.size


def test_feedparser_reads_it(edition: EpisodeEdition) -> None:
    found = feedparser.parse(Client().get(address_of(edition)).content)
    assert not found.bozo
    assert found.feed.language == "nl"
    assert found.feed.tags[0].term == "Society & Culture"
    (entry,) = found.entries
    assert "(0:02) De vraag" in entry.summary
    assert entry.itunes_duration == "3"
    assert "podcast_location" not in entry
    assert found.headers == {}


def test_the_tags_of_podcasting_2_0(edition: EpisodeEdition, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Samenspel <post@example.org>"
    channel = fromstring(Client().get(address_of(edition)).content).find("channel")
    assert channel is not None
    guid = str(podcast.guid_of(settings.SITE_URL + address_of(edition)))
    assert channel.findtext(f"{PODCAST}guid") == guid
    assert channel.findtext(f"{PODCAST}medium") == "podcast"
    locked = channel.find(f"{PODCAST}locked")
    assert (locked.text, locked.get("owner")) == ("yes", "post@example.org")
    item = channel.find("item")
    kinds = [each.get("type") for each in item.findall(f"{PODCAST}transcript")]
    assert kinds == ["text/vtt", "application/x-subrip", "text/plain"]
    assert {each.get("language") for each in item.findall(f"{PODCAST}transcript")} == {"nl"}
    assert item.find(f"{PODCAST}chapters").get("type") == "application/json+chapters"
    assert item.findtext(f"{PODCAST}person") == "Mo de Maker"
    assert item.find(f"{PODCAST}location") is None  # its coalition shows itself nowhere
    assert item.find(f"{ITUNES}image").get("href").endswith("/omslag.jpg")


def test_without_a_public_address_nothing_is_locked(edition: EpisodeEdition, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Samenspel <samenspel@localhost>"
    assert b"podcast:locked" not in Client().get(address_of(edition)).content


@pytest.mark.parametrize(
    ("address", "guid"),
    [
        ("https://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("http://podnews.net/rss/", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
    ],
)
def test_the_guid_is_that_of_everybody(address: str, guid: str) -> None:
    assert str(podcast.guid_of(address)) == guid


def test_a_program_that_comes_back_hears_that_nothing_changed(edition: EpisodeEdition) -> None:
    first = Client().get(address_of(edition))
    asked = {"if-none-match": first["ETag"]}
    assert Client().get(address_of(edition), headers=asked).status_code == 304
    actions.retract(edition.episode, by=edition.author)
    later = Client().get(address_of(edition), headers=asked)
    assert later.status_code == 200
    assert b"<item>" not in later.content


def test_a_feed_without_episodes_is_a_feed(cast: Cast) -> None:
    address = reverse("stories:feed", args=["polder"])
    first = Client().get(address)
    assert not feedparser.parse(first.content).bozo
    assert Client().get(address).content == first.content
    assert Client().get(reverse("stories:feed", args=["nergens"])).status_code == 404


def test_whoever_is_signed_in_gets_the_same_public_feed(cast: Cast) -> None:
    out(cast, circle=Circle.COALITION)
    client = Client()
    client.force_login(cast.bo)
    assert b"<item>" not in client.get(reverse("stories:feed", args=["polder"])).content


def test_the_captions(edition: EpisodeEdition) -> None:
    def text(name: str) -> str:
        answer = Client().get(reverse("stories:file", args=[edition.slug, 1, name]))
        assert answer["Access-Control-Allow-Origin"] == "*"
        return answer.content.decode()

    vtt = text("tekst.vtt")
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v een bewoner>Goedemorgen")
    srt = text("tekst.srt")
    assert "1\n00:00:00,000 --> 00:00:01,000\neen bewoner: Goedemorgen" in srt
    assert "Amina" not in vtt + srt + text("tekst.txt")
    told = json.loads(text("hoofdstukken.json"))
    assert told["version"] == "1.2.0"
    assert told["chapters"][1] == {"startTime": 2.0, "title": "De vraag"}


def test_a_long_paragraph_becomes_captions_of_two_lines(cast: Cast) -> None:
    words = "Er was eens een deur & een <sleutel> die niet paste. " * 12
    said = [("Amina", words.strip(), 0, 2900)]
    edition = out(cast, an_episode(cast, a_conversation(cast, said=said)))
    answer = Client().get(reverse("stories:file", args=[edition.slug, 1, "tekst.vtt"]))
    cues = answer.content.decode().split("\n\n")[1:]
    assert len(cues) > 3
    assert "&lt;sleutel&gt;" in cues[0]
    last = ""
    for cue in cues:
        times, *lines = cue.strip().split("\n")
        begin, stop = times.split(" --> ")
        assert last <= begin < stop
        last = stop
        assert len(lines) <= 2
        assert all(len(re.sub(r"<v [^>]*>|&lt;|&gt;|&amp;", "x", line)) <= 66 for line in lines)


# Private addresses


def private(key: Any) -> str:
    return reverse("stories:private_feed", args=[key.token])


def test_a_private_address_tells_what_its_owner_may_hear(cast: Cast) -> None:
    edition = out(cast, circle=Circle.COALITION)
    key = subscribing.begin(cast.oost, name="Telefoon", by=cast.bram)
    answer = Client().get(private(key))
    assert "private" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    found = feedparser.parse(answer.content)
    (entry,) = found.entries
    assert entry.id == str(edition.episode.guid)
    assert b"<itunes:block>Yes</itunes:block>" in answer.content
    at = entry.enclosures[0].href.removeprefix("http://localhost:8000")
    assert key.token in at
    sound = Client().get(at, headers={"range": "bytes=0-9"})
    assert len(b"".join(sound)) == 10
    assert "private" in sound["Cache-Control"]
    words = Client().get(at.replace("bij-de-voordeur.mp3", "tekst.txt"))
    assert words.status_code == 200
    assert "Access-Control-Allow-Origin" not in words
    assert not words.cookies
    same = Client().get(private(key), headers={"if-none-match": answer["ETag"]})
    assert same.status_code == 304


def test_one_key_opens_the_feed_of_each_language(cast: Cast) -> None:
    episode = an_episode(cast)
    actions.divide(episode, chapters=[(0, "Binnen")], by=cast.bo)
    in_english(cast, episode)
    edition = out(cast, episode, circle=Circle.COALITION, translated={"en": "spoken"})
    masters.tag.func(edition.pk)
    out(cast, an_episode(cast, title="Alleen in het Nederlands"), circle=Circle.COALITION)
    client = Client()
    client.force_login(cast.bram)
    page = client.post(reverse("stories:subscribe", args=[cast.oost.pk]), {"name": "Telefoon"})
    key = page.context["key"]
    address = reverse("stories:private_feed_in", args=[key.token, "en"])
    assert address in page.content.decode()
    answer = Client().get(address)
    assert "private" in answer["Cache-Control"]
    found = feedparser.parse(answer.content)
    assert found.feed.language == "en"
    (entry,) = found.entries  # the other one says nothing in English
    assert entry.title == "At the front door"
    assert "(0:00) Part 1" in entry.summary
    item = fromstring(answer.content).find("channel/item")
    files = [item.find("enclosure"), item.find(f"{PODCAST}chapters")]
    files += item.findall(f"{PODCAST}transcript")[:1]
    for each in files:
        at = each.get("url").removeprefix("http://localhost:8000")
        assert key.token in at
        assert ".en." in at
        answer = Client().get(at)
        body = b"".join(answer)
        assert (answer.status_code, bool(body)) == (200, True)
    assert "key to this door" in body.decode()
    assert len(feedparser.parse(Client().get(private(key)).content).entries) == 2
    for language in ("nl", "fr"):
        other = reverse("stories:private_feed_in", args=[key.token, language])
        assert Client().get(other).status_code == 404
    subscribing.end(Subscription.objects.unguarded(HOST).get(), by=cast.bram)
    assert Client().get(address).status_code == 404


def test_its_own_people_read_where_it_was_recorded(cast: Cast) -> None:
    cast.oost.place, cast.oost.latitude, cast.oost.longitude = "Dorpshuis", 52.1, 5.2
    cast.oost.save()
    episode = an_episode(cast)
    out(cast, episode, circle=Circle.COALITION)
    key = subscribing.begin(cast.oost, name="Telefoon", by=cast.bram)
    item = fromstring(Client().get(private(key)).content).find("channel/item")
    location = item.find(f"{PODCAST}location")
    assert location.text == "Dorpshuis"
    assert location.get("geo") == "geo:52.1,5.2"


def test_of_the_key_only_a_hash_is_kept(cast: Cast) -> None:
    key = subscribing.begin(cast.oost, name="Telefoon", by=cast.bram)
    link = PersonalLink.objects.get(pk=key.link.pk)
    assert key.token not in str(vars(link))
    assert key.token not in str(vars(Subscription.objects.unguarded(HOST).get()))


def test_an_ended_address_and_an_unknown_one_answer_alike(cast: Cast) -> None:
    out(cast)
    key = subscribing.begin(cast.oost, name="Telefoon", by=cast.bram)
    assert Client().get(private(key)).status_code == 200
    subscribing.end(Subscription.objects.unguarded(HOST).get(), by=cast.bram)
    ended = Client().get(private(key))
    unknown = Client().get(reverse("stories:private_feed", args=["unknown"]))
    assert (ended.status_code, ended.content) == (404, unknown.content)
    assert "werkt niet meer" in ended.content.decode()


def test_who_left_hears_nothing_any_more(cast: Cast) -> None:
    edition = out(cast, circle=Circle.COALITION)
    key = subscribing.begin(cast.oost, name="Telefoon", by=cast.bram)
    circles.end(Membership.objects.get(person=cast.bram), by=cast.bo)
    assert Client().get(private(key)).status_code == 404
    sound = reverse(
        "stories:private_file", args=[key.token, edition.slug, 1, "bij-de-voordeur.mp3"]
    )
    assert Client().get(sound).status_code == 404


def test_making_and_ending_one_on_the_page(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.amina)
    address = reverse("stories:subscribe", args=[cast.oost.pk])
    made = client.post(address, {"name": "Mijn telefoon"}).content.decode()
    found = re.search(r"http://localhost:8000(/podcast/[\w-]+/feed.xml)", made)
    assert found
    assert Client().get(found[1]).status_code == 200
    row = Subscription.objects.unguarded(HOST).get()
    later = client.get(address).content.decode()
    assert "Mijn telefoon" in later
    assert found[1] not in later
    client.post(address, {"weg": row.pk})
    assert Client().get(found[1]).status_code == 404
    for person, status in [(cast.els, 200), (cast.cor, 404), (cast.fons, 404)]:
        other = Client()
        other.force_login(person)
        assert other.get(address).status_code == status


def test_an_episode_shows_a_picture_and_its_sound_beside_a_link(edition: EpisodeEdition) -> None:
    page = Client().get(edition.episode_url).content.decode()
    found = dict(re.findall(r'<meta property="og:(image|audio)" content="([^"]+)">', page))
    image = Client().get(found["image"].removeprefix("http://localhost:8000"))
    assert (image["Content-Type"], image.content[:4]) == ("image/png", b"\x89PNG")
    sound = Client().get(found["audio"].removeprefix("http://localhost:8000"))
    assert sound["Content-Type"] == "audio/mpeg"
    sound.close()
