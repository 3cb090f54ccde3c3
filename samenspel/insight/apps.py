"""See the whole: what was coded, counted and compared."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "samenspel.insight"

    def ready(self) -> None:
        from samenspel.threads import bench

        bench.register("matrix", _("counts"), page="insight:matrix", place=50)
        bench.register("agreement", _("side by side"), page="insight:agreement", place=60)
