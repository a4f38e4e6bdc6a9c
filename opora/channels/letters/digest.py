"""The letter of the morning to the head: what is on the ladder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from opora.channels.letters.cleaning import one_line
from opora.channels.letters.words import Paragraph, Words, button
from opora.lib import moments, moments_en, moments_ru
from opora.lib.moments import Language

MOST = 30
_RUNGS = {
    "ru": {1: "руководитель офиса", 2: "Центральная служба", 3: "руководитель техподдержки"},
    "en": {1: "office manager", 2: "central service", 3: "head of support"},
}


@dataclass(frozen=True, slots=True)
class OnLadder:
    """A ticket there: ``holder`` is a short name, empty where nobody holds the rung; instants are aware."""

    number: str
    subject: str
    rung: int
    holder: str
    since: datetime
    until: datetime


def ladder(language: Language, listed: Sequence[OnLadder], total: int, zone: str, desk: str, link: str) -> Words:
    """How many there are, and the nearest of them, a line each; moments in the reader's zone."""
    russian = language == "ru"
    lines = "\n".join(_line(one, language, zone) for one in listed[:MOST])
    more = total - min(len(listed), MOST)
    counted = _counted(total, language)
    rest = (f"И ещё {more}." if russian else f"And {more} more.") if more else ""
    return Words(
        letter="digest",
        language=language,
        subject=counted,
        paragraphs=tuple(Paragraph(text) for text in (f"{counted}.", lines, rest) if text),
        signature=one_line(desk),
        button=button("Открыть очередь" if russian else "Open the queue", link),
    )


def _counted(total: int, language: Language) -> str:
    if language == "ru":
        return f"На ступенях {total} {moments_ru.plural(total, ('обращение', 'обращения', 'обращений'))}"
    return f"{total} {moments_en.plural(total, ('ticket is', 'tickets are'))} on the ladder"


def _line(one: OnLadder, language: Language, zone: str) -> str:
    since, by = moments.since_day(one.since, zone, language), moments.by(one.until, zone, language)
    who = ", ".join(filter(None, [_RUNGS[language].get(one.rung, ""), one.holder]))
    if language == "ru":
        return f"{one.number} «{one_line(one.subject)}»: {who}, {since}; слово {by}."
    return f'{one.number} "{one_line(one.subject)}": {who}, {since}; a word {by}.'
