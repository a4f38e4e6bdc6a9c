"""Who is called out when (O3), as the weeks have it: by a list of duties and a count of calls of their own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from opora.core import events as e
from opora.ledger.models import Event as Row
from opora.tickets.models import DutyCall, Ticket
from tests.weeks.staff import Staff

WITHIN = timedelta(minutes=10)
LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """A duty as it was entered, or cut off; whom it calls, in order, and whether clocks run in it."""

    row: int
    organisation: int
    from_at: datetime
    until_at: datetime
    staff: tuple[int, ...]
    counts: bool


class Calls:
    """The duties by row; of each ticket who was called in which round, and until when the last one may accept."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff
        self._hours: dict[int, Hours] = {}
        self._called: dict[tuple[int, int], list[int]] = {}
        self._until: dict[int, datetime] = {}
        self._brought: dict[tuple[int, datetime], set[int]] = {}

    def enter(self, hours: Hours) -> None:
        """A duty was entered."""
        self._hours[hours.row] = hours

    def cut_off(self, row: int, at: datetime) -> None:
        """It ends now, or never begins."""
        self._hours[row] = replace(self._hours[row], until_at=at)

    def counted(self, ticket: Ticket, at: datetime) -> bool:
        """Whether clocks of this ticket run at this instant because of a duty."""
        return any(one.counts and one.from_at <= at <= one.until_at for one in self._of(ticket))

    def keep_in_mind(self, ticket: Ticket, due: datetime) -> None:
        """Which duties count at a moment that this ticket has now."""
        rows = {one.row for one in self._of(ticket) if one.counts and one.from_at <= due <= one.until_at}
        self._brought.setdefault((ticket.pk, due), set()).update(rows)

    def take_in(self, into: int, other: int) -> None:
        """A ticket is merged into another: its moments may go on there."""
        for (pk, due), rows in list(self._brought.items()):
            if pk == other:
                self._brought.setdefault((into, due), set()).update(rows)

    def of_others(self, ticket: Ticket, due: datetime) -> bool:
        """Whether it had this very moment by a duty of those whom it was counted to before a correction.

        A duty of its own that was withdrawn excuses nothing: that is recounted (T9).
        """
        return bool(self._brought.get((ticket.pk, due), set()) - {one.row for one in self._of(ticket)})

    def ever(self, ticket: Ticket) -> bool:
        """Whether there was or will be one."""
        return any(self._of(ticket))

    def happened(self, row: Row, event: e.Event, *, quiet: bool) -> Iterator[str]:
        """What is wrong with who is called out, or not."""
        if isinstance(event, e.DutyAccepted | e.CalledOff):
            self._until.pop(row.subject_id, None)
        elif isinstance(event, e.CalledOut | e.CallsUnanswered):
            yield from self._turn(row, event, Ticket.objects.get(pk=row.subject_id))
        elif isinstance(event, e.Opened | e.Reminded) and row.actor_kind in ("guest", "contact") and not quiet:
            ticket = Ticket.objects.get(pk=row.subject_id)
            lives = isinstance(event, e.Reminded) and row.subject_id in self._until
            types = set(Row.objects.filter(step_id=row.step_id).values_list("type", flat=True))
            if self._in_force(ticket, row.at) and not lives and not types & {"CalledOut", "CallsUnanswered"}:
                yield "a duty is in force, and nobody is called out"

    def at_rest(self, now: datetime) -> Iterator[str]:
        """The worker lives: whoever did not accept in time has a successor, or the manager knows."""
        for ticket, until in self._until.items():
            if until < now - LATE:
                yield f"who was called out had until {until}, and nobody is called next [ticket {ticket}]"

    def _turn(self, row: Row, event: e.CalledOut | e.CallsUnanswered, ticket: Ticket) -> Iterator[str]:
        duty, before = self._in_force(ticket, row.at), self._until.pop(ticket.pk, None)
        if isinstance(event, e.CallsUnanswered):
            called = self._last_round(ticket) if event.calls else []
            if duty is not None and self._next(duty, ticket, called, row.at) is not None:
                yield f"nobody accepted, and {self._next(duty, ticket, called, row.at)} is left to call"
            return
        call = DutyCall.objects.get(ticket=ticket, number=event.number)
        called = self._called.setdefault((ticket.pk, call.round), [])
        if duty is None or duty.row != event.duty:
            yield f"called out by duty {event.duty}, in force is {duty}"
        elif event.user != (whose := self._next(duty, ticket, called, row.at)):
            yield f"{event.user} is called out, and it is {whose}'s turn"
        if called and (before is None or before > row.at):
            yield f"the next one is called at {row.at}, the one before had until {before}"
        if event.until != row.at + WITHIN:
            yield f"called out at {row.at} until {event.until}"
        called.append(event.user)
        self._until[ticket.pk] = event.until

    def _last_round(self, ticket: Ticket) -> list[int]:
        rounds = [number for pk, number in self._called if pk == ticket.pk]
        return self._called[ticket.pk, max(rounds)] if rounds else []

    def _next(self, duty: Hours, ticket: Ticket, called: list[int], at: datetime) -> int | None:
        """In the duty's order, the assignee first, without those who were called or are away."""
        order = sorted(duty.staff, key=lambda person: person != ticket.assignee_id)
        return next((one for one in order if one not in called and not self._staff.is_away(one, at)), None)

    def _in_force(self, ticket: Ticket, at: datetime) -> Hours | None:
        found = sorted(self._of(ticket), key=lambda one: (one.from_at, one.row))
        return next((one for one in found if one.from_at <= at < one.until_at), None)

    def _of(self, ticket: Ticket) -> list[Hours]:
        """Those of whom the ticket is counted to: its organisation, else that of its contact."""
        known = ticket.organisation_id or (ticket.contact.organisation_id if ticket.contact else None)
        return [one for one in self._hours.values() if one.organisation == known]
