"""A lesson as a picture beside a link. It holds the claim and counts what stands, and no quote."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.foundation.cards import Card, picture
from samenspel.lessons import public
from samenspel.people.visits import for_everybody


@for_everybody
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest edition of a lesson, as a card of 1200 by 630."""
    found = public.with_quotes(public.editions().filter(slug=slug).order_by("-number")[:1])
    if not found:
        if public.tombstone(slug):
            return HttpResponse(status=410, content_type="text/plain; charset=utf-8")
        raise Http404
    edition, many = found[0].edition, found[0].standing["quotes"]
    with translation.override(edition.language):
        rests = ngettext("Rests on %d quote", "Rests on %d quotes", many) % many
        example = _("An invented example") if edition.expedition.invented else ""
        card = Card(edition.claim, above=example, below=rests, site=edition.expedition.name)
    return picture(request, card)
