"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.circles import actions as circles
from samenspel.circles.models import Circle, Role
from samenspel.circles.tests.cast import a_person
from samenspel.site import actions
from samenspel.site.models import Tale
from samenspel.sources import actions as sources

from .builders import in_days


def plant(world: Any) -> None:
    """Oost shows itself; another coalition wrote a page and did not show it."""
    cast = world.cast
    everybody = set(cast.everybody())
    page = actions.write(cast.oost, text=f"Wij zijn {world.canary(everybody)}.", by=cast.bo)
    actions.show(page, by=cast.bo)
    world.moment = actions.tell(
        cast.oost, title=f"Feest {world.canary(everybody)}", day=in_days(8), by=cast.bo
    )
    actions.tell(
        cast.expedition,
        title=f"Samen {world.canary(everybody)}",
        day=in_days(20),
        kind="meeting",
        by=cast.fenna,
    )
    actions.tell_about(
        cast.expedition,
        about=f"Door {world.canary(everybody)}.",
        contact="hallo@example.org",
        by=cast.fons,
    )
    called_off = actions.tell(
        cast.oost,
        title=f"Gaat niet door {world.canary(set())}",
        day=in_days(9),
        by=cast.bo,
        kind="meeting",
    )
    actions.remove(called_off, by=cast.bo)
    # Beside it is one that shows nothing: whoever does not travel along never meets its name.
    along = everybody - {"dirk", "passerby"}
    silent = circles.form(cast.expedition, name="Stil", place="Stil", by=cast.fons)
    hanna = a_person("hanna")
    circles.give(silent, person=hanna, role=Role.COORDINATOR, by=cast.fons)
    circles.describe(silent, name=f"Stil {world.canary(along)}", by=hanna)
    actions.write(silent, text=f"Nog niet: {world.canary(set())}.", by=hanna)
    actions.tell(silent, title=f"Stil feest {world.canary(set())}", day=in_days(9), by=hanna)
    world.silent = silent
    open_to_all = sources.keep(
        cast.oost,
        text=f"Ooit stond hier {world.canary(everybody)}.",
        title=f"Wat er stond: {world.canary(everybody)}",
        circle=Circle.PUBLIC,
        by=cast.bo,
    )
    taken_back = sources.keep(
        cast.west,
        text=f"Niet meer: {world.canary({'cor'})}.",
        title=f"Weg {world.canary({'cor'})}",
        circle=Circle.PUBLIC,
        by=cast.cor,
    )
    sources.narrow(taken_back, to=Circle.PRIVATE, by=cast.cor)
    tales = Tale.objects.unguarded("command line")
    world.tales = [tales.get(source=each) for each in (open_to_all, taken_back)]


def expedition(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.cast.expedition.slug}]


def once(world: Any) -> list[dict[str, Any]]:
    return [{}]


def lessons(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.lesson.slug}, {"slug": world.retracted.slug}]


def expedition_number(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.cast.expedition.pk}]


def coalition(world: Any) -> list[dict[str, Any]]:
    return [{"pk": place.pk} for place in (world.cast.oost, world.cast.west, world.silent)]


def moment(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.moment.pk}]


def tales(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.cast.expedition.slug, "number": each.pk} for each in world.tales]


SAMPLES: dict[str, Any] = {
    "site:coalitions": expedition,
    "site:coalition": lambda world: [
        {"slug": world.cast.expedition.slug, "coalition": slug}
        for slug in ("oost", world.silent.slug)
    ],
    "site:card": expedition,
    "site:coalition_card": lambda world: [
        {"slug": world.cast.expedition.slug, "coalition": slug}
        for slug in ("oost", world.silent.slug)
    ],
    "site:tales": expedition,
    "site:tales_feed": expedition,
    "site:tales_json_feed": expedition,
    "site:tale": tales,
    "site:tale_card": tales,
    "site:tale_kit": tales,
    "site:tale_block": lambda world: [
        {**each, "ending": ending} for each in tales(world) for ending in ("html", "txt")
    ],
    "site:tale_frame": tales,
    "site:kit": expedition,
    "site:block": lambda world: [
        {**slug, "ending": ending} for slug in lessons(world) for ending in ("html", "txt")
    ],
    "site:frame": lessons,
    "site:episode_block": lambda world: [
        {"slug": each.slug, "ending": ending}
        for each in world.episodes
        for ending in ("html", "txt")
    ],
    "site:episode_frame": lambda world: [{"slug": each.slug} for each in world.episodes],
    "site:interface": once,
    "site:api_description": once,
    "site:api_expeditions": once,
    "site:api_lessons": once,
    "site:api_lesson": lessons,
    "site:api_edition": lambda world: [{**slug, "number": 1} for slug in lessons(world)],
    "site:api_episodes": once,
    "site:api_episode": lambda world: [{"slug": each.slug} for each in world.episodes],
    "site:api_episode_edition": lambda world: [
        {"slug": each.slug, "number": 1} for each in world.episodes
    ],
    "site:api_taken_back": once,
    "site:api_taken_back_episodes": once,
    "site:api_unknown": lambda world: [{"rest": "v1/nergens"}],
    "site:sitemap": once,
    "site:meetings": expedition,
    "site:calendar": expedition,
    "site:coalition_calendar": lambda world: [
        {"slug": world.cast.expedition.slug, "coalition": slug}
        for slug in ("oost", world.silent.slug)
    ],
    "site:about": expedition,
    "site:privacy": expedition,
    "site:page": coalition,
    "site:show": coalition,
    "site:hide": coalition,
    "site:moments": coalition,
    "site:moments_together": expedition_number,
    "site:front": expedition_number,
    "site:address": expedition_number,
    "site:moment": moment,
    "site:remove_moment": moment,
}
QUERIES = {"site:api_lessons": ["?per_page=1", "?expedition=kust", "?page=nul"]}
