from django.apps import AppConfig


class PitstopsConfig(AppConfig):
    name = "samenspel.pitstops"

    def ready(self) -> None:
        from samenspel.sources import traces, ways

        from . import report_ways

        traces.register("reports", places=report_ways.places, lift=report_ways.lift)
        ways.register("reports", report_ways.way_to)
