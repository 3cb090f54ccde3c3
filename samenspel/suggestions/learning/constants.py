"""When a code may be proposed at all; measured, and argued in `docs/adr/0019-suggestions.md`."""

EXAMPLES = 30
"""Fewest pieces with the code: with fewer, one odd source decides."""
COALITIONS = 3
"""Fewest coalitions these come from: a code of one place is learned as that place's words."""
PRECISION = 0.6
"""At least this share of what would be proposed was right, in a coalition that was left out."""
AIM = 0.7
"""The share that is aimed at when choosing how sure to be: what is aimed at is rarely reached."""
FEWEST_SHOWN = 10
"""Below this many proposals no share is told: it would be chance."""
HELD = 5
"""One in so many pieces gets no suggestion, so that the effect of suggestions can be measured."""
LONGEST = 600
"""Code points of a piece; longer paragraphs are cut at a sentence."""
SHORTEST = 15
FEATURES = 30_000
SOURCES = 2
"""A sequence of letters that occurs in fewer sources is not learned: it could be a name."""
LIKE = 12
"""Resembling passages that are kept with a suggestion; a reader sees three they may read."""
SEED = 20_240
