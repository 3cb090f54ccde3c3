"""Deeds of the routine: keep a draft, tell, say it better, ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import author, coordinator, deed, member, team
from samenspel.circles.models import (
    Circle,
    Coalition,
    Expedition,
    Membership,
    PracticeArea,
    Role,
    Voice,
)
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.sources import actions as sources
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent, Source, Version

from .models import Draft, Kind, Prompt, Reflection, Rhythm, first_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samenspel.people.models import Person

MOST_WEEKS = 26
HELPERS = (Role.COORDINATOR, Role.FACILITATOR, Role.RESEARCHER, Role.WRITER)


class TwoEditors(Refused):
    """The words were changed elsewhere in the meantime; `theirs` stands now, as `number`."""

    def __init__(self, theirs: str, number: int) -> None:
        super().__init__(
            _(
                "These words were changed on another screen. Both are below: "
                "choose one, or combine them."
            )
        )
        self.theirs = theirs
        self.number = number


@dataclass(frozen=True)
class Said:
    """What stands in a draft: the words, and what was chosen with them."""

    text: str = ""
    kind: str = ""
    wants: Circle = Circle.COALITION
    prompt: Prompt | None = None
    practice_area: PracticeArea | None = None
    speaker: Person | None = None


@deed("reflection.draft", may=member | team)
def draft(place: Coalition, *, said: Said, by: Person, key: UUID | None = None) -> Draft:
    """Begin a draft, which only its writer sees."""
    if key and arrived(key, by):
        raise Refused(_("These words are saved already. What you change now, change there."))
    rows = Draft.objects.unguarded(BOOKS)
    kept: Draft
    kept, _made = rows.get_or_create(
        key=key or uuid4(),
        defaults={
            "author": by,
            "coalition": place,
            "expedition": place.expedition,
            **vars(said),
        },
    )
    if kept.author_id != by.pk:
        raise Refused(_("Begin again, please: this page belongs to somebody else's words."))
    return kept


def keep_draft(kept: Draft, *, said: Said, number: int, by: Person) -> Draft:
    """Save what was typed since save `number`.

    Not a deed: only its writer ever sees a draft, and the ledger need not know when they typed.
    """
    mine = Draft.objects.visible_to(by).filter(pk=kept.pk)
    if not mine.filter(number=number).update(
        **vars(said), number=F("number") + 1, saved=timezone.now()
    ):
        now: Draft | None = mine.first()
        if now is None:  # handed in, or thrown away, on another screen or a moment ago
            raise Refused(_("This draft is not here any more. Copy your words and begin anew."))
        if now.text != said.text:
            raise TwoEditors(now.text, now.number)
    fresh: Draft = mine.get()
    return fresh


@deed("reflection.discard", may=author)
def discard(kept: Draft, *, by: Person) -> None:
    """Throw a draft away. Nobody saw it."""
    Draft.objects.visible_to(by).filter(pk=kept.pk).delete()


@deed("reflection.share", may=member | team)
def share(
    place: Coalition,
    *,
    text: str,
    kind: str,
    by: Person,
    circle: Circle = Circle.COALITION,
    prompt: Prompt | None = None,
    practice_area: PracticeArea | None = None,
    key: UUID | None = None,
    speaker: Person | None = None,
    how: str = "",
    moment: date | None = None,
    language: str = "nl",
) -> Reflection:
    """Tell something to the chosen circle; choosing it is the speaker's consent.

    `speaker` is the one whose words they are when `by` types for them; `how` then tells how they
    gave them. Words with the same `key` arrive once.
    """
    if kind not in Kind.values:
        raise Refused(_("Choose what it is: friction, flow, a story, or something that worked."))
    if practice_area and practice_area.coalition_id != place.pk:
        raise Refused(_("Choose one of this coalition's places to practise."))
    who = speaker or by
    _may_type_for(who, place, by)
    key = key or uuid4()
    try:
        with transaction.atomic():
            source = sources.keep(
                place,
                text=text,
                title=first_words(text),
                kind=Source.Kind.REFLECTION,
                circle=circle,
                speakers=[
                    Spoke(
                        label=who.name,
                        voice=voice_of(who, place),
                        person=who,
                        audience=circle,
                        how=how or (Consent.How.TAP if who == by else Consent.How.HELPER),
                    )
                ],
                moment=moment,
                language=language,
                author=who,
                by=by,
            )
            told: Reflection = Reflection.objects.create(
                source=source,
                key=key,
                kind=prompt.kind if prompt else kind,
                prompt=prompt,
                practice_area=practice_area,
            )
    except IntegrityError:
        before = arrived(key, by)
        if before is None:
            raise
        told = before
    Draft.objects.visible_to(by).filter(key=key).delete()
    return told


def arrived(key: UUID, person: Person) -> Reflection | None:
    """What this person handed in under this key, if it did arrive."""
    found: Reflection | None = (
        Reflection.objects.unguarded(BOOKS)
        .filter(key=key, source__versions__number=1, source__versions__made_by=person)
        .select_related("source")
        .first()
    )
    return found


def voice_of(person: Person, place: Coalition) -> str:
    """The voice in which somebody speaks here; of the team it is the third one."""
    own = person.memberships.live().filter(coalition=place, voice__gt="").order_by("-pk")
    voices = list(own.values_list("voice", flat=True))
    return next((voice for voice in voices if voice != Voice.OTHER), Voice.OTHER)


def types_for_others(person: Person, place: Coalition) -> bool:
    """Whether this person is one who types for others here: a coordinator, or of the team."""
    return person.memberships.live().filter(coalition=place, role__in=HELPERS).exists()


def _may_type_for(who: Person, place: Coalition, by: Person) -> None:
    if who == by:
        return
    if not types_for_others(by, place):
        raise Refused(_("Only a coordinator or somebody on the support team can type for others."))
    if not Membership.objects.live().filter(person=who, coalition=place).exists():
        raise Refused(_("Choose somebody who belongs to this coalition."))


@deed("reflection.revise", may=author)
def revise(
    told: Reflection, *, text: str, number: int, by: Person, kind: str | None = None
) -> Version:
    """Change your words. The earlier ones can still be read, as an earlier version.

    The title is the first sentence, so it is new as well.
    """
    source, text = told.source, text.strip()
    now: Version = source.versions.unguarded(BOOKS).first()
    if now.number != number and now.text != text:
        raise TwoEditors(now.text, now.number)
    if kind and kind != told.kind and not told.prompt_id:
        told.kind = kind
        told.save(update_fields=["kind"])
    if now.text == text:
        return now
    source.title = first_words(text)
    source.save(update_fields=["title"])
    return sources.revise(source, text=text, by=by)


@deed("prompt.write", may=coordinator | team)
def write_prompt(
    place: Coalition | Expedition,
    *,
    kind: str,
    question_nl: str,
    by: Person,
    question_en: str = "",
    origin: str = "",
    replaces: Prompt | None = None,
) -> Prompt:
    """Write a question, or a better wording of one; answers keep the wording they were given to."""
    if not question_nl.strip():
        raise Refused(_("Write the question in Dutch."))
    here = place if isinstance(place, Coalition) else None
    circle = Circle.TEAM if here else Circle.EXPEDITION
    if replaces and (replaces.retired or replaces.coalition != here):
        raise Refused(_("This question was changed in the meantime. Open it again."))
    prompt: Prompt = Prompt.objects.create(
        author=by,
        coalition=here,
        expedition=here.expedition if here else place,
        circle=circle,
        ceiling=circle,
        kind=kind,
        question_nl=question_nl.strip(),
        question_en=question_en.strip(),
        origin=origin.strip(),
        number=replaces.number + 1 if replaces else 1,
        replaces=replaces,
    )
    if replaces:
        for rhythm in Rhythm.objects.filter(prompts=replaces):
            rhythm.prompts.add(prompt)
        _retire(replaces, by)
    return prompt


@deed("prompt.retire", may=coordinator | team)
def retire_prompt(prompt: Prompt, *, by: Person) -> Prompt:
    """Stop asking a question. What was answered stays."""
    _retire(prompt, by)
    return prompt


def _retire(prompt: Prompt, by: Person) -> None:
    prompt.retired, prompt.retired_by = timezone.now(), by
    prompt.save(update_fields=["retired", "retired_by"])


@deed("rhythm.choose", may=coordinator)
def choose_rhythm(
    place: Coalition,
    *,
    weeks: int | None,
    prompts: Sequence[Prompt],
    by: Person,
    first: date | None = None,
) -> Rhythm:
    """Choose how often the coalition gets a question, from which day, and which questions."""
    if weeks is not None and not 1 <= weeks <= MOST_WEEKS:
        raise Refused(_("Choose between 1 and %d weeks.") % MOST_WEEKS)
    if weeks and not prompts:
        raise Refused(_("Choose at least one question, or let it rest."))
    if any(prompt.coalition_id not in (None, place.pk) for prompt in prompts):
        raise Refused(_("Choose questions from your own coalition or from the expedition."))
    rhythm, _made = Rhythm.objects.update_or_create(
        coalition=place,
        defaults={
            "weeks": weeks,
            "first": first or timezone.localdate() + timedelta(days=7),
            "chosen": timezone.now(),
            "chosen_by": by,
        },
    )
    rhythm.prompts.through.objects.filter(rhythm=rhythm).delete()
    rhythm.prompts.add(*prompts)
    return rhythm


def next_prompt(rhythm: Rhythm) -> Prompt | None:
    """The question whose turn it is: the one that was asked longest ago, or never.

    A better wording has the turn of the one it replaced.
    """
    rounds = rhythm.coalition.rounds.values_list("prompt").annotate(last=Max("day"))
    asked: dict[int, date] = dict(rounds.order_by())
    replaced = Prompt.objects.unguarded(BOOKS).filter(expedition=rhythm.coalition.expedition_id)
    before = dict(replaced.exclude(replaces=None).values_list("pk", "replaces"))

    def last(wording: int | None) -> date:
        if wording is None:
            return date.min
        return max(asked.get(wording, date.min), last(before.get(wording)))

    live = rhythm.prompts.unguarded(BOOKS).filter(retired=None)
    return min(live, key=lambda prompt: (last(prompt.pk), prompt.pk), default=None)
