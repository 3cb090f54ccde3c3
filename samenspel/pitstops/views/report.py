"""A report: read it, write in it together, send it back, settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people import links
from samenspel.people.visits import Asked, PersonRequest, number, posted, signed_in
from samenspel.pitstops import blocks as pieces
from samenspel.pitstops import (
    correcting,
    glance,
    occasions,
    report_footnotes,
    report_margins,
    reporting,
    reports,
    talk,
    typed_remarks,
)
from samenspel.pitstops.blocks import from_json
from samenspel.pitstops.models import Correction, Pitstop, SentBack, TalkMoment
from samenspel.pitstops.report_forms import AnswerForm, PictureForm, RemarkForm, SendBackForm
from samenspel.pitstops.report_text import as_text
from samenspel.sources import looks
from samenspel.sources.differences import compare

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenspel.people.models import Person, PersonalLink
    from samenspel.pitstops.models import Picture
    from samenspel.pitstops.reports import Opened, Row


BY_HAND = [
    (pieces.Part.SAID.value, gettext_lazy("Text")),
    (pieces.Part.QUESTION.value, pgettext_lazy("in a report", "Question")),
    (pieces.Part.HEADING.value, gettext_lazy("Heading")),
]


# Reading


def report(request: Asked, pk: int) -> HttpResponse:
    """The report, for whoever may read it."""
    opened = reports.open_for(request.user, pk, number(request.GET.get("versie")))
    if opened is None:
        raise Http404
    rows = reports.rows_of(opened, request.user)
    report_footnotes.lay(rows, request.user)
    _looked(request, opened, rows)
    return render(
        request,
        "pitstops/report.html",
        _shown(request, opened, rows) | _margin(request, opened, rows),
    )


def _margin(request: Asked, opened: Opened, rows: list[Row]) -> dict[str, Any]:
    """The margin is for who came in, beside the version that is read now."""
    if not request.user.is_authenticated or request.GET.get("versie"):
        return {}
    report_margins.lay(rows, opened, request.user)
    return {
        "talks": may(request.user, "remark.write", opened.row),
        "talked": any(row.remarks for row in rows),
        "margin_shown": bool(request.GET.get("marge")),
        "lost": report_margins.lost(rows, opened, request.user),
    }


def _shown(request: Asked, opened: Opened, rows: list[Row]) -> dict[str, Any]:
    begun = opened.report.occasion is not None
    return _place(opened) | {
        "rows": rows,
        "asks": any(row.questions for row in rows),
        "may_write": opened.inside and may(request.user, "report.write", opened.report),
        "may_send": opened.inside and may(request.user, "report.send_back", opened.report),
        "may_settle": opened.inside and may(request.user, "report.settle", opened.report),
        "may_take_back_pictures": opened.inside
        and may(request.user, "report.take_back_picture", opened.report),
        "may_change": begun and opened.inside and may(request.user, "report.change", opened.report),
        "guests": list(occasions.guests_at(request.user, opened.report)) if begun else [],
        "waiting": _waiting(request, opened),
    }


def _waiting(request: Asked, opened: Opened) -> int:
    """How many corrections nobody answered yet, for those inside."""
    if not opened.inside:
        return 0
    rows = Correction.objects.visible_to(request.user).filter(report=opened.report, outcome="")
    return int(rows.count())


def _looked(request: Asked, opened: Opened, rows: list[Row]) -> None:
    """Keep that the words of cards, and those of a settled report, were looked at."""
    found = [card.source for row in rows for card in row.cards if card.source]
    if opened.settled:
        found.append(opened.settled.source)
    looks.record(request.user, found)


def of_pitstop(request: Asked, pk: int) -> HttpResponse:
    """On to the report of a pitstop; before there is one, whoever leads can have it drafted."""
    key = reports.key_of(pk)
    if key and reports.open_for(request.user, key):
        return redirect("pitstops:report", key)
    rows = Pitstop.objects.visible_to(request.user).select_related("coalition__expedition")
    pitstop = get_object_or_404(rows.filter(rehearsal=False, ended__isnull=False), pk=pk)
    if key:
        raise Http404
    told = {
        "about": pitstop,
        "place": pitstop.coalition,
        "may_draft": may(request.user, "report.draft", pitstop),
    }
    return render(request, "pitstops/report_none.html", told)


@require_POST
@signed_in
def make_draft(request: PersonRequest, pk: int) -> HttpResponse:
    pitstop = get_object_or_404(Pitstop.objects.visible_to(request.user), pk=pk)
    if not may(request.user, "report.draft", pitstop):
        raise Http404
    try:
        made = reporting.draft(pitstop, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("pitstops:pitstop", pk)
    return redirect("pitstops:report", made.pk)


def report_text(request: Asked, pk: int) -> HttpResponse:
    """The report as plain text, with what this reader may read."""
    opened = reports.open_for(request.user, pk, number(request.GET.get("versie")))
    if opened is None:
        raise Http404
    rows = reports.rows_of(opened, request.user)
    report_footnotes.lay(rows, request.user)
    _looked(request, opened, rows)
    words = as_text(opened.about, rows)
    response = HttpResponse(words, content_type="text/plain; charset=utf-8")
    name = slugify(opened.about.title) or "verslag"
    response["Content-Disposition"] = f'attachment; filename="{name}-{opened.version.number}.txt"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def report_picture(request: Asked, pk: int, key: UUID) -> HttpResponse:
    opened = reports.open_for(request.user, pk)
    picture = reports.picture_for(request.user, opened, key) if opened else None
    return _as_jpeg(picture)


@signed_in
def take_back_picture(request: PersonRequest, pk: int, key: UUID) -> HttpResponse:
    """Take a picture back from every version of the report, also from the one that holds."""
    opened = _inside(request, pk)
    picture = reports.picture_for(request.user, opened, key)
    if picture is None or not may(request.user, "report.take_back_picture", opened.report):
        raise Http404
    back = reverse("pitstops:report", args=[pk])
    if request.method == "POST":
        reporting.take_back_picture(opened.report, key=key, by=request.user)
        messages.success(request, _("Gone. Nobody sees this picture any more."))
        return redirect(back)
    told = {
        "title": _("Take this picture back?"),
        "words": _("It goes at once from every version, also from the settled report."),
        "action": _("Take it back everywhere"),
        "back": back,
        "danger": True,
    }
    return render(request, "confirm.html", told)


def _as_jpeg(picture: Picture | None) -> HttpResponse:
    if picture is None:
        raise Http404
    response = HttpResponse(bytes(picture.jpeg), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return links.keep_private(response)


@signed_in
@never_cache
def versions(request: PersonRequest, pk: int) -> HttpResponse:
    """The versions, two of them side by side; and the way back to an older one."""
    opened = _inside(request, pk)
    rows = list(reports.versions(request.user, opened.report))
    if request.method == "POST":
        try:
            reporting.put_back(
                opened.report, number=number(request.POST.get("versie")), by=request.user
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Put back, as a new version."))
        return redirect("pitstops:report_versions", pk)
    numbers = [each.number for each in rows]
    after = _one_of(request.GET.get("naar"), numbers, numbers[0])
    earlier = [each for each in numbers if each < after]
    before = _one_of(request.GET.get("van"), earlier, earlier[0] if earlier else after)
    texts = {
        each.number: pieces.paragraphs(from_json(each.blocks), counted=True)
        for each in rows
        if each.number in (before, after)
    }
    told = _place(opened) | {
        "versions": rows,
        "before": before,
        "after": after,
        "stretches": compare(texts[before], texts[after]) if earlier else [],
        "may_write": may(request.user, "report.write", opened.report),
    }
    return render(request, "pitstops/report_versions.html", told)


def _one_of(typed: str | None, numbers: list[int], otherwise: int) -> int:
    if not typed:
        return otherwise
    if number(typed) not in numbers:
        raise Http404
    return number(typed)


def _inside(request: PersonRequest, pk: int, version: int = 0) -> Opened:
    """The report, for who is inside; for others it is not there."""
    opened = reports.open_for(request.user, pk, version)
    if opened is None or not opened.inside:
        raise Http404
    return opened


def _place(opened: Opened) -> dict[str, Any]:
    return {"opened": opened, "about": opened.about, "place": opened.about.coalition}


# Writing in it


@signed_in
@never_cache
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Write in the report together: word it, add, move and remove parts."""
    opened = _inside(request, pk, -1)
    if not may(request.user, "report.write", opened.report):
        raise Http404
    if request.method != "POST":
        return _editor(request, opened)
    texts = {
        name.removeprefix("text-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("text-")
    }
    after = number(request.POST.get("number"))
    try:
        written = reporting.write(opened.report, after=after, texts=texts, by=request.user)
    except Refused as refused:
        return _editor(request, opened, typed=texts, number=after, refused=str(refused))
    if written.clashes:
        mine = {key: texts[key] for key in written.clashes}
        return _editor(request, _inside(request, pk, -1), typed=mine, theirs=written.clashes)
    try:
        at = _do(request, opened, request.POST.get("do", ""))
    except Refused as refused:
        return _editor(request, _inside(request, pk, -1), refused=str(refused))
    if at:
        return redirect(at)
    kept = written.version.number
    _said_saved(request, kept, after)
    asked = f"?versie={kept}" if opened.settled else ""
    return redirect(reverse("pitstops:report", args=[pk]) + asked)


def _said_saved(request: PersonRequest, now: int, after: int) -> None:
    if now == after:
        messages.info(request, _("Nothing was changed."))
    elif now > after + 1:
        messages.success(
            request, _("Saved. Somebody else saved something too: both stand in it now.")
        )
    else:
        messages.success(request, _("Saved as version %d.") % now)


def _do(request: PersonRequest, opened: Opened, do: str) -> str:
    """What one of the small buttons asks; gives where to go on, or "" to leave the editor."""
    here = reverse("pitstops:report_edit", args=[opened.report.pk])
    what, _colon, key = do.partition(":")
    one, by = opened.report, request.user
    match what:
        case "up" | "down":
            reporting.move(one, block=key, up=what == "up", by=by)
        case "remove":
            reporting.remove(one, block=key, by=by)
            messages.success(request, _taken_out(request, opened, key))
            return here
        case "add":
            part, _colon, after = key.partition(":")
            key = reporting.add(one, part=part, after=after, by=by)[1].id
        case "moment":
            found = [row for row in _marked(opened, by) if str(row.pk) == key]
            if not found:
                raise Refused(_("This is not here any more."))
            key = talk.write_down(one, moment=found[0], by=by)[1].id
        case "picture":
            return reverse("pitstops:report_add_picture", args=[opened.report.pk]) + f"?na={key}"
        case _:
            return ""
    return f"{here}#blok-{key}"


def _marked(opened: Opened, person: Person) -> list[TalkMoment]:
    """What was marked in the talk of which this is the report."""
    pitstop = opened.report.pitstop
    return talk.of(pitstop, person) if pitstop else []


def _taken_out(request: PersonRequest, opened: Opened, key: str) -> str:
    """What became of a part that was taken out; a picture can't be read in an older version."""
    gone = next((block for block in opened.blocks if block.id == key), None)
    if gone is None or gone.part != pieces.Part.IMAGE:
        return _("Taken out. An older version still has it.")
    if reports.picture_for(request.user, opened, UUID(gone.ref)) is None:
        return _("The picture is gone, also from older versions.")
    return _("Taken out. The settled report keeps this picture. You can take it back there too.")


def _editor(
    request: PersonRequest,
    opened: Opened,
    *,
    typed: Mapping[str, str] | None = None,
    theirs: Mapping[str, str] | None = None,
    number: int = 0,
    refused: str = "",
) -> HttpResponse:
    """The editor; when something stands in the way, with what was typed and what is there now."""
    rows = reports.rows_of(opened, request.user, whole=True)
    reports.with_questions_counted(rows)
    lost = reports.with_corrections(rows, reports.corrections(request.user, opened.report))
    told = _place(opened) | {
        "rows": rows,
        "number": number or opened.version.number,
        "typed": typed or {},
        "theirs": theirs or {},
        "refused": refused,
        "lost": lost,
        "by_hand": BY_HAND,
        "marked": _marked(opened, request.user),
    }
    status = 409 if theirs else 422 if refused else 200
    return render(request, "pitstops/report_edit.html", told, status=status)


@signed_in
@never_cache
def add_picture(request: PersonRequest, pk: int) -> HttpResponse:
    opened = _inside(request, pk, -1)
    if not may(request.user, "report.picture", opened.report):
        raise Http404
    form = PictureForm(posted(request), request.FILES or None)
    after = request.POST.get("na") or request.GET.get("na", "")
    if form.is_valid():
        given = form.cleaned_data
        try:
            reporting.add_picture(
                opened.report,
                jpeg=given["picture"],
                shows=given["shows"],
                after=after,
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The picture stands in the report."))
            return redirect(reverse("pitstops:report_edit", args=[pk]) + f"#blok-{after}")
    told = _place(opened) | {"form": form, "after": after}
    return render(request, "pitstops/report_picture.html", told, status=422 if form.errors else 200)


# Sending it back


@signed_in
@never_cache
def send_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Who gets the report back, and what came in."""
    opened = _inside(request, pk, -1)
    there, phones = reporting.were_there(opened.report.pitstop)
    may_send = may(request.user, "report.send_back", opened.report)
    form = SendBackForm(
        posted(request) if may_send else None,
        people=reporting.can_get(opened.about),
        guests=occasions.guests_at(request.user, opened.report),
        phones=phones,
        shown=opened.report.on_phones is not None,
        initial={"people": there},
    )
    if may_send and form.is_valid():
        try:
            return _sent(request, opened, form.cleaned_data)
        except Refused as refused:
            form.add_error("people", str(refused))
    rows = reports.rows_of(opened, request.user, whole=True)
    came = reports.corrections(request.user, opened.report)
    lost = reports.with_corrections(rows, came)
    sent = SentBack.objects.visible_to(request.user).filter(report=opened.report)
    told = _place(opened) | {
        "form": form if may_send else None,
        "phones": phones,
        "sent": correcting.who_has(sent.select_related("person", "guest")),
        "rows": [row for row in rows if row.corrections],
        "lost": lost,
        "came": came,
        "may_answer": may(request.user, "report.answer", opened.report),
        "may_type": may(request.user, "report.type_remark", opened.report),
        "outcomes": Correction.Outcome.choices,
    }
    status = 422 if form.errors else 200
    return render(request, "pitstops/report_back.html", told, status=status)


def _sent(request: PersonRequest, opened: Opened, given: dict[str, Any]) -> HttpResponse:
    """What was mailed is said; what goes on paper is shown, here or never."""
    sent = reporting.send_back(
        opened.report,
        people=given["people"],
        guests=given["guests"],
        phones=given.get("phones", False),
        once=given["once"],
        by=request.user,
    )
    paper = [each for each in sent if each.on_paper]
    mailed = len(sent) - len(paper)
    words = ngettext("%d mail is on its way.", "%d mails are on their way.", mailed) % mailed
    if paper:
        told = _place(opened) | {"letters": paper, "sent": words if mailed else ""}
        return links.keep_private(render(request, "pitstops/report_letters.html", told))
    if given.get("phones"):
        words = _("It stands on the phones now, too.") if not mailed else words
    messages.success(request, words)
    return redirect("pitstops:report_back", opened.report.pk)


@require_POST
@signed_in
def answer(request: PersonRequest, pk: int, row: UUID) -> HttpResponse:
    """Say what became of a correction."""
    opened = _inside(request, pk)
    rows = Correction.objects.visible_to(request.user).select_related(
        "report__pitstop", "report__occasion"
    )
    one = get_object_or_404(rows, report=opened.report, pk=row)
    form = AnswerForm(request.POST)
    form.is_valid()
    try:
        reporting.answer(
            one,
            outcome=form.cleaned_data.get("outcome", ""),
            because=form.cleaned_data.get("because", ""),
            by=request.user,
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(reverse("pitstops:report_back", args=[pk]) + "#binnen")


@signed_in
@never_cache
def type_remark(request: PersonRequest, pk: int) -> HttpResponse:
    """Type in what somebody wrote on paper about the report, or take it off again."""
    opened = _inside(request, pk, -1)
    if not may(request.user, "report.type_remark", opened.report):
        raise Http404
    if request.POST.get("do") == "untype":
        return _untyped(request, opened)
    sent = SentBack.objects.visible_to(request.user).filter(report=opened.report, guest=None)
    form = RemarkForm(
        posted(request),
        letters=list(sent.select_related("person")),
        rows=reports.rows_of(opened, request.user),
        initial={"key": uuid4(), "letter": request.GET.get("brief", "")},
    )
    if form.is_valid() and _remark_kept(request, opened, form):
        messages.success(request, _("Kept. It stands beside the report now."))
        return redirect("pitstops:report_type", pk)
    came = reports.corrections(request.user, opened.report)
    told = _place(opened) | {"form": form, "came": [each for each in came if each.on_paper]}
    return render(request, "pitstops/report_type.html", told, status=422 if form.errors else 200)


def _remark_kept(request: PersonRequest, opened: Opened, form: RemarkForm) -> bool:
    try:
        typed_remarks.type_remark(opened.report, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _untyped(request: PersonRequest, opened: Opened) -> HttpResponse:
    try:
        key = _uuid(request.POST.get("row"))
        typed_remarks.untype_remark(opened.report, key=key, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken off again. Nobody can read it now."))
    return redirect("pitstops:report_type", opened.report.pk)


# Settling it


@signed_in
@never_cache
def settle(request: PersonRequest, pk: int) -> HttpResponse:
    opened = _inside(request, pk, -1)
    if not may(request.user, "report.settle", opened.report):
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            settled = reporting.settle(opened.report, by=request.user)
        except Refused as no:
            refused = str(no)
        else:
            messages.success(request, _("The report is settled."))
            return redirect("sources:circle", settled.source_id)
    told = _place(opened) | {
        "waiting": _waiting(request, opened),
        "refused": refused,
        "pictures": any(each.part == pieces.Part.IMAGE for each in opened.blocks),
    }
    return render(request, "pitstops/report_settle.html", told, status=422 if refused else 200)


# The page of a personal link, and the phone that was there


@links.door(reporting.PAGE)
def returned(request: Asked, link: PersonalLink) -> HttpResponse:
    """The report, for one who was there, with room to say that something was meant otherwise.

    Once it no longer opens for them, what they said about it themselves still does.
    """
    sent = correcting.sent_with(link)
    if sent is None:
        raise Http404
    if correcting.opened_with(sent) is None:
        return _only_said(request, sent)
    sent, opened = _sent_with(link)
    secret = correcting.secret_of(sent)
    error = None
    if request.method == "POST":
        error = _correct(request, opened, secret)
        if error is None:
            return redirect(request.path + "#gezegd")
    rows = reports.rows_of(opened, sent.person)
    report_footnotes.lay(rows, sent.person)
    told = _place(opened) | {
        "rows": rows,
        "asks": any(row.questions for row in rows),
        "person": sent.person,
        "said": correcting.own(opened.report, secret),
        "act": request.path,
        "error": error,
        "token": request.resolver_match.kwargs["token"] if request.resolver_match else "",
    }
    return render(request, "pitstops/returned.html", told, status=422 if error else 200)


def _only_said(request: Asked, sent: SentBack) -> HttpResponse:
    """What somebody said about a report that they can't read any more; to take back, too."""
    secret = correcting.secret_of(sent)
    said = correcting.own(sent.report, secret)
    if not said:
        raise Http404
    if request.method == "POST":
        try:
            key = _uuid(request.POST.get("row"))
            correcting.take_back(sent.report, secret=secret, key=key)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.path)
        messages.success(request, _("Taken back. Nobody can read it now."))
        if len(said) > 1:
            return redirect(request.path)
        said = []
    told = {
        "said": said,
        "act": request.path,
        "person": sent.person,
        "sent": sent,
        "settled": reports.is_settled(sent.report),
    }
    return render(request, "pitstops/returned_said.html", told)


def _sent_with(link: PersonalLink) -> tuple[SentBack, Opened]:
    sent = correcting.sent_with(link)
    opened = correcting.opened_with(sent) if sent else None
    if sent is None or opened is None:
        raise Http404
    return sent, opened


@links.door(reporting.PAGE)
def returned_picture(request: Asked, link: PersonalLink, key: UUID) -> HttpResponse:
    sent, opened = _sent_with(link)
    return _as_jpeg(reports.picture_for(sent.person, opened, key))


def _correct(request: Asked, opened: Opened, secret: str) -> dict[str, str] | None:
    """Keep a correction or take one back; what was refused comes back with what was typed."""
    typed = request.POST
    try:
        if typed.get("do") == "take_back":
            correcting.take_back(opened.report, secret=secret, key=_uuid(typed.get("row")))
            messages.success(request, _("Taken back. Nobody can read it now."))
        else:
            correcting.correct(
                opened.report,
                secret=secret,
                block=typed.get("block", ""),
                words=typed.get("words", ""),
                name=typed.get("name", ""),
            )
            messages.success(request, _("Thank you. It stands beside the report now."))
    except Refused as refused:
        return {
            "words": str(refused),
            "block": typed.get("block", ""),
            "typed": typed.get("words", ""),
            "name": typed.get("name", ""),
        }
    return None


def _uuid(typed: str | None) -> UUID:
    try:
        return UUID(typed or "")
    except ValueError:
        return UUID(int=0)


@require_POST
def brought_report(request: Asked, pk: int, secret: str) -> HttpResponse:
    """A correction from the phone that was there; its page is "what you brought"."""
    seat = glance.seat_of(pk, secret)
    opened = correcting.on_phone(seat.pitstop) if seat else None
    if opened is None:
        raise Http404
    if error := _correct(request, opened, secret):
        messages.error(request, error["words"])
    return links.keep_private(redirect(reverse("pitstops:brought", args=[pk, secret]) + "#verslag"))
