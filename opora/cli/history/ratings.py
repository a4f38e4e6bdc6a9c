"""What customers of the history thought of an answer: about a third of them say so, some in words."""

from datetime import datetime, timedelta
from random import Random

from opora.flow.by_portal import rate
from opora.lib.errors import Refused
from opora.tickets.access import Visitor
from opora.tickets.queries import Ticket, author_of, last_answer

SHARE = 0.35
MARKS = {3: 74, 2: 17, 1: 9}
"""Of a hundred: it helped, in part, it did not."""
WORDS = {
    "ru": {3: ("", "", "Помогло, спасибо.", "Быстро и по делу."), 2: ("", "Помогло не до конца."), 1: ("Не помогло.",)},
    "en": {3: ("", "", "That was it, thank you."), 2: ("", "It helped in part."), 1: ("It did not help.",)},
}


def when(key: str, answered_at: datetime) -> datetime | None:
    """When the customer will rate the answer of this instant; null: they say nothing. The same for the same key."""
    random = Random(f"{key} {answered_at.isoformat()} rating")
    if random.random() >= SHARE:
        return None
    return answered_at + timedelta(minutes=random.randint(20, 1500))


def give(key: str, ticket: Ticket, at: datetime) -> bool:
    """The customer rates the last answer at this instant; false: the street would not have it."""
    random = Random(f"{key} {at.isoformat()} mark")
    answer, address = last_answer(ticket), author_of(ticket)
    if answer is None or not address:
        return False
    mark = random.choices(list(MARKS), list(MARKS.values()))[0]
    text = random.choice(WORDS["en" if ticket.language == "en" else "ru"][mark])
    try:
        rate(Visitor(ticket, address), answer.pk, mark, text, at)
    except Refused:
        return False
    return True
