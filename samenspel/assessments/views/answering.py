"""Filling in a sheet: signed in, by personal link, or typed in from paper; and taking it back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from samenspel.assessments import actions, asking, reading
from samenspel.assessments.forms import AskForm, SecretForm, SheetForm, TypedForm
from samenspel.assessments.models import Round
from samenspel.circles.roles import belongs
from samenspel.foundation.errors import Refused
from samenspel.people.links import door, keep_private
from samenspel.people.visits import PersonRequest, posted, signed_in

from .rounds import done, round_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samenspel.people.models import Person, PersonalLink


@signed_in
@never_cache
def sheet(request: PersonRequest, pk: int) -> HttpResponse:
    """The sheet of somebody of the coalition."""
    here = round_or_404(request.user, pk)
    if not belongs(request.user, here.coalition_id):
        raise Http404
    return filled(request, here, request.user)


@door(asking.PAGE)
def by_link(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The sheet, without an account."""
    asked = asking.opened_by(link)
    if asked is None:
        raise Http404
    return filled(request, asked.round, asked.author)


def filled(request: HttpRequest, here: Round, person: Person) -> HttpResponse:
    """A sheet to fill in, or why there is none; handed in it leads to the way to take it back."""
    context: dict[str, Any] = {"round": here, "place": here.coalition}
    if not here.is_open or actions.has_answered(here, person):
        return render(request, "assessments/no_sheet.html", context)
    form = SheetForm(here, posted(request))
    secret = SecretForm(posted(request), initial={"geheim": secrets.token_urlsafe(16)})
    if form.is_valid() and secret.is_valid():
        mark = secret.cleaned_data["geheim"]
        if done(form, lambda: _hand_in(here, person, form, mark)):
            return redirect("assessments:kept", here.pk, mark)
    return render(request, "assessments/fill_in.html", context | {"sheet": form, "secret": secret})


def _hand_in(here: Round, person: Person, form: SheetForm, mark: str) -> None:
    if here.coalition is None:
        raise Http404
    voice = actions.voice_here(person, here.coalition)
    actions.score(here, voice=voice, sheet=form.sheet(), mark=mark, who=person)


def kept(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """What only the holder of this address knows: that their sheet is here. And to take it back."""
    here = Round.objects.unguarded("opened by personal link").filter(pk=pk)
    found = get_object_or_404(here.select_related("coalition", "framework"), pk=pk)
    if len(secret) < actions.SHORTEST_MARK or not actions.handed_in(found, secret):
        raise Http404
    gone = request.method == "POST" and actions.take_back(found, mark=secret)
    address = f"{settings.SITE_URL}{request.path}"
    context = {"round": found, "place": found.coalition, "gone": gone, "address": address}
    return keep_private(render(request, "assessments/kept.html", context))


@signed_in
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """An empty sheet to print."""
    here = round_or_404(request.user, pk)
    context = {"round": here, "place": here.coalition, "elements": reading.elements_of(here)}
    return render(request, "assessments/paper.html", context)


@signed_in
@never_cache
def type_in(request: PersonRequest, pk: int) -> HttpResponse:
    """Type in a sheet from paper."""
    here = round_or_404(request.user, pk, "mirror.type_in")
    form = SheetForm(here, posted(request))
    typed = TypedForm(posted(request), initial={"geheim": secrets.token_urlsafe(16)})
    complete = form.is_valid() and typed.is_valid()
    if complete and done(form, lambda: _type(request, here, form, typed)):
        messages.success(request, _("Typed in. The next one?"))
        return redirect("assessments:type_in", pk)
    context = {"round": here, "place": here.coalition, "sheet": form, "typed": typed}
    return render(request, "assessments/type_in.html", context)


def _type(request: PersonRequest, here: Round, form: SheetForm, typed: TypedForm) -> None:
    actions.type_in(
        here,
        voice=typed.cleaned_data["voice"],
        sheet=form.sheet(),
        once=typed.cleaned_data["geheim"],
        by=request.user,
    )


@signed_in
@never_cache
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Send people their own link; whoever has no address gets it on paper."""
    here = round_or_404(request.user, pk, "mirror.ask")
    form = AskForm(posted(request), people=asking.members(here.coalition))
    context = {"round": here, "place": here.coalition, "form": form}
    if form.is_valid():
        try:
            letters = asking.ask(here, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _sent(request, here, letters)
    return render(request, "assessments/ask.html", context)


def _sent(request: PersonRequest, here: Round, letters: list[asking.Letter]) -> HttpResponse:
    paper = [letter for letter in letters if letter.on_paper]
    mailed = len(letters) - len(paper)
    words = ngettext("%d mail is on its way.", "%d mails are on their way.", mailed) % mailed
    if paper:
        back = reverse("assessments:round", args=[here.pk])
        context = {"round": here, "place": here.coalition, "letters": paper, "back": back}
        return render(request, "assessments/letters.html", context | {"sent": mailed and words})
    messages.success(request, words)
    return redirect("assessments:round", here.pk)
