"""The same server as the site's own, with the addresses to compare with."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from samenspel.web.asgi import application

__all__ = ["application"]
