"""No number tells of a handful of people what they did not let be read."""

from __future__ import annotations

import itertools

from samenspel.recognition.hiding import LEAST, settle, without


def told(*circles: int) -> bool:
    """Whether a voice with answers in these circles is told."""
    return bool(settle(("resident", "yes", circle) for circle in circles))


def test_a_voice_is_told_from_five_on():
    assert not told(1, 1, 1, 1)
    assert told(1, 1, 1, 1, 1)
    answers = [("resident", "yes", 2)] * 4 + [("resident", "no", 2)] + [("professional", "no", 2)]
    assert settle(answers) == {"resident": {"yes": 4, "no": 1}}


def test_who_reads_the_rest_never_finds_a_handful():
    """Of all small groups: what each reader does not read is five people or nobody."""
    for many in range(1, 13):
        for circles in itertools.combinations_with_replacement((0, 1, 2), many):
            if told(*circles):
                for readable_from in (1, 2, 3):  # the coalition, the team, and everybody else
                    unread = sum(circle < readable_from for circle in circles)
                    assert unread == 0 or unread >= LEAST, circles


def test_a_voice_that_falls_below_five_is_not_told_any_more():
    figures = {"resident": {"yes": 5}, "professional": {"no": 6}}
    assert without(figures, "professional", 5) == figures
    assert without(figures, "resident", 4) == {"professional": {"no": 6}}
