"""A speaker takes their voice out of an episode that is out: what is heard from then on."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.errors import Refused
from samenspel.sources import actions as sources
from samenspel.sources.models import Source, Speaker
from samenspel.sources.search import find
from samenspel.stories import actions, masters, subscribing, taking_out
from samenspel.stories.models import EpisodeEdition, Master

from .builders import SUMMARY, a_conversation, an_episode, in_english, out, ready
from .test_episodes import again, body, enter, everywhere, reread

HOST = "command line"
KEY = "Wie heeft de sleutel van deze deur eigenlijk?"
LONG = "ik woon hier al heel erg lang"
BRAM = "En ik werk in de wijk sinds vorig jaar."


def voice_of(source: Source, label: str) -> Speaker:
    found: Speaker = source.speakers.unguarded(HOST).get(label=label)
    return found


def newest(edition: EpisodeEdition) -> EpisodeEdition:
    rows = EpisodeEdition.objects.unguarded(HOST).filter(episode=edition.episode_id)
    found: EpisodeEdition = rows.select_related("master").order_by("-number").first()
    return found


def the_worker_does(edition: EpisodeEdition) -> EpisodeEdition:
    held = newest(edition)
    assert held.master is not None
    masters.make.func(str(held.master.key))
    return newest(edition)


@pytest.fixture
def public(cast: Cast) -> EpisodeEdition:
    episode = an_episode(cast, a_conversation(cast))
    actions.divide(episode, chapters=[(0, "Binnen"), (2000, "Een vraag")], by=cast.bo)
    in_english(cast, episode)
    return out(cast, episode, translated={"en": "spoken"})


def test_from_the_next_request_on_nobody_hears_it(
    cast: Cast, public: EpisodeEdition, django_capture_on_commit_callbacks: Any
) -> None:
    old = Master.objects.unguarded(HOST).get()
    addresses = everywhere(public)
    amina = enter(cast.amina)
    page = amina.get(reverse("stories:voice", args=[public.slug]))
    assert KEY in page.content.decode()
    assert BRAM not in page.content.decode()
    with django_capture_on_commit_callbacks():
        answer = amina.post(page.request["PATH_INFO"], {"parts": ["1"]}, follow=True)
    assert "Bewijs" in answer.content.decode()
    for name, address in addresses.items():
        response = Client().get(address)
        text = body(response)
        assert KEY not in text, name
        assert "holds the key" not in text, name
        held = response.status_code == 503
        assert held == (".mp3" in name or "tekst" in name or name in HELD), name
        assert not held or response["Retry-After"]
    assert SUMMARY not in body(Client().get(addresses["feed"]))
    assert "episodes" not in find(None, "sleutel").counts
    with django_capture_on_commit_callbacks(execute=True):
        masters.throw_away([])
    assert not Master.objects.unguarded(HOST).filter(pk=old.pk).exists()


@pytest.mark.parametrize("name", ["site:api_episodes", "web:expedition"])
def test_whoever_asks_again_hears_of_it_when_it_is_there_again(
    cast: Cast, public: EpisodeEdition, name: str
) -> None:
    """Nobody does a deed when the sound is made: a page that looks for deeds has to know of it."""
    page = reverse(name, args=[] if "api" in name else [cast.expedition.slug])
    amina = voice_of(public.source, "Amina")
    taking_out.take_out(amina, stretches=[(0, 1000)], by=cast.amina)
    meanwhile = Client().get(page)
    assert public.slug not in meanwhile.content.decode()
    the_worker_does(public)
    after = Client().get(page, headers={"if-none-match": meanwhile["ETag"]})
    assert after.status_code == 200
    assert public.slug in after.content.decode()


HELD = ("page", "edition", "omslag.jpg", "hoofdstukken.json")


def test_it_comes_back_by_itself_without_that_part(
    cast: Cast, public: EpisodeEdition, django_capture_on_commit_callbacks: Any
) -> None:
    source = public.source
    assert source is not None
    guid = reread(public.episode).guid
    with django_capture_on_commit_callbacks(execute=True):
        taking_out.take_out(voice_of(source, "Amina"), stretches=[(2000, 3000)], by=cast.amina)
    with django_capture_on_commit_callbacks(execute=True):
        edition = the_worker_does(public)
    client = Client()
    page = body(client.get(edition.episode_url))
    assert KEY not in page
    assert LONG in page
    assert BRAM in page
    assert "Een vraag" not in page  # nothing of that chapter is left
    feed = body(client.get(reverse("stories:feed", args=["polder"])))
    assert str(guid) in feed
    for name in ("tekst.vtt", "tekst.en.vtt", "hoofdstukken.json", "hoofdstukken.en.json"):
        words = body(client.get(reverse("stories:file", args=[public.slug, 2, name])))
        assert words, name
        assert KEY not in words, name
        assert "holds the key" not in words, name
        assert "Part 2" not in words, name
    old = client.get(reverse("stories:file", args=[public.slug, 1, f"{public.slug}.mp3"]))
    assert old["Location"].endswith(f"/2/{public.slug}.mp3")
    assert loudest(edition.master, 2.05, 2.9) < -60 < -40 < loudest(edition.master, 0.2, 1.8)
    # The source is read by those who work on it, and no longer by everybody.
    assert Client().get(reverse("sources:source", args=[source.pk])).status_code == 404
    assert enter(cast.bram).get(reverse("sources:source", args=[source.pk])).status_code == 200


def loudest(master: Any, begin: float, stop: float) -> float:
    """In decibels."""
    at = ["-ss", str(begin), "-to", str(stop), "-i", str(masters.path_of(master))]
    command = ["ffmpeg", "-hide_banner", *at, "-af", "volumedetect", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr  # noqa: S603
    return float(told.partition("max_volume: ")[2].partition(" dB")[0])


def test_after_a_no_to_a_quote_one_is_told_where_it_goes_on_sounding(
    cast: Cast, public: EpisodeEdition
) -> None:
    source = public.source
    assert source is not None
    version = source.versions.unguarded(HOST).get()
    place = version.text.index(KEY)
    amina = voice_of(source, "Amina")
    asked = sources.ask(
        version, speaker=amina, start=place, end=place + len(KEY), about="Les", by=cast.wim
    )
    sources.answer(asked, answer="refused", by=cast.amina)
    at, page = (
        reverse("stories:voice", args=[public.slug]),
        reverse("sources:answer", args=[asked.pk]),
    )
    assert at in enter(cast.amina).get(page).content.decode()
    taking_out.take_out(amina, stretches=[(2000, 3000)], by=cast.amina)
    assert at not in enter(cast.amina).get(page).content.decode()


def test_who_makes_it_can_not_undo_it_nor_tell_it_elsewhere(
    cast: Cast, public: EpisodeEdition
) -> None:
    source = public.source
    assert source is not None
    taking_out.take_out(voice_of(source, "Amina"), stretches=[(2000, 3000)], by=cast.amina)
    the_worker_does(public)
    episode = reread(public.episode)
    actions.mute(episode, stretches=[], by=cast.bo)
    ready(episode, cast)
    anew = {"agreed": "spoken", "difference": "Anders.", "by": cast.bo}
    actions.correct(episode, circle=Circle.PUBLIC, **anew)
    assert KEY not in body(Client().get(public.episode_url))
    other = out(cast, an_episode(cast, source, title="Nog eens"))
    assert KEY not in body(Client().get(other.episode_url))
    for to in (Circle.EXPEDITION, Circle.PUBLIC):
        with pytest.raises(Refused, match="haalde"):
            sources.widen(source, to=to, by=cast.amina)


def test_drafts_of_the_makers_do_not_go_out_with_it(cast: Cast, public: EpisodeEdition) -> None:
    source, episode = public.source, reread(public.episode)
    assert source is not None
    told = {"title": "Nog niet af", "summary": "Een ruwe schets.", "language": "nl"}
    actions.write(episode, revision=episode.revision, by=cast.bo, **told)
    taking_out.take_out(voice_of(source, "Bram"), stretches=[(1000, 2000)], by=cast.bram)
    edition = the_worker_does(public)
    page = body(Client().get(edition.episode_url))
    assert "ruwe schets" not in page
    assert SUMMARY in page
    assert BRAM not in page
    assert KEY in page


def test_who_takes_out_all_they_say_is_not_named_either(cast: Cast) -> None:
    episode = an_episode(cast, a_conversation(cast))
    bram = voice_of(episode.source, "Bram")
    named = {"name": "Bram de Wijk", "part": "guest", "agreed": "spoken", "by": cast.bo}
    actions.credit(episode, speaker=bram, **named)
    first = out(cast, episode)
    assert "Bram de Wijk" in body(Client().get(first.episode_url))
    enter(cast.bram).post(reverse("stories:voice", args=[first.slug]), {"alles": "1"})
    edition = the_worker_does(first)
    page = body(Client().get(edition.episode_url))
    assert "Bram" not in page
    assert KEY in page


def test_when_nothing_is_left_the_episode_is_gone(cast: Cast, public: EpisodeEdition) -> None:
    source = public.source
    assert source is not None
    amina, bram = voice_of(source, "Amina"), voice_of(source, "Bram")
    taking_out.take_out(amina, stretches=[(0, 1000), (2000, 3000)], by=cast.amina)
    assert Client().get(public.episode_url).status_code == 503
    taking_out.take_out(bram, stretches=[(1000, 2000)], by=cast.bram)
    assert Client().get(public.episode_url).status_code == 410


def test_of_those_who_read_all_of_it_in_the_source_the_episode_is_taken_away(cast: Cast) -> None:
    episode = an_episode(cast, a_conversation(cast, circle=Circle.COALITION))
    edition = out(cast, episode, circle=Circle.COALITION)
    taking_out.take_out(voice_of(episode.source, "Bram"), stretches=[(1000, 2000)], by=cast.bram)
    assert enter(cast.amina).get(edition.episode_url).status_code == 404
    assert again(edition).withdrawn


def test_a_private_address_answers_for_now(cast: Cast) -> None:
    episode = an_episode(cast, a_conversation(cast, circle=Circle.EXPEDITION))
    edition = out(cast, episode, circle=Circle.EXPEDITION)
    key = subscribing.begin(cast.oost, name="Telefoon", by=cast.bram)
    taking_out.take_out(voice_of(episode.source, "Bram"), stretches=[(1000, 2000)], by=cast.bram)
    sound = [key.token, edition.slug, 1, f"{edition.slug}.mp3"]
    assert Client().get(reverse("stories:private_file", args=sound)).status_code == 503
    assert newest(edition).circle == Circle.EXPEDITION


def test_only_the_speaker_or_who_makes_it_takes_a_voice_out(
    cast: Cast, public: EpisodeEdition
) -> None:
    source = public.source
    assert source is not None
    amina = voice_of(source, "Amina")
    for person in (cast.bram, cast.cor, cast.fons, cast.dirk):
        with pytest.raises(NotYours):
            taking_out.take_out(amina, stretches=[(0, 1000)], by=person)
    with pytest.raises(Refused, match="verteld"):
        taking_out.take_out(amina, stretches=[(0, 1000)], by=cast.bo)
    at = reverse("stories:voice", args=[public.slug])
    assert enter(cast.cor).get(at).status_code == 404
    assert LONG not in enter(cast.bram).get(f"{at}?stem={amina.pk}").content.decode()
    bo = enter(cast.bo)
    assert f"?stem={amina.pk}" in bo.get(at).content.decode()
    told = {"parts": ["0"], "how": "spoken"}
    answer = bo.post(f"{at}?stem={amina.pk}", told, follow=True).content.decode()
    assert "genoteerd door" in answer
    assert again(public).withdrawn
    # The speaker finds it there too.
    assert "genoteerd door" in enter(cast.amina).get(at).content.decode()
