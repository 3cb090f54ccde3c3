"""A small invented corpus: a code that can be learned, and one that is given by chance."""

from __future__ import annotations

import random
from typing import Any

from samenspel.circles.models import Circle, Coalition, Expedition
from samenspel.circles.tests.cast import Cast
from samenspel.sources import actions as telling
from samenspel.sources.models import Source
from samenspel.sources.readers import Kind, Paragraph, compose
from samenspel.sources.tests.builders import newest
from samenspel.suggestions import proposals
from samenspel.threads.actions import coder_of
from samenspel.threads.models import Code, Codebook, Coding, Passage
from samenspel.threads.tests.builders import a_code, a_codebook

KEYS = "de sleutel van het buurthuis ligt bij de beheerder en het slot van de deur klemt".split()
OTHER = (
    "wij eten samen soep op dinsdag de kinderen spelen buiten bij de heg de fiets staat in de "
    "schuur het regent vaak maar de koffie is warm en de buren lachen mee"
).split()


def sentence(chance: random.Random, about_keys: bool) -> str:
    words = [chance.choice(OTHER) for _ in range(9)]
    if about_keys:
        words[2:5] = chance.sample(KEYS, 3)
        words[6] = chance.choice(["sleutel", "sleutelbos", "slot", "sleutels"])
    return " ".join(words).capitalize() + "."


def a_third_coalition(cast: Cast) -> Coalition:
    return Coalition.objects.create(
        expedition=cast.expedition, slug="zuid", name="Samen Zuid", place="zuid"
    )


def a_text(
    place: Coalition | Expedition, by: Any, about: list[bool], seed: int, **more: Any
) -> Source:
    chance = random.Random(seed)
    lines = [sentence(chance, each) for each in about]
    text, layout = compose([Paragraph(Kind.TEXT, line) for line in lines])
    told = {"title": f"Tekst {seed}", "circle": Circle.TEAM, **more}
    return telling.keep(place, text=text, layout=layout, by=by, **told)


class Corpus:
    """In each of three coalitions `texts` texts of twenty paragraphs, every third about keys."""

    def __init__(self, cast: Cast, *, texts: int = 2, allowed: bool = True) -> None:
        self.cast = cast
        self.book: Codebook = a_codebook(cast)
        self.keys: Code = a_code(cast, "sleutels", codebook=self.book)
        self.chance: Code = a_code(cast, "toeval", codebook=self.book)
        self.rare: Code = a_code(cast, "zeldzaam", codebook=self.book)
        self.zuid = a_third_coalition(cast)
        lot = random.Random(7)
        self.sources = []
        makers = [(cast.oost, cast.amina), (cast.west, cast.cor), (self.zuid, None)]
        for n, (place, by) in enumerate(makers * texts):
            about = [at % 3 == 0 for at in range(20)]
            source = a_text(place, by, about, n) if by else self.in_zuid(about, n)
            self.sources.append(source)
            if allowed:
                proposals.allow(source, by=source.author)
            self.give(source, self.keys, about)
            self.give(source, self.chance, [lot.random() < 0.3 for _ in range(20)])
            self.give(source, self.rare, [at == 1 for at in range(20)])

    def in_zuid(self, about: list[bool], seed: int) -> Source:
        """Nobody of the cast is of Zuid: its words were brought in by Els, for the team."""
        source = a_text(self.cast.expedition, self.cast.els, about, seed)
        Source.objects.unguarded("command line").filter(pk=source.pk).update(coalition=self.zuid)
        source.refresh_from_db(from_queryset=Source.objects.unguarded("command line"))
        return source

    def give(self, source: Source, code: Code, where: list[bool]) -> None:
        version = newest(source)
        for piece, yes in zip(version.layout, where, strict=True):
            if yes:
                passage, _ = Passage.objects.unguarded("command line").get_or_create(
                    version=version,
                    start=piece["start"],
                    end=piece["end"],
                    defaults={"made_by": self.cast.els},
                )
                coder = coder_of(self.cast.els, self.cast.expedition.pk)
                Coding.objects.create(passage=passage, code=code, coder=coder)
