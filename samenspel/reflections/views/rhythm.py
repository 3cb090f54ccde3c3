"""The rhythm of a coalition, its questions, and asking them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import Coalition, Expedition
from samenspel.circles.places import coalition_or_404
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, posted, signed_in
from samenspel.reflections import actions, asking
from samenspel.reflections.asking import AskedBefore, Letter
from samenspel.reflections.forms import AskForm, PromptForm, RhythmForm
from samenspel.reflections.models import Prompt, Rhythm
from samenspel.reflections.reading import rows

from .telling import live_prompts

if TYPE_CHECKING:
    from samenspel.people.models import Person

LATELY = 90


@signed_in
def rhythm(request: PersonRequest, pk: int) -> HttpResponse:
    """How often a question comes, what comes next, and how often something was told lately."""
    place = coalition_or_404(request.user, pk, "reflection.share")
    now = Rhythm.objects.filter(coalition=place).select_related("coalition", "chosen_by").first()
    prompts = live_prompts(request.user, place)
    chosen = list(now.prompts.visible_to(request.user)) if now else []
    form = RhythmForm(posted(request), prompts=prompts, initial=begun(now, chosen))
    may_choose = may(request.user, "rhythm.choose", place)
    if request.method == "POST":
        if not may_choose:
            raise Http404
        if form.is_valid():
            try:
                actions.choose_rhythm(
                    place,
                    weeks=form.cleaned_data["weeks"] or None,
                    first=form.cleaned_data["first"],
                    prompts=list(form.cleaned_data["prompts"]),
                    by=request.user,
                )
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Chosen. Everybody in the group can see it here."))
                return redirect("reflections:rhythm", place.pk)
    since = timezone.localdate() - timedelta(days=LATELY)
    lately = rows(request.user).filter(source__coalition=place, source__moment__gte=since)
    return render(
        request,
        "reflections/rhythm.html",
        {
            "place": place,
            "rhythm": now,
            "chosen": [prompt for prompt in chosen if not prompt.retired],
            "turn": actions.next_prompt(now) if now else None,
            "days": now.coming_days(3) if now else [],
            "lately": lately.count(),
            "form": form if may_choose else None,
            "may_ask": may(request.user, "question.ask", place),
            "may_write": may(request.user, "prompt.write", place),
        },
    )


def begun(now: Rhythm | None, chosen: list[Prompt]) -> dict[str, object]:
    if now is None:
        return {"weeks": 4, "first": timezone.localdate() + timedelta(days=7)}
    coming = now.next_day() or timezone.localdate() + timedelta(days=7)
    return {"weeks": now.weeks or 0, "first": coming, "prompts": [p.pk for p in chosen]}


@signed_in
@never_cache
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Put one question to some people; whoever has no address gets it on paper."""
    place = coalition_or_404(request.user, pk, "question.ask")
    prompts = live_prompts(request.user, place)
    form = AskForm(posted(request), prompts=prompts, people=asking.members(place))
    if form.is_valid():
        try:
            return sent(request, place, asking.ask(place, by=request.user, **form.cleaned_data))
        except AskedBefore as before:
            messages.info(request, str(before))
            return redirect("reflections:ask", place.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"place": place, "form": form, "under_way": asking.under_way(place)}
    return render(request, "reflections/ask.html", context)


def sent(request: PersonRequest, place: Coalition, letters: list[Letter]) -> HttpResponse:
    """What was mailed is said; what goes on paper is shown, here or never."""
    paper = [letter for letter in letters if letter.on_paper]
    mailed = len(letters) - len(paper)
    words = ngettext("%d mail is on its way.", "%d mails are on their way.", mailed) % mailed
    if paper:
        context = {"place": place, "letters": paper, "sent": words if mailed else ""}
        return render(request, "reflections/letters.html", context)
    messages.success(request, words)
    return redirect("reflections:ask", place.pk)


@require_POST
@signed_in
def withdraw(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    place = coalition_or_404(request.user, pk, "question.ask")
    asking.withdraw(get_object_or_404(asking.under_way(place), pk=row), by=request.user)
    messages.success(request, _("The link no longer works. What was said with it stays."))
    return redirect("reflections:ask", place.pk)


@signed_in
def of_coalition(request: PersonRequest, pk: int) -> HttpResponse:
    return questions(request, coalition_or_404(request.user, pk, "reflection.share"))


@signed_in
def of_expedition(request: PersonRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Expedition, pk=pk)
    if not may(request.user, "prompt.write", place):
        raise Http404
    return questions(request, place)


def questions(request: PersonRequest, place: Coalition | Expedition) -> HttpResponse:
    """The questions of a coalition or of the whole expedition; and a new one."""
    may_write = may(request.user, "prompt.write", place)
    if request.method == "POST" and not may_write:
        raise Http404
    form = PromptForm(posted(request))
    if written(request, place, form):
        messages.success(request, _("Saved. It can be asked from now on."))
        return redirect(request.path)
    expedition = place.expedition if isinstance(place, Coalition) else place
    here = Prompt.objects.visible_to(request.user).filter(expedition=expedition)
    own = here.filter(coalition=place if isinstance(place, Coalition) else None)
    context = {
        "place": place,
        "is_coalition": isinstance(place, Coalition),
        "prompts": own.filter(retired=None),
        "retired": own.exclude(retired=None),
        "common": here.filter(coalition=None, retired=None),
        "form": form,
        "may_write": may_write,
    }
    return render(request, "reflections/prompts.html", context)


@signed_in
def prompt(request: PersonRequest, pk: int) -> HttpResponse:
    """A better wording: the old one stays beside its answers."""
    old = prompt_or_404(request.user, pk)
    form = PromptForm(posted(request), instance=old)
    if written(request, old.coalition or old.expedition, form, replaces=pk):
        messages.success(request, _("Saved. Answers to the old wording stay with it."))
        return redirect(home_of(old))
    context = {"prompt": old, "form": form, "back": home_of(old)}
    return render(request, "reflections/prompt.html", context)


@require_POST
@signed_in
def retire(request: PersonRequest, pk: int) -> HttpResponse:
    old = prompt_or_404(request.user, pk)
    actions.retire_prompt(old, by=request.user)
    messages.success(request, _("This question rests. The answers stay."))
    return redirect(home_of(old))


def written(
    request: PersonRequest,
    place: Coalition | Expedition,
    form: PromptForm,
    replaces: int | None = None,
) -> bool:
    if not form.is_valid():
        return False
    # Read again: the form has put the new words into its own copy.
    old = prompt_or_404(request.user, replaces) if replaces else None
    try:
        actions.write_prompt(place, by=request.user, replaces=old, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def prompt_or_404(person: Person, pk: int) -> Prompt:
    rows = Prompt.objects.visible_to(person).filter(retired=None)
    found: Prompt = get_object_or_404(rows.select_related("coalition", "expedition"), pk=pk)
    if not may(person, "prompt.retire", found):
        raise Http404
    return found


def home_of(prompt: Prompt) -> str:
    if prompt.coalition_id:
        return reverse("reflections:prompts", args=[prompt.coalition_id])
    return reverse("reflections:expedition_prompts", args=[prompt.expedition_id])
