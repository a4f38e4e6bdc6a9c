"""Looking into an IMAP mailbox: what is new is kept first and marked as seen last; it stays on the server.

A crash in between means that a letter is fetched again, and kept once. Other clients of the mailbox may read, move
and flag as they like: letters are known by their UID, not by what they are marked with.
"""

import re
from dataclasses import replace
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
from opora.channels.mail.looking import EVERY, LOST, Look, Looked, Withheld, at_letter, connected, in_turn
from opora.channels.mail.pop import PopLook
from opora.channels.mail.trouble import Trouble, in_plain_words
from opora.channels.queries import Mailbox
from opora.lib.seams import seam

__all__ = ["LOST", "Looked", "look"]

LISTENED = timedelta(seconds=60)
"""Where somebody listens, what comes is looked for at once; this is for what was not heard."""
AT_ONCE = 100
"""Letters taken in one look: a lease is not meant for a whole archive."""


def look(mailbox_id: int, lease_id: UUID, now: datetime) -> Looked:
    """Look once into a mailbox that this lease holds, and give the lease back with the next look's instant.

    Nothing is raised: trouble is written on the row, and tried again after 20 s, 40 s, ... up to 10 min.
    """
    look: Look = ImapLook(mailbox_id, lease_id, now)
    try:
        row = queries.leased_mailbox(mailbox_id, lease_id)
        if row is None:
            return Looked(trouble=LOST)
        look = PopLook(mailbox_id, lease_id, now) if row.kind == "pop3" else look
        return look.into(row)
    except (OperationalError, InterfaceError):
        close_old_connections()
        return replace(look.tally, trouble="The database does not answer.")


class _Vanished(Exception):
    """Somebody moved the letter away while it was read."""


class ImapLook(Look):
    """Letters are marked as seen and stay on the server."""

    def take(self, row: Mailbox) -> None:
        """By UID, whatever the letters are marked with."""
        with account.inbox(account.account_of(row)) as session:
            self._take_new(session, row)

    def pause(self, row: Mailbox) -> timedelta:
        """Longer where somebody listens."""
        return LISTENED if row.listen_until is not None and row.listen_until > self.now else EVERY

    def _take_new(self, session: imap_tools.BaseMailBox, row: Mailbox) -> None:
        status = session.folder.status(row.folder, ["UIDVALIDITY", "UIDNEXT"])
        session.folder.set(row.folder)
        if row.uid_validity != status["UIDVALIDITY"] or row.uid_next is None or row.uid_start is None:
            self.still_ours(actions.note_numbers(row.pk, self.lease_id, status["UIDVALIDITY"], status["UIDNEXT"]))
            row.uid_validity, row.uid_start, row.uid_next = status["UIDVALIDITY"], status["UIDNEXT"], 1
        uids = _new_uids(session, row)
        self._take_all(session, row, _dates(session, uids[:AT_ONCE]))
        if len(uids) > AT_ONCE:
            self.tally = replace(self.tally, more=True)
        else:
            # What the search left out needs no second search.
            following = max(status["UIDNEXT"], uids[-1] + 1 if uids else 1)
            self.still_ours(actions.note_taken(row.pk, self.lease_id, following))

    def _take_all(
        self, session: imap_tools.BaseMailBox, row: Mailbox, dates: list[tuple[int, datetime | None]]
    ) -> None:
        left = [uid for uid, _ in dates]
        for uid, came_at in in_turn(row, dates):
            try:
                if uid >= (row.uid_start or 0) or row.archive or (came_at or self.now) >= connected(row):
                    self._take(session, row, uid, came_at or self.now)
            except Withheld:
                continue
            except Trouble as trouble:
                raise at_letter(trouble, row, uid) from trouble
            left.remove(uid)
            self.still_ours(actions.note_taken(row.pk, self.lease_id, left[0] if left else dates[-1][0] + 1))
        if left:
            raise Trouble(sentences.WITHHELD % {"host": session.client.host, "uid": left[0]})

    def _take(self, session: imap_tools.BaseMailBox, row: Mailbox, uid: int, came_at: datetime) -> None:
        try:
            self.keep(_Letter(session, uid), row, came_at, since=uid >= (row.uid_start or 0))
        except _Vanished:
            return
        session.client.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")
        seam("taken")


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
                raise Withheld from error
        piece, whole = _piece(lines)
        if not piece and self.offset < whole and (not self.offset or _withheld(lines)):
            # Without its bytes it would be kept as an empty letter, and never be asked for again.
            raise Withheld
        self.offset += len(piece)
        # Some servers count RFC822.SIZE wrongly: it may save a question, but never ends a letter by itself.
        self.ended = len(piece) < size and self.offset >= whole
        return piece


def _new_uids(session: imap_tools.BaseMailBox, row: Mailbox) -> list[int]:
    first, start = row.uid_next or 1, row.uid_start or 1
    wanted = f"UID {first}:*"
    if first < start and not row.archive:
        # SINCE goes by the day, in the server's own zone.
        since = connected(row).astimezone(UTC) - timedelta(days=2)
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
