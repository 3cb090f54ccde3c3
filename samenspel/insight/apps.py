"""See the whole: what was coded, counted and compared."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "samenspel.insight"

    def ready(self) -> None:
        from samenspel.threads import bench, onward

        from .ways import way_to_counts

        bench.register("matrix", _("counts"), page="insight:matrix", place=50)
        bench.register("agreement", _("side by side"), page="insight:agreement", place=60)
        onward.register("insight", way_to_counts)
