"""Letters to colleagues about how they sign in. They leave on a quiet desk as well (ADR 10): it spares customers what
is not ready, and whoever forgot a password wants the letter now."""

from datetime import datetime

from opora.accounts.queries import User
from opora.channels import actions as channels
from opora.channels import outgoing
from opora.channels.letters.account import LETTERS, AccountFacts
from opora.channels.mail.compose import Unmailable, compose
from opora.core.events import AccountChanged
from opora.core.step import Actor
from opora.flow.letter_facts import desk_name
from opora.flow.step import begin
from opora.flow.tell_staff import language


def tell(
    user: User, what: str, now: datetime, *, link: str = "", ends_at: datetime | None = None, by: Actor | None = None
) -> None:
    """Write the letter ``what`` of `LETTERS` to this person, and note it; an address that no server takes gets none.

    ``by`` is who did it on the machine itself, null: the person, on the pages.

    The link stands in the letter alone: events hold no secrets. After ``ends_at`` the letter is not sent any more.
    """
    with begin(now, by or Actor("staff", user.pk), "cli" if by else "desk") as step:
        noted = step.note(AccountChanged(what), "user", user.pk)
        assert noted.id is not None
        mailbox = outgoing.mailbox_for(None)
        sender = outgoing.sender_address(mailbox, None)
        facts = AccountFacts(
            language=language(user),
            name=user.first_name or user.email,
            zone=user.zone,
            now=now,
            desk=desk_name(user.language, now),
            link=link,
            ends_at=ends_at,
        )
        try:
            composed = compose(
                LETTERS[what](facts),
                sender=sender,
                sender_name=facts.desk,
                recipient=user.email,
                # No ticket has this audience's ids: an answer to such a letter opens one of its own.
                message_id=outgoing.new_message_id(sender, "account", user.pk, noted.id, "account"),
                auto=True,
                date=now,
            )
        except Unmailable:
            return
        channels.post(
            step, ticket=None, event_id=noted.id, reaction="account", recipient=user.email, audience="staff",
            composed=composed, mailbox=mailbox, quiet=False, useless_after=ends_at,
        )  # fmt: skip
