"""The brute force of T7: hour by hour, with 400 days ahead of each. It too shares no line with opora.core."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.core.stepper import Step, Stepper

HOUR = timedelta(hours=1)
AHEAD = 400 * 24


class HourStepper(Stepper):
    """The hours of UTC from ``first`` (a full hour) to ``last``, of an office whose hours are full hours of UTC.

    ``dry[i]`` says that nothing opens within 400 days after the i-th hour: then it is worked from 9 to 18 on weekdays.
    """

    def __init__(self, spec: dict[str, Any], first: datetime, last: datetime) -> None:
        super().__init__(spec, first, first)
        self.last = last
        count = (last - first) // HOUR
        own = [False] * (count + AHEAD + 2)
        for on in spec["exceptions"]:
            # No zone is further away, no night longer.
            near = (datetime.combine(date.fromisoformat(on), datetime.min.time(), UTC) - first) // HOUR
            for index in range(max(0, near - 24), min(len(own), near + 72)):
                own[index] = self.shown(first + index * HOUR)
        self.dry, opening = [False] * len(own), len(own)
        for index in range(len(own) - 1, -1, -1):
            opening = index if own[index] else opening
            self.dry[index] = opening - index > AHEAD
        for index in range(count):
            start = first + index * HOUR
            worked = own[index] or (self.dry[index] and _office_hour(start))
            self.steps.append(Step(start, start + HOUR, own[index], worked))


def _office_hour(utc: datetime) -> bool:
    return utc.weekday() < 5 and 9 <= utc.hour < 18
