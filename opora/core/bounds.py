"""What each dated setting of the desk may be, which rule speaks of it, and which tickets a change of it reaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal[
    "hours", "minutes", "days", "calendar_days", "years", "times", "requests", "messages", "day_list", "hour_list",
    "percent", "office", "names", "consent", "clock_minutes", "seconds",
]  # fmt: skip
Reach = Literal["registered", "settled", "levels", "letters", "calls"]
"""Those registered from then on (pinned, L7) · open ones too, when something next happens to them (settle) ·
levels computed from then on · letters written, people on duty called from then on."""

HOUR, MINUTE = 3600, 60


@dataclass(frozen=True, slots=True)
class Bound:
    """``least`` and ``most`` as the value is kept: seconds of working time for hours and minutes, else numbers."""

    unit: Unit
    rule: str
    reach: Reach
    least: int = 0
    most: int = 0


BOUNDS: Mapping[str, Bound] = {
    "first_response": Bound("hours", "4", "registered", HOUR // 4, 80 * HOUR),
    "resolution": Bound("hours", "4", "registered", HOUR, 400 * HOUR),
    "goal_initial": Bound("hours", "2", "registered", HOUR, 200 * HOUR),
    "goal_basic": Bound("hours", "2", "registered", HOUR, 200 * HOUR),
    "word_days": Bound("days", "4", "registered", 1, 10),
    "word_days_without_figures": Bound("days", "4", "registered", 1, 10),
    "word_days_research": Bound("days", "P3", "settled", 1, 10),
    "word_at_most_days": Bound("days", "P4", "settled", 1, 10),
    "recovery": Bound("hours", "P1", "settled", HOUR // 4, 40 * HOUR),
    "confess_within": Bound("minutes", "P1", "settled", MINUTE, 120 * MINUTE),
    "rung": Bound("hours", "E4", "settled", HOUR // 2, 40 * HOUR),
    "look": Bound("hours", "P7", "settled", HOUR // 2, 40 * HOUR),
    "no_earlier_than": Bound("hours", "L7", "settled", 0, 40 * HOUR),
    "nudge_days": Bound("day_list", "P8", "settled", 1, 10),
    "close_waiting_days": Bound("days", "P8", "settled", 1, 10),
    "close_answered_days": Bound("days", "P8", "settled", 1, 10),
    "reopen_calendar_days": Bound("calendar_days", "P7", "settled", 0, 365),
    "release_word_calendar_days": Bound("calendar_days", "P4", "settled", 1, 30),
    "warn_percent": Bound("percent", "P4", "settled", 50, 99),
    "soon_percent": Bound("percent", "P4", "settled", 50, 99),
    "digest_hours": Bound("hour_list", "P4", "letters", 0, 23),
    "staff_letters_a_day": Bound("times", "P4", "letters", 1, 20),
    "advance_wait_years": Bound("years", "L4", "levels", 1, 5),
    "extended_years": Bound("years", "L10", "levels", 1, 5),
    "duty_call_minutes": Bound("clock_minutes", "O3", "calls", 1, 120),
    "guest_office": Bound("office", "O1", "registered"),
    "desk_name": Bound("names", "11", "letters"),
    "acknowledgements_a_day": Bound("times", "L1", "letters", 1, 1000),
    # A tick leaves whoever answered at the last moment a minute; longer than that nothing may be held.
    "undo_seconds": Bound("seconds", "T4", "letters", 0, 50),
    "automatic_letters_a_day": Bound("times", "P1", "letters", 1, 1000),
    "rating_asked_days": Bound("calendar_days", "S1", "letters", 0, 365),
    "forms_a_day_for_an_address": Bound("requests", "L1", "letters", 1, 1000),
    "forms_an_hour_from_a_client": Bound("requests", "L1", "letters", 1, 10_000),
    "words_an_hour_by_link": Bound("messages", "E1", "letters", 1, 1000),
    "consent": Bound("consent", "L1", "letters"),
}
"""By name, in the order in which a page shows them; every field of `facts.Policy` and what stands beside it."""

USUAL: Mapping[str, Any] = {
    "guest_office": "",
    "desk_name": {},
    "acknowledgements_a_day": 5,
    "undo_seconds": 0,
    "automatic_letters_a_day": 30,
    "rating_asked_days": 30,
    "forms_a_day_for_an_address": 5,
    "forms_an_hour_from_a_client": 10,
    "words_an_hour_by_link": 20,
    "consent": {},
}
"""What holds while nobody has set another; of those that are no field of Policy, which has its own."""


def out_of_bounds(name: str, value: Any) -> bool:
    """Whether a figure, or one of a list of figures, is less or more than it may be; other kinds never are."""
    bound = BOUNDS[name]
    if bound.unit in ("office", "names", "consent"):
        return False
    figures = value if isinstance(value, list) else [value]
    return any(type(one) is not int or not bound.least <= one <= bound.most for one in figures)
