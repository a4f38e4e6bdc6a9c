"""Lines of the log: no address that was asked for, since links are secrets, and no words of an error."""

import logging
from copy import copy
from types import TracebackType
from typing import Any

from opora.lib.trouble import where

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class NoAddress(logging.Filter):
    """Takes the address that was asked for out of a record before any handler gets it: it may open a ticket."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never stops a record; what Django says of a request names its method and the pattern of its address."""
        request = getattr(record, "request", None)
        if request is not None:
            record.msg, record.args = _said_of(record, request), ()
        return True


class Lines(logging.Formatter):
    """Names a page by the pattern of its address, and an error by its kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """A copy is changed: other handlers share the record."""
        told = copy(record)
        told.exc_text = None
        request = getattr(record, "request", None)
        if request is not None:
            told.msg, told.args = _said_of(record, request), ()
        return super().format(told)

    def formatException(self, ei: Raised) -> str:  # noqa: N802
        """Kind and place in place of the traceback."""
        return where(ei[1]) if ei[1] is not None else ""


def _said_of(record: logging.LogRecord, request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return f"{getattr(record, 'status_code', '-')} {request.method} {match.route if match else '-'}"
