"""Is anybody at work, do letters come in and leave."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from opora.channels import condition
from opora.channels.mail.trouble import secret_trouble
from opora.channels.queries import WATCHED, mailboxes
from opora.cli.checks.finding import Finding, fault, ok, warning
from opora.jobs.queue import oldest_due as oldest_job
from opora.tickets.queries import oldest_due as oldest_ticket

LONG = timedelta(minutes=5)
"""A worker looks every second; what has been due for longer waits for one that is not there, or is in trouble."""
STUCK = timedelta(hours=1)
LATELY = timedelta(days=7)


def worker(now: datetime) -> Iterator[Finding]:
    """By what it leaves undone: no row says that a worker lives, rows that are due say that none does."""
    waits = {
        "letters to file": condition.oldest_to_file(now),
        "tickets whose moment has come": oldest_ticket(now),
        "letters to send": condition.oldest_to_send(now),
        "mailboxes to look into": condition.oldest_look(now),
        "jobs": oldest_job(now),
    }
    late = {what: now - since for what, since in waits.items() if since is not None and now - since > LONG}
    if not late:
        yield ok("worker", "Nothing that is due has waited for more than five minutes.")
        return
    what = max(late, key=lambda one: late[one])
    waiting = f"{', '.join(sorted(late))} wait, the oldest for {_span(late[what])}"
    yield fault("worker", f"No worker seems to run: {waiting}.",
                "Start “opora serve” or “opora worker”; if one runs, its log says what it waits for.")  # fmt: skip


def mail_in(now: datetime) -> Iterator[Finding]:
    """Mailboxes, and what the last look into each came to."""
    rows = mailboxes()
    if not rows:
        yield warning("mail-in", "No letters come in: there is no mailbox.", "opora mail add")
    hard = condition.hard_to_file()
    if hard:
        yield fault("mail-in", f"{hard} letters were taken up three times or more and are not filed.",
                    "The worker's log names the place; report it with the letter's file.")  # fmt: skip
    for row in rows:
        if row.alarm == "silent" and row.alarm_at is not None:
            since = _span(now - row.alarm_at)
            yield warning("mail-in", f"{row.name} is silent against its habit, the alarm was raised {since} ago.",
                          "Write to its address from elsewhere: the first letter ends the alarm.")  # fmt: skip
        trouble = secret_trouble(row.secret) or secret_trouble(row.oauth_secret)
        if row.kind not in WATCHED:
            yield ok("mail-in", f"{row.name} takes letters by the pipe.")
        elif trouble:
            yield fault("mail-in", f"{row.name}: {trouble}", "See docs/how-to/mail.md.")
        elif row.trouble:
            said = fault if row.failures >= 3 else warning
            yield said(
                "mail-in", f"{row.name}, {row.failures} times in a row: {row.trouble}", "opora mail fetch tells more."
            )
        elif row.looked_at is None:
            yield warning("mail-in", f"{row.name} was never looked into.", "Start “opora serve” or “opora worker”.")
        else:
            yield ok("mail-in", f"{row.name} was looked into {_span(now - row.looked_at)} ago.")


def mail_out(now: datetime, quiet: bool) -> Iterator[Finding]:
    """A server to send by, and letters that do not leave."""
    silent = settings.MAIL_OUT_DIR or quiet
    if not any(row.smtp_host for row in mailboxes()) and not settings.MAIL_OUT_DIR:
        yield (warning if silent else fault)("mail-out", "No mailbox has an SMTP server: no letter can leave.",
                                             "opora mail add NAME --smtp-host HOST")  # fmt: skip
    stuck = condition.tried_since(now - STUCK)
    if stuck:
        yield fault("mail-out", f"{stuck} letters have been tried for more than an hour and did not leave.",
                    "The outbox has the server's words for each.")  # fmt: skip
    failed = condition.failed_since(now - LATELY)
    if failed:
        yield warning("mail-out", f"{failed} letters of the last seven days were given up.",
                      "Look at each in the outbox: somebody waits for it.")  # fmt: skip
    if not stuck and not failed:
        yield ok("mail-out", "Every letter of the last seven days has left, or is on its way.")


def spool(now: datetime) -> Iterator[Finding]:
    """What was piped in while the database was away is brought in by a worker at once."""
    oldest = condition.oldest_spooled()
    if oldest is not None and now - oldest > LONG:
        yield fault("spool", f"Letters have waited in the spool for {_span(now - oldest)}.",
                    "opora mail fetch brings them in, or says what is wrong.")  # fmt: skip
    else:
        yield ok("spool", "No letter waits in the spool.")


def _span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 172_800 else f"{seconds // 86_400} days"
