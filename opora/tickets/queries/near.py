"""Which office is near a ticket's customer."""

from opora.offices.models import Office
from opora.tickets.models import Ticket


def near_office(ticket: Ticket) -> Office | None:
    """Whose manager holds the first rung: the office that has the ticket; where a line above has it, the home (E2).

    So whoever manages the central service is not asked twice (E4). Null: the customer has no office near them.
    """
    return ticket.owning_office if ticket.line == 1 else ticket.home_office
