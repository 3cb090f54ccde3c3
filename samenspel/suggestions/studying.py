"""Learning from codings, and proposing: what the worker does, far from any page.

What is read here is read for nobody in particular: sources that may be used so, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from samenspel.circles.sight import BOOKS
from samenspel.foundation import live
from samenspel.sources.models import Source, Version
from samenspel.threads.models import Code, Codebook, Coding

from .consent import LEARNING, teaching, usable
from .learning.constants import LIKE
from .learning.corpus import Given, Unit, is_held, stands_in, units
from .learning.model import Model, Vector
from .models import Learned, Learning, Suggestion

NO_COALITION = 0
AT_ONCE = 50


def ask(codebook: Codebook) -> Learning:
    """Let the worker learn, as soon as it can. Asked twice is done once."""
    learning: Learning = Learning.objects.unguarded(BOOKS).get_or_create(codebook=codebook)[0]
    if not learning.busy:
        learning.asked = timezone.now()
        learning.save(update_fields=["asked"])
        study.enqueue(codebook.pk)
    return learning


@task()
def study(codebook: int) -> None:
    """Learn from the codings of a codebook, measure each code, and propose those that are on."""
    rows = Learning.objects.unguarded(LEARNING).filter(codebook=codebook, asked__isnull=False)
    if not rows.filter(begun=None).update(begun=timezone.now(), step=0, steps=0):
        return
    learning: Learning = rows.select_related("codebook").get()
    kept = True
    try:
        kept = _learn(learning)
    finally:
        rows.update(asked=None, begun=None)
        live.stir(learning.topic)
    if kept:
        propose(learning)
    else:
        ask(learning.codebook)


def _learn(learning: Learning) -> bool:
    """False when somebody said no meanwhile: then nothing of it is kept."""
    from .learning.fit import learn

    found = _coded(learning.codebook)
    codes = Code.objects.unguarded(LEARNING).filter(codebook=learning.codebook).order_by("pk")
    known = list(codes.values_list("pk", flat=True))

    def step(done: int, of: int) -> None:
        Learning.objects.unguarded(LEARNING).filter(pk=learning.pk).update(step=done, steps=of)
        live.stir(learning.topic)

    model, measured = learn(found, known, step=step)
    with transaction.atomic():
        Learning.objects.unguarded(LEARNING).select_for_update().get(pk=learning.pk)
        learning.learned_from = sorted({unit.source for unit in found})
        if not _all_usable(learning):
            return False
        learning.done, learning.pieces = timezone.now(), len(found)
        learning.weights, learning.looked_at = model.to_bytes(), []
        learning.save()
        Learned.objects.unguarded(LEARNING).filter(learning=learning).delete()
        there = set(codes.values_list("pk", flat=True))
        Learned.objects.unguarded(LEARNING).bulk_create(
            Learned(learning=learning, code_id=code, **vars(told))
            for code, told in measured.items()
            if code in there
        )
    return True


def _all_usable(learning: Learning) -> bool:
    may = set(usable(learning.codebook).values_list("pk", flat=True))
    return set(learning.learned_from) <= may


# The examples


@dataclass(frozen=True)
class _Codings:
    """What was given in this codebook, by version."""

    by_version: dict[int, list[Given]]

    @classmethod
    def of(cls, codebook: Codebook, versions: Any) -> _Codings:
        rows = Coding.objects.unguarded(LEARNING).filter(
            code__codebook=codebook, passage__version__in=versions
        )
        found: dict[int, list[Given]] = defaultdict(list)
        for version, *given in rows.order_by("pk").values_list(
            "passage__version",
            "code",
            "passage",
            "passage__start",
            "passage__end",
            "prompted",
        ):
            found[version].append(Given(*given))
        return cls(found)


def _coded(codebook: Codebook) -> list[Unit]:
    """The pieces of all coded sources; of each source the newest version that was coded."""
    coded = Coding.objects.unguarded(LEARNING).filter(code__codebook=codebook)
    versions = Version.objects.unguarded(LEARNING).filter(
        source__in=teaching(codebook), passages__in=coded.values("passage")
    )
    newest = dict(versions.order_by("number").values_list("source", "pk"))
    given = _Codings.of(codebook, list(newest.values())).by_version
    return [
        unit
        for version in _texts(newest.values())
        for unit in _units(version, given.get(version.pk, []))
    ]


def _texts(versions: Iterable[int]) -> Iterable[Version]:
    """Some at a time, each time read to the end: SQLite lets nobody begin to write on a
    connection that is still reading when another has written meanwhile."""
    keys = sorted(versions)
    rows = Version.objects.unguarded(LEARNING).select_related("source").order_by("source", "pk")
    for at in range(0, len(keys), AT_ONCE):
        yield from list(rows.filter(pk__in=keys[at : at + AT_ONCE]))


def _units(version: Version, given: list[Given]) -> list[Unit]:
    source: Source = version.source
    return units(
        version.text,
        version.layout,
        given,
        source=source.pk,
        group=source.coalition_id or NO_COALITION,
    )


# Proposing


def propose(learning: Learning) -> int:
    """Propose codes in the newest version of each source that may be used; gives how many.

    A version is looked at once with the same weights.
    """
    if not learning.weights:
        return 0
    model = Model.from_bytes(bytes(learning.weights))
    sources = usable(learning.codebook)
    rows = Version.objects.unguarded(LEARNING).filter(source__in=sources).order_by("number")
    newest = dict(rows.values_list("source", "pk"))
    new = set(newest.values()) - set(learning.looked_at)
    if not new:
        return 0
    alike = _Alike(learning, model)
    given = _Codings.of(learning.codebook, list(new)).by_version
    made = 0
    for version in _texts(sorted(new)):
        found = list(_proposed(version, given.get(version.pk, []), model, alike))
        with transaction.atomic():
            made += _keep(learning.codebook, version, found)
    with transaction.atomic():
        _drop_left_behind(learning.codebook, set(newest.values()))
        learning.looked_at = sorted({*learning.looked_at, *new} & set(newest.values()))
        learning.save(update_fields=["looked_at"])
    return made


def _proposed(
    version: Version, given: list[Given], model: Model, alike: _Alike
) -> Iterable[Suggestion]:
    for unit in _units(version, []):
        vector = model.space.vector(unit.text)
        for code, score in model.proposals(vector).items():
            if any(
                each.code == code and stands_in(unit.start, unit.end, each.start, each.end)
                for each in given
            ):
                continue
            yield Suggestion(
                version=version,
                start=unit.start,
                end=unit.end,
                code_id=code,
                score=round(score, 4),
                like=alike.passages(code, vector),
                held=is_held(version.sha256, unit.start),
            )


def _keep(codebook: Codebook, version: Version, found: list[Suggestion]) -> int:
    """Put what is proposed now in the place of what was; what was answered, or coded, stays."""
    if not usable(codebook).filter(pk=version.source_id).exists():
        return 0
    rows = Suggestion.objects.unguarded(LEARNING).filter(version=version, code__codebook=codebook)
    known = {(row.start, row.end, row.code_id): row for row in rows}
    wanted = {(each.start, each.end, each.code_id): each for each in found}
    given = _Codings.of(codebook, [version.pk]).by_version.get(version.pk, [])
    gone = [
        row.pk
        for key, row in known.items()
        if key not in wanted
        and not row.answer
        and not any(
            each.code == row.code_id and stands_in(row.start, row.end, each.start, each.end)
            for each in given
        )
    ]
    Suggestion.objects.unguarded(LEARNING).filter(pk__in=gone).delete()
    for key in known.keys() & wanted.keys():
        row = known[key]
        row.score, row.like = wanted[key].score, wanted[key].like
    changed = [known[key] for key in known.keys() & wanted.keys()]
    Suggestion.objects.unguarded(LEARNING).bulk_update(changed, ["score", "like"], batch_size=200)
    new = [wanted[key] for key in wanted.keys() - known.keys()]
    there = set(
        Code.objects.unguarded(LEARNING).filter(codebook=codebook).values_list("pk", flat=True)
    )
    new = [each for each in new if each.code_id in there]
    Suggestion.objects.unguarded(LEARNING).bulk_create(new, batch_size=200)
    return len(new)


def _drop_left_behind(codebook: Codebook, newest: set[int]) -> None:
    """What was proposed in an older version, and nobody answered."""
    rows = Suggestion.objects.unguarded(LEARNING).filter(code__codebook=codebook, answer="")
    rows.exclude(version__in=newest).delete()


class _Alike:
    """The earlier passages that resemble a piece most, by the cosine of their vectors."""

    def __init__(self, learning: Learning, model: Model) -> None:
        self.examples: dict[int, list[tuple[Vector, list[int]]]] = defaultdict(list)
        for unit in _coded(learning.codebook):
            mine = unit.codes.keys() & model.codes.keys()
            if mine:
                vector = model.space.vector(unit.text)
                for code in mine:
                    self.examples[code].append((vector, unit.codes[code]))

    def passages(self, code: int, vector: Vector) -> list[int]:
        ranked = sorted(
            ((_likeness(vector, each), passages) for each, passages in self.examples[code]),
            key=lambda pair: (-pair[0], pair[1]),
        )
        near = [passage for likeness, passages in ranked[:LIKE] if likeness for passage in passages]
        return list(dict.fromkeys(near))[:LIKE]


def _likeness(one: Vector, other: Vector) -> float:
    return sum(value * other[at] for at, value in one.items() if at in other)


# Forgetting


def forget(source: Source) -> None:
    """Words that may not be used any more leave what was learned, and nothing is proposed there.

    The weights themselves hold words: all of them go, and are learned anew without this source.
    """
    for learning in _learnings(source.expedition_id):
        if usable(learning.codebook).filter(pk=source.pk).exists():
            continue
        Suggestion.objects.unguarded(LEARNING).filter(
            version__source=source, code__codebook=learning.codebook, answer=""
        ).delete()
        if source.pk in learning.learned_from:
            throw_away(learning)


def throw_away(learning: Learning) -> None:
    """Throw the weights away, and learn anew from what is left."""
    learning.weights, learning.learned_from, learning.looked_at = None, [], []
    learning.done = None
    learning.save(update_fields=["weights", "learned_from", "looked_at", "done"])
    Learned.objects.unguarded(LEARNING).filter(learning=learning).delete()
    ask(learning.codebook)


def let_go() -> None:
    """Throw away what was learned from a source that may not be used any more, by whatever road.

    What went along with an erased source is learned anew.
    """
    for learning in Learning.objects.unguarded(LEARNING).select_related("codebook"):
        if not _all_usable(learning):
            throw_away(learning)
        elif learning.weights is None and learning.done is None and not learning.busy:
            ask(learning.codebook)


def _learnings(expedition: int) -> list[Learning]:
    rows = Learning.objects.unguarded(LEARNING).filter(codebook__expedition=expedition)
    return list(rows.select_related("codebook").select_for_update(of=("self",)))
