"""The podcast: a public one of each expedition, and a private one of each coalition."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samenspel.circles.models import Coalition, Expedition
from samenspel.circles.roles import relation
from samenspel.foundation.errors import Refused
from samenspel.people.links import Key, keep_private
from samenspel.people.visits import Asked, PersonRequest, for_everybody, number, posted, signed_in
from samenspel.stories import podcast, public, subscribing
from samenspel.stories.forms import SubscribeForm
from samenspel.stories.models import EpisodeEdition, EpisodeEditions, Subscription
from samenspel.stories.public import Heard

from .public import answer, being_changed

KIND = "application/rss+xml; charset=utf-8"


@for_everybody
def feed(request: Asked, expedition: str, language: str = "") -> HttpResponse:
    """What everybody may hear of an expedition; the same for whoever asks.

    In another language than that of this site: what is spoken in it, or was translated into it.
    """
    of = get_object_or_404(Expedition, slug=expedition)
    rows = public.editions().newest().filter(expedition=of).select_related("episode")
    address = reverse("stories:feed", args=[of.slug])
    page = reverse("stories:of_expedition", args=[of.slug])
    if language:
        rows = _told_in(rows, language)
        address = reverse("stories:feed_in", args=[of.slug, language])
        page = f"{page}?taal={language}"
    language = language or settings.LANGUAGE_CODE
    with translation.override(language):
        words = podcast.written(
            of,
            public.heard(list(rows[: podcast.MOST]), language),
            address=settings.SITE_URL + address,
            page=settings.SITE_URL + page,
            language=language,
        )
    response = HttpResponse(words, content_type=KIND)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _told_in(rows: EpisodeEditions, language: str) -> EpisodeEditions:
    """What is spoken in another language than that of this site, or was translated into it."""
    if language not in podcast.others():
        raise Http404
    return rows.filter(Q(language=language) | Q(translations__has_key=language))


@signed_in
def subscribe(request: PersonRequest, pk: int) -> HttpResponse:
    """A private address of a coalition's podcast: make one, see which there are, end one."""
    coalition = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    if relation(request.user, coalition) not in ("own", "team"):
        raise Http404
    rows = Subscription.objects.visible_to(request.user).filter(
        coalition=coalition, author=request.user, link__withdrawn=None
    )
    if ended := number(request.POST.get("weg")):
        subscribing.end(get_object_or_404(rows, pk=ended), by=request.user)
        messages.success(request, _("That address opens nothing any more."))
        return redirect("stories:subscribe", pk=pk)
    form, key = SubscribeForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        try:
            key = subscribing.begin(coalition, by=request.user, **form.cleaned_data)
            form = SubscribeForm()
        except Refused as no:
            form.add_error("name", str(no))
    context = {
        "coalition": coalition,
        "form": form,
        "key": key,
        "others": _in_others(key) if key else [],
        "subscriptions": list(rows.select_related("link")),
    }
    return keep_private(render(request, "stories/subscribe.html", context))


def _in_others(key: Key) -> list[tuple[str, str]]:
    """The same key opens a feed in each other language: its name there, and the address."""
    names = dict(settings.LANGUAGES)
    return [
        (
            str(names[code]),
            settings.SITE_URL + reverse("stories:private_feed_in", args=[key.token, code]),
        )
        for code in podcast.others()
    ]


@require_safe
def private_feed(request: Asked, token: str, language: str = "") -> HttpResponse:
    """What the holder of this key may hear of their coalition, now; in a language, as in public."""
    found = subscribing.opened(token)
    if found is None:
        return _closed()
    of = found.coalition or found.expedition
    rows = subscribing.editions(found).newest().select_related("episode")
    page = reverse("stories:episodes")
    if language:
        rows = _told_in(rows, language)
        page = f"{page}?taal={language}"
    language = language or settings.LANGUAGE_CODE
    with translation.override(language):
        words = podcast.written(
            of,
            [_at(token, row, language) for row in rows[: podcast.MOST]],
            address=settings.SITE_URL + request.path,
            page=settings.SITE_URL + page,
            private=True,
            language=language,
        )
    return _for_one(HttpResponse(words, content_type=KIND))


@require_safe
def private_file(request: Asked, token: str, slug: str, number: int, name: str) -> HttpResponse:
    found = subscribing.opened(token)
    if found is None:
        return _closed()
    row = subscribing.editions(found).filter(slug=slug, number=number).first()
    if row is None:
        waits = public.underway(found.author, slug)
        if waits is None or waits.coalition_id != found.coalition_id:
            raise Http404
        return _for_one(being_changed(request, waits))
    return _for_one(answer(request, _at(token, row), name))


def _at(token: str, row: EpisodeEdition, language: str = "") -> Heard:
    def where(name: str) -> str:
        return reverse("stories:private_file", args=[token, row.slug, row.number, name])

    return Heard(row, where, language=language)


def _for_one(response: HttpResponse) -> HttpResponse:
    """For one person: no cache between keeps it, and each time it is asked whether they may."""
    del response["Access-Control-Allow-Origin"]
    del response["Cache-Control"]
    patch_cache_control(response, private=True, no_cache=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _closed() -> HttpResponse:
    """Unknown and ended alike, in both languages: a program shows it, or nobody does."""
    words = (
        "Dit adres werkt niet meer. Maak op de pagina van je coalitie een nieuw adres.\n"
        "This address does not work any more. Make a new one on the page of your coalition.\n"
    )
    response = HttpResponse(words, content_type="text/plain; charset=utf-8", status=404)
    return keep_private(response)
