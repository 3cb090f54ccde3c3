"""What the crawl visits and plants in this room."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import READERS
from samenspel.sources import actions as sources
from samenspel.sources import moments
from samenspel.sources.models import Consent, Speaker
from samenspel.sources.tests.samples import a_file_with
from samenspel.stories import actions, beside_episodes, doctor, margins, masters, subscribing
from samenspel.stories.models import Checkup, Episode, Master, Remark, TakenOut
from samenspel.stories.public import Heard

from .builders import ENGLISH, SAID, a_conversation, for_few, in_english

SPOKEN = {"en": "spoken"}

FILES = (
    *("omslag.jpg", "tekst.vtt", "tekst.srt", "tekst.txt", "hoofdstukken.json"),
    *("tekst.en.vtt", "tekst.en.srt", "tekst.en.txt", "hoofdstukken.en.json"),
)


def files_of(slug: str) -> tuple[str, ...]:
    return (f"{slug}.mp3", *FILES)


def plant(world: Any) -> None:
    """For some circles an episode, its sound a canary; and one whose voices were taken back."""
    cast = world.cast
    world.episodes, world.editions, world.moments_told = [], [], []
    for circle in (Circle.COALITION, Circle.EXPEDITION, Circle.PUBLIC):
        episode, edition = an_episode_for(world, circle)
        world.episodes.append(episode)
        world.editions.append(edition)
    world.remarks = [a_remark_on(world, edition) for edition in world.editions]
    world.remarks += [a_remark_on(world, edition, (0, 500)) for edition in world.editions]
    heard = Speaker.objects.unguarded("command line").filter(source=world.editions[2].source)
    TakenOut.objects.create(
        source=world.editions[2].source,
        speaker=heard.first(),
        start=900,
        stop=950,
        how="tap",
        by=cast.amina,
    )
    gone, _edition = an_episode_for(world, Circle.PUBLIC, taken_back=True)
    world.episodes.append(gone)
    plant_feeds(world)
    world.tellable = a_conversation(cast)
    a_file_with("een toon", world.tellable, cast)


def a_remark_on(world: Any, edition: Any, stretch: Any = None) -> Remark:
    by = world.cast.amina
    word = world.canary(READERS[min(edition.circle, Circle.EXPEDITION)] | {"amina"})
    part = beside_episodes.stretches(Heard(edition)) if stretch else "0"
    where = {"kind": "aflevering", "key": edition.slug, "part": part}
    beside = margins.at(by, *where.values())
    assert beside is not None
    told = {"words": f"Ja, {word}.", "stretch": stretch, "by": by}
    return margins.write(beside.row, beside=beside, **told, **where)


def plant_feeds(world: Any) -> None:
    """Whoever holds a private address listens as its owner: of Cor, who has nothing to hear."""
    cast = world.cast
    checkup = doctor.ask(cast.expedition, by=cast.els)
    Checkup.objects.unguarded("command line").filter(pk=checkup.pk).update(
        findings=[["sound", False, world.canary({"els", "wim", "fenna", "bo"})]],
        ended=timezone.now(),
    )
    subscribing.begin(cast.oost, name=f"Oor {world.canary({'bram'})}", by=cast.bram)
    world.ear = subscribing.begin(cast.west, name="Telefoon", by=cast.cor)


def an_episode_for(world: Any, circle: Circle, *, taken_back: bool = False) -> tuple[Any, Any]:
    cast = world.cast
    # Who takes words back may still read where they stood: there is no canary in those.
    readers = READERS[circle] | {"amina"}
    makers = READERS[min(circle, Circle.TEAM)] | {"amina"}
    word = "" if taken_back else world.canary(readers)
    said = [(who, f"{words} {word}", *times) for who, words, *times in SAID]
    muted = circle == Circle.PUBLIC and not taken_back
    source = for_few(cast, said=said) if muted else a_conversation(cast, circle=circle, said=said)
    tape = a_file_with("een toon", source, cast)
    draft = f"{world.canary(makers)}"
    episode = actions.start(source, recording=tape, title=f"Voor {circle.name}", by=cast.bo)
    told = {"title": episode.title, "summary": f"Over {word}", "language": "nl"}
    actions.write(episode, revision=1, by=cast.bo, **told)
    actions.divide(episode, chapters=[(0, f"Begin {word}")], by=cast.bo)
    if muted:
        actions.mute(episode, stretches=[(900, 950)], by=cast.bo)
    actions.credit(episode, name=f"Mo {word}", part="host", agreed="spoken", by=cast.bo)
    actions.illustrate(episode, data=a_picture(), alt=f"Een deur {word}", by=cast.bo)
    moment = moments.mark(tape, at=500, words=f"Daar {word}", by=cast.amina)
    world.moments_told.append({"slug": episode.slug, "pk": moment.pk})
    a_master(episode, word or "een toon", cast)
    in_english(
        cast,
        episode,
        title=f"For {circle.name} {word}",
        summary=f"About {word}",
        chapters={0: (f"Start {word}", [f"And {word}?"])},
        words={number: f"{words} {word}" for number, words in ENGLISH.items()},
    )
    edition = actions.publish(
        episode, circle=circle, agreed=Consent.How.SPOKEN, translated=SPOKEN, by=cast.bo
    )
    told["summary"] = f"Nieuw: {draft}"
    actions.write(episode, revision=2, by=cast.bo, **told)
    if taken_back:
        sources.narrow(source, to=Circle.COALITION, by=cast.bram)
    return episode, edition


def a_master(episode: Episode, word: str, cast: Any) -> Master:
    """A master whose file holds a word instead of sound."""
    made: Master = Master.objects.create(
        episode=episode,
        wanted_by=cast.bo,
        made=timezone.now(),
        duration=1000,
        size=len(word),
        sha256="0" * 64,
        **masters.wanted(episode),
    )
    masters.path_of(made).write_text(word)
    return made


def a_picture(side: int = 800) -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side + 40), "#8a2f1f").save(out, "JPEG")
    return out.getvalue()


def once(world: Any) -> list[dict[str, Any]]:
    return [{}]


def _slugs(world: Any) -> list[dict[str, Any]]:
    return [{"slug": episode.slug} for episode in world.episodes]


def _in_english(world: Any) -> list[dict[str, Any]]:
    return [{**slug, "language": "en"} for slug in _slugs(world)]


def _editions(world: Any) -> list[dict[str, Any]]:
    return [{**slug, "number": 1} for slug in _slugs(world)]


QUERIES = {name: ["?woorden=en", "?woorden=nl"] for name in ("stories:episode", "stories:edition")}
QUERIES["stories:margin"] = ["?van=0:00"]

SAMPLES: dict[str, Any] = {
    "stories:episodes": once,
    "stories:of_expedition": lambda world: [{"expedition": world.cast.expedition.slug}],
    "stories:feed_in": lambda world: [
        {"expedition": world.cast.expedition.slug, "language": "en"},
        {"expedition": world.cast.expedition.slug, "language": "de"},
    ],
    "stories:feed": lambda world: [{"expedition": world.cast.expedition.slug}],
    "stories:doctor": lambda world: [{"expedition": world.cast.expedition.slug}],
    "stories:subscribe": lambda world: [{"pk": world.cast.oost.pk}],
    "stories:private_feed": lambda world: [{"token": world.ear.token}, {"token": "unknown"}],
    "stories:private_feed_in": lambda world: [
        {"token": world.ear.token, "language": "en"},
        {"token": "unknown", "language": "en"},
    ],
    "stories:private_file": lambda world: [
        {"token": world.ear.token, **edition, "name": name}
        for edition in _editions(world)[2:]
        for name in files_of(edition["slug"])
    ],
    "stories:margin": lambda world: (
        [{"kind": "aflevering", "key": episode.slug, "part": "0"} for episode in world.episodes]
        + [
            {name: getattr(each, name) for name in ("kind", "key", "part")}
            for each in world.remarks
        ]
    ),
    "stories:take_back_remark": lambda world: [{"pk": each.pk} for each in world.remarks],
    "stories:workshop": once,
    "stories:start": lambda world: [{"pk": world.tellable.pk}],
    "stories:by_number": lambda world: [{"pk": each.pk} for each in world.editions],
    "stories:episode": _slugs,
    "stories:edition": _editions,
    "stories:file": lambda world: [
        {**edition, "name": name}
        for edition in _editions(world)
        for name in files_of(edition["slug"])
    ],
    "stories:chapters_of": _slugs,
    "stories:chapter_of": lambda world: world.moments_told,
    **{
        f"stories:{name}": _in_english
        for name in ("translate", "translate_words", "translate_file", "untranslate")
    },
    **{
        f"stories:{name}": _slugs
        for name in (
            *("work", "write", "divide", "mute", "people", "cover", "picture"),
            *("prepare", "sound", "give", "retract", "voice"),
        )
    },
}
