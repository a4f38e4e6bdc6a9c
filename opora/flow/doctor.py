"""`opora doctor`: is what must hold true? Every ticket against its ledger, and what staff should know of the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from opora.calendars.queries import broken_calendars
from opora.channels import outgoing as letters
from opora.core.recount import moves
from opora.core.standing import RELEASE_WORD_AT_MOST, Standing
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.offices.queries import is_quiet, offices_all, policy_at
from opora.promises import actions as promises
from opora.promises.differences import Difference, compared
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, all_tickets

LATE_BY_MINUTES = 15
BATCH = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be: which check, about what, in one sentence, and what mends it.

    Of a row that differs from its ledger also the parts of the sentence: which row, which column, and both values.
    """

    check: str
    about: str
    sentence: str
    mend: str = ""
    kind: str = ""
    field: str = ""
    stored: str = ""
    derived: str = ""


def examine(now: datetime, *, repair: bool = False) -> Iterator[Finding]:
    """All findings; with ``repair`` the rows of each ticket that differs from its ledger are derived from it anew.

    Closed tickets are asked too: one that is closed by mistake is the one that everybody forgets. Read in batches, each
    in a few statements; mended one by one, each in a Step of its own.
    """
    yield from _desk(now)
    yield from _letters()
    policy = policy_at(now)
    for batch in _batches():
        for one in compared(batch, policy):
            if one.standing is None:
                yield Finding("ledger", one.ticket.number, f"Its ledger can't be read: {one.trouble}.")
                continue
            if one.differences and repair:
                _mend(one.ticket.pk, now)
            yield from (_difference(one.ticket, each, repair) for each in one.differences)
            yield from _ahead(one.ticket, one.standing, now)
            yield from _stale(one.ticket, one.standing, now)


def _batches() -> Iterator[list[Ticket]]:
    tickets = all_tickets().order_by("id").iterator(chunk_size=BATCH)
    while batch := list(islice(tickets, BATCH)):
        yield batch


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


def _difference(ticket: Ticket, one: Difference, repaired: bool) -> Finding:
    stored, derived = one.stored or "empty", one.derived or "empty"
    return Finding(
        check="ledger" if one.kind == "ticket" else "promise",
        about=ticket.number,
        sentence=f"{one.kind}: {one.field} is {stored}, by the ledger {derived}.",
        mend="mended" if repaired else "opora doctor --repair",
        kind=one.kind,
        field=one.field,
        stored=one.stored,
        derived=one.derived,
    )


def _ahead(ticket: Ticket, standing: Standing, now: datetime) -> Iterator[Finding]:
    upcoming = standing.next()
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


def _stale(ticket: Ticket, standing: Standing, now: datetime) -> Iterator[Finding]:
    """T6: a calendar was changed since the ticket's last event, and the recount has not come by."""
    counts = [standing.calendar, *(clock.calendar for clock in standing.clocks if clock.live)]
    if standing.known_at is None or all(one.as_known(now) is one for one in counts):
        return
    found = moves(standing, now, since=standing.known_at)
    if found is not None:
        kinds = ", ".join(found.due)
        yield Finding("recount", ticket.number, f"Not counted by the newest calendar yet: {kinds}.", "opora worker")


def _mend(ticket_id: int, now: datetime) -> None:
    with begin(now, MACHINE, "cli") as step:
        promises.repair(step, tickets.lock(ticket_id), policy_at(now))
