"""Where the support team looks at the digest, words and sends it. The fund sends nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import Expedition
from samenspel.digests import actions, contents, letters, sending
from samenspel.digests.forms import PlanForm
from samenspel.digests.models import Digest
from samenspel.foundation.errors import Refused
from samenspel.foundation.views import FRAME_POLICY
from samenspel.people.visits import PersonRequest, posted, signed_in

SHOWN = 12


def _expedition(request: PersonRequest, pk: int) -> Expedition:
    found: Expedition = get_object_or_404(Expedition, pk=pk)
    if not may(request.user, "digest.plan", found):
        raise Http404
    return found


@signed_in
def digest(request: PersonRequest, pk: int) -> HttpResponse:
    """The next digest, its words and rhythm; and how those before it went."""
    expedition = _expedition(request, pk)
    plan = actions.planned(expedition)
    now = {name: getattr(plan, name) for name in ("foreword", "language", "rhythm")}
    form = PlanForm(posted(request), initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan(expedition, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error("foreword", str(no))
        else:
            messages.success(request, _("Saved. Below you see the next digest with it."))
            return redirect("web:digest", pk)
    digests = list(sending.with_waiting(Digest.objects.filter(expedition=expedition))[:SHOWN])
    context = {
        "expedition": expedition,
        "form": form,
        "contents": contents.next_one(expedition),
        "subscribers": sending.subscribers(expedition),
        "digests": digests,
        "busy": any(each.handed_out is None or each.waiting for each in digests),
    }
    return render(request, "digests/digest.html", context)


@signed_in
@xframe_options_sameorigin
def mail_html(request: PersonRequest, pk: int) -> HttpResponse:
    """The next digest as a mail program shows it, within its own page."""
    expedition = _expedition(request, pk)
    written = letters.digest(
        actions.planned(expedition), contents.next_one(expedition), request.user.language
    )
    response = HttpResponse(written.html.replace("<head>", '<head><base target="_top">', 1))
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@signed_in
@require_POST
def send(request: PersonRequest, pk: int) -> HttpResponse:
    expedition = _expedition(request, pk)
    try:
        actions.send(expedition, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("It is on its way. Below you see how far it is."))
    return redirect("web:digest", pk)
