"""What our mails say. Each is called in the reader's own language."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from samenspel.foundation.mail import Letter


def code(code: str, link: str) -> Letter:
    return Letter(
        subject=_("Your code: %(code)s") % {"code": code},
        lines=[_("With this code you come in. Type it on the page where you asked for it.")],
        code=code,
        link=link,
        button=_("Or come in with this button"),
        small_print=[
            _("The code works for ten minutes, and the button once."),
            _("Did you not ask for this? Then do nothing. Nobody gets in without this mail."),
        ],
    )


def unknown_address() -> Letter:
    return Letter(
        subject=_("We don't know this address"),
        lines=[
            _("Somebody wants to come in to Samenspel with this address. We don't know it."),
            _("Was that you? Perhaps you were invited at another address. Try that one."),
            _("Are you not in yet? Then ask somebody in your group to invite you."),
        ],
        link=settings.SITE_URL,
        button=_("Go to Samenspel"),
        small_print=[_("Was it not you? Then you need do nothing. We don't keep your address.")],
    )


def ways_in_changed(what: str) -> Letter:
    happened = {
        "webauthn_added": _("A passkey was added. You can now come in with it."),
        "webauthn_removed": _("A passkey was removed. Nobody can come in with it any more."),
        "totp_activated": _("An app was linked. From now on we ask for its code."),
        "totp_deactivated": _("The app was unlinked. We no longer ask for its code."),
        "recovery_codes_generated": _("New spare codes were made. The old ones no longer work."),
        "address_changed": _("Your mails now go to another address. This one no longer lets in."),
        "account_connected": _("Another way to come in was added."),
        "account_disconnected": _("A way to come in was removed."),
    }
    return Letter(
        subject=_("Your ways in have changed"),
        lines=[
            happened.get(what, _("Something changed in how you come in.")),
            _("Was this you? Then all is well. If not, sign out everywhere on your own page."),
        ],
        link=settings.SITE_URL + "/ik/",
        button=_("Go to my page"),
    )


def confirm_address(name: str, link: str) -> Letter:
    return Letter(
        subject=_("Is this your address?"),
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("You want to use this address in Samenspel. Press the button, then it is yours."),
        ],
        link=link,
        button=_("Yes, this is my address"),
        small_print=[_("The link works for one day. Was it not you? Then do nothing.")],
    )


def address_in_use() -> Letter:
    return Letter(
        subject=_("We already know this address"),
        lines=[
            _("Somebody wants to use this address in Samenspel. But it is already in use."),
            _("Was that you? Then you can simply sign in with it."),
        ],
        link=settings.SITE_URL + "/binnenkomen/",
        button=_("Sign in"),
        small_print=[_("Was it not you? Then do nothing. Nothing has changed.")],
    )


def wants_new_link(name: str) -> Letter:
    asked = _("%(name)s asks for a new link.") % {"name": name} if name else ""
    return Letter(
        subject=_("Somebody asks for a new link"),
        lines=[
            asked or _("Somebody asks for a new link."),
            _("The link that you sent no longer works. You can send a new one from your own page."),
        ],
        link=settings.SITE_URL,
        button=_("Go to Samenspel"),
    )


def news(name: str, link: str) -> Letter:
    return Letter(
        subject=_("Everybody can read your words now"),
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("You said yes when we asked whether your words may be told on."),
            _("They now stand on a page for everybody."),
        ],
        link=link,
        button=_("See where they stand"),
        small_print=[
            _("You can take them back at any time, under “My words”."),
            _("Would you rather not get such mails? Say so on your own page."),
        ],
    )
