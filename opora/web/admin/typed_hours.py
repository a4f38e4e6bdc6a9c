"""Hours of a day between what people type, «09:00–13:00, 14:00–17:00», and the intervals of a calendar."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from opora.core.hours import Interval
from opora.core.hours.days import in_order
from opora.lib.errors import Refused

CLOSED = {"", "-", "–", "—", "closed", "закрыто", "выходной"}
BETWEEN = re.compile(r"\s*(?:[-–—−]|\bдо\b|\bto\b)\s*")
OPENING = re.compile(r"^(?:с|from)\s+")
WALL = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.](\d{2}))?")


def hours_typed(text: str) -> tuple[Interval, ...]:
    """The intervals in order; none for nothing and for «закрыто». Raises Refused with what is wrong."""
    if text.strip().lower() in CLOSED:
        return ()
    intervals = [_interval(piece.strip()) for piece in re.split(r"[,;]", text) if piece.strip()]
    try:
        return in_order(intervals)
    except ValueError:
        raise Refused(_("These hours overlap; write each hour once.")) from None


def hours_said(intervals: Iterable[Interval]) -> str:
    """As they may be typed again; empty: closed."""
    return ", ".join(str(one).replace("-", "–") for one in intervals)


def _interval(piece: str) -> Interval:
    ends = [WALL.fullmatch(end) for end in BETWEEN.split(OPENING.sub("", piece.lower()))]
    try:
        start, end = (":".join(part or "00" for part in found.groups()) if found else "" for found in ends)
        return Interval.of(start, end)
    except ValueError:
        example = "09:00–13:00, 14:00–17:00"
        raise Refused(
            _("“%(piece)s” is no stretch of hours; write %(example)s.") % {"piece": piece, "example": example}
        ) from None
