"""Sending one letter: queued -> sending -> sent, each step committed before the next (architecture.md, transaction 3).

Between the end of DATA and the server's answer nobody can know whether a letter was taken. Such a letter is sent
again under its own Message-ID, and the row says that it may have come twice.
"""

import json
import logging
import os
import re
import smtplib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections

from opora.channels import actions, queries
from opora.channels.mail import account, sentences
from opora.channels.mail.trouble import Trouble
from opora.channels.queries import Outbound
from opora.lib.seams import seam
from opora.lib.store import sync_folder

Outcome = Literal["sent", "queued", "failed", "stale", "late", "gone"]

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, *[60] * 23))
"""After the last of them a day is over."""
MINUTE = timedelta(minutes=1)
OLDER_FIRST = timedelta(seconds=5)
ROOM = 300
"""Letters of the server's words, where ours have to follow."""

logger = logging.getLogger(__name__)


def send(outbound_id: int, lease_id: UUID, now: datetime) -> Outcome:
    """Send a letter that this lease holds, and give the lease back. Neither the server nor a database that is away
    raises anything.

    "queued": it is tried again later, the row says why · "failed": it never leaves · "stale": its moment passed
    before it left, another letter says what holds now (P2) · "late": the same with a colleague's words, which are never
    thrown away: the lease still holds it, and whoever sends rewrites it · "gone": it wasn't ours to send.
    """
    outcome: Outcome
    try:
        row = queries.leased_outbound(outbound_id, lease_id)
        outcome = _Sending(row, lease_id, now).outcome() if row is not None else "gone"
    except (OperationalError, InterfaceError):
        close_old_connections()
        outcome = "queued"
    logger.info("letter %s: %s", outbound_id, outcome)
    return outcome


def recall() -> int:
    """Mark as sent what a server took while the database was away, by the notes beside the store; how many letters."""
    found = [(pk, known) for pk in queries.in_the_air() if (known := _remembered(pk))]
    for pk, (at, said) in found:
        actions.mark_sent(pk, at, said)
        _noted(pk).unlink(missing_ok=True)
    return len(found)


class _Refused(Exception):
    """The server will never take this letter (5xx)."""


class _LeaseLost(Exception):
    pass


