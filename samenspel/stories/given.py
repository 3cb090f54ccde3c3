"""The words of an episode as others read them: by role, and without what is muted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from samenspel.circles.sight import BOOKS
from samenspel.sources import naming
from samenspel.sources.models import Source, Speaker, Version
from samenspel.sources.readers import Kind, Paragraph, compose, decompose
from samenspel.sources.sounding import times_of

from .models import Episode


def without_times(version: Version) -> list[int]:
    """The paragraphs of which the text does not tell when they sound."""
    timed = {number for number, *_when in times_of(version.layout)}
    kinds = enumerate(each["kind"] for each in version.layout)
    return [number for number, kind in kinds if kind != Kind.HEADING and number not in timed]


def unheard(episode: Episode) -> list[int] | None:
    """The paragraphs without a time that are in a muted stretch; None when nobody chose."""
    version = version_of(episode)
    if version is None or episode.unheard.get("version") != version.number:
        return None
    return list(episode.unheard["paragraphs"])


def version_of(episode: Episode) -> Version | None:
    return newest_of(episode.source_id)


def newest_of(source: int) -> Version | None:
    rows = Version.objects.unguarded(BOOKS).filter(source=source)
    newest: Version | None = rows.order_by("-number").first()
    return newest


def all_said(episode: Episode) -> list[str]:
    """All that was said, in every version of its text: paragraph by paragraph."""
    rows = Version.objects.unguarded(BOOKS).filter(source=episode.source_id)
    return [
        row.text[each["start"] : each["end"]]
        for row in rows
        for each in row.layout
        if each["kind"] != Kind.HEADING
    ]


def words_given(
    source: Source,
    version: Version | None,
    stretches: Sequence[Sequence[int]],
    silent: Sequence[int] = (),
    put: Mapping[int, str] | None = None,
) -> tuple[str, list[dict[str, Any]], dict[str, str]]:
    """The text of a version as others read it: who speaks by role, and nothing of what is muted.

    `silent` are paragraphs without a time that are said in a muted stretch. `put` are paragraphs in
    another language, by number; those that are not there are told to be lacking.
    Gives text and layout, as those of a version, and the voice of each name.
    """
    if version is None or (put is not None and not put):
        return "", [], {}
    roles = _roles(source)
    times = {number: (begin, stop) for number, _at, begin, stop in times_of(version.layout)}
    given: list[Paragraph] = []
    for number, each in enumerate(decompose(version.text, version.layout)):
        if number in silent or _is_muted(times.get(number), stretches):
            _note(given, each, _("A voice stood here. It is muted."))
        elif put is None:
            given.append(_given(each, roles))
        elif number in put:
            given.append(_given(replace(each, text=put[number]), roles))
        else:
            _note(given, each, _("This part is not translated."))
    text, layout = compose(given)
    return text, layout, dict(roles.values())


def silenced(
    text: str, layout: Sequence[dict[str, Any]], stretches: Sequence[Sequence[int]]
) -> tuple[str, list[dict[str, Any]]]:
    """Words that were given already, without what is said in these stretches."""
    times = {number: (begin, stop) for number, _at, begin, stop in times_of(layout)}
    left: list[Paragraph] = []
    for number, each in enumerate(decompose(text, layout)):
        if _is_muted(times.get(number), stretches):
            _note(left, each, _("A voice stood here. It is muted."))
        else:
            left.append(each)
    return compose(left)


def called(source: Source) -> dict[int, dict[str, str]]:
    """By primary key of a speaker, and language: the role by which they are called in the text."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for code, _language in settings.LANGUAGES:
        with override(code):
            for speaker, role in _by_role(source):
                found[speaker.pk][code] = role
    return found


def _roles(source: Source) -> dict[str, tuple[str, str]]:
    """By label in the text: what a speaker is called by others, and their voice."""
    return {each.label: (role, each.voice) for each, role in _by_role(source)}


def _by_role(source: Source) -> Iterator[tuple[Speaker, str]]:
    speakers = list(Speaker.objects.unguarded(BOOKS).filter(source=source).order_by("pk"))
    voices = [speaker.voice for speaker in speakers]
    for place, speaker in enumerate(speakers):
        number = voices[: place + 1].count(speaker.voice) if voices.count(speaker.voice) > 1 else 0
        yield speaker, naming.by_role(speaker.voice, number=number)


def _is_muted(sounds: tuple[int, int | None] | None, stretches: Sequence[Sequence[int]]) -> bool:
    begin, stop = sounds or (None, None)
    return begin is not None and any(
        begin < end and (stop is None or start < stop) for start, end in stretches
    )


def _note(given: list[Paragraph], each: Paragraph, words: str) -> None:
    """One line for all that are not there and follow each other."""
    if given and given[-1].kind == Kind.NOTE and given[-1].text == words:
        given[-1] = replace(given[-1], stop=each.stop)
    else:
        given.append(Paragraph(Kind.NOTE, words, begin=each.begin, stop=each.stop))


def _given(each: Paragraph, roles: dict[str, tuple[str, str]]) -> Paragraph:
    name = each.speaker and roles.get(each.speaker, (naming.by_role("other"), ""))[0]
    return replace(each, speaker=name)
