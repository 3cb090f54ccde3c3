"""What `tests/live_site.py` runs: the site's own server, with a door for their topics."""

import os
from importlib import import_module

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.live_settings"

from samenspel.web.asgi import application

__all__ = ["application"]

import_module("tests.live_urls")
