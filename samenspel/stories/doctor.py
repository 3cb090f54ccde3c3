"""The feed doctor: what podcast programs ask of a feed, tried at our own public address.

It asks as they do, over the network, and says in plain words what to mend. The worker does it: a
page that asks its own site would wait for itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from html import unescape
from http.client import HTTPException
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import ParseError, fromstring
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from PIL import Image, UnidentifiedImageError

from samenspel.circles.deeds import deed
from samenspel.circles.models import Circle, Expedition
from samenspel.circles.sight import BOOKS

from .models import Checkup
from .podcast import LONGEST, guid_of, others
from .rights import examines

if TYPE_CHECKING:
    from samenspel.people.models import Person

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
WAITS = 20  # seconds for an answer
READS = 8 * 1024 * 1024  # bytes of an answer
MOST = 20  # episodes that are tried
WIDE = 65  # letters of a line of captions
# Apple's list, with its capitals: a program that does not know a category takes the feed for none.
CATEGORIES = {
    "Arts": "Books|Design|Fashion & Beauty|Food|Performing Arts|Visual Arts",
    "Business": "Careers|Entrepreneurship|Investing|Management|Marketing|Non-Profit",
    "Comedy": "Comedy Interviews|Improv|Stand-Up",
    "Education": "Courses|How To|Language Learning|Self-Improvement",
    "Government": "",
    "Health & Fitness": "Alternative Health|Fitness|Medicine|Mental Health|Nutrition|Sexuality",
    "History": "",
    "Kids & Family": "Education for Kids|Parenting|Pets & Animals|Stories for Kids",
    "News": "Business News|Daily News|Entertainment News|News Commentary|Politics|Sports News",
    "Religion & Spirituality": "Buddhism|Christianity|Hinduism|Islam|Judaism|Religion|Spirituality",
    "Science": "Astronomy|Chemistry|Earth Sciences|Life Sciences|Mathematics|Natural Sciences|"
    "Nature|Physics|Social Sciences",
    "Society & Culture": "Documentary|Personal Journals|Philosophy|Places & Travel|Relationships",
    "Technology": "",
}
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z]{2})?"
UNREAD = re.compile(r"(no|do-?not|geen)[-_.]?(reply|antwoord)", re.IGNORECASE)
CUE = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3}) --> (?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})")

# What is looked at, and what to do when it is not well. The second is for whoever can mend it.
RULES: dict[str, tuple[Any, Any]] = {
    "there": (
        _("The feed can be fetched at its public address."),
        _("The address does not answer. Is SAMENSPEL_URL right, and can the internet reach it?"),
    ),
    "kind": (
        _("The feed says that it is XML, and is."),
        _("Something between this site and the internet changes the feed. Tell the host."),
    ),
    "safe": (
        _("The address begins with https."),
        _("Podcast programs want https. Tell the host to put a certificate in front of the site."),
    ),
    "told": (
        _("The podcast has a title, a description that is not too long, and a language."),
        _("Write what the expedition is about, in at most 4,000 letters."),
    ),
    "listed": (
        _("It has a category, says for whom it is, and by whom."),
        _("This comes from the software. Tell whoever keeps it."),
    ),
    "category": (
        _("Its category is one that programs know, letter for letter."),
        _("This comes from the software. Tell whoever keeps it."),
    ),
    "locked": (
        _("It says that nobody may take the podcast over, and whom to ask."),
        _("This comes from the software. Tell whoever keeps it."),
    ),
    "owner": (
        _("It has a mail address, by which podcast directories know that it is yours."),
        _(
            "Directories mail a code to whoever registers a podcast. Tell the host to set "
            "SAMENSPEL_MAIL_FROM to an address where somebody reads the mail."
        ),
    ),
    "cover": (
        _("The cover is a square picture of 1400 to 3000 pixels, and is there."),
        _("The cover can't be fetched or has another size. Choose another picture."),
    ),
    "guid": (
        _("The podcast keeps its name, also when it moves."),
        _("The feed stands at another address than it says. Is SAMENSPEL_URL right?"),
    ),
    "filled": (
        _("There is something to hear."),
        _("Programs refuse an empty podcast. Publish an episode first."),
    ),
    "items": (
        _("Each episode has a title, a day, a length and a name that no other has."),
        _("This comes from the software. Tell whoever keeps it."),
    ),
    "plain": (
        _("The addresses of the sound hold plain letters only."),
        _("Some programs stumble over other letters. Give the site a plain address."),
    ),
    "sound": (
        _("The sound is there, and as long as the feed says."),
        _("Make the sound of this episode anew, and publish a new edition."),
    ),
    "parts": (
        _("The sound can be fetched in parts, so that one can go on where one stopped."),
        _("Something between this site and the internet drops the header Range. Tell the host."),
    ),
    "again": (
        _("Programs that come back hear that nothing changed."),
        _("Something between this site and the internet drops the header ETag. Tell the host."),
    ),
    "words": (
        _("The words can be read along, in order, also in players on other sites."),
        _("Look at the times in the text of this episode: each must come after the one before."),
    ),
    "wide": (
        _("Lines of captions are short enough for a small screen: 65 letters at most."),
        _("Cut the long words or addresses in the text of this episode, and publish it anew."),
    ),
    "languages": (
        _("Each text says its language, and is there once in every form."),
        _("This comes from the software. Tell whoever keeps it."),
    ),
    "chapters": (
        _("The chapters can be read, in order."),
        _("Look at the chapters of this episode: each must come after the one before."),
    ),
}

REFUSED = frozenset({"told", "listed", "cover", "items", "sound"})  # by programs, when not well


@dataclass(frozen=True)
class Answer:
    """What an address answered. Names of headers are in small letters; status 0: nothing came."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


