from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    name = "samenspel.recognition"

    def ready(self) -> None:
        from samenspel.sources import traces
        from samenspel.threads import bench, onward

        from .reading import way_to
        from .traces import lift, places

        bench.register("recognition", _("recognition"), page="recognition:rounds", place=35)
        onward.register("recognition", way_to)
        traces.register("stories of change", places=places, lift=lift)
