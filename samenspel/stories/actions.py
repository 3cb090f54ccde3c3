"""Deeds with episodes: make one from a recording, give it away, take it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samenspel.circles.actions import free_slug
from samenspel.circles.deeds import NotYours, deed, take
from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import ChangedMeanwhile, Refused, needed
from samenspel.foundation.pictures import as_jpeg
from samenspel.sources import consent, search
from samenspel.sources.echoes import echoes
from samenspel.sources.models import Consent, Recording, Source
from samenspel.sources.typeset import clock

from . import given, masters, reach, translating
from .models import (
    LONGEST_QUESTION,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    Chapter,
    Cover,
    Credit,
    Episode,
    EpisodeEdition,
    Master,
    Mute,
    Translation,
)
from .rights import gives, makes

if TYPE_CHECKING:
    from samenspel.people.models import Person
    from samenspel.sources.models import Speaker

MOST_CHAPTERS = 100
MOST_QUESTIONS = 3
ASKED = (Consent.How.SPOKEN, Consent.How.PAPER, Consent.How.HELPER)
REACH = "taking back reaches everywhere"


class NotYet(Refused):
    """An episode can't be given away yet; `lacking` says in sentences what is missing."""

    def __init__(self, lacking: list[str]) -> None:
        super().__init__(" ".join([_("This episode can't go out yet."), *lacking]))
        self.lacking = lacking


# Making


@deed("episode.start", may=makes)
def start(
    source: Source, *, recording: Recording, title: str, by: Person, language: str = "nl"
) -> Episode:
    """Begin an episode from a recording. Who reads the source in your group or team reads it."""
    narrowest = Circle.COALITION if source.coalition_id else Circle.TEAM
    if source.circle < narrowest:
        raise Refused(
            _("Only you read this source. Let your group read it first, then make an episode.")
        )
    if recording.source_id != source.pk:
        raise NotYours("episode.start")
    title = _title(title)
    episode: Episode = Episode.objects.create(
        author=by,
        coalition_id=source.coalition_id,
        expedition_id=source.expedition_id,
        circle=min(Circle.TEAM, source.circle),
        ceiling=Circle.PUBLIC,
        slug=_free_slug(title),
        source=source,
        recording=recording,
        title=title,
        language=language,
        changed_by=by,
    )
    return episode


@deed("episode.write", may=makes)
def write(
    episode: Episode, *, title: str, summary: str, language: str, revision: int, by: Person
) -> Episode:
    """Word an episode better. What somebody else wrote since `revision` is not overwritten."""
    summary = summary.strip()
    if len(summary) > LONGEST_SUMMARY:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(summary), "most": LONGEST_SUMMARY}
        )
    mine = Episode.objects.unguarded(BOOKS).filter(pk=episode.pk, revision=revision)
    written = mine.update(
        title=_title(title),
        summary=summary,
        language=language,
        revision=F("revision") + 1,
        changed=timezone.now(),
        changed_by=by,
    )
    episode.refresh_from_db(from_queryset=Episode.objects.unguarded(BOOKS))
    if not written:
        raise ChangedMeanwhile(episode.revision)
    return episode


@deed("episode.choose", may=makes)
def choose(episode: Episode, *, recording: Recording, by: Person) -> Episode:
    """Let an episode be made from another recording of the same source."""
    if recording.source_id != episode.source_id:
        raise NotYours("episode.choose")
    episode.recording = recording
    episode.save(update_fields=["recording"])
    return episode


