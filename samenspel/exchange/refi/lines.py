"""Memos that are more than memos: what was done to a code, and what was said about a difference.

Elsewhere they are read as memos. The last line of each (`own.with_line`) is for us; whoever wrote
the file may have put anything there, so nothing of it is taken but what belongs there.
"""

from __future__ import annotations

import json
from typing import Any

from samenspel.exchange import limits
from samenspel.exchange.project import Change, Note, Selection, Talk
from samenspel.exchange.refi import own
from samenspel.exchange.refi.names import guid, is_guid, own_guid

PLAIN = ("name_nl", "name_en", "definition", "use_when", "not_when", "colour", "mark", "name")
POINTS = ("parent", "element", "other")
SEVERAL = ("children", "memos", "talks", "examples")
GIVEN = ("given", "twice")


def change_told(change: Change, sentence: str) -> str:
    """`sentence` says the same for people."""
    told = {"code": change.code, "name": change.name, "what": change.what}
    sides = {"before": change.before, "after": change.after}
    return own.with_line(sentence, told | sides)


def change_of(note: Note, book: str) -> Change | None:
    """What a memo tells of a code in this book; None when it tells no such thing."""
    found = _line(note)
    if found is None or not isinstance(found[1].get("what"), str):
        return None
    _words, told = found
    return Change(
        guid=note.guid,
        book=book,
        code=guid(_words_of(told.get("code"))),
        name=_words_of(told.get("name")),
        what=told["what"],
        before=_side(told.get("before")),
        after=_side(told.get("after")),
        user=note.user,
        at=note.at,
    )


def talk_told(talk: Talk) -> str:
    told = {"code": talk.code, "coders": talk.coders, "outcome": talk.outcome}
    return own.with_line(talk.note, told | {"followed": talk.followed})


def talk_of(note: Note, at: Selection) -> Talk | None:
    """What a memo at these words tells of a difference; None when it tells no such thing."""
    found = _line(note)
    if found is None or not isinstance(found[1].get("outcome"), str):
        return None
    words, told = found
    return Talk(
        guid=note.guid,
        start=at.start,
        end=at.end,
        code=guid(_words_of(told.get("code"))),
        coders=_guids(told.get("coders")),
        note=words,
        outcome=told["outcome"],
        followed=_by_coder(told.get("followed")),
        user=note.user,
        at=note.at,
    )


def place_of(talk: Talk) -> Selection:
    """Where a memo about a difference hangs."""
    return Selection(own_guid("place", talk.guid), talk.start, talk.end, notes=[talk.guid])


def _line(note: Note) -> tuple[str, dict[str, Any]] | None:
    if len(note.text) - note.text.rfind("\n") > limits.OWN_LINE:
        return None
    found = own.line_of(note.text)
    return found if found and _can_be_kept(found[1]) else None


def _can_be_kept(told: dict[str, Any]) -> bool:
    """JSON can say what no database keeps: half a character, or none at all."""
    try:
        return b"\\u0000" not in json.dumps(told, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False


def _side(told: Any) -> dict[str, Any]:
    """What a code was, or became."""
    told = told if isinstance(told, dict) else {}
    side: dict[str, Any] = {}
    for name, value in told.items():
        if name in PLAIN and isinstance(value, str | int):
            side[name] = value
        elif name in POINTS:
            side[name] = value if is_guid(value) else None
        elif name in SEVERAL:
            side[name] = _guids(value)
        elif name in GIVEN:
            side[name] = _by_coder(value)
        elif name == "twins" and isinstance(value, dict):
            side[name] = {who: _twins(each) for who, each in value.items() if is_guid(who)}
    return side


def _twins(told: Any) -> dict[str, dict[str, Any]]:
    """By selection, what each coding there was."""
    told = told if isinstance(told, dict) else {}
    return {
        place: {
            "guid": guid(_words_of(each.get("guid"))),
            "at": _words_of(each.get("at"))[:40],
            "prompted": each.get("prompted") is True,
        }
        for place, each in told.items()
        if is_guid(place) and isinstance(each, dict)
    }


def _by_coder(told: Any) -> dict[str, list[str]]:
    told = told if isinstance(told, dict) else {}
    return {who: _guids(each) for who, each in told.items() if is_guid(who)}


def _guids(told: Any) -> list[str]:
    return list(dict.fromkeys(filter(is_guid, told))) if isinstance(told, list) else []


def _words_of(told: Any) -> str:
    return told if isinstance(told, str) else ""
