"""A draft of a word of progress, from the ticket's own open events; nothing is written and nothing is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opora.channels.letters import progress
from opora.core.points import points_of
from opora.core.standing import Standing
from opora.core.step import Noted
from opora.flow.decide import sound_zone
from opora.flow.letter_facts import office_words
from opora.lib.moments import Language
from opora.offices.queries import Office
from opora.tickets.queries import Ticket


@dataclass(frozen=True, slots=True)
class Draft:
    """What we learned and what comes next, in the customer's language and zone, for a specialist to finish."""

    learned: str
    plan: str


def draft_of(ticket: Ticket, history: Sequence[Noted], standing: Standing, offices: Iterable[Office]) -> Draft:
    """The points that the customer may be told; what the ledger does not know is left empty, never invented."""
    language: Language = "en" if ticket.language == "en" else "ru"
    known = {office.code: office_words(office) for office in offices}
    zone = sound_zone(ticket.customer_zone)
    learned = progress.learned(language, points_of(history, standing), zone, known)
    return Draft(learned, progress.plan(language, standing.stage))


def text_of(*parts: str) -> str:
    """The parts as paragraphs of one text."""
    return "\n\n".join(part.strip() for part in parts if part.strip())
