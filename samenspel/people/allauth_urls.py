"""The doors of django-allauth that are open here, under our own addresses and its own names.

What is not in this list (passwords, sign-up, a list of addresses) does not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as spare
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path

from . import views

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.urls import URLPattern


def _door(route: str, view: Callable[..., Any], name: str) -> URLPattern:
    view.without_second_step = True  # type: ignore[attr-defined]  # else nobody could ever give it
    return path(route, view, name=name)


IN = "binnenkomen/"
KEYS = "ik/sleutels/"
urlpatterns = [
    _door(IN, account.request_login_code, "account_login"),
    _door(IN, account.request_login_code, "account_request_login_code"),
    _door(IN + "code/", account.confirm_login_code, "account_confirm_login_code"),
    # Sign-up is closed: this page says that one is invited.
    _door(IN + "meedoen/", account.signup, "account_signup"),
    _door(IN + "tweede-stap/", mfa.authenticate, "mfa_authenticate"),
    _door(IN + "sleutel/", passkey.login_webauthn, "mfa_login_webauthn"),
    _door(IN + "via/afgebroken/", social.login_cancelled, "socialaccount_login_cancelled"),
    _door(IN + "via/fout/", social.login_error, "socialaccount_login_error"),
    _door(IN + "via/<str:provider_id>/", oidc.login, "openid_connect_login"),
    _door(IN + "via/<str:provider_id>/terug/", oidc.callback, "openid_connect_callback"),
    _door("weg/", views.leave, "account_logout"),
    _door("ik/twee-stappen/", views.two_steps, "mfa_index"),
    _door("ik/bevestig/", mfa.reauthenticate, "mfa_reauthenticate"),
    _door("ik/bevestig/sleutel/", passkey.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _door("ik/app/", views.AddApp.as_view(), "mfa_activate_totp"),
    _door("ik/app/weg/", app.deactivate_totp, "mfa_deactivate_totp"),
    _door("ik/reservecodes/", spare.view_recovery_codes, "mfa_view_recovery_codes"),
    _door("ik/reservecodes/nieuw/", spare.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _door("ik/reservecodes/bestand/", spare.download_recovery_codes, "mfa_download_recovery_codes"),
    _door(KEYS, views.two_steps, "mfa_list_webauthn"),
    _door(KEYS + "nieuw/", views.AddPasskey.as_view(), "mfa_add_webauthn"),
    _door(KEYS + "<int:pk>/weg/", passkey.remove_webauthn, "mfa_remove_webauthn"),
    _door("ik/koppelingen/", social.connections, "socialaccount_connections"),
]
