"""Coders side by side: who coded what, how far they agree, and where they differ."""
