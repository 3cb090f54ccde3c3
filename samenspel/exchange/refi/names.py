"""How things are called in REFI-QDA: guids, colours, and what XML can hold."""

from __future__ import annotations

import re
import uuid
from functools import lru_cache

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Samenspel"
"""How what we write begins to say where it comes from."""
OWN = uuid.UUID("5b1f3a54-6f3e-5c0e-9d33-0c6a4e1c9b57")
"""The space in which names of ours become guids, the same each time."""

_GUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def guid(given: str | None, *otherwise: object) -> str:
    """A guid as all of them are compared: lower case, without braces.

    What is no guid at all (or is missing) gets one made from it and `otherwise`, so that the same
    file gives the same guids again.
    """
    plain = (given or "").strip().strip("{}").lower()
    if _GUID.fullmatch(plain):
        return plain
    try:
        return str(uuid.UUID(plain))
    except ValueError:
        return str(uuid.uuid5(OWN, "|".join([plain, *map(str, otherwise)])))


def is_guid(given: object) -> bool:
    """Whether this is one as we write them ourselves."""
    return isinstance(given, str) and bool(_GUID.fullmatch(given))


def own_guid(*parts: object) -> str:
    return str(uuid.uuid5(OWN, "|".join(map(str, parts))))


def colour(given: str | None) -> str:
    """`#rrggbb` in lower case, or '' when it is no colour."""
    plain = (given or "").strip().lower()
    if not _COLOUR.fullmatch(plain):
        return ""
    return plain if len(plain) == 7 else "#" + "".join(2 * each for each in plain[1:])


@lru_cache(maxsize=256)
def local(tag: str) -> str:
    """The name of an element without its namespace: older ones and none at all occur too."""
    return tag.rpartition("}")[2]


def for_xml(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
