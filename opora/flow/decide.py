"""What becomes of what arrived: coverage, place, promises, one decision after the other, each with its reason.

Nothing is written here: `open_ticket` writes what was decided, `foresee` shows it to who hasn't sent anything yet.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from opora.calendars.queries import work_calendar
from opora.contracts.queries import coverage_of, duty_at, duty_hours, duty_reason, local_date
from opora.core import route, targets, zones
from opora.core.course import begin as standing_after
from opora.core.events import Duties, Opened
from opora.core.facts import Arrival, Because, Coverage, Entitlement, Level, Place, Policy, Terms
from opora.core.standing import Standing, on_duty
from opora.core.step import MACHINE, Noted
from opora.offices.queries import home_of, office_by_code, policy_at, spots
from opora.registry.queries import Contact, Edition, Organisation, Product, Version, named_in, where_of, zone_of
from opora.tickets.queries import Ticket

log = logging.getLogger(__name__)

Named = tuple[Product | None, Edition | None, Version | None]


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that is pinned at registration (L7): who, about what, at home where, covered by what, going where."""

    contact: Contact | None
    named: Named
    home: Place
    place: Place
    coverage: Coverage
    opened: Opened
    standing: Standing
    customer_zone: str
    customer: Organisation | None = None

    @property
    def organisation(self) -> Organisation | None:
        """For whom the contact writes: an end customer where a dealer named one, else their own."""
        return self.customer or (self.contact.organisation if self.contact else None)


def decide(
    arrival: Arrival,
    contact: Contact | None,
    registered_at: datetime,
    now: datetime,
    split_from: Ticket | None = None,
    named: Named | None = None,
    customer: Organisation | None = None,
) -> Decision:
    """Decide in the order of O2. ``now`` is whose policy holds; both instants are aware, UTC.

    ``named``: product, edition and version as they were chosen; null: what the words name. ``customer``: for whom a
    dealer writes; place and coverage are the end customer's, told is the dealer's contact, in their own zone.
    """
    policy = policy_at(now)
    own = contact.organisation if contact else None
    organisation, holder = (customer, None) if customer else (own, contact)
    named = named or named_in(f"{arrival.subject}\n{arrival.text[:20000]}")
    offset = None if customer else _offset(arrival)
    home = home_of(where_of(holder, organisation, offset), registered_at)
    coverage = covered(holder, organisation, named, home.office, registered_at, policy)
    place = route.place_of(home, coverage, duty_at(organisation, registered_at), spots())
    duties = duty_hours(organisation, registered_at, now)
    opened = opened_event(arrival.channel, place, coverage, registered_at, policy, duties, split_from)
    home_office = office_by_code(home.office)
    home_zone = arrival.zone or sound_zone(home_office.zone if home_office else "")
    return Decision(
        contact=contact,
        named=named,
        home=home,
        place=place,
        coverage=coverage,
        opened=opened,
        standing=standing_after(Noted(opened, "ticket", 0, 1, now, MACHINE), work_calendar, policy, duty_reason),
        customer_zone=customer_zone(contact, own, home_zone),
        customer=customer,
    )


def covered(
    contact: Contact | None,
    organisation: Organisation | None,
    named: Named,
    home_office: str,
    at: datetime,
    policy: Policy,
) -> Coverage:
    """The coverage on the local date of the home office (O2); initial and flagged where it can't be computed (L1)."""
    office = office_by_code(home_office)
    on = local_date(at, sound_zone(office.zone if office else ""))
    try:
        return coverage_of(contact, organisation, *named, on, policy)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        log.error("coverage could not be computed: %s", type(error).__name__)
        because = (Because(rule="L1", code="could_not_be_computed"),)
        right = Entitlement(Level.INITIAL, None, because)
        return Coverage(Level.INITIAL, None, because, (right,), level_unclear=True)


def opened_event(
    channel: str,
    place: Place,
    coverage: Coverage,
    registered_at: datetime,
    policy: Policy,
    duties: Duties,
    split_from: Ticket | None = None,
) -> Opened:
    """The event that pins level, figures, calendars (L7, T3) and the hours of duties (T9)."""
    office = office_by_code(place.office)
    calendar = office.calendar if office else ""
    terms = targets.terms_of(coverage, policy)
    spans, calendars = pinned(terms, calendar, registered_at, duties)
    return Opened(
        registered_at=registered_at,
        channel=channel,
        level=coverage.level.code,
        calendar=calendar,
        office=place.office,
        line=place.line,
        word_days=terms.word_days,
        spans=spans,
        calendars=calendars,
        unclear=unclear_of(coverage),
        split_from=split_from.pk if split_from else None,
        duties=duties,
    )


def pinned(terms: Terms, calendar: str, at: datetime, duties: Duties) -> tuple[dict[str, int], dict[str, str]]:
    """What is owed in seconds by kind, and the calendars that are the contract's; the duties count on both (T3, T9)."""
    return targets.pinned(terms, calendar, at, lambda code: on_duty(work_calendar(code), duties, duty_reason))


def unclear_of(coverage: Coverage) -> tuple[str, ...]:
    """What is still to be cleared up, as marks on the ticket (L5, L11)."""
    marks = {
        "product": coverage.product_unclear,
        "version": coverage.version_unclear,
        "level": coverage.level_unclear,
    }
    return tuple(name for name, is_so in marks.items() if is_so)


def reasons(because: tuple[Because, ...]) -> list[dict[str, Any]]:
    """Reasons as JSON values."""
    return [{**asdict(one), "until": one.until.isoformat() if isinstance(one.until, date) else None} for one in because]


def place_reasons(decision: Decision) -> list[dict[str, Any]]:
    """Why this home and this place, each reason once."""
    home = decision.home.because
    return reasons((*home, *(one for one in decision.place.because if one not in home)))


def sound_zone(name: str) -> str:
    """This IANA name where it is one, else UTC: an office that is badly set up stops no letter (L1)."""
    try:
        return zones.zone(name).key if name else "UTC"
    except zones.UnknownZoneError:
        return "UTC"


def customer_zone(contact: Contact | None, organisation: Organisation | None, home_zone: str) -> str:
    """The zone in which the customer is told moments: of the site or organisation, else of the home office."""
    return zone_of(contact, organisation) or home_zone


def _offset(arrival: Arrival) -> timedelta | None:
    # A Date without a zone is read as UTC and marked: an offset that the letter does not name is unknown (O1).
    named = arrival.sent_at is not None and "no-zone" not in arrival.troubles
    return arrival.sent_at.utcoffset() if arrival.sent_at and named else None
