"""Pages of whoever gets the digest. They set no cookie; a key in the address opens them.

No protection against forged requests is needed: nothing here rests on who is signed in. A mail
program that ends a subscription with one click (RFC 8058) could not bring a token either.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from uuid import UUID

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from samenspel.circles.models import Expedition
from samenspel.digests import subscribing
from samenspel.digests.forms import AskForm, ChoicesForm
from samenspel.digests.models import Subscriber
from samenspel.foundation import limits
from samenspel.foundation.errors import Refused
from samenspel.people.links import keep_private
from samenspel.people.visits import for_everybody, language_asked, posted

TRIES = 10  # an hour, from one place

Found = Callable[[HttpRequest, Subscriber], HttpResponse]


@csrf_exempt
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Fill in an address. The answer is the same whether it is known here or not."""
    expedition = get_object_or_404(Expedition, slug=slug)
    with translation.override(language_asked(request)):
        form = AskForm(posted(request), initial={"language": translation.get_language()})
        if request.method == "POST" and form.is_valid():
            try:
                if not limits.take("digest from", get_ip(request) or "", most=TRIES, minutes=60):
                    raise Refused(subscribing.too_many())
                subscribing.ask(expedition, **form.cleaned_data)
            except Refused as no:
                form.add_error(None, str(no))
            else:
                return redirect("digests:asked", slug)
        context = {"expedition": expedition, "form": form}
        return keep_private(render(request, "digests/ask.html", context))


@for_everybody
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next."""
    expedition = get_object_or_404(Expedition, slug=slug)
    return render(request, "digests/asked.html", {"expedition": expedition})


def with_key(view: Found) -> Callable[..., HttpResponse]:
    """A page of the subscriber with this key, in their language.

    Of a key that opens nothing it says so, whether it once did or never.
    """

    @csrf_exempt
    @functools.wraps(view)
    def look(request: HttpRequest, key: UUID) -> HttpResponse:
        found = subscribing.of(key)
        asked = language_asked(request, otherwise=found.language if found else None)
        with translation.override(asked):
            if found is None:
                return keep_private(render(request, "digests/left.html"))
            return keep_private(view(request, found))

    return look


@with_key
def confirm(request: HttpRequest, found: Subscriber) -> HttpResponse:
    """Say yes with a button. Opening the page does nothing: programs that read mail do that."""
    if request.method == "POST":
        subscribing.confirm(found)
        return redirect("digests:choices", found.key)
    return _page(request, found, "confirm")


@with_key
def choices(request: HttpRequest, found: Subscriber) -> HttpResponse:
    """Choose what stands in it. Before the address was confirmed, that comes first."""
    if found.confirmed is None:
        return redirect("digests:confirm", found.key)
    now = {name: getattr(found, name) for name in ("language", "what", "meant_for")}
    form = ChoicesForm(posted(request), initial=now)
    saved = request.method == "POST" and form.is_valid()
    if saved:
        subscribing.choose(found, **form.cleaned_data)
    return _page(request, found, "choices", form=form, saved=saved)


@with_key
def leave(request: HttpRequest, found: Subscriber) -> HttpResponse:
    """End it: with the button of the page, or at once by a mail program."""
    if request.method == "POST":
        subscribing.leave(found)
        return render(request, "digests/left.html", {"expedition": found.expedition})
    return _page(request, found, "leave")


def _page(request: HttpRequest, found: Subscriber, name: str, **more: object) -> HttpResponse:
    context = {"subscriber": found, "expedition": found.expedition, **more}
    return render(request, f"digests/{name}.html", context)
