"""The public read-only interface: what it gives, and how it is described (OpenAPI 3.1).

It gives editions only, from the same copies as the pages. A first number in its address changes
when something that was promised goes away; what is added changes nothing.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from samenspel.circles.models import Expedition, Voice
from samenspel.lessons.models import Edition, Lesson, MeantFor
from samenspel.lessons.public import PublicLesson
from samenspel.stories.models import Credit, EpisodeEdition
from samenspel.stories.public import Heard
from samenspel.threads.models import Step

from . import linked

VERSION = "1.1.0"
A_PAGE, MOST = 20, 100
LAST_PAGE = 10_000
TRIES, MINUTES = 600, 10
LINKED = ("kind", "title", "url")


def lesson(found: PublicLesson, *, newest: int) -> dict[str, Any]:
    """One edition of a lesson; `newest` is the number of its newest."""
    edition = found.edition
    return {
        "slug": edition.slug,
        "edition": edition.number,
        "newest_edition": newest,
        "url": found.url,
        "image": found.card,
        "expedition": expedition(edition.expedition),
        "published": edition.created.isoformat(),
        "language": edition.language,
        "claim": edition.claim,
        "holds": edition.holds,
        "works": edition.works,
        "tomorrow": edition.tomorrow,
        "difference": edition.difference,
        "for_whom": edition.meant_for,
        "behind": edition.beside.get("behind", ""),
        "coalitions": [each.name for each in found.behind],
        "elements": [
            {"id": each.key, "nl": each.name_nl, "en": each.name_en} for each in found.elements
        ],
        "thread": _thread(edition),
        "question": found.asked,
        "links": [{key: link[key] for key in LINKED} for link in edition.beside.get("links", [])],
        "picture": _picture(edition),
        "rests_on": found.standing,
        "cite_as": found.citation,
        "quotes": [_quote(each) for each in found.quotes],
    }


def _thread(edition: Edition) -> dict[str, str] | None:
    """The red thread as it stood then."""
    told = edition.beside.get("thread")
    return {key: told.get(key, "") for key in ("claim", "status", "recognised")} if told else None


def _picture(edition: Edition) -> dict[str, str] | None:
    if not edition.picture:
        return None
    return {"url": edition.expedition.site + edition.picture_url, "shows": edition.shows}


def _quote(quote: Any) -> dict[str, Any]:
    if not quote.alive:
        return {"taken_back": True}
    return {
        "taken_back": False,
        "words": quote.words,
        "name": quote.name,
        "voice": quote.voice,
        "language": quote.language,
    }


def episode(heard: Heard) -> dict[str, Any]:
    """One edition of an episode. Its words and its sound stay behind their links."""
    edition = heard.edition
    return {
        "slug": edition.slug,
        "edition": edition.number,
        "url": heard.url,
        "image": heard.card,
        "expedition": expedition(edition.expedition),
        "published": edition.created.isoformat(),
        "recorded": edition.moment.isoformat(),
        "place": heard.place,
        "language": edition.language,
        "languages": heard.languages,
        "title": heard.title,
        "summary": heard.summary,
        "difference": edition.difference,
        "duration": edition.master.duration if edition.master else 0,
        "sound": {"url": heard.heard_at, "type": "audio/mpeg", "bytes": heard.size},
        "texts": [heard.address(f"tekst.{ending}") for ending in heard.texts],
        "chapters": [
            {"start": each.start, "title": each.title, "questions": list(each.questions)}
            for each in heard.chapters
        ],
        "people": [{"name": each.name, "part": each.part} for each in heard.people],
    }


def episode_gone(edition: EpisodeEdition) -> dict[str, Any]:
    """That an episode stood here. One of which a consent ran out has no moment, and no reason."""
    return {
        "slug": edition.slug,
        "url": settings.SITE_URL + edition.episode_url,
        "taken_back": edition.withdrawn.isoformat() if edition.withdrawn else None,
        "why": edition.why or EpisodeEdition.Why.TAKEN_BACK,
    }


def expedition(found: Expedition) -> dict[str, Any]:
    return {
        "slug": found.slug,
        "name": found.name,
        "invented": found.invented,
        "url": linked.home(found),
    }


def gone(edition: Edition) -> dict[str, Any]:
    """That a lesson stood here: its address, since when and why not any more."""
    return {
        "slug": edition.slug,
        "url": edition.expedition.site + edition.lesson_url,
        "taken_back": edition.withdrawn.isoformat() if edition.withdrawn else None,
        "why": edition.why,
    }


# The description

PARTS = "#/components/schemas/"


def described() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Samenspel: public lessons and episodes",
            "version": VERSION,
            "summary": "Editions of lessons and episodes, as everybody may read and hear them.",
            "description": (
                "Reading needs no key and leaves nothing behind. Words can be taken back: ask "
                "again with the ETag before you show a copy, and look at /taken-back once a day."
            ),
        },
        "servers": [{"url": f"{settings.SITE_URL}/api/v1"}],
        "paths": {
            "/expeditions": {
                "get": _asks(
                    "expeditions", "The expeditions of this site", [], _list_of("Expedition")
                )
            },
            **_editions("lesson", "edition"),
            **_editions("episode", "episode_edition"),
            "/taken-back": {
                "get": _asks(
                    "taken_back",
                    "The lessons that stood here and do no longer, newest first",
                    [],
                    _page_of("Gone"),
                    paged=True,
                )
            },
            "/taken-back/episodes": {
                "get": _asks(
                    "taken_back_episodes",
                    "The episodes that stood here and do no longer, newest first",
                    [],
                    _page_of("EpisodeGone"),
                    paged=True,
                )
            },
        },
        "components": {"schemas": SCHEMAS},
    }


def _editions(what: str, edition: str) -> dict[str, Any]:
    """The addresses of lessons or of episodes: all, the newest edition of one, and any of it."""
    shape = what.capitalize()
    expedition = _in_query("expedition", {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"})
    every = f"The newest edition of every {what}, newest first"
    asked = {
        f"/{what}s": _asks(f"{what}s", every, [expedition], _page_of(shape), paged=True),
        f"/{what}s/{{slug}}": _asks(
            what, f"The newest edition of one {what}", [SLUG], _part(shape), gone=what
        ),
        f"/{what}s/{{slug}}/editions/{{number}}": _asks(
            edition, f"One edition of one {what}", [SLUG, NUMBER], _part(shape), gone=what
        ),
    }
    return {path: {"get": told} for path, told in asked.items()}


def _part(name: str) -> dict[str, str]:
    return {"$ref": PARTS + name}


def _or_null(name: str) -> dict[str, Any]:
    return {"oneOf": [_part(name), {"type": "null"}]}


def _list_of(name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["items"],
        "properties": {"items": {"type": "array", "items": _part(name)}},
    }


def _page_of(name: str) -> dict[str, Any]:
    whole = {"type": "integer", "minimum": 0}
    link = {"type": ["string", "null"], "format": "uri"}
    return {
        "type": "object",
        "required": ["total", "page", "per_page", "next", "previous", "items"],
        "properties": {
            "total": whole,
            "page": {"type": "integer", "minimum": 1},
            "per_page": {"type": "integer", "minimum": 1, "maximum": MOST},
            "next": link,
            "previous": link,
            "items": {"type": "array", "items": _part(name)},
        },
    }


def _in_query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _in_path(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


SLUG = _in_path("slug", {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"})
NUMBER = _in_path("number", {"type": "integer", "minimum": 1})
PAGED = [
    _in_query("page", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}),
    _in_query("per_page", {"type": "integer", "minimum": 1, "maximum": MOST, "default": A_PAGE}),
]


def _asks(
    name: str,
    summary: str,
    parameters: list[dict[str, Any]],
    answer: dict[str, Any],
    *,
    paged: bool = False,
    gone: str = "",
) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "200": {
            "description": "Found",
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": answer}},
        },
        "304": {"description": "Not changed since the ETag that was sent along"},
        "429": {
            **_problem(f"More than {TRIES} questions in {MINUTES} minutes"),
            "headers": {"Retry-After": {"schema": {"type": "integer"}}},
        },
    }
    if paged:
        answers["400"] = _problem("A parameter that is not understood")
        answers["404"] = _problem("There is no such page")
    if gone:
        answers["404"] = _problem("Never was there, or not yet")
        answers["410"] = _problem("Stood here, and was taken back: remove your copy")
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [*parameters, *(PAGED if paged else [])],
        "responses": dict(sorted(answers.items())),
    }


def _problem(description: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _part("Problem")}}
    return {"description": description, "content": content}


def _holds(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


TEXT = {"type": "string"}
LINK = {"type": "string", "format": "uri"}
DAY_AND_TIME = {"type": "string", "format": "date-time"}
LANGUAGE = {"type": "string", "enum": [code for code, _ in settings.LANGUAGES]}
COUNT = {"type": "integer", "minimum": 0}

SCHEMAS: dict[str, Any] = {
    "Expedition": _holds(
        {
            "slug": TEXT,
            "name": TEXT,
            "invented": {"type": "boolean", "description": "An example: nobody in it exists."},
            "url": LINK,
        }
    ),
    "Given": _holds(
        {
            "taken_back": {"const": False},
            "words": TEXT,
            "name": {**TEXT, "description": "As the speaker chose; empty for no name at all."},
            "voice": {"type": "string", "enum": list(Voice.values)},
            "language": LANGUAGE,
        }
    ),
    "TakenBack": _holds({"taken_back": {"const": True}}),
    "Quote": {"oneOf": [_part("Given"), _part("TakenBack")]},
    "Standing": _holds(dict.fromkeys(("quotes", "coalitions", "moments", *Voice.values), COUNT)),
    "Lesson": _holds(
        {
            "slug": TEXT,
            "edition": {"type": "integer", "minimum": 1},
            "newest_edition": {"type": "integer", "minimum": 1},
            "url": LINK,
            "image": LINK,
            "expedition": _part("Expedition"),
            "published": DAY_AND_TIME,
            "language": LANGUAGE,
            "claim": TEXT,
            "holds": TEXT,
            "works": TEXT,
            "tomorrow": TEXT,
            "difference": TEXT,
            "for_whom": {"type": "string", "enum": ["", *MeantFor.values]},
            "behind": {**TEXT, "description": "Who stands behind it, in words of its makers."},
            "coalitions": {
                "type": "array",
                "items": TEXT,
                "description": "Those that looked at it and want to be named.",
            },
            "elements": {"type": "array", "items": _part("Element")},
            "thread": _or_null("Thread"),
            "question": _or_null("Question"),
            "links": {"type": "array", "items": _part("Link")},
            "picture": _or_null("Picture"),
            "rests_on": _part("Standing"),
            "cite_as": TEXT,
            "quotes": {"type": "array", "items": _part("Quote")},
        }
    ),
    "Element": _holds({"id": TEXT, "nl": TEXT, "en": TEXT}),
    "Thread": _holds(
        {
            "claim": TEXT,
            "status": {"type": "string", "enum": list(Step.Status.values)},
            "recognised": {**TEXT, "description": "Who recognises it, as far as all may know."},
        }
    ),
    "Question": _holds(
        {
            "words": TEXT,
            "coalition": {**TEXT, "description": "Whose question it is, if all may know that."},
        }
    ),
    "Link": _holds(
        {"kind": {"type": "string", "enum": list(Lesson.Made.values)}, "title": TEXT, "url": LINK}
    ),
    "Picture": _holds({"url": LINK, "shows": TEXT}),
    "Sound": _holds({"url": LINK, "type": TEXT, "bytes": COUNT}),
    "Chapter": _holds(
        {
            "start": {**COUNT, "description": "In milliseconds."},
            "title": TEXT,
            "questions": {"type": "array", "items": TEXT},
        }
    ),
    "Named": _holds({"name": TEXT, "part": {"type": "string", "enum": list(Credit.Part.values)}}),
    "Episode": _holds(
        {
            "slug": TEXT,
            "edition": {"type": "integer", "minimum": 1},
            "url": LINK,
            "image": LINK,
            "expedition": _part("Expedition"),
            "published": DAY_AND_TIME,
            "recorded": {"type": "string", "format": "date"},
            "place": {**TEXT, "description": "Empty when it may not be known."},
            "language": LANGUAGE,
            "languages": {"type": "array", "items": LANGUAGE},
            "title": TEXT,
            "summary": TEXT,
            "difference": TEXT,
            "duration": {**COUNT, "description": "In milliseconds."},
            "sound": _part("Sound"),
            "texts": {
                "type": "array",
                "items": LINK,
                "description": "Its words: ask again before you show them.",
            },
            "chapters": {"type": "array", "items": _part("Chapter")},
            "people": {"type": "array", "items": _part("Named")},
        }
    ),
    "EpisodeGone": _holds(
        {
            "slug": TEXT,
            "url": LINK,
            "taken_back": {"type": ["string", "null"], "format": "date-time"},
            "why": {"type": "string", "enum": list(EpisodeEdition.Why.values)},
        }
    ),
    "Gone": _holds(
        {
            "slug": TEXT,
            "url": LINK,
            "taken_back": DAY_AND_TIME,
            "why": {"type": "string", "enum": list(Edition.Why.values)},
        }
    ),
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "lesson": _part("Gone"),
            "episode": _part("EpisodeGone"),
        },
    },
}
