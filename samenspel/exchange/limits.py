"""What a project of another package may cost before we stop reading it."""

MEGABYTE = 1024 * 1024

ENTRIES = 50_000
"""Parts in an archive."""
RATIO = 250
"""How many times larger than its packed form a part of more than one megabyte may be."""
PROJECT = 400 * MEGABYTE
"""Bytes of the unpacked project.qde."""
TEXT = 16 * MEGABYTE
"""Bytes of one unpacked text."""
TEXTS = 1_000 * MEGABYTE
"""Bytes of all texts that are read, together."""
LONGEST_TEXT = 2_000_000
"""Code points of one text, as for a source that is brought in."""
DATABASE = 1_000 * MEGABYTE
INLINE = 64_000_000
"""Code points of one text that stands in the XML itself: it is unpacked before it is left out."""
NAME = 1_000_000
"""Code points of what one element is called."""
TOGETHER = 400_000
"""Elements within one part of the XML (one text with its passages, one codebook)."""
THINGS = 100_000
"""Cases, variables, groups, users or links, each."""
CODES = 50_000
DEEPEST = 12
"""Codes below codes below codes: what lies deeper moves up to here."""
SOURCES = 50_000
SELECTIONS = 2_000_000
NOTES = 200_000
"""Memos, each counted as often as it hangs on something."""
NOTE_WORDS = 25_000_000
"""Code points of all memos together: whoever takes them in has them all in memory at once."""
OWN_LINE = 4_000_000
"""Code points of the last line of a memo of ours, which says what happened to many codings."""
LINES = 100_000
"""Paragraphs of one text, as for a source that is brought in."""
VERSIONS = 200
"""Earlier versions of one text."""
LATEST = 10_000 * 3_600_000
"""Milliseconds into a recording."""
USERS = 2_000
"""People of one project who made something: each gets a layer."""
WAITING = 10
"""Projects of one person in one expedition that are read and not taken in or thrown away yet: each
keeps a file here."""
COPIES = 10_000_000
"""Code points that one memo may become when it hangs on many things, for each of which it is a memo
of its own."""
MENTIONS = 500
"""Things that one memo may mention."""
PROPERTIES = 200
"""Properties that somebody may choose from."""
VALUES = 200
"""Values of one property that somebody may be asked about."""

CHILD_PROCESSOR = 300
"""Seconds of processor time in the process that reads one project."""
CHILD_TIMEOUT = 900
"""Seconds on the clock, in the worker."""
PATIENCE = 5
"""Seconds on the clock that somebody waits for it on a page."""
CHILD_MEMORY = 480 * MEGABYTE
"""Bytes of address space of that process."""
CHILD_WRITES = 1_500 * MEGABYTE
GAVE_UP = 3
"""How that process ends when it got no more memory, or no more room."""