@deed("episode.divide", may=makes)
def divide(
    episode: Episode,
    *,
    chapters: Sequence[tuple[int, str]],
    by: Person,
    questions: Mapping[int, Sequence[str]] | None = None,
) -> Episode:
    """Say where the chapters of an episode begin (milliseconds), and what they are called.

    `questions` are those to talk on about, by the begin of their chapter; at most three each.
    """
    asked = questions or {}
    if len(chapters) > MOST_CHAPTERS:
        raise Refused(_("That is a lot of chapters. Keep it under %d.") % MOST_CHAPTERS)
    for place, _name in chapters:
        _insist_within(episode, place)
    rows = {
        place: needed(name, _("Give each chapter a title."), longest=LONGEST_TITLE)
        for place, name in chapters
    }
    if len(rows) < len(chapters):
        raise Refused(_("Two chapters begin at the same moment. Let one begin later."))
    if any(len(each) > MOST_QUESTIONS for each in asked.values()):
        raise Refused(_("Three questions below a chapter are enough. Choose the best."))
    Chapter.objects.unguarded(BOOKS).filter(episode=episode).delete()
    for place in sorted(rows):
        below = [each[:LONGEST_QUESTION] for each in asked.get(place, [])]
        Chapter.objects.create(episode=episode, start=place, title=rows[place], questions=below)
    return episode


@deed("episode.mute", may=makes)
def mute(
    episode: Episode,
    *,
    stretches: Sequence[tuple[int, int]],
    by: Person,
    words: Sequence[int] | None = None,
) -> Episode:
    """Say which stretches (milliseconds) nobody hears or reads in what is given away.

    `words` are the paragraphs among `without_times` that are said there; None: not chosen yet.
    """
    rows: list[list[int]] = []
    for begin, stop in sorted(stretches):
        if stop <= begin:
            raise Refused(
                _("%(begin)s to %(stop)s: a stretch ends after it begins.")
                % {"begin": clock(begin), "stop": clock(stop)}
            )
        _insist_within(episode, begin)
        rows.append([begin, stop])
    Mute.objects.unguarded(BOOKS).filter(episode=episode).delete()
    for begin, stop in masters.joined(rows):
        Mute.objects.create(episode=episode, start=begin, stop=stop, by=by)
    version = given.version_of(episode)
    episode.unheard = {}
    if words is not None and version is not None:
        episode.unheard = {"version": version.number, "paragraphs": list(words)}
    episode.save(update_fields=["unheard"])
    return episode


def _insist_within(episode: Episode, place: int) -> None:
    length = episode.recording.duration if episode.recording else None
    if length is not None and place >= length:
        raise Refused(
            _("%(place)s is past the end: this recording lasts %(length)s.")
            % {"place": clock(place), "length": clock(length)}
        )


@deed("episode.credit", may=makes)
def credit(
    episode: Episode,
    *,
    name: str,
    part: str,
    agreed: str,
    by: Person,
    speaker: Speaker | None = None,
) -> Credit:
    """Name somebody with an episode, who said that they may be named; and whose words are theirs.

    What is out already does not tell whose words they are, until it is given anew.
    """
    if agreed not in ASKED:
        raise Refused(_("Ask them first whether their name may stand there."))
    if speaker is not None:
        if speaker.source_id != episode.source_id:
            raise Refused(_("This voice is not of this recording."))
        if Credit.objects.unguarded(BOOKS).filter(episode=episode, speaker=speaker).exists():
            raise Refused(_("Somebody is named for this voice already."))
    named: Credit = Credit.objects.create(
        episode=episode,
        name=needed(name, _("Write the name as it will stand there.")),
        part=Credit.Part(part),
        speaker=speaker,
        agreed=agreed,
        noted_by=by,
    )
    return named


@deed("episode.uncredit", may=makes)
def uncredit(credit: Credit, *, by: Person) -> Episode:
    """Take a name off an episode, also off what was given away. It holds at once."""
    episode = credit.episode
    Credit.objects.unguarded(BOOKS).filter(pk=credit.pk).delete()
    for edition in EpisodeEdition.objects.unguarded(BOOKS).filter(episode=episode):
        left = [each for each in edition.people if each[0] != credit.name]
        if left != edition.people:
            edition.people = left
            edition.save(update_fields=["people"])
    return episode


@deed("episode.illustrate", may=makes)
def illustrate(episode: Episode, *, data: bytes, alt: str, by: Person) -> Cover:
    """Give an episode a cover, and say in words what is on it."""
    alt = needed(alt, _("Say in one sentence what is on the picture."), longest=300)
    picture = as_jpeg(data, square=True).data
    _forget_covers(episode)
    cover: Cover = Cover.objects.create(
        episode=episode,
        picture=picture,
        sha256=hashlib.sha256(picture).hexdigest(),
        alt=alt,
        brought_by=by,
    )
    return cover


