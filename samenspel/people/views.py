"""Getting in, and my own page. What django-allauth does well is left to it (`allauth_urls`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.foundation import limits
from samenspel.foundation.errors import Refused

from . import actions, links, second_step
from .forms import Address, Me, TypedCode
from .models import NewAddress
from .visits import PersonRequest, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import PersonalLink


@links.door(links.SIGN_IN)
def enter(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The link in a sign-in mail: a page with one button, since mail scanners open links too."""
    person = link.person
    if person is None:
        raise Http404
    if request.method != "POST":
        return render(request, "people/enter.html", {"person": person})
    if not links.withdraw(link, by=person):  # somebody else pressed just before
        return links.closed(request, "", links.SIGN_IN)
    record_authentication(request, person, method="code", email=person.email)
    let_in: HttpResponse = perform_login(request, person, email=person.email)
    return let_in


@links.door("people:demo_door")
def demo_door(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The way into the demo as one of its people. On a real site this page does not exist."""
    if not settings.DEMO_DOORS or link.person is None:
        raise Http404
    if request.method != "POST":
        return render(request, "people/enter.html", {"person": link.person, "demo": True})
    record_authentication(request, link.person, method="demo")
    let_in: HttpResponse = perform_login(request, link.person)
    return let_in


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, or stop halfway signing in."""
    was_in = request.user.is_authenticated
    after = get_next_redirect_url(request) or "/"
    logout(request)
    if was_in:
        messages.success(request, _("You are signed out. See you."))
    return redirect(after)


@signed_in
def me(request: PersonRequest) -> HttpResponse:
    person = request.user
    form = Me(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        actions.change(person, by=person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        response = redirect("people:me")
        # What this browser chose before would else go before what I just chose.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response
    required = second_step.is_required_of(person)
    context = {"form": form, "step_required": required, **second_step.ways(person)}
    return render(request, "people/me.html", context)


@signed_in
def address(request: PersonRequest) -> HttpResponse:
    """Change my address: a mail goes to the new one first."""
    form = Address(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_new_address(request.user, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, _("Look in the mail of your new address."))
            return redirect("people:me")
    return render(request, "people/address.html", {"form": form})


@links.door(links.NEW_ADDRESS)
def confirm_address(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    wanted = get_object_or_404(NewAddress.objects.select_related("person"), link=link)
    if request.method != "POST":
        return render(request, "people/confirm_address.html", {"wanted": wanted})
    try:
        actions.confirm_address(link, by=wanted.person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("This is your address now."))
    return redirect("people:me")


@require_POST
@signed_in
def leave_everywhere(request: PersonRequest) -> HttpResponse:
    actions.leave_everywhere(request.user, by=request.user)
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")


@signed_in
def two_steps(request: PersonRequest) -> HttpResponse:
    """Why we ask for a second step, and the two ways to give it."""
    ways = second_step.ways(request.user)
    if second_step.is_missing(request) and (ways["passkeys"] or ways["app"]):
        # Enough is there; it only has to be shown in this visit.
        return redirect(get_adapter().get_reauthentication_methods(request.user)[0]["url"])
    required = second_step.is_required_of(request.user)
    missing = required and not (ways["passkeys"] or ways["app"])
    context = {"step_required": required, "step_missing": missing, **ways}
    return render(request, "people/two_steps.html", context)


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Spare codes are for whom the second step is asked of; others can always come in by mail."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_step.note_shown(self.request, "webauthn")
        return response

    def get_success_url(self) -> str:
        if self.did_generate_recovery_codes and second_step.is_required_of(self.request.user):
            return reverse("mfa_view_recovery_codes")
        return reverse("people:me")


class AddApp(ActivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_step.note_shown(self.request, "totp")
        return response


def code(request: HttpRequest) -> HttpResponse:
    """Type the short code of a printed letter."""
    form = TypedCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _may_try(request):
            form.add_error("code", _("That was tried too often. Wait ten minutes and try again."))
        elif path := links.path_for_code(form.cleaned_data["code"]):
            return redirect(path)
        else:
            form.add_error("code", _("We don't know this code. Look at the letter once more."))
    return links.keep_private(render(request, "people/code.html", {"form": form}))


def _may_try(request: HttpRequest) -> bool:
    """Ten tries for a browser; many more for a place, since a meeting shares one router.

    When codes are tried from everywhere, a place gets no more than a browser does.
    """
    if not request.session.session_key:
        request.session.create()
    calm = limits.take("typed code anywhere", "", most=5000, minutes=60)
    browser, place = str(request.session.session_key), get_ip(request)
    return limits.take("typed code", browser, most=10, minutes=10) and limits.take(
        "typed code from place", place, most=300 if calm else 10, minutes=10
    )


@require_POST
def ask_again(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a new link; the answer is the same whether or not the old one existed."""
    if limits.take("ask again from place", get_ip(request), most=100, minutes=10):
        links.ask_again(token)
    return links.keep_private(render(request, "people/asked_again.html"))
