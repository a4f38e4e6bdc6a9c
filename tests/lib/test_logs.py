"""What is logged names neither the address that was asked for nor the words of an error."""

import logging
import sys

from django.http import HttpRequest
from django.urls import ResolverMatch

from opora.lib.logs import Lines

FORM = "{levelname} {name} {message}"


def line(record: logging.LogRecord) -> str:
    return Lines(FORM, style="{").format(record)


def asked(path: str, route: str | None) -> logging.LogRecord:
    request = HttpRequest()
    request.method = "GET"
    request.path = path
    if route is not None:
        request.resolver_match = ResolverMatch(lambda: None, (), {}, route=route)
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", path), None)
    record.request, record.status_code = request, 404
    return record


def test_a_page_is_named_by_its_pattern_and_not_by_its_address() -> None:
    assert line(asked("/r/a-secret", "r/<str:key>")) == "WARNING django.request 404 GET r/<str:key>"
    assert line(asked("/a-secret", None)) == "WARNING django.request 404 GET -"


def test_an_error_is_named_without_its_words() -> None:
    try:
        raise ValueError("lena@example.org")
    except ValueError:
        record = logging.LogRecord("opora", logging.ERROR, "", 0, "it failed", (), sys.exc_info())
        # another handler may have written the whole traceback down already
        logging.Formatter().format(record)
    told = line(record)
    assert told.startswith("ERROR opora it failed\nValueError: ")
    assert "lena" not in told
    assert len(told.splitlines()) == 2


def test_other_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("opora.worker", logging.INFO, "", 0, "%s of %s", (1, 2), None)
    assert line(record) == "INFO opora.worker 1 of 2"
    assert line(record) == "INFO opora.worker 1 of 2"
