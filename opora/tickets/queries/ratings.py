"""Reading what customers say of our answers."""

from opora.tickets.models import Message, Rating, Ticket

__all__ = ["Rating", "last_answer", "rating_of", "ratings_on"]


def last_answer(ticket: Ticket) -> Message | None:
    """Our last substantive answer on this ticket."""
    return Message.objects.filter(ticket=ticket, verb="answer").order_by("-pk").first()


def rating_of(answer: Message | None) -> Rating | None:
    """What the customer said of this answer."""
    return Rating.objects.filter(answer=answer).first() if answer is not None else None


def ratings_on(ticket: Ticket) -> list[Rating]:
    """What the customer said of the answers on this ticket, in their order."""
    return list(Rating.objects.filter(ticket=ticket).order_by("answer_id"))
