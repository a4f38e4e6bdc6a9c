"""The sentences of notices to staff in English."""

from opora.channels.letters.cleaning import joined, one_line, sentence
from opora.channels.letters.english.parts import listed
from opora.channels.letters.facts import LetterFacts, MissedMoment

NEW = "New request"
REPLIED = "The customer replied"
READ = "Read the customer's letter"
LATE = "Late"
YOURS = "Your rung"
NO_HELP = "The answer did not help"
GIVEN = "A request for you"
QUEUE = "Open the queue"
RETURNED = "A letter came back"
HEADS = {
    "late": "Late",
    "rung": "Your rung",
    "assigned": "Given to you",
    "to_head": "Written to you",
    "returned": "Letters came back",
    "look": "To read and choose",
    "reply": "Customers replied",
    "rated": "The answer did not help",
    "near": "Due soon",
}

_SHOWN = ("first_response", "resolution", "word", "release_word", "recovery", "escalation")
_RUNGS = {1: "office manager", 2: "central service", 3: "head of support"}


def new_ticket(f: LetterFacts, topic: str) -> str:
    """A ticket came."""
    return f'New request {f.number}: "{topic}".'


def to_the_head(f: LetterFacts) -> str:
    """Where the customer wrote to, and that nothing is to be done."""
    return "The customer wrote to the head's address; the request goes the usual way."


def named(f: LetterFacts, topic: str) -> str:
    """The ticket at the head of its line."""
    return f'{f.number} "{topic}".'


def given(f: LetterFacts, topic: str) -> str:
    """A colleague gave it to the reader."""
    return f'{f.number} was given to you: "{topic}".'


def replied(f: LetterFacts, topic: str) -> str:
    """The customer wrote."""
    return f'The customer replied on {f.number}: "{topic}".'


def wrote_after(f: LetterFacts, topic: str) -> str:
    """The customer wrote after the answer."""
    return f'The customer wrote after our answer on {f.number}: "{topic}".'


def late(f: LetterFacts, topic: str) -> str:
    """We are late."""
    return f'We are late with {f.number}: "{topic}".'


def reached(f: LetterFacts, topic: str) -> str:
    """The ticket reached the reader's rung."""
    return f'{f.number} has reached your rung ({_RUNGS[f.rung]}): "{topic}".'


def customer(f: LetterFacts) -> str:
    """Who wrote, with which product and level; what is unclear says so."""
    name = one_line(f.customer) or ("guest" if f.guest else "")
    product = one_line(f.product_and_version)
    if f.product_unclear:
        product = joined(product + "," if product else "", "product unclear")
    elif f.version_unclear:
        product = f"{product}, version unclear"
    level = "level unclear" if f.level_unclear else f"level: {f.level.code}"
    return joined(
        sentence(f"Customer: {name}") if name else "",
        sentence(", ".join(filter(None, [product, level]))),
    )


def ahead(f: LetterFacts) -> str:
    """The moments that are owed."""
    figures = [MissedMoment(kind, at) for kind in _SHOWN if (at := f.ahead(kind))]
    goal = f.ahead("goal")
    return joined(
        sentence(listed(f, figures)) if figures else "",
        f"Goal for the reply: {f.by(goal)}." if goal else "",
    )


def to_read(f: LetterFacts) -> str:
    """What to choose, and by when; or that it is late."""
    at = f.ahead("look")
    passed = next((f"It should have been read {f.by(one.due_at)}." for one in f.missed if one.kind == "look"), "")
    by = f" {f.by(at)}" if at else ""
    return joined(passed, f"Please read it{by} and choose: thanks, continuation or a new question.")


def missed(f: LetterFacts) -> str:
    """What was missed."""
    return sentence(listed(f, f.missed))


def assignee(f: LetterFacts) -> str:
    """Who has it."""
    return sentence(f"Assignee: {f.who}") if f.who else "Nobody is assigned."


def what_customer_knows(f: LetterFacts) -> str:
    """Whether the customer was told, and until when she waits."""
    at = f.ahead("recovery")
    if at is None:
        return "The customer was never told this moment and does not know that we are late."
    return f"The customer has been told. We promised an explanation and a new time {f.on_by(at)}."


def to_write(f: LetterFacts) -> str:
    """What the holder of a rung owes."""
    at = f.ahead("escalation")
    by = f" {f.by(at)}," if at else ""
    return f"Please write to the customer{by} what is happening and when to expect the answer."


def reminded(f: LetterFacts) -> str:
    """The customer says that we forgot them."""
    return "The customer reminded us and waits for a word from you." if f.reminded else ""


def came_back(f: LetterFacts, topic: str) -> str:
    """A letter of ours did not arrive."""
    return f'Our letter about {f.number} did not reach the customer: "{topic}".'


def after_return(f: LetterFacts) -> str:
    """Where the reason stands, and what can be done."""
    return "The page of the request says why. Call the customer or ask for another address; the moments stand."


def late_with(f: LetterFacts) -> str:
    """What was missed, who has it."""
    return joined(f"Late: {listed(f, f.missed)}." if f.missed else "", assignee(f))


def rated_badly(f: LetterFacts, topic: str) -> str:
    """The customer says that the answer did not help."""
    return f'The customer rated our answer on {f.number}: "{topic}". It did not help.'


def author(f: LetterFacts) -> str:
    """Whose answer it was."""
    return sentence(f"Answered by: {f.who}") if f.who else ""


def after_rating(f: LetterFacts) -> str:
    """What the manager can do."""
    return "Their words, if they left any, are on the page of the ticket. Nothing moves by a rating: call or write."
