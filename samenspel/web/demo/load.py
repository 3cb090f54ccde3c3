"""Brings the demo to life: what its people did is done again, day by day, by the real deeds.

The same day gives the same expedition: nothing here is left to chance.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format

from samenspel.agendas import actions as agendas
from samenspel.agendas.models import Agreement, Question
from samenspel.assessments import actions as mirrors
from samenspel.assessments.actions import Said as Worded
from samenspel.assessments.actions import Scored, Sheet
from samenspel.assessments.forms import begun
from samenspel.assessments.models import Element, Framework
from samenspel.assessments.models import Round as MirrorRound
from samenspel.circles import actions as circles
from samenspel.circles.models import (
    TEAM,
    Circle,
    Coalition,
    Expedition,
    Membership,
    Organisation,
    PracticeArea,
    Role,
)
from samenspel.digests import actions as digests
from samenspel.digests import subscribing
from samenspel.digests.models import Subscriber
from samenspel.foundation.models import Mail
from samenspel.lessons import actions as lessons
from samenspel.lessons import checking, completing, weighing
from samenspel.lessons.looking import coalitions_of
from samenspel.lessons.models import Lesson, Proof, Quote
from samenspel.lessons.neighbours import Kind as Tells
from samenspel.people.models import Person
from samenspel.pitstops import actions as pitstops
from samenspel.pitstops import (
    glance,
    occasions,
    report_footnotes,
    reporting,
    reports,
    scripts,
    seats,
    table,
    talk,
    typed,
)
from samenspel.pitstops.blocks import from_json
from samenspel.pitstops.models import Kind, Pitstop, Report, Step
from samenspel.pitstops.seats import TABLE
from samenspel.recognition import actions as recognition
from samenspel.recognition import choosing
from samenspel.recognition.models import Card, RecognitionRound, Story
from samenspel.reflections import actions as reflections
from samenspel.reflections.actions import Said
from samenspel.reflections.models import Prompt, Reflection, Round
from samenspel.site import actions as site
from samenspel.sources import actions as sources
from samenspel.sources import looks, moments, recordings, remaking
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent, Recording, Request, Source, Speaker, Version
from samenspel.stories import actions as stories
from samenspel.stories import beside_episodes, margins, masters, translating
from samenspel.stories.models import Episode
from samenspel.stories.public import Heard
from samenspel.stories.translating import Typed
from samenspel.suggestions import proposals as suggestions
from samenspel.threads import actions as threads
from samenspel.threads import blind, codebooks, memos, talks
from samenspel.threads.models import BlindReading, Code, Coder, Passage, Thread
from samenspel.travelogue import actions as travelogues
from samenspel.travelogue import making
from samenspel.web import demo

from .clock import Clock, moved
from .humming import hum
from .transcripts import understand

KEYS = uuid.UUID("5a3e0d5c-0c5a-4d0e-8d1f-acde00000425")
KINDS = {
    "resident": Organisation.Kind.INITIATIVE,
    "professional": Organisation.Kind.WELFARE,
    "other": Organisation.Kind.MUNICIPALITY,
    "fund": Organisation.Kind.FUND,
    "partner": Organisation.Kind.PARTNER,
    "team": Organisation.Kind.OTHER,
}
# Why a word that a neighbour could know somebody by may stay in a lesson.
STAYS = {
    Tells.NUMBER: "Een bedrag of aantal wijst niemand aan.",
    Tells.PLACE: "De coalitie noemt deze plek zelf ook.",
}
RHYTHM_BEGINS = 101
LATEST_ROUND = 415  # of the first coalition; the others follow a day later each
READING_BEGINS = 200

Row = dict[str, Any]


def load() -> Expedition:
    """Make the invented expedition, as if today were its 425th day."""
    with transaction.atomic():
        return _Telling().tell()


class _Telling:
    """Who and what is there already, while the story is told."""

    def __init__(self) -> None:
        self.told = demo.read("expedition")
        self.today = self.told["today"]
        self.now = timezone.now()
        self.first = timezone.localdate() - timedelta(days=self.today)
        self.acts: list[tuple[datetime, Callable[[], object]]] = []
        self.people: dict[str, Person] = {}
        self.places: dict[str, Coalition] = {}
        self.seats: dict[str, Membership] = {}
        self.prompts: dict[Any, dict[str, Prompt]] = {}
        self.latest: dict[Coalition, str] = {}  # the kind of the question that was put last
        self.agreements: dict[str, Agreement] = {}
        self.questions: dict[str, Question] = {}
        self.meetings: dict[str, Pitstop] = {}
        self.reports: dict[str, Report] = {}
        self.phones: dict[str, tuple[Pitstop, str]] = {}  # by name: the meeting and its secret
        self.versions: list[Version] = []
        self.codes: dict[str, Code] = {}
        self.passages: dict[str, Passage] = {}
        self.threads: dict[str, Thread] = {}
        self.chosen: dict[str, Story] = {}
        self.lessons: dict[str, Lesson] = {}
        self.quotes: dict[str, Quote] = {}
        self.asked: dict[str, Request] = {}
        self.list: Framework
        self.opened: set[tuple[int, int]] = set()

    def tell(self) -> Expedition:
        with moved():
            Clock.moment = self.moment(0, "08:00")
            self.meet()
            self.plan_asking()
            self.plan_telling()
            self.plan_agreeing()
            self.plan_learning()
            self.plan_meeting()
            self.plan_reports()
            self.plan_reading()
            self.plan_threads()
            self.plan_comparing()
            self.plan_recognition()
            self.plan_changes()
            self.plan_lessons()
            self.plan_mirrors()
            self.plan_episodes()
            self.plan_moments()
            self.plan_public()
            self.plan_travelogue()
            for moment, act in sorted(self.acts, key=lambda act: act[0]):
                Clock.moment = min(moment, self.now)
                act()
        # What was mailed on those days arrived long ago.
        Mail.objects.filter(written__lt=self.now - timedelta(days=1)).delete()
        return self.expedition

    def day(self, number: int) -> date:
        return self.first + timedelta(days=number)

    def moment(self, number: int, at: str = "") -> datetime:
        """A moment on that day. People write at all hours, and not at the same ones."""
        hour = time.fromisoformat(at) if at else time(9 + number * 5 % 13, number * 37 % 60)
        return timezone.make_aware(datetime.combine(self.day(number), hour))

    def plan(self, number: int, does: Callable[..., object], *what: Any, at: str = "") -> None:
        self.acts.append((self.moment(number, at), partial(does, *what)))

    # Who is there

    def meet(self) -> None:
        people = self.told["person"]
        homes = self.organisations(self.told)
        (manager,) = (row for row in people if row["role"] == Role.MANAGER)
        self.manager = self.person(manager)
        self.expedition = circles.begin_the_first(
            name=self.told["name"],
            summary=self.told["summary"],
            starts=self.day(0),
            ends=self.day(self.told["days"]),
            manager=self.manager,
            fund=homes[manager["organisation"]].name,
        )
        self.expedition.invented = True
        self.expedition.save(update_fields=["invented"])
        for row in people:
            if row is not manager:
                circles.give_place(
                    self.expedition,
                    person=self.person(row),
                    role=row["role"],
                    organisation=homes[row["organisation"]],
                    by=self.manager,
                )
        for name, content in demo.coalitions().items():
            self.settle(name, content)
            self.let_the_team_look_along(name, content, homes)

    def settle(self, name: str, content: Row) -> None:
        """A coalition with its partners, its places to practise and its core group."""
        told = content["coalition"]
        place = circles.form(
            self.expedition,
            name=told["name"],
            place=told["name"],
            latitude=told["latitude"],
            longitude=told["longitude"],
            by=self.manager,
        )
        self.places[name] = place
        homes = self.organisations(content)
        first, *others = sorted(content["person"], key=lambda row: row["role"] != Role.COORDINATOR)
        self.join(place, first, homes, self.manager)
        by = self.people[first["key"]]
        circles.describe(
            place,
            ground=told["ground"],
            ambition=told["ambitions"],
            reason=told["reason"],
            practice_word=told["practice_word"],
            by=by,
        )
        for home in homes.values():
            circles.join(place, name=home.name, kind=home.kind, by=by)
        for area in told["practices"]:
            circles.add_practice(place, name=area["name"], by=by)
        for row in others:
            if "since" in row:
                self.plan(row["since"], self.join, place, row, homes, by, at="08:00")
            else:
                self.join(place, row, homes, by)
            if "until" in row:
                self.plan(row["until"], self.leave, row, by, at="23:30")
            if "again" in row:
                back = {**row, **row["again"]}
                self.plan(back["since"], self.join, place, back, homes, by, at="08:00")

    def organisations(self, content: Row) -> dict[str, Organisation]:
        return {
            row["slug"]: circles.organisation(row["name"], KINDS[row["side"]])
            for row in content["organisation"]
        }

    def person(self, row: Row) -> Person:
        if row["key"] not in self.people:
            self.people[row["key"]] = Person.objects.create_user(
                f"{row['key']}@achterom.example" if row.get("email", True) else None,
                name=row["name"],
                language=row.get("language", "nl"),
            )
        return self.people[row["key"]]

    def join(self, place: Coalition, row: Row, homes: dict[str, Organisation], by: Person) -> None:
        self.seats[row["key"]] = circles.give(
            place,
            person=self.person(row),
            role=row["role"],
            voice=row["voice"],
            organisation=homes[row["organisation"]],
            by=by,
        )

    def leave(self, row: Row, by: Person) -> None:
        circles.end(self.seats[row["key"]], by=by)

    def let_the_team_look_along(
        self, name: str, content: Row, homes: dict[str, Organisation]
    ) -> None:
        for row in self.told["person"]:
            if row["role"] in TEAM:
                circles.give_access(
                    self.places[name],
                    person=self.people[row["key"]],
                    role=row["role"],
                    until=self.day(self.told["days"]),
                    organisation=homes[row["organisation"]],
                    by=self.coordinator(content),
                )

    # What was asked

    def plan_asking(self) -> None:
        for row in self.told["prompt"]:
            self.plan(1, self.ask, self.expedition, row)
        for number, (name, content) in enumerate(demo.coalitions().items()):
            place = self.places[name]
            for row in content.get("prompt", []):
                self.plan(row["day"], self.ask, place, row)
            due = range(LATEST_ROUND + number, RHYTHM_BEGINS, -28)[::-1]
            self.plan(RHYTHM_BEGINS, self.choose_rhythm, place, content, due[0], at="23:00")
            for day in due:
                self.plan(day, self.put_to_all, place, at="07:00")

    def ask(self, place: Coalition | Expedition, row: Row) -> None:
        prompt = reflections.write_prompt(
            place,
            kind=row["kind"],
            question_nl=row["nl"],
            question_en=row["en"],
            by=self.people[row["by"]],
        )
        self.prompts.setdefault(place, {})[prompt.kind] = prompt

    def prompts_of(self, place: Coalition) -> dict[str, Prompt]:
        return {**self.prompts[self.expedition], **self.prompts.get(place, {})}

    def choose_rhythm(self, place: Coalition, content: Row, first: int) -> None:
        reflections.choose_rhythm(
            place,
            weeks=4,
            first=self.day(first),
            prompts=list(self.prompts_of(place).values()),
            by=self.coordinator(content),
        )

    def put_to_all(self, place: Coalition) -> None:
        """The question whose turn it is, as the rhythm has it; old ones need no mail any more."""
        prompt = reflections.next_prompt(place.rhythm)
        if prompt:
            Round.objects.create(coalition=place, prompt=prompt, day=timezone.localdate())
            self.latest[place] = prompt.kind

    # What was told

    def plan_telling(self) -> None:
        for name, content in demo.coalitions().items():
            areas = {area.name: area for area in self.places[name].practice_areas.all()}
            for number, row in enumerate(content["reflection"]):
                asked = number % 4 != 3  # now and then somebody just tells something
                area = areas.get(row.get("practice", ""))
                at = row.get("at", "")
                self.plan(row["day"], self.reflect, self.places[name], row, area, asked, at=at)
            if "draft" in content:
                row = content["draft"]
                self.plan(row["day"], self.begin_to_tell, self.places[name], row, at="22:00")
            self.plan(6, self.introduce, self.places[name], content)
            self.plan(content["event"][-1]["day"] + 5, self.look_back, self.places[name], content)
        for row in demo.longer_sources():
            self.plan(row["day"] + demo.WRITTEN_OUT_IN, self.keep, row)

    def reflect(self, place: Coalition, row: Row, area: PracticeArea | None, asked: bool) -> None:
        answers = row["kind"] == self.latest.get(place)
        who = self.people[row["by"]]
        by = self.people[row["typed_by" if "typed_by" in row else "by"]]
        told = reflections.share(
            place,
            text=row["text"],
            kind=row["kind"],
            circle=Circle[row["circle"].upper()],
            prompt=self.prompts_of(place)[row["kind"]] if asked or answers else None,
            practice_area=area,
            key=uuid.uuid5(KEYS, f"{place.slug} {row['by']} {row['day']}"),
            speaker=who,
            how=Consent.How.TAP if by == who else Consent.How.SPOKEN,
            by=by,
        )
        self.remember(told.source)

    def begin_to_tell(self, place: Coalition, row: Row) -> None:
        said = Said(text=row["text"], kind=row["kind"], wants=Circle.COALITION)
        key = uuid.uuid5(KEYS, f"{place.slug} draft")
        reflections.draft(place, said=said, by=self.people[row["by"]], key=key)

    def keep(self, row: Row) -> None:
        """What was said at a meeting is brought by the team, a picture by who made it."""
        place: Coalition | Expedition = self.places.get(row.get("coalition", ""), self.expedition)
        maker: str = row.get("by", "noor")
        by = self.people[maker]
        circle = Circle[row["circle"].upper()]
        called = {person.name.split()[0]: person for person in self.people.values()}
        text, layout = understand(row["text"], set(called))
        turns = [piece["speaker"] for piece in layout if "speaker" in piece]
        source = sources.keep(
            place,
            text=text,
            layout=layout,
            title=row["title"],
            kind=row["kind"],
            circle=circle,
            moment=self.day(row["day"]),
            speakers=[
                Spoke(
                    label=label,
                    voice=self.voice_of(called[label]),
                    person=called[label],
                    audience=circle,
                    how=Consent.How.SPOKEN if turns else Consent.How.TAP,
                )
                for label in dict.fromkeys(turns or [by.name.split()[0]])
            ],
            by=by,
        )
        self.remember(source)

    def introduce(self, place: Coalition, content: Row) -> None:
        """Who is who and what they will practise, for the other coalitions."""
        homes = {row["slug"]: row["name"] for row in content["organisation"]}
        words = content["coalition"]
        where = f"{place.name} is verzonnen. Je zou het in {words['province']} zoeken."
        lines = [(where, "text"), ("De kerngroep", "heading")]
        for row in content["person"]:
            if "since" not in row:
                home = homes[row["organisation"]]
                lines.append((f"{row['name']}, {home}. {row['about']}", "text"))
        many = len(words["practices"]) > 1
        lines.append((f"Onze {words['practice_words' if many else 'practice_word']}", "heading"))
        for area in words["practices"]:
            ends = "" if area["name"].endswith("?") else ":"
            lines.append((f"{area['name']}{ends} {area['about']}", "text"))
        self.write_together(place, f"Wie is wie in {place.name}", lines, content)

    def look_back(self, place: Coalition, content: Row) -> None:
        """Striking events, that helped or hindered."""
        felt = {"helped": "hielp ons", "hindered": "zat ons tegen"}
        lines: list[tuple[str, str]] = []
        for row in content["event"]:
            with translation.override("nl"):
                when = date_format(self.day(row["day"]), "j F Y")
            lines += [
                (f"{when}: {row['title']}", "heading"),
                (f"{row['about']} Dit {felt[row['effect']]}.", "text"),
            ]
        self.write_together(
            place, f"Tijdlijn {place.name}: wat hielp en wat tegenzat", lines, content
        )

    def write_together(
        self, place: Coalition, title: str, lines: list[tuple[str, str]], content: Row
    ) -> None:
        layout: list[dict[str, Any]] = []
        start = 0
        for line, kind in lines:
            level = {"level": 2} if kind == "heading" else {}
            layout.append({"kind": kind, "start": start, "end": start + len(line), **level})
            start += len(line) + 1
        source = sources.keep(
            place,
            text="\n".join(line for line, _kind in lines),
            layout=layout,
            title=title,
            circle=Circle.EXPEDITION,
            by=self.coordinator(content),
        )
        self.remember(source)

    def coordinator(self, content: Row) -> Person:
        keys = (row["key"] for row in content["person"] if row["role"] == Role.COORDINATOR)
        return self.people[next(keys)]

    def voice_of(self, person: Person) -> str:
        """The voice somebody has now, or had when they left."""
        newest: Membership = person.memberships.order_by("-pk")[0]
        return newest.voice

    def remember(self, source: Source) -> None:
        self.versions.append(source.versions.unguarded("demo").select_related("source").get())

    def find(self, words: str) -> tuple[Version, int]:
        (version,) = (version for version in self.versions if words in version.text)
        return version, version.text.index(words)

    # What was agreed, and what they want to learn

    def plan_agreeing(self) -> None:
        for row in demo.read("agendas")["agreement"]:
            self.plan(row["day"], self.agree, row, at="18:30")
            if "again" in row:
                self.plan(row["again"]["day"], self.agree_otherwise, row, at="11:00")
            for said in row.get("said", []):
                self.plan(said["day"], self.turn_out, row, said, at="17:40")

    def agree(self, row: Row) -> None:
        self.agreements[row["what"]] = agendas.agree(
            self.places["kolkerhaven"],
            what=row["what"],
            who=row["who"],
            by_when=self.day(row["until"]) if "until" in row else None,
            circle=Circle[row.get("circle", "coalition").upper()],
            key=uuid.uuid5(KEYS, row["what"]),
            by=self.people[row["by"]],
        )

    def agree_otherwise(self, row: Row) -> None:
        agreement, again = self.agreements[row["what"]], row["again"]
        by = self.people[again["by"]]
        agendas.change_agreement(agreement, what=again["what"], who=row["who"], by=by)

    def turn_out(self, row: Row, said: Row) -> None:
        agendas.turn_out(
            self.agreements[row["what"]],
            state=said["state"],
            remark=said.get("remark", ""),
            by=self.people[said["by"]],
        )

    def plan_learning(self) -> None:
        for number, row in enumerate(demo.read("agendas")["question"]):
            self.plan(row["day"], self.want_to_learn, row, at=f"18:4{number}")
            for then in row.get("then", []):
                self.plan(then["day"], self.learn, row, then, at=f"18:5{number}")

    def want_to_learn(self, row: Row) -> None:
        self.questions[row["words"]] = agendas.ask(
            self.places["kolkerhaven"],
            words=row["words"],
            circle=Circle[row["circle"].upper()],
            key=uuid.uuid5(KEYS, row["words"]),
            by=self.people[row["by"]],
        )

    def learn(self, row: Row, then: Row) -> None:
        told = {name: then[name] for name in ("words", "less", "more", "why") if name in then}
        does: dict[str, Callable[..., object]] = {
            "answer": agendas.answer,
            "drop": agendas.drop,
            "reword": agendas.reword,
        }
        by = self.people[then["by"]]
        does[then["does"]](self.questions[row["words"]], by=by, **told)

    # How they met

    def plan_meeting(self) -> None:
        told = demo.read("meetings")
        for row in told["coming"]:
            self.plan(row["planned"], self.plan_pitstop, row, at="20:10")
        for row in told["meeting"]:
            self.plan(row["planned"], self.plan_pitstop, row, at="20:10")
            day = partial(self.plan, row["day"])
            day(self.begin_meeting, row, at="17:00")
            for number, card in enumerate(row["card"]):
                at = f"18:{26 + number}" if card["at"] == Kind.CHECKOUT else f"17:{2 + number:02}"
                day(self.card_at, row, card, at=at)
            for number, dots in enumerate(row["dots"]):
                day(self.dot, row, dots, at=f"17:{40 + number:02}")
            day(self.agree_there, row, at="18:32")
            for told in row.get("talk", []):
                day(self.mark_talk, row, told, at="18:41")
            day(self.end_meeting, row, at="18:58")
            self.plan(row["day"] + 4, self.keep_script, row, at="10:20")

    def plan_pitstop(self, row: Row) -> None:
        by = self.people[row["by"]]
        pitstop = pitstops.plan(
            self.places[row["coalition"]],
            title=row["title"],
            script=scripts.shipped()[row["script"]],
            day=self.day(row["day"]),
            begins=time.fromisoformat(row["begins"]),
            venue=row["venue"],
            by=by,
        )
        pitstops.name_lead(pitstop, person=self.people[row["along"]], by=by)
        self.meetings[row["key"]] = pitstop

    def begin_meeting(self, row: Row) -> None:
        pitstop = pitstops.begin(self.meetings[row["key"]], by=self.people[row["leads"]])
        for name, voice in row["phones"].items():
            person = self.people[name]
            _seat, secret = seats.join(
                pitstop, voice=voice, name=person.name.split()[0], person=person
            )
            self.phones[name] = (pitstop, secret)

    def at_step(self, row: Row, kind: str) -> Step:
        """The meeting, gone on to its step of this kind by whoever leads it."""
        pitstop = self.meetings[row["key"]]
        rows = Step.objects.unguarded(TABLE).select_related("pitstop", "about")
        step: Step = rows.get(pitstop=pitstop, kind=kind)
        if pitstop.step_id != step.pk:
            pitstops.go(pitstop, to=step, by=self.people[row["leads"]])
        return step

    def card_at(self, row: Row, card: Row) -> None:
        step = self.at_step(row, card["at"])
        key, kind = uuid.uuid5(KEYS, card["text"]), card.get("kind", "")
        if "phone" in card:
            pitstop, secret = self.phones[card["phone"]]
            seat = glance.seat_of(pitstop.pk, secret)
            if seat is None:
                raise LookupError(card["phone"])
            made = table.hand_in(seat, step, secret=secret, key=key, text=card["text"], kind=kind)
        else:
            by = self.people[row["leads"]]
            made = typed.type_in(
                step, text=card["text"], voice=card["voice"], kind=kind, key=key, by=by
            )
        if "pile" in card:
            by = self.people[row["leads"]]
            pitstops.make_pile(step, name=card["pile"], cards=[made], by=by)

    def dot(self, row: Row, dots: Row) -> None:
        step = self.at_step(row, Kind.VOTE)
        (target,) = (key for key, pile in table.targets_of(step) if str(pile) == dots["pile"])
        for name, many in dots["phones"].items():
            pitstop, secret = self.phones[name]
            seat = glance.seat_of(pitstop.pk, secret)
            if seat is not None:
                table.vote(seat, step, secret=secret, target=target, dots=many)
        if dots["paper"]:
            by = self.people[row["leads"]]
            typed.type_dots(step, dots={target: dots["paper"]}, by=by)

    def agree_there(self, row: Row) -> None:
        """What was agreed on that day stands with the meeting too: the same key, the same row."""
        self.at_step(row, Kind.AGREE)
        for what in row["agreements"]:
            made = self.agreements[what]
            pitstops.agree(
                self.meetings[row["key"]],
                what=what,
                who=made.who,
                by_when=made.by_when,
                key=made.key,
                by=made.author,
            )

    def mark_talk(self, row: Row, told: Row) -> None:
        by, ago = self.people[told["by"]], timedelta(seconds=told["ago"])
        talk.mark(self.meetings[row["key"]], words=told["words"], ago=ago, by=by)

    def end_meeting(self, row: Row) -> None:
        step = self.at_step(row, Kind.CHECKOUT)
        for name, answer in row["dared"].items():
            pitstop, secret = self.phones[name]
            seat = glance.seat_of(pitstop.pk, secret)
            if seat is not None:
                table.dare(seat, step, secret=secret, answer=answer)
        pitstop = pitstops.end(self.meetings[row["key"]], by=self.people[row["leads"]])
        self.talk_on_about(pitstop, row)

    def talk_on_about(self, pitstop: Pitstop, row: Row) -> None:
        """Beside the first cards of the report."""
        key = reports.key_of(pitstop.pk) if row.get("remark") else None
        opened = reports.open_for(self.people[row["leads"]], key) if key else None
        for block in opened.blocks if opened else ():
            if block.part == "cards":
                for remark in row["remark"]:
                    self.say_beside("verslag", str(key), {"part": block.id, **remark})
                return

    # An exchange, reported from a blank page

    def plan_reports(self) -> None:
        for row in demo.read("reports")["report"]:
            self.plan(row["day"] + 1, self.begin_report, row, at="20:30")
            for number, chapter in enumerate(row["chapter"]):
                self.plan(row["day"] + 2, self.write_chapter, row, chapter, at=f"19:{10 + number}")
            self.plan(row["day"] + 3, self.send_report, row, at="09:20")
            self.plan(row["settled"], self.settle_report, row, at="20:15")

    def begin_report(self, row: Row) -> None:
        self.reports[row["title"]] = occasions.begin(
            self.places[row["coalition"]],
            title=row["title"],
            day=self.day(row["day"]),
            kind="exchange",
            guests=[self.places[name] for name in row["guests"]],
            circle=Circle.EXPEDITION,
            by=self.people[row["by"]],
        )

    def write_chapter(self, row: Row, chapter: Row) -> None:
        """The first one stands in what was blank; each of the others is added below."""
        report, by = self.reports[row["title"]], self.people[row["along"]]
        blocks = from_json(reporting.newest(report).blocks)
        if blocks[0].text:
            heading = reporting.add(report, part="heading", by=by)[1]
            said = reporting.add(report, part="said", by=by)[1]
        else:
            heading, said = blocks[:2]
        texts = {heading.id: chapter["heading"], said.id: chapter["said"]}
        above = said.id
        for words in chapter["questions"]:
            above = reporting.add(report, part="question", after=above, by=by)[1].id
            texts[above] = words
        reporting.write(report, after=reporting.newest(report).number, texts=texts, by=by)

    def send_report(self, row: Row) -> None:
        people, guests = [self.people[row["along"]]], [self.places[name] for name in row["guests"]]
        by = self.people[row["by"]]
        reporting.send_back(self.reports[row["title"]], people=people, guests=guests, by=by)

    def settle_report(self, row: Row) -> None:
        reporting.settle(self.reports[row["title"]], by=self.people[row["by"]])

    def keep_script(self, row: Row) -> None:
        place, by = self.places[row["coalition"]], self.people[row["by"]]
        pitstop = self.meetings[row["key"]]
        pitstops.keep_script(place, pitstop=pitstop, title=row["keep_as"], by=by)

    # What was understood

    def plan_reading(self) -> None:
        self.plan(READING_BEGINS, self.write_codebook, at="08:30")
        texts = demo.texts()
        for row in demo.read("passages")["passage"]:
            (told,) = (text.day for text in texts if row["words"] in text.words)
            read = min(max(told + 9, READING_BEGINS), self.today - 1)
            self.plan(read, self.mark, row, at="10:00")
            self.plan(min(read + 5, self.today - 1), self.read_too, row, at="15:00")
            if "thread" in row:
                self.plan_gathering(row, read)

    def write_codebook(self) -> None:
        told = demo.read("codebook")
        by = self.people[told["by"]]
        book = codebooks.start_codebook(self.expedition, name=told["name"], by=by)
        for row in told["code"]:
            self.codes[row["key"]] = codebooks.add_code(
                book,
                name_nl=row["nl"],
                name_en=row["en"],
                parent=self.codes.get(row.get("parent", "")),
                definition=row["definition"],
                use_when=row["use_when"],
                not_when=row["not_when"],
                by=by,
            )

    def mark(self, row: Row) -> None:
        version, start = self.find(row["words"])
        by = self.people["pim"]
        self.open(version.source, by)
        self.passages[row["words"]] = threads.mark(
            version,
            start=start,
            end=start + len(row["words"]),
            words=row["words"],
            sha256=version.sha256,
            codes=[self.codes[code] for code in row["codes"]],
            by=by,
        )

    def read_too(self, row: Row) -> None:
        """The second researcher reads the same words, without looking at the first."""
        passage, by = self.passages[row["words"]], self.people["ilse"]
        self.open(passage.version.source, by)
        for code in row.get("second", []):
            threads.give(passage, code=self.codes[code], by=by)

    def open(self, source: Source, by: Person) -> None:
        """The coalition sees who of the team looked, and when; once is enough for a demo."""
        if (source.pk, by.pk) not in self.opened:
            self.opened.add((source.pk, by.pk))
            looks.record(by, [source])

    # Laid side by side

    def plan_comparing(self) -> None:
        told = demo.read("comparing")
        for row in told["blind"]:
            self.plan(row["day"], self.ask_blind, row, at="09:10")
            if "ready" in row:
                self.plan(row["ready"], self.ready, row, at="16:30")
        for row in told["talk"]:
            self.plan(row["day"], self.talk, row, at="14:20")
        for row in told["memo"]:
            self.plan(row["day"], self.memo, row, at="15:40")
        self.plan(told["allowed"], self.may_be_learned_from, told["no"], at="19:00")
        self.plan(self.today - 1, self.let_it_learn, at="21:00")

    def titled(self, title: str) -> Source:
        (source,) = (each.source for each in self.versions if each.source.title == title)
        return source

    def ask_blind(self, row: Row) -> None:
        both = [self.people["pim"], self.people["ilse"]]
        blind.ask(self.titled(row["title"]), coders=both, by=self.people[row["by"]])

    def ready(self, row: Row) -> None:
        readings = BlindReading.objects.unguarded("demo").filter(source=self.titled(row["title"]))
        for reading in readings:
            blind.ready(reading, by=reading.coder.person)

    def memo(self, row: Row) -> None:
        about = (
            self.threads.get(row.get("thread", ""))
            or self.codes.get(row.get("code", ""))
            or self.passages[row["words"]]
        )
        by = self.people[row["by"]]
        memos.write(about, text=row["says"], title=row["title"], shared=True, by=by)

    def talk(self, row: Row) -> None:
        """About the paragraph in which the words stand; who writes it down does not follow yet."""
        passage = self.passages[row["words"]]
        (piece,) = (
            piece
            for piece in passage.version.layout
            if piece["start"] <= passage.start < piece["end"]
        )
        about = {
            "code": self.codes[row["code"]],
            "start": piece["start"],
            "end": piece["end"],
            "coders": Coder.objects.filter(person__in=[self.people["pim"], self.people["ilse"]]),
            "words": row["says"],
            "by": self.people[row["by"]],
        }
        if "outcome" in row:
            talks.settle(passage.version, **about, outcome=row["outcome"])
        else:
            talks.note(passage.version, **about)

    def may_be_learned_from(self, no: list[str]) -> None:
        """Whoever answers for a source says yes or no; for what was made together a coordinator.

        They asked the others who speak in it.
        """
        refuse = {self.people[key] for key in no}
        seen = Source.objects.unguarded("demo").filter(circle__gte=Circle.TEAM)
        for source in seen.select_related("author", "coalition", "expedition").order_by("pk"):
            by = source.author
            if source.made_together and source.coalition is not None:
                key = next(key for key, place in self.places.items() if place == source.coalition)
                by = self.coordinator(demo.read(key))
            if by in refuse:
                suggestions.disallow(source, by=by)
            else:
                suggestions.allow(source, by=by, agreed=Consent.How.SPOKEN)

    def let_it_learn(self) -> None:
        """The worker of the demo does it, once the site has started."""
        suggestions.learn(self.codes["sleutel"].codebook, by=self.people["pim"])

    # What recurs

    def plan_threads(self) -> None:
        for row in demo.read("threads")["thread"]:
            self.plan(row["day"], self.start_thread, row, at="11:00")
            for said in row["said"]:
                self.plan(said["day"], self.step, row, said, at="16:00")

    def start_thread(self, row: Row) -> None:
        self.threads[row["key"]] = threads.start(
            self.expedition,
            claim=row["before" if "before" in row else "claim"],
            by=self.people[row["by"]],
        )

    def plan_gathering(self, row: Row, read: int) -> None:
        (thread,) = (t for t in demo.read("threads")["thread"] if t["key"] == row["thread"])
        self.plan(max(read, thread["day"]), self.gather, row, thread["by"], at="11:30")

    def gather(self, row: Row, by: str) -> None:
        threads.add(
            self.threads[row["thread"]],
            passage=self.passages[row["words"]],
            weight=row.get("weight", "carries"),
            note=row.get("note", ""),
            by=self.people[by],
        )

    def step(self, row: Row, said: Row) -> None:
        """Put a thread to the coalitions, or adopt it; a better claim comes first."""
        thread, by = self.threads[row["key"]], self.people[row["by"]]
        if thread.claim != row["claim"]:
            threads.reword(thread, claim=row["claim"], by=by)
        {"proposed": threads.propose, "adopted": threads.adopt}[said["status"]](
            thread, why=said.get("why", ""), by=by
        )
        circle = Circle[row["circle"].upper()]
        if circle > thread.circle:
            threads.widen(thread, to=circle, by=by)

    # What they recognise, and what changed most

    def plan_recognition(self) -> None:
        for row in demo.read("recognition")["round"]:
            self.plan(row["day"], self.put_back, row, at="10:00")
            for number, told in enumerate(row["answer"]):
                at = f"{9 + number % 12:02}:{number * 7 % 60:02}"
                self.plan(row["day"] + 1, self.answer_card, row["title"], told, at=at)
            if row["until"] < self.today:
                self.plan(row["until"] + 1, self.close_round, row, at="06:00")
                for number, says in enumerate(row.get("coalition_says", [])):
                    at = f"19:{10 + number}"
                    self.plan(row["until"] + 2, self.say_for_coalition, says, at=at)

    def put_back(self, row: Row) -> None:
        recognition.open_round(
            self.expedition,
            title=row["title"],
            closes=self.day(row["until"]),
            about=[self.threads[key] for key in row["about"]],
            coalitions=[self.places[key] for key in row["coalitions"]],
            by=self.people[row["by"]],
        )

    def answer_card(self, title: str, told: Row) -> None:
        who = self.people[told["by"]]
        cards = Card.objects.visible_to(who).filter(sheet__round__title=title)
        card = cards.get(thread=self.threads[told["thread"]], sheet__coalition=self.home_of(who))
        said = {
            "said": told["said"],
            "because": told.get("because", ""),
            "circle": Circle[told.get("circle", "team").upper()],
        }
        if "typed_by" in told:
            by = self.people[told["typed_by"]]
            recognition.type_in(card, person=who, by=by, **said)
        else:
            recognition.answer(card, by=who, **said)

    def home_of(self, person: Person) -> Coalition:
        place = person.memberships.filter(coalition__isnull=False).order_by("pk")[0].coalition
        if place is None:
            raise ValueError("only who is of a coalition answers")
        return place

    def close_round(self, row: Row) -> None:
        going = RecognitionRound.objects.unguarded("demo").get(title=row["title"])
        recognition.close(going, by=self.people[row["by"]])

    def say_for_coalition(self, row: Row) -> None:
        by = self.people[row["by"]]
        threads.recognise(
            self.home_of(by),
            thread=self.threads[row["thread"]],
            said=row["said"],
            line=row.get("line", ""),
            by=by,
        )

    def plan_changes(self) -> None:
        for row in demo.read("recognition")["change"]:
            self.plan(row["day"], self.choose_story, row, at="21:00")

    def choose_story(self, row: Row) -> None:
        """Stories side by side, and one of them chosen with the reason."""
        by = self.people[row["by"]]
        place = self.places[row["coalition"]] if "coalition" in row else self.expedition
        here = choosing.begin(
            place, question=row["question"], closes=self.day(row["day"] + 14), by=by
        )
        if "from" in row:
            laid = [choosing.pass_on(self.chosen[key], to=here, by=by) for key in row["from"]]
        else:
            laid = [
                choosing.offer(here, source=self.told_by(row["coalition"], told), by=by)
                for told in row["stories"]
            ]
        self.chosen[row["key"]] = laid[row["chosen"]]
        choosing.choose(laid[row["chosen"]], why=row["why"], panel=row["panel"], by=by)

    def told_by(self, place: str, row: Row) -> Source:
        """What somebody told on a day."""
        key = uuid.uuid5(KEYS, f"{self.places[place].slug} {row['by']} {row['day']}")
        told = Reflection.objects.unguarded("demo").select_related("source").get(key=key)
        source: Source = told.source
        return source

    # What was learned

    def plan_lessons(self) -> None:
        for row in demo.read("lessons")["lesson"]:
            begun = row["day"]
            self.plan(begun, self.write_lesson, row, at="09:30")
            self.plan(begun, self.describe_lesson, row, at="09:45")
            for number, quote in enumerate(row["quotes"]):
                self.plan(begun + 1, self.quote, row, quote, at=f"10:{number:02}")
                self.plan(begun + 2, self.ask_for, row, quote, at=f"13:{number:02}")
                if quote["answer"] != "asked":
                    self.plan(begun + 3, self.answer, quote, at=f"{17 + number}:12")
                if quote["answer"] == "withdrawn":
                    self.plan(quote["on"], self.take_back, quote, at="20:47")
            if "published" in row:
                self.plan(row["published"] - 1, self.let_look, row, at="15:00")
                self.plan(row["published"], self.all_say_yes, row, at="08:40")
                self.plan(row["published"], self.publish, row, at="12:00")
            elif "asked" in row:
                self.plan(row["asked"], self.let_look, row, at="15:00")
            for said in row.get("said", []):
                self.plan(said["day"], self.say_of_lesson, row, said, at="20:20")

    def write_lesson(self, row: Row) -> None:
        self.lessons[row["key"]] = lessons.start(
            self.expedition,
            claim=row["claim"],
            holds=row["holds"],
            works=row["works"],
            tomorrow=row["tomorrow"],
            meant_for=row["meant_for"],
            by=self.people[row["by"]],
        )

    def describe_lesson(self, row: Row) -> None:
        lesson = self.lessons[row["key"]]
        elements = Element.objects.unguarded("demo").filter(framework=self.list)
        completing.describe(
            lesson,
            revision=lesson.revision,
            meant_for=row["meant_for"],
            behind=row.get("behind", ""),
            elements=elements.filter(name_nl__in=row["elements"]),
            thread=self.threads[row["thread"]],
            links=row.get("links", []),
            by=self.people[row["by"]],
        )

    def let_look(self, row: Row) -> None:
        """The writer decides about every word that may tell who somebody is, then asks."""
        lesson, by = self.lessons[row["key"]], self.people[row["by"]]
        for each in weighing.sift(lesson, by).found:
            weighing.keep(
                lesson,
                field=each.piece.field,
                quote=each.piece.quote,
                words=each.mark.words,
                because=STAYS.get(each.mark.kind, "Wie het zei, wil het zo."),
                talked=True,
                by=by,
            )
        checking.put(lesson, by=by)

    def all_say_yes(self, row: Row) -> None:
        for coalition in coalitions_of(self.lessons[row["key"]]):
            told = {"coalition": coalition.slug, "said": "yes", "named": row.get("named", False)}
            self.say_of_lesson(row, told)

    def say_of_lesson(self, row: Row, said: Row) -> None:
        place = self.places[said["coalition"]]
        proofs = Proof.objects.unguarded("demo").filter(lesson=self.lessons[row["key"]])
        checking.say(
            proofs.filter(coalition=place)[0],
            said=said["said"],
            words=said.get("words", ""),
            named=said.get("named", False),
            by=self.coordinator(demo.read(said["coalition"])),
        )

    def quote(self, row: Row, quote: Row) -> None:
        version, start = self.find(quote["words"])
        self.quotes[quote["words"]] = lessons.quote(
            self.lessons[row["key"]],
            version=version,
            start=start,
            end=start + len(quote["words"]),
            passage=self.passages.get(quote["words"]),
            by=self.people[row["by"]],
        )

    def ask_for(self, row: Row, quote: Row) -> None:
        asked = self.quotes[quote["words"]]
        person = asked.speaker and asked.speaker.person
        on_paper = not (person and person.email)
        lessons.ask(asked, on_paper=on_paper, by=self.people[row["by"]])
        self.asked[quote["words"]] = Request.objects.unguarded("demo").get(pk=asked.request_id)

    def answer(self, quote: Row) -> None:
        request = self.asked[quote["words"]]
        sources.answer(
            request,
            answer=Consent.Answer.GIVEN,
            naming=quote["naming"],
            named_as=quote.get("named_as", ""),
            by=self.speaker(request),
        )

    def take_back(self, quote: Row) -> None:
        request = self.asked[quote["words"]]
        sources.take_back(request, by=self.speaker(request))

    def speaker(self, request: Request) -> Person:
        return next(person for person in self.people.values() if person == request.speaker.person)

    def publish(self, row: Row) -> None:
        lessons.publish(self.lessons[row["key"]], by=self.people[row["by"]])

    # What was told on

    def plan_episodes(self) -> None:
        """Where there is no ffmpeg there is nothing to hear."""
        if remaking.is_possible():
            for row in demo.read("episodes")["episode"]:
                self.plan(row["day"], self.tell_on, row, at="15:00")

    def tell_on(self, row: Row) -> None:
        source, by = self.titled(row["source"]), self.people[row["by"]]
        recording = self.hum_with(source, by)
        episode = stories.start(source, recording=recording, title=row["title"], by=by)
        told = {"title": row["title"], "summary": row["summary"], "language": "nl"}
        stories.write(episode, revision=1, by=by, **told)
        chapters = [(start, title) for start, title in row["chapters"]]
        asked = dict(row["questions"])
        stories.divide(episode, chapters=chapters, questions=asked, by=by)
        for name, part, label in row["people"]:
            speaker = Speaker.objects.unguarded("demo").get(source=source, label=label)
            told = {"name": name, "part": part, "speaker": speaker}
            stories.credit(episode, agreed=Consent.How.SPOKEN, by=by, **told)
        masters.make.func(str(masters.prepare(episode, by=by).key))
        self.translate(episode, row["english"])
        publisher = self.people[row["published_by"]]
        spoken = Consent.How.SPOKEN
        edition = stories.publish(
            episode, circle=Circle.PUBLIC, agreed=spoken, translated={"en": spoken}, by=publisher
        )
        masters.tag.func(edition.pk)
        heard = Heard(edition)
        lines = {number: (begin, stop) for number, _at, begin, stop in heard.times}
        for remark in row["remark"]:
            if "line" in remark:
                part = beside_episodes.stretches(heard)
                remark |= {"part": part, "stretch": lines[remark["line"]]}
            self.say_beside("aflevering", episode.slug, remark)

    def hum_with(self, source: Source, by: Person) -> Recording:
        version = source.versions.unguarded("demo").get()
        sound = SimpleUploadedFile("opname.wav", hum(version.layout))
        arriving = recordings.bring_file(source, sound, by=by)
        recordings.make_ready.func(str(arriving.key))
        recording: Recording = source.recordings.unguarded("demo").get()
        return recording

    # What was marked while listening

    def plan_moments(self) -> None:
        if remaking.is_possible():
            told = demo.read("moments")
            for row in told["tape"]:
                self.plan(row["day"] + 1, self.listen_back, row, at="10:00")
            for row in told["heard"]:
                self.plan(row["day"], self.mark_moments, row, at="11:00")

    def listen_back(self, row: Row) -> None:
        """A talk after a meeting, with moments that its report leads to."""
        self.keep(row)
        by = self.people[row["by"]]
        self.hum_with(self.titled(row["title"]), by)
        self.mark_moments(row)

    def mark_moments(self, row: Row) -> None:
        source = self.titled(row["title"])
        recording = source.recordings.unguarded("demo").get()
        for told in row["moment"]:
            by = self.people[told["by"]]
            moment = moments.mark(recording, at=told["at"], words=told["words"], by=by)
            if told.get("footnote"):
                (report,) = report_footnotes.reports_of(source, by)
                part = next(iter(report_footnotes.parts(report)))
                report_footnotes.add(report, block=part.id, moment=moment, by=by)

    # What was told on, in two languages

    def translate(self, episode: Episode, told: Row) -> None:
        by, version = self.people[told["by"]], episode.source.versions.unguarded("demo").get()
        chapters = {start: (title, asked) for start, title, asked in told["chapters"]}
        more = {"title": told["title"], "summary": told["summary"], "chapters": chapters}
        translating.translate(episode, language="en", revision=0, by=by, **more)
        typed = {number: Typed(words) for number, words in enumerate(told["words"])}
        translating.translate_words(episode, language="en", version=version, typed=typed, by=by)

    def say_beside(self, kind: str, key: str, row: Row, to: Any = None) -> None:
        by = self.people[row["by"]]
        beside = margins.at(by, kind, key, row["part"])
        if beside is None:
            raise LookupError(row["part"])
        where = {"kind": kind, "key": key, "part": row["part"]}
        where |= {"words": row["words"], "stretch": row.get("stretch"), "to": to}
        said = margins.write(beside.row, beside=beside, by=by, **where)
        for answer in row.get("answer", []):
            self.say_beside(kind, key, {"part": row["part"], **answer}, to=said)

    # What was seen in the mirror

    def plan_mirrors(self) -> None:
        told = demo.read("mirrors")
        self.plan(told["taken"], self.take_list, told, at="09:00")
        self.plan(told["extra"]["day"], self.add_to_list, told, at="09:00")
        for row in told["round"]:
            self.plan(row["day"], self.hold_mirror, row, at="20:00")

    def take_list(self, told: Row) -> None:
        by = self.people[told["by"]]
        self.list = mirrors.adopt_framework(self.expedition, name=told["list"], by=by)

    def add_to_list(self, told: Row) -> None:
        """What people missed becomes an element of their own."""
        extra = {name: value for name, value in told["extra"].items() if name != "day"}
        old: Framework = self.list
        rows = begun(list(Element.objects.unguarded("demo").filter(framework=old)))
        kept: list[Any] = [*rows, {**extra, "additional": True}]
        self.list = mirrors.write_framework(
            self.expedition,
            name_nl=old.name_nl,
            name_en=old.name_en,
            source=old.source,
            licence=old.licence,
            published=old.published,
            elements=[Worded(**row) for row in kept],
            replaces=old,
            by=self.people[told["by"]],
        )

    def hold_mirror(self, row: Row) -> None:
        by = self.people[row["by"]]
        place = self.places[row["coalition"]]
        here = mirrors.open_round(place, framework=self.list, title=row["title"], by=by)
        for number, sheet in enumerate(row["sheet"]):
            key = str(uuid.uuid5(KEYS, f"{here.title} {number}"))
            filled = self.sheet(here, sheet)
            if number < row.get("typed", 0):
                mirrors.type_in(here, voice=sheet["voice"], sheet=filled, once=key, by=by)
            else:
                mirrors.score(here, voice=sheet["voice"], sheet=filled, mark=key)
        mirrors.close_round(here, by=by)
        if "shared" in row:
            mirrors.share(here, to=Circle[row["shared"].upper()], by=by)

    def sheet(self, here: MirrorRound, row: Row) -> Sheet:
        """The open question is answered with the lowest score."""
        elements = Element.objects.unguarded("demo").filter(framework=here.framework_id)
        lowest = min((score for score in row["scores"] if score), default=0)
        asked = row["scores"].index(lowest)
        reasons = row.get("reasons", [""] * len(row["scores"]))
        scored = [
            Scored(element, score or None, reason, row.get("opened", "") if n == asked else "")
            for n, (element, score, reason) in enumerate(
                zip(elements, row["scores"], reasons, strict=True)
            )
        ]
        return Sheet(tuple(scored), row.get("missing", ""))

    # What everybody may know

    def plan_public(self) -> None:
        told = demo.read("public")
        self.plan(1, self.tell_about, told, at="10:00")
        for row in told["page"]:
            self.plan(row["day"], self.show_page, row, at="20:15")
        for row in told["moment"]:
            self.plan(row["told"], self.tell_day, row, at="20:30")
        for row in told["subscriber"]:
            self.plan(row["day"], self.subscribe, row, at="19:00")
        self.plan(told["digest"]["day"], self.send_digest, told["digest"], at="10:00")

    def tell_about(self, told: Row) -> None:
        site.tell_about(
            self.expedition, about=told["about"], contact=told["contact"], by=self.manager
        )

    def show_page(self, row: Row) -> None:
        place, by = self.places[row["coalition"]], self.leader(row["coalition"])
        parts = {name: row[name] for name in ("partners", "areas", "on_map")}
        site.show(site.write(place, text=row["text"], by=by, **parts), by=by)

    def tell_day(self, row: Row) -> None:
        if "coalition" in row:
            place: Coalition | Expedition = self.places[row["coalition"]]
            by = self.leader(row["coalition"])
        else:
            place, by = self.expedition, self.people[row["by"]]
        site.tell(
            place,
            title=row["title"],
            day=self.day(row["day"]),
            kind=row.get("kind", "step"),
            where=row.get("where", ""),
            text=row.get("text", ""),
            by=by,
        )

    def subscribe(self, row: Row) -> None:
        subscribing.ask(
            self.expedition,
            address=row["address"],
            language=row.get("language", "nl"),
            what=row.get("what", "all"),
            meant_for=row.get("meant_for", ""),
        )
        subscribing.confirm(Subscriber.objects.get(address=row["address"]))

    def send_digest(self, told: Row) -> None:
        """The worker of the demo brings it, once the site has started."""
        by = self.people[told["by"]]
        words = {"foreword": told["foreword"], "language": "nl", "rhythm": told["rhythm"]}
        digests.plan(self.expedition, by=by, **words)
        digests.send(self.expedition, by=by)

    def plan_travelogue(self) -> None:
        told = demo.read("travelogue")
        self.plan(told["day"], self.make_travelogue, told, at="16:00")

    def make_travelogue(self, told: Row) -> None:
        parts = {name: told[name].strip() for name in ("title", "foreword")}
        by = self.people[told["by"]]
        made = travelogues.make(travelogues.write(self.expedition, by=by, **parts), by=by)
        making.make.func(str(made.key))
        made.refresh_from_db()
        travelogues.show(made.travelogue, by=by)

    def leader(self, name: str) -> Person:
        """The first coordinator of a coalition, who is one all the while."""
        rows = Membership.objects.live().filter(coalition=self.places[name])
        return rows.filter(role=Role.COORDINATOR).order_by("pk")[0].person
