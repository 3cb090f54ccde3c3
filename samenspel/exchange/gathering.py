"""What somebody may read of an expedition, gathered to be taken along, in the shape of a project.

Only what `visible_to` shows, and nothing that is only somebody's own; names as this reader reads
them. It is asked again when the file is made, so that what was taken back meanwhile is not in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenspel.circles.models import Circle, Expedition
from samenspel.sources.models import Source, Speaker, Version
from samenspel.sources.naming import Heard, heard_in, reads_makers
from samenspel.threads.desk import tree
from samenspel.threads.models import (
    Code,
    Codebook,
    Coder,
    Coding,
    Passage,
)

from . import ours, project
from .gathering_history import History, Talks
from .gathering_memos import Hands, Memos
from .gathering_threads import Threads
from .refi import own, structure
from .refi.codes import ABOVE
from .refi.names import own_guid
from .stamps import stamp

if TYPE_CHECKING:
    from samenspel.people.models import Person

AT_ONCE = 100
"""Sources that are in memory together."""
LONGEST_NAME = 250


CHOSEN = ("coalitions", "books", "coders")
WAYS = ("flat", "timed")


@dataclass(frozen=True)
class Scope:
    """What of an expedition goes along; None is all of it. Keys; 0 is the team's own material.

    `flat`: codes stand in one row, each named with those above it, for who knows few levels.
    `timed`: a text of which it is known when it sounds is the transcript of a recording.
    """

    coalitions: frozenset[int] | None = None
    books: frozenset[int] | None = None
    coders: frozenset[int] | None = None
    flat: bool = False
    timed: bool = False

    def stored(self) -> dict[str, Any]:
        chosen = {name: getattr(self, name) for name in CHOSEN}
        told = {name: sorted(keys) for name, keys in chosen.items() if keys is not None}
        return told | {name: True for name in WAYS if getattr(self, name)}

    @classmethod
    def from_stored(cls, told: dict[str, Any]) -> Scope:
        chosen = {name: frozenset(told[name]) for name in CHOSEN if name in told}
        return cls(**chosen, flat=bool(told.get("flat")), timed=bool(told.get("timed")))


def with_paths(codes: dict[int, Code], name: str = "name") -> Iterator[tuple[Code, str]]:
    """Each code with the names of those above it: A > B."""
    paths: dict[int, str] = {}
    for code in codes.values():
        above = codes.get(code.parent_id or 0)
        names = [paths[above.pk], getattr(above, name)] if above else []
        paths[code.pk] = ABOVE.join(filter(None, names))
        yield code, paths[code.pk]


@dataclass
class Text:
    """A version of a source with all that goes along of it."""

    row: Source
    version: Version
    heard: dict[str, Heard]
    speakers: list[Speaker]
    passages: list[Marked]
    is_newest: bool = True

    @property
    def guid(self) -> str:
        """What it is called in a file: the newest words are the source itself."""
        guid = str(self.row.guid)
        return guid if self.is_newest else own_guid("version", guid, self.version.number)

    @property
    def name(self) -> str:
        if self.is_newest:
            return self.row.title
        told = {"title": self.row.title, "number": self.version.number}
        return _("%(title)s (version %(number)d)") % told


@dataclass(slots=True)
class Marked:
    """A passage; `codings` are (guid, code, coder, at, prompted), by key."""

    pk: int
    guid: str
    start: int
    end: int
    at: datetime
    speakers: list[int]
    codings: list[tuple[str, int, int, datetime, bool]]


class Gathered:
    """What `person` may take along of `expedition`."""

    def __init__(self, expedition: Expedition, person: Person, scope: Scope) -> None:
        self.expedition = expedition
        self.person = person
        self.scope = scope
        self.gathered: dict[int, list[project.Coding]] = {}
        """In a project: what passages do in red threads, by their key."""
        self.examples: dict[int, list[str]] = {}
        """In a project: the passages (their guids) that show when a code is given, by its key."""
        self.talks: dict[int, list[project.Talk]] = {}
        """In a project: what was said about differences, by the key of the version."""

    # What there is

    def sources(self) -> Any:
        """The texts, oldest first. What is only somebody's own stays theirs."""
        rows = Source.objects.visible_to(self.person).filter(
            expedition=self.expedition, circle__gt=Circle.PRIVATE
        )
        if self.scope.coalitions is not None:
            within = Q(coalition__in=self.scope.coalitions)
            within |= Q(coalition=None) if 0 in self.scope.coalitions else Q()
            rows = rows.filter(within)
        return rows.select_related("coalition", "expedition").order_by("moment", "pk")

    @cached_property
    def books(self) -> list[Codebook]:
        rows = Codebook.objects.visible_to(self.person).filter(expedition=self.expedition)
        if self.scope.books is not None:
            rows = rows.filter(pk__in=self.scope.books)
        return list(rows.select_related("coalition", "expedition").order_by("pk"))

    @cached_property
    def codes(self) -> list[Code]:
        """Book by book, each code after the one it stands below."""
        rows = Code.objects.visible_to(self.person).filter(codebook__in=self.books)
        below: dict[int, list[Code]] = defaultdict(list)
        for code in rows.select_related("element"):
            below[code.codebook_id].append(code)
        return [code for book in self.books for _depth, code in tree(below[book.pk])]

    @cached_property
    def code_by_key(self) -> dict[int, Code]:
        return {code.pk: code for code in self.codes}

    def _in_layers(self) -> Any:
        rows = Coding.objects.visible_to(self.person)
        if self.scope.coders is not None:
            rows = rows.filter(coder__in=self.scope.coders)
        return rows

    @cached_property
    def coders(self) -> dict[int, project.User]:
        """Whose layers go along, by key, named where this reader may know who works there."""
        used: dict[int, set[int]] = defaultdict(set)
        coded = self._in_layers().filter(code__codebook__in=self.books)
        pairs = coded.order_by().values_list("coder", "code__codebook").distinct()
        for coder, book in pairs:
            used[coder].add(book)
        named = {book.pk for book in self.books if reads_makers(self.person, book)}
        rows = Coder.objects.filter(pk__in=used).select_related("person").order_by("pk")
        return {
            row.pk: project.User(
                str(row.guid), str(row) if used[row.pk] <= named else _("coder %d") % number
            )
            for number, row in enumerate(rows, start=1)
        }

    def texts(
        self, only: Iterable[int] | None = None, *, bare: bool = False, earlier: bool = False
    ) -> Iterator[Text]:
        """Each source (of `only` these keys) with its newest words and what was marked in them.

        `bare` is without words and marks; with `earlier` the versions before it come before it.
        """
        keys = list(self.sources().values_list("pk", flat=True))
        if only is not None:
            wanted = set(only)
            keys = [key for key in keys if key in wanted]
        for at in range(0, len(keys), AT_ONCE):
            yield from self._texts(keys[at : at + AT_ONCE], bare, earlier)

    def _texts(self, keys: list[int], bare: bool, earlier: bool) -> Iterator[Text]:
        rows = {row.pk: row for row in self.sources().filter(pk__in=keys)}
        seen = Version.objects.visible_to(self.person).filter(source__in=keys)
        seen = seen.defer("text") if bare else seen
        newest = dict(seen.order_by().values_list("source").annotate(Max("number")))
        versions: dict[int, list[Version]] = defaultdict(list)
        for row in sorted(seen.order_by(), key=lambda row: row.number):
            if earlier or row.number == newest[row.source_id]:
                versions[row.source_id].append(row)
        heard = heard_in(rows.values(), self.person)
        speakers: dict[int, list[Speaker]] = defaultdict(list)
        for speaker in Speaker.objects.visible_to(self.person).filter(source__in=keys):
            speakers[speaker.source_id].append(speaker)
        all_of_them = [row.pk for each in versions.values() for row in each]
        marked = self._marked([] if bare else all_of_them)
        for key in keys:
            for version in versions[key] if key in rows else []:
                yield Text(
                    rows[key],
                    version,
                    heard[key],
                    speakers[key],
                    marked[version.pk],
                    version.number == newest[key],
                )

    def _marked(self, versions: list[int]) -> dict[int, list[Marked]]:
        """The passages of these versions, in reading order.

        Sorted, and held against the codebooks, here: asked for in order or by codebook, a database
        would walk through all codings there are, for each portion of texts.
        """
        found: dict[int, list[Marked]] = defaultdict(list)
        if not versions:
            return found
        rows = Passage.objects.visible_to(self.person).filter(version__in=versions).order_by()
        passages: dict[int, Marked] = {}
        homes: dict[int, int] = {}
        for pk, version, guid, start, end, at in rows.values_list(
            "pk", "version", "guid", "start", "end", "created"
        ):
            passages[pk] = Marked(pk, str(guid), start, end, at, [], [])
            homes[pk] = version
        spoken = rows.filter(speakers__isnull=False)
        for pk, speaker in sorted(spoken.values_list("pk", "speakers")):
            passages[pk].speakers.append(speaker)
        codings = self._in_layers().filter(passage__version__in=versions).order_by()
        told = codings.values_list("pk", "passage", "guid", "code", "coder", "at", "prompted")
        for _pk, passage, guid, code, *given in sorted(told, key=itemgetter(0)):
            if code in self.code_by_key:
                passages[passage].codings.append((str(guid), code, *given))
        all_of_them = self.scope.books is None and self.scope.coders is None
        shown = {guid for guids in self.examples.values() for guid in guids}
        for each in sorted(passages.values(), key=lambda each: (each.start, -each.end)):
            if each.codings or all_of_them or each.pk in self.gathered or each.guid in shown:
                found[homes[each.pk]].append(each)
        return found

    # As a project

    def things(
        self, head: project.Head, only: Iterable[int] | None = None, *, threads: bool = True
    ) -> Iterator[Any]:
        """In the order in which a project is written (`refi.writing.ORDER`).

        Without `threads` those do not go along as codes, nor what was done to codes as memos.
        """
        mine = self.sources()
        if only is not None:
            mine = mine.filter(pk__in=list(only))
        keys = list(mine.order_by().values_list("pk", flat=True))
        hands = Hands(self)
        strands = Threads(self, hands, keys)
        self.gathered = strands.on if threads else {}
        self.examples = self._examples(keys)
        memos = Memos(self, hands, keys, strands.rows)
        talks = Talks(self, hands, keys)
        self.talks = talks.on
        history = History(self, hands, keys, talks.guids)
        head.notes = memos.of("")
        yield head
        users = {**hands.users, **{user.guid: user for user in self.coders.values()}}
        yield from sorted(users.values(), key=lambda user: (user.name, user.guid))
        for code in self.code_things():
            code.notes = [*memos.of(code.guid), *(history.on_code[code.guid] if threads else [])]
            yield code
        if threads:
            yield from strands.codes(memos, flat=self.scope.flat)
        yield from _variables()
        families: list[project.Set] = []
        yield from self._cases(keys, families)
        structures: list[project.Note] = []
        prompted = False
        for text in self.texts(keys, earlier=True):
            prompted |= any(given[-1] for each in text.passages for given in each.codings)
            yield self._source(text, memos, structures)
        yield from memos.notes()
        if threads:
            yield from chain(strands.notes(), talks.notes(), history.notes())
            if prompted:
                yield _prompted()
        else:
            yield from history.changes
        yield from structures
        yield from memos.links()
        yield from self.sets(history.in_book if threads else {})
        yield from self._marks()
        if threads:
            yield from chain(strands.sets(), talks.sets())
            if prompted:
                note = _prompted()
                told = project.Set(own.PROMPTED_SET, note.text, own.PROMPTED, notes=[note.guid])
                yield told
        yield from families
        self._lines = strands.lines(memos)

    def threads(self) -> Iterator[dict[str, Any]]:
        """Each red thread whole; told once `things` are."""
        yield from self._lines

    def _examples(self, sources: list[int]) -> dict[int, list[str]]:
        pairs = Code.examples.through.objects.filter(code__in=list(self.code_by_key))
        told = list(pairs.values_list("code", "passage"))
        here = Passage.objects.visible_to(self.person).filter(
            pk__in={passage for _code, passage in told}, version__source__in=sources
        )
        guids = {pk: str(guid) for pk, guid in here.values_list("pk", "guid")}
        # Who reads blind sees a passage that they marked too, and not what another gave it.
        given = Coding.objects.visible_to(self.person).filter(passage__in=list(guids))
        has = set(given.order_by().values_list("code", "passage"))
        found: dict[int, list[str]] = defaultdict(list)
        for code, passage in told:
            if (code, passage) in has:
                found[code].append(guids[passage])
        return found

    def code_things(self) -> Iterator[project.Code]:
        english = (get_language() or "").startswith("en")
        flat = self.scope.flat
        for code, above in with_paths(self.code_by_key, "name_nl"):
            parent = self.code_by_key.get(code.parent_id or 0)
            yield project.Code(
                guid=str(code.guid),
                name=f"{above}{ABOVE}{code.name_nl}" if above and flat else code.name_nl,
                parent=str(parent.guid) if parent and not flat else "",
                colour=ours.COLOURS[Code.Colour(code.colour)],
                description=ours.described(code, english=english),
            )

    def sets(self, history: Mapping[str, list[str]] | None = None) -> Iterator[project.Set]:
        """Codebooks, with what was done to their codes, and the elements of a framework that codes
        serve."""
        history = history or {}
        inside: dict[int, list[str]] = defaultdict(list)
        serving: dict[str, project.Set] = {}
        for code in self.codes:
            inside[code.codebook_id].append(str(code.guid))
            if code.element is not None:
                kin = str(code.element.kin)
                each = serving.setdefault(kin, project.Set(kin, code.element.name, own.ELEMENT))
                each.codes.append(str(code.guid))
        for book in self.books:
            guid = str(book.guid)
            told = project.Set(guid, book.name, own.CODEBOOK, inside[book.pk])
            told.notes = history.get(guid, [])
            if told.codes or told.notes:
                yield told
        yield from serving.values()

    def _marks(self) -> Iterator[project.Set]:
        """The shapes of codes, for whoever does not see their colours."""
        for mark in Code.Mark:
            inside = [str(code.guid) for code in self.codes if code.mark == mark]
            if inside:
                name = f"{mark.value} {mark.label}"
                yield project.Set(own_guid("mark", mark.value), name, own.MARK, inside)

    def _cases(self, only: list[int], families: list[project.Set]) -> Iterator[project.Case]:
        """Everybody who speaks, with the voice and the coalition: by role, or as they are known;
        and the examples of codes. The versions of one text are set apart as a family."""
        spoken: dict[str, list[str]] = defaultdict(list)
        versions: list[str] = []
        for text in self.texts(only, bare=True, earlier=True):
            for label, _start, _end, guid in _turns(text):
                spoken[label].append(guid)
            versions.append(text.guid)
            if not text.is_newest:
                continue
            guid = str(text.row.guid)
            for number, speaker in enumerate(text.speakers, start=1):
                yield project.Case(
                    guid=own_guid("speaker", guid, number),
                    name=text.heard[speaker.label].name,
                    values={ours.VOICE: speaker.voice, **_where(text.row)},
                    sources=[guid],
                    selections=spoken[speaker.label],
                )
            if len(versions) > 1:
                name = _("Versions of ‘%s’") % text.row.title
                family = project.Set(own_guid("versions", guid), name, own.VERSIONS)
                family.sources = versions
                families.append(family)
            spoken, versions = defaultdict(list), []
        for code in self.codes:
            if shown := self.examples.get(code.pk):
                yield project.Case(
                    guid=own_guid("examples", code.guid),
                    name=_("Examples of ‘%s’") % code.name_nl,
                    description=own.EXAMPLES,
                    codes=[str(code.guid)],
                    selections=sorted(shown),
                )

    def _source(self, text: Text, memos: Memos, structures: list[project.Note]) -> project.Source:
        row = text.row
        notes = memos.of(str(row.guid)) if text.is_newest else []
        if lines := structure.told(text.version.layout):
            guid = structure.guid_of(text.guid)
            title = _("How ‘%s’ is built up") % text.name
            structures.append(project.Note(guid, lines, title, at=stamp(text.version.created)))
            notes = [*notes, guid]
        times = _times(text) if self.scope.timed else []
        return project.Source(
            guid=text.guid,
            name=text.name,
            text=text.version.text,
            times=times,
            recorded=bool(times),
            at=stamp(text.version.created),
            values={
                **_where(row),
                ours.MOMENT: row.moment.isoformat(),
                ours.KIND: row.kind,
                ours.LANGUAGE: row.language,
            },
            selections=[
                *(self._selection(each, text.version.text, memos) for each in text.passages),
                *(project.Selection(guid, s, e) for _label, s, e, guid in _turns(text)),
            ],
            talks=self.talks.get(text.version.pk, []),
            notes=notes,
        )

    def _selection(self, each: Marked, text: str, memos: Memos) -> project.Selection:
        """Named by its words, where they are few: some packages tell by that how we count."""
        name = text[each.start : each.end] if each.end - each.start <= LONGEST_NAME else ""
        codings = [
            project.Coding(
                guid,
                str(self.code_by_key[code].guid),
                self.coders[coder].guid,
                stamp(at),
                prompted=prompted,
            )
            for guid, code, coder, at, prompted in each.codings
        ]
        return project.Selection(
            each.guid,
            each.start,
            each.end,
            name,
            at=stamp(each.at),
            codings=[*codings, *self.gathered.get(each.pk, [])],
            notes=memos.of(each.guid),
        )


