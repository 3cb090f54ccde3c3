"""What this room does every hour: forget, look at what is new, and learn at night."""

from datetime import timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from samenspel.foundation.jobs import hourly
from samenspel.threads.models import BlindReading, Codebook, Coding

from . import studying
from .consent import LEARNING
from .models import Learning

NIGHT = range(1, 6)
STUCK = timedelta(hours=3)


@hourly
def let_go() -> None:
    studying.let_go()


@hourly
def propose_in_what_is_new() -> None:
    for learning in _learnings().filter(asked=None).exclude(weights=None):
        studying.propose(learning)


@hourly
def learn_at_night() -> None:
    """Codebooks in which something was coded, or laid open after reading blind, since they were
    learned."""
    _learnings().filter(asked__lt=timezone.now() - STUCK).update(asked=None, begun=None)
    if timezone.localtime().hour not in NIGHT:
        return
    given = Coding.objects.unguarded(LEARNING).order_by().values("code__codebook")
    last = dict(given.annotate(last=Max("at")).values_list("code__codebook", "last"))
    blind = BlindReading.objects.unguarded(LEARNING).exclude(together=None).order_by()
    opened = dict(blind.values_list("source__expedition").annotate(Max("together")))
    books = Codebook.objects.unguarded(LEARNING).filter(pk__in=last)
    for book, expedition in books.values_list("pk", "expedition"):
        last[book] = max(last[book], opened.get(expedition, last[book]))
    done = dict(_learnings().values_list("codebook", "done"))
    stale = [book for book, at in last.items() if done.get(book) is None or done[book] < at]
    for codebook in Codebook.objects.unguarded(LEARNING).filter(pk__in=stale):
        studying.ask(codebook)


def _learnings() -> QuerySet[Learning]:
    rows: QuerySet[Learning] = Learning.objects.unguarded(LEARNING).select_related("codebook")
    return rows
