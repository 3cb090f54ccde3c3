"""Where an episode is made: words, chapters, silences, names, cover and sound; and giving it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samenspel.circles.deeds import may
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.people.links import keep_private
from samenspel.people.visits import PersonRequest, number, posted, signed_in
from samenspel.sources import naming, sounding
from samenspel.sources.models import Moment, Recording, Source, Speaker, Version
from samenspel.sources.naming import as_read, heard_in
from samenspel.sources.readers import decompose
from samenspel.sources.typeset import clock, typeset
from samenspel.stories import actions, beforehand, given, masters, moments, reach, translating
from samenspel.stories.forms import (
    ChaptersForm,
    CoverForm,
    CreditForm,
    GiveForm,
    MutesForm,
    StartForm,
    WriteForm,
)
from samenspel.stories.models import Cover, Credit, Episode, EpisodeEdition
from samenspel.stories.public import Heard
from samenspel.stories.rights import makes

from .public import sound_of

A_PAGE = 20


@signed_in
def episodes(request: PersonRequest) -> HttpResponse:
    """Episodes in the making, the last changed first."""
    standing = EpisodeEdition.objects.visible_to(request.user).standing()
    found = (
        Episode.objects.visible_to(request.user)
        .select_related("expedition", "coalition")
        .annotate(out=Exists(standing.filter(episode=OuterRef("pk"))))
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "stories/workshop.html", {"page": page})


@signed_in
def start(request: PersonRequest, pk: int) -> HttpResponse:
    """From a recording to an episode."""
    seen = Source.objects.visible_to(request.user).select_related("coalition", "expedition")
    source = get_object_or_404(seen, pk=pk)
    rows = {str(row.pk): row for row in source.recordings.visible_to(request.user)}
    if not makes(request.user, source) or not rows:
        raise Http404
    choices = {key: _called(row) for key, row in rows.items()}
    initial = {"title": source.title[:120], "language": source.language}
    form = StartForm(posted(request), recordings=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        recording = rows[told.pop("recording")]
        try:
            episode = actions.start(source, recording=recording, by=request.user, **told)
        except Refused as no:
            form.add_error("title", str(no))
        else:
            return redirect("stories:work", slug=episode.slug)
    return render(request, "stories/start.html", {"form": form, "source": source})


def _called(recording: Recording) -> str:
    return _("%(length)s, %(kind)s, sent on %(day)s") % {
        "length": clock(recording.duration),
        "kind": recording.get_kind_display(),
        "day": date_format(timezone.localtime(recording.created), "j F Y, H:i"),
    }


@signed_in
@never_cache
def work(request: PersonRequest, slug: str) -> HttpResponse:
    """An episode in the making: what it says and how it sounds, and what is still lacking."""
    episode = _mine(request, slug)
    mine = EpisodeEdition.objects.visible_to(request.user).filter(episode=episode)
    master = masters.newest(episode)
    mutes = [(clock(row.start), clock(row.stop)) for row in episode.mutes.visible_to(request.user)]
    context = {
        "episode": episode,
        "chapters": [
            (clock(row.start), row.title) for row in episode.chapters.visible_to(request.user)
        ],
        "mutes": mutes,
        "taken_out": [
            (clock(start), clock(stop))
            for start, stop in masters.joined(masters.taken_out(episode.source_id))
        ],
        "credits": list(episode.credits.visible_to(request.user)),
        "cover": _cover_of(request, episode),
        "master": master,
        "current": master is not None and masters.is_current(master, episode),
        "trouble": masters.REFUSALS[master.trouble] if master and master.trouble else "",
        "recordings": _recordings(request, episode),
        "lacking": actions.lacking(episode),
        "translations": translating.told(episode, request.user),
        "edition": mine.standing().defer("text", "layout", "translated_words").first(),
        "makes": may(request.user, "episode.write", episode),
        "gives": may(request.user, "episode.publish", episode),
    }
    return keep_private(render(request, "stories/work.html", context))


def _cover_of(request: PersonRequest, episode: Episode) -> Cover | None:
    rows = Cover.objects.visible_to(request.user).filter(episode=episode)
    found: Cover | None = rows.defer("picture").first()
    return found


def _recordings(request: PersonRequest, episode: Episode) -> list[Recording]:
    """What there is to choose from, when its own recording is gone."""
    if episode.recording_id:
        return []
    rows = Recording.objects.visible_to(request.user).filter(source=episode.source_id)
    return list(rows)


@signed_in
def write(request: PersonRequest, slug: str) -> HttpResponse:
    episode = to_make(request, slug)
    names = ("title", "summary", "language", "revision")
    form = WriteForm(posted(request), initial={name: getattr(episode, name) for name in names})
    context: dict[str, Any] = {"form": form, "episode": episode}
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            actions.write(episode, revision=told.pop("revision") or 0, by=request.user, **told)
        except ChangedMeanwhile as clash:
            clash.told_at(form)
            context["theirs"] = episode
        except Refused as no:
            form.add_error("summary", str(no))
        else:
            return saved(request, episode)
    return render(request, "stories/write.html", context)


@signed_in
def divide(request: PersonRequest, slug: str) -> HttpResponse:
    """Chapters, with the player and the words at hand."""
    episode = to_make(request, slug)
    form = ChaptersForm(posted(request), initial=ChaptersForm.filled(episode, request.user))
    return _with_the_sound(request, episode, form, _("Chapters"), actions.divide)


@signed_in
@require_POST
def chapters_of(request: PersonRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """A moment becomes a chapter; or all of them do. Back to where they were marked."""
    episode = to_make(request, slug)
    rows = Moment.objects.visible_to(request.user).filter(recording=episode.recording_id)
    mine = [get_object_or_404(rows, pk=pk)] if pk else list(rows)
    try:
        moments.chapter(episode, moments=mine, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return redirect(reverse("sources:source", args=[episode.source_id]) + "#momenten")


@signed_in
def mute(request: PersonRequest, slug: str) -> HttpResponse:
    """What should not be heard, with the player and the words at hand."""
    episode = to_make(request, slug)
    initial = MutesForm.filled(episode, request.user)
    untimed = _without_times(request, episode)
    form = MutesForm(posted(request), initial=initial, untimed=untimed)
    return _with_the_sound(request, episode, form, _("Mute a stretch"), actions.mute)


def _without_times(request: PersonRequest, episode: Episode) -> dict[int, str]:
    """The words of which the text does not tell when they sound, by number of the paragraph."""
    seen = Source.objects.visible_to(request.user).filter(pk=episode.source_id)
    version = Version.objects.visible_to(request.user).filter(source__in=seen).first()
    if version is None:
        return {}
    paragraphs = decompose(version.text, version.layout)
    return {number: paragraphs[number].text for number in given.without_times(version)}


def _with_the_sound(
    request: PersonRequest, episode: Episode, form: Form, title: str, deed: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            deed(episode, **form.cleaned_data, by=request.user)
        except Refused as no:
            form.add_error(next(iter(form.fields)), str(no))
        else:
            return saved(request, episode)
    seen = Source.objects.visible_to(request.user).select_related("coalition")
    source = seen.filter(pk=episode.source_id).first()
    context: dict[str, Any] = {
        "form": form,
        "field": next(iter(form)),
        "pairs": isinstance(form, MutesForm),
        "episode": episode,
        "title": title,
        "source": source,
    }
    if source is not None:
        version = source.versions.visible_to(request.user).first()
        heard = heard_in([source], request.user)[source.pk]
        paragraphs = as_read(decompose(version.text, version.layout), heard)
        voices = {each.name: each.voice for each in heard.values()}
        context["text"] = typeset(paragraphs, voices)
        context["player"] = sounding.player(source, version, request.user)
    return render(request, "stories/with_the_sound.html", context)


@signed_in
def people(request: PersonRequest, slug: str) -> HttpResponse:
    """Who is named with it; and taking a name off."""
    episode = to_make(request, slug)
    rows = Credit.objects.visible_to(request.user).filter(episode=episode)
    taken = number(request.POST.get("weg"))
    if taken:
        actions.uncredit(get_object_or_404(rows, pk=taken), by=request.user)
        messages.success(request, _("The name is gone, also from what is out already."))
        return redirect("stories:people", slug=slug)
    form = CreditForm(posted(request), heard=_without_a_name(request, episode, rows))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        speakers = Speaker.objects.visible_to(request.user).filter(source=episode.source_id)
        told["speaker"] = speakers.filter(pk=told.get("speaker")).first()
        try:
            actions.credit(episode, by=request.user, **told)
        except Refused as no:
            form.add_error("name", str(no))
        else:
            return redirect("stories:people", slug=slug)
    context = {"form": form, "episode": episode, "credits": list(rows)}
    return render(request, "stories/people.html", context)


def _without_a_name(
    request: PersonRequest, episode: Episode, rows: Iterable[Credit]
) -> list[naming.Heard]:
    """Who speaks in it, as this maker reads them, and is not named with it yet."""
    source = Source.objects.visible_to(request.user).filter(pk=episode.source_id).first()
    if source is None:
        return []
    named = {row.speaker_id for row in rows}
    heard = heard_in([source], request.user)[source.pk].values()
    return [each for each in heard if each.speaker and each.speaker not in named]


@signed_in
def cover(request: PersonRequest, slug: str) -> HttpResponse:
    episode = to_make(request, slug)
    if "weg" in request.POST:
        actions.uncover(episode, by=request.user)
        messages.success(request, _("The picture is gone, also from what is out already."))
        return redirect("stories:cover", slug=slug)
    form = CoverForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.illustrate(episode, data=told["picture"], alt=told["alt"], by=request.user)
        except Refused as no:
            form.add_error("picture", str(no))
        else:
            return saved(request, episode)
    context = {"form": form, "episode": episode, "cover": _cover_of(request, episode)}
    return render(request, "stories/cover.html", context)


@signed_in
@require_safe
def picture(request: PersonRequest, slug: str) -> HttpResponse:
    """The cover of an episode in the making."""
    episode = _mine(request, slug)
    found = Cover.objects.visible_to(request.user).filter(episode=episode).first()
    if found is None:
        raise Http404
    return keep_private(HttpResponse(bytes(found.picture), content_type="image/jpeg"))


@signed_in
@require_safe
def sound(request: PersonRequest, slug: str) -> HttpResponse:
    """The sound as it was made, to listen to before it goes out."""
    master = masters.newest(_mine(request, slug))
    if master is None or master.made is None:
        raise Http404
    edition = EpisodeEdition(master=master, slug=slug, number=0)
    return keep_private(sound_of(request, Heard(edition)))


@signed_in
@require_POST
def prepare(request: PersonRequest, slug: str) -> HttpResponse:
    """Have the sound made; or choose another recording first."""
    episode = to_make(request, slug)
    try:
        if chosen := number(request.POST.get("opname")):
            rows = Recording.objects.visible_to(request.user).filter(source=episode.source_id)
            recording = get_object_or_404(rows, pk=chosen)
            actions.choose(episode, recording=recording, by=request.user)
        masters.prepare(episode, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return redirect(reverse("stories:work", args=[slug]) + "#geluid")


@signed_in
def give(request: PersonRequest, slug: str) -> HttpResponse:
    """Publish it, or a new edition of it; asked once, with who will hear it."""
    episode = _mine(request, slug)
    if not may(request.user, "episode.publish", episode):
        raise Http404
    mine = EpisodeEdition.objects.visible_to(request.user).filter(episode=episode)
    edition = mine.standing().first()
    initial = {"circle": edition.circle} if edition else {}
    ready = translating.ready(episode)
    form = GiveForm(
        posted(request),
        episode=episode,
        by=request.user,
        again=bool(edition),
        languages=[row.language for row in ready],
        initial=initial,
    )
    mend = beforehand.looked_at(episode)
    refused = [line for line in mend if line.refused]
    if request.method == "POST" and form.is_valid():
        deed: Any = actions.correct if edition else actions.publish
        try:
            if refused:
                raise Refused(_("Podcast programs would refuse this. Mend it first."))
            made = deed(episode, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The episode is out."))
            return redirect(made.episode_url)
    context = {
        "form": form,
        "episode": episode,
        "edition": edition,
        "lacking": actions.lacking(episode),
        "mend": mend,
        "refused": refused,
        "examines": may(request.user, "podcast.examine", episode.expedition),
        "in_full": reach.is_told_in_full(episode),
        "unready": [
            (translating.name_of(row.language), translating.lacking(row))
            for row in episode.translations.visible_to(request.user).select_related("episode")
            if row not in ready
        ],
    }
    return render(request, "stories/give.html", context)


@signed_in
def retract(request: PersonRequest, slug: str) -> HttpResponse:
    episode = _mine(request, slug)
    if not may(request.user, "episode.retract", episode):
        raise Http404
    if request.method == "POST":
        try:
            actions.retract(episode, reason=request.POST.get("reason", ""), by=request.user)
        except Refused as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("Nobody hears the episode here any more."))
        return redirect("stories:work", slug=slug)
    source = Source.objects.visible_to(request.user).filter(pk=episode.source_id).first()
    return render(request, "stories/retract.html", {"episode": episode, "source": source})


def saved(request: PersonRequest, episode: Episode) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("stories:work", slug=episode.slug)


def _mine(request: PersonRequest, slug: str) -> Episode:
    seen = Episode.objects.visible_to(request.user)
    related = seen.select_related("coalition", "expedition", "source__coalition", "recording")
    found: Episode = get_object_or_404(related.select_related("changed_by"), slug=slug)
    return found


def to_make(request: PersonRequest, slug: str) -> Episode:
    episode = _mine(request, slug)
    if not makes(request.user, episode):
        raise Http404
    return episode
