"""Loading the history: what the tour shows, then the newest first; each ticket whole or not at all, and only into a
desk that `opora demo` made."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.management import CommandError
from django.db import connection

from opora.channels import queries as channels
from opora.channels.queries import Mailbox
from opora.cli.history import causes, customers
from opora.cli.history.firms import firms
from opora.cli.history.plan import Plan, plan, since
from opora.cli.history.play import Played
from opora.cli.history.stories import TOLD
from opora.core.events import HistoryPlayed
from opora.core.step import MACHINE, Step
from opora.flow.demo import LOADS, MARK, progress
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.lib.remembered import remembering
from opora.offices import actions as offices
from opora.offices.queries import setting_at

TICKETS = 2000
SEED = 1
NO_DEMO = (
    "This desk was not made by “opora demo”, so no history is loaded into it: start a demo in a folder of its own "
    "by “opora demo --data DIR”."
)

Frame = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class History:
    """Which history a demo has: ``tickets`` in the year before ``anchor``, drawn from ``seed``."""

    anchor: str
    seed: int = SEED
    tickets: int = TICKETS

    @property
    def day(self) -> date:
        """The anchor."""
        return date.fromisoformat(self.anchor)


def mark(step: Step, history: History) -> None:
    """Written once, by `opora demo` with the desk itself: without it nothing is ever loaded."""
    offices.set_policy(step, name=MARK, value=asdict(history))


def announce(now: datetime, *, loading: bool) -> None:
    """Says whether the history is being loaded; pages show how far it is only while it is."""
    if setting_at(MARK, now) is not None:
        with begin(now, MACHINE, "cli") as step:
            offices.set_policy(step, name=LOADS, value=loading)


def marked(now: datetime) -> History:
    """The history that belongs to this desk. Raises CommandError when `opora demo` has not made the desk."""
    found = setting_at(MARK, now)
    if not setting_at("demo", now) or not isinstance(found, dict):
        raise CommandError(NO_DEMO)
    return History(**found)


def ahead(now: datetime) -> int | None:
    """How many tickets are left to load; null: none, or this desk has no history."""
    found = progress(now)
    return max(0, found[1] - found[0]) or None if found else None


def agree(asked: History, options: Mapping[str, Any], now: datetime) -> None:
    """A later start takes up the history that is there. Another number of tickets is noted for it.

    Raises CommandError when another seed or anchor was named than the desk was made with.
    """
    if setting_at(MARK, now) is None:
        return
    held = marked(now)
    for name in ("anchor", "seed"):
        if options[name] is not None and getattr(asked, name) != getattr(held, name):
            raise CommandError(
                f"This demo has the history of seed {held.seed} before {held.anchor}: leave --{name} out, or name "
                "another folder by --data DIR."
            )
    if options["history"] is not None and asked.tickets != held.tickets:
        with begin(now, MACHINE, "cli") as step:
            mark(step, replace(held, tickets=asked.tickets))


@contextmanager
def together() -> Iterator[None]:
    """One transaction around all of a ticket's Steps: no worker meets it half-way, a broken run leaves none of it.

    Steps inside become savepoints, those that must not lie within another one too: Django takes a transaction that
    was begun by hand for none.
    """
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.set_autocommit(True)


def load(clock: Callable[[], datetime], frame: Frame = together) -> Iterator[tuple[int, Played]]:
    """Plays what is not played yet; gives, after each ticket, how many there are and the ticket itself.

    Raises CommandError when the desk is no demo: asked before each ticket, in the transaction that would write it.
    """
    history = marked(clock())
    book = firms(history.day)
    with frame():
        marked(clock())
        customers.enter(book, since(history.day))
        causes.enter(since(history.day))
    mailbox = channels.mailbox("support")
    assert mailbox is not None, "a demo has its mailbox before its history"
    plans = [plan(history.seed, history.day, number, book) for number in range(history.tickets)]
    done = {noted.event.number for noted in history_of("history", 1) if isinstance(noted.event, HistoryPlayed)}
    for one in sorted(plans, key=_order):
        if one.number not in done:
            with frame():
                marked(clock())
                played = play(one, mailbox, clock())
            done.add(one.number)
            yield len(done), played


def _order(one: Plan) -> tuple[bool, float]:
    """What the tour shows first, then the newest: a desk looks alive at once."""
    return one.number >= len(TOLD), -one.at.timestamp()


def play(one: Plan, mailbox: Mailbox, until: datetime) -> Played:
    """One ticket, and the note that it was played."""
    played = Played(one, mailbox, until)
    # Nobody else writes in this transaction, so what one Step has read the next may remember.
    with remembering():
        played.play()
    with begin(one.at, MACHINE, "cli") as step:
        step.note(HistoryPlayed(one.number), "history", 1)
    return played


def opened(anchor: date) -> datetime:
    """When the desk of a demo was set up: thirteen months before, so that all of its history finds it open."""
    return datetime.combine(since(anchor), time(), UTC)
