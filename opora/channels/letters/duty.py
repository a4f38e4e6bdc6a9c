"""Letters of duty to a member of staff: you are called out, and nobody accepted. Never the customer's text."""

from datetime import datetime

from opora.channels.letters.cleaning import joined, one_line
from opora.channels.letters.facts import LetterFacts
from opora.channels.letters.names import subject_line
from opora.channels.letters.staff import for_office
from opora.channels.letters.tongue import tongue_of
from opora.channels.letters.words import Paragraph, Words, button

__all__ = ["LetterFacts", "called", "unanswered"]

_CALLED = {
    "ru": (
        "Вызов на дежурство",
        "Вас вызывают по обращению {number}: «{topic}». Дежурство: {reason}.",
        "Откройте ссылку и нажмите «Принимаю» {by}. Потом вызовем следующего.",
        "Принимаю",
    ),
    "en": (
        "On duty: you are called",
        'You are called out to {number}: "{topic}". The duty: {reason}.',
        "Open the link and press “I accept” {by}. After that the next person is called.",
        "I accept",
    ),
}
_UNANSWERED = {
    "ru": (
        "Дежурные не отвечают",
        "Обращение {number} пришло во время дежурства, и его никто не принял: «{topic}».",
        "Вызывали: {people}.",
        "Вызвать было некого: все, кто назван в дежурстве, отсутствуют.",
        "Больше никого не вызываем. Возьмите обращение сами или назначьте исполнителя.",
    ),
    "en": (
        "Nobody on duty answers",
        '{number} came during a duty, and nobody accepted it: "{topic}".',
        "Called: {people}.",
        "There was nobody to call: all whom the duty names are away.",
        "Nobody more is called. Please take it yourself, or say who does.",
    ),
}


def called(f: LetterFacts, link: str, reason: str, until: datetime) -> Words:
    """To whoever is called out: accept until then, by one tap."""
    f, say, topic = for_office(f)
    lead, first, what_to_do, label = _CALLED[f.language]
    named = first.format(number=f.number, topic=topic, reason=one_line(reason).rstrip("."))
    known = joined(say.customer(f), say.ahead(f))
    return _words("call_out", f, lead, [named, known, what_to_do.format(by=f.by(until))], label, link)


def unanswered(f: LetterFacts, people: str) -> Words:
    """To the office's manager and the head: who was called, and that nobody is any more."""
    f, say, topic = for_office(f)
    lead, first, whom, nobody, what_to_do = _UNANSWERED[f.language]
    named = first.format(number=f.number, topic=topic)
    known = joined(whom.format(people=people) if people else nobody, say.customer(f), say.ahead(f))
    return _words("call_unanswered", f, lead, [named, known, what_to_do], tongue_of(f).OPEN, f.link)


def _words(letter: str, f: LetterFacts, lead: str, parts: list[str], label: str, link: str) -> Words:
    return Words(
        letter=letter,
        language=f.language,
        subject=subject_line(f.number, f.subject, tongue_of(f).NO_SUBJECT, again=False, lead=lead),
        paragraphs=tuple(Paragraph(part) for part in parts if part),
        signature=one_line(f.desk),
        button=button(label, link),
    )
