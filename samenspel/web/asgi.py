"""What the server runs: live streams itself, and whole requests by Django in a few steady threads.

One thread per process on SQLite, four on PostgreSQL, so that database connections are few and
kept (`docs/adr/0004-server.md`). A stream takes none of them (`docs/adr/0011-live.md`).
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenspel.web.settings")

from django.conf import settings

from samenspel.web.wsgi import application as pages

# isort: split
# What follows has tables; they are there once the line above has set Django up.
from samenspel.exchange.door import has_place
from samenspel.foundation.answering import Threads
from samenspel.foundation.handing import handing
from samenspel.foundation.live.sse import streams
from samenspel.foundation.whole import whole_requests

threads = Threads(pages, workers=settings.SAMENSPEL_THREADS)  # type: ignore[arg-type]
larger = {"/werkbank/[^/]+/uitwisselen/": settings.SAMENSPEL_MOST_PROJECT}
whole = whole_requests(threads, most=settings.SAMENSPEL_MOST_BYTES, larger=larger, known=has_place)
application = streams(handing(whole))
