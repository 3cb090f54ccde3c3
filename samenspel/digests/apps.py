from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "samenspel.digests"

    def ready(self) -> None:
        from samenspel.foundation import mail
        from samenspel.sources import traces

        from . import sending
        from .traces import lift, places

        mail.register(sending.KIND, write=sending.write, after=sending.after)
        traces.register("digests", places=places, lift=lift)
