"""The bell that ends a process: SIGINT or SIGTERM ring it, and whoever waits wakes at once."""

import os
import select
import signal
from types import FrameType

SIGNS = (signal.SIGINT, signal.SIGTERM)


class Bell:
    """``rung`` says that the process has been asked to end."""

    def __init__(self) -> None:
        self.rung = False
        self._ear, self._hammer = os.pipe()
        os.set_blocking(self._ear, False)
        os.set_blocking(self._hammer, False)

    def listen(self) -> None:
        """Ring at the signals from now on. The second signal of a kind ends the process as if nobody listened."""
        # A threading.Event won't do: set() in a signal's handler waits for the lock that the interrupted wait()
        # may be holding. Python writes to this pipe itself, whichever thread the signal interrupts.
        signal.set_wakeup_fd(self._hammer, warn_on_full_buffer=False)
        for sign in SIGNS:
            signal.signal(sign, self._ring)

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the bell is rung."""
        if not self.rung and select.select([self._ear], [], [], seconds)[0]:
            os.read(self._ear, 64)

    def _ring(self, sign: int, _frame: FrameType | None) -> None:
        self.rung = True
        signal.signal(sign, signal.SIG_DFL)
