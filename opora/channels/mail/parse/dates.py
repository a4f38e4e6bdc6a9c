"""The Date field, as RFC 5322 has it and as mailers write it."""

import re
from datetime import UTC, datetime, timedelta, timezone

from opora.channels.mail.parse.troubles import Troubles

MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan янв", "feb фев", "mar мар", "apr апр", "may май мая", "jun июн", "jul июл", "aug авг", "sep сен",
         "oct окт", "nov ноя", "dec дек"], 1
    )
    for name in names.split()
}  # fmt: skip
# Hours from UTC. Only the zones of RFC 5322 and of Moscow: other abbreviations mean several zones each.
ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "msk": 3, "msd": 4, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1970, 2100

_DATE = re.compile(
    r"(?:[^\W\d_]+\.?,?\s*)?(?P<day>\d{1,2})[\s-]+(?P<month>[^\W\d_]{3})[^\W\d_]*\.?[\s-]+(?P<year>\d{2,4})"
    r"(?:\s*г\.?)?,?\s+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:\.\d+)?"
    r"\s*(?P<zone>[+-]\d{1,2}:?\d{2}\b|(?:(?:UTC|GMT)\s*)?[+-]\d{1,4}\b|[A-Za-z]{1,5}\b)?"
)


def sent_at(text: str, troubles: Troubles) -> datetime | None:
    """The instant that the sender claims, with the offset that the letter names; null when it cannot be read.

    Without a zone, or with ``-0000``, it is taken as UTC and the trouble says so: nothing follows from that offset.
    """
    if not text:
        troubles.note("no-date")
        return None
    found = _DATE.match(text[:200])
    if found and found["month"].lower() in MONTHS:
        return _instant(found, troubles)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        troubles.note("bad-date", text)
        return None
    return _bounded(moment, troubles)


def _instant(found: re.Match[str], troubles: Troubles) -> datetime | None:
    year, offset = _year(found["year"]), _offset(found["zone"] or "")
    if offset is not None and abs(offset) >= timedelta(days=1):
        troubles.note("absurd-date", found[0])
        return None
    if not FIRST_YEAR <= year < LAST_YEAR:
        troubles.note("absurd-date", found[0])
        return None
    try:
        moment = datetime(
            year, MONTHS[found["month"].lower()], int(found["day"]), int(found["hour"]), int(found["minute"]),
            min(int(found["second"] or 0), 59), tzinfo=None if offset is None else timezone(offset),
        )  # fmt: skip
    except ValueError:
        troubles.note("bad-date", found[0])
        return None
    return _bounded(moment, troubles)


def _bounded(moment: datetime, troubles: Troubles) -> datetime | None:
    """Aware, and so far from the ends of the calendar that any zone can be laid on it."""
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        troubles.note("absurd-date", moment.isoformat())
        return None
    if moment.tzinfo is None:
        troubles.note("no-zone")
        return moment.replace(tzinfo=UTC)
    return moment


def _year(text: str) -> int:
    """Two digits up to 49 are of this century, three count from 1900 (RFC 5322, 4.3)."""
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(text) == 3 else year


def _offset(zone: str) -> timedelta | None:
    """The offset from UTC; null when it is not named or means nothing, as ``-0000`` does."""
    name = zone.lower()
    if name in ZONES:
        return timedelta(hours=ZONES[name])
    digits = re.sub(r"[^\d]", "", zone)
    if not digits or zone == "-0000":
        return None
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    return timedelta(hours=hours, minutes=minutes) * (-1 if "-" in zone else 1)
