"""Codes, threads and sources that a memo mentions: `[[` and a name, kept as what it is and its key.

What is kept is `[[code 12]]`. Whoever writes sees `[[code 12: trust]]`; whoever reads sees a link
with the name of today, or that it is nothing they read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from samenspel.circles.models import Expedition
from samenspel.sources.models import Source

from .merged import led_on, merged_with
from .models import Code, Thread

KEPT = re.compile(r"\[\[(code|thread|source) (\d{1,18})\]\]")
TYPED = re.compile(r"\[\[([^\[\]\n]{1,400})\]\]")
CALLED = re.compile(r"(\w+) (\d{1,18})(?::.*)?")
MOST = 8


@dataclass(frozen=True)
class Kind:
    """Something that can be mentioned: its table, where it is read, and how it is found."""

    table: Any
    label: Any
    page: str
    name: str
    fields: tuple[str, ...]
    within: str
    """The path to the expedition."""

    def among(self, person: Any, expedition: int | None = None) -> Any:
        rows = self.table.objects.visible_to(person)
        return rows if expedition is None else rows.filter(**{self.within: expedition})

    def called(self, name: str, lookup: str) -> Q:
        asked = Q()
        for field in self.fields:
            asked |= Q(**{f"{field}__{lookup}": name})
        return asked


KINDS: dict[str, Kind] = {
    "code": Kind(
        Code,
        pgettext_lazy("mentioned", "code"),
        "threads:code",
        "name",
        ("name_nl", "name_en"),
        "codebook__expedition",
    ),
    "thread": Kind(
        Thread,
        pgettext_lazy("mentioned", "thread"),
        "threads:thread",
        "claim",
        ("claim",),
        "expedition",
    ),
    "source": Kind(
        Source,
        pgettext_lazy("mentioned", "source"),
        "threads:desk",
        "title",
        ("title",),
        "expedition",
    ),
}


def named(text: str) -> str:
    """A name as it can stand between the brackets."""
    return " ".join(re.sub(r"[\[\]\n]", " ", text).split())


def keep(text: str, person: Any, expedition: Expedition) -> str:
    """The text as it is kept. What is not found, or is found twice, stays as it was typed."""

    def kept(typed: re.Match[str]) -> str:
        kind, pk = _by_key(typed[1], person) or _by_name(typed[1], person, expedition) or ("", 0)
        return f"[[{kind} {pk}]]" if pk else typed[0]

    return TYPED.sub(kept, text)


def _by_key(typed: str, person: Any) -> tuple[str, int] | None:
    found = CALLED.fullmatch(typed.strip())
    if found is None:
        return None
    for key, kind in KINDS.items():
        if found[1].casefold() in (key, str(kind.label).casefold()):
            pk = int(found[2])
            return (key, pk) if kind.among(person).filter(pk=pk).exists() else None
    return None


def _by_name(typed: str, person: Any, expedition: Expedition) -> tuple[str, int] | None:
    found = [
        (key, pk)
        for key, kind in KINDS.items()
        for pk in kind.among(person, expedition.pk)
        .filter(kind.called(typed.strip(), "iexact"))
        .order_by("pk")
        .values_list("pk", flat=True)[:2]
    ]
    return found[0] if len(found) == 1 else None


def offered(typed: str, person: Any, expedition: Expedition) -> list[dict[str, str]]:
    """What could be meant by the beginning of a name: how to write it, what it is and its name."""
    found = []
    for key, kind in KINDS.items():
        rows = kind.among(person, expedition.pk).filter(kind.called(typed, "icontains"))
        for row in rows.order_by("-pk")[:MOST]:
            name = named(getattr(row, kind.name))
            found.append(
                {"kind": str(kind.label), "name": name, "write": _write(key, row.pk, name)}
            )
    found.sort(key=lambda each: not each["name"].casefold().startswith(typed.casefold()))
    return found[:MOST]


def _write(key: str, pk: int, name: str) -> str:
    return f"[[{KINDS[key].label} {pk}: {name}]]"


def mentioning(row: Any) -> str:
    """What stands in the text of a memo that mentions this row."""
    key = next(key for key, kind in KINDS.items() if isinstance(row, kind.table))
    return f"[[{key} {row.pk}]]"


def that_mention(row: Any, person: Any) -> Q:
    """Memos that mention this row; of a code, also those that mention one merged with it."""
    asked = Q(text__contains=mentioning(row))
    if isinstance(row, Code):
        for pk in merged_with(row, person):
            asked |= Q(text__contains=f"[[code {pk}]]")
    return asked


class Mentions:
    """What a number of texts mention, as far as this person reads it.

    At most three questions, and three more when codes are mentioned that are gone: those that
    were merged lead to the code they were merged with.
    """

    def __init__(self, texts: Iterable[str], person: Any) -> None:
        asked: dict[str, set[int]] = defaultdict(set)
        for text in texts:
            for key, pk in KEPT.findall(text):
                asked[key].add(int(pk))
        self.names = {
            (key, row.pk): named(getattr(row, KINDS[key].name))
            for key, keys in asked.items()
            for row in KINDS[key].among(person).filter(pk__in=keys)
        }
        gone = {pk for pk in asked["code"] if ("code", pk) not in self.names}
        self.merged = led_on(gone, person)

    def html(self, text: str) -> SafeString:
        """The text in paragraphs, with links."""
        linked = self._with(escape(text), self._link, _("something that you don't read"))
        return mark_safe(linebreaks(mark_safe(linked)))  # noqa: S308 - escaped above

    def plain(self, text: str) -> str:
        """The text without links, for a file."""

        def shown(_key: str, _pk: int, name: str, was: str) -> str:
            return f"‘{name}’ {_once(was)}" if was else f"‘{name}’"

        return self._with(text, shown, "…")

    def editable(self, text: str) -> str:
        """The text as whoever wrote it changes it."""
        return KEPT.sub(
            lambda found: (
                _write(found[1], int(found[2]), name)
                if (name := self.names.get((found[1], int(found[2]))))
                else found[0]
            ),
            text,
        )

    def _with(self, text: str, shown: Callable[[str, int, str, str], str], otherwise: str) -> str:
        def one(found: re.Match[str]) -> str:
            key, pk = found[1], int(found[2])
            if name := self.names.get((key, pk)):
                return shown(key, pk, name, "")
            if key == "code" and pk in self.merged:
                code, was = self.merged[pk]
                return shown(key, code.pk, named(code.name), named(was))
            return f"({otherwise})"

        return KEPT.sub(one, text)

    def _link(self, key: str, pk: int, name: str, was: str) -> str:
        link = format_html('<a href="{}">{}</a>', reverse(KINDS[key].page, args=[pk]), name)
        return format_html('{} <span class="note">{}</span>', link, _once(was)) if was else link


def _once(name: str) -> str:
    """How a code was called that was merged with the one that stands before this."""
    return _("(‘%s’ was merged with it)") % name
