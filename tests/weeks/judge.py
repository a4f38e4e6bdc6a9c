"""What must hold after each step of the weeks; every breach is one sentence with its ticket."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

from opora.channels.models import InboundMail, Outbound
from opora.core import events as e
from opora.core.payloads import event_from
from opora.flow.doctor import examine
from opora.ledger.models import Event as Row
from opora.offices.queries import policy_at
from opora.promises.differences import differences
from opora.promises.models import Promise
from opora.promises.queries import standing_of
from opora.tickets.models import Draft, Message, Ticket
from tests.weeks.calls import Calls
from tests.weeks.customer import Customer, Letter
from tests.weeks.days import ZONES, Days
from tests.weeks.staff import Staff
from tests.weeks.worker import GRACE

VERBS: dict[type[e.Event], str] = {e.Asked: "ask", e.Told: "tell", e.Answered: "answer"}
LATE_BY = GRACE + timedelta(minutes=1)
"""A letter names a moment to the minute, and the worker comes a minute after it."""
BY_THE_WAY = ("quiet", "worker")
REACHED = ("first_response", "resolution", "goal", "recovery", "escalation", "look")
LIVE = {"met_at": None, "missed_at": None, "withdrawn_because": ""}


class Judge:
    """Reads the ledger and the letters as they come, ticket by ticket."""

    def __init__(self, days: Days, staff: Staff) -> None:
        self.days, self.staff = days, staff
        self.customers: dict[int, Customer] = {}
        self.calendars: dict[int, str] = {}
        self.levels: dict[int, str] = {}
        self.missed: set[tuple[int, str, datetime]] = set()
        self.calls = Calls(staff)
        self.events = 0
        self.recount = self.quiet = False
        self._wrong: dict[int, tuple[str, datetime]] = {}
        self._inside: dict[int, bool] = {}
        self._stages: dict[int, str] = {}
        self.first = self.seen = Row.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def look(self, now: datetime) -> Iterator[str]:
        """What is wrong with what happened since the last look, and with the rows that it left."""
        fresh = list(Row.objects.filter(pk__gt=self.seen, subject="ticket").order_by("pk"))
        self.seen = max((row.pk for row in fresh), default=self.seen)
        letters: dict[int, list[Outbound]] = defaultdict(list)
        for one in Outbound.objects.filter(event_id__in=[row.pk for row in fresh], audience="customer").order_by("pk"):
            letters[one.event_id].append(one)
        for row in fresh:
            self.events += 1
            yield from self._happened(row, letters[row.pk])
        for pk in dict.fromkeys(row.subject_id for row in fresh):
            ticket = Ticket.objects.get(pk=pk)
            yield from (f"{said} [ticket {pk}]" for said in self._rows(ticket, now))
            types = {(row.type, row.payload.get("human")) for row in fresh if row.subject_id == pk}
            if types <= {("Received", False), ("LetterFiled", None)} and ticket.stage != self._stages.get(pk):
                yield f"a machine's letter leads from {self._stages.get(pk)} to {ticket.stage} [ticket {pk}]"
            self._stages[pk] = ticket.stage

    def at_rest(self, now: datetime) -> Iterator[str]:
        """A worker lives and has done what was due: what was told is kept or confessed, and somebody's moment is ahead.

        Asked of every open ticket, also of those on which nothing happened; after a change of a calendar the doctor's
        word on the recount, too.
        """
        if self.recount:
            self.recount = False
            yield from (f"doctor, {one.about}: {one.sentence}" for one in examine(now) if one.check == "recount")
        yield from self.calls.at_rest(now)
        for pk, customer in self.customers.items():
            yield from (f"{said} [ticket {pk}]" for said in customer.forgotten(now - LATE_BY))
            if customer.climbs and customer.holder is not None and self.staff.is_away(customer.holder, now):
                yield f"a rung is held by {customer.holder}, who is away [ticket {pk}]"
        for ticket in Ticket.objects.filter(next_at__isnull=False).order_by("pk"):
            if ticket.next_at is not None and ticket.next_at < now - GRACE:
                yield f"nobody's moment lies ahead: {ticket.next_kind} {ticket.next_at} [ticket {ticket.pk}]"
            yield from (f"{said} [ticket {ticket.pk}]" for said in self._ahead(ticket, now))
            yield from (f"{said} [ticket {ticket.pk}]" for said in self._closed_hours(ticket))

    @contextmanager
    def nothing_moves(self, ticket: Ticket, what: str, found: list[str]) -> Iterator[None]:
        """What is done inside changes neither term nor calendar (T3); only a next word may come nearer (P3)."""
        owed = self._promised(ticket)
        yield
        now = self._promised(ticket)
        moved = [kind for kind, was in owed.items() if now.get(kind) != was]
        later = [kind for kind in moved if kind != "word" or now.get(kind, owed[kind]) > owed[kind]]
        found += [f"{what} moves {later} [ticket {ticket.pk}]"] if later else []

    def readdressed(self, ticket: int, wrong: str, at: datetime) -> None:
        """From here on nothing of this ticket reaches the address that was a slip."""
        self._wrong[ticket] = wrong, at

    def _promised(self, ticket: Ticket) -> dict[str, tuple[datetime, str]]:
        rows = Promise.objects.filter(ticket=ticket, **LIVE)
        return {row.kind: (row.due_at, row.basis) for row in rows}

    def at_last(self, now: datetime) -> Iterator[str]:
        """As `opora doctor` sees it, and each ticket's rows beside its ledger."""
        yield from (f"doctor, {one.about}: {one.sentence}" for one in examine(now) if one.check not in BY_THE_WAY)
        aside = InboundMail.objects.filter(state__in=["kept", "failed"]).values_list("pk", "trouble")
        yield from (f"letter {pk} was not filed: {trouble}" for pk, trouble in aside)

    # --- what happened ------------------------------------------------------------------------------------------

    def _happened(self, row: Row, letters: list[Outbound]) -> Iterator[str]:
        ticket, event = row.subject_id, event_from(row.type, row.payload)
        if isinstance(event, e.Opened | e.Readdressed):
            # Registered anew: what the wrong address was told binds nobody (L7a).
            zone = Ticket.objects.values_list("customer_zone", flat=True).get(pk=ticket)
            self.customers[ticket], self.calendars[ticket] = Customer(ticket, zone), event.calendar
        if isinstance(event, e.Opened | e.Readdressed | e.Corrected | e.Gained):
            self.levels[ticket] = event.level
        customer = self.customers[ticket]
        self._follow(customer, row, event)
        found = [*self._of_event(customer, row, event), *self._of_machines(row, event)]
        found += self.calls.happened(row, event, quiet=self.quiet)
        for one in letters:
            found += self._read(customer, one, event)
        yield from (f"{said} [ticket {ticket}]" for said in found)

    def _read(self, customer: Customer, one: Outbound, event: e.Event) -> Iterator[str]:
        """A letter of ours, if it leaves at all."""
        if one.state == "shown":
            return
        if self.quiet:
            yield f"a letter ({one.reaction}) leaves a quiet desk"
        message = message_from_bytes(bytes(one.raw), policy=default)
        body = message.get_body(("plain",))
        assert body is not None
        customer.zone = Ticket.objects.values_list("customer_zone", flat=True).get(pk=customer.ticket_id)
        rung = event.rung if isinstance(event, e.Climbed) and not event.again else 0
        yield from customer.read(Letter(one.created_at, one.reaction, body.get_content(), rung))
        if isinstance(event, e.Climbed) and self._inside.pop(customer.ticket_id, False):
            # This letter was the confession of what else was told: later misses join the word that follows (P1).
            customer.late_since = customer.late_since or one.created_at
        if one.recipient.startswith("robot"):
            yield f"a letter ({one.reaction}) to a machine"
        wrong, since = self._wrong.get(customer.ticket_id, ("", one.created_at))
        if one.recipient == wrong and one.created_at >= since:
            yield f"a letter ({one.reaction}) to {one.recipient}, which was a slip"

    def _follow(self, customer: Customer, row: Row, event: e.Event) -> None:
        """What we did, as the customer sees it."""
        if isinstance(event, e.Asked | e.Told | e.Answered):
            by = row.actor_id if row.actor_kind == "staff" else None
            if not (isinstance(event, e.Told) and event.repeat):
                customer.hear(VERBS[type(event)], event.spoken_at or row.at, by)
                if isinstance(event, e.Told) and event.late:
                    customer.be_warned(row.at, event.word_until)
        elif isinstance(event, e.Closed | e.Merged):
            if isinstance(event, e.Merged):
                into = Ticket.objects.get(pk=event.ticket)
                rests = into.stage in ("waiting", "answered")
                self.customers[event.ticket].take_in(customer, row.at, rests=rests)
                self.calls.take_in(event.ticket, row.subject_id)
            customer.end()
        elif isinstance(event, e.Confessed):
            self._inside[row.subject_id] = event.inside == "climbed"
        elif isinstance(event, e.Rejected):
            customer.continue_work()
        elif isinstance(event, e.Reminded | e.Climbed):
            customer.holder = event.holder
            customer.climbs = True
            customer.reminds = customer.reminds or isinstance(event, e.Reminded)
            if isinstance(event, e.Climbed) and event.again:
                customer.expects.pop("escalation", None)  # a repetition brings no letter
        elif isinstance(event, e.HolderReplaced):
            customer.holder = event.holder
        elif isinstance(event, e.Informed) and event.letter == "call":
            for kind, moment in event.moments.items():
                customer.heard_of(kind, moment)

    def _of_event(self, customer: Customer, row: Row, event: e.Event) -> Iterator[str]:
        if isinstance(event, e.Missed):
            if event.due_at >= row.at:
                yield f"{event.kind} {event.due_at} is missed at {row.at}"
            key = (row.subject_id, event.kind, event.due_at)
            if key in self.missed:
                yield f"{event.kind} {event.due_at} is missed twice"
            self.missed.add(key)
        elif isinstance(event, e.Received) and event.human:
            # Words that are known late, by a merge or a call: their look may be due when one was missed before.
            self.missed = {key for key in self.missed if key[:2] != (row.subject_id, "look")}
        elif isinstance(event, e.Readdressed):
            yield from self._anew(Ticket.objects.get(pk=row.subject_id), row.at)
        elif isinstance(event, e.Climbed | e.Reminded):
            ticket = Ticket.objects.get(pk=row.subject_id)
            yield from self._rung(event, ticket, row.at)

    def _anew(self, ticket: Ticket, at: datetime) -> Iterator[str]:
        """L7a: no moment falls earlier than four working hours after the correction, and nothing waits for the slip."""
        for row in Promise.objects.filter(ticket=ticket, basis__in=ZONES, **LIVE):
            worked = self.days.worked_between(row.basis, at, row.due_at)
            if worked < timedelta(hours=4) and not self.calls.ever(ticket):
                yield f"{row.kind} is due {row.due_at}, {worked} of work after the correction"
        left = Outbound.objects.filter(ticket=ticket, recipient=self._wrong[ticket.pk][0], state="queued")
        yield from (f"a letter ({one.reaction}) to {one.recipient} still waits" for one in left)

    def _rung(self, event: e.Climbed | e.Reminded, ticket: Ticket, at: datetime) -> Iterator[str]:
        """E4: its first person who is there and not the assignee; while nobody is, the nearest below stands in."""
        again = isinstance(event, e.Climbed) and event.again
        below = range(event.rung, 0, -1) if again or event.holder is None else (event.rung,)
        near = self.staff.near(ticket.owning_office_id, ticket.home_office_id)
        held = [self.staff.holder_of(rung, near, ticket.assignee_id, at) for rung in below]
        first = next((person for person in held if person is not None), None)
        if event.holder != first:
            yield f"rung {event.rung} is {first}'s and goes to {event.holder}"
        # By the level of that instant: it may have been lifted since, in the same round of the worker.
        above = range(event.rung + 1, 3 if self.levels[ticket.pk] == "initial" else 4)
        able = [rung for rung in above if self.staff.holder_of(rung, None, ticket.assignee_id, at) is not None]
        if able and isinstance(event, e.Climbed) and (again or event.holder is None):
            yield f"rung {event.rung} again, though rung {able[0]} has somebody"

    def _of_machines(self, row: Row, event: e.Event) -> Iterator[str]:
        if not isinstance(event, e.Received):
            return
        if "Автоответ" not in Message.objects.get(pk=event.message).text:
            return
        if event.human:
            yield "a machine's letter passes for a human's"
        types = set(Row.objects.filter(step_id=row.step_id).values_list("type", flat=True))
        # It is filed and that is all; in a merge it moves with the others.
        if not types <= {"Received", "LetterFiled"} and "TookIn" not in types:
            yield f"a machine's letter does something: {sorted(types)}"

    # --- how it stands ------------------------------------------------------------------------------------------

    def _rows(self, ticket: Ticket, now: datetime) -> Iterator[str]:
        standing = standing_of(ticket, policy_at(now))
        rows = list(Promise.objects.filter(ticket=ticket))
        for one in differences(ticket, rows, standing):
            yield f"{one.name} is {one.stored}, by the ledger {one.derived}"
        live = {row.kind: row for row in rows if all(getattr(row, name) == value for name, value in LIVE.items())}
        for row in live.values():
            self.calls.keep_in_mind(ticket, row.due_at)
        closed = ticket.stage == "closed"
        if (ticket.next_at is None) != closed:
            yield f"{ticket.stage}, and next is {ticket.next_at}"
        if closed and Draft.objects.filter(ticket=ticket).exists():
            yield "closed, and a draft waits to be sent"
        if closed and live:
            yield f"closed, and {sorted(live)} live"
        if {"word", "release_word"} & live.keys() and "recovery" in live:
            yield "a next word beside a recovery"
        owed = {"word", "release_word", "recovery"} & live.keys()
        if not closed and ticket.stage not in ("waiting", "answered") and not owed | ({"escalation"} & live.keys()):
            yield f"{ticket.stage}, and no word is owed"
        pinned = ("word", "recovery", "escalation", "look")
        for kind in (kind for kind in pinned if kind in live and live[kind].basis != self.calendars[ticket.pk]):
            yield f"{kind} counts by {live[kind].basis}, pinned is {self.calendars[ticket.pk]}"
        if ticket.next_kind in live and live[ticket.next_kind].due_at != ticket.next_at:
            yield f"next is {ticket.next_at}, and the {ticket.next_kind} {live[ticket.next_kind].due_at}"

    def _ahead(self, ticket: Ticket, now: datetime) -> Iterator[str]:
        """P4: ten working days ahead at most, thirty calendar days for a release."""
        at, code = ticket.next_at, self.calendars[ticket.pk]
        assert at is not None
        if ticket.next_kind == "release_word":
            if (self.days.on(code, at) - self.days.on(code, now)).days > 30:
                yield f"the word on a release is due {at}"
        elif self.days.working_days_between(code, now, at) > 10:
            yield f"{ticket.next_kind} is due {at}, more than ten working days ahead"

    def _closed_hours(self, ticket: Ticket) -> Iterator[str]:
        """T4: a due moment is reached by work, so it lies in open hours, or at their very end.

        What was told stays as it was when a correction takes away the duty that had brought it there (L7a).
        """
        for row in Promise.objects.filter(ticket=ticket, kind__in=REACHED, basis__in=ZONES, **LIVE):
            kept = row.told_due_at is not None and self.calls.of_others(ticket, row.due_at)
            counts = self.days.open_at(row.basis, row.due_at) or self.calls.counted(ticket, row.due_at)
            if not counts and not kept:
                yield f"{row.kind} is due {row.due_at}, when nobody works"
