"""What was done to codes, and what coders said to each other about a difference.

Both point at codings: of those only what goes along is named, and what this reader may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenspel.assessments.models import Element
from samenspel.foundation.rows import portions
from samenspel.threads import blind
from samenspel.threads.models import CodeChange, Coder, Memo, Passage, Talk
from samenspel.threads.telling import told_of

from . import project
from .gathering_memos import signatures
from .refi import lines, own
from .refi.names import own_guid
from .stamps import stamp

if TYPE_CHECKING:
    from .gathering import Gathered
    from .gathering_memos import Hands

Pairs = Iterable[Any]


class Passages:
    """The guids of passages (by key) that go along."""

    def __init__(self, gathered: Gathered, sources: list[int], keys: Iterable[int]) -> None:
        rows = Passage.objects.visible_to(gathered.person).filter(version__source__in=sources)
        self._guids = {
            pk: str(guid)
            for some in portions(set(keys))
            for pk, guid in rows.filter(pk__in=some).order_by().values_list("pk", "guid")
        }

    def of(self, keys: Iterable[int]) -> list[str]:
        return [self._guids[pk] for pk in keys if pk in self._guids]


class Talks:
    """`on` are the talks that go along, by the key of the version that they are about."""

    def __init__(self, gathered: Gathered, hands: Hands, sources: list[int]) -> None:
        person = gathered.person
        self.on: dict[int, list[project.Talk]] = defaultdict(list)
        self.guids: dict[int, str] = {}
        self._titles: dict[str, str] = {}
        rows = Talk.objects.visible_to(person).filter(version__source__in=sources)
        rows = rows.filter(code__in=list(gathered.code_by_key)).order_by("pk")
        rows = rows.defer("version__text", "version__layout")
        found = list(rows.select_related("version__source", "code__codebook", "by"))
        between = _coders_of(found)
        signed = signatures(person, "talk", [row.pk for row in found])
        passages = Passages(
            gathered, sources, chain(*(keys for row in found for keys in row.followed.values()))
        )
        many: dict[str, int] = defaultdict(int)
        for row in found:
            coders = [hands.coder(each, row.code.codebook) for each in between[row.pk]]
            if not all(coders):
                continue
            source, code = row.version.source.guid, row.code.guid
            place = own_guid("talk", source, row.version.number, code, row.start, row.end)
            guid = own_guid("talk", place, many[place])
            many[place] += 1
            self.guids[row.pk] = guid
            outcome = Talk.Outcome(row.outcome).label if row.outcome else _("still open")
            self._titles[guid] = f"{row.code.name}: {outcome}"
            followed = {hands.layer(key): passages.of(row.followed[key]) for key in row.followed}
            self.on[row.version_id].append(
                project.Talk(
                    guid,
                    row.start,
                    row.end,
                    str(code),
                    coders,
                    row.note,
                    row.outcome,
                    {layer: some for layer, some in followed.items() if layer and some},
                    hands.of(row.by, row.code.codebook, signed.get(row.pk)),
                    stamp(row.at),
                )
            )

    def notes(self) -> Iterator[project.Note]:
        for talk in chain(*self.on.values()):
            words, title = lines.talk_told(talk), self._titles[talk.guid]
            yield project.Note(talk.guid, words, title, talk.user, talk.at)

    def sets(self) -> Iterator[project.Set]:
        told = [talk.guid for talk in chain(*self.on.values())]
        if told:
            name = _("Differences between coders")
            yield project.Set(own_guid("talks"), name, own.TALKS, notes=told)


class History:
    """What was done to the codes of the books that go along; `changes` in order."""

    def __init__(
        self, gathered: Gathered, hands: Hands, sources: list[int], talks: dict[int, str]
    ) -> None:
        self.gathered, self.hands = gathered, hands
        rows = CodeChange.objects.visible_to(gathered.person).filter(codebook__in=gathered.books)
        rows = rows.select_related("by", "codebook").order_by("pk")
        found = list(rows)
        signed = signatures(gathered.person, "change", [row.pk for row in found])
        self._known(found, sources, talks)
        self.changes: list[project.Change] = []
        self.in_book: dict[str, list[str]] = defaultdict(list)
        self.on_code: dict[str, list[str]] = defaultdict(list)
        for row in found:
            book = str(row.codebook.guid)
            guid = own_guid("change", book, len(self.in_book[book]))
            self.in_book[book].append(guid)
            self.on_code[str(row.guid)].append(guid)
            self.changes.append(
                project.Change(
                    guid,
                    book,
                    str(row.guid),
                    row.name,
                    row.what,
                    self._side(row.before, row.codebook),
                    self._side(row.after, row.codebook),
                    hands.of(row.by, row.codebook, signed.get(row.pk)),
                    stamp(row.at),
                )
            )
        for row in found:  # in words only what goes along is counted
            row.before = {**row.before, "given": self._given(row.before.get("given", ()))}
        said = told_of(found, gathered.person)
        self._told = [(line.change.get_what_display(), line.words) for line in said]

    def _known(self, found: list[CodeChange], sources: list[int], talks: dict[int, str]) -> None:
        """Ask once for all that the changes point at."""
        person = self.gathered.person
        sides = [side for row in found for side in (row.before, row.after)]
        pairs = [
            pair
            for side in sides
            for name in (*lines.GIVEN, "twins")
            for pair in side.get(name, ())
        ]
        shown = [pk for side in sides for pk in side.get("examples", ())]
        self._passages = Passages(self.gathered, sources, chain((p[0] for p in pairs), shown))
        self._coders = {
            coder.pk: coder
            for some in portions({pair[1] for pair in pairs})
            for coder in Coder.objects.filter(pk__in=some).select_related("person")
        }
        served = {side["element"] for side in sides if side.get("element")}
        elements = Element.objects.visible_to(person).filter(pk__in=served)
        self._elements = {pk: str(kin) for pk, kin in elements.values_list("pk", "kin")}
        memos = Memo.objects.visible_to(person).filter(
            pk__in=[pk for side in sides for pk in side.get("memos", ())]
        )
        self._memos = {pk: str(guid) for pk, guid in memos.values_list("pk", "guid")}
        self._talks = talks

    def _given(self, pairs: Pairs) -> list[Any]:
        """Those of these codings ([passage, coder, ...]) that go along."""
        there = [pair for pair in pairs if self._passages.of(pair[:1]) and self._coder(pair[1])]
        seen = set(blind.seen([pair[:2] for pair in there], self.gathered.person))
        return [pair for pair in there if tuple(pair[:2]) in seen]

    def _coder(self, pk: int) -> Coder | None:
        chosen = self.gathered.scope.coders
        return self._coders.get(pk) if chosen is None or pk in chosen else None

    def _side(self, told: dict[str, Any], book: Any) -> dict[str, Any]:
        side = {name: told[name] for name in lines.PLAIN if name in told}
        side |= {name: told[name] for name in ("parent", "other", "children") if name in told}
        if "element" in told:
            side["element"] = self._elements.get(told["element"])
        for name, known in (("memos", self._memos), ("talks", self._talks)):
            if name in told:
                side[name] = [known[pk] for pk in told[name] if pk in known]
        if "examples" in told:
            # An example has the code: whom that is kept from is not told of the example either.
            coded = {pair[0] for pair in self._given(told.get("given", ()))}
            shown = [pk for pk in told["examples"] if pk in coded]
            side["examples"] = self._passages.of(shown)
        for name in lines.GIVEN:
            if name in told:
                by: dict[str, list[str]] = defaultdict(list)
                for coder, passage, _rest in self._named(told[name], book):
                    by[coder].append(passage)
                side[name] = by
        if "twins" in told:
            was: dict[str, dict[str, Any]] = defaultdict(dict)
            for coder, passage, (each,) in self._named(told["twins"], book):
                was[coder][passage] = each
            side["twins"] = was
        return side

    def _named(self, pairs: Pairs, book: Any) -> Iterator[tuple[str, str, list[Any]]]:
        for passage, coder, *rest in self._given(pairs):
            (guid,) = self._passages.of([passage])
            yield self.hands.coder(self._coders[coder], book), guid, rest

    def notes(self) -> Iterator[project.Note]:
        for change, (title, sentence) in zip(self.changes, self._told, strict=True):
            words = lines.change_told(change, sentence)
            yield project.Note(change.guid, words, title, change.user, change.at)


def _coders_of(talks: Iterable[Talk]) -> dict[int, list[Coder]]:
    """Between whom each talk (by key) is."""
    through = Talk.coders.through
    rows = through.objects.filter(talk__in=[talk.pk for talk in talks]).order_by("coder")
    found: dict[int, list[Coder]] = defaultdict(list)
    for row in rows.select_related("coder__person"):
        found[row.talk_id].append(row.coder)
    return found
