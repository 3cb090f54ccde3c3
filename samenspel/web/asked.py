"""How the pages here are asked for."""

from typing import Any

from django.http import HttpRequest


class Asked(HttpRequest):
    """A request as the doors take it: sight and deeds know what to do with a passer-by."""

    user: Any
