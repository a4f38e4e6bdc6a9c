"""Each cell of the matrix (tests/rights/rights.csv), performed: a request as it succeeds for whoever may send it.

A refusal is worth something only beside the same request that is let in; `tests.rights.matrix.faults` wants one "yes"
in each row, and here the row is performed as a whole, on one and the same sample.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver

from tests.rights.desk import desk
from tests.rights.matrix import Row, rows
from tests.rights.sample import NOW, Sample, ask, browser, cell, prepare
from tests.web.console import at

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def data(tmp_path: Path, settings: SimpleNamespace) -> Path:
    """The folder of the desk."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def performed(one: Sample, row: Row) -> dict[str, str]:
    """What each role gets; between two of them everything is as before."""
    path = prepare(one, row)
    found = {}
    for role in row.cells:
        block = transaction.atomic()
        # As in any test, what wants a transaction of its own is content with a part of this one.
        block._from_testcase = True  # type: ignore[attr-defined]
        with at(NOW), block:
            found[role] = cell(ask(browser(one, role), row, path), row)
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_each_role_gets_what_is_written(data: Path, row: Row) -> None:
    assert performed(desk(data, row), row) == row.cells


def test_a_page_without_its_door_is_found(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that all this is for: somebody forgets who may see a page."""
    (row,) = (row for row in rows() if row.address == "tray/")
    one = desk(data, row)
    assert performed(one, row) == row.cells
    (pattern,) = (one for one in _leaves(get_resolver()) if one.name == "tray")

    def tray(request: Any) -> Any:
        from django.http import HttpResponse

        return HttpResponse("everything")

    assert tray(RequestFactory().get("/")).status_code == 200
    monkeypatch.setattr(pattern, "callback", tray)
    assert performed(one, row) == dict.fromkeys(row.cells, "yes")


def test_a_door_that_is_shut_to_all_is_found(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other fault: everything is refused, which a test of refusals alone would call well."""
    (row,) = (row for row in rows() if row.address == "tickets/<str:number>/" and not row.case)
    monkeypatch.setattr("opora.web.desk.ticket.ticket_for", lambda *_: None)
    shut = performed(desk(data, row), row)
    assert shut != row.cells
    assert set(shut.values()) == {"door", "404"}


def _leaves(resolver: URLResolver) -> list[Any]:
    found: list[Any] = []
    for one in resolver.url_patterns:
        found += _leaves(one) if isinstance(one, URLResolver) else [one]
    return found
