"""Recognising together: one screen for all, and phones without an account."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samenspel.circles.models import Voice
from samenspel.foundation import limits, live
from samenspel.foundation.errors import Refused
from samenspel.people.links import drawn, keep_private
from samenspel.people.visits import Asked, PersonRequest, posted, signed_in
from samenspel.recognition import reading
from samenspel.recognition import table as deeds
from samenspel.recognition.forms import CodeForm, HandForm, VoiceForm
from samenspel.recognition.models import Card, Sheet

from .sheets import sheet_or_404

WRONG_CODES = 10
A_MEETING = 12 * 60 * 60  # seconds


# Whoever leads


@signed_in
@never_cache
def lead(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin or end answering together."""
    here = sheet_or_404(request.user, pk, "recognition.gather")
    if request.method == "POST":
        try:
            if request.POST.get("do") == "end":
                deeds.part(here, by=request.user)
                return redirect("recognition:sheet", pk)
            deeds.gather(here, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("recognition:sheet", pk)
        return redirect("recognition:together_card", pk, 1)
    if here.key:
        return redirect("recognition:together_card", pk, 1)
    return render(
        request, "recognition/together_begin.html", {"sheet": here, "place": here.coalition}
    )


@signed_in
@never_cache
def lead_card(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """The screen for all: how to take part, one thread, and what came out of it."""
    here, card, many = _card(request, pk, row)
    door = settings.SITE_URL + reverse("recognition:table_door", args=[here.key])
    context = {
        **_now(here, card, row),
        "place": here.coalition,
        "many": many,
        "qr": drawn(door),
        "typed_at": (settings.SITE_URL + reverse("recognition:table_code")).partition("://")[2],
        "code": f"{here.code[:3]} {here.code[3:]}" if here.code else "",
        "ticket": live.ticket(deeds.topic(here), who=str(request.user.pk), hours=12),
        "previous": row - 1,
        "next": row + 1 if row < many else 0,
    }
    return keep_private(render(request, "recognition/together.html", context))


@signed_in
@require_safe
@never_cache
def now(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """The part of that screen that changes."""
    here, card, _many = _card(request, pk, row)
    return keep_private(render(request, "recognition/together_now.html", _now(here, card, row)))


@signed_in
@require_POST
def show(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    _here, card, _many = _card(request, pk, row)
    try:
        deeds.show(card, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("recognition:together_card", pk, row)


def _card(request: PersonRequest, pk: int, row: int) -> tuple[Sheet, Card, int]:
    here = sheet_or_404(request.user, pk, "recognition.gather")
    cards = deeds.cards(here)
    if here.key is None or not 1 <= row <= len(cards):
        raise Http404
    return here, cards[row - 1], len(cards)


def _now(here: Sheet, card: Card, row: int) -> dict[str, Any]:
    return {
        "rev": live.revision(deeds.topic(here)),
        "sheet": here,
        "card": card,
        "row": row,
        "hands": deeds.answered(card),
        "together": reading.together(card),
    }


# A phone


def code(request: Asked) -> HttpResponse:
    """Where the code on the screen is typed."""
    form = CodeForm(posted(request))
    if form.is_valid():
        found = deeds.by_code(form.cleaned_data["code"])
        if (
            found
            and found.key
            and not limits.spent("table code", get_ip(request), most=WRONG_CODES)
        ):
            return redirect("recognition:table_door", found.key)
        _count_wrong(request)
        form.add_error("code", _("This code opens nothing now. Look at the screen once more."))
    status = 422 if form.errors else 200
    return keep_private(
        render(request, "recognition/table_code.html", {"form": form}, status=status)
    )


def table(request: Asked, key: str) -> HttpResponse:
    """As whom one is here; and then what is asked."""
    here = _at(key)
    secret, voice = _phone(request, here)
    form = VoiceForm(posted(request), initial={"voice": voice})
    if form.is_valid():
        response = redirect("recognition:table_card", key, 1)
        kept = f"{secret or secrets.token_urlsafe(16)}~{form.cleaned_data['voice']}"
        response.set_cookie(
            _cookie(here),
            kept,
            max_age=A_MEETING,
            path=reverse("recognition:table_door", args=[key]),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return keep_private(response)
    context: dict[str, Any] = {"sheet": here, "place": here.coalition, "form": form, "key": key}
    context["on"] = bool(voice)
    if secret:
        cards = deeds.cards(here)
        said = deeds.said_by(secret, cards)
        context["rows"] = [
            (number, card, said.get(card.pk)) for number, card in enumerate(cards, 1)
        ]
    status = 422 if form.errors else 200
    return keep_private(render(request, "recognition/table.html", context, status=status))


def say(request: Asked, key: str, row: int) -> HttpResponse:
    """One thread and three choices, on a phone at the table."""
    here = _at(key)
    secret, voice = _phone(request, here)
    if not secret:
        return redirect("recognition:table_door", key)
    cards = deeds.cards(here)
    if not 1 <= row <= len(cards):
        raise Http404
    card = cards[row - 1]
    before = deeds.said_by(secret, [card]).get(card.pk, "")
    form = HandForm(posted(request), initial={"said": before})
    if form.is_valid():
        try:
            deeds.say(card, secret=secret, voice=voice, said=form.cleaned_data["said"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if row < len(cards):
                return redirect("recognition:table_card", key, row + 1)
            messages.success(request, _("Thank you. Look at the screen together."))
            return redirect("recognition:table_door", key)
    context = {
        "place": here.coalition,
        "card": card,
        "row": row,
        "many": len(cards),
        "form": form,
        "all": reverse("recognition:table_door", args=[key]),
        "shown": bool(card.together),
    }
    status = 422 if form.errors else 200
    return keep_private(render(request, "recognition/table_card.html", context, status=status))


def _at(key: str) -> Sheet:
    here = deeds.by_code(key) if len(key) > deeds.DIGITS else None
    if here is None:
        raise Http404
    return here


def _cookie(here: Sheet) -> str:
    return f"samen-{here.pk}"


def _phone(request: Asked, here: Sheet) -> tuple[str, str]:
    """The secret of this phone and the voice it chose; two empty words before it did."""
    secret, _between, voice = request.COOKIES.get(_cookie(here), "").partition("~")
    return (secret, voice) if len(secret) >= 16 and voice in Voice.values else ("", "")


def _count_wrong(request: Asked) -> None:
    if not limits.take("table code", get_ip(request), most=WRONG_CODES, minutes=1):
        raise Refused(_("That was tried too often. Wait a minute, then try again."))
