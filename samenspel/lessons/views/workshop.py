"""Where the team makes a lesson: words, quotes, questions to speakers, and giving it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import TEAM, Circle, Expedition, Membership
from samenspel.circles.places import Place, key_of
from samenspel.circles.readers import sentence
from samenspel.circles.roles import held
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.lessons import actions, beside, checklist, files, knowing, looking, public
from samenspel.lessons.forms import LessonForm, StartForm, WhoForm
from samenspel.lessons.models import (
    AS_IT_STANDS,
    TEXTS,
    Edition,
    EditionQuote,
    Export,
    Lesson,
    Proof,
    Quote,
)
from samenspel.lessons.public import PublicLesson
from samenspel.people.links import keep_private
from samenspel.people.models import Person
from samenspel.people.visits import PersonRequest, number, posted, signed_in
from samenspel.sources import actions as sources
from samenspel.sources import consent, search
from samenspel.sources.answering import Answer, name_shown
from samenspel.sources.models import Source, Speaker
from samenspel.sources.naming import heard_as, heard_in
from samenspel.sources.search import Within
from samenspel.threads.desk import hear, place_url
from samenspel.threads.models import Passage, Thread, ThreadPassage

from .opening import mine

if TYPE_CHECKING:
    from samenspel.people.links import Key

A_PAGE = 10


@signed_in
def lessons(request: PersonRequest) -> HttpResponse:
    """Lessons in the making, the last changed first."""
    standing = Edition.objects.visible_to(request.user).standing()
    found = (
        Lesson.objects.visible_to(request.user)
        .select_related("expedition")
        .annotate(public=Exists(standing.filter(lesson=OuterRef("pk"))))
        .order_by("-changed", "-id")
    )
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("pagina")),
        "may_start": bool(_places(request)),
    }
    return render(request, "lessons/workshop.html", context)


@signed_in
def start(request: PersonRequest) -> HttpResponse:
    places = _places(request)
    if not places:
        raise Http404
    form = StartForm(posted(request), places=places, initial={"language": "nl"})
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        told.pop("revision")
        try:
            lesson = actions.start(told.pop("place"), by=request.user, **told)
        except Refused as no:
            form.add_error("claim", str(no))
        else:
            return redirect("lessons:choose", slug=lesson.slug)
    return render(request, "lessons/write.html", {"form": form})


@signed_in
def work(request: PersonRequest, slug: str) -> HttpResponse:
    """The lesson in the making: what it says, what it rests on, what is still lacking."""
    lesson = mine(request, slug)
    quotes = _quotes(request, lesson)
    standing = Edition.objects.visible_to(request.user).filter(lesson=lesson).standing()
    lifted = EditionQuote.objects.visible_to(None).filter(
        edition=OuterRef("edition"), lifted__gt=OuterRef("at")
    )
    taken = Export.objects.visible_to(request.user).filter(lesson=lesson).select_related("by")
    context = {
        "lesson": lesson,
        "quotes": quotes,
        "could_have": checklist.could_have(lesson),
        **_looked(request, lesson),
        "edition": standing.order_by("-number").first(),
        "may_publish": may(request.user, "lesson.publish", lesson),
        "formats": Export.Format.choices,
        "taken": taken.annotate(outdated=Exists(lifted)),
    }
    return keep_private(render(request, "lessons/work.html", context))


def _looked(request: PersonRequest, lesson: Lesson) -> dict[str, Any]:
    """How far the coalitions are; what they say, to whoever looks along with them."""
    rest = checklist.points(lesson, by=request.user, looked_at=False)
    if not checklist.sees_all(lesson, request.user):
        return {"lacking": rest}
    rows = looking.looked(lesson)
    seen = Proof.objects.visible_to(request.user).filter(lesson=lesson)
    keys = set(seen.values_list("pk", flat=True))
    due = [each for each in rows if not each.holds]
    return {
        "looked": [{"seen": each.proof and each.proof.pk in keys, **_told(each)} for each in rows],
        "again": any(each.proof for each in due),
        "not_asked": due,
        "may_put": due and not rest,
        "lacking": rest or checklist.of_looks(lesson, rows),
    }


def _told(each: looking.Looked) -> dict[str, Any]:
    return {**vars(each), "state": each.state}


@signed_in
def write(request: PersonRequest, slug: str) -> HttpResponse:
    lesson = mine(request, slug)
    names = (*TEXTS, "language", "revision")
    form = LessonForm(posted(request), initial={name: getattr(lesson, name) for name in names})
    context: dict[str, Any] = {"form": form, "lesson": lesson}
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            actions.write(lesson, revision=told.pop("revision") or 0, by=request.user, **told)
        except ChangedMeanwhile as clash:
            clash.told_at(form)
            context["theirs"] = lesson
        except Refused as no:
            form.add_error("claim", str(no))
        else:
            messages.success(request, _("Saved. Only the support team reads this."))
            return redirect("lessons:work", slug=slug)
    return render(request, "lessons/write.html", context)


@signed_in
def preview(request: PersonRequest, slug: str) -> HttpResponse:
    """The lesson as the public would see it now, with the words that were given."""
    lesson = mine(request, slug)
    quotes = [quote for quote in _quotes(request, lesson) if quote.alive]
    told = {name: getattr(lesson, name) for name in AS_IT_STANDS}
    edition = Edition(
        expedition=lesson.expedition,
        slug=slug,
        number=0,
        beside={**beside.copy_of(lesson), "known": knowing.known(lesson, request.user)},
        **told,
    )
    shown = [_as_shown(quote) for quote in quotes]
    context = {
        "lesson": PublicLesson(edition, shown, list(beside.facets_of(lesson))),
        "edition": edition,
        "draft": lesson,
        "picture_url": reverse("lessons:picture_file", args=[slug]),
    }
    return keep_private(render(request, "lessons/preview.html", context))


@signed_in
def choose(request: PersonRequest, slug: str) -> HttpResponse:
    """Choose words: a passage of a red thread, or a stretch of a source."""
    lesson = mine(request, slug)
    if request.method == "POST":
        passages = Passage.objects.visible_to(request.user).select_related("version__source")
        passage = get_object_or_404(passages, pk=number(request.POST.get("passage")))
        told = {"version": passage.version, "start": passage.start, "end": passage.end}
        return _quote(request, lesson, passage=passage, **told)
    sought = request.GET.get("q", "").replace("\0", "").strip()[:100]
    within = number(request.GET.get("draad"))
    threads = Thread.objects.visible_to(request.user).filter(expedition=lesson.expedition)
    rows = (
        ThreadPassage.objects.visible_to(request.user)
        .filter(thread__in=threads.filter(pk=within) if within else threads)
        .annotate(words=Passage.words_at("passage"))
        .select_related("thread", "passage__version__source__coalition")
        .defer("passage__version__text", "passage__version__layout")
        .order_by("thread__claim", "id")
    )
    sources = Source.objects.visible_to(request.user).filter(expedition=lesson.expedition)
    if sought:
        rows = rows.filter(words__icontains=sought)
        hits = search.find(request.user, sought, Within(kind="sources")).hits
        sources = sources.filter(pk__in=[hit.key for hit in hits])
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("pagina"))
    hear([row.passage for row in found], request.user, asking=True)
    listed = sources.order_by("-moment", "-id")
    context = {
        "lesson": lesson,
        "rows": found,
        "threads": threads.order_by("claim", "id"),
        "within": within,
        "sought": sought,
        "sources": Paginator(listed, A_PAGE).get_page(request.GET.get("bron")),
    }
    return render(request, "lessons/choose.html", context)


@signed_in
def choose_words(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Choose words of one source, by paragraph; they may be shortened at both ends."""
    lesson = mine(request, slug)
    seen = Source.objects.visible_to(request.user).select_related("coalition")
    source = get_object_or_404(seen, pk=pk)
    version = source.versions.visible_to(request.user).select_related("source").first()
    heard = heard_in([source], request.user, asking=True)[pk]
    pieces = [
        {
            **piece,
            "words": version.text[piece["start"] : piece["end"]],
            "number": place,
            "heard": heard_as(piece["speaker"], heard) if piece.get("speaker") else None,
        }
        for place, piece in enumerate(version.layout, start=1)
    ]
    context: dict[str, Any] = {"lesson": lesson, "source": source, "pieces": pieces}
    asked = number(request.POST.get("piece", request.GET.get("alinea")))
    chosen = pieces[asked - 1] if 0 < asked <= len(pieces) else None
    if request.method == "POST" and chosen:
        words = request.POST.get("words", "").replace("\r\n", "\n").strip()
        place = chosen["words"].find(words) if words else -1
        if place >= 0:
            start = chosen["start"] + place
            return _quote(request, lesson, version=version, start=start, end=start + len(words))
        context["error"] = _(
            "Keep the words as they are. Only shorten at the beginning or the end."
        )
        chosen = {**chosen, "typed": words}
    return render(request, "lessons/choose_words.html", {**context, "chosen": chosen})


