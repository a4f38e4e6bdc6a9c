"""From words to a frozen outbound row: recipient, thread, Message-ID; and the note of what was told."""

from datetime import datetime, timedelta
from string import ascii_lowercase
from typing import Any
from uuid import UUID

from django.conf import settings

from opora.channels import actions as channels
from opora.channels import outgoing
from opora.channels.letters import Words
from opora.channels.mail.compose import Unmailable, compose
from opora.channels.mail.header_lines import address
from opora.channels.queries import Mailbox, Outbound, is_ours, left_for, store
from opora.core.events import Informed
from opora.core.facts import AttachedFile
from opora.core.step import Noted, Step
from opora.flow.letter_facts import desk_name
from opora.lib import limits, passes
from opora.lib.remembered import kept
from opora.offices.queries import is_quiet, setting_at
from opora.tickets.queries import Attachment, Message, Ticket, attachments_of, author_of, references_of, reply_tag


def post_to_customer(
    step: Step,
    noted: Noted,
    ticket: Ticket,
    reaction: str,
    words: Words,
    *,
    by_human: bool = False,
    files: tuple[AttachedFile, ...] = (),
    author: str | None = None,
    copies: tuple[str, ...] = (),
) -> bool:
    """Write the letter to the ticket's author; on a desk that answers, note which moments it tells (P1).

    Whether it goes out: nobody to write to, or one of our own addresses: no letter; a quiet desk only shows it.
    """
    recipient = recipient_of(ticket, author)
    if not recipient:
        return False
    quiet = is_quiet(step.now)
    posted = _post(
        step, noted, ticket, reaction, recipient, words, by_human=by_human, quiet=quiet, files=files,
        copies=copies,
    )  # fmt: skip
    if posted and not quiet and words.told:
        step.note(Informed(dict(words.told), words.letter), "ticket", ticket.pk)
    return posted and not quiet


def recipient_of(ticket: Ticket, author: str | None = None) -> str:
    """The address to which letters about this ticket can go; empty: there is none, or none that servers take.

    ``author``: whose it is, where that was asked already.
    """
    recipient = author_of(ticket) if author is None else author
    return recipient if is_mailable(recipient) else ""


def is_mailable(recipient: str) -> bool:
    """Whether servers would take a letter to this address, and it is none of ours."""
    try:
        return bool(address(recipient)) and not is_ours(recipient)
    except Unmailable:
        return False


def post_copy(
    step: Step, noted: Noted, ticket: Ticket, number: int, recipient: str, words: Words, files: tuple[AttachedFile, ...]
) -> None:
    """The same words of a human of ours for somebody who takes part beside the author, the ``number``-th of them.

    It tells nobody's moments (P1): the author's letter does.
    """
    if is_mailable(recipient):
        # Each letter has a Message-ID of its own.
        kind = f"carry_copy_{ascii_lowercase[number]}"
        quiet = is_quiet(step.now)
        _post(step, noted, ticket, "carry_copy", recipient, words, by_human=True, quiet=quiet, files=files, kind=kind)


def post_to_staff(step: Step, noted: Noted, ticket: Ticket, reaction: str, recipient: str, words: Words) -> None:
    """Write a notice to a colleague; a quiet desk shows it only."""
    _post(step, noted, ticket, reaction, recipient, words, audience="staff", quiet=is_quiet(step.now))


def _post(
    step: Step,
    noted: Noted,
    ticket: Ticket,
    reaction: str,
    recipient: str,
    words: Words,
    *,
    audience: str = "customer",
    by_human: bool = False,
    quiet: bool,
    files: tuple[AttachedFile, ...] = (),
    copies: tuple[str, ...] = (),
    kind: str = "",
) -> bool:
    assert noted.id is not None
    mailbox = outgoing.mailbox_for(ticket.owning_office)
    sender = outgoing.sender_address(mailbox, ticket.owning_office)
    message_id = outgoing.new_message_id(sender, kind or reaction, ticket.pk, noted.id, audience)
    ways_back = _ways_back(ticket, mailbox, recipient) if audience == "customer" else {}
    try:
        composed = compose(
            words, sender=sender, sender_name=desk_name(ticket.language, step.now), recipient=recipient,
            message_id=message_id, auto=not by_human, copies=copies, date=step.now, files=files, **ways_back,
        )  # fmt: skip
    except Unmailable:
        return False
    letter = channels.post(
        step, ticket=ticket, event_id=noted.id, reaction=reaction, recipient=recipient, audience=audience,
        composed=composed, mailbox=mailbox, quiet=quiet, useless_after=words.holds_until,
        gather=audience == "customer" and not by_human and not quiet and _gathers(recipient, step.now),
    )  # fmt: skip
    # One that was written by an earlier run tells nothing anew.
    return letter.created_at == step.now


def post_anew(
    step: Step, ticket: Ticket, letter: Outbound, lease_id: UUID, words: Words, *,
    files: tuple[AttachedFile, ...] = (), copies: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Freeze a colleague's letter anew, in its place and under its Message-ID, since what it names has passed (P2).

    The moments that it tells now are noted as told, where it is the author's.
    """
    composed = compose(
        words, sender=letter.sender, sender_name=desk_name(ticket.language, step.now), recipient=letter.recipient,
        message_id=letter.message_id, auto=False, copies=copies, date=step.now, files=files,
        **_ways_back(ticket, letter.mailbox, letter.recipient),
    )  # fmt: skip
    channels.rewrite(step, letter, lease_id, composed, words.holds_until)
    if words.told and letter.reaction == "carry":
        step.note(Informed(dict(words.told), words.letter), "ticket", ticket.pk)


def _gathers(address: str, now: datetime) -> bool:
    """Whether this address has got as many letters of the machine within a day as it may."""
    most: int = setting_at("automatic_letters_a_day", now)
    return outgoing.lately(address, now - timedelta(days=1), now)[1] >= most


def _ways_back(ticket: Ticket, mailbox: Mailbox | None, recipient: str) -> dict[str, Any]:
    """By what a customer's reply finds its ticket, beside the Message-ID, and a mail program its thread: their letters
    and ours before this one, which have another subject than theirs; and our address."""
    # Of a ticket that was made in this Step nothing has left yet.
    ours = [] if kept("letters of ticket", ticket.pk) is not None else left_for(ticket, recipient)
    references = [one for _, one in sorted([*references_of(ticket), *ours])]
    return {
        "in_reply_to": references[-1] if references else "",
        "references": tuple(references),
        "reply_to": outgoing.reply_address(mailbox, reply_tag(ticket, recipient)),
    }


def sorted_by_size(message: Message) -> tuple[list[Attachment], list[Attachment]]:
    """The files of a message that a letter can carry, and those that it cannot: the largest go, until the rest fits."""
    carried: list[Attachment] = [row for row in attachments_of(message) if row.seen]
    large: list[Attachment] = []
    for row in sorted(carried, key=lambda one: one.size, reverse=True):
        if sum(one.size for one in carried) <= limits.most("letter"):
            break
        carried.remove(row)
        large.append(row)
    return carried, large


def file_link(row: Attachment, until: datetime) -> str:
    """Where whoever has the letter gets the file, until then."""
    return f"{settings.BASE_URL}{passes.link('file', row.pk, 'save', until)}"


def with_bytes(rows: list[Attachment]) -> tuple[AttachedFile, ...]:
    """Files with their bytes, to go with the letter."""
    return tuple(AttachedFile(row.name, row.declared_type, _bytes(row.sha256), row.cid) for row in rows)


def _bytes(sha256: str) -> bytes:
    with store().open_(sha256) as content:
        return content.read()
