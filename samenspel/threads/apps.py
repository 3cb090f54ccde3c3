from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    name = "samenspel.threads"

    def ready(self) -> None:
        from samenspel.sources import search, traces

        from . import finding
        from .models import Thread
        from .traces import lift, places

        traces.register("threads", places=places, lift=lift)
        search.register(
            "threads",
            Thread,
            label=_("what recurs"),
            pieces=finding.pieces,
            url=finding.url_of,
            seen_by=finding.seen_by,
        )
