"""Documents to import and code: short Dutch sentences, no two alike within one document."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

WHO = (
    "De buurvrouw van nummer {}|Een vrijwilliger van de soepgroep|De opbouwwerker|De jongen van"
    " de fietsenmaker|Onze voorzitter|Iemand uit de flat op {} hoog|De beheerder van het"
    " buurthuis|Een moeder van school|De wijkverpleegkundige|Mijn overbuurman"
).split("|")
DOES = (
    "bracht {} stoelen mee voor de tafel|vroeg wie er {} keer per week kan koken|belde wel {}"
    " keer over de sleutel|wilde eerst weten wat het kost|nam {} mensen mee naar de moestuin|las"
    " de brief van de gemeente voor|maakte koffie voor {} bezoekers|zei dat het pad te smal"
    " is|zocht een plek voor {} fietsen|schreef alles op in een schrift"
).split("|")
WHEN = (
    "op maandag|na het eten|in de week van {} mei|toen het regende|voor de zomer|na {} weken"
    " wachten|bij de opening|om half {}|in het voorjaar|aan het eind van de dag"
).split("|")
TO_A_PARAGRAPH = 5


@dataclass(frozen=True)
class Story:
    title: str
    sentences: Sequence[str]

    @property
    def paragraphs(self) -> list[str]:
        return [
            " ".join(self.sentences[at : at + TO_A_PARAGRAPH])
            for at in range(0, len(self.sentences), TO_A_PARAGRAPH)
        ]

    @property
    def stretches(self) -> list[tuple[str, int]]:
        """What is marked: a sentence, and so many letters of it. First all of them, then parts."""
        whole = [(each, len(each)) for each in self.sentences]
        return whole + [(each, len(" ".join(each.split()[:5]))) for each in self.sentences]

    def html(self) -> bytes:
        told = "".join(f"<p>{escape(each)}</p>" for each in self.paragraphs)
        head = f'<html lang="nl"><head><meta charset="utf-8"><title>{self.title}</title></head>'
        return f"<!doctype html>{head}<body>{told}</body></html>".encode()

    def txt(self) -> bytes:
        return "\n\n".join(self.paragraphs).encode()

    def docx(self) -> bytes:
        import docx

        letter, into = docx.Document(), BytesIO()
        for each in self.paragraphs:
            letter.add_paragraph(each)
        letter.save(into)
        return into.getvalue()


def stories(many: int, words: int) -> list[Story]:
    chance = random.Random(11)
    return [Story(f"Verslag {n:04}", _sentences(chance, words)) for n in range(many)]


def _sentences(chance: random.Random, words: int) -> list[str]:
    told: dict[str, None] = {}
    while sum(len(each.split()) for each in told) < words:
        parts = (chance.choice(each) for each in (WHO, DOES, WHEN))
        told[" ".join(part.format(chance.randint(2, 99)) for part in parts) + "."] = None
    return list(told)
