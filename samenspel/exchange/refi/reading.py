"""A project or codebook of any package, read thing by thing.

What is wrong with one thing does not stop the others: it is counted, and told afterwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sized
from dataclasses import dataclass, field, replace
from sys import intern
from typing import IO, TYPE_CHECKING

from samenspel.exchange import limits
from samenspel.exchange.project import (
    Case,
    Change,
    Code,
    Coding,
    Head,
    Losses,
    Note,
    Property,
    Selection,
    Set,
    Source,
    Summary,
    Thing,
    User,
    Variable,
    marked,
)
from samenspel.exchange.refi import codes as codebook
from samenspel.exchange.refi import lines, own, structure
from samenspel.exchange.refi.archive import SHOWN, Archive
from samenspel.exchange.refi.conventions import Convention, Counted, Sample, infer, span
from samenspel.exchange.refi.marks import check, child, children, parts, text
from samenspel.exchange.refi.names import ORIGIN, guid, own_guid
from samenspel.exchange.refi.texts import Kept, is_long
from samenspel.exchange.refusals import NotRead
from samenspel.sources.offsets import trim
from samenspel.sources.readers import Unreadable
from samenspel.sources.readers.draft import one_line
from samenspel.sources.readers.letters import decode
from samenspel.sources.readers.parse import parse

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SOURCES = ("TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource")
NOWHERE = Selection("", 0, 0)
_ATTRIBUTE = re.compile(r"([^:]{1,60}):\s*(\S.{0,119})")


ONE_BY_ONE = {"Users", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"}


def _in_a_project(way: list[str]) -> bool:
    if len(way) == 2:
        return way[1] in ("CodeBook", "Description", "NoteRef")
    return len(way) == 3 and way[1] in ONE_BY_ONE


def _in_a_codebook(way: list[str]) -> bool:
    return len(way) in (2, 3) and way[-1] in ("Codes", "Sets")


def read_codebook(path: str) -> Iterator[Thing]:
    """What is in a .qdc."""
    losses = Losses()
    with open(path, "rb") as opened:
        check(opened, "codebook.qdc", ("CodeBook",), _in_a_codebook)
        opened.seek(0)
        head = Head()
        found: list[Code] = []
        grouped: list[Set] = []
        for name, element in parts(opened, _in_a_codebook):
            if name == "":
                head.origin = _line(element.get("origin"))
            elif name == "Codes":
                found += codebook.codes(element, losses)
            else:
                grouped += codebook.sets(element)
    if not found:
        raise NotRead("nothing")
    yield head
    yield from found
    yield from grouped
    counts = {"codes": len(found), "sets": len(grouped)}
    _tell_codes(found, losses)
    yield Summary(head.name, head.origin, counts, losses=losses.list())


def read_project(path: str) -> Iterator[Thing]:
    """What is in a .qdpx."""
    archive = Archive(path)
    reading = Reading(archive)
    with archive.open_project() as opened:
        check(opened, archive.project.filename[:SHOWN], ("Project",), _in_a_project)
    with archive.open_project() as opened:
        reading.read(opened)
    yield from reading.things()


def _tell_codes(found: list[Code], losses: Losses) -> None:
    for code in found:
        if code.folder:
            losses.add("code_folder", code.name)


@dataclass(slots=True)
class Raw:
    """A source as it stands in the file: where its text is, and places as they are counted there.

    `synced` are selections whose places are not those of first and last characters but of
    moments; their end is never inclusive. `moments` are (place, milliseconds).
    """

    source: Source
    inline: bytes | None = None
    path: str = ""
    styled: str = ""
    whole: list[Coding] = field(default_factory=list)
    synced: list[Selection] = field(default_factory=list)
    moments: list[tuple[int, int]] = field(default_factory=list)


class Reading:
    """One project, while it is read."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.losses = Losses()
        self.head = Head()
        self.users: list[User] = []
        self.codes: list[Code] = []
        self.variables: list[Variable] = []
        self.cases: list[Case] = []
        self.sets: list[Set] = []
        self.raws: dict[str, Raw] = {}
        self.notes: dict[str, Note] = {}
        self.links: list[tuple[str, str, str, str]] = []
        self.described: list[Note] = []
        self.beside: set[str] = set()
        """The memos that stand beside a passage in a red thread."""
        self.changes: list[tuple[Note, str]] = []
        """What was done to codes, each with its book."""
        self.talks: dict[str, Note] = {}
        self.prompted: set[str] = set()
        self.selections = 0
        self.note_words = 0

    # From the file

    def read(self, opened: IO[bytes]) -> None:
        for name, element in parts(opened, _in_a_project):
            if name == "":
                self.head.name = _line(element.get("name"))
                self.head.origin = _line(element.get("origin"))
            elif name in SOURCES:
                self._source(name, element)
            else:
                getattr(self, f"_on_{name.lower()}", self._on_nothing)(element)

    def _on_nothing(self, element: Element) -> None:
        """Something that no version of the format knows."""

    def _on_user(self, each: Element) -> None:
        name = _line(each.get("name")) or _line(each.get("id"))
        self.users.append(User(guid(each.get("guid"), "user", name), name))
        _insist_on_room(self.users, name)

    def _on_codebook(self, element: Element) -> None:
        top = child(element, "Codes")
        if top is not None:
            self.codes += codebook.codes(top, self.losses)
        for each in (element, *children(element, "Sets")):
            for one in children(each, "Set"):
                self._on_set(one)

    def _on_set(self, each: Element) -> None:
        self.sets.append(codebook.a_set(each))
        _insist_on_room(self.sets, self.sets[-1].name)

    def _on_variable(self, each: Element) -> None:
        name = _line(each.get("name"))
        kind = each.get("typeOfVariable") or "Text"
        self.variables.append(Variable(guid(each.get("guid"), "variable", name), name, kind))
        _insist_on_room(self.variables, name)

    def _on_case(self, each: Element) -> None:
        name = _line(each.get("name"))
        self.cases.append(
            Case(
                guid=guid(each.get("guid"), "case", name, len(self.cases)),
                name=name,
                description=text(each, "Description").strip(),
                codes=codebook.refs(each, "CodeRef"),
                values=_values(each),
                sources=codebook.refs(each, "SourceRef"),
                selections=codebook.refs(each, "SelectionRef"),
            )
        )
        _insist_on_room(self.cases, name)

    def _on_note(self, element: Element) -> None:
        name = _line(element.get("name"))
        made = guid(element.get("guid"), "note", name, len(self.notes))
        inside = child(element, "PlainTextContent")
        words = "".join(inside.itertext()) if inside is not None else self._note_text(element)
        words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
        if not words:
            words = text(element, "Description").strip()
        if not words:
            self.losses.add("note_empty", name)
            return
        self._count_words(words, name)
        there = self.notes.get(made)
        if there is not None and there.text != words:  # two memos with one guid
            made = own_guid("again", made, words)
        if len(self.notes) >= limits.NOTES:
            raise NotRead("too_many_things", limit=limits.NOTES, name=name[:80])
        self.notes[made] = Note(made, words, name, *_by(element))

    def _count_words(self, words: str, name: str) -> None:
        self.note_words += len(words)
        if self.note_words > limits.NOTE_WORDS:
            raise NotRead("notes_long", limit=limits.NOTE_WORDS, name=name[:80])

    def _note_text(self, element: Element) -> str:
        path = element.get("plainTextPath") or ""
        part = self.archive.find(path) if path else None
        data = self.archive.read(part) if part else None
        if not data:
            return ""
        try:
            return decode(data)[0].removeprefix("\ufeff")
        except Unreadable:
            return ""

    def _on_link(self, each: Element) -> None:
        ends = each.get("originGUID"), each.get("targetGUID")
        name = _line(each.get("name"))
        if all(ends):
            made = guid(each.get("guid"), "link", *ends)
            self.links.append((made, name, guid(ends[0]), guid(ends[1])))
            _insist_on_room(self.links, name)
        else:
            self.losses.add("link", name)

    def _on_graph(self, each: Element) -> None:
        self.losses.add("graph", _line(each.get("name")))

    def _on_description(self, element: Element) -> None:
        self.head.description = "".join(element.itertext()).strip()

    def _on_noteref(self, element: Element) -> None:
        if element.get("targetGUID"):
            self.head.notes.append(guid(element.get("targetGUID")))
            _insist_on_room(self.head.notes, self.head.name)

    # Sources

    def _source(self, kind: str, element: Element) -> None:
        name = _line(element.get("name"))
        if kind == "TextSource":
            self._text(element, element, name)
        elif kind == "PDFSource":
            self._pdf(element, name)
        elif kind == "PictureSource":
            self.losses.add("picture", name)
            told = child(element, "TextDescription")
            if told is not None and _has_text(told):
                self._text(told, told, name)
        else:
            self._recording(element, name)

    def _text(self, element: Element, outer: Element, name: str) -> Raw:
        """A source whose text stands in `element`, and which is itself `outer`."""
        inside = child(element, "PlainTextContent")
        user, at = _by(outer)
        raw = Raw(
            Source(
                guid=guid(outer.get("guid"), "source", name),
                name=name or _line(element.get("name")),
                description=text(outer, "Description").strip(),
                values=_values(outer),
                notes=codebook.refs(outer, "NoteRef"),
                user=user,
                at=at,
            ),
            inline="".join(inside.itertext()).encode() if inside is not None else None,
            path=element.get("plainTextPath") or "",
            styled=element.get("richTextPath") or "",
            whole=self._codings(outer),
        )
        if element is not outer:
            raw.whole += self._codings(element)
            raw.source.notes += codebook.refs(element, "NoteRef")
        for each in children(element, "PlainTextSelection"):
            self._selection(each, raw)
        self._keep(raw)
        return raw

    def _keep(self, raw: Raw) -> None:
        if len(self.raws) >= limits.SOURCES:
            name = raw.source.name[:80]
            raise NotRead("too_many_things", limit=limits.SOURCES, name=name)
        source = raw.source
        if source.guid in self.raws:  # two texts with one guid
            source.guid = own_guid("again", source.guid, len(self.raws))
        self.raws[source.guid] = raw

    def _selection(self, element: Element, raw: Raw) -> None:
        start, end = _number(element.get("startPosition")), _number(element.get("endPosition"))
        if start is None or end is None:
            self.losses.add("selection_broken", raw.source.name)
            return
        raw.source.selections.append(self._marked(element, start, end))

    def _marked(self, element: Element, start: int, end: int) -> Selection:
        self.selections += 1
        if self.selections > limits.SELECTIONS:
            raise NotRead("too_many", limit=limits.SELECTIONS)
        user, at = _by(element)
        return Selection(
            guid=guid(element.get("guid"), "selection", start, end, self.selections),
            start=start,
            end=end,
            name=(element.get("name") or "")[:400],
            description=text(element, "Description").strip(),
            codings=self._codings(element),
            notes=codebook.refs(element, "NoteRef"),
            user=user,
            at=at,
        )

    def _codings(self, element: Element) -> list[Coding]:
        found = []
        for number, each in enumerate(children(element, "Coding")):
            given = codebook.refs(each, "CodeRef")
            if not given:
                self.losses.add("coding_codeless")
                continue
            made = guid(each.get("guid"), "coding", element.get("guid"), number)
            notes = codebook.refs(each, "NoteRef")
            found.append(Coding(made, intern(given[0]), *_by(each), notes=notes))
        return found

    def _pdf(self, element: Element, name: str) -> None:
        told = child(element, "Representation")
        if told is None:
            self.losses.add("text_missing", name)
            return
        raw = self._text(told, element, name)
        known = {each.guid: each for each in raw.source.selections}
        for each in children(element, "PDFSelection"):
            twin = known.get(guid(each.get("guid")))
            if twin is None:
                self.losses.add("pdf_page", name)
                continue
            there = {(coding.code, coding.user) for coding in twin.codings}
            for coding in self._codings(each):
                if (coding.code, coding.user) not in there:
                    twin.codings.append(coding)

    def _recording(self, element: Element, name: str) -> None:
        transcripts = list(children(element, "Transcript"))
        marks = list(children(element, "AudioSelection", "VideoSelection"))
        if not transcripts:
            self.losses.add("recording_bare", name)
        else:
            self.losses.add("recording", name)
        for number, each in enumerate(transcripts):
            called = _line(each.get("name"))
            full = f"{name} – {called}" if called and called != name else name
            outer = element if number == 0 else each
            self._transcript(each, outer, full, marks if number == 0 else [])
        if not transcripts and marks:
            self.losses.add("recording_mark", name, len(marks))

    def _transcript(
        self, element: Element, outer: Element, name: str, marks: list[Element]
    ) -> None:
        raw = self._text(element, outer, name)
        raw.source.recorded = True
        points: dict[str, int] = {}
        for each in children(element, "SyncPoint"):
            place, at = _number(each.get("position")), _number(each.get("timeStamp"))
            if place is None:
                continue
            points[guid(each.get("guid"))] = place  # a point needs no moment to be a place
            if at is not None and 0 <= at <= limits.LATEST:
                raw.moments.append((place, at))
        raw.moments.sort()
        for each in children(element, "TranscriptSelection"):
            ends = [points.get(guid(each.get(n))) for n in ("fromSyncPoint", "toSyncPoint")]
            if ends[0] is not None and ends[1] is not None:
                raw.synced.append(self._marked(each, ends[0], ends[1]))
            else:
                self.losses.add("recording_mark", name)
        for each in marks:
            begin, end = _number(each.get("begin")), _number(each.get("end"))
            places = _around(raw.moments, begin, end)
            if places:
                raw.synced.append(self._marked(each, *places))
            else:
                self.losses.add("recording_mark", name)

    # Out of it

    def things(self) -> Iterator[Thing]:
        if not self.codes and not self.raws:
            raise NotRead("nothing")
        self._link()
        self._build()
        self._lift_own()
        way = infer(self._samples())
        known = {code.guid for code in self.codes}
        self._share_values()
        yield self.head
        yield from self.users
        yield from self.codes
        yield from self.variables
        yield from self.cases
        yield from self.sets
        yield from self._changes()
        counts: Counter[str] = Counter(changes=len(self.changes))
        makers: set[str] = set()
        notes_there: set[str] = set()
        earlier = {guid for each in self._own(own.VERSIONS) for guid in each.sources[:-1]}
        weights = {guid for each in self._own(own.WEIGHT) for guid in each.codes}
        turns = {
            guid
            for case in self.cases
            if case.description != own.EXAMPLES
            for guid in case.selections
        }
        for raw in self.raws.values():
            source = self._ready(raw, way, known)
            if source is None:
                continue
            counts["versions" if source.guid in earlier else "sources"] += 1
            counts.update(marked(source, apart=weights, turns=turns), talks=len(source.talks))
            given = [coding for each in source.selections for coding in each.codings]
            makers.update(coding.user for coding in given)
            _insist_on_few(makers, source.name)
            self.beside.update(n for each in given if each.code in weights for n in each.notes)
            notes_there.update(source.notes, *(each.notes for each in source.selections))
            yield source
        _insist_on_few(makers.union(note.user for note in self.notes.values()), "Notes")
        for talk in self.talks.values():  # of words that did not come along
            self.losses.add("talk_codeless", talk.title)
        yield from self._all_notes(notes_there)
        strands = {guid for each in self._own(own.THREADS) for guid in each.codes}
        counts["threads"] = len(strands)
        codes = [code for code in self.codes if code.guid not in strands | weights]
        counts["codes"] = len(codes)
        _tell_codes(codes, self.losses)
        yield self._summary(counts, way)

    def _own(self, what: str) -> Iterator[Set]:
        """The sets that carry what only we know."""
        return (each for each in self.sets if each.description.startswith(what))

    def _link(self) -> None:
        """Memos that hang on something by a link are memos of that thing."""
        holders: dict[str, list[str]] = {}
        for raw in self.raws.values():
            holders[raw.source.guid] = raw.source.notes
            for each in (*raw.source.selections, *raw.synced):
                holders[each.guid] = each.notes
        for code in self.codes:
            holders[code.guid] = code.notes
        for made, name, one, other in self.links:
            if one in self.notes and made == own_guid("mention", one, other):
                self.notes[one].mentions[name] = other
                continue
            for note, holder in ((one, other), (other, one)):
                if note in self.notes and holder in holders:
                    if note not in holders[holder]:
                        holders[holder].append(note)
                    break
            else:
                self.losses.add("link")

    def _build(self) -> None:
        """Let texts have what a memo of ours tells of their lines; it is no memo any more."""
        for raw in self.raws.values():
            made = structure.guid_of(raw.source.guid)
            note = self.notes.pop(made, None)
            if note is not None:
                raw.source.lines = list(structure.lines_of(note.text))
                raw.source.notes = [each for each in raw.source.notes if each != made]

    def _lift_own(self) -> None:
        """What we write as memos, and what is more than that, is no memo any more."""
        for each in self._own(own.PROMPTED):
            self.prompted.update(each.notes)
            self._lift(each, lambda _note: True)
        for each in self._own(own.TALKS):
            told = self._lift(each, lambda note: lines.talk_of(note, NOWHERE) is not None)
            self.talks |= {note.guid: note for note in told}
        for each in self._own(own.CODEBOOK):
            told = self._lift(each, lambda note: lines.change_of(note, "") is not None)
            self.changes += [(note, each.guid) for note in told]
        spent = {note.guid for note, _book in self.changes}
        for code in self.codes if spent else []:
            code.notes = [each for each in code.notes if each not in spent]

    def _lift(self, each: Set, belongs: Callable[[Note], bool]) -> list[Note]:
        """The memos of a set that are what they should be, taken from among the others."""
        known = [self.notes[guid] for guid in dict.fromkeys(each.notes) if guid in self.notes]
        found = [note for note in known if belongs(note)]
        for note in found:
            del self.notes[note.guid]
        gone = {note.guid for note in found}
        each.notes = [guid for guid in each.notes if guid not in gone]
        return found

    def _changes(self) -> Iterator[Change]:
        """Each is read once more: together they may be too much for memory."""
        for note, book in self.changes:
            change = lines.change_of(note, book)
            if change is not None:
                yield change

    def _is_talk(self, each: Selection) -> bool:
        return any(note in self.talks for note in each.notes)

    def _talks_in(self, source: Source) -> None:
        """Let a source have what was said about differences in it."""
        stays: list[Selection] = []
        for each in source.selections:
            told = [self.talks.pop(note) for note in each.notes if note in self.talks]
            source.talks += filter(None, (lines.talk_of(note, each) for note in told))
            gone = {note.guid for note in told}
            each.notes = [note for note in each.notes if note not in gone]
            if not told or each.notes or each.codings:
                stays.append(each)
        source.selections = stays

    def _samples(self) -> list[Sample]:
        """Selections to see by how the file counts, from at most forty texts."""
        having = [raw for raw in self.raws.values() if raw.source.selections]
        found: list[Sample] = []
        for raw in having[:: max(1, len(having) // 40)]:
            counted = self._counted(raw, Losses())
            if counted is None:
                continue
            chosen = [each for each in raw.source.selections if not self._is_talk(each)]
            for each in chosen[:: max(1, len(chosen) // 40)]:
                found.append(Sample(counted, each.start, each.end, each.name))
        return found

    def _counted(self, raw: Raw, losses: Losses) -> Counted | None:
        if raw.inline is not None:
            return Counted.of(raw.inline.decode())
        name = raw.source.name
        if not raw.path:
            return None
        part = self.archive.find(raw.path)
        if part is None:
            losses.add("text_missing", name)
            return None
        data = self.archive.read(part)
        if data is None:
            too_long = part.file_size > limits.TEXT
            losses.add("text_long" if too_long else "text_unreadable", name)
            return None
        if not data:
            losses.add("text_empty", name)
            return None
        mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
        try:
            words, remarks = decode(data)
        except Unreadable:
            losses.add("text_unreadable", name)
            return None
        if remarks:
            losses.add("text_guessed", name)
        return Counted.of(mark + words)

    def _ready(self, raw: Raw, way: Convention, known: set[str]) -> Source | None:
        """The source with its text, every place in it; None when it has no text."""
        counted = self._counted(raw, self.losses)
        if counted is None:
            return self._only_styled(raw)
        if raw.styled and not raw.styled.lower().endswith((".txt", ".text")):
            self.losses.add("styles", raw.source.name)
        kept = Kept(counted.text)
        source = raw.source
        if not kept.text:
            self.losses.add("text_empty", source.name)
            return None
        if is_long(kept.text):
            self.losses.add("text_long", source.name)
            return None
        source.text = kept.text
        found = [self._placed(each, counted, kept, way, source.name) for each in source.selections]
        moments = replace(way, inclusive=False)
        found += [self._placed(each, counted, kept, moments, source.name) for each in raw.synced]
        source.selections = [each for each in found if each is not None]
        self._talks_in(source)
        if raw.whole:
            self.losses.add("coding_whole", source.name, len(raw.whole))
            whole = own_guid("whole", source.guid)
            source.selections.append(
                Selection(whole, 0, len(kept.text), codings=raw.whole, user=source.user)
            )
        for each in source.selections:
            self._codes_known(each, known, source.name)
        plain = Convention()
        source.lines = [
            [*(kept.place(counted.place(place, plain)) for place in each[:2]), *each[2:]]
            for each in source.lines
        ]
        source.times = [
            (kept.place(counted.place(place, moments)), at) for place, at in raw.moments
        ]
        self._describe(source)
        return source

    def _only_styled(self, raw: Raw) -> Source | None:
        """The words of a text that came only as a DOCX: nobody says where its selections lie."""
        part = self.archive.find(raw.styled) if raw.styled else None
        data = self.archive.read(part) if part else None
        if not data:
            if not raw.path:
                self.losses.add("text_missing", raw.source.name)
            return None
        try:
            draft = parse(part.filename.rpartition("/")[2] if part else "", data)
        except (MemoryError, OSError):
            raise
        except Exception:  # it may have been made to make a reader fall: one text, not the project
            self.losses.add("text_unreadable", raw.source.name)
            return None
        self.losses.add("text_styled", raw.source.name)
        source = raw.source
        source.text = Kept("\n".join(each.text for each in draft.paragraphs)).text
        source.selections = []
        if is_long(source.text):
            self.losses.add("text_long", source.name)
            return None
        self._describe(source)
        return source if source.text else None

    def _placed(
        self, each: Selection, counted: Counted, kept: Kept, way: Convention, name: str
    ) -> Selection | None:
        start, end = span(counted, each.start, each.end, way)
        if start < 0 or end > len(counted.text) + 1 or start >= end:
            self.losses.add("selection_outside", name)
            return None
        end = min(end, len(counted.text))
        start, end = kept.place(start), kept.place(end, end=True)
        if not self._is_talk(each):  # a difference may begin or end between words
            start, end = trim(kept.text, start, end)
        if start >= end:
            self.losses.add("selection_blank", name)
            return None
        each.start, each.end = start, end
        return each

    def _codes_known(self, each: Selection, known: set[str], name: str) -> None:
        there = [coding for coding in each.codings if coding.code in known]
        if len(there) < len(each.codings):
            self.losses.add("coding_codeless", name, len(each.codings) - len(there))
            each.codings = there
        for coding in there if self.prompted else ():
            coding.prompted = not self.prompted.isdisjoint(coding.notes)
            coding.notes = [note for note in coding.notes if note not in self.prompted]

    def _describe(self, source: Source) -> None:
        """Comments in a description are memos like the others."""
        described: list[Source | Selection] = [source, *source.selections]
        for thing in described:
            if thing.description:
                made = own_guid("description", thing.guid)
                self._count_words(thing.description, source.name)
                user, at = thing.user, thing.at
                self.described.append(Note(made, thing.description, user=user, at=at))
                thing.notes.append(made)
                thing.description = ""

    @staticmethod
    def _marks_of(raw: Raw) -> list[Selection]:
        return [*raw.source.selections, *raw.synced]

    def _all_notes(self, hanging: set[str]) -> Iterator[Note]:
        on_codes = {note for code in self.codes for note in code.notes}
        in_sets = {note for each in self.sets for note in each.notes}
        fine = hanging | on_codes | in_sets | set(self.head.notes)
        wanted = {
            note
            for raw in self.raws.values()
            for notes in (raw.source.notes, *(s.notes for s in self._marks_of(raw)))
            for note in notes
        }
        for note in self.notes.values():
            if note.guid not in fine and note.guid in wanted:
                self.losses.add("note_loose", note.title)
            yield note
        yield from self.described
        if self._describes_itself:
            made = own_guid("description", self.head.name, self.head.origin)
            yield Note(made, self.head.description, self.head.name)

    @property
    def _describes_itself(self) -> bool:
        """What we write there ourselves only tells which file it is."""
        return bool(self.head.description) and not self.head.origin.startswith(ORIGIN)

    # What a person may have to choose about

    def _share_values(self) -> None:
        """Let sources have what their cases and sets say of them, unless those differ."""
        home = {
            each.guid: raw.source.guid
            for raw in self.raws.values()
            for each in (*raw.source.selections, *raw.synced)
        }
        told: dict[str, dict[str, set[str]]] = {}
        for case in self.cases:
            places = {*case.sources, *(home[each] for each in case.selections if each in home)}
            case.sources = sorted(places & set(self.raws))
            for source in case.sources:
                for variable, value in case.values.items():
                    told.setdefault(source, {}).setdefault(variable, set()).add(value)
        for each in self.sets:
            if _is_own(each):
                continue
            variable, value = _as_property(each)
            for source in each.sources:
                told.setdefault(source, {}).setdefault(variable, set()).add(value)
        for source, values in told.items():
            if source in self.raws:
                own = self.raws[source].source.values
                for variable, found in values.items():
                    if len(found) == 1:
                        own.setdefault(variable, *found)

    def _summary(self, counts: Counter[str], way: Convention) -> Summary:
        counts["users"] = len(self.users)
        notes = set(self.notes) - self.beside
        notes -= {guid for each in self._own(own.MARKER) for guid in each.notes}
        counts["notes"] = len(notes) + len(self.described) + self._describes_itself
        counts["cases"] = sum(not _is_own(each) for each in self.cases)
        for each in self.sets:
            if each.sources and not _is_own(each):
                self.losses.add("set_of_texts", each.name)
        if self.head.origin.startswith(ORIGIN):
            self.losses.add("left_behind")
        return Summary(
            name=self.head.name,
            origin=self.head.origin,
            counts=dict(counts),
            users=[each.name for each in self.users[:50]],
            properties=list(self._properties()),
            convention=str(way),
            losses=self.losses.list(),
        )

    def _properties(self) -> Iterator[Property]:
        kinds = {each.guid: (each.name, each.kind) for each in self.variables}
        kinds |= {guid: (name, "Text") for guid, name in self._set_names().items()}
        values: dict[str, Counter[str]] = {}
        for raw in self.raws.values():
            for variable, value in raw.source.values.items():
                values.setdefault(variable, Counter())[value] += 1
        for case in self.cases:
            for variable, value in case.values.items():
                values.setdefault(variable, Counter())[value] += 0
        many = Counter({variable: found.total() for variable, found in values.items()})
        most = {variable for variable, _count in many.most_common(limits.PROPERTIES)}
        for variable, (name, kind) in kinds.items():
            if variable in most:
                found = values[variable]
                yield Property(variable, name, kind, dict(found.most_common(limits.VALUES)))

    def _set_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for each in self.sets:
            if each.sources and not _is_own(each):
                variable, value = _as_property(each)
                names[variable] = each.name.partition(":")[0] if value != each.name else ""
        return names


def _insist_on_room(found: Sized, name: str) -> None:
    if len(found) > limits.THINGS:
        raise NotRead("too_many_things", limit=limits.THINGS, name=name[:80])


def _insist_on_few(makers: set[str], name: str) -> None:
    """Of everybody who made something a layer is kept: said here, and not only when it is taken
    in."""
    if len(makers) > limits.USERS:
        raise NotRead("too_many_users", limit=limits.USERS, name=name[:80])


def _is_own(each: Set | Case) -> bool:
    return each.description.startswith(own.MARKER)


def _as_property(each: Set) -> tuple[str, str]:
    """A set of sources as a property: `gender: male` is a value of gender (as ATLAS.ti writes)."""
    if found := _ATTRIBUTE.fullmatch(each.name):
        return own_guid("set", found[1].strip().casefold()), found[2].strip()
    return own_guid("set"), each.name


def _values(element: Element) -> dict[str, str]:
    """The values of variables, wherever a package puts them."""
    found: dict[str, str] = {}
    for each in children(element, "VariableValue"):
        variable = codebook.refs(each, "VariableRef")
        told = [v for v in each if v.tag.endswith("Value") and v.text]
        if variable and told:
            found[intern(variable[0])] = " ".join((told[0].text or "").split())[:200]
    return found


def _by(element: Element) -> tuple[str, str]:
    """Who made something, and when."""
    user = element.get("creatingUser") or element.get("modifyingUser")
    at = element.get("creationDateTime") or element.get("modifiedDateTime") or ""
    return intern(guid(user)) if user else "", at[:40]


def _number(given: str | None) -> int | None:
    try:
        return int(float(given)) if given and len(given) < 16 else None
    except (ValueError, OverflowError):
        return None


def _line(given: str | None) -> str:
    return one_line(given or "")[:400]


def _has_text(element: Element) -> bool:
    return child(element, "PlainTextContent") is not None or bool(element.get("plainTextPath"))


def _around(
    moments: list[tuple[int, int]], begin: int | None, end: int | None
) -> tuple[int, int] | None:
    """The places of the moments around a stretch of time."""
    if begin is None or end is None:
        return None
    before = [place for place, at in moments if at <= begin]
    after = [place for place, at in moments if at >= end]
    return (before[-1], after[0]) if before and after and before[-1] < after[0] else None
