"""What a customer says of our work: a mark for an answer, or that they were forgotten."""

from opora.core.events import Rated, Reminded
from opora.core.step import Step
from opora.registry.models import Contact
from opora.tickets.models import Message, Rating, Ticket


def rate(step: Step, answer: Message, mark: int, words: str = "", contact: Contact | None = None) -> Rating:
    """Whether this answer helped: 1 no, 2 in part, 3 yes; said again, the later one counts (S1). Words stay."""
    said: dict[str, object] = {"ticket_id": answer.ticket_id, "contact": contact, "at": step.now, "mark": mark}
    if words:
        said["words"] = words
    rating, _ = Rating.objects.update_or_create(answer=answer, defaults=said)
    step.note(Rated(answer.pk, mark), "ticket", answer.ticket_id)
    return rating


def remind(step: Step, ticket: Ticket, event: Reminded) -> None:
    """The customer was forgotten, they say; whoever holds the rung owes a word (section 8)."""
    step.note(event, "ticket", ticket.pk)
