from django.apps import AppConfig


class ReflectionsConfig(AppConfig):
    name = "samenspel.reflections"
