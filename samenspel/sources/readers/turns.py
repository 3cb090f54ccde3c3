"""Who says what: from the blocks of a file to paragraphs with speakers and questions.

A label such as "Amina:" is only a guess. A word is taken for a name when it looks like one, is not
a usual opening ("Let op:"), and the file shows that it is a conversation: the label comes back,
words in quotation marks follow it, it carries a time, or labels open most paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import limits
from .draft import Block, Kind, Paragraph, clean, one_line

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_LABEL = re.compile(
    rf"(?:[\[(]?(?P<before>{_TIME})[\])]?\s*[-–]?\s*)?"
    r"(?P<name>[^\W_][^:\n\[\](){}<>\"“”„/@|;,!?*_=]{0,58}?)"
    r"\s*(?:\((?P<aside>[^()\n:]{1,40})\))?"
    rf"\s*(?:[\[(]?(?P<after>{_TIME})[\])]?)?"
    r"\s*:(?=\s|$|[\"“„‘'«])\s*(?P<rest>.*)",
    re.DOTALL,
)
_TIMED_NAME = re.compile(
    rf"(?P<name>[^\W\d_][^:\n\[\](){{}}<>\"“”/@|;,!?*_=]{{0,58}}?)\s+[\[(]?(?P<after>{_TIME})[\])]?"
)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-](?=[^\W\d_])|\.$)*\d{0,3}")
_MARKS = frozenset('"“„«')

PARTICLES = frozenset(
    """
    van de der den het 't ’t 's ’s te ten ter tot in op aan bij uit voor von zu la le les du di da
    do dos del della el al bin ben ibn y e
    """.split()
)
JOINERS = frozenset(["en", "and", "&", "+"])
ROLES = frozenset(
    """
    interviewer interviewster geïnterviewde spreker spreekster respondent deelnemer deelneemster
    bewoner bewoonster professional gespreksleider moderator facilitator voorzitter notulist
    presentator begeleider coördinator opbouwwerker publiek zaal iedereen onbekend vrijwilliger
    speaker interviewee participant resident chair host audience everybody unknown volunteer
    coordinator
    """.split()
)
# Words that open a line without anybody speaking: as first word of a label ...
OPENINGS = frozenset(
    """
    let pas tip tips nb n.b n.b. ps p.s p.s. bijvoorbeeld voorbeeld voorbeelden conclusie conclusies
    datum aanwezig aanwezigen afwezig locatie plaats tijd tijdstip onderwerp onderwerpen doel doelen
    subdoelen vraag vragen antwoord antwoorden opmerking opmerkingen noot noten belangrijk resultaat
    resultaten opbrengst opbrengsten afspraak afspraken actie acties actiepunt actiepunten besluit
    besluiten agenda inleiding samenvatting aanleiding achtergrond kortom namelijk dus daarom ofwel
    oftewel stap fase deel hoofdstuk punt thema thema's bron bronnen link links website e-mail email
    mail telefoon tel telefoonnummer adres auteur auteurs tekst foto foto's beeld beelden
    met betreft cc bijlage bijlagen kosten budget werkwijze aanpak vervolg ronde dag
    week maand jaar middag ochtend avond tafel groep versie status titel naam namen rol functie
    leeftijd geboren gemeente coalitie project periode duur start einde begin pauze lunch koffie
    welkom opening sluiting rondvraag notulen verslag interview gesprek stelling opdracht oefening
    methode materiaal nodig advies aanbeveling aanbevelingen geleerd les lessen leervraag leervragen
    schuurplek schuurplekken flow pitstop citaat quote kader figuur tabel ondertitel bijschrift
    eerst eerste tweede derde vierde vijfde slot daarna verder ook maar want omdat toen nu
    hier daar zo dit deze die dat er wat hoe wie waar waarom wanneer welke onze mijn
    jouw zijn haar hun alle alles niet wel ja nee goed fout mooi moeilijk
    note notes attention warning example examples conclusion conclusions date present absent
    location place time subject goal goals question questions answer answers remark remarks
    important result results agreement agreements action actions decision decisions introduction
    summary background step phase part chapter point theme source sources phone address author
    authors text photo photos image images with from attachment attachments costs round day
    month year morning afternoon evening table group version title name names role age born
    municipality coalition period duration end break coffee welcome closing minutes report
    conversation statement exercise method needed advice lesson lessons quotation figure caption
    first second third finally then further also but because when now there so this
    these those that it what how who where why which our my your his her their all everything not
    yes no good wrong
    """.split()
)
# ... or as the whole of it: these can be the beginning of a name.
_ALONE = frozenset(
    """
    van aan door in op uit voor ten tot bij te de het een the a an by to re for
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart mei juni juli
    augustus september oktober november december monday tuesday wednesday thursday friday saturday
    sunday january february march july august october
    """.split()
)
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Label:
    """What the opening of a line might mean: that somebody speaks."""

    name: str
    rest: str
    begin: int | None
    sure: bool
    colon: bool = True

    @property
    def key(self) -> str:
        return self.name.casefold()


@dataclass(frozen=True, slots=True)
class _Line:
    block: Block
    text: str
    bold: bool
    label: _Label | None


def turns(blocks: Iterable[Block]) -> tuple[Paragraph, ...]:
    """Paragraphs in the order of the file, each with its speaker when there is one."""
    lines = [line for block in blocks for line in _lines(block)]
    speakers = _speakers(lines)
    questions = _bold_is_rare(lines)
    turn = _Turn()
    level = 1
    paragraphs: list[Paragraph] = []
    for line in lines:
        block, text = line.block, line.text
        name = speakers.get(line.label.key) if line.label else None
        if block.kind is Kind.HEADING:
            turn.end()
            level = block.level or 1
            paragraphs.append(Paragraph(_asked(text), text, level))
        elif line.label and name:
            turn.start(name, line.label.begin)
            if line.label.rest:
                paragraphs.append(_said(line, line.label.rest, turn))
        elif line.bold and questions and block.kind is Kind.TEXT:
            turn.end()
            if text.endswith("?") or len(text) > 80 or text[-1] in ".!…:":
                paragraphs.append(Paragraph(Kind.QUESTION, text))
            else:
                paragraphs.append(Paragraph(Kind.HEADING, text, min(level + 1, 6)))
        else:
            if block.speaker:
                turn.start(block.speaker)
            paragraphs.append(_said(line, text, turn))
            if block.kind is Kind.CUE and block.speaker:
                turn.end()  # a caption without a voice has no known voice
    return tuple(paragraphs)


def opens_turn(text: str) -> bool:
    """Whether this line may begin with the name of a speaker."""
    return _label(text, bold=False) is not None


def is_name(words: str) -> bool:
    """Whether this can be what somebody is called: "Jan", "P1", "Saïda el Amrani", "Bewoner 2"."""
    parts = words.split()
    first = parts[0].casefold().rstrip(".") if parts else ""
    if not 1 <= len(parts) <= _MOST_WORDS or first in OPENINGS or words.casefold() in _ALONE:
        return False
    if parts[-1] in PARTICLES or parts[-1] in JOINERS or parts[0] in JOINERS:
        return False
    named = False
    for place, part in enumerate(parts):
        if part in PARTICLES or part in JOINERS:
            continue
        if place and part.isdigit() and len(part) <= 3:
            continue
        if part not in ROLES and not (part[0].isupper() and _NAME_WORD.fullmatch(part)):
            return False
        named = True
    return named


def milliseconds(time: str) -> int:
    """What "1:02:03.5" or "02:03" is in milliseconds."""
    whole, _, fraction = time.replace(",", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction.ljust(3, "0")[:3] or 0)


def _lines(block: Block) -> Iterator[_Line]:
    if block.kind in (Kind.HEADING, Kind.ROW):
        text = one_line(" ".join(text for text, _ in block.runs))
        if text:
            yield _Line(block, text, bold=False, label=None)
        return
    pieces: list[list[tuple[str, bool]]] = [[]]
    for text, bold in block.runs:
        first, *more = clean(text).split("\n")
        pieces[-1].append((first, bold))
        pieces.extend([(line, bold)] for line in more)
    for piece in pieces:
        text = one_line("".join(text for text, _ in piece))
        if text:
            bold = all(bold for text, bold in piece if not text.isspace() and text)
            yield _Line(block, text, bold, None if block.speaker else _label(text, bold))


def _label(text: str, bold: bool) -> _Label | None:
    found = _LABEL.fullmatch(text)
    if found and is_name(found["name"].strip()):
        name, rest = found["name"].strip(), found["rest"]
        time = found["before"] or found["after"]
        sure = bool(time) or rest[:1] in _MARKS or name.split()[0].casefold() in ROLES
        if found["aside"]:
            rest = f"({found['aside']}) {rest}".strip()
        return _Label(name, rest, milliseconds(time) if time else None, sure)
    found = _TIMED_NAME.fullmatch(text)
    if found and is_name(found["name"].strip()):
        return _Label(found["name"].strip(), "", milliseconds(found["after"]), sure=True)
    if bold and is_name(text):
        return _Label(text, "", None, sure=False, colon=False)
    return None


def _speakers(lines: list[_Line]) -> dict[str, str]:
    """The labels that are taken for names: as compared -> as written."""
    open_lines = [line for line in lines if line.block.kind in (Kind.TEXT, Kind.CUE)]
    labels = [line.label for line in open_lines if line.label]
    plain = sum(not line.bold for line in open_lines)
    times = Counter(label.key for label in labels)
    sure = {label.key for label in labels if label.sure or times[label.key] > 1}
    with_colon = {label.key for label in labels if label.colon}
    if sure or 2 * sum(label.colon for label in labels) >= plain:
        sure |= with_colon
    written: dict[str, str] = {}
    for label in labels:
        if label.key in sure and (label.key not in written or written[label.key].isupper()):
            written[label.key] = label.name
    # So many names are no conversation but a list.
    return written if len(written) <= limits.SPEAKERS else {}


def _bold_is_rare(lines: list[_Line]) -> bool:
    """Whether bold sets something apart; in a text that is bold all over it says nothing."""
    texts = [line for line in lines if line.block.kind is Kind.TEXT]
    bold = sum(line.bold for line in texts)
    return bold <= 0.6 * len(texts)


def _asked(text: str) -> Kind:
    return Kind.QUESTION if text.endswith("?") else Kind.HEADING


def _said(line: _Line, text: str, turn: _Turn) -> Paragraph:
    block = line.block
    speaker = None if block.kind in (Kind.NOTE, Kind.ROW) else turn.says(text)
    begin = turn.time() if block.begin is None else block.begin
    return Paragraph(block.kind, text, block.level, speaker, begin, block.stop)


class _Turn:
    """Whose words these are, until somebody else speaks or the quotation marks close."""

    def __init__(self) -> None:
        self.end()

    def end(self) -> None:
        self.start(None)

    def start(self, speaker: str | None, begin: int | None = None) -> None:
        self.speaker = speaker
        self.begin = begin
        self.fresh = True
        self.quoted = ""
        self.closed = False

    def time(self) -> int | None:
        """When the turn began, for its first paragraph only."""
        begin, self.begin = self.begin, None
        return begin

    def says(self, text: str) -> str | None:
        if self.closed and text[0] not in _MARKS:
            self.end()
        if self.speaker is None:
            return None
        if self.fresh or self.closed:
            self.quoted = text if text[0] in _MARKS else ""
            self.fresh = self.closed = False
        elif self.quoted:
            self.quoted += text
        if self.quoted:
            self.closed = _is_closed(self.quoted)
        return self.speaker


def _is_closed(words: str) -> bool:
    """Whether the quotation that opens these words ends with them."""
    if words.rstrip(".,;")[-1:] not in '"”“»':
        return False
    opened = sum(words.count(mark) for mark in "“„«")
    closed = sum(words.count(mark) for mark in "”»")
    return words.count('"') % 2 == 0 and (opened <= closed or words[0] == "„")
