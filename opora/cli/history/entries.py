"""How a matter of the history comes in when it is no letter: by form, by telephone, or through an integration."""

from collections.abc import Callable
from datetime import datetime, timedelta

from opora.accounts import actions as accounts
from opora.accounts.queries import ApiKey, keys
from opora.calendars.queries import work_calendar
from opora.cli.history.plan import Plan
from opora.cli.history.words import EDITIONS, PRODUCTS
from opora.core.facts import Kind
from opora.core.step import MACHINE
from opora.flow.by_call import Call, Caller, open_by_call
from opora.flow.by_form import Form, open_by_form
from opora.flow.by_key import Request, open_by_key
from opora.flow.step import begin
from opora.offices.queries import Office, home_of, office_by_code, staff_of
from opora.registry.queries import contact_of, where_of

DEALER = "Демо-портал дилера"
CONSENT = "1"
"""The version of the text that the form shows."""


def rung(plan: Plan) -> tuple[datetime, datetime, Office]:
    """They ring their office as soon as it is open: when, until when, and whom."""
    contact = contact_of(plan.person.address)
    where = where_of(contact, contact.organisation if contact else None, None)
    office = office_by_code(home_of(where, plan.at).office)
    assert office is not None, "a demo has offices"
    delay = timedelta(minutes=plan.number % 7, seconds=plan.number % 60)
    started_at = work_calendar(office.calendar).next_open(plan.at) + delay
    return started_at, started_at + timedelta(minutes=3 + plan.number % 9), office


def by_call(plan: Plan) -> tuple[datetime, int]:
    """A specialist writes down what was said, when the receiver is down."""
    started_at, ended_at, office = rung(plan)
    people = [person for person in staff_of(office, started_at) if person.role != "manager"]
    contact = contact_of(plan.person.address)
    caller = Caller(contact) if contact else Caller(name=plan.person.name, address=plan.person.address)
    call = Call(started_at=started_at, heard=_said(plan), visit=plan.number % 11 == 0)
    message = open_by_call(people[plan.number % len(people)], caller, call, ended_at, subject=plan.subject)
    return ended_at, message.ticket_id


def by_form(plan: Plan) -> tuple[datetime, int]:
    """They fill in the form of the portal, where the kind is chosen and the product found by typing."""
    asked = plan.asked if plan.named else None
    kind = Kind(plan.kind)
    form = Form(
        key=plan.key, client=plan.person.address, address=plan.person.address, name=plan.person.name,
        organisation=plan.firm.name if plan.firm else "", product=PRODUCTS[asked.product] if asked else "",
        version=asked.version if asked else "", edition=EDITIONS.get(asked.edition, "") if asked else "", kind=kind,
        work_stopped=kind is Kind.FAULT and plan.number % 7 == 0, subject=plan.subject, text=plan.text,
        language="en" if plan.person.language == "en" else "ru", zone=plan.zone, consent=CONSENT,
    )  # fmt: skip
    return plan.at, open_by_form(form, None, plan.at).pk


def by_key(plan: Plan) -> tuple[datetime, int]:
    """A dealer's portal writes for the customer; it names the product by its code."""
    asked = plan.asked if plan.named else None
    request = Request(
        address=plan.person.address, name=plan.person.name, subject=plan.subject, text=plan.text,
        language="en" if plan.person.language == "en" else "ru", product=asked.product if asked else "",
        edition=asked.edition if asked else "", version=asked.version if asked else "",
    )  # fmt: skip
    dealer = _dealer()
    assert dealer is not None, "the dealer is entered with the customers"
    return plan.at, open_by_key(dealer, request, plan.at, idempotency_key=plan.key).ticket.pk


BY: dict[str, Callable[[Plan], tuple[datetime, int]]] = {"form": by_form, "call": by_call, "api": by_key}
"""By the plan's channel, the instant from which it goes on and its ticket; a channel that is none of them is mail."""


def _said(plan: Plan) -> str:
    """The same without greeting: what a specialist notes down."""
    return plan.text.partition("\n\n")[2] or plan.text


def add_dealer(now: datetime) -> None:
    """The integration that writes for customers; nobody is shown its key. Once."""
    if _dealer() is None:
        with begin(now, MACHINE, "cli") as step:
            accounts.add_key(step, name=DEALER, scopes=["tickets:write"])


def _dealer() -> ApiKey | None:
    return next((key for key in keys() if key.name == DEALER), None)
