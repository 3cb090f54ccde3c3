"""No single score can be found from what is shown, whatever happens in whatever order."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from dataclasses import replace
from itertools import combinations_with_replacement, count, islice
from typing import Any

import pytest

from samenspel.assessments import actions, hiding, overall
from samenspel.assessments.models import Mirror, Round, Shown
from samenspel.circles.models import Circle, Voice

from . import attack
from .attack import given_away, worlds
from .builders import (
    ELEMENTS,
    a_framework,
    a_mark,
    a_neighbour,
    a_round,
    a_shared_round,
    a_sheet,
    coordinates,
    elements_of,
)

VOICES = (Voice.RESIDENT, Voice.PROFESSIONAL)
ORDERS = 1000
MOST_WORLDS = 1200  # to think through for each order; larger ones take minutes
STORIES = int(os.environ.get("SAMENSPEL_STORIES", "60"))


def history(*steps: str) -> attack.History:
    """In short: "+4" four new sheets, "-1" the newest one out, "close"."""
    events: list[tuple[Any, ...]] = []
    inside: list[tuple[int, int]] = []
    made = 0
    for step in steps:
        if step == "close":
            events.append(("close",))
            continue
        for _ in range(int(step[1:])):
            if step[0] == "+":
                inside.append((made, 1))
                events.append(("in", inside[-1]))
                made += 1
            else:
                events.append(("out", inside.pop()))
    return tuple(events)


@pytest.mark.parametrize("many", range(1, 14))
def test_no_figure_of_a_voice_gives_a_score_away(many):
    """Every figure there can be, for a passer-by and for each of the group. More than twelve: see
    `hiding.nearness_tells`."""
    one_closing = history(f"+{many}", "close")
    for views in worlds(one_closing):
        assert given_away(one_closing, views.split("; ")) == [] or many == 1


LATER = [
    ("+4", "close", "+1", "close"),
    ("+5", "close", "+1", "close", "+1", "close"),
    ("+3", "close", "+1", "close"),
    ("+3", "close", "+2", "close", "-1"),
    ("+5", "close", "-1", "close"),
    ("+5", "close", "-1", "+1", "close"),
    ("+4", "close", "-1", "close", "+2", "close"),
    ("+2", "close", "+2", "close", "+2", "close"),
    ("+6", "close", "-2", "+1", "close"),
]


@pytest.mark.parametrize("steps", LATER, ids=" ".join)
def test_what_comes_later_gives_nothing_away(steps):
    told = history(*steps)
    for views in worlds(told):
        assert given_away(told, views.split("; ")) == []


def test_the_attack_finds_what_a_plain_mean_gives_away(monkeypatch):
    """Otherwise the tests above would prove nothing."""
    monkeypatch.setattr(hiding, "ENDS", {False: (2, 10), True: (2, 10)})
    told = history("+4", "close")
    worlds.cache_clear()
    assert any(given_away(told, views.split("; ")) for views in worlds(told))
    worlds.cache_clear()


def test_the_attack_finds_the_difference_of_two_figures(monkeypatch):
    settle = hiding.settle
    monkeypatch.setattr(hiding, "settle", lambda before, sheets: settle(None, sheets))
    told = history("+4", "close", "+1", "close")
    worlds.cache_clear()
    assert any(given_away(told, views.split("; ")) for views in worlds(told))
    worlds.cache_clear()


def test_the_attack_finds_who_was_near_when_that_is_told_too_often(monkeypatch):
    monkeypatch.setattr(hiding, "nearness_tells", lambda half, many: False)
    told = history("+8", "close")
    worlds.cache_clear()
    assert any(given_away(told, views.split("; ")) for views in worlds(told))
    worlds.cache_clear()


def test_a_total_beside_the_voices_would_give_a_voice_away():
    """Why there is none: of 24 sheets the halves and the whole, all rounded, tell too much."""
    fours = list(combinations_with_replacement(range(1, 6), 4))
    shown: dict[tuple[int, int, int], set[int]] = {}
    for ours in fours:
        for theirs in fours:
            key = (
                hiding.mean(sum(ours), 4),
                hiding.mean(sum(theirs), 4),
                hiding.mean(sum(ours) + sum(theirs), 8),
            )
            shown.setdefault(key, set()).update(theirs)
    assert any(len(scores) == 1 for scores in shown.values())


def random_history(seed: int) -> tuple[attack.History, dict[tuple[Any, ...], int | None]]:
    """Somebody hands in, hands in anew, takes back, it closes and reopens: in any order."""
    chance = random.Random(seed)
    leaning = chance.choice([(1, 2), (4, 5), (5,), (1,), (1, 5), (1, 2, 3, 4, 5, None)])
    events: list[tuple[Any, ...]] = []
    scores: dict[tuple[Any, ...], int | None] = {}
    inside: dict[int, int] = {}

    def hand_in(person: int) -> None:
        sheet = (person, 1 + max((n for p, n in scores if p == person), default=0))
        scores[sheet] = chance.choice(leaning)
        swaps = person in inside
        events.append(("swap", (person, inside[person]), sheet) if swaps else ("in", sheet))
        inside[person] = sheet[1]

    for person in range(chance.randint(2, 7)):
        hand_in(person)
    for step in chance.choices("in out close".split(), (4, 2, 3), k=6):
        if step == "in":
            hand_in(chance.randrange(8))
        elif step == "close":
            events.append(("close",))
        elif inside:
            person = chance.choice(list(inside))
            events.append(("out", (person, inside.pop(person))))
    events.append(("close",))
    return tuple(events), scores


def neighbours(seed: int) -> attack.Beside:
    """Two or three other coalitions that share their figures."""
    chance = random.Random(seed)
    return tuple(
        tuple(
            chance.choices(
                chance.choice([(1, 2), (4, 5), (1, 2, 3, 4, 5)]), k=chance.choice((5, 8))
            )
        )
        for _ in range(chance.choice((2, 2, 3)))
    )


def test_a_thousand_orders_of_events_give_no_score_away():
    shown = over = 0
    small = (seed for seed in count() if attack.size(random_history(seed)[0]) < MOST_WORLDS)
    for seed in islice(small, ORDERS):
        told, scores = random_history(seed)
        beside = neighbours(seed)
        views = attack.replay(told, scores, beside)
        shown += any("half" in view for view in views)
        over += any('"coalitions": 3' in view for view in views)
        assert given_away(told, views, beside) == [], f"order {seed}: {told} {beside}"
    assert shown > ORDERS / 3
    assert over > ORDERS / 5


# Over coalitions


def an_outside(*scores: int) -> hiding.Data:
    return hiding.outside(attack.settled(scores))


def test_over_coalitions_nothing_is_told_that_each_of_them_does_not_tell():
    """Coalitions that look alike from outside are alike in the whole, whatever stands beside."""
    fives = list(combinations_with_replacement(range(1, 6), 5))
    others = [an_outside(1, 1, 2, 2, 5), an_outside(3, 3, 3, 4, 4), an_outside(5, 5, 5, 5, 5)]
    by_look: dict[str, set[str]] = {}
    for scores in fives:
        own = an_outside(*scores)
        for many in (2, 3):
            whole = hiding.overall([own, *others[:many]])
            by_look.setdefault(f"{own} {many}", set()).add(str(whole))
    assert len(by_look) > 10
    assert all(len(wholes) == 1 for wholes in by_look.values())


def test_a_mean_of_all_people_would_give_a_score_away():
    """Why the whole is made of the parts that were told: whoever knows the other coalitions would
    learn from it where within its half point the last one lies."""
    others = 10  # people in the other coalitions; their scores together make `known`
    told, with_mean = [defaultdict(set) for _ in range(2)]
    for scores in combinations_with_replacement(range(1, 6), 5):
        look = str(an_outside(*scores))
        told[look].add(scores)
        for known in range(others, 5 * others + 1):
            mean = hiding.half_points(sum(scores) + known, 5 + others)
            with_mean[look, known, mean].add(scores)
    assert not any(one_of_them_knows_all(worlds) for worlds in told.values())
    assert any(one_of_them_knows_all(worlds) for worlds in with_mean.values())


def one_of_them_knows_all(possible: set[tuple[int, ...]]) -> bool:
    """Whether somebody, by their own score, could tell what all the others gave."""
    rest = [
        {tuple(_without(scores, own)) for scores in possible if own in scores}
        for own in range(1, 6)
    ]
    return any(len(left) == 1 for left in rest)


def _without(scores: tuple[int, ...], own: int) -> list[int]:
    left = list(scores)
    left.remove(own)
    return left


@pytest.mark.parametrize(("coalitions", "people"), [(2, 20), (3, 9)])
def test_too_few_coalitions_or_people_are_not_told(coalitions, people):
    cell = {"half": 6, "edge": "", "n": people // coalitions, "far": None, "words": True}
    assert hiding.middle([cell] * coalitions) is None
    enough = cell | {"n": 4}
    assert hiding.middle([enough] * 3) is not None


def test_a_voice_that_is_small_in_a_coalition_does_not_count_there():
    five, four = an_outside(3, 3, 3, 3, 3), an_outside(3, 3, 3, 3)
    assert hiding.overall([five, five, four])["voices"] == {"v": {"few": True}}
    told = hiding.overall([five, five, five, four])
    assert told["voices"] == {"v": {"n": 15, "coalitions": 3}}


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ([(3,) * 5, (3,) * 5, (4,) * 5], (6, "", 6, 8)),
        ([(1,) * 5, (1,) * 5, (5,) * 9], (4, "low", 4, 8)),
        ([(3,) * 5, (3,) * 5, (5,) * 5, (5,) * 5], (7, "high", 6, 8)),
        ([(1,) * 5, (1,) * 5, (5,) * 5, (5,) * 5], (6, "", 4, 8)),
        ([(4,) * 9, (5,) * 9, (5,) * 9], (8, "high", 8, 8)),
    ],
)
def test_the_middle_one_is_told_with_the_lowest_and_the_highest(shown, told):
    cell = hiding.overall([an_outside(*scores) for scores in shown])["cells"]["v"]["e"]
    assert (cell["half"], cell["edge"], cell["lowest"], cell["highest"]) == told


# The same with the real deeds, sharing, other rounds and other lists


class Story:
    """One coalition in which things happen at random; what each can see is written down."""

    def __init__(self, cast: Any, framework: Any, seed: int) -> None:
        self.cast = cast
        self.chance = random.Random(seed)
        self.framework = framework
        self.people = {
            number: self.chance.choice((VOICES[0], VOICES[0], VOICES[1])) for number in range(7)
        }
        self.told: list[tuple[Round, dict[str, list[Any]], dict[str, list[str]]]] = []
        self.sheets: dict[int, int] = {}
        self.over = 0
        self.open_another()

    def open_another(self) -> None:
        if self.told and self.round.is_open:
            return
        self.round = a_round(self.cast, framework=self.framework)
        self.sheets = {}
        self.told.append((self.round, {v: [] for v in VOICES}, {v: [] for v in VOICES}))

    def change_framework(self) -> None:
        old = elements_of(Round(framework=self.framework))
        self.framework = actions.write_framework(
            self.cast.expedition,
            name_nl="Beter",
            elements=[replace(said, kin=o.kin) for said, o in zip(ELEMENTS, old, strict=True)],
            replaces=self.framework,
            by=self.cast.fons,
        )

    def answer(self) -> None:
        person = self.chance.choice(list(self.people))
        if not self.round.is_open:
            return
        leaning = self.chance.choice([(1, 2), (4, 5), (5,), (1,), (1, 2, 3, 4, 5, None)])
        sheet = a_sheet(self.round, *(self.chance.choice(leaning) for _ in ELEMENTS))
        voice, mark, old = self.people[person], a_mark(str(person)), self.sheets.get(person, 0)
        again = actions.handed_in(self.round, mark)
        actions.score(self.round, voice=voice, sheet=sheet, mark=mark)
        self.sheets[person] = old + 1
        new = (person, old + 1)
        self.happens(voice, ("swap", (person, old), new) if again else ("in", new))

    def withdraw(self) -> None:
        here = [p for p in self.sheets if actions.handed_in(self.round, a_mark(str(p)))]
        if not here:
            return
        person = self.chance.choice(here)
        actions.take_back(self.round, mark=a_mark(str(person)))
        self.happens(self.people[person], ("out", (person, self.sheets[person])))

    def close(self) -> None:
        if self.round.is_open:
            actions.close_round(self.round, by=self.cast.bo)
            for voice in VOICES:
                self.happens(voice, ("close",))

    def reopen(self) -> None:
        if not self.round.is_open:
            actions.reopen_round(self.round, by=self.cast.bo)

    def share(self) -> None:
        if self.round.frozen:
            to = self.chance.choice([Circle.TEAM, Circle.EXPEDITION, Circle.PUBLIC])
            actions.share(self.round, to=to, by=self.cast.bo)

    def unshare(self) -> None:
        actions.unshare(self.round, by=self.cast.bo)

    def happens(self, voice: str, event: tuple[Any, ...]) -> None:
        _, events, _ = self.told[-1]
        events[voice].append(event)

    def run(self) -> None:
        weights = {
            self.answer: 12,
            self.withdraw: 2,
            self.close: 2,
            self.reopen: 2,
            self.share: 1,
            self.unshare: 1,
            self.open_another: 1,
            self.change_framework: 1,
        }
        for _ in range(6):
            self.answer()
        for step in self.chance.choices(list(weights), list(weights.values()), k=12):
            step()
            self.look()
        self.close()
        self.look()

    def look(self) -> None:
        """What everybody sees now must be what the rules say of the same events."""
        self.round.refresh_from_db()
        mirror = Mirror.objects.visible_to(self.cast.amina).filter(round=self.round).first()
        for who in (self.cast.els, self.cast.cor, self.cast.fons, self.cast.passerby):
            for shown in Shown.objects.visible_to(who).filter(round=self.round):
                assert shown.figures == hiding.outside(mirror.figures)
            own = Mirror.objects.visible_to(who).filter(coalition=self.cast.oost)
            assert not own.exists()
        self.look_over_coalitions()
        _, events, seen = self.told[-1]
        element = str(elements_of(self.round)[0].pk)
        for voice in VOICES:
            told = mirror and mirror.figures
            seen[voice].append((len(events[voice]), attack.seen(told, voice, element)))

    def look_over_coalitions(self) -> None:
        """Each reads the figures that the rules make of what they may see of each coalition."""
        who = self.chance.choice([self.cast.els, self.cast.cor, self.cast.fons, None])
        place = self.cast.expedition
        seen = Shown.objects.visible_to(who).filter(circle__gte=overall.circle_of(who, place))
        figures = {row.round_id: row.figures for row in seen}
        for each in overall.read(place, who):
            for told in each.moments:
                rounds = [round for round in told.rounds if round.pk in figures]
                assert rounds == list(told.rounds)
                assert len({round.coalition_id for round in rounds}) == len(rounds) >= 3
                people = sum(figures[r.pk]["voices"][VOICES[0]].get("n", 0) for r in rounds)
                line = next(line for line in told.voices if line.voice == VOICES[0])
                assert line.many in (0, people)
                self.over += bool(line.many)


def views_of(events: list[Any], looks: list[Any]) -> list[str]:
    """The looks of a story as one view after each event, where there was a look just then."""
    by_event = dict(looks)
    return [by_event.get(number + 1, "") for number in range(len(events))]


def found_in(story: Story) -> list[str]:
    found = []
    for _, events, looks in story.told:
        for voice in VOICES:
            past = tuple(events[voice])
            if ("close",) not in past or attack.size(past) > MOST_WORLDS:
                continue
            real = views_of(events[voice], looks[voice])
            explained = [
                views
                for views in worlds(past)
                if all(
                    not mine or mine == theirs
                    for mine, theirs in zip(real, views.split("; "), strict=True)
                )
            ]
            assert explained, f"the rules don't explain what was seen: {past} {real}"
            for views in explained:
                found += given_away(past, views.split("; "))
    return found


def test_stories_with_the_real_deeds_give_no_score_away(cast):
    """As many as the time of a test run allows; set SAMENSPEL_STORIES=1000 for the full count."""
    framework = a_framework(cast)
    coordinates(cast.bo, cast.west)
    for place in (cast.west, a_neighbour(cast, "Zuid")):
        a_shared_round(
            cast, place, residents=[2, 3, 3, 4, 4], framework=framework, to=Circle.PUBLIC
        )
    over = 0
    for seed in range(STORIES):
        story = Story(cast, framework, seed)
        story.run()
        framework = story.framework
        over += story.over
        assert found_in(story) == [], f"story {seed}"
    assert over
