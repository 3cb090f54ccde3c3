"""Who may listen to the streams of a meeting."""

from samenspel.foundation import live

from .seats import still_here

live.door("pitstop:", still_here)
