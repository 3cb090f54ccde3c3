from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LessonsConfig(AppConfig):
    name = "samenspel.lessons"

    def ready(self) -> None:
        from samenspel.sources import search, traces

        from . import public
        from .models import Edition
        from .traces import lift, places

        traces.register("lessons", places=places, lift=lift)
        search.register(
            "lessons",
            Edition,
            label=_("what was learned"),
            pieces=public.pieces,
            url=public.url_of,
            seen_by=lambda person: public.findable(),
        )
