"""All that a project carries, as rows: to hold an expedition against the one it was given to."""

from __future__ import annotations

from typing import Any

from samenspel.assessments.models import Element
from samenspel.circles.models import Circle, Expedition
from samenspel.exchange.models import Signature
from samenspel.sources.models import Source, Speaker, Version
from samenspel.threads import mentions
from samenspel.threads.models import (
    Code,
    Codebook,
    CodeChange,
    Coder,
    Coding,
    Memo,
    Passage,
    Step,
    Talk,
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
            (
                (*told, at.replace(microsecond=0))
                for *told, at in codings.values_list(
                    "guid", "passage__guid", "code__guid", "coder__guid", "prompted", "at"
                )
            ),
            key=str,
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
    return str(found.coder) if found else (row.author if name == "memo" else row.by).name


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
            .values_list("guid", "title", "moment", "kind", "language", "coalition__name")
        ),
        "serves": set(
            Code.objects.unguarded(LINE)
            .filter(codebook__expedition=expedition)
            .values_list("guid", "element__kin")
        ),
        "who wrote memos": {
            (str(memo.guid), memo.changed.replace(microsecond=0), hand(memo, "memo"))
            for memo in Memo.objects.unguarded(LINE)
            .filter(**mine, circle__gt=Circle.PRIVATE)
            .select_related("author")
        },
        "done to codes": [
            (
                str(row.codebook.guid),
                str(row.guid),
                row.name,
                row.what,
                by_guids(row.before),
                by_guids(row.after),
                row.at.replace(microsecond=0),
                hand(row, "change"),
            )
            for row in CodeChange.objects.unguarded(LINE)
            .filter(codebook__expedition=expedition)
            .select_related("codebook", "by")
            .order_by("codebook__guid", "id")
        ],
        "said of differences": sorted(
            (a_talk(row) for row in talks_in(expedition)), key=lambda told: told[1:4]
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


def talks_in(expedition: Expedition) -> Any:
    rows = Talk.objects.unguarded(LINE).filter(version__source__expedition=expedition)
    return rows.select_related("version__source", "code", "by")


def a_talk(row: Talk) -> tuple[Any, ...]:
    layers = {
        str(coder.person_id): str(coder.guid)
        for coder in Coder.objects.filter(expedition=row.version.source.expedition_id)
    }
    return (
        str(row.version.source.guid),
        row.version.number,
        row.start,
        row.end,
        str(row.code.guid),
        row.note,
        row.outcome,
        sorted(str(coder.guid) for coder in row.coders.all()),
        {layers.get(who, who): named(Passage, keys) for who, keys in row.followed.items()},
        row.at.replace(microsecond=0),
        hand(row, "talk"),
    )


def named(table: Any, keys: Any) -> list[str]:
    """By what rows are known in each expedition."""
    rows = table.objects if table is Coder else table.objects.unguarded(LINE)
    return [str(rows.get(pk=pk).guid) for pk in keys]


def by_guids(told: dict[str, Any]) -> dict[str, Any]:
    """What a change of a code keeps, with guids for keys; but for the key of a code that is gone,
    which nothing can have elsewhere."""
    told = {name: value for name, value in told.items() if name != "key"}
    if told.get("element"):
        told["element"] = str(Element.objects.unguarded(LINE).get(pk=told["element"]).kin)
    for name in ("given", "twice", "twins"):
        if name in told:
            told[name] = sorted(
                [*named(Passage, pair[:1]), *named(Coder, pair[1:2]), *map(_was, pair[2:])]
                for pair in told[name]
            )
    for name, table in (("memos", Memo), ("examples", Passage)):
        if name in told:
            told[name] = sorted(named(table, told[name]))
    if "talks" in told:
        talks = [Talk.objects.unguarded(LINE).get(pk=pk) for pk in told["talks"]]
        told["talks"] = sorted(talk.note for talk in talks)
    return told


def _was(coding: dict[str, Any]) -> str:
    return f"{coding['guid']} {coding['at'][:19]} {coding['prompted']}"


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
