"""What kind of file this is: what its name says, checked against what is in it."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath

from .refusals import Unreadable


class Format(StrEnum):
    TXT = "TXT"
    MARKDOWN = "Markdown"
    DOCX = "DOCX"
    ODT = "ODT"
    PDF = "PDF"
    HTML = "HTML"
    VTT = "WebVTT"
    SRT = "SRT"


ENDINGS = {
    "txt": Format.TXT,
    "text": Format.TXT,
    "md": Format.MARKDOWN,
    "markdown": Format.MARKDOWN,
    "docx": Format.DOCX,
    "odt": Format.ODT,
    "pdf": Format.PDF,
    "html": Format.HTML,
    "htm": Format.HTML,
    "xhtml": Format.HTML,
    "vtt": Format.VTT,
    "srt": Format.SRT,
}
ENDING = {
    Format.DOCX: ".docx",
    Format.ODT: ".odt",
    Format.PDF: ".pdf",
    Format.HTML: ".html",
    Format.VTT: ".vtt",
    Format.SRT: ".srt",
    Format.MARKDOWN: ".md",
}
PACKED = (Format.DOCX, Format.ODT, Format.PDF)

# Kinds that people bring and that we do not read: what to say about each.
STRANGERS = {
    "word_processor": "doc rtf pages wpd docm dotx dot ott sxw odm wps gdoc",
    "book": "epub mobi azw azw3",
    "sheet": "xlsx xls ods csv numbers",
    "slides": "pptx ppt odp key",
    "picture": "png jpg jpeg gif webp heic heif tif tiff bmp svg",
    "sound": "mp3 m4a wav ogg oga opus flac aac wma mp4 m4v mov webm avi mkv",
}
_STRANGE = {ending: code for code, endings in STRANGERS.items() for ending in endings.split()}

_SIGNATURES = [
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}", "picture"),
    (rb"RIFF.{4}WEBP|.{4}ftyp(heic|heix|mif1|avif)", "picture"),
    (rb"ID3|\xff[\xfb\xf3\xf2]|OggS|fLaC|RIFF.{4}(WAVE|AVI )|.{4}ftyp|\x1aE\xdf\xa3", "sound"),
]
_TEXT_SIGNATURES = [
    (r"WEBVTT(?=[ \t\r\n]|$)", Format.VTT),
    (r"(?i)\s*(<\?xml[^>]*\?>\s*)?(<!--((?!-->).)*-->\s*)*<(!doctype html|html)\b", Format.HTML),
]
_CAPTION = re.compile(r"\s*\d+[ \t\r]*\n\s*\d+:\d\d:\d\d[,.]\d{1,3}\s*-->")


def stem_and_ending(name: str) -> tuple[str, str]:
    path = PurePosixPath(name.replace("\\", "/").rpartition("/")[2])
    return path.stem, path.suffix.lstrip(".").lower()


def format_of(name: str, data: bytes) -> Format:
    """The format to read this as, or `Unreadable` with what to do about it."""
    ending = stem_and_ending(name)[1]
    says = ENDINGS.get(ending)
    found = _look_inside(data, ending)
    if found is None and says in PACKED:
        raise Unreadable("damaged", kind=str(says))
    if found and found != says:
        raise Unreadable(
            "mismatch", found=str(found), said=ending.upper() or "?", ending=ENDING[found]
        )
    if says:
        return says
    if ending in _STRANGE:
        raise _stranger(_STRANGE[ending], ending)
    raise Unreadable("unknown", kinds=", ".join(Format))


def ending_of(text: str) -> str:
    """The ending of a name for text that was pasted: captions and pages tell by themselves."""
    start = text[:2048].lstrip("\ufeff")
    if _CAPTION.match(start):
        return ENDING[Format.SRT]
    shown = (found for pattern, found in _TEXT_SIGNATURES if re.match(pattern, start, re.DOTALL))
    return ENDING[next(shown, Format.MARKDOWN)]


def _stranger(code: str, ending: str) -> Unreadable:
    if code == "word_processor":
        return Unreadable(code, kind=ending.upper())
    return Unreadable(code)


def _look_inside(data: bytes, ending: str) -> Format | None:
    """The format that the content shows by itself; None for plain text or what we don't know."""
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return _look_into_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _old_office(data, ending)
    if data.startswith(b"{\\rtf"):
        raise _stranger("word_processor", "rtf")
    for pattern, code in _SIGNATURES:
        if re.match(pattern, data, re.DOTALL):
            raise Unreadable(code)
    start = data[:2048].decode("utf-8-sig", errors="ignore")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = data[:2048].decode("utf-16", errors="ignore")
    for text_pattern, found in _TEXT_SIGNATURES:
        if re.match(text_pattern, start, re.DOTALL):
            return found
    return None


def _old_office(data: bytes, ending: str) -> Unreadable:
    # A locked DOCX is an old-style container with these two streams in it.
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Unreadable("locked")
    code = _STRANGE.get(ending, "word_processor")
    return _stranger(code, ending if code != "word_processor" or ending in _STRANGE else "doc")


def _look_into_zip(data: bytes) -> Format | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            info = archive.NameToInfo.get("mimetype")
            mime = ""
            if info and max(info.file_size, info.compress_size) < 200:
                mime = archive.read(info).decode("ascii", "replace")
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        return None
    if "word/document.xml" in names:
        return Format.DOCX
    if mime.startswith("application/vnd.oasis.opendocument.text") or "encrypted-package" in names:
        return Format.ODT
    if mime == "application/epub+zip":
        raise Unreadable("book")
    if "xl/workbook.xml" in names or mime.endswith("spreadsheet"):
        raise Unreadable("sheet")
    if "ppt/presentation.xml" in names or mime.endswith("presentation"):
        raise Unreadable("slides")
    if "Index/Document.iwa" in names or "index.zip" in {n.lower() for n in names}:
        raise _stranger("word_processor", "pages")
    return None
