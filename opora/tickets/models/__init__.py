"""The tables of the conversation."""

from opora.tickets.models.drafts import Draft
from opora.tickets.models.duty_calls import DutyCall
from opora.tickets.models.links import LinkRevocation
from opora.tickets.models.macros import Macro
from opora.tickets.models.messages import Attachment, Message
from opora.tickets.models.ratings import AskedRating, Rating
from opora.tickets.models.readings import Reading
from opora.tickets.models.ticket import Participant, Sight, Ticket

__all__ = [
    "AskedRating",
    "Attachment",
    "Draft",
    "DutyCall",
    "LinkRevocation",
    "Macro",
    "Message",
    "Participant",
    "Rating",
    "Reading",
    "Sight",
    "Ticket",
]
