"""Zones by their IANA names, from the pinned tzdata package and from nowhere else.

``zoneinfo`` prefers the system's database, which may be years older than the last change of a zone's offset; so
importing this module takes the system's search path away for the whole process. Import it before any zone is made.
"""

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

zoneinfo.reset_tzpath(())
ZoneInfo.clear_cache()

DAY = 86_400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()

# Seconds since the epoch, both; and the offset from UTC in seconds that holds between them.
Span = tuple[int, int, int]

# Changes that an old database doesn't know: (zone, a day after the change, offset then).
WITNESSES = (
    ("Asia/Almaty", datetime(2024, 6, 1, tzinfo=UTC), timedelta(hours=5)),
    ("Europe/Volgograd", datetime(2021, 1, 1, tzinfo=UTC), timedelta(hours=3)),
)


class UnknownZoneError(ValueError):
    """No zone has this name."""


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises UnknownZoneError with a sentence for its reader."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZoneError(f"{name!r} is no IANA zone; write one such as Europe/Moscow") from None


def doubtful() -> tuple[str, ...]:
    """The zones in which the database of this process is too old; empty when it is good. For `opora doctor` (T8)."""
    return tuple(name for name, at, offset in WITNESSES if at.astimezone(zone(name)).utcoffset() != offset)


@lru_cache(maxsize=4096)
def offsets(name: str, year: int) -> tuple[Span, ...]:
    """The zone's offsets over a year of UTC and two days more on each side: any local time of the year is inside.

    Each day is looked at, and a change is found to the second by halving: no zone has changed and changed back in a
    day.
    """
    zoned = zone(name)
    first = (datetime(year, 1, 1, tzinfo=UTC).toordinal() - EPOCH_ORDINAL - 2) * DAY
    last = (datetime(year + 1, 1, 1, tzinfo=UTC).toordinal() - EPOCH_ORDINAL + 2) * DAY
    spans: list[Span] = []
    begun, offset = first, _offset(zoned, first)
    for day in range(first + DAY, last + 1, DAY):
        there = _offset(zoned, day)
        if there != offset:
            change = _change(zoned, day - DAY, day, offset)
            spans.append((begun, change, offset))
            begun, offset = change, there
    return (*spans, (begun, last, offset))


def _offset(zoned: ZoneInfo, at: int) -> int:
    offset = (EPOCH + timedelta(seconds=at)).astimezone(zoned).utcoffset()
    return 0 if offset is None else offset.days * DAY + offset.seconds


def _change(zoned: ZoneInfo, before: int, after: int, offset: int) -> int:
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zoned, middle) == offset:
            before = middle
        else:
            after = middle
    return after
