"""`opora doctor`: is what must hold true? Every ticket against its ledger, and what staff should know of the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from opora.calendars.queries import broken_calendars
from opora.channels import outgoing as letters
from opora.core.standing import RELEASE_WORD_AT_MOST, Standing
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.offices.queries import is_quiet, offices_all, policy_at
from opora.promises import actions as promises
from opora.promises.queries import mirrors, standing_of
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, all_tickets

LATE_BY_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be: which check, about what, in one sentence, and what mends it."""

    check: str
    about: str
    sentence: str
    mend: str = ""


def examine(now: datetime, *, repair: bool = False) -> Iterator[Finding]:
    """All findings; with ``repair`` each ticket that differs from its ledger is settled anew.

    Closed tickets are asked too: one that is closed by mistake is the one that everybody forgets.
    """
    yield from _desk(now)
    yield from _letters()
    policy = policy_at(now)
    for ticket in all_tickets().order_by("id").iterator(chunk_size=500):
        try:
            standing = standing_of(ticket, policy)
        except (ValueError, LookupError, TypeError) as error:
            yield Finding("ledger", ticket.number, f"Its ledger can't be read: {type(error).__name__}.")
            continue
        yield from _ticket(ticket, standing, now)
        if repair and (_differs(ticket, standing) or not mirrors(ticket, standing)):
            _settle(ticket.pk, now)


def _desk(now: datetime) -> Iterator[Finding]:
    if not offices_all():
        yield Finding("offices", "desk", "There is no office: letters become tickets that nobody owns.", "opora setup")
    for code in broken_calendars():
        yield Finding("calendar", code, "This calendar can't be read; 09-18 UTC on weekdays counts instead (T7).")
    if is_quiet(now):
        yield Finding("quiet", "desk", "The desk writes to nobody yet.", "opora start-answering")


def _letters() -> Iterator[Finding]:
    for number, trouble in letters.failed_letters():
        yield Finding("letter", f"letter {number}", f"It could not be filed: {trouble}", "see the tray")
    for number, said in letters.failed_outbound():
        yield Finding("outbound", f"letter {number}", f"It could not be sent: {said}", "see the outbox")


def _ticket(ticket: Ticket, standing: Standing, now: datetime) -> Iterator[Finding]:
    upcoming = standing.next()
    if _differs(ticket, standing):
        yield Finding("ledger", ticket.number, f"The ledger says {upcoming}, the row {ticket.next_at}.", "--repair")
    elif not mirrors(ticket, standing):
        yield Finding("promise", ticket.number, "The rows of its promises differ from the ledger.", "--repair")
    if upcoming is None:
        return
    at, kind = upcoming
    # By dates: "the same time ten working days later" is nearer when it is asked for on a day off.
    today, on = (one.astimezone(standing.calendar.tz).date() for one in (now, at))
    if kind == "release_word":
        if (on - today).days > RELEASE_WORD_AT_MOST:
            yield Finding("P4", ticket.number, "Its word on the release is more than thirty days ahead.")
    elif (
        len(standing.calendar.working_dates_between(today + timedelta(days=1), on)) > standing.policy.word_at_most_days
    ):
        yield Finding("P4", ticket.number, f"Its next moment ({kind}) is more than ten working days ahead.")
    late = standing.calendar.between(at, now).total_seconds() / 60
    if late > LATE_BY_MINUTES:
        yield Finding(
            "worker", ticket.number, f"Its moment ({kind}) passed {late:.0f} working minutes ago.", "opora worker"
        )


def _differs(ticket: Ticket, standing: Standing) -> bool:
    upcoming = standing.next() or (None, "")
    return (ticket.next_at, ticket.next_kind, ticket.stage) != (*upcoming, standing.stage.value)


def _settle(ticket_id: int, now: datetime) -> None:
    with begin(now, MACHINE, "cli") as step:
        promises.settle(step, tickets.lock(ticket_id), policy_at(now))
