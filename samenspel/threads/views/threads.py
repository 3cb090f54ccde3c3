"""Red threads: what recurs, what carries it, and who says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.roles import held
from samenspel.foundation.charts import Bead
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.people.visits import Asked, PersonRequest, number, signed_in
from samenspel.sources import looks
from samenspel.sources.models import Version
from samenspel.threads import actions, bench, onward
from samenspel.threads.desk import hear, place_url
from samenspel.threads.forms import (
    CircleForm,
    RecogniseForm,
    RewordForm,
    StartForm,
    StepForm,
    WeighForm,
)
from samenspel.threads.makers import named
from samenspel.threads.models import (
    Passage,
    Recognition,
    Step,
    Thread,
    ThreadPassage,
    latest_status,
)
from samenspel.threads.paging import Pages
from samenspel.threads.recognising import (
    all_said,
    in_a_line,
    is_earlier,
    may_say_for,
    now_said,
)
from samenspel.threads.standing import standings

from .codes import A_PAGE, where_to_begin

STEPS: dict[str, tuple[Callable[..., Step], str, Any]] = {
    Step.Status.SEED: (actions.take_up, "thread.take_up", gettext_lazy("Take it up again")),
    Step.Status.PROPOSED: (
        actions.propose,
        "thread.propose",
        gettext_lazy("Put it to the coalitions"),
    ),
    Step.Status.ADOPTED: (actions.adopt, "thread.adopt", gettext_lazy("Adopt this thread")),
    Step.Status.DROPPED: (actions.drop, "thread.drop", gettext_lazy("Let it go")),
}
TAKEN_OUT = "taken out of a thread"
Weight = ThreadPassage.Weight
BEADS: dict[Weight, Literal["on", "near", "off"]] = {
    Weight.CARRIES: "on",
    Weight.NUANCES: "near",
    Weight.CONTRADICTS: "off",
}


def threads(request: Asked, slug: str = "") -> HttpResponse:
    """All threads one may read, with how firmly each stands; at the bench, of its expedition."""
    expedition = bench.at(request, slug) if slug else None
    wanted = request.GET.get("stand", "")
    found = (
        Thread.objects.visible_to(request.user)
        .select_related("coalition")
        .annotate(status=latest_status())
        .order_by("-id")
    )
    if expedition:
        found = found.filter(expedition=expedition)
    if wanted in Step.Status.values:
        found = found.filter(status=wanted)
    else:
        found = found.exclude(status=Step.Status.DROPPED)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    standing = standings(page.object_list, request.user, coders=True)
    said = all_said(page.object_list, request.user)
    context = {
        "expedition": expedition,
        "page": page,
        "threads": [
            (
                thread,
                Step.Status(thread.status).label,
                standing[thread.pk],
                in_a_line(said[thread.pk]),
            )
            for thread in page
        ],
        "wanted": wanted,
        "statuses": Step.Status.choices,
        "may_start": bool(where_to_begin(request.user)),
    }
    return render(request, "threads/threads.html", context)


@signed_in
def start(request: PersonRequest) -> HttpResponse:
    places = where_to_begin(request.user)
    if not places:
        raise Http404
    form = StartForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            thread = actions.start(told["place"], claim=told["claim"], by=request.user)
        except Refused as refused:
            form.add_error("claim", str(refused))
        else:
            messages.success(request, _("The thread has begun. Now look for passages."))
            return redirect("threads:thread", pk=thread.pk)
    status = 422 if form.errors else 200
    return render(request, "threads/start.html", {"form": form}, status=status)


def thread(request: Asked, pk: int) -> HttpResponse:
    """A claim, and the passages along it: what carries, nuances and contradicts it."""
    return _show(request, _thread(request, pk), StepForm())


def _show(
    request: Asked, found: Thread, form: StepForm, recognising: RecogniseForm | None = None
) -> HttpResponse:
    rows = [(row, place_url(row.passage)) for row in _rows(request, found)]
    hear([row.passage for row, _url in rows], request.user)
    looks.record(request.user, {row.passage.version.source for row, _url in rows})
    steps = list(found.steps.visible_to(request.user).select_related("by"))
    wordings = list(found.wordings.visible_to(request.user).select_related("by"))
    standing = standings([found], request.user, coders=True)[found.pk]
    rows.sort(key=lambda row: row[0].passage_id not in standing.least_heard_in)
    said = all_said([found], request.user)[found.pk]
    names = named(found, [row.by for row in [*steps, *wordings]], request.user)
    travels = _travels(request, found)
    ways = onward.on(found, request.user)
    context = {
        "thread": found,
        "status": steps[-1],
        "travels": travels,
        "history": _history(steps, said, names, reasons=travels),
        "recognised": in_a_line(said),
        "said": [(row, is_earlier(row)) for row in now_said(said) if row.line],
        "ways": [way for way in ways if not way.main],
        "main_ways": [way for way in ways if way.main],
        "recognising": recognising or _recognising(request, found, steps[-1].status, said),
        "wordings": [(wording, names[wording.by_id]) for wording in wordings],
        "standing": standing,
        "sides": [(side, [row for row in rows if row[0].weight == side]) for side in Weight],
        "beads": [_bead(row) for row, _url in rows],
        "may_work": may(request.user, "thread.add", found),
        "may_share": may(request.user, "thread.widen", found),
        "next_steps": _next_steps(request, found, steps[-1].status),
        "form": form,
        "undo": _undo(request, found),
    }
    wrong = form.errors or (recognising and recognising.errors)
    return render(request, "threads/thread.html", context, status=422 if wrong else 200)


@require_POST
def recognise(request: Asked, pk: int) -> HttpResponse:
    """A coordinator says whether the coalition recognises a thread."""
    found = _thread(request, pk)
    coalitions = may_say_for(found, request.user)
    if not coalitions:
        raise Http404
    form = RecogniseForm(request.POST, coalitions=coalitions)
    if form.is_valid():
        told = form.cleaned_data
        coalition = next(each for each in coalitions if str(each.pk) == told["coalition"])
        try:
            actions.recognise(
                coalition, thread=found, said=told["said"], line=told["line"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. It stands with the thread."))
            return redirect(reverse("threads:thread", args=[pk]) + "#recognised")
    return _show(request, found, StepForm(), form)


@signed_in
def reword(request: PersonRequest, pk: int) -> HttpResponse:
    found = _thread_to(request, pk, "thread.reword")
    first = {"claim": found.claim, "revision": actions.revision_of(found)}
    form = RewordForm(request.POST or None, initial=first)
    theirs = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword(found, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile as meanwhile:
            meanwhile.told_at(form)
            theirs = found.claim
        except Refused as refused:
            form.add_error("claim", str(refused))
        else:
            messages.success(request, _("Saved. The earlier words stay readable below."))
            return redirect("threads:thread", pk=pk)
    return _form(request, found, form, _("Reword it"), _("Save these words"), theirs)


@require_POST
def step(request: Asked, pk: int) -> HttpResponse:
    found = _thread(request, pk)
    form = StepForm(request.POST)
    if form.is_valid():
        take, *_rest = STEPS[form.cleaned_data["status"]]
        try:
            taken = take(found, why=form.cleaned_data["why"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            now = Step.Status(taken.status).label
            messages.success(request, _("This thread is now: %s.") % now)
            return redirect("threads:thread", pk=pk)
    return _show(request, found, form)


@signed_in
def circle(request: PersonRequest, pk: int) -> HttpResponse:
    """Who may read the claim: wider or narrower."""
    found = _thread_to(request, pk, "thread.widen")
    form = CircleForm(request.POST or None, thread=found, person=request.user)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["circle"]
        deed = actions.widen if to > found.circle else actions.narrow
        try:
            if to != found.circle:
                deed(found, to=to, by=request.user)
        except Refused as refused:
            form.add_error("circle", str(refused))
        else:
            messages.success(request, _("Saved. It applies from now on."))
            return redirect("threads:thread", pk=pk)
    return _form(request, found, form, _("Who may read this thread?"), _("Save"))


@signed_in
def find(request: PersonRequest, pk: int) -> HttpResponse:
    """Look for passages to put in a thread."""
    found = _thread_to(request, pk, "thread.add")
    if request.method == "POST":
        return _add(request, found)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    there = ThreadPassage.objects.visible_to(request.user).filter(thread=found)
    passages = (
        Passage.to_read(request.user)
        .filter(version__source__expedition=found.expedition_id)
        .exclude(pk__in=there.values("passage"))
    )
    if asked:
        passages = passages.filter(words__icontains=asked)
    page = Pages(passages, A_PAGE, request.user).get_page(request.GET.get("pagina"))
    hear(page, request.user)
    looks.record(request.user, {passage.version.source for passage in page})
    context = {
        "thread": found,
        "asked": asked,
        "page": page,
        "passages": [(passage, place_url(passage)) for passage in page],
        "weights": Weight.choices,
    }
    return render(request, "threads/find.html", context)


@signed_in
def weigh(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """Say what a passage does in the thread."""
    found = _thread_to(request, pk, "thread.weigh")
    gathered = get_object_or_404(_rows(request, found), pk=row)
    hear([gathered.passage], request.user)
    form = WeighForm(request.POST or None, instance=gathered)
    if request.method == "POST" and form.is_valid():
        try:
            actions.weigh(gathered, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(reverse("threads:thread", args=[pk]) + f"#in-{row}")
    context = {"thread": found, "row": gathered, "form": form, "url": place_url(gathered.passage)}
    return render(request, "threads/weigh.html", context, status=422 if form.errors else 200)


@require_POST
def take_out(request: Asked, pk: int, row: int) -> HttpResponse:
    found = _thread(request, pk)
    gathered = get_object_or_404(_rows(request, found), pk=row)
    try:
        actions.take_out(gathered, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("threads:thread", pk=pk)
    request.session[TAKEN_OUT] = {
        "thread": pk,
        "passage": gathered.passage_id,
        "weight": gathered.weight,
        "note": gathered.note,
    }
    return redirect("threads:thread", pk=pk)


def _add(request: Asked, found: Thread) -> HttpResponse:
    passage = get_object_or_404(
        Passage.objects.visible_to(request.user).select_related("version__source"),
        pk=number(request.POST.get("passage")),
    )
    form = WeighForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        actions.add(found, passage=passage, by=request.user, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is in the thread now."))
    return redirect("threads:thread", pk=found.pk)


def _thread(request: Asked, pk: int) -> Thread:
    found: Thread = get_object_or_404(
        Thread.objects.visible_to(request.user).select_related("coalition", "expedition", "author"),
        pk=pk,
    )
    return found


def _thread_to(request: Asked, pk: int, deed: str) -> Thread:
    """The thread, for whoever may do this with it. Not yours is not there."""
    found = _thread(request, pk)
    if not may(request.user, deed, found):
        raise Http404
    return found


def _rows(request: Asked, found: Thread) -> QuerySet[ThreadPassage]:
    versions = Version.objects.visible_to(request.user).filter(
        source=OuterRef("passage__version__source")
    )
    newest = Subquery(versions.order_by("-number").values("number")[:1])
    rows: QuerySet[ThreadPassage] = (
        ThreadPassage.objects.visible_to(request.user)
        .filter(thread=found)
        .select_related("thread", "passage__version__source__coalition")
        .defer("passage__version__text", "passage__version__layout")
        .annotate(words=Passage.words_at("passage"), newest=newest)
    )
    return rows


def _bead(row: ThreadPassage) -> Bead:
    voices = [each.voice for each in row.passage.heard]
    return Bead(voices[0] if voices else "other", BEADS[Weight(row.weight)])


def _next_steps(request: Asked, found: Thread, now: str) -> list[tuple[str, Any]]:
    """What this person may do with the thread now: the status, and the words on the button."""
    follows = [(status, *STEPS[status]) for status in actions.NEXT_STEPS[Step.Status(now)]]
    return [
        (status.value, do) for status, _take, deed, do in follows if may(request.user, deed, found)
    ]


def _travels(request: Asked, found: Thread) -> bool:
    """Whether somebody travels with the expedition. Others see a part of what hangs on a thread:
    no verdict is drawn from that, and what the team notes for each other is not for them."""
    person: Any = request.user
    return person.is_authenticated and found.expedition_id in held(person).expeditions()


def _history(
    steps: list[Step], said: list[Recognition], names: dict[int, str], *, reasons: bool
) -> list[tuple[str, str, Any, str]]:
    """What happened to the thread, oldest first: what, by whom, when, and why."""
    told = [
        (step.at, step.get_status_display(), names[step.by_id], step.why if reasons else "")
        for step in steps
    ]
    told += [
        (row.created, row.get_said_display(), row.coalition.name, row.line)
        for row in said
        if row.coalition
    ]
    return [(what, who, at, why) for at, what, who, why in sorted(told, key=lambda one: one[0])]


def _recognising(
    request: Asked, found: Thread, status: str, said: list[Recognition]
) -> RecogniseForm | None:
    """The question to a coordinator, with what was answered before; not of what was let go."""
    coalitions = may_say_for(found, request.user)
    if not coalitions or status == Step.Status.DROPPED:
        return None
    mine = {coalition.pk for coalition in coalitions}
    before = next((row for row in reversed(said) if row.coalition_id in mine), None)
    first = {"said": before.said, "line": before.line} if before else {}
    return RecogniseForm(coalitions=coalitions, initial=first)


def _undo(request: Asked, found: Thread) -> dict[str, Any] | None:
    """What was just taken out of this thread; told once, and kept nowhere after that."""
    gone: dict[str, Any] | None = request.session.pop(TAKEN_OUT, None)
    return gone if gone and gone["thread"] == found.pk else None


def _form(
    request: Asked, found: Thread, form: Any, title: str, do: str, theirs: str = ""
) -> HttpResponse:
    context = {"thread": found, "form": form, "title": title, "do": do, "theirs": theirs}
    return render(request, "threads/form.html", context, status=422 if form.errors else 200)
