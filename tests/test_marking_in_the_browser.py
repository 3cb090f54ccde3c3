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
from samenspel.threads import actions, memos
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


def painted(page: Page, name: str = "marked-1") -> str:
    found: str = page.evaluate(f"[...(CSS.highlights.get('{name}') ?? [])].join('|')")
    return found


def told(page: Page, words: str) -> None:
    expect(page.locator("[data-told]")).to_contain_text(words)


def keep(page: Page) -> None:
    page.get_by_role("button", name="Bewaar dit fragment").click()
    expect(page.locator(".desk-bar")).to_be_hidden()


def test_with_the_mouse(cast: Cast, source: Source, open_page: OpenPage) -> None:
    code = a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    page = at_the_desk(open_page(cast.els), source)
    page.evaluate(SELECT, [0, 3, 0, 34])
    expect(page.locator("[data-quote]")).to_have_text("Wij hebben de sleutel gekregen.")
    page.get_by_label("Code", exact=True).fill("vertr")
    page.get_by_label("Code", exact=True).press("Enter")
    expect(page.locator("[data-told]")).to_have_text(
        "Gegeven: vertrouwen. Het fragment is bewaard."
    )
    assert words(cast) == ["Wij hebben de sleutel gekregen."]
    assert painted(page) == "Wij hebben de sleutel gekregen."
    expect(page.locator(".bracket")).to_have_attribute("title", "vertrouwen")
    assert Coding.objects.visible_to(cast.els).get().code == code


def test_words_begin_a_thread(cast: Cast, source: Source, open_page: OpenPage) -> None:
    page = at_the_desk(open_page(cast.els), source)
    page.evaluate(SELECT, [0, 3, 0, 34])
    page.get_by_text("Zet het in een rode draad").click()
    page.get_by_label("Of begin een nieuwe").fill("Een sleutel is vertrouwen")
    keep(page)
    expect(page.locator(".fragment-rows li")).to_contain_text("Een sleutel is vertrouwen")
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
    assert painted(page) == (
        "Dat scheelt elke week een mail.\nWij moesten eerst durven loslaten. En dat 👨‍👩‍👧"
    )


def test_with_a_finger(cast: Cast, source: Source, open_page: OpenPage) -> None:
    page = at_the_desk(open_page(cast.els, width=360, has_touch=True, is_mobile=True), source)
    tap(page, 0, "hebben")
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
          node.parentElement.scrollIntoView({ block: "center" });
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
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".desk-bar")).to_be_hidden()
    told(page, "Gegeven: toegang.")
    assert words(cast) == [TEXT.split("\n")[0]]
    assert Coding.objects.visible_to(cast.els).get().code.name_nl == "toegang"
    expect(page.locator("[data-text]")).to_be_focused()


def test_escape_leaves_step_by_step(cast: Cast, source: Source, open_page: OpenPage) -> None:
    page = at_the_desk(open_page(cast.els), source)
    walk = page.get_by_role("button", name="Kies met het toetsenbord")
    walk.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
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
    page.get_by_label("Code", exact=True).fill("toegang")
    sources.revise(source, text="Iets heel anders.", by=cast.amina)
    page.get_by_role("button", name="Bewaar dit fragment").click()
    expect(page.get_by_role("alert")).to_contain_text("Open hem opnieuw")
    expect(page.get_by_label("Code", exact=True)).to_have_value("toegang")
    expect(page.locator("[data-quote]")).to_have_text("Wij hebben de sleutel gekregen.")
    assert words(cast) == []
    assert open_page.complaints.pop().endswith("answered 422")


