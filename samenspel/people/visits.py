"""Visits of somebody who signed in.

@signed_in
def page(request: PersonRequest) -> HttpResponse: ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from .models import Person

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    user: Person


def signed_in(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Lead whoever did not sign in to the door first, and then back here."""
    return login_required(view)  # type: ignore[return-value]