def _forget_covers(episode: Episode) -> None:
    """Those that no edition shows."""
    shown = EpisodeEdition.objects.unguarded(BOOKS).filter(episode=episode).exclude(cover=None)
    rows = Cover.objects.unguarded(BOOKS).filter(episode=episode)
    rows.exclude(pk__in=shown.values("cover")).delete()


@deed("episode.uncover", may=makes)
def uncover(episode: Episode, *, by: Person) -> Episode:
    """Take the cover off an episode, and off everything that was given away of it."""
    Cover.objects.unguarded(BOOKS).filter(episode=episode).delete()
    return episode


@deed("episode.untranslate", may=makes)
def untranslate(row: Translation, *, by: Person) -> Episode:
    """Throw a translation away, also from what is out. It holds at once."""
    episode = row.episode
    Translation.objects.unguarded(BOOKS).filter(pk=row.pk).delete()
    for edition in EpisodeEdition.objects.unguarded(BOOKS).filter(episode=episode):
        if edition.translations.pop(row.language, None):
            edition.translated_words.pop(row.language, None)
            edition.save(update_fields=["translations", "translated_words"])
    find_again(episode)
    return episode


# Giving it away


@deed("episode.publish", may=gives)
def publish(
    episode: Episode,
    *,
    circle: Circle,
    agreed: str,
    by: Person,
    translated: Mapping[str, str] | None = None,
) -> EpisodeEdition:
    """Let others hear an episode: a copy of it as it is now.

    `translated` are the languages that go along, and how those who speak agreed to each: words in
    another language are new words.
    """
    if _standing(episode).exists():
        raise Refused(_("This episode is out already. Say what is different, and correct it."))
    return _edition(episode, circle, agreed=agreed, translated=translated, by=by)


@deed("episode.correct", may=gives)
def correct(
    episode: Episode,
    *,
    circle: Circle,
    agreed: str,
    difference: str,
    by: Person,
    translated: Mapping[str, str] | None = None,
) -> EpisodeEdition:
    """Give a new edition of an episode in place of the old one, and tell what is different."""
    if not _standing(episode).exists():
        raise Refused(_("This episode is not out. Publish it first."))
    difference = needed(difference, _("Write in one sentence what is different now."), longest=300)
    made = _edition(
        episode, circle, agreed=agreed, translated=translated, difference=difference, by=by
    )
    earlier = _standing(episode).exclude(pk=made.pk)
    withdraw(earlier, EpisodeEdition.Why.REPLACED, by=by)
    masters.throw_away(masters.unused(episode))
    find_again(episode)
    return made


@deed("episode.retract", may=gives)
def retract(episode: Episode, *, by: Person, reason: str = "") -> Episode:
    """Take an episode back from all who could hear it. Its address tells that it was, and why."""
    if not _standing(episode).exists():
        raise Refused(_("This episode is not out."))
    if echoes(reason, given.all_said(episode)):
        raise Refused(_("Tell it without words of the recording. They could not be taken back."))
    withdraw(_standing(episode), EpisodeEdition.Why.RETRACTED, by=by, reason=reason.strip()[:300])
    find_again(episode)
    return episode


def lacking(episode: Episode, circle: Circle | None = None) -> list[str]:
    """What is still missing before this episode can go out, in sentences to act on."""
    found = []
    if not episode.summary:
        found.append(_("Write in a few sentences what it is about."))
    if echo := _echoed(episode):
        found.append(_("‘%s’ is said in the recording, and also stands in your own text.") % echo)
        found.append(_("Say it there in your own words: those others said could be taken back."))
    if circle is not None and circle > consent.ceiling(episode.source):
        found.append(_("Not everybody who speaks agreed to so many readers. Ask them first."))
    if reach.is_told_in_full(episode, circle):
        found.append(_("What you muted can be read and heard in the source, by the same people."))
        found.append(_("Let fewer people read it there. The episode may still go out to them."))
    return found + _words_lack(episode) + _sound_lacks(episode)


