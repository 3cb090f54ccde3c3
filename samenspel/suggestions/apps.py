"""What was coded before, proposed again: never applied without a person's yes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuggestionsConfig(AppConfig):
    name = "samenspel.suggestions"

    def ready(self) -> None:
        from samenspel.sources import traces, ways
        from samenspel.threads import bench, beside

        from .besides import beside_the_text
        from .traces import lift, narrowed, places
        from .ways import way_to_say

        bench.register("search", _("find and code"), page="suggestions:search", place=40)
        bench.register("suggestions", _("suggestions"), page="suggestions:learned", place=70)
        traces.register("suggestions", places=places, lift=lift, narrowed=narrowed)
        ways.register("suggestions", way_to_say)
        beside.register("suggestions", beside_the_text)
