from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    name = "samenspel.sources"

    def ready(self) -> None:
        from . import recordings, search, traces, transcribing
        from .models import Source

        search.register(
            "sources",
            Source,
            label=_("what was said"),
            pieces=search.source_pieces,
            url=search.source_url,
        )
        traces.register("recordings", places=recordings.places, lift=recordings.lift)
        traces.register("transcribing", places=transcribing.places, lift=transcribing.lift)