def _words_lack(episode: Episode) -> list[str]:
    """A stretch was muted, and the text does not tell which words are said in it."""
    version = given.version_of(episode)
    if version is None or not given.without_times(version) or given.unheard(episode) is not None:
        return []
    if not reach.is_muted(episode):
        return []
    return [
        _("The text does not tell when each part is said."),
        _("Choose under ‘Mute a stretch’ which words are said in a muted stretch."),
    ]


def _sound_lacks(episode: Episode) -> list[str]:
    if episode.recording is None:
        return [_("The recording of this episode was thrown away. Choose another one.")]
    master = masters.newest(episode)
    if master is None:
        return [_("Make the sound ready.")]
    if not masters.is_current(master, episode):
        return [_("Something changed since the sound was made. Make it anew.")]
    if master.trouble:
        return [str(masters.REFUSALS[master.trouble])]
    return [] if master.made else [_("The sound is being made. That takes a while.")]


def _echoed(episode: Episode) -> str:
    chapters = list(episode.chapters.unguarded(BOOKS))
    told = [chapter.title for chapter in chapters]
    told += [question for chapter in chapters for question in chapter.questions]
    texts = [episode.title, episode.summary, *told, episode.slug.replace("-", " ")]
    words = given.all_said(episode)
    return next((echo for text in texts if (echo := echoes(text, words))), "")


def _standing(episode: Episode) -> Any:
    return EpisodeEdition.objects.unguarded(BOOKS).filter(episode=episode).standing()


def _edition(
    episode: Episode,
    circle: Circle,
    *,
    agreed: str,
    by: Person,
    translated: Mapping[str, str] | None,
    difference: str = "",
) -> EpisodeEdition:
    source = episode.source
    take(source)
    reach.insist(episode, circle)
    if circle < (Circle.COALITION if source.coalition_id else Circle.TEAM):
        raise Refused(_("Choose who may hear it."))
    if agreed not in ASKED:
        raise Refused(_("Ask those who speak first. A voice tells who somebody is."))
    if any(how not in ASKED for how in (translated or {}).values()):
        raise Refused(_("Ask those who speak whether their words may stand there in translation."))
    if echoes(difference, given.all_said(episode)):
        raise Refused(_("Tell it without words of the recording. They could not be taken back."))
    all_of_it = EpisodeEdition.objects.unguarded(BOOKS).filter(episode=episode)
    if not all_of_it.exists():
        _address(episode)
    if missing := lacking(episode, circle):
        raise NotYet(missing)
    going = [row for row in translating.ready(episode) if row.language in (translated or {})]
    if len(going) < len(translated or {}):
        raise NotYet([_("A translation is not ready yet. Look at it, or leave it out.")])
    edition: EpisodeEdition = EpisodeEdition.objects.create(
        author=by,
        coalition_id=source.coalition_id,
        expedition_id=source.expedition_id,
        circle=circle,
        ceiling=Circle.PUBLIC,
        reached=circle,
        episode=episode,
        number=(all_of_it.aggregate(last=Max("number"))["last"] or 0) + 1,
        slug=episode.slug,
        source=source,
        muted=reach.is_muted(episode),
        agreed=agreed,
        difference=difference,
        **copy(episode, going, translated or {}),
    )
    find_again(episode)
    if edition.translations:
        transaction.on_commit(lambda: masters.tag.enqueue(edition.pk))
    return edition


