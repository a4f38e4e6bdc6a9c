"""Looking into an IMAP mailbox: what is new is kept first and marked as seen last; it stays on the server.

A crash in between means that a letter is fetched again, and kept once. Other clients of the mailbox may read, move
and flag as they like: letters are known by their UID, not by what they are marked with.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID

import imap_tools
from django.db import InterfaceError, OperationalError, close_old_connections
from imap_tools.errors import MailboxFetchError, MailboxUidsError
from imap_tools.utils import check_command_status

from opora.channels import actions, queries
from opora.channels.mail import account, sentences
from opora.channels.mail.keep import keep_once
from opora.channels.mail.trouble import Trouble, in_plain_words
from opora.channels.queries import Mailbox
from opora.lib.seams import seam
from opora.lib.store import StoreFull

EVERY = timedelta(seconds=20)
LISTENED = timedelta(seconds=60)
"""Where somebody listens, what comes is looked for at once; this is for what was not heard."""
SOON = timedelta(seconds=2)
AT_MOST = timedelta(minutes=10)
AT_ONCE = 100
"""Letters taken in one look: a lease is not meant for a whole archive."""
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


def look(mailbox_id: int, lease_id: UUID, now: datetime) -> Looked:
    """Look once into a mailbox that this lease holds, and give the lease back with the next look's instant.

    Nothing is raised: trouble is written on the row, and tried again after 20 s, 40 s, ... up to 10 min.
    """
    look = _Look(mailbox_id, lease_id, now)
    try:
        row = queries.leased_mailbox(mailbox_id, lease_id)
        return look.into(row) if row is not None else Looked(trouble=LOST)
    except (OperationalError, InterfaceError):
        close_old_connections()
        return replace(look.tally, trouble="The database does not answer.")


class _LeaseLost(Exception):
    pass


class _Vanished(Exception):
    """Somebody moved the letter away while it was read."""


class _Withheld(Exception):
    """The server does not give this letter, though it says that it is there."""


class _Look:
    """One look, with what it has come to so far."""

    def __init__(self, mailbox_id: int, lease_id: UUID, now: datetime) -> None:
        self.mailbox_id, self.lease_id, self.now = mailbox_id, lease_id, now
        self.tally = Looked()

    def into(self, row: Mailbox) -> Looked:
        """Signs in, takes what is new, and writes down how it went."""
        try:
            with account.inbox(account.account_of(row)) as session:
                self._take_new(session, row)
        except _LeaseLost:
            return replace(self.tally, trouble=LOST)
        except Trouble as trouble:
            self.tally = replace(self.tally, trouble=str(trouble), more=False)
            wait = min(EVERY * 2 ** min(row.failures, 10), AT_MOST)
            actions.note_trouble(row.pk, self.lease_id, str(trouble), row.failures + 1, self.now + wait)
        else:
            again = self.now + (SOON if self.tally.more else _pause(row, self.now))
            actions.note_look(row.pk, self.lease_id, self.now, again, row.look_at)
        return self.tally

    def _take_new(self, session: imap_tools.BaseMailBox, row: Mailbox) -> None:
        status = session.folder.status(row.folder, ["UIDVALIDITY", "UIDNEXT"])
        session.folder.set(row.folder)
        if row.uid_validity != status["UIDVALIDITY"] or row.uid_next is None or row.uid_start is None:
            self._still_ours(actions.note_numbers(row.pk, self.lease_id, status["UIDVALIDITY"], status["UIDNEXT"]))
            row.uid_validity, row.uid_start, row.uid_next = status["UIDVALIDITY"], status["UIDNEXT"], 1
        uids = _new_uids(session, row)
        self._take_all(session, row, _dates(session, uids[:AT_ONCE]))
        if len(uids) > AT_ONCE:
            self.tally = replace(self.tally, more=True)
        else:
            # What the search left out needs no second search.
            following = max(status["UIDNEXT"], uids[-1] + 1 if uids else 1)
            self._still_ours(actions.note_taken(row.pk, self.lease_id, following))

    def _take_all(
        self, session: imap_tools.BaseMailBox, row: Mailbox, dates: list[tuple[int, datetime | None]]
    ) -> None:
        """Those behind a letter that the server does not give must not wait for whoever mends it.

        Some servers hang up at such a letter. After three failures each look begins one letter further, so that
        whatever can be had is had; it is kept once, however often it is met.
        """
        left = [uid for uid, _ in dates]
        first = (row.failures - WARY + 1) % len(dates) if row.failures >= WARY and dates else 0
        for uid, came_at in dates[first:] + dates[:first]:
            try:
                if uid >= (row.uid_start or 0) or row.archive or (came_at or self.now) >= _connected(row):
                    self._take(session, row, uid, came_at or self.now)
            except _Withheld:
                continue
            except Trouble as trouble:
                if row.failures < WARY or isinstance(trouble.__cause__, OSError):
                    raise
                raise Trouble(sentences.AT_LETTER % {"trouble": trouble, "uid": uid}) from trouble
            left.remove(uid)
            self._still_ours(actions.note_taken(row.pk, self.lease_id, left[0] if left else dates[-1][0] + 1))
        if left:
            raise Trouble(sentences.WITHHELD % {"host": session.client.host, "uid": left[0]})

    def _take(self, session: imap_tools.BaseMailBox, row: Mailbox, uid: int, came_at: datetime) -> None:
        # A server's dates know no parts of a second, so one of the very second of the connection came after it.
        earliest = _connected(row) - SKEW if uid >= (row.uid_start or 0) else _connected(row)
        if earliest <= came_at < row.connected_at:
            came_at = row.connected_at
        try:
            _, new = keep_once(_Letter(session, uid), row, min(came_at, self.now), self.now)
        except _Vanished:
            return
        except StoreFull as full:
            raise Trouble(str(full)) from full
        except OSError as error:
            raise Trouble(sentences.NOT_KEPT % {"why": error.strerror, "file": error.filename}) from error
        session.client.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")
        seam("taken")
        tally = self.tally
        self.tally = replace(tally, kept=tally.kept + 1) if new else replace(tally, known=tally.known + 1)

    def _still_ours(self, written: bool) -> None:
        if not written:
            raise _LeaseLost


class _Letter:
    """A letter on the server as a stream: one of a hundred megabytes is never in memory as a whole."""

    def __init__(self, session: imap_tools.BaseMailBox, uid: int) -> None:
        self.session, self.uid, self.offset, self.ended = session, uid, 0, False

    def read(self, size: int = 1024 * 1024, /) -> bytes:
        """The next bytes of the letter. Raises Trouble for what the server or the network says: to the store an
        OSError would mean its own disk."""
        if self.ended:
            return b""
        with in_plain_words(self.session.client.host, self.session.client.port, ""):
            part = f"(RFC822.SIZE BODY.PEEK[]<{self.offset}.{size}>)"
            try:
                lines = _fetched(self.session, str(self.uid), part)
            except MailboxFetchError as error:
                raise _Withheld from error
        piece, whole = _piece(lines)
        if not piece and self.offset < whole and (not self.offset or _withheld(lines)):
            # Without its bytes it would be kept as an empty letter, and never be asked for again.
            raise _Withheld
        self.offset += len(piece)
        # Some servers count RFC822.SIZE wrongly: it may save a question, but never ends a letter by itself.
        self.ended = len(piece) < size and self.offset >= whole
        return piece


def _pause(row: Mailbox, now: datetime) -> timedelta:
    return LISTENED if row.listen_until is not None and row.listen_until > now else EVERY


def _new_uids(session: imap_tools.BaseMailBox, row: Mailbox) -> list[int]:
    first, start = row.uid_next or 1, row.uid_start or 1
    wanted = f"UID {first}:*"
    if first < start and not row.archive:
        # SINCE goes by the day, in the server's own zone.
        since = _connected(row).astimezone(UTC) - timedelta(days=2)
        wanted += f" OR UID {start}:* SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}"
    answer = session.client.uid("SEARCH", wanted)
    check_command_status(answer, MailboxUidsError)
    found = (answer[1][0] or b"").split()
    # "5:*" is the last letter also when its UID is below 5.
    return sorted(uid for uid in map(int, found) if uid >= first)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(rb'UID (?P<uid>\d+)|INTERNALDATE "\s*(?P<day>\d+)-(?P<month>\w+)-(?P<rest>[^"]+)"')
_NIL = re.compile(rb"BODY\[\]\S* NIL")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def _dates(session: imap_tools.BaseMailBox, uids: list[int]) -> list[tuple[int, datetime | None]]:
    """Each letter with the instant when the server got it; those that are gone are left out."""
    if not uids:
        return []
    dates: dict[int, datetime | None] = {}
    for line in _fetched(session, ",".join(map(str, uids)), "(UID INTERNALDATE)"):
        found = {name: value for match in _DATE.finditer(line) for name, value in match.groupdict().items() if value}
        if "uid" in found:
            dates[int(found["uid"])] = _instant(found)
    return [(uid, dates[uid]) for uid in uids if uid in dates]


def _instant(found: dict[str, bytes]) -> datetime | None:
    try:
        return parsedate_to_datetime(b" ".join([found["day"], found["month"], found["rest"]]).decode())
    except (KeyError, ValueError):
        return None


def _connected(row: Mailbox) -> datetime:
    """To the second: a server's dates know no parts of it."""
    return row.connected_at.replace(microsecond=0)


def _fetched(session: imap_tools.BaseMailBox, uids: str, parts: str) -> list[Any]:
    answer = session.client.uid("FETCH", uids, parts)
    check_command_status(answer, MailboxFetchError)
    return [line for line in answer[1] if line is not None]


def _withheld(lines: list[Any]) -> bool:
    """NIL where bytes should be; an empty text is the end of a letter whose size was counted wrongly."""
    return any(not isinstance(line, tuple) and _NIL.search(line) for line in lines)


def _piece(lines: list[Any]) -> tuple[bytes, int]:
    """The bytes in an answer, and how long the server says that the letter is."""
    if not lines:
        raise _Vanished
    heads = b" ".join(line[0] if isinstance(line, tuple) else line for line in lines)
    size = _SIZE.search(heads)
    literals = [line[1] for line in lines if isinstance(line, tuple)]
    return (literals[0] if literals else b""), int(size[1]) if size else 0
