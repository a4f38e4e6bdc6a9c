"""The letters of the demo: real ones, dated anew, that came in over the last hours."""

import re
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from opora.channels import actions as channels
from opora.channels import queries
from opora.channels.mail.keep import keep
from opora.cli import preset
from opora.cli.history import load
from opora.core.step import MACHINE
from opora.flow import arrive
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.offices.queries import setting_at

MAILBOX = "support"
_DATE = re.compile(rb"^Date: *([^\r\n]+)", re.MULTILINE | re.IGNORECASE)


def _opened(now: datetime) -> datetime:
    """The mailbox was connected when the desk was set up: letters before that would be archive."""
    return load.opened(load.marked(now).day)


def feed(now: datetime) -> int:
    """Lets the letters come in, each at its own instant before now, and gives their number; once a desk only.

    A run that was broken off is taken up again: the street knows by its Message-ID which letter it has filed.
    """
    if setting_at("demo", now) is not True or setting_at("demo_letters", now):
        return 0
    mailbox = queries.mailbox(MAILBOX)
    if mailbox is None:
        with begin(_opened(now), MACHINE, "cli") as step:
            address = preset.head("demo")["mailbox"]
            mailbox = channels.add_mailbox(step, name=MAILBOX, kind="pipe", address=address)
    letters = preset.head("demo")["letters"]
    for each in letters:
        at = now - timedelta(minutes=each["minutes_ago"])
        raw = (preset.PRESETS / "demo" / "letters" / each["file"]).read_bytes()
        arrive.letter(keep(fresh(raw, at), mailbox, at, at), at)
    with begin(now, MACHINE, "cli") as step:
        offices.set_policy(step, name="demo_letters", value=True)
    return len(letters)


def fresh(raw: bytes, at: datetime) -> bytes:
    """The letter with another date in its head, in the zone in which it was written; all else to the byte."""
    found = _DATE.search(raw)
    assert found, "a letter of the demo has a date"
    zone = parsedate_to_datetime(found[1].decode("ascii")).tzinfo
    date = format_datetime(at.astimezone(zone).replace(microsecond=0))
    return raw[: found.start(1)] + date.encode("ascii") + raw[found.end(1) :]
