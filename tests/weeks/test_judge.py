"""What the judge excuses, and what not: a customer of two tickets that become one. No database."""

from datetime import UTC, datetime

import pytest

from tests.weeks.customer import Customer
from tests.weeks.reading import Moment


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-05-{text}").replace(tzinfo=UTC)


def told(ticket: int, due: str, when: str) -> Customer:
    """Somebody who was told a next word."""
    customer = Customer(ticket, "Asia/Yekaterinburg")
    customer.expects["word"], customer.read_at["word"] = Moment(at(due), at(due)), at(when)
    return customer


@pytest.mark.parametrize(
    ("when", "rests", "missed"),
    [("27 01:47", True, []), ("27 09:40", True, ["word"]), ("27 01:47", False, ["word"])],
    ids=["before the answer", "after it", "while we work"],
)
def test_what_was_told_before_the_answer_is_met_by_it_when_two_become_one(
    when: str, rests: bool, missed: list[str]
) -> None:
    """Seed 1042: on 27 May the one was answered at 9:31, the other's customer was told 11:47; they are merged at 9:57.
    What was told before the answer, that answer has met, as long as it stands (section 4)."""
    one, other = Customer(1, "Asia/Yekaterinburg"), told(2, "27 11:47", when)
    one.hear("answer", at("27 09:31"), by=None)
    one.take_in(other, at("27 09:57"), rests=rests)
    assert [said.split()[0] for said in one.forgotten(at("27 11:49"))] == missed


@pytest.mark.parametrize(("until", "missed"), [("21 20:58", []), ("18 12:00", ["resolution"])])
def test_a_resolution_of_which_we_warned_is_expected_no_more(until: str, missed: list[str]) -> None:
    """Seed 1086: told until 18 May 13:00; on the 15th we wrote why it will be later, and by when we write (P2). A word
    of the 17th promises nothing else. One that is to come after the moment which we named stays as it was."""
    customer = Customer(1, "Asia/Yekaterinburg")
    customer.expects["resolution"] = Moment(at("18 13:00"), at("18 13:00"))
    customer.hear("tell", at("15 14:58"), by=None)
    customer.be_warned(at("15 14:58"), at(until))
    customer.hear("tell", at("17 01:02"), by=None)
    assert [said.split()[0] for said in customer.forgotten(at("18 16:01"))] == missed
