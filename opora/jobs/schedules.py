"""Work by the clock: a cron text in a zone, fired once over all workers; what was missed fires once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from django.db import transaction
from django.db.models import Q

from opora.jobs import queue
from opora.jobs.models import Schedule


@dataclass(frozen=True, slots=True)
class Standing:
    """A schedule as the code states it. Hours that a change of the clock leaves out or repeats are taken as by
    Debian's cron."""

    name: str
    task: str
    cron: str
    zone: str = "UTC"


SWEEPING = Standing("sweep-jobs", "opora.jobs.sweep.sweep", "30 3 * * *")


def ensure(standing: Standing, now: datetime) -> None:
    """Make the row say what the code says. The moment stays unless cron text or zone have changed. Raises ValueError
    on a text that names no moment, or an unknown zone."""
    first = _after(standing.name, standing.cron, standing.zone, now)
    columns = {"task": standing.task, "cron": standing.cron, "zone": standing.zone}
    Schedule.objects.get_or_create(name=standing.name, defaults=columns | {"next_at": first})
    # Each only where it differs: a moment that another worker has just moved on must not be written back.
    row = Schedule.objects.filter(name=standing.name)
    row.exclude(cron=standing.cron, zone=standing.zone).update(next_at=first, **columns)
    row.exclude(task=standing.task).update(task=standing.task)


def fire(now: datetime) -> bool:
    """Put the job of one schedule that is due into the queue and set its next moment. False: none was due, or
    another worker was quicker."""
    due = Schedule.objects.filter(next_at__lte=now).order_by("next_at").first()
    if due is None:
        return False
    following = _after(due.name, due.cron, due.zone, now)
    with transaction.atomic():
        ours = Schedule.objects.filter(pk=due.pk, next_at=due.next_at).update(next_at=following, fired_at=now)
        if ours:
            queue.put(due.task, {"args": [], "kwargs": {}}, now, unique_key=f"schedule {due.name}")
    return ours == 1


def done_until(standing: Standing) -> datetime | None:
    """Until when the task of this schedule has looked; null: never yet."""
    return Schedule.objects.filter(name=standing.name).values_list("done_until", flat=True).first()


def done(standing: Standing, until: datetime) -> None:
    """Its task has looked until then; of two workers the later look holds."""
    ensure(standing, until)
    later = Q(done_until=None) | Q(done_until__lt=until)
    Schedule.objects.filter(later, name=standing.name).update(done_until=until)


def _after(name: str, cron: str, zone: str, now: datetime) -> datetime:
    try:
        return next(CronSim(cron, now.astimezone(ZoneInfo(zone)))).astimezone(UTC)
    except (CronSimError, StopIteration, OSError, KeyError, ValueError) as error:
        raise ValueError(f"schedule {name}: '{cron}' in '{zone}' names no moment") from error
