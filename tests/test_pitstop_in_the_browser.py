"""A whole pitstop, from planning to what everybody brought, on the real server.

One facilitator, one projector and six phones: one without JavaScript, one that loses its
connection, one that comes late, and one that is a sheet of paper.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page, expect

from samenspel.circles.models import Voice
from samenspel.pitstops.models import Card, Kind, Pitstop, Seat
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.tests.builders import begun
from samenspel.sources.models import Source, Version
from tests.browser import OpenPage
from tests.live_site import LiveSite, live_site

__all__ = ["live_site"]
pytestmark = [pytest.mark.browser, pytest.mark.whole_way]

KEY, STAYS, FOOD, PAPER, OFFLINE = (
    "De sleutel lag bij één persoon.",
    "Niemand wist wie er belde.",
    "Bij het eten ging het vanzelf.",
    "Op papier: de poort was dicht.",
    "Zonder bereik geschreven.",
)


@pytest.fixture
def visit(chromium: Browser, live_site: LiveSite) -> Iterator[OpenPage]:
    opened = OpenPage(chromium, live_site.url)
    yield opened
    for context in opened.contexts:
        context.close()


class Words:
    """Sentences of the interface in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, sentence: str, **said: object) -> str:
        with translation.override(self.language):
            return gettext(sentence) % said if said else gettext(sentence)


def come_in(page: Page, say: Words, code: str, voice: str, name: str = "") -> Page:
    page.goto("/p/")
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name=say("Go in")).click()
    page.locator(f"label:has([value={voice}])").click()
    page.locator("[name=name]").fill(name)
    page.get_by_role("button", name=say("Take a seat")).click()
    expect(page.locator(".step")).to_be_visible()
    return page


def writes(page: Page, say: Words, words: str, *, kind: int = 0) -> None:
    page.locator("label.chip").nth(kind).click()
    page.locator(".card-form textarea").fill(words)
    page.get_by_role("button", name=say("Hand it in")).click()


def arrives(page: Page, words: str) -> None:
    expect(page.locator(".card", has_text=words)).to_be_visible(timeout=10_000)


def now_at(page: Page, kind: str) -> None:
    expect(page.locator(f"[data-kind={kind}]").first).to_be_visible(timeout=10_000)


class Play:
    """Everybody in the room."""

    def __init__(self, visit: OpenPage, cast, say: Words) -> None:
        self.say, self.visit, language = say, visit, say.language
        self.lead = visit(cast.bo, language=language, width=1440)
        self.screen = visit(language=language, width=1920)
        self.jan = visit(language=language, width=360)
        self.fatma = visit(language=language, width=360, scheme="dark")
        self.plain = visit(language=language, width=360, java_script_enabled=False)
        self.offline = visit(language=language, width=360)
        self.late = visit(language=language, width=360)

    def on(self, kind: str, *pages: Page) -> None:
        """The facilitator goes on, and every screen shows the step within a moment."""
        self.lead.keyboard.press("ArrowRight")
        for page in (self.lead, self.screen, self.jan, self.fatma, *pages):
            now_at(page, kind)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_whole_pitstop(visit, cast, language, axe, sideways, look):
    say = Words(language)
    play = Play(visit, cast, say)
    lead = play.lead
    code = prepare_and_begin(play, cast)

    play.screen.goto(
        lead.get_by_role("link", name=say("Open the big screen")).get_attribute("href")
    )
    for page, voice, name in [
        (play.jan, Voice.RESIDENT, "Jan"),
        (play.fatma, Voice.RESIDENT, "Fatma"),
        (play.plain, Voice.PROFESSIONAL, ""),
        (play.offline, Voice.OTHER, "Ria"),
    ]:
        come_in(page, say, code, voice, name)
    expect(play.screen.locator(".screen-ready b")).to_have_text("4", timeout=10_000)
    for page in (lead, play.screen, play.jan):
        assert (axe(page), sideways(page)) == ([], 0)

    play.on(Kind.REFLECT, play.offline)
    everybody_writes(play)
    nobody_sees_what_others_wrote(play)
    look(lead, f"pitstop-lead-{language}")

    play.on(Kind.REVEAL)
    for page in (lead, play.screen, play.jan, play.fatma):
        for words in (KEY, FOOD, PAPER, OFFLINE):
            arrives(page, words)
    look(play.screen, f"pitstop-screen-{language}")
    assert (axe(play.screen), sideways(play.screen)) == ([], 0)

    come_in(play.late, say, code, Voice.RESIDENT)
    now_at(play.late, Kind.REVEAL)

    play.on(Kind.GROUP, play.late)
    sort(play)
    play.on(Kind.VOTE, play.late)
    everybody_votes(play)
    play.on(Kind.TALK)
    talk(play)
    play.on(Kind.AGREE)
    agree(play)
    play.on(Kind.CHECKOUT, play.late)
    play.late.get_by_role("button", name=say("yes").capitalize()).click()
    expect(play.late.locator(".dare .chosen")).to_be_visible()
    end(play)
    what_jan_brought(play, axe, sideways)
    the_report(play, cast)
    assert (axe(lead), sideways(lead)) == ([], 0)


