"""From what another package wrote to rows of ours: all of it, or nothing.

Things are known by their guid within the expedition: what is here already is not added again. The
rows are made in bulk, some hundreds of sources at a time, so that a large project fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle, Expedition
from samenspel.circles.sight import BOOKS
from samenspel.foundation import rows
from samenspel.sources.forms import NOT_YET
from samenspel.sources.models import Consent, Naming, Source, Speaker, Version, fingerprint
from samenspel.threads.mentions import mentioning
from samenspel.threads.models import Coding, Passage

from . import limits, ours, project
from .choosing import Choices
from .copies import Origins, copied_among, origins_of, reach
from .layouts import Turn, layout
from .refi import own
from .taking_codes import Codes
from .taking_history import History, Talks
from .taking_memos import Memos
from .taking_threads import Threads
from .work import Layers, Work, a_day, by_guid

if TYPE_CHECKING:
    from samenspel.circles.places import Place
    from samenspel.people.models import Person

AT_ONCE = 100
"""Sources of which the rows are in memory together, when they are not too long."""
WEIGHT = 5_000_000
"""Code points of them, a line counted as fifty."""
ROWS = 2_000


@dataclass
class Taken:
    """What became of a project: figures, what is new (by key), and what was lost."""

    counts: dict[str, int]
    sources: list[int]
    books: list[int]
    threads: list[int]
    losses: list[project.Loss]


def take_in(
    expedition: Expedition, choices: Choices, things: Iterable[project.Thing], *, by: Person
) -> Taken:
    """Make the rows. Runs within the transaction of a deed."""
    work = Work(expedition, choices, by)
    TakingIn(work, iter(things)).run()
    counts, books = dict(work.counts), sorted(work.books)
    return Taken(counts, work.sources, books, work.threads, work.losses.list())


Places = dict[tuple[int, int, int], int]
"""Passages (their keys) by version, start and end."""
Family = list[project.Source]
"""The versions of one text, from old to new."""


class TakingIn:
    """One project on its way in."""

    def __init__(self, work: Work, things: Iterator[project.Thing]) -> None:
        self.work = work
        self.choices = work.choices
        self.by = work.by
        self.things = things
        self.codes = Codes(work)
        self.layers = Layers(work)
        self.threads = Threads(work, self.layers)
        self.history = History(work, self.layers, self.codes)
        self.talks = Talks(work, self.layers, self.codes)
        self.memos = Memos(work)
        self.origins = Origins(work)
        self.notes: list[project.Note] = []
        self.speaking: dict[str, list[project.Case]] = defaultdict(list)
        self.turn_of: dict[str, project.Case] = {}
        self.of_cases: set[str] = set()
        self.found: dict[str, str] = {}
        """What stands in memos here for what they mention, by guid."""
        self.newer: dict[str, str] = {}
        """Of an earlier version of a text: the guid of its newest one."""

    def run(self) -> None:
        families = self._families(self._begin())
        for together in _portions(families):
            self._take_sources(together)
        self.codes.keep_examples()
        for guid in self.work.head.notes:
            self.memos.hangs(guid)
        notes = self.threads.keep(self.notes)
        for code in self.threads.codes:
            for guid in self.threads.memos_on(code):
                self.memos.hangs(guid, thread=self.threads.known.get(code.guid))
        self.memos.keep(notes, self.layers, self._mentioned)
        self.history.keep(self.talks.made, self.memos.made)

    def _mentioned(self, guid: str) -> str:
        """What stands in a memo here for what it mentions; '' when that is not here."""
        if guid not in self.found:
            self.found[guid] = self._found(guid)
        return self.found[guid]

    def _found(self, guid: str) -> str:
        code, thread = self.codes.known.get(guid), self.threads.known.get(guid)
        if code or thread:
            return mentioning(code or thread)
        seen = Source.objects.visible_to(self.by).filter(expedition=self.work.expedition)
        source = seen.filter(guid=guid).first()
        return mentioning(source) if source else ""

    def _families(self, sources: Iterator[project.Source]) -> Iterator[Family]:
        """Texts, each with its earlier versions, which stand before it in the file."""
        waiting: dict[str, Family] = defaultdict(list)
        for each in sources:
            newest = self.newer.get(each.guid)
            if newest:
                waiting[newest].append(each)
            else:
                yield [*waiting.pop(each.guid, []), each]
        for family in waiting.values():
            yield from ([each] for each in family)

    def _begin(self) -> Iterator[project.Source]:
        """Take in what comes before the first text; gives the texts, memos set apart."""
        codes: list[project.Code] = []
        sets: list[project.Set] = []
        changes: list[project.Change] = []
        first: list[project.Thing] = []
        for thing in self.things:
            match thing:
                case project.Head():
                    self.work.head = thing
                case project.User():
                    self.work.users[thing.guid] = thing
                case project.Code():
                    codes.append(thing)
                case project.Case():
                    self._who_speaks(thing)
                case project.Set():
                    sets.append(thing)
                case project.Change():
                    changes.append(thing)
                case project.Source() | project.Note():
                    first.append(thing)
                    break
        for each in sets:
            if each.description == own.VERSIONS and 0 < len(each.sources) <= limits.VERSIONS:
                self.newer |= dict.fromkeys(each.sources[:-1], each.sources[-1])
        codes = self.threads.set_apart(codes, sets)
        self.codes.keep(codes, sets, self.history.sift(changes, sets))
        for code in codes:
            for note in code.notes:
                self.memos.hangs(note, code=self.codes.known[code.guid])
        return self._texts(first)

    def _texts(self, first: list[project.Thing]) -> Iterator[project.Source]:
        for things in (first, self.things):
            for thing in things:
                if isinstance(thing, project.Source):
                    yield thing
                elif isinstance(thing, project.Note):
                    self.notes.append(thing)

    # Who speaks

    def _who_speaks(self, case: project.Case) -> None:
        """A case with a voice is somebody who speaks: in sources, or in stretches of them."""
        if case.description == own.EXAMPLES:
            self.codes.shown |= dict.fromkeys(case.selections, case.codes[:1])
            return
        self.of_cases.update(case.selections)
        if self.choices.voice_of(case.values):
            for source in case.sources:
                self.speaking[source].append(case)
            for selection in case.selections:
                self.turn_of[selection] = case

    def _voices_in(self, source: project.Source) -> dict[str, str]:
        """The labels of those who speak in a source, with their voices."""
        found = {
            _label(case.name or source.name): self.choices.voice_of(case.values)
            for case in self.speaking.get(source.guid, [])
        }
        if not found and (voice := self.choices.voice_of(source.values)):
            found = {_label(source.name): voice}
        return found

    def _turns(self, each: project.Source, name: str) -> list[Turn]:
        """The stretches in which somebody speaks, in order; in a text of this name."""
        return sorted(
            Turn(s.start, s.end, _label(self.turn_of[s.guid].name or name))
            for s in each.selections
            if self._is_turn(s) and s.guid in self.turn_of
        )

    def _is_turn(self, selection: project.Selection) -> bool:
        """Whether it only says what belongs to a case, and marks nothing."""
        bare = not (selection.codings or selection.notes)
        return bare and selection.guid in self.of_cases

    # Sources

    def _take_sources(self, together: list[Family]) -> None:
        sources = Source.objects.unguarded(BOOKS).filter(expedition=self.work.expedition)
        here = by_guid(sources, [family[-1].guid for family in together])
        seen = set(
            Source.objects.visible_to(self.by)
            .filter(pk__in=[row.pk for row in here.values()])
            .values_list("pk", flat=True)
        )
        new = [family for family in together if family[-1].guid not in here]
        origins = self.origins.of(new)
        reaches = {guid: reach(rows) for guid, rows in origins.items()}
        for copy in copied_among(here.values()):
            reaches[str(copy.guid)] = reach(origins_of(copy))
        gone = {guid for guid, widest in reaches.items() if widest == Circle.PRIVATE}
        for family in together:
            if family[-1].guid in gone:
                self._leave_out(family, "taken_back")
        new = [family for family in new if family[-1].guid not in gone]
        versions = self._new_sources(new, reaches)
        self.origins.keep(versions.values(), origins)
        for family in together:
            row = here.get(family[-1].guid)
            if row is not None and family[-1].guid not in gone:
                versions |= self._versions_here(family, row, row.pk in seen)
        found = [each for family in together for each in family if each.guid in versions]
        self._passages(found, versions)

    def _leave_out(self, family: Family, why: str) -> None:
        """A text is not taken in, and so neither is what was written beside it."""
        self.work.losses.add(why, family[-1].name)
        for each in family:
            self.memos.leave_out(each.notes)
            for selection in each.selections:
                self.memos.leave_out(selection.notes)
                for coding in selection.codings:
                    self.memos.leave_out(coding.notes)

    def _versions_here(self, family: Family, row: Source, may_read: bool) -> dict[str, Version]:
        """The versions of a source that is here with the very words of the file."""
        newest = family[-1]
        if not may_read or not may(self.by, "passage.mark", row):
            self._leave_out(family, "here_hidden")
            return {}
        known = {each.sha256: each for each in row.versions.visible_to(self.by)}
        found: dict[str, Version] = {}
        for each in family:
            version = known.get(fingerprint(each.text))
            if version is not None:
                found[each.guid] = version
            if version is None or each is newest:
                self.work.losses.add(
                    "here_changed" if version is None else "here_already", each.name
                )
        return found

    def _new_sources(self, new: list[Family], reaches: dict[str, Circle]) -> dict[str, Version]:
        sources: list[Source] = []
        voices: list[dict[str, str]] = []
        for each in (family[-1] for family in new):
            place, speaking = self._place_of(each), self._voices_in(each)
            circle = self.work.circle_in(place)
            asked = self.choices.agreed != NOT_YET
            ceiling = (circle if asked else Circle.PRIVATE) if speaking else Circle.PUBLIC
            ceiling = min(ceiling, reaches.get(each.guid, Circle.PUBLIC))
            voices.append(speaking)
            sources.append(
                Source(
                    author=self.by,
                    **place.where,
                    guid=UUID(each.guid),
                    title=(each.name or each.text.split("\n")[0])[:200],
                    kind=self._kind(each),
                    moment=self._moment(each),
                    language=self._language(each),
                    ceiling=ceiling,
                    circle=min(circle, ceiling),
                )
            )
        Source.objects.unguarded(BOOKS).bulk_create(sources, batch_size=ROWS)
        self.work.sources += [row.pk for row in sources]
        self.work.counts["sources"] += len(sources)
        versions: dict[str, Version] = {}
        for row, family in zip(sources, new, strict=True):
            for number, each in enumerate(family, start=1):
                versions[each.guid] = Version(
                    source=row,
                    number=number,
                    text=each.text,
                    layout=layout(each, self._turns(each, family[-1].name)),
                    sha256=fingerprint(each.text),
                    made_by=self.by,
                    created=self.work.at(each.at),
                )
        Version.objects.unguarded(BOOKS).bulk_create(versions.values(), batch_size=ROWS)
        self.work.counts["versions"] += len(versions) - len(sources)
        self._speakers(sources, voices)
        return versions

    def _place_of(self, each: project.Source) -> Place:
        """Where it belongs; that a place it tells has none here is told."""
        chosen, told = self.choices, each.values.get(self.choices.coalition_by or ours.COALITION)
        if told and told not in chosen.places:
            self.work.losses.add("place", told)
        return chosen.place_of(each.values)

    def _speakers(self, sources: list[Source], voices: list[dict[str, str]]) -> None:
        speakers = [
            Speaker(source=row, label=label, voice=voice)
            for row, speaking in zip(sources, voices, strict=True)
            for label, voice in speaking.items()
        ]
        Speaker.objects.unguarded(BOOKS).bulk_create(speakers, batch_size=ROWS)
        if self.choices.agreed == NOT_YET:
            return
        Consent.objects.unguarded(BOOKS).bulk_create(
            [
                Consent(
                    source=each.source,
                    speaker=each,
                    answer=Consent.Answer.GIVEN,
                    audience=each.source.circle,
                    naming=Naming.ROLE,
                    wording=_("Who may read this?"),
                    language=self.by.language,
                    how=self.choices.agreed,
                    by=self.by,
                )
                for each in speakers
            ],
            batch_size=ROWS,
        )

    def _kind(self, each: project.Source) -> str:
        told = each.values.get(ours.KIND, "")
        if told == Source.Kind.REFLECTION:
            self.work.losses.add("made_here", each.name)
        elif told in Source.Kind.values:
            return told
        return Source.Kind.TRANSCRIPT if each.recorded else Source.Kind.DOCUMENT

    def _language(self, each: project.Source) -> str:
        told = each.values.get(ours.LANGUAGE, "")
        return told if told in ("nl", "en") else self.choices.language

    def _moment(self, each: project.Source) -> date:
        today = timezone.localdate()
        told = each.values.get(self.choices.moment_by, "") if self.choices.moment_by else ""
        found = a_day(told) if told else a_day(each.at)
        if told and found is None:
            self.work.losses.add("day_unreadable", each.name)
        return min(found, today) if found else today

    # Passages

    def _passages(self, sources: list[project.Source], versions: dict[str, Version]) -> None:
        existing = {
            (version, start, end): pk
            for version, start, end, pk in Passage.objects.unguarded(BOOKS)
            .filter(version__in=[version.pk for version in versions.values()])
            .values_list("version", "start", "end", "pk")
        }
        wanted: dict[tuple[int, int, int], tuple[UUID, datetime]] = {}
        for each in sources:
            version = versions[each.guid]
            for selection in each.selections:
                key = (version.pk, selection.start, selection.end)
                if self._is_turn(selection) or key in existing or key in wanted:
                    continue
                wanted[key] = (UUID(selection.guid), self.work.at(selection.at))
        keys = rows.add(
            Passage,
            ("guid", "version", "start", "end", "made_by", "created"),
            [(guid, *key, self.by.pk, at) for key, (guid, at) in wanted.items()],
        )
        self.work.counts["passages"] += len(keys)
        made = dict(zip(wanted, keys, strict=True))
        self._hear(made, {version.pk: version for version in versions.values()})
        places = existing | made
        self._codings(sources, versions, places)
        self.talks.keep(sources, versions, places)

    def _hear(self, passages: Places, versions: dict[int, Version]) -> None:
        """Keep with each passage whose words they are, as marking by hand does."""
        voices: dict[int, dict[str, int]] = defaultdict(dict)
        here = {version.source_id for version in versions.values()}
        for pk, source, label in (
            Speaker.objects.unguarded(BOOKS)
            .filter(source__in=here)
            .values_list("pk", "source", "label")
        ):
            voices[source][label] = pk
        said: list[tuple[int, int]] = []
        for (home, start, end), passage in passages.items():
            version = versions[home]
            speaking = voices.get(version.source_id)
            if not speaking:
                continue
            if version.spoken:
                heard = version.labels_in(start, end)
                keys = [speaking[label] for label in heard if label in speaking]
            else:
                keys = list(speaking.values()) if len(speaking) == 1 else []
            said += [(passage, key) for key in keys]
        rows.add(Passage.speakers.through, ("passage", "speaker"), said)

    def _codings(
        self,
        sources: list[project.Source],
        versions: dict[str, Version],
        passages: Places,
    ) -> None:
        there = set(
            Coding.objects.unguarded(BOOKS)
            .filter(passage__version__in=[version.pk for version in versions.values()])
            .values_list("passage", "code", "coder")
        )
        given: list[tuple[Any, ...]] = []
        for each in sources:
            version = versions[each.guid]
            for note in each.notes:
                self.memos.hangs(note, source=version.source)
            for selection in each.selections:
                if self._is_turn(selection):
                    continue
                passage = passages[version.pk, selection.start, selection.end]
                self.codes.shows(selection.guid, passage)
                self.history.stands(selection.guid, passage)
                for note in selection.notes:
                    self.memos.hangs(note, passage=passage, source=version.source)
                for coding in selection.codings:
                    if self.threads.takes(coding, passage, version.source):
                        continue
                    for note in coding.notes:
                        self.memos.hangs(note, passage=passage, source=version.source)
                    row = self._coding(coding, selection.user, passage, there)
                    if row is not None:
                        given.append(row)
        rows.add(Coding, ("guid", "passage", "code", "coder", "at", "prompted"), given)
        self.work.counts["codings"] += len(given)

    def _coding(
        self,
        each: project.Coding,
        otherwise: str,
        passage: int,
        there: set[tuple[int, int, int]],
    ) -> tuple[Any, ...] | None:
        code, user = self.codes.known.get(each.code), each.user or otherwise
        if code is None:
            return None
        own = self.layers.own(user)
        if own is not None and (passage, code.pk, own.pk) in there:
            return None
        coder = self.layers.coder(user)
        key = (passage, code.pk, coder.pk)
        if key in there:
            return None
        there.add(key)
        at = self.work.at(each.at)
        return (UUID(each.guid), passage, code.pk, coder.pk, at, each.prompted)


def _portions(families: Iterator[Family]) -> Iterator[list[Family]]:
    together: list[Family] = []
    weight = 0
    for family in families:
        together.append(family)
        weight += sum(len(each.text) + 50 * each.text.count("\n") for each in family)
        if len(together) >= AT_ONCE or weight >= WEIGHT:
            yield together
            together, weight = [], 0
    if together:
        yield together


def _label(name: str) -> str:
    return " ".join(name.split())[:120] or _("somebody")
