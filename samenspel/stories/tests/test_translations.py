"""An episode in two languages: made, given away, looked at again, and taken back everywhere."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.sources import actions as sources
from samenspel.sources import traces
from samenspel.sources.models import Source
from samenspel.sources.readers import Kind, Paragraph, compose
from samenspel.sources.search import find
from samenspel.stories import actions, masters, translating
from samenspel.stories.models import Episode, EpisodeEdition, Translated, Translation
from samenspel.stories.translating import Typed

from .builders import ENGLISH, SAID, an_episode, for_few, in_english, out
from .test_episodes import again, body, enter

HOST = "command line"
BOTH = {"en": "spoken"}
PODCAST = "{https://podcastindex.org/namespace/1.0}"


@pytest.fixture
def episode(cast: Cast) -> Episode:
    return divided(cast, an_episode(cast))


def divided(cast: Cast, made: Episode) -> Episode:
    actions.divide(
        made,
        chapters=[(0, "Binnen"), (2000, "De vraag")],
        questions={0: ["Wie niet?"], 2000: ["En jij?"]},
        by=cast.bo,
    )
    return made


def given(cast: Cast, episode: Episode, **more: Any) -> EpisodeEdition:
    """Out in both languages, with the files of both."""
    in_english(cast, episode, **more)
    edition = out(cast, episode, translated=BOTH)
    masters.tag.func(edition.pk)
    return again(edition)


def at(edition: EpisodeEdition, name: str) -> str:
    return reverse("stories:file", args=[edition.slug, edition.number, name])


def get(path: str, person: Any = None, **more: Any) -> str:
    return enter(person).get(path, **more).content.decode()


def found(words: str) -> list[str]:
    """Where a passer-by is led who looks for these words."""
    there = find(None, words)
    return [] if there.loosely else [hit.url for hit in there.hits]


def english(edition: EpisodeEdition) -> dict[str, str]:
    """Every address where its English words stand."""
    names = ("tekst.en.vtt", "tekst.en.srt", "tekst.en.txt")
    return {
        "page": f"{edition.episode_url}?taal=en",
        "edition": f"{edition.get_absolute_url()}?woorden=en",
        **{name: at(edition, name) for name in names},
    }


def rewritten(cast: Cast, source: Source, *lines: str) -> None:
    """A new version of the text, with these lines in place of the first ones."""
    said = [(who, words, *when) for (who, _old, *when), words in zip(SAID, lines, strict=False)]
    kept = [*said, *SAID[len(lines) :]]
    text, layout = compose(
        Paragraph(Kind.CUE, words, None, who, begin, stop) for who, words, begin, stop in kept
    )
    sources.revise(source, text=text, layout=layout, by=cast.amina)


def test_a_passer_by_reads_it_in_either_language(cast: Cast, episode: Episode) -> None:
    edition = given(cast, episode)
    for name, address in english(edition).items():
        words = body(Client().get(address))
        assert "holds the key" in words.replace("\n", " "), name
        assert SAID[2][1] not in words.replace("\n", " "), name
    page = get(f"{edition.episode_url}?taal=en")
    assert '<h1 itemprop="name" lang="en">At the front door</h1>' in page
    assert 'class="long-text source-text" lang="en"' in page
    assert "resident" in page
    assert "Dutch is spoken. You read a translation." in page
    assert 'rel="alternate" hreflang="en"' in page
    assert f'rel="canonical" href="http://localhost:8000{edition.episode_url}?taal=en"' in page
    dutch = get(edition.episode_url)
    assert '<h1 itemprop="name" lang="nl">Bij de voordeur</h1>' in dutch
    assert f'hreflang="en" href="http://localhost:8000{edition.episode_url}?taal=en"' in dutch
    assert "holds the key" not in dutch
    assert SAID[2][1] in get(f"{edition.episode_url}?taal=en&woorden=nl")
    assert "holds the key" in get(f"{edition.episode_url}?taal=nl&woorden=en")


def test_the_feeds_tell_both_each_in_its_own_language(cast: Cast, episode: Episode) -> None:
    edition = given(cast, episode)
    for feed, own, other, title in (
        (reverse("stories:feed", args=["polder"]), "nl", "en", "Bij de voordeur"),
        (reverse("stories:feed_in", args=["polder", "en"]), "en", "nl", "At the front door"),
    ):
        channel = fromstring(Client().get(feed).content).find("channel")
        item = channel.find("item")
        assert channel.findtext("language") == own
        assert item.findtext("title") == title
        told = [each.attrib for each in item.findall(f"{PODCAST}transcript")]
        assert [each["language"] for each in told] == [own] * 3 + [other] * 3
        chapters = item.find(f"{PODCAST}chapters").get("url")
        first = json.loads(Client().get(chapters).content)["chapters"][0]["title"]
        assert first == {"nl": "Binnen", "en": "Part 1"}[own]
        sound = item.find("enclosure")
        answer = Client().get(sound.get("url"))
        assert len(b"".join(answer)) == int(sound.get("length")) > 0
    assert Client().get(reverse("stories:feed_in", args=["polder", "nl"])).status_code == 404
    assert Client().get(reverse("stories:feed_in", args=["polder", "de"])).status_code == 404
    assert Client().get(at(edition, "tekst.de.vtt")).status_code == 404


def test_the_chapters_in_the_sound_are_in_the_language_of_its_feed(
    cast: Cast, episode: Episode
) -> None:
    edition = given(cast, episode)
    for language, title in (("", "Binnen"), ("en", "Part 1")):
        shown = subprocess.run(  # noqa: S603  (our own file)
            [
                *("ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "json"),
                str(masters.path_of(edition.master, language)),
            ],
            capture_output=True,
            check=True,
        )
        told = json.loads(shown.stdout)
        assert told["chapters"][0]["tags"]["title"] == title
        assert abs(float(told["format"]["duration"]) - 3) < 0.2
    files = [masters.path_of(edition.master, code) for code in ("", "en")]
    masters.forget_files()
    assert all(file.exists() for file in files)


def test_taking_back_takes_the_translation_along(
    cast: Cast, episode: Episode, django_capture_on_commit_callbacks: Any
) -> None:
    edition = given(cast, episode)
    files = [masters.path_of(edition.master, code) for code in ("", "en")]
    assert len(found("ages since I moved")) == 1
    told = [place.kind for place in traces.places(episode.source) if place.standing]
    assert "vertaling van een aflevering: pagina, ondertitels en zoeken" in told
    assert "vertaling van de woorden, bij wie de aflevering maakt" in told
    with django_capture_on_commit_callbacks(execute=True):
        sources.narrow(episode.source, to=Circle.PRIVATE, by=cast.amina)
    assert not Translated.objects.unguarded(HOST).exists()
    assert again(edition).translated_words == {}
    assert not any(file.exists() for file in files)
    for name, address in english(edition).items():
        answer = Client().get(address)
        assert answer.status_code == 410, name
        assert "holds the key" not in body(answer)
    for feed in (
        reverse("stories:feed", args=["polder"]),
        reverse("stories:feed_in", args=["polder", "en"]),
    ):
        assert "<item>" not in get(feed)
    assert found("ages since I moved") == []
    left = [each for each in traces.places(episode.source) if "vertaling" in each.kind]
    assert not any(place.standing for place in left)


def test_words_that_changed_are_looked_at_again_before_they_go_out(
    cast: Cast, episode: Episode
) -> None:
    given(cast, episode)
    rewritten(cast, episode.source, "Goedemorgen, ik woon hier pas.")
    (told,) = translating.told(episode, cast.bo)
    assert (told.many, told.done, told.again) == (3, 2, 1)
    path = reverse("stories:translate_words", args=[episode.slug, "en"])
    assert "Kijk hier nog eens naar" in get(path, cast.bo)
    edition = actions.correct(
        episode,
        circle=Circle.PUBLIC,
        agreed="spoken",
        translated=BOTH,
        difference="Een zin is anders.",
        by=cast.bo,
    )
    page = get(f"{edition.episode_url}?taal=en")
    assert "it has been ages" not in page
    assert "This part is not translated." in page
    assert "holds the key" in page
    version = translating.version_for(episode, cast.bo)
    assert version is not None
    right = {0: Typed("Good morning, I am new here.", translating.fingerprint(ENGLISH[0]))}
    translating.translate_words(episode, language="en", version=version, typed=right, by=cast.bo)
    (told,) = translating.told(episode, cast.bo)
    assert (told.done, told.again) == (3, 0)


def test_who_says_that_it_is_still_right_keeps_it(cast: Cast, episode: Episode) -> None:
    in_english(cast, episode)
    rewritten(cast, episode.source, "Goedemorgen, ik woon hier al heel lang.")
    path = reverse("stories:translate_words", args=[episode.slug, "en"])
    sent = {
        "version": 2,
        "woorden-0": ENGLISH[0],
        "was-0": translating.fingerprint(ENGLISH[0]),
    }
    enter(cast.bo).post(path, sent)
    assert translating.told(episode, cast.bo)[0].again == 1
    enter(cast.bo).post(path, {**sent, "klopt-0": "on"})
    assert translating.told(episode, cast.bo)[0].again == 0


def test_words_that_are_gone_take_their_translation_along(cast: Cast, episode: Episode) -> None:
    in_english(cast, episode)
    text, layout = compose(
        Paragraph(Kind.CUE, words, None, who, begin, stop) for who, words, begin, stop in SAID[1:]
    )
    sources.revise(episode.source, text=text, layout=layout, by=cast.amina)
    edition = out(cast, episode, translated=BOTH)
    words = get(at(edition, "tekst.en.txt"))
    assert "ages" not in words
    assert "not translated" not in words
    assert "holds the key" in words


def test_a_muted_stretch_is_muted_in_the_translation(cast: Cast) -> None:
    episode = divided(cast, an_episode(cast, for_few(cast)))
    actions.mute(episode, stretches=[(2000, 3000)], by=cast.bo)
    edition = given(cast, episode)
    for name, address in english(edition).items():
        words = body(Client().get(address))
        assert "holds the key" not in words.replace("\n", " "), name
        assert "A voice stood here. It is muted." in words.replace("\n", " "), name
    assert found("holds the key") == []


def test_what_is_muted_in_one_stretch_is_told_once(cast: Cast) -> None:
    episode = an_episode(cast, for_few(cast))
    actions.mute(episode, stretches=[(1000, 3000)], by=cast.bo)
    edition = given(cast, episode)
    words = body(Client().get(at(edition, "tekst.vtt"))).replace("\n", " ")
    assert words.count("Die is gedempt.") == 1
    assert "00:00:01.000 --> 00:00:03.000" in words


def test_without_a_yes_to_the_translation_it_stays_here(cast: Cast, episode: Episode) -> None:
    in_english(cast, episode)
    with pytest.raises(Refused, match="in vertaling"):
        out(cast, episode, translated={"en": "tap"})
    edition = out(cast, episode)
    assert edition.translations == {}
    assert "holds the key" not in get(f"{edition.episode_url}?taal=en")
    assert Client().get(at(edition, "tekst.en.vtt")).status_code == 404


def test_what_is_not_ready_does_not_go_along(cast: Cast, episode: Episode) -> None:
    row = in_english(cast, episode)
    assert translating.lacking(row) == []
    actions.divide(episode, chapters=[(0, "Binnen"), (1000, "Erbij")], by=cast.bo)
    lacking = translating.lacking(row)
    assert "Geef elk hoofdstuk een titel." in lacking
    with pytest.raises(Refused, match="nog niet klaar"):
        out(cast, episode, translated=BOTH)
    page = get(reverse("stories:give", args=[episode.slug]), cast.bo)
    assert "Geef elk hoofdstuk een titel." in page
    assert 'name="in_en"' not in page


def test_the_makers_own_translation_holds_no_words_of_others(cast: Cast, episode: Episode) -> None:
    row = in_english(cast, episode, summary="Who on earth holds the key, they ask.")
    assert any("Who on earth holds the" in line for line in translating.lacking(row))


def test_from_the_page_to_the_feed_by_forms(cast: Cast, episode: Episode) -> None:
    bo = enter(cast.bo)
    path = reverse("stories:translate", args=[episode.slug, "en"])
    assert "Binnen" in get(path, cast.bo)
    told = {
        "title": "At the front door",
        "summary": "A talk.",
        "chapter_0": "Inside",
        "question_0_0": "Who else?",
        "chapter_2000": "The question",
        "revision": "0",
    }
    assert bo.post(path, told).status_code == 302
    words = reverse("stories:translate_words", args=[episode.slug, "en"])
    sent = {f"woorden-{number}": each for number, each in ENGLISH.items()}
    assert bo.post(words, {"version": 1, **sent}).status_code == 302
    masters.make.func(str(masters.prepare(episode, by=cast.bo).key))
    give = reverse("stories:give", args=[episode.slug])
    answer = bo.post(give, {"circle": 5, "agreed": "spoken", "in_en": "paper"})
    assert answer.status_code == 302
    page = get(f"{answer.url}?taal=en")
    for words_there in ("Inside", "Who else?", "holds the key"):
        assert words_there in page
    assert again(EpisodeEdition.objects.unguarded(HOST).get()).translations["en"]["agreed"] == (
        "paper"
    )


def test_two_translators_notice_each_other(cast: Cast, episode: Episode) -> None:
    in_english(cast, episode)
    with pytest.raises(ChangedMeanwhile):
        in_english(cast, episode, title="Another", words={})
    path = reverse("stories:translate_words", args=[episode.slug, "en"])
    answer = enter(cast.bo).post(path, {"version": 1, "woorden-0": "Mine", "was-0": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert ">Mine</textarea>" in page
    assert ENGLISH[0] in page
    seen = translating.fingerprint(ENGLISH[0])
    answer = enter(cast.bo).post(path, {"version": 1, "woorden-0": "Mine", "was-0": seen})
    assert answer.status_code == 302
    assert Translated.objects.unguarded(HOST).get(number=0).words == "Mine"


VTT = b"""WEBVTT

