"""The small parts of a meeting's screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.foundation.templatetags.face import icon
from samenspel.pitstops.models import CardKind, Dared, Promise

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()

ICONS = {
    CardKind.FRICTION: "friction",
    CardKind.FLOW: "flow",
    CardKind.STORY: "speech",
    CardKind.WORKED: "check",
    CardKind.WORD: "quote",
    CardKind.QUESTION: "question",
    CardKind.PROPOSAL: "check",
}
LOCKS = {
    Promise.SELF: "eye-off",
    Promise.LEAD: "person",
    Promise.NAMELESS: "people",
    Promise.NAMED: "people",
}


@register.simple_tag
def card_kind(kind: str) -> SafeString:
    """What a card is, with its mark."""
    known = CardKind(kind)
    return format_html(
        '<span class="kind">{} {}</span>', icon(ICONS[known]), capfirst(str(known.label))
    )


@register.simple_tag
def promise_line(promise: int) -> SafeString:
    """Who reads what is written here: above every input."""
    words = {
        Promise.SELF: _("Only you read this. It stays on your own page."),
        Promise.LEAD: _("Only the facilitator reads this, without your name."),
        Promise.NAMELESS: _(
            "The group reads this, without your name. Afterwards it stays within the coalition."
        ),
        Promise.NAMED: _(
            "The group reads this, with your name. Afterwards it stays within the coalition."
        ),
    }[Promise(promise)]
    return format_html('<p class="promise">{} {}</p>', icon(LOCKS[Promise(promise)]), words)


@register.simple_tag
def step_clock(left: int | None) -> SafeString | str:
    """The time that a step still has; a script lets it run on this device's own clock."""
    if left is None:
        return ""
    minutes, seconds = divmod(abs(left), 60)
    over = left < 0
    return format_html(
        '<step-clock data-left="{}" data-over="{}"><time>{}{}:{}</time></step-clock>',
        left,
        _("over time"),
        "+" if over else "",
        minutes,
        f"{seconds:02d}",
    )


@register.simple_tag
def dots(many: int) -> SafeString:
    """Dots as they lie on a pile: drawn up to ten, and always in words."""
    words = ngettext("%d dot", "%d dots", many) % many
    drawn = mark_safe("<i></i>" * min(many, 10))  # noqa: S308  (a number of dots)
    return format_html(
        '<span class="dots"><span class="dots-drawn" aria-hidden="true">{}</span> {}</span>',
        drawn,
        words,
    )


@register.filter
def dared_lines(told: dict[str, int]) -> list[tuple[str, Any]]:
    return [(str(Dared.Answer(answer).label), many) for answer, many in told.items()]
