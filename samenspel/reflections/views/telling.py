"""Telling something: choose a question, write, say who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.circles.models import Coalition, Role
from samenspel.circles.places import coalition_or_404
from samenspel.circles.readers import who_reads
from samenspel.circles.roles import held
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, number, signed_in
from samenspel.reflections import actions
from samenspel.reflections.actions import TwoEditors
from samenspel.reflections.forms import WordsForm
from samenspel.reflections.models import Draft, Prompt

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from samenspel.circles.sight import SharedRows
    from samenspel.people.models import Person
    from samenspel.reflections.models import Reflection

    Done = Callable[[Reflection], HttpResponse]

SHARED_DEVICE = "gedeeld"  # a cookie, set in the browser: no local copy of a draft is made


@dataclass(frozen=True)
class Desk:
    """Where somebody writes: the same screen when signed in and by personal link."""

    person: Person
    place: Coalition
    key: UUID
    prompt: Prompt | None
    kept: Draft | None
    keep_url: str
    leave_url: str
    may_help: bool = True
    speaker: int = 0


@signed_in
def tell(request: PersonRequest) -> HttpResponse:
    """To the coalition in which somebody tells; when there are more, they choose."""
    places = places_of(request.user)
    if len(places) == 1:
        return redirect("reflections:choose", places[0].pk)
    return render(request, "reflections/tell.html", {"places": places})


@signed_in
@never_cache
def choose(request: PersonRequest, pk: int) -> HttpResponse:
    place = coalition_or_404(request.user, pk, "reflection.share")
    prompts = list(live_prompts(request.user, place))
    drafts = Draft.objects.visible_to(request.user).filter(coalition=place)
    turn = turn_of(place, prompts)
    return render(
        request,
        "reflections/choose.html",
        {
            "place": place,
            "turn": (turn, uuid4()) if turn else None,
            "questions": [(prompt, uuid4()) for prompt in prompts if prompt != turn],
            "free": uuid4(),
            "drafts": drafts.select_related("author", "speaker"),
        },
    )


@signed_in
@never_cache
def write(request: PersonRequest, key: UUID) -> HttpResponse:
    told = actions.arrived(key, request.user)
    if told:
        return redirect("reflections:reflection", told.pk)
    desk = desk_of(request, key)
    return at(desk, request, done=lambda told: saved(request, told))


@require_POST
@never_cache
def keep(request: PersonRequest, key: UUID) -> HttpResponse:
    """The draft, as the page itself saves it while somebody writes."""
    if not request.user.is_authenticated:
        return JsonResponse({"words": _("You are signed out.")}, status=401)
    return kept_as_json(desk_of(request, key), request)


@signed_in
def discard(request: PersonRequest, key: UUID) -> HttpResponse:
    drafts = Draft.objects.visible_to(request.user).select_related("author", "speaker")
    draft = get_object_or_404(drafts, key=key)
    if request.method == "POST":
        actions.discard(draft, by=request.user)
        messages.success(request, _("Thrown away. Nobody read it."))
        return redirect("reflections:mine")
    return render(request, "reflections/discard.html", {"draft": draft})


def at(desk: Desk, request: HttpRequest, *, done: Done) -> HttpResponse:
    """The writing screen: show it, keep what stands there, or hand it in."""
    if request.method != "POST":
        begun = WordsForm.begun(desk.kept, speaker=desk.speaker)
        return screen(request, desk, form_for(desk, initial=begun))
    form = form_for(desk, request.POST)
    do = request.POST.get("do", "keep")
    if do == "theirs" and desk.kept:
        return screen(request, desk, form_for(desk, initial=WordsForm.begun(desk.kept)))
    if do != "share" and not desk.kept and not form.said().text.strip():
        messages.info(request, _("You had not written anything yet. Nothing was kept."))
        return redirect(desk.leave_url)
    try:
        kept = put_away(desk, form)
        if do != "share":
            messages.success(request, _("Kept as a draft. Only you can see it."))
            return redirect(desk.leave_url)
        if form.is_valid():
            return done(hand_in(desk, kept, form))
    except TwoEditors as both:
        return screen(request, desk, form_for(desk, numbered(form, both.number)), both=both)
    except Refused as refused:
        form.add_error(None, str(refused))
    return screen(request, desk, renumbered(desk, form))


def kept_as_json(desk: Desk, request: HttpRequest) -> JsonResponse:
    try:
        kept = put_away(desk, form_for(desk, request.POST))
    except TwoEditors:
        words = _("There is something newer on another screen. Press a button to see both.")
        return JsonResponse({"words": words}, status=409)
    except Refused as refused:
        return JsonResponse({"words": str(refused)}, status=400)
    when = time_format(localtime(kept.saved), "H:i")
    return JsonResponse({"number": kept.number, "words": _("Saved at %s") % when})


def put_away(desk: Desk, form: WordsForm) -> Draft:
    """Keep what stands in the form as a draft: a new one, or the next save of this one."""
    said = form.said()
    if desk.kept is None:
        kept = actions.draft(desk.place, said=said, key=desk.key, by=desk.person)
        return kept if kept.text == said.text else next_save(kept, form, desk.person)
    return next_save(desk.kept, form, desk.person)


def next_save(kept: Draft, form: WordsForm, person: Person) -> Draft:
    number = form.cleaned_data.get("number") or 0
    return actions.keep_draft(kept, said=form.said(), number=number, by=person)


def hand_in(desk: Desk, kept: Draft, form: WordsForm) -> Reflection:
    return actions.share(
        desk.place,
        text=kept.text,
        kind=kept.kind,
        circle=form.said().wants,
        prompt=desk.prompt,
        practice_area=kept.practice_area,
        speaker=kept.speaker,
        how=form.cleaned_data.get("how", "") if kept.speaker else "",
        key=desk.key,
        language=kept.language,
        by=desk.person,
    )


def saved(request: HttpRequest, told: Reflection) -> HttpResponse:
    readers = who_reads(told.source, request.user).words
    messages.success(request, _("Saved. %s") % readers)
    return redirect("reflections:reflection", told.pk)


def screen(
    request: HttpRequest, desk: Desk, form: WordsForm, both: TwoEditors | None = None
) -> HttpResponse:
    context = {
        "desk": desk,
        "form": form,
        "both": both,
        "shared_device": SHARED_DEVICE in request.COOKIES,
    }
    return render(request, "reflections/write.html", context, status=409 if both else 200)


def form_for(desk: Desk, data: object = None, initial: object = None) -> WordsForm:
    return WordsForm(
        data,
        initial=initial,
        place=desk.place,
        person=desk.person,
        prompt=desk.prompt,
        may_help=desk.may_help,
    )


def renumbered(desk: Desk, form: WordsForm) -> WordsForm:
    """The same form, knowing that the draft behind it was saved just now."""
    kept = draft_of(desk.person, desk.key)
    if kept:
        form.data = numbered(form, kept.number)
    return form


def numbered(form: WordsForm, number: int) -> QueryDict:
    data: QueryDict = form.data.copy()  # type: ignore[attr-defined]
    data["number"] = str(number)
    return data


def desk_of(request: PersonRequest, key: UUID) -> Desk:
    person = request.user
    kept = draft_of(person, key)
    if kept:
        prompt = kept.prompt
        place = coalition_or_404(person, kept.coalition_id or 0, "reflection.share")
    else:
        place = coalition_or_404(person, number(request.GET.get("coalitie")), "reflection.share")
        asked = number(request.GET.get("vraag"))
        prompt = get_object_or_404(prompts_of(person, place), pk=asked) if asked else None
    return Desk(
        person=person,
        place=place,
        key=key,
        prompt=prompt,
        kept=kept,
        keep_url=with_query(request, reverse("reflections:keep", args=[key])),
        leave_url=reverse("reflections:mine"),
        speaker=number(request.GET.get("voor")),
    )


def draft_of(person: Person, key: UUID) -> Draft | None:
    rows = Draft.objects.visible_to(person).filter(key=key)
    found: Draft | None = rows.select_related("prompt", "speaker", "practice_area").first()
    return found


def places_of(person: Person) -> QuerySet[Coalition]:
    """The coalitions in which somebody can tell something: their own, and those they support."""
    return Coalition.objects.filter(pk__in=held(person).coalitions(Role.values))


def prompts_of(person: Person, place: Coalition) -> SharedRows[Prompt]:
    """The questions of a coalition. What was put once, may be answered while it rests."""
    rows = Prompt.objects.visible_to(person).filter(expedition=place.expedition_id)
    here: SharedRows[Prompt] = rows.filter(Q(coalition=None) | Q(coalition=place))
    return here.order_by("-coalition", "pk")


def live_prompts(person: Person, place: Coalition) -> SharedRows[Prompt]:
    return prompts_of(person, place).filter(retired=None)


def turn_of(place: Coalition, prompts: list[Prompt]) -> Prompt | None:
    """The question of this moment: the one that was asked last."""
    last = place.rounds.values_list("prompt", flat=True).first()
    return next((prompt for prompt in prompts if prompt.pk == last), None)


def with_query(request: HttpRequest, path: str) -> str:
    query = request.GET.urlencode()
    return f"{path}?{query}" if query else path
