"""Whatever people do, in whatever order: words that are not given stand on no public page.

The machine knows by itself what is given; it never asks the house. What is given and published is
also looked for, so that a page that shows nothing at all does not pass.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
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
from samenspel.exchange import actions as exchange
from samenspel.exchange import busy
from samenspel.exchange.gathering import Scope
from samenspel.exchange.models import Export
from samenspel.foundation import cards
from samenspel.foundation.tests.orders import in_any_order, refusing
from samenspel.lessons import actions
from samenspel.lessons.models import Edition, Lesson, Quote
from samenspel.lessons.tests import builders
from samenspel.site.tests.builders import a_shown_page
from samenspel.sources import actions as sources
from samenspel.sources.models import Naming, Source
from samenspel.sources.tests.builders import a_source
from samenspel.travelogue.models import Made
from samenspel.travelogue.tests.builders import a_shown_travelogue, finished, paper_words

LESSONS = 2
FILES = 2
"""So many files that were taken along are looked at after each step."""


@dataclass
class Words:
    """Something that was said, with the places it went to."""

    token: str
    source: Source
    quotes: dict[int, Quote] = field(default_factory=dict)
    given: set[int] = field(default_factory=set)
    """The lessons for which whoever said it agrees now."""
    closed: bool = False
    """Whether it was kept to oneself: then nobody of the team reads it."""

    def stands_at(self, lesson: int | None) -> bool:
        """Whether it may be read with this lesson; without one, anywhere."""
        return bool(self.given) if lesson is None else lesson in self.given


@dataclass
class Taken:
    """A file that waits for whoever took it along, and the words in it."""

    number: int
    words: set[str]
    recalled: bool = False


class Expedition(RuleBasedStateMachine):
    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast = cast
        self.said: list[Words] = []
        self.shown: dict[int, set[str]] = {}
        """What the newest edition of each lesson showed, without what was taken back since."""
        self.taken: list[Taken] = []
        self.cards: dict[int, tuple[str, int]] = {}
        """Of each lesson the mark of the card that a passer-by has, and how many quotes it told."""
        self.book: set[str] | None = None
        """The words in the travelogue, once there is one."""
        self.looks = 0
        self.undone = contextlib.ExitStack()

    @initialize()
    def begin(self) -> None:
        self.undone.enter_context(transaction.atomic())
        self.lessons = [
            builders.a_lesson(self.cast, claim=f"Wat wij leerden, deel {n + 1}")
            for n in range(LESSONS)
        ]
        a_shown_page(self.cast)

    def teardown(self) -> None:
        if hasattr(self, "lessons"):
            transaction.set_rollback(True)
        self.undone.close()

    # What people do

    @rule(who=st.sampled_from(["amina", "bram"]))
    def say(self, who: str) -> None:
        token = f"woord{len(self.said) + 1:03}"
        told = f"Wij zeiden {token} tegen elkaar."
        source = (
            a_source(self.cast, text=told, circle=Circle.TEAM)
            if who == "amina"
            else builders.of_bram(self.cast, told)
        )
        self.said.append(Words(token, source))

    @precondition(lambda self: self.said)
    @rule(at=st.data(), lesson=st.integers(0, LESSONS - 1))
    def quote(self, at: Any, lesson: int) -> None:
        words = at.draw(st.sampled_from(self.said))
        if lesson in words.quotes:
            return
        with refusing():
            words.source.refresh_from_db()
            told = f"Wij zeiden {words.token} tegen elkaar."
            found = builders.a_quote(self.cast, self._fresh(lesson), told, words.source)
            words.quotes[lesson] = found

    @precondition(lambda self: any(each.quotes for each in self.said))
    @rule(at=st.data(), naming=st.sampled_from([Naming.FIRST, Naming.ROLE]))
    def give(self, at: Any, naming: str) -> None:
        words, lesson = self._one_quote(at)
        quote = Quote.objects.unguarded("command line").get(pk=words.quotes[lesson].pk)
        with refusing():
            request = quote.request if quote.request_id else builders.asked(quote, self.cast)
            sources.answer(request, answer="given", naming=naming, by=request.speaker.person)
            words.given.add(lesson)

    @precondition(lambda self: any(each.given for each in self.said))
    @rule(at=st.data(), no=st.booleans())
    def take_back(self, at: Any, no: bool) -> None:
        words = at.draw(st.sampled_from([each for each in self.said if each.given]))
        lesson = at.draw(st.sampled_from(sorted(words.given)))
        quote = Quote.objects.unguarded("command line").get(pk=words.quotes[lesson].pk)
        if no:
            by = quote.request.speaker.person
            sources.answer(quote.request, answer="refused", naming=Naming.ROLE, by=by)
        else:
            builders.take_back(quote)
        self._gone(words, lesson)

    @precondition(lambda self: self.said)
    @rule(at=st.data())
    def keep_to_oneself(self, at: Any) -> None:
        words = at.draw(st.sampled_from(self.said))
        words.source.refresh_from_db()
        with refusing():
            sources.narrow(words.source, to=Circle.PRIVATE, by=words.source.author)
            words.closed = True
            for file in self.taken:
                file.recalled |= words.token in file.words
            for lesson in list(words.given):
                self._gone(words, lesson)

    @precondition(lambda self: self.said)
    @rule(at=st.data())
    def share_again(self, at: Any) -> None:
        words = at.draw(st.sampled_from(self.said))
        words.source.refresh_from_db()
        with refusing():
            sources.widen(words.source, to=Circle.TEAM, by=words.source.author)
            words.closed = False

    # What writers do

    @rule(lesson=st.integers(0, LESSONS - 1))
    def publish(self, lesson: int) -> None:
        with refusing():
            builders.publish(self.cast, self._fresh(lesson))
            self._shows(lesson)

    @precondition(lambda self: self.shown)
    @rule(at=st.data())
    def correct(self, at: Any) -> None:
        lesson = at.draw(st.sampled_from(sorted(self.shown)))
        with refusing():
            builders.correct(self.cast, self._fresh(lesson), difference="Een woord erbij.")
            self._shows(lesson)

    @precondition(lambda self: self.shown)
    @rule(at=st.data(), form=st.sampled_from(["md", "txt"]))
    def export(self, at: Any, form: str) -> None:
        lesson = at.draw(st.sampled_from(sorted(self.shown)))
        writer = Client()
        writer.force_login(self.cast.wim)
        path = reverse("lessons:take_along", args=[self._fresh(lesson).slug])
        taken = writer.post(path, {"format": form})
        assert taken.status_code == (200 if self._standing(lesson) else 404)
        hidden = {each.token for each in self.said if not each.stands_at(lesson)}
        assert not {token for token in hidden if token.encode() in taken.content}

    @precondition(lambda self: self.shown)
    @rule(at=st.data())
    def retract(self, at: Any) -> None:
        lesson = at.draw(st.sampled_from(sorted(self.shown)))
        with refusing():
            actions.retract(self._fresh(lesson), by=self.cast.wim, reason="Het klopt niet meer.")

    # No rules: only on the way that most people go, since all of it is read after each step.

    def take_along(self, kind: str) -> None:
        """A file with all texts of the bench, that stands in the register."""
        with refusing():
            export = exchange.give_out(
                self.cast.expedition, kind=kind, purpose="Lezen", scope=Scope(), by=self.cast.els
            )
            busy.give_now(export)
            read = {each.token for each in self.said if not each.closed}
            self.taken.append(Taken(export.number, read))

    def make_a_book(self) -> None:
        a_shown_travelogue(self.cast)
        self.book = {token for shown in self.shown.values() for token in shown}

    def finish_the_book(self) -> None:
        """The worker makes anew what was thrown away."""
        for made in Made.objects.unguarded("command line").filter(made=None, gone=None):
            finished(made)

    # What a passer-by finds

    @precondition(lambda self: hasattr(self, "lessons"))
    @invariant()
    def no_words_that_are_not_given(self) -> None:
        self.looks += 1
        reader = Client()
        if self.looks % 2:  # a passer-by, and somebody who signed in at another coalition
            reader.force_login(self.cast.cor)
        for path, lesson in self._public():
            hidden = {each.token for each in self.said if not each.stands_at(lesson)}
            answer = reader.get(path)
            assert answer.status_code in (200, 404, 410, 503), (path, answer.status_code)
            page = written(answer)
            there = {token for token in hidden if token in page}
            assert not there, f"{path} still holds {sorted(there)}"
        for lesson, tokens in self.shown.items():
            if newest := self._standing(lesson):
                page = reader.get(newest.lesson_url).content.decode()
                assert tokens <= {token for token in tokens if token in page}, newest.lesson_url
                if self.taken:
                    self._card_counts(reader, lesson, len(tokens))
        self._files()

    def _card_counts(self, reader: Client, lesson: int, many: int) -> None:
        """The picture beside a link tells how many quotes stand, also to whoever has an old one."""
        tag, told = self.cards.get(lesson, ("", -1))
        path = reverse("lessons:card", args=[self._fresh(lesson).slug])
        answer = reader.get(path, headers={"If-None-Match": tag})
        if answer.status_code == 304:
            assert told == many, path
            return
        found = re.search(r"Rust op (\d+) cita", answer.content.decode())
        assert found, path
        assert int(found[1]) == many, path
        self.cards[lesson] = (answer["ETag"], many)

    def _files(self) -> None:
        """What waits for whoever took it along: all of it, or nothing once words in it closed."""
        researcher = Client()
        researcher.force_login(self.cast.els)
        slug = [self.cast.expedition.slug]
        closed = {each.token for each in self.said if each.closed}
        for file in self.taken[-FILES:]:
            answer = researcher.get(reverse("exchange:file", args=[*slug, file.number]))
            assert answer.status_code == (302 if file.recalled else 200), file
            page = written(answer)
            there = {each.token for each in self.said if each.token in page}
            assert there == (set() if file.recalled else file.words), file
            assert not there & closed, file
        if self.taken:
            page = written(researcher.get(reverse("exchange:register", args=slug)))
            assert not {each.token for each in self.said if each.token in page}

    def _public(self) -> Iterator[tuple[str, int | None]]:
        """Every page that could hold words, each with the lesson that it is of."""
        for name in ["lessons:lessons", "lessons:feed", "lessons:json_feed", "site:sitemap"]:
            yield reverse(name), None
        for name in ["site:api_lessons", "site:api_taken_back"]:
            yield reverse(name), None
        of = [self.cast.expedition.slug]
        for name in ["lessons:feed_of_expedition", "lessons:json_feed_of_expedition", "site:kit"]:
            yield reverse(name, args=of), None
        yield reverse("site:coalition", args=[*of, self.cast.oost.slug]), None
        yield f"{reverse('web:search')}?q=woord", None
        if self.book is not None:
            yield reverse("travelogue:public", args=of), None
            for ending in ("zip", "epub", "pdf"):
                yield reverse("travelogue:file", args=[*of, ending]), None
        for number in self.shown:
            lesson = self._fresh(number)
            of = [lesson.slug]
            for name in ["lessons:lesson", "site:frame", "site:api_lesson", "web:lesson_kit"]:
                yield reverse(name, args=of), number
            if self.taken:
                yield reverse("lessons:card", args=of), number
            for ending in ("txt", "bib", "json"):
                yield reverse("lessons:file", args=[*of, ending]), number
            many = Edition.objects.unguarded("command line").filter(lesson=lesson).count()
            for edition in range(1, many + 1):
                for name in ["lessons:edition", "site:api_edition"]:
                    yield reverse(name, args=[*of, edition]), number

    # What the machine remembers

    def _fresh(self, lesson: int) -> Lesson:
        found: Lesson = Lesson.objects.unguarded("command line").get(pk=self.lessons[lesson].pk)
        return found

    def _standing(self, lesson: int) -> Edition | None:
        rows = Edition.objects.unguarded("command line").filter(lesson=self.lessons[lesson])
        newest: Edition | None = rows.filter(withdrawn=None).order_by("-number").first()
        return newest

    def _one_quote(self, at: Any) -> tuple[Words, int]:
        words = at.draw(st.sampled_from([each for each in self.said if each.quotes]))
        return words, at.draw(st.sampled_from(sorted(words.quotes)))

    def _gone(self, words: Words, lesson: int) -> None:
        words.given.discard(lesson)
        self.shown.get(lesson, set()).discard(words.token)

    def _shows(self, lesson: int) -> None:
        self.shown[lesson] = {each.token for each in self.said if lesson in each.given}


def written(answer: Any) -> str:
    """All that is written in what was handed out: a page, a PDF, or what is in a zip."""
    data = b"".join(answer) if answer.streaming else answer.content
    if is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    elif data.startswith(b"%PDF"):
        return paper_words(data)
    return str(data.decode(errors="replace"))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards come as what they are drawn from: in a picture no words can be looked for."""
    monkeypatch.setattr(cards, "png", str.encode)


