"""Deeds with what was learned: word it, let it rest on words, ask for them, give it away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.actions import free_slug
from samenspel.circles.deeds import NotYours, deed, role, take, team
from samenspel.circles.models import Circle, Coalition, Expedition, Role
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import ChangedMeanwhile, Refused, needed
from samenspel.foundation.rows import portions
from samenspel.people import actions as people
from samenspel.sources import actions as sources
from samenspel.sources import consent, search
from samenspel.sources.echoes import echoes
from samenspel.sources.models import Request, Speaker, Version
from samenspel.sources.offsets import OutsideTextError, cut, trim

from . import beside, knowing, looking
from .checklist import NotYet as NotYet
from .checklist import echoed, given_words, words_of
from .checklist import lacking as lacking
from .models import (
    AS_IT_STANDS,
    LONGEST_CLAIM,
    TEXTS,
    Edition,
    EditionQuote,
    Export,
    Lesson,
    MeantFor,
    ProofQuote,
    Quote,
    Weighed,
)

if TYPE_CHECKING:
    from samenspel.people.links import Key
    from samenspel.people.models import Person
    from samenspel.threads.models import Passage

publisher = role(Role.WRITER, Role.RESEARCHER)

# A lesson of which more than half was taken back no longer stands on what its writer weighed.
LEAST_LEFT = 0.5


# Writing


@deed("lesson.start", may=team)
def start(
    place: Coalition | Expedition,
    *,
    claim: str,
    by: Person,
    language: str = "nl",
    meant_for: str = "",
    **texts: str,
) -> Lesson:
    """Begin a lesson with its claim. Only the support team reads it until it is published."""
    claim = _claim(claim)
    lesson: Lesson = Lesson.objects.create(
        author=by,
        **place.where,
        circle=Circle.TEAM,
        ceiling=Circle.PUBLIC,
        slug=_free_slug(claim),
        claim=claim,
        language=language,
        meant_for=MeantFor(meant_for) if meant_for else "",
        changed_by=by,
        **{name: texts.get(name, "").strip() for name in TEXTS[1:]},
    )
    return lesson


@deed("lesson.write", may=team)
def write(lesson: Lesson, *, revision: int, by: Person, **texts: str) -> Lesson:
    """Word the lesson better. What somebody else wrote since `revision` is not overwritten."""
    texts = {name: text.strip() for name, text in texts.items() if name in (*TEXTS, "language")}
    if "claim" in texts:
        texts["claim"] = _claim(texts["claim"])
    mine = Lesson.objects.unguarded(BOOKS).filter(pk=lesson.pk, revision=revision)
    written = mine.update(
        **texts, revision=F("revision") + 1, changed=timezone.now(), changed_by=by
    )
    lesson.refresh_from_db(from_queryset=Lesson.objects.unguarded(BOOKS))
    if not written:
        raise ChangedMeanwhile(lesson.revision)
    return lesson


@deed("lesson.quote", may=team)
def quote(
    lesson: Lesson,
    *,
    version: Version,
    start: int,
    end: int,
    by: Person,
    passage: Passage | None = None,
    speaker: Speaker | None = None,
) -> Quote:
    """Let the lesson rest on these words of a source that you may read."""
    if not Version.objects.visible_to(by).filter(pk=version.pk).exists():
        raise NotYours("lesson.quote")
    if version.source.expedition_id != lesson.expedition_id:
        raise Refused(_("These words are from another expedition. Choose words from this one."))
    start, end = trim(version.text, start, end)
    try:
        words = cut(version.text, start, end)
    except OutsideTextError:
        raise Refused(_("There are no words between these two places.")) from None
    voices = _voices(version, start, end)
    if speaker is not None and speaker not in voices:
        raise Refused(_("That speaker did not say these words. Choose another."))
    if len(voices) > 1 and len(version.labels_in(start, end)) > 1:
        raise Refused(_("More than one person speaks here. Choose the words of one of them."))
    mine = Quote.objects.unguarded(BOOKS).filter(lesson=lesson)
    if mine.filter(version=version, start=start, end=end).exists():
        raise Refused(_("The lesson rests on these words already."))
    quote: Quote = Quote.objects.create(
        lesson=lesson,
        version=version,
        start=start,
        end=end,
        words=words,
        passage=passage,
        speaker=speaker or (voices[0] if len(voices) == 1 else None),
        order=(mine.aggregate(last=Max("order"))["last"] or 0) + 1,
        added_by=by,
    )
    return quote


@deed("lesson.unquote", may=team)
def unquote(quote: Quote, *, by: Person) -> Lesson:
    """Let the lesson no longer rest on these words. Earlier editions keep them."""
    lesson = quote.lesson
    Quote.objects.unguarded(BOOKS).filter(pk=quote.pk).delete()
    return lesson


@deed("lesson.order", may=team)
def order(quote: Quote, *, earlier: bool, by: Person) -> Quote:
    """Put a quote one place earlier or later."""
    rows = list(Quote.objects.unguarded(BOOKS).filter(lesson=quote.lesson_id))
    here = rows.index(quote)
    there = here - 1 if earlier else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows, start=1):
        if row.order != place:
            row.order = place
            row.save(update_fields=["order"])
    return quote


@deed("lesson.hear", may=team)
def hear(quote: Quote, *, speaker: Speaker, by: Person) -> Quote:
    """Say which voice of the source speaks these words. Not once that voice was asked."""
    if quote.request_id:
        raise Refused(_("This speaker was asked already. Take the quote out first."))
    if speaker not in _voices(quote.version, quote.start, quote.end):
        raise Refused(_("That speaker did not say these words. Choose another."))
    quote.speaker = speaker
    quote.save(update_fields=["speaker"])
    return quote


@deed("lesson.ask", may=team)
def ask(quote: Quote, *, by: Person, on_paper: bool = False) -> Key:
    """Ask the speaker for these very words: by mail with a personal link, or with a letter.

    May be repeated. When the claim was worded otherwise since, they are asked anew.
    """
    if quote.speaker is None:
        raise Refused(_("First say who speaks here. Then you can ask them."))
    if quote.request is None or quote.request.about != quote.lesson.claim:
        quote.request = sources.ask(
            quote.version,
            speaker=quote.speaker,
            start=quote.start,
            end=quote.end,
            about=quote.lesson.claim,
            instead=quote.request,
            by=by,
        )
        quote.save(update_fields=["request"])
    return sources.send(quote.request, on_paper=on_paper, by=by)


# Giving it away


@deed("lesson.publish", may=publisher)
def publish(lesson: Lesson, *, by: Person) -> Edition:
    """Make the lesson public: a copy of exactly what was given."""
    if _standing(lesson):
        raise Refused(_("This lesson is public already. Say what is different, and correct it."))
    edition = _edition(lesson, by=by)
    _tell_the_speakers(edition)
    return edition


def _tell_the_speakers(edition: Edition) -> None:
    """Whoever speaks in it for the first time, and wanted news, hears where their words stand now.

    The mail carries a link, no word.
    """
    editions = Edition.objects.unguarded(BOOKS).filter(lesson=edition.lesson_id)
    heard_of_it = _who_speaks(list(editions.exclude(pk=edition.pk)))
    for person in _who_speaks([edition]) - heard_of_it:
        people.news(person, settings.SITE_URL + edition.lesson_url)


def _who_speaks(editions: list[Edition]) -> set[Person]:
    rows = EditionQuote.objects.unguarded(BOOKS).filter(
        edition__in=editions, request__speaker__person__isnull=False
    )
    return {row.request.speaker.person for row in rows.select_related("request__speaker__person")}


@deed("lesson.correct", may=publisher)
def correct(lesson: Lesson, *, difference: str, by: Person) -> Edition:
    """Publish a new edition, and say to readers what is different. Earlier ones stay readable."""
    if not _standing(lesson):
        raise Refused(_("This lesson is not public. Publish it first."))
    if not difference.strip():
        raise Refused(_("Write in one sentence what is different now. Readers will see it."))
    edition = _edition(lesson, by=by, difference=difference.strip()[:300])
    _tell_the_speakers(edition)
    return edition


@deed("lesson.retract", may=publisher)
def retract(lesson: Lesson, *, by: Person, reason: str = "") -> Lesson:
    """Take the lesson back from the public. Its address tells that it was, and why."""
    if not _standing(lesson):
        raise Refused(_("This lesson is not public."))
    if echoes(reason, words_of(lesson)):
        raise Refused(_("Tell it without the words of a quote. They could not be taken back."))
    _withdraw([lesson.pk], Edition.Why.RETRACTED, by=by, reason=reason.strip()[:300])
    _find_again([lesson.pk])
    return lesson


@deed("lesson.export", may=team)
def export(edition: Edition, *, format: str, by: Person) -> Export:  # noqa: A002
    """Take a lesson along as a file. It is noted who has one, for when a voice is taken back."""
    taken: Export = Export.objects.create(
        lesson=edition.lesson, edition=edition, format=Export.Format(format), by=by
    )
    return taken


def _standing(lesson: Lesson) -> bool:
    return bool(Edition.objects.unguarded(BOOKS).filter(lesson=lesson).standing().exists())


def _edition(lesson: Lesson, *, by: Person, difference: str = "") -> Edition:
    rows = Quote.objects.unguarded(BOOKS).filter(lesson=lesson)
    sources_of = {
        row.version.source_id: row.version.source for row in rows.select_related("version__source")
    }
    take(*sources_of.values())
    all_of_it = Edition.objects.unguarded(BOOKS).filter(lesson=lesson)
    if not all_of_it.exists():
        _address(lesson)
    missing = lacking(lesson, by=by) or echoed(lesson, difference)
    if missing:
        raise NotYet(missing)
    edition: Edition = Edition.objects.create(
        author=by,
        expedition=lesson.expedition,
        circle=Circle.PUBLIC,
        ceiling=Circle.PUBLIC,
        lesson=lesson,
        number=(all_of_it.aggregate(last=Max("number"))["last"] or 0) + 1,
        slug=lesson.slug,
        difference=difference,
        beside={**beside.copy_of(lesson), "known": knowing.known(lesson, by)},
        **{name: getattr(lesson, name) for name in AS_IT_STANDS},
    )
    for facet in [*beside.facets_of(lesson), *looking.facets_of(lesson)]:
        facet.edition = edition
        facet.save()
    for order, given in enumerate(given_words(lesson), start=1):
        EditionQuote.objects.create(edition=edition, order=order, **given)
    _find_again([lesson.pk])
    return edition


def _address(lesson: Lesson) -> None:
    """Before it is public, a lesson gets the address of the claim that it has by now."""
    others = Lesson.objects.unguarded(BOOKS).exclude(pk=lesson.pk)
    lesson.slug = _free_slug(lesson.claim, others)
    lesson.save(update_fields=["slug"])


def _find_again(lessons: Sequence[int]) -> None:
    """Only the newest edition that stands is found by its words, those that still stand in it."""
    rows = Edition.objects.unguarded(BOOKS).filter(lesson__in=lessons)
    found = list(rows.newest().standing())
    others = rows.exclude(pk__in=[edition.pk for edition in found])
    search.forget("lessons", *others.values_list("pk", flat=True))
    for edition in found:
        search.index("lessons", edition)


# Taking back


def lift(requests: Iterable[Request]) -> None:
    """Take words that are no longer given away from every edition, and from every proof.

    Runs inside the deed that took them back.
    """
    proofs = ProofQuote.objects.unguarded("taking back reaches everywhere")
    shown = proofs.filter(request__in=requests, lifted=None).with_life().filter(alive=False)
    proofs.filter(pk__in=list(shown.values_list("pk", flat=True))).update(**_nothing())
    weighed = Weighed.objects.unguarded("taking back reaches everywhere")
    weighed.filter(quote__request__in=requests).exclude(consent.alive("quote__request")).delete()
    rows = EditionQuote.objects.unguarded("taking back reaches everywhere")
    gone = rows.filter(request__in=requests, lifted=None).with_life().filter(alive=False)
    found = dict(gone.values_list("pk", "edition__lesson"))
    for some in portions(found):
        rows.filter(pk__in=some).update(**_nothing())
    for some in portions(set(found.values())):
        _withdraw(_with_too_few_left(some), Edition.Why.TOO_FEW)
        _find_again(some)


def _nothing() -> dict[str, Any]:
    return {"words": "", "name": "", "sha256": "", "lifted": timezone.now()}


def _with_too_few_left(lessons: Sequence[int]) -> list[int]:
    """Those lessons of whose newest edition too few of the quotes still stand."""
    newest = Edition.objects.unguarded(BOOKS).filter(lesson__in=lessons).newest()
    rows = EditionQuote.objects.unguarded(BOOKS).filter(edition__in=newest.values("pk"))
    left: dict[int, list[bool]] = defaultdict(list)
    for lesson, alive in rows.with_life().values_list("edition__lesson", "alive"):
        left[lesson].append(alive)
    return [pk for pk, alive in left.items() if alive.count(True) < LEAST_LEFT * len(alive)]


def _withdraw(
    lessons: Sequence[int], why: str, *, by: Person | None = None, reason: str = ""
) -> None:
    standing = Edition.objects.unguarded(BOOKS).filter(lesson__in=lessons).standing()
    standing.update(
        withdrawn=timezone.now(), withdrawn_by=by, why=why, reason=reason, circle=Circle.TEAM
    )


def _voices(version: Version, start: int, end: int) -> list[Speaker]:
    """Who may be speaking these words: those named there, or else every voice of the source."""
    voices = list(Speaker.objects.unguarded(BOOKS).filter(source=version.source_id))
    if not voices:
        raise Refused(
            _("This source does not say who speaks. Add the speaker there first, then quote it.")
        )
    named = version.labels_in(start, end)
    heard = [voice for voice in voices if voice.label in named]
    return heard or voices


def _claim(claim: str) -> str:
    return needed(claim, _("Write in one sentence what you learned."), longest=LONGEST_CLAIM)


def _free_slug(claim: str, among: Any = None) -> str:
    rows = Lesson.objects.unguarded(BOOKS) if among is None else among
    return free_slug(rows, claim, most=60, otherwise="les")
