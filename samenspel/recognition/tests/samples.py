"""What the crawl visits and plants in this room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from samenspel.circles.models import Circle
from samenspel.people import links
from samenspel.recognition import actions, asking, choosing, table
from samenspel.recognition.models import SheetLink
from samenspel.sources.tests.builders import a_source

from .builders import a_round, a_shared_thread, answers, the_card, the_sheet

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
    # Whoever holds a link or the code of a table reads what is asked there: no canary stands in it.
    plain = a_shared_thread(cast, of=world.guest)
    world.by_link = a_round(cast, plain, title="Met een link", closes=days)
    asked = the_sheet(world.by_link, cast.oost)
    (letter,) = asking.ask(asked, people=[world.guest], by=cast.bo)
    world.recognition_token = letter.key.token
    assert links.open(letter.key.token, asking.PAGE)
    plant_changes(world, days)
    world.at_the_table = table.gather(asked, by=cast.bo)
    for card in table.cards(world.at_the_table):
        table.say(card, secret="a" * 20, voice="resident", said="yes")
    assert SheetLink.objects.unguarded("command line").exists()


def plant_changes(world: Any, days: Any) -> None:
    """A round of Oost with a story that went on to all coalitions."""
    cast = world.cast
    near, travel = {*TEAM, "amina", "bram", "bo"}, {*TEAM, "amina", "bram", "bo", "cor"}
    question = f"Wat veranderde {world.canary(near)}?"
    ours = choosing.begin(cast.oost, question=question, closes=days, by=cast.bo)
    text = f"Wij kregen {world.canary(travel)} erbij"
    source = a_source(cast, text=text, title="Erbij", circle=Circle.EXPEDITION)
    # Of the coalition alone: the team that reads the round does not meet it.
    text = f"Onder ons {world.canary({'amina', 'bram', 'bo'})}"
    secret = a_source(cast, text=text, title="Onder ons", circle=Circle.COALITION)
    choosing.offer(ours, source=secret, by=cast.bo)
    world.story = choosing.offer(ours, source=source, by=cast.amina)
    panel, why = f"Wij {world.canary(near)}", f"Hierom {world.canary(near)}"
    choosing.choose(world.story, why=why, panel=panel, by=cast.bo)
    question = f"En samen {world.canary(travel)}?"
    world.together = choosing.begin(cast.expedition, question=question, closes=days, by=cast.els)
    world.went_on = choosing.pass_on(world.story, to=world.together, by=cast.bo)
    panel, why = f"Allen {world.canary(travel)}", f"Daarom {world.canary(travel)}"
    choosing.choose(world.went_on, why=why, panel=panel, by=cast.els)
    world.changes = [ours, world.together]


def _changes(world: Any) -> list[dict[str, Any]]:
    return [{"pk": each.pk} for each in world.changes]


def _stories(world: Any) -> list[dict[str, Any]]:
    return [{"pk": story.choosing_id, "row": story.pk} for story in (world.story, world.went_on)]


def _rounds(world: Any) -> list[dict[str, Any]]:
    return [{"pk": each.pk} for each in (world.recognised, world.asked_again, world.by_link)]


def _sheets(world: Any) -> list[dict[str, Any]]:
    return [
        {"pk": the_sheet(each, coalition).pk}
        for each in (world.recognised, world.asked_again, world.by_link)
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
    "recognition:changes": lambda world: [{"pk": world.cast.oost.pk}, {"pk": world.cast.west.pk}],
    "recognition:begin": lambda world: [{"pk": world.cast.oost.pk}],
    "recognition:all_changes": lambda world: [{"pk": world.cast.expedition.pk}],
    "recognition:begin_all": lambda world: [{"pk": world.cast.expedition.pk}],
    **{f"recognition:{name}": _changes for name in ("choosing", "offer", "table")},
    **{f"recognition:{name}": _stories for name in ("choose", "pass_on", "take_out", "letter")},
    "recognition:together": _sheets,
    **{f"recognition:together{name}": _cards for name in ("_card", "_now", "_show")},
    "recognition:table_code": lambda world: [{}],
    "recognition:table_door": lambda world: [{"key": world.at_the_table.key}, {"key": "x" * 16}],
    "recognition:table_card": lambda world: [
        {"key": key, "row": 1} for key in (world.at_the_table.key, "x" * 16)
    ],
    "recognition:mine": lambda world: [{}],
    "recognition:mine_back": lambda world: [
        {"pk": answer.pk} for answer in answers(world.recognised)
    ],
}
