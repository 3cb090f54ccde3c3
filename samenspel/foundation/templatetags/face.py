"""The small components of every page. `/stijl/` shows each of them in every state."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from samenspel.foundation import charts

register = template.Library()

SPRITE = "foundation/icons.svg"

MARKS = {
    "resident": mark_safe('<circle cx="8" cy="8" r="7" class="mark-resident"/>'),
    "professional": mark_safe(
        '<rect x="1.5" y="1.5" width="13" height="13" class="mark-professional"/>'
    ),
    "other": mark_safe('<path d="M8 1.5L14.5 8L8 14.5L1.5 8z" class="mark-other"/>'),
}


@cache
def icon_names() -> frozenset[str]:
    sprite = Path(__file__).parents[1] / "static" / SPRITE
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite.read_text()))


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """One line drawing from the sprite; `words` when it stands without text beside it."""
    if name not in icon_names():
        raise ValueError(f"no icon is called {name!r}; see /stijl/ for the names")
    hidden = (
        format_html('role="img" aria-label="{}"', words)
        if words
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon" width="24" height="24" {}><use href="{}#{}"/></svg>',
        hidden,
        static(SPRITE),
        name,
    )


@register.inclusion_tag("foundation/rings.html")
def rings(level: int, words: str, big: bool = False) -> dict[str, Any]:
    """Who can read something: six rings filled from the middle up to `level` (0-5), and `words`."""
    return {"level": int(level), "words": words, "big": big, "rings": charts.rings(int(level))}


@register.simple_tag
def voice(kind: str, words: str) -> SafeString:
    """Somebody's voice: mark and colour of `kind` (resident, professional, other), and `words`."""
    known = kind if kind in MARKS else "other"
    return format_html(
        '<span class="voice voice-{}"><svg viewBox="0 0 16 16" width="14" height="14" '
        'aria-hidden="true">{}</svg><span>{}</span></span>',
        known,
        MARKS[known],
        words,
    )
