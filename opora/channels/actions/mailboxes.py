"""Mailboxes: added by somebody, looked into by the worker, which remembers how far it came and what went wrong."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from opora.channels.models import WATCHED, Mailbox, ServerLetter
from opora.channels.unheard import HEARD, unheard
from opora.core.events import MailboxAdded, MailboxChanged, MailboxTried, TestLetterAsked
from opora.core.step import Step
from opora.jobs.claims import LEASE, Claim, claim, release, write
from opora.lib.remembered import forget
from opora.offices.models import Office

PIPE = "pipe"
SIGN_IN = ("secret", "token_url", "oauth_client", "oauth_secret")


def add_mailbox(step: Step, *, name: str, kind: str, office: str = "", **columns: Any) -> Mailbox:
    """Watch a mailbox from this Step's instant on. ``kind`` is imap, pop3 or pipe, ``office`` the code of one or empty.

    Raises LookupError when there is no such office, IntegrityError when the name is taken.
    """
    chosen = Office.objects.filter(code=office).first()
    if office and chosen is None:
        codes = ", ".join(Office.objects.order_by("code").values_list("code", flat=True))
        raise LookupError(f"There is no office “{office}”; there are: {codes or 'none yet'}.")
    look_at = step.now if kind in WATCHED else None
    row = Mailbox.objects.create(name=name, kind=kind, office=chosen, connected_at=step.now, look_at=look_at, **columns)
    forget()
    step.note(MailboxAdded(), "mailbox", row.pk)
    return row


def change_mailbox(step: Step, row: Mailbox, *, office: Office | None, **columns: Any) -> tuple[str, ...]:
    """Writes another account into a mailbox; gives the names of what is different now.

    Another server, user or folder is another place: letters count from now on there, and a look that is under way
    loses its lease, so that it can't write the numbers of the old place into the row. Another way to sign in holds
    for all folders of the account.
    """
    columns["office"] = office
    before = {name: getattr(row, name) for name in ("host", "user", *SIGN_IN)}
    changed = tuple(sorted(name for name, value in columns.items() if getattr(row, name) != value))
    if not changed:
        return ()
    if {"host", "user", "folder", "kind"} & set(changed):
        row.on_server.all().delete()
        columns |= {"uid_validity": None, "uid_start": None, "uid_next": None, "connected_at": step.now}
    kind = columns.get("kind", row.kind)
    columns |= {"look_at": step.now if kind in WATCHED else None, "trouble": "", "failures": 0}
    columns |= {"lease_id": None, "lease_until": None, "listen_id": None, "listen_until": None}
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    forget()
    step.note(MailboxChanged(changed), "mailbox", row.pk)
    if before["secret"] and not {"host", "user"} & set(changed):
        _change_other_folders(step, row, before, tuple(sorted(set(changed) & set(SIGN_IN))))
    return changed


def _change_other_folders(step: Step, row: Mailbox, before: dict[str, str], changed: tuple[str, ...]) -> None:
    same = {name: before[name] for name in ("host", "user", "secret")}
    for other in Mailbox.objects.filter(**same).exclude(pk=row.pk) if changed else ():
        for name in changed:
            setattr(other, name, getattr(row, name))
        other.trouble, other.failures = "", 0
        other.look_at = step.now if other.kind in WATCHED else None
        other.save(update_fields=[*changed, "trouble", "failures", "look_at"])
        step.note(MailboxChanged(changed), "mailbox", other.pk)


def note_trial(step: Step, row: Mailbox, incoming: str, outgoing: str) -> None:
    """Somebody tried the mailbox, and this is how it went in each direction (codes of `channels.mail.trial`)."""
    step.note(MailboxTried(incoming, outgoing), "mailbox", row.pk)


def ask_test_letter(step: Step, row: Mailbox, user_id: int) -> None:
    """A letter is to go from this mailbox to the one who asks; a reaction writes it."""
    step.note(TestLetterAsked(user_id), "mailbox", row.pk)


def open_pipe(connected_at: datetime) -> Mailbox:
    """The mailbox of the pipe. It comes into being with its first letter: nobody adds it, so nothing is noted."""
    return Mailbox.objects.get_or_create(name=PIPE, defaults={"kind": "pipe", "connected_at": connected_at})[0]


def lease_mailbox(mailbox_id: int, now: datetime, for_: timedelta = LEASE) -> UUID | None:
    """Take one mailbox to look into it out of turn; null while a worker has it."""
    taken = claim(Mailbox, Q(pk=mailbox_id), ["pk"], now, for_)
    return taken.lease_id if taken else None


def note_numbers(mailbox_id: int, lease_id: UUID, validity: int, start: int) -> bool:
    """The server counts anew, or is met for the first time: what comes from now on has UID ``start`` and above."""
    return write(_ours(mailbox_id, lease_id), uid_validity=validity, uid_start=start, uid_next=1)


def note_taken(mailbox_id: int, lease_id: UUID, uid_next: int) -> bool:
    """Letters below this UID are kept. False: the lease is lost, and the one who looks must stop."""
    return write(_ours(mailbox_id, lease_id), uid_next=uid_next)


def note_look(mailbox_id: int, lease_id: UUID, now: datetime, look_at: datetime, due: datetime | None) -> bool:
    """The look went well; the next one is due at ``look_at``, or at once if a look was wanted since this one, which was
    ``due`` then, began: what was heard of meanwhile may have come behind its back."""
    ours = _ours(mailbox_id, lease_id)
    well: dict[str, Any] = {"looked_at": now, "trouble": "", "failures": 0}
    return release(ours, Q(look_at=due), look_at=look_at, **well) or release(ours, **well)


def note_trouble(mailbox_id: int, lease_id: UUID, trouble: str, failures: int, look_at: datetime) -> bool:
    """The look failed, for that many times in a row; the sentence is for whoever looks after the mail server."""
    return release(_ours(mailbox_id, lease_id), trouble=trouble[:500], failures=failures, look_at=look_at)


def note_on_server(mailbox_id: int, lease_id: UUID, uidl: str, letter_id: int | None) -> bool:
    """The server calls this letter so; without one it lay there before and stays there. False: the lease is lost."""
    with transaction.atomic():
        held = Mailbox.objects.select_for_update().filter(pk=mailbox_id, lease_id=lease_id).exists()
        if held:
            ServerLetter.objects.get_or_create(mailbox_id=mailbox_id, uidl=uidl, defaults={"letter_id": letter_id})
    return held


def forget_on_server(mailbox_id: int, lease_id: UUID, gone: set[str]) -> bool:
    """The server has these letters no more. What lay there before is not forgotten: it must never be taken for new."""
    with transaction.atomic():
        held = Mailbox.objects.select_for_update().filter(pk=mailbox_id, lease_id=lease_id).exists()
        if held and gone:
            ServerLetter.objects.filter(mailbox_id=mailbox_id, uidl__in=gone, letter__isnull=False).delete()
    return held


def want_look(mailbox_id: int, now: datetime) -> bool:
    """Something may have come. A mailbox that is in trouble keeps its pauses."""
    return Mailbox.objects.filter(pk=mailbox_id, kind="imap", failures=0).update(look_at=now) == 1


def begin_listening(mailbox_id: int, listen_id: UUID, now: datetime) -> bool:
    """Listen there from now on. False: somebody else does."""
    row = Mailbox.objects.filter(unheard(now), pk=mailbox_id)
    return row.update(listen_id=listen_id, listen_until=now + HEARD) == 1


def keep_listening(mailbox_id: int, listen_id: UUID, now: datetime) -> bool:
    """Still there. False: the mailbox is somebody else's, or another account's."""
    return Mailbox.objects.filter(pk=mailbox_id, listen_id=listen_id).update(listen_until=now + HEARD) == 1


def end_listening(mailbox_id: int, listen_id: UUID, now: datetime) -> bool:
    """Nobody listens any more, so the next look is due at once."""
    ours = Mailbox.objects.filter(pk=mailbox_id, listen_id=listen_id)
    ours.filter(kind="imap", failures=0).update(look_at=now)
    return ours.update(listen_id=None, listen_until=None) == 1


def _ours(mailbox_id: int, lease_id: UUID) -> Claim:
    return Claim(Mailbox, mailbox_id, lease_id)
