"""Where the crawl goes in this room. Nothing here holds shared words."""

from samenspel.people import links


def a_link(opens):
    return lambda world: [
        {"token": links.make(opens, person=world.guest).token},
        {"token": "unknown"},
    ]


def plain(world):
    return [{}]


SAMPLES = {
    "people:enter": a_link("people:enter"),
    "people:demo_door": a_link("people:demo_door"),
    "people:ask_again": lambda world: [{"token": "unknown"}],
    "people:code": plain,
    "people:me": plain,
    "people:address": plain,
    "people:confirm_address": lambda world: [{"token": "unknown"}],
    "people:leave_everywhere": plain,
    "account_login": plain,
    "account_request_login_code": plain,
    "account_confirm_login_code": plain,
    "account_signup": plain,
    "account_logout": plain,
    "mfa_authenticate": plain,
    "mfa_login_webauthn": plain,
    "mfa_index": plain,
    "mfa_list_webauthn": plain,
    "mfa_reauthenticate": plain,
    "mfa_reauthenticate_webauthn": plain,
    "mfa_activate_totp": plain,
    "mfa_deactivate_totp": plain,
    "mfa_view_recovery_codes": plain,
    "mfa_generate_recovery_codes": plain,
    "mfa_download_recovery_codes": plain,
    "mfa_add_webauthn": plain,
    "mfa_remove_webauthn": lambda world: [{"pk": 1}],
    "socialaccount_connections": plain,
    "socialaccount_login_cancelled": plain,
}
EXEMPT = {
    "socialaccount_login_error": "answers 401 by design, without words of anybody",
    "openid_connect_login": "leads to another site",
    "openid_connect_callback": "comes from another site",
}
