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
            state, inside = await self.clerk.ask(_state_and_door, topic, set(answers))
        except Exception as wrong:
            log.exception("a door could not be asked")
            for answer in answers.values():
                answer.set_exception(wrong)
                answer.exception()  # whoever asked may be gone
            return
        self.hear(state)
        for who, answer in answers.items():
            answer.set_result(who in inside)

    async def look_again(self, topic: str, watched: Watched) -> None:
        """Somebody's rights ended: whoever may no longer listen hears goodbye."""
        while watched.listeners:
            whos = {listener.ticket.who for listener in watched.listeners}
            try:
                inside = await self.clerk.ask(doors.let_in, topic, whos)
            except Exception:
                log.exception("a door could not be asked again")
                await asyncio.sleep(1)
                continue
            for listener in watched.listeners:
                if listener.ticket.who in whos - inside:
                    listener.end(BYE)
            return


def _state_and_door(topic: str, whos: set[str]) -> tuple[State, set[str]]:
    """The state is read before the door is asked: rights that end in between are noticed."""
    return outbox.states([topic])[0], doors.let_in(topic, whos)
