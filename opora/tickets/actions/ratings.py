"""What a customer says of our work: a mark for an answer, or that they were forgotten."""

from opora.core.events import Rated, RatingAsked, Reminded
from opora.core.step import Step
from opora.registry.models import Contact
from opora.tickets.models import AskedRating, Message, Rating, Ticket


def ask_rating(step: Step, answer: Message, address: str) -> None:
    """The letter with this answer asks its reader, of this address, whether it helped."""
    AskedRating.objects.create(answer=answer, address=address, at=step.now)
    step.note(RatingAsked(answer.pk), "ticket", answer.ticket_id)


def rate(step: Step, answer: Message, mark: int, words: str = "", contact: Contact | None = None) -> Rating:
    """Whether this answer helped: 1 no, 2 in part, 3 yes; said again, the later one counts (S1). Words stay."""
    said: dict[str, object] = {"ticket_id": answer.ticket_id, "contact": contact, "at": step.now, "mark": mark}
    if words:
        said["words"] = words
    before = Rating.objects.filter(answer=answer).values_list("mark", flat=True).first() or 0
    rating, _ = Rating.objects.update_or_create(answer=answer, defaults=said)
    step.note(Rated(answer.pk, mark, before), "ticket", answer.ticket_id)
    return rating


def remind(step: Step, ticket: Ticket, event: Reminded) -> None:
    """The customer was forgotten, they say; whoever holds the rung owes a word (section 8)."""
    step.note(event, "ticket", ticket.pk)
