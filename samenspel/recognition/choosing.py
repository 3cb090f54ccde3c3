"""Deeds of the most significant change: begin, offer a story, choose with a reason, pass it on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import Rule, coordinator, deed, member, team
from samenspel.circles.deeds import take as take_rows
from samenspel.circles.models import Circle, Coalition, Expedition
from samenspel.circles.sight import BOOKS
from samenspel.foundation import mail
from samenspel.foundation.errors import Refused, needed
from samenspel.people.models import Person
from samenspel.sources.echoes import echoes
from samenspel.sources.models import Source, Speaker, Version

from . import letters
from .models import Choice, Choosing, Story

LONGEST_WHY = 1000
WITHIN = 365  # days


def _is_theirs(person: Any, story: Any) -> bool:
    """Whether somebody offered this story, or speaks in it."""
    if story.offered_by_id == person.pk:
        return True
    voices = Speaker.objects.unguarded(BOOKS).filter(source=story.source_id, person=person)
    return story.source_id is not None and bool(voices.exists())


theirs = Rule(frozenset({"speaker", "whoever offered it"}), _is_theirs)


@deed("change.begin", may=coordinator | team)
def begin(place: Coalition | Expedition, *, question: str, closes: date, by: Person) -> Choosing:
    """Ask for stories of change: of a coalition, or of all that their coalitions chose."""
    today = timezone.localdate()
    if not today <= closes <= today + timedelta(days=WITHIN):
        raise Refused(_("Choose today or a later day, within a year."))
    circle = Circle.TEAM if isinstance(place, Coalition) else Circle.EXPEDITION
    begun: Choosing = Choosing.objects.create(
        author=by,
        **place.where,
        circle=circle,
        ceiling=circle,
        question=needed(question, _("Write down which change you ask about."), longest=200),
        closes=closes,
    )
    return begun


@deed("change.offer", may=member | team)
def offer(choosing: Choosing, *, source: Source, by: Person) -> Story:
    """Lay a story of the coalition beside the others. Its circle stays as it is."""
    take_rows(source)
    if choosing.coalition_id is None:
        raise Refused(_("Here come the stories that coalitions chose. Offer it in your own group."))
    if choosing.closes < timezone.localdate():
        raise Refused(_("The last day to lay stories here is over."))
    seen = Source.objects.visible_to(by).filter(pk=source.pk, coalition=choosing.coalition_id)
    if not seen.exists():
        raise Refused(_("This is not here any more."))
    if source.circle < Circle.COALITION:
        raise Refused(_("Only who told it reads this. They can let the group read it first."))
    return _lay_down(choosing, source, by)


@deed("change.pass_on", may=coordinator | team)
def pass_on(story: Story, *, to: Choosing, by: Person) -> Story:
    """Let the story that a coalition chose go on, to lie beside those of other coalitions."""
    take_rows(to)
    chosen = chosen_of(story.choosing)
    if chosen is None or chosen.story_id != story.pk or story.source is None:
        raise Refused(_("Only the story that was chosen goes on."))
    if to.coalition_id is not None or to.expedition_id != story.choosing.expedition_id:
        raise Refused(_("Choose a round of all coalitions."))
    take_rows(story.source)
    if story.source.circle < Circle.EXPEDITION:
        told = _("All coalitions must be able to read it first. Only who told it can let them.")
        raise Refused(told)
    return _lay_down(to, story.source, by, came_from=story)


@deed("change.take_out", may=coordinator | team | theirs)
def take_out(story: Story, *, by: Person) -> Choosing:
    """Take a story from among the others. What was told stays where it was."""
    if Choice.objects.unguarded(BOOKS).filter(story=story).exists():
        lift(Story.objects.unguarded(BOOKS).filter(pk=story.pk))
    else:
        Story.objects.unguarded(BOOKS).filter(pk=story.pk).delete()
    return story.choosing


@deed("change.choose", may=coordinator | team)
def choose(story: Story, *, why: str, panel: str, by: Person) -> Choice:
    """Choose a story, and say why. The reason goes back to all who told one."""
    why = why.strip()
    if not why:
        raise Refused(_("Say why this story. The reason is what others learn from."))
    if len(why) > LONGEST_WHY:
        raise Refused(_("Keep it under %d characters.") % LONGEST_WHY)
    if story.source_id is None:
        raise Refused(_("This story was taken back. Choose another one."))
    if echo := echoes(why, _texts(story)):
        told = _("‘%s’ is in the story itself. Say it in your own words.") % echo
        raise Refused(told + " " + _("Only so can the story be taken back."))
    made: Choice = Choice.objects.create(
        choosing=story.choosing,
        story=story,
        why=why,
        panel=needed(panel, _("Write down who chose together."), longest=200),
        by=by,
    )
    _write_to_tellers(story)
    return made


def chosen_of(choosing: Choosing) -> Choice | None:
    """The choice that holds."""
    found: Choice | None = (
        Choice.objects.unguarded(BOOKS).filter(choosing=choosing).order_by("-id").first()
    )
    return found


def lift(stories: Any) -> None:
    """Let go of the words: the place where a story lay stays, empty."""
    stories.update(source=None)


def _lay_down(choosing: Choosing, source: Source, by: Person, **more: Any) -> Story:
    story: Story
    story, made = Story.objects.unguarded(BOOKS).get_or_create(
        choosing=choosing, source=source, defaults={"offered_by": by, **more}
    )
    if not made:
        raise Refused(_("This story lies here already."))
    return story


def _texts(story: Story) -> list[str]:
    rows = Version.objects.unguarded(BOOKS).filter(source=story.source_id).order_by("-number")
    return list(rows.values_list("text", flat=True)[:1])


def _write_to_tellers(chosen: Story) -> None:
    """A mail with a link to everybody who told one of the stories, once each."""
    link = settings.SITE_URL + reverse("recognition:choosing", args=[chosen.choosing_id])
    voices = Speaker.objects.unguarded(BOOKS).filter(
        source__in=Story.objects.unguarded(BOOKS)
        .filter(choosing=chosen.choosing_id, source__isnull=False)
        .values("source"),
        person__email__isnull=False,
        person__wants_news=True,
    )
    told: dict[Person, bool] = {}
    for voice in voices.select_related("person"):
        if voice.person:
            yours = voice.source_id == chosen.source_id
            told[voice.person] = told.get(voice.person, False) or yours
    for person, yours in told.items():
        mail.send(
            str(person.email),
            person.language,
            letters.a_story_was_chosen,
            name=person.name,
            question=chosen.choosing.question,
            yours=yours,
            link=link,
        )
