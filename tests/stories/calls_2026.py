"""Calls and visits worked out by hand: May 2026, Asia/Yekaterinburg, 9:00-13:00 and 14:00-18:00.

Working days as in `may_2026`: 4-7 May full (8 h), 8 May ends 17:00 (7 h), 9-11 May off, 12-15, 18-22 May full. A call
"at" some moment began then and was logged at "logged"; FR = first response, wh = working hours, wd = working days.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Logged:
    """One call: when it began and was logged, what was answered in it, and how the ticket stands afterwards."""

    at: str
    logged: str
    verb: str
    next_at: str
    next_kind: str


# A new matter by telephone, warranty. FR 8 wh from Wed 6 May 10:00 -> Thu 7 May 10:00; resolution 40 wh -> Thu 14 May
# 11:00 (story A of may_2026); all counted from the start of the call, not from when it was logged.
NEW_WARRANTY = {
    # Only taken down: nothing is met.
    "nothing": Logged("05-06 10:00", "05-06 10:25", "", "05-07 10:00", "first_response"),
    # FR met at 10:00. Next word 3 wd: Thu 7, Fri 8, Tue 12, 10:00; the resolution is later.
    "first response": Logged("05-06 10:00", "05-06 10:25", "tell", "05-12 10:00", "word"),
    # Asked: FR met, resolution paused at 10:00. First nudge 3 wd: Tue 12 May 10:00.
    "question": Logged("05-06 10:00", "05-06 10:25", "ask", "05-12 10:00", "nudge"),
    # Told to the point: FR and resolution met at 10:00. Closing 5 wd: Thu 7, Fri 8, Tue 12, Wed 13, Thu 14, 10:00.
    "to the point": Logged("05-06 10:00", "05-06 10:25", "answer", "05-14 10:00", "closing"),
}

# The same at basic, begun on Friday 8 May 16:30 (the day ends at 17:00), logged at 16:50. Goal 16 wh: Fri 0.5,
# Tue 12 8.5, Wed 13 9-13 12.5, 14-17:30 16 -> Wed 13 May 17:30.
NEW_BASIC = {
    "nothing": Logged("05-08 16:30", "05-08 16:50", "", "05-13 17:30", "goal"),
    # Goal met at 16:30. Next word 5 wd: Tue 12, Wed 13, Thu 14, Fri 15, Mon 18, 16:30.
    "first response": Logged("05-08 16:30", "05-08 16:50", "tell", "05-18 16:30", "word"),
    # Nudge 3 wd: Tue 12, Wed 13, Thu 14, 16:30.
    "question": Logged("05-08 16:30", "05-08 16:50", "ask", "05-14 16:30", "nudge"),
    # Closing 5 wd: Mon 18 May 16:30.
    "to the point": Logged("05-08 16:30", "05-08 16:50", "answer", "05-18 16:30", "closing"),
}
