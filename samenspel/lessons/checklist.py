"""What is still lacking before a lesson can be published, each with the place where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.sources import consent, naming
from samenspel.sources.answering import name_shown
from samenspel.sources.echoes import echoes
from samenspel.sources.models import Consent, Request

from . import along, weighing
from .looking import coordinators, looked
from .models import TEXTS, Edition, EditionQuote, Lesson, Quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenspel.people.models import Person

    from .looking import Looked


class NotYet(Refused):
    """A lesson can't be published yet; `lacking` says in sentences what is missing."""

    def __init__(self, lacking: list[str]) -> None:
        super().__init__(" ".join([_("This lesson can't be published yet."), *lacking]))
        self.lacking = lacking


@dataclass(frozen=True)
class Point:
    """One thing that is lacking: a sentence, and the path of the page where it is done."""

    words: str
    path: str


def lacking(lesson: Lesson, *, by: Person, looked_at: bool = True) -> list[str]:
    """What is still missing before this lesson can be published, in sentences to act on.

    Without `looked_at`: before the coalitions can be asked to look at it.
    """
    return [point.words for point in points(lesson, by=by, looked_at=looked_at)]


def points(lesson: Lesson, *, by: Person, looked_at: bool = True) -> list[Point]:
    """The same, with where it is done. Coalitions come when all the rest is ready."""
    everything = sees_all(lesson, by)
    found = [
        *_of_the_lesson(lesson),
        *_of_the_quotes(lesson, by, everything),
        *_echoed(lesson),
        *_of_the_neighbours(lesson, by),
    ]
    if found or not looked_at:
        return found
    return of_looks(lesson, looked(lesson))


def of_looks(lesson: Lesson, rows: Iterable[Looked]) -> list[Point]:
    """What the coalitions still have to say."""
    told = [_lacks_look(each) for each in rows]
    return [Point(words, _path("work", lesson, "#coalities")) for words in told if words]


def could_have(lesson: Lesson) -> list[Point]:
    """What a lesson can do without, and is better with."""
    write, describe = _path("write", lesson), _path("describe", lesson)
    wishes = [
        (lesson.holds, _("Where and when it holds, and where not."), write),
        (lesson.tomorrow, _("What somebody can try tomorrow."), write),
        (lesson.elements.unguarded(BOOKS).exists(), _("Which elements it serves."), describe),
        (lesson.thread_id, _("The red thread it rests on."), describe),
        (lesson.behind, _("Who stands behind it."), describe),
        (lesson.picture_id, _("A picture, told in words too."), _path("picture", lesson)),
    ]
    return [Point(words, path) for there, words, path in wishes if not there]


def _path(page: str, lesson: Lesson, mark: str = "") -> str:
    return reverse(f"lessons:{page}", args=[lesson.slug]) + mark


def _of_the_lesson(lesson: Lesson) -> Iterator[Point]:
    if not lesson.meant_for:
        words = _("Say for whom this lesson is: residents, organisations, or both.")
        yield Point(words, _path("describe", lesson))


def _of_the_quotes(lesson: Lesson, by: Person, everything: bool) -> Iterator[Point]:
    seen = Quote.objects.visible_to(by).filter(lesson=lesson)
    related = seen.with_answers().select_related("speaker__person", "version__source__coalition")
    rows = list(related)
    if not rows and everything:
        words = _("It does not rest on anybody's words yet. Choose a quote.")
        yield Point(words, _path("choose", lesson))
    if not everything:
        words = _("It also rests on words of a source that you may not read. Ask somebody who may.")
        yield Point(words, _path("work", lesson))
    heard = naming.heard_in({row.version.source for row in rows}, by, asking=True)
    for number, row in enumerate(rows, start=1):
        name = heard[row.version.source_id][row.speaker.label].name if row.speaker else ""
        if sentence := _lacks(row, number, name):
            yield Point(sentence, _path("work", lesson, f"#citaat-{row.pk}"))


def sees_all(lesson: Lesson, by: Person) -> bool:
    every = Quote.objects.unguarded(BOOKS).filter(lesson=lesson).count()
    return bool(every == Quote.objects.visible_to(by).filter(lesson=lesson).count())


