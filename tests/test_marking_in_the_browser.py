"""Words are chosen by mouse, finger and keyboard, and kept as they were seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.sources import actions as sources
from samenspel.sources.models import Source
from samenspel.sources.tests.builders import a_source, newest
from samenspel.threads import actions
from samenspel.threads.models import Coding, Passage, Thread
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage, a_thread
from tests.browser import OpenPage

pytestmark = pytest.mark.browser

TEXT = """🌻 Wij hebben de sleutel gekregen. Dat scheelt elke week een mail.
Wij moesten eerst durven loslaten. En dat 👨‍👩‍👧 ging niet vanzelf!"""
SELECT = """([first, from, last, to]) => {
  const node = (at) => document.querySelectorAll("[data-at]")[at].lastChild;
  getSelection().setBaseAndExtent(node(first), from, node(last), to);
}"""


@pytest.fixture
def source(transactional_db: None, cast: Cast) -> Source:
    return a_source(cast, circle=Circle.TEAM, text=TEXT, title="De sleutel")


def words(cast: Cast) -> list[str]:
    marked = Passage.objects.visible_to(cast.els).annotate(words=Passage.words_at())
    return list(marked.order_by("id").values_list("words", flat=True))


def at_the_desk(page: Page, source: Source) -> Page:
    page.goto(f"/bron/{source.pk}/lezen/")
    return page


def keep(page: Page) -> None:
    page.get_by_role("button", name="Bewaar dit fragment").click()
    expect(page.locator(".desk-bar")).to_be_hidden()


def test_with_the_mouse(cast: Cast, source: Source, open_page: OpenPage) -> None:
    code = a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    page = at_the_desk(open_page(cast.els), source)
    page.evaluate(SELECT, [0, 3, 0, 34])
    expect(page.locator("[data-quote]")).to_have_text("Wij hebben de sleutel gekregen.")
    page.get_by_label("Codes").fill("vertr")
    page.get_by_label("Codes").press("Enter")
    page.get_by_text("Zet het in een rode draad").click()
    page.get_by_label("Of begin een nieuwe").fill("Een sleutel is vertrouwen")
    keep(page)
    assert words(cast) == ["Wij hebben de sleutel gekregen."]
    expect(page.locator("mark")).to_have_text("Wij hebben de sleutel gekregen.")
    expect(page.locator(".fragment-rows li")).to_contain_text("Een sleutel is vertrouwen")
    assert Coding.objects.visible_to(cast.els).get().code == code
    assert Thread.objects.visible_to(cast.els).count() == 1


def test_over_two_paragraphs_and_a_family_that_counts_as_five(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    page = at_the_desk(open_page(cast.els), source)
    page.evaluate(SELECT, [0, 35, 1, 44])
    expect(page.locator("[data-quote]")).to_contain_text("Dat scheelt")
    keep(page)
    end = TEXT.index(" ging")
    assert words(cast) == [TEXT[TEXT.index("Dat scheelt") : end]]
    assert page.locator("mark").all_inner_texts() == [
        "Dat scheelt elke week een mail.",
        "Wij moesten eerst durven loslaten. En dat 👨‍👩‍👧",
    ]


def test_with_a_finger(cast: Cast, source: Source, open_page: OpenPage) -> None:
    page = at_the_desk(open_page(cast.els, width=360, has_touch=True, is_mobile=True), source)
    tap(page, 0, "hebben")
    expect(page.get_by_label("Codes")).to_be_hidden()
    expect(page.locator("[data-quote]")).to_have_text("🌻 Wij hebben de sleutel gekregen.")
    tap(page, 1, "Wij")
    expect(page.locator("[data-quote]")).to_contain_text("durven loslaten.")
    page.get_by_role("button", name="Bewaar dit fragment").tap()
    expect(page.locator(".desk-bar")).to_be_hidden()
    assert words(cast) == [TEXT[: TEXT.index(" En dat")]]


def test_a_second_tap_on_the_choice_lets_go(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    page = at_the_desk(open_page(cast.els, width=360, has_touch=True, is_mobile=True), source)
    tap(page, 0, "hebben")
    expect(page.locator(".desk-bar")).to_be_visible()
    tap(page, 0, "sleutel")
    expect(page.locator(".desk-bar")).to_be_hidden()


def tap(page: Page, piece: int, word: str) -> None:
    x, y = page.evaluate(
        """([piece, word]) => {
          const node = document.querySelectorAll("[data-at]")[piece].lastChild;
          const range = document.createRange();
          range.setStart(node, node.data.indexOf(word));
          range.setEnd(node, node.data.indexOf(word) + word.length);
          const { x, y, width, height } = range.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }""",
        [piece, word],
    )
    page.touchscreen.tap(x, y)


def test_with_the_keyboard(
    cast: Cast, source: Source, open_page: OpenPage, axe: Callable[[Page], list[str]]
) -> None:
    page = at_the_desk(open_page(cast.els), source)
    page.get_by_role("button", name="Kies met het toetsenbord").press("Enter")
    quote, said = page.locator("[data-quote]"), page.locator("[data-said]")
    expect(quote).to_have_text("Wij")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("hebben")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(quote).to_have_text("hebben de sleutel gekregen")
    page.keyboard.press("Shift+ArrowLeft")
    expect(quote).to_have_text("hebben de sleutel")
    page.keyboard.press("ArrowDown")
    expect(quote).to_have_text("Dat scheelt elke week een mail.")
    page.keyboard.press("Control+ArrowDown")
    expect(quote).to_contain_text("Wij moesten eerst")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    expect(quote).to_have_text(TEXT.split("\n")[0])
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.keyboard.type("toegang")
    page.keyboard.press("Enter")
    expect(page.locator(".desk-bar")).to_be_hidden()
    assert words(cast) == [TEXT.split("\n")[0]]
    assert Coding.objects.visible_to(cast.els).get().code.name_nl == "toegang"
    expect(page.get_by_role("button", name="Kies met het toetsenbord")).to_be_focused()


def test_escape_leaves_step_by_step(cast: Cast, source: Source, open_page: OpenPage) -> None:
    page = at_the_desk(open_page(cast.els), source)
    walk = page.get_by_role("button", name="Kies met het toetsenbord")
    walk.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Codes")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-text]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".desk-bar")).to_be_hidden()
    expect(walk).to_be_focused()
    assert words(cast) == []


def test_a_changed_text_is_refused_and_the_choice_stays(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    page = at_the_desk(open_page(cast.els), source)
    page.evaluate(SELECT, [0, 3, 0, 34])
    page.get_by_label("Codes").fill("toegang")
    sources.revise(source, text="Iets heel anders.", by=cast.amina)
    page.get_by_role("button", name="Bewaar dit fragment").click()
    expect(page.get_by_role("alert")).to_contain_text("Open hem opnieuw")
    expect(page.get_by_label("Codes")).to_have_value("toegang")
    expect(page.locator("[data-quote]")).to_have_text("Wij hebben de sleutel gekregen.")
    assert words(cast) == []
    assert open_page.complaints.pop().endswith("answered 422")


def test_without_a_connection_the_choice_stays(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    page = at_the_desk(open_page(cast.els), source)
    page.evaluate(SELECT, [0, 3, 0, 34])
    page.get_by_label("Codes").fill("toegang")
    page.context.set_offline(True)
    page.get_by_role("button", name="Bewaar dit fragment").click()
    expect(page.locator("[data-errors]")).to_contain_text("Je keuze staat hier nog")
    page.context.set_offline(False)
    keep(page)
    assert words(cast) == ["Wij hebben de sleutel gekregen."]


def test_other_words_for_a_fragment(cast: Cast, source: Source, open_page: OpenPage) -> None:
    passage = a_passage(cast, source, "de sleutel")
    page = open_page(cast.els)
    page.goto(f"/fragment/{passage.pk}/woorden/")
    expect(page.locator("[data-quote]")).to_have_text("de sleutel")
    page.evaluate(SELECT, [1, 0, 1, 34])
    expect(page.locator("[data-quote]")).to_contain_text("Wij moesten")
    page.get_by_role("button", name="Bewaar dit fragment").click()
    page.wait_for_url("**/lezen/**")
    assert words(cast) == ["Wij moesten eerst durven loslaten."]


def test_a_link_to_a_fragment_lights_it_up(cast: Cast, source: Source, open_page: OpenPage) -> None:
    passage = a_passage(cast, source, "durven loslaten")
    page = open_page(cast.amina)
    page.goto(f"/bron/{source.pk}/lezen/?versie=1#fragment-{passage.pk}")
    expect(page.locator("li.lit")).to_contain_text("durven loslaten")
    assert page.evaluate("[...CSS.highlights.get('lit')].join('|')") == "durven loslaten"
    page.locator("mark").click()
    expect(page.locator("li.lit")).to_contain_text("durven loslaten")


def test_everything_but_choosing_works_without_javascript(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    passage = a_passage(cast, source, "durven loslaten")
    page = open_page(cast.els, java_script_enabled=False)
    page.goto(f"/bron/{source.pk}/lezen/")
    assert page.locator("mark").inner_text() == "durven loslaten"
    page.get_by_role("link", name="durven loslaten").click()
    page.get_by_label("Codes").first.fill("moed, loslaten")
    page.get_by_role("button", name="Geef deze codes").click()
    assert Coding.objects.visible_to(cast.els).filter(passage=passage).count() == 2
    page.get_by_text("Zet het in een rode draad").click()
    page.get_by_label("Of begin een nieuwe").fill("Loslaten is moed")
    page.get_by_role("button", name="Zet het in deze rode draad").click()
    page.get_by_role("link", name="De sleutel").click()
    assert page.locator(".fragment-rows li").count() == 1
    page.get_by_role("link", name="durven loslaten").click()
    thread = Thread.objects.visible_to(cast.els).get()
    actions.take_out(thread.gathered.visible_to(cast.els).get(), by=cast.els)
    page.get_by_role("button", name="Haal dit fragment weg").click()
    assert words(cast) == []
    page.get_by_role("button", name="Zet het terug").click()
    assert words(cast) == ["durven loslaten"]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_on_the_pages_of_reading(
    cast: Cast,
    source: Source,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    language: str,
) -> None:
    book = a_codebook(cast)
    code = a_code(cast, "vertrouwen", codebook=book, definition="Als je het durft.")
    unused = a_code(cast, "sleutels", codebook=book, parent=code)
    passage = a_passage(cast, source, "durven loslaten")
    actions.give(passage, code=code, by=cast.els)
    thread = a_thread(cast, passage, a_passage(cast, source, "eerst durven"))
    row = thread.gathered.visible_to(cast.els).first()
    pages: dict[str, Any] = {
        "desk": f"/bron/{source.pk}/lezen/#fragment-{passage.pk}",
        "passage": f"/fragment/{passage.pk}/",
        "change": f"/fragment/{passage.pk}/woorden/",
        "codebooks": "/codeboeken/",
        "codebook": f"/codeboek/{book.pk}/",
        "code": f"/code/{code.pk}/",
        "change-code": f"/code/{code.pk}/wijzigen/",
        "merge-code": f"/code/{code.pk}/samen/",
        "remove-code": f"/code/{unused.pk}/weg/",
        "threads": "/draden/",
        "no-threads": "/draden/?stand=dropped",
        "start": "/draden/nieuw/",
        "thread": f"/draad/{thread.pk}/",
        "circle": f"/draad/{thread.pk}/kring/",
        "find": f"/draad/{thread.pk}/erbij/",
        "nothing-found": f"/draad/{thread.pk}/erbij/?q=niets",
        "weigh": f"/draad/{thread.pk}/fragment/{row.pk}/",
    }
    page = open_page(cast.els, width=width, language=language)
    for name, path in pages.items():
        page.goto(path)
        if name == "desk":
            page.evaluate(SELECT, [0, 3, 0, 34])
            expect(page.locator(".desk-bar")).to_be_visible()
        assert axe(page) == [], name
        assert sideways(page) == 0, name
        look(page, f"threads-{name}-{width}-{language}")


def test_a_thousand_fragments_over_each_other_are_no_burden(
    cast: Cast, transactional_db: None, open_page: OpenPage
) -> None:
    text = "\n".join(f"{n} Wij hebben de sleutel van het buurthuis. " * 8 for n in range(45))
    source = a_source(cast, circle=Circle.TEAM, text=text)
    version = newest(source)
    Passage.objects.unguarded("command line").bulk_create(
        Passage(version=version, start=at, end=at + 90, made_by=cast.els)
        for at in range(0, 15_000, 15)
    )
    page = at_the_desk(open_page(cast.els), source)
    assert page.locator("mark.deep-3").count() > 900
    spent = page.evaluate(
        """async () => {
          const list = document.querySelector("fragment-list");
          const began = performance.now();
          list.read();
          list.light(list.rows);
          await new Promise(requestAnimationFrame);
          return performance.now() - began;
        }"""
    )
    assert page.evaluate("CSS.highlights.get('lit').size") == 1000
    assert spent < 1000
