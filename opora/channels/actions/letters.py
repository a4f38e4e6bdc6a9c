"""What becomes of a letter that came in: entered once, then filed, set aside, failed, or found to be a double."""

from datetime import datetime
from typing import Any

from django.db import transaction

from opora.channels.models import InboundMail, Mailbox
from opora.core.events import Event, LetterFailed, LetterFiled, LetterRefiled, LetterSetAside, ProposalDismissed
from opora.core.step import Step
from opora.lib.rows import write_new
from opora.lib.store import Kept
from opora.tickets.models import Message, Ticket

OPEN = ("kept", "failed", "aside")


class LetterSettled(Exception):
    """Somebody else has filed this letter meanwhile: the Step that meant to must be undone."""


def enter(mailbox: Mailbox, kept: Kept, server_at: datetime, now: datetime) -> tuple[int, bool]:
    """The row of a letter whose bytes are in the store, committed; and whether it is new. Same bytes, same row.

    ``server_at`` is when the server got it; before the mailbox was connected, it is archive (T5).
    """
    with transaction.atomic(durable=True):
        letter = InboundMail(
            mailbox=mailbox,
            digest=kept.sha256,
            size=kept.size,
            server_at=server_at,
            kept_at=now,
            archive=server_at < mailbox.connected_at,
        )
        if write_new(letter):
            return letter.pk, True
        # Whoever wrote it has committed: the statement above has waited for that.
        known = InboundMail.objects.filter(mailbox=mailbox, digest=kept.sha256).values_list("pk", flat=True)
        return known.get(), False


def note_head(letter: InboundMail, sender: str, message_id: str) -> None:
    """Who wrote a letter, and its Message-ID, as it says itself; written down with where it goes."""
    letter.sender, letter.own_id = sender.lower()[:254], message_id


def file_letter(
    step: Step,
    letter: InboundMail,
    ticket: Ticket,
    message: Message,
    rule: str,
    key: str = "",
    *,
    matched: str = "",
    doubt: str = "",
    proposed: Ticket | None = None,
) -> None:
    """The letter is this message of this ticket, by the named rule; ``key`` is what makes two letters the same one.

    ``matched`` is what in the letter says so. ``doubt``: why another ticket that it names was not believed; with
    ``proposed`` its own may be merged. Raises LetterSettled, and IntegrityError when a letter of that key was filed in
    the same moment: undo the Step.
    """
    judged = {"matched": matched[:998], "doubt": doubt, "proposed": proposed}
    _settle(letter, "filed", key, ticket=ticket, message=message, rule=rule, trouble="", **judged)
    _note(step, letter, LetterFiled(ticket=ticket.pk, rule=rule, doubt=doubt))


def refile(step: Step, letter: InboundMail, ticket: Ticket) -> None:
    """The letter lies in this ticket now, and so do those that came of it by another way."""
    before, message_id = letter.ticket_id, letter.message_id
    assert before is not None
    assert message_id is not None
    InboundMail.objects.filter(message_id=message_id).update(ticket=ticket)
    letter.ticket = ticket
    _note(step, letter, LetterRefiled(ticket=ticket.pk, before=before))


def dismiss(step: Step, letter: InboundMail) -> None:
    """What the letter names is none of its business: the merge is proposed no more."""
    assert letter.proposed_id is not None
    letter.dismissed_at = step.now
    letter.save(update_fields=["dismissed_at"])
    _note(step, letter, ProposalDismissed(ticket=letter.proposed_id))


def set_aside(step: Step, letter: InboundMail, rule: str, key: str = "") -> None:
    """The letter opens no ticket and lies in the tray, by the named rule (L1)."""
    _settle(letter, "aside", key, rule=rule, trouble="")
    _note(step, letter, LetterSetAside(rule=rule))


def fail_letter(step: Step, letter: InboundMail, trouble: str, sentence: str = "") -> None:
    """The letter could not be filed and is shown to staff; its bytes stay.

    ``trouble`` is a code for the ledger, such as the error's kind; ``sentence`` what staff are told.
    """
    _settle(letter, "failed", letter.letter_key, trouble=(sentence or trouble)[:500])
    _note(step, letter, LetterFailed(trouble=trouble))


def mark_double(step: Step, letter: InboundMail, key: str, first: InboundMail) -> None:
    """The same letter by another way: it leads to where the first one went, and nothing else happens."""
    _settle(letter, "double", key, ticket_id=first.ticket_id, message_id=first.message_id, rule=f"letter:{first.pk}")


def note_proof(letter: InboundMail, proof: str, because: str) -> None:
    """What is known of who wrote the letter; it is written down with what becomes of it."""
    letter.proof, letter.proof_because = proof, because[:300]


def _settle(letter: InboundMail, state: str, key: str, **columns: Any) -> None:
    """Conditional, so that of two who file one letter at the same time the second is undone."""
    columns |= {"state": state, "letter_key": key[:998], "lease_id": None, "lease_until": None}
    columns |= {"proof": letter.proof, "proof_because": letter.proof_because}
    columns |= {"sender": letter.sender, "own_id": letter.own_id}
    if not InboundMail.objects.filter(pk=letter.pk, state__in=OPEN).update(**columns):
        raise LetterSettled(f"letter {letter.pk}")
    for name, value in columns.items():
        setattr(letter, name, value)


def _note(step: Step, letter: InboundMail, event: Event) -> None:
    step.note(event, "letter", letter.pk)
