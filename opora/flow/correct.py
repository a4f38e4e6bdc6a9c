"""A fact is corrected: who, product, edition, version; the ticket is recomputed as at registration (L7a)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.contracts.queries import duty_hours
from opora.core import targets
from opora.core.events import Corrected
from opora.core.facts import Where
from opora.core.step import Actor, Step
from opora.flow.decide import Named, covered, customer_zone, pinned, reasons, unclear_of
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.offices.queries import Office, home_of, office_by_code, policy_at
from opora.promises import actions as promises
from opora.registry.queries import Contact, Edition, Organisation, Product, Version, belongs_to, where_of
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket


@dataclass(frozen=True, slots=True)
class Correction:
    """The facts as they are to stand, all of them; a null says that it is not known."""

    contact: Contact | None
    organisation: Organisation | None
    product: Product | None
    edition: Edition | None
    version: Version | None

    @property
    def named(self) -> Named:
        """What was asked about."""
        return self.product, self.edition, self.version


def correct(ticket_id: int, user: User, correction: Correction, now: datetime, reason: str = "") -> tuple[str, ...]:
    """Write the facts and what follows from them; gives the names of the facts that changed.

    Raises Refused when edition or version belong to another product, or nothing is different.
    """
    _check(correction)
    with begin(now, Actor("staff", user.pk), "desk") as step:
        ticket = tickets.lock(ticket_id)
        changed = _changed(ticket, correction)
        if not changed:
            raise Refused(_("Nothing is different from what stands here already."))
        _recompute(step, ticket, correction, changed, reason)
        promises.settle(step, ticket, policy_at(now))
    return changed


def _check(correction: Correction) -> None:
    for part in (correction.edition, correction.version):
        if part is not None and (correction.product is None or part.product_id != correction.product.pk):
            raise Refused(_("This edition or version belongs to another product. Choose the product first."))


def _changed(ticket: Ticket, correction: Correction) -> tuple[str, ...]:
    names = ("contact", "organisation", "product", "edition", "version")
    return tuple(name for name in names if _pk(getattr(ticket, name)) != _pk(getattr(correction, name)))


def _pk(row: Contact | Organisation | Product | Edition | Version | None) -> int | None:
    return row.pk if row is not None else None


def _recompute(step: Step, ticket: Ticket, correction: Correction, changed: tuple[str, ...], reason: str) -> None:
    policy = policy_at(step.now)
    home = _home(ticket, correction, changed)
    code = home.code if home else ""
    coverage = covered(
        correction.contact, correction.organisation, correction.named, code, ticket.registered_at, policy
    )
    terms = targets.terms_of(coverage, policy)
    organisation = belongs_to(correction.contact, correction.organisation)
    duties = duty_hours(organisation, ticket.registered_at, step.now)
    spans, calendars = pinned(terms, ticket.calendar, ticket.registered_at, duties)
    event = Corrected(
        changed=changed,
        level=coverage.level.code,
        level_before=ticket.level,
        word_days=terms.word_days,
        reason=reason[:40],
        spans=spans,
        calendars=calendars,
        unclear=unclear_of(coverage),
        home=code if home != ticket.home_office else "",
        duties=duties,
    )
    values: dict[str, object] = {name: getattr(correction, name) for name in changed}
    values |= {
        "level": coverage.level.code,
        "covered_until": coverage.until,
        "because": reasons(coverage.because),
        "unclear": list(event.unclear),
    }
    if "contact" in changed or "organisation" in changed:
        values["home_office"] = home
        values["customer_zone"] = customer_zone(correction.contact, correction.organisation, ticket.customer_zone)
    tickets.correct(step, ticket, event, values)


def _home(ticket: Ticket, correction: Correction, changed: tuple[str, ...]) -> Office | None:
    """The home office of who it really is, as at registration (O1); as it stands for who has no known place.

    The office that took the ticket keeps it, and its calendar counts (T3).
    """
    where = where_of(correction.contact, correction.organisation, None)
    if not {"contact", "organisation"} & set(changed) or where == Where():
        return ticket.home_office
    return office_by_code(home_of(where, ticket.registered_at).office) or ticket.home_office
