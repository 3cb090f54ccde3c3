"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle, Voice
from samenspel.circles.tests.cast import READERS
from samenspel.sources import actions, recordings
from samenspel.sources.actions import Spoke
from samenspel.sources.models import (
    Arriving,
    Consent,
    Look,
    Moment,
    Receipt,
    Recording,
    Source,
    Transcribing,
)
from samenspel.sources.readers import Draft, Kind, Paragraph
from samenspel.sources.tests.builders import a_source, a_talk, asked

OWN, TEAM = {"amina", "bram", "bo"}, {"els", "wim", "fenna"}


def plant(world: Any) -> None:
    """For each circle a source of Amina's, whose title and words hold a canary.

    That for the fund is a conversation, and so is one of the expedition itself: many may read
    them, and few know the names of those who speak.
    """
    cast = world.cast
    world.sources = []
    for circle in Circle:
        readers = READERS[circle] | {"amina"}
        told = {
            "circle": circle,
            "title": f"Over {world.canary(readers)}",
            "text": f"Wie heeft de {world.canary(readers)}? Wij niet.",
        }
        if circle == Circle.PARTNERS:
            spoke = two_voices(world, OWN | TEAM, circle)
            world.sources.append(a_talk(cast.oost, spoke, by=cast.bo, **told))
        else:
            world.sources.append(a_source(cast, **told))
    spoke = two_voices(world, TEAM, Circle.PARTNERS)
    world.talk = a_talk(cast.expedition, spoke, by=cast.els, circle=Circle.PARTNERS)
    request = asked(cast, world.sources[Circle.TEAM], "Wij niet.")
    actions.answer(request, answer=Consent.Answer.GIVEN, by=cast.amina)
    world.request = request
    # Whoever holds a personal link reads what it opens: no canary there.
    coffee = a_source(cast, by=world.guest, circle=Circle.TEAM, text="De koffie is klaar.")
    linked = asked(cast, coffee, "koffie")
    world.key = actions.send(linked, by=cast.wim)
    Look.objects.create(source=world.sources[Circle.TEAM], role="researcher")
    word = world.canary({"amina"})
    draft = Draft(f"Over {word}", (Paragraph(Kind.TEXT, f"Hier staat {word}.", speaker=word),))
    world.brought = actions.bring(cast.oost, name=f"{word}.txt", draft=draft, by=cast.amina)
    world.changed = actions.bring_version(
        world.sources[Circle.TEAM],
        name=f"{world.canary({'amina'})}.txt",
        paragraphs=draft.paragraphs,
        by=cast.amina,
    )

    world.recordings = [
        a_file_with(world.canary(READERS[circle] | {"amina"}), world.sources[circle], cast)
        for circle in Circle
    ]
    world.sent_out = [
        Transcribing.objects.create(
            source=each.source,
            recording=each,
            where=world.canary(READERS[each.source.circle] | {"amina"}),
            agreed="spoken",
            asked_by=cast.amina,
        )
        for each in world.recordings
    ]
    world.moments = [
        Moment.objects.create(
            recording=each,
            at=500,
            words=f"Hier {world.canary(READERS[min(each.source.circle, Circle.TEAM)] | {'amina'})}",
            by=cast.amina,
        )
        for each in world.recordings
    ]
    word = world.canary({"amina"})
    world.receipt = Receipt(
        author=cast.amina,
        **cast.oost.where,
        kind="reflection",
        said=world.sources[0].moment,
        places=[["bladzijde", word, "", True]],
        how="tap",
        by=cast.amina,
    )
    world.receipt.save()
    world.arriving = Arriving(
        author=cast.amina, **cast.oost.where, source=world.sources[Circle.TEAM], size=10
    )
    world.arriving.save()


def a_file_with(word: str, source: Source, cast: Any) -> Recording:
    """A recording whose file holds a word instead of sound: whoever fetches it meets that word."""
    found: Recording = Recording.objects.create(
        source=source,
        kind="audio",
        mime="audio/mp4",
        duration=1000,
        size=len(word),
        sha256="0" * 64,
        brought_by=cast.amina,
    )
    recordings.path_of(found).write_text(word)
    return found


def two_voices(world: Any, known_to: set[str], audience: Circle) -> list[Spoke]:
    """Two residents whose names are canaries."""
    names = [f"{name} {world.canary(known_to)}" for name in ("Mien", "Joop")]
    return [Spoke(name, Voice.RESIDENT, audience=audience) for name in names]


def every_source(world: Any) -> list[dict[str, Any]]:
    return [{"pk": source.pk} for source in world.sources]


def and_the_talk(world: Any) -> list[dict[str, Any]]:
    return [*every_source(world), {"pk": world.talk.pk}]


def brought(world: Any) -> list[dict[str, Any]]:
    return [{"key": world.brought.key}]


def once(world: Any) -> list[dict[str, Any]]:
    return [{}]


def heard(world: Any) -> list[dict[str, Any]]:
    return [{"pk": each.source_id, "key": each.key} for each in world.recordings]


def marked(world: Any) -> list[dict[str, Any]]:
    return [{"pk": each.pk} for each in world.moments]


def arriving(world: Any) -> list[dict[str, Any]]:
    return [{"key": world.arriving.key}]


SAMPLES: dict[str, Any] = {
    "sources:sources": once,
    "sources:bring": once,
    "sources:look_over": brought,
    "sources:discard": brought,
    "sources:source": and_the_talk,
    "sources:text": and_the_talk,
    "sources:revise": every_source,
    "sources:circle": every_source,
    "sources:differences": every_source,
    "sources:compare": lambda world: [{"key": world.changed.key}],
    "sources:consent": lambda world: [{"token": world.key.token}, {"token": "unknown"}],
    "sources:recordings": every_source,
    "sources:recording": heard,
    "sources:drop_recording": heard,
    "sources:transcribe": heard,
    "sources:stop_transcribing": lambda world: [{"key": each.key} for each in world.sent_out],
    "sources:piece": arriving,
    "sources:stop_recording": arriving,
    "sources:mark": every_source,
    "sources:word_moment": marked,
    "sources:unmark": marked,
    "sources:mine": once,
    "sources:answer": lambda world: [{"pk": world.request.pk}],
    "sources:receipt": lambda world: [{"pk": world.receipt.pk}],
    "sources:note": lambda world: [{"pk": world.request.pk}],
}
QUERIES = {
    "sources:answer": ["?stap=terug", "?stap=antwoord"],
    "sources:sources": ["?stem=resident", "?soort=document&op=titel"],
}
