from django.apps import AppConfig


class PitstopsConfig(AppConfig):
    name = "samenspel.pitstops"
