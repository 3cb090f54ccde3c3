"""What the server runs: whole requests, handed to Django in a few steady threads.

One thread per process on SQLite, four on PostgreSQL, so that database connections are few and
kept (`docs/adr/0004-server.md`).
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenspel.web.settings")

from a2wsgi import WSGIMiddleware
from django.conf import settings

from samenspel.foundation.whole import whole_requests
from samenspel.web.wsgi import application as pages

threads = WSGIMiddleware(pages, workers=settings.SAMENSPEL_THREADS)  # type: ignore[arg-type]
application = whole_requests(threads, most=settings.SAMENSPEL_MOST_BYTES)
