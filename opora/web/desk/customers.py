"""What sales and staff see of a customer: coverage and counts, never correspondence (domain.md 10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from opora.accounts.queries import User
from opora.contracts.answers import answer_for
from opora.lib import moments
from opora.registry.access import (
    MOST,
    names_readers,
    organisation_for,
    organisations_for,
    purchases_for,
    sees_customers,
)
from opora.registry.queries import Organisation, dealings_of
from opora.tickets.access import counts_of
from opora.web.desk import readers, words
from opora.web.desk.frame import desk_page, show, signed_in

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Held:
    """A product of the customer, with what covers it today."""

    name: str
    level: str
    level_text: str
    until: str
    reasons: list[str]


@desk_page
def customers(request: HttpRequest) -> HttpResponse:
    """Look for an organisation by name, tax number or external key."""
    now, user = timezone.now(), signed_in(request)
    if not sees_customers(user):
        raise PermissionDenied
    looked_for = request.GET.get("find", "").replace("\0", "").strip()[:100]
    found = organisations_for(user, looked_for, MOST + 1)
    context = {"looked_for": looked_for, "found": found[:MOST], "first_ones": MOST if len(found) > MOST else 0}
    return show(request, "desk/customers.html", context, now, here="customers")


@desk_page
def customer(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One organisation: each product that it holds with its level, and how many tickets it has in which stage."""
    now, user = timezone.now(), signed_in(request)
    organisation = organisation_for(user, organisation_id)
    if organisation is None:
        raise Http404
    counts = counts_of(organisation, now - A_YEAR)
    context = {
        "organisation": organisation,
        "held": list(_held(organisation, user, now)),
        "counts": [(words.said(words.STAGES, stage), number) for stage, number in counts.items() if stage != "closed"],
        "closed": counts.get("closed", 0),
        "names_readers": names_readers(user),
        "dealings": dealings_of(organisation),
        "people": list(readers.people(user, organisation)),
    }
    return show(request, "desk/customer.html", context, now, here="customers")


def _held(organisation: Organisation, user: User, now: datetime) -> Iterator[Held]:
    rows = purchases_for(user, organisation)
    versions = {(row.product, row.edition, row.version): None for row in reversed(rows)}
    for product, edition, version in versions:
        covered = answer_for(None, organisation, product.code, edition.code, version.name, None, now)
        yield Held(
            name=f"{product.name} {version.name}, {edition.name}",
            level=covered.level.code,
            level_text=words.said(words.LEVELS, covered.level.code),
            until=moments.full_date(covered.until, words.language()) if covered.until else "",
            reasons=[words.said(words.BECAUSE, one.code) for one in covered.because],
        )
