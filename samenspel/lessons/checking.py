"""Deeds with the look that a coalition takes at a lesson before it becomes public.

What they look at is a copy, made when they are asked: the texts, what stands beside them, and the
words that were given. When the lesson changes after that, their yes no longer holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.circles.deeds import coordinator, deed, team
from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.foundation import mail
from samenspel.foundation.errors import Refused

from . import beside, knowing, letters
from .checklist import NotYet, given_words, lacking
from .looking import coordinators, fingerprint, later_than, looked
from .models import AS_IT_STANDS, Facet, Proof, ProofQuote, Remark

if TYPE_CHECKING:
    from samenspel.circles.models import Coalition
    from samenspel.people.models import Person

    from .models import Lesson

MOST_WORDS = 1000


@deed("lesson.put", may=team)
def put(lesson: Lesson, *, by: Person, note: str = "") -> Lesson:
    """Ask the coalitions whose words a lesson rests on to look at it before it is public.

    Those who said yes to just this, or are still looking at it, are not asked again. `note` tells
    those who are asked again what was changed.
    """
    missing = lacking(lesson, by=by, looked_at=False)
    if missing:
        raise NotYet(missing)
    due = [each for each in looked(lesson) if each.proof is None or not each.holds]
    if not due:
        raise Refused(_("Nothing changed since they were asked. Change what they remarked on."))
    words = given_words(lesson)
    now, copy = fingerprint(lesson), beside.copy_of(lesson)
    known = knowing.known(lesson, by)
    for each in due:
        earlier = ProofQuote.objects.unguarded(BOOKS).filter(proof__lesson=lesson)
        earlier.filter(proof__coalition=each.coalition).delete()
        proof = Proof.objects.create(
            author=by,
            **each.coalition.where,
            circle=Circle.TEAM,
            ceiling=Circle.TEAM,
            lesson=lesson,
            fingerprint=now,
            note=note.strip()[:300],
            beside={**copy, "elements": _elements(lesson), "known": known},
            **{name: getattr(lesson, name) for name in AS_IT_STANDS},
        )
        for order, given in enumerate(words, start=1):
            ProofQuote.objects.create(proof=proof, order=order, **given)
        _write_to_coordinators(proof, each.coalition, by)
    return lesson


def _elements(lesson: Lesson) -> list[dict[str, str]]:
    return [
        {"key": facet.key, "name_nl": facet.name_nl, "name_en": facet.name_en}
        for facet in beside.facets_of(lesson)
    ]


def _write_to_coordinators(proof: Proof, place: Coalition, by: Person) -> None:
    link = settings.SITE_URL + reverse("lessons:proof", args=[proof.pk])
    for person in coordinators(place):
        if person.email:
            mail.send(
                person.email,
                person.language,
                letters.asks_to_look,
                name=person.name,
                coalition=place.name,
                by=by.name,
                link=link,
            )


@deed("lesson.look", may=coordinator)
def say(proof: Proof, *, said: str, by: Person, words: str = "", named: bool = False) -> Remark:
    """Say for the coalition whether a lesson may become public like this.

    `named`: the coalition is named under the lesson, and the lesson is found by its place. Saying
    anything else later takes that name away at once, from public editions too.
    """
    answer = Remark.Said(said)
    words = words.strip()
    if answer != Remark.Said.YES and not words:
        raise Refused(_("Say in a few words what should be different, or why not."))
    if len(words) > MOST_WORDS:
        raise Refused(_("Keep it under %d characters.") % MOST_WORDS)
    if later_than(proof):
        raise Refused(_("The lesson was changed. There is a newer page to look at."))
    named = named and answer == Remark.Said.YES
    remark: Remark = Remark.objects.create(
        proof=proof, said=answer, words=words, named=named, by=by
    )
    if not named:
        ours = Facet.objects.unguarded(BOOKS).filter(edition__lesson=proof.lesson_id)
        ours.filter(coalition=proof.coalition_id).delete()
    _write_to_team(proof, by)
    return remark


def _write_to_team(proof: Proof, by: Person) -> None:
    asked = proof.author
    if asked.email and asked != by:
        mail.send(
            asked.email,
            asked.language,
            letters.somebody_looked,
            name=asked.name,
            coalition=str(proof.coalition),
            link=settings.SITE_URL + reverse("lessons:work", args=[proof.lesson.slug]),
        )
