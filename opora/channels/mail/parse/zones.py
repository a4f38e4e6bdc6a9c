"""The zones that an invitation describes itself, as offsets at a moment; bounded, and known to that letter alone.

icalendar would hold a description for every later letter that uses its name, and count out a rule that lies second by
second since 1601. Names that the world knows (IANA's, and those of Windows) it resolves by itself.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_DAY = re.compile(r"(-?[1-5])(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BEGIN, _END = "BEGIN:VTIMEZONE", "END:VTIMEZONE"
MOST_RULES = 100


@dataclass(frozen=True, slots=True)
class Rule:
    """From when on an offset holds: each year on such a day (``month``, ``nth`` and ``weekday``), or once."""

    offset: timedelta
    starts: datetime
    summer: bool
    month: int = 0
    nth: int = 0
    weekday: int = 0

    def since(self, year: int) -> datetime:
        """When it begins in that year, by the clock of the zone."""
        if not self.month:
            return self.starts
        length = monthrange(year, self.month)[1]
        if self.nth > 0:
            first = date(year, self.month, 1).weekday()
            day = 1 + (self.weekday - first) % 7 + 7 * (self.nth - 1)
        else:
            last = date(year, self.month, length).weekday()
            day = length - (last - self.weekday) % 7 + 7 * (self.nth + 1)
        return self.starts.replace(year=year, month=self.month, day=min(max(day, 1), length))


Zones = dict[str, list[Rule]]


def apart(text: str) -> tuple[str, Zones]:
    """A calendar, its lines unfolded, without the zones that it describes, and these by their names."""
    kept: list[str] = []
    zones: Zones = {}
    at = 0
    while (begin := text.find(_BEGIN, at)) >= 0 and (end := text.find(_END, begin)) >= 0:
        kept.append(text[at:begin])
        name, rules = _zone(text[begin:end])
        zones.setdefault(name, rules)
        at = end + len(_END)
    kept.append(text[at:])
    return "".join(kept), zones


def placed(moment: datetime, rules: list[Rule]) -> datetime:
    """The moment with the offset that holds then."""
    onsets = [(rule.since(year), rule) for rule in rules for year in (moment.year - 1, moment.year)]
    past = [one for one in onsets if one[0] <= moment]
    rule = max(past, key=lambda one: one[0])[1] if past else min(rules, key=lambda one: one.summer)
    return moment.replace(tzinfo=timezone(rule.offset))


def _zone(text: str) -> tuple[str, list[Rule]]:
    name, rules = "", list[Rule]()
    fields: dict[str, str] = {}
    for line in text.splitlines():
        key, _, value = line.partition(":")
        key = key.partition(";")[0].upper()
        if key == "BEGIN":
            fields = {"": value.upper()}
        elif key == "END":
            rules += _rule(fields) if len(rules) < MOST_RULES else []
        elif key == "TZID":
            name = value.strip()
        else:
            fields.setdefault(key, value.strip())
    return name, rules


def _rule(fields: dict[str, str]) -> list[Rule]:
    """The rule of a block; none where it cannot be read."""
    offset = _OFFSET.fullmatch(fields.get("TZOFFSETTO", ""))
    try:
        starts = datetime.fromisoformat(fields.get("DTSTART", "")).replace(tzinfo=None)
    except ValueError:
        return []
    if not offset:
        return []
    length = timedelta(hours=int(offset[2]), minutes=int(offset[3])) * (-1 if offset[1] == "-" else 1)
    if abs(length) >= timedelta(days=1):
        return []
    named = dict(part.partition("=")[::2] for part in fields.get("RRULE", "").upper().split(";"))
    day, month = _DAY.fullmatch(named.get("BYDAY", "")), named.get("BYMONTH", "")
    summer = fields[""] == "DAYLIGHT"
    if named.get("FREQ") == "YEARLY" and day and month.isdigit() and 1 <= int(month) <= 12:
        return [Rule(length, starts, summer, int(month), int(day[1]), _WEEKDAYS.index(day[2]))]
    return [Rule(length, starts, summer)]
