"""What begins at a date that lay ahead when it was entered, a purchase, a contract, a right, is gained then (L7c).

The worker looks what has begun since its last look. Where nothing has, a few questions say so, however many tickets are
open; what has begun is lifted as what is entered: at the home office's midnight, in a Step for each ticket. The mark of
the look moves when all of it is done, so a look that dies is done again, and lifts again nothing.
"""

from datetime import UTC, date, datetime, time, timedelta

from django_tasks import TaskContext, task

from opora.contracts.queries import contracts_beginning
from opora.core import zones
from opora.core.facts import Beginning
from opora.flow import gains
from opora.flow.decide import sound_zone
from opora.jobs import schedules
from opora.offices.queries import policy_at
from opora.registry.queries import purchases_beginning
from opora.tickets.queries import open_of_any

FIRST_LOOK = timedelta(days=366)
"""So far back the first look of all goes."""
EAST, WEST = timedelta(hours=14), timedelta(hours=12)
"""How far a local date may lie from that of UTC."""


@task(takes_context=True)
def look(context: TaskContext) -> int:
    """Lifts what has begun since the last look; says how many tickets were looked into."""
    now = context.task_result.last_attempted_at
    assert now is not None
    return look_for(now)


BEGINNINGS = schedules.Standing("beginnings", "opora.flow.beginnings.look", "*/15 * * * *")
"""The zones of the world differ by quarters of an hour."""


def look_for(now: datetime) -> int:
    """As `look`, at this instant (aware, UTC)."""
    since = schedules.done_until(BEGINNINGS) or now - FIRST_LOOK
    found = _begun(since, now)
    for at, ticket_id, because in found:
        gains.lift_one(ticket_id, because, at, now)
    schedules.done(BEGINNINGS, now)
    return len({ticket_id for _, ticket_id, _ in found})


def _begun(since: datetime, now: datetime) -> list[tuple[datetime, int, str]]:
    """What began after ``since`` and by ``now`` on which open ticket, in order.

    Not what was entered after it began, which its entry lifts, nor on a ticket that came afterwards and has it anyway.
    """
    first, last = (since - WEST).astimezone(UTC).date(), (now + EAST).astimezone(UTC).date()
    wait = policy_at(now).advance_wait_years
    by_owner: dict[tuple[str, int], list[Beginning]] = {}
    for one in (*purchases_beginning(first, last, wait), *contracts_beginning(first, last)):
        by_owner.setdefault((one.subject, one.row), []).append(one)
    found = {
        (at, ticket_id, one.because)
        for ticket_id, registered_at, zone, whose in (open_of_any(by_owner) if by_owner else ())
        for owner in whose
        for one in by_owner[owner]
        if since < (at := _midnight(one.on, zone)) <= now and max(one.recorded_at, registered_at) <= at
    }
    return sorted(found)


def _midnight(on: date, zone: str) -> datetime:
    """When a date begins there."""
    return datetime.combine(on, time(), zones.zone(sound_zone(zone))).astimezone(UTC)
