"""Who says what."""

import pytest

from samenspel.sources.readers.draft import Kind
from samenspel.sources.readers.parse import parse


def said(text: str, name: str = "gesprek.txt") -> list[tuple[str | None, str]]:
    return [(p.speaker, p.text) for p in parse(name, text.encode()).paragraphs]


def speakers(text: str) -> tuple[str, ...]:
    return parse("gesprek.txt", text.encode()).speakers


@pytest.mark.parametrize(
    "name",
    [
        "Jan",
        "J. de Vries",
        "Saïda el Amrani",
        "Anne-Marie van 't Hof",
        "Bram van der Wal",
        "Spreker 2",
        "P1",
        "SB",
        "Bewoner A",
        "interviewer",
        "Amina en Bram",
        "O’Neill",
    ],
)
def test_a_name_before_a_colon_speaks(name: str) -> None:
    text = f"{name}: Wij begonnen klein.\nEn dat ging goed.\nKees: Zeker.\n{name}: Ja hoor."
    assert said(text) == [
        (name, "Wij begonnen klein."),
        (name, "En dat ging goed."),
        ("Kees", "Zeker."),
        (name, "Ja hoor."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Let op: de zaal gaat om vijf uur dicht.",
        "Bijvoorbeeld: een sleutel voor iedereen.",
        "We beginnen om 12:30 in de grote zaal.",
        "Zie https://voorbeeld.example/pagina voor meer.",
        "Dit zijn de punten: sleutel, agenda, soep.",
        "Afspraken: sleutel halen.",
        "Stap 2: sleutel halen.",
        "NB: neem een trui mee.",
        "De uitkomst van de middag: wij gaan door.",
        "Conclusie: het werkt.",
        "Wat er gebeurde: niets.",
    ],
)
def test_other_words_before_a_colon_do_not_speak(line: str) -> None:
    text = f"Amina: Hallo.\nBram: Dag.\nAmina: Daar zijn we dan.\n{line}\n{line}"
    assert speakers(text) == ("Amina", "Bram")
    assert (said(text)[-1]) == ("Amina", line)


def test_a_report_with_words_before_colons_is_no_conversation() -> None:
    text = (
        "Het plein lag er stil bij. Niemand wist wie de sleutel had.\n\n"
        "Buurttuin: hier werd gewerkt.\n\nDe volgende dag kwam de regen.\n\n"
        "Soepkeuken: hier werd gegeten.\n\nZo ging het door tot de zomer."
    )
    assert speakers(text) == ()
    assert "Buurttuin: hier werd gewerkt." in [words for _, words in said(text)]


def test_one_line_of_conversation_is_enough() -> None:
    assert said("Amina: We zijn begonnen.") == [("Amina", "We zijn begonnen.")]


def test_the_same_name_in_capitals_is_the_same_speaker() -> None:
    assert speakers("AMINA: Een.\nAmina: Twee.\nBRAM: Drie.\nBRAM: Vier.") == ("Amina", "BRAM")


def test_words_in_brackets_after_a_name_are_kept() -> None:
    assert said("Amina (lacht): Nee hoor.\nAmina: Echt.")[0] == ("Amina", "(lacht) Nee hoor.")


def test_closing_quotation_marks_end_the_turn() -> None:
    text = 'Amina: "Zo begon het.\n\nEn zo ging het door."\n\nNa afloop was er koffie.\n\nLang.'
    assert said(text) == [
        ("Amina", '"Zo begon het.'),
        ("Amina", 'En zo ging het door."'),
        (None, "Na afloop was er koffie."),
        (None, "Lang."),
    ]


def test_quotation_marks_within_a_turn_do_not_end_it() -> None:
    text = 'Amina: "Wij noemen dat "de soep"\n\nen daar hoort brood bij."\n\nSlot.'
    assert [speaker for speaker, _ in said(text)] == ["Amina", "Amina", None]


def test_a_quotation_that_is_opened_again_goes_on() -> None:
    text = "Amina: “Eerst dit.”\n\n“En dan dat.”"
    assert [speaker for speaker, _ in said(text)] == ["Amina", "Amina"]


def test_a_question_in_bold_or_heading_ends_the_turn() -> None:
    text = "**Wat ging goed?**\n\nAmina: De soep.\n\n**Vertel eens meer.**\n\nWie?\n\n## En jij?\n"
    kinds = [(p.kind, p.speaker) for p in parse("a.md", text.encode()).paragraphs]
    assert kinds == [
        (Kind.QUESTION, None),
        (Kind.TEXT, "Amina"),
        (Kind.QUESTION, None),
        (Kind.TEXT, None),
        (Kind.QUESTION, None),
    ]


def test_a_short_line_in_bold_is_a_heading() -> None:
    draft = parse("a.md", b"# Verslag\n\n**De middag**\n\nEr was soep.\n\nEn brood.")
    assert [(p.kind, p.level) for p in draft.paragraphs[:2]] == [
        (Kind.HEADING, 1),
        (Kind.HEADING, 2),
    ]


def test_a_text_that_is_bold_all_over_asks_nothing() -> None:
    draft = parse("a.md", b"**Er was soep.**\n\n**En brood.**\n\n**Ook koek?**")
    assert {p.kind for p in draft.paragraphs} == {Kind.TEXT}


def test_names_alone_in_bold_speak_when_they_come_back() -> None:
    text = (
        "**Amina**\n\nSoep.\n\n**Bram**\n\nBrood.\n\n**Amina**\n\nKoek.\n\n**Bram**\n\nThee.\n\nZo."
    )
    assert parse("a.md", text.encode()).speakers == ("Amina", "Bram")


def test_times_beside_names_are_kept() -> None:
    text = "Amina  0:14\nHallo.\n[01:02:03] Bram: Dag.\nAmina [00:20]: Koffie?"
    paragraphs = parse("a.txt", text.encode()).paragraphs
    assert [(p.speaker, p.begin, p.text) for p in paragraphs] == [
        ("Amina", 14_000, "Hallo."),
        ("Bram", 3_723_000, "Dag."),
        ("Amina", 20_000, "Koffie?"),
    ]


def test_lists_in_a_turn_belong_to_the_speaker() -> None:
    paragraphs = parse("a.md", b"Amina: Dit wil ik:\n\n- soep;\n- brood.\n").paragraphs
    assert [(p.kind, p.speaker) for p in paragraphs] == [
        (Kind.TEXT, "Amina"),
        (Kind.ITEM, "Amina"),
        (Kind.ITEM, "Amina"),
    ]


def test_speakers_in_one_paragraph_with_line_ends_are_kept_apart() -> None:
    assert said("**Amina:** soep\n**Bram:** brood\nen boter\n", "a.md") == [
        ("Amina", "soep"),
        ("Bram", "brood en boter"),
    ]


def test_a_transcript_in_a_table_has_speakers() -> None:
    rows = [("Amina", "Soep."), ("Bram", "Brood."), ("Amina", "Koek.")]
    html = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows)
    assert said(f"<html><table>{html}</table>", "a.html") == [*rows]


def test_a_long_list_with_colons_is_no_conversation() -> None:
    words = [f"{chr(65 + n // 26)}{chr(97 + n % 26)}" for n in range(150)]
    assert speakers("\n".join(f"{word}: iets" for word in words)) == ()
