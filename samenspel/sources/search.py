"""Finding by words, in the database itself: SQLite's FTS5 or PostgreSQL's tsvector.

Rooms register what can be found; a deed that changes words calls `index`, and one that removes
them `forget`, in its own transaction. The rows found are shown only when the thing they belong to
is among what the person may read: asked in the same query, so that counts don't tell either.

Words are folded (no accents, no capitals) and stemmed here, so that both databases find the same:
PostgreSQL's own Dutch does not bring huis and huizen together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.urls import reverse
from django.utils.safestring import SafeString
from rapidfuzz import fuzz, process

from samenspel.foundation.rows import portions

from .excerpts import marks
from .models import SearchRow, Source
from .questions import Term, fts5, tsquery, understand
from .words import fold, spaced, stem, words_of

REASON = "finding by words"
LONGEST_PIECE = 6000
PER_PAGE = 20

# What can be found


@dataclass(frozen=True)
class Piece:
    """A piece of text to be found by; `label` names the thing it stands in."""

    words: str
    label: str
    position: int = 0
    language: str = "nl"
    coalition: int | None = None
    voice: str = ""
    moment: date | None = None


@dataclass(frozen=True)
class Kind:
    name: str
    label: Any
    model: type[models.Model]
    pieces: Callable[[Any], Iterable[Piece]]
    url: Callable[[int, int], str]
    seen_by: Callable[[Any], models.QuerySet[Any]]
    everything: Callable[[], Iterable[Any]]


KINDS: dict[str, Kind] = {}


def register(
    name: str,
    model: Any,
    *,
    label: Any,
    pieces: Callable[[Any], Iterable[Piece]],
    url: Callable[[int, int], str],
    seen_by: Callable[[Any], models.QuerySet[Any]] | None = None,
) -> None:
    """Say what can be found in this room: which pieces a row has and where one reads them.

    `url` gets the key of the row and the position of the piece. `seen_by` gives the rows that a
    person may find, when that is narrower than `model.objects.visible_to(person)`. Let a migration
    run `indexes.leaves_with(table, name)`, so that what is removed can't be found.
    """
    KINDS[name] = Kind(
        name=name,
        label=label,
        model=model,
        pieces=pieces,
        url=url,
        seen_by=seen_by or model.objects.visible_to,
        everything=lambda: model.objects.unguarded("command line").iterator(chunk_size=200),
    )


def index(name: str, row: models.Model) -> int:
    """Make `row` findable by the words it has now; the ones it had are forgotten. Gives a count."""
    kind = KINDS[name]
    replaced, _ = _rows().filter(kind=name, key=row.pk).delete()
    made = [
        _row(name, row.pk, piece, words)
        for piece in kind.pieces(row)
        for words in _portions(piece.words)
    ]
    SearchRow.objects.unguarded(REASON).bulk_create(made, batch_size=500)
    if replaced:
        let_go()
    return len(made)


def forget(name: str, *keys: int) -> None:
    """Nobody finds these any more, and the index no longer holds their words."""
    gone = 0
    for some in portions(keys):
        gone += _rows().filter(kind=name, key__in=some).delete()[0]
    if gone:
        let_go()


def let_go() -> None:
    """Merge the index, so that it holds no words that were removed: until then SQLite's keeps them.

    Its option `secure-delete` is not used: an older SQLite could no longer read the index.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO sources_words(sources_words) VALUES ('optimize')")


def index_everything() -> dict[str, int]:
    """Make the whole index anew; gives the number of rows of each kind."""
    _rows().delete()
    made = {
        name: sum(index(name, row) for row in kind.everything()) for name, kind in KINDS.items()
    }
    let_go()
    return made


def _rows() -> Any:
    return SearchRow.objects.unguarded(REASON)


def _portions(text: str) -> Iterator[str]:
    for start in range(0, len(text), LONGEST_PIECE):
        yield text[start : start + LONGEST_PIECE]


def _row(kind: str, key: int, piece: Piece, words: str) -> SearchRow:
    body, title = list(words_of(words)), list(words_of(piece.label))
    language = piece.language
    return SearchRow(
        kind=kind,
        key=key,
        position=piece.position,
        coalition_id=piece.coalition,
        voice=piece.voice,
        moment=piece.moment,
        language=language,
        label=piece.label[:300],
        words=words,
        head=spaced([*map(fold, title), *(stem(word, language) for word in title)]),
        plain=spaced(map(fold, body)),
        stems=spaced(stem(word, language) for word in body),
    )


# What is found


