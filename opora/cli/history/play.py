"""A plan played over the real street with a set clock: letters as bytes in, verbs of staff, and time that passes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from opora.accounts.queries import User, user_by_id
from opora.calendars.queries import work_calendar
from opora.channels import actions as channels
from opora.channels import queries as sent
from opora.channels.mail.keep import keep
from opora.channels.notices import unsent_joined
from opora.channels.queries import Mailbox
from opora.cli.history import causes, entries, letters, ratings
from opora.cli.history.firms import ROUND_THE_CLOCK
from opora.cli.history.plan import Line, Plan
from opora.core.facts import Kind, Stage, Verb
from opora.core.hours import WorkCalendar
from opora.core.ladder import HEAD
from opora.flow import act, arrive, bundle, correct, tick
from opora.flow.by_call import Call, log
from opora.flow.remind import remind
from opora.flow.split import split
from opora.lib.errors import Refused
from opora.offices.queries import holders_of, office_by_code, policy_at, staff_of
from opora.promises.queries import standing_of
from opora.registry.queries import product_by, version_by
from opora.tickets.access import Visitor
from opora.tickets.queries import Ticket, author_of, near_office, next_of, ticket_with_all

GRACE = timedelta(seconds=61)
"""The worker looks a minute after a moment has passed."""
TAKEN = "250 2.0.0 Taken: history of the demo, nothing left this machine"
ANSWERS = ("answer", "call")
LONGEST = 400
"""So often time may pass on one ticket; more would be a machine that does not come to rest."""


class Played:
    """One plan on its way. ``tickets`` are those it made, ``refused`` the verbs that the street did not allow."""

    def __init__(self, plan: Plan, mailbox: Mailbox, until: datetime) -> None:
        self.plan, self.mailbox, self.until = plan, mailbox, until
        self.random = Random(plan.key)
        self.tickets: list[int] = []
        self.refused: list[str] = []
        self.user: User | None = None
        self.at = plan.at
        self._rated_at: datetime | None = None
        self._letters = 0
        self._ours: tuple[str, ...] = ()

    def play(self) -> None:
        """From the first letter to ``until`` (aware, UTC), or to the end of the plan and what follows from it."""
        if self.plan.at > self.until:
            return
        self._open()
        for line in self.plan.lines:
            at = self._when(line)
            if not self.tickets or at > self.until:
                break
            self._rate(at)
            self._let_pass(at)
            self.at = at
            self._act(line)
            if line.act.verb in ANSWERS:
                self._rated_at = ratings.when(self.plan.key, at)
        self._rate(self.until)
        self._let_pass(self.until)
        self._taken(self.until)

    @property
    def ticket(self) -> Ticket:
        """The ticket that the plan is about now: after a split the new one."""
        return ticket_with_all(self.tickets[-1])

    # --- time ---------------------------------------------------------------------------------------------------

    def _when(self, line: Line) -> datetime:
        """The act's instant: in working time of whoever has the ticket, or by the customer's clock, awake."""
        span = timedelta(minutes=line.act.minutes, seconds=self.random.randrange(60))
        if line.act.work:
            return self._hours().add(self.at, span)
        return awake(self.at + span, self.plan.zone, self.random)

    def _hours(self) -> WorkCalendar:
        firm = self.plan.firm
        if firm and firm.signed and firm.signed.calendar:
            return work_calendar(ROUND_THE_CLOCK)
        owner = self.ticket.owning_office if self.tickets else None
        return work_calendar(owner.calendar if owner else self.ticket.calendar if self.tickets else "moscow")

    def _let_pass(self, until: datetime) -> None:
        """The worker's looks by then, each a minute after its moment; our letters are taken as they are written."""
        for ticket_id in self.tickets:
            for _ in range(LONGEST):
                next_at = next_of(ticket_id)
                # What an act makes due that has passed already follows the act.
                at = None if next_at is None else max(next_at + GRACE, self.at)
                if at is None or at >= until:
                    break
                tick.ticket(ticket_id, at)
                self._taken(at)
            else:
                raise RuntimeError(f"ticket {ticket_id} of plan {self.plan.number} does not come to rest")

    def _taken(self, at: datetime) -> None:
        """No server is asked: a letter of the past was taken at its own instant, and none leaves now."""
        for ticket_id in self.tickets:
            bundle.write_all(at, ticket_id)
            for outbound_id in (*sent.unsent_about(ticket_id), *unsent_joined(at)):
                channels.mark_sent(outbound_id, at, TAKEN)

    def _open(self) -> None:
        """By the plan's channel; who would have to wait for the telephone beyond the end of the history writes."""
        too_late = self.plan.channel == "call" and entries.rung(self.plan)[1] > self.until
        if self.plan.channel in entries.BY and not too_late:
            self.at, ticket_id = entries.BY[self.plan.channel](self.plan)
            self.tickets.append(ticket_id)
            self._taken(self.at)
        else:
            self._receive(letters.first(self.plan))

    # --- somebody writes ----------------------------------------------------------------------------------------

    def _receive(self, raw: bytes) -> None:
        self._letters += 1
        letter_id = keep(raw, self.mailbox, self.at, self.at)
        arrive.letter(letter_id, self.at)
        ticket_id = sent.letter(letter_id).ticket_id
        if ticket_id is not None and ticket_id not in self.tickets:
            self.tickets.append(ticket_id)
        self._taken(self.at)

    def _write(self, text: str) -> None:
        last = sent.sent_about(self.ticket)[-1:]
        if last:
            ours = (last[0].message_id, last[0].subject)
            self._receive(letters.reply(self.plan, self._letters, self.at, ours, text, self._ours))

    def _autoreply(self, text: str) -> None:
        last = sent.sent_about(self.ticket)[-1]
        self._receive(letters.autoreply(self.plan, self._letters, self.at, (last.message_id, last.subject)))

    def _rate(self, by: datetime) -> None:
        """What the customer thought of the last answer, if they say so by then."""
        at, self._rated_at = self._rated_at, None
        if at is not None and at < by:
            self._let_pass(at)
            ratings.give(self.plan.key, self.ticket, at)

    # --- somebody decides ---------------------------------------------------------------------------------------

    def _act(self, line: Line) -> None:
        try:
            self._verbs()[line.act.verb](line.text)
        except Refused as refusal:
            self.refused.append(f"{line.act.verb}: {refusal}")
        self._taken(self.at)

    def _verbs(self) -> dict[str, Callable[[str], object]]:
        return {
            "take": self._take,
            "holder": self._take_as_holder,
            "ask": lambda text: self._send(Verb.ASK, text),
            "tell": lambda text: self._send(Verb.TELL, text),
            "answer": lambda text: self._send(Verb.ANSWER, text),
            "note": lambda text: act.note(self.tickets[-1], self._who(), text, self.at) if text else None,
            "central": lambda _: self._hand_over("central"),
            "development": lambda _: self._hand_over("development"),
            "research": lambda _: act.move(self.tickets[-1], self._who(), Stage.RESEARCH, self.at),
            "release": lambda _: self._await_release(),
            "write": self._write,
            "autoreply": self._autoreply,
            "thank": lambda _: act.thank(self.tickets[-1], self._who(), self.at),
            "continue": lambda _: act.reject(self.tickets[-1], self._who(), self.at),
            "resume": lambda _: act.resume(self.tickets[-1], self._who(), self.at),
            "close": lambda _: act.close(self.tickets[-1], self._who(), "withdrawn", self.at),
            "split": lambda _: self.tickets.append(split(self.tickets[-1], self._who(), self.at)),
            "correct": lambda _: self._correct(),
            "call": self._answer_by_call,
            "press": self._remind,
        }

    def _remind(self, text: str) -> None:
        """«Про меня забыли», mostly to the nearest office."""
        address = author_of(self.ticket)
        if address:
            rung = Random(f"{self.plan.key} rung").choices((1, 2, 3), (8, 1, 1))[0]
            remind(Visitor(self.ticket, address), rung, text, self.at)

    def _take(self, text: str) -> None:
        people = staff_of(self.ticket.owning_office, self.at)
        specialists = [person for person in people if person.role != "manager"]
        self.user = self.random.choice(specialists or people)
        act.assign(self.tickets[-1], self.user, self.user, self.at)
        self._sort()

    def _sort(self) -> None:
        """Whoever has read it says what it is about, though not everybody does; letters do not say it."""
        if (
            self.ticket.kind == Kind.OTHER
            and len(self.tickets) == 1
            and Random(f"{self.plan.key} kind").random() < 0.85
        ):
            act.set_kind(self.tickets[-1], self._who(), Kind(self.plan.kind), self.at)

    def _take_as_holder(self, text: str) -> None:
        """Whoever holds the highest rung that was reached; nobody climbed: whoever sits in the office."""
        ticket = self.ticket
        holders = holders_of(near_office(ticket), ticket.assignee_id, self.at)
        rung = min(self._rung(), HEAD)
        self.user = user_by_id(holders.get(rung)) or staff_of(ticket.owning_office, self.at)[0]
        act.assign(ticket.pk, self.user, self.user, self.at)
        self._sort()

    def _rung(self) -> int:
        return standing_of(self.ticket, policy_at(self.at)).rung

    def _send(self, verb: Verb, text: str) -> None:
        act.send(self.tickets[-1], self._who(), verb, text, self.at)
        local = self.at.astimezone(ZoneInfo(self.plan.zone))
        head = f"{local:%d.%m.%Y} {local:%H:%M}, support@reisshina.test:"
        self._ours = (head, *text.splitlines())

    def _answer_by_call(self, text: str) -> None:
        """What was told by telephone is logged when the receiver is down."""
        call = Call(started_at=self.at - timedelta(minutes=self.random.randint(4, 15)), said=text, verb=Verb.ANSWER)
        log(self.tickets[-1], self._who(), call, self.at)

    def _hand_over(self, code: str) -> None:
        office = office_by_code(code)
        assert office is not None, code
        act.hand_over(self.tickets[-1], self._who(), office, self.at)

    def _correct(self) -> None:
        asked, ticket = self.plan.asked, self.ticket
        if asked is None:
            return
        product, version = product_by(asked.product), version_by(asked.product, asked.version)
        facts = correct.Correction(ticket.contact, ticket.organisation, product, None, version)
        correct.correct(ticket.pk, self._who(), facts, self.at, "customer_said")

    def _await_release(self) -> None:
        act.await_release(self.tickets[-1], self._who(), self._release_day(), self.at)
        causes.wait(self.ticket, self.plan.number, self._who(), self.at)

    def _release_day(self) -> date:
        """Four weeks on, by the clock of the office."""
        return self.at.astimezone(work_calendar(self.ticket.calendar).tz).date() + timedelta(weeks=4)

    def _who(self) -> User:
        return self.user or staff_of(self.ticket.owning_office, self.at)[0]


def awake(at: datetime, zone: str, random: Random) -> datetime:
    """This instant when people in that zone write; at night the next morning, at weekends mostly Monday."""
    local = at.astimezone(ZoneInfo(zone))
    if local.hour < 8 or local.hour >= 21:
        morning = local + timedelta(days=1 if local.hour >= 21 else 0)
        local = morning.replace(hour=8, minute=random.randrange(60)) + timedelta(minutes=random.randrange(150))
    if local.weekday() >= 5 and random.random() < 0.85:
        local += timedelta(days=7 - local.weekday())
    return local.astimezone(UTC)
