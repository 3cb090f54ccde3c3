"""How we know: on how much a lesson rests besides its quotes, as far as that may be told.

The figures are of the red thread, counted when the lesson is copied, and stand by the rules of
`insight.hiding`: what rests on a handful of people is not told. The quotes stand beside them with a
name, so who is quoted is taken off first: what is left must rest on enough people too, or nobody.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from samenspel.circles.models import Voice
from samenspel.circles.sight import BOOKS
from samenspel.insight.hiding import few
from samenspel.threads.models import ThreadPassage

from .models import Quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .models import Lesson

Somebody = tuple[str, int]
SOURCE = "passage__version__source"
COLUMNS = (
    "passage",
    SOURCE,
    f"{SOURCE}__coalition",
    f"{SOURCE}__moment",
    "passage__speakers__voice",
    "passage__speakers__person",
    "passage__speakers",
)


def known(lesson: Lesson, person: Any) -> dict[str, Any]:
    """`passages`, `coalitions` and `moments` of the thread, and `voices`: people by voice.

    Only of what this person reads. Empty when these are too few people, or there is no thread;
    `voices` is empty when one of them is.
    """
    if lesson.thread_id is None:
        return {}
    told: dict[str, set[Any]] = defaultdict(set)
    voices: dict[str, set[Somebody]] = defaultdict(set)
    rows = ThreadPassage.objects.visible_to(person).filter(thread=lesson.thread_id).order_by()
    for passage, source, coalition, moment, voice, who, speaker in rows.values_list(*COLUMNS):
        somebody = _somebody(who, speaker, source)
        told["people"].add(somebody)
        told["passages"].add(passage)
        told["moments"].add(moment)
        if coalition:
            told["coalitions"].add(coalition)
        if voice:
            voices[voice].add(somebody)
    quoted = set(_quoted(lesson))
    if not told["people"] or _tells_of_few(told["people"], quoted):
        return {}
    return {
        **{name: len(told[name]) for name in ("passages", "coalitions", "moments")},
        "voices": _voices(voices, quoted),
    }


def _somebody(person: int | None, speaker: int | None, source: int) -> Somebody:
    """Of words that nobody is known of, each source counts as one person."""
    if person:
        return "person", person
    return ("speaker", speaker) if speaker else ("source", source)


def _quoted(lesson: Lesson) -> Iterator[Somebody]:
    rows = Quote.objects.unguarded(BOOKS).filter(lesson=lesson)
    for row in rows.values_list("speaker__person", "speaker", "version__source"):
        yield _somebody(*row)


def _tells_of_few(people: set[Somebody], quoted: set[Somebody]) -> bool:
    return few(len(people)) or few(len(people - quoted))


def _voices(voices: dict[str, set[Somebody]], quoted: Iterable[Somebody]) -> dict[str, int]:
    without = set(quoted)
    if any(_tells_of_few(people, without) for people in voices.values()):
        return {}
    return {voice: len(voices[voice]) for voice in Voice.values if voices[voice]}
