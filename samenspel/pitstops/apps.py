from django.apps import AppConfig


class PitstopsConfig(AppConfig):
    name = "samenspel.pitstops"

    def ready(self) -> None:
        from samenspel.sources import moments, traces, ways
        from samenspel.stories import margins

        from . import report_footnotes, report_margins, report_ways, talk

        traces.register(
            "reports",
            places=report_ways.places,
            lift=report_ways.lift,
            narrowed=report_margins.narrowed,
        )
        margins.register(report_margins.KIND, report_margins.find)
        ways.register("reports", report_ways.way_to)
        moments.register("reports", report_footnotes.uses)
        moments.register("talks", talk.uses)
