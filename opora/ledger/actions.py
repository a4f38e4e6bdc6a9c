"""Writing into the journal; nothing is ever rewritten there."""

from collections.abc import Iterable

from django.db.models import Max
from django.db.models.functions import Now

from opora.core.events import Event
from opora.core.payloads import event_from, payload_of
from opora.core.step import Noted, Step
from opora.ledger.models import Event as Row
from opora.lib.remembered import keep, kept
from opora.lib.rows import write_all, write_down

NOW = Now()


class Recorder:
    """Writes a Step's events at once and counts each subject's sequence.

    ``at`` is the Step's instant; ``recorded_at`` is the database's own, so that a late filing shows.

    The subject's own row must be locked or new, so that nobody else counts at the same time; the unique constraint
    catches whoever forgot.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[str, int], int] = {}

    def __call__(self, step: Step, event: Event, subject: str, subject_id: int) -> Noted:
        """Write one event down as having happened at the Step's instant."""
        sequence = self._next(subject, subject_id)
        row = Row(
            subject=subject,
            subject_id=subject_id,
            sequence=sequence,
            at=step.now,
            actor_kind=step.actor.kind,
            actor_id=step.actor.id,
            via=step.via,
            step_id=step.id,
            type=type(event).__name__,
            type_version=event.type_version,
            payload=payload_of(event),
        )
        write_down(row, recorded_at=NOW)
        self._last[subject, subject_id] = sequence
        keep("event", row.pk, True)
        if (history := kept(f"history of {subject}", subject_id)) is not None:
            # As it will be read back: instants in UTC, lists for tuples.
            said = event_from(row.type, row.payload)
            history.append(Noted(said, subject, subject_id, sequence, step.now, step.actor, row.pk))
        return Noted(event, subject, subject_id, sequence, step.now, step.actor, row.pk)

    def begins(self, subject: str, subject_id: int) -> None:
        """This subject is new in this transaction: nothing needs to be asked, its history is what is noted here."""
        self._last[subject, subject_id] = 0
        keep(f"history of {subject}", subject_id, [])

    def _next(self, subject: str, subject_id: int) -> int:
        if (subject, subject_id) not in self._last:
            rows = Row.objects.filter(subject=subject, subject_id=subject_id)
            self._last[subject, subject_id] = rows.aggregate(last=Max("sequence"))["last"] or 0
        return self._last[subject, subject_id] + 1


def record_many(step: Step, subject: str, events: Iterable[tuple[int, int, Event]]) -> None:
    """Write many events at once, each with its subject's row (locked by the Step) and its sequence there.

    Reactions do not follow: whoever calls lets them, each in a Step of its own, and settles the subjects.
    """
    rows = [
        Row(
            subject=subject, subject_id=row, sequence=sequence, at=step.now, actor_kind=step.actor.kind,
            actor_id=step.actor.id, via=step.via, step_id=step.id, type=type(event).__name__,
            type_version=event.type_version, payload=payload_of(event),
        )
        for row, sequence, event in events
    ]  # fmt: skip
    write_all(rows, recorded_at=NOW)
