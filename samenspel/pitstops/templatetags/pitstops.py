"""The small parts of a meeting's screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.template.defaultfilters import date
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.models import Circle
from samenspel.foundation.templatetags.face import icon
from samenspel.pitstops.models import CardKind, Dared, Promise

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from samenspel.circles.models import Coalition
    from samenspel.pitstops.models import Card, Pitstop

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
def promise_line(promise: int, place: Coalition) -> SafeString:
    """Who reads what is written here, now and afterwards: above every input."""
    return _line(promise, _promised(Promise(promise)) % {"place": place.name})


def _promised(promise: Promise) -> str:
    match promise:
        case Promise.SELF:
            return _("Only you read this, on your own page. After thirty days it is gone.")
        case Promise.LEAD:
            return _(
                "Only the facilitator reads this, without your name. "
                "Thirty days after the pitstop it is gone."
            )
        case Promise.NAMELESS:
            return _(
                "Everybody at this pitstop reads this, without your name. "
                "Afterwards only the people of %(place)s do, also without your name."
            )
        case Promise.NAMED:
            return _(
                "Everybody at this pitstop reads this, with your name. "
                "Afterwards only the people of %(place)s do, also with your name."
            )


@register.simple_tag
def who_reads(card: Card, pitstop: Pitstop) -> SafeString:
    """Who reads a card now, and who later, for the phone that it came from."""
    promise = Promise(min(card.promise, card.step.promise))
    if pitstop.ended and card.source is None and (card.hidden or promise > Promise.LEAD):
        promise = Promise.SELF  # laid aside: it went no further
    until = pitstop.slips_until
    told = {
        "place": pitstop.coalition.name if pitstop.coalition else "",
        "circle": card.source.get_circle_display() if card.source else "",
        "day": date(until, "j F Y") if until else "",
    }
    words = _read_now(card, promise) if until else _promised(promise)
    return _line(promise, words % told)


def _line(promise: int, words: str) -> SafeString:
    mark = icon(LOCKS[Promise(promise)])
    return format_html('<p class="promise">{} <span>{}</span></p>', mark, words)


def _read_now(card: Card, promise: Promise) -> str:
    """After the meeting."""
    if card.source is not None and card.source.circle > Circle.COALITION:
        return _("You shared this yourself, with: %(circle)s.")
    match promise:
        case Promise.SELF:
            return _("Only you read this, until %(day)s. Then it is gone.")
        case Promise.LEAD:
            return _("Whoever led the pitstop reads this until %(day)s, without your name.")
        case Promise.NAMELESS:
            return _("Only the people of %(place)s read this now, without your name.")
        case Promise.NAMED:
            return _("Only the people of %(place)s read this now, with your name.")


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
