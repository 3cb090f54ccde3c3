"""Episodes, made by the real deeds from a tone and a talk."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle, Voice
from samenspel.circles.tests.cast import Cast
from samenspel.sources import actions as sources
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent, Source
from samenspel.sources.readers import Kind, Paragraph, compose
from samenspel.sources.tests.tapes import a_recording, a_tape
from samenspel.stories import actions, masters, translating
from samenspel.stories.models import Episode, EpisodeEdition, Master, Translation
from samenspel.stories.translating import Typed

SUMMARY = "Een gesprek over wie er binnen mag."
SAID = [
    ("Amina", "Goedemorgen, ik woon hier al heel erg lang.", 0, 1000),
    ("Bram", "En ik werk in de wijk sinds vorig jaar.", 1000, 2000),
    ("Amina", "Wie heeft de sleutel van deze deur eigenlijk?", 2000, 3000),
]


def a_conversation(
    cast: Cast, *, circle: Circle = Circle.PUBLIC, agreed: Circle | None = None, **more: Any
) -> Source:
    """Amina and Bram, with times; both agreed to this circle, or to the wider one `agreed`."""
    said = more.pop("said", SAID)
    lines = [Paragraph(Kind.CUE, words, None, who, begin, stop) for who, words, begin, stop in said]
    text, layout = compose(lines)
    voices = {"Amina": Voice.RESIDENT, "Bram": Voice.PROFESSIONAL}
    people = {"Amina": cast.amina, "Bram": cast.bram}
    told = {
        "title": "Aan de deur",
        "kind": Source.Kind.TRANSCRIPT,
        "by": cast.amina,
        "circle": circle,
        "speakers": [Spoke(name, voices[name], people[name], agreed or circle) for name in voices],
        **more,
    }
    return sources.keep(told.pop("place", cast.oost), text=text, layout=layout, **told)


def for_few(cast: Cast, **more: Any) -> Source:
    """A conversation that its coalition reads; a muted copy may go to everybody."""
    return a_conversation(cast, circle=Circle.COALITION, agreed=Circle.PUBLIC, **more)


def an_episode(cast: Cast, source: Source | None = None, **more: Any) -> Episode:
    """An episode of three seconds with a summary; of Bo, who coordinates Oost."""
    source = source or a_conversation(cast)
    by = more.pop("by", cast.bo)
    recording = source.recordings.unguarded("command line").first()
    if recording is None:
        recording = a_recording(source, a_tape(), by=cast.amina)
    episode = actions.start(
        source, recording=recording, title=more.pop("title", "Bij de voordeur"), by=by
    )
    told = {"title": episode.title, "summary": SUMMARY, "language": "nl", **more}
    return actions.write(episode, revision=1, by=by, **told)


ENGLISH = {
    0: "Good morning, it has been ages since I moved in here.",
    1: "And my work is around here, for a year now.",
    2: "Who on earth holds the key to this door?",
}


def in_english(cast: Cast, episode: Episode, **more: Any) -> Translation:
    """Title, summary, chapters and words in English, for the text as it is now."""
    words = more.pop("words", ENGLISH)
    version = translating.version_for(episode, cast.bo)
    assert version is not None
    typed = {number: Typed(each) for number, each in words.items()}
    translating.translate_words(episode, language="en", version=version, typed=typed, by=cast.bo)
    chapters = [each.start for each in episode.chapters.unguarded("command line")]
    told = {
        "title": "At the front door",
        "summary": "A talk about who may come in.",
        "chapters": {start: (f"Part {n}", ["And you?"]) for n, start in enumerate(chapters, 1)},
        "revision": 0,
        **more,
    }
    return translating.translate(episode, language="en", by=cast.bo, **told)


def ready(episode: Episode, cast: Cast) -> Master:
    """Its sound, made as the worker does."""
    master = masters.prepare(episode, by=cast.bo)
    masters.make.func(str(master.key))
    made: Master = Master.objects.unguarded("command line").get(pk=master.pk)
    return made


def out(
    cast: Cast, episode: Episode | None = None, *, circle: Circle = Circle.PUBLIC, **more: Any
) -> EpisodeEdition:
    """An episode that was given away."""
    episode = episode or an_episode(cast)
    ready(episode, cast)
    return actions.publish(episode, circle=circle, agreed=Consent.How.SPOKEN, by=cast.bo, **more)
