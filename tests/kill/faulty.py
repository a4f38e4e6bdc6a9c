"""Two workers that are wrong on purpose, to show that a kill finds them out. Start: `python faulty.py FAULT COMMAND`.

marks-first: the row says sent, then the letter leaves · takes-first: the mailbox says taken, then the letter is kept
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any


def mark_first() -> None:
    """The row says sent, then the letter leaves."""
    from opora.channels import actions
    from opora.channels.mail import send
    from opora.lib.seams import seam

    honest = send._Sending._begin

    def begin(sending: send._Sending) -> None:
        honest(sending)
        actions.mark_sent(sending.row.pk, sending.now, "250 surely")
        seam("marked")

    send._Sending._begin = begin  # type: ignore[method-assign,assignment]


def take_first() -> None:
    """The mailbox says taken, then the letter is kept."""
    from opora.channels import actions
    from opora.channels.mail import fetch
    from opora.lib.seams import seam

    honest = fetch.ImapLook._take

    def take(look: fetch.ImapLook, session: Any, row: Any, uid: int, came_at: datetime) -> None:
        actions.note_taken(row.pk, look.lease_id, uid + 1)
        seam("taken")
        honest(look, session, row, uid, came_at)

    fetch.ImapLook._take = take  # type: ignore[method-assign,assignment]


FAULTS = {"marks-first": mark_first, "takes-first": take_first}

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")
    import django
    from django.core.management import execute_from_command_line

    django.setup()
    FAULTS[sys.argv[1]]()
    execute_from_command_line(["opora", *sys.argv[2:]])
