"""Opening DOCX and ODT files: archives of XML that may have been made to hurt."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from . import limits
from .formats import Format
from .refusals import Unreadable


class Archive:
    """A zip file that is measured before anything in it is unpacked."""

    def __init__(self, data: bytes, kind: Format) -> None:
        self.kind = kind
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
            raise self.damaged() from None
        self.measure()

    def damaged(self) -> Unreadable:
        return Unreadable("damaged", kind=str(self.kind))

    def measure(self) -> None:
        parts = self.zip.infolist()
        if len(parts) > limits.ZIP_ENTRIES or sum(p.file_size for p in parts) > limits.ZIP_TOTAL:
            raise Unreadable("bomb")
        for part in parts:
            ratio = part.file_size / max(part.compress_size, 1)
            if part.file_size > limits.MEGABYTE and ratio > limits.ZIP_RATIO:
                raise Unreadable("bomb")
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("locked")

    def __contains__(self, name: str) -> bool:
        return name in self.zip.NameToInfo

    def names(self) -> list[str]:
        return self.zip.namelist()

    def read(self, name: str) -> bytes:
        try:
            with self.zip.open(name) as part:
                data = part.read(limits.ZIP_PART + 1)
        except KeyError:
            raise self.damaged() from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise self.damaged() from None
        except (NotImplementedError, RuntimeError):
            raise self.damaged() from None
        if len(data) > limits.ZIP_PART:
            raise Unreadable("bomb")
        return data

    def xml(self, name: str) -> Element:
        """The parsed part. A document type or an entity of its own is refused: none needs one."""
        try:
            root: Element = fromstring(self.read(name), forbid_dtd=True)
        except DefusedXmlException:
            raise Unreadable("bomb") from None
        except (ParseError, ValueError, LookupError):
            raise self.damaged() from None
        return root