def prepare_and_begin(play: Play, cast) -> str:
    lead, say = play.lead, play.say
    lead.goto(f"/coalitie/{cast.oost.pk}/pitstops/")
    lead.get_by_role("link", name=say("Plan a pitstop")).click()
    lead.locator("[name=title]").fill("Najaarspitstop")
    lead.locator("label.choice").nth(1).click()
    lead.get_by_role("button", name=say("Plan it")).click()
    lead.get_by_role("button", name=say("Begin the pitstop")).click()
    return lead.locator(".lead-code strong").inner_text().replace(" ", "")


def everybody_writes(play: Play) -> None:
    say = play.say
    writes(play.jan, say, KEY)
    arrives(play.jan, KEY)
    writes(play.jan, say, STAYS)
    arrives(play.jan, STAYS)
    writes(play.fatma, say, FOOD, kind=1)
    arrives(play.fatma, FOOD)
    # Without JavaScript the page is asked for again, and the same form is there.
    play.plain.reload()
    now_at(play.plain, Kind.REFLECT)
    writes(play.plain, say, "Zonder script.")
    arrives(play.plain, "Zonder script.")
    # No connection: it waits on the phone, and arrives once.
    play.offline.context.set_offline(True)
    writes(play.offline, say, OFFLINE)
    waits = say("Kept on your phone. It is sent as soon as there is a connection.")
    expect(play.offline.locator("late-post [role=status]")).to_have_text(waits)
    assert not Card.objects.unguarded(TABLE).filter(text=OFFLINE).exists()
    play.offline.context.set_offline(False)
    arrives(play.offline, OFFLINE)
    type_from_paper(play)
    play.jan.get_by_role("button", name=say("I am ready")).click()
    expect(play.lead.locator(".readiness b")).to_have_text("1", timeout=10_000)
    assert Card.objects.unguarded(TABLE).count() == 6


def type_from_paper(play: Play) -> None:
    lead = play.lead
    lead.get_by_text(play.say("Type a card from paper")).click()
    lead.locator("#paper-text").fill(PAPER)
    lead.get_by_role("button", name=play.say("Lay it on the table")).click()
    expect(lead.locator(".lead-in")).to_contain_text("6", timeout=10_000)


def nobody_sees_what_others_wrote(play: Play) -> None:
    for page, own in [
        (play.jan, KEY + STAYS),
        (play.fatma, FOOD),
        (play.lead, ""),
        (play.screen, ""),
    ]:
        html = page.content()
        for words in (KEY, STAYS, FOOD, OFFLINE, PAPER, "Zonder script."):
            assert (words in html) == (words in own)


def sort(play: Play) -> None:
    """By choosing and assigning; then one more by keyboard alone."""
    lead, say = play.lead, play.say
    lead.locator(".pick", has_text=KEY).click()
    lead.locator(".pick", has_text=PAPER).click()
    lead.locator("#new-pile").fill("Toegang")
    lead.locator(".new-pile button").click()
    expect(play.jan.get_by_role("button", name="Toegang").first).to_be_visible(timeout=10_000)
    card = lead.locator(".card", has_text=OFFLINE).locator("input[type=checkbox]")
    card.focus()
    lead.keyboard.press("Space")
    lead.locator(".sort-bar").get_by_role("button", name="Toegang").focus()
    lead.keyboard.press("Enter")
    expect(lead.locator(".heap", has_text="Toegang").locator(".card")).to_have_count(3)
    # The late one places a card on the phone.
    play.late.locator(".placing .chips button", has_text="Toegang").first.click()
    expect(play.late.locator(".placing .chosen").first).to_be_visible()
    assert say("I am ready") in play.late.content()


