"""A calendar is changed at the very instant of a rejection (P5, P7, T6): the smallest example of the long run."""

from datetime import timedelta

from tests.core.test_standing_properties import Desk, holds


def test_a_rejection_knows_no_more_than_the_ticket_does() -> None:
    """Opened on Monday 27 April 2026 at 9:00; the day is found to have been open until 24:00: 15 hours of 400.

    Answered that night. On Wednesday evening Tuesday is found open all night too, and in the same second the answer is
    rejected: the ticket learns of Tuesday after that, so that its resolution may not count by it already.
    """
    desk = Desk("individual", told=True)
    desk.now += timedelta(minutes=1299)
    desk.act("day found", True)
    desk.act("answer", True)
    desk.now += timedelta(minutes=2216)
    desk.act("day found", False)

    desk.act("reject", False)

    resolution = desk.stand().live("resolution")
    assert resolution is not None
    assert resolution.spent() == timedelta(hours=15)
    holds(desk)
