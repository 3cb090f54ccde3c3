"""What the crawl visits and plants in this room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from samenspel.circles.models import Circle
from samenspel.people import links
from samenspel.recognition import actions, asking
from samenspel.recognition.models import SheetLink

from .builders import a_round, answers, the_card, the_sheet

TEAM = {"els", "wim", "fenna"}


def plant(world: Any) -> None:
    """A closed round with answers in three circles, and one that is open still."""
    cast = world.cast
    threads = [each for each in world.threads if each.circle >= Circle.EXPEDITION]
    travel = {*TEAM, "amina", "bram", "bo", "cor"}
    days = timezone.localdate() + timedelta(days=7)
    world.recognised = a_round(cast, *threads, title=f"Ronde {world.canary(travel)}", closes=days)
    oost = the_card(world.recognised, cast.oost)
    for person, circle, readers in [
        (cast.amina, Circle.TEAM, {"amina", "bram", "bo", *TEAM}),
        (cast.bram, Circle.COALITION, {"amina", "bram", "bo"}),
        (cast.bo, Circle.PRIVATE, {"bo"}),
    ]:
        because = f"Omdat {world.canary(readers)}"
        actions.answer(oost, said="partly", because=because, circle=circle, by=person)
    actions.close(world.recognised, by=cast.els)
    world.asked_again = a_round(cast, *threads, title="Nog eens", closes=days)
    open_card = the_card(world.asked_again, cast.oost)
    # Nobody reads an answer before the round is closed.
    because = f"Nee {world.canary({'amina'})}"
    actions.answer(open_card, said="no", because=because, circle=Circle.TEAM, by=cast.amina)
    (letter,) = asking.ask(
        the_sheet(world.asked_again, cast.oost), people=[world.guest], by=cast.bo
    )
    world.recognition_token = letter.key.token
    assert links.open(letter.key.token, asking.PAGE)
    assert SheetLink.objects.unguarded("command line").exists()


def _rounds(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.recognised.pk}, {"pk": world.asked_again.pk}]


def _sheets(world: Any) -> list[dict[str, Any]]:
    return [
        {"pk": the_sheet(each, coalition).pk}
        for each in (world.recognised, world.asked_again)
        for coalition in (world.cast.oost, world.cast.west)
    ]


def _cards(world: Any) -> list[dict[str, Any]]:
    return [{**sheet, "row": 1} for sheet in _sheets(world)]


def _token(world: Any) -> list[dict[str, Any]]:
    return [{"token": world.recognition_token}, {"token": "bestaat-niet"}]


def _token_rows(world: Any) -> list[dict[str, Any]]:
    return [{**token, "row": 1} for token in _token(world)]


def _bench(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.cast.expedition.slug}, {"slug": world.cast.elsewhere.slug}]


SAMPLES: dict[str, Any] = {
    "recognition:rounds": _bench,
    "recognition:open": _bench,
    "recognition:round": _rounds,
    "recognition:move": _rounds,
    "recognition:close": _rounds,
    "recognition:thread": lambda world: [{"pk": thread.pk} for thread in world.threads],
    **{f"recognition:{name}": _sheets for name in ("sheet", "ask", "paper", "type_in", "answer")},
    "recognition:answer_card": _cards,
    "recognition:take_back": _cards,
    "recognition:by_link": _token,
    "recognition:link_card": _token_rows,
    "recognition:link_back": _token_rows,
    "recognition:mine": lambda world: [{}],
    "recognition:mine_back": lambda world: [
        {"pk": answer.pk} for answer in answers(world.recognised)
    ],
}
