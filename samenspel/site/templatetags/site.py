"""What pages for everybody say of themselves."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Within a script nothing is escaped, so nothing there may look like its end.
HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(told: dict[str, Any]) -> SafeString:
    """A description for machines (JSON-LD); a browser runs nothing of it."""
    words = json.dumps(told, ensure_ascii=False).translate(HARMLESS)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(words),  # noqa: S308
    )
