"""Looking into a POP3 mailbox: what is new is kept first, filed next, and taken off the server last.

Letters are known by what the server calls them (UIDL). One that lay there before the connection stays there; any other
is deleted by the first look after it was filed, and the server does so only when it is told goodbye.
"""

import poplib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import IO

from opora.channels import actions, queries
from opora.channels.mail import account, sentences
from opora.channels.mail.looking import SKEW, Look, Withheld, at_letter, connected, in_turn
from opora.channels.mail.trouble import Trouble, in_plain_words
from opora.channels.queries import Mailbox

PAUSE = timedelta(seconds=60)
"""Each look signs in anew, and some servers count that."""
AT_ONCE = 100
LINE = 65536
_STAMP = re.compile(rb"^(?:Received:[^;]*?;|Date:)(?P<date>[^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE | re.MULTILINE)


class PopLook(Look):
    """Letters that are filed are taken off the server."""

    def take(self, row: Mailbox) -> None:
        """What is new; then what was filed since the last look goes."""
        with account.pop_inbox(account.account_of(row)) as session:
            there = _listed(session, row.host)
            known = queries.on_server(row.pk)
            left = self._take_new(session, row, [one for one in there if one[1] not in known])
            names = [uidl for _, uidl in there]
            for number, uidl in there:
                if known.get(uidl) == "filed":
                    self._take_off(session, row, number, uidl, alone=names.count(uidl) == 1)
            session.quit()
        self.still_ours(actions.forget_on_server(row.pk, self.lease_id, set(known) - set(names)))
        if left:
            raise Trouble(sentences.WITHHELD % {"host": row.host, "uid": left[0]})

    def pause(self, row: Mailbox) -> timedelta:
        """A server is asked once a minute."""
        return PAUSE

    def _take_new(self, session: poplib.POP3, row: Mailbox, new: list[tuple[int, str]]) -> list[str]:
        """Keeps what is new; gives what the server withholds. Of two that are called the same the second waits until
        the first has gone: it may be another letter."""
        first = {uidl: number for number, uidl in reversed(new)}
        turn = sorted((number, uidl) for uidl, number in first.items())
        left = []
        for number, uidl in in_turn(row, turn[:AT_ONCE]):
            try:
                self._take(session, row, number, uidl)
            except Withheld:
                left.append(uidl)
            except Trouble as trouble:
                raise at_letter(trouble, row, uidl) from trouble
        if len(turn) > AT_ONCE:
            self.tally = replace(self.tally, more=True)
        elif not left and row.uid_next is None:
            # All that lay there has been seen: from here on whatever is not known is new.
            self.still_ours(actions.note_taken(row.pk, self.lease_id, 1))
        return left

    def _take(self, session: poplib.POP3, row: Mailbox, number: int, uidl: str) -> None:
        came_at = _came_at(session, row, number)
        seen_all = row.uid_next is not None or row.archive
        letter_id = None
        if seen_all or came_at is None or came_at >= connected(row) - SKEW:
            letter_id = self.keep(_Letter(session, row, number), row, came_at or self.now, since=True)
        self.still_ours(actions.note_on_server(row.pk, self.lease_id, uidl, letter_id))

    def _take_off(self, session: poplib.POP3, row: Mailbox, number: int, uidl: str, alone: bool) -> None:
        if not alone:
            # What else is called so must be read before it goes, also when the goodbye is not heard.
            self.still_ours(actions.forget_on_server(row.pk, self.lease_id, {uidl}))
        session.dele(number)


def _listed(session: poplib.POP3, host: str) -> list[tuple[int, str]]:
    """The number of each letter for this session, and what it is called for good."""
    try:
        lines = session.uidl()[1]
    except poplib.error_proto as error:
        raise Trouble(sentences.NO_UIDL % {"host": host}) from error
    pairs = (line.decode("ascii", "backslashreplace").split(maxsplit=1) for line in lines)
    return [(int(number), uidl.strip()[:200]) for number, uidl in pairs]


def _came_at(session: poplib.POP3, row: Mailbox, number: int) -> datetime | None:
    """When our own mail server had it, by its stamp above all others; its date, where nobody stamped it.

    A server need not know how to show the head of a letter alone.
    """
    with in_plain_words(row.host, session.port, row.user):
        try:
            head = b"".join(iter(_Answer(session, f"TOP {number} 0").read, b""))
        except Withheld:
            return None
    found = _STAMP.search(head.replace(b"\r\n", b"\n"))
    try:
        stamp = parsedate_to_datetime(found["date"].decode("ascii", "replace").strip()) if found else None
    except ValueError:
        return None
    return stamp if stamp is None or stamp.tzinfo is not None else stamp.replace(tzinfo=UTC)


class _Letter:
    """A letter on the server as a stream: one of a hundred megabytes is never in memory as a whole."""

    def __init__(self, session: poplib.POP3, row: Mailbox, number: int) -> None:
        self.session, self.row, self.number = session, row, number
        self.answer: _Answer | None = None

    def read(self, size: int = 1024 * 1024, /) -> bytes:
        """The next bytes. Raises Trouble for what the server or the network says: to the store an OSError would mean
        its own disk."""
        with in_plain_words(self.row.host, self.session.port, self.row.user):
            self.answer = self.answer or _Answer(self.session, f"RETR {self.number}")
            return self.answer.read(size)


class _Answer:
    """An answer of many lines, up to the lone dot. poplib reads it as a whole, and refuses lines of 2,048 bytes."""

    def __init__(self, session: poplib.POP3, command: str) -> None:
        self.file: IO[bytes] = session.file
        self.fresh, self.ended = True, False
        session.sock.sendall(f"{command}\r\n".encode())
        said = self.file.readline(LINE)
        if not said:
            raise ConnectionResetError
        if not said.startswith(b"+OK"):
            raise Withheld

    def read(self, size: int = 1024 * 1024, /) -> bytes:
        """The next bytes, empty at the end. Raises ConnectionResetError when the server hangs up before it."""
        pieces, length = [], 0
        while length < size and not self.ended:
            line = self.file.readline(LINE)
            if not line:
                raise ConnectionResetError
            begins, self.fresh = self.fresh, line.endswith(b"\n")
            if begins and line.startswith(b"."):
                self.ended = line in (b".\r\n", b".\n")
                line = b"" if self.ended else line[1:]
            pieces.append(line)
            length += len(line)
        return b"".join(pieces)
