"""The same street without writing: what would happen if somebody wrote now. It decides as `open_ticket` decides."""

from dataclasses import dataclass
from datetime import datetime

from opora.channels import letters
from opora.channels.letters import Foretold, LetterFacts
from opora.channels.letters.closed import closed_at
from opora.core.facts import Arrival, Level
from opora.flow.decide import Decision, Named, decide
from opora.flow.letter_facts import desk_name, hours_of, moments_of, office_words, people_on_duty
from opora.offices.queries import office_by_code
from opora.registry.queries import Contact, Organisation


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a customer is told before sending, and the facts that it was told from."""

    told: Foretold
    facts: LetterFacts


def foresee(
    arrival: Arrival,
    contact: Contact | None,
    registered_at: datetime,
    now: datetime,
    named: Named | None = None,
    customer: Organisation | None = None,
) -> Foreseen:
    """What becomes of a matter that is registered at this instant, as a page shows it ``now``; both aware, UTC.

    ``contact`` is who has signed in, ``customer`` for whom they write as a dealer's. Whoever hasn't is nobody here,
    whatever address and licence they type: what is foreseen for a stranger depends on the hour and on the zone alone,
    so a page tells nothing about our customers.
    """
    decision = decide(arrival, contact, registered_at, now, named=named, customer=customer)
    facts = _facts(decision, arrival, registered_at, now)
    return Foreseen(letters.foretold(facts, known=contact is not None), facts)


def _facts(decision: Decision, arrival: Arrival, registered_at: datetime, now: datetime) -> LetterFacts:
    product, _, version = decision.named
    unclear = decision.opened.unclear
    return LetterFacts(
        language=arrival.language,
        number="",
        subject=arrival.subject,
        now=now,
        office=office_words(office_by_code(decision.place.office)),
        customer_zone=decision.customer_zone,
        on_duty=people_on_duty(decision.organisation, registered_at),
        closed=closed_at(hours_of(decision.standing), now),
        moments=moments_of(unclear, decision.standing),
        level=Level[decision.opened.level.upper()],
        covered_until=decision.coverage.until,
        product=product.name if product else "",
        version=version.name if version else "",
        product_unclear="product" in unclear,
        version_unclear="version" in unclear,
        level_unclear="level" in unclear,
        guest=decision.organisation is None and decision.opened.level == "initial",
        desk=desk_name(arrival.language, now),
    )
