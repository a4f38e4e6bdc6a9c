"""Cases over the clocks in plain words (tests/core/cases/clocks_*.csv), played through the pure core: one test each."""

import pytest

from tests.core.cases import clock_words as words
from tests.core.cases.clock_course import Desk

CASES = [case for table in words.TABLES for case in words.cases(table)]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule}: {case.name}" for case in CASES])
def test_case(case: words.Case) -> None:
    """After each line the next moment and all else that the table says."""
    desk = Desk()
    for line in case.lines:
        desk.play(line)
        if line.next:
            assert desk.next() == line.next, f"{line.when} {line.what}"
        for expected in line.then:
            assert desk.said(expected) == expected, f"{line.when} {line.what}"


def test_every_ticket_has_its_next_moment_written() -> None:
    """P4: only what stood before the ticket has none."""
    assert [line for case in CASES for line in case.lines if bool(line.when) != bool(line.next)] == []


def test_a_weekday_that_the_date_has_not_is_refused() -> None:
    zone = Desk().calendar.tz
    assert words.moment("ср 06.05 10:00", zone).isoformat() == "2026-05-06T10:00:00+05:00"
    with pytest.raises(ValueError, match=r"ср 06\.05 10:00"):
        words.moment("чт 06.05 10:00", zone)
