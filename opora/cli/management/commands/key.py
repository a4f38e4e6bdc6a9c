"""`opora key`: keys of the API, with which integrations come in."""

import json
from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from opora.accounts import actions as accounts
from opora.accounts.queries import SCOPES, ApiKey, key_by_public, keys, user_by_email
from opora.cli.plain import PlainCommand
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.lib.errors import Refused


class Command(PlainCommand):
    """Keys are added, listed, revoked; a key itself is shown once, when it is made."""

    help = "Keys of the API: add one for an integration, list them, revoke one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs and their words."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        add = verbs.add_parser("add", help="make a key and show it, once")
        add.add_argument("name", metavar="NAME", help="what the key is for: shop")
        add.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=list(SCOPES),
            dest="scopes",
            help="; ".join(f"{scope}: {what}" for scope, what in SCOPES.items()) + ". May be given several times.",
        )
        add.add_argument("--user", metavar="EMAIL", help="the member of staff in whose name it reads and writes")
        listed = verbs.add_parser("list", help="all keys, without their secrets")
        revoke = verbs.add_parser("revoke", help="let a key open nothing any more")
        revoke.add_argument("public", metavar="KEY", help="the sixteen letters behind opora_, as list shows them")
        for one in (add, listed, revoke):
            one.add_argument("--json", action="store_true", help="one JSON object a line, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        asked = Namespace(**options)
        verbs = {"add": _add, "list": _list, "revoke": _revoke}
        try:
            for line in verbs[asked.verb](asked, timezone.now()):
                self.stdout.write(line)
        except Refused as refused:
            raise CommandError(str(refused)) from None


def _add(asked: Namespace, now: datetime) -> list[str]:
    user = user_by_email(asked.user or "")
    if asked.user and user is None:
        raise CommandError(f"Nobody signs in as {asked.user}.")
    with begin(now, MACHINE, "cli") as step:
        key, text = accounts.add_key(step, name=asked.name, scopes=asked.scopes, user=user)
    if asked.json:
        return [json.dumps({**_plain(key), "key": text}, ensure_ascii=False)]
    return [text, "Keep it now: it is never shown again. Send it as Authorization: Bearer."]


def _list(asked: Namespace, now: datetime) -> list[str]:
    if asked.json:
        return [json.dumps(_plain(key), ensure_ascii=False) for key in keys()]
    return [_line(key) for key in keys()] or ["There are no keys. Make one: opora key add NAME --scope SCOPE"]


def _revoke(asked: Namespace, now: datetime) -> list[str]:
    key = key_by_public(asked.public)
    if key is None:
        raise CommandError(f"There is no key {asked.public}; opora key list shows them.")
    with begin(now, MACHINE, "cli") as step:
        accounts.revoke_key(step, key)
    outcome = {"key": key.public, "name": key.name, "revoked_at": now.isoformat()}
    return [json.dumps(outcome, ensure_ascii=False) if asked.json else f"The key {key.name} opens nothing any more."]


def _plain(key: ApiKey) -> dict[str, Any]:
    instants = {name: getattr(key, name) for name in ("created_at", "last_used_at", "revoked_at")}
    return {
        "public": key.public,
        "name": key.name,
        "scopes": key.scopes,
        "user": key.user.email if key.user else None,
        **{name: at.isoformat() if at else None for name, at in instants.items()},
    }


def _line(key: ApiKey) -> str:
    acts = f"as {key.user.email}" if key.user else "as nobody"
    used = f"used {key.last_used_at:%Y-%m-%d %H:%M} UTC" if key.last_used_at else "never used"
    state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else used
    return f"{key.public}  {key.name}  {acts}  {' '.join(key.scopes)}  {state}"
