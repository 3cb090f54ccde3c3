"""What is measured: the invented expedition, and one text with 200 passages in it.

`python -m bench.world` adds that text; with `told` it prints as JSON a session of the researcher
and the address of each measured page with the one of its bare twin.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.site import Site

TITLE = "Tweehonderd fragmenten"


def told(site: Site) -> dict[str, Any]:
    printed = subprocess.check_output(
        [sys.executable, "-m", "bench.world", "told"], env=site.env, text=True
    )
    found: dict[str, Any] = json.loads(printed)
    return found


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()


def add() -> None:
    """A text of 400 sentences by the researcher, with a passage on every second one."""
    from samenspel.circles.models import Circle, Membership, Role
    from samenspel.sources import actions as sources
    from samenspel.threads import actions as threads
    from samenspel.threads.models import Code

    place = Membership.objects.live().filter(role=Role.RESEARCHER, coalition__isnull=False).first()
    assert place and place.coalition
    els = place.person
    sentences = [f"Zin {n} gaat over de sleutel van deur {n % 9}." for n in range(400)]
    text = "\n".join(" ".join(sentences[at : at + 5]) for at in range(0, 400, 5))
    source = sources.keep(place.coalition, text=text, title=TITLE, circle=Circle.TEAM, by=els)
    version = source.versions.visible_to(els).get()
    codes = list(Code.objects.visible_to(els)[:8])
    for number, sentence in enumerate(sentences[::2]):
        start = version.text.index(sentence)
        threads.mark(
            version,
            start=start,
            end=start + len(sentence),
            words=sentence,
            sha256=version.sha256,
            codes=codes[number % 8 : number % 8 + 1],
            by=els,
        )


def tell() -> None:
    from django.conf import settings
    from django.contrib.auth import login
    from django.contrib.sessions.backends.db import SessionStore
    from django.db.models import Count
    from django.http import HttpRequest
    from django.urls import reverse

    from samenspel.circles.models import Membership, Role
    from samenspel.lessons.models import Edition
    from samenspel.sources.models import Source
    from samenspel.threads.models import Thread

    place = Membership.objects.live().filter(role=Role.RESEARCHER, coalition__isnull=False).first()
    assert place and place.coalition
    els = place.person
    request = HttpRequest()
    request.session = SessionStore()
    login(request, els, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    source = Source.objects.visible_to(els).get(title=TITLE)
    thread = (
        Thread.objects.visible_to(els).annotate(n=Count("gathered")).order_by("-n", "pk").first()
    )
    edition = Edition.objects.visible_to(None).filter(withdrawn=None).first()
    assert thread and edition
    pages = {
        "coalition": (reverse("web:coalition", args=[place.coalition.pk]), place.coalition.pk),
        "source": (reverse("threads:desk", args=[source.pk]), source.pk),
        "thread": (reverse("threads:thread", args=[thread.pk]), thread.pk),
        "search": (reverse("web:search") + "?q=sleutel", 1),
        "lesson": (edition.lesson_url, edition.pk),
    }
    labels = {
        "coalition": "coalition page",
        "source": "source with 200 passages",
        "thread": "thread page",
        "search": "search for a common word",
        "lesson": "public lesson",
    }
    print(
        json.dumps(
            {
                "cookie": f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}",
                "pages": {
                    labels[name]: (path, f"/bench/{name}/{pk}/")
                    for name, (path, pk) in pages.items()
                },
                "public": {
                    "home page": "/",
                    "public lessons": reverse("lessons:lessons"),
                    "a public lesson": edition.lesson_url,
                },
            }
        )
    )


if __name__ == "__main__":
    _start()
    tell() if sys.argv[1:] == ["told"] else add()
