from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "samenspel.site"