def test_in_whatever_order_no_words_stand_anywhere_that_are_not_given(
    cast: Cast,
) -> None:
    in_any_order(lambda: Expedition(cast))


def test_on_the_way_that_most_people_go_no_form_of_the_book_keeps_words(
    cast: Cast, drawn: None
) -> None:
    machine = Expedition(cast)
    machine.begin()
    said = [("amina", 0), ("bram", 0), ("amina", 1)]
    for who, _lesson in said:
        machine.say(who)
    for words, (_who, lesson) in zip(machine.said, said, strict=True):
        words.source.refresh_from_db()
        told = f"Wij zeiden {words.token} tegen elkaar."
        quote = builders.a_quote(cast, machine._fresh(lesson), told, words.source)
        words.quotes[lesson] = builders.given(cast, quote)
        words.given.add(lesson)
    for lesson in range(LESSONS):
        machine.publish(lesson)
    machine.take_along(Export.Kind.QDPX)
    machine.make_a_book()
    assert machine.book == {"woord001", "woord002", "woord003"}
    machine.no_words_that_are_not_given()
    forms = ("zip", "epub", "pdf")
    paths = [reverse("travelogue:file", args=[cast.expedition.slug, each]) for each in forms]
    for path in paths:
        page = written(Client().get(path))
        assert all(token in page for token in machine.book), path
    _first, closed, taken_back = machine.said
    builders.take_back(Quote.objects.unguarded("command line").get(pk=taken_back.quotes[1].pk))
    machine._gone(taken_back, 1)
    sources.narrow(closed.source, to=Circle.PRIVATE, by=closed.source.author)
    machine._gone(closed, 0)
    closed.closed = machine.taken[0].recalled = True
    machine.no_words_that_are_not_given()
    machine.finish_the_book()
    machine.no_words_that_are_not_given()
    for path in paths:
        page = written(Client().get(path))
        assert {each.token for each in machine.said if each.token in page} == {"woord001"}, path
    machine.teardown()
