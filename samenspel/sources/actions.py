"""Deeds with what was said: keep it, share it, ask for it, take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenspel.circles.deeds import Rule, author, coordinator, deed, member, take, team, the_one
from samenspel.circles.models import Circle, Coalition, Expedition, Help, Voice
from samenspel.circles.sight import BOOKS
from samenspel.foundation import ledger, limits, mail
from samenspel.foundation.errors import Refused, needed
from samenspel.people import links
from samenspel.people.models import Person, PersonalLink

from . import consent, letters, receipts, search, traces
from .models import Brought, Consent, Door, Naming, Request, Source, Speaker, Transcribing, Version
from .plain import plain
from .readers import Draft, Paragraph, compose
from .readers.draft import one_line
from .writing import from_json, renamed, to_json

if TYPE_CHECKING:
    from samenspel.people.links import Key


@dataclass(frozen=True)
class Spoke:
    """A voice in a source that is brought in: who, and how far they let it go.

    With the audience "only me" nobody said anything yet, and nothing is noted: silence is no.
    `by` is who said so, when it is not the one who brings it in. Nobody but the author can say
    later who a `nameless` voice is.
    """

    label: str
    voice: str = Voice.OTHER
    person: Person | None = None
    audience: Circle = Circle.PRIVATE
    how: str = Consent.How.TAP
    by: Person | None = None
    nameless: bool = False


def _clean(text: str) -> str:
    clean = plain(text).strip()
    if not clean:
        raise Refused(_("There are no words here yet. Write or say something first."))
    return clean


def _paragraphs(text: str) -> list[dict[str, Any]]:
    """The layout of plain text: every line that holds something is a paragraph."""
    layout, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            layout.append({"kind": "text", "start": at, "end": at + len(line)})
        at += len(line) + 1
    return layout


def _hear(source: Source, speakers: Sequence[Spoke], *, by: Person) -> None:
    """Note who speaks, and what each of them said about who may read it."""
    for spoke in speakers:
        speaker = Speaker.objects.create(
            source=source,
            label=spoke.label,
            voice=spoke.voice,
            person=spoke.person,
            nameless=spoke.nameless,
        )
        if spoke.audience > Circle.PRIVATE:
            _agree(source, speaker, spoke.audience, how=spoke.how, by=spoke.by or by)


def _agree(source: Source, speaker: Speaker, audience: Circle, *, how: str, by: Person) -> None:
    _on_reading(source, speaker, audience, how=how, by=by).save()


def _on_reading(
    source: Source, speaker: Speaker, audience: Circle, *, how: str, by: Person
) -> Consent:
    """A line for the book of consents about the whole source, not yet written."""
    return Consent(
        source=source,
        speaker=speaker,
        answer=Consent.Answer.GIVEN if audience else Consent.Answer.WITHDRAWN,
        audience=audience,
        wording=_("Who may read this?"),
        language=get_language() or source.language,
        how=how,
        by=by,
    )


@deed("source.keep", may=member | team)
def keep(
    place: Coalition | Expedition,
    *,
    text: str,
    title: str,
    by: Person,
    kind: str = Source.Kind.DOCUMENT,
    circle: Circle = Circle.PRIVATE,
    speakers: Sequence[Spoke] = (),
    layout: list[dict[str, Any]] | None = None,
    moment: date | None = None,
    language: str = "nl",
    author: Person | None = None,
) -> Source:
    """Keep what was said, with its speakers and how far they let it go.

    `text` becomes NFC with plain line ends; when a `layout` is given, `text` must already be so,
    since its offsets count code points of the text as given.
    """
    clean = _clean(text)
    if layout is not None and clean != text:
        raise ValueError("a layout counts in the text as it is kept: give it NFC and stripped")
    source = Source(
        author=author or by,
        **place.where,
        title=title.strip()[:200] or clean.split("\n")[0][:80],
        kind=kind,
        moment=moment or timezone.localdate(),
        language=language,
        ceiling=Circle.PUBLIC,
    )
    source.save()
    Version.objects.create(
        source=source,
        number=1,
        text=clean,
        layout=_paragraphs(clean) if layout is None else layout,
        made_by=by,
    )
    _hear(source, speakers, by=by)
    source.ceiling = consent.ceiling(source)
    if circle > source.ceiling:
        raise Refused(
            _("Not everybody who speaks here agreed to that. Choose a smaller circle, or ask them.")
        )
    source.circle = circle
    source.save()
    search.index("sources", source)
    if circle > Circle.PRIVATE:
        traces.widened(source)
    return source


@deed("source.bring", may=member | team)
def bring(place: Coalition | Expedition, *, name: str, draft: Draft, by: Person) -> Brought:
    """Put a file that was read aside, to look at it before it is kept. Only you see it."""
    brought = Brought(
        author=by,
        **place.where,
        name=one_line(name)[-200:],
        title=draft.title,
        paragraphs=to_json(draft.paragraphs),
        remarks=list(draft.remarks),
    )
    brought.save()
    return brought


@deed("source.import", may=author)
def import_source(
    brought: Brought,
    *,
    title: str,
    by: Person,
    names: Mapping[str, str] | None = None,
    speakers: Sequence[Spoke] = (),
    **more: Any,
) -> Source:
    """Keep a file that was brought, with its speakers as they were looked over.

    `names` tells what a speaker is called from now on (the same name twice joins them; an empty
    one is no speaker). `more` is what `keep` takes: kind, circle, moment, language.
    """
    paragraphs = renamed(from_json(brought.paragraphs), names or {})
    text, layout = compose(paragraphs)
    speaking = {p.speaker for p in paragraphs if p.speaker}
    kept = keep(
        brought.coalition or brought.expedition,
        text=text,
        layout=layout,
        title=title,
        speakers=[spoke for spoke in speakers if spoke.label in speaking],
        by=by,
        **more,
    )
    Brought.objects.unguarded(BOOKS).filter(pk=brought.pk).delete()
    return kept


@deed("source.discard", may=author)
def discard(brought: Brought, *, by: Person) -> None:
    """Throw away a file that was brought and not kept."""
    Brought.objects.unguarded(BOOKS).filter(pk=brought.pk).delete()


def forget_brought() -> None:
    """Throw away what was brought a week ago and never kept."""
    old = timezone.now() - timedelta(days=7)
    Brought.objects.unguarded(BOOKS).filter(created__lt=old).delete()


changes_words = author | coordinator.only(lambda source: source.made_together)


@deed("source.revise", may=changes_words)
def revise(
    source: Source,
    *,
    text: str,
    by: Person,
    layout: list[dict[str, Any]] | None = None,
    speakers: Sequence[Spoke] = (),
    after: int | None = None,
) -> Version:
    """Keep a new version of the words. The old one stays as it was.

    `speakers` are those who were not there before. `after` is the number of the version that was
    changed: when there is a newer one by now, nothing is kept.
    """
    clean = _clean(text)
    newest = source.versions.unguarded(BOOKS).aggregate(newest=Max("number"))["newest"]
    if after is not None and after != newest:
        raise Refused(
            _("Somebody made version %d in the meantime. Compare again before you keep yours.")
            % newest
        )
    version: Version = Version.objects.create(
        source=source,
        number=newest + 1,
        text=clean,
        layout=_paragraphs(clean) if layout is None else layout,
        made_by=by,
    )
    _hear(source, speakers, by=by)
    source.ceiling = consent.ceiling(source)
    if source.circle > source.ceiling:
        raise Refused(
            _(
                "Somebody new speaks here who has not agreed yet. "
                "Ask them, or let fewer people read it."
            )
        )
    source.save(update_fields=["ceiling"])
    search.index("sources", source)
    return version


@deed("source.bring_version", may=changes_words)
def bring_version(
    source: Source,
    *,
    name: str,
    paragraphs: Sequence[Paragraph],
    by: Person,
    remarks: Sequence[str] = (),
) -> Brought:
    """Put a new version aside, to compare it with the old one before it is kept."""
    brought = Brought(
        author=by,
        coalition_id=source.coalition_id,
        expedition_id=source.expedition_id,
        source=source,
        name=one_line(name)[-200:],
        title=source.title,
        paragraphs=to_json(paragraphs),
        remarks=list(remarks),
    )
    brought.save()
    return brought


@deed("source.import_version", may=author)
def import_version(
    brought: Brought, *, by: Person, after: int, speakers: Sequence[Spoke] = ()
) -> Version:
    """Keep a version that was brought, after it was compared with version `after`."""
    if brought.source is None:
        raise ValueError("this was brought as a source of its own")
    text, layout = compose(from_json(brought.paragraphs))
    version = revise(
        brought.source, text=text, layout=layout, speakers=speakers, after=after, by=by
    )
    Transcribing.objects.unguarded(BOOKS).filter(result=brought).update(version=version)
    Brought.objects.unguarded(BOOKS).filter(pk=brought.pk).delete()
    return version


@deed(
    "source.widen",
    may=author.only(lambda source: not source.made_together)
    | coordinator.only(lambda source: source.made_together),
)
def widen(source: Source, *, to: Circle, by: Person, agreed: str = "") -> Source:
    """Let a wider circle read it. For your own words this is your consent.

    `agreed` notes how the others who speak in it said yes: spoken, on paper, or with a helper.
    Whoever answered for themselves is not answered for.
    """
    if to <= source.circle:
        raise Refused(_("It can already be read by this circle."))
    if why := traces.objection(source, to):
        raise Refused(why)
    for speaker in source.speakers.unguarded(BOOKS):
        if speaker.person_id == by.pk:
            _agree(source, speaker, to, how=Consent.How.TAP, by=by)
        elif agreed and not _answered_themselves(speaker):
            _agree(source, speaker, to, how=agreed, by=by)
    source.ceiling = consent.ceiling(source)
    if to > source.ceiling:
        raise Refused(
            _("Not everybody who speaks here agreed to that. Ask them first, or stay within: %s.")
            % Circle(source.ceiling).label
        )
    source.circle = to
    source.save(update_fields=["circle", "ceiling"])
    traces.widened(source)
    return source


def _answered_themselves(speaker: Speaker) -> bool:
    """Whether this person ever said who may read their words: then nobody says it for them."""
    own = Consent.objects.unguarded(BOOKS).filter(speaker=speaker, by=speaker.person_id)
    return speaker.person_id is not None and own.exists()


def _speaks_in(person: Any, source: Source) -> bool:
    return bool(source.speakers.unguarded(BOOKS).filter(person=person).exists())


speaks = Rule(frozenset({"speaker"}), _speaks_in)


def _types_for_the_author(person: Any, source: Source) -> bool:
    helped = Help.objects.filter(helper=person, ended=None, membership__person=source.author_id)
    return bool(helped.filter(membership__coalition=source.coalition_id).exists())


types_for = Rule(frozenset({"whoever types for them"}), _types_for_the_author)


@deed(
    "source.narrow",
    may=author | speaks | types_for | coordinator.only(lambda source: source.made_together),
)
def narrow(source: Source, *, to: Circle, by: Person) -> Source:
    """Let fewer people read it. Works at once, everywhere.

    Only for me also takes back every quote that was given from it. Whoever types for somebody
    does it in their place, and the book says so.
    """
    if to >= source.circle:
        raise Refused(_("Choose a smaller circle than the one it has now."))
    how, voices = Consent.How.TAP, source.speakers.unguarded(BOOKS)
    mine, whose = list(voices.filter(person=by)), by
    stood = receipts.places_of(source) if to == Circle.PRIVATE else []
    if not mine and types_for(by, source):
        whose = source.author
        how, mine = Consent.How.HELPER, list(voices.filter(person=source.author_id))
    for speaker in mine:
        _agree(source, speaker, to, how=how, by=by)
    if to == Circle.PRIVATE:
        asked = Request.objects.unguarded(BOOKS).filter(consent.alive("pk"), source=source)
        given = asked.filter(speaker__in=mine) if mine else asked
        Consent.objects.bulk_create(
            _line(request, Consent.Answer.WITHDRAWN, by=by, how=how) for request in given
        )
        traces.lift(source)
        receipts.write(source, stood, person=whose, by=by, how=how)
    return _close(source, to)


def _close(source: Source, to: Circle) -> Source:
    source.ceiling = min(consent.ceiling(source), source.ceiling)
    source.circle = min(to, source.ceiling)
    source.save(update_fields=["circle", "ceiling"])
    traces.narrowed(source)
    return source


def recede(source: Source, *, to: Circle) -> Source:
    """Follow what was decided about these words in the place that they came from.

    No deed of anybody here: the log does not say who, and only me takes back every yes.
    """
    take(source)
    if to == Circle.PRIVATE:
        told: dict[str, Any] = {"by": source.author, "how": Consent.How.ELSEWHERE}
        given = Request.objects.unguarded(BOOKS).filter(consent.alive("pk"), source=source)
        lines = [_line(request, Consent.Answer.WITHDRAWN, **told) for request in given]
        for speaker in source.speakers.unguarded(BOOKS):
            lines.append(_on_reading(source, speaker, Circle.PRIVATE, **told))
        Consent.objects.bulk_create(lines)
        traces.lift(source)
    ledger.write("source.recede", by=None, subject=source, space=source.coalition_id)
    return _close(source, to)


def draw_in(source: Source, *, to: Circle) -> None:
    """Fewer people read a source from which a voice took something out; what was agreed stays.

    It runs inside the deed of the room (`stories`) in which that is no longer heard.
    """
    if source.circle > to:
        source.circle = to
        source.save(update_fields=["circle"])
    traces.narrowed(source, but="stories")


@deed("source.hand_over", may=author)
def hand_over(source: Source, *, to: Person, by: Person) -> Source:
    """Give words that were kept without a name to the one who said them."""
    if source.kind != Source.Kind.CARD:
        raise Refused(_("Only a card from a pitstop can get a name afterwards."))
    source.author = to
    source.save(update_fields=["author"])
    return source


@deed("speaker.know", may=author | coordinator | team)
def know(speaker: Speaker, *, person: Person, by: Person) -> Speaker:
    """Say which person a voice in a source belongs to, so that they can be asked."""
    return _is(speaker, person, by=by)


@deed("speaker.meet", may=author | coordinator | team)
def meet(speaker: Speaker, *, name: str, by: Person, email: str = "") -> Speaker:
    """Say who a voice is that nobody here knows yet: a name and, when there is one, an address."""
    name = needed(name, _("Write the name of the person who speaks here."))
    known = Person.objects.filter(email__iexact=email.strip()).first() if email.strip() else None
    person = known or Person.objects.create_user(
        email.strip() or None, name=name, language=speaker.source.language
    )
    return _is(speaker, person, by=by, known_as=name if known else "")


def _is(speaker: Speaker, person: Person, *, by: Person, known_as: str = "") -> Speaker:
    """Tie a voice to a person. What somebody answered for themselves stays theirs."""
    if speaker.nameless and speaker.source.author_id != by.pk:
        raise Refused(_("This was said without a name. Only who said it can put their name to it."))
    lines = Consent.objects.unguarded(BOOKS).filter(speaker=speaker)
    answered = lines.filter(Q(by=speaker.person_id) | Q(request__isnull=False))
    if speaker.person_id not in (None, person.pk) and answered.exists():
        raise Refused(
            _("%s answered for these words already. They can't become somebody else's.")
            % speaker.called
        )
    if speaker.person_id != person.pk:
        _close_doors(Door.objects.unguarded(BOOKS).filter(request__speaker=speaker), by=by)
    speaker.person, speaker.known_as = person, known_as
    speaker.save(update_fields=["person", "known_as"])
    return speaker


def _close_doors(doors: QuerySet[Door], *, by: Person) -> None:
    for door in doors.select_related("link"):
        links.withdraw(door.link, by=by)


@deed("words.ask", may=team | coordinator)
def ask(
    version: Version,
    *,
    speaker: Speaker,
    start: int,
    end: int,
    about: str,
    by: Person,
    audience: Circle = Circle.PUBLIC,
    instead: Request | None = None,
) -> Request:
    """Ask a speaker whether these very words may be used, and under what name.

    `instead` is a question that was put before. Without an answer, nobody answers it any more;
    with one, its link stays the way to take that back.
    """
    words = version.text[start:end]
    if not words.strip():
        raise Refused(_("There are no words between these two places."))
    if speaker.person is None:
        raise Refused(_("First say who this speaker is. Then you can ask them."))
    if instead and consent.last(instead) is None:
        _close_doors(Door.objects.unguarded(BOOKS).filter(request=instead), by=by)
    request: Request = Request.objects.create(
        source=version.source,
        version=version,
        speaker=speaker,
        start=start,
        end=end,
        words=words,
        audience=audience,
        about=about[:300],
        language=speaker.person.language,
        asked_by=by,
    )
    return request


# A speaker has two months to answer, and as long as their words may stand to take them back.
ANSWER_WITHIN = timedelta(days=60)
KEEP_OPEN = timedelta(days=3650)


@deed("words.send", may=team | coordinator)
def send(request: Request, *, by: Person, on_paper: bool = False) -> Key:
    """Send the speaker their personal link, by mail or on a letter that you print.

    Links that were mailed before go on: all of them are in the same hands. A letter that nobody
    answered opens nothing any more. Who said yes gets a way back to look and to take back. A letter
    is for whoever has no address: the one who prints it could use it.
    """
    person = request.speaker.person
    if person is None:
        raise Refused(_("First say who this speaker is. Then you can ask them."))
    line, holds = consent.last(request), consent.holds(request)
    if line and line.answer != Consent.Answer.GIVEN:
        raise Refused(_("This question was answered. Nobody is asked twice for the same words."))
    called = {"name": request.speaker.called}
    if not on_paper and not person.email:
        raise Refused(
            _("We don't have an e-mail address of %(name)s. Print a letter instead.") % called
        )
    if on_paper and person.email:
        raise Refused(
            _("%(name)s has an e-mail address. Ask by mail: only they can open that.") % called
        )
    if not on_paper and not limits.take("words.send", str(request.pk), most=2, minutes=24 * 60):
        raise Refused(
            _("You mailed %(name)s about this twice today. Give them time to answer.") % called
        )
    if on_paper or not holds:
        doors = Door.objects.unguarded(BOOKS).filter(request=request)
        _close_doors(doors.filter(on_paper=True), by=by)
    within = KEEP_OPEN if holds else ANSWER_WITHIN
    key = links.make("sources:consent", person=person, by=by, days=within.days, with_code=on_paper)
    Door.objects.create(source=request.source, request=request, link=key.link, on_paper=on_paper)
    if not on_paper and person.email:
        write = letters.leads_back if holds else letters.asks_for_words
        told: dict[str, Any] = {"name": person.name, "by": by.name, "link": key.url}
        mail.send(person.email, person.language, write, days=within.days, **told)
    return key


def _keep_door_open(request: Request) -> None:
    """Who answered can come back through the same link, to look and to take back."""
    doors = Door.objects.unguarded(BOOKS).filter(request=request)
    live = PersonalLink.objects.live().filter(pk__in=doors.values("link"))
    live.update(expires=timezone.now() + KEEP_OPEN)


@deed("consent.answer", may=the_one("speaker", "speaker.person"))
def answer(
    request: Request,
    *,
    answer: str,
    by: Person,
    naming: str = Naming.ROLE,
    named_as: str = "",
    wish: str = "",
    wording: str = "",
    language: str = "nl",
    how: str = Consent.How.TAP,
) -> Consent:
    """Answer for your own words: yes (and how you are named), no, or change them first."""
    told = _insist(answer, naming=naming, named_as=named_as, wish=wish)
    words = (wording or request.about)[:500]
    line = _record(request, answer, by=by, wording=words, language=language, how=how, **told)
    return _heard(request, line)


@deed("consent.note", may=coordinator | team)
def note(
    request: Request,
    *,
    answer: str,
    how: str,
    by: Person,
    naming: str = Naming.ROLE,
    named_as: str = "",
    wish: str = "",
) -> Consent:
    """Note the answer that a speaker gave by word or on paper. Who noted it is kept."""
    if how not in (Consent.How.SPOKEN, Consent.How.PAPER, Consent.How.HELPER):
        raise Refused(_("Say how the answer was given: spoken, on paper, or with a helper."))
    told = _insist(answer, naming=naming, named_as=named_as, wish=wish)
    before = consent.last(request)
    if answer == Consent.Answer.GIVEN and before and before.by_id == request.speaker.person_id:
        raise Refused(
            _("%s answered for themselves. Only they can say yes again, with their own link.")
            % request.speaker.called
        )
    return _heard(request, _record(request, answer, by=by, how=how, **told))


@deed("consent.take_back", may=the_one("speaker", "speaker.person"))
def take_back(request: Request, *, by: Person, how: str = Consent.How.TAP) -> Consent:
    """Take your words back. They are gone from every place with the next request."""
    return _heard(request, _record(request, Consent.Answer.WITHDRAWN, by=by, how=how))


def _insist(answer: str, *, naming: str, named_as: str, wish: str) -> dict[str, str]:
    """What an answer needs besides itself."""
    if answer == Consent.Answer.GIVEN and naming == Naming.OTHER and not named_as.strip():
        raise Refused(_("Write the name you want with your words."))
    if answer == Consent.Answer.CHANGE and not wish.strip():
        raise Refused(_("Write what you would like to be different."))
    return {"naming": naming, "named_as": named_as.strip(), "wish": wish.strip()[:500]}


def _record(request: Request, answer: str, *, by: Person, **more: Any) -> Consent:
    line = _line(request, answer, by=by, **more)
    line.save()
    return line


def _line(request: Request, answer: str, *, by: Person, **more: Any) -> Consent:
    """A line for the book of consents, not yet written."""
    fields = {
        "audience": request.audience if answer == Consent.Answer.GIVEN else Circle.PRIVATE,
        "wording": request.about,
        "language": request.language,
        "how": Consent.How.TAP,
        **more,
    }
    return Consent(
        source_id=request.source_id,
        speaker_id=request.speaker_id,
        request=request,
        answer=answer,
        sha256=request.sha256,
        by=by,
        **fields,
    )


def _heard(request: Request, line: Consent) -> Consent:
    """What follows from an answer: the way back stays open, and a no reaches everywhere."""
    _keep_door_open(request)
    if line.answer != Consent.Answer.GIVEN:
        traces.lift(request.source, request)
    return line
