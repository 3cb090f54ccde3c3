"""Preparing a meeting, and doing it on paper: sheets to print, and paper that is typed in."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.agendas import reading as agendas
from samenspel.agendas.models import Agreement
from samenspel.assessments.models import Element, Round
from samenspel.assessments.reading import lists_of
from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people.links import drawn, keep_private
from samenspel.people.visits import Asked, PersonRequest, number, posted, signed_in
from samenspel.pitstops import (
    actions,
    clips,
    harvest,
    paper_forms,
    papers,
    photos,
    preparing,
    reporting,
    table,
    typed,
)
from samenspel.pitstops.forms import said_not
from samenspel.pitstops.models import (
    Agreed,
    Card,
    Clip,
    Kind,
    Photo,
    Pile,
    Pitstop,
    Promise,
    Report,
    Step,
)
from samenspel.pitstops.rights import leads

from .leading import door_of, typed_at
from .planning import led_or_404, pitstop_or_404
from .table import Phone, phone_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

LANGUAGES = ("nl", "en")
PILED = (Kind.REFLECT, Kind.REVIEW)  # whose cards are laid on piles


# Before the meeting


def sheet(request: Asked, pk: int) -> HttpResponse:
    """The preparation sheet: what last time left behind, and the script with the clock."""
    found = pitstop_or_404(request, pk)
    told = {
        "pitstop": found,
        "place": found.coalition,
        "sheet": preparing.sheet(found, request.user),
        "may_add": found.ended is None and leads(request.user, found),
    }
    return render(request, "pitstops/sheet.html", told)


def paper(request: Asked, pk: int) -> HttpResponse:
    """Everything that is needed to do the pitstop on paper; choose what to print."""
    found = pitstop_or_404(request, pk)
    chosen = papers.chosen_of(request.GET)
    people = number(request.GET.get("mensen")) or papers.PEOPLE
    people = max(papers.FEW, min(people, papers.MANY))
    asked = request.GET.get("woorden", "")
    spoken = asked if asked in LANGUAGES else (get_language() or "nl")[:2]
    steps = list(Step.objects.visible_to(request.user).filter(pitstop=found, skipped=False))
    piles = list(Pile.objects.visible_to(request.user).filter(pitstop=found, apart=None))
    with translation.override(spoken):
        made = papers.papers(
            found, steps, piles, chosen=chosen, people=people, lists=_lists(found, steps, request)
        )
        told = {
            "pitstop": found,
            "papers": made,
            "qr": drawn(door_of(found)),
            "typed_at": typed_at(),
        }
        sheets = render_to_string("pitstops/paper/sheets.html", told, request)
    told = {
        "pitstop": found,
        "place": found.coalition,
        "sheets": sheets,
        "spoken": spoken,
        "languages": [("nl", "Nederlands"), ("en", "English")],
        "people": people,
        "most": papers.MANY,
        "choices": [(key, words, key in chosen) for key, words in papers.SHEETS.items()],
    }
    return render(request, "pitstops/paper.html", told)


def _lists(pitstop: Pitstop, steps: list[Step], request: Asked) -> dict[Step, list[Element]]:
    """What each mirror scores: the list of that step, or the one that would be held up."""
    mirrors = [step for step in steps if step.kind == Kind.MIRROR]
    if not mirrors:
        return {}
    first = lists_of(pitstop.expedition, request.user).values_list("pk", flat=True).first()
    wanted = {step: step.framework_id or first for step in mirrors}
    elements: dict[int, list[Element]] = defaultdict(list)
    for element in Element.objects.visible_to(request.user).filter(framework__in=wanted.values()):
        elements[element.framework_id].append(element)
    return {step: elements[which] for step, which in wanted.items() if which in elements}


# Typing in


@signed_in
def type_in(request: PersonRequest, pk: int) -> HttpResponse:
    """Type in what stands on paper: cards one after another, dots, agreements."""
    found = led_or_404(request, pk)
    if not typed.open_for_typing(found):
        closed = {"pitstop": found, "place": found.coalition}
        return render(request, "pitstops/paper/closed.html", closed)
    steps = list(Step.objects.visible_to(request.user).filter(pitstop=found, skipped=False))
    for each in steps:
        each.pitstop = found
    offered = _offered(found, steps)
    mirrors = _mirrors(request.user, steps)
    step = _chosen(request, found, offered)
    form, extra = _forms(request, found, step)
    done = _typed_in(request, found, step, form, extra) if request.method == "POST" else None
    if done is not None:
        return done
    told = _typing(request, found, step, offered)
    waits = any(step.kind == Kind.MIRROR and not step.round_id for step in steps)
    told |= {
        "form": form,
        "extra": extra,
        "mirrors": mirrors,
        "mirror_waits": waits and may(request.user, "mirror.open", found.coalition),
    }
    wrong = bool(form and form.errors) or bool(extra and extra.errors)
    return render(request, "pitstops/paper/type.html", told, status=422 if wrong else 200)


def _offered(pitstop: Pitstop, steps: list[Step]) -> list[Step]:
    """The steps of which something can be typed in, in the order of the script."""
    cards = {step.pk for step in typed.steps_to_type(pitstop, steps)}
    return [step for step in steps if step.pk in cards or step.kind in (Kind.VOTE, Kind.AGREE)]


def _mirrors(person: Any, steps: list[Step]) -> list[Round]:
    """The rounds of the mirror that are open: their sheets are typed in with the mirror itself."""
    keys = [step.round_id for step in steps if step.round_id]
    if not keys:
        return []
    rows = Round.objects.visible_to(person).filter(pk__in=keys, closed=None)
    return [row for row in rows if may(person, "mirror.type_in", row)]


def _chosen(request: PersonRequest, pitstop: Pitstop, offered: list[Step]) -> Step | None:
    """The step that was asked for; otherwise the present one, or the first own reflection."""
    asked = number(request.POST.get("stap") or request.GET.get("stap"))
    by_pk = {step.pk: step for step in offered}
    if asked:
        if asked not in by_pk:
            raise Http404
        return by_pk[asked]
    if pitstop.is_on and pitstop.step_id in by_pk:
        return by_pk[pitstop.step_id]
    first = next((step for step in offered if step.kind == Kind.REFLECT), None)
    return first or next(iter(offered), None)


def _forms(
    request: PersonRequest, pitstop: Pitstop, step: Step | None
) -> tuple[forms.Form | None, forms.Form | None]:
    """The form for what the step has on paper, and at the check-out a second one."""
    if step is None:
        return None, None
    data, do = posted(request), request.POST.get("do", "")
    first = {"key": uuid4()}
    if step.kind == Kind.VOTE:
        dots = typed.dots_on_paper(step)
        return paper_forms.DotsForm(data, targets=_targets(step), initial=dots), None
    if step.kind == Kind.AGREE:
        return paper_forms.AgreementForm(data, initial=first), None
    cards = paper_forms.CardForm(
        data if do == "card" else None,
        step=step,
        with_piles=step.kind in PILED and bool(pitstop.ended or step.revealed),
        initial=first
        | {name: request.GET[name] for name in ("kind", "voice") if name in request.GET}
        | _to_correct(request, pitstop, step),
    )
    if step.kind != Kind.CHECKOUT:
        return cards, None
    before = typed.dared_on_paper(step)
    dared = paper_forms.DaredForm(data if do == "dared" else None, initial=before)
    return cards, dared


def _targets(step: Step) -> list[tuple[str, str]]:
    found = table.targets_of(step)
    words = harvest.words_of([thing for _key, thing in found if isinstance(thing, Card)])
    return [
        (key, thing.name if isinstance(thing, Pile) else words.get(thing.pk, ""))
        for key, thing in found
    ]


def _typing(
    request: PersonRequest, pitstop: Pitstop, step: Step | None, offered: list[Step]
) -> dict[str, Any]:
    """What stands around the form: pictures, recordings, what was typed just now."""
    person = request.user
    pictures, sounds = photos.waiting(pitstop, person), clips.waiting(pitstop, person)
    told: dict[str, Any] = {
        "pitstop": pitstop,
        "place": pitstop.coalition,
        "step": step,
        "offered": offered,
        "pictures": pictures,
        "sounds": sounds,
        **_beside(request, pictures, sounds),
    }
    report = _report_of(person, pitstop) if pitstop.ended else None
    told["came_in"] = report is not None and reporting.with_what_came_in(report) is not None
    if step is None:
        return told
    if step.kind == Kind.AGREE:
        return told | {"agreed": _agreed(pitstop, person)}
    told["promise"] = Promise(min(step.promise, Promise.NAMELESS))
    told["piles"] = list(Pile.objects.visible_to(person).filter(step=step, apart=None))
    told["typed_before"] = _all_told(typed.typed_cards(step))
    just = typed.typed_card(pitstop, _uuid(request.GET.get("net")))
    told["just"] = _told(just) if just else None
    return told


def _beside(
    request: PersonRequest, pictures: list[Photo], sounds: list[Clip]
) -> dict[str, Photo | Clip | None]:
    """What stands beside the form: what was asked for, or the first that was not typed yet."""
    asked = request.GET
    if sound := next((row for row in sounds if str(row.pk) == asked.get("geluid")), None):
        return {"picture": None, "sound": sound}
    if picture := next((row for row in pictures if str(row.pk) == asked.get("foto")), None):
        return {"picture": picture, "sound": None}
    picture = next((row for row in pictures if row.typed is None), None)
    sound = next((row for row in sounds if row.typed is None), None)
    return {"picture": picture, "sound": None if picture else sound}


def _agreed(pitstop: Pitstop, person: Any) -> list[Agreement]:
    made = Agreed.objects.visible_to(person).filter(pitstop=pitstop).values("agreement")
    return list(agendas.agreements_of(person).filter(pk__in=made))


def _told(card: Card) -> dict[str, Any]:
    return _all_told([card])[0]


def _all_told(cards: list[Card]) -> list[dict[str, Any]]:
    words = harvest.words_of(cards)
    return [{"card": card, "words": words.get(card.pk, "")} for card in cards]


def _to_correct(request: PersonRequest, pitstop: Pitstop, step: Step) -> dict[str, Any]:
    """A card that was typed before, to type it better under the same key."""
    asked = _uuid(request.GET.get("kaart"))
    card = typed.typed_card(pitstop, asked) if asked else None
    if card is None or card.step_id != step.pk or not harvest.stands(card):
        return {}
    words = harvest.words_of([card])[card.pk]
    pile = card.pile.name if card.pile else ""
    return {"text": words, "kind": card.kind, "voice": card.voice, "key": card.pk, "pile": pile}


def _uuid(written: str | None) -> UUID | None:
    try:
        return UUID(written or "")
    except ValueError:
        return None


def _typed_in(
    request: PersonRequest,
    pitstop: Pitstop,
    step: Step | None,
    form: forms.Form | None,
    extra: forms.Form | None,
) -> HttpResponse | None:
    """Do what was asked; None when the form has to be shown again."""
    does: dict[str, Callable[[], HttpResponse | None]] = {
        "card": lambda: _card(request, pitstop, step, form),
        "untype": lambda: _untype(request, pitstop, step),
        "dots": lambda: _dots(request, pitstop, step, form),
        "dared": lambda: _dared(request, pitstop, step, extra),
        "agree": lambda: _agree(request, pitstop, step, form),
        "photo": lambda: _photo(request, pitstop, step),
        "read": lambda: _read(request, pitstop, step),
        "take_in": lambda: _take_in(request, pitstop, step),
    }
    in_place = "X-Live" in request.headers
    try:
        asked = does.get(request.POST.get("do", ""))
        if asked is None:
            raise Refused(_("This is not here any more."))
        return asked()
    except Refused as refused:
        if in_place:
            return JsonResponse({"words": str(refused)}, status=409)
        shown = extra if request.POST.get("do") == "dared" else form
        if shown is not None and shown.is_bound:
            shown.add_error(None, str(refused))
            return None
        messages.error(request, str(refused))
        return _back(pitstop, step)


def _back(pitstop: Pitstop, step: Step | None, **more: Any) -> HttpResponse:
    asked = ({"stap": step.pk} if step else {}) | more
    return redirect(f"{reverse('pitstops:type_in', args=[pitstop.pk])}?{urlencode(asked)}#typen")


def _card(
    request: PersonRequest, pitstop: Pitstop, step: Step | None, form: forms.Form | None
) -> HttpResponse | None:
    if step is None or not isinstance(form, paper_forms.CardForm):
        raise Refused(_("Nothing is handed in at this step."))
    if not form.is_valid():
        if "X-Live" in request.headers:
            raise Refused(said_not(form))
        return None
    card = typed.type_in(step, by=request.user, **form.cleaned_data)
    if "X-Live" in request.headers:
        told = {"pitstop": pitstop, "step": step, "just": _told(card)}
        html = render_to_string("pitstops/paper/just.html", told, request)
        many = typed.many_on_paper(step)
        return JsonResponse({"html": html, "key": str(uuid4()), "words": _typed_so_far(many)})
    same = {
        name: form.cleaned_data[name] for name in ("kind", "voice") if name in form.cleaned_data
    }
    kept = {name: request.GET[name] for name in ("foto", "geluid") if name in request.GET}
    return _back(pitstop, step, net=card.pk, **same, **kept)


def _typed_so_far(many: int) -> str:
    return ngettext("%d card typed from paper", "%d cards typed from paper", many) % many


def _untype(request: PersonRequest, pitstop: Pitstop, step: Step | None) -> HttpResponse:
    card = typed.typed_card(pitstop, _uuid(request.POST.get("card")))
    if card is None:
        raise Refused(_("This is not here any more."))
    typed.untype(card, by=request.user)
    if "X-Live" in request.headers:
        many = typed.many_on_paper(step) if step else 0
        return JsonResponse({"gone": str(card.pk), "words": _typed_so_far(many)})
    messages.success(request, _("Taken off again."))
    return _back(pitstop, step)


def _dots(
    request: PersonRequest, pitstop: Pitstop, step: Step | None, form: forms.Form | None
) -> HttpResponse | None:
    if step is None or not isinstance(form, paper_forms.DotsForm):
        raise Refused(_("No dots are put at this step."))
    if not form.is_valid():
        return None
    many = typed.type_dots(step, dots=form.told(), by=request.user)
    messages.success(request, ngettext("%d dot noted.", "%d dots noted.", many) % many)
    return _back(pitstop, step)


def _dared(
    request: PersonRequest, pitstop: Pitstop, step: Step | None, form: forms.Form | None
) -> HttpResponse | None:
    if step is None or form is None or not form.is_valid():
        return None
    answers = {key: many or 0 for key, many in form.cleaned_data.items()}
    typed.type_dared(step, answers=answers, by=request.user)
    messages.success(request, _("Saved."))
    return _back(pitstop, step)


def _agree(
    request: PersonRequest, pitstop: Pitstop, step: Step | None, form: forms.Form | None
) -> HttpResponse | None:
    if not isinstance(form, paper_forms.AgreementForm) or not form.is_valid():
        return None
    actions.agree(pitstop, by=request.user, **form.cleaned_data)
    messages.success(request, _("Agreed. It stands with your agreements."))
    return _back(pitstop, step)


def _photo(request: PersonRequest, pitstop: Pitstop, step: Step | None) -> HttpResponse:
    photos.insist_room(pitstop)
    picture = photos.read(request.FILES.get("photo"))
    photo = actions.keep_photo(pitstop, picture=picture, step=step, by=request.user)
    return _back(pitstop, step, foto=photo.pk)


def _read(request: PersonRequest, pitstop: Pitstop, step: Step | None) -> HttpResponse:
    """A picture or a recording was typed: throw it away, or keep it for now."""
    drop = "keep" not in request.POST
    by = request.user
    if request.POST.get("photo"):
        photo = _photo_of(by, pitstop, number(request.POST["photo"]))
        (actions.drop_photo if drop else photos.done)(photo, by=by)
    elif request.POST.get("clip"):
        clip = _clip_of(by, pitstop, _uuid(request.POST["clip"]))
        (clips.drop if drop else clips.done)(clip, by=by)
    messages.success(request, _("Thrown away.") if drop else _("Saved."))
    return _back(pitstop, step)


def _take_in(request: PersonRequest, pitstop: Pitstop, step: Step | None) -> HttpResponse:
    report = _report_of(request.user, pitstop)
    if report is None:
        raise Refused(_("This is not here any more."))
    reporting.take_in(report, by=request.user)
    messages.success(request, _("It stands in the report."))
    return _back(pitstop, step)


def _report_of(person: Any, pitstop: Pitstop) -> Report | None:
    rows = Report.objects.visible_to(person).filter(pitstop=pitstop).select_related("pitstop")
    found: Report | None = rows.first()
    return found


def _photo_of(person: Any, pitstop: Pitstop, pk: int) -> Photo:
    rows = Photo.objects.visible_to(person).filter(pitstop=pitstop).select_related("pitstop")
    found: Photo = get_object_or_404(rows, pk=pk)
    return found


def _clip_of(person: Any, pitstop: Pitstop, pk: UUID | None) -> Clip:
    rows = Clip.objects.visible_to(person).filter(pitstop=pitstop).select_related("pitstop")
    found: Clip = get_object_or_404(rows, pk=pk)
    return found


@signed_in
def photo(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """A picture of cards, for whoever leads."""
    found = _photo_of(request.user, led_or_404(request, pk), row)
    return keep_private(HttpResponse(bytes(found.picture), content_type="image/jpeg"))


@signed_in
def clip(request: PersonRequest, pk: int, row: UUID) -> HttpResponse:
    """A recording, for whoever leads."""
    found = _clip_of(request.user, led_or_404(request, pk), row)
    answer = HttpResponse(bytes(found.sound), content_type=found.kind)
    name = f"opname.{clips.ENDINGS[found.kind]}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return keep_private(answer)


# From the table


def other_ways(request: Asked, pk: int) -> HttpResponse:
    """For who would rather write on paper, or talk: a picture or a recording instead of typing."""
    phone = phone_at(request, pk)
    if phone is None:
        return redirect("pitstops:code")
    step = phone.pitstop.step
    if not phone.pitstop.is_on or phone.seat.left or step is None:
        return redirect("pitstops:table", pk)
    told = {
        "phone": phone,
        "pitstop": phone.pitstop,
        "step": step,
        "can": step.takes_cards and step.promise > Promise.SELF,
        "seconds": clips.SECONDS,
    }
    return keep_private(render(request, "pitstops/paper/other_ways.html", told))


@require_POST
def hand_photo(request: Asked, pk: int) -> HttpResponse:
    """A picture of a card, from a phone at the table."""

    def do(phone: Phone, step: Step) -> str:
        photos.hand_in(phone.seat, step, request.FILES.get("photo"))
        return _("Your picture is in. The facilitator types it.")

    return _handed(request, pk, do)


@require_POST
def hand_clip(request: Asked, pk: int) -> HttpResponse:
    """Something that was said, from a phone at the table."""

    def do(phone: Phone, step: Step) -> str:
        clips.hand_in(phone.seat, step, request.FILES.get("sound"))
        return _("Your recording is in. The facilitator types it.")

    return _handed(request, pk, do)


def _handed(request: Asked, pk: int, do: Callable[[Phone, Step], str]) -> HttpResponse:
    phone = phone_at(request, pk)
    in_place = "X-Live" in request.headers
    if phone is None:
        gone = _("Your place at this pitstop is gone. Come in again with the code.")
        return JsonResponse({"words": gone}, status=403) if in_place else redirect("pitstops:code")
    try:
        words = do(phone, table.step_of(phone.seat, number(request.POST.get("step"))))
    except Refused as refused:
        if in_place:
            return JsonResponse({"words": str(refused)}, status=409)
        messages.error(request, str(refused))
        return redirect("pitstops:other_ways", pk)
    if in_place:
        return JsonResponse({"words": words})
    messages.success(request, words)
    return redirect(reverse("pitstops:table", args=[pk]) + "#nu")
