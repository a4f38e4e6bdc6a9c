"""Notices to staff: number, subject, what is to be done by when, a link. Never the customer's text.

Moments are told in the office's zone, whatever the customer's is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, Protocol

from opora.channels.letters.cleaning import joined, one_line
from opora.channels.letters.english import staff as english_staff
from opora.channels.letters.facts import LetterFacts
from opora.channels.letters.names import bare_subject, subject_line
from opora.channels.letters.russian import staff as russian_staff
from opora.channels.letters.tongue import tongue_of
from opora.channels.letters.words import Paragraph, Words, button
from opora.lib.moments import Language

Said = Literal["late", "look", "rung", "reply", "rated", "assigned", "to_head", "returned"]
"""What a notice of an event is about."""


class StaffTongue(Protocol):
    """What a language has to be able to say to staff. ``topic`` is the ticket's subject."""

    NEW: str
    REPLIED: str
    READ: str
    LATE: str
    YOURS: str
    NO_HELP: str
    GIVEN: str
    QUEUE: str
    RETURNED: str
    HEADS: dict[str, str]

    def named(self, f: LetterFacts, topic: str) -> str: ...
    def given(self, f: LetterFacts, topic: str) -> str: ...
    def new_ticket(self, f: LetterFacts, topic: str) -> str: ...
    def to_the_head(self, f: LetterFacts) -> str: ...
    def replied(self, f: LetterFacts, topic: str) -> str: ...
    def wrote_after(self, f: LetterFacts, topic: str) -> str: ...
    def late(self, f: LetterFacts, topic: str) -> str: ...
    def reached(self, f: LetterFacts, topic: str) -> str: ...
    def customer(self, f: LetterFacts) -> str: ...
    def ahead(self, f: LetterFacts) -> str: ...
    def to_read(self, f: LetterFacts) -> str: ...
    def missed(self, f: LetterFacts) -> str: ...
    def assignee(self, f: LetterFacts) -> str: ...
    def what_customer_knows(self, f: LetterFacts) -> str: ...
    def to_write(self, f: LetterFacts) -> str: ...
    def reminded(self, f: LetterFacts) -> str: ...
    def came_back(self, f: LetterFacts, topic: str) -> str: ...
    def after_return(self, f: LetterFacts) -> str: ...
    def late_with(self, f: LetterFacts) -> str: ...
    def rated_badly(self, f: LetterFacts, topic: str) -> str: ...
    def author(self, f: LetterFacts) -> str: ...
    def after_rating(self, f: LetterFacts) -> str: ...


_TONGUES: dict[str, StaffTongue] = {"ru": russian_staff, "en": english_staff}


def tongue(language: Language) -> StaffTongue:
    """The sentences to staff of a language."""
    return _TONGUES[language]


def new_ticket(f: LetterFacts) -> Words:
    """A ticket came to this office."""
    f, say, topic = for_office(f)
    return _notice("new_ticket", f, say.NEW, say.new_ticket(f, topic), say.customer(f), say.ahead(f), again=False)


def to_head(f: LetterFacts) -> Words:
    """To the head: a customer wrote to their address about a new matter, which goes the usual way (E1)."""
    f, say, topic = for_office(f)
    opened = joined(say.new_ticket(f, topic), say.to_the_head(f))
    return _notice("to_head", f, say.NEW, opened, say.customer(f), say.ahead(f), again=False)


def reply(f: LetterFacts) -> Words:
    """The customer wrote on a ticket that somebody works on."""
    f, say, topic = for_office(f)
    return _notice("reply", f, say.REPLIED, say.replied(f, topic), say.customer(f), say.ahead(f))


def look(f: LetterFacts) -> Words:
    """The customer wrote after the answer: somebody has to read it and choose (P7); ``missed``, when nobody did."""
    f, say, topic = for_office(f)
    return _notice("look", f, say.READ, say.wrote_after(f, topic), say.to_read(f))


def late(f: LetterFacts) -> Words:
    """To the manager: what was missed, who has it, what the customer knows (P1)."""
    f, say, topic = for_office(f)
    missed = f"{say.missed(f)} {say.assignee(f)}"
    return _notice("late", f, say.LATE, say.late(f, topic), missed, say.what_customer_knows(f))


def rung(f: LetterFacts) -> Words:
    """To the holder of a rung: it is yours now, and by when (E4)."""
    f, say, topic = for_office(f)
    return _notice("rung", f, say.YOURS, say.reached(f, topic), say.reminded(f), say.to_write(f), say.late_with(f))


def rated(f: LetterFacts) -> Words:
    """To the manager: an answer did not help, says the customer; their words stand on the page, never here."""
    f, say, topic = for_office(f)
    known = joined(say.customer(f), say.author(f))
    return _notice("rated", f, say.NO_HELP, say.rated_badly(f, topic), known, say.after_rating(f))


def assigned(f: LetterFacts) -> Words:
    """A colleague gave the reader a ticket."""
    f, say, topic = for_office(f)
    return _notice("assigned", f, say.GIVEN, say.given(f, topic), say.customer(f), say.ahead(f))


def returned(f: LetterFacts) -> Words:
    """A letter of ours about this ticket did not arrive."""
    f, say, topic = for_office(f)
    return _notice("returned", f, say.RETURNED, say.came_back(f, topic), say.after_return(f), say.ahead(f))


NOTICES: Mapping[Said, Callable[[LetterFacts], Words]] = {
    "late": late,
    "look": look,
    "rung": rung,
    "reply": reply,
    "rated": rated,
    "assigned": assigned,
    "to_head": to_head,
    "returned": returned,
}


def for_office(f: LetterFacts) -> tuple[LetterFacts, StaffTongue, str]:
    """The facts in the zone of the office, the sentences of the reader's language, and the topic."""
    topic = bare_subject(f.subject) or tongue_of(f).NO_SUBJECT
    return replace(f, customer_zone=f.office.zone), _TONGUES[f.language], topic


def _notice(letter: str, f: LetterFacts, lead: str, *parts: str, again: bool = True) -> Words:
    say = tongue_of(f)
    return Words(
        letter=letter,
        language=f.language,
        subject=subject_line(f.number, f.subject, say.NO_SUBJECT, again=again, lead=lead),
        paragraphs=tuple(Paragraph(part) for part in parts if part),
        signature=one_line(f.desk),
        button=button(say.OPEN, f.link),
    )
