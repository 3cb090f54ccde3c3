"""What goes into the host's log: where something went wrong, never what people wrote.

The message of an exception can hold a row of a table (PostgreSQL tells the "failing row"), so only
its kind is told, with the lines of code that led there. An address can hold the token of a personal
link, so the page is told by its name.
"""

from __future__ import annotations

import copy
import logging
import traceback
from http import HTTPStatus
from types import TracebackType


class OnlyTrouble(logging.Filter):
    """Leaves out a page that says "not yet, ask again" (503): it says so on purpose."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE


class WithoutWords(logging.Formatter):
    """Formats a record with the kind of an exception and its place, not its message."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is not None:
            found = getattr(request, "resolver_match", None)
            record = copy.copy(record)
            record.msg, record.args = "%s at %s", (request.method, found and found.view_name)
        return super().format(record)

    def formatException(  # noqa: N802  (the name that logging calls)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, wrong, _place = ei
        if kind is None or wrong is None:
            return ""
        lines = []
        seen: BaseException | None = wrong
        while seen is not None:
            lines += [f"{type(seen).__module__}.{type(seen).__qualname__}"]
            lines += [frame.rstrip() for frame in traceback.format_tb(seen.__traceback__)]
            seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
        return "\n".join(lines)
