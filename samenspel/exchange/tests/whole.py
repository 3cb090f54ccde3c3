"""All that a project carries, as rows: to hold an expedition against the one it was given to."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle, Expedition
from samenspel.exchange.models import Signature
from samenspel.sources.models import Source, Speaker, Version
from samenspel.threads import mentions
from samenspel.threads.models import (
    Code,
    Codebook,
    Coder,
    Coding,
    Memo,
    Passage,
    Step,
    Thread,
    ThreadPassage,
    Wording,
)

LINE = "command line"


def what_is_in(expedition: Expedition) -> dict[str, Any]:
    """Codes, selections, memos and coders, by their guids and words."""
    codings = Coding.objects.unguarded(LINE).filter(coder__expedition=expedition)
    return {
        "codes": sorted(
            Code.objects.unguarded(LINE)
            .filter(codebook__expedition=expedition)
            .values_list("guid", "name_nl", "name_en", "parent__guid", "colour")
            .values_list("guid", "name_nl", "name_en", "colour", "definition", "use_when"),
            key=str,
        ),
        "below": sorted(
            Code.objects.unguarded(LINE)
            .filter(codebook__expedition=expedition)
            .values_list("guid", "parent__guid"),
            key=str,
        ),
        "books": set(
            Codebook.objects.unguarded(LINE)
            .filter(expedition=expedition)
            .values_list("guid", "name")
        ),
        "selections": sorted(
            Passage.objects.unguarded(LINE)
            .filter(version__source__expedition=expedition)
            .annotate(words=Passage.words_at())
            .values_list("guid", "start", "end", "words"),
            key=str,
        ),
        "codings": sorted(
            codings.values_list("guid", "passage__guid", "code__guid", "coder__guid"), key=str
        ),
        "coders": {
            (coder.guid, str(coder))
            for coder in Coder.objects.filter(
                pk__in=codings.values("coder"), expedition=expedition
            ).select_related("person")
        },
        "memos": sorted(
            Memo.objects.unguarded(LINE)
            .filter(expedition=expedition, circle__gt=Circle.PRIVATE)
            .values_list("guid", "title", "text", "passage__guid", "code__guid"),
            key=str,
        ),
        "voices": sorted(
            Speaker.objects.unguarded(LINE)
            .filter(source__expedition=expedition)
            .values_list("source__guid", "voice"),
            key=str,
        ),
    }


def hand(row: Any, name: str) -> str:
    """Whose it is: who signed it, or who made it here."""
    found = Signature.objects.unguarded(LINE).filter(**{name: row}).select_related("coder").first()
    return str(found.coder) if found else row.by.name


def what_is_there(expedition: Expedition) -> dict[str, Any]:
    """All that a project carries besides what `what_is_in` says."""
    mine = {"expedition": expedition}
    strands = Thread.objects.unguarded(LINE).filter(**mine).order_by("guid")
    within = {"thread__in": strands}
    return {
        **what_is_in(expedition),
        "shapes": set(
            Code.objects.unguarded(LINE)
            .filter(codebook__expedition=expedition)
            .values_list("guid", "mark", "not_when")
        ),
        "examples": set(
            Code.objects.unguarded(LINE)
            .filter(codebook__expedition=expedition, examples__isnull=False)
            .values_list("guid", "examples__guid")
        ),
        "versions": sorted(
            (str(each.source.guid), each.number, each.text, [_unnamed(p) for p in each.layout])
            for each in Version.objects.unguarded(LINE)
            .filter(source__expedition=expedition)
            .select_related("source")
        ),
        "sources": set(
            Source.objects.unguarded(LINE)
            .filter(**mine)
            .values_list("guid", "title", "moment", "language", "coalition__name")
        ),
        "on which version": set(
            Passage.objects.unguarded(LINE)
            .filter(version__source__expedition=expedition)
            .values_list("guid", "version__number")
        ),
        "claims": list(strands.values_list("guid", "claim")),
        "worded": [
            (row.claim, row.at.replace(microsecond=0), hand(row, "wording"))
            for row in Wording.objects.unguarded(LINE)
            .filter(**within)
            .order_by("thread__guid", "id")
        ],
        "reached": [
            (row.status, row.why, row.at.replace(microsecond=0), hand(row, "step"))
            for row in Step.objects.unguarded(LINE).filter(**within).order_by("thread__guid", "id")
        ],
        "gathered": {
            (str(row.passage.guid), row.weight, row.note, hand(row, "gathered"))
            for row in ThreadPassage.objects.unguarded(LINE)
            .filter(**within)
            .select_related("passage", "by")
        },
        "memos on threads": set(
            Memo.objects.unguarded(LINE)
            .filter(**mine, thread__isnull=False)
            .values_list("guid", "text", "thread__guid")
        ),
        "who speaks in a passage": sorted(
            (str(passage.guid), each.voice, number)
            for passage in Passage.objects.unguarded(LINE).filter(
                version__source__expedition=expedition
            )
            for number, each in enumerate(passage.speakers.unguarded(LINE).order_by("pk"))
        ),
    }


def _unnamed(piece: dict[str, Any]) -> dict[str, Any]:
    """A speaker is called elsewhere as whoever took the words along reads them."""
    return {**piece, "speaker": bool(piece["speaker"])} if "speaker" in piece else piece


def without_keys(there: dict[str, Any]) -> dict[str, Any]:
    """Memos with what they mention made alike: a key is another one in each expedition."""
    there["memos"] = [
        tuple(mentions.KEPT.sub(r"[[\1]]", each) if isinstance(each, str) else each for each in row)
        for row in there["memos"]
    ]
    return there
