"""Whatever goes wrong is a problem in the form of RFC 9457: what it is, which code programs read, what to do."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from opora.flow.by_key import OtherRequest
from opora.lib.errors import Refused
from opora.lib.trouble import where

log = logging.getLogger("opora.api")

PROBLEM = "application/problem+json"
CODES = {
    400: "unreadable",
    401: "wrong_key",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_method",
    413: "too_large",
    415: "wrong_type",
    422: "invalid",
}
HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "60"}}


class Wrong(Schema):
    """One value that can't be taken: where it stands in the request, and what is the matter with it."""

    where: str
    what: str


class Problem(Schema):
    """A problem (RFC 9457). Programs read ``code``, people ``detail``; ``errors`` come with ``invalid`` alone."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: list[Wrong] = []


class Denied(Exception):
    """The key is good, but not for this."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class Later(Exception):
    """The request is good, but nothing of it could be kept; the sentence says why."""


def problem(status: int, detail: str, code: str = "", errors: Sequence[Mapping[str, str]] = ()) -> HttpResponse:
    """An answer that says what went wrong."""
    said = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code or CODES.get(status, "problem"),
        "detail": detail,
        "errors": list(errors),
    }
    return HttpResponse(json.dumps(said), status=status, content_type=PROBLEM, headers=HEADERS.get(status, {}))


def declared(*statuses: int) -> dict[int, type[Problem]]:
    """The problems of an operation, for its declaration: those that any may have, and its own."""
    return dict.fromkeys((400, 401, 403, 422, *statuses), Problem)


def told_by(api: NinjaAPI) -> None:
    """Have the API answer each error in this form."""
    for kind, answer in ANSWERS.items():
        api.add_exception_handler(kind, _answering(answer))


def _answering(answer: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: answer(error)


def _http(error: HttpError) -> HttpResponse:
    details = {
        400: "The body is no JSON that can be read.",
        401: "Send a key that is in force: Authorization: Bearer opora_…",
    }
    return problem(error.status_code, details.get(error.status_code, error.message))


def _invalid(error: ValidationError) -> HttpResponse:
    errors = [{"where": ".".join(map(str, one["loc"])), "what": str(one["msg"])} for one in error.errors]
    return problem(422, "Some values can't be taken; errors says which and why.", "invalid", errors)


def _away(error: Exception) -> HttpResponse:
    log.error("%s", where(error))
    return problem(503, "The database does not answer. Try again in a minute, under the same key.", "unavailable")


def _unexpected(error: Exception) -> HttpResponse:
    log.error("%s", where(error))
    return problem(500, "Something went wrong on our side; it is written down here.", "unexpected")


ANSWERS: dict[type[Exception], Callable[[Any], HttpResponse]] = {
    HttpError: _http,
    ValidationError: _invalid,
    Denied: lambda denied: problem(403, denied.detail, denied.code),
    Http404: lambda missing: problem(404, str(missing) or "There is no such thing, or this key may not see it."),
    Refused: lambda refused: problem(409, str(refused), "refused"),
    Later: lambda later: problem(503, str(later), "unavailable"),
    OtherRequest: lambda _: problem(
        409, "This idempotency key was used for another request. Use a new one.", "idempotency_key_reused"
    ),
    RequestDataTooBig: lambda _: problem(413, "The request is too large.", "too_large"),
    SuspiciousOperation: lambda _: problem(400, "The request can't be read."),
    OperationalError: _away,
    InterfaceError: _away,
    Exception: _unexpected,
}
