"""A moment in a recording becomes a footnote in the report of that day; and is taken out again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, number, signed_in
from samenspel.pitstops import report_footnotes
from samenspel.pitstops.report_models import Report
from samenspel.sources.models import Moment


@signed_in
@never_cache
def footnote(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose the part of the report that leads to this moment."""
    seen = Moment.objects.visible_to(request.user)
    moment = get_object_or_404(seen.select_related("recording__source__coalition"), pk=pk)
    reports = report_footnotes.reports_of(moment.recording.source, request.user)
    if not reports:
        raise Http404
    offered = [(report, list(report_footnotes.parts(report))) for report in reports]
    chosen, trouble = request.POST.get("deel", ""), ""
    if request.method == "POST":
        report = next((one for one, parts in offered for part in parts if part.id == chosen), None)
        if report is None:
            trouble = _("Choose the part that it belongs to.")
        else:
            try:
                report_footnotes.add(report, block=chosen, moment=moment, by=request.user)
            except Refused as no:
                trouble = str(no)
            else:
                return _to(report, chosen)
    context = {"moment": moment, "offered": offered, "trouble": trouble, "chosen": chosen}
    return render(request, "pitstops/report/footnote.html", context, status=422 if trouble else 200)


@signed_in
@require_POST
def unfootnote(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Report.objects.visible_to(request.user).select_related("pitstop__coalition")
    report = get_object_or_404(rows, pitstop=pk)
    block, moment = request.POST.get("deel", ""), number(request.POST.get("moment"))
    try:
        report_footnotes.remove(report, block=block, moment=moment, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return _to(report, block)


def _to(report: Report, block: str) -> HttpResponse:
    at = reverse("pitstops:report", args=[report.pitstop_id])
    return redirect(f"{at}?versie=-1#deel-{block}")
