"""The matrix of rights covers the URLconf, to the last address (tests/web/test_rights.py performs its cells)."""

from dataclasses import replace

from tests.rights.matrix import ROLES, Row, addresses, faults, rows


def test_every_address_has_its_rows_and_no_row_is_of_another() -> None:
    assert faults(rows(), addresses()) == []


def test_planted_faults_are_found() -> None:
    one = Row("tray/", "GET", "", dict.fromkeys(ROLES, "door") | {"head": "yes"})
    assert faults([one], ["tray/"]) == []
    assert faults([one], ["tray/", "back-door/"]) == ["/back-door/ has no row"]
    assert faults([one, replace(one, address="gone/")], ["tray/"]) == ["GET /gone/: there is no such address"]
    assert len(faults([one, one], ["tray/"])) == 2
    assert "a cell is missing" in faults([replace(one, cells={"head": "yes"})], ["tray/"])[0]
    assert "a cell is missing" in faults([replace(one, cells=one.cells | {"sales": "maybe"})], ["tray/"])[0]
    assert "to everybody" in faults([replace(one, cells=dict.fromkeys(ROLES, "no"))], ["tray/"])[0]


def test_an_address_that_is_added_is_seen() -> None:
    """The walk goes into each included URLconf: one address of each face."""
    assert {"", "healthz", "api/tickets/<number>", "tickets/<str:number>/answers/"} <= set(addresses())
