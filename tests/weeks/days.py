"""Working days as a child would count them, for the weeks alone: a list of dates, no code of the product."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# 2026: Labour Day; Victory Day falls on a Saturday and is moved to Monday; Russia Day.
OFF = {date(2026, 5, 1), date(2026, 5, 11), date(2026, 6, 12)}
SHORT = {date(2026, 4, 30), date(2026, 5, 8), date(2026, 6, 11)}
ZONES = {
    "kaliningrad": "Europe/Kaliningrad", "moscow": "Europe/Moscow", "yekaterinburg": "Asia/Yekaterinburg",
    "vladivostok": "Asia/Vladivostok", "central": "Europe/Moscow",
}  # fmt: skip
HOURS = [(9, 13), (14, 18)]
SHORT_HOURS = [(9, 13), (14, 17)]


class Days:
    """Which hours each office works on which date; ``changed`` is what the weeks did to them."""

    def __init__(self) -> None:
        self.changed: dict[tuple[str, date], list[tuple[int, int]]] = {}

    def hours(self, code: str, on: date) -> list[tuple[int, int]]:
        """Open hours of a local date."""
        usual = [] if on.weekday() > 4 or on in OFF else SHORT_HOURS if on in SHORT else HOURS
        return self.changed.get((code, on), usual)

    def open_at(self, code: str, at: datetime) -> bool:
        """Whether the office works then, has just begun or has just stopped."""
        here = at.astimezone(ZoneInfo(ZONES[code])).time()
        return any(time(first) <= here <= time(last) for first, last in self.hours(code, self.on(code, at)))

    def on(self, code: str, at: datetime) -> date:
        """The office's date."""
        return at.astimezone(ZoneInfo(ZONES[code])).date()

    def working_days_between(self, code: str, first: datetime, last: datetime) -> int:
        """So many working dates lie after the date of the one and up to the date of the other."""
        on, until = self.on(code, first), self.on(code, last)
        return sum(bool(self.hours(code, on + timedelta(days=day))) for day in range(1, (until - on).days + 1))

    def worked_between(self, code: str, first: datetime, last: datetime) -> timedelta:
        """Working time between two instants."""
        on, total, zone = self.on(code, first), timedelta(), ZoneInfo(ZONES[code])
        while on <= self.on(code, last):
            for begins, ends in self.hours(code, on):
                opens, shuts = (datetime.combine(on, time(hour), zone).astimezone(UTC) for hour in (begins, ends))
                total += max(min(shuts, last) - max(opens, first), timedelta())
            on += timedelta(days=1)
        return total
