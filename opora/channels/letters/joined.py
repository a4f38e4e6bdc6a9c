"""Several notices to one colleague as one letter: what is late first, what is near last, a line for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from opora.channels.letters.cleaning import joined, one_line
from opora.channels.letters.facts import LetterFacts
from opora.channels.letters.staff import Said, StaffTongue, for_office, tongue
from opora.channels.letters.words import Paragraph, Words, button
from opora.lib.moments import Language

ORDER = ("late", "rung", "assigned", "to_head", "returned", "look", "reply", "rated", "near")


@dataclass(frozen=True, slots=True)
class Line:
    """One notice: what it is about, and its facts. "near" and "overdue" are the reader's own promises, in ``missed``:
    soon due, and due already."""

    said: Said | Literal["near", "overdue"]
    facts: LetterFacts


def letter(language: Language, lines: Sequence[Line], desk: str, link: str) -> Words:
    """All of them, by what they are about, in the order in which they came."""
    say = tongue(language)
    by_head: dict[str, list[Line]] = {head: [] for head in ORDER}
    for line in lines:
        by_head["late" if line.said == "overdue" else line.said].append(line)
    counts = [(say.HEADS[head], found) for head, found in by_head.items() if found]
    paragraphs = [Paragraph("\n".join([f"{head}:", *(_line(line) for line in found)])) for head, found in counts]
    subject = ", ".join(f"{head}: {len(found)}" for head, found in counts)
    return Words(
        letter="joined",
        language=language,
        subject=subject[:1] + subject[1:].lower(),
        paragraphs=tuple(paragraphs),
        signature=one_line(desk),
        button=button(say.QUEUE, link),
    )


def _line(line: Line) -> str:
    f, say, topic = for_office(line.facts)
    return joined(say.named(f, topic), _rest(line, f, say))


def _rest(line: Line, f: LetterFacts, say: StaffTongue) -> str:
    match line.said:
        case "near" | "overdue":
            return say.missed(f)
        case "late":
            return joined(say.missed(f), say.assignee(f))
        case "rung":
            return joined(say.reminded(f), say.to_write(f))
        case "to_head":
            return say.to_the_head(f)
        case "returned":
            return say.after_return(f)
        case "look":
            return say.to_read(f)
        case "rated":
            return say.author(f)
        case _:
            return say.ahead(f)
