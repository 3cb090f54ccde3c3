from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "samenspel.site"

    def ready(self) -> None:
        from samenspel.circles import in_public

        from .reading import everybodys

        in_public.register(everybodys)
