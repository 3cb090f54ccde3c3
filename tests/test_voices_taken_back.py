"""Whatever people do with an episode, in whatever order: what a voice took back is heard nowhere.

As in `test_taken_back`, the machine knows by itself what is given. A file of sound holds here the
words that would sound in it, so that one can look whether they are in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.digests import sending
from samenspel.digests.models import Delivery
from samenspel.digests.tests import builders as digests
from samenspel.foundation.tests.orders import in_any_order, refusing
from samenspel.site.tests.builders import a_shown_page
from samenspel.sources import actions as sources
from samenspel.sources import recordings
from samenspel.sources.models import Recording, Source, Speaker
from samenspel.sources.tests.samples import a_file_with
from samenspel.stories import actions, masters, public, taking_out
from samenspel.stories.models import Episode, EpisodeEdition, Master
from samenspel.stories.tests.builders import a_conversation, in_english
from samenspel.stories.tests.samples import files_of
from samenspel.travelogue.tests.builders import a_shown_travelogue, words_in

HOST = "command line"
TITLE = "Bij de voordeur"
SAID = [("Amina", 0), ("Bram", 1000), ("Amina", 2000)]
TOKENS = ["woordeen", "woordtwee", "woorddrie"]
LONG = 3000


class Podcast(RuleBasedStateMachine):
    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast = cast
        self.gone: set[str] = set()
        """Tokens that whoever said them took out, or back."""
        self.steps = 0
        self.books = 0
        self.undone = contextlib.ExitStack()

    @initialize()
    def begin(self) -> None:
        self.undone.enter_context(transaction.atomic())
        cast = self.cast
        said = [
            (who, f"Hier zei iemand {token} tegen ons.", begin, begin + 1000)
            for token, (who, begin) in zip(TOKENS, SAID, strict=True)
        ]
        self.source = a_conversation(cast, said=said)
        tape = self._tape()
        self.episode = actions.start(self.source, recording=tape, title=TITLE, by=cast.bo)
        told = {"title": TITLE, "summary": "Over een deur.", "language": "nl", "by": cast.bo}
        actions.write(self.episode, revision=1, **told)
        actions.divide(self.episode, chapters=[(0, "Binnen"), (2000, "Daarna")], by=cast.bo)
        english = {n: f"Somebody told us {token} over here." for n, token in enumerate(TOKENS)}
        in_english(cast, self.episode, words=english)
        a_shown_page(cast)
        digests.a_plan(cast)
        digests.a_subscriber(cast)
        self.give()
        assert self._heard(), actions.lacking(self._episode(), Circle.PUBLIC)

    def teardown(self) -> None:
        if hasattr(self, "source"):
            transaction.set_rollback(True)
        self.undone.close()

    # What those who speak do

    @rule(who=st.sampled_from(["Amina", "Bram"]), worked=st.booleans(), at=st.data())
    def take_voice_out(self, who: str, worked: bool, at: Any) -> None:
        theirs = [n for n, (name, _begin) in enumerate(SAID) if name == who]
        self._take_out(who, at.draw(st.lists(st.sampled_from(theirs), min_size=1, unique=True)))
        if worked:
            self.work()

    def _take_out(self, who: str, chosen: list[int]) -> None:
        speaker = Speaker.objects.unguarded(HOST).get(source=self.source, label=who)
        with refusing():
            stretches = [(SAID[n][1], SAID[n][1] + 1000) for n in chosen]
            taking_out.take_out(speaker, stretches=stretches, by=speaker.person)
            self.gone |= {TOKENS[n] for n in chosen}

    @rule(who=st.sampled_from(["amina", "bram"]), to=st.sampled_from([Circle.PRIVATE, Circle.TEAM]))
    def narrow(self, who: str, to: Circle) -> None:
        with refusing():
            sources.narrow(self._source(), to=to, by=getattr(self.cast, who))

    @rule(to=st.sampled_from([Circle.TEAM, Circle.PUBLIC]))
    def share_again(self, to: Circle) -> None:
        with refusing():
            sources.widen(self._source(), to=to, by=self.cast.amina)

    # What makers and the worker do

    @rule(muted=st.booleans())
    def mute(self, muted: bool) -> None:
        with refusing():
            stretches = [(1000, 2000)] if muted else []
            actions.mute(self._episode(), stretches=stretches, by=self.cast.bo)

    @rule()
    def give(self) -> None:
        episode = self._episode()
        deed: Any = actions.correct if self._standing() else actions.publish
        told: dict[str, Any] = {"difference": "Anders."} if self._standing() else {}
        with refusing():
            masters.prepare(episode, by=self.cast.bo)
            self.work()
            more = {"translated": {"en": "spoken"}, "by": self.cast.bo}
            deed(episode, circle=Circle.PUBLIC, agreed="spoken", **told, **more)

    @rule()
    def work(self) -> None:
        """The worker makes what waits; its file holds the words that would sound in it."""
        for master in Master.objects.unguarded(HOST).filter(made=None):
            sounds = [
                token
                for token, (_who, begin) in zip(TOKENS, SAID, strict=True)
                if not any(start <= begin < stop for start, stop in master.stretches)
            ]
            masters.path_of(master).write_text(f"een toon {' '.join(sounds)}")
            Master.objects.unguarded(HOST).filter(pk=master.pk).update(
                made=timezone.now(), duration=LONG, size=8, sha256=f"{master.pk:064}"
            )

    @rule()
    def retract(self) -> None:
        with refusing():
            actions.retract(self._episode(), by=self.cast.bo)

    @rule()
    def another_recording(self) -> None:
        with refusing():
            for each in self.source.recordings.unguarded(HOST):
                recordings.drop(each, by=self.cast.amina)
            actions.choose(self._episode(), recording=self._tape(), by=self.cast.bo)

    @precondition(lambda self: self.books < 2 and self._heard())
    @rule()
    def make_a_book(self) -> None:
        with refusing():
            a_shown_travelogue(self.cast)
            self.books += 1

    @precondition(lambda self: self._heard())
    @rule()
    def send_a_digest(self) -> None:
        with refusing():
            sending.hand_out.func(digests.sent(self.cast).pk)

    # What others find

    @precondition(lambda self: hasattr(self, "source"))
    @invariant()
    def what_was_taken_back_is_nowhere(self) -> None:
        self.steps += 1
        reader = Client()
        if self.steps % 2:
            reader.force_login(self.cast.cor)
        hidden = set(TOKENS) if not self._heard() and not self._read() else self.gone
        for path in self._addresses():
            answer = reader.get(path)
            assert answer.status_code in (200, 302, 404, 410, 503), (path, answer.status_code)
            page = b"".join(answer) if answer.streaming else answer.content
            if path.endswith(".zip") and answer.status_code == 200:
                page = words_in(page).encode()
            there = {token for token in hidden if token.encode() in page}
            assert not there, f"{path} still holds {sorted(there)}"
        self._mails()
        if heard := self._heard():
            page = reader.get(heard.episode_url).content.decode()
            assert any(token in page for token in set(TOKENS) - self.gone)

    def _mails(self) -> None:
        """A mail that waits tells of an episode only while that is heard."""
        for delivery in Delivery.objects.values_list("pk", flat=True):
            ready = sending.write(delivery)
            if ready is not None and not self._heard():
                assert TITLE not in ready.text

    def _addresses(self) -> Iterator[str]:
        of, slug = [self.cast.expedition.slug], self._episode().slug
        yield reverse("sources:source", args=[self.source.pk])
        yield reverse("sources:text", args=[self.source.pk])
        for name in ("of_expedition", "feed"):
            yield reverse(f"stories:{name}", args=of)
        yield reverse("stories:feed_in", args=[*of, "en"])
        yield reverse("site:sitemap")
        for name in ("site:kit", "web:expedition"):
            yield reverse(name, args=of)
        yield reverse("site:coalition", args=[*of, self.cast.oost.slug])
        for name in ("stories:episode", "site:episode_frame", "web:episode_kit"):
            yield reverse(name, args=[slug])
        yield f"{reverse('web:search')}?q=iemand"
        rows = EpisodeEdition.objects.unguarded(HOST).filter(episode=self.episode)
        for number in list(rows.order_by("-number").values_list("number", flat=True))[:2]:
            yield reverse("stories:edition", args=[slug, number])
            for name in files_of(slug):
                if name not in ("omslag.jpg", "kaart.png"):
                    yield reverse("stories:file", args=[slug, number, name])
        if self.books:
            yield reverse("travelogue:public", args=of)
            yield reverse("travelogue:file", args=[*of, "zip"])

    # What the machine remembers

    def _tape(self) -> Recording:
        tape = a_file_with("een toon", self.source, self.cast)
        Recording.objects.unguarded(HOST).filter(pk=tape.pk).update(duration=LONG)
        tape.duration = LONG
        return tape

    def _source(self) -> Source:
        found: Source = Source.objects.unguarded(HOST).get(pk=self.source.pk)
        return found

    def _episode(self) -> Episode:
        found: Episode = Episode.objects.unguarded(HOST).get(pk=self.episode.pk)
        return found

    def _standing(self) -> bool:
        rows = EpisodeEdition.objects.unguarded(HOST).filter(episode=self.episode)
        return bool(rows.standing().exists())

    def _heard(self) -> EpisodeEdition | None:
        found: EpisodeEdition | None = public.editions().filter(episode=self.episode).first()
        return found

    def _read(self) -> bool:
        return bool(self._source().circle == Circle.PUBLIC)


def test_in_whatever_order_no_voice_is_heard_that_was_taken_back(cast: Cast) -> None:
    in_any_order(
        lambda: Podcast(cast),
        examples=8,
        steps=10,
        phases=[Phase.generate],  # to make a case smaller takes longer than to read it,
    )


def test_on_the_way_that_most_people_go(cast: Cast) -> None:
    """Out, in the travelogue and the digest; a voice taken out, back without it, and then all."""
    machine = Podcast(cast)
    machine.begin()
    machine.make_a_book()
    machine.send_a_digest()
    machine.what_was_taken_back_is_nowhere()
    machine._take_out("Amina", [2])
    machine.what_was_taken_back_is_nowhere()
    machine.work()
    assert machine._heard()
    for _reader in range(2):
        machine.what_was_taken_back_is_nowhere()
    machine.narrow("bram", Circle.PRIVATE)
    assert not machine._heard()
    for _reader in range(2):
        machine.what_was_taken_back_is_nowhere()
    machine.teardown()
