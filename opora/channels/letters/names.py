"""How a customer is greeted, and the subject under which a letter comes."""

import re

from opora.channels.letters.cleaning import one_line

_LONGEST_NAME, _LONGEST_SUBJECT = 60, 200
_PART = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PATRONYMIC = re.compile(r".+(?:ович|евич|ич|овна|евна|ична)", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg|отв|ответ|на|пер|пересл)(?:\[\d+\])?\s*:|\[SD-\d+\])\s*", re.IGNORECASE)


def greeting_name(name: str) -> str:
    """What to call a person: «Анна Львовна» of «Соколова Анна Львовна», else the name as it is.

    Empty where it may be no name: initials, a firm, a department, an address. Strangers choose their own display
    name, and our first letter must not carry their advertising.
    """
    parts = one_line(name).split()
    if len(" ".join(parts)) > _LONGEST_NAME or not 1 <= len(parts) <= 4 or not all(map(_PART.fullmatch, parts)):
        return ""
    if any(part[0].islower() for part in parts):
        return ""
    shouted = [len(part) > 1 and part.isupper() for part in parts]
    if any(shouted) and not all(shouted):
        return ""
    return " ".join(_first_and_patronymic([part.title() for part in parts] if any(shouted) else parts))


def subject_line(number: str, subject: str, without: str, *, again: bool, lead: str = "") -> str:
    """«[SD-1000483] Не открывается сборка», with "Re: " where letters went before: so programs keep one thread.

    ``without`` stands for a missing subject, ``lead`` before it in notices to staff.
    """
    topic = bare_subject(subject) or without
    line = f"[{number}] {lead}: {topic}" if lead else f"[{number}] {topic}"
    return f"Re: {line}" if again else line


def bare_subject(subject: str) -> str:
    """The subject without the prefixes of replies and without our own number, cut to a readable length."""
    topic = one_line(subject)
    before = None
    while topic != before:
        before, topic = topic, _PREFIX.sub("", topic).strip()
    return topic if len(topic) <= _LONGEST_SUBJECT else topic[: _LONGEST_SUBJECT - 1] + "…"


def _first_and_patronymic(parts: list[str]) -> list[str]:
    if len(parts) == 3 and _PATRONYMIC.fullmatch(parts[1]):
        return parts[:2]
    if len(parts) == 3 and _PATRONYMIC.fullmatch(parts[2]):
        return parts[1:]
    return parts
