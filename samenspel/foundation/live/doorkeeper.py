"""The doorkeeper: asks the rooms' doors for many streams at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from . import doors, outbox
from .clerk import Clerk
from .listeners import BYE, Listener, Watched
from .outbox import State

log = logging.getLogger("samenspel.live")
Answers = dict[str, asyncio.Future[bool]]


class Doorkeeper:
    """`hear` is told the state of a topic whenever it was read on the way."""

    def __init__(self, clerk: Clerk, hear: Callable[[State], None]) -> None:
        self.clerk, self.hear = clerk, hear
        self.questions: dict[str, Answers] = {}
        self.asking: asyncio.Task[None] | None = None

    async def admits(self, listener: Listener) -> bool:
        """Questions that come up while a door is being asked are asked together."""
        asked = self.questions.setdefault(listener.ticket.topic, {})
        who = listener.ticket.who
        if who not in asked:
            asked[who] = asyncio.get_running_loop().create_future()
        if not self.asking or self.asking.done():
            self.asking = asyncio.create_task(self._ask_all())
        return await asyncio.shield(asked[who])

    async def _ask_all(self) -> None:
        while self.questions:
            questions, self.questions = self.questions, {}
            for topic, answers in questions.items():
                await self._ask(topic, answers)

    async def _ask(self, topic: str, answers: Answers) -> None:
        try:
            states, inside = await self.clerk.ask(_states_and_door, topic, set(answers))
        except Exception as wrong:
            log.exception("a door could not be asked")
            for answer in answers.values():
                answer.set_exception(wrong)
                answer.exception()  # whoever asked may be gone
            return
        for state in states:
            self.hear(state)
        for who, answer in answers.items():
            answer.set_result(who in inside)

    async def look_again(self, watched: Watched) -> None:
        """Rights ended: whoever may no longer listen hears goodbye. Until there is no doubt."""
        while watched.doubted and watched.listeners:
            watched.doubted = False
            whos = {listener.ticket.who for listener in watched.listeners}
            try:
                inside = await self.clerk.ask(doors.let_in, watched.state.topic, whos)
            except Exception:
                log.exception("a door could not be asked again")
                watched.doubted = True
                await asyncio.sleep(1)
                continue
            for listener in watched.listeners:
                if listener.ticket.who in whos - inside:
                    listener.end(BYE)


def _states_and_door(topic: str, whos: set[str]) -> tuple[list[State], set[str]]:
    """The states are read before the door is asked: rights that end in between are noticed."""
    return outbox.states([topic, outbox.RIGHTS]), doors.let_in(topic, whos)
