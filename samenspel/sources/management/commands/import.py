"""`samenspel import FILE...`: bring files in, by the same deeds as the page."""  # noqa: N999

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samenspel.circles.models import Circle, Coalition, Expedition, Voice
from samenspel.foundation.errors import Refused
from samenspel.people.models import Person
from samenspel.sources import actions, writing
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent, Source
from samenspel.sources.readers import REMARKS, Draft, compose, limits, read

CIRCLES = {circle.name.lower(): circle for circle in Circle}
KINDS = [kind for kind in Source.Kind.values if kind != Source.Kind.REFLECTION]
AGREED = [how.value for how in Consent.How if how != Consent.How.TAP]


def day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(f"{written}: write the day as 2025-03-31") from None


def voice_of(written: str) -> tuple[str, str]:
    name, sign, voice = written.rpartition("=")
    if not sign or voice not in Voice.values:
        raise ArgumentTypeError(f'{written}: write "Name=voice", voice one of {Voice.values}')
    return name, voice


class Command(BaseCommand):
    help = "Bring files in: TXT, Markdown, DOCX, ODT, PDF, HTML, WebVTT and SRT."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--coalition", help="the name or slug of the coalition it belongs to")
        where.add_argument("--expedition", help="or of the expedition, when it is of no coalition")
        parser.add_argument("--by", required=True, help="e-mail address of who brings it in")
        parser.add_argument(
            "--circle", choices=CIRCLES, default="private", help="who may read it (only --by)"
        )
        parser.add_argument("--moment", type=day, help="when it was said, as 2025-03-31 (today)")
        parser.add_argument("--kind", choices=KINDS, help="what it is (guessed)")
        parser.add_argument("--language", choices=["nl", "en"], default="nl", help="(nl)")
        parser.add_argument(
            "--agreed", choices=AGREED, help="how the speakers agreed to this circle"
        )
        parser.add_argument(
            "--voice",
            type=voice_of,
            action="append",
            default=[],
            metavar="NAME=VOICE",
            help=f"the voice of a speaker, one of {', '.join(Voice.values)}; repeat for each",
        )
        parser.add_argument("--dry-run", action="store_true", help="only tell how it is read")

    def handle(self, *, files: list[Path], dry_run: bool, **options: Any) -> None:
        place, person = self.place(options), self.person(options["by"])
        refused = 0
        for file in files:
            try:
                draft = self.read(file)
                self.tell(file, draft)
                if not dry_run:
                    source = self.keep(draft, place, person, options)
                    self.stdout.write(f"  kept: /bron/{source.pk}/")
            except Refused as refusal:
                refused += 1
                self.stderr.write(f"{file}: {refusal}")
        if refused:
            raise CommandError(f"{refused} of {len(files)} files were not kept.")

    def read(self, file: Path) -> Draft:
        try:
            with file.open("rb") as stream:
                return read(file.name, stream.read(limits.FILE + 1))
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror}") from None

    def tell(self, file: Path, draft: Draft) -> None:
        self.stdout.write(f"{file}: {draft.title}, {len(draft.paragraphs)} paragraphs")
        for speaker in draft.speakers:
            said = sum(paragraph.speaker == speaker for paragraph in draft.paragraphs)
            self.stdout.write(f"  {speaker}: {said} paragraphs")
        for remark in draft.remarks:
            self.stdout.write(f"  {REMARKS[remark]}")

    def keep(
        self, draft: Draft, place: Coalition | Expedition, person: Person, options: dict[str, Any]
    ) -> Source:
        voices = dict(options["voice"])
        circle = CIRCLES[options["circle"]]
        text, layout = compose(draft.paragraphs)
        return actions.keep(
            place,
            text=text,
            layout=layout,
            title=draft.title,
            kind=options["kind"] or writing.kind_of(draft.paragraphs),
            circle=circle,
            moment=options["moment"],
            language=options["language"],
            speakers=[
                Spoke(
                    label=name,
                    voice=voices.get(name, Voice.OTHER),
                    audience=circle if options["agreed"] else Circle.PRIVATE,
                    how=options["agreed"] or Consent.How.HELPER,
                )
                for name in draft.speakers
            ],
            by=person,
        )

    def place(self, options: dict[str, Any]) -> Coalition | Expedition:
        table = Coalition if options["coalition"] else Expedition
        asked = options["coalition"] or options["expedition"]
        found = [row for row in table.objects.all() if asked in (row.slug, row.name)]
        if len(found) != 1:
            names = ", ".join(sorted(row.slug for row in table.objects.all()))
            many = "There are several" if found else "There is no"
            raise CommandError(f"{many} {table.__name__.lower()} called {asked}. Choose: {names}.")
        place: Coalition | Expedition = found[0]
        return place

    def person(self, address: str) -> Person:
        person = Person.objects.filter(email__iexact=address).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {address}.")
        return person