def copy(
    episode: Episode, going: Sequence[Translation], agreed: Mapping[str, str]
) -> dict[str, Any]:
    """What an edition holds of an episode as it is now."""
    source, master = episode.source, masters.newest(episode)
    stretches = master.stretches if master else []
    version = given.version_of(episode)
    silent = (given.unheard(episode) or []) if stretches else []
    with translation.override(episode.language):
        text, layout, voices = given.words_given(source, version, stretches, silent)
    people = list(episode.credits.unguarded(BOOKS).all())
    called = given.called(source) if any(each.speaker_id for each in people) else {}
    return {
        "master": master,
        "cover": Cover.objects.unguarded(BOOKS).filter(episode=episode).first(),
        "title": episode.title,
        "summary": episode.summary,
        "language": episode.language,
        "place": source.coalition.place if source.coalition else "",
        "moment": source.moment,
        "text": text,
        "layout": layout,
        "voices": voices,
        "chapters": master.chapters if master else [],
        "questions": _questions(episode),
        "people": [[each.name, each.part, called.get(each.speaker_id, {})] for each in people],
        **translating.copies(going, agreed, stretches, silent),
    }


def _questions(episode: Episode) -> list[list[Any]]:
    rows = episode.chapters.unguarded(BOOKS).values_list("start", "questions")
    return [[start, questions] for start, questions in rows if questions]


def _address(episode: Episode) -> None:
    """Before it is out, an episode gets the address of the title that it has by now."""
    others = Episode.objects.unguarded(BOOKS).exclude(pk=episode.pk)
    episode.slug = _free_slug(episode.title, others)
    episode.save(update_fields=["slug"])


def find_again(episode: Episode) -> None:
    """Only the newest edition that stands is found by its words."""
    rows = EpisodeEdition.objects.unguarded(BOOKS).filter(episode=episode).order_by("-number")
    for place, edition in enumerate(rows):
        if place == 0 and edition.withdrawn is None:
            search.index("episodes", edition)
        else:
            search.forget("episodes", edition.pk)


# Taking back. These run inside the deed that took something back.


def lift(source: Source) -> None:
    """Nothing of a source that was taken back is heard or read in any edition."""
    rows = EpisodeEdition.objects.unguarded(REACH).filter(source=source)
    _lift(rows.standing(), EpisodeEdition.Why.TAKEN_BACK)
    translating.lift(source)
    made = Master.objects.unguarded(REACH).filter(episode__source=source)
    masters.throw_away(made)


def narrow(source: Source) -> None:
    """No edition is heard by more people than read its source; no draft either."""
    rows = EpisodeEdition.objects.unguarded(REACH).filter(source=source)
    _lift(rows.standing().filter(circle__gt=source.circle), EpisodeEdition.Why.TAKEN_BACK)
    drafts = Episode.objects.unguarded(REACH).filter(source=source)
    drafts.filter(circle__gt=source.circle).update(circle=source.circle)


def silence(recordings: Sequence[Recording]) -> None:
    """What was made of a recording goes with it."""
    made = Master.objects.unguarded(REACH).filter(recording__in=recordings)
    rows = EpisodeEdition.objects.unguarded(REACH).filter(master__in=made)
    _lift(rows.standing(), EpisodeEdition.Why.SILENT)
    masters.throw_away(made)


def _lift(editions: Any, why: str) -> None:
    episodes = set(editions.values_list("episode", flat=True))
    withdraw(editions, why)
    for episode in Episode.objects.unguarded(REACH).filter(pk__in=episodes):
        find_again(episode)


def withdraw(editions: Any, why: str, *, by: Person | None = None, reason: str = "") -> None:
    """What remains of an edition: that it was, when and why. Its makers keep their own text."""
    for edition in editions:
        edition.circle = min(edition.circle, Circle.TEAM)
        edition.withdrawn, edition.withdrawn_by = timezone.now(), by
        edition.why, edition.reason = why, reason
        edition.text, edition.layout, edition.voices, edition.people = "", [], {}, []
        edition.translations, edition.translated_words = {}, {}
        edition.master = None
        edition.save()


def _title(title: str) -> str:
    return needed(title, _("Give the episode a title."), longest=LONGEST_TITLE)


def _free_slug(title: str, among: Iterable[Episode] | None = None) -> str:
    rows = Episode.objects.unguarded(BOOKS) if among is None else among
    return free_slug(rows, title, most=60, otherwise="aflevering")
