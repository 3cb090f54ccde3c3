"""Taking counts along: what for is asked, and each file stands in the register of what went out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samenspel.foundation.errors import Refused
from samenspel.insight import files as written
from samenspel.insight.forms import AlongForm
from samenspel.insight.lens import Lens
from samenspel.people.links import keep_private
from samenspel.people.visits import Asked
from samenspel.threads import outgoing

PICTURES = ("svg", "png")
FOR = "counts_are_for"


def offered(request: Asked, slug: str, tab: str, query: str) -> dict[str, Any]:
    """What a page needs to let its counts be taken along; what it was for last time is kept."""
    kinds = [
        ("png", _("Picture (PNG)")),
        ("svg", _("Picture (SVG)")),
        ("xlsx", _("Sheet (XLSX)")),
        ("csv", _("Sheet (CSV)")),
    ]
    return {
        "along": AlongForm(initial={"purpose": request.session.get(FOR, "")}),
        "downloads": [
            (f"{reverse(f'insight:{tab}_file', args=[slug, kind])}?{query}", name)
            for kind, name in kinds
        ],
    }


def insist_known(kind: str) -> None:
    if kind not in written.MIME:
        raise Http404


def handed(
    request: Asked,
    lens: Lens,
    kind: str,
    *,
    page: str,
    name: str,
    make: Callable[[str], bytes],
) -> HttpResponse:
    """The file, once it is in the register. `make` gives its content, from its number there.

    `page` is where the counts stand; who asks without saying what for is back there.
    """
    if request.method != "POST":
        return redirect(page)
    purpose = request.POST.get("purpose", "")
    try:
        called = outgoing.enter(
            lens.expedition, form=kind, purpose=purpose, page=page, by=lens.person
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(page)
    request.session[FOR] = purpose[:200]
    answer: Any = HttpResponse(make(called), content_type=written.MIME[kind])
    answer["Content-Disposition"] = f'attachment; filename="{called}-{slugify(name)}.{kind}"'
    kept: HttpResponse = keep_private(answer)
    return kept


def numbered(parts: Iterable[str], called: str) -> list[str]:
    """What stands below the title of a picture, with its number in the register."""
    return [*parts, _("export %s") % called]
