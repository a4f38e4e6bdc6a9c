"""`opora doctor`: is what must hold true? All rows by their laws, tickets against their ledgers, and what staff should
know of the desk."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from opora.calendars.queries import broken_calendars
from opora.channels import outgoing as letters
from opora.core.recount import moves
from opora.core.standing import RELEASE_WORD_AT_MOST, Standing
from opora.core.step import MACHINE
from opora.flow.findings import LAWS, Finding, finding, of_files, of_law
from opora.flow.step import begin
from opora.lib.laws import room_to_sort
from opora.offices.queries import is_quiet, offices_all, policy_at
from opora.promises import actions as promises
from opora.promises.differences import Compared, Difference, compared
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, all_tickets, open_tickets

__all__ = ["LAWS", "Finding", "examine"]

LATE_BY_MINUTES = 15
BATCH = 500


def examine(
    now: datetime,
    *,
    repair: bool = False,
    every: bool = True,
    files: bool = False,
    most: int = 100,
    passed: Callable[[str], None] = lambda name: None,
) -> Iterator[Finding]:
    """All findings; with ``repair`` the rows of each ticket that differs from its ledger are derived from it anew.

    Laws are asked of all rows, in a statement each, and ``most`` breaches of each are shown. Tickets are compared in
    batches, each in a few statements, and mended one by one, each in a Step of its own: the open ones and those that a
    law has named, with ``every`` the closed ones too. ``files``: whether the store has all bytes. ``passed`` is told
    each part that is over.
    """
    yield from _desk(now)
    yield from _letters()
    suspects: set[int] = set()
    with room_to_sort():
        for law in LAWS:
            shown, named = of_law(law, most, repair)
            suspects |= named
            yield from shown
            passed(law.name)
    for batch in _batches(every, suspects):
        yield from _compare(batch, now, repair)
    passed("tickets")
    if files:
        yield from of_files(most)


def _batches(every: bool, suspects: set[int]) -> Iterator[list[Ticket]]:
    asked = all_tickets() if every else open_tickets()
    rows = asked.order_by("id").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield batch
    closed = [] if every else sorted(suspects)
    for start in range(0, len(closed), BATCH):
        yield list(all_tickets().filter(pk__in=closed[start : start + BATCH], next_at=None).order_by("id"))


def _compare(batch: list[Ticket], now: datetime, repair: bool) -> Iterator[Finding]:
    for found in compared(batch, policy_at(now)):
        one = _again(found, now) if found.differences or found.standing is None else found
        if one is None:
            continue
        if one.standing is None:
            said = _("Its ledger can't be read: %(trouble)s.") % {"trouble": one.trouble}
            yield finding("ledger", one.ticket.number, said)
            continue
        if one.differences and repair:
            _mend(one.ticket.pk, now)
        yield from (_difference(one.ticket, each, repair) for each in one.differences)
        yield from _ahead(one.ticket, one.standing, now)
        yield from _stale(one.ticket, one.standing, now)


def _again(found: Compared, now: datetime) -> Compared | None:
    """Read anew, alone: in a large batch of a desk that works, something has happened since its rows were read."""
    fresh = all_tickets().filter(pk=found.ticket.pk).first()
    return next(compared([fresh], policy_at(now))) if fresh else None


def _desk(now: datetime) -> Iterator[Finding]:
    if not offices_all():
        said = _("There is no office: letters become tickets that nobody owns.")
        yield finding("offices", "desk", said, "opora setup")
    for code in broken_calendars():
        yield finding("calendar", code, _("This calendar can't be read; 09-18 UTC on weekdays counts instead (T7)."))
    if is_quiet(now):
        yield finding("quiet", "desk", _("The desk writes to nobody yet."), "opora start-answering")


def _letters() -> Iterator[Finding]:
    for number, trouble in letters.failed_letters():
        said = _("It could not be filed: %(trouble)s") % {"trouble": trouble}
        yield finding("letter", f"letter {number}", said, _("see the tray"))
    for number, server_said in letters.failed_outbound():
        said = _("It could not be sent: %(said)s") % {"said": server_said}
        yield finding("outbound", f"letter {number}", said, _("see the outbox"))


def _difference(ticket: Ticket, one: Difference, repaired: bool) -> Finding:
    empty = _("empty")
    said = _("%(kind)s: %(field)s is %(stored)s, by the ledger %(derived)s.")
    named = {"kind": one.kind, "field": one.field, "stored": one.stored or empty, "derived": one.derived or empty}
    return finding(
        "ledger" if one.kind == "ticket" else "promise",
        ticket.number,
        said % named,
        _("mended") if repaired else "opora doctor --repair",
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
            yield finding("P4", ticket.number, _("Its word on the release is more than thirty days ahead."))
    elif (
        len(standing.calendar.working_dates_between(today + timedelta(days=1), on)) > standing.policy.word_at_most_days
    ):
        said = _("Its next moment (%(kind)s) is more than ten working days ahead.")
        yield finding("P4", ticket.number, said % {"kind": kind})
    late = standing.calendar.between(at, now).total_seconds() / 60
    if late > LATE_BY_MINUTES:
        said = _("Its moment (%(kind)s) passed %(minutes)d working minutes ago.")
        yield finding("worker", ticket.number, said % {"kind": kind, "minutes": round(late)}, "opora worker")


def _stale(ticket: Ticket, standing: Standing, now: datetime) -> Iterator[Finding]:
    """T6: a calendar was changed since the ticket's last event, and the recount has not come by."""
    counts = [standing.calendar, *(clock.calendar for clock in standing.clocks if clock.live)]
    if standing.known_at is None or all(one.as_known(now) is one for one in counts):
        return
    found = moves(standing, now, since=standing.known_at)
    if found is not None:
        kinds = ", ".join(found.due)
        said = _("Not counted by the newest calendar yet: %(kinds)s.") % {"kinds": kinds}
        yield finding("recount", ticket.number, said, "opora worker")


def _mend(ticket_id: int, now: datetime) -> None:
    with begin(now, MACHINE, "cli") as step:
        promises.repair(step, tickets.lock(ticket_id), policy_at(now))
