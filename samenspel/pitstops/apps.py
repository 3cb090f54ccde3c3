from django.apps import AppConfig


class PitstopsConfig(AppConfig):
    name = "samenspel.pitstops"

    def ready(self) -> None:
        from samenspel.foundation import live

        from . import seats

        live.door("pitstop:", seats.still_here)
