"""What a check has to say."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: how bad, which check, a sentence, and what to do about it. It names no secret and no customer."""

    level: Level
    check: str
    sentence: str
    mend: str = ""


def ok(check: str, sentence: str) -> Finding:
    """Nothing stands in the way here."""
    return Finding("ok", check, sentence)


def warning(check: str, sentence: str, mend: str) -> Finding:
    """The desk works; somebody should look."""
    return Finding("warning", check, sentence, mend)


def fault(check: str, sentence: str, mend: str) -> Finding:
    """The desk does not do what it is for, or will lose something."""
    return Finding("fault", check, sentence, mend)