@signed_in
@require_POST
def quote(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """One of the small deeds with a quote: up, down, out, hear, mail, letter."""
    lesson = mine(request, slug)
    row = get_object_or_404(
        Quote.objects.visible_to(request.user)
        .filter(lesson=lesson)
        .select_related("lesson", "version__source", "speaker__person", "request"),
        pk=pk,
    )
    deed = request.POST.get("do", "")
    try:
        if deed in ("up", "down"):
            actions.order(row, earlier=deed == "up", by=request.user)
        elif deed == "out":
            actions.unquote(row, by=request.user)
            messages.success(request, _("The quote is out. The words stay in their source."))
        elif deed == "hear":
            voices = Speaker.objects.visible_to(request.user).filter(source=row.version.source)
            speaker = get_object_or_404(voices, pk=number(request.POST.get("speaker")))
            actions.hear(row, speaker=speaker, by=request.user)
        elif deed == "mail":
            said_yes = row.request is not None and consent.holds(row.request)
            actions.ask(row, by=request.user)
            asked = _("Asked by mail. You see the answer here.")
            messages.success(request, _("The link went out again.") if said_yes else asked)
        elif deed == "letter":
            key = actions.ask(row, on_paper=True, by=request.user)
            return _letter(request, lesson, row, key)
    except Refused as no:
        messages.error(request, str(no))
    return redirect(reverse("lessons:work", args=[slug]) + f"#citaat-{pk}")


def _letter(request: PersonRequest, lesson: Lesson, row: Quote, key: Key) -> HttpResponse:
    """What was asked, to print; answered with its link, or on the paper itself."""
    asked = row.request
    if asked is None or asked.speaker.person is None:
        raise Http404
    with override(asked.language):
        form = Answer(asked=asked, by=asked.speaker.person)
    context = {"quote": row, "key": key, "lesson": lesson, "by": request.user, "form": form}
    return keep_private(render(request, "lessons/letter.html", context))


@signed_in
def who(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Say who a speaker is, so that they can be asked."""
    lesson = mine(request, slug)
    rows = Quote.objects.visible_to(request.user).filter(lesson=lesson)
    row = get_object_or_404(rows.select_related("speaker__source"), pk=pk)
    if row.speaker is None or not may(request.user, "speaker.know", row.speaker):
        raise Http404
    people = _people_at(row.speaker.source)
    form = WhoForm(
        posted(request),
        people={key: person.name for key, person in people.items()},
        initial={"name": row.speaker.label},
    )
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        chosen = people.get(told.pop("person", ""))
        try:
            if chosen:
                sources.know(row.speaker, person=chosen, by=request.user)
            else:
                sources.meet(row.speaker, by=request.user, **told)
        except Refused as no:
            form.add_error("name", str(no))
        else:
            return redirect(reverse("lessons:work", args=[slug]) + f"#citaat-{pk}")
    return render(request, "lessons/who.html", {"form": form, "quote": row, "lesson": lesson})


@signed_in
def give(request: PersonRequest, slug: str) -> HttpResponse:
    """Publish (asked once more), correct or retract."""
    lesson = mine(request, slug)
    if request.method != "POST":
        return _ask_once_more(request, lesson)
    deed = request.POST.get("do", "publish")
    try:
        if deed == "publish":
            actions.publish(lesson, by=request.user)
            messages.success(request, _("The lesson is public. Everybody can read it now."))
        elif deed == "correct":
            told = request.POST.get("difference", "")
            actions.correct(lesson, difference=told, by=request.user)
            messages.success(request, _("The new edition is public."))
        elif deed == "retract":
            actions.retract(lesson, reason=request.POST.get("reason", ""), by=request.user)
            messages.success(request, _("The lesson is no longer public."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("lessons:work", slug=lesson.slug)


@signed_in
@require_POST
def take_along(request: PersonRequest, slug: str) -> HttpResponse:
    """A file of the public edition, noted in the register."""
    lesson = mine(request, slug)
    edition = public.editions().filter(lesson=lesson).order_by("-number").first()
    ending = request.POST.get("format", "")
    if edition is None or ending not in Export.Format.values:
        raise Http404
    actions.export(edition, format=ending, by=request.user)
    return keep_private(files.answer(public.with_quotes([edition])[0], ending))


def _ask_once_more(request: PersonRequest, lesson: Lesson) -> HttpResponse:
    if not may(request.user, "lesson.publish", lesson):
        raise Http404
    context = {
        "title": _("Publish ‘%s’?") % lesson.claim,
        "words": sentence(Circle.PUBLIC, 0)
        + " "
        + _("All voices and coalitions said yes. Words that are taken back are gone everywhere."),
        "action": _("Publish for everybody"),
        "back": reverse("lessons:work", args=[lesson.slug]),
    }
    return keep_private(render(request, "confirm.html", context))


def _people_at(source: Source) -> dict[str, Person]:
    """Whose words these may be: the people of its coalition. Of the expedition nobody is listed."""
    if source.coalition_id is None:
        return {}
    near = Membership.objects.live().filter(coalition=source.coalition_id)
    rows = near.select_related("person").order_by("person__name", "person")
    return {str(row.person_id): row.person for row in rows}


def _places(request: PersonRequest) -> dict[str, Place]:
    expeditions = Expedition.objects.filter(pk__in=held(request.user).expeditions(TEAM))
    return {key_of(each): each for each in expeditions.order_by("name", "pk")}


def _quotes(request: PersonRequest, lesson: Lesson) -> list[Any]:
    rows = Quote.objects.visible_to(request.user).filter(lesson=lesson).with_answers()
    related = rows.select_related(
        "version__source__coalition", "speaker__person", "request", "passage__version"
    )
    quotes = list(related)
    heard = heard_in({each.version.source for each in quotes}, request.user, asking=True)
    for each in quotes:
        source = each.version.source
        each.voices = heard[source.pk].values()
        each.heard = heard[source.pk][each.speaker.label] if each.speaker else None
        each.may_ask = may(request.user, "words.ask", source)
        each.lifted = each.answer in ("refused", "withdrawn")
        each.may_be_asked = not each.answer or (each.outdated and not each.lifted)
        page = reverse("sources:source", args=[source.pk])
        each.place = place_url(each.passage) if each.passage else page
    return quotes


def _as_shown(quote: Any) -> EditionQuote:
    source = quote.version.source
    asked = quote.request
    asked.speaker, asked.source = quote.speaker, source
    shown = EditionQuote(
        words=quote.words,
        name=name_shown(asked, quote.naming, quote.named_as, by=quote.answered_by),
        voice=quote.speaker.voice,
        place=source.coalition.place if source.coalition else "",
        moment=source.moment,
        language=source.language,
    )
    shown.alive = True  # type: ignore[attr-defined]
    if not quote.shown:
        public.leave_out_place(shown, get_language())
    return shown


def _quote(request: PersonRequest, lesson: Lesson, **told: Any) -> HttpResponse:
    try:
        actions.quote(lesson, by=request.user, **told)
    except Refused as no:
        messages.error(request, str(no))
        return redirect(request.get_full_path())
    messages.success(request, _("The lesson rests on these words now. Ask the speaker."))
    return redirect("lessons:work", slug=lesson.slug)
