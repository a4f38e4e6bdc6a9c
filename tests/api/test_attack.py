"""Schemathesis reads the description and sends what fits it and what doesn't: never a 500, always what is declared.

The requests go through Django's own test client, inside the test's transaction, and are the same in every run.
"""

from copy import deepcopy
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings, strategies
from schemathesis import Case, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from opora.api.urls import api
from opora.flow import defects
from opora.programme.models import Defect
from opora.tickets.models import Ticket
from tests.api.programs import Programs

pytestmark = [pytest.mark.django_db]

CHECKS: list[Any] = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
DESK = "http://testserver"


def described() -> dict[str, Any]:
    """The description without its keys: each request has a good one, and `test_keys` tries the others."""
    whole = deepcopy(dict(api.get_openapi_schema(path_prefix="/api/")))
    for operations in whole["paths"].values():
        for operation in operations.values():
            del operation["security"]
    return whole


schemathesis.openapi.media_type("message/rfc822", strategies.binary(max_size=200))
schema = schemathesis.openapi.from_dict(described())
same = settings(
    max_examples=12, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@schema.parametrize()
@same
def test_whatever_is_sent(case: Case[Any], programs: Programs) -> None:
    # A query may name more than the address knows, a body may not.
    strict = [negative_data_rejection] if case.method in ("POST", "PUT", "PATCH") else []
    case.validate_response(answer(case, programs), checks=[*CHECKS, *strict])


@schema.include(path_regex="number|organisation}|key}").parametrize()
@same
def test_whatever_is_sent_to_what_there_is(case: Case[Any], programs: Programs) -> None:
    ticket = Ticket.objects.order_by("pk").first() or programs.asked()
    if not Defect.objects.exists():
        defects.find(ticket.pk, programs.world.irina, ticket.registered_at, title="NPE", tracker_key="CAD-17")
    case.path_parameters = {"number": ticket.number, "organisation": programs.world.gear.pk, "key": "CAD-17"}
    answered = answer(case, programs)
    assert answered.status_code != 404
    case.validate_response(answered, checks=CHECKS)


def answer(case: Case[Any], programs: Programs) -> Response:
    """What the desk answers to this request, with a key that may do everything."""
    asked = requests.Request(**case.as_transport_kwargs(base_url=DESK)).prepare()
    # Answers travel compressed to who takes that; what is checked here is what they say.
    left_out = ("content-length", "accept-encoding")
    headers = {name: str(value) for name, value in asked.headers.items() if name.lower() not in left_out}
    came = Client(raise_request_exception=False).generic(
        str(asked.method),
        str(asked.url).removeprefix(DESK),
        data=asked.body or b"",
        content_type=headers.pop("Content-Type", "application/json"),
        headers={**headers, "Authorization": f"Bearer {programs.key(user=programs.world.viktor)}"},
    )
    return Response(
        status_code=came.status_code,
        headers={name.lower(): [value] for name, value in came.items()},
        content=came.content,
        request=asked,
        elapsed=0,
        verify=False,
    )


def test_the_attack_can_fail(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same checks over an operation that breaks, and over one that answers what nobody declared."""
    from django.http import HttpResponse

    from opora.api import shown, tickets

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    case = schema["/api/tickets"]["GET"].Case(headers={}, query={})
    case.validate_response(answer(case, programs), checks=CHECKS)
    monkeypatch.setattr(tickets, "tickets_for_key", broken)
    with pytest.raises(FailureGroup, match="Server error"):
        case.validate_response(answer(case, programs), checks=CHECKS)
    case = schema["/api/organisations"]["GET"].Case(headers={}, query={"text": "Демо"})
    case.validate_response(answer(case, programs), checks=CHECKS)
    monkeypatch.setattr(shown, "organisation", lambda row: HttpResponse("?"))
    with pytest.raises(FailureGroup):
        case.validate_response(answer(case, programs), checks=CHECKS)
