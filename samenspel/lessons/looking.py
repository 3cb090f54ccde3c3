"""How far coalitions are with the look that they take at a lesson before it becomes public."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from samenspel.circles.models import Coalition, Membership, Role
from samenspel.circles.sight import BOOKS

from . import beside
from .models import AS_IT_STANDS, Facet, Proof, Quote, Remark

if TYPE_CHECKING:
    from samenspel.people.models import Person

    from .models import Lesson


@dataclass(frozen=True)
class Looked:
    """How far a coalition is with a lesson: its newest `proof`, and the last `remark` on it."""

    coalition: Coalition
    proof: Proof | None
    remark: Remark | None
    holds: bool
    """Whether what they looked at is what would be public now."""

    @property
    def state(self) -> str:
        """One of not asked, changed, waiting, yes, yes_if and no."""
        if self.proof is None:
            return "not asked"
        if not self.holds:
            return "changed"
        return str(self.remark.said) if self.remark else "waiting"


def looked(lesson: Lesson) -> list[Looked]:
    """Of every coalition that is to look at it, by name, how far they are. Four queries."""
    rows = Proof.objects.unguarded(BOOKS).filter(lesson=lesson).order_by("id")
    newest = {row.coalition_id: row for row in rows}
    remarks = Remark.objects.unguarded(BOOKS).filter(proof__in=newest.values()).order_by("id")
    said = {row.proof_id: row for row in remarks.select_related("by")}
    now = fingerprint(lesson)
    found = []
    for coalition in coalitions_of(lesson):
        proof = newest.get(coalition.pk)
        remark = said.get(proof.pk) if proof else None
        found.append(Looked(coalition, proof, remark, bool(proof and proof.fingerprint == now)))
    return found


def coalitions_of(lesson: Lesson) -> list[Coalition]:
    """Those whose words a lesson rests on, or whose question it answers."""
    quotes = Quote.objects.unguarded(BOOKS).filter(lesson=lesson).order_by()
    asked = set(quotes.values_list("version__source__coalition", flat=True))
    if lesson.question:
        asked.add(lesson.question.coalition_id)
    return list(Coalition.objects.filter(pk__in=asked - {None}).order_by("name", "pk"))


def fingerprint(lesson: Lesson) -> str:
    """SHA-256 over everything that would be public, in hexadecimal digits.

    How a speaker is named is left out: that stays their own choice.
    """
    quotes = Quote.objects.unguarded(BOOKS).filter(lesson=lesson)
    told: dict[str, Any] = {
        name: str(getattr(lesson, f"{name}_id", None) or getattr(lesson, name))
        for name in AS_IT_STANDS
    }
    told["beside"] = beside.copy_of(lesson)
    told["facets"] = sorted(facet.key for facet in beside.facets_of(lesson))
    told["quotes"] = list(quotes.values_list("request", "request__sha256"))
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def later_than(proof: Proof) -> Proof | None:
    """The page that took the place of this one, if there is one."""
    rows = Proof.objects.unguarded(BOOKS).filter(lesson=proof.lesson_id, pk__gt=proof.pk)
    later: Proof | None = rows.filter(coalition=proof.coalition_id).order_by("-pk").first()
    return later


def coordinators(coalition: Coalition) -> list[Person]:
    rows = Membership.objects.live().filter(coalition=coalition, role=Role.COORDINATOR)
    return [row.person for row in rows.select_related("person").order_by("person")]


def facets_of(lesson: Lesson) -> list[Facet]:
    """The coalitions that want to be named under the lesson; still without the edition."""
    return [
        Facet(
            kind=Facet.Kind.PLACE,
            key=each.coalition.slug,
            name_nl=each.coalition.place,
            coalition=each.coalition,
        )
        for each in looked(lesson)
        if each.remark and each.state == Remark.Said.YES and each.remark.named
    ]


def waiting_proofs(coalition: Coalition, person: Any) -> Any:
    """The proofs on which a coalition has not said anything yet, the newest first."""
    rows = Proof.objects.visible_to(person)
    later = rows.filter(lesson=OuterRef("lesson"), coalition=coalition, pk__gt=OuterRef("pk"))
    said = Remark.objects.visible_to(person).filter(proof=OuterRef("pk"))
    here = rows.filter(coalition=coalition).exclude(Exists(later)).exclude(Exists(said))
    return here.order_by("-pk")
