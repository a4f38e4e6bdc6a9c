"""Parts that the sentences in Russian share."""

from collections.abc import Sequence

from opora.channels.letters.cleaning import one_line, sentence
from opora.channels.letters.facts import LetterFacts, MissedMoment
from opora.channels.letters.names import greeting_name

NO_SUBJECT = "Ваше обращение"
FORGOTTEN = "Про меня забыли"
MEGABYTES = "МБ"
OPEN = "Открыть обращение"
CENTRAL = "Центральная служба техподдержки"
SORRY = "Простите."
NOUNS = {
    "first_response": "первый ответ",
    "resolution": "ответ по существу",
    "goal": "ответ",
    "word": "письмо о ходе работы",
    "release_word": "письмо о выпуске",
    "recovery": "объяснение причины",
    "escalation": "письмо о ходе работы",
    "look": "чтение письма заказчика",
}


def greeting(f: LetterFacts) -> str:
    """«Здравствуйте, Анна Львовна!»"""
    name = greeting_name(f.name)
    return f"Здравствуйте, {name}!" if name else "Здравствуйте!"


def who(f: LetterFacts) -> str:
    """Who has it: a person and her office, or the office."""
    return sentence(f"обращением занимается {', '.join(filter(None, [f.who, place_of(f)]))}")


def listed(f: LetterFacts, dated: Sequence[MissedMoment]) -> str:
    """«первый ответ — до …; ответ по существу — до …»"""
    return "; ".join(f"{NOUNS.get(one.kind, one.kind)} — {f.by(one.due_at)}" for one in dated)


def place_of(f: LetterFacts) -> str:
    return f"офис {f.office.where}" if f.office.where else CENTRAL


def about(f: LetterFacts, text: str) -> str:
    return f"{one_line(f.product_and_version)}: {text}" if f.product_and_version else text
