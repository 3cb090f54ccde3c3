import random

from hypothesis import given
from hypothesis import strategies as st

from samenspel.sources.anchors import Anchor, Certainty, _signs, reanchor

OLD = """Amina: Wij hebben de sleutel van het buurthuis gekregen, en dat scheelt elke week een mail.

Bram: Ja. Wij moesten eerst durven loslaten.

Amina: Ja. En daarna ging het vanzelf."""


def follow(words: str, new: str, old: str = OLD) -> tuple[str, Certainty]:
    start = old.index(words)
    (anchor,) = reanchor(old, new, [(start, start + len(words))])
    return new[anchor.start : anchor.end], anchor.certainty


def test_the_same_text_keeps_every_passage() -> None:
    spans = [(0, 5), (7, 40), (0, len(OLD))]
    assert reanchor(OLD, OLD, spans) == [Anchor(*span, Certainty.EXACT) for span in spans]


def test_words_before_it_push_a_passage_along() -> None:
    new = "Verslag van de pitstop\n\n" + OLD
    assert follow("durven loslaten", new) == ("durven loslaten", Certainty.EXACT)


def test_a_passage_survives_when_its_neighbours_change() -> None:
    new = OLD.replace("moesten eerst", "wilden eerst niet echt")
    assert follow("durven loslaten", new) == ("durven loslaten", Certainty.EXACT)


def test_a_paragraph_that_was_moved_is_found_again() -> None:
    first, *rest = OLD.split("\n\n")
    new = "\n\n".join([*rest, first])
    words = "de sleutel van het buurthuis gekregen"
    assert follow(words, new) == (words, Certainty.MOVED)


def test_other_white_space_and_quotes_are_the_same_words() -> None:
    old = "Zij zei: 'kom maar' en\nhij kwam."
    new = "Zij zei: ‘kom maar’ en hij kwam."
    assert follow("'kom maar' en\nhij", new, old) == ("‘kom maar’ en hij", Certainty.MOVED)


def test_changed_words_wait_for_a_person() -> None:
    new = OLD.replace("elke week een mail", "elke maand een mail")
    assert follow("dat scheelt elke week een mail", new) == (
        "dat scheelt elke maand een mail",
        Certainty.DOUBTFUL,
    )


def test_a_word_less_inside_a_passage_waits_for_a_person() -> None:
    new = OLD.replace("moesten eerst durven", "moesten durven")
    assert follow("Wij moesten eerst durven loslaten.", new) == (
        "Wij moesten durven loslaten.",
        Certainty.DOUBTFUL,
    )


def test_words_that_stand_in_two_places_wait_for_a_person() -> None:
    new = "Cor: Ja. Zeker.\n\nAmina: Nou ja. Ja. Dat was het."
    assert follow("Ja.", new) == ("Ja.", Certainty.DOUBTFUL)


def test_a_short_word_elsewhere_is_not_taken_for_ours() -> None:
    new = "Cor kwam later.\n\nMaar dat is een ander verhaal, zei hij, en ging weg. Ja. Zo was het."
    words, certainty = follow("Ja.", new)
    assert certainty in (Certainty.DOUBTFUL, Certainty.LOST), words


def test_words_that_are_gone_are_lost_and_leave_their_place() -> None:
    new = OLD.replace("Bram: Ja. Wij moesten eerst durven loslaten.\n\n", "")
    start = OLD.index("durven loslaten")
    (anchor,) = reanchor(OLD, new, [(start, start + 15)])
    assert anchor.certainty == Certainty.LOST
    assert anchor.start == anchor.end
    assert new[anchor.start :].lstrip().startswith("Amina: Ja.")


def test_a_text_that_was_emptied_loses_everything() -> None:
    assert follow("durven loslaten", "") == ("", Certainty.LOST)


lines = st.lists(
    st.lists(st.sampled_from(["de", "buurt", "Ja.", "wij", "🌻", "é", "samen"]), max_size=12),
    max_size=8,
).map(lambda drawn: "\n".join(" ".join(line) for line in drawn))


@given(lines, lines, st.data())
def test_a_sure_answer_always_has_the_same_words(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(0, len(old) - 1)))
    end = data.draw(st.integers(start + 1, max(start + 1, len(old))))
    if end > len(old):
        return
    (anchor,) = reanchor(old, new, [(start, end)])
    assert 0 <= anchor.start <= anchor.end <= len(new)
    if anchor.sure:
        assert _signs(new[anchor.start : anchor.end]) == _signs(old[start:end])


@given(lines, lines, lines)
def test_words_around_a_passage_may_grow_as_they_like(one: str, more: str, two: str) -> None:
    passage = "de sleutel van het buurthuis lag op tafel"
    old, new = f"{one}\n{passage}\n{two}", f"{more}\n{one}\n{passage}\n{two}{more}"
    start = len(one) + 1
    (anchor,) = reanchor(old, new, [(start, start + len(passage))])
    assert anchor.sure
    assert new[anchor.start : anchor.end] == passage


def test_a_day_of_reports_is_carried_over() -> None:
    chance = random.Random(2)
    vocabulary = [f"woord{n}" for n in range(3000)] + ["de", "het", "een", "en"] * 300
    lines = [" ".join(chance.choices(vocabulary, k=80)) for _ in range(250)]
    old = "\n\n".join(lines)
    changed = [line.replace(line.split()[7], "anders") for line in lines]
    spans = [(at, at + 200) for at in chance.sample(range(len(old) - 200), 1000)]
    anchors = reanchor(old, "\n\n".join(changed), spans)
    assert len(anchors) == 1000
    assert sum(anchor.sure for anchor in anchors) > 500
