"""Six tickets worked out by hand: May to July 2026, Asia/Yekaterinburg (UTC+5), 9:00-13:00 and 14:00-18:00.

Working days used: 4-7 May full (8 h), 8 May shortened (ends 17:00, 7 h), 9-11 May off, 12-15, 18-22, 25-29 May and
1-2 June full. Each line: local time, what happens, the next moment after it and its kind. "tick" is the worker a minute
after the moment. Arithmetic stands beside each line; FR = first response, wh = working hours, wd = working days (T10).
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Yekaterinburg")


@dataclass(frozen=True)
class Line:
    """One thing that happens, and how the ticket stands afterwards (null: closed, nothing is next)."""

    at: str
    what: str
    next_at: str | None
    next_kind: str

    @property
    def instant(self) -> datetime:
        """When it happens."""
        return local(self.at)

    @property
    def next_instant(self) -> datetime | None:
        """The expected next moment."""
        return local(self.next_at) if self.next_at else None


def local(text: str) -> datetime:
    """«05-08 17:40» of 2026 in Yekaterinburg."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


# (A) warranty, answered late.
A = ("warranty", [
    # FR 8 wh: Wed 10-13 (3) 14-18 (7) Thu 9-10 (8). Resolution 40 wh: Wed 7, Thu 15, Fri 22, Tue 30, Wed 38,
    # Thu 9-11: 40 -> 14 May 11:00. Next word 3 wd: Thu, Fri, Tue 12 May 10:00.
    Line("05-06 10:00", "opens", "05-07 10:00", "first_response"),
    # FR missed at 10:00; recovery 4 wh: 10-13 (3), 14-15 (4).
    Line("05-07 10:01", "tick", "05-07 15:00", "recovery"),
    # A word of progress: FR met late, recovery met. Next word: Fri 8, Tue 12, Wed 13, 14:30; resolution is later.
    Line("05-07 14:30", "tell", "05-13 14:30", "word"),
    # At the very instant is in time. Next word: Thu 14, Fri 15, Mon 18, 14:30; resolution 14 May 11:00 comes first.
    Line("05-13 14:30", "tell", "05-14 11:00", "resolution"),
    # Resolution missed at 11:00; recovery 11-13 (2), 14-16 (4).
    Line("05-14 11:01", "tick", "05-14 16:00", "recovery"),
    # Answered, late. Closing 5 wd: Fri 15, Mon 18, Tue 19, Wed 20, Thu 21, 15:00.
    Line("05-14 15:00", "answer", "05-21 15:00", "closing"),
    Line("05-21 15:01", "tick", None, ""),
])  # fmt: skip

# (B) basic, never answered for a week.
B = ("basic", [
    # Friday 8 May 17:40, closed since 17:00; opens Tue 12 May 9:00. Goal 16 wh: Tue 8, Wed 16 -> 13 May 18:00.
    # Next word 5 wd: Tue 12, Wed 13, Thu 14, Fri 15, Mon 18, 17:40.
    Line("05-08 17:40", "opens", "05-13 18:00", "goal"),
    # Goal missed, told, so confessed; recovery 4 wh from 18:00: Thu 14 9-13.
    Line("05-13 18:01", "tick", "05-14 13:00", "recovery"),
    # Recovery missed: office manager, 8 wh from 13:00: Thu 14-18 (4), Fri 9-13 (8).
    Line("05-14 13:01", "tick", "05-15 13:00", "escalation"),
    # Central service: Fri 14-18 (4), Mon 18 9-13 (8).
    Line("05-15 13:01", "tick", "05-18 13:00", "escalation"),
    # Head: Mon 14-18 (4), Tue 19 9-13 (8).
    Line("05-18 13:01", "tick", "05-19 13:00", "escalation"),
    # Head again: Tue 14-18, Wed 20 9-13.
    Line("05-19 13:01", "tick", "05-20 13:00", "escalation"),
    # Closing 5 wd: Thu 21, Fri 22, Mon 25, Tue 26, Wed 27, 11:00.
    Line("05-20 11:00", "answer", "05-27 11:00", "closing"),
])  # fmt: skip

# (C) waiting, then a reply at night.
C = ("warranty", [
    # FR: Mon 9:30-13 (3.5) 14-18 (7.5), Tue 9-9:30 (8). Resolution: Mon 7.5, Tue 15.5, Wed 23.5, Thu 31.5, Fri 38.5,
    # Tue 12 May 9-10:30 (40). Next word: Tue 5, Wed 6, Thu 7, 9:30.
    Line("05-04 09:30", "opens", "05-05 09:30", "first_response"),
    # Asked: FR met, resolution paused with 2 h spent. Nudges 3 wd: Tue 5, Wed 6, Thu 7, 11:30.
    Line("05-04 11:30", "ask", "05-07 11:30", "nudge"),
    # Second nudge 7 wd after the question: Fri 8 (4), Tue 12 (5), Wed 13 (6), Thu 14 (7), 11:30.
    Line("05-07 11:31", "tick", "05-14 11:30", "nudge"),
    # Saturday night 2:15: the pause ends; 38 h left: Tue 8, Wed 16, Thu 24, Fri 32, Mon 18 9-13 36, 14-16 38 -> 16:00.
    # Next word 3 wd: Thu 14 2:15 is closed, so the end of the stretch before it: Wed 13 May 18:00.
    Line("05-09 02:15", "reply", "05-13 18:00", "word"),
    # Answered in time. Closing: Thu 14, Fri 15, Mon 18, Tue 19, Wed 20, 17:00.
    Line("05-13 17:00", "answer", "05-20 17:00", "closing"),
])  # fmt: skip

