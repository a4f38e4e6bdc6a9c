"""«Внимание! Внешний отправитель»: what a gateway writes above a letter. It is the letter's first paragraph, and whole.

Somebody may write of such a sender himself, or go on right below: what is not a gateway's, to the last sentence, stays.
"""

import re
from itertools import takewhile

_MOST_LINES = 6
_LONGEST = 700
_EXTERNAL = re.compile(
    r"внешн\w+\s+(?:отправител|источник|адрес|почт|письм|сообщени)|(?:письм|сообщени)\w+\s.{0,60}(?:извне|внешн)"
    r"|external\s+(?:e-?mail|sender|source|message)|(?:originate[sd]?|came|sent|received|comes)\s+from\s+(?:an?\s+)?"
    r"(?:outside|external)",
    re.IGNORECASE,
)
_CAUTION = re.compile(
    r"не\s+(?:переходите|открывайте|нажимайте|отвечайте|вводите)|будьте\s+(?:осторожны|внимательны|бдительны)"
    r"|(?:do\s+not|don['’]t)\s+(?:click|open|reply)|(?:be\s+)?(?:careful|cautious|vigilant)|exercise\s+caution",
    re.IGNORECASE,
)
# Each sentence of a banner has one of these.
_SAID_THERE = re.compile(
    r"внимани|осторожн|внешн|отправител|ссылк|вложени|фишинг|caution|warning|attention|external|outside|links?\b"
    r"|attachments?\b|sender|phishing",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"(?:\[|\*{2,3}|<|#{2,3})\s*(?:external|внешн\w+)(?:\s+\w+){0,2}\s*(?:\]|\*{2,3}|>|#{2,3})", re.IGNORECASE
)


def banner(stripped: list[str]) -> int:
    """The line behind the banner above these (stripped) lines of a letter; 0 if there is none."""
    first = next((number for number in range(min(3, len(stripped))) if stripped[number]), None)
    if first is None:
        return 0
    if _TAG.fullmatch(stripped[first][:80]):
        return first + 1
    lines = list(takewhile(bool, stripped[first : first + _MOST_LINES + 1]))
    said = " ".join(lines)
    if len(lines) > _MOST_LINES or len(said) > _LONGEST or not (_EXTERNAL.search(said) and _CAUTION.search(said)):
        return 0
    whole = all(_SAID_THERE.search(sentence) for sentence in re.split(r"[.!:?]+", said) if sentence.strip())
    return first + len(lines) if whole else 0
