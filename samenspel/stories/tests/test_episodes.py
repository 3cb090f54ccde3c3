"""Making an episode, giving it away, and taking it back everywhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.sources import actions as sources
from samenspel.sources import recordings, traces
from samenspel.sources.models import Consent, Source, Speaker
from samenspel.sources.search import find
from samenspel.sources.tests.tapes import a_recording, a_tape
from samenspel.stories import actions, masters
from samenspel.stories.models import Credit, Episode, EpisodeEdition, Master

from .builders import SUMMARY, a_conversation, an_episode, for_few, in_english, out, ready
from .samples import a_picture, files_of

HOST = "command line"
SAID = "Wie heeft de sleutel van deze deur eigenlijk?"


def enter(person: Any) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def again(edition: EpisodeEdition) -> EpisodeEdition:
    found: EpisodeEdition = EpisodeEdition.objects.unguarded(HOST).get(pk=edition.pk)
    return found


def reread(episode: Episode) -> Episode:
    found: Episode = Episode.objects.unguarded(HOST).get(pk=episode.pk)
    return found


def everywhere(edition: EpisodeEdition) -> dict[str, str]:
    slug, of = edition.slug, edition.expedition.slug
    files = {
        name: reverse("stories:file", args=[slug, edition.number, name])
        for name in files_of(slug)
        if ".en." not in name
    }
    return {
        "page": edition.episode_url,
        "edition": edition.get_absolute_url(),
        "list": reverse("stories:episodes"),
        "list of the expedition": reverse("stories:of_expedition", args=[of]),
        "feed": reverse("stories:feed", args=[of]),
        "sitemap": "/sitemap.xml",
        "expedition": reverse("web:expedition", args=[of]),
        **files,
    }


def body(response: Any) -> str:
    return b"".join(response).decode("utf-8", "replace")


def test_a_passer_by_hears_and_reads_it(cast: Cast) -> None:
    episode = an_episode(cast)
    actions.divide(episode, chapters=[(0, "Binnen"), (2000, "De vraag")], by=cast.bo)
    actions.credit(episode, name="Mo de Maker", part="maker", agreed="paper", by=cast.bo)
    actions.illustrate(episode, data=a_picture(), alt="Een rode deur", by=cast.bo)
    edition = out(cast, episode)
    client = Client()
    page = client.get(edition.episode_url)
    text = page.content.decode()
    for words in ("Bij de voordeur", SUMMARY, SAID, "De vraag", "Mo de Maker", "Een rode deur"):
        assert words in text
    assert "bewoner" in text
    assert "Amina" not in text
    assert "Bram" not in text
    assert not page.cookies
    assert edition.episode_url in body(client.get("/sitemap.xml"))
    for name, address in everywhere(edition).items():
        response = client.get(address)
        body(response)
        assert response.status_code == 200, name
        assert not response.cookies, name
        assert "no-cache" in response["Cache-Control"], name


def test_it_goes_no_further_than_its_source(cast: Cast) -> None:
    episode = an_episode(cast, a_conversation(cast, circle=Circle.EXPEDITION))
    ready(episode, cast)
    with pytest.raises(Refused, match="Minder mensen"):
        actions.publish(episode, circle=Circle.PUBLIC, agreed="spoken", by=cast.bo)
    edition = actions.publish(episode, circle=Circle.COALITION, agreed="spoken", by=cast.bo)
    for person, seen in [(cast.bram, 200), (cast.cor, 404), (cast.els, 404), (None, 404)]:
        for address in (
            edition.episode_url,
            reverse("stories:file", args=[edition.slug, 1, "tekst.txt"]),
        ):
            assert enter(person).get(address).status_code == seen, person
    assert SAID not in enter(None).get(reverse("stories:feed", args=["polder"])).content.decode()


def test_nobody_is_heard_who_was_not_asked(cast: Cast) -> None:
    episode = an_episode(cast)
    ready(episode, cast)
    with pytest.raises(Refused, match="Aan een stem hoor je"):
        actions.publish(episode, circle=Circle.PUBLIC, agreed="tap", by=cast.bo)
    with pytest.raises(Refused, match="Vraag eerst"):
        actions.credit(episode, name="Mo", part="host", agreed="", by=cast.bo)


def test_who_makes_it_and_who_gives_it_away(cast: Cast) -> None:
    source = a_conversation(cast)
    recording = a_recording(source, a_tape(), by=cast.amina)
    for person in (cast.amina, cast.cor, cast.fons, cast.dirk):
        with pytest.raises(NotYours):
            actions.start(source, recording=recording, title="Nee", by=person)
    episode = actions.start(source, recording=recording, title="Ja", by=cast.fenna)
    actions.write(episode, title="Ja", summary="Kort.", language="nl", revision=1, by=cast.bo)
    ready(episode, cast)
    with pytest.raises(NotYours):
        actions.publish(episode, circle=Circle.PUBLIC, agreed="spoken", by=cast.fenna)
    assert actions.publish(episode, circle=Circle.PUBLIC, agreed="spoken", by=cast.wim)


def test_what_is_muted_is_not_told_in_full_beside_it(cast: Cast) -> None:
    """Who hears the muted copy does not read and hear all of it in the source."""
    source = a_conversation(cast)
    episode = an_episode(cast, source)
    whole = out(cast, episode)
    actions.mute(episode, stretches=[(2000, 3000)], by=cast.bo)
    ready(episode, cast)
    anew = {"agreed": "spoken", "difference": "Een stuk is stil.", "by": cast.bo}
    with pytest.raises(actions.NotYet, match="gedempt"):
        actions.correct(episode, circle=Circle.PUBLIC, **anew)
    page = enter(cast.bo).get(reverse("stories:give", args=[episode.slug])).content.decode()
    assert reverse("sources:circle", args=[source.pk]) in page
    sources.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    assert again(whole).withdrawn


def test_a_muted_copy_goes_as_far_as_those_who_speak_agreed(cast: Cast) -> None:
    source = for_few(cast)
    episode = an_episode(cast, source)
    actions.mute(episode, stretches=[(2000, 3000)], by=cast.bo)
    ready(episode, cast)
    bo = enter(cast.bo)
    form = bo.get(reverse("stories:give", args=[episode.slug])).content.decode()
    assert 'value="5"' in form
    assert 'value="1"' not in form
    edition = actions.publish(episode, circle=Circle.PUBLIC, agreed="spoken", by=cast.bo)
    page = Client().get(edition.episode_url).content.decode()
    assert "ik woon hier al heel erg lang" in page
    assert SAID not in page
    assert Client().get(reverse("sources:source", args=[source.pk])).status_code == 404
    assert next(place.standing for place in traces.places(source))
    # More people than its coalition may not read the source now.
    with pytest.raises(Refused, match="gedempt"):
        sources.widen(source, to=Circle.PUBLIC, by=cast.amina)
    # A voice that says no takes the copy along.
    sources.narrow(source, to=Circle.PRIVATE, by=cast.bram)
    assert Client().get(edition.episode_url).status_code == 410


def test_even_when_nobody_lifted_it_a_voice_that_agreed_to_less_closes_it(cast: Cast) -> None:
    source = for_few(cast)
    episode = an_episode(cast, source)
    actions.mute(episode, stretches=[(2000, 3000)], by=cast.bo)
    edition = out(cast, episode)
    assert Client().get(edition.episode_url).status_code == 200
    Source.objects.unguarded(HOST).filter(pk=source.pk).update(ceiling=Circle.EXPEDITION)
    assert Client().get(edition.episode_url).status_code == 410


def test_what_only_its_author_reads_becomes_no_episode(cast: Cast) -> None:
    source = a_conversation(cast, circle=Circle.PRIVATE, by=cast.bo)
    recording = a_recording(source, a_tape(), by=cast.bo)
    with pytest.raises(Refused, match="Alleen jij"):
        actions.start(source, recording=recording, title="Nee", by=cast.bo)


def test_the_makers_own_text_holds_no_words_of_others(cast: Cast) -> None:
    episode = an_episode(cast)
    ready(episode, cast)
    actions.divide(episode, chapters=[(0, "Wie heeft de sleutel van deze deur")], by=cast.bo)
    assert any("‘Wie heeft de sleutel van’" in line for line in actions.lacking(episode))
    with pytest.raises(actions.NotYet):
        actions.publish(episode, circle=Circle.PUBLIC, agreed="spoken", by=cast.bo)


def test_two_makers_notice_each_other(cast: Cast) -> None:
    episode = an_episode(cast)
    with pytest.raises(ChangedMeanwhile) as clash:
        actions.write(episode, title="Later", summary="x", language="nl", revision=1, by=cast.wim)
    assert clash.value.number == 2


TAKEN_BACK = [
    (
        "a voice narrows it",
        lambda cast, source: sources.narrow(source, to=Circle.TEAM, by=cast.bram),
    ),
    (
        "a voice takes it back",
        lambda cast, source: sources.narrow(source, to=Circle.PRIVATE, by=cast.bram),
    ),
    (
        "the author takes it back",
        lambda cast, source: sources.narrow(source, to=Circle.PRIVATE, by=cast.amina),
    ),
    (
        "the recording is thrown away",
        lambda cast, source: recordings.drop(
            source.recordings.unguarded(HOST).get(), by=cast.amina
        ),
    ),
]


@pytest.mark.parametrize(("how", "deed"), TAKEN_BACK, ids=[how for how, _ in TAKEN_BACK])
def test_taking_back_reaches_page_sound_and_feed(
    cast: Cast, django_capture_on_commit_callbacks: Any, how: str, deed: Any
) -> None:
    source = a_conversation(cast)
    episode = an_episode(cast, source)
    edition = out(cast, episode)
    master = Master.objects.unguarded(HOST).get()
    addresses = everywhere(edition)
    assert find(None, "sleutel").counts["episodes"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        deed(cast, source)
    stood = again(edition)
    assert stood.withdrawn
    assert (stood.text, stood.layout, stood.voices, stood.people) == ("", [], {}, [])
    for name, address in addresses.items():
        response = Client().get(address)
        text = body(response)
        assert SAID not in text, name
        assert SUMMARY not in text, name
        gone = name in ("page", "edition", *files_of(edition.slug))
        assert response.status_code == (410 if gone else 200), name
    assert "episodes" not in find(None, "sleutel").counts
    if how != "a voice narrows it":
        assert not masters.path_of(master).exists()
        assert not Master.objects.unguarded(HOST).exists()
    where = [place for place in traces.places(source) if "aflevering" in place.kind]
    assert where
    assert not any(place.standing for place in where)


def test_even_when_nobody_lifted_it_a_narrower_source_closes_it(cast: Cast) -> None:
    source = a_conversation(cast)
    edition = out(cast, an_episode(cast, source))
    Source.objects.unguarded(HOST).filter(pk=source.pk).update(circle=Circle.TEAM)
    assert Client().get(edition.episode_url).status_code == 410


def test_a_consent_that_runs_out_closes_it(cast: Cast) -> None:
    source = a_conversation(cast)
    edition = out(cast, an_episode(cast, source))
    speaker = source.speakers.unguarded(HOST).get(label="Bram")
    Consent.objects.create(
        source=source,
        speaker=speaker,
        answer="given",
        audience=5,
        how="tap",
        by=cast.bram,
        until="2020-01-01",
    )
    assert Client().get(edition.episode_url).status_code == 410


def test_a_no_to_a_quote_leaves_the_episode(cast: Cast) -> None:
    source = a_conversation(cast)
    edition = out(cast, an_episode(cast, source))
    version = source.versions.unguarded(HOST).get()
    speaker = source.speakers.unguarded(HOST).get(label="Amina")
    asked = sources.ask(version, speaker=speaker, start=0, end=12, about="Les", by=cast.wim)
    sources.answer(asked, answer="refused", by=cast.amina)
    assert again(edition).withdrawn is None


def test_a_correction_takes_the_place_of_what_was_out(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    episode = an_episode(cast, for_few(cast))
    actions.mute(episode, stretches=[(2500, 2600)], by=cast.bo)
    first = out(cast, episode)
    old = Master.objects.unguarded(HOST).get()
    actions.mute(episode, stretches=[(2000, 2600)], by=cast.bo)
    with pytest.raises(actions.NotYet, match="opnieuw"):
        actions.correct(
            episode,
            circle=Circle.PUBLIC,
            agreed="spoken",
            difference="Een stuk is stil.",
            by=cast.bo,
        )
    ready(episode, cast)
    with django_capture_on_commit_callbacks(execute=True):
        second = actions.correct(
            episode,
            circle=Circle.PUBLIC,
            agreed="spoken",
            difference="Een stuk is stil.",
            by=cast.bo,
        )
    page = Client().get(second.episode_url).content.decode()
    assert SAID not in page
    assert "Hier stond een stem. Die is gedempt." in page
    assert "Een stuk is stil." in page
    assert "Goedemorgen" in page
    answer = Client().get(first.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, second.episode_url)
    old_sound = Client().get(reverse("stories:file", args=[first.slug, 1, "bij-de-voordeur.mp3"]))
    assert old_sound["Location"].endswith("/2/bij-de-voordeur.mp3")
    assert not masters.path_of(old).exists()


def test_who_takes_a_name_off_takes_it_off_what_is_out(cast: Cast) -> None:
    episode = an_episode(cast)
    actions.credit(episode, name="Mo de Maker", part="maker", agreed="paper", by=cast.bo)
    edition = out(cast, episode)
    actions.uncredit(Credit.objects.unguarded(HOST).get(), by=cast.bo)
    assert "Mo de Maker" not in Client().get(edition.episode_url).content.decode()
    assert again(edition).people == []


def test_who_is_named_stands_by_name_in_the_text_until_the_name_goes(cast: Cast) -> None:
    episode = an_episode(cast)
    in_english(cast, episode)
    amina = Speaker.objects.unguarded(HOST).get(source=episode.source, label="Amina")
    told = {"part": "host", "agreed": "paper", "by": cast.bo}
    actions.credit(episode, name="Amina de B.", speaker=amina, **told)
    with pytest.raises(Refused, match="al iemand"):
        actions.credit(episode, name="Iemand anders", speaker=amina, **told)
    edition = out(cast, episode, translated={"en": "spoken"})
    names = ("tekst.vtt", "tekst.srt", "tekst.txt", "tekst.en.vtt", "tekst.en.txt")
    files = {name: reverse("stories:file", args=[edition.slug, 1, name]) for name in names}
    files["page"] = edition.episode_url
    read = {name: body(Client().get(address)) for name, address in files.items()}
    for name, words in read.items():
        assert "Amina de B." in words, name
        assert "een bewoner" not in words, name
        assert "a resident" not in words, name
    assert "een professional" in read["tekst.txt"]
    actions.uncredit(Credit.objects.unguarded(HOST).get(), by=cast.bo)
    for name, address in files.items():
        words = body(Client().get(address))
        assert "Amina de B." not in words, name
        assert "een bewoner" in words or "a resident" in words, name


def test_a_voice_of_another_recording_is_not_named(cast: Cast) -> None:
    episode = an_episode(cast)
    other = Speaker.objects.unguarded(HOST).filter(source=a_conversation(cast)).first()
    with pytest.raises(Refused, match="niet van deze opname"):
        actions.credit(episode, name="Mo", part="host", agreed="paper", speaker=other, by=cast.bo)


def test_a_cover_that_goes_is_gone_from_what_is_out(cast: Cast) -> None:
    episode = an_episode(cast)
    actions.illustrate(episode, data=a_picture(), alt="Een deur", by=cast.bo)
    edition = out(cast, episode)
    address = reverse("stories:file", args=[edition.slug, 1, "omslag.jpg"])
    assert Client().get(address).status_code == 200
    actions.uncover(episode, by=cast.bo)
    assert Client().get(address).status_code == 404
    assert "Een deur" not in Client().get(edition.episode_url).content.decode()


@pytest.mark.parametrize("data", [b"", b"not a picture", a_picture(300)])
def test_a_cover_that_is_none_is_refused_in_words(cast: Cast, data: bytes) -> None:
    with pytest.raises(Refused):
        actions.illustrate(an_episode(cast), data=data, alt="Een deur", by=cast.bo)


def test_the_makers_take_it_back_and_say_why(cast: Cast) -> None:
    edition = out(cast)
    actions.retract(edition.episode, reason="Er klopte iets niet.", by=cast.bo)
    gone = Client().get(edition.episode_url)
    assert gone.status_code == 410
    assert "Er klopte iets niet." in gone.content.decode()
    assert SUMMARY not in gone.content.decode()


def test_what_was_never_public_leaves_no_trace(cast: Cast) -> None:
    edition = out(cast, circle=Circle.EXPEDITION)
    actions.retract(edition.episode, by=cast.bo)
    assert Client().get(edition.episode_url).status_code == 404


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ([(0, "Een"), (0, "Twee")], "zelfde moment"),
        ([(5000, "Te laat")], "voorbij het einde"),
        ([(0, " ")], "titel"),
    ],
)
def test_chapters_that_can_not_be(cast: Cast, lines: Any, wrong: str) -> None:
    with pytest.raises(Refused, match=wrong):
        actions.divide(an_episode(cast), chapters=lines, by=cast.bo)


def test_stretches_that_touch_become_one(cast: Cast) -> None:
    episode = an_episode(cast)
    actions.mute(episode, stretches=[(1000, 1500), (200, 400), (1400, 2000)], by=cast.bo)
    assert masters.wanted(episode)["stretches"] == [[200, 400], [1000, 2000]]
    with pytest.raises(Refused, match="eindigt"):
        actions.mute(episode, stretches=[(1500, 1000)], by=cast.bo)


# Pages


def test_from_a_source_to_the_page_by_forms(cast: Cast) -> None:
    source = for_few(cast)
    a_recording(source, a_tape(), by=cast.amina)
    bo = enter(cast.bo)
    way = reverse("stories:start", args=[source.pk])
    assert way in bo.get(reverse("sources:source", args=[source.pk])).content.decode()
    recording = source.recordings.unguarded(HOST).get()
    begun = bo.post(way, {"recording": recording.pk, "title": "De drempel", "language": "nl"})
    work = begun["Location"]
    assert work == reverse("stories:work", args=["de-drempel"])

    def send(page: str, **told: Any) -> Any:
        return bo.post(reverse(f"stories:{page}", args=["de-drempel"]), told)

    assert (
        send("write", title="De drempel", summary=SUMMARY, language="nl", revision=1)["Location"]
        == work
    )
    wrong = send("divide", chapters="0:00 Begin\n1:99 Nee")
    assert "‘1:99 Nee’" in wrong.content.decode()
    assert "1:99 Nee" in wrong.content.decode()
    assert send("divide", chapters="0:00 Begin\n0:02.5 - Slot")["Location"] == work
    assert send("mute", stretches="0:01 - 0:01.5")["Location"] == work
    asked = bo.get(reverse("stories:people", args=["de-drempel"])).content.decode()
    voice = re.search(r'<option value="(\d+)">[^<]*Amina', asked)
    assert voice
    mo = {"name": "Mo", "part": "host", "agreed": "spoken", "speaker": voice[1]}
    assert send("people", **mo).status_code == 302
    named = bo.get(reverse("stories:people", args=["de-drempel"])).content.decode()
    assert f'<option value="{voice[1]}"' not in named
    assert send("prepare").status_code == 302
    master = Master.objects.unguarded(HOST).get()
    busy = bo.get(work).content.decode()
    assert "data-busy" in busy
    masters.make.func(str(master.key))
    text = bo.get(work).content.decode()
    assert "0:02 " not in text or "Slot" in text
    sound = bo.get(reverse("stories:sound", args=["de-drempel"]))
    assert body(sound)
    given = send("give", circle=5, agreed="spoken")
    assert given["Location"] == reverse("stories:episode", args=["de-drempel"])
    again = send("give", circle=5, agreed="spoken", difference="")
    assert again.status_code == 200
    assert send("retract", reason="")["Location"] == work


def test_what_was_typed_is_not_lost_when_somebody_was_first(cast: Cast) -> None:
    episode = an_episode(cast)
    address = reverse("stories:write", args=[episode.slug])
    told = {"title": "Anders", "summary": "Mijn tekst.", "language": "nl", "revision": 1}
    clash = enter(cast.bo).post(address, told)
    text = clash.content.decode()
    assert SUMMARY in text
    assert "Mijn tekst." in text
    assert enter(cast.bo).post(address, {**told, "revision": 2}).status_code == 302


def test_a_list_costs_the_same_for_one_and_for_three(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    source = a_conversation(cast)
    out(cast, an_episode(cast, source, title="Eerste"))
    client = Client()
    address = reverse("stories:of_expedition", args=["polder"])
    client.get(address)
    with django_assert_num_queries(3):
        client.get(address)
    for title in ("Tweede", "Derde"):
        out(cast, an_episode(cast, source, title=title))
    with django_assert_num_queries(3):
        client.get(address)


def test_the_page_of_an_episode_costs_one_question(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    edition = out(cast)
    client = Client()
    client.get(edition.episode_url)
    with django_assert_num_queries(1):
        client.get(edition.episode_url)


def test_a_form_calls_nothing_optional_that_is_asked_before_it_goes_out(cast: Cast) -> None:
    episode = an_episode(cast)
    told = {"title": episode.title, "language": "nl", "revision": episode.revision}
    actions.write(episode, summary="", by=cast.bo, **told)
    assert any("waar het over gaat" in each for each in actions.lacking(reread(episode)))
    form = enter(cast.bo).get(reverse("stories:write", args=[episode.slug])).content.decode()
    assert "Waar gaat het over?" in form
    assert "(hoeft niet)" not in form


def test_words_without_a_time_are_chosen_before_a_muted_stretch_goes_out(cast: Cast) -> None:
    said = [("Amina", "Mijn dochter heet Roos.", None, None), ("Bram", "Ik werk hier.", None, None)]
    source = for_few(cast, said=said)
    episode = an_episode(cast, source)
    actions.mute(episode, stretches=[(500, 900)], by=cast.bo)
    with pytest.raises(actions.NotYet, match="wanneer"):
        out(cast, episode)
    bo, page = enter(cast.bo), reverse("stories:mute", args=[episode.slug])
    asked = bo.get(page).content.decode()
    assert "Mijn dochter heet Roos." in asked
    assert re.search(r"<legend>Welke van deze woorden klinken daar\?</legend>", asked)
    refused = bo.post(page, {"stretches": "0:00.5 - 0:00.9"})
    assert "Kies de woorden" in refused.content.decode()
    assert bo.post(page, {"stretches": "0:00.5 - 0:00.9", "words": ["0"]}).status_code == 302
    edition = out(cast, reread(episode))
    assert "Roos" not in edition.text
    assert "Ik werk hier." in edition.text
    # A corrected text has other paragraphs: then they are chosen anew.
    version = source.versions.unguarded(HOST).get()
    changed = version.text.replace("Roos", "Rosa")
    sources.revise(source, text=changed, layout=version.layout, after=version.number, by=cast.amina)
    assert any("wanneer" in each for each in actions.lacking(reread(episode)))
