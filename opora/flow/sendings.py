"""Undo for some seconds: what was sent by a verb waits so long, then it is sent as of the instant of the press (T4)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskContext, task

from opora.accounts.queries import User
from opora.channels.queries import store
from opora.core.facts import AttachedFile, Verb
from opora.core.step import MACHINE, Actor
from opora.flow import act
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.offices.queries import is_quiet, setting_at
from opora.tickets import actions as tickets
from opora.tickets.queries import Draft, Message, draft_by_id


def press(
    ticket_id: int, user: User, verb: Verb, text: str, now: datetime, *, word_until: datetime | None = None,
    consent: str = "", late: bool = False, draft: int = 0, files: Iterable[AttachedFile] = (),
) -> Message | Draft:  # fmt: skip
    """Send as `act.send` does, or hold it where the desk has it so. Raises Refused for whatever may not be sent now."""
    seconds, files = setting_at("undo_seconds", now), tuple(files)
    said: dict[str, Any] = {"word_until": word_until, "consent": consent, "late": late}
    if not seconds:
        return act.send(ticket_id, user, verb, text, now, **said, draft=draft, files=files)
    with transaction.atomic():
        # What would be refused in ten seconds is refused now: it is sent, and the sending undone.
        act.send(ticket_id, user, verb, text, now, **said, draft=draft, files=files)
        transaction.set_rollback(True)
    leaves_at = now + timedelta(seconds=seconds)
    with begin(now, Actor("staff", user.pk), "desk") as step:
        ticket = tickets.lock(ticket_id)
        said |= {"word_until": word_until.isoformat() if word_until else "", "draft": draft, "files": _kept(files)}
        held = tickets.hold(step, ticket, user, verb, text, leaves_at, said)
        leave.using(run_after=leaves_at).enqueue(held.pk)
    return held


@task(takes_context=True)
def leave(context: TaskContext, draft_id: int) -> None:
    """What is held leaves, unless it was taken back."""
    now = context.task_result.last_attempted_at
    assert now is not None
    leave_at(draft_id, now)


def leave_at(draft_id: int, now: datetime) -> None:
    """As `leave`, at this instant (aware, UTC). What may not be sent any more stays as a draft."""
    held = draft_by_id(draft_id)
    if held is None or held.leaves_at is None or held.leaves_at > now:
        return
    if is_quiet(now) or not _sent(held):
        undo(held.ticket_id, draft_id, now)


def undo(ticket_id: int, draft_id: int, now: datetime, user: User | None = None) -> None:
    """«Отменить»: the text waits in the composer. Raises Refused when it has left."""
    with begin(now, Actor("staff", user.pk) if user else MACHINE, "desk" if user else "tick") as step:
        ticket, held = tickets.lock(ticket_id), draft_by_id(draft_id)
        if held is None or held.ticket_id != ticket.pk or not tickets.keep_back(step, held):
            raise Refused(_("The letter has left already. Look at the conversation."))


def _sent(held: Draft) -> bool:
    """As of the press, or of what happened on the ticket since: nothing is written before that. False: refused."""
    try:
        _send(held)
    except Refused:
        return False
    return True


def _send(held: Draft) -> None:
    assert held.made_by is not None
    said = dict(held.options)
    until, files, other = said.pop("word_until"), said.pop("files"), said.pop("draft")
    with transaction.atomic():
        tickets.lock(held.ticket_id)
        if not tickets.use_held(held):
            return
        at = max(held.at, *(one.at for one in history_of("ticket", held.ticket_id)))
        act.send(
            held.ticket_id, held.made_by, Verb(held.verb), held.text, at, files=_read(files),
            draft=0 if other == held.pk else other, word_until=datetime.fromisoformat(until) if until else None, **said,
        )  # fmt: skip


def _kept(files: Iterable[AttachedFile]) -> list[dict[str, str]]:
    return [
        {"name": one.name, "type": one.type, "cid": one.cid, "sha256": store().keep(one.content).sha256}
        for one in files
    ]


def _read(files: list[dict[str, str]]) -> list[AttachedFile]:
    found = []
    for one in files:
        with store().open_(one["sha256"]) as content:
            found.append(AttachedFile(one["name"], one["type"], content.read(), one["cid"]))
    return found
