from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    name = "samenspel.threads"

    def ready(self) -> None:
        from samenspel.circles import roles
        from samenspel.sources import search, traces, ways

        from . import bench, finding
        from .desk import way_to, way_to_carry
        from .models import READS_BLIND, Thread, reads_blind_somewhere
        from .traces import lift, places

        roles.ask_along(READS_BLIND, reads_blind_somewhere)
        traces.register("threads", places=places, lift=lift)
        ways.register("threads", way_to)
        ways.register("passages left behind", way_to_carry)
        bench.register("read", _("read"), page="threads:read", place=10)
        bench.register("codes", _("codes"), page="threads:codebooks_at", place=20)
        bench.register("threads", _("red threads"), page="threads:threads_at", place=30)
        search.register(
            "threads",
            Thread,
            label=_("what recurs"),
            pieces=finding.pieces,
            url=finding.url_of,
            seen_by=finding.seen_by,
        )