def _lacks(quote: Any, number: int, name: str) -> str:
    if quote.alive:
        return ""
    say = {"number": number, "name": name}
    if quote.speaker is None:
        return _("Quote %(number)d: say who speaks here.") % say
    if quote.speaker.person is None:
        return _("Quote %(number)d: say who %(name)s is, so that you can ask.") % say
    if quote.request_id is None:
        return _("Quote %(number)d: ask %(name)s for these words.") % say
    if quote.outdated:
        return _("Quote %(number)d: the claim was changed. Ask %(name)s again.") % say
    match quote.answer:
        case None:
            return _("Quote %(number)d: %(name)s did not answer yet.") % say
        case Consent.Answer.CHANGE:
            return _("Quote %(number)d: %(name)s wants it different. Choose other words.") % say
        case Consent.Answer.REFUSED:
            return _("Quote %(number)d: %(name)s said no. Take the quote out.") % say
        case Consent.Answer.WITHDRAWN:
            return _("Quote %(number)d: %(name)s took it back. Take the quote out.") % say
        case _:
            return _("Quote %(number)d: the yes of %(name)s has run out. Ask again.") % say


def _of_the_neighbours(lesson: Lesson, by: Person) -> Iterator[Point]:
    sifted = weighing.sift(lesson, by)
    if many := sifted.undecided:
        words = ngettext(
            "%d word may tell who somebody is. Decide about it.",
            "%d words may tell who somebody is. Decide about them.",
            many,
        )
        yield Point(words % many, _path("neighbours", lesson))
    if sifted.second == along.State.WAITING:
        words = _("The second sieve is still looking for names. That takes some minutes.")
        yield Point(words, _path("neighbours", lesson))


def _lacks_look(each: Looked) -> str:
    say = {"name": each.coalition.name}
    match each.state:
        case "not asked" if not coordinators(each.coalition):
            return _("%(name)s has no coordinator who can look at it. Ask them for one.") % say
        case "not asked":
            return _("Ask %(name)s to look at it.") % say
        case "changed":
            return _("It changed after %(name)s looked. Ask them to look again.") % say
        case "waiting":
            return _("%(name)s is still looking at it.") % say
        case "yes_if":
            return _("%(name)s says: yes, if something changes. Read what, and change it.") % say
        case "no":
            return _("%(name)s says no. Read why, and talk about it.") % say
    return ""


def echoed(lesson: Lesson, *more: str) -> list[str]:
    """What to do when the team's own text repeats words of people."""
    return [point.words for point in _echoed(lesson, *more)]


def _echoed(lesson: Lesson, *more: str) -> list[Point]:
    words = words_of(lesson)
    own = (*TEXTS, "behind", "shows")
    texts = "\n".join([*(getattr(lesson, name) for name in own), *more])
    if echo := echoes(texts, words):
        told = (
            _("‘%s’ is also in your own text. Take it out there.") % echo
            + " "
            + _("Only as a quote can words be taken back.")
        )
        return [Point(told, _path("write", lesson))]
    # Before it is public the address still follows the claim, which was looked at above.
    fixed = Edition.objects.unguarded(BOOKS).filter(lesson=lesson).exists()
    if fixed and echoes(lesson.slug.replace("-", " "), words):
        told = _("The address of this lesson repeats words of a quote. Begin a new lesson.")
        return [Point(told, reverse("lessons:start"))]
    return []


def words_of(lesson: Lesson) -> list[str]:
    """All words that people gave, or were asked for, in this lesson: now or in an edition."""
    quoted = Quote.objects.unguarded(BOOKS).filter(lesson=lesson)
    stood = EditionQuote.objects.unguarded(BOOKS).filter(edition__lesson=lesson)
    asked = Request.objects.unguarded(BOOKS).filter(pk__in=stood.values("request"))
    return [*quoted.values_list("words", flat=True), *asked.values_list("words", flat=True)]


def given_words(lesson: Lesson) -> list[dict[str, Any]]:
    """What was given with each quote, in order, and nothing besides: the fields of a `Given`."""
    rows = Quote.objects.unguarded(BOOKS).filter(lesson=lesson)
    related = rows.select_related(
        "lesson", "version__source__coalition", "request", "speaker__person"
    )
    with translation.override(lesson.language):
        return [_given(row) for row in related]


def _differs(request: Request, quote: Quote) -> bool:
    """Whether they said yes to other words, or to another claim."""
    return bool(request.words != quote.words or request.about != quote.lesson.claim)


def _given(quote: Quote) -> dict[str, Any]:
    request, speaker = quote.request, quote.speaker
    line = consent.holds(request) if request else None
    if request is None or speaker is None or line is None or _differs(request, quote):
        raise NotYet([_("A yes was taken back just now. Look again.")])
    source = quote.version.source
    return {
        "words": request.words,
        "sha256": request.sha256,
        "name": name_shown(request, line.naming, line.named_as, by=line.by_id),
        "voice": speaker.voice,
        "place": source.coalition.place if source.coalition else "",
        "moment": source.moment,
        "language": source.language,
        "request": request,
    }
