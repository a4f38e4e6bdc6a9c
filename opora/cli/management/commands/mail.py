"""`opora mail add`, `listen` and `fetch`; `receive` and `parse` are dispatched earlier (`opora.cli`)."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from opora.cli import mail_listen, mailboxes
from opora.cli.plain import PlainCommand
from opora.lib.errors import Refused


class Command(PlainCommand):
    """Mailboxes are added and looked into."""

    help = "Mailboxes and letters: add a mailbox, receive a letter from an MTA, fetch what is new, parse a file."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs and their words."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        _add_words(verbs.add_parser("add", help="watch a mailbox from now on", description=ADD))
        verbs.add_parser("receive", help="keep the letter that an MTA pipes in")
        _listen_words(verbs.add_parser("listen", help="take letters by LMTP", description=LISTEN))
        _fetch_words(verbs.add_parser("fetch", help="look into the mailboxes now", description=FETCH))
        verbs.add_parser("parse", help="show what a letter says: opora mail parse --json FILE...")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        asked = Namespace(**options)
        try:
            if asked.verb == "add":
                mailboxes.add(asked, timezone.now, self.stdout.write)
            elif asked.verb == "listen":
                mail_listen.listen(asked, timezone.now, self._ready, Path(settings.DATA_DIR))
            elif not mailboxes.look(asked, timezone.now, self.stdout.write):
                sys.exit(1)
        except Refused as refused:
            raise CommandError(str(refused)) from None

    def _ready(self, where: str) -> None:
        self.stdout.write(f"Letters are taken by LMTP at {where}: ready.")
        self.stdout.flush()


ADD = (
    "Watch a mailbox over IMAP (--host), or take letters for it by the pipe; with --smtp-host it sends as well. "
    "It signs in first and says what is wrong. The password lies in a file or in the environment of the worker, "
    "never on the command line."
)
LISTEN = (
    "Take letters by LMTP from a mail server of this machine, until it is stopped. Of each recipient it is said "
    "whether the letter is kept for them: when it is on disk and committed, and not before. Kept is not filed: the "
    "worker does that a moment later."
)
FETCH = "Look once into each mailbox, or into one, and keep what is new; letters that waited in the spool as well."


def _add_words(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="what the mailbox is called here: support")
    parser.add_argument("--address", default="", help="its address: replies come back to it")
    parser.add_argument("--like", default="", metavar="NAME", help="another --folder of the account of that mailbox")
    parser.add_argument(
        "--host",
        default="",
        help="the IMAP or POP3 server; without one letters come by the pipe",
    )
    parser.add_argument("--pop3", action="store_true", help="it speaks POP3: letters are taken off it when filed")
    parser.add_argument("--port", type=int, help="993, or 143 with --no-tls; 995 and 110 for POP3")
    parser.add_argument("--user", default="", help="who signs in; the address, if nobody is named")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--password-file", metavar="FILE", help="a file that holds the password")
    secret.add_argument("--password-env", metavar="NAME", help="the environment variable that holds it")
    parser.add_argument("--token-url", default="", metavar="URL", help="sign in by token, got there (XOAUTH2): the "
                        "password is the refresh token then")  # fmt: skip
    parser.add_argument("--client-id", default="", metavar="ID", help="as whom Opora is known at the token server")
    client = parser.add_mutually_exclusive_group()
    client.add_argument("--client-secret-file", metavar="FILE", help="a file that holds the client secret")
    client.add_argument("--client-secret-env", metavar="NAME", help="the environment variable that holds it")
    parser.add_argument("--folder", default="INBOX", help="INBOX")
    parser.add_argument("--smtp-host", default="", metavar="HOST", help="the server for letters out")
    parser.add_argument("--smtp-port", type=int, metavar="PORT", help="587; 465 for --smtp-tls tls, 25 for none")
    parser.add_argument("--smtp-tls", choices=["starttls", "tls", "none"], help="starttls")
    parser.add_argument("--office", default="", metavar="CODE", help="the office that writes from this mailbox")
    parser.add_argument("--head", action="store_true", help="the head of support's own address: a letter reminds them")
    parser.add_argument("--plus", action="store_true", help="NAME+anything@ comes here too: replies name their ticket")
    parser.add_argument("--letters-a-minute", type=int, metavar="N", help="its server takes no more than that")
    parser.add_argument("--archive", action="store_true", help="take what lies there already as well, unanswered")
    parser.add_argument("--no-tls", action="store_true", help="no encryption: for servers on this machine")
    parser.add_argument("--no-try", action="store_true", help="add it without signing in")
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")


def _listen_words(parser: ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--port", type=int, default=8024, help="the port to listen on (8024)")
    where.add_argument("--socket", metavar="PATH", help="listen at a socket instead, for the group of its folder")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on, one of this machine (127.0.0.1)")
    parser.add_argument("--open", action="store_true", help="listen where others can reach it, too")
    parser.add_argument("--mailbox", default="pipe", metavar="NAME", help="for addresses that no mailbox has: pipe")
    parser.add_argument("--size", type=int, default=200, metavar="MIB", help="the largest letter, announced (200)")


def _fetch_words(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="one mailbox; all of them, if none is named")
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
