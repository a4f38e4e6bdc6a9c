"""A coverage as command line and API give it to programs: one form, so that they can't disagree."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from opora.contracts.queries import coverage_for, local_date
from opora.core.facts import Because, Coverage
from opora.offices.queries import home_of, office_by_code, policy_at
from opora.registry.models import Contact, Organisation
from opora.registry.queries import owners_of, where_of

__all__ = ["answer_for", "plain", "today_of"]


def answer_for(
    contact: Contact | None,
    organisation: Organisation | None,
    product_code: str,
    edition_code: str,
    version_name: str,
    on: date | None,
    now: datetime,
    known_at: datetime | None = None,
) -> Coverage:
    """What covers this customer on a day, today at their home office when none is named (O2). Nothing is written.

    ``known_at``: by what was recorded until that instant (null: by all that is known now, L8).
    """
    day = on or today_of(contact, organisation, now)
    owners = owners_of(contact, organisation)
    return coverage_for(owners, product_code, edition_code, version_name, day, known_at, policy_at(now))


def today_of(contact: Contact | None, organisation: Organisation | None, now: datetime) -> date:
    """O2: the date at the home office, which may be tomorrow's or yesterday's elsewhere."""
    belongs = organisation or (contact.organisation if contact else None)
    office = office_by_code(home_of(where_of(contact, belongs, None), now).office)
    return local_date(now, office.zone if office else "UTC")


def plain(coverage: Coverage) -> dict[str, Any]:
    """Level, last day and all entitlements with their reasons (L8), as JSON values."""
    return {
        "level": coverage.level.code,
        "until": _iso(coverage.until),
        "entitlements": [
            {"level": one.level.code, "until": _iso(one.until), "because": [_reason(why) for why in one.because]}
            for one in coverage.entitlements
        ],
    }


def _reason(why: Because) -> dict[str, Any]:
    return asdict(why) | {"until": _iso(why.until), "details": dict(why.details)}


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None
