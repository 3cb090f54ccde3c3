"""Reading blind: two coders or more code the same source apart, and then lay it side by side.

What somebody does not see meanwhile is decided by the tables themselves (`kept_apart`), so that it
holds on every page. Here is who asks, who is ready, and what a coder who reads blind may change
without touching, or noticing, what others marked at the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import Rule, deed, may, take, the_one
from samenspel.circles.roles import asked_of, held
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.sources.models import Source, Version

from .models import READS_BLIND, BlindReading, Code, Coder, Coding, Memo, Passage, ThreadPassage
from .rights import readers_of_words

if TYPE_CHECKING:
    from samenspel.people.models import Person

FEWEST = 2


@deed("blind.ask", may=readers_of_words)
def ask(source: Source, *, coders: Collection[Person], by: Person) -> Source:
    """Ask people to code a source without seeing each other, until all say they are ready."""
    if len({coder.pk for coder in coders}) < FEWEST:
        raise Refused(_("Choose at least two people."))
    for coder in coders:
        here = Source.objects.visible_to(coder).filter(pk=source.pk)
        if not (may(coder, "passage.mark", source) and here.exists()):
            raise Refused(_("%s may not code this text. Choose somebody else.") % coder.name)
    for coder in coders:
        layer, _made = Coder.objects.get_or_create(person=coder, expedition=source.expedition)
        BlindReading.objects.unguarded(BOOKS).get_or_create(
            source=source, coder=layer, together=None, defaults={"asked_by": by}
        )
    return source


@transaction.atomic
def ask_about(sources: Iterable[Source], *, coders: Collection[Person], by: Person) -> None:
    """Ask them for all of these texts, or for none."""
    for source in sources:
        ask(source, coders=coders, by=by)


@deed("blind.ready", may=the_one("oneself", "coder.person"))
def ready(reading: BlindReading, *, by: Person) -> BlindReading:
    """Say that you are ready. When all who read it blind are, you see each other's work."""
    given = Coding.objects.unguarded(BOOKS).filter(
        coder=reading.coder, passage__version__source=reading.source
    )
    rows = given.order_by("passage__version", "passage__start", "id").values_list(
        "passage__version", "code", "passage__start", "passage__end"
    )
    reading.layer = [list(row) for row in rows]
    versions = Version.objects.unguarded(BOOKS).filter(source=reading.source)
    reading.version = versions.order_by("-number").first()
    return _end(reading, by)


def _reads_here_too(person: Person, reading: BlindReading) -> bool:
    return reading.coder.person_id != person.pk and readers_of_words(person, reading)


others = Rule(readers_of_words.who, _reads_here_too)
"""Whoever reads here, and does not free themselves to look at what the others did."""


@deed("blind.call_off", may=the_one("author", "asked_by") | others)
def call_off(reading: BlindReading, *, by: Person) -> BlindReading:
    """Call off that somebody reads blind: they left, or it was a mistake. What was coded stays."""
    return _end(reading, by)


def _end(reading: BlindReading, by: Person) -> BlindReading:
    if reading.ended is not None:
        raise Refused(_("This blind reading is over already."))
    take(reading.source)  # or two who are ready at once would wait for each other for ever
    reading.ended, reading.ended_by = timezone.now(), by
    if reading.coder.person_id != by.pk:  # they left; who steps out themselves waits for the others
        reading.together = reading.ended
    reading.save(update_fields=["ended", "ended_by", "together", "layer", "version"])
    here = BlindReading.objects.unguarded(BOOKS).filter(source=reading.source_id, together=None)
    if not here.filter(ended=None).exists():
        here.update(together=reading.ended)
        reading.together = reading.ended
    return reading


# Who reads blind


def reading_of(person: Any, source: Source) -> BlindReading | None:
    """The blind reading that keeps this person apart at this source, if there is one."""
    if person is None or not person.is_authenticated or READS_BLIND not in held(person).facts:
        return None
    return asked_of(person, _apart_of).get(source.pk)


def _apart_of(person: Person) -> dict[int, BlindReading]:
    rows = BlindReading.apart_of(person).select_related("coder", "asked_by")
    return {reading.source_id: reading for reading in rows}


# What a coder who reads blind may change


def marked_too(passage: Passage, by: Person) -> None:
    """Keep that somebody who reads blind marked words that another had marked already."""
    if passage.made_by_id != by.pk:
        for reading in BlindReading.apart_of(by).filter(source=passage.version.source_id):
            reading.also.add(passage)


def marked_many_too(passages: Iterable[Passage], by: Person) -> list[int]:
    """The same for many at once; gives those that are new to whoever reads blind, by key."""
    if READS_BLIND not in held(by).facts:
        return []
    passages, new = list(passages), []
    rows = Passage.objects.visible_to(by).filter(pk__in=[each.pk for each in passages])
    seen = set(rows.values_list("pk", flat=True))
    for passage in passages:
        reading = reading_of(by, passage.belongs_to)
        if reading is None or passage.pk in seen:
            continue
        reading.also.add(passage)
        new.append(passage.pk)
    return new


def leave_bare(passages: Iterable[Passage], by: Person) -> set[int]:
    """Take one's marks away that carry nothing of one's own; gives those read blind, by key."""
    apart = set()
    if READS_BLIND in held(by).facts:
        for passage in passages:
            reading = reading_of(by, passage.belongs_to)
            if reading is not None:
                apart.add(passage.pk)
                on_it = (Coding, ThreadPassage, Memo)
                rows = (table.objects.visible_to(by).filter(passage=passage) for table in on_it)
                if not any(each.exists() for each in rows):
                    leave(passage, reading, by)
    return apart


