"""A voice that is taken out of episodes: not heard or read any more, from the next request on.

The edition that was out goes at once, and its sound with it. What takes its place is made of it
here, and is heard as soon as its sound is there; nobody has to do anything for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed, the_one
from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.sources import actions as sources
from samenspel.sources.models import Consent, Recording, Source, Speaker
from samenspel.sources.readers import Kind, decompose
from samenspel.sources.remaking import is_possible
from samenspel.sources.sounding import times_of
from samenspel.sources.typeset import clock

from . import actions, given, masters
from .models import Chapter, Credit, Episode, EpisodeEdition, Master, TakenOut
from .rights import makes

if TYPE_CHECKING:
    from samenspel.people.models import Person

WHERE = "telling the speaker where"
NOTED = (Consent.How.SPOKEN, Consent.How.PAPER, Consent.How.HELPER)

Stretches = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Part:
    """Something that a speaker says (milliseconds), and whether it was taken out already."""

    begin: int
    stop: int
    words: str
    out: bool

    @property
    def at(self) -> str:
        return f"{clock(self.begin)} – {clock(self.stop)}"


# Taking out


@deed("episode.take_out", may=the_one("speaker", "person") | makes)
def take_out(
    speaker: Speaker, *, stretches: Stretches, by: Person, how: str = Consent.How.TAP
) -> Source:
    """Take what a speaker says out of every episode. Nobody hears it from the next request on.

    Whoever makes the episode may do it in their place, and says how the speaker told them.
    """
    source = speaker.source
    if speaker.person_id != by.pk and how not in NOTED:
        raise Refused(_("Say how they told you: spoken, on paper, or with a helper."))
    rows = masters.joined(each for each in stretches if each[0] < each[1])
    if not rows:
        raise Refused(_("Choose what should be taken out."))
    for start, stop in rows:
        TakenOut.objects.create(
            source=source, speaker=speaker, start=start, stop=stop, how=how, by=by
        )
    _forget_chapters(source)
    nameless = _no_longer_named(speaker)
    standing = EpisodeEdition.objects.unguarded(BOOKS).filter(source=source).standing()
    held = [row for row in standing.select_related("master", "episode") if _changes(row)]
    again = [row for row in held if _can_go_again(row, source)]
    anew = [_without(row, nameless) for row in again]
    for row in held:
        why = EpisodeEdition.Why
        actions.withdraw([row], why.REPLACED if row in again else why.TAKEN_BACK)
    _draw_in(source, again)
    for fields in anew:
        _give(fields, by=by)
    for row in held:
        masters.throw_away(masters.unused(row.episode))
        actions.find_again(row.episode)
    return source


def _changes(edition: EpisodeEdition) -> bool:
    return edition.master is None or _stretches(edition) != edition.master.stretches


def _stretches(edition: EpisodeEdition) -> list[list[int]]:
    before = edition.master.stretches if edition.master else []
    return masters.joined([*before, *masters.taken_out(edition.source_id)])


def _narrowest(source: Source) -> Circle:
    return Circle.COALITION if source.coalition_id else Circle.TEAM


def _can_go_again(edition: EpisodeEdition, source: Source) -> bool:
    """Not to those who read all of it in the source, nor when nothing is left to hear."""
    if edition.master is None or edition.circle <= _narrowest(source) or not is_possible():
        return False
    text, layout = given.silenced(edition.text, edition.layout, _stretches(edition))
    return not text or any(each.kind != Kind.NOTE for each in decompose(text, layout))


def drawn_to(source: Source, again: Sequence[EpisodeEdition]) -> Circle:
    """Who hears an episode does not read in its source what was taken out of it."""
    widest = [Circle.TEAM, *(row.reached - 1 for row in again)] if again else []
    return Circle(min([source.circle, *widest]))


def _draw_in(source: Source, again: Sequence[EpisodeEdition]) -> None:
    sources.draw_in(source, to=drawn_to(source, again))
    drafts = Episode.objects.unguarded(BOOKS).filter(source=source)
    drafts.filter(circle__gt=source.circle).update(circle=source.circle)


def _without(edition: EpisodeEdition, nameless: set[str]) -> dict[str, Any]:
    """What an edition holds without what was taken out; its makers' drafts stay out of it."""
    silent, old = _stretches(edition), edition.master
    gone = _chapters_in(edition.chapters, silent, old.recording if old else None)
    same = (
        *("author", "coalition", "expedition", "circle", "ceiling", "reached", "episode", "slug"),
        *("source", "cover", "title", "summary", "language", "place", "moment", "agreed"),
    )
    with translation.override(edition.language):
        words = _silenced(
            {name: getattr(edition, name) for name in ("text", "layout", "voices")}, silent
        )
        difference = _("A part of it is silent now.")
    translated = {}
    for code, told in edition.translated_words.items():
        with translation.override(code):
            translated[code] = _silenced(told, silent)
    return {
        **{name: getattr(edition, name) for name in same},
        **words,
        "number": edition.number + 1,
        "muted": True,
        "difference": difference,
        "master": (old, silent),
        "chapters": _left(edition.chapters, gone),
        "questions": _left(edition.questions, gone),
        "people": [each for each in edition.people if each[0] not in nameless],
        "translations": {
            code: {
                **told,
                "chapters": _left(told["chapters"], gone),
                "questions": _left(told["questions"], gone),
            }
            for code, told in edition.translations.items()
        },
        "translated_words": translated,
    }


