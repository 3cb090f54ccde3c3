"""An episode in another language: title and chapters, the words beside the original, and a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.people.links import keep_private
from samenspel.people.visits import PersonRequest, number, posted, signed_in
from samenspel.sources import sounding
from samenspel.sources.models import Version, fingerprint
from samenspel.sources.naming import as_read, heard_in
from samenspel.sources.readers import Paragraph, decompose
from samenspel.sources.typeset import clock
from samenspel.stories import actions, translating
from samenspel.stories.forms import TranslateForm, WordsFileForm
from samenspel.stories.models import Episode, Translation
from samenspel.stories.translating import Beside, Typed

from .workshop import saved, to_make

A_PAGE = 40


@signed_in
@never_cache
def translate(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Title, summary and chapters in another language."""
    episode = _to_translate(request, slug, language)
    row = _row(request, episode, language)
    chapters = list(episode.chapters.visible_to(request.user))
    form = TranslateForm(
        posted(request),
        episode=episode,
        chapters=chapters,
        language=language,
        initial=TranslateForm.filled(row),
    )
    context = {"form": form, "episode": episode, **_named(language)}
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            translating.translate(
                episode,
                language=language,
                revision=told.pop("revision") or 0,
                by=request.user,
                **told,
            )
        except ChangedMeanwhile as clash:
            clash.told_at(form)
            context["theirs"] = _row(request, episode, language)
        except Refused as no:
            form.add_error("title", str(no))
        else:
            return saved(request, episode)
    return render(request, "stories/translate.html", context)


@dataclass(frozen=True)
class Line:
    """A paragraph with what was made of it. `theirs` is what somebody else wrote meanwhile."""

    number: int
    original: Paragraph
    words: str
    was: str
    again: bool
    theirs: str = ""

    @property
    def at(self) -> str:
        return "" if self.original.begin is None else clock(self.original.begin)

    @property
    def rows(self) -> int:
        return max(2, len(self.original.text) // 45 + 1)


@signed_in
@never_cache
def words(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Each paragraph beside its translation, with the player at hand."""
    episode = _to_translate(request, slug, language)
    version = _version(request, episode)
    page = Paginator(range(len(version.layout)), A_PAGE).get_page(request.GET.get("pagina"))
    typed: dict[int, Typed] = {}
    clashes: dict[int, str] = {}
    trouble = ""
    if request.method == "POST":
        typed = _typed(request)
        versions = episode.source.versions.visible_to(request.user)
        of = versions.filter(number=number(request.POST.get("version"))).first() or version
        try:
            kept = translating.translate_words(
                episode, language=language, version=of, typed=typed, by=request.user
            )
        except Refused as no:
            trouble = str(no)
        else:
            clashes = dict(kept.clashes)
            if not clashes:
                messages.success(request, _("Saved."))
                more = request.POST.get("verder") and page.has_next()
                on = page.next_page_number() if more else page.number
                at = reverse("stories:translate_words", args=[slug, language])
                return redirect(f"{at}?pagina={on}")
    row = _row(request, episode, language)
    there = translating.beside(row, version, request.user)
    heard = heard_in([episode.source], request.user)[episode.source_id]
    paragraphs = as_read(decompose(version.text, version.layout), heard)
    context = {
        "episode": episode,
        "version": version,
        "page": page,
        "lines": [_line(n, paragraphs[n], there, typed, clashes) for n in page],
        "clashes": clashes,
        "trouble": trouble,
        "player": sounding.player(episode.source, version, request.user),
        "done": sum(each.current for each in there.values()),
        "again": sum(not each.current for each in there.values()),
        "many": len(paragraphs),
        "file": WordsFileForm(),
        **_named(language),
    }
    status = 422 if clashes or trouble else 200
    return keep_private(render(request, "stories/translate_words.html", context, status=status))


def _typed(request: PersonRequest) -> dict[int, Typed]:
    """What was typed, by the number of the paragraph."""
    names = [name.removeprefix("woorden-") for name in request.POST if name.startswith("woorden-")]
    return {
        number(name): Typed(
            request.POST[f"woorden-{name}"],
            request.POST.get(f"was-{name}", ""),
            f"klopt-{name}" in request.POST,
        )
        for name in names
        if name.isdecimal()
    }


def _line(
    at: int,
    original: Paragraph,
    there: dict[int, Beside],
    typed: dict[int, Typed],
    clashes: dict[int, str],
) -> Line:
    now = there.get(at, Beside("", True))
    mine = typed[at].words if at in typed else now.words
    was = fingerprint(now.words) if now.words else ""
    return Line(at, original, mine, was, not now.current, clashes.get(at, ""))


@signed_in
def words_file(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """A file with translated words: laid beside the paragraphs, to look over there."""
    episode = _to_translate(request, slug, language)
    version = _version(request, episode)
    form = WordsFileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            many = _lay(request, episode, language, version, form.cleaned_data["file"])
        except Refused as no:
            form.add_error("file", str(no))
        else:
            told = ngettext(
                "%d paragraph from the file. Look it over here.",
                "%d paragraphs from the file. Look them over here.",
                many,
            )
            messages.success(request, told % many)
            return redirect("stories:translate_words", slug=slug, language=language)
    context = {"form": form, "episode": episode, **_named(language)}
    status = 422 if form.is_bound else 200
    return render(request, "stories/translate_file.html", context, status=status)


def _lay(
    request: PersonRequest,
    episode: Episode,
    language: str,
    version: Version,
    file: tuple[Paragraph, ...],
) -> int:
    """Keep the words of a file with the paragraphs they belong to. It takes their place there."""
    times = {n: (begin, stop) for n, _at, begin, stop in sounding.times_of(version.layout)}
    found = translating.laid_beside(len(version.layout), times, file)
    row = _row(request, episode, language)
    there = translating.beside(row, version, request.user)
    typed = {n: Typed(each, _was(there.get(n)), right=True) for n, each in found.items()}
    kept = translating.translate_words(
        episode, language=language, version=version, typed=typed, by=request.user
    )
    return kept.written


def _was(there: Beside | None) -> str:
    return fingerprint(there.words) if there else ""


@signed_in
@require_POST
def untranslate(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    episode = _to_translate(request, slug, language)
    row = _row(request, episode, language)
    if row is None:
        raise Http404
    actions.untranslate(row, by=request.user)
    messages.success(request, _("The translation is gone, also from what is out already."))
    return redirect("stories:work", slug=slug)


def _to_translate(request: PersonRequest, slug: str, language: str) -> Episode:
    episode = to_make(request, slug)
    if language not in translating.others(episode):
        raise Http404
    return episode


def _row(request: PersonRequest, episode: Episode, language: str) -> Translation | None:
    rows = episode.translations.visible_to(request.user).filter(language=language)
    row: Translation | None = rows.first()
    return row


def _version(request: PersonRequest, episode: Episode) -> Version:
    version = translating.version_for(episode, request.user)
    if version is None:
        raise Http404
    return version


def _named(language: str) -> dict[str, Any]:
    return {"language": language, "name": translating.name_of(language)}