@dataclass(frozen=True)
class Hit:
    """A thing that was found, with the pieces that say so best."""

    kind: Kind
    key: int
    position: int
    label: SafeString
    coalition: int | None
    moment: date | None
    voice: str
    language: str
    excerpts: list[SafeString]

    @property
    def url(self) -> str:
        return self.kind.url(self.key, self.position)


@dataclass(frozen=True)
class Found:
    """`counts` are of every kind, also of those that were not asked for."""

    hits: list[Hit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    kind: str = ""
    loosely: bool = False
    meant: str = ""

    @property
    def everything(self) -> int:
        return sum(self.counts.values())

    @property
    def total(self) -> int:
        """How many there are of the kind that was asked for."""
        return self.counts.get(self.kind, 0) if self.kind else self.everything


SQLITE = """
WITH hit AS MATERIALIZED (
  SELECT rowid AS id, -bm25(sources_words, 4, 2, 1) AS worth
  FROM sources_words WHERE sources_words MATCH %s),
seen AS (
  SELECT r.id, r.kind, r.key, hit.worth
  FROM hit JOIN sources_searchrow r ON r.id = hit.id WHERE {seen})
"""
POSTGRES = """
WITH asked AS (SELECT %s::tsquery AS q),
seen AS (
  SELECT r.id, r.kind, r.key, ts_rank(ARRAY[0.2, 0.4, 0.7, 1]::real[], r.found, q, 1) AS worth
  FROM sources_searchrow r, asked WHERE r.found @@ q AND {seen})
"""

# The three best pieces of each of the best things on this page.
BEST = """
SELECT id, kind, key FROM (
  SELECT id, kind, key,
    ROW_NUMBER() OVER (PARTITION BY kind, key ORDER BY worth DESC, id) AS turn,
    MAX(worth) OVER (PARTITION BY kind, key) AS best
  FROM seen) AS ranked
WHERE turn <= 3 AND (kind, key) IN (
  SELECT kind, key FROM seen WHERE %s IN ('', kind)
  GROUP BY kind, key ORDER BY MAX(worth) DESC, kind, key LIMIT %s OFFSET %s)
ORDER BY best DESC, kind, key, turn
"""


@dataclass(frozen=True)
class Within:
    """Where to look: all of it, unless something is filled in. Dates are inclusive."""

    kind: str = ""
    coalition: int | None = None
    voice: str = ""
    since: date | None = None
    until: date | None = None


def find(person: Any, text: str, within: Within = Within(), *, page: int = 1) -> Found:
    """What this person may read and these words occur in, best first, `PER_PAGE` to a page.

    When no piece has all the words, pieces that have some of them are found `loosely`.
    """
    terms = understand(text)
    wanted = [term for term in terms if not term.unwanted]
    if not wanted:
        return Found()
    for joined in ["AND", "OR"] if len(wanted) > 1 else ["AND"]:
        found = _Asking(person, terms, joined, within)
        counts = found.counts()
        if counts:
            hits = found.hits(page, within.kind)
            return Found(hits, counts, within.kind, loosely=joined == "OR")
    return Found(meant=_meant(person, text, wanted))


def paragraphs_with(person: Any, terms: list[Term]) -> dict[int, set[int]]:
    """In which sources that this person may read these terms stand, and in which paragraphs there.

    Of each source the positions of paragraphs that have them all, in some form of the words.
    """
    if not terms:
        return {}
    asking = _Asking(person, terms, "AND", Within())
    found: dict[int, set[int]] = {}
    rows = "SELECT r.key, r.position FROM seen JOIN sources_searchrow r ON r.id = seen.id"
    for key, position in asking._ask(f"{rows} WHERE seen.kind = 'sources'"):
        found.setdefault(key, set()).add(position)
    return found


class _Asking:
    def __init__(self, person: Any, terms: list[Term], joined: str, within: Within) -> None:
        self.terms = terms
        seen, params = _seen(person, within)
        postgres = connection.vendor == "postgresql"
        asked = (tsquery if postgres else fts5)(terms, joined)
        self.seen = (POSTGRES if postgres else SQLITE).format(seen=seen)
        self.params = [asked, *params]

    def _ask(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.seen + sql, [*self.params, *params])
            return list(cursor.fetchall())

    def counts(self) -> dict[str, int]:
        rows = self._ask("SELECT kind, COUNT(DISTINCT key) FROM seen GROUP BY kind")
        counted: dict[str, int] = dict(rows)
        return {name: counted[name] for name in KINDS if name in counted}

    def hits(self, page: int, kind: str) -> list[Hit]:
        places = self._ask(BEST, kind, PER_PAGE, (page - 1) * PER_PAGE)
        rows = _rows().in_bulk([place[0] for place in places])
        together: dict[tuple[str, int], list[SearchRow]] = {}
        for pk, name, key in places:
            together.setdefault((name, key), []).append(rows[pk])
        return [self._hit(KINDS[name], found) for (name, _key), found in together.items()]

    def _hit(self, kind: Kind, rows: list[SearchRow]) -> Hit:
        best = rows[0]
        marked = [marks(row.words, self.terms) for row in rows]
        telling = [marks_ for marks_ in marked if "<mark>" in marks_]
        return Hit(
            kind=kind,
            key=best.key,
            position=best.position,
            label=marks(best.label, self.terms),
            coalition=best.coalition_id,
            moment=best.moment,
            voice=best.voice,
            language=best.language or "",
            excerpts=telling or marked[:1],
        )


def paragraphs(
    sources: models.QuerySet[Source], terms: Iterable[Term] = (), *, most: int
) -> list[SearchRow]:
    """The paragraphs of these sources, of which it was asked who reads them, that have all the
    terms; without terms every paragraph. Oldest moment first."""
    asked = list(terms)
    if not any(not term.unwanted for term in asked):
        rows = _rows().filter(kind="sources", key__in=sources.order_by().values("pk"))
    else:
        rows = _rows().filter(pk__in=_with_all(sources, asked)[:most])
    found: list[SearchRow] = list(rows.order_by("moment", "key", "position", "pk")[:most])
    return found


def _with_all(sources: models.QuerySet[Source], terms: list[Term]) -> list[int]:
    try:
        among, values = sources.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    postgres = connection.vendor == "postgresql"
    seen = (POSTGRES if postgres else SQLITE).format(seen=f"r.kind = %s AND r.key IN ({among})")
    asked = (tsquery if postgres else fts5)(terms, "AND")
    with connection.cursor() as cursor:
        cursor.execute(f"{seen} SELECT id FROM seen", [asked, "sources", *values])  # noqa: S608
        return [pk for (pk,) in cursor.fetchall()]


def _seen(person: Any, within: Within) -> tuple[str, list[Any]]:
    """The condition that a row `r` of the index belongs to something this person may read."""
    ways, params, day = [], [], connection.ops.adapt_datefield_value
    for kind in KINDS.values():
        rows = kind.seen_by(person).order_by().values("pk")
        try:
            sql, values = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        ways.append(f"(r.kind = %s AND r.key IN ({sql}))")
        params += [kind.name, *values]
    asked = ["({})".format(" OR ".join(ways) or "1 = 0")]
    for condition, value in [
        ("r.coalition_id = %s", within.coalition),
        ("r.voice = %s", within.voice or None),
        ("r.moment >= %s", day(within.since)),
        ("r.moment <= %s", day(within.until)),
    ]:
        if value is not None:
            asked.append(condition)
            params.append(value)
    return " AND ".join(asked), params


def _meant(person: Any, text: str, wanted: list[Term]) -> str:
    """The question with a word that is spelled otherwise in what this person may read, or ''."""
    better = text
    for term in wanted:
        word = fold(term.words[0])
        if term.exact or len(word) < 4:
            continue
        near = _Asking(person, [Term((word[:2],), unfinished=True)], "AND", Within())
        rows = near._ask("SELECT id FROM seen ORDER BY worth DESC LIMIT 300")
        texts = _rows().filter(pk__in=[pk for (pk,) in rows]).values_list("words", flat=True)
        known = {fold(found): found.lower() for words in texts for found in words_of(words)}
        if word in known:
            continue
        close = process.extractOne(word, known.keys(), scorer=fuzz.ratio, score_cutoff=80)
        if close:
            better = better.replace(term.words[0], known[close[0]])
    return "" if better == text else better


# Sources themselves


def source_pieces(source: Source) -> Iterator[Piece]:
    """The paragraphs of the newest version."""
    version = source.versions.unguarded(REASON).first()
    if version is None:
        return
    voices = dict(source.speakers.unguarded(REASON).values_list("label", "voice"))
    only = next(iter(voices.values())) if len(voices) == 1 else ""
    for position, paragraph in enumerate(version.layout):
        yield Piece(
            words=version.text[paragraph["start"] : paragraph["end"]],
            label=source.title,
            position=position,
            language=source.language,
            coalition=source.coalition_id,
            voice=voices.get(paragraph.get("speaker", ""), only),
            moment=source.moment,
        )


def source_url(key: int, position: int) -> str:
    return reverse("sources:source", args=[key]) + f"#p{position}"
