"""Reading the journal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Max, Min, QuerySet

from opora.core.payloads import event_from
from opora.core.step import Actor, ActorKind, Noted
from opora.ledger.models import Event as Row
from opora.lib.remembered import kept

__all__ = [
    "Row",
    "events_by_id",
    "happened_since",
    "history_of",
    "length_of",
    "lengths_of",
    "newest_at",
    "noted_between",
    "steps_via",
    "subjects_of",
    "those_with",
    "timeline_of",
]


def history_of(subject: str, subject_id: int) -> list[Noted]:
    """Everything that happened to one thing, in order."""
    made = kept(f"history of {subject}", subject_id)
    if made is not None:
        return list(made)
    return [_noted(row) for row in Row.objects.filter(subject=subject, subject_id=subject_id).order_by("sequence")]


def length_of(subject: str, subject_id: int) -> int:
    """How many events one thing has; the index alone is read."""
    last: int | None = Row.objects.filter(subject=subject, subject_id=subject_id).aggregate(last=Max("sequence"))[
        "last"
    ]
    return last or 0


def lengths_of(subject: str, subject_ids: Iterable[int]) -> dict[int, int]:
    """How many events several things have, in one query."""
    rows = Row.objects.filter(subject=subject, subject_id__in=list(subject_ids)).order_by()
    return dict(rows.values_list("subject_id").annotate(last=Max("sequence")))


def happened_since(subject: str, subject_ids: Iterable[int], at: datetime) -> set[int]:
    """Those of these things to which something happened at this instant or later, in one query."""
    rows = Row.objects.filter(subject=subject, subject_id__in=list(subject_ids), at__gte=at).order_by()
    return set(rows.values_list("subject_id", flat=True).distinct())


def noted_between(type_: str, since: datetime, until: datetime, subject: str, subject_id: int) -> list[Noted]:
    """What happened of this type to one thing between two instants, the second left out; none before is read."""
    rows = Row.objects.filter(type=type_, at__gte=since, at__lt=until, subject=subject, subject_id=subject_id)
    return [_noted(row) for row in rows.order_by("at", "pk")]


def subjects_of(type_: str, subject: str = "ticket", **payload: object) -> list[int]:
    """The things to which an event of this type happened, the latest first; ``payload`` are fields that it had."""
    wanted = {f"payload__{name}": value for name, value in payload.items()}
    rows = Row.objects.filter(subject=subject, type=type_, **wanted).order_by("-at", "-pk")
    return list(dict.fromkeys(rows.values_list("subject_id", flat=True)))


def those_with(
    types: Iterable[str], among: QuerySet[Any, Any], subject: str = "ticket", **payload: object
) -> list[int]:
    """Those ``among`` these things to which an event of one of these types happened, with these fields; one query."""
    wanted = {f"payload__{name}": value for name, value in payload.items()}
    rows = Row.objects.filter(subject=subject, subject_id__in=among, type__in=list(types), **wanted).order_by()
    return sorted(rows.values_list("subject_id", flat=True).distinct())


def timeline_of(subject: str, subject_ids: Iterable[int]) -> dict[int, list[Noted]]:
    """The histories of several things by id, in one query."""
    found: dict[int, list[Noted]] = {}
    rows = Row.objects.filter(subject=subject, subject_id__in=list(subject_ids)).order_by("subject_id", "sequence")
    for row in rows:
        found.setdefault(row.subject_id, []).append(_noted(row))
    return found


def events_by_id(rows: Iterable[int]) -> dict[int, Noted]:
    """Events by their rows, in one query."""
    return {row.pk: _noted(row) for row in Row.objects.filter(pk__in=list(rows))}


def newest_at() -> datetime | None:
    """The instant of what was entered last; null on a desk where nothing has happened."""
    return Row.objects.order_by("-pk").values_list("at", flat=True).first()


def steps_via(via: str, subject: str = "ticket") -> list[tuple[int, UUID, datetime]]:
    """What happened this way: to which thing, in which Step, written when; one for each thing and Step."""
    rows = Row.objects.filter(subject=subject, via=via).order_by()
    return list(rows.values_list("subject_id", "step_id").annotate(written=Min("recorded_at")))


def _noted(row: Row) -> Noted:
    actor = Actor(cast(ActorKind, row.actor_kind), row.actor_id)
    return Noted(event_from(row.type, row.payload), row.subject, row.subject_id, row.sequence, row.at, actor, row.pk)