def everybody_votes(play: Play) -> None:
    for page in (play.jan, play.fatma, play.late):
        page.locator(".target", has_text="Toegang").locator("[value=dot]").click()
        expect(page.locator(".target", has_text="Toegang").locator("output")).to_have_text("1")
    play.plain.goto(play.plain.url.partition("#")[0])
    play.plain.locator(".target", has_text="Toegang").locator("[value=dot]").click()
    expect(play.plain.locator(".target", has_text="Toegang").locator("output")).to_have_text("1")


def talk(play: Play) -> None:
    heap = play.screen.locator(".heap", has_text="Toegang")
    expect(heap).to_contain_text("4")
    play.jan.get_by_role("button", name=play.say("I would like to say something")).click()
    expect(play.screen.locator(".hands")).to_contain_text("Jan", timeout=10_000)
    play.lead.get_by_role("button", name=play.say("Had their turn")).click()
    expect(play.screen.locator(".hands")).to_have_count(0, timeout=10_000)


def agree(play: Play) -> None:
    lead = play.lead
    lead.locator("#agree-what").fill("De sleutel komt in een kastje")
    lead.locator("#agree-who").fill("Amina en Bram")
    lead.get_by_role("button", name=play.say("Write it down")).click()
    for page in (lead, play.screen, play.jan):
        expect(page.locator(".agreed")).to_contain_text("kastje", timeout=10_000)


def end(play: Play) -> None:
    lead, say = play.lead, play.say
    lead.get_by_text(say("End the pitstop")).click()
    lead.get_by_role("button", name=say("End it now")).click()
    expect(lead.locator("h1")).to_have_text("Najaarspitstop")
    expect(play.jan.get_by_text(say("The pitstop has ended."))).to_be_visible(timeout=10_000)
    expect(play.screen.get_by_text(say("Thank you, and home safely."))).to_be_visible(
        timeout=10_000
    )


def what_jan_brought(play: Play, axe, sideways) -> None:
    jan, say = play.jan, play.say
    jan.get_by_role("link", name=say("See what you brought")).first.click()
    arrives(jan, KEY)
    expect(jan.locator("main")).to_contain_text("kastje")
    assert (axe(jan), sideways(jan)) == ([], 0)
    assert kept(KEY)
    mine = jan.locator(".card", has_text=KEY)
    mine.get_by_text(say("Take it back"), exact=True).click()
    mine.get_by_role("button", name=say("Yes, take this card back")).click()
    expect(jan.locator("main")).not_to_contain_text(KEY)
    assert not kept(KEY)
    assert kept(OFFLINE)


def the_report(play: Play, cast) -> None:
    """Written on, sent back, corrected by who was there, and settled."""
    lead, jan, say = play.lead, play.jan, play.say
    lead.get_by_role("link", name=say("Read the report")).click()
    expect(lead.locator("main")).to_contain_text(STAYS)
    expect(lead.locator("main")).to_contain_text("kastje")
    expect(lead.locator("main")).not_to_contain_text(KEY)  # taken back: the report lost it too
    report = lead.url
    lead.get_by_role("link", name=say("Send it back to who was there")).click()
    lead.get_by_role("button", name=say("Send it back")).click()
    jan.reload()
    beside = jan.locator(".report-correct").first
    beside.get_by_text(say("That is not what I meant")).click()
    beside.get_by_label(say("What did you mean?")).fill("Bram wist het wel.")
    beside.get_by_role("button", name=say("Tell them")).click()
    expect(jan.get_by_text(say("Nobody looked at it yet."))).to_be_visible()
    lead.goto(f"{report}terug/")
    remark = lead.locator(".report-correction", has_text="Bram wist het wel.")
    remark.get_by_role("button", name=say("We took it over")).click()
    jan.reload()
    expect(jan.get_by_text(say("Taken over in the report."))).to_be_visible()
    lead.goto(report)
    lead.get_by_role("link", name=say("Settle it")).click()
    lead.get_by_role("button", name=say("Settle this version")).click()
    assert Source.objects.visible_to(cast.bo).filter(kind=Source.Kind.REPORT).count() == 1
    lead.goto(report)
    expect(lead.locator("main")).to_contain_text(say("Settled on %(day)s", day="").strip())


