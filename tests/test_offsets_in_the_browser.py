"""The twin of `sources/offsets.py` in a real browser, on the cases both must answer alike."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

SOURCES = Path(__file__).parents[1] / "samenspel" / "sources"
ANSWER = """
async ([module, shared]) => {
  const file = new Blob([module], { type: "text/javascript" });
  const offsets = await import(URL.createObjectURL(file));
  const { cases, wrong } = JSON.parse(shared);
  const refused = ([start, end]) => {
    try { offsets.cut("Wij bouwen samen.", start, end); } catch (error) { return error.name; }
    return "accepted";
  };
  return {
    wrong: wrong.map(refused),
    differing: cases.flatMap(({ name, text, length, places, inside, cuts, trims, paragraphs }) => {
      const found = {
        length: offsets.length(text),
        places: places.map(([place]) => [place, offsets.toUtf16(text, place)]),
        back: places.map(([, units]) => [offsets.fromUtf16(text, units), units]),
        inside: inside.map(([units]) => [units, offsets.fromUtf16(text, units)]),
        cuts: cuts.map(([start, end]) => [start, end, offsets.cut(text, start, end)]),
        trims: trims.map(([start, end]) => [start, end, ...offsets.trim(text, start, end)]),
        paragraphs: offsets.paragraphs(text),
      };
      const wanted = { length, places, back: places, inside, cuts, trims, paragraphs };
      return Object.keys(wanted)
        .filter((key) => JSON.stringify(found[key]) !== JSON.stringify(wanted[key]))
        .map((key) => [name, key, JSON.stringify(found[key])]);
    }),
  };
}
"""


@pytest.mark.browser
def test_the_browser_answers_the_shared_cases_alike(chromium: Browser) -> None:
    module = (SOURCES / "static" / "sources" / "offsets.js").read_text()
    shared = (SOURCES / "tests" / "offsets.json").read_text()
    with chromium.new_context() as context:
        answer = context.new_page().evaluate(ANSWER, [module, shared])
    assert answer["differing"] == []
    assert set(answer["wrong"]) == {"RangeError"}
    assert answer["wrong"]
