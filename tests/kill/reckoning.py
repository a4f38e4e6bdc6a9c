"""What a run with kills came to: letters lost and doubled, from facts that were collected outside of the desk."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Copy:
    """One letter of ours as the mail server got it. ``known``: the client lived to say QUIT after our 250, so it knew
    that we have it."""

    message_id: str
    recipient: str
    known: bool = True


@dataclass(frozen=True)
class Row:
    """What the desk says of a letter of its own; ``doubtful``: that it may have come twice."""

    ticket: int
    message_id: str
    recipient: str
    reaction: str = "acknowledge"
    state: str = "sent"
    doubtful: bool = False


@dataclass(frozen=True)
class Facts:
    """``acknowledged``: ids that a client wrote down when its letter was taken. ``filed``: id and ticket of each
    message of a customer. ``rows``: all letters of ours. ``copies``: what came to the server, in order.
    ``confirmed``: texts of answers that a browser saw to be sent. ``said``: texts of the messages of staff."""

    acknowledged: Sequence[str]
    filed: Sequence[tuple[str, int]]
    rows: Sequence[Row]
    copies: Sequence[Copy]
    confirmed: Sequence[str] = ()
    said: Sequence[str] = ()


@dataclass
class Reckoning:
    """Each list holds one line a finding; of an honest desk all but ``unknowable`` are empty.

    ``unknowable``: letters that came twice because the client was killed between the end of DATA and the mark on the
    row; the row says so.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unknowable: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """All that may not be."""
        return self.lost + self.doubled + self.strange


def reckon(facts: Facts) -> Reckoning:
    """Count what is lost and what is doubled."""
    found = Reckoning()
    _letters_in(facts, found)
    _letters_out(facts, found)
    _answers(facts, found)
    return found


def _letters_in(facts: Facts, found: Reckoning) -> None:
    """An acknowledged letter is a message of one ticket, and of that ticket it is the only one."""
    filed = Counter(message_id for message_id, _ in facts.filed)
    found.lost += [f"no message: {one}" for one in _once(facts.acknowledged) if not filed[one]]
    found.doubled += [f"{times} messages: {one}" for one, times in filed.items() if times > 1]
    tickets = Counter(ticket for _, ticket in facts.filed)
    found.strange += [f"ticket {ticket}: {times} letters" for ticket, times in tickets.items() if times > 1]


def _letters_out(facts: Facts, found: Reckoning) -> None:
    """Each ticket has one acknowledgement, and what the desk wrote has come to the server once."""
    came = defaultdict(list)
    for copy in facts.copies:
        came[copy.message_id].append(copy)
    first_letters = Counter(row.ticket for row in facts.rows if row.reaction == "acknowledge")
    for ticket in _once(ticket for _, ticket in facts.filed):
        if first_letters[ticket] != 1:
            (found.doubled if first_letters[ticket] else found.lost).append(
                f"ticket {ticket}: {first_letters[ticket]} acknowledgements"
            )
    for row in facts.rows:
        copies = came.pop(row.message_id, [])
        if not copies:
            found.lost.append(f"{row.state}, but never came: {row.message_id}")
        elif row.state != "sent":
            found.strange.append(f"came, but the row says {row.state}: {row.message_id}")
        if any(copy.recipient != row.recipient for copy in copies):
            found.strange.append(f"came to somebody else: {row.message_id}")
        if len(copies) > 1:
            _came_again(row, copies, found)
    found.strange += [f"nobody wrote it: {message_id}" for message_id in came]


def _came_again(row: Row, copies: Sequence[Copy], found: Reckoning) -> None:
    if any(copy.known for copy in copies[:-1]):
        found.doubled.append(f"sent again after a 250 that the client saw: {row.message_id}")
    elif not row.doubtful:
        found.doubled.append(f"sent again, and the row does not say so: {row.message_id}")
    else:
        found.unknowable.append(row.message_id)


def _answers(facts: Facts, found: Reckoning) -> None:
    """What the browser saw confirmed is there, nothing is there twice, and each answer has its letter."""
    said = Counter(facts.said)
    found.lost += [f"confirmed, but not there: {text}" for text in facts.confirmed if not said[text]]
    found.doubled += [f"{times} times: {text}" for text, times in said.items() if times > 1]
    carried = sum(row.reaction == "carry" for row in facts.rows)
    if carried != len(facts.said):
        found.strange.append(f"{len(facts.said)} answers, {carried} letters to carry them")


def _once(values: Iterable[T]) -> Iterator[T]:
    return iter(dict.fromkeys(values))