Fetch = Callable[[str, str, dict[str, str]], Answer]
Finding = tuple[str, bool, str]


def over_the_network(method: str, url: str, headers: dict[str, str]) -> Answer:
    """Ask an address of our own site; others are not asked."""
    if not url.startswith(f"{settings.SITE_URL}/"):
        return Answer(0)
    asked = Request(url, method=method, headers={"User-Agent": "Samenspel feed doctor", **headers})  # noqa: S310  (our own address)
    try:
        with urlopen(asked, timeout=WAITS) as answer:  # noqa: S310  (our own address)
            return Answer(answer.status, _small(answer.headers), answer.read(READS))
    except HTTPError as refused:
        with refused:
            return Answer(refused.code, _small(refused.headers), refused.read(READS))
    except (URLError, HTTPException, OSError, ValueError):
        return Answer(0)


def _small(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def examine(url: str, fetch: Fetch = over_the_network) -> list[Finding]:
    """Every rule with whether all is well, and what it is about when it is not."""
    return list(_feed(url, fetch))


def _feed(url: str, fetch: Fetch) -> Iterator[Finding]:
    yield "safe", url.startswith("https://"), url
    answer = fetch("GET", url, {})
    yield "there", answer.status == 200, url
    if answer.status != 200:
        return
    try:
        channel = fromstring(answer.body).find("channel")
    except ParseError:
        channel = None
    yield "kind", channel is not None and "xml" in answer.headers.get("content-type", ""), url
    if channel is None:
        return
    tag = answer.headers.get("etag", "")
    known = fetch("GET", url, {"If-None-Match": tag}) if tag else Answer(0)
    yield "again", known.status == 304, url
    yield from _within(channel, url, fetch)


def beforehand(feed: str, url: str, fetch: Fetch, *, of: str) -> list[Finding]:
    """What a feed says that stands nowhere yet; of its episodes the one with this name alone."""
    channel = fromstring(feed).find("channel")
    return [] if channel is None else list(_within(channel, url, fetch, of))


def _within(channel: Element, url: str, fetch: Fetch, only: str = "") -> Iterator[Finding]:
    yield from _channel(channel, url, fetch)
    items = channel.findall("item")
    yield "filled", bool(items), url
    names = [item.findtext("guid") for item in items]
    for item in items[:MOST]:
        if only in ("", item.findtext("guid")):
            yield from _item(item, names, fetch)


def _channel(channel: Element, url: str, fetch: Fetch) -> Iterator[Finding]:
    about = channel.findtext("description") or ""
    told = channel.findtext("title") and 0 < len(about.encode()) <= LONGEST
    language = re.fullmatch(LANGUAGE, channel.findtext("language") or "")
    yield "told", bool(told and language), url
    category = channel.find(f"{ITUNES}category")
    listed = channel.findtext(f"{ITUNES}author") and channel.findtext(f"{ITUNES}explicit")
    yield "listed", bool(listed and category is not None and category.get("text")), url
    kinds = [each.get("text", "") for each in channel.iterfind(f".//{ITUNES}category")]
    yield "category", _is_known(kinds), ", ".join(kinds) or url
    owner = channel.findtext(f"{ITUNES}owner/{ITUNES}email") or ""
    locked = channel.find(f"{PODCAST}locked")
    yield "locked", _is_locked(locked) if locked is not None else not owner, url
    yield "owner", bool(owner) and not UNREAD.match(owner), owner or url
    yield "guid", channel.findtext(f"{PODCAST}guid") == str(guid_of(url)), url
    cover = channel.find(f"{ITUNES}image")
    yield _cover(cover.get("href", "") if cover is not None else "", fetch)


def _is_known(kinds: list[str]) -> bool:
    """One category and at most one below it."""
    top, *below = kinds or [""]
    return top in CATEGORIES and all(each in CATEGORIES[top].split("|") for each in below)


def _is_locked(locked: Element) -> bool:
    return locked.text == "yes" and "@" in locked.get("owner", "")


def _cover(url: str, fetch: Fetch) -> Finding:
    head, whole = fetch("HEAD", url, {}), fetch("GET", url, {})
    kind = head.headers.get("content-type", "")
    if head.status != 200 or not kind.startswith(("image/jpeg", "image/png")):
        return "cover", False, url
    try:
        with Image.open(BytesIO(whole.body), formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return "cover", False, url
    return "cover", width == height and 1400 <= width <= 3000, url


def _item(item: Element, names: list[str | None], fetch: Fetch) -> Iterator[Finding]:
    title = item.findtext("title") or "?"
    guid, enclosure = item.findtext("guid"), item.find("enclosure")
    sound = enclosure.get("url", "") if enclosure is not None else ""
    once = bool(guid) and names.count(guid) == 1
    lasts = (item.findtext(f"{ITUNES}duration") or "").isdecimal()
    yield "items", bool(once and lasts and _day(item) and sound), title
    yield "plain", sound.isascii() and "%" not in sound, title
    size = enclosure.get("length", "") if enclosure is not None else ""
    head = fetch("HEAD", sound, {})
    there = head.status == 200 and head.headers.get("content-length") == size
    yield "sound", there and head.headers.get("content-type") == "audio/mpeg", title
    part = fetch("GET", sound, {"Range": "bytes=0-1"})
    whole = part.headers.get("content-range") == f"bytes 0-1/{size}"
    yield "parts", part.status == 206 and whole and len(part.body) == 2, title
    image = item.find(f"{ITUNES}image")
    if image is not None:
        yield _cover(image.get("href", ""), fetch)
    transcripts = item.findall(f"{PODCAST}transcript")
    for words in transcripts:
        told = fetch("GET", words.get("url", ""), {})
        yield "words", _words(words, told), title
        if words.get("type") == "text/vtt":
            yield "wide", _is_narrow(told.body.decode(errors="replace")), title
    yield "languages", _languages(transcripts), title
    chapters = item.find(f"{PODCAST}chapters")
    if chapters is not None:
        yield "chapters", _chapters(fetch("GET", chapters.get("url", ""), {})), title


def _day(item: Element) -> bool:
    try:
        parsedate_to_datetime(item.findtext("pubDate") or "")
    except ValueError:
        return False
    return True


def _is_narrow(captions: str) -> bool:
    """Without the signs for who speaks, which no screen shows."""
    lines = (unescape(re.sub(r"<[^>]*>", "", line)) for line in captions.splitlines())
    return all(len(line) <= WIDE for line in lines)


def _words(told: Element, answer: Answer) -> bool:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    others = answer.headers.get("access-control-allow-origin") == "*"
    if answer.status != 200 or kind != told.get("type") or not others:
        return False
    text = answer.body.decode(errors="replace")
    if kind == "text/plain":
        return bool(text.strip())
    times = [_times(found.groups()) for found in CUE.finditer(text)]
    begins = [begin for begin, _ in times]
    right = kind != "text/vtt" or text.startswith("WEBVTT")
    return right and begins == sorted(begins) and all(begin < stop for begin, stop in times)


def _languages(transcripts: list[Element]) -> bool:
    """Of each language every form once, with a language that programs can tell (RFC 5646)."""
    forms = [(each.get("language", ""), each.get("type")) for each in transcripts]
    named = all(re.fullmatch(LANGUAGE, language) for language, _kind in forms)
    kinds = [
        {kind for language, kind in forms if language == code}
        for code in {language for language, _kind in forms}
    ]
    return named and len(set(forms)) == len(forms) and all(each == kinds[0] for each in kinds)


def _times(found: tuple[str | None, ...]) -> tuple[int, int]:
    hours, minutes, seconds, rest, *until = [int(each or 0) for each in found]
    begin = ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
    hours, minutes, seconds, rest = until
    return begin, ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _chapters(answer: Answer) -> bool:
    try:
        told = json.loads(answer.body)
        starts = [each["startTime"] for each in told["chapters"] if each["title"]]
    except (ValueError, KeyError, TypeError):
        return False
    right = answer.headers.get("content-type", "").startswith("application/json+chapters")
    return bool(right and told.get("version") and starts and starts == sorted(starts))


# Asking for it


@deed("podcast.examine", may=examines)
def ask(expedition: Expedition, *, by: Person) -> Checkup:
    """Let the feed doctor look at the public podcast of an expedition."""
    Checkup.objects.unguarded(BOOKS).filter(expedition=expedition).delete()
    checkup = Checkup(
        author=by, **expedition.where, circle=Circle.EXPEDITION, ceiling=Circle.EXPEDITION
    )
    checkup.save()
    transaction.on_commit(lambda: visit.enqueue(checkup.pk))
    return checkup


@task()
def visit(pk: int) -> None:
    """Look at the feed of each language, as the worker."""
    rows = Checkup.objects.unguarded(BOOKS).filter(pk=pk, ended=None)
    checkup = rows.select_related("expedition").first()
    if checkup is not None:
        slug = checkup.expedition.slug
        found = examine(settings.SITE_URL + reverse("stories:feed", args=[slug]))
        for language in others():  # which may hold nothing yet
            at = reverse("stories:feed_in", args=[slug, language])
            found += [each for each in examine(settings.SITE_URL + at) if each[0] != "filled"]
        rows.update(findings=found, ended=timezone.now())


@dataclass(frozen=True)
class Line:
    """One rule as it is told: how it stands, and about what when it is not well.

    `refused`: programs refuse a podcast in which this is not well.
    """

    well: bool
    rule: str
    mend: str
    about: list[str]
    refused: bool = False


def told(findings: Iterable[Finding]) -> list[Line]:
    """What was found, a line for each rule; first what is not well."""
    wrong: dict[str, list[str]] = {}
    for rule, well, about in findings:
        wrong.setdefault(rule, [])
        if not well and about not in wrong[rule]:
            wrong[rule].append(about)
    lines = [
        Line(not about, str(RULES[rule][0]), str(RULES[rule][1]), about, rule in REFUSED)
        for rule, about in wrong.items()
        if rule in RULES
    ]
    return sorted(lines, key=lambda line: line.well)
