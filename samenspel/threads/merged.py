"""Where a code went that was merged with another: its key leads on to the one that has all now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .models import Code, CodeChange

What = CodeChange.What


def led_on(keys: Collection[int], person: Any) -> dict[int, tuple[Code, str]]:
    """Of codes that are gone, by key: the code that has their passages now, and how they were
    called. Not of those that were removed, or of what this person doesn't read."""
    if not keys:
        return {}
    merges = CodeChange.objects.visible_to(person).filter(what=What.MERGED)
    asked = list(merges.filter(before__key__in=list(keys)).order_by("id"))
    if not asked:
        return {}
    books = {change.codebook_id for change in asked}
    codes = Code.objects.visible_to(person).filter(codebook__in=books)
    here = {(code.codebook_id, str(code.guid)): code for code in codes}
    after = {
        (change.codebook_id, str(change.guid)): change
        for change in merges.filter(codebook__in=books).order_by("id")
    }
    ends = {change.before["key"]: (_last(change, here, after), change.name) for change in asked}
    return {key: (code, name) for key, (code, name) in ends.items() if code is not None}


def merged_with(code: Code, person: Any) -> list[int]:
    """The keys of codes that were merged with this one, also by way of another."""
    within = {"codebook": code.codebook_id}
    merges = list(
        CodeChange.objects.visible_to(person).filter(what=What.MERGED, **within).order_by("-id")
    )
    if not merges:
        return []
    codes = Code.objects.visible_to(person).filter(**within)
    passed = set(codes.values_list("guid", flat=True))
    keys, reached = [], {str(code.guid)}
    for change in merges:
        if change.guid in passed:  # it is there again, or went elsewhere later
            continue
        passed.add(change.guid)
        if change.after["other"] in reached:
            reached.add(str(change.guid))
            keys.append(change.before.get("key", 0))
    return keys


def _last(change: CodeChange, here: dict[Any, Code], after: dict[Any, CodeChange]) -> Code | None:
    """The code at the end of a row of merges."""
    seen = set()
    while change.pk not in seen:
        seen.add(change.pk)
        place = (change.codebook_id, change.after["other"])
        if place in here:
            return here[place]
        if place not in after:
            return None
        change = after[place]
    return None
