"""The podcast as RSS 2.0, with the tags of iTunes and of Podcasting 2.0.

Apple's requirements (podcasters.apple.com, "Podcast RSS feed requirements") and the namespace
document of Podcasting 2.0 (podcastindex.org/namespace/1.0) say what stands where.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import override

from samenspel.circles.models import Circle, Coalition, Expedition

from .models import Credit, EpisodeEdition
from .public import TEXTS, Heard

NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
CATEGORY = ("Society & Culture", "Documentary")
MOST = 200
LONGEST = 3500  # bytes of a description; with its signs it stays under the 4,000 that are read
ROLES = {
    Credit.Part.HOST: ("host", "cast"),
    Credit.Part.GUEST: ("guest", "cast"),
    Credit.Part.MAKER: ("producer", "creative direction"),
}


def guid_of(address: str) -> uuid.UUID:
    """The podcast:guid of a feed: of its address without scheme and closing slashes."""
    return uuid.uuid5(NAMESPACE, address.partition("://")[2].rstrip("/"))


def contact() -> str:
    """The address that this site is reached at in public; '' when it has none."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return address if "." in address.partition("@")[2] else ""


def others() -> list[str]:
    """The languages besides that of this site: each has a feed of its own."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class PodcastFeed(Rss201rev2Feed):
    """RSS with the extra tags; `feed` and `item["heard"]` hold what they tell."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
            "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
        }

    def latest_post_date(self) -> datetime:
        """The same for the same feed, so that it is not sent again when nothing changed."""
        dates = [item["pubdate"] for item in self.items]
        newest: datetime = max(dates, default=self.feed["begun"])
        return newest

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        feed, add = self.feed, handler.addQuickElement
        add("itunes:author", feed["by"])
        add("itunes:explicit", "false")
        add("itunes:type", "episodic")
        add("itunes:image", "", {"href": feed["image"]})
        handler.startElement("itunes:category", {"text": CATEGORY[0]})
        add("itunes:category", "", {"text": CATEGORY[1]})
        handler.endElement("itunes:category")
        add("podcast:guid", str(guid_of(feed["feed_url"])))
        add("podcast:medium", "podcast")
        if feed["private"]:
            add("itunes:block", "Yes")
            add("podcast:block", "yes")
        elif owner := contact():
            handler.startElement("itunes:owner", {})
            add("itunes:name", feed["by"])
            add("itunes:email", owner)
            handler.endElement("itunes:owner")
            add("podcast:locked", "yes", {"owner": owner})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        heard: Heard = item["heard"]
        edition, add = heard.edition, handler.addQuickElement
        add("itunes:title", heard.title)
        add("itunes:duration", str(item["seconds"]))
        add("itunes:explicit", "false")
        add("itunes:episodeType", "full")
        if edition.cover_id:
            add("itunes:image", "", {"href": heard.address("omslag.jpg")})
        for about in _transcripts(heard):
            add("podcast:transcript", "", about)
        if heard.chapters:
            at = heard.address(heard.named("hoofdstukken.json"))
            add("podcast:chapters", "", {"url": at, "type": "application/json+chapters"})
        for person in heard.people:
            role, group = ROLES[Credit.Part(person.part)]
            add("podcast:person", person.name, {"role": role, "group": group})
        if heard.place:
            add("podcast:location", heard.place, _geo(edition))


def _transcripts(heard: Heard) -> Iterator[dict[str, str]]:
    """Its words in the language of the feed, and then in the others."""
    for language in sorted(heard.languages, key=lambda code: code != heard.language):
        told = heard.told_in(language)
        for ending in told.texts:
            at = told.address(told.named(f"tekst.{ending}"))
            captions = {"rel": "captions"} if ending != "txt" else {}
            yield {"url": at, "type": TEXTS[ending], "language": told.language, **captions}


def _geo(edition: EpisodeEdition) -> dict[str, str]:
    """Where it is on the map (RFC 5870): for its own people; others read the name of the place."""
    coalition = edition.coalition
    if edition.circle == Circle.PUBLIC or coalition is None:
        return {}
    if coalition.latitude is None or coalition.longitude is None:
        return {}
    return {"geo": f"geo:{coalition.latitude},{coalition.longitude}"}


def written(
    place: Expedition | Coalition,
    episodes: Iterable[Heard],
    *,
    address: str,
    page: str,
    private: bool = False,
    language: str = settings.LANGUAGE_CODE,
) -> str:
    """The feed of an expedition, or that of a coalition for its own people.

    `address` is where it stands itself, `page` where people read on; both whole. What the place
    says of itself is in the language of this site.
    """
    expedition = place.expedition if isinstance(place, Coalition) else place
    told = place.ground if isinstance(place, Coalition) else place.summary
    told = told if language == settings.LANGUAGE_CODE else ""
    begun = timezone.make_aware(datetime.combine(expedition.starts, time()))
    feed = PodcastFeed(
        title=place.name,
        link=page,
        description=escape(_cut(told or _("Conversations of residents and professionals."))),
        language=language,
        feed_url=address,
        by=expedition.name,
        image=settings.SITE_URL + static("stories/cover.png"),
        private=private,
        begun=begun,
    )
    for heard in episodes:
        edition = heard.edition
        if edition.master is None:
            continue
        sound = heard.heard_at
        feed.add_item(
            title=heard.title,
            link=heard.url,
            description=description(heard),
            unique_id=str(edition.episode.guid),
            unique_id_is_permalink=False,
            pubdate=edition.created,
            enclosures=[Enclosure(sound, str(heard.size), "audio/mpeg")],
            heard=heard,
            seconds=round(edition.master.duration / 1000),
        )
    words: str = feed.writeString("utf-8")
    return words


def description(heard: Heard) -> str:
    """The summary, and the chapters with their times: some programs read them here.

    As HTML, which is what programs take it for: a sign of somebody's text stays that sign.
    """
    edition = heard.edition
    with override(heard.language):
        parts = [heard.summary]
        if edition.expedition.invented:
            parts.insert(0, _("An example. People, places and words are made up."))
        if heard.chapters:
            parts.append("\n".join(f"({each.at}) {each.title}" for each in heard.chapters))
    told: str = linebreaks(_cut("\n\n".join(parts)), autoescape=True)
    return told


def _cut(words: str) -> str:
    return words.encode()[:LONGEST].decode(errors="ignore").strip()
