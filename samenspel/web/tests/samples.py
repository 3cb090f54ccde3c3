"""What the crawl visits of the pages that bring rooms together."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import a_person
from samenspel.sources import actions
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent
from samenspel.sources.tests.builders import a_talk, asked


def plant(world: Any) -> None:
    """Somebody from outside answers for words that only Els reads: the last thing that was done."""
    cast, outside = world.cast, a_person("zeynep")
    outside.name += f" {world.canary({'els'})}"
    outside.save()
    spoke = [Spoke(outside.name, person=outside, audience=Circle.PRIVATE)]
    request = asked(cast, a_talk(cast.oost, spoke, by=cast.els), "Wij niet.")
    actions.answer(request, answer=Consent.Answer.GIVEN, by=outside)


def once(world: Any) -> list[dict[str, Any]]:
    return [{}]


def coalition(world: Any) -> list[dict[str, Any]]:
    cast = world.cast
    return [{"pk": place.pk} for place in (cast.oost, cast.west, cast.noord)]


SAMPLES: dict[str, Any] = {
    "web:home": once,
    "web:expedition": lambda world: [{"slug": world.cast.expedition.slug}],
    "web:lesson_kit": lambda world: [{"slug": world.lesson.slug}, {"slug": world.retracted.slug}],
    "web:episode_kit": lambda world: [{"slug": each.slug} for each in world.episodes],
    "web:follow": lambda world: [{"slug": world.cast.expedition.slug}],
    "web:digest": lambda world: [{"pk": world.cast.expedition.pk}],
    "web:coalition": coalition,
    "web:history": coalition,
    "web:as_fund": coalition,
    "web:type_for": lambda world: [{"pk": world.helped.pk}],
    "web:look_as_fund": once,
    "web:fund": once,
    "web:health": once,
    "web:robots": once,
    "web:security": once,
    "web:search": once,
    "web:style": once,
    "web:style-form": once,
    "web:style-sure": once,
    "web:theme": once,
}
QUERIES = {
    "web:search": [
        "?q=kanarie",
        "?q=wie+heeft",
        "?q=kanari+dinsdag&stem=resident",
        "?q=kanarie&pagina=7",
    ]
}
