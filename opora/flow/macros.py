"""A macro's text for one ticket: its fields filled by what a letter would be told from; nothing is written or sent."""

from datetime import datetime

from opora.channels.letters.names import greeting_name
from opora.core.macros import fill
from opora.core.standing import Standing
from opora.flow.letter_facts import facts_of
from opora.tickets.queries import Macro, Ticket


def text_for(macro: Macro, ticket: Ticket, standing: Standing, now: datetime) -> tuple[str, tuple[str, ...]]:
    """In the customer's language and zone; and the fields that stay, since nobody knows here what stands for them."""
    facts = facts_of(ticket, now, standing)
    values = {
        "name": greeting_name(facts.name),
        "number": facts.number,
        "product": facts.product_and_version,
        "moment": facts.by(standing.usual_word_at(now)),
    }
    return fill(macro.text, values)
