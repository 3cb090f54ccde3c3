"""The feed as it would be with an episode that is not out: what the doctor says beforehand.

Nothing of it stands anywhere: its files are made as they would be, and handed to the doctor alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override

from samenspel.circles.models import Circle

from . import actions, doctor, podcast, public, texts, translating
from .doctor import Answer, Finding, Line
from .models import Episode, EpisodeEdition
from .public import TEXTS, Heard

COVER = "stories/cover.png"


def looked_at(episode: Episode) -> list[Line]:
    """What is not well in the feeds with this episode, in each language that it has."""
    edition = _as_it_would_be(episode)
    if edition is None:
        return []
    findings: list[Finding] = []
    for language in (edition.language, *edition.translations):
        findings += _in_one_language(Heard(edition, language=language))
    return [line for line in doctor.told(findings) if not line.well]


def _as_it_would_be(episode: Episode) -> EpisodeEdition | None:
    """The edition that publishing would make; none as long as there is no sound."""
    going = translating.ready(episode)
    told = actions.copy(episode, going, {row.language: "" for row in going})
    if told["master"] is None or told["master"].made is None:
        return None
    return EpisodeEdition(
        coalition_id=episode.coalition_id,
        expedition_id=episode.expedition_id,
        circle=Circle.PUBLIC,
        episode=episode,
        slug=episode.slug,
        number=0,
        **told,
    )


def _in_one_language(heard: Heard) -> list[Finding]:
    of, language = heard.edition.expedition, heard.language
    rows = public.editions().newest().filter(expedition=of).exclude(episode=heard.edition.episode)
    others = [
        each
        for each in public.heard(list(rows[: podcast.MOST]), language)
        if language in (settings.LANGUAGE_CODE, each.language)
    ]
    apart = language in podcast.others()
    name, more = ("stories:feed_in", [language]) if apart else ("stories:feed", [])
    address = settings.SITE_URL + reverse(name, args=[of.slug, *more])
    page = settings.SITE_URL + reverse("stories:of_expedition", args=[of.slug])
    with override(language):
        feed = podcast.written(of, [heard, *others], address=address, page=page, language=language)
    guid = str(heard.edition.episode.guid)
    return doctor.beforehand(feed, address, _Shelf(dict(_files(heard))), of=guid)


def _files(heard: Heard) -> Iterator[tuple[str, tuple[str, bytes, int]]]:
    """Every file that the feed names of it: its address, kind, bytes, and how many there are."""
    for language in heard.languages:
        told = heard.told_in(language)
        for ending in told.texts:
            words = MAKES[ending](told).encode()
            at = told.address(told.named(f"tekst.{ending}"))
            yield at, (TEXTS[ending], words, len(words))
    chapters = texts.chapters(heard).encode()
    at = heard.address(heard.named("hoofdstukken.json"))
    yield at, ("application/json+chapters", chapters, len(chapters))
    if (cover := heard.edition.cover) is not None:
        data = bytes(cover.picture)
        yield heard.address("omslag.jpg"), ("image/jpeg", data, len(data))
    found = finders.find(COVER)
    if isinstance(found, str):
        with open(found, "rb") as file:
            data = file.read()
        yield settings.SITE_URL + static(COVER), ("image/png", data, len(data))
    path, _sha256 = heard.file or (None, "")
    if path is not None and path.exists():
        with path.open("rb") as file:
            yield heard.heard_at, ("audio/mpeg", file.read(2), path.stat().st_size)


MAKES = {"vtt": texts.vtt, "srt": texts.srt, "txt": texts.txt}


@dataclass(frozen=True)
class _Shelf:
    """Answers as our own address would, of files that stand there only afterwards."""

    files: dict[str, tuple[str, bytes, int]]

    def __call__(self, method: str, url: str, headers: dict[str, str]) -> Answer:
        if url not in self.files:
            return Answer(404)
        kind, data, size = self.files[url]
        told = {
            "content-type": kind,
            "content-length": str(size),
            "access-control-allow-origin": "*",
        }
        if "Range" in headers:
            return Answer(206, {**told, "content-range": f"bytes 0-1/{size}"}, data[:2])
        return Answer(200, told, b"" if method == "HEAD" else data)