def seen_of(given: Iterable[Any], person: Any) -> int:
    """How many of these codings, as [passage, coder], are not kept from this person now."""
    return len(seen(given, person))


def seen(given: Iterable[Any], person: Any) -> list[tuple[int, int]]:
    """Those of these codings, as [passage, coder], that are not kept from this person now."""
    given = [tuple(each) for each in given]
    if READS_BLIND not in held(person).facts:
        return given
    own = set(Coder.objects.filter(person=person).values_list("pk", flat=True))
    there = Passage.objects.unguarded(BOOKS).filter(pk__in={passage for passage, _coder in given})
    apart = there.filter(version__source__in=BlindReading.apart_of(person).values("source"))
    kept = set(apart.values_list("pk", flat=True))
    return [each for each in given if each[0] not in kept or each[1] in own]


def leave(passage: Passage, reading: BlindReading, by: Person) -> None:
    """Take one's own mark away. Where others work with the same words, theirs stays."""
    Coding.objects.unguarded(BOOKS).filter(passage=passage, coder=reading.coder_id).delete()
    reading.also.remove(passage)
    own = Passage.objects.unguarded(BOOKS).filter(pk=passage.pk, made_by=by)
    heir = _heir(passage, reading, by)
    if heir is None:
        own.delete()
    else:
        own.update(made_by=heir)


def move(passage: Passage, to: Passage, reading: BlindReading, by: Person) -> Passage:
    """Let one's own codes, notes and places in threads stand at other words; the rest stays."""
    for coding in Coding.objects.unguarded(BOOKS).filter(passage=passage, coder=reading.coder_id):
        Coding.objects.unguarded(BOOKS).get_or_create(
            passage=to,
            code_id=coding.code_id,
            coder_id=coding.coder_id,
            defaults=coding.as_given,
        )
    threads = ThreadPassage.objects.unguarded(BOOKS)
    there = threads.filter(passage=to).values("thread")
    threads.filter(passage=passage, by=by).exclude(thread__in=list(there)).update(passage=to)
    Memo.objects.unguarded(BOOKS).filter(passage=passage, author=by).update(passage=to)
    marked_too(to, by)
    leave(passage, reading, by)
    return to


def is_shared(passage: Passage, reading: BlindReading, by: Person) -> bool:
    """Whether others work with these very words as well."""
    return passage.made_by_id != by.pk or _heir(passage, reading, by) is not None


def _heir(passage: Passage, reading: BlindReading, by: Person) -> int | None:
    """Whose mark it is besides, as the key of a person."""
    coded = Coding.objects.unguarded(BOOKS).filter(passage=passage).exclude(coder=reading.coder_id)
    for coder in coded.order_by("id").values_list("coder__person", flat=True):
        return coder or reading.asked_by_id
    also = BlindReading.objects.unguarded(BOOKS).filter(also=passage).exclude(coder__person=by)
    heirs = [
        also.values_list("coder__person", flat=True),
        ThreadPassage.objects.unguarded(BOOKS).filter(passage=passage).values_list("by", flat=True),
        Memo.objects.unguarded(BOOKS)
        .filter(passage=passage)
        .exclude(author=by)
        .values_list("author", flat=True),
    ]
    return next((person for rows in heirs for person in rows.order_by("id")), None)


# What must not get lost when others change things


def merged(passage: Passage, twin: Passage) -> None:
    """One passage takes over another: whoever reads blind and marked either keeps it in sight."""
    rows = BlindReading.objects.unguarded(BOOKS).filter(source=passage.version.source_id)
    for reading in rows.select_related("coder"):
        mine = reading.coder.person_id
        if passage.made_by_id == mine != twin.made_by_id or reading.also.unguarded(BOOKS).filter(
            pk=passage.pk
        ):
            reading.also.add(twin)


def recoded(code: Code, to: Code, given: Iterable[Any], keep: Container[Any] = ()) -> None:
    """Codings got another code: so they do in the layers that were kept of blind readings.

    Those in `keep` had both codes, and keep both.
    """
    moved: dict[int, set[int]] = defaultdict(set)
    for passage, coder in given:
        moved[coder].add(passage)
    readings = BlindReading.objects.unguarded(BOOKS).filter(coder__in=moved)
    for reading in readings.exclude(layer=[]):
        coder = reading.coder_id
        rows = Passage.objects.unguarded(BOOKS).filter(
            pk__in=moved[coder], version__source=reading.source_id
        )
        places = {tuple(at): pk for pk, *at in rows.values_list("pk", "version", "start", "end")}
        kept: set[Any] = set()
        layer = []
        for version, old, start, end in reading.layer:
            place = (version, start, end)
            stays = old != code.pk or place not in places
            if not stays and (places[place], coder) in keep and place not in kept:
                kept.add(place)
                stays = True
            layer.append([version, old if stays else to.pk, start, end])
        if layer != reading.layer:
            reading.layer = layer
            reading.save(update_fields=["layer"])


def insist_free(passage: Passage, by: Person) -> None:
    """Refuse while somebody else reads blind with these very words."""
    rows = BlindReading.objects.unguarded(BOOKS).filter(
        ended=None, source=passage.version.source_id
    )
    others = rows.exclude(coder__person=by)
    coded = Coding.objects.unguarded(BOOKS).filter(passage=passage)
    if others.filter(Q(also=passage) | Q(coder__in=coded.values("coder"))).exists():
        raise Refused(
            _("Somebody codes these words without seeing yours. Wait until they are ready.")
        )
