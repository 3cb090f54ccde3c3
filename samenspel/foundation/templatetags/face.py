"""The small components of every page. `/stijl/` shows each of them in every state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

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


@register.inclusion_tag("foundation/live_state.html")
def live_state() -> dict[str, Any]:
    """Live, delayed or no connection, and when the page was last true; needs `live-region.js`."""
    return {}


@register.simple_tag
def late_words() -> SafeString:
    """What `<late-post>` says to its writer, as attributes."""
    said = {
        "sending": _("Sending…"),
        "waiting": _("Kept on your phone. It is sent as soon as there is a connection."),
        "unkept": _("Not sent yet. Leave this page open, and it will be."),
        "saved": _("Saved."),
        "refused": _("This could not be saved. Your words are still here."),
    }
    return format_html_join(" ", 'data-{}="{}"', said.items())


@register.inclusion_tag("foundation/journey.html")
def journey(stops: Sequence[charts.Stop]) -> dict[str, Any]:
    """A route with its stops, past to ahead: across on a desk, down on a phone."""
    return {"legs": charts.legs(stops)}


@register.inclusion_tag("foundation/strip.html")
def strip(states: Iterable[str], words: str) -> dict[str, Any]:
    """A journey at a glance: one dot for each state (past, now, ahead), and `words`."""
    return {"strip": charts.strip(list(states)), "words": words}


@register.inclusion_tag("foundation/strip.html")
def progress(done: int, total: int, words: str) -> dict[str, Any]:
    """How far along: `done` of `total` steps, and `words`."""
    return {"strip": charts.progress(done, total), "words": words}


@register.inclusion_tag("foundation/tide.html")
def tide(
    moments: Sequence[charts.Moment], above: str, below: str, words: str, caption: str = ""
) -> dict[str, Any]:
    """What was told over time, above and below a line; `words` say what the picture shows."""
    return {
        "tide": charts.tide(moments),
        "above": above,
        "below": below,
        "words": words,
        "caption": caption,
    }


@register.inclusion_tag("foundation/scale.html")
def scale(
    pairs: Iterable[charts.Pair],
    caption: str,
    head: str,
    resident: str,
    professional: str,
    hidden: str = "–",
    low: int = 1,
    high: int = 5,
) -> dict[str, Any]:
    """Two voices on one scale, a row for each pair; the numbers stand beside the dots."""
    return {
        "scale": charts.scale(pairs, low, high),
        "caption": caption,
        "head": head,
        "resident": resident,
        "professional": professional,
        "hidden": hidden,
    }


@register.inclusion_tag("foundation/strand.html")
def strand(beads: Sequence[charts.Bead], words: str) -> dict[str, Any]:
    """What a thread gathers, on one line; `words` say the same."""
    return {"strand": charts.strand(beads), "words": words}


@register.inclusion_tag("foundation/map.html", name="map")
def draw_map(places: Iterable[charts.Place], words: str, level: int = 3) -> dict[str, Any]:
    """The Netherlands with a dot for each place, and the same places as a list under headings."""
    return {"dots": charts.dots(places), "words": words, "level": level}


@register.inclusion_tag("foundation/empty.html")
def empty(
    title: str, words: str = "", href: str = "", action: str = "", tag: str = "h2"
) -> dict[str, str]:
    """Nothing here yet: a loose end of the thread, why, and the one thing to do about it."""
    return {"title": title, "words": words, "href": href, "action": action, "tag": tag}


@register.inclusion_tag("foundation/gap.html")
def gap() -> dict[str, str]:
    """The thread, honestly interrupted."""
    return {}


@register.inclusion_tag("foundation/pager.html", takes_context=True)
def pager(
    context: Context, page: Page[Any], name: str = "pagina", label: str = ""
) -> dict[str, Any]:
    """Links to the other pages of a list; what else stands in the address stays there.

    Where two lists stand on a page, the second has a `name` and a `label` of its own.
    """
    query = context["request"].GET.copy()
    query.pop(name, None)
    return {
        "page": page,
        "name": name,
        "label": label,
        "rest": f"{query.urlencode()}&" if query else "",
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }
