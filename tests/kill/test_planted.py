"""Faults planted in a real worker: the same kill that an honest one survives shows them as losses."""

import signal

import pytest

from tests.kill.desk import Desk
from tests.kill.reckoning import reckon
from tests.services.ground import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def killed(desk: Desk, fault: str, seam: str) -> None:
    """Two letters come, and the faulty worker dies at the seam; an honest one finishes the work."""
    desk.post(desk.write("anna@gear.example.org"))
    desk.post(desk.write("sergey@bridge.example.org"))
    armed = {"OPORA_KILL_AT": seam, "OPORA_KILL_ONCE": str(desk.data / "killed")}
    assert desk.work("tests/kill/faulty.py", fault, **armed).wait(60) == -signal.SIGKILL
    desk.work()
    desk.drain()


def test_a_row_marked_before_the_letter_leaves_loses_it(desk: Desk) -> None:
    killed(desk, "marks-first", "marked")
    found = reckon(desk.facts())
    assert [line.partition(":")[0] for line in found.lost] == ["sent, but never came"]
    assert (found.doubled, found.strange) == ([], [])


def test_a_letter_taken_off_the_server_before_it_is_kept_is_lost(desk: Desk) -> None:
    killed(desk, "takes-first", "taken")
    (first, _) = desk.by_imap.ids()
    assert reckon(desk.facts()).faults == [f"no message: {first}"]
    until(lambda: len(desk.server.letters) == 1, "the other one was acknowledged")