def _prompted() -> project.Note:
    return project.Note(own.PROMPTED_NOTE, _("A computer proposed this, and the coder said yes."))


def _variables() -> Iterator[project.Variable]:
    yield project.Variable(ours.COALITION, _("coalition"))
    yield project.Variable(ours.VOICE, _("voice"))
    yield project.Variable(ours.MOMENT, _("moment"), "Date")
    yield project.Variable(ours.KIND, _("kind"))
    yield project.Variable(ours.LANGUAGE, _("language"))


def _where(row: Source) -> dict[str, str]:
    return {ours.COALITION: row.coalition.name} if row.coalition else {}


def _times(text: Text) -> list[tuple[int, int]]:
    """Where in the text it is known when it sounds: (place, milliseconds)."""
    found = set()
    for piece in text.version.layout:
        for end, name in (("start", "begin"), ("end", "stop")):
            if name in piece:
                found.add((piece[end], piece[name]))
    return sorted(found)


def _turns(text: Text) -> list[tuple[str, int, int, str]]:
    """The stretches in which one person speaks: label, start, end and guid."""
    found: list[tuple[str, int, int, str]] = []
    for piece in text.version.layout:
        label = piece.get("speaker")
        if label and found and found[-1][0] == label and found[-1][2] >= piece["start"] - 1:
            start, guid = found[-1][1], found[-1][3]
            found[-1] = (label, start, piece["end"], guid)
        elif label:
            guid = own_guid("turn", text.guid, piece["start"])
            found.append((label, piece["start"], piece["end"], guid))
    return found
