"""Reading defects, and which tickets wait for which."""

import re
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from opora.lib.damm import without_check_digit
from opora.programme.models import FIRST_NUMBER, STATUSES, Defect, DefectLink

__all__ = [
    "STATUSES",
    "Defect",
    "defect_by_id",
    "defect_by_key",
    "defect_of",
    "defects_of",
    "id_from_number",
    "number_of",
    "search",
    "seen_of",
    "tickets_waiting_for",
    "waiting_of",
]

_NUMBER = re.compile(r"D-(\d{5,})", re.IGNORECASE | re.ASCII)
NAMED = ("product", "version", "fixed_in")


def number_of(defect_id: int) -> str:
    """The number of the defect of this row."""
    return Defect(pk=defect_id).number


def id_from_number(number: str) -> int | None:
    """The row of a number such as ``D-10008``; null when the check digit does not fit."""
    found = _NUMBER.fullmatch(number.strip())
    digits = without_check_digit(found[1]) if found else None
    row = digits - FIRST_NUMBER + 1 if digits is not None else 0
    return row if 0 < row < 2**63 else None


def defect_by_id(defect_id: int) -> Defect | None:
    """One defect with what it names."""
    return Defect.objects.select_related(*NAMED).filter(pk=defect_id).first()


def defect_by_key(tracker_key: str) -> Defect | None:
    """The defect of this key of the tracker, whatever its case."""
    rows = Defect.objects.select_related(*NAMED).filter(tracker_key__iexact=tracker_key)
    return rows.first() if tracker_key else None


def search(text: str) -> QuerySet[Defect]:
    """Defects of this number of ours, of a key that begins so, or with these words in a title; all for no text."""
    rows = Defect.objects.select_related(*NAMED)
    if not text:
        return rows
    titles = Q(title__icontains=text) | Q(public_title__icontains=text)
    return rows.filter(Q(pk=id_from_number(text)) | Q(tracker_key__istartswith=text) | titles)


def defect_of(ticket_id: int) -> Defect | None:
    """The defect for which this ticket waits."""
    return defects_of([ticket_id]).get(ticket_id)


def defects_of(ticket_ids: Iterable[int]) -> dict[int, Defect]:
    """The defects behind several tickets, in one query."""
    links = DefectLink.objects.filter(ticket__in=list(ticket_ids))
    return {link.ticket_id: link.defect for link in links.select_related(*(f"defect__{one}" for one in NAMED))}


def seen_of(ticket_ids: Iterable[int]) -> dict[int, Defect]:
    """The defects behind several tickets of which their customers may know: those that were confirmed, or more."""
    return {ticket: one for ticket, one in defects_of(ticket_ids).items() if one.status != "found"}


def waiting_of(defect_ids: Iterable[int]) -> dict[int, int]:
    """How many open tickets wait for each of these defects; for which none waits, it is not named."""
    links = DefectLink.objects.filter(defect__in=list(defect_ids), ticket__next_at__isnull=False).order_by()
    return dict(links.values_list("defect").annotate(how_many=Count("pk")))


def tickets_waiting_for(defect_id: int) -> list[int]:
    """The rows of the open tickets that wait for this defect, in order."""
    links = DefectLink.objects.filter(defect=defect_id, ticket__next_at__isnull=False)
    return list(links.order_by("ticket").values_list("ticket", flat=True))
