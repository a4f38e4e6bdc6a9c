"""What `opora` alone, `opora help` and `opora --help` print."""

COMMANDS = {
    "demo": "a working desk with an invented vendor; nothing is ever sent",
    "demo-history": "the demo's year of history, by itself; only into a desk that the demo made",
    "setup": "make a desk: tables, the secret key, a preset, the first administrator",
    "serve": "the whole desk in one command: pages and a worker",
    "worker": "one more worker, as many as you like",
    "start-answering": "begin to write to customers, group by group of what is open",
    "mail": "mailboxes and letters: add, receive, fetch, parse",
    "worktime": "working time by a calendar: add, between, explain, calendars",
    "calendar": "work calendars: a year as an iCalendar file, what is doubtful",
    "key": "keys of the API: add, list, revoke",
    "let-in": "open the lock of wrong passwords; switch a lost code off",
    "level": "which support level somebody has for a product, and why",
    "bench": "figures of this machine, on scratch data: letters a second",
    "check": "what stands in the way? settings, disks, database, mail, people",
    "backup": "the whole desk in one file, made while it works",
    "restore": "put a backup back into an empty place, or prove it (--verify)",
    "doctor": "is what must hold true? nobody forgotten, every promise as its ledger says",
}
"""Every command with what it is for; tests compare them with the commands that there are."""


def text() -> str:
    """The overview, one command a line."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {what}" for name, what in COMMANDS.items()]
    return "\n".join(["Usage: opora COMMAND [options]", "", *lines, "", "opora COMMAND --help tells more.", ""])
