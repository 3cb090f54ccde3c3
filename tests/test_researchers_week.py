"""A researcher's week, by keyboard: bring texts, code with two, find a thread, give it away.

One of the texts is the interview that this software was made for, when that lies beside the
checkout (`../shared/source/`); elsewhere a text of our own. The name of the test says which.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from django.utils.text import slugify
from lxml import etree
from playwright.sync_api import Locator, Page, expect
from potato.importers.text.qdpx_importer import QDPXImporter

from samenspel.circles.models import Coalition, Expedition, Membership, Role
from samenspel.circles.tests.cast import Cast
from samenspel.exchange.models import Export
from samenspel.exchange.tests.whole import what_is_there, without_keys
from samenspel.foundation.tests.post_office import work
from samenspel.sources.models import Source
from samenspel.threads.models import Coding, Passage, Thread, ThreadPassage
from tests.browser import TOP, OpenPage
from tests.judging import Judge

pytestmark = [
    pytest.mark.browser,
    pytest.mark.whole_way,
    pytest.mark.django_db(transaction=True),
]

HERE = Path(__file__).parent / "texts"
INTERVIEW = TOP.parent / "shared/source/interview-vsbfonds.md"
OUR_OWN = HERE / "gesprek-over-de-sleutel.md"
TEXT = INTERVIEW if INTERVIEW.exists() else OUR_OWN
WHICH = "the real interview" if INTERVIEW.exists() else "a text of our own, no shared one found"
SCHEMA = TOP / "samenspel/exchange/schemas/Project.xsd"
LINE = "command line"
MOST_TABS = 200

KINDS = {
    "interview": Source.Kind.INTERVIEW,
    "gesprek": Source.Kind.INTERVIEW,
    "verslag": Source.Kind.REPORT,
    "veldnotitie": Source.Kind.DOCUMENT,
    "podcast": Source.Kind.TRANSCRIPT,
}
PROFESSIONALS = {"Ruben", "Hanneke", "Sanne", "Joost", "Joris"}
CLAIM = "Eerst loslaten, dan pas regelen."

# What each of the two coders gives: the file, how a sentence begins, and the codes.
ELS = [
    ("interview-de-keet", "Het was hun plan", ["ruimte geven"]),
    ("interview-samen-koken", "Nu luister ik eerst", ["luisteren", "ruimte geven"]),
    ("verslag-oost-1", "De buurt heeft nu zelf", ["sleutel"]),
    ("verslag-oost-2", "Eerst loslaten", ["ruimte geven"]),
    ("verslag-west", "De beheerder van het buurthuis", ["sleutel"]),
    ("veldnotitie-markt", "Ik zie niemand", ["ruimte geven"]),
    ("veldnotitie-keukentafel", "De werker praat", ["luisteren"]),
    ("veldnotitie-buurthuis", "De deur is dicht", ["sleutel"]),
    ("podcast-de-sleutel", "En ik slaap", ["ruimte geven"]),
    ("podcast-zonder-plan", "Eerst luisteren", ["luisteren"]),
    ("podcast-op-de-stoep", "Op de stoep", ["sleutel"]),
]
WIM = [
    ("interview-samen-koken", "Nu luister ik eerst", ["luisteren"]),
    ("verslag-oost-2", "Eerst loslaten", ["ruimte geven"]),
    ("podcast-de-sleutel", "En ik slaap", ["sleutel"]),
]


class Keys:
    """A page that is worked with the keyboard alone: what it can't reach is a mistake."""

    def __init__(self, page: Page, judge: Judge) -> None:
        self.page, self.judge, self.seen = page, judge, 0

    def opens(self, *way: str) -> None:
        """By links, from the front page on; only the first time that is opened by its address."""
        if self.page.url == "about:blank":
            self.page.goto("/")
        else:
            self.sends(self.page.locator('a[href="/"]').first)
        for path in way:
            link = self.page.locator(f'a[href="{path}"], a[href^="{path}?"]')
            if path.startswith("/werkbank/") and not link.count():  # of another expedition of hers
                self.sends(self.page.locator('a[href^="/werkbank/"]').first)
            self.sends(link.first)
        self.sees()

    def sees(self) -> None:
        """Look at the page that is here now."""
        self.seen += 1
        self.judge(
            self.page, f"{self.seen:02}-{slugify(urlsplit(self.page.url).path.replace('/', ' '))}"
        )

    def to(self, what: Locator) -> Locator:
        """Go on to something with Tab, and around once if it lies behind."""
        found = what.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate("it => it === document.activeElement", found):
                return what
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {what} at {self.page.url}")

    def presses(self, what: Locator) -> None:
        self.to(what)
        self.page.keyboard.press("Enter")

    def sends(self, button: Locator) -> None:
        """A button that leads to another page."""
        self.to(button)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follows(self, name: str) -> None:
        link = self.page.get_by_role("link", name=name, exact=True)
        self.sends(link.first)
        self.sees()

    def button(self, name: str) -> None:
        self.sends(self.page.get_by_role("button", name=name))

    def writes(self, label: str, words: str) -> None:
        self.to(self.page.get_by_label(label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def chooses(self, what: Locator, value: str) -> None:
        """From a list, with the arrows."""
        self.to(what)
        order = what.evaluate("it => [...it.options].map((each) => each.value)")
        steps = order.index(value) - order.index(what.input_value())
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert what.input_value() == value

    def checks(self, name: str, value: str) -> None:
        """One of a few, with the arrows from the one that is chosen."""
        group = self.page.locator(f"input[type=radio][name='{name}']")
        values = [each.get_attribute("value") for each in group.all()]
        at = self.page.locator(f"input[type=radio][name='{name}']:checked")
        now = values.index(at.get_attribute("value")) if at.count() else 0
        self.to(group.nth(now))
        self.page.keyboard.press("Space")
        steps = values.index(value) - now
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        expect(self.page.locator(f"input[name='{name}'][value='{value}']")).to_be_checked()

    def dates(self, field: Locator, day: date) -> None:
        """A day, part by part, in the order in which this browser asks for them."""
        self.to(field)
        order = self.page.evaluate(
            "new Intl.DateTimeFormat(navigator.language).formatToParts().map((each) => each.type)"
        )
        typed = {"day": f"{day:%d}", "month": f"{day:%m}", "year": f"{day:%Y}"}
        self.page.keyboard.type("".join(typed[part] for part in order if part in typed))
        expect(field).to_have_value(day.isoformat())

    def told(self, words: str) -> None:
        expect(self.page.get_by_role("status").filter(has_text=words).first).to_be_visible()


class Week:
    """What the two of them do, step by step."""

    def __init__(self, cast: Cast, els: Keys, wim: Keys, text: Path) -> None:
        self.cast, self.els, self.wim = cast, els, wim
        self.files = [*sorted((HERE / "week").iterdir()), text]
        self.coder_of = {els: ELS, wim: WIM}
        self.bench = f"/werkbank/{cast.expedition.slug}/"

    # Monday

    def brings_the_texts(self) -> None:
        """Twelve files at once, looked over one by one."""
        assert len(self.files) == 12
        keys, page = self.els, self.els.page
        keys.opens(self.bench, "/bron/nieuw/")
        keys.chooses(page.locator("select[name=place]"), f"c{self.cast.oost.pk}")
        keys.to(page.locator("input[type=file]")).set_input_files(self.files)
        keys.button("Lees het in, dan kijk ik het na")
        seen: set[str] = set()
        for number, _file in enumerate(self.files, start=1):
            page.wait_for_url(re.compile(r"/bron/nieuw/[0-9a-f-]{36}/$"))
            name = page.locator(".above").inner_text().split(" · ")[0].rpartition(".")[0]
            kind = KINDS[name.split("-")[0]]
            if kind not in seen:
                keys.sees()
                seen.add(kind)
            self._looks_over(name, kind, number)
        assert len(seen) == 4
        page.wait_for_url(re.compile(r"/bron/\d+/$"))

    def _looks_over(self, name: str, kind: str, number: int) -> None:
        keys, page = self.els, self.els.page
        title = page.get_by_label("Titel")
        keys.to(title)
        page.keyboard.press("Control+A")
        page.keyboard.type(name)
        day = timezone.localdate() - timedelta(days=10 * number)
        keys.dates(page.get_by_label("Wanneer is het gezegd?"), day)
        keys.chooses(page.locator("select[name=kind]"), kind)
        voices = page.locator("select[name^=speaker-][name$=-voice]")
        names = page.locator("input[name^=speaker-][name$=-name]")
        for at in range(voices.count()):
            works = names.nth(at).input_value() in PROFESSIONALS or (name == TEXT.stem and not at)
            keys.chooses(voices.nth(at), "professional" if works else "resident")
        keys.checks("circle", "2")
        if voices.count():
            keys.checks("agreed", "spoken")
        keys.button("Bewaar deze bron")
        keys.told("Bewaard")

    # Tuesday

    def codes(self, keys: Keys) -> None:
        """Each sentence is found with the arrows, and its code with a few letters."""
        page = keys.page
        for name, begins, codes in self.coder_of[keys]:
            keys.opens(self.bench, f"/bron/{self.source(name).pk}/lezen/")
            for code in codes:
                self._finds(keys, begins)
                page.keyboard.type(code)
                page.keyboard.press("Enter")
                expect(page.locator("[data-told]")).to_contain_text(f"Gegeven: {code}.")
        keys.sees()

    def _finds(self, keys: Keys, begins: str) -> None:
        """Walk to a sentence that begins with these words."""
        page = keys.page
        if page.locator(".desk-bar").is_hidden():
            keys.presses(page.get_by_role("button", name="Kies met het toetsenbord"))
        quote = page.locator("[data-quote]")
        for _ in range(40):
            if begins in quote.inner_text():
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not come to {begins!r}")

    def codes_the_long_one(self) -> None:
        """In the long interview: the first sentence of a speaker, whatever it says."""
        keys, page = self.els, self.els.page
        keys.opens(self.bench, f"/bron/{self.source(TEXT.stem).pk}/lezen/")
        keys.presses(page.get_by_role("button", name="Kies met het toetsenbord"))
        page.keyboard.press("Control+ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.type("luisteren")
        page.keyboard.press("Enter")
        expect(page.locator("[data-told]")).to_contain_text("Gegeven: luisteren.")

    def writes_a_memo(self) -> None:
        keys, page = self.els, self.els.page
        passage = self.passage("verslag-oost-2")
        desk = f"/bron/{self.source('verslag-oost-2').pk}/lezen/"
        keys.opens(self.bench, desk, f"/fragment/{passage.pk}/", f"/fragment/{passage.pk}/memo/")
        keys.to(page.locator("[name=text]"))
        page.keyboard.type("Hier draait het om. Vraag Wim of hij dat ook zo leest.")
        keys.to(page.locator("[name=shared]"))
        if not page.locator("[name=shared]").is_checked():
            page.keyboard.press("Space")
        keys.button("Bewaar deze memo")
        page.wait_for_url(lambda url: not url.endswith("/memo/"))

    # Wednesday

    def compares(self) -> None:
        """Each sees the other's layer at the desk; side by side it shows where they differ."""
        keys, page = self.els, self.els.page
        keys.opens(self.bench, f"/bron/{self.source('podcast-de-sleutel').pk}/lezen/")
        layers = page.locator("[data-layers] input[type=checkbox]")
        rows = page.locator(".fragment-rows")
        expect(layers).to_have_count(2)
        expect(rows).to_contain_text("ruimte geven")
        expect(rows).to_contain_text("sleutel", use_inner_text=True)
        keys.to(page.locator("[data-layers] label", has_text="Wim").locator("input"))
        page.keyboard.press("Space")
        expect(rows).not_to_contain_text("sleutel", use_inner_text=True)
        keys.sees()
        keys.opens(self.bench, f"{self.bench}naast-elkaar/")
        figures = page.locator("#figures table").first
        expect(figures).to_contain_text("luisteren")
        expect(figures).to_contain_text("sleutel")
        keys.presses(page.get_by_role("link", name="podcast-de-sleutel"))
        page.wait_for_url("**/naast-elkaar/bron/**")
        keys.sees()
        page.keyboard.press("n")
        expect(page.locator("#verschil-1")).to_be_focused()
        keys.presses(page.get_by_role("link", name="Praat over de verschillen"))
        page.wait_for_url("**/naast-elkaar/verschillen/**")
        one = page.locator(".differing", has_text="sleutel")
        keys.presses(one.locator("summary"))
        keys.to(one.locator("textarea"))
        page.keyboard.type("Gaat dit over de sleutel, of over wie hem heeft?")
        keys.sends(one.get_by_role("button", name="Bewaar deze notitie"))
        expect(page.locator(".talk-note")).to_contain_text("Gaat dit over de sleutel")
        keys.sees()

    # Thursday

    def finds_a_thread(self) -> Thread:
        """From what recurs to a claim, with what carries it, nuances it and speaks against it."""
        keys, page = self.els, self.els.page
        keys.opens("/draden/", "/draden/nieuw/")
        keys.checks("place", f"e{self.cast.expedition.pk}")
        keys.to(page.locator("[name=claim]"))
        page.keyboard.type(CLAIM)
        keys.button("Begin deze rode draad")
        keys.told("De rode draad is begonnen")
        thread = Thread.objects.visible_to(self.cast.els).get()
        for name, weight in [
            ("verslag-oost-2", "Draagt het"),
            ("interview-samen-koken", "Draagt het"),
            ("verslag-oost-1", "Zegt: ja, maar"),
            ("podcast-de-sleutel", "Spreekt het tegen"),
        ]:
            keys.opens("/draden/", f"/draad/{thread.pk}/", f"/draad/{thread.pk}/erbij/")
            row = page.locator(".words-list > li", has_text=self.words(name))
            keys.sends(row.locator("button", has_text=weight))
        keys.opens("/draden/", f"/draad/{thread.pk}/")
        keys.button("Leg het voor aan de coalities")
        keys.sees()
        return thread

    def shows_its_matrix(self, thread: Thread) -> None:
        """How often its codes were given, in which coalition and by whose voice: from the thread to
        its own table, and from a cell to words that stand in it."""
        keys, page = self.els, self.els.page
        keys.opens("/draden/", f"/draad/{thread.pk}/")
        keys.follows("Tel deze draad")
        keys.chooses(page.locator("select[name=kolommen]"), "stem")
        keys.button("Laat dit zien")
        expect(page.locator("main")).to_contain_text(CLAIM)
        coded = Coding.objects.unguarded(LINE).filter(passage__gathered__thread=thread)
        many = coded.values("passage").distinct().count()
        expect(page.locator("tfoot td").last).to_have_text(re.compile(rf"^{many}\b"))
        keys.sees()
        keys.presses(page.locator("tfoot td").last.get_by_role("link"))
        page.wait_for_url("**/fragmenten/**")
        said = page.locator(".words-list > li")
        expect(said).to_have_count(many)
        rows = Passage.to_read(self.cast.els).filter(gathered__thread=thread)
        inside = {" ".join(row.words.split()) for row in rows}
        for words in said.locator("blockquote").all_inner_texts():
            assert " ".join(words.split()) in inside
        keys.sees()

    # Friday

    def gives_it_out(self) -> Path:
        """A project for another package; gives the file that the browser kept."""
        keys, page = self.els, self.els.page
        slug = self.cast.expedition.slug
        keys.follows("Uitwisseling")
        keys.follows("Een bestand maken")
        keys.checks("kind", Export.Kind.QDPX)
        keys.writes("Waar is het voor?", "Voor de collega's van de andere reis")
        keys.button("Maak dit bestand")
        page.wait_for_url("**/uitwisselen/uit/1/")
        keys.sees()
        with page.expect_download() as coming:
            keys.presses(page.get_by_role("link", name="Haal het bestand"))
        assert coming.value.suggested_filename == f"{slug}-1.qdpx"
        return Path(coming.value.path())

    def takes_it_in(self, file: Path, empty: Expedition, named: str) -> None:
        """In an expedition where nothing is yet; texts go to the coalitions of the same names."""
        keys, page = self.els, self.els.page
        keys.opens(f"/werkbank/{empty.slug}/", f"/werkbank/{empty.slug}/uitwisselen/")
        upload = {"name": named, "mimeType": "application/zip", "buffer": file.read_bytes()}
        keys.to(page.locator("input[type=file]")).set_input_files(upload)
        keys.button("Lees het, dan kijk ik")
        page.wait_for_url("**/uitwisselen/in/*/")
        expect(page.locator("main")).to_contain_text("12 teksten")
        expect(page.locator("main")).to_contain_text("1 rode draad")
        keys.sees()
        keys.chooses(page.locator("select[name=place]"), f"e{empty.pk}")
        keys.checks("agreed", "spoken")
        keys.button("Neem dit alles over")
        expect(page.get_by_role("heading", level=1)).to_have_text("Dit is overgenomen")
        keys.sees()

    # What there is

    def source(self, title: str) -> Source:
        found: Source = Source.objects.visible_to(self.cast.els).get(
            title=title, expedition=self.cast.expedition
        )
        return found

    def passage(self, title: str) -> Passage:
        rows = Passage.objects.visible_to(self.cast.els).annotate(words=Passage.words_at())
        found: Passage = rows.get(version__source=self.source(title))
        return found

    def words(self, title: str) -> str:
        found: str = self.passage(title).words  # type: ignore[attr-defined]
        return found


@pytest.fixture
def empty(cast: Cast) -> Expedition:
    """An expedition that just began, in whose team Els works too."""
    today = timezone.localdate()
    ends = today + timedelta(days=300)
    made = Expedition.objects.create(
        name="Reis langs de rivier", slug="rivier", starts=today, ends=ends
    )
    oost = Coalition.objects.create(
        expedition=made, slug="oost-aan-de-rivier", name="Samen Oost", place="oost"
    )
    joins = {"person": cast.els, "expedition": made, "role": Role.RESEARCHER}
    Membership.objects.create(**joins)
    Membership.objects.create(coalition=oost, until=ends, **joins)
    return made


@pytest.mark.parametrize("text", [pytest.param(TEXT, id=WHICH)])
def test_a_researchers_week(
    cast: Cast,
    empty: Expedition,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    text: Path,
) -> None:
    els = Keys(open_page(cast.els), Judge("week-els", axe, sideways, look))
    wim = Keys(open_page(cast.wim), Judge("week-wim", axe, sideways, look))
    week = Week(cast, els, wim, text)

    week.brings_the_texts()
    week.codes(els)
    week.codes_the_long_one()
    week.writes_a_memo()
    week.codes(wim)
    given = Coding.objects.unguarded(LINE)
    assert given.filter(coder__person=cast.els).count() == 13
    assert given.filter(coder__person=cast.wim).count() == 3

    week.compares()
    thread = week.finds_a_thread()
    gathered = ThreadPassage.objects.unguarded(LINE).filter(thread=thread)
    assert sorted(gathered.values_list("weight", flat=True)) == [
        "carries",
        "carries",
        "contradicts",
        "nuances",
    ]
    week.shows_its_matrix(thread)
    abroad = Keys(open_page(cast.wim, language="en"), Judge("week-english", axe, sideways, look))
    abroad.opens("/draden/", f"/draad/{thread.pk}/")

    file = week.gives_it_out()
    insist_valid(file)
    insist_another_package_reads_it(file, cast)
    week.takes_it_in(file, empty, "polder-1.qdpx")
    work()
    here, there = (without_keys(what_is_there(each)) for each in (cast.expedition, empty))
    for name, rows in here.items():
        assert there[name] == rows, name


def insist_valid(file: Path) -> None:
    rules = etree.XMLSchema(etree.parse(str(SCHEMA)))
    project = zipfile.ZipFile(file).read("project.qde")
    rules.assertValid(etree.fromstring(project))


def insist_another_package_reads_it(file: Path, cast: Cast) -> None:
    """The same codes on the same words."""
    copy = file.with_suffix(".qdpx")
    copy.write_bytes(file.read_bytes())
    read = QDPXImporter().parse_path(copy)
    theirs = {
        (document.text[span.start : span.end], span.label)
        for document in read.documents
        for span in document.spans
    }
    ours = (
        Coding.objects.unguarded(LINE)
        .filter(code__codebook__expedition=cast.expedition)
        .annotate(words=Passage.words_at("passage"))
        .values_list("words", "code__name_nl")
    )
    assert set(ours) <= theirs
