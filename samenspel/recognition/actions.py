"""Deeds of recognition: put threads back, answer, type in, take back, close."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.assessments.actions import voice_here
from samenspel.circles.deeds import author, coordinator, deed, member, team
from samenspel.circles.deeds import take as take_rows
from samenspel.circles.models import OWN, TEAM, Circle, Coalition, Expedition, Role
from samenspel.circles.roles import held
from samenspel.circles.sight import BOOKS
from samenspel.foundation import ledger, mail
from samenspel.foundation.errors import Refused, needed
from samenspel.foundation.words import one_line
from samenspel.people.models import Person
from samenspel.threads import actions as threads
from samenspel.threads.models import Step, Thread, ThreadPassage, Wording, latest_status

from . import hiding, letters
from .models import Answer, Card, Hand, RecognitionRound, Sheet

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger("samenspel.recognition")

MOST_THREADS = 12
LONGEST = 300
LONGEST_ROUND = 120  # days
SOURCE = "passage__version__source"


# A round


@deed("recognition.open", may=team)
def open_round(
    place: Expedition,
    *,
    title: str,
    closes: date,
    about: Sequence[Thread],
    coalitions: Sequence[Coalition],
    by: Person,
) -> RecognitionRound:
    """Put threads back to coalitions: do you recognise this? Their coordinators get a mail."""
    title = needed(title, _("Give this round a name, such as the month."))
    _insist_day(closes)
    if not about or not coalitions:
        raise Refused(_("Choose at least one thread and one coalition."))
    if len(about) > MOST_THREADS:
        raise Refused(
            _("Put back at most %d threads at once: people answer on a phone.") % MOST_THREADS
        )
    if {each.pk for each in coalitions} - held(by).coalitions(TEAM):
        raise Refused(_("Choose coalitions that you look along with."))
    opened: RecognitionRound = RecognitionRound.objects.create(
        author=by,
        **place.where,
        circle=Circle.EXPEDITION,
        ceiling=Circle.EXPEDITION,
        title=title,
        closes=closes,
    )
    for thread in about:
        _propose(thread, place, by)
    for coalition in coalitions:
        sheet = Sheet.objects.create(
            author=by,
            **coalition.where,
            circle=Circle.TEAM,
            ceiling=Circle.TEAM,
            round=opened,
        )
        for number, thread in enumerate(about, start=1):
            _insist_read_by(thread, coalition)
            Card.objects.create(
                sheet=sheet, thread=thread, place=number, unseen=unseen(thread, coalition)
            )
        _write_to_coordinators(sheet, coalition)
    return opened


@deed("recognition.move", may=team)
def move(going: RecognitionRound, *, closes: date, by: Person) -> RecognitionRound:
    """Give people more time to answer, or less."""
    if going.closed:
        raise Refused(_("This round is closed already."))
    _insist_day(closes)
    going.closes = closes
    going.save(update_fields=["closes"])
    return going


@deed("recognition.close", may=team)
def close(going: RecognitionRound, *, by: Person) -> RecognitionRound:
    """Close a round. What was said is told now, as far as those who said it allow."""
    if going.closed:
        raise Refused(_("This round is closed already."))
    _close(going)
    return going


def close_due() -> int:
    """Close the rounds whose last day is over. Says how many."""
    due = RecognitionRound.objects.unguarded(BOOKS).filter(
        closed=None, closes__lt=timezone.localdate()
    )
    done = 0
    for each in due:
        try:
            with transaction.atomic():
                take_rows(each)
                if each.closed is None and each.closes < timezone.localdate():
                    _close(each)
                    ledger.write("recognition.close", by=None, subject=each)
                    done += 1
        except Exception:
            log.exception("round %d was not closed", each.pk)
    return done


def _close(going: RecognitionRound) -> None:
    going.closed = timezone.now()
    going.save(update_fields=["closed"])
    Hand.objects.unguarded(BOOKS).filter(card__sheet__round=going).delete()
    Sheet.objects.unguarded(BOOKS).filter(round=going).update(key=None, code=None)
    for card in Card.objects.unguarded(BOOKS).filter(sheet__round=going):
        by_wording: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
        rows = Answer.objects.unguarded(BOOKS).filter(card=card).order_by("?")
        for wording, *answer in rows.values_list("wording", "voice", "said", "circle"):
            by_wording[wording].append((answer[0], answer[1], answer[2]))
        card.figures = {str(key): hiding.settle(each) for key, each in by_wording.items()}
        card.save(update_fields=["figures"])


def _insist_day(closes: date) -> None:
    today = timezone.localdate()
    if closes < today:
        raise Refused(_("Choose today or a later day."))
    if closes > today + timedelta(days=LONGEST_ROUND):
        raise Refused(_("Choose a day within four months."))


def _propose(thread: Thread, place: Expedition, by: Person) -> None:
    seen = Thread.objects.visible_to(by).filter(pk=thread.pk, expedition=place)
    status = seen.annotate(status=latest_status()).values_list("status", flat=True).first()
    if status is None:
        raise Refused(_("This is not here any more."))
    if status == Step.Status.DROPPED:
        raise Refused(_("This thread was let go. Nothing is asked about it any more."))
    if status == Step.Status.SEED:
        threads.propose(thread, by=by)


def read_by(thread: Thread, coalition: Coalition) -> bool:
    """Whether the people of a coalition may read this thread."""
    ours = thread.coalition_id == coalition.pk and thread.circle >= Circle.COALITION
    return ours or thread.circle >= Circle.EXPEDITION


def _insist_read_by(thread: Thread, coalition: Coalition) -> None:
    if not read_by(thread, coalition):
        told = _("%(name)s does not read ‘%(claim)s’ yet. Let them read that thread first.")
        raise Refused(told % {"name": coalition.name, "claim": thread.claim})


def what_they_read(coalition: Coalition | None, path: str = SOURCE) -> Q:
    """A condition for passages: all people of a coalition may read their source."""
    ours = Q(**{f"{path}__coalition": coalition, f"{path}__circle__gte": Circle.COALITION})
    return Q(**{f"{path}__circle__gte": Circle.EXPEDITION}) | ours


def unseen(thread: Thread, coalition: Coalition) -> int:
    """How many passages of a thread a coalition does not read; 0 when few people speak there."""
    rows = ThreadPassage.objects.unguarded(BOOKS).filter(thread=thread).order_by()
    passages, people = set(), set()
    for passage, source, person, speaker in rows.exclude(what_they_read(coalition)).values_list(
        "passage", SOURCE, "passage__speakers__person", "passage__speakers"
    ):
        passages.add(passage)
        people.add(("p", person) if person else ("s", speaker) if speaker else ("t", source))
    return len(passages) if len(people) >= hiding.LEAST else 0


def members(place: Coalition | None) -> QuerySet[Person]:
    """Who belongs to a coalition itself today."""
    if place is None:
        return Person.objects.none()
    own = place.memberships.live().filter(role__in=OWN)
    return Person.objects.filter(memberships__in=own).distinct().order_by("name")


def _write_to_coordinators(sheet: Sheet, coalition: Coalition) -> None:
    leading = coalition.memberships.live().filter(role=Role.COORDINATOR)
    for person in Person.objects.filter(memberships__in=leading).exclude(email=None).distinct():
        mail.send(
            str(person.email),
            person.language,
            letters.threads_came_back,
            name=person.name,
            coalition=coalition.name,
            until=sheet.round.closes,
            link=settings.SITE_URL + reverse("recognition:sheet", args=[sheet.pk]),
        )


# Answers


@deed("recognition.answer", may=member)
def answer(
    card: Card, *, said: str, by: Person, because: str = "", circle: Circle = Circle.COALITION
) -> Answer:
    """Say whether you recognise a thread, in your own voice. You choose who reads it."""
    _insist_open(card, by)
    return _keep(card, by, said=said, because=because, circle=circle)


@deed("recognition.type_in", may=coordinator | team)
def type_in(
    card: Card,
    *,
    person: Person,
    said: str,
    by: Person,
    because: str = "",
    circle: Circle = Circle.COALITION,
) -> Answer:
    """Type in what somebody of the coalition answered on paper, or told you."""
    _insist_open(card, by)
    if not members(card.sheet.coalition).filter(pk=person.pk).exists():
        raise Refused(_("Choose somebody who belongs to this coalition."))
    own = Answer.objects.unguarded(BOOKS).filter(card=card, author=person, typed_by=None)
    if own.exists():
        raise Refused(_("This person answered already. Only they can change that."))
    return _keep(card, person, said=said, because=because, circle=circle, typed_by=by)


@deed("recognition.take_back", may=author)
def take_back(given: Answer, *, by: Person) -> None:
    """Take back what you said of a thread. Your words are gone from everywhere at once."""
    card = Card.objects.unguarded(BOOKS).select_for_update().get(pk=given.card_id)
    said = Answer.objects.unguarded(BOOKS).filter(card=card, wording=given.wording_id)
    said.filter(pk=given.pk).delete()
    wording, left = str(given.wording_id), said.filter(voice=given.voice).count()
    if wording in card.figures:
        card.figures[wording] = hiding.without(card.figures[wording], given.voice, left)
        card.save(update_fields=["figures"])


def now_worded(thread: int) -> Wording:
    """How a thread (its key) is worded now."""
    found: Wording = Wording.objects.unguarded(BOOKS).filter(thread=thread).order_by("-id")[0]
    return found


def _insist_open(card: Card, by: Person) -> None:
    take_rows(card.sheet.round)
    if not card.sheet.round.is_open:
        raise Refused(_("This round is closed. What was said is with the thread now."))
    if not Card.objects.visible_to(by).filter(pk=card.pk).exists():
        raise Refused(_("This is not here any more."))


def _keep(
    card: Card, person: Person, *, said: str, because: str, circle: Circle, **how: Any
) -> Answer:
    because = one_line(because)
    if Answer.Said(said) != Answer.Said.YES and not because:
        raise Refused(_("Say in a line why. That helps to word it better."))
    if len(because) > LONGEST:
        raise Refused(_("Keep it under %d characters.") % LONGEST)
    if circle > Circle.TEAM:
        raise Refused(_("Answers stay with your group and its support team."))
    coalition = card.sheet.coalition
    if coalition is None:
        raise ValueError("a sheet is of a coalition")
    kept: Answer
    kept, _made = Answer.objects.unguarded(BOOKS).update_or_create(
        card=card,
        author=person,
        wording=now_worded(card.thread_id),
        defaults={
            **coalition.where,
            "circle": circle,
            "ceiling": Circle.TEAM,
            "said": Answer.Said(said),
            "because": because,
            "voice": voice_here(person, coalition),
            "typed_by": None,
            **how,
        },
    )
    return kept
