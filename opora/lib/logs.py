"""Lines of the log: no address that was asked for, since links are secrets, and no words of an error."""

import logging
from copy import copy
from types import TracebackType

from opora.lib.trouble import where

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Lines(logging.Formatter):
    """Names a page by the pattern of its address, and an error by its kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """A copy is changed: other handlers share the record."""
        told = copy(record)
        told.exc_text = None
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            status = getattr(record, "status_code", "-")
            told.msg, told.args = f"{status} {request.method} {match.route if match else '-'}", ()
        return super().format(told)

    def formatException(self, ei: Raised) -> str:  # noqa: N802
        """Kind and place in place of the traceback."""
        return where(ei[1]) if ei[1] is not None else ""
