"""Reactions that leave work for the background."""

from django.utils.module_loading import import_string

from opora.calendars import actions as calendars
from opora.calendars.queries import code_of
from opora.contracts.queries import duty_counts
from opora.core.events import (
    AbsenceEntered,
    CalendarChanged,
    ContactJoined,
    ContractRecorded,
    DutyEntered,
    DutyWithdrawn,
    Event,
    PurchaseRecorded,
    StaffLeft,
)
from opora.core.step import Noted, Step
from opora.promises.queries import counted_by
from opora.registry.queries import holders_by
from opora.tickets.queries import open_of

RECOUNT, LIFT, DUTIES = "opora.flow.recount.recount", "opora.flow.gains.lift", "opora.flow.duties.count_duties"
PASS_RUNGS = "opora.flow.holders.pass_rungs"
"""By their names: they stand on Steps, and these on the reactions."""


WHY_GAINED: dict[type[Event], str] = {
    PurchaseRecorded: "purchase",
    ContractRecorded: "contract",
    ContactJoined: "joined",
}


def begin_recount(step: Step, noted: Noted) -> None:
    """A calendar says something else: the open tickets that count by it are recounted (T6)."""
    assert isinstance(noted.event, CalendarChanged)
    code = code_of(noted.event.version)
    begun = calendars.begin_recount(step, noted.event.version, counted_by(code).count())
    if begun.total:
        import_string(RECOUNT).enqueue(calendar=code)
    else:
        calendars.end_recount(step, begun)


def begin_lift(step: Step, noted: Noted) -> None:
    """Somebody gained a right, perhaps: their open tickets are looked at (L7c). Who has none leaves no work."""
    event = noted.event
    assert isinstance(event, PurchaseRecorded | ContractRecorded | ContactJoined)
    owners = holders_by(event.purchase) if isinstance(event, PurchaseRecorded) else [(noted.subject, noted.subject_id)]
    for subject, row in owners:
        if open_of(subject, row).exists():
            import_string(LIFT).enqueue(
                subject=subject, row=row, because=WHY_GAINED[type(event)], since=noted.at.isoformat()
            )


def begin_duties(step: Step, noted: Noted) -> None:
    """Extra hours were entered or withdrawn: they are counted on the open tickets of the organisation (T9)."""
    assert isinstance(noted.event, DutyEntered | DutyWithdrawn)
    if duty_counts(noted.event.duty) and open_of("organisation", noted.subject_id).exists():
        import_string(DUTIES).enqueue(organisation=noted.subject_id)


def begin_passing(step: Step, noted: Noted) -> None:
    """Somebody is away, from an instant on, or has left: by then the rungs that they hold go to the next (E4)."""
    event = noted.event
    assert isinstance(event, AbsenceEntered | StaffLeft)
    if isinstance(event, AbsenceEntered) and event.until_at <= step.now:
        return
    since = max(event.from_at, step.now) if isinstance(event, AbsenceEntered) else step.now
    import_string(PASS_RUNGS).using(run_after=since).enqueue(person=noted.subject_id, since=since.isoformat())
