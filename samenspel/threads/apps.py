from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "samenspel.threads"

    def ready(self) -> None:
        from samenspel.sources import traces

        from .traces import lift, places

        traces.register("threads", places=places, lift=lift)
