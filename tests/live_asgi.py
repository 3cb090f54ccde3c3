"""What `tests/live_site.py` runs: the site's own server, with a door for their topics.

It never looks again for what it was not told: what a test hears, it heard.
"""

import os
from importlib import import_module

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.live_settings"

from samenspel.web.asgi import application

__all__ = ["application"]

import_module("tests.live_urls")
vars(import_module("samenspel.foundation.live.tailer"))["SWEEP_EVERY"] = 3600
