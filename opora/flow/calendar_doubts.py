"""What is doubtful about the calendars of the desk, with the contracts that lean on them."""

from collections.abc import Iterable
from datetime import datetime

from opora.calendars.queries import dated, work_calendars
from opora.contracts.queries import contracts_of_offices, duties_ahead
from opora.core.doubts import Doubt, RoundTheClock, doubts
from opora.offices.queries import offices_all


def doubts_of(code: str, now: datetime) -> list[Doubt]:
    """All doubts about a calendar, the gravest first; none about one that is missing or can't be read."""
    return doubts_about([code], now)[code]


def doubts_about(codes: Iterable[str], now: datetime) -> dict[str, list[Doubt]]:
    """The doubts about several calendars."""
    offices = {one.code: one.calendar for one in offices_all()}
    wanted = list(codes)
    contracts = contracts_of_offices([code for code, calendar in offices.items() if calendar in wanted], now)
    theirs = work_calendars(one.calendar for one in contracts)
    duties = duties_ahead({one.organisation_id for one in contracts}, now)
    named: dict[str, list[RoundTheClock]] = {}
    for one in contracts:
        assert one.office is not None
        own = tuple((from_at, until_at) for _row, from_at, until_at in duties.get(one.organisation_id, ()))
        fact = RoundTheClock(one.number, theirs[one.calendar], one.from_on, one.until_on, own)
        named.setdefault(offices[one.office.code], []).append(fact)
    found = {}
    for code in wanted:
        versions = dated(code)
        found[code] = list(doubts(versions, now, named.get(code, []))) if versions else []
    return found
