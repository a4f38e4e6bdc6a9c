"""Reading what customers say of our answers."""

from datetime import datetime

from opora.tickets.models import AskedRating, Message, Rating, Ticket

__all__ = ["NO_HELP", "Rating", "asked_rating_since", "last_answer", "rating_of", "ratings_on"]

NO_HELP = 1
"""The mark of an answer that did not help."""


def last_answer(ticket: Ticket) -> Message | None:
    """Our last substantive answer on this ticket."""
    return Message.objects.filter(ticket=ticket, verb="answer").order_by("-pk").first()


def rating_of(answer: Message | None) -> Rating | None:
    """What the customer said of this answer."""
    return Rating.objects.filter(answer=answer).first() if answer is not None else None


def ratings_on(ticket: Ticket) -> list[Rating]:
    """What the customer said of the answers on this ticket, in their order."""
    return list(Rating.objects.filter(ticket=ticket).order_by("answer_id"))


def asked_rating_since(address: str, since: datetime) -> bool:
    """Whether a letter has asked this address for a rating after that instant."""
    return AskedRating.objects.filter(address=address, at__gt=since).exists()
