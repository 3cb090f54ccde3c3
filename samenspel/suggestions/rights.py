"""Who may do what here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samenspel.circles.deeds import Rule, may, place_of
from samenspel.circles.models import TEAM, Role
from samenspel.circles.roles import held
from samenspel.threads.layers import may_suggest as not_while_blind

if TYPE_CHECKING:
    from samenspel.people.models import Person
    from samenspel.sources.models import Source

READERS = (*TEAM, Role.COORDINATOR)


def _has_a_place(person: Person, subject: Any) -> bool:
    _coalition, expedition = place_of(subject)
    return expedition in held(person).expeditions(READERS)


at_the_bench = Rule(frozenset(READERS), _has_a_place)


def may_suggest(person: Any, source: Source) -> bool:
    """Whether the computer may propose anything to this person in this source.

    Not while they read blind: a suggestion would tell them what others coded.
    """
    return not_while_blind(person, source) and may(person, "passage.mark", source)
