"""The settings of a host, with a few addresses to compare with."""

import os

os.environ.setdefault("SAMENSPEL_SECRET_KEY", "only for a measurement: not a secret")

from samenspel.web.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
