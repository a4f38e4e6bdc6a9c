"""Reactions that write to one member of staff about the desk itself: the way in, and a test of a mailbox."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from opora.accounts.queries import User, user_by_id
from opora.channels import actions as channels
from opora.channels import outgoing
from opora.channels.letters import Words, desk, digest
from opora.channels.mail.compose import Unmailable, compose
from opora.channels.queries import Mailbox, mailbox_by_id
from opora.core.events import TestLetterAsked
from opora.core.step import Noted, Step
from opora.flow.decide import sound_zone
from opora.flow.letter_facts import desk_name, who
from opora.flow.tell_staff import language
from opora.lib.moments import Language
from opora.offices.queries import is_quiet, policy_at
from opora.promises.queries import Promise, on_the_ladder, standing_of


def welcome_link(person: User) -> str:
    """The link by which somebody chooses a password: it works until they have, for three days."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return f"{settings.BASE_URL}{reverse('welcome', args=[uid, default_token_generator.make_token(person)])}"


def send_welcome(step: Step, noted: Noted) -> None:
    """The way in goes to the new person's address, on a desk that answers; a quiet one would keep a secret in vain."""
    person = user_by_id(noted.subject_id)
    mailbox = outgoing.mailbox_for(None)
    if person is None or mailbox is None or is_quiet(step.now):
        return
    tongue: Language = "en" if language(person) == "en" else "ru"
    words = desk.welcome(tongue, desk_name(tongue, step.now), welcome_link(person))
    post_to_colleague(step, noted, "welcome", mailbox, person, words)


def send_test_letter(step: Step, noted: Noted) -> None:
    """A letter from the mailbox to whoever asked for it."""
    assert isinstance(noted.event, TestLetterAsked)
    person, mailbox = user_by_id(noted.event.user), mailbox_by_id(noted.subject_id)
    if person is None or mailbox is None:
        return
    tongue: Language = "en" if language(person) == "en" else "ru"
    words = desk.test_letter(tongue, desk_name(tongue, step.now), f"{settings.BASE_URL}{reverse('setup')}")
    post_to_colleague(step, noted, "test_letter", mailbox, person, words)


def send_digest(step: Step, noted: Noted) -> None:
    """The morning's letter with what is on the ladder, to a head (section 8)."""
    person, mailbox = user_by_id(noted.subject_id), outgoing.mailbox_for(None)
    if person is None:
        return
    owed = on_the_ladder()
    tongue: Language = "en" if language(person) == "en" else "ru"
    listed = [_on_ladder(one, step) for one in owed[: digest.MOST]]
    zone, name = sound_zone(person.zone), desk_name(tongue, step.now)
    words = digest.ladder(tongue, listed, len(owed), zone, name, f"{settings.BASE_URL}/")
    post_to_colleague(step, noted, "send_digest", mailbox, person, words)


def _on_ladder(promise: Promise, step: Step) -> digest.OnLadder:
    ticket = promise.ticket
    standing = standing_of(ticket, policy_at(step.now))
    holder = who(user_by_id(standing.holder))
    return digest.OnLadder(ticket.number, ticket.subject, standing.rung, holder, promise.started_at, promise.due_at)


def post_to_colleague(
    step: Step, noted: Noted, reaction: str, mailbox: Mailbox | None, person: User, words: Words
) -> None:
    """Write a letter about no ticket to a member of staff; a quiet desk shows it only."""
    assert noted.id is not None
    sender = outgoing.sender_address(mailbox, None)
    try:
        composed = compose(
            words,
            sender=sender,
            sender_name=desk_name(words.language, step.now),
            recipient=person.email,
            message_id=outgoing.loose_message_id(sender, reaction, noted.id, step.now),
            date=step.now,
            auto=True,
        )
    except Unmailable:
        return
    channels.post(
        step, ticket=None, event_id=noted.id, reaction=reaction, recipient=person.email, audience="staff",
        composed=composed, mailbox=mailbox, quiet=is_quiet(step.now),
    )  # fmt: skip
