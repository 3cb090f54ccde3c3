"""Files of other packages, and projects taken in by the real deeds."""

from __future__ import annotations

import io
import uuid
import zipfile
from pathlib import Path
from typing import Any

from samenspel.circles.tests.cast import Cast
from samenspel.exchange import actions, arriving, giving, limits
from samenspel.exchange.choosing import Choices
from samenspel.exchange.gathering import Scope
from samenspel.exchange.models import Arrival, Export
from samenspel.exchange.project import Summary, Thing
from samenspel.exchange.refi.names import PROJECT

G = "00000000-0000-0000-0000-0000000000{:02x}".format


def qde(inside: str, **attributes: str) -> str:
    told = "".join(f' {name}="{value}"' for name, value in {"name": "Proef", **attributes}.items())
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{PROJECT}"{told}>{inside}</Project>'
    )


def packed(project: str | bytes, name: str = "project.qde", **parts: bytes) -> bytes:
    """A .qdpx; `parts` by name, with `__` for a slash and `_dot_` for a dot."""
    return packed_with(project, {_path(key): data for key, data in parts.items()}, name)


def packed_with(project: str | bytes, parts: dict[str, bytes], name: str = "project.qde") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, project)
        for path, data in parts.items():
            archive.writestr(path, data)
    return file.getvalue()


def _path(key: str) -> str:
    return key.replace("__", "/").replace("_dot_", ".")


def code(number: int, name: str, inside: str = "", more: str = "") -> str:
    return f'<Code guid="{G(number)}" name="{name}" isCodable="true"{more}>{inside}</Code>'


def codes(*each: str) -> str:
    return f"<CodeBook><Codes>{''.join(each)}</Codes></CodeBook>"


def selection(number: int, start: int, end: int, code: int | None = None, inside: str = "") -> str:
    coding = (
        f'<Coding guid="{G(number + 100)}"><CodeRef targetGUID="{G(code)}"/></Coding>'
        if code is not None
        else ""
    )
    return (
        f'<PlainTextSelection guid="{G(number)}" startPosition="{start}" endPosition="{end}">'
        f"{coding}{inside}</PlainTextSelection>"
    )


def source(number: int, text: str, *selections: str, name: str = "Gesprek", after: str = "") -> str:
    return (
        f'<TextSource guid="{G(number)}" name="{name}"><PlainTextContent>{text}</PlainTextContent>'
        f"{''.join(selections)}{after}</TextSource>"
    )


def read(
    folder: Path, data: bytes, seconds: float = limits.CHILD_TIMEOUT
) -> tuple[Summary, list[Thing]]:
    """What the door makes of these bytes."""
    path, lines = folder / f"{uuid.uuid4()}.in", folder / f"{uuid.uuid4()}.lines"
    path.write_bytes(data)
    summary = arriving.read(path, lines, seconds=seconds)
    return summary, list(arriving.things(lines))


def take_in(cast: Cast, folder: Path, data: bytes, *, by: Any = None, **chosen: Any) -> Arrival:
    """Bring these bytes, and take them in at once."""
    who = by or cast.els
    expedition = chosen.pop("expedition", cast.expedition)
    summary, things = read(folder, data)
    arrival = actions.bring(expedition, name="proef.qdpx", size=len(data), key=uuid.uuid4(), by=who)
    choices = Choices(**{"place": expedition, **chosen})
    actions.keep(arrival, choices=choices, things=things, summary=summary, by=who)
    return arrival


def give_out(cast: Cast, kind: str, *, by: Any = None, **scope: Any) -> tuple[Export, bytes]:
    """Register an export, and make its file."""
    expedition = scope.pop("expedition", cast.expedition)
    export = actions.give_out(
        expedition, kind=kind, purpose="Voor de proef", scope=Scope(**scope), by=by or cast.els
    )
    out = io.BytesIO()
    giving.write(export, out)
    return export, out.getvalue()
