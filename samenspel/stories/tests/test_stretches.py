"""Something said about a stretch of an episode: from when until when, in what order, and what is
left of it when the sound changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry, Mail
from samenspel.sources import actions as sources
from samenspel.sources.readers import Kind, Paragraph, compose
from samenspel.sources.tests.tapes import a_recording, a_tape
from samenspel.stories import actions, beside_episodes, jobs, margins, taking_out
from samenspel.stories.models import EpisodeEdition, Remark
from samenspel.stories.public import Heard
from samenspel.stories.stretches import NoStretch, Sounding

from .builders import a_conversation, an_episode, out, ready
from .test_episodes import enter
from .test_taken_out import the_worker_does, voice_of

HOST = "command line"
MO = "Bij ons is dat Mo."


@pytest.fixture
def edition(cast: Cast) -> EpisodeEdition:
    return out(cast)


def stretches_of(edition: EpisodeEdition) -> str:
    return beside_episodes.stretches(Heard(edition))


def margin(edition: EpisodeEdition) -> str:
    return reverse("stories:margin", args=["aflevering", edition.slug, stretches_of(edition)])


def says(
    edition: EpisodeEdition, words: str, by: Any, stretch: Any = None, to: Any = None
) -> Remark:
    where = {"kind": "aflevering", "key": edition.slug, "part": stretches_of(edition)}
    beside = margins.at(by, *where.values())
    assert beside is not None
    return margins.write(
        beside.row, beside=beside, words=words, by=by, stretch=stretch, to=to, **where
    )


def read(person: Any, url: str) -> str:
    return str(enter(person).get(url).content.decode())


def test_it_is_typed_read_and_heard_on_both_pages(cast: Cast, edition: EpisodeEdition) -> None:
    at = margin(edition)
    assert f'action="{at}"' in read(cast.amina, edition.episode_url)
    typed = {"begin": "0:01", "stop": "0:02.5", "words": MO}
    answer = enter(cast.amina).post(at, typed)
    remark = Remark.objects.unguarded(HOST).get()
    assert answer["Location"] == f"{at}#opmerking-{remark.pk}"
    assert (remark.start, remark.stop, remark.circle) == (1000, 2500, Circle.EXPEDITION)
    for page in (at, edition.episode_url):
        shown = read(cast.cor, page)
        assert MO in shown
        assert f'href="{Heard(edition).sound}#t=1.000,2.500"' in shown
        assert 'data-seconds="1.000" data-until="2.500"' in shown
        assert "0:01 – 0:02" in shown
    assert Entry.objects.filter(verb="remark.write").count() == 1
    jobs.tell_of_remarks()
    mail = Mail.objects.get(to=edition.author.email)
    assert edition.title in mail.text
    assert MO not in mail.text
    gone = enter(cast.amina).post(reverse("stories:take_back_remark", args=[remark.pk]))
    assert gone["Location"] == at
    assert MO not in read(cast.cor, edition.episode_url)


def test_without_an_end_it_is_fifteen_seconds_and_never_past_the_sound(
    cast: Cast, edition: EpisodeEdition
) -> None:
    remark = says(edition, MO, cast.amina, (1000, None))
    assert edition.master is not None
    assert (remark.start, remark.stop) == (1000, edition.master.duration)
    assert Sounding("", 60_000).stretch(2000, None) == (2000, 17_000)
    assert Sounding("", 60_400).stretch(2000, 61_000) == (2000, 60_400)


@pytest.mark.parametrize(
    ("begin", "stop", "told"),
    [
        ("0:02", "0:01", "een stuk eindigt na het begin"),
        ("0:01", "0:01", "een stuk eindigt na het begin"),
        ("0:01", "9:00", "9:00 is voorbij het einde: deze opname duurt 0:03."),
        ("9:00", "", "9:00 is voorbij het einde: deze opname duurt 0:03."),
        ("straks", "", "Schrijf een tijd in minuten en seconden"),
        ("0:01", "75", "Schrijf een tijd in minuten en seconden"),
        ("", "0:02", "Schrijf vanaf welk moment, zoals 2:05."),
    ],
)
def test_what_is_no_stretch_gets_a_sentence_and_nothing_is_lost(
    cast: Cast, edition: EpisodeEdition, begin: str, stop: str, told: str
) -> None:
    answer = enter(cast.amina).post(margin(edition), {"begin": begin, "stop": stop, "words": MO})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert MO in page
    for typed in filter(None, (begin, stop)):
        assert f'value="{typed}"' in page
    assert not Remark.objects.unguarded(HOST).exists()


def test_they_stand_in_order_of_time_and_an_answer_with_what_it_answers(
    cast: Cast, edition: EpisodeEdition
) -> None:
    late = says(edition, "Hoe zit dat?", cast.amina, (2000, 3000))
    says(edition, "Zo.", cast.cor, to=late)
    says(edition, "Ver.", cast.bo, (1000, 2500))
    says(edition, "Dichtbij.", cast.bo, (1000, 2000))
    sound = beside_episodes.beside_stretches(Heard(edition)).sound
    where = ("aflevering", edition.slug, stretches_of(edition))
    told = margins.told(cast.bo, *where, sound)
    assert [each.remark and each.remark.words for each in told] == [
        "Dichtbij.",
        "Ver.",
        "Hoe zit dat?",
    ]
    margins.take_back(late, by=cast.amina)
    *_first, gap = margins.told(cast.bo, *where, sound)
    assert gap.remark is None
    assert [each.remark and each.remark.words for each in gap.answers] == ["Zo."]
    assert gap.stretch is not None
    assert gap.stretch.at == "0:02 – 0:03"


def test_what_was_made_silent_no_longer_plays_and_its_remark_is_for_its_writer(
    cast: Cast, edition: EpisodeEdition
) -> None:
    says(edition, "Over Bram.", cast.cor, (1000, 2000))
    says(edition, "Over alles.", cast.cor, (0, 3000))
    says(edition, "Over Amina.", cast.cor, (2000, 3000))
    assert edition.source is not None
    taking_out.take_out(voice_of(edition.source, "Bram"), stretches=[[1000, 2000]], by=cast.bram)
    now = the_worker_does(edition)
    page = read(cast.cor, margin(now))
    assert all(words in page for words in ("Over Bram.", "Over alles.", "Over Amina."))
    others = read(cast.amina, margin(now))
    assert "Over Bram." not in others
    assert "Over Bram." not in read(cast.amina, now.episode_url)
    assert all(words in others for words in ("Over alles.", "Over Amina."))
    assert "#t=1.000,2.000" not in page
    assert page.count("Dit stuk is nu stil.") == 1
    assert page.count("Een deel van dit stuk is nu stil.") == 1
    for stretch in ("#t=0.000,3.000", "#t=2.000,3.000"):
        assert stretch in page
    assert "sinds vorig jaar" not in read(cast.cor, f"{margin(now)}?van=0:00&tot=0:03")
    with pytest.raises(NoStretch, match="stil gemaakt"):
        says(now, MO, cast.amina, (1200, 1800))
    assert "?van=0:01&" not in read(cast.amina, now.episode_url)


def test_times_of_another_recording_say_nothing_of_this_one(
    cast: Cast, edition: EpisodeEdition
) -> None:
    says(edition, MO, cast.amina, (1000, 2000))
    episode, at = edition.episode, margin(edition)
    other = a_recording(episode.source, a_tape(), by=cast.amina)
    actions.choose(episode, recording=other, by=cast.bo)
    ready(episode, cast)
    told = {"circle": Circle.PUBLIC, "agreed": "spoken", "difference": "Een andere opname."}
    actions.correct(episode, by=cast.bo, **told)
    assert enter(cast.cor).get(at).status_code == 404
    assert MO not in read(cast.cor, edition.episode_url)
    own = read(cast.amina, edition.episode_url)
    assert MO in own
    assert "er niet meer" in own


def test_it_is_read_by_those_of_the_margin_and_gone_with_the_episode(
    cast: Cast, edition: EpisodeEdition
) -> None:
    says(edition, MO, cast.amina, (1000, 2000))
    at = margin(edition)
    public = Client().get(edition.episode_url).content.decode()
    assert "about-" not in public
    assert MO not in public
    assert Client().get(at).status_code == 302
    for stranger in (cast.dirk, cast.fons):
        assert "about-" not in read(stranger, edition.episode_url)
        with pytest.raises(Refused):
            says(edition, "Doe het zo.", stranger, (0, 1000))
    with pytest.raises(NoStretch, match="vanaf welk moment"):
        says(edition, "Zonder tijd.", cast.amina)
    actions.retract(edition.episode, by=cast.bo)
    assert enter(cast.cor).get(at).status_code == 404


def test_each_turn_leads_to_the_form_with_its_times_and_words(
    cast: Cast, edition: EpisodeEdition
) -> None:
    page = read(cast.amina, edition.episode_url)
    for begin, stop in (("0:00", "0:01"), ("0:01", "0:02"), ("0:02", "0:03")):
        assert f'href="{margin(edition)}?van={begin}&amp;tot={stop}#zeg"' in page
    there = read(cast.amina, f"{margin(edition)}?van=0:01&tot=0:02")
    assert "En ik werk in de wijk sinds vorig jaar." in there
    assert "Goedemorgen" not in there
    assert 'data-begin="1000" data-stop="2000"' in there
    assert 'value="0:01"' in there
    assert 'value="0:02"' in there
    assert "data-begin" not in read(cast.amina, f"{margin(edition)}?van=nu")


def test_where_nobody_knows_who_speaks_each_paragraph_leads_there(cast: Cast) -> None:
    said = [("Goedemorgen.", 0, 1000), ("De sleutel hangt achter.", 1000, 2500)]
    lines = [Paragraph(Kind.TEXT, words, None, None, *times) for words, *times in said]
    text, layout = compose(lines)
    source = a_conversation(cast)
    sources.revise(source, text=text, layout=layout, by=cast.amina)
    page = read(cast.amina, out(cast, an_episode(cast, source)).episode_url)
    assert page.count("data-about=") == 2
    assert '?van=0:01#zeg" data-about="0:01" data-until="" title="Iets over dit stuk"' in page


def test_the_page_costs_the_same_for_one_and_for_three(
    cast: Cast, edition: EpisodeEdition, django_assert_num_queries: Any
) -> None:
    cor = enter(cast.cor)
    cor.get(edition.episode_url)
    with django_assert_num_queries(9):
        cor.get(edition.episode_url)
    for number in (1, 3):
        while Remark.objects.unguarded(HOST).count() < number:
            says(edition, MO, cast.amina, (1000, 2000))
        with django_assert_num_queries(10):
            cor.get(edition.episode_url)


@pytest.mark.parametrize("wrong", [{"stop": None}, {"start": None}, {"start": 2000}])
def test_the_database_keeps_no_half_stretch(
    cast: Cast, edition: EpisodeEdition, wrong: dict[str, Any]
) -> None:
    remark = says(edition, MO, cast.amina, (1000, 2000))
    with pytest.raises(IntegrityError):
        Remark.objects.unguarded(HOST).filter(pk=remark.pk).update(**wrong)
