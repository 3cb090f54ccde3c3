"""Lessons, made by the real deeds."""

from __future__ import annotations

from typing import Any

from samenspel.agendas import actions as agendas
from samenspel.agendas.models import Question
from samenspel.assessments.tests.builders import coordinates
from samenspel.circles.models import Circle, Coalition, Voice
from samenspel.circles.tests.cast import Cast, a_person
from samenspel.foundation.pictures import as_jpeg
from samenspel.lessons import actions, checking, completing, weighing
from samenspel.lessons.looking import coalitions_of, coordinators, looked
from samenspel.lessons.models import Edition, Lesson, Proof, Quote
from samenspel.people.models import Person
from samenspel.pitstops.tests.builders import a_picture
from samenspel.sources import actions as sources
from samenspel.sources.models import Naming, Request, Source
from samenspel.sources.tests.builders import a_source, newest

CLAIM = "Wie de sleutel deelt, deelt de macht"


def a_lesson(cast: Cast, **more: Any) -> Lesson:
    return actions.start(
        more.pop("place", cast.expedition),
        **{
            "claim": CLAIM,
            "by": cast.wim,
            "works": "Begin met de deur.",
            "meant_for": "both",
            **more,
        },
    )


def described(cast: Cast, lesson: Lesson, **more: Any) -> Lesson:
    """The same, said for whom it is and on what it rests."""
    told = {"meant_for": "both", "revision": lesson.revision, "by": cast.wim, **more}
    return completing.describe(lesson, **told)


def a_shared_question(
    cast: Cast, words: str = "Wie mag erin?", place: Coalition | None = None
) -> Question:
    """A learning question that all coalitions may read."""
    place = place or cast.oost
    question = agendas.ask(place, words=words, by=coordinator_of(place))
    return agendas.widen_question(question, to=Circle.EXPEDITION, by=coordinator_of(place))


def coordinator_of(coalition: Coalition) -> Person:
    """Who answers for a coalition; where nobody does, Gijs begins to."""
    for person in coordinators(coalition):
        return person
    person = Person.objects.filter(name="Gijs").first() or a_person("gijs")
    coordinates(person, coalition)
    return person


def pictured(cast: Cast, lesson: Lesson, shows: str = "Een deur die openstaat.") -> Lesson:
    jpeg = as_jpeg(a_picture())
    return completing.show_picture(lesson, jpeg=jpeg, shows=shows, by=cast.wim)


def a_quote(cast: Cast, lesson: Lesson, words: str, source: Source | None = None) -> Quote:
    """Words of Amina's in a lesson, unless another source is given."""
    version = newest(source or a_source(cast, text=words, circle=Circle.TEAM))
    start = version.text.index(words)
    return actions.quote(lesson, version=version, start=start, end=start + len(words), by=cast.wim)


def asked(quote: Quote, cast: Cast) -> Request:
    actions.ask(quote, by=cast.wim)
    request: Request = quote.request
    return request


def given(cast: Cast, quote: Quote, naming: str = Naming.FIRST, **more: Any) -> Quote:
    """The speaker says yes from their own link."""
    request = asked(quote, cast)
    sources.answer(request, answer="given", naming=naming, by=request.speaker.person, **more)
    return quote


def given_again(cast: Cast, lesson: Lesson) -> Lesson:
    """Every speaker is asked for the claim as it is now, and says yes."""
    for quote in lesson.quotes.unguarded("command line"):
        given(cast, quote)
    return lesson


def of_bram(cast: Cast, words: str, **more: Any) -> Source:
    return a_source(
        cast, by=cast.bram, text=words, voice=Voice.PROFESSIONAL, circle=Circle.TEAM, **more
    )


def decided(cast: Cast, lesson: Lesson) -> Lesson:
    """Every word that a neighbour could know somebody by may stay."""
    for each in weighing.sift(lesson, cast.wim).found:
        if each.weighed is None:
            weighing.keep(
                lesson,
                field=each.piece.field,
                quote=each.piece.quote,
                words=each.mark.words,
                because="Wie het zei, wil het zo.",
                talked=True,
                by=cast.wim,
            )
    return lesson


def the_proof(lesson: Lesson, coalition: Coalition) -> Proof:
    rows = Proof.objects.unguarded("command line").filter(lesson=lesson, coalition=coalition)
    proof: Proof = rows.order_by("-pk").first()
    return proof


def looked_at(cast: Cast, lesson: Lesson, **more: Any) -> Lesson:
    """Every coalition whose words it rests on looks at it now, and says yes."""
    for coalition in coalitions_of(lesson):
        coordinator_of(coalition)
    checking.put(decided(cast, lesson), by=cast.wim)
    for each in looked(lesson):
        if each.proof and each.state != "yes":
            by = coordinator_of(each.coalition)
            checking.say(each.proof, **{"said": "yes", "by": by, **more})
    return lesson


def publish(cast: Cast, lesson: Lesson, *, by: Person | None = None, **more: Any) -> Edition:
    """With the yes of every coalition that has not said it yet."""
    if any(each.state != "yes" for each in looked(lesson)):
        looked_at(cast, lesson, **more)
    return actions.publish(lesson, by=by or cast.wim)


def correct(cast: Cast, lesson: Lesson, *, difference: str) -> Edition:
    if any(each.state != "yes" for each in looked(lesson)):
        looked_at(cast, lesson)
    return actions.correct(lesson, difference=difference, by=cast.wim)


def published(cast: Cast, *words: str, lesson: Lesson | None = None) -> Edition:
    """A public lesson that rests on words of Amina (and on the second of Bram)."""
    lesson = lesson or a_lesson(cast)
    for number, said in enumerate(words or ("Wie heeft de sleutel?",)):
        source = of_bram(cast, said) if number % 2 else None
        given(cast, a_quote(cast, lesson, said, source))
    return publish(cast, lesson)


def take_back(quote_or_request: Any) -> None:
    request = getattr(quote_or_request, "request", quote_or_request)
    sources.take_back(request, by=request.speaker.person)
