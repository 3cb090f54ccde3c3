"""The main job, in a real browser: one voice travels to a public lesson, and back.

It works on the interview that this software was made for, when that lies beside the checkout
(`../shared/source/`); elsewhere on a text of our own. The name of the test says which.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from samenspel.circles.tests.cast import Cast
from samenspel.foundation.tests.post_office import PostOffice, work
from samenspel.people.models import Person
from samenspel.threads.models import Thread
from tests.browser import OpenPage
from tests.judging import Judge

pytestmark = [
    pytest.mark.browser,
    pytest.mark.whole_way,
    pytest.mark.django_db(transaction=True),
]

TOP = Path(__file__).parents[1]
INTERVIEW = TOP.parent / "shared/source/interview-vsbfonds.md"
OUR_OWN = Path(__file__).parent / "texts/gesprek-over-de-sleutel.md"
TEXT = INTERVIEW if INTERVIEW.exists() else OUR_OWN
WHICH = "the real interview" if INTERVIEW.exists() else "a text of our own, no shared one found"

CLAIM = "Wie de ander eerst laat praten, hoeft later minder te vergaderen."
LESSON = "Begin met luisteren, dan gaat de rest vanzelf sneller."

# Chooses the first words that somebody says after their name, as a hand with a mouse would.
CHOOSE = """([speaker, many]) => {
  const turns = [...document.querySelectorAll("[data-text] .turn")];
  const turn = turns.find((each) => each.textContent.trim() === speaker);
  const said = turn.nextElementSibling;
  const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("a.number") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  let node = walker.nextNode();
  while (!node.data.trim()) node = walker.nextNode();
  const words = node.data.match(new RegExp(`^\\\\W*(?:\\\\S+\\\\s+){${many - 1}}\\\\S+`))[0];
  const range = document.createRange();
  range.setStart(node, words.match(/^\\W*/)[0].length);
  range.setEnd(node, words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return range.toString();
}"""


ADDED = "Zeg op de eerste dag hoe lang je blijft."
DIFFERENCE = "Er staat nu bij wat het laat werken."

# Where a passer-by could find the words of a lesson, besides its page.
EVERYWHERE = (
    "/lessen/",
    "/lessen/feed/",
    "/lessen/van/polder/",
    "/lessen/van/polder/feed/",
    "/sitemap.xml",
    "{lesson}",
    "{lesson}1/",
    "{lesson}les.md",
    "{lesson}les.json",
)


class Team:
    """What the team does, step by step, each in its own browser."""

    def __init__(self, open_page: OpenPage, cast: Cast, judge: Judge) -> None:
        self.cast, self.judge = cast, judge
        self.els = open_page(cast.els)
        self.bo = open_page(cast.bo)
        self.wim = open_page(cast.wim)

    def brings_the_text_in(self) -> list[str]:
        """The researcher imports the text; gives the two speakers, as they were recognised."""
        page = self.els
        page.goto("/bron/nieuw/")
        page.locator("select[name=place]").select_option(f"c{self.cast.oost.pk}")
        page.locator("input[type=file]").set_input_files(TEXT)
        page.get_by_role("button", name="Lees het in, dan kijk ik het na").click()
        self.judge(page, "nakijken")
        names = page.locator("input[name^=speaker-][name$=-name]")
        speakers = [names.nth(number).input_value() for number in range(names.count())]
        page.locator("select[name='speaker-0-voice']").select_option("professional")
        page.locator("select[name='speaker-1-voice']").select_option("resident")
        page.locator("select[name='speaker-0-person']").select_option(label="Bram")
        page.locator("select[name='speaker-1-person']").select_option(label="Amina Bakker")
        page.get_by_label("Wanneer is het gezegd?").fill("2026-03-01")
        page.locator("input[name=circle][value='2']").check()
        page.locator("input[name=agreed][value=spoken]").check()
        page.get_by_role("button", name="Bewaar deze bron").click()
        expect(page.get_by_role("status")).to_contain_text("Bewaard")
        return speakers

    def marks(self, speaker: str, code: str, many: int) -> str:
        """The researcher marks the first words of somebody, codes them, and puts them in a thread.

        The first time the thread begins; later it is chosen from the list. Gives the words.
        """
        page = self.els
        expect(page.locator(".desk-help")).to_be_visible()
        words: str = page.evaluate(CHOOSE, [speaker, many])
        page.get_by_label("Code", exact=True).fill(code)
        page.get_by_text("Zet het in een rode draad").click()
        threads = page.locator("select[name=thread]")
        if threads.locator("option").count() > 1:
            threads.select_option(label=CLAIM)
        else:
            page.locator("input[name=claim]").fill(CLAIM)
        page.get_by_role("button", name="Bewaar dit fragment").click()
        expect(page.locator(".fragment-rows")).to_contain_text(words[:30])
        self.judge(page, f"werkbank-{many}")
        return words

    def writes_a_lesson(self, *words: str) -> str:
        """The writer begins a lesson with these quotes from the thread; gives its path."""
        page = self.wim
        page.goto("/lessen/werk/nieuw/")
        page.get_by_label("Wat leerden we?").fill(LESSON)
        page.get_by_role("button", name="Bewaar en kies citaten").click()
        page.wait_for_url("**/werk/citaten/")
        lesson = f"/les/{page.url.split('/')[4]}/"
        for said in words:
            page.goto(f"{lesson}werk/citaten/")
            row = page.locator("li", has_text=said)
            row.get_by_role("button", name="Neem deze woorden").click()
        expect(page.locator(".strand blockquote")).to_have_text(list(words))
        self.judge(page, "les")
        return lesson

    def asks_everybody(self, speakers: list[str], office: PostOffice) -> None:
        """The writer asks each speaker by mail, and the worker brings it to a real server."""
        for speaker in speakers:
            self.wim.get_by_role("button", name=f"Vraag het {speaker} per mail").click()
            expect(self.wim.get_by_role("status")).to_contain_text("Gevraagd per mail")
        expect(self.wim.get_by_role("button", name="Zet online voor iedereen")).to_be_disabled()
        work()
        assert len(office.got) == 2

    def says_for_whom(self, lesson: str) -> None:
        page = self.wim
        page.goto(f"{lesson}werk/erbij/")
        page.locator("input[name=meant_for][value=both]").check()
        page.get_by_role("button", name="Bewaar").click()
        page.wait_for_url(f"**{lesson}werk/")

    def reads_as_a_neighbour(self, lesson: str) -> None:
        """The writer decides about each word that may tell who somebody is."""
        page = self.wim
        page.goto(f"{lesson}werk/buren/")
        self.judge(page, "buren")
        for _ in range(page.get_by_role("button", name="Het mag blijven").count()):
            page.locator("input[name=because]").first.fill("Wie het zei, wil het zo.")
            first = page.locator(".weigh form", has=page.locator("input[name=because]")).first
            if first.locator("input[name=talked]").count():
                first.locator("input[name=talked]").check()
            page.get_by_role("button", name="Het mag blijven").first.click()
            page.wait_for_load_state()
        expect(page.locator("#nu .icon")).to_be_visible()

    def lets_the_coalition_look(self, lesson: str, ask: str = "Vraag hun om te kijken") -> None:
        self.wim.goto(f"{lesson}werk/")
        self.wim.get_by_role("button", name=ask).click()
        expect(self.wim.get_by_role("status")).to_contain_text("Gevraagd.")
        self.bo.goto("/lessen/meekijken/")
        self.bo.get_by_role("link", name=LESSON).click()
        self.judge(self.bo, "meekijken")
        self.bo.locator("input[name=said][value=yes]").check()
        self.bo.get_by_role("button", name="Geef dit antwoord").click()
        expect(self.bo.get_by_role("status")).to_contain_text("De makers zien")

    def publishes(self, lesson: str) -> None:
        self.wim.goto(f"{lesson}werk/")
        self.wim.get_by_role("link", name="Zet online voor iedereen").click()
        expect(self.wim.locator("main")).to_contain_text("Iedereen, op internet.")
        self.judge(self.wim, "online-zetten")
        self.wim.get_by_role("button", name="Zet online voor iedereen").click()
        expect(self.wim.get_by_role("status")).to_contain_text("De les staat online")

    def corrects(self, lesson: str) -> None:
        """The writer adds what makes it work; the coalition looks again before it is public."""
        self.wim.goto(f"{lesson}werk/tekst/")
        self.wim.locator("textarea[name=works]").fill(ADDED)
        self.wim.get_by_role("button", name="Bewaar").click()
        self.wim.wait_for_url(f"**{lesson}werk/")
        again = self.wim.get_by_role("button", name="Zet de nieuwe uitgave online")
        expect(again).to_be_disabled()
        self.lets_the_coalition_look(lesson, ask="Vraag hun opnieuw te kijken")
        self.wim.goto(f"{lesson}werk/")
        self.wim.get_by_label("Wat is er nu anders?").fill(DIFFERENCE)
        again.click()
        expect(self.wim.get_by_role("status")).to_contain_text("online")


def says_yes(page: Page, path: str, words: str, naming: str, judge: Judge) -> None:
    """A speaker opens the link on a phone, reads the very words, and chooses a name."""
    page.goto(path)
    expect(page.locator("mark")).to_have_text(words)
    judge(page, f"antwoord-{naming}")
    page.locator("input[name=answer][value=given]").check()
    page.locator(f"input[name=naming][value={naming}]").check()
    page.get_by_role("button", name="Geef mijn antwoord").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je zei ja")


def takes_back(page: Page, path: str, judge: Judge) -> None:
    """The speaker opens the same link again, sees where the words stand, and takes them back."""
    page.goto(path)
    page.get_by_role("link", name="Neem mijn woorden terug").click()
    expect(page.locator("main")).to_contain_text("openbare pagina, met het plaatje")
    judge(page, "terugnemen")
    page.get_by_role("button", name="Ja, neem mijn woorden terug").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je woorden zijn teruggenomen")
    expect(page.locator("main")).to_contain_text("openbare pagina, met het plaatje")


def finds(page: Page, words: str) -> bool:
    """Whether the search page leads from these words to a lesson."""
    page.goto("/zoeken/")
    page.get_by_role("searchbox").first.fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/zoeken/?*")
    return page.locator("main a[href^='/les/']").count() > 0


class Passerby:
    """Somebody without an account, whose browser keeps pages as it pleases."""

    def __init__(self, open_page: OpenPage) -> None:
        self.page = open_page(width=360)
        self.tags: dict[str, str] = {}

    def reads(self, lesson: str) -> dict[str, str]:
        """Every address at which the lesson stands, with what it says; asks as a cache would."""
        found = {}
        for address in EVERYWHERE:
            path = address.format(lesson=lesson)
            known = {"If-None-Match": self.tags[path]} if path in self.tags else {}
            answer = self.page.request.get(path, headers=known)
            assert answer.status in (200, 304), path
            self.tags[path] = answer.headers.get("etag", "")
            found[path] = answer.text()
        return found


@pytest.mark.parametrize("text", [pytest.param(TEXT, id=WHICH)])
def test_one_voice_travels_to_a_lesson_and_back(
    cast: Cast,
    open_page: OpenPage,
    office: PostOffice,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    text: Path,
) -> None:
    Person.objects.filter(pk=cast.amina.pk).update(name="Amina Bakker")
    judge = Judge("main-job", axe, sideways, look)
    team, passerby = Team(open_page, cast, judge), Passerby(open_page)
    phones = {"bram": open_page(width=360), "amina": open_page(width=360)}

    # From a source to a thread.
    speakers = team.brings_the_text_in()
    assert len(speakers) == 2
    team.els.get_by_role("link", name="Streep woorden aan").click()
    of_bram = team.marks(speakers[0], "aan de slag", many=9)
    of_amina = team.marks(speakers[1], "eerst luisteren", many=11)
    thread = Thread.objects.visible_to(cast.els).get()
    team.els.goto(f"/draad/{thread.pk}/")
    for said in (of_bram, of_amina):
        expect(team.els.locator("main")).to_contain_text(said)
    judge(team.els, "draad")

    # From a thread to a lesson; nothing is public before each speaker's yes.
    lesson = team.writes_a_lesson(of_bram, of_amina)
    team.asks_everybody(speakers, office)
    links = {name: office.link_for(getattr(cast, name).email) for name in phones}
    assert passerby.page.request.get(lesson).status == 404
    says_yes(phones["amina"], links["amina"], of_amina, "full", judge)
    says_yes(phones["bram"], links["bram"], of_bram, "role", judge)
    team.says_for_whom(lesson)
    team.reads_as_a_neighbour(lesson)
    team.lets_the_coalition_look(lesson)
    team.publishes(lesson)

    # A passer-by reads it.
    passerby.page.goto("/lessen/")
    passerby.page.get_by_role("link", name=LESSON).click()
    main = passerby.page.locator("main")
    for shown in (of_bram, of_amina, "Amina Bakker", "een professional"):
        expect(main).to_contain_text(shown)
    expect(main).not_to_contain_text("Bram")
    judge(passerby.page, "openbaar")
    before = passerby.reads(lesson)
    assert {path for path, said in before.items() if of_amina in said} >= {
        f"{lesson}",
        f"{lesson}1/",
        f"{lesson}les.md",
        "/lessen/feed/",
    }
    assert finds(team.wim, of_amina)
    assert _way_back(lesson).count("✓") == 2

    # The team corrects it; whoever reads English hears what is different, and the first stays.
    team.corrects(lesson)
    abroad = open_page(width=360, language="en")
    abroad.goto(lesson)
    for shown in (ADDED, DIFFERENCE, of_amina, "edition 2", "This lesson is in Dutch."):
        expect(abroad.locator("main")).to_contain_text(shown)
    judge(abroad, "in-english")
    abroad.goto(f"{lesson}1/")
    expect(abroad.locator("main")).to_contain_text("This is edition 1, an earlier one.")
    expect(abroad.locator("main")).not_to_contain_text(ADDED)
    before = passerby.reads(lesson)

    # One takes back; nobody finds the words any more, and the other's words still stand.
    takes_back(phones["amina"], links["amina"], judge)
    passerby.page.reload()
    expect(main).not_to_contain_text(of_amina)
    expect(main).not_to_contain_text("Amina")
    expect(main).to_contain_text("Hier stond een stem. Die is teruggenomen.")
    judge(passerby.page, "een-gat")
    expect(main).to_contain_text(of_bram)
    for path, said in passerby.reads(lesson).items():
        assert of_amina not in said, path
        assert "Amina" not in said, path
        if of_amina in before[path]:
            assert said, f"{path}: a cache would go on showing what it kept"
    assert not finds(team.wim, of_amina)
    assert finds(team.wim, of_bram)
    way = _way_back(lesson)
    assert of_amina not in way
    assert of_bram[:40] in way


def _way_back(lesson: str) -> str:
    """What `samenspel trace` prints of the lesson at this path."""
    out = StringIO()
    call_command("trace", lesson.strip("/").split("/")[-1], stdout=out, stderr=out)
    return out.getvalue()
