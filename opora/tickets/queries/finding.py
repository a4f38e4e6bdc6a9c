"""Tickets by the beginnings of words: their own, their contact's, their organisation's. Rights stand in `access`."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from opora.search.queries import begins, rows_with, words
from opora.search.words import of_text
from opora.tickets.models import Ticket

__all__ = ["SHOWN", "found", "words_of"]

SHOWN = ("contact", "organisation", "owning_office", "assignee")
"""Whom a line names."""


def words_of(ticket: Ticket) -> set[str]:
    """Its own: number, subject, product and version; whose it is has words of its own."""
    named = [one.name for one in (ticket.product, ticket.version) if one is not None]
    return of_text(ticket.number.removeprefix("SD-"), ticket.subject, *named)


def found(typed: Sequence[str], closed_after: datetime, most: int) -> list[int]:
    """The rows of the tickets that have each of these words: the open ones by their next moment, then those that were
    closed after that instant, the last one first; a merged one is where it went.

    One question. It begins with the longest word, mostly the rarest: its words are a range of an index, and only their
    tickets are asked for the other words. Three ways lead from a word to a ticket, and each has an index of its own. It
    gives rows alone: joined with all that a line names,
    PostgreSQL reads all tickets first.
    """
    ways = [way for part in (_OPEN, _closed(closed_after)) for way in _ways(part, typed)]
    rows = ways[0].union(*ways[1:]).order_by(F("closed_at").desc(nulls_first=True), "next_at", "pk")
    return [pk for pk, _next_at, _closed_at in rows[:most]]


_OPEN = Q(next_at__isnull=False)


def _closed(after: datetime) -> Q:
    return Q(closed_at__gt=after, merged_into=None)


def _ways(part: Q, typed: Sequence[str]) -> list[QuerySet[Ticket, tuple[int, datetime | None, datetime | None]]]:
    first, *others = sorted(typed, key=len, reverse=True)
    candidates = Ticket.objects.filter(part)
    for one in others:
        candidates = candidates.filter(_has(one))
    subjects = (("ticket", "pk"), ("contact", "contact"), ("organisation", "organisation"))
    return [
        candidates.filter(**{f"{field}__in": rows_with(subject, first)}).values_list("pk", "next_at", "closed_at")
        for subject, field in subjects
    ]


def _has(word: str) -> Exists:
    whose = Q(subject="ticket", row=OuterRef("pk")) | Q(subject="contact", row=OuterRef("contact"))
    return Exists(words().filter(whose | Q(subject="organisation", row=OuterRef("organisation")), begins(word)))
