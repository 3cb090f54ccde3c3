from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "samenspel.exchange"

    def ready(self) -> None:
        from samenspel.sources import traces
        from samenspel.threads import bench, outgoing

        from .actions import enter_counts
        from .traces import lift, narrowed, objection, places

        traces.register(
            "exchange", places=places, lift=lift, narrowed=narrowed, objection=objection
        )
        outgoing.keep(enter_counts)
        bench.register("exchange", _("exchange"), page="exchange:corner", place=80)
