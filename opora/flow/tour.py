"""The tour of a demo: tickets that show what Opora is, found by what happened to them. Only numbers are told."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from opora.calendars.queries import work_calendar
from opora.core.hours import WorkCalendar
from opora.core.step import Noted
from opora.ledger.queries import subjects_of, timeline_of
from opora.offices.queries import office_by_code, setting_at
from opora.tickets.queries import all_tickets, author_of, link_token, number_of

MOST = 60
"""So many candidates are looked at, the newest first."""
YEAR = 366


def stops(now: datetime) -> dict[str, str]:
    """The number of the ticket that each stop shows, by the stop's code; empty where this desk has none."""
    return {code: number_of(found) if (found := find(now)) else "" for code, find in FINDERS.items()}


def customers_link(now: datetime) -> str:
    """The token by which a customer opens the page of a request that is being worked on; empty: there is none."""
    told = subjects_of("Told")[: MOST * 4]
    rows = all_tickets().filter(pk__in=told, stage__in=("research", "central", "office")).order_by("-registered_at")
    ticket = rows.first()
    return link_token(ticket, author_of(ticket)) if ticket and author_of(ticket) else ""


def _forgotten(now: datetime) -> int | None:
    """It climbed to the central service or the head, and was answered in the end."""
    return _answered([*subjects_of("Climbed", rung=3), *subjects_of("Climbed", rung=2)])


def _confessed(now: datetime) -> int | None:
    """We said that we were late before the customer wrote again, and a colleague explained before it climbed."""
    climbed = set(subjects_of("Climbed"))
    found = [pk for pk in subjects_of("Confessed", inside="") if pk not in climbed][:MOST]
    for pk, history in _newest_first(found, timeline_of("ticket", found)):
        types = [type(noted.event).__name__ for noted in history]
        at = types.index("Confessed")
        if types[:at].count("Received") == 1 and "Told" in types[at:]:
            return pk
    return None


def _eve(now: datetime) -> int | None:
    """It came in after the early end of a short day, on a Friday if there is one."""
    office = office_by_code(setting_at("guest_office", now))
    calendar = work_calendar(office.calendar if office else "")
    today = now.astimezone(calendar.tz).date()
    eves = [on for on in (today - timedelta(days=back) for back in range(YEAR)) if _short(calendar, on)]
    for on in sorted(eves, key=lambda on: (on.weekday() != 4, -on.toordinal())):
        from_at = datetime.combine(on, time(), calendar.tz)
        rows = all_tickets().filter(registered_at__range=(from_at - timedelta(hours=10), from_at + timedelta(hours=26)))
        for pk, at, code in rows.order_by("-registered_at").values_list("pk", "registered_at", "calendar"):
            if _early_evening(work_calendar(code), at, on):
                return int(pk)
    return None


def _early_evening(calendar: WorkCalendar, at: datetime, on: date) -> bool:
    local = at.astimezone(calendar.tz)
    return local.date() == on and 17 <= local.hour < 19 and not calendar.is_open(at)


def _short(calendar: WorkCalendar, on: date) -> bool:
    return calendar.works_on(on) and not calendar.is_open(datetime.combine(on, time(17, 30), calendar.tz))


def _contract(now: datetime) -> int | None:
    """A contract's own figures, on the hours of an office."""
    night = set(_nights())
    rows = all_tickets().filter(level="individual", answered_at__isnull=False).order_by("-registered_at")
    return next((pk for pk in rows.values_list("pk", flat=True)[:MOST] if pk not in night), None)


def _level(now: datetime) -> int | None:
    """A level that is worth a reason: extended, by an advance update."""
    rows = all_tickets().filter(level="extended", answered_at__isnull=False).order_by("-registered_at")
    return rows.values_list("pk", flat=True).first()


def _research(now: datetime) -> int | None:
    """Three weeks of work, and a word of progress every two days."""
    moved = subjects_of("Moved", stage="research")
    for pk, history in _newest_first(moved, timeline_of("ticket", moved)):
        told = [noted.at for noted in history if type(noted.event).__name__ in ("Told", "Answered")]
        if len(told) >= 8 and told[-1] - told[0] >= timedelta(days=19):
            return pk
    return None


def _thanks(now: datetime) -> int | None:
    """Thanks, then «Продолжение»."""
    rejected = subjects_of("Rejected")
    for pk, history in _newest_first(rejected, timeline_of("ticket", rejected)):
        types = [type(noted.event).__name__ for noted in history]
        if "Thanked" in types[: types.index("Rejected")]:
            return pk
    return None


def _night(now: datetime) -> int | None:
    """Around the clock: written while the office is closed, answered while it still is."""
    rows = all_tickets().filter(pk__in=_nights()[: MOST * 4], answered_at__isnull=False).order_by("-registered_at")
    for pk, at, answered_at, code in rows.values_list("pk", "registered_at", "answered_at", "calendar"):
        hours = work_calendar(code)
        if (
            answered_at
            and not hours.is_open(at)
            and not hours.is_open(answered_at)
            and not hours.between(at, answered_at)
        ):
            return int(pk)
    return None


def _nights() -> list[int]:
    return subjects_of("Opened", calendars__first_response="around-the-clock")


def _answered(found: list[int]) -> int | None:
    there = set(all_tickets().filter(pk__in=found[: MOST * 2], answered_at__isnull=False).values_list("pk", flat=True))
    return next((pk for pk in found if pk in there), None)


def _newest_first(order: list[int], found: Mapping[int, list[Noted]]) -> Iterator[tuple[int, list[Noted]]]:
    return ((pk, found[pk]) for pk in order if pk in found)


FINDERS: Mapping[str, Callable[[datetime], int | None]] = {
    "forgotten": _forgotten,
    "confessed": _confessed,
    "eve": _eve,
    "contract": _contract,
    "level": _level,
    "research": _research,
    "thanks": _thanks,
    "night": _night,
}
"""How each stop is found, in the order of the tour."""
