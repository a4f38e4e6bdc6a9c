"""Named places between two transactions, where a test ends the process as kill -9 does."""

import os
import signal


def seam(name: str) -> None:
    """Nothing at all, unless OPORA_KILL_AT names this place: then the process is killed here."""
    if os.environ.get("OPORA_KILL_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
