"""Working time against tables worked out by hand (domain.md T2, T4, T7, T8, T10): one test a row."""

from datetime import UTC, timedelta
from itertools import groupby

import pytest

from tests.core.tables import at, calendar, rows, span

Row = dict[str, str]


def _named(row: Row) -> str:
    return " ".join(list(row.values())[:3])


@pytest.mark.parametrize("row", rows("hours_add"), ids=_named)
def test_the_due_moment_is_the_earliest_that_reaches_the_span(row: Row) -> None:
    due = calendar(row["calendar"]).add(at(row["start"]), span(row["span"]))

    assert due == at(row["due"])
    assert due.tzinfo is UTC


@pytest.mark.parametrize("row", rows("hours_subtract"), ids=_named)
def test_subtracting_gives_the_latest_start(row: Row) -> None:
    start = calendar(row["calendar"]).subtract(at(row["end"]), span(row["span"]))

    assert start == at(row["start"])
    assert start.tzinfo is UTC


@pytest.mark.parametrize("row", rows("hours_between"), ids=_named)
def test_the_working_time_between_two_instants(row: Row) -> None:
    worked = calendar(row["calendar"]).between(at(row["start"]), at(row["end"]))

    assert worked == span(row["span"])


@pytest.mark.parametrize("row", rows("hours_working_days"), ids=_named)
def test_working_days_later(row: Row) -> None:
    due = calendar(row["calendar"]).working_days_later(at(row["start"]), int(row["days"]))

    assert due == at(row["due"])
    assert due.tzinfo is UTC


@pytest.mark.parametrize("row", rows("hours_open"), ids=_named)
def test_open_and_the_next_opening_and_closing(row: Row) -> None:
    office, moment = calendar(row["calendar"]), at(row["at"])
    closing = None if row["close_after"] == "never" else at(row["close_after"])

    assert office.is_open(moment) is (row["open"] == "yes")
    assert office.next_open(moment) == at(row["next_open"])
    assert office.close_after(moment) == closing


EXPLAINED = [list(group) for _, group in groupby(rows("hours_explain"), key=lambda row: row["case"])]


@pytest.mark.parametrize("case", EXPLAINED, ids=lambda case: case[0]["case"])
def test_every_stretch_is_explained(case: list[Row]) -> None:
    office, first, last = calendar(case[0]["calendar"]), at(case[0]["start"]), at(case[-1]["end"])

    told = office.explain(first, last)

    assert [(s.start, s.end, s.counted, s.cause, s.name) for s in told] == [
        (at(row["start"]), at(row["end"]), row["counted"] == "yes", row["cause"], row["name"]) for row in case
    ]
    assert sum((s.end - s.start for s in told if s.counted), timedelta()) == office.between(first, last)
