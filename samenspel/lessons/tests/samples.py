"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.assessments.actions import Said
from samenspel.assessments.models import Element
from samenspel.assessments.tests.builders import a_framework
from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import READERS
from samenspel.lessons import actions, checking, weighing
from samenspel.lessons.models import EditionQuote, Export
from samenspel.sources.tests.builders import a_source
from samenspel.sources.tests.samples import and_the_talk

from .builders import (
    a_lesson,
    a_quote,
    a_shared_question,
    coordinator_of,
    decided,
    described,
    given,
    of_bram,
    pictured,
    publish,
    take_back,
    the_proof,
)

FILM = "https://film.example/deur"


def plant(world: Any) -> None:
    """A public lesson with a voice that was taken back, its newer draft, and a retracted one."""
    cast = world.cast
    everybody, team = set(cast.everybody()), {"els", "wim", "fenna"}
    lesson = a_lesson(cast, claim=f"Deel de sleutel {world.canary(everybody)}")
    pictured(cast, lesson, shows=f"Een deur {world.canary(everybody)}")
    described(
        cast,
        lesson,
        behind=f"De buurt {world.canary(everybody)}",
        elements=_elements(cast, f"Vertrouwen {world.canary(everybody)}"),
        question=a_shared_question(cast, f"Wie mag erin? {world.canary(everybody)}"),
        links=[{"kind": "film", "title": f"Film {world.canary(everybody)}", "url": FILM}],
    )
    given(cast, a_quote(cast, lesson, f"Wij hebben {world.canary(everybody)} nodig."))
    # Taken back from the lesson; in the source itself its readers still find it.
    still = {"amina", *READERS[Circle.TEAM]}
    gone = a_quote(cast, lesson, "x", of_bram(cast, f"x {world.canary(still)}"))
    given(cast, gone)
    # Fenna reads words of West, where she has no access: nobody there is named to her.
    far = a_source(cast, by=cast.cor, place=cast.west, text="Wij ook.", circle=Circle.EXPEDITION)
    world.far = a_quote(cast, lesson, "Wij ook.", far)
    given(cast, world.far)
    coordinator_of(cast.west)
    weighing.keep(
        actions.write(
            lesson, revision=lesson.revision, works="Vraag Piet.", talked=True, by=cast.wim
        ),
        field="works",
        words="Piet",
        because=f"Zo wil hij het {world.canary(team)}",
        by=cast.wim,
    )
    among = {"amina", "bram", "bo", *team}
    decided(cast, lesson)
    name = f"Bij het hek {world.canary(among)}"
    weighing.watch(cast.oost, words=name, by=cast.bo)
    checking.put(lesson, note=f"Nu korter {world.canary({*among, 'cor'})}", by=cast.wim)
    world.proof = the_proof(lesson, cast.oost)
    remark = f"Zonder macht {world.canary(among)}"
    checking.say(world.proof, said="yes_if", words=remark, by=cast.bo)
    for coalition in (cast.oost, cast.west):
        by = coordinator_of(coalition)
        checking.say(the_proof(lesson, coalition), said="yes", named=True, by=by)
    world.edition = actions.publish(lesson, by=cast.wim)
    take_back(gone)
    actions.write(
        lesson,
        revision=lesson.revision,
        works=f"Vraag Piet eerst {world.canary(team)}",
        by=cast.wim,
    )
    actions.export(world.edition, format=Export.Format.CSV, by=cast.els)
    retracted = a_lesson(cast, claim="Ingetrokken")
    given(cast, a_quote(cast, retracted, "Dit was zo."))
    publish(cast, retracted)
    actions.retract(retracted, by=cast.wim)
    world.lesson, world.retracted = lesson, retracted
    assert EditionQuote.objects.unguarded("command line").count() == 4


def _elements(cast: Any, name: str) -> list[Element]:
    framework = a_framework(cast, elements=[Said(name_nl=name)])
    rows = Element.objects.unguarded("command line").filter(framework=framework)
    return list(rows)


def _proofs(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.proof.pk}, {"pk": the_proof(world.lesson, world.cast.west).pk}]


def _slugs(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.lesson.slug}, {"slug": world.retracted.slug}]


def _quotes(world: Any) -> list[dict[str, Any]]:
    quotes = world.lesson.quotes.unguarded("command line")
    return [{"slug": world.lesson.slug, "pk": quote.pk} for quote in quotes]


SAMPLES: dict[str, Any] = {
    "lessons:lessons": lambda world: [{}],
    "lessons:feed": lambda world: [{}],
    "lessons:of_expedition": lambda world: [{"expedition": world.cast.expedition.slug}],
    "lessons:feed_of_expedition": lambda world: [{"expedition": world.cast.expedition.slug}],
    "lessons:by_number": lambda world: [{"pk": world.edition.pk}],
    "lessons:lesson": _slugs,
    "lessons:edition": lambda world: [{**slug, "number": 1} for slug in _slugs(world)],
    "lessons:edition_picture": lambda world: [{**slug, "number": 1} for slug in _slugs(world)],
    "lessons:file": lambda world: [
        {**slug, "ending": ending}
        for slug in _slugs(world)
        for ending in ("md", "json", "bib", "csl.json")
    ],
    "lessons:card": _slugs,
    "lessons:json_feed": lambda world: [{}],
    "lessons:json_feed_of_expedition": lambda world: [{"expedition": world.cast.expedition.slug}],
    "lessons:proofs": lambda world: [{}],
    "lessons:proof": _proofs,
    "lessons:proof_picture": _proofs,
    "lessons:watchwords": lambda world: [{"pk": world.cast.oost.pk}, {"pk": world.cast.west.pk}],
    "lessons:workshop": lambda world: [{}],
    "lessons:start": lambda world: [{}],
    **{
        f"lessons:{name}": _slugs
        for name in (
            "work",
            "write",
            "describe",
            "picture",
            "picture_file",
            "neighbours",
            "put",
            "preview",
            "choose",
            "give",
            "take_along",
        )
    },
    "lessons:choose_words": lambda world: [
        {"slug": world.lesson.slug, **source} for source in and_the_talk(world)
    ],
    "lessons:quote": _quotes,
    "lessons:who": _quotes,
}
