"""A child that must not outlive its parent, even one that was killed: it holds the end of a pipe."""

import os
import signal
import threading


def hold_on() -> None:
    """End by SIGTERM as soon as standard input, a pipe whose other end only the parent has, comes to its end."""
    main = threading.main_thread().ident
    assert main is not None

    def watch() -> None:
        while os.read(0, 64):
            pass
        signal.pthread_kill(main, signal.SIGTERM)

    threading.Thread(target=watch, name="tether", daemon=True).start()