class _Sending:
    """One try of one letter."""

    def __init__(self, row: Outbound, lease_id: UUID, now: datetime) -> None:
        self.row, self.lease_id, self.now = row, lease_id, now
        self.attempts = row.attempts + 1
        self.doubtful = row.state == "sending" or sentences.DOUBT in row.server_said

    def outcome(self) -> Outcome:
        """Tries, unless something speaks against it."""
        row = self.row
        if row.state == "sending" and (known := _remembered(row.pk)):
            actions.mark_sent(row.pk, *known)
            _noted(row.pk).unlink(missing_ok=True)
            return "sent"
        if row.useless_after is not None and row.useless_after < self.now:
            if row.reaction in queries.BY_HAND:
                return "late"
            actions.mark_stale(row.pk, self.lease_id, self._with_doubt(row.server_said))
            return "stale"
        if not _allowed(row.recipient):
            actions.give_up(row.pk, self.lease_id, row.attempts, sentences.NOT_ALLOWED)
            return "failed"
        later = self._later()
        if later is not None:
            actions.put_off(row.pk, self.lease_id, later)
            return "queued"
        return self._try()

    def _later(self) -> datetime | None:
        """Letters of one ticket reach one reader in the order in which they were written, and none before its turn in
        its mailbox."""
        if self.row.not_before > self.now:
            return self.row.not_before
        older = queries.older_to_send(self.row)
        return max(older, self.now + OLDER_FIRST) if older is not None else self._turn()

    def _turn(self) -> datetime | None:
        """A mailbox that may send so many letters a minute gives each its turn; null: it may leave now."""
        mailbox = queries.mailbox_to_send_from(self.row.mailbox)
        pace = mailbox.letters_a_minute if mailbox is not None else None
        if not pace or queries.tried_since(self.row.mailbox, self.now - MINUTE) < pace:
            return None
        return self.now + MINUTE * (1 + queries.waiting_before(self.row) // pace)

    def _try(self) -> Outcome:
        try:
            if settings.MAIL_OUT_DIR:
                self._to_folder(Path(settings.MAIL_OUT_DIR))
            else:
                self._by_smtp()
        except _LeaseLost:
            return "gone"
        except _Refused as refused:
            actions.give_up(self.row.pk, self.lease_id, self.attempts, self._with_doubt(str(refused)))
            return "failed"
        except Trouble as trouble:
            return self._again(str(trouble))
        return "sent"

    def _again(self, said: str) -> Outcome:
        if self.attempts > len(WAITS):
            given_up = f"{said[:ROOM]} (given up after {self.attempts} tries in a day)"
            actions.give_up(self.row.pk, self.lease_id, self.attempts, self._with_doubt(given_up))
            return "failed"
        due = self.now + WAITS[self.attempts - 1]
        actions.try_again(self.row.pk, self.lease_id, self.now, self.attempts, self._with_doubt(said), due)
        return "queued"

    def _with_doubt(self, said: str) -> str:
        """The server's words are cut before the doubt is: the column ends at 500 letters."""
        if not self.doubtful or sentences.DOUBT in said:
            return said
        if not said:
            return sentences.DOUBT
        return f"{said[: 500 - len(sentences.DOUBT) - 3]} ({sentences.DOUBT})"

    def _by_smtp(self) -> None:
        mailbox = queries.mailbox_to_send_from(self.row.mailbox)
        if mailbox is None:
            raise Trouble(sentences.NO_SERVER)
        with account.outbox(account.account_of(mailbox)) as server:
            _envelope(server, self.row)
            self._begin()
            said = _data(server, bytes(self.row.raw))
            self._accepted(self._with_doubt(said))

    def _to_folder(self, folder: Path) -> None:
        """The same letter has the same name, so that a second try writes no second file."""
        self._begin()
        name = f"{self.row.created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{self.row.pk:08d}.eml"
        try:
            _write(folder, name, bytes(self.row.raw))
        except OSError as error:
            raise Trouble(sentences.OUT_FOLDER % {"why": error.strerror}) from error
        self._accepted(f"Written to {name}.")

    def _begin(self) -> None:
        if not actions.begin_sending(self.row.pk, self.lease_id, self.now, self.attempts):
            raise _LeaseLost

    def _accepted(self, said: str) -> None:
        seam("data-sent")
        try:
            actions.mark_sent(self.row.pk, self.now, said)
        except (DatabaseError, InterfaceError):
            close_old_connections()
            _remember(self.row.pk, self.now, said)
        seam("marked")


def _allowed(recipient: str) -> bool:
    allowed = [entry.strip().lower() for entry in settings.MAIL_ALLOW]
    address = recipient.lower()
    return not allowed or address in allowed or f"@{address.rpartition('@')[2]}" in allowed


# --- SMTP ---------------------------------------------------------------------------------------------------


def _envelope(server: smtplib.SMTP, row: Outbound) -> None:
    beyond_ascii = not (row.sender + row.recipient).isascii()
    if beyond_ascii and not server.has_extn("smtputf8"):
        raise _Refused(sentences.ASCII_ONLY)
    try:
        _check(server.mail(row.sender, ["SMTPUTF8", "BODY=8BITMIME"] if beyond_ascii else []))
    except _Refused as refused:
        # That is said of us, before anybody was named: who mends the settings wants the letters still to be there.
        raise Trouble(sentences.SENDER % {"sender": row.sender, "why": refused}) from refused
    _check(server.rcpt(row.recipient))


def _data(server: smtplib.SMTP, raw: bytes) -> str:
    """The server's answer to the letter."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    try:
        answer = server.data(lines)
    except smtplib.SMTPDataError as error:
        answer = (error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b"")
    except (OSError, smtplib.SMTPException) as error:
        raise Trouble(sentences.DOUBT) from error
    return _check(answer)


def _check(answer: tuple[int, bytes]) -> str:
    code, said = answer
    words = f"{code} {' '.join(said.decode('utf-8', 'replace').replace(chr(0), ' ').split())}"
    if 200 <= code < 300:
        return words
    if code >= 500:
        raise _Refused(words)
    raise Trouble(words)


# --- files --------------------------------------------------------------------------------------------------


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(mode=0o770, parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(folder / name)
    sync_folder(folder)


def _noted(outbound_id: int) -> Path:
    return Path(settings.DATA_DIR) / "sent" / f"{outbound_id}.json"


def _remember(outbound_id: int, now: datetime, said: str) -> None:
    """The server has the letter and the database is away: what we know must not be lost with it."""
    try:
        note = json.dumps({"at": now.isoformat(), "said": said})
        _write(_noted(outbound_id).parent, _noted(outbound_id).name, note.encode())
    except OSError:
        logger.error("letter %s was accepted, and neither database nor disk could note it", outbound_id)


def _remembered(outbound_id: int) -> tuple[datetime, str] | None:
    try:
        note = json.loads(_noted(outbound_id).read_bytes())
    except (OSError, ValueError):
        return None
    return datetime.fromisoformat(note["at"]), note["said"]
