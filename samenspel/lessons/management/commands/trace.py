"""The way from a lesson to the words it rests on, step by step, with every hash checked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from samenspel.circles.sight import lifted
from samenspel.lessons.models import Edition, EditionQuote, Lesson, Quote
from samenspel.sources import consent
from samenspel.sources.models import Consent, Request, fingerprint
from samenspel.threads.models import ThreadPassage


class Command(BaseCommand):
    help = "Print the way from a lesson (its address or number) to the words. 1 when it breaks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("lesson", help="the last part of its address, or its number")

    def handle(self, *args: Any, **options: Any) -> None:
        with lifted("command line"):
            lesson = _find(options["lesson"])
            self.tell(0, _("Lesson"), f"{lesson.pk}: {lesson.claim}  /les/{lesson.slug}/")
            newest = Edition.objects.filter(lesson=lesson).order_by("-number").first()
            wrong = self.tell_edition(newest) if newest else self.tell_draft(lesson)
        if wrong:
            self.stderr.write(_("%d step(s) do not check.") % wrong)
            sys.exit(1)

    def tell(self, depth: int, *words: object) -> None:
        self.stdout.write("  " * depth + " ".join(map(str, words)))

    def tell_edition(self, edition: Edition) -> int:
        withdrawn = _("withdrawn")
        state = _("public") if edition.withdrawn is None else f"{withdrawn}, {edition.why}"
        when = f"{edition.created:%Y-%m-%d}"
        self.tell(1, _("edition"), f"{edition.number}, {when}, {state}")
        rows = EditionQuote.objects.filter(edition=edition).with_life().order_by("order")
        wrong = 0
        for row in rows.select_related("request"):
            self.tell(2, _("quote"), row.order)
            if row.request is None:
                self.tell(3, "✗", _("its source was erased"))
                continue
            faults: list[str] | None = [] if row.alive else None
            if faults is not None:
                name = row.name or _("without a name")
                self.tell(3, f"“{_short(row.words)}”", f"— {name}")
                faults += list(_faults_of_copy(row))
            wrong += self.tell_request(row.request, faults)
        return wrong

    def tell_draft(self, lesson: Lesson) -> int:
        self.tell(1, _("draft, never published"))
        wrong = 0
        for number, row in enumerate(Quote.objects.filter(lesson=lesson), start=1):
            self.tell(2, _("quote"), number)
            if row.request is None:
                self.tell(3, "…", _("not asked yet"))
                continue
            wrong += self.tell_request(row.request, [] if consent.holds(row.request) else None)
        return wrong

    def tell_request(self, request: Request, faults: list[str] | None) -> int:
        """The steps below a quote. `faults` is None when the words may not be shown."""
        line = Consent.objects.filter(request=request).order_by("-id").first()
        answer = line.get_answer_display() if line else _("no answer")
        told = f"{answer}, {line.get_how_display()}, {line.at:%Y-%m-%d %H:%M}" if line else answer
        self.tell(3, _("consent"), f"{line.pk if line else '-'}: {told}")
        version, source = request.version, request.source
        for row in ThreadPassage.objects.filter(
            passage__version=version,
            passage__start__lt=request.end,
            passage__end__gt=request.start,
        ).select_related("thread", "passage"):
            at = f"[{row.passage.start}, {row.passage.end})"
            self.tell(3, _("passage"), f"{row.passage_id} {at}")
            self.tell(3, _("thread"), f"{row.thread_id}: {row.thread.claim}")
        place = source.coalition.name if source.coalition else source.expedition.name
        paragraph = 1 + sum(piece["end"] <= request.start for piece in version.layout)
        title = source.title if faults is not None else _("(hidden: no consent)")
        where = _("paragraph %d") % paragraph
        self.tell(
            3,
            _("source"),
            f"{source.pk}.{version.number}: {title}, {source.get_kind_display()},"
            f" {source.moment:%Y-%m-%d}, {place}, {where} [{request.start}, {request.end})",
        )
        if faults is None:
            self.tell(3, "…", _("taken back or not given: no words are shown"))
            broken = list(_faults_of_source(request))
        else:
            broken = faults + list(_faults_of_source(request))
        for fault in broken:
            self.tell(3, "✗", fault)
        if not broken:
            self.tell(3, "✓", f"{request.sha256[:16]} {version.sha256[:16]}")
        return len(broken)


def _find(asked: str) -> Lesson:
    rows = Lesson.objects.filter(slug=asked)
    if not rows.exists() and asked.isdecimal():
        rows = Lesson.objects.filter(pk=int(asked[:18]))
    lesson: Lesson | None = rows.first()
    if lesson is None:
        raise CommandError(_("No lesson has this address or number."))
    return lesson


def _faults_of_copy(row: Any) -> Iterator[str]:
    if fingerprint(row.words) != row.sha256 or row.sha256 != row.request.sha256:
        yield _("the public copy is not what was given")


def _faults_of_source(request: Request) -> Iterator[str]:
    version = request.version
    if fingerprint(version.text) != version.sha256:
        yield _("the version was changed after it was made")
    if fingerprint(request.words) != request.sha256:
        yield _("the words that were asked are not the words that were fingerprinted")
    if version.text[request.start : request.end] != request.words:
        yield _("the words do not stand there in the source")


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 80 else line[:79] + "…"
