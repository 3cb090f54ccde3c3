"""What a file may cost before we stop reading it. All limits on imports stand here."""

MEGABYTE = 1024 * 1024

FILE = 20 * MEGABYTE
"""Bytes of one file as it arrives."""

ZIP_ENTRIES = 3_000
ZIP_PART = 40 * MEGABYTE
"""Bytes of one unpacked part of a DOCX or ODT file."""
ZIP_TOTAL = 400 * MEGABYTE
"""Bytes of everything in the archive together, as its directory declares them."""
ZIP_RATIO = 250
"""How many times larger than its packed form a part of more than one megabyte may be."""

PAGES = 500
TEXT = 2_000_000
"""Code points of the text that comes out."""
PARAGRAPHS = 100_000
TITLE = 200
SPEAKER = 120
"""Code points of a name."""
SPEAKERS = 100

CHILD_PROCESSOR = 10
"""Seconds of processor time in the process that reads one file."""
CHILD_TIMEOUT = 30
"""Seconds on the clock: a busy machine may be slow without the file being at fault."""
CHILD_MEMORY = 640 * MEGABYTE
"""Bytes of address space of that process."""
