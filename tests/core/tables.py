"""Reads the hand-written tables of tests/core/cases: CSV with '#' comments, and the calendars that they name."""

import csv
import json
import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from opora.core.hours import WorkCalendar

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table in their order."""
    lines = (CASES / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def specs() -> dict[str, dict[str, Any]]:
    """The calendar files that the tables name."""
    found: dict[str, dict[str, Any]] = json.loads((CASES / "calendars.json").read_text(encoding="utf-8"))
    return found


@cache
def calendar(name: str) -> WorkCalendar:
    """A calendar of calendars.json."""
    return WorkCalendar.from_spec(specs()[name], code=name)


def at(text: str) -> datetime:
    """An instant with its offset."""
    return datetime.fromisoformat(text)


def span(text: str) -> timedelta:
    """A length of time: 8h, 4h30m, 25s, 0.25s."""
    parts = re.findall(r"([0-9.]+)([hms])", text)
    assert "".join(number + unit for number, unit in parts) == text
    seconds = {"h": 3600, "m": 60, "s": 1}
    return timedelta(seconds=sum(float(number) * seconds[unit] for number, unit in parts))
