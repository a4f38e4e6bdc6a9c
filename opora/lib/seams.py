"""Named places between two transactions, where a test ends the process as kill -9 does. For tests alone.

kept: a letter's bytes are in the store and its row is committed · taken: the letter is off the mail server ·
filed: the letter is a message of a ticket · data-sent: the server has accepted a letter of ours, and the row does
not say so yet · marked: the row says so · called: the next person on duty is
called out, and nothing of it is committed · rung: the other side has taken a
call to staff on duty, and the row does not say so yet.
"""

import os
import signal
from pathlib import Path

SEAMS = frozenset({"kept", "taken", "filed", "data-sent", "marked", "called", "rung"})


def seam(name: str) -> None:
    """Nothing at all, unless OPORA_KILL_AT names this place and the file OPORA_KILL_ONCE is not there yet: then the
    file is made and the process killed. Raises ValueError on a name that is not in the list above."""
    if name not in SEAMS:
        raise ValueError(f"no such seam: {name}")
    marker = os.environ.get("OPORA_KILL_ONCE")
    if not marker or os.environ.get("OPORA_KILL_AT") != name:
        return
    try:
        Path(marker).touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
