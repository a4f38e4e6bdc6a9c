"""What begins at a date that was ahead when it was entered: purchases, and the year of an advance update (L4)."""

from datetime import date, datetime, timedelta

from opora.core.facts import Beginning
from opora.core.rights import years_after
from opora.registry.models import Purchase

DAY = timedelta(days=1)
_COLUMNS = ("organisation_id", "to_organisation_id", "person_id", "recorded_at")


def purchases_beginning(first: date, last: date, wait_years: int) -> list[Beginning]:
    """Each with whom it concerns, for dates between these, both included.

    An advance update gives anew when its version is released, and ``wait_years`` after the purchase at the latest.
    """
    own = Purchase.objects.filter(on__gte=first, on__lte=last).values_list("on", *_COLUMNS)
    ahead = Purchase.objects.filter(kind=Purchase.Kind.ADVANCE)
    released = ahead.filter(version__released_on__gte=first, version__released_on__lte=last)
    # A day more on both sides, since 29 February has no anniversary.
    since, until = years_after(first, -wait_years) - DAY, years_after(last, -wait_years) + DAY
    waited = ahead.filter(on__gte=since, on__lte=until).values_list("on", *_COLUMNS)
    over = [(years_after(on, wait_years), *more) for on, *more in waited]
    out = released.values_list("version__released_on", *_COLUMNS)
    rows = [*own, *out, *(row for row in over if first <= row[0] <= last)]
    return [one for row in rows for one in _of_each(*row)]


def _of_each(
    on: date, organisation: int | None, receiver: int | None, person: int | None, recorded_at: datetime
) -> list[Beginning]:
    owners = (("organisation", organisation), ("organisation", receiver), ("contact", person))
    return [Beginning(subject, row, on, "purchase", recorded_at) for subject, row in owners if row is not None]
