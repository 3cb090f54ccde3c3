from . import codes, desk, passages, threads

__all__ = ["codes", "desk", "passages", "threads"]
