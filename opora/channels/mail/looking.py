"""One look into a mailbox, whatever it speaks: what is new is kept first, and how it went is written down last."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from opora.channels import actions
from opora.channels.mail import sentences
from opora.channels.mail.keep import keep_once
from opora.channels.mail.trouble import Trouble
from opora.channels.queries import Mailbox
from opora.lib.store import Source, StoreFull

T = TypeVar("T")

EVERY = timedelta(seconds=20)
SOON = timedelta(seconds=2)
AT_MOST = timedelta(minutes=10)
SKEW = timedelta(minutes=10)
"""By how much the clock of a mail server may be slow."""
WARY = 3
"""After so many failures in a row it may be one letter at which the server hangs up."""
LOST = "Somebody else looks into this mailbox now."


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to: letters kept, letters that were kept before, trouble in plain words; ``more`` are left."""

    kept: int = 0
    known: int = 0
    trouble: str = ""
    more: bool = False


class LeaseLost(Exception):
    """Somebody else looks into this mailbox now."""


class Withheld(Exception):
    """The server does not give this letter, though it says that it is there."""


class Look:
    """One look, with what it has come to so far."""

    def __init__(self, mailbox_id: int, lease_id: UUID, now: datetime) -> None:
        self.mailbox_id, self.lease_id, self.now = mailbox_id, lease_id, now
        self.tally = Looked()

    def take(self, row: Mailbox) -> None:
        """Signs in and takes what is new. Raises Trouble, or LeaseLost."""
        raise NotImplementedError

    def pause(self, row: Mailbox) -> timedelta:
        """How long it may be until the next look, when this one went well."""
        return EVERY

    def into(self, row: Mailbox) -> Looked:
        """Takes what is new, and writes down how it went."""
        try:
            self.take(row)
        except LeaseLost:
            return replace(self.tally, trouble=LOST)
        except Trouble as trouble:
            self.tally = replace(self.tally, trouble=str(trouble), more=False)
            wait = min(EVERY * 2 ** min(row.failures, 10), AT_MOST)
            actions.note_trouble(row.pk, self.lease_id, str(trouble), row.failures + 1, self.now + wait)
        else:
            again = self.now + (SOON if self.tally.more else self.pause(row))
            actions.note_look(row.pk, self.lease_id, self.now, again, row.look_at)
        return self.tally

    def keep(self, raw: Source, row: Mailbox, came_at: datetime, since: bool) -> int:
        """Keeps a letter and gives its row. ``since``: it is known to have come after the connection.

        A server's dates know no parts of a second, so one of the very second of the connection came after it.
        """
        earliest = connected(row) - SKEW if since else connected(row)
        if earliest <= came_at < row.connected_at:
            came_at = row.connected_at
        try:
            letter_id, new = keep_once(raw, row, min(came_at, self.now), self.now)
        except StoreFull as full:
            raise Trouble(str(full)) from full
        except OSError as error:
            raise Trouble(sentences.NOT_KEPT % {"why": error.strerror, "file": error.filename}) from error
        tally = self.tally
        self.tally = replace(tally, kept=tally.kept + 1) if new else replace(tally, known=tally.known + 1)
        return letter_id

    def still_ours(self, written: bool) -> None:
        """What was to be written is written, or the lease is lost."""
        if not written:
            raise LeaseLost


def in_turn(row: Mailbox, new: Sequence[T]) -> list[T]:
    """Those behind a letter that the server does not give must not wait for whoever mends it.

    Some servers hang up at such a letter. After three failures each look begins one letter further, so that whatever
    can be had is had; it is kept once, however often it is met.
    """
    first = (row.failures - WARY + 1) % len(new) if row.failures >= WARY and new else 0
    return [*new[first:], *new[:first]]


def at_letter(trouble: Trouble, row: Mailbox, uid: int | str) -> Trouble:
    """The trouble, with the letter at which it was met, when it is met too often to be an accident."""
    if row.failures < WARY or isinstance(trouble.__cause__, OSError):
        return trouble
    return Trouble(sentences.AT_LETTER % {"trouble": trouble, "uid": uid})


def connected(row: Mailbox) -> datetime:
    """To the second: a server's dates know no parts of it."""
    return row.connected_at.replace(microsecond=0)
