"""The style page, and the choice between light and dark."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from samenspel.foundation.templatetags.face import icon_names

YEAR = 60 * 60 * 24 * 365


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/style.html", {"icons": sorted(icon_names())})


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or (empty) as the device does; a cookie keeps it, so it needs no account."""
    next_page = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(next_page, {request.get_host()}):
        next_page = "/"
    answer = HttpResponseRedirect(next_page)
    theme = request.POST.get("theme")
    if theme in ("light", "dark"):
        answer.set_cookie("kleur", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie("kleur", samesite="Lax")
    return answer
