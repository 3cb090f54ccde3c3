"""The margin of an episode: who talks, who reads, and what is left when somebody takes it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Membership
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Mail
from samenspel.sources import actions as sources
from samenspel.stories import actions, jobs, margins
from samenspel.stories.models import EpisodeEdition, Remark

from .builders import an_episode, out, ready

HOST = "command line"


def enter(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def edition(cast: Cast) -> EpisodeEdition:
    episode = an_episode(cast)
    asked = {0: ["Wie heeft bij jullie de sleutel?"]}
    actions.divide(episode, chapters=[(0, "Buiten"), (2000, "Binnen")], questions=asked, by=cast.bo)
    return out(cast, episode)


def margin(edition: EpisodeEdition, part: str = "0") -> str:
    return reverse("stories:margin", args=["aflevering", edition.slug, part])


def says(edition: EpisodeEdition, words: str, by: Any, **more: Any) -> Remark:
    beside = margins.at(by, "aflevering", edition.slug, "0")
    assert beside is not None
    told = {"kind": "aflevering", "key": edition.slug, "part": "0", **more}
    return margins.write(beside.row, beside=beside, words=words, by=by, **told)


def test_a_remark_an_answer_and_both_taken_back_by_forms(
    cast: Cast, edition: EpisodeEdition
) -> None:
    at = margin(edition)
    amina, cor = enter(cast.amina), enter(cast.cor)
    assert at in amina.get(edition.episode_url).content.decode()
    page = amina.get(at).content.decode()
    assert "Wie heeft bij jullie de sleutel?" in page
    assert "Wat wil je zeggen?" in page
    assert amina.post(at, {"words": "Bij ons is dat Mo."}).status_code == 302
    remark = Remark.objects.unguarded(HOST).get()
    assert (remark.circle, remark.author) == (Circle.EXPEDITION, cast.amina)
    beside = cor.get(at).content.decode()
    assert "Bij ons is dat Mo." in beside
    assert "Amina" not in beside
    assert "1 opmerking" in cor.get(edition.episode_url).content.decode()
    cor.post(at, {"words": "Bij ons niemand.", "op": remark.pk})
    assert "Amina" in amina.get(at).content.decode()
    gone = amina.post(reverse("stories:take_back_remark", args=[remark.pk]))
    assert gone["Location"] == at
    left = cor.get(at).content.decode()
    assert "Bij ons is dat Mo." not in left
    assert "teruggenomen" in left
    assert "Bij ons niemand." in left
    assert Remark.objects.unguarded(HOST).get(pk=remark.pk).words == ""


def test_an_episode_without_chapters_is_talked_about_as_a_whole(cast: Cast) -> None:
    edition = out(cast)
    at, amina, cor = margin(edition, "heel"), enter(cast.amina), enter(cast.cor)
    assert at in amina.get(edition.episode_url).content.decode()
    assert at not in enter(cast.fons).get(edition.episode_url).content.decode()
    assert amina.post(at, {"words": "Bij ons is dat Mo."}).status_code == 302
    assert "Bij ons is dat Mo." in cor.get(at).content.decode()
    assert "1 opmerking" in cor.get(edition.episode_url).content.decode()
    assert amina.get(margin(edition, "0")).status_code == 404
    episode = edition.episode
    actions.divide(episode, chapters=[(0, "Anders")], by=cast.bo)
    ready(episode, cast)
    told = {"circle": Circle.PUBLIC, "agreed": "spoken", "difference": "Hoofdstukken."}
    actions.correct(episode, by=cast.bo, **told)
    assert "Bij ons is dat Mo." in amina.get(edition.episode_url).content.decode()  # her own, lost
    assert cor.get(at).status_code == 404


def test_a_passer_by_the_fund_and_another_expedition(cast: Cast, edition: EpisodeEdition) -> None:
    says(edition, "Bij ons is dat Mo.", cast.amina)
    public = Client().get(edition.episode_url).content.decode()
    assert "opmerking" not in public
    assert "Wie heeft bij jullie de sleutel?" in public
    assert Client().get(margin(edition)).status_code == 302
    assert "Bij ons is dat Mo." not in enter(cast.dirk).get(margin(edition)).content.decode()
    for stranger in (cast.dirk, cast.fons):
        with pytest.raises(NotYours):
            says(edition, "Doe het zo.", stranger)
    with pytest.raises(NotYours):
        margins.take_back(Remark.objects.unguarded(HOST).get(), by=cast.cor)


def test_a_remark_is_of_ones_own_words_and_an_answer_has_no_answers(
    cast: Cast, edition: EpisodeEdition
) -> None:
    with pytest.raises(Refused, match="iemand anders"):
        says(edition, "Zij zegt: wie heeft de sleutel van deze deur eigenlijk?", cast.cor)
    first = says(edition, "Mooi gezegd.", cast.cor)
    answer = says(edition, "Vind ik ook.", cast.bo, to=first)
    assert "Mooi gezegd." in enter(cast.cor).get(margin(edition), {"op": first.pk}).content.decode()
    elsewhere = enter(cast.cor).get(margin(edition, "2000"), {"op": first.pk})
    assert elsewhere.status_code == 404
    with pytest.raises(Refused, match="antwoord"):
        says(edition, "En ik.", cast.cor, to=answer)
    with pytest.raises(Refused, match="geen woorden"):
        says(edition, "  ", cast.cor)


def test_a_chapter_that_is_gone_hides_what_stood_beside_it(
    cast: Cast, edition: EpisodeEdition
) -> None:
    says(edition, "Bij ons is dat Mo.", cast.amina)
    episode = edition.episode
    actions.divide(episode, chapters=[(1000, "Anders")], by=cast.bo)
    ready(episode, cast)
    told = {"circle": Circle.PUBLIC, "agreed": "spoken", "difference": "Andere hoofdstukken."}
    actions.correct(episode, by=cast.bo, **told)
    assert enter(cast.cor).get(margin(edition)).status_code == 404
    assert "Mo." not in enter(cast.cor).get(edition.episode_url).content.decode()
    own = enter(cast.amina).get(edition.episode_url).content.decode()
    assert "Bij ons is dat Mo." in own
    assert "er niet meer" in own


def test_fewer_readers_of_the_voices_are_fewer_readers_of_the_margin(
    cast: Cast, edition: EpisodeEdition
) -> None:
    remark = says(edition, "Bij ons is dat Mo.", cast.amina)
    assert edition.source is not None
    sources.narrow(edition.source, to=Circle.COALITION, by=cast.amina)
    assert Remark.objects.unguarded(HOST).get(pk=remark.pk).circle == Circle.COALITION
    assert not Remark.objects.visible_to(cast.cor).exists()


def test_three_questions_and_in_ones_own_words(cast: Cast, edition: EpisodeEdition) -> None:
    bo, at = enter(cast.bo), reverse("stories:divide", args=[edition.slug])
    four = "0:00 Buiten\n" + "? Waarom?\n" * 4
    assert "Drie vragen" in bo.post(at, {"chapters": four}).content.decode()
    bo.post(at, {"chapters": "0:00 Buiten\n? Wie heeft de sleutel van deze deur eigenlijk?"})
    assert any("sleutel van" in each for each in actions.lacking(edition.episode))
    assert "? Wie heeft de sleutel" in bo.get(at).content.decode()


def mails_to(person: Any) -> list[Mail]:
    return list(Mail.objects.filter(to=person.email).order_by("pk"))


def test_who_waits_for_a_word_gets_one_mail_a_day_and_none_of_the_words(
    cast: Cast, edition: EpisodeEdition
) -> None:
    maker = edition.author
    asked = says(edition, "Wie heeft er bij jullie een KANARIE?", cast.amina)
    for number in range(3):
        says(edition, f"Bij ons KANARIE {number}.", cast.cor, to=asked)
    gone = says(edition, "Wij ook, KANARIE.", cast.els, to=asked)
    margins.take_back(gone, by=cast.els)
    jobs.tell_of_remarks()
    jobs.tell_of_remarks()
    (to_amina,), (to_maker,) = mails_to(cast.amina), mails_to(maker)
    for mail in (to_amina, to_maker):
        assert edition.title in mail.text
        assert edition.episode_url in mail.text
        assert "KANARIE" not in mail.text + mail.html + mail.subject
    assert mails_to(cast.cor) == mails_to(cast.els) == []
    says(edition, "En nog iets.", cast.cor, to=asked)
    jobs.tell_of_remarks()
    assert len(mails_to(cast.amina)) == 1
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        jobs.tell_of_remarks()
        jobs.tell_of_remarks()
    assert len(mails_to(cast.amina)) == 2


def test_nobody_hears_of_what_they_may_not_read_or_of_what_was_taken_back(
    cast: Cast, edition: EpisodeEdition
) -> None:
    asked = says(edition, "Wie heeft de sleutel bij jullie?", cast.amina)
    answer = says(edition, "Bij ons niemand.", cast.cor, to=asked)
    margins.take_back(answer, by=cast.cor)
    says(edition, "Nog een vraag aan mezelf.", cast.amina, to=asked)
    jobs.tell_of_remarks()
    assert mails_to(cast.amina) == []
    says(edition, "Bij ons toch wel.", cast.cor, to=asked)
    Membership.objects.filter(person=cast.amina).update(ended=timezone.now())
    jobs.tell_of_remarks()
    assert mails_to(cast.amina) == []
    assert not Remark.objects.unguarded(HOST).exclude(hears=None).exists()
