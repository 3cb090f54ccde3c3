"""Why a file of another package is refused, and what of it could not be carried, in sentences.

The process that reads knows only the codes; the sentence is looked up in the reader's language.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from samenspel.foundation.errors import Refused

REFUSALS = {
    "empty": _("This file is empty. Choose another one."),
    "unknown": _(
        "We can't read this kind of file. We can read a project (.qdpx) or a codebook (.qdc) of "
        "another package, and a project of Taguette (.sqlite3)."
    ),
    "cut_off": _(
        "This project did not arrive whole, or is damaged: the list of its parts, at the end of "
        "the file, can't be read. Export it once more from the package that it comes from, and "
        "choose the new file."
    ),
    "not_zip": _(
        "This project is damaged: ‘%(file)s’ in it can't be unpacked. Export it once more from the "
        "package that it comes from, and choose the new file."
    ),
    "locked": _("This project is locked with a password. Export it without one."),
    "bomb": _(
        "‘%(name)s’ in this project unpacks to far more than it seems to hold. We do not open it. "
        "Export it once more from the package that it comes from."
    ),
    "too_many": _("There are more than %(limit)s parts in this project. Split it."),
    "too_many_things": _(
        "There are more than %(limit)s things of one kind in this project. That is where we stop: "
        "at ‘%(name)s’. Split it."
    ),
    "too_many_codes": _(
        "There are more than %(limit)s codes in the file %(file)s. That is where we stop: in line "
        "%(line)s, at place %(column)s. Split it."
    ),
    "too_large": _(
        "The file %(file)s has a part with more than %(limit)s elements. That is where we stop: in "
        "line %(line)s, at place %(column)s. Split that text, or the project."
    ),
    "too_long": _(
        "The file %(file)s has a text or name of more than %(limit)s characters. That is where we "
        "stop: in line %(line)s, at place %(column)s. Split it."
    ),
    "notes_long": _(
        "The memos in this project hold more than %(limit)s characters together. That is where we "
        "stop: at the memo ‘%(name)s’. Split the project."
    ),
    "too_many_users": _(
        "More than %(limit)s people made something in this project. We can't keep that many apart: "
        "we stop at ‘%(name)s’."
    ),
    "no_project": _(
        "There is no project in this file: a file that ends in .qde is missing. "
        "Is it an export of a project?"
    ),
    "two_projects": _("There is more than one project in this file: %(names)s."),
    "not_xml": _(
        "The file %(file)s can't be read: in line %(line)s, at place %(column)s, %(why)s."
    ),
    "has_dtd": _(
        "The file %(file)s brings rules of its own along (a document type). No package does that, "
        "so we do not open it."
    ),
    "not_refi": _(
        "The file %(file)s is no project or codebook in the format REFI-QDA: it begins with "
        "‘%(root)s’."
    ),
    "nothing": _("There are no codes and no texts in this file."),
    "too_heavy": _(
        "Reading this file takes more than five minutes of work, or more than 480 MB of memory. We "
        "had come to ‘%(name)s’. Split the project in the package that it comes from."
    ),
    "strange": _(
        "There is something in this file that we do not know what to do with, at ‘%(name)s’. We "
        "kept nothing of it. Export it once more from the package that it comes from."
    ),
    "not_sqlite": _(
        "This database is damaged or did not arrive whole: ‘%(name)s’ can't be read. Export it "
        "once more from Taguette, and choose the new file."
    ),
    "not_taguette": _(
        "This is a database, but not one of Taguette: the table %(table)s is missing."
    ),
    "gone": _("This file is no longer here: after a week we throw it away. Bring it again."),
    "no_such_project": _("There is no project in this database."),
    "several_projects": _(
        "There are several projects in this database: %(names)s. In Taguette, export one of them."
    ),
}

WRONG_IN_XML = {
    "mismatched tag": _("an element ends that did not begin there"),
    "no element found": _("the file ends too early"),
    "unclosed token": _("the file ends too early"),
    "unclosed CDATA section": _("the file ends too early"),
    "partial character": _("the file ends too early"),
    "not well-formed (invalid token)": _("a character stands that does not belong there"),
    "reference to invalid character number": _("a character stands that does not belong there"),
    "unknown encoding": _("the letters are of a kind that we do not know"),
    "encoding specified in XML declaration is incorrect": _(
        "the letters are of another kind than it says"
    ),
    "undefined entity": _("a character is named that nobody knows"),
    "duplicate attribute": _("something is said twice"),
    "junk after document element": _("more follows after the end"),
}

ONE_FOR_ALL = "left_behind"
LOSSES: dict[str, Any] = {
    # Texts
    "text_missing": ngettext_lazy(
        "%d text is not in the file. Its passages could not come along.",
        "%d texts are not in the file. Their passages could not come along.",
    ),
    "text_unreadable": ngettext_lazy(
        "%d text could not be read, with its passages.",
        "%d texts could not be read, with their passages.",
    ),
    "text_empty": ngettext_lazy("%d text is empty.", "%d texts are empty."),
    "text_long": ngettext_lazy(
        "%d text is too long to keep. Split it.", "%d texts are too long to keep. Split them."
    ),
    "text_guessed": ngettext_lazy(
        "%d text does not say which letters it uses. Check letters with accents.",
        "%d texts do not say which letters they use. Check letters with accents.",
    ),
    "text_styled": ngettext_lazy(
        "%d text came only with its styles. We took the words; its passages could not be placed.",
        "%d texts came only with their styles. We took the words; their passages could not be "
        "placed.",
    ),
    "styles": ngettext_lazy(
        "%d text came with styles (bold, headings). We took the plain words.",
        "%d texts came with styles (bold, headings). We took the plain words.",
    ),
    "picture": ngettext_lazy(
        "%d picture was left out, with what was marked on it.",
        "%d pictures were left out, with what was marked on them.",
    ),
    "pdf_page": ngettext_lazy(
        "%d mark on a page of a PDF was left out: it is a place on paper, not in the text.",
        "%d marks on pages of a PDF were left out: they are places on paper, not in the text.",
    ),
    "recording": ngettext_lazy(
        "%d recording was left out; its transcript came along.",
        "%d recordings were left out; their transcripts came along.",
    ),
    "recording_bare": ngettext_lazy(
        "%d recording without a transcript was left out.",
        "%d recordings without a transcript were left out.",
    ),
    "recording_mark": ngettext_lazy(
        "%d mark in a recording could not be placed in its transcript.",
        "%d marks in recordings could not be placed in their transcripts.",
    ),
    # Passages and codings
    "selection_broken": ngettext_lazy(
        "%d passage has no readable place.", "%d passages have no readable place."
    ),
    "selection_outside": ngettext_lazy(
        "%d passage reaches outside its text.", "%d passages reach outside their texts."
    ),
    "selection_blank": ngettext_lazy(
        "%d passage holds only white space.", "%d passages hold only white space."
    ),
    "coding_codeless": ngettext_lazy(
        "%d coding names a code that is not in the file.",
        "%d codings name a code that is not in the file.",
    ),
    "coding_whole": ngettext_lazy(
        "%d code was given to a whole text. It now lies on all its words.",
        "%d codes were given to whole texts. They now lie on all their words.",
    ),
    # Codes
    "code_colour": ngettext_lazy(
        "%d code has the colour of ours that is most like its own: everybody can tell those apart.",
        "%d codes have the colours of ours that are most like their own: everybody can tell those "
        "apart.",
    ),
    "code_folder": ngettext_lazy(
        "%d folder of codes became a code like the others.",
        "%d folders of codes became codes like the others.",
    ),
    "code_nameless": ngettext_lazy(
        "%d code without a name was called ‘no name’.",
        "%d codes without a name were called ‘no name’.",
    ),
    "code_twice": ngettext_lazy(
        "%d code got a number behind its name: there was one of that name already.",
        "%d codes got a number behind their name: there was one of that name already.",
    ),
    "code_same_guid": ngettext_lazy(
        "%d code has the number (GUID) of another one. Both are here; the passages of the two lie "
        "with the first.",
        "%d codes have the number (GUID) of another one. All are here; their passages lie with "
        "the first of that number.",
    ),
    "code_again": ngettext_lazy(
        "%d code stands in the file more than once. It is here once.",
        "%d codes stand in the file more than once. They are here once.",
    ),
    "code_long": ngettext_lazy(
        "%d name of a code was shortened; the whole name stands in what it means.",
        "%d names of codes were shortened; the whole names stand in what they mean.",
    ),
    "code_deep": ngettext_lazy(
        "%d code lay too deep below others, and moved up.",
        "%d codes lay too deep below others, and moved up.",
    ),
    # Around them
    "note_loose": ngettext_lazy(
        "%d memo hangs on something that did not come along. It now stands by itself.",
        "%d memos hang on something that did not come along. They now stand by themselves.",
    ),
    "note_everywhere": ngettext_lazy(
        "%d memo hangs on so many things that it now stands by itself, once.",
        "%d memos hang on so many things that they now stand by themselves, once.",
    ),
    "note_empty": ngettext_lazy("%d memo is empty.", "%d memos are empty."),
    "case": ngettext_lazy(
        "%d case (a group of texts) is not kept as such. You choose below what its properties "
        "mean here.",
        "%d cases (groups of texts) are not kept as such. You choose below what their properties "
        "mean here.",
    ),
    "link": ngettext_lazy(
        "%d link between things was left out.", "%d links between things were left out."
    ),
    "graph": ngettext_lazy("%d drawing was left out.", "%d drawings were left out."),
    "set_of_codes": ngettext_lazy(
        "%d group of codes stands as a line in what its codes mean.",
        "%d groups of codes stand as a line in what their codes mean.",
    ),
    "set_of_texts": ngettext_lazy(
        "%d group of texts is not kept as such. You can choose below what it means here.",
        "%d groups of texts are not kept as such. You can choose below what they mean here.",
    ),
    # When it was taken in
    "here_already": ngettext_lazy(
        "%d text was here already. What is new about it was added.",
        "%d texts were here already. What is new about them was added.",
    ),
    "here_hidden": ngettext_lazy(
        "%d text was left out: it is in this expedition already, where you may not read it.",
        "%d texts were left out: they are in this expedition already, where you may not read them.",
    ),
    "taken_back": ngettext_lazy(
        "%d text was left out: where it comes from, it was taken back or is for its own coalition "
        "only.",
        "%d texts were left out: where they come from, they were taken back or are for their own "
        "coalition only.",
    ),
    "note_left_out": ngettext_lazy(
        "%d memo was left out: it is about words that were left out.",
        "%d memos were left out: they are about words that were left out.",
    ),
    "here_changed": ngettext_lazy(
        "%d text stands here with other words by now. Its passages could not be placed.",
        "%d texts stand here with other words by now. Their passages could not be placed.",
    ),
    "memo_of_somebody": ngettext_lazy(
        "%d memo was written by somebody who is no person here. It stands in your name.",
        "%d memos were written by people who are no persons here. They stand in your name.",
    ),
    "thread_of_somebody": ngettext_lazy(
        "%d red thread was made by people who are no persons here. It stands in your name.",
        "%d red threads were made by people who are no persons here. They stand in your name.",
    ),
    "thread_hidden": ngettext_lazy(
        "%d red thread could not be added to: it is in this expedition already, where you do not "
        "work on it.",
        "%d red threads could not be added to: they are in this expedition already, where you do "
        "not work on them.",
    ),
    "change_of_somebody": ngettext_lazy(
        "%d line in the history of the codes is by somebody who is no person here. It stands in "
        "your name.",
        "%d lines in the history of the codes are by people who are no persons here. They stand in "
        "your name.",
    ),
    "change_odd": ngettext_lazy(
        "%d line in the history of the codes was left out: it does not say what was done.",
        "%d lines in the history of the codes were left out: they do not say what was done.",
    ),
    "change_partly": ngettext_lazy(
        "%d line in the history of the codes came along in part: it is about passages, memos or "
        "a part of a list that are not here.",
        "%d lines in the history of the codes came along in part: they are about passages, memos "
        "or parts of a list that are not here.",
    ),
    "talk_of_somebody": ngettext_lazy(
        "%d note on a difference between coders is by somebody who is no person here. It stands "
        "in your name.",
        "%d notes on differences between coders are by people who are no persons here. They stand "
        "in your name.",
    ),
    "talk_codeless": ngettext_lazy(
        "%d note on a difference between coders was left out: its code or its words are not here.",
        "%d notes on differences between coders were left out: "
        "their codes or their words are not here.",
    ),
    "place": ngettext_lazy(
        "%d text tells a coalition that you gave no place. It stands where the others do.",
        "%d texts tell a coalition that you gave no place. They stand where the others do.",
    ),
    "made_here": ngettext_lazy(
        "%d text is an answer from the routine of another expedition. Here it is a document.",
        "%d texts are answers from the routine of another expedition. Here they are documents.",
    ),
    "element": ngettext_lazy(
        "%d code serves a part of a list that is not in this expedition. That did not come along.",
        "%d codes serve a part of a list that is not in this expedition. That did not come along.",
    ),
    "left_behind": _(
        "These could not come along: recordings, what speakers agreed to and who looked, whether "
        "coalitions recognise a red thread, and who coded without seeing the others."
    ),
    "day_unreadable": ngettext_lazy(
        "%d date could not be read. The text has the day of today.",
        "%d dates could not be read. The texts have the day of today.",
    ),
}


def _fill(code: str, params: dict[str, str | int]) -> str:
    if code == "not_xml":
        wrong = WRONG_IN_XML.get(str(params["why"]), _("something does not belong there"))
        params = {**params, "why": str(wrong)}
    places = {"name": _("the beginning"), "file": _("the file itself")}
    named = {name: value for name, value in params.items() if value != ""}
    return str(REFUSALS[code]) % {**places, **named}


sentence = lazy(_fill, str)


class NotRead(Refused):
    """A file that can't be taken in; `code` is a key of `REFUSALS`."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params
        super().__init__(sentence(code, params))


def told(code: str, count: int) -> str:
    """What happened to so many of them, as a sentence."""
    sentence = LOSSES[code]
    return str(sentence % count if code != ONE_FOR_ALL else sentence)