00:00.100 --> 00:00.500
Good morning,

00:00.500 --> 00:00.900
I live here.

00:02.000 --> 00:02.900
Who holds it?
"""


def test_a_file_is_laid_beside_the_text(cast: Cast, episode: Episode) -> None:
    path = reverse("stories:translate_file", args=[episode.slug, "en"])

    def bring(name: str, data: bytes) -> Any:
        file = SimpleUploadedFile(name, data)
        return enter(cast.bo).post(path, {"file": file, "complete": "1"})

    assert bring("en.vtt", VTT).status_code == 302
    rows = Translated.objects.unguarded(HOST).values_list("number", "words")
    assert dict(rows) == {0: "Good morning, I live here.", 2: "Who holds it?"}
    wrong = bring("en.txt", b"One line.\n\nAnother line.\n")
    assert wrong.status_code == 422
    assert "heeft 2 alinea’s en de tekst heeft er 3" in wrong.content.decode()
    assert bring("en.txt", b"One.\n\nTwo.\n\nThree.\n").status_code == 302
    assert dict(rows.all()) == {0: "One.", 1: "Two.", 2: "Three."}


def test_who_may_not_make_it_does_not_translate_it(cast: Cast, episode: Episode) -> None:
    in_english(cast, episode)
    for name in ("translate", "translate_words", "translate_file"):
        path = reverse(f"stories:{name}", args=[episode.slug, "en"])
        assert enter(cast.fenna).get(path).status_code == 200
        for person in (cast.bram, cast.cor, cast.fons, cast.dirk):
            assert enter(person).get(path).status_code == 404, name
        other = reverse(f"stories:{name}", args=[episode.slug, "nl"])
        assert enter(cast.bo).get(other).status_code == 404


def test_a_translation_that_is_thrown_away_is_gone_from_what_is_out(
    cast: Cast, episode: Episode
) -> None:
    edition = given(cast, episode)
    enter(cast.bo).post(reverse("stories:untranslate", args=[episode.slug, "en"]))
    assert not Translation.objects.unguarded(HOST).exists()
    assert not Translated.objects.unguarded(HOST).exists()
    assert "holds the key" not in get(f"{edition.episode_url}?taal=en")
    assert SAID[2][1] in get(edition.episode_url)
    assert found("ages since I moved") == []


def test_a_hit_in_the_translation_leads_to_it(cast: Cast, episode: Episode) -> None:
    edition = given(cast, episode)
    (url,) = found("ages since I moved")
    answer = Client().get(url)
    assert answer.url == f"{edition.episode_url}?woorden=en#p0"


def test_the_pages_of_a_translation_cost_the_same_for_one_and_for_three(
    cast: Cast, episode: Episode, django_assert_num_queries: Any
) -> None:
    path = reverse("stories:translate_words", args=[episode.slug, "en"])
    client = enter(cast.bo)
    client.get(path)
    for words in ({0: "One."}, {0: "One.", 1: "Two.", 2: "Three."}):
        Translation.objects.unguarded(HOST).all().delete()
        in_english(cast, episode, words=words)
        with django_assert_num_queries(9):
            client.get(path)
