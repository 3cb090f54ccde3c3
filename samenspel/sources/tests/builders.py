"""Things that were said, made by the real deeds."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle, Coalition, Expedition, Voice
from samenspel.circles.tests.cast import Cast
from samenspel.people.models import Person
from samenspel.sources import actions
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Request, Source, Version
from samenspel.sources.readers import Kind, Paragraph, compose


def a_source(
    cast: Cast,
    *,
    by: Person | None = None,
    circle: Circle = Circle.COALITION,
    text: str = "Wie heeft de sleutel? Wij niet.",
    title: str = "De sleutel",
    voice: str = Voice.RESIDENT,
    **more: Any,
) -> Source:
    """Somebody's own words, Amina's unless told otherwise."""
    who = by or cast.amina
    return actions.keep(
        more.pop("place", cast.oost),
        text=text,
        title=title,
        circle=circle,
        speakers=[Spoke(label=who.name, voice=voice, person=who, audience=circle)],
        by=who,
        **more,
    )


def a_talk(
    place: Coalition | Expedition,
    spoke: list[Spoke],
    *,
    by: Person,
    text: str = "Wie heeft de sleutel? Wij niet.",
    **more: Any,
) -> Source:
    """A transcript in which each of these says the same words."""
    words, layout = compose([Paragraph(Kind.TEXT, text, speaker=each.label) for each in spoke])
    told = {"title": "Gesprek", **more}
    return actions.keep(place, text=words, layout=layout, speakers=spoke, by=by, **told)


def newest(source: Source) -> Version:
    version: Version = source.versions.unguarded("command line").first()
    return version


def asked(
    cast: Cast, source: Source, words: str, *, about: str = "Een sleutel voor ieder"
) -> Request:
    version = newest(source)
    start = version.text.index(words)
    speaker = source.speakers.unguarded("command line").first()
    return actions.ask(
        version, speaker=speaker, start=start, end=start + len(words), about=about, by=cast.wim
    )
