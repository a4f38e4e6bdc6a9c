"""Whatever is sent, a problem in one form comes back, and never a 500."""

import logging
from typing import Any

import pytest
from django.test import Client

from opora.tickets.models import Message, Ticket
from tests.api.programs import Programs
from tests.web.console import counted

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NEW: dict[str, Any] = {"contact": {"address": "anna@gear.example.org"}, "text": "Не печатает."}

UNREADABLE = ["{", b"\xff\xfe", "[" * 100_000, '{"text": 1e999999', "1" * 5000, b'{"text": "\xd0"}']
INVALID: list[tuple[Any, str]] = [
    ("", "body"),
    ([], "body"),
    ("null", "body"),
    ({**NEW, "contact": {}}, "address"),
    ({**NEW, "contact": {"address": "anna"}}, "address"),
    ({**NEW, "contact": {"address": "a b@example.org"}}, "address"),
    ({**NEW, "contact": {"address": "a@" + "x" * 300}}, "address"),
    ({**NEW, "text": ""}, "text"),
    ({**NEW, "text": "\0"}, "text"),
    ({**NEW, "text": None}, "text"),
    ({**NEW, "text": ["x"]}, "text"),
    ({**NEW, "text": "x" * 200_001}, "text"),
    ({**NEW, "text": "\ud800"}, "text"),
    ({**NEW, "subject": "x" * 501}, "subject"),
    ({**NEW, "language": "de"}, "language"),
    ({**NEW, "prodcut": "chertezh-3d"}, "prodcut"),
    ({**NEW, "\ud800": 1}, "body"),
]


def test_what_is_no_json_is_unreadable(programs: Programs) -> None:
    key = programs.key("tickets:write")
    for body in UNREADABLE:
        answer = programs.post(key, "/tickets", body)
        assert (answer.status, answer.code) == (400, "unreadable"), body[:20]
    assert programs.post(key, "/tickets", NEW).status == 201


def test_what_cannot_be_taken_says_where(programs: Programs) -> None:
    key = programs.key("tickets:write")
    for body, where in INVALID:
        answer = programs.post(key, "/tickets", body)
        assert (answer.status, answer.code) == (422, "invalid"), where
        assert any(where in error["where"] and error["what"] for error in answer.body["errors"]), where
    assert Ticket.objects.count() == 0
    assert programs.post(key, "/tickets", NEW).status == 201


def test_what_looks_strange_and_is_none(programs: Programs) -> None:
    key = programs.key("tickets:write")
    for text in ("😀" * 100, "ноль\0ноль", "﷽" * 50, " x ", "<script>alert(1)</script>", "\u202eоборот", "a\r\nb"):
        assert programs.post(key, "/tickets", {**NEW, "text": text, "subject": text}).status == 201
    assert "\0" not in "".join(one.text for one in Message.objects.all())


def test_an_idempotency_key_is_short_and_plain(programs: Programs) -> None:
    key = programs.key("tickets:write")
    for name in ("x" * 201, "ключ", "a b", "\t"):
        answer = programs.post(key, "/tickets", NEW, Idempotency_Key=name)
        assert (answer.status, answer.code) == (422, "invalid"), name
    assert programs.post(key, "/tickets", NEW, Idempotency_Key="x" * 200).status == 201


def test_a_body_beyond_the_limit_is_too_large(programs: Programs) -> None:
    body = '{"text": "' + "x" * (11 * 1024 * 1024) + '"}'
    answer = programs.post(programs.key("tickets:write"), "/tickets", body)
    assert answer.status in (400, 413)
    assert answer.code in ("unreadable", "too_large")


@pytest.mark.parametrize("path", ["/api/", "/api/nowhere", "/api/tickets/", "/api/tickets/1/2/3", "/api/%00"])
def test_an_address_that_there_is_not(path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert Client(enforce_csrf_checks=True).post(path).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_a_method_that_there_is_not(method: str) -> None:
    response = Client().generic(method.upper(), "/api/tickets")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert sorted(response["Allow"].split(", ")) == ["GET", "POST"]


def test_what_nobody_foresaw_is_a_problem_and_is_logged_without_words(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from opora.api import tickets

    def fail(*_: Any) -> None:
        raise ZeroDivisionError("personal words")

    key = programs.key("tickets:write")
    monkeypatch.setattr(tickets, "open_by_key", fail)
    with caplog.at_level(logging.ERROR, logger="opora.api"):
        answer = programs.post(key, "/tickets", NEW)
    assert (answer.status, answer.code) == (500, "unexpected")
    assert "ZeroDivisionError" in caplog.text
    assert "personal" not in caplog.text + answer.raw.decode()


def test_a_database_that_is_away_is_no_fault_of_the_request(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from opora.api import tickets

    def away(*_: Any) -> None:
        raise OperationalError("connection to server at 10.0.0.1 failed")

    key = programs.key("tickets:write")
    monkeypatch.setattr(tickets, "open_by_key", away)
    answer = programs.post(key, "/tickets", NEW)
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "unavailable", "60")
    assert b"10.0.0.1" not in answer.raw


def test_no_cookie_opens_the_api(programs: Programs) -> None:
    client = Client()
    client.force_login(programs.world.viktor)
    assert client.get("/api/tickets").status_code == 401
    assert client.get("/").status_code == 200


# --- how many questions a list asks --------------------------------------------------------------------------


def test_a_list_asks_the_database_the_same_for_one_as_for_twelve(programs: Programs) -> None:
    key = programs.key("tickets:read", "notes:read", user=programs.world.irina)
    number = programs.asked("05-06 10:00").number

    def asked(path: str, moment: str) -> int:
        programs.get(key, "/tickets", at=moment)  # notes the use of the key
        with counted() as said:
            assert programs.get(key, path, at=moment).status == 200
        return len(said)

    in_time, late = asked("/tickets", "05-06 12:00"), asked("/tickets", "05-07 12:00")
    one = asked(f"/tickets/{number}", "05-06 12:00")
    for minute in range(1, 12):
        programs.asked(f"05-06 10:{minute:02}")
    assert asked("/tickets", "05-06 12:00") == in_time
    assert asked("/tickets", "05-07 12:00") == late
    assert asked(f"/tickets/{number}", "05-06 12:00") == one
    assert in_time <= 6
    assert late <= 14
    assert one <= 13  # with its ledger and its calendar, by which its moments are explained