def kept(words: str) -> bool:
    """Whether the coalition reads these words, as a source."""
    from samenspel.people.models import Person

    bo = Person.objects.get(email="bo@example.org")
    return Version.objects.visible_to(bo).filter(text=words).exists()


def test_nobody_is_dragged_on_while_they_write(visit, cast):
    say = Words("nl")
    pitstop = begun(cast)
    lead = visit(cast.bo, width=1440)
    lead.goto(f"/pitstop/{pitstop.pk}/leiden/")
    phone = come_in(visit(width=360), say, Pitstop.objects.unguarded(TABLE).get().code, "resident")
    lead.keyboard.press("ArrowRight")
    now_at(phone, Kind.REFLECT)
    phone.locator(".card-form textarea").fill("Halverwege een zin")
    lead.keyboard.press("ArrowRight")
    now_at(phone, Kind.REVEAL)
    box = phone.locator(".card-form textarea")
    expect(box).to_have_value("Halverwege een zin")
    box.press_sequentially(", en nu af.")
    phone.locator(".card-form button.button").last.click()
    expect(phone.locator("[data-kind=reveal] .card", has_text="en nu af.")).to_be_visible()
    (card,) = Card.objects.unguarded(TABLE)
    assert (card.text, card.step.kind) == ("Halverwege een zin, en nu af.", Kind.REFLECT)


def test_another_device_takes_over_and_a_phone_comes_back_to_its_draft(visit, cast):
    say = Words("nl")
    pitstop = begun(cast)
    code = Pitstop.objects.unguarded(TABLE).get().code
    first, second = visit(cast.bo, width=1440), visit(cast.fenna, width=768)
    for lead in (first, second):
        lead.goto(f"/pitstop/{pitstop.pk}/leiden/")
    phone = come_in(visit(width=360), say, code, "resident", "Jan")
    first.keyboard.press("ArrowRight")
    now_at(second, Kind.REFLECT)
    now_at(phone, Kind.REFLECT)
    phone.locator(".card-form textarea").fill("Nog niet af")
    first.context.close()  # the laptop dies
    address = phone.url
    phone.close()
    again = visit.contexts[-1].new_page()  # the same phone, opened anew
    again.goto(address)
    expect(again.locator(".card-form textarea")).to_have_value("Nog niet af")
    second.keyboard.press("ArrowRight")
    now_at(second, Kind.REVEAL)
    assert Seat.objects.unguarded(TABLE).count() == 1


def test_after_a_restart_in_the_middle_everybody_is_back(visit, cast, live_site):
    say = Words("nl")
    pitstop = begun(cast)
    code = Pitstop.objects.unguarded(TABLE).get().code
    lead = visit(cast.bo, width=1440)
    lead.goto(f"/pitstop/{pitstop.pk}/leiden/")
    phone = come_in(visit(width=360), say, code, "resident", "Jan")
    lead.keyboard.press("ArrowRight")
    now_at(phone, Kind.REFLECT)
    live_site.stop()
    writes(phone, say, KEY)
    live_site.start()
    arrives(phone, KEY)
    lead.keyboard.press("ArrowRight")
    now_at(phone, Kind.REVEAL)
    assert Card.objects.unguarded(TABLE).count() == 1


def test_a_clock_that_is_minutes_off_still_counts_right(visit, cast):
    """How long is left is told by the server; the phone's own clock is not asked for the hour."""
    say = Words("nl")
    pitstop = begun(cast)
    code = Pitstop.objects.unguarded(TABLE).get().code
    right, wrong = visit(width=360), visit(width=360)
    wrong.add_init_script(
        "const right = Date.now; Date.now = () => right() - 7 * 60_000;"
        "const Real = Date; Date = class extends Real {"
        " constructor(...a) { a.length ? super(...a) : super(Real.now()); } };"
    )
    shown = []
    for phone in (right, wrong):
        come_in(phone, say, code, "resident")
        minutes, seconds = phone.locator("step-clock").inner_text().split(":")
        shown.append(int(minutes) * 60 + int(seconds))
    assert wrong.evaluate("Date.now()") < right.evaluate("Date.now()") - 6 * 60_000
    assert 0 <= shown[0] - shown[1] <= 30  # the second came in some seconds later
    assert pitstop.began