def test_without_a_connection_the_choice_stays(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    page = at_the_desk(open_page(cast.els), source)
    page.evaluate(SELECT, [0, 3, 0, 34])
    page.get_by_label("Code", exact=True).fill("toegang")
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
    page.get_by_text("Wij moesten eerst").click()
    expect(page.locator("li.lit")).to_contain_text("durven loslaten")


def test_everything_but_choosing_works_without_javascript(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    passage = a_passage(cast, source, "durven loslaten")
    page = open_page(cast.els, java_script_enabled=False)
    page.goto(f"/bron/{source.pk}/lezen/")
    assert page.locator("mark").inner_text() == "durven loslaten"
    assert "Woorden kiezen gaat alleen met JavaScript." in page.content()
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
    memo = memos.write(source, text=f"Zie [[code {code.pk}]].", title="Stil", by=cast.els)
    memos.write(passage, text="Vreemd.", shared=True, by=cast.wim)
    pages: dict[str, Any] = {
        "read": "/werkbank/polder/",
        "read-sifted": "/werkbank/polder/?stand=half&q=x",
        "memos": "/werkbank/polder/memos/",
        "memo": f"/memo/{memo.pk}/",
        "memo-about": f"/fragment/{passage.pk}/memo/",
        "codes-at": "/werkbank/polder/codes/",
        "threads-at": "/werkbank/polder/draden/",
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
    expect(page.locator("[data-rows] > li")).to_have_count(1000)
    expect(page.locator("[data-more-rows]")).to_have_count(0)
    assert page.evaluate("CSS.highlights.get('marked-3').size") > 900
    page.evaluate(
        "document.querySelector('fragment-list').light([...document.querySelector('fragment-list').visible])"
    )
    assert page.evaluate("CSS.highlights.get('lit').size") == 1000
    a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    page.keyboard.press("w")
    page.keyboard.type("toegang")
    page.keyboard.press("Enter")
    told(page, "Gegeven: toegang.")
    expect(page.locator("[data-count]")).to_have_text("1001")
    assert page.locator("[data-rows] > li").nth(1).get_attribute("data-end") == "1"
    page.keyboard.press("u")
    told(page, "Ongedaan gemaakt.")
    expect(page.locator("[data-count]")).to_have_text("1000")

    last = Passage.objects.visible_to(cast.els).order_by("-start")[0]
    page.goto("about:blank")
    page.goto(f"/bron/{source.pk}/lezen/#fragment-{last.pk}")
    expect(page.locator(f"[data-rows] > [data-passage='{last.pk}']")).to_have_class("lit")
    expect(page.locator("[data-rows] > li")).to_have_count(1000)
    plain = at_the_desk(open_page(cast.els, java_script_enabled=False), source)
    expect(plain.locator("[data-passage]:visible")).to_have_count(1000)


# Hours of work


def codes_of(cast: Cast) -> list[str]:
    rows = Coding.objects.visible_to(cast.els).order_by("passage__start", "code__name_nl")
    return [f"{row.passage.start}-{row.passage.end} {row.code}" for row in rows]


def test_with_the_keyboard_alone_from_the_list_to_the_last_code(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    code = a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    page = open_page(cast.els)
    page.goto("/werkbank/polder/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("[data-tools]")).to_be_visible()
    page.keyboard.press("w")
    page.keyboard.type("ver")
    expect(page.locator(".code-options [aria-selected=true]")).to_contain_text("vertrouwen")
    page.keyboard.press("Enter")
    told(page, "Gegeven: vertrouwen.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    expect(page.locator(".fragment-rows li")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    told(page, "Gegeven: Wij moesten eerst durven loslaten.")
    assert codes_of(cast) == [
        "2-5 vertrouwen",
        f"34-{len(TEXT.splitlines()[0])} vertrouwen",
        "66-100 Wij moesten eerst durven loslaten.",
    ]
    page.keyboard.press("n")
    told(page, "Elke alinea hierna is al gecodeerd.")
    assert code.codings.visible_to(cast.els).count() == 2


def test_n_and_n_again_pass_a_paragraph_by(cast: Cast, source: Source, open_page: OpenPage) -> None:
    page = at_the_desk(open_page(cast.els), source)
    expect(page.locator("[data-tools]")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("[data-quote]")).to_have_text("Wij moesten eerst durven loslaten.")
    page.keyboard.press("n")
    told(page, "Elke alinea hierna is al gecodeerd.")
    expect(page.get_by_label("Code", exact=True)).to_have_value("")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("n")
    expect(page.get_by_label("Code", exact=True)).to_have_value("n")


def test_back_and_forth_without_end(cast: Cast, source: Source, open_page: OpenPage) -> None:
    a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    page = at_the_desk(open_page(cast.els), source)
    page.keyboard.press("w")
    for name in ("vertrouwen", "moed"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        told(page, f"Gegeven: {name}.")
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("li[data-passage] a").first.focus()
    page.get_by_role("button", name="Haal weg: vertrouwen").press("Enter")
    told(page, "Weggehaald: vertrouwen.")
    steps = [["2-5 moed", "2-5 vertrouwen"], ["2-5 vertrouwen"], []]
    for expected in steps:
        page.get_by_role("button", name="Maak ongedaan").click()
        told(page, "Ongedaan gemaakt.")
        assert codes_of(cast) == expected
        page.locator("[data-told]").evaluate("told => told.textContent = ''")
    assert words(cast) == []
    assert painted(page) == ""
    expect(page.get_by_role("button", name="Maak ongedaan")).to_be_disabled()
    page.reload()
    for expected in [*reversed(steps[:-1]), ["2-5 moed"]]:
        page.keyboard.press("r")
        told(page, "Opnieuw gedaan.")
        assert codes_of(cast) == expected
        page.locator("[data-told]").evaluate("told => told.textContent = ''")
    page.keyboard.press("Control+z")
    told(page, "Ongedaan gemaakt. Gegeven: vertrouwen.")
    expect(page.locator(".bracket")).to_have_count(2)


def test_nothing_to_undo_is_said(cast: Cast, source: Source, open_page: OpenPage) -> None:
    page = at_the_desk(open_page(cast.els), source)
    page.keyboard.press("u")
    told(page, "Er is niets om ongedaan te maken.")


def test_without_a_connection_a_step_can_be_undone_later(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    page = at_the_desk(open_page(cast.els), source)
    page.keyboard.press("w")
    page.keyboard.type("ver")
    page.keyboard.press("Enter")
    told(page, "Gegeven: vertrouwen.")
    page.context.set_offline(True)
    page.keyboard.press("u")
    told(page, "Er is geen verbinding.")
    page.context.set_offline(False)
    page.keyboard.press("u")
    told(page, "Ongedaan gemaakt.")
    assert codes_of(cast) == []


def test_layers_are_seen_or_hidden_at_will(
    cast: Cast, source: Source, open_page: OpenPage, axe: Callable[[Page], list[str]]
) -> None:
    code = a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    mine, his = a_passage(cast, source, "de sleutel"), a_passage(cast, source, "durven loslaten")
    actions.give(mine, code=code, by=cast.els)
    actions.give(his, code=code, by=cast.wim)
    page = at_the_desk(open_page(cast.els), source)
    page.get_by_label("Wim").uncheck()
    assert painted(page) == "de sleutel"
    expect(page.locator(".fragment-rows li:visible")).to_have_count(1)
    expect(page.locator(".bracket")).to_have_count(1)
    page.get_by_label("die van mij").uncheck()
    assert painted(page) == ""
    page.get_by_role("button", name="Toon alles").click()
    assert painted(page) == "de sleutel|durven loslaten"
    assert axe(page) == []


def test_a_bracket_lights_its_words(cast: Cast, source: Source, open_page: OpenPage) -> None:
    book = a_codebook(cast)
    for name, at in [("moed", "eerst durven"), ("rust", "durven loslaten")]:
        actions.give(
            a_passage(cast, source, at), code=a_code(cast, name, codebook=book), by=cast.els
        )
    page = at_the_desk(open_page(cast.els), source)
    page.get_by_title("rust").hover()
    assert painted(page, "lit") == "durven loslaten"
    expect(page.locator("li.lit")).to_contain_text("durven loslaten")
    lanes = page.locator(".bracket").evaluate_all(
        "all => all.map(({ style }) => style.getPropertyValue('--lane'))"
    )
    assert sorted(lanes) == ["0", "1"]
    page.locator("li[data-passage] a").first.focus()
    assert painted(page, "lit") == "eerst durven"
    expect(page.locator(".bracket.lit")).to_have_attribute("title", "moed")


def test_single_keys_can_be_turned_off(
    cast: Cast, source: Source, open_page: OpenPage, axe: Callable[[Page], list[str]]
) -> None:
    page = at_the_desk(open_page(cast.els), source)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Toetsen")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Toetsen van één teken").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.locator("[data-text]")).not_to_be_focused()
    page.reload()
    page.keyboard.press("?")
    expect(page.locator(".desk-keys")).to_be_hidden()
    page.get_by_role("button", name="Toetsen", exact=True).click()
    page.get_by_label("Toetsen van één teken").check()


def test_by_touch_on_a_tablet(
    cast: Cast, source: Source, open_page: OpenPage, axe: Callable[[Page], list[str]]
) -> None:
    a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    page = at_the_desk(open_page(cast.els, width=768, has_touch=True, is_mobile=True), source)
    tap(page, 0, "hebben")
    assert axe(page) == []
    page.get_by_role("option", name="vertrouwen").tap()
    told(page, "Gegeven: vertrouwen.")
    tap(page, 1, "ging")
    expect(page.locator("[data-quote]")).to_have_text("En dat 👨‍👩‍👧 ging niet vanzelf!")
    page.get_by_role("option", name="vertrouwen").tap()
    expect(page.locator(".fragment-rows li")).to_have_count(2)
    page.get_by_role("button", name="Maak ongedaan").tap()
    told(page, "Ongedaan gemaakt.")
    assert words(cast) == ["🌻 Wij hebben de sleutel gekregen."]


def test_a_memo_mentions_a_code_by_a_few_letters(
    cast: Cast, source: Source, open_page: OpenPage, axe: Callable[[Page], list[str]]
) -> None:
    code = a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    actions.give(a_passage(cast, source, "de sleutel"), code=code, by=cast.els)
    page = at_the_desk(open_page(cast.els), source)
    page.locator("li[data-passage] a").first.focus()
    page.keyboard.press("m")
    box = page.get_by_label("Wat denk je?")
    box.fill("Dit gaat over [[")
    box.press_sequentially("vert")
    expect(page.locator(".mention-options [aria-selected=true]")).to_contain_text("vertrouwen")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(box).to_have_value(f"Dit gaat over [[code {code.pk}: vertrouwen]] ")
    page.get_by_role("button", name="Bewaar deze memo").click()
    expect(page.locator("li.lit")).to_contain_text("1 memo")
    page.get_by_role("link", name="1 memo").click()
    page.get_by_role("link", name="vertrouwen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("vertrouwen")


def test_on_paper_the_brackets_and_all_passages_stand_there(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    code = a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    for at in ("de sleutel", "durven loslaten"):
        actions.give(a_passage(cast, source, at), code=code, by=cast.els)
    page = at_the_desk(open_page(cast.els), source)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".bracket")).to_have_count(2)
    expect(page.locator(".desk-tools")).to_be_hidden()
    expect(page.locator(".fragment-rows li")).to_have_count(2)


def test_other_words_are_undone_in_their_turn_with_the_keyboard(
    cast: Cast, source: Source, open_page: OpenPage, axe: Callable[[Page], list[str]]
) -> None:
    a_code(cast, "vertrouwen", codebook=a_codebook(cast))
    page = at_the_desk(open_page(cast.els), source)
    page.keyboard.press("w")
    page.keyboard.type("vertrouwen")
    page.keyboard.press("Enter")
    told(page, "Gegeven: vertrouwen.")
    passage = Passage.objects.visible_to(cast.els).get()
    page.goto(f"/fragment/{passage.pk}/woorden/")
    expect(page.get_by_role("button", name="Maak ongedaan")).to_have_count(0)
    page.get_by_role("button", name="Kies met het toetsenbord").press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bewaar dit fragment").press("Enter")
    notice = page.locator("[data-done]")
    expect(notice).to_contain_text("Codes en rode draden zijn gebleven.")
    assert axe(page) == []
    assert words(cast) == ["Wij moesten eerst durven loslaten."]
    page.reload()
    expect(notice).to_have_count(0)
    for key, said, there in [
        ("u", "Ongedaan gemaakt. Het fragment heeft nu andere woorden.", ["Wij"]),
        ("Control+z", "Het fragment is weg.", []),
        ("r", "Opnieuw gedaan. Gegeven: vertrouwen.", ["Wij"]),
        ("Control+y", "Opnieuw gedaan. Het fragment heeft nu andere woorden.", None),
    ]:
        page.keyboard.press(key)
        told(page, said)
        assert words(cast) == (["Wij moesten eerst durven loslaten."] if there is None else there)
        expect(page.locator("li[data-passage]")).to_have_count(1 if there is None else len(there))
        assert painted(page) == "|".join(words(cast))
    expect(page.get_by_role("button", name="Opnieuw")).to_be_disabled()


def test_the_button_of_the_notice_goes_back_as_the_keys_do(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    passage = a_passage(cast, source, "gekregen")
    page = open_page(cast.els)
    page.goto(f"/fragment/{passage.pk}/woorden/")
    page.get_by_role("button", name="Kies met het toetsenbord").press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bewaar dit fragment").press("Enter")
    page.get_by_role("button", name="Zet het terug").press("Enter")
    told(page, "Ongedaan gemaakt.")
    expect(page.locator("[data-done]")).to_have_count(0)
    expect(page.get_by_role("button", name="Opnieuw")).to_be_focused()
    assert words(cast) == ["gekregen"]
    page.keyboard.press("r")
    told(page, "Opnieuw gedaan.")
    assert words(cast) != ["gekregen"]


def test_a_thread_begun_with_words_is_undone_and_done_again_by_keyboard(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    page = at_the_desk(open_page(cast.els), source)
    page.keyboard.press("w")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_text("Zet het in een rode draad").press("Enter")
    page.get_by_label("Of begin een nieuwe").focus()
    page.keyboard.type("Een sleutel is vertrouwen")
    page.keyboard.press("Enter")
    expect(page.locator("[data-done]")).to_contain_text("Wie deze tekst mag lezen, ziet het ook.")
    marked = words(cast)
    page.keyboard.press("u")
    told(page, "Uit de draad ‘Een sleutel is vertrouwen’. De draad zelf blijft.")
    assert words(cast) == []
    page.reload()
    page.keyboard.press("r")
    told(page, "In de draad ‘Een sleutel is vertrouwen’.")
    expect(page.locator(".fragment-rows li")).to_contain_text("Een sleutel is vertrouwen")
    assert words(cast) == marked
    thread = Thread.objects.visible_to(cast.els).get()
    actions.weigh(
        thread.gathered.visible_to(cast.wim).get(), weight="carries", note="Ja.", by=cast.wim
    )
    page.keyboard.press("u")
    told(page, "Over dit fragment is intussen meer gezegd in de draad")
    assert words(cast) == marked
    expect(page.get_by_role("button", name="Maak ongedaan")).to_be_disabled()
    assert open_page.complaints.pop().endswith("answered 422")
