"""Waiting, closing, going on, in Russian."""

from typing import Any

from opora.channels import letters
from opora.core.hours import Cause
from tests.channels.letters.cases.usual import FIGURES, MARINA, QUESTION, Case
from tests.channels.letters.cast import BASIC, at, facts

# Asked Tue 12 May 11:00: nudges after 3 and 7 wd (Fri 15, Thu 21), closing after 10 wd: 13-15, 18-22, 25, 26 May.
CLOSING = {"closing": "05-26 11:00"}
LEFT_OUT = (Cause.NIGHT, Cause.PAUSE, Cause.NIGHT, Cause.PAUSE, Cause.ANSWERED)
ASKED_AT: dict[str, Any] = {"asked_at": at("05-12 11:00")}

QUIET: dict[str, Case] = {
    "nudge-first": (
        letters.nudge,
        facts("ru", "05-15 11:01", {**CLOSING, "resolution": "05-19 10:15"}, nudge=1, body=QUESTION, **ASKED_AT),
    ),
    "nudge-second-basic": (
        letters.nudge,
        facts("ru", "05-21 11:01", CLOSING, nudge=2, body="Какая у вас видеокарта?\n\n", **ASKED_AT, **BASIC),
    ),
    "closed-after-wait": (letters.closed_after_wait, facts("ru", "05-26 11:01", **ASKED_AT)),
    "closed-after-answer": (letters.closed_after_answer, facts("ru", "05-21 15:01", answered_at=at("05-14 15:00"))),
    "closed-after-thanks": (letters.closed_after_thanks, facts("ru", "05-21 15:01", answered_at=at("05-14 15:00"))),
    "continued-resolution": (
        letters.continued,
        facts("ru", "05-18 09:00", {"resolution": "05-19 13:00", "word": "05-21 09:00"}, **MARINA),
    ),
    "continued-left-out": (
        letters.continued,
        facts("ru", "05-18 09:00", {"resolution": "05-19 13:00"}, left_out=LEFT_OUT, **MARINA),
    ),
    "continued-basic": (letters.continued, facts("ru", "05-14 13:00", {"word": "05-19 13:00"}, **BASIC)),
    "awaiting-release": (letters.awaiting_release, facts("ru", "05-07 11:00", {"release_word": "05-29 18:00"})),
    "told-release": (letters.told, facts("ru", "05-20 12:00", {"release_word": "06-19 18:00"}, body="Ещё проверяем.")),
    "corrected": (letters.corrected, facts("ru", "05-12 15:00", FIGURES)),
}

# A calendar changed (T6); the moments are those that were told and lie later now.
RECOUNTED: dict[str, Case] = {
    "recounted": (
        letters.recounted, facts("ru", "05-06 12:05", {"first_response": "05-08 10:00", "resolution": "05-15 11:00"})
    ),
    "recounted-goal": (letters.recounted, facts("ru", "05-12 12:00", {"goal": "05-14 18:00"}, **BASIC)),
    "recounted-recovery-and-resolution": (
        letters.recounted, facts("ru", "05-07 12:00", {"recovery": "05-08 13:00", "resolution": "05-15 11:00"})
    ),
    "recounted-rung": (letters.recounted, facts("ru", "05-12 12:00", {"escalation": "05-13 10:00"})),
    "recounted-word": (letters.recounted, facts("ru", "05-12 16:30", {"word": "05-14 13:00"}, **BASIC)),
}  # fmt: skip
