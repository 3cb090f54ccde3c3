"""What the mails of this room say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from css_inline import CSSInliner
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from samenspel.foundation.mail import Letter

if TYPE_CHECKING:
    from .contents import Contents
    from .models import Digest, Plan


def confirm(name: str, link: str) -> Letter:
    return Letter(
        subject=_("Do you want to get the digest of %(name)s?") % {"name": name},
        lines=[
            _("Hello,"),
            _("Somebody filled in this address to get the digest of %(name)s.") % {"name": name},
            _("Was that you? Then press the button, and once more on the page that opens."),
        ],
        link=link,
        button=_("Yes, send it to me"),
        small_print=[
            _("Was it not you? Then do nothing. In three days your address is gone from here."),
        ],
    )


def already(name: str, link: str) -> Letter:
    return Letter(
        subject=_("You get the digest of %(name)s already") % {"name": name},
        lines=[
            _("Hello,"),
            _("Somebody filled in this address to get the digest of %(name)s.") % {"name": name},
            _("You get it already. You can change what stands in it, or end it."),
        ],
        link=link,
        button=_("Change or end it"),
    )


@dataclass(frozen=True)
class Written:
    subject: str
    text: str
    html: str


def digest(
    of: Digest | Plan, contents: Contents, language: str, *, change: str = "", leave: str = ""
) -> Written:
    """A digest as one subscriber gets it, in their language. Titles keep their own."""
    expedition = of.expedition
    with translation.override(language):
        context = {
            "expedition": expedition,
            "foreword": of.foreword,
            "foreword_language": of.language,
            "contents": contents,
            "language": language,
            "home": expedition.site + reverse("web:expedition", args=[expedition.slug]),
            "change": change,
            "leave": leave,
            "host": urlsplit(settings.SITE_URL).hostname,
        }
        return Written(
            subject=_("New from %(name)s") % {"name": expedition.name},
            text=render_to_string("digests/mail/digest.txt", context).strip() + "\n",
            html=_inliner().inline(render_to_string("digests/mail/digest.html", context)),
        )


@cache
def _inliner() -> CSSInliner:
    """Puts styles into the tags, for mail programs; what is for dark and small screens stays."""
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
