"""The history of deeds in plain sentences. Every deed has one; a test sees to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from samenspel.circles.models import OWN, Coalition, Membership, Role
from samenspel.foundation.models import Entry
from samenspel.people.models import Person
from samenspel.sources.models import Source

# Follows the name of whoever did it: "Bo" + "ended the access of somebody on the support team".
SENTENCES = {
    "access.end": gettext_noop("ended the access of somebody on the support team"),
    "access.give": gettext_noop("let somebody on the support team look along"),
    "agenda.answer": gettext_noop("answered a learning question for now"),
    "agenda.ask": gettext_noop("put a question on the learning agenda"),
    "agenda.drop": gettext_noop("took a question off the learning agenda"),
    "agenda.narrow": gettext_noop("let fewer people read a learning question"),
    "agenda.reword": gettext_noop("worded a learning question better"),
    "agenda.take_up": gettext_noop("put a question back on the learning agenda"),
    "agenda.widen": gettext_noop("let more people read a learning question"),
    "agreement.change": gettext_noop("changed an agreement"),
    "agreement.make": gettext_noop("wrote down an agreement"),
    "agreement.narrow": gettext_noop("let fewer people read an agreement"),
    "agreement.strike": gettext_noop("removed an agreement that was a mistake"),
    "agreement.turn_out": gettext_noop("said how an agreement stands"),
    "agreement.widen": gettext_noop("let more people read an agreement"),
    "blind.ask": gettext_noop("asked coders to read a text apart from each other"),
    "blind.call_off": gettext_noop("called off that coders read a text apart"),
    "blind.ready": gettext_noop("was ready with reading a text apart"),
    "card.hide": gettext_noop("laid a card aside at a pitstop, or back"),
    "card.type": gettext_noop("typed a card from paper at a pitstop"),
    "card.type_late": gettext_noop("typed a card from paper after a pitstop"),
    "card.untype": gettext_noop("took a card from paper off the table again"),
    "change.begin": gettext_noop("asked for stories of change"),
    "change.choose": gettext_noop("chose a story of change, and said why"),
    "change.offer": gettext_noop("laid a story among the stories of change"),
    "change.pass_on": gettext_noop("let a story of change go on to all coalitions"),
    "change.take_out": gettext_noop("took a story from among the stories of change"),
    "clip.done": gettext_noop("typed what somebody said at a pitstop"),
    "clip.drop": gettext_noop("threw a recording away"),
    "coalition.describe": gettext_noop("changed what the coalition says about itself"),
    "coalition.form": gettext_noop("made room for the coalition"),
    "code.add": gettext_noop("added a code"),
    "code.change": gettext_noop("changed a code"),
    "code.merge": gettext_noop("merged two codes"),
    "code.remove": gettext_noop("removed a code"),
    "code.split": gettext_noop("split a code"),
    "code.restore": gettext_noop("undid a change of a code"),
    "code.example": gettext_noop("chose an example for a code"),
    "codebook.start": gettext_noop("began a list of codes"),
    "coding.give": gettext_noop("gave a code to a passage"),
    "coding.take": gettext_noop("took a code off a passage"),
    "consent.answer": gettext_noop("answered a question about their words"),
    "consent.note": gettext_noop("noted the answer of a speaker"),
    "consent.take_back": gettext_noop("took words back"),
    "dare.type": gettext_noop("typed from paper who dared to say everything"),
    "episode.chapter": gettext_noop("made chapters of moments"),
    "episode.choose": gettext_noop("chose another recording for an episode"),
    "episode.correct": gettext_noop("published a better edition of an episode"),
    "episode.credit": gettext_noop("named somebody with an episode"),
    "episode.divide": gettext_noop("chose the chapters of an episode"),
    "episode.illustrate": gettext_noop("gave an episode a cover"),
    "episode.mute": gettext_noop("chose what is muted in an episode"),
    "episode.prepare": gettext_noop("had the sound of an episode made"),
    "episode.publish": gettext_noop("published an episode"),
    "episode.retract": gettext_noop("took an episode back"),
    "episode.sound": gettext_noop("let an episode be heard again, without what was taken out"),
    "episode.start": gettext_noop("began an episode"),
    "episode.take_out": gettext_noop("took a voice out of an episode"),
    "episode.translate": gettext_noop("told in another language what an episode is about"),
    "episode.translate_words": gettext_noop("translated words of an episode"),
    "episode.uncover": gettext_noop("took the cover off an episode"),
    "episode.uncredit": gettext_noop("took a name off an episode"),
    "episode.untranslate": gettext_noop("threw a translation of an episode away"),
    "episode.write": gettext_noop("worded an episode better"),
    "exchange.bring": gettext_noop("brought a project of another package"),
    "exchange.discard": gettext_noop("threw a project of another package away"),
    "exchange.give_counts": gettext_noop("took counts along as a file"),
    "exchange.give_out": gettext_noop("took words along as a file"),
    "exchange.take_in": gettext_noop("took in a project of another package"),
    "expedition.address": gettext_noop("chose the address of the expedition on the internet"),
    "expedition.begin": gettext_noop("began the expedition"),
    "expedition.describe": gettext_noop("changed what is said about the expedition"),
    "digest.plan": gettext_noop("worded the next digest by mail"),
    "digest.send": gettext_noop("sent the digest by mail"),
    "expedition.tell": gettext_noop("changed what everybody reads about the expedition"),
    "framework.adopt": gettext_noop("took over a list for the mirror"),
    "framework.retire": gettext_noop("let a list for the mirror rest"),
    "framework.write": gettext_noop("wrote a list for the mirror"),
    "hand.lower": gettext_noop("gave somebody their turn at a pitstop"),
    "help.begin": gettext_noop("began to type for somebody"),
    "help.end": gettext_noop("stopped typing for somebody"),
    "invitation.accept": gettext_noop("accepted an invitation"),
    "invitation.print": gettext_noop("printed an invitation"),
    "invitation.send": gettext_noop("invited somebody"),
    "invitation.send_again": gettext_noop("sent an invitation once more"),
    "invitation.send_along": gettext_noop("invited somebody to join the expedition"),
    "invitation.withdraw": gettext_noop("took an invitation back"),
    "lesson.ask": gettext_noop("asked a speaker for words for a lesson"),
    "lesson.correct": gettext_noop("published a better edition of a lesson"),
    "lesson.describe": gettext_noop("said for whom a lesson is and what belongs to it"),
    "lesson.export": gettext_noop("took a lesson along as a file"),
    "lesson.hear": gettext_noop("said whose voice stands in a lesson"),
    "lesson.keep_word": gettext_noop("decided that a word in a lesson may stay"),
    "lesson.look": gettext_noop("said for the coalition what they think of a lesson"),
    "lesson.order": gettext_noop("put the quotes of a lesson in another order"),
    "lesson.picture": gettext_noop("gave a lesson a picture"),
    "lesson.publish": gettext_noop("made a lesson public"),
    "lesson.put": gettext_noop("asked a coalition to look at a lesson"),
    "lesson.quote": gettext_noop("put words in a lesson"),
    "lesson.replace_word": gettext_noop("replaced a word in a lesson"),
    "lesson.retract": gettext_noop("took a lesson back from the public"),
    "lesson.start": gettext_noop("began a lesson"),
    "lesson.unpicture": gettext_noop("threw away the picture of a lesson"),
    "lesson.unquote": gettext_noop("took words out of a lesson"),
    "lesson.weigh_again": gettext_noop("decided anew about a word in a lesson"),
    "lesson.write": gettext_noop("worded a lesson better"),
    "membership.change": gettext_noop("changed the role or voice of a member"),
    "membership.end": gettext_noop("ended a membership"),
    "membership.give": gettext_noop("let somebody into the group"),
    "memo.change": gettext_noop("changed a memo"),
    "memo.remove": gettext_noop("threw a memo away"),
    "memo.write": gettext_noop("wrote a memo"),
    "mirror.ask": gettext_noop("sent links to fill in the mirror"),
    "mirror.close": gettext_noop("closed a round of the mirror"),
    "mirror.open": gettext_noop("opened a round of the mirror"),
    "mirror.reopen": gettext_noop("opened a round of the mirror again"),
    "mirror.share": gettext_noop("let others see the figures of a mirror"),
    "mirror.type_in": gettext_noop("typed in a paper sheet of the mirror"),
    "mirror.unshare": gettext_noop("kept the figures of a mirror among ourselves"),
    "moment.mark": gettext_noop("marked a moment in a recording"),
    "moment.unmark": gettext_noop("took a marked moment away"),
    "moment.word": gettext_noop("worded a marked moment better"),
    "moment.change": gettext_noop("changed a day that everybody may know of"),
    "moment.remove": gettext_noop("took a day off the journey"),
    "moment.tell": gettext_noop("told everybody of a day on the journey"),
    "travelogue.hide": gettext_noop("put the travelogue away"),
    "travelogue.make": gettext_noop("had the travelogue made"),
    "travelogue.show": gettext_noop("let everybody take the travelogue along"),
    "travelogue.write": gettext_noop("chose what stands in the travelogue"),
    "page.hide": gettext_noop("put the page for everybody away"),
    "page.show": gettext_noop("showed the page of the coalition to everybody"),
    "page.write": gettext_noop("worded the page for everybody"),
    "partner.join": gettext_noop("let an organisation take part"),
    "partner.leave": gettext_noop("took an organisation off the list"),
    "passage.carry": gettext_noop("took passages along to a new version of a text"),
    "passage.change": gettext_noop("let a passage begin or end elsewhere"),
    "passage.mark": gettext_noop("marked words in a text"),
    "passage.remove": gettext_noop("took a mark away"),
    "photo.done": gettext_noop("typed what stood on a picture of cards"),
    "photo.drop": gettext_noop("threw a picture of cards away"),
    "photo.keep": gettext_noop("kept a picture of cards on paper"),
    "pile.lay": gettext_noop("laid cards at a pitstop"),
    "pile.make": gettext_noop("made a pile at a pitstop"),
    "pile.put_back": gettext_noop("put a pile together again"),
    "pile.rename": gettext_noop("gave a pile a better name"),
    "pile.settle": gettext_noop("laid the cards where most people wanted"),
    "pile.undo": gettext_noop("took a pile apart"),
    "pitstop.agree": gettext_noop("wrote down an agreement at a pitstop"),
    "pitstop.begin": gettext_noop("began a pitstop"),
    "pitstop.cancel": gettext_noop("called a pitstop off"),
    "pitstop.change": gettext_noop("changed a pitstop"),
    "pitstop.claim": gettext_noop("put their name to what they said at a pitstop"),
    "pitstop.disagree": gettext_noop("struck an agreement made at a pitstop"),
    "pitstop.drop_lead": gettext_noop("let somebody lead a pitstop no more"),
    "pitstop.end": gettext_noop("ended a pitstop"),
    "pitstop.go": gettext_noop("went on at a pitstop"),
    "pitstop.lay_moments": gettext_noop("laid moments of a talk in its recording"),
    "pitstop.mark": gettext_noop("marked a moment in a talk"),
    "pitstop.more_time": gettext_noop("gave more time at a pitstop"),
    "pitstop.name_lead": gettext_noop("let somebody lead a pitstop along"),
    "pitstop.plan": gettext_noop("planned a pitstop"),
    "pitstop.rehearse": gettext_noop("began a trial of a pitstop"),
    "pitstop.unmark": gettext_noop("took a moment of a talk away"),
    "pitstop.wonder": gettext_noop("put a question from a pitstop on the learning agenda"),
    "pitstop.word_moment": gettext_noop("worded a moment of a talk"),
    "place.end": gettext_noop("ended somebody's part in the expedition"),
    "place.give": gettext_noop("let somebody join the expedition"),
    "podcast.examine": gettext_noop("let the feed doctor look at the podcast"),
    "practice.add": gettext_noop("added a place to practise"),
    "practice.end": gettext_noop("took a place to practise off the list"),
    "prompt.retire": gettext_noop("stopped asking a question"),
    "prompt.write": gettext_noop("wrote a question for the group"),
    "question.ask": gettext_noop("put a question to people"),
    "question.round": gettext_noop("brought a new question"),
    "question.withdraw": gettext_noop("took back the link of a question"),
    "recording.bring": gettext_noop("began to send a recording"),
    "recording.drop": gettext_noop("threw a recording away"),
    "recording.keep": gettext_noop("added a recording"),
    "recording.stop": gettext_noop("stopped sending a recording"),
    "recording.stop_transcribing": gettext_noop("stopped having a recording written out"),
    "recording.transcribe": gettext_noop("sent a recording to a service that writes it out"),
    "recognition.answer": gettext_noop("said whether a thread is recognised"),
    "recognition.ask": gettext_noop("asked people whether they recognise threads"),
    "recognition.close": gettext_noop("closed a round of recognition"),
    "recognition.gather": gettext_noop("let people answer together whether they recognise threads"),
    "recognition.move": gettext_noop("gave a round of recognition another last day"),
    "recognition.open": gettext_noop("put threads back to coalitions"),
    "recognition.part": gettext_noop("ended answering together"),
    "recognition.show": gettext_noop("showed what a meeting said of a thread"),
    "recognition.take_back": gettext_noop("took back what they said of a thread"),
    "recognition.type_in": gettext_noop("typed in what somebody said of a thread"),
    "reflection.discard": gettext_noop("threw a draft away"),
    "reflection.draft": gettext_noop("began to write"),
    "reflection.revise": gettext_noop("changed their own words"),
    "reflection.share": gettext_noop("told something"),
    "remark.take_back": gettext_noop("took a remark back"),
    "remark.write": gettext_noop("said something in the margin"),
    "report.add": gettext_noop("put a new part in a report"),
    "report.answer": gettext_noop("answered a remark on a report"),
    "report.begin": gettext_noop("began a report from a blank page"),
    "report.change": gettext_noop("changed what a report is of"),
    "report.discard": gettext_noop("threw a report away"),
    "report.draft": gettext_noop("made the draft of a report"),
    "report.footnote": gettext_noop("put a moment of a recording in a report"),
    "report.move": gettext_noop("put the parts of a report in another order"),
    "report.picture": gettext_noop("put a picture in a report"),
    "report.put_back": gettext_noop("put an older version of a report back"),
    "report.remove": gettext_noop("took a part out of a report"),
    "report.send_back": gettext_noop("sent a report back to who was there"),
    "report.settle": gettext_noop("settled a report"),
    "report.take_moment": gettext_noop("put a moment of the talk in a report"),
    "report.take_back_picture": gettext_noop("took a picture back from a report"),
    "report.take_in": gettext_noop("put what came from paper in a report"),
    "report.type_remark": gettext_noop("typed a remark on a report from paper"),
    "report.unfootnote": gettext_noop("took a moment of a recording out of a report"),
    "report.untype_remark": gettext_noop("took a remark from paper off a report again"),
    "report.write": gettext_noop("wrote in a report"),
    "rhythm.choose": gettext_noop("chose how often a question comes"),
    "script.import": gettext_noop("kept a script for pitstops from a file"),
    "script.keep": gettext_noop("kept a script for pitstops"),
    "script.retire": gettext_noop("put a script away"),
    "seat.let_back": gettext_noop("let a phone take part again"),
    "seat.remove": gettext_noop("let a phone take part no more"),
    "search.forget": gettext_noop("threw a search away"),
    "search.give": gettext_noop("gave one code to everything that was found"),
    "search.save": gettext_noop("kept a search"),
    "search.seen": gettext_noop("looked through what is new for a search"),
    "search.undo": gettext_noop("took a code off again that was given to many passages"),
    "source.bring": gettext_noop("brought in a file"),
    "source.bring_version": gettext_noop("brought in a new version of a text"),
    "source.discard": gettext_noop("threw away a file that was not kept"),
    "source.hand_over": gettext_noop("gave words to the one who said them"),
    "source.import": gettext_noop("kept a file that was brought in"),
    "source.import_version": gettext_noop("kept a new version that was brought in"),
    "source.keep": gettext_noop("kept what was said"),
    "source.narrow": gettext_noop("let fewer people read something"),
    "source.recede": gettext_noop("let fewer people read a text that came from there"),
    "source.revise": gettext_noop("kept a new version of a text"),
    "source.widen": gettext_noop("shared something with more people"),
    "speaker.know": gettext_noop("said whose voice is heard in a text"),
    "speaker.meet": gettext_noop("told who a voice in a text is"),
    "step.add": gettext_noop("added a step to a pitstop"),
    "step.change": gettext_noop("changed a step of a pitstop"),
    "step.move": gettext_noop("put a step of a pitstop elsewhere"),
    "step.narrow": gettext_noop("made a step of a pitstop more private"),
    "step.remove": gettext_noop("took a step out of a pitstop"),
    "step.reveal": gettext_noop("turned the cards over at a pitstop"),
    "step.show_mirror": gettext_noop("showed the mirror at a pitstop"),
    "step.skip": gettext_noop("skipped a step of a pitstop, or took it in"),
    "subscription.begin": gettext_noop("made a private address for the podcast"),
    "subscription.end": gettext_noop("ended a private address of the podcast"),
    "suggestion.accept": gettext_noop("said yes to a suggested code"),
    "suggestion.allow": gettext_noop("let the computer learn from a source"),
    "suggestion.disallow": gettext_noop("let the computer forget a source"),
    "suggestion.learn": gettext_noop("let the computer learn from what was coded"),
    "suggestion.refuse": gettext_noop("said no to a suggested code"),
    "suggestion.reopen": gettext_noop("took back a yes or no to a suggested code"),
    "talk.follow": gettext_noop("changed their own codes after talking about a difference"),
    "talk.note": gettext_noop("wrote about a difference between coders"),
    "talk.reopen": gettext_noop("took up a difference between coders again"),
    "talk.settle": gettext_noop("settled a difference between coders"),
    "thread.add": gettext_noop("put a passage in a red thread"),
    "thread.adopt": gettext_noop("adopted a red thread"),
    "thread.drop": gettext_noop("let a red thread go"),
    "thread.narrow": gettext_noop("let fewer people read a red thread"),
    "thread.propose": gettext_noop("put a red thread to the coalitions"),
    "thread.recognise": gettext_noop("said whether the coalition recognises a red thread"),
    "thread.remove": gettext_noop("took a passage out of a red thread"),
    "thread.reword": gettext_noop("worded a red thread better"),
    "thread.start": gettext_noop("began a red thread"),
    "thread.take_up": gettext_noop("took up a red thread again"),
    "thread.weigh": gettext_noop("said what a passage does in a red thread"),
    "thread.widen": gettext_noop("let more people read a red thread"),
    "vote.type": gettext_noop("typed dots from paper at a pitstop"),
    "watchword.add": gettext_noop("put a word on the list of the coalition"),
    "watchword.remove": gettext_noop("took a word off the list of the coalition"),
    "words.ask": gettext_noop("asked a speaker for their words"),
    "words.send": gettext_noop("sent a speaker the link to answer"),
}
# Deeds with words that may still be private: told of the team and the fund always; of everybody
# else to those who may read the words. What a speaker answered is for that speaker to tell.
WORDS = ("source", "reflection", "speaker", "consent", "words")
DRAFTS = {
    "reflection.draft",
    "reflection.discard",
    "source.bring",
    "source.bring_version",
    "source.discard",
}
# A deed that is part of another one is not told apart: the verb, and those it belongs to.
PART_OF = {
    "card.type": {"card.type_late"},
    "source.keep": {
        "reflection.share",
        "source.import",
        "card.type_late",
        "report.draft",
        "report.settle",
    },
    "source.revise": {"reflection.revise", "source.import_version", "report.settle"},
    "words.ask": {"words.send", "lesson.ask"},
    "framework.write": {"framework.adopt"},
    "words.send": {"lesson.ask"},
    "passage.mark": {"coding.give"},
    "moment.mark": {"pitstop.lay_moments"},
    "report.draft": {"pitstop.end"},
}
AT_ONCE = timedelta(seconds=2)


@dataclass(frozen=True)
class Line:
    """One line of history."""

    at: datetime
    who: str
    part: str
    does: str
    many: int = 1

    def repeats(self, other: Line) -> bool:
        return (self.who, self.does, self.day) == (other.who, other.does, other.day)

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


def entries(coalition: Coalition, person: Person) -> QuerySet[Entry]:
    """What was done here, newest first, as far as this member of the coalition may know it."""
    places = Membership.objects.filter(expedition=coalition.expedition_id)
    inside = places.filter(coalition=coalition, role__in=OWN).values("person")
    helpers = places.exclude(role__in=OWN).exclude(person__in=inside).values("person")
    seen = Source.objects.visible_to(person).filter(coalition=coalition).values("pk")
    about_words = Q(verb__regex=rf"^({'|'.join(WORDS)})\.")
    read = Q(subject__in=["sources.source", "reflections.reflection"], subject_id__in=seen)
    rows = Entry.objects.filter(space=coalition.pk).exclude(verb__in=DRAFTS)
    told = ~about_words | read | Q(by=None) | Q(by=person.pk) | Q(by__in=helpers)
    return rows.filter(told).order_by("-id")


def history(coalition: Coalition, person: Person, most: int) -> list[Line]:
    """The last lines. Three queries."""
    return tell(list(entries(coalition, person)[: most * 4]), coalition, person)[:most]


def tell(rows: list[Entry], coalition: Coalition, person: Person) -> list[Line]:
    """Lines of the ledger as sentences; the same deed by the same person in a row is told once.

    Two queries.
    """
    people = Person.objects.in_bulk({row.by for row in rows if row.by})
    parts = _parts(coalition)
    lines: list[Line] = []
    for newer, row in zip([None, *rows], rows, strict=False):
        if newer and _is_part(row, newer):
            continue
        who = people.get(row.by) if row.by else None
        does = _(SENTENCES[row.verb]) if row.verb in SENTENCES else row.verb
        name = _("You") if who == person else who.name if who else _nobody(row)
        line = Line(row.at, name, parts.get(row.by or 0, ""), does)
        if lines and lines[-1].repeats(line):
            lines[-1] = Line(lines[-1].at, line.who, line.part, does, lines[-1].many + 1)
        else:
            lines.append(line)
    return lines


def _nobody(row: Entry) -> str:
    """What is done by nobody goes by itself, or by a command of the host."""
    if row.verb == "source.recede":
        return _("Somebody elsewhere")
    if row.verb == "episode.sound":
        return _("The computer")
    return _("Your rhythm") if row.verb == "question.round" else _("The host")


def _is_part(row: Entry, newer: Entry) -> bool:
    """Whether this line was written within the deed of the next one."""
    together = row.by == newer.by and newer.at - row.at < AT_ONCE
    return together and newer.verb in PART_OF.get(row.verb, ())


def _parts(coalition: Coalition) -> dict[int, str]:
    """As what each person is here, for those who are not of the coalition itself."""
    rows: Any = Membership.objects.filter(expedition=coalition.expedition_id).exclude(role__in=OWN)
    return {person: str(Role(role).label) for person, role in rows.values_list("person", "role")}
