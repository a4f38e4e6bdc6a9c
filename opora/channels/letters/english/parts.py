"""Parts that the sentences in English share."""

from collections.abc import Sequence

from opora.channels.letters.cleaning import joined, one_line, sentence
from opora.channels.letters.facts import LetterFacts, MissedMoment, OfficeWords
from opora.channels.letters.names import greeting_name

NO_SUBJECT = "Your request"
FORGOTTEN = "I have been forgotten"
MEGABYTES = "MB"
OPEN = "Open the request"
CENTRAL = "our Central Support Service"
SORRY = "We are sorry."
NOUNS = {
    "first_response": "first reply",
    "resolution": "full answer",
    "goal": "reply",
    "release_word": "letter about the release",
    "word": "progress letter",
    "recovery": "explanation",
    "escalation": "progress letter",
    "look": "reading of the customer's letter",
}


def greeting(f: LetterFacts) -> str:
    """Hello Anna Lvovna,"""
    return f"{joined('Hello', greeting_name(f.name))},"


def who(f: LetterFacts) -> str:
    """Who has it: a person and her office, or the office."""
    has_it = f"{f.who} at {place_of(f)}" if f.who else place_of(f)
    return sentence(f"{has_it} is looking after your request")


def listed(f: LetterFacts, dated: Sequence[MissedMoment]) -> str:
    """first reply by …; full answer by …"""
    return "; ".join(f"{NOUNS.get(one.kind, one.kind)} {f.by(one.due_at)}" for one in dated)


def place_of(f: LetterFacts) -> str:
    return name_of(f.office)


def name_of(office: OfficeWords) -> str:
    """Our office in Moscow, or the central service."""
    if not office.where:
        return CENTRAL
    return f"our office in {office.name_en}" if office.name_en else "our office"


def about(f: LetterFacts, text: str) -> str:
    return f"{one_line(f.product_and_version)}: {text}" if f.product_and_version else text
