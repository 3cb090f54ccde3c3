"""The report in a real browser: two columns on a desk, one in a hand; written in with the keys."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from samenspel.assessments import actions as mirrors
from samenspel.assessments.tests.builders import a_round, scored
from samenspel.circles.models import Circle, Voice
from samenspel.foundation.pictures import as_jpeg
from samenspel.pitstops import actions, correcting, harvest, reporting, table
from samenspel.pitstops import blocks as pieces
from samenspel.pitstops.blocks import Part
from samenspel.pitstops.models import Dared, Kind
from samenspel.sources import actions as sources

from .builders import Held, a_phone, a_picture, at, begun, held
from .test_report import page as path_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CARDS = [
    "De sleutel lag bij Bram. Hij was op vakantie, en niemand wist het.",
    "We stonden met twaalf mensen voor een dichte deur.",
    "Wie belt er eigenlijk als er iets niet doorgaat? Ik weet het na een jaar nog steeds niet.",
    "Bellen hielp. Binnen een kwartier was de buurvrouw er met haar sleutel.",
    "Ik had graag eerder gehoord dat de zaal ook op dinsdag vrij is.",
]
TALK = (
    "We spraken lang over de sleutel. Bram wist niet dat hij de enige was met een sleutel van de "
    "zaal. De buurvrouw wil er een in huis nemen.\n\n"
    "Daarna ging het over bellen: iedereen vindt dat je mag bellen, ook ’s avonds."
)


@pytest.fixture
def full(cast) -> Held:
    """A report as it is after an evening: cards, a talk, questions, a picture and a remark."""
    agreed = ["Bij de ingang komt een kastje met een code.", "Wie niet kan, belt de avond ervoor."]
    what = held(cast, title="Wie heeft de sleutel?", words=CARDS, agreed=agreed)
    talk, pile = what.part(Part.SAID), what.part(Part.CARDS)
    for about, words in [
        (pile.id, "Hoe weten we voortaan wie een sleutel heeft?"),
        (pile.id, "Wat is er nodig om eerder te bellen?"),
        (talk.id, "Geldt dat ook voor wie pas meedoet?"),
    ]:
        version, block = reporting.add(what.report, part="question", after=about, by=cast.bo)
        reporting.write(what.report, after=version.number, texts={block.id: words}, by=cast.bo)
    number = reporting.newest(what.report).number
    reporting.write(what.report, after=number, texts={talk.id: TALK}, by=cast.amina)
    shows = "Het vel aan de muur: drie sleutels, met pijlen ertussen"
    jpeg = as_jpeg(a_picture(size=(1200, 800)))
    reporting.add_picture(what.report, jpeg=jpeg, shows=shows, by=cast.bram, after=talk.id)
    reporting.send_back(what.report, people=[cast.bram], phones=True, by=cast.bo)
    for name in ("", "Jo"):
        correcting.correct(
            what.report,
            secret=f"van {name}",
            block=talk.id,
            words="Ik zei niet altijd, ik zei na negen uur liever niet.",
            name=name,
        )
    harvest.take_back(what.cards[0])
    return what


def pages(what: Held) -> list[str]:
    ends = ("", "anders/", "foto/", "versies/", "terug/", "vast/")
    return [path_of(what, end) for end in ends]


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(320, "light", "nl"), (360, "dark", "nl"), (768, "light", "nl"), (1440, "dark", "en")],
)
def test_no_page_has_a_mistake(cast, full, open_page, axe, sideways, look, width, scheme, language):
    page = open_page(cast.bo, width=width, scheme=scheme, language=language)
    for path in pages(full):
        page.goto(path)
        assert axe(page) == [], path
        assert sideways(page) == 0, path
        look(page, f"report {path.split('/')[3] or 'lezen'} {width} {scheme}")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark")])
def test_the_page_of_a_link_has_no_mistake(
    cast, full, open_page, axe, sideways, look, width, scheme
):
    (sent,) = reporting.send_back(full.report, people=[cast.amina], by=cast.bo)
    page = open_page(width=width, scheme=scheme)
    page.goto(urlsplit(sent.key.url).path)
    page.get_by_text("Dat bedoelde ik niet").nth(2).click()
    assert axe(page) == []
    assert sideways(page) == 0
    look(page, f"report link {width} {scheme}")


def test_a_letter_has_no_mistake(cast, full, open_page, axe, sideways, look):
    cast.amina.email = None
    cast.amina.save()
    page = open_page(cast.bo, width=360)
    page.goto(path_of(full, "terug/"))
    page.get_by_label("Amina, met een brief").check()
    page.get_by_role("button", name="Stuur het terug").click()
    expect(page.get_by_role("heading", name="1 brief om te printen")).to_be_visible()
    assert axe(page) == []
    assert sideways(page) == 0
    look(page, "report letter 360")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_remark_is_given_and_answered(cast, full, open_page, scripts):
    (sent,) = reporting.send_back(full.report, people=[cast.amina], by=cast.bo)
    phone = open_page(width=360, java_script_enabled=scripts)
    phone.goto(urlsplit(sent.key.url).path)
    beside = phone.locator(".part-said .report-correct").first
    beside.get_by_text("Dat bedoelde ik niet").click()
    beside.get_by_label("Wat bedoelde je wel?").fill("Bram wist het wel.")
    beside.get_by_role("button", name="Geef het door").click()
    expect(phone.get_by_text("Nog niemand keek ernaar.")).to_be_visible()
    desk = open_page(cast.bo, width=1440, java_script_enabled=scripts)
    desk.goto(path_of(full, "terug/"))
    mine = desk.locator(".report-correction").filter(has_text="Bram wist het wel.")
    mine.get_by_role("button", name="We hebben het overgenomen").click()
    phone.reload()
    expect(phone.get_by_text("Overgenomen in het verslag.")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1440])
def test_the_editor_keeps_what_was_typed_and_goes_on_where_one_was(cast, full, open_page, width):
    page = open_page(cast.amina, width=width)
    page.goto(path_of(full, "anders/"))
    said = page.get_by_role("textbox", name="Wat er gezegd is").first
    said.fill("Nog niet bewaard.")
    page.goto("/")
    page.goto(path_of(full, "anders/"))
    expect(page.get_by_text("We zetten het terug.")).to_be_visible()
    expect(said).to_have_value("Nog niet bewaard.")
    part = page.locator(".edit-block.part-said").first
    part.get_by_text("Iets erbij").click()
    part.get_by_role("button", name="Vraag").click()
    assert "#blok-" in page.url
    new = page.locator(".edit-block:target textarea")
    new.fill("Wie belt er dan?")
    expect(said).to_have_value("Nog niet bewaard.")
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.get_by_text("Bewaard als versie")).to_be_visible()
    expect(page.locator(".report-question").filter(has_text="Wie belt er dan?")).to_be_visible()


def test_enter_in_a_line_saves_and_moves_nothing(cast, full, open_page):
    page = open_page(cast.amina, width=1440)
    before = [block.id for block in full.blocks]
    page.goto(path_of(full, "anders/"))
    page.get_by_role("textbox", name="Kop").first.fill("Wat er schuurde")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bewaard als versie")).to_be_visible()
    assert [block.id for block in full.blocks] == before


def test_two_columns_on_a_desk_and_one_in_a_hand(cast, full, open_page):
    def beside(width: int) -> bool:
        page = open_page(cast.amina, width=width)
        page.goto(path_of(full))
        said = page.locator(".report-said:has(+ .report-ask)").first.bounding_box()
        asked = page.locator(".report-ask").first.bounding_box()
        assert said
        assert asked
        return asked["x"] > said["x"] + said["width"] / 2

    assert beside(1440)
    assert not beside(360)


@pytest.mark.parametrize("width", [360, 1440])
def test_how_many_dared_stands_beside_each_answer(cast, open_page, width):
    pitstop = begun(cast)
    step = at(pitstop, Kind.CHECKOUT, cast.bo)
    for phone in [a_phone(pitstop) for _ in range(5)]:
        table.dare(phone.fresh(), step, secret=phone.secret, answer=Dared.Answer.YES)
    actions.end(pitstop, by=cast.bo)
    page = open_page(cast.amina, width=width)
    page.goto(f"/pitstop/{pitstop.pk}/verslag/")
    answer, many = (page.locator(f".dared > div:first-child {one}") for one in ("dt", "dd"))
    assert (box := answer.bounding_box())
    assert (beside := many.bounding_box())
    assert beside["y"] == pytest.approx(box["y"], abs=4)
    assert beside["x"] > box["x"]


def test_on_paper_it_keeps_its_two_columns(cast, full, open_page, look):
    done = reporting.settle(full.report, by=cast.bo)
    sources.widen(done.source, to=Circle.PUBLIC, by=cast.bo)
    page = open_page(cast.amina, width=794)
    page.goto(path_of(full))
    page.emulate_media(media="print")
    said = page.locator(".report-said:has(+ .report-ask)").first.bounding_box()
    asked = page.locator(".report-ask").first.bounding_box()
    assert said
    assert asked
    assert asked["x"] >= said["x"] + said["width"]
    expect(page.get_by_role("link", name="Schrijf mee")).to_be_hidden()
    look(page, "report paper")


def test_the_mirror_in_a_report(cast, full, open_page, axe, sideways, look):
    """Beside a question, on a phone, on a desk and on paper; and typing in a remark from paper."""
    looked = a_round(cast)
    scored(looked, Voice.RESIDENT, [5, 4, 4, 2, 1])
    scored(looked, Voice.PROFESSIONAL, [4] * 5)
    scored(looked, Voice.OTHER, [3, 3])
    mirrors.close_round(looked, by=cast.bo)
    asked = pieces.block(Part.QUESTION, text="Waarom lopen jullie hier zo uiteen?")
    block = pieces.block(Part.MIRROR, ref=str(looked.pk))
    reporting.keep(full.report, (*full.blocks, block, replace(asked, to=block.id)), by=cast.bo)
    for width, scheme, language in [
        (360, "light", "nl"),
        (768, "dark", "en"),
        (1440, "light", "nl"),
    ]:
        page = open_page(cast.bo, width=width, scheme=scheme, language=language)
        for name, end in [("mirror", ""), ("type", "papier/"), ("editor", "anders/")]:
            page.goto(path_of(full, end))
            assert axe(page) == [], (width, name)
            assert sideways(page) == 0, (width, name)
            if name != "editor":
                look(page, f"report-{name}-{width}-{scheme}-{language}")
    page.goto(path_of(full))
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print")
    assert page.locator(".report-mirror table").is_visible()
    look(page, "report-mirror-print")
