"""The codes of a file, in a codebook of ours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from samenspel.assessments.models import Element
from samenspel.circles.deeds import may
from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.foundation.rows import portions
from samenspel.threads.models import Code, Codebook, CodeChange

from . import ours, project
from .refi import own
from .refi.names import own_guid
from .work import Work, by_guid

LONGEST = 80


class Codes:
    """`known` are all codes of the file that are here, by guid, once they were kept; of them
    `made` came with it."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.known: dict[str, Code] = {}
        self.made: set[str] = set()
        self.shown: dict[str, list[str]] = {}
        """The codes (their guids) that a passage is an example of, by the guid of the passage."""
        self._examples: set[tuple[int, int]] = set()

    def shows(self, guid: str, passage: int) -> None:
        """This passage (its key) is here; when it is an example, it becomes one here."""
        for code in self.shown.get(guid, ()):
            if code in self.known and self.books.may_add(self.known[code].codebook):
                self._examples.add((self.known[code].pk, passage))

    def keep_examples(self) -> None:
        through = Code.examples.through
        rows = [through(code_id=code, passage_id=passage) for code, passage in self._examples]
        through.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)

    def keep(
        self, codes: list[project.Code], sets: list[project.Set], told: Container[str] = ()
    ) -> None:
        """Of those in `told` (their guids) the file says itself when they were added."""
        here = Code.objects.visible_to(self.work.by).select_related("codebook")
        in_expedition = here.filter(codebook__expedition=self.work.expedition)
        self.known = by_guid(in_expedition, [code.guid for code in codes])
        new = [code for code in codes if code.guid not in self.known]
        self.books = Books(self.work, sets)
        self.groups = self._groups(sets)
        self.elements = self._elements(sets)
        self.marks = {
            code: each.name[:1]
            for each in sets
            if each.description == own.MARK
            for code in each.codes
        }
        for level in _levels(new, set(self.known)):
            rows = [self._row(each) for each in level]
            for row in Code.objects.unguarded(BOOKS).bulk_create(rows, batch_size=500):
                self.known[str(row.guid)] = row
        self._write_down([self.known[each.guid] for each in new if each.guid not in told])
        self.made = {each.guid for each in new}
        self.work.counts["codes"] = len(new)

    def _write_down(self, rows: list[Code]) -> None:
        added = [
            CodeChange(
                codebook_id=row.codebook_id,
                guid=row.guid,
                name=row.name_nl,
                what=CodeChange.What.ADDED,
                after={"name_nl": row.name_nl},
                by=self.work.by,
            )
            for row in rows
        ]
        CodeChange.objects.unguarded(BOOKS).bulk_create(added, batch_size=500)

    def _groups(self, sets: list[project.Set]) -> dict[str, list[str]]:
        """The groups that a package puts its codes in, by code."""
        groups: dict[str, list[str]] = defaultdict(list)
        for each in sets:
            if each.codes and not each.description.startswith(own.MARKER):
                self.work.losses.add("set_of_codes", each.name)
                for guid in each.codes:
                    groups[guid].append(each.name)
        return groups

    def _elements(self, sets: list[project.Set]) -> dict[str, Element]:
        """The elements of our own lists that codes serve, by code."""
        wanted = {each.guid: each.codes for each in sets if each.description == own.ELEMENT}
        if not wanted:
            return {}
        found = self._of_kin(wanted)
        for each in sets:
            if each.description == own.ELEMENT and each.guid not in found:
                self.work.losses.add("element", each.name, len(each.codes))
        return {code: found[kin] for kin, codes in wanted.items() for code in codes if kin in found}

    def _of_kin(self, kins: Iterable[str]) -> dict[str, Element]:
        rows = Element.objects.visible_to(self.work.by).filter(
            framework__expedition=self.work.expedition
        )
        return {
            str(row.kin): row
            for some in portions(kins)
            for row in rows.filter(kin__in=[UUID(kin) for kin in some]).order_by(
                "framework__number"
            )
        }

    def elements_of(self, kins: Iterable[str]) -> dict[str, int]:
        """The elements (their keys) that are here, by what they share with those elsewhere."""
        return {kin: row.pk for kin, row in self._of_kin(kins).items()}

    def _row(self, each: project.Code) -> Code:
        parent, book = self.books.home(each, self.known.get(each.parent))
        name, whole = each.name or _("no name"), ""
        if len(name) > LONGEST:
            self.work.losses.add("code_long", name)
            name, whole = name[: LONGEST - 1].rstrip() + "…", name
        parts = ours.parts_of(each.description)
        groups = [_("Group:") + f" {group}" for group in self.groups.get(each.guid, [])]
        number = self.books.next_number(book)
        colour = ours.nearest(each.colour)
        if colour and ours.COLOURS[Code.Colour(colour)] != each.colour.lower():
            self.work.losses.add("code_colour", name)
        mark = self.marks.get(each.guid, "")
        return Code(
            guid=UUID(each.guid),
            codebook=book,
            parent=parent,
            name_nl=self.books.free_name(name, parent, book),
            name_en=" ".join(parts.get("name_en", "").split())[:LONGEST],
            definition="\n\n".join(filter(None, [whole, parts.get("definition", ""), *groups])),
            use_when=parts.get("use_when", ""),
            not_when=parts.get("not_when", ""),
            colour=colour or Code.Colour.values[number % len(Code.Colour)],
            mark=mark if mark in Code.Mark.values else Code.Mark.values[number % len(Code.Mark)],
            element=self.elements.get(each.guid),
            made_by=self.work.by,
        )