def _silenced(words: dict[str, Any], silent: Stretches) -> dict[str, Any]:
    text, layout = given.silenced(words["text"], words["layout"], silent)
    return {"text": text, "layout": layout, "voices": words["voices"]}


def _left(rows: Iterable[list[Any]], gone: set[int]) -> list[list[Any]]:
    return [row for row in rows if row[0] not in gone]


def _chapters_in(
    chapters: Iterable[Sequence[Any]], silent: Stretches, recording: Recording | None
) -> set[int]:
    """Where the chapters begin in which nothing is left to hear."""
    begins = [start for start, *_told in chapters]
    stops = [*begins[1:], recording.duration if recording else None]
    return {
        begin
        for begin, stop in zip(begins, stops, strict=False)
        if stop is not None and any(start <= begin and stop <= end for start, end in silent)
    }


def _forget_chapters(source: Source) -> None:
    silent = masters.taken_out(source.pk)
    for episode in Episode.objects.unguarded(BOOKS).filter(source=source):
        rows = Chapter.objects.unguarded(BOOKS).filter(episode=episode)
        gone = _chapters_in(rows.values_list("start", "title"), silent, episode.recording)
        rows.filter(start__in=gone).delete()


def _no_longer_named(speaker: Speaker) -> set[str]:
    """Who took out all that they say is not named with an episode either."""
    left = [part for part in parts(speaker) if not part.out]
    if left or without_times(speaker):
        return set()
    rows = Credit.objects.unguarded(BOOKS).filter(speaker=speaker)
    names = set(rows.values_list("name", flat=True))
    rows.delete()
    return names


def _give(fields: dict[str, Any], *, by: Person) -> None:
    """The edition that is heard once its sound is made."""
    old, silent = fields.pop("master")
    master: Master = Master.objects.create(
        episode=fields["episode"],
        recording=old.recording,
        title=old.title,
        stretches=silent,
        chapters=fields["chapters"],
        wanted_by=by,
    )
    EpisodeEdition.objects.create(**fields, master=master)
    transaction.on_commit(lambda: masters.make.enqueue(str(master.key)))


# Reading


def stays_for(speaker: Speaker) -> Circle:
    """Who goes on reading the source, once something is taken out of what is heard of it."""
    rows = EpisodeEdition.objects.unguarded(WHERE).filter(source=speaker.source_id).standing()
    out = list(rows.only("circle", "reached", "source"))
    again = [row for row in out if row.circle > _narrowest(speaker.source)]
    return drawn_to(speaker.source, again)


def speaks_as(person: Any, slug: str) -> list[Speaker]:
    """As whom somebody speaks in the source of an episode."""
    if not person.is_authenticated:
        return []
    made = Episode.objects.unguarded(WHERE).filter(slug=slug).values("source")
    rows = Speaker.objects.unguarded(WHERE).filter(source__in=made, person=person)
    return list(rows.select_related("source__coalition", "source__expedition", "person"))


def parts(speaker: Speaker) -> list[Part]:
    """What a speaker says in the newest text, as far as it tells when."""
    version = given.newest_of(speaker.source_id)
    if version is None:
        return []
    recording = Recording.objects.unguarded(BOOKS).filter(source=speaker.source_id).first()
    said = decompose(version.text, version.layout)
    out = masters.joined(masters.taken_out(speaker.source_id))
    found = []
    for number, _at, begin, stop in times_of(
        version.layout, recording.duration if recording else None
    ):
        if said[number].speaker == speaker.label and stop is not None:
            gone = any(start <= begin and stop <= end for start, end in out)
            found.append(Part(begin, stop, said[number].text, gone))
    return found


def without_times(speaker: Speaker) -> bool:
    """Whether they say something of which nobody can tell when."""
    version = given.newest_of(speaker.source_id)
    if version is None:
        return False
    return any(
        version.layout[number].get("speaker") == speaker.label
        for number in given.without_times(version)
    )


def rows_of(speaker: Speaker) -> list[TakenOut]:
    rows = TakenOut.objects.unguarded(WHERE).filter(speaker=speaker).select_related("by")
    return list(rows.order_by("at", "start"))
