from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "samenspel.lessons"

    def ready(self) -> None:
        from samenspel.sources import traces

        from .traces import lift, places

        traces.register("lessons", places=places, lift=lift)