def _levels(new: list[project.Code], here: set[str]) -> Iterator[list[project.Code]]:
    """Codes from the top down: each stands below one that is here by then."""
    inside = {each.guid for each in new}
    left = new
    while left:
        level = [each for each in left if each.parent in here or each.parent not in inside]
        yield level
        here |= {each.guid for each in level}
        left = [each for each in left if each.guid not in here]


class Books:
    """The codebooks in which new codes get a place, and which names are free there."""

    def __init__(self, work: Work, sets: list[project.Set]) -> None:
        self.work = work
        self.told = {
            code: each for each in sets if each.description == own.CODEBOOK for code in each.codes
        }
        self._books: dict[str, Codebook] = {}
        self._may: dict[int, bool] = {}
        self._names: dict[tuple[int, int | None], set[str]] = {}
        self._tried: Counter[tuple[int, int | None, str]] = Counter()
        self._numbers: Counter[int] = Counter()

    def home(self, code: project.Code, parent: Code | None) -> tuple[Code | None, Codebook]:
        """The code that it stands below, if any, and the codebook."""
        if parent is not None and self.may_add(parent.codebook):
            return parent, parent.codebook
        told = self.told.get(code.guid)
        head = self.work.head
        if told is not None:
            return None, self.of(told.guid, told.name)
        return None, self.of(own_guid("codebook", head.name, head.origin), head.name)

    def may_add(self, book: Codebook) -> bool:
        if book.pk not in self._may:
            self._may[book.pk] = may(self.work.by, "code.add", book)
        return self._may[book.pk]

    def of(self, guid: str, name: str) -> Codebook:
        """The codebook with this guid; a new one when there is none that one may add to."""
        if guid not in self._books:
            here = Codebook.objects.visible_to(self.work.by).filter(
                expedition=self.work.expedition, guid=guid
            )
            found = next((book for book in here if self.may_add(book)), None)
            self._books[guid] = found or self._begin(guid, name)
            self.work.books.add(self._books[guid].pk)
        return self._books[guid]

    def _begin(self, guid: str, name: str) -> Codebook:
        place = self.work.choices.place
        book: Codebook = Codebook.objects.create(
            author=self.work.by,
            **place.where,
            circle=self.work.circle_in(place),
            ceiling=Circle.PUBLIC,
            name=(name or self.work.head.origin or _("Codebook"))[:120],
            guid=UUID(guid),
        )
        return book

    def free_name(self, name: str, parent: Code | None, book: Codebook) -> str:
        """The name, with a number behind it when there is one of that name beside it."""
        key = (book.pk, parent.pk if parent else None)
        if key not in self._names:
            beside = Code.objects.unguarded(BOOKS).filter(codebook=book, parent=parent)
            self._names[key] = {each.lower() for each in beside.values_list("name_nl", flat=True)}
        taken, free, again = self._names[key], name, (*key, name.lower())
        if free.lower() in taken:
            self.work.losses.add("code_twice", name)
        while free.lower() in taken:
            self._tried[again] += 1
            behind = f" ({self._tried[again] + 1})"
            free = name[: LONGEST - len(behind)] + behind
        taken.add(free.lower())
        return free

    def next_number(self, book: Codebook) -> int:
        if book.pk not in self._numbers:
            self._numbers[book.pk] = Code.objects.unguarded(BOOKS).filter(codebook=book).count()
        self._numbers[book.pk] += 1
        return self._numbers[book.pk] - 1
