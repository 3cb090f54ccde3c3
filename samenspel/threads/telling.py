"""What was done to a code, in a sentence for whoever reads the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.assessments.models import Element

from . import blind
from .models import Code, CodeChange

What = CodeChange.What


@dataclass(frozen=True)
class Line:
    """A change: its sentence, what a field held before and after it, and whether it can go back."""

    change: CodeChange
    words: str
    fields: list[tuple[str, str, str]]
    back: bool

    @property
    def day(self) -> date:
        return timezone.localdate(self.change.at)


def told_of(changes: Iterable[CodeChange], person: Any) -> list[Line]:
    changes = list(changes)
    books = {change.codebook_id for change in changes}
    codes = Code.objects.visible_to(person).filter(codebook__in=books)
    names = {str(code.guid): code.name for code in codes}
    elements = {pk for each in changes for pk in (_element(each.before), _element(each.after))}
    known = Element.objects.visible_to(person).in_bulk(elements - {None})
    return [_line(change, names, known, person) for change in changes]


def _element(fields: dict[str, Any]) -> Any:
    return fields.get("element")


def _line(
    change: CodeChange, names: dict[str, str], elements: dict[int, Element], person: Any
) -> Line:
    here = str(change.guid) in names
    fields: list[tuple[str, str, str]] = []
    if change.what in (What.CHANGED, What.MOVED):
        fields = list(_fields(change, names, elements))
    back = change.what in (What.CHANGED, What.MOVED) and here
    back |= change.what in (What.REMOVED, What.MERGED) and not here
    split_off = change.what == What.SPLIT and "given" in change.before
    back |= split_off and here and change.after.get("other") in names
    return Line(change, _sentence(change, person), fields, back)


def _sentence(change: CodeChange, person: Any) -> str:
    other = change.after.get("name", "")
    match change.what:
        case What.ADDED:
            return _("added ‘%s’") % change.name
        case What.MOVED:
            return _("moved ‘%s’") % change.name
        case What.MERGED:
            many = blind.seen_of(change.before.get("given", ()), person)
            told = ngettext(
                "merged ‘%(name)s’ with ‘%(other)s’, with %(many)d coding",
                "merged ‘%(name)s’ with ‘%(other)s’, with %(many)d codings",
                many,
            )
            return told % {"name": change.name, "other": other, "many": many}
        case What.SPLIT:
            return _("split ‘%(other)s’ off from ‘%(name)s’") % {
                "name": change.name,
                "other": other,
            }
        case What.RETURNED:
            return _("put passages of ‘%(other)s’ back under ‘%(name)s’") % {
                "name": change.name,
                "other": other,
            }
        case What.REMOVED:
            return _("removed ‘%s’") % change.name
        case _:
            return _("changed ‘%s’") % change.name


def _fields(
    change: CodeChange, names: dict[str, str], elements: dict[int, Element]
) -> Iterator[tuple[str, str, str]]:
    for name in change.after:
        label = _label(name)
        before, after = (
            _said(name, each.get(name), names, elements) for each in (change.before, change.after)
        )
        yield label, before, after


def _label(name: str) -> str:
    if name == "parent":
        return _("place in the codebook")
    if name == "element":
        return _("part of the framework")
    field: Any = Code._meta.get_field(name)
    return str(field.verbose_name)


def _said(name: str, value: Any, names: dict[str, str], elements: dict[int, Element]) -> str:
    if name == "parent":
        return names.get(value, _("a code that is gone")) if value else _("at the top")
    if name == "element":
        return elements[value].name if value in elements else _("none")
    if name == "colour":
        return str(Code.Colour(value).label)
    if name == "mark":
        return f"{value} ({Code.Mark(value).label})"
    return str(value) or "–"
