"""In which language a letter is written, Russian or English, by its letters."""

import re
from typing import Literal

# The first line is the greeting or the matter; below it come logs in Latin letters.
SAMPLE = 5_000

_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_REPLY = re.compile(r"(?i)^\s*(?:(?:re|fwd?|aw)\s*:\s*)+")


def language_of(text: str, subject: str) -> Literal["ru", "en"]:
    """The language of what the sender wrote, of the subject when he wrote nothing; Russian when both say nothing."""
    for words in (text[:SAMPLE], _REPLY.sub("", subject)):
        first = next((line for line in words.splitlines() if line.strip()), "")
        if _share(first) >= 0.5 or _share(words) >= 0.25:
            return "ru"
        if _LATIN.search(words):
            return "en"
    return "ru"


def _share(text: str) -> float:
    """Russian letters among all letters, 0 to 1."""
    russian, latin = len(_RUSSIAN.findall(text)), len(_LATIN.findall(text))
    return russian / (russian + latin) if russian else 0.0
