from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "samenspel.site"

    def ready(self) -> None:
        from samenspel.circles import in_public
        from samenspel.sources import traces

        from . import tales
        from .reading import everybodys

        in_public.register(everybodys)
        traces.register(
            "site",
            places=tales.places,
            lift=tales.lift,
            narrowed=tales.narrowed,
            widened=tales.widened,
        )
