"""Cells of spreadsheets hold words, and nothing that runs."""

from __future__ import annotations

import pytest

from samenspel.foundation.sheets import LONGEST, for_excel, harmless


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "  =1", "＝1"])
def test_what_a_spreadsheet_would_run_is_made_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "wij", "a=1", 5, -5, None, "'=1"])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_a_cell_of_excel_counts_in_utf_16_and_says_that_it_was_cut():
    assert for_excel("é" * LONGEST) == "é" * LONGEST
    assert for_excel("é" * (LONGEST + 1)) == "é" * (LONGEST - 1) + "…"
    cut = for_excel("a" + "😀" * LONGEST)
    assert len(cut.encode("utf-16-le")) <= 2 * LONGEST
    assert cut.endswith("😀…")


def test_what_is_no_character_does_not_spoil_a_workbook():
    assert for_excel("a\ufffe\ud800b") == "a\ufffd\ufffdb"
