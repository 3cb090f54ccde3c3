"""Who wrote what goes along, and the memos themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from samenspel.circles.models import Circle
from samenspel.sources.models import Source
from samenspel.sources.naming import reads_makers
from samenspel.threads import mentions
from samenspel.threads.merged import led_on
from samenspel.threads.models import Coder, Memo, Passage, Thread

from . import project
from .models import Signature
from .refi.names import own_guid
from .stamps import stamp

if TYPE_CHECKING:
    from samenspel.people.models import Person

    from .gathering import Gathered


class Hands:
    """Whoever made something that goes along, as users of the file; named as the reader reads."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.reader = gathered.person
        self.users: dict[str, project.User] = {}
        coders = Coder.objects.filter(expedition=gathered.expedition, person__isnull=False)
        self._known = {row.person_id: str(row.guid) for row in coders}
        self._numbers: dict[int, int] = {}

    def of(self, person: Person, row: Any, signed: Coder | None) -> str:
        """The guid of whoever did something to this shared row: as was signed, or this person."""
        if signed is not None:
            named = reads_makers(self.reader, row)
            user = project.User(str(signed.guid), str(signed) if named else self._nameless(person))
        else:
            guid = self._known.get(person.pk) or own_guid("person", settings.SITE_URL, person.pk)
            named = reads_makers(self.reader, row) or person.pk == self.reader.pk
            user = project.User(guid, person.name if named else self._nameless(person))
        return self.users.setdefault(user.guid, user).guid

    def coder(self, coder: Coder, row: Any) -> str:
        """The guid of a layer, also of whoever has no codings (any more); '' when it stays here."""
        chosen = self.gathered.scope.coders
        if chosen is not None and coder.pk not in chosen:
            return ""
        guid = str(coder.guid)
        if coder.pk not in self.gathered.coders and guid not in self.users:
            named = reads_makers(self.reader, row) or coder.person_id == self.reader.pk
            number = len(self.gathered.coders) + len(self.users) + 1
            self.users[guid] = project.User(guid, str(coder) if named else _("coder %d") % number)
        return guid

    def layer(self, key: str) -> str:
        """The guid of the layer of a person (their key), or as it came in by a file; '' when it
        stays here."""
        guid = self._known.get(int(key), "") if key.isdecimal() else key
        chosen = self.gathered.scope.coders
        along = {coder.guid for coder in self.gathered.coders.values()}
        return guid if chosen is None or guid in along else ""

    def _nameless(self, person: Person) -> str:
        number = self._numbers.setdefault(person.pk, len(self._numbers) + 1)
        return _("writer %d") % number


def signatures(person: Person, name: str, keys: Iterable[int]) -> dict[int, Coder]:
    """Who signed these rows (memos, wordings, steps, or what is gathered), by key."""
    rows = Signature.objects.visible_to(person).filter(**{f"{name}__in": list(keys)})
    return {getattr(each, f"{name}_id"): each.coder for each in rows.select_related("coder")}


class Memos:
    """The memos that go along, by the guid of what they are about ('' is nothing in particular)."""

    def __init__(
        self, gathered: Gathered, hands: Hands, sources: list[int], threads: dict[int, Thread]
    ) -> None:
        self.gathered, self.hands, self.threads = gathered, hands, threads
        self.found: dict[str, list[Memo]] = defaultdict(list)
        person = gathered.person
        rows = (
            Memo.objects.visible_to(person)
            .filter(expedition=gathered.expedition, circle__gt=Circle.PRIVATE)
            .filter(Q(code=None) | Q(code__codebook__in=gathered.books))
            .filter(Q(thread=None) | Q(thread__in=threads))
            .filter(Q(source=None) | Q(source__in=sources))
            .filter(Q(passage=None) | Q(passage__version__source__in=sources))
        )
        about = ("source", "code", "passage", "thread")
        rows = rows.select_related("author", "coalition", "expedition", *about)
        mine = list(rows.order_by("pk"))
        seen = set(
            Passage.objects.visible_to(person)
            .filter(pk__in=[memo.passage_id for memo in mine if memo.passage_id])
            .values_list("pk", flat=True)
        )
        mine = [memo for memo in mine if not memo.passage_id or memo.passage_id in seen]
        signed = signatures(person, "memo", [memo.pk for memo in mine])
        for memo in mine:
            it = memo.passage or memo.source or memo.code or memo.thread
            self.found[str(it.guid) if it else ""].append(memo)
        self.by = {memo.pk: hands.of(memo.author, memo, signed.get(memo.pk)) for memo in mine}
        self._named = self._mentioned(mine, sources)
        self._links: list[project.Link] = []

    def of(self, guid: str) -> list[str]:
        return [str(memo.guid) for memo in self.found.get(guid, [])]

    def notes(self) -> Iterator[project.Note]:
        for memos in self.found.values():
            for memo in memos:
                guid = str(memo.guid)
                text = self._readable(guid, memo.text)
                yield project.Note(guid, text, memo.title, self.by[memo.pk], stamp(memo.changed))

    def links(self) -> Iterator[project.Link]:
        """What memos mention; told once `notes` are."""
        yield from self._links

    def _mentioned(
        self, memos: Iterable[Memo], sources: list[int]
    ) -> dict[tuple[str, int], tuple[str, str]]:
        """Guid and name of what memos mention and what goes along too."""
        keys = {int(pk) for memo in memos for kind, pk in mentions.KEPT.findall(memo.text)}
        texts = Source.objects.visible_to(self.gathered.person).filter(pk__in=keys & set(sources))
        found = {("source", row.pk): (str(row.guid), row.title) for row in texts}
        codes = self.gathered.code_by_key
        for pk, code in codes.items():
            found["code", pk] = (str(code.guid), code.name_nl)
        for pk, (code, _was) in led_on(keys - set(codes), self.gathered.person).items():
            if code.pk in codes:  # it was merged with this one
                found["code", pk] = (str(code.guid), code.name_nl)
        for pk, thread in self.threads.items():
            found["thread", pk] = (str(thread.guid), thread.claim)
        return found

    def _readable(self, note: str, text: str) -> str:
        """With names for keys, and a link for each name."""
        names: dict[str, str] = {}

        def name(kept: re.Match[str]) -> str:
            told = self._named.get((kept[1], int(kept[2])))
            if told is None:
                return "[[…]]"
            guid, called = told[0], mentions.named(told[1])[:300]
            number, free = 1, called
            while names.setdefault(free, guid) != guid:
                number += 1
                free = f"{called} ({number})"
            return f"[[{free}]]"

        text = mentions.KEPT.sub(name, text)
        self._links += [
            project.Link(own_guid("mention", note, guid), called, note, guid)
            for called, guid in names.items()
        ]
        return text
