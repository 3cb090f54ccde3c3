"""Settings of the tests: those of a host, with a key of their own."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("SAMENSPEL_SECRET_KEY", "only for tests: not a secret")

from samenspel.web.settings import *  # noqa: F403
from samenspel.web.settings import DATABASES, STORAGES, VAR, env

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the browser tests serve pages from another thread.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": env.str("SAMENSPEL_TEST_DB", default="test_samenspel")}

# Pages are tested without collecting static files first; one test serves them as a host does.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = VAR / "test-static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# Most tests let people in without ceremony; those of the second step switch it on.
SECOND_STEP = False

# The threads that serve pages to the browser let go of the test database when they are done.
DATABASES["default"]["CONN_MAX_AGE"] = 0

_recordings = TemporaryDirectory(prefix="samenspel-")  # goes when the tests are over
RECORDINGS = Path(_recordings.name) / "recordings"
EPISODES = Path(_recordings.name) / "episodes"
TRAVELOGUES = Path(_recordings.name) / "travelogues"
RECORDINGS.mkdir()
EPISODES.mkdir()

# Nothing answers there: a test that has sound written out starts a service of its own.
TRANSCRIBER = "http://localhost:9/v1"
