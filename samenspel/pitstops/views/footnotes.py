"""A moment in a recording becomes a footnote in the report of that day; and is taken out again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, number, posted, signed_in
from samenspel.pitstops import report_footnotes, reports
from samenspel.pitstops.footnote_forms import FootnoteForm
from samenspel.pitstops.report_models import Report
from samenspel.sources.models import Moment
from samenspel.sources.moments import address
from samenspel.sources.typeset import clock


@signed_in
@never_cache
def footnote(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose the part of the report that leads to this moment."""
    seen = Moment.objects.visible_to(request.user)
    moment = get_object_or_404(seen.select_related("recording__source__coalition"), pk=pk)
    found = report_footnotes.reports_of(moment.recording.source, request.user)
    if not found:
        raise Http404
    form = FootnoteForm(posted(request), reports=found)
    if request.method == "POST" and form.is_valid():
        report, block = form.cleaned_data["report"], form.cleaned_data["block"]
        try:
            report_footnotes.add(report, block=block, moment=moment, by=request.user)
        except Refused as no:
            form.add_error("part", str(no))
        else:
            return _to(report, block)
    context = {
        "moment": moment,
        "at": clock(moment.at),
        "heard_at": address(moment),
        "form": form,
        "titles": [each.about.title for each in found],
    }
    status = 422 if form.is_bound else 200
    return render(request, "pitstops/report/footnote.html", context, status=status)


@signed_in
@require_POST
def unfootnote(request: PersonRequest, pk: int) -> HttpResponse:
    opened = reports.open_for(request.user, pk)
    if opened is None or not may(request.user, "report.unfootnote", opened.report):
        raise Http404
    report = opened.report
    block, moment = request.POST.get("deel", ""), number(request.POST.get("moment"))
    try:
        report_footnotes.remove(report, block=block, moment=moment, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return _to(report, block)


def _to(report: Report, block: str) -> HttpResponse:
    at = reverse("pitstops:report", args=[report.pk])
    return redirect(f"{at}?versie=-1#deel-{block}")
