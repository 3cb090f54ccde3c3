from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    name = "samenspel.threads"

    def ready(self) -> None:
        from samenspel.sources import search, traces, ways

        from . import finding
        from .desk import way_to, way_to_carry
        from .models import Thread
        from .traces import lift, places

        traces.register("threads", places=places, lift=lift)
        ways.register("threads", way_to)
        ways.register("passages left behind", way_to_carry)
        search.register(
            "threads",
            Thread,
            label=_("what recurs"),
            pieces=finding.pieces,
            url=finding.url_of,
            seen_by=finding.seen_by,
        )