# (D) thanks after the answer, then «Продолжение».
D = ("warranty", [
    Line("05-06 10:00", "opens", "05-07 10:00", "first_response"),  # as in A
    # Answered; used 10-13 (3), 14-15 (4). Closing: Thu 7, Fri 8, Tue 12, Wed 13, Thu 14, 15:00.
    Line("05-06 15:00", "answer", "05-14 15:00", "closing"),
    # Thanks set the look, 8 wh: Thu 9:30-13 (3.5), 14-18 (7.5), Fri 9-9:30 (8).
    Line("05-07 09:30", "reply", "05-08 09:30", "look"),
    Line("05-07 12:00", "thank", "05-14 15:00", "closing"),  # «Благодарность»: answer + 5 wd
    # It does not work after all: look: Tue 12 16-18 (2), Wed 13 9-13 (6), 14-16 (8).
    Line("05-12 16:00", "reply", "05-13 16:00", "look"),
    # «Продолжение»: 36 h left from the customer's words on Tue 12 16:00: Tue 2, Wed 10, Thu 18, Fri 26, Mon 34,
    # Tue 19 9-11 (36) -> 19 May 11:00, later than choice + 4 wh (Wed 15:00). Next word 3 wd: Thu, Fri, Mon 18, 10:00.
    Line("05-13 10:00", "continue", "05-18 10:00", "word"),
    # Next word: Tue 19, Wed 20, Thu 21, 9:40; resolution is earlier.
    Line("05-18 09:40", "tell", "05-19 11:00", "resolution"),
    # Closing: Wed 20, Thu 21, Fri 22, Mon 25, Tue 26, 10:00.
    Line("05-19 10:00", "answer", "05-26 10:00", "closing"),
])  # fmt: skip

# (E) research over three weeks.
E = ("warranty", [
    # FR: Tue 14-18 (4), Wed 9-13 (8) -> 13:00. Resolution: Tue 4, Wed 12, Thu 20, Fri 27, Tue 12 35, Wed 13 9-13 39,
    # 14-15 40 -> 13 May 15:00. Next word: Wed 6, Thu 7, Fri 8, 14:00 (open: the day ends at 17:00).
    Line("05-05 14:00", "opens", "05-06 13:00", "first_response"),
    Line("05-06 11:00", "tell", "05-12 11:00", "word"),  # Thu 7, Fri 8, Tue 12
    # Research: min(Tue 12 11:00, move + 2 wd = Fri 8 11:05).
    Line("05-06 11:05", "research", "05-08 11:05", "word"),
    Line("05-08 11:00", "tell", "05-13 11:00", "word"),  # 2 wd: Tue 12, Wed 13
    # 2 wd: Thu 14, Fri 15 10:30; the resolution does not stop in research.
    Line("05-13 10:30", "tell", "05-13 15:00", "resolution"),
    Line("05-13 15:01", "tick", "05-14 10:00", "recovery"),  # Wed 15-18 (3), Thu 9-10 (4)
    Line("05-14 09:45", "tell", "05-18 09:45", "word"),  # Fri 15, Mon 18
    Line("05-18 09:00", "tell", "05-20 09:00", "word"),  # Tue 19, Wed 20: 9:00 is open
    Line("05-20 09:00", "tell", "05-22 09:00", "word"),  # at the very instant: in time
    Line("05-22 09:01", "tick", "05-22 13:00", "recovery"),  # the word was missed; 9-13 (4)
    Line("05-22 12:00", "tell", "05-26 12:00", "word"),  # Mon 25, Tue 26
    # Closing: Wed 27, Thu 28, Fri 29, Mon 1 June, Tue 2 June, 11:00.
    Line("05-26 11:00", "answer", "06-02 11:00", "closing"),
])  # fmt: skip

# (F) a confirmed defect that waits for its release. June: Thu 11 short, Fri 12 off, other weekdays full; July full.
F = ("warranty", [
    Line("05-06 10:00", "opens", "05-07 10:00", "first_response"),  # as in A
    Line("05-06 15:00", "answer", "05-14 15:00", "closing"),  # as in D
    # Promised: a word on Friday 29 May, to the end of the working day.
    Line("05-07 11:00", "release", "05-29 18:00", "release_word"),
    # The customer writes: look, 8 wh: Wed 10-13 (3), 14-18 (7), Thu 9-10 (8).
    Line("05-20 10:00", "reply", "05-21 10:00", "look"),
    # Told, which reads their words. 20 May + 30 days: Fri 19 June.
    Line("05-20 12:00", "tell", "06-19 18:00", "release_word"),
    # The word was missed; recovery 4 wh from Fri 18:00: Mon 22 June 9-13.
    Line("06-19 18:01", "tick", "06-22 13:00", "recovery"),
    # 22 June + 30 days: Wed 22 July.
    Line("06-22 11:00", "tell", "07-22 18:00", "release_word"),
    # The release is out. Closing 5 wd: Tue 21, Wed 22, Thu 23, Fri 24, Mon 27 July.
    Line("07-20 10:00", "answer", "07-27 10:00", "closing"),
    Line("07-27 10:01", "tick", None, ""),
])  # fmt: skip

STORIES = {"A": A, "B": B, "C": C, "D": D, "E": E, "F": F}
