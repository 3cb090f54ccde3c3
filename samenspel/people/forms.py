from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from samenspel.foundation import limits

from .models import LONGEST_ADDRESS, Person

DIGITS = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autocapitalize": "off",
    "spellcheck": "false",
}
A_DAY = 24 * 60  # in minutes

LANGUAGES = [("nl", "Nederlands"), ("en", "English")]  # each in its own words


class AskForCode(RequestLoginCodeForm):  # type: ignore[misc]
    """An address, known or not: the answer is the same.

    Counted by address and place together, so that a whole meeting gets in through one router and
    nobody is locked out by somebody elsewhere who types their address. What an address gets in a
    day bounds how many codes can be guessed (`docs/adr/0005-getting-in.md`).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("Your e-mail address")
        email.widget.attrs = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        email.validators.append(MaxLengthValidator(LONGEST_ADDRESS))

    def clean_email(self) -> str:
        email: str = super().clean_email().lower()
        # The address of a person stands in one place; allauth would look in its own table first.
        self._user = Person.objects.filter(email=email).first()
        place = get_ip(context.request)
        if not limits.take("code", f"{email} {place}", most=5, minutes=10):
            raise forms.ValidationError(
                _("We have already sent mails. Look in your mail, or try again in ten minutes.")
            )
        if not limits.take("code from place", place, most=300, minutes=10):
            raise forms.ValidationError(
                _("Very many codes were asked for from this place. Try again in ten minutes.")
            )
        if not (
            limits.take("code today", f"{email} {place}", most=30, minutes=A_DAY)
            and limits.take("code to address", email, most=300, minutes=A_DAY)
        ):
            raise forms.ValidationError(
                _("Very many codes were asked for with this address. Try again tomorrow.")
            )
        return email


class _Digits:
    """A form that asks for the digits of a code."""

    label = _("The code from your app, or a spare code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label, field.widget.attrs = self.label, DIGITS


class TypeCode(_Digits, ConfirmLoginCodeForm):  # type: ignore[misc]
    """Five tries for a code. Counted in the database: a session forgets those made at once."""

    label = _("The code from the mail")

    def clean_code(self) -> str:
        request = context.request
        asked = f"{request.session.session_key} {request._login_stage.state['at']}"
        if not limits.take("code typed", asked, most=5, minutes=10):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        return code


class GiveSecondStep(_Digits, AuthenticateForm):  # type: ignore[misc]
    pass


class ConfirmItIsMe(_Digits, ReauthenticateForm):  # type: ignore[misc]
    pass


class AddApp(_Digits, ActivateTOTPForm):  # type: ignore[misc]
    label = _("The code that the app shows now")


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey is always one that lets its owner in by itself."""

    passwordless = forms.BooleanField(
        required=False, initial=True, widget=forms.HiddenInput, label=""
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What do you call this device?")
        self.fields["name"].validators.append(MaxLengthValidator(60))

    def clean_passwordless(self) -> bool:
        return True


class Me(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = ["name", "language", "wants_news"]
        labels = {"name": _("My name"), "language": _("My language")}
        help_texts = {
            "name": _("This is how others see you."),
            "wants_news": _("Mails that you need, such as a code or a question, always come."),
        }
        widgets = {"language": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = LANGUAGES  # type: ignore[attr-defined]


class TypedCode(forms.Form):
    code = forms.CharField(
        label=_("The code from the letter"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class Address(forms.Form):
    email = forms.EmailField(
        label=_("My new e-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
