from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    name = "samenspel.stories"

    def ready(self) -> None:
        from samenspel.sources import moments, search, traces, ways

        from . import beside_episodes, margins, public, reach
        from .models import EpisodeEdition
        from .moments import uses
        from .traces import lift, narrowed, places, silenced
        from .ways import way_to_take_out, way_to_tell_on

        traces.register(
            "stories",
            places=places,
            lift=lift,
            narrowed=narrowed,
            silenced=silenced,
            objection=reach.objection,
        )
        margins.register(beside_episodes.KIND, beside_episodes.find)
        ways.register("stories", way_to_tell_on)
        ways.register("voices", way_to_take_out)
        moments.register("stories", uses)
        search.register(
            "episodes",
            EpisodeEdition,
            label=_("episodes"),
            pieces=public.pieces,
            url=public.url_of,
            seen_by=public.latest,
        )
