"""kill -9 at each seam, with real processes: nothing is lost, and nothing is sent twice that can be known."""

import signal

import pytest

from opora.channels.models import Outbound
from tests.kill.desk import Desk
from tests.kill.reckoning import reckon
from tests.services.ground import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

SENDERS = ("anna@gear.example.org", "sergey@bridge.example.org")


def killed_at(desk: Desk, seam: str) -> dict[str, str]:
    """What a process is armed with that dies at this seam, once."""
    return {"OPORA_KILL_AT": seam, "OPORA_KILL_ONCE": str(desk.data / "killed")}


def letters(desk: Desk) -> None:
    """Two letters come to the mailbox."""
    for sender in SENDERS:
        desk.post(desk.write(sender))


def drained(desk: Desk, expected: int) -> list[str]:
    """Another worker finishes what is left; the letters that came twice without a fault are given."""
    desk.work()
    desk.drain()
    facts = desk.facts()
    found = reckon(facts)
    assert found.faults == []
    assert (len(facts.acknowledged), len(facts.filed), len(facts.rows)) == (expected, expected, expected)
    return found.unknowable


@pytest.mark.parametrize(
    ("seam", "doubled"), [("kept", 0), ("taken", 0), ("filed", 0), ("data-sent", 1), ("marked", 0)]
)
def test_a_worker_dies_at_a_seam(desk: Desk, seam: str, doubled: int) -> None:
    letters(desk)
    piping = [desk.pipe(desk.write()), desk.pipe(desk.write())]
    armed = desk.work(**killed_at(desk, seam))
    assert armed.wait(60) == -signal.SIGKILL
    until(lambda: all(each.ended() for each in piping), "the MTA got rid of its letters")
    assert len(drained(desk, 4)) == doubled
    doubts = [row.server_said for row in Outbound.objects.all() if "may have been delivered before" in row.server_said]
    assert len(doubts) == doubled


def test_a_pipe_dies_when_the_letter_is_kept(desk: Desk) -> None:
    """The MTA never hears of it and comes again with the same letter."""
    piping = [desk.pipe(desk.write(), **killed_at(desk, "kept")), desk.pipe(desk.write())]
    until(lambda: all(each.ended() for each in piping), "the MTA got rid of its letters")
    assert [each.statuses for each in piping] == [[-signal.SIGKILL, 0], [0]]
    letters(desk)
    assert drained(desk, 4) == []


def test_a_letter_that_was_not_taken_is_not_acknowledged(desk: Desk) -> None:
    """The client's file says what it was told, not what it did."""
    piping = desk.pipe(desk.write(), OPORA_DATABASE_URL="no database")
    until(lambda: piping.ended() or piping.statuses != [], "the first try has ended")
    piping.end()
    assert (piping.statuses, desk.acknowledged()) == ([75], [])
