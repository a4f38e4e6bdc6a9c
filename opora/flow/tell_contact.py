"""The reaction that writes to a contact apart from any ticket."""

from opora.channels import actions as channels
from opora.channels import letters, outgoing
from opora.channels.mail.compose import Unmailable, compose
from opora.core.events import CodeAsked
from opora.core.step import Noted, Step
from opora.flow.letter_facts import desk_name
from opora.lib.moments import Language
from opora.registry.queries import CODE_LASTS, code_by_id, digits_of


def send_code(step: Step, noted: Noted) -> None:
    """The code for signing in, to an address that we know. For any other the same is done, and nothing written down:
    how long a page takes must not tell whether somebody is a customer."""
    assert isinstance(noted.event, CodeAsked)
    assert noted.id is not None
    code = code_by_id(noted.subject_id)
    address = code.address
    language: Language = "en" if address and address.contact.language == "en" else "ru"
    mailbox = outgoing.mailbox_for(None)
    sender = outgoing.sender_address(mailbox, None)
    try:
        composed = compose(
            letters.sign_in_code(language, digits_of(code), desk_name(language, step.now)),
            sender=sender,
            sender_name=desk_name(language, step.now),
            recipient=address.normalised if address else sender,
            message_id=outgoing.loose_message_id(sender, "send_code", noted.id, step.now),
            auto=True,
            date=step.now,
        )
    except Unmailable:
        return
    if address is not None:
        channels.post(
            step, ticket=None, event_id=noted.id, reaction="send_code", recipient=address.normalised,
            audience="customer", composed=composed, mailbox=mailbox, quiet=False, useless_after=code.at + CODE_LASTS,
        )  # fmt: skip
