"""From a lesson one walks back to the words; and is told where the way is broken."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from samenspel.circles.models import Circle
from samenspel.lessons.models import EditionQuote
from samenspel.sources.tests.builders import a_source
from samenspel.threads.tests.builders import a_passage, a_thread

from .builders import CLAIM, a_lesson, a_quote, given, publish, published, take_back

WORDS = "Wie heeft de sleutel?"


def trace(lesson):
    out = StringIO()
    call_command("trace", str(lesson), stdout=out, stderr=out)
    return out.getvalue()


def test_every_step_is_printed(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, WORDS)
    thread = a_thread(cast, passage)
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, WORDS, source))
    publish(cast, lesson)
    text = trace(lesson.slug)
    for step in (CLAIM, WORDS, "Amina", thread.claim, f"{source.pk}.1", source.title, "[0, 21)"):
        assert step in text
    assert "✓" in text
    assert "✗" not in text
    assert trace(lesson.pk) == text


def test_words_that_were_taken_back_are_not_printed(cast):
    edition = published(cast, WORDS, "Twee.")
    take_back(EditionQuote.objects.visible_to(None).get(edition=edition, order=1))
    text = trace(edition.slug)
    assert "sleutel?" not in text
    assert "Twee." in text


def test_a_copy_that_was_changed_is_found(cast):
    edition = published(cast, WORDS)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lessons_editionquote SET words = 'Nooit gezegd.'")
    with pytest.raises(SystemExit) as end:
        trace(edition.slug)
    assert end.value.code == 1


def test_a_draft_is_traced_too(cast):
    lesson = a_lesson(cast)
    a_quote(cast, lesson, "Twee.")
    assert "Twee." not in trace(lesson.slug)
    with pytest.raises(CommandError):
        trace("nergens")
