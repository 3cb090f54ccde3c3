"""Reading what people bring: one file in, a draft or a clear sentence out.

`read(name, data)` is the only door. Everything that parses runs in a process of its own, with
little memory, little time and nothing to find; nothing is stored here.
"""

from .draft import Draft, Kind, Paragraph, compose, decompose
from .formats import ENDINGS, Format, ending_of
from .limited import read
from .refusals import REMARKS, Unreadable

__all__ = [
    "ENDINGS",
    "REMARKS",
    "Draft",
    "Format",
    "Kind",
    "Paragraph",
    "Unreadable",
    "compose",
    "decompose",
    "ending_of",
    "read",
]
