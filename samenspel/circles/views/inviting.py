"""Inviting, and taking part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samenspel.circles import actions, inviting
from samenspel.circles.deeds import may
from samenspel.circles.forms import InviteAlongForm, InviteForm, JoinForm, TypeForForm
from samenspel.circles.models import Expedition, Invitation, Organisation, Role
from samenspel.circles.places import coalition_or_404
from samenspel.circles.readers import who_will_read
from samenspel.foundation.errors import Refused
from samenspel.people import links
from samenspel.people.visits import PersonRequest, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samenspel.people.links import Key
    from samenspel.people.models import Person, PersonalLink


@signed_in
def invitations(request: PersonRequest, pk: int) -> HttpResponse:
    """Invite people to a coalition, and see who came."""
    coalition = coalition_or_404(request.user, pk, "invitation.send")
    first = not may(request.user, "help.begin", coalition)
    form = InviteForm(request.POST or None, first=first)
    if request.method == "POST" and form.is_valid():
        try:
            sent = inviting.invite_all(
                coalition,
                lines=form.cleaned_data["who"].splitlines(),
                role=form.cleaned_data.get("role", Role.COORDINATOR),
                language=form.cleaned_data["language"],
                by=request.user,
            )
        except inviting.LinesRefused as refused:
            form.add_error("who", refused.sentences)
        except Refused as refused:
            form.add_error("who", str(refused))
        else:
            _tell_what_was_sent(request, sent)
            return redirect("circles:invitations", pk)
    context = {
        "coalition": coalition,
        "form": form,
        "rows": inviting.invitations(coalition),
        "first": first,
        "letters": inviting.letters_of(coalition),
    }
    return render(request, "circles/invitations.html", context)


@signed_in
def along(request: PersonRequest, pk: int) -> HttpResponse:
    """Invite the support team, partners and others of the fund."""
    expedition = get_object_or_404(Expedition, pk=pk)
    if not may(request.user, "invitation.send_along", expedition):
        raise Http404
    form = InviteAlongForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _invite_along(expedition, request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("circles:invitations_along", pk)
    rows = inviting.invitations(expedition)
    context = {"expedition": expedition, "form": form, "rows": rows}
    return render(request, "circles/invitations_along.html", context)


def _invite_along(expedition: Expedition, by: Person, *, organisation: str, **said: str) -> None:
    works_at = None
    if organisation.strip():
        works_at = actions.organisation(organisation, Organisation.Kind.OTHER)
    inviting.invite_along(expedition, organisation=works_at, by=by, **said)


@require_POST
@signed_in
def send_again(request: PersonRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request.user, pk)
    try:
        inviting.send_again(invitation, by=request.user)
        messages.success(request, _("The invitation is on its way to %s.") % invitation.email)
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(invitation)


@require_POST
@signed_in
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request.user, pk)
    try:
        inviting.withdraw(invitation, by=request.user)
        messages.success(request, _("Taken back. The link no longer works."))
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(invitation)


@require_POST
@signed_in
def print_letter(request: PersonRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request.user, pk)
    try:
        key = inviting.print_letter(invitation, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return _back(invitation)
    return _letters(request, [(invitation, key)])


@require_POST
@signed_in
def print_letters(request: PersonRequest, pk: int) -> HttpResponse:
    """The letters of everybody who was invited on paper and has not opened theirs."""
    coalition = coalition_or_404(request.user, pk, "invitation.send")
    rows = inviting.letters_of(coalition)
    pairs = [(row, inviting.print_letter(row, by=request.user)) for row in rows]
    return _letters(request, pairs) if pairs else redirect("circles:invitations", pk)


def _letters(request: HttpRequest, pairs: list[tuple[Invitation, Key]]) -> HttpResponse:
    # Not after a redirect: what opens a link is nowhere kept, so it is seen here or never.
    return links.keep_private(render(request, "circles/letters.html", {"pairs": pairs}))


@signed_in
def type_for(request: PersonRequest, pk: int) -> HttpResponse:
    """Add somebody without an address, for whom I type."""
    coalition = coalition_or_404(request.user, pk, "help.begin")
    form = TypeForForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            place = inviting.type_for(coalition, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("%s is taking part. You can type right away.") % place.person
            )
            return redirect("web:type_for", place.pk)
    return render(request, "circles/type_for.html", {"coalition": coalition, "form": form})


@links.door("circles:join")
def join(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The invitation itself: who invites, to what, who will read; one button to take part."""
    invitation = get_object_or_404(
        Invitation.objects.select_related("coalition", "expedition", "invited_by", "person"),
        link=link,
    )
    if invitation.joined:
        return render(request, "circles/joined.html", {"invitation": invitation})
    visitor = request.user if request.user.is_authenticated else None
    known = visitor is not None or inviting.is_known(invitation)
    form = JoinForm(
        request.POST or None,
        known=known,
        in_a_coalition=invitation.coalition is not None,
        initial={"name": invitation.name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            person = inviting.accept(invitation, visitor=visitor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Welcome. You are taking part now."))
            return redirect("/") if visitor else _let_in(request, person)
    readers = who_will_read(invitation.coalition) if invitation.coalition else None
    context = {"invitation": invitation, "form": form, "readers": readers}
    return render(request, "circles/join.html", context)


def _let_in(request: HttpRequest, person: Person) -> HttpResponse:
    record_authentication(request, person, method="invitation")
    after = None
    if not person.email:
        after = reverse("people:me")
        words = _("Want to come back later? Give your e-mail address here, or make a passkey.")
        messages.info(request, words)
    response: HttpResponse = perform_login(request, person, email=person.email, redirect_url=after)
    return response


def _invitation(person: Person, pk: int) -> Invitation:
    rows = Invitation.objects.select_related("link", "coalition", "expedition", "invited_by")
    invitation = get_object_or_404(rows, pk=pk)
    if not may(person, "invitation.withdraw", invitation):
        raise Http404
    return invitation


def _back(invitation: Invitation) -> HttpResponse:
    if invitation.coalition_id:
        return redirect("circles:invitations", invitation.coalition_id)
    return redirect("circles:invitations_along", invitation.expedition_id)


def _tell_what_was_sent(request: HttpRequest, sent: list[Invitation]) -> None:
    on_paper = sum(row.on_paper for row in sent)
    by_mail = len(sent) - on_paper
    if by_mail:
        words = ngettext(
            "%d invitation is on its way.", "%d invitations are on their way.", by_mail
        )
        messages.success(request, words % by_mail)
    if on_paper:
        words = ngettext("%d letter is ready to print.", "%d letters are ready to print.", on_paper)
        messages.success(request, words % on_paper)
