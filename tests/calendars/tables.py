"""Tables of calendar facts beside the tests, and dates of a year."""

import csv
from datetime import date, timedelta
from pathlib import Path

from opora.core.hours import WorkCalendar

FACTS = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table; lines that begin with # name its source."""
    lines = (FACTS / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def year(number: int) -> list[date]:
    """Every date of a year."""
    return dates(date(number, 1, 1), date(number, 12, 31))


def dates(first: date, last: date) -> list[date]:
    """Every date from the first to the last."""
    return [first + timedelta(days=one) for one in range((last - first).days + 1)]


def hours(calendar: WorkCalendar, on: date) -> int:
    """The whole hours of work that begin on a date."""
    seconds = sum(interval.seconds for interval in calendar.hours_on(on))
    assert seconds % 3600 == 0
    return seconds // 3600
