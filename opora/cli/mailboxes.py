"""What `opora mail add` and `opora mail fetch` do once their words are understood."""

import json
import re
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from opora.channels import actions, queries
from opora.channels.mail import account, fetch, keep
from opora.channels.mail.account import Account, Numbers
from opora.channels.mail.trouble import Trouble
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.lib.errors import Refused

AS_ASKED = ("address", "archive", "head", "plus", "letters_a_minute")
LEASE = timedelta(minutes=5)

Say = Callable[[str], Any]
Clock = Callable[[], datetime]


def add(asked: Namespace, clock: Clock, say: Say) -> None:
    """Sign in, then watch the mailbox. Raises Refused with what is wrong; nothing is added then."""
    if not re.fullmatch(r"[-\w]{1,50}", asked.name, re.ASCII):
        raise Refused("A name is made of Latin letters, digits, hyphens and underscores, at most 50.")
    if queries.mailbox(asked.name) is not None:
        raise Refused(f"There is a mailbox “{asked.name}” already; choose another name.")
    if asked.letters_a_minute is not None and asked.letters_a_minute < 1:
        raise Refused("A mailbox sends at least one letter a minute.")
    wanted = _like(asked) if asked.like else _account(asked)
    numbers = None if asked.no_try else _tried(wanted, (lambda _: None) if asked.json else say)
    columns = _columns(wanted) | {name: getattr(asked, name) for name in AS_ASKED}
    if numbers is not None and wanted.kind == "imap":
        first = 1 if asked.archive else numbers.following
        columns |= {"uid_validity": numbers.validity, "uid_start": numbers.following, "uid_next": first}
    kind = wanted.kind if wanted.host else "pipe"
    try:
        with begin(clock(), MACHINE, "cli") as step:
            actions.add_mailbox(step, name=asked.name, kind=kind, office=asked.office, **columns)
    except LookupError as unknown:
        raise Refused(str(unknown)) from None
    letters = numbers.letters if numbers else None
    added = {"name": asked.name, "kind": kind, "address": asked.address, "letters": letters}
    say(json.dumps(added, ensure_ascii=False) if asked.json else _watched(asked.name, kind, asked.archive))


def look(asked: Namespace, clock: Clock, say: Say) -> bool:
    """Bring the spool, look into one mailbox or all of them, say what came. False: trouble, and it was said.

    Raises Refused when there is no mailbox of that name.
    """
    rows = [row for row in queries.mailboxes() if asked.name in (None, row.name)]
    if asked.name and not rows:
        raise Refused(f"There is no mailbox “{asked.name}”.")
    spooled = keep.unspool(clock())
    looked = {row.name: _looked(row, clock) for row in rows if row.kind in queries.WATCHED}
    if asked.json:
        say(json.dumps(_as_json(spooled, looked), ensure_ascii=False))
        return not any(each.trouble for each in looked.values())
    if spooled:
        say(f"The spool: {_letters(spooled)} kept.")
    if not looked:
        say("No mailbox is watched: “opora mail add” adds one.")
    for name, each in looked.items():
        if each.kept or each.known or not each.trouble:
            say(f"{name}: {_came(each)}")
    troubles = [f"{name}: {each.trouble}" for name, each in looked.items() if each.trouble]
    if troubles:
        raise Refused("\n".join(troubles))
    return True


def _columns(wanted: Account) -> dict[str, Any]:
    return {name: value for name, value in asdict(wanted).items() if name != "kind"}


def _like(asked: Namespace) -> Account:
    """Another folder of an account that is here: it brings letters, and none leaves from it."""
    like = queries.mailbox(asked.like)
    if like is None:
        raise Refused(f"There is no mailbox “{asked.like}”.")
    if asked.pop3 or like.kind != "imap":
        raise Refused("--like is for another folder of an IMAP account; POP3 and the pipe know no folders.")
    other = (asked.host, asked.port, asked.user, asked.password_file, asked.password_env, asked.smtp_host)
    if any((*other, asked.token_url, asked.client_id, asked.client_secret_file, asked.client_secret_env)):
        raise Refused(
            "--like takes the account as it is: give --folder with it, and no other server, user or password."
        )
    same = (like.host, like.user, asked.folder)
    watched = [row.name for row in queries.mailboxes() if (row.host, row.user, row.folder) == same]
    if watched:
        raise Refused(f"There is a mailbox for the folder {asked.folder} of this account already: {watched[0]}.")
    asked.address = asked.address or like.address
    return replace(account.account_of(like), folder=asked.folder, smtp_host="", smtp_port=None)


