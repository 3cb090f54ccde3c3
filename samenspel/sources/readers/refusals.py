"""Every reason for which a file is refused, and every remark on a file that was read.

The process that reads sends a code back; the sentence is looked up here, in the reader's language.
"""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from samenspel.foundation.errors import Refused

REFUSALS = {
    "empty": _("This file is empty. Choose another one."),
    "too_large": _("This file is larger than %(limit)s MB. Split it, or leave pictures out of it."),
    "too_long": _("There is too much text in this file. Split it into parts and add each part."),
    "too_many_pages": _("This PDF has more than %(limit)s pages. Split it and add each part."),
    "too_many_speakers": _(
        "We found more than %(limit)s names of speakers. Split the file, or save it without names."
    ),
    "too_heavy": _(
        "Reading this file takes too much time or memory. Save it again in a simpler form, "
        "for instance as plain text."
    ),
    "bomb": _(
        "This file unpacks to far more than it seems to hold. We do not open it. "
        "Save it again from your word processor."
    ),
    "damaged": _(
        "This %(kind)s file is damaged or did not arrive whole. Open it on your own computer, "
        "save it again and choose the new file."
    ),
    "locked": _(
        "This file is locked with a password. Save it without a password and choose that file."
    ),
    "mismatch": _(
        "This is a %(found)s file, but its name says %(said)s. Give it a name that ends in "
        "%(ending)s and choose it again."
    ),
    "unknown": _("We cannot read this kind of file. We can read %(kinds)s."),
    "not_text": _(
        "This is not text, whatever the name says. Open it in the program it was made with and "
        "save it as text, DOCX or PDF."
    ),
    "letters": _(
        "Some letters in this file cannot be read. Save it as text in UTF-8 and choose that file."
    ),
    "no_text": _("There is no text in this file."),
    "only_pictures": _(
        "This file holds only pictures of text, for instance a scan. Have the text recognised "
        "first (your scanner or PDF program can do that), or type it over."
    ),
    "word_processor": _(
        "We cannot read %(kind)s files. Open it in your word processor, save it as DOCX or ODT "
        "and choose that file."
    ),
    "book": _("We cannot read e-books. Save the text as HTML or DOCX and choose that file."),
    "sheet": _(
        "This is a spreadsheet. Copy the words you need into a document and choose that file."
    ),
    "slides": _("These are slides. Save them as PDF and choose that file."),
    "picture": _("This is a picture. Type over the words that are on it."),
    "sound": _(
        "This is sound or video. First have it written out (as text, WebVTT or SRT) and bring that "
        "file. Then you can add the recording to it."
    ),
    "vtt_header": _("A WebVTT file begins with the word WEBVTT. This one does not."),
    "cue_backwards": _(
        "In line %(line)s a caption ends before it begins. Fix that and choose the file again."
    ),
    "cue_time": _("We do not understand the time in line %(line)s. Fix it and try again."),
    "no_cues": _("There are no captions with a time in this file."),
}

REMARKS = {
    "windows_1252": _(
        "The file does not say which letters it uses. We read it as Windows-1252. "
        "Check letters with accents."
    ),
    "pictures": _("Pictures were left out."),
    "margin": _("Remarks in the margin were left out."),
    "struck": _("Words that were struck out with track changes were left out."),
    "notes_last": _("Footnotes stand at the end."),
    "front_matter": _("The block of properties at the top was left out."),
    "main_part": _("Only the main part of the web page was read, not its menus."),
    "page_edges": _("Lines that come back on every page (such as page numbers) were left out."),
    "machine": _(
        "A computer wrote this down. It makes mistakes, above all in names. "
        "Listen along before you keep it."
    ),
    "language": _(
        "The service heard another language than that of this text. "
        "Is it written out in the right one?"
    ),
    "rewrapped": _("Lines that were broken off were joined into paragraphs. Check this."),
}


def _fill(code: str, params: dict[str, str | int]) -> str:
    return str(REFUSALS[code]) % params


_sentence = lazy(_fill, str)


class Unreadable(Refused):
    """A file that cannot become a source; `code` is a key of `REFUSALS`."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params
        super().__init__(_sentence(code, params))
