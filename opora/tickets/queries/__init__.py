"""Reading tickets."""

from opora.tickets.models import Attachment, Message, Participant, Ticket
from opora.tickets.queries.conversation import (
    attachments_of,
    author_of,
    conversation_of,
    digest_of,
    has_assignee,
    last_customer_message_id,
    last_question,
    message_by_id,
    messages_of,
    references_of,
    repeats_last,
    ticket_with_all,
    words_after,
)
from opora.tickets.queries.lists import PAGE, all_tickets, mine, of_offices, open_tickets, page_by_next
from opora.tickets.queries.threads import Thread, by_number, id_from_number, kept_id, number_of, takes_part, thread_of

__all__ = [
    "PAGE",
    "Attachment",
    "Message",
    "Participant",
    "Thread",
    "Ticket",
    "all_tickets",
    "attachments_of",
    "author_of",
    "by_number",
    "conversation_of",
    "digest_of",
    "has_assignee",
    "id_from_number",
    "kept_id",
    "last_customer_message_id",
    "last_question",
    "message_by_id",
    "messages_of",
    "mine",
    "number_of",
    "of_offices",
    "open_tickets",
    "page_by_next",
    "references_of",
    "repeats_last",
    "takes_part",
    "thread_of",
    "ticket_with_all",
    "words_after",
]
