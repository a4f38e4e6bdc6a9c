"""A colleague's words leave by one of the three verbs: their letter, and one for each who has copies."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from opora.channels import letters
from opora.channels.letters import LargeFile, MissedMoment, Words
from opora.core import events as e
from opora.core.facts import AttachedFile
from opora.core.standing import Standing
from opora.core.step import Noted, Step
from opora.flow.letter_facts import facts_of, links_for, who
from opora.flow.post import (
    file_link,
    is_mailable,
    post_copy,
    post_to_customer,
    recipient_of,
    sorted_by_size,
    with_bytes,
)
from opora.lib.limits import MEGABYTE
from opora.offices.queries import is_quiet, policy_at, setting_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.tickets import actions as tickets
from opora.tickets.queries import Message, Ticket, asked_rating_since, copies_of, message_by_id, ticket_with_all

LINKS_HOLD = timedelta(days=30)
Said = e.Asked | e.Told | e.Answered


@dataclass(frozen=True, slots=True)
class Carried:
    """What a letter carries: whose words about which ticket, how it stands now, and who has copies."""

    event: Said
    ticket: Ticket
    message: Message
    standing: Standing
    now: datetime
    files: tuple[AttachedFile, ...]
    large: tuple[LargeFile, ...]
    copies: list[tuple[str, str]]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Those that stand in Cc."""
        return tuple(address for address, _ in self.copies)

    def to_author(self, reader: str, *, rate: bool) -> Words:
        """The letter to who wrote to us; ``rate``: it asks whether the answer helped."""
        return self._words(reader, rate=rate)

    def to_copy(self, address: str, name: str) -> Words:
        """The same for somebody who takes part beside them."""
        return self._words(address, name=name)

    def _words(self, reader: str, **more: object) -> Words:
        said = {"body": self.message.text, "who": who(self.message.user), "given_up": self._given_up()}
        more |= {"large": self.large, "large_until": self.now + LINKS_HOLD}
        facts = facts_of(self.ticket, self.now, self.standing, **links_for(self.ticket, reader), **said, **more)
        if isinstance(self.event, e.Asked):
            return letters.asked(facts)
        return letters.told(facts) if isinstance(self.event, e.Told) else letters.answered(facts)

    def _given_up(self) -> MissedMoment | None:
        """What this word says will not be kept, as the customer knows it (P2)."""
        word = self.standing.forewarned
        if not isinstance(self.event, e.Told) or not self.event.late or word is None:
            return None
        clock = self.standing.given_up(self.now, word.due_at)
        return MissedMoment(clock.kind, clock.told_due_at or clock.due_at) if clock else None


def carried(noted: Noted, ticket: Ticket, standing: Standing, now: datetime) -> Carried:
    """What the letters of this event carry."""
    assert isinstance(noted.event, Said)
    message = message_by_id(noted.event.message)
    copies = [one for one in copies_of(ticket) if is_mailable(one[0])]
    small, large = sorted_by_size(message)
    links = tuple(
        LargeFile(one.name, max(1, round(one.size / MEGABYTE)), file_link(one, now + LINKS_HOLD)) for one in large
    )
    return Carried(noted.event, ticket, message, standing, now, with_bytes(small), links, copies)


def carry(step: Step, noted: Noted) -> None:
    """«Спросить», «Сообщить», «Ответить» leave; what was said in a call needs no letter."""
    assert isinstance(noted.event, Said)
    ticket = ticket_with_all(noted.subject_id)
    standing = standing_of(ticket, policy_at(step.now))
    if noted.event.spoken_at is not None:
        _heard(step, ticket, standing)
        return
    reader = recipient_of(ticket)
    rate = isinstance(noted.event, e.Answered) and bool(reader) and _may_be_asked(reader, step.now)
    one = carried(noted, ticket, standing, step.now)
    told = post_to_customer(
        step, noted, ticket, "carry", one.to_author(reader, rate=rate), by_human=True, files=one.files,
        copies=one.addresses,
    )  # fmt: skip
    for number, (address, name) in enumerate(one.copies):
        post_copy(step, noted, ticket, number, address, one.to_copy(address, name), one.files)
    if told and rate:
        tickets.ask_rating(step, one.message, reader)
    promises.settle(step, ticket, policy_at(step.now))


def _may_be_asked(address: str, now: datetime) -> bool:
    """Nobody is asked often whether our answers help (S1)."""
    return not asked_rating_since(address, now - timedelta(days=setting_at("rating_asked_days", now)))


def _heard(step: Step, ticket: Ticket, standing: Standing) -> None:
    """In a call no letter leaves: the customer has heard it, and when they hear from us again (domain.md 11)."""
    word = standing.live("word") or standing.live("release_word")
    if word is None or word.due_at < step.now or word.told_due_at == word.due_at or is_quiet(step.now):
        return
    step.note(e.Informed({word.kind: word.due_at}, "call"), "ticket", ticket.pk)
    promises.settle(step, ticket, policy_at(step.now))
