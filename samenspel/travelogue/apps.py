from django.apps import AppConfig


class TravelogueConfig(AppConfig):
    name = "samenspel.travelogue"

    def ready(self) -> None:
        from samenspel.site.views import machines
        from samenspel.sources import traces

        from .book import addresses
        from .traces import lift, narrowed, places, silenced

        machines.more_pages.append(addresses)
        traces.register(
            "travelogue", places=places, lift=lift, narrowed=narrowed, silenced=silenced
        )
