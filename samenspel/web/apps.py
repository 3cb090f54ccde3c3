from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "samenspel.web"

    def ready(self) -> None:
        from . import preparing

        preparing.register()
