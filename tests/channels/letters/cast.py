"""Who appears in the letters (all invented), and the facts from which the expected letters in expected/ are told.

Local time is that of Yekaterinburg, UTC+5, unless said otherwise.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from opora.channels.letters import Closed, LetterFacts, MissedMoment, OfficeWords
from opora.core.facts import Level

YEKATERINBURG = "Asia/Yekaterinburg"
OFFICE = OfficeWords(where="в Екатеринбурге", name_en="Yekaterinburg", zone=YEKATERINBURG)
CENTRAL = OfficeWords(where="", name_en="", zone=YEKATERINBURG)
LINK = "https://desk.example.org/tickets/SD-1000483"
REQUEST = "https://desk.example.org/help/requests/WyIxIl0.abcdefghijklmnopqrstuvwx23/"
"""What a letter to a customer links to."""
TWIN = "mailto:support@vendor.test?subject=SD-1000483%20%28rm-abcdefghijklmnopqrst%29"


def at(text: str) -> datetime:
    """«05-12 10:15» of 2026 in Yekaterinburg."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(YEKATERINBURG))


def may(day: int) -> date:
    """A date in May 2026."""
    return date(2026, 5, day)


def missed(**kinds: str) -> tuple[MissedMoment, ...]:
    """Moments that have passed, by kind."""
    return tuple(MissedMoment(kind, at(due)) for kind, due in kinds.items())


def facts(language: str, now: str, moments: dict[str, str] | None = None, **changes: Any) -> LetterFacts:
    """The usual ticket: Anna Lvovna writes to the office in Yekaterinburg; words overrule fields."""
    russian = language == "ru"
    usual: dict[str, Any] = {
        "language": language,
        "number": "SD-1000483",
        "subject": "Не открывается сборка" if russian else "The assembly does not open",
        "now": at(now),
        "office": OFFICE,
        "name": "Анна Львовна" if russian else "Anna Lvovna",
        "level": Level.WARRANTY,
        "covered_until": date(2027, 3, 14),
        "product": "Чертёж-3D" if russian else "Draft-3D",
        "version": "v23",
        "desk": "Техподдержка «Чертёж»" if russian else "Draft support",
        "moments": {kind: at(due) for kind, due in (moments or {}).items()},
    }
    return LetterFacts(**{**usual, **changes})


BASIC: dict[str, Any] = {"level": Level.BASIC, "covered_until": None, "version": "v22"}
GUEST: dict[str, Any] = {
    "level": Level.INITIAL, "covered_until": None, "product": "", "version": "", "guest": True,
}  # fmt: skip
CONTRACT: dict[str, Any] = {"level": Level.INDIVIDUAL, "covered_until": date(2026, 12, 31)}
SHORT_DAY = Closed(
    why="short_day", today=may(8), off_from=may(9), off_until=may(11), opens_at=at("05-12 09:00")
)  # fmt: skip
WEEKEND = Closed(why="day_off", today=may(16), off_from=may(16), off_until=may(17), opens_at=at("05-18 09:00"))
