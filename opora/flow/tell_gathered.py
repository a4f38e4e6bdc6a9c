"""The reaction that writes one letter in place of several of the machine (`flow/gather.py`)."""

from opora.channels import actions as channels
from opora.channels import outgoing
from opora.channels.gathering import outbound_by_ids, said_unsigned
from opora.channels.letters import gathered
from opora.channels.mail.compose import Unmailable, compose
from opora.core.events import LettersGathered
from opora.core.step import Noted, Step
from opora.flow.letter_facts import desk_name
from opora.lib.moments import Language


def send_gathered(step: Step, noted: Noted) -> None:
    """The one letter in place of several."""
    assert isinstance(noted.event, LettersGathered)
    assert noted.id is not None
    parts = outbound_by_ids(noted.event.letters)
    first = parts[0]
    english = all(one.ticket is not None and one.ticket.language == "en" for one in parts)
    language: Language = "en" if english else "ru"
    desk = desk_name(language, step.now)
    words = gathered.letter(language, [(one.subject, said_unsigned(one)) for one in parts], desk)
    try:
        composed = compose(
            words,
            sender=first.sender,
            sender_name=desk,
            recipient=first.recipient,
            message_id=outgoing.loose_message_id(first.sender, "gathered", noted.id, step.now),
            auto=True,
            date=step.now,
        )
    except Unmailable:
        return
    moments = [one.useless_after for one in parts if one.useless_after is not None]
    channels.post(
        step, ticket=None, event_id=noted.id, reaction="gathered", recipient=first.recipient, audience="customer",
        composed=composed, mailbox=first.mailbox, quiet=False, useless_after=min(moments, default=None),
    )  # fmt: skip
