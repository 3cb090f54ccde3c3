"""The settings of `tests/live_site.py`: those of the tests, with pages to try live parts on."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403

ROOT_URLCONF = "tests.live_urls"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EPISODES = Path(os.environ["LIVE_EPISODES"])  # those of the test, which made them
