"""Who and what a ticket is about, in the language of the page."""

from opora.offices.queries import Office
from opora.tickets.queries import Ticket
from opora.web.desk import words


def customer(ticket: Ticket) -> str:
    """The organisation and the person, as far as known."""
    organisation = ticket.organisation.name if ticket.organisation else ""
    contact = ticket.contact.name if ticket.contact else ""
    return " · ".join(filter(None, [organisation, contact]))


def product(ticket: Ticket) -> str:
    """Product and version, as far as known."""
    return " ".join(one.name for one in (ticket.product, ticket.version) if one)


def office(place: Office | None) -> str:
    """An office by its name; empty for none."""
    if place is None:
        return ""
    return (place.name_en or place.name) if words.language() == "en" else place.name
