"""A whole desk in a process and a database of its own, told what to do line by line (`test_two_desks.py`).

    python -m tests.stories.desk_apart DOMAIN     # OPORA_DATA_DIR and OPORA_DATABASE_URL name the place

Each line of standard input is a JSON object, each line of standard output its answer.
"""

import base64
import json
import sys
from datetime import datetime, timedelta
from typing import Any

import django


def main(domain: str) -> None:
    """Sets the desk up and does what the lines say."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _open(domain)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        said = json.loads(line)
        print(json.dumps(_DEEDS[said["do"]](said)), flush=True)


def _open(domain: str) -> None:
    from opora.channels.models import Mailbox
    from tests.stories.street import LONG_AGO
    from tests.world import build

    build()
    Mailbox.objects.create(
        name="support", kind="pipe", address=f"support@{domain}", smtp_host="127.0.0.1", smtp_port=25, smtp_tls="none",
        connected_at=LONG_AGO,
    )  # fmt: skip


def _receive(said: dict[str, Any]) -> Any:
    """What became of a letter: its state, the rule, and its ticket's row."""
    from tests.stories.street import receive

    filed = receive(base64.b64decode(said["raw"]), datetime.fromisoformat(said["at"]))
    return {"state": filed.state, "rule": filed.rule, "ticket": filed.ticket_id}


def _write(said: dict[str, Any]) -> Any:
    """Irina asks back on a ticket."""
    from opora.accounts.models import User
    from opora.flow import act

    act.ask(
        said["ticket"], User.objects.get(email="irina@vendor.test"), said["text"], datetime.fromisoformat(said["at"])
    )


def _pass(said: dict[str, Any]) -> Any:
    """Time passes on every open ticket until then, moment by moment."""
    from opora.flow import tick
    from opora.tickets.models import Ticket

    until = datetime.fromisoformat(said["at"])
    while (due := Ticket.objects.filter(next_at__lt=until).order_by("next_at", "pk").first()) is not None:
        assert due.next_at is not None
        tick.ticket(due.pk, due.next_at + timedelta(minutes=1))


def _leave(said: dict[str, Any]) -> Any:
    """The letters for this address that have not left: they leave now."""
    from opora.channels.models import Outbound

    rows = Outbound.objects.filter(state="queued", recipient=said["to"]).order_by("pk")
    letters = [base64.b64encode(bytes(row.raw)).decode() for row in rows]
    rows.update(state="sent")
    return letters


_DEEDS = {"receive": _receive, "ask": _write, "pass": _pass, "leave": _leave}

if __name__ == "__main__":
    main(sys.argv[1])
