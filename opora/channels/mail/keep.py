"""Keeping a letter: its bytes are durable before anything is known of it (architecture.md, transaction 1)."""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from opora.channels import actions, queries
from opora.channels.actions.mailboxes import PIPE
from opora.channels.queries import Mailbox
from opora.lib.seams import seam
from opora.lib.store import Kept, Source, sync_folder

STAMP = "%Y%m%dT%H%M%S%fZ"
MOST_BYTES = 200 * 1024 * 1024
"""The largest letter that is taken from whoever can be told so: programs, and mail servers over LMTP."""
SPOOLED = re.compile(r"(?P<stamp>\d{8}T\d{12}Z)\.(?P<mailbox>[-\w]+)\.[0-9a-f]+\.eml")


def keep(raw: bytes | Source, mailbox: Mailbox, server_at: datetime, now: datetime) -> int:
    """Keep a letter and give its row's number: from here it can't be lost. The same bytes again are the same row.

    ``server_at`` is when the mail server got it; what came before the mailbox was connected is archive (T5). Raises
    StoreFull or OSError when the disk doesn't take it, DatabaseError when the database doesn't; nothing of it remains
    then but perhaps its bytes.
    """
    return keep_once(raw, mailbox, server_at, now)[0]


def keep_once(raw: bytes | Source, mailbox: Mailbox, server_at: datetime, now: datetime) -> tuple[int, bool]:
    """As `keep`, and says whether the letter is new."""
    found = actions.enter(mailbox, queries.store().keep(raw), server_at, now)
    seam("kept")
    return found


def take_in(raw: Source, name: str, now: datetime) -> int | None:
    """Keep a letter that an MTA hands over now, for the mailbox of that name. Null: the database is away, the letter
    lies in the spool and `unspool` will bring it.

    Raises LookupError when nobody added such a mailbox, StoreFull or OSError when the disk doesn't take the letter.
    """
    kept = queries.store().keep(raw)
    try:
        return enter_now(kept, name, now)[0]
    except (DatabaseError, InterfaceError):
        _spool(kept, name, now)
        return None


def enter_now(kept: Kept, name: str, now: datetime) -> tuple[int, bool]:
    """The row of a letter that is handed over now and whose bytes are in the store, for the mailbox of that name; and
    whether it is new. Whoever hands it over still has it: what is in the way is raised, and nothing is spooled.

    Raises LookupError when nobody added such a mailbox, DatabaseError or InterfaceError when the database is away.
    """
    mailbox = queries.mailbox(name) or (actions.open_pipe(now) if name == PIPE else None)
    if mailbox is None:
        raise LookupError(f"There is no mailbox “{name}”: “opora mail add {name}” makes one.")
    found = actions.enter(mailbox, kept, _handed_over(now, mailbox), now)
    seam("kept")
    return found


def unspool(now: datetime) -> int:
    """Keep what was spooled while the database was away, each with the instant of its arrival; how many there were.

    Several workers may do so at once. Raises DatabaseError when the database is away again; the rest stays. A file that
    cannot be read is passed over, and raises OSError when the others are kept.
    """
    brought = 0
    unread: OSError | None = None
    for path in sorted(spool_folder().glob("*.eml")):
        named = SPOOLED.fullmatch(path.name)
        if named is None:
            continue
        arrived_at = datetime.strptime(named["stamp"], STAMP).replace(tzinfo=UTC)
        mailbox = queries.mailbox(named["mailbox"]) or actions.open_pipe(arrived_at)
        try:
            with path.open("rb") as raw:
                keep(raw, mailbox, _handed_over(min(arrived_at, now), mailbox), now)
        except FileNotFoundError:
            continue
        except (PermissionError, IsADirectoryError) as error:
            unread = unread or error
            continue
        path.unlink(missing_ok=True)
        brought += 1
    if unread is not None and not brought:
        raise unread
    return brought


def _handed_over(at: datetime, mailbox: Mailbox) -> datetime:
    """What an MTA hands over is never archive, as what lies on a server may be: of the first letters one connects the
    pipe, and another may have read its clock before that."""
    return max(at, mailbox.connected_at)


def spool_folder() -> Path:
    """Where letters lie that came while the database was away."""
    return Path(settings.DATA_DIR) / "spool"


def _spool(kept: Kept, name: str, now: datetime) -> None:
    """A second name for the bytes in the store, where the disk can do that; else a second copy."""
    folder = spool_folder()
    folder.mkdir(mode=0o770, parents=True, exist_ok=True)
    place = folder / f"{now.astimezone(UTC):{STAMP}}.{name}.{kept.sha256[:16]}.eml"
    queries.store().lay(kept.sha256, place)
    sync_folder(folder)
    sync_folder(folder.parent)
