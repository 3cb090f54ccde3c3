"""Which codes lie together: the same as by comparing everything with everything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samenspel.insight.nearness import beside, bits_of, in_one_text, on_the_same_words, places

passages = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 30), st.integers(1, 12)), min_size=1, max_size=12
)
codings = st.lists(st.tuples(st.integers(0, 11), st.integers(1, 3)), max_size=25)


def rows_of(drawn):
    return [(at + 100, text, begin, begin + long) for at, (text, begin, long) in enumerate(drawn)]


def by_hand(rows, coded, one, other, near):
    """The passages of one code that a passage of the other is near, and the other way round."""
    having = {code: {key for key, given in coded if given == code} for code in (one, other)}
    known = {row[0]: row for row in rows}
    return {
        mine
        for first, second in [(one, other), (other, one)]
        for mine in having[first]
        for theirs in having[second]
        if mine == theirs or near(known[mine], known[theirs])
    }


@given(passages, codings)
def test_on_the_same_words(drawn, picked):
    rows = rows_of(drawn)
    coded = [(rows[at % len(rows)][0], code) for at, code in picked]

    def overlap(a, b):
        return a[1] == b[1] and a[2] < b[3] and b[2] < a[3]

    found = on_the_same_words(rows, coded)
    for one, other in [(1, 2), (1, 3), (2, 3)]:
        assert set(found.which(found.both(one, other))) == by_hand(rows, coded, one, other, overlap)


@given(passages, codings)
def test_at_most_one_paragraph_apart(drawn, picked):
    rows = rows_of(drawn)
    coded = [(rows[at % len(rows)][0], code) for at, code in picked]

    def paragraphs(_text, begin, end):
        return begin // 5, (end - 1) // 5

    def near(a, b):
        (first, last), (begin, end) = paragraphs(0, *a[2:]), paragraphs(0, *b[2:])
        return a[1] == b[1] and begin - last <= 1 and first - end <= 1

    found = beside(rows, coded, paragraphs)
    assert set(found.which(found.both(1, 2))) == by_hand(rows, coded, 1, 2, near)


@given(passages, codings)
def test_in_the_same_text(drawn, picked):
    rows = rows_of(drawn)
    coded = [(rows[at % len(rows)][0], code) for at, code in picked]
    text_of = {row[0]: row[1] for row in rows}
    texts = {code: {text_of[key] for key, given in coded if given == code} for code in (1, 2)}
    found = in_one_text(rows, coded)
    assert set(found.which(found.both(1, 2))) == texts[1] & texts[2]


@given(st.sets(st.integers(0, 200)))
def test_bits_tell_their_places(some):
    bits = bits_of(((place, 7) for place in some), 201).get(7, 0)
    assert list(places(bits)) == sorted(some)
