"""Visits of somebody who signed in.

@signed_in
def page(request: PersonRequest) -> HttpResponse: ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from .models import Person

P = ParamSpec("P")


class Asked(HttpRequest):
    """A request as the doors take it: sight and deeds know what to do with a passer-by."""

    user: Any


class PersonRequest(Asked):
    user: Person


def signed_in(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Lead whoever did not sign in to the door first, and then back here."""
    return login_required(view)  # type: ignore[return-value]


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: what was sent, or nothing when the page was only opened."""
    return request.POST if request.method == "POST" else None


def number(typed: str | None) -> int:
    """The whole number that stands in an address or a hidden field; 0 when it is none.

    No database key is 0, so what was typed by hand is simply not found.
    """
    return int(typed) if typed and typed.isdecimal() and len(typed) < 19 else 0
