from django.apps import AppConfig


class TravelogueConfig(AppConfig):
    name = "samenspel.travelogue"

    def ready(self) -> None:
        from samenspel.sources import traces

        from .traces import lift, narrowed, places, silenced

        traces.register(
            "travelogue", places=places, lift=lift, narrowed=narrowed, silenced=silenced
        )