def _account(asked: Namespace) -> Account:
    if not asked.address:
        raise Refused("The address is wanted: give --address, or --like.")
    if asked.token_url and not asked.client_id:
        raise Refused("--token-url wants --client-id: as whom Opora is known there.")
    if not asked.token_url and (asked.client_id or asked.client_secret_file or asked.client_secret_env):
        raise Refused("--client-id goes with --token-url: without it one signs in with a password.")
    smtp_tls = asked.smtp_tls or ("none" if asked.no_tls else "starttls")
    user = asked.user or (asked.address if asked.host else "")
    return Account(
        host=asked.host,
        port=asked.port or account.USUAL[asked.pop3, not asked.no_tls],
        kind="pop3" if asked.pop3 else "imap",
        tls=not asked.no_tls,
        user=user,
        secret=_secret(asked, user),
        token_url=asked.token_url,
        oauth_client=asked.client_id,
        oauth_secret=_named(asked.client_secret_file, asked.client_secret_env),
        folder=asked.folder,
        smtp_host=asked.smtp_host,
        smtp_port=asked.smtp_port or account.USUAL_OUT[smtp_tls],
        smtp_tls=smtp_tls,
    )


def _secret(asked: Namespace, user: str) -> str:
    named = _named(asked.password_file, asked.password_env)
    if not named and user:
        raise Refused(f"The password of {user} is wanted: give --password-file or --password-env.")
    return named


def _named(file: str | None, variable: str | None) -> str:
    if file:
        return f"file:{Path(file).absolute()}"
    return f"env:{variable}" if variable else ""


def _tried(wanted: Account, say: Say) -> Numbers | None:
    numbers = None
    try:
        if wanted.host:
            numbers = account.try_inbox(wanted)
            place = "mailbox" if wanted.kind == "pop3" else f"folder {wanted.folder}"
            holds = f"the {place} holds {_letters(numbers.letters)}."
            say(f"Signed in to {wanted.host} for letters in: {holds}")
        if wanted.smtp_host:
            account.try_outbox(wanted)
            say(f"Signed in to {wanted.smtp_host} for letters out.")
    except Trouble as trouble:
        raise Refused(str(trouble)) from None
    return numbers


def _looked(row: queries.Mailbox, clock: Clock) -> fetch.Looked:
    """All that is new, however many looks that takes."""
    kept = known = 0
    while True:
        now = clock()
        lease_id = actions.lease_mailbox(row.pk, now, LEASE)
        if lease_id is None:
            return fetch.Looked(kept, known, fetch.LOST)
        looked = fetch.look(row.pk, lease_id, now)
        kept, known = kept + looked.kept, known + looked.known
        if not looked.more:
            return fetch.Looked(kept, known, looked.trouble)


def _as_json(spooled: int, looked: dict[str, fetch.Looked]) -> dict[str, Any]:
    each = [
        {"name": name, "kept": one.kept, "known": one.known, "trouble": one.trouble or None}
        for name, one in looked.items()
    ]
    return {"spool": spooled, "mailboxes": each}


def _watched(name: str, kind: str, archive: bool) -> str:
    if kind == "pipe":
        return f"The mailbox {name} takes letters by “opora mail receive --mailbox {name}”."
    older = "comes in as an archive" if archive else "stays there"
    off = " A letter that is filed is taken off the server." if kind == "pop3" else ""
    return f"The mailbox {name} is watched from now on. What lay there before {older}.{off}"


def _came(looked: fetch.Looked) -> str:
    known = f", {_letters(looked.known)} known before" if looked.known else ""
    return f"{_letters(looked.kept)} kept{known}." if looked.kept or looked.known else "nothing new."


def _letters(number: int) -> str:
    return "1 letter" if number == 1 else f"{number} letters"
